//! What is gathered of the files of a site one by one, while their facts are at hand: later they fit into no cache, and
//! every further pass over them waits for the memory. What was gathered of files that follow one another is joined.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Facts;
use super::document::Kind;
use super::jekyll::kind::Reason;
use super::jekyll::outcome::Hidden;
use super::manners::Usual;
use super::offsets::Offsets;
use super::places::hash;
use super::settings::Settings;
use super::terms::Index;
use super::urls::Urls;

/// What is gathered of files.
#[derive(Debug, Default)]
pub struct Sums {
    /// The layouts and includes that they use.
    pub(crate) framing: Framing,
    /// Their terms, as far as they are counted.
    pub(super) terms: Index,
    pub(super) offsets: Offsets,
    pub(super) habits: Habits,
    /// Where they are written, by stretches in their order.
    places: Vec<Written>,
}

/// The names of what is put around pages.
#[derive(Debug, Default)]
pub(crate) struct Framing {
    /// Of layouts.
    pub(crate) layouts: FxHashSet<Box<str>>,
    /// Of includes; empty for one that Liquid computes.
    pub(crate) includes: FxHashSet<Box<str>>,
}

/// What is usual on the site, so that one page that differs is told from a habit.
#[derive(Debug, Default)]
pub(super) struct Habits {
    pub(super) images: [u64; 2],
    pub(super) usual: Usual,
    pub(super) obsolete: [u64; 2],
    pub(super) odd_keys: FxHashMap<Box<str>, u32>,
}

/// Where a stretch of files is written.
#[derive(Debug, Default)]
struct Written {
    /// How many files it has.
    files: u32,
    /// The places, one behind the other.
    text: String,
    /// The hash and the length of each, and its file by its index in the stretch.
    places: Vec<(u64, u32, u32)>,
    /// The other files, by their indices in the stretch: those that have no page, those that others redirect to, and the
    /// pages of terms.
    others: Vec<u32>,
}

impl Sums {
    /// Gathers from all of `facts`.
    pub fn of(facts: &[Box<Facts>], settings: &Settings) -> Sums {
        let mut sums = Sums::default();
        for file in facts {
            sums.add(file, settings);
        }
        sums
    }

    /// Gathers from one more file.
    pub(crate) fn add(&mut self, file: &Facts, settings: &Settings) {
        self.framing.add(file);
        self.terms.add(file);
        self.offsets.count(file, settings);
        self.habits.count(file);
        if self.places.is_empty() {
            self.places.push(Written::default());
        }
        if let Some(places) = self.places.last_mut() {
            places.add(file);
        }
    }

    /// Adds what was gathered from the files that follow.
    pub(crate) fn join(&mut self, mut next: Sums) {
        self.framing.layouts.extend(next.framing.layouts);
        self.framing.includes.extend(next.framing.includes);
        self.terms.join(next.terms);
        self.offsets.add(next.offsets);
        self.habits.add(next.habits);
        self.places.append(&mut next.places);
    }

    /// What `facts`, from which all this was gathered, and the files that are `copied` write.
    pub(super) fn places<'a>(&self, settings: &Settings, facts: &'a [Box<Facts>], copied: &[Box<str>]) -> Places<'a> {
        let bytes = self.places.iter().map(|stretch| stretch.text.len()).sum();
        let urls = Urls::with_capacity(facts.len() + copied.len(), bytes, settings.host);
        let mut places = Places { urls, ..Places::default() };
        for dest in copied {
            places.urls.add(dest);
        }
        let mut before = 0;
        for stretch in &self.places {
            let mut at = 0;
            for (hash, length, index) in &stretch.places {
                let end = at + *length as usize;
                let index = before + index;
                if places.urls.add_hashed(&stretch.text[at..end], *hash, index) > 1 {
                    let output = facts[index as usize].document.output.as_ref();
                    places.twice.extend(output.map(|output| output.dest.as_str()));
                }
                at = end;
            }
            for index in stretch.others.iter().map(|index| before + index) {
                places.add_other(&facts[index as usize], index);
            }
            before += stretch.files;
        }
        places
    }
}

impl Framing {
    fn add(&mut self, file: &Facts) {
        if let Some(layout) = file.document.layout()
            && !self.layouts.contains(layout)
        {
            self.layouts.insert(layout.into());
        }
        for include in &file.includes {
            if !self.includes.contains(include) {
                self.includes.insert(include.clone());
            }
        }
    }
}

impl Habits {
    fn count(&mut self, file: &Facts) {
        self.images[0] += u64::from(file.images);
        self.images[1] += file.images_without_alt.len() as u64;
        self.obsolete[0] += 1;
        self.obsolete[1] += u64::from(file.obsolete.is_some());
        self.usual.count(&file.manners);
        for key in &file.odd_keys {
            *self.odd_keys.entry(key.name.clone()).or_default() += 1;
        }
    }

    fn add(&mut self, other: Habits) {
        for at in 0..2 {
            self.images[at] += other.images[at];
            self.obsolete[at] += other.obsolete[at];
        }
        self.usual.add(other.usual);
        for (key, count) in other.odd_keys {
            *self.odd_keys.entry(key).or_default() += count;
        }
    }
}

impl Written {
    fn add(&mut self, file: &Facts) {
        let index = self.files;
        self.files += 1;
        let is_plain = file.document.output.as_ref().filter(|_| is_plain(file));
        if let Some(output) = is_plain {
            self.text.push_str(&output.dest);
            self.places.push((hash(&output.dest), output.dest.len() as u32, index));
        }
        if is_plain.is_none() || !file.redirects.is_empty() || file.term_page.is_some() {
            self.others.push(index);
        }
    }
}

/// Whether a file has a page, at a place that is known.
fn is_plain(file: &Facts) -> bool {
    let is_elsewhere = matches!(
        file.document.hidden,
        Some(Hidden::Place(Reason::DraftsOff) | Hidden::Unpublished | Hidden::Future | Hidden::NotOutput)
    );
    file.document.output.is_some() && !is_elsewhere && file.document.kind != Kind::Draft
}

/// What the sources write.
#[derive(Default)]
pub(super) struct Places<'a> {
    pub(super) urls: Urls,
    /// The names of the files whose place is not known.
    pub(super) uncertain: Vec<&'a str>,
    /// The places that several files are written to.
    pub(super) twice: Vec<&'a str>,
    /// The drafts that are not published, by name.
    pub(super) drafts: FxHashMap<&'a str, u32>,
    /// The files that others redirect to, by their indices.
    pub(super) redirected: Vec<u32>,
    /// The files that may be the pages of terms.
    pub(super) term_pages: Vec<&'a Facts>,
}

impl<'a> Places<'a> {
    /// Adds a file of which there is more to say than that its page is written.
    fn add_other(&mut self, file: &'a Facts, index: u32) {
        let document = &file.document;
        if !file.redirects.is_empty() {
            self.redirected.push(index);
        }
        self.term_pages.extend(file.term_page.is_some().then_some(file));
        match (&document.output, &document.hidden) {
            (_, Some(Hidden::Place(Reason::DraftsOff))) => {
                self.drafts.insert(file.name(), index);
                self.uncertain.push(file.name());
            }
            (Some(_), _) if document.kind == Kind::Draft => self.uncertain.push(file.name()),
            (Some(output), Some(Hidden::Unpublished | Hidden::Future | Hidden::NotOutput)) => {
                self.urls.add_hidden(&output.dest, index);
            }
            // It is among the others.
            (Some(_), _) => {}
            (None, _) => self.uncertain.push(file.name()),
        }
    }
}
