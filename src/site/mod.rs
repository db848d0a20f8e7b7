//! The whole site: facts of every file, what exists at which URL, and what points at it.

pub mod dating;
pub mod document;
pub mod jekyll;
pub mod link;
pub mod loaded;
pub mod lookup;
pub mod manners;
pub mod mentions;
pub mod named;
pub mod odd_keys;
pub mod offsets;
mod places;
pub mod redirects;
mod served;
pub mod settings;
pub mod shift;
mod spoken;
pub mod sums;
pub mod target;
pub mod terms;
pub mod unseen;
pub mod urls;
pub mod verdict;

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use chrono::{DateTime, FixedOffset};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::links::verdict::Verdicts;
use crate::source::Span;
use crate::suppress::Suppression;
use crate::syntax::html::Obsolete;
use document::{Document, Kind};
use jekyll::date::Date;
use link::{Anchors, ExternalFact, LinkFact, PassedLink};
use lookup::{Slugs, sources};
use settings::Settings;
use sums::{Habits, Places, Sums};
use urls::Urls;

/// What stays of a file once it has been judged.
#[derive(Debug)]
pub struct Facts {
    /// Relative to the site's root, with `/`.
    pub path: Arc<str>,
    /// Whether all of it was read; else nothing is known of its body.
    pub is_whole: bool,
    /// What Jekyll makes of it.
    pub document: Document,
    /// Its links to places on this site.
    pub links: Vec<LinkFact>,
    /// All others, where somebody asks for them.
    pub passed_links: Box<[PassedLink]>,
    /// Its links to other hosts; only where they are asked for.
    pub external: Box<[ExternalFact]>,
    /// The ids that links can lead to.
    pub anchors: Anchors,
    /// How many links it has in all.
    pub link_count: u32,
    /// Links that nothing can be said about: Liquid has a part in them, or the page's own URL is not known.
    pub unknown_links: u32,
    /// What its author wants held back.
    pub suppressions: Box<[Suppression]>,
    /// How many images it has.
    pub images: u32,
    /// Those without a text.
    pub images_without_alt: Box<[Span]>,
    /// How it speaks to those who only hear it.
    pub manners: manners::Manners,
    /// The first thing on it that HTML has given up.
    pub obsolete: Option<Box<Obsolete>>,
    /// Of a page: the category and the tag that its front matter names.
    pub own_terms: [Option<Box<str>>; 2],
    /// Whether there is front matter that Jekyll reads.
    pub has_front_matter: bool,
    /// The first bytes that show something, for a finding about the file as a whole.
    pub head: Span,
    /// Where redirects to it are written, each with its bytes in `redirect_from`.
    pub redirects: Box<[(Box<str>, Span)]>,
    /// Keys that are nearly one that Jekyll reads.
    pub odd_keys: Box<[odd_keys::OddKey]>,
    /// What its time without an offset changes beside the clock.
    pub shift: Option<Box<shift::Shift>>,
    /// The files that its Liquid names.
    pub references: Box<[named::Reference]>,
    /// What it says of others without a link, where somebody asks.
    pub mentions: Option<Box<mentions::Mentions>>,
    /// The files that it includes; an empty name for one that Liquid computes.
    pub includes: Box<[Box<str>]>,
    /// The posts and files that its front matter names, as the site's schemas have it.
    pub named: Box<[crate::schema::Named]>,
    /// What it says of itself as the page of a term, where the configuration makes it one.
    pub term_page: Option<Box<TermPageLabel>>,
}

/// What a term's page says of itself.
#[derive(Clone, Debug)]
pub struct TermPageLabel {
    /// The term that its front matter names, with its bytes.
    pub own: Option<(Box<str>, Span)>,
    /// Its title, with its bytes.
    pub title: Option<(Box<str>, Span)>,
}

/// Everything the site rules look at.
pub struct Site<'a> {
    /// The site's configuration and ours.
    pub settings: &'a Settings,
    /// The facts of every file that was judged, by path.
    pub facts: &'a [Box<Facts>],
    /// What exists.
    pub urls: Urls,
    /// The terms in use and their pages.
    pub terms: terms::Index,
    /// How the site's posts write their time zone.
    pub offsets: offsets::Offsets,
    /// The files that are written to one place, where there are several; the last of them stays.
    pub shared: FxHashMap<&'a str, Vec<&'a Facts>>,
    /// How many images the site has, and how many of them have no text.
    pub images: [u64; 2],
    /// How its pages speak to those who only hear them.
    pub usual: manners::Usual,
    /// How many pages the site has, and how many of them have something that HTML has given up.
    pub obsolete: [u64; 2],
    /// The terms of each archive page that several share: of categories, and of tags. Made when first asked for.
    archives: OnceLock<[FxHashMap<String, Vec<Box<str>>>; 2]>,
    /// How many files have each key that is nearly one that Jekyll reads.
    pub odd_keys: FxHashMap<Box<str>, u32>,
    /// What has been looked at of the files that pages load, by path.
    pub loaded: FxHashMap<Box<str>, loaded::Loaded>,
    /// What came of the external links that were asked for.
    pub verdicts: Arc<Verdicts>,
    /// Names of posts whose date, and so whose URL, is not known.
    uncertain: Vec<&'a str>,
    /// Where files are copied to.
    copied: &'a [Box<str>],
    /// The files by the names that Liquid uses. Made when first asked for.
    named: OnceLock<named::Named<'a>>,
    /// The files that links may name under jekyll-relative-links; empty without it.
    sources: FxHashSet<&'a str>,
    /// Every file of the source, sorted.
    files: &'a [Arc<str>],
    /// Whether all files have been read to their end.
    pub is_whole: bool,
    /// What was asked of those that have not.
    missed: Mutex<Missed>,
    /// The drafts that are not published, by their names, as indices of the facts.
    drafts: FxHashMap<&'a str, u32>,
    /// The posts by the last part of their URLs. Made when first asked for.
    slugs: OnceLock<Slugs<'a>>,
    /// What is linked to. Made when first asked for.
    linked: OnceLock<mentions::Linked<'a>>,
    /// The names by which front matter may mean a post. Made when first asked for.
    posts: OnceLock<FxHashSet<&'a str>>,
}

/// What somebody has asked for in vain.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Missed {
    /// The bodies of all files.
    pub all: bool,
    /// The bodies of these files.
    pub files: Vec<Arc<str>>,
}

impl<'a> Site<'a> {
    /// Whether the bodies of all files are known, for what is usual on a site; who asks in vain is asked again.
    pub fn knows_bodies(&self) -> bool {
        if !self.is_whole {
            self.missed().all = true;
        }
        self.is_whole
    }

    /// `file`, if its body is known; who asks in vain is asked again.
    pub fn whole(&self, file: &'a Facts) -> Option<&'a Facts> {
        if !file.is_whole {
            self.missed().files.push(Arc::clone(&file.path));
        }
        file.is_whole.then_some(file)
    }

    /// What was asked for in vain.
    pub fn missed(&self) -> MutexGuard<'_, Missed> {
        self.missed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Merges the facts of all `files`, of which `sums` were gathered, with the places where files are copied to; both
    /// `files` and `facts` are sorted by path.
    pub fn merge(
        settings: &'a Settings,
        facts: &'a [Box<Facts>],
        sums: Sums,
        copied: &'a [Box<str>],
        files: &'a [Arc<str>],
    ) -> Site<'a> {
        let Places { mut urls, uncertain, twice, drafts, redirected, term_pages } =
            sums.places(settings, facts, copied);
        let sources = sources(settings, facts, copied);
        let Sums { mut terms, offsets, habits, .. } = sums;
        terms.finish(&term_pages, &settings.config);
        plugin_urls(settings, facts, &redirected, &terms, &mut urls);
        let Habits { images, usual, obsolete, odd_keys } = habits;
        let shared = FxHashMap::default();
        let archives = OnceLock::new();
        let named = OnceLock::new();
        let mut site = Site {
            settings,
            facts,
            urls,
            terms,
            offsets,
            shared,
            images,
            usual,
            obsolete,
            archives,
            odd_keys,
            uncertain,
            copied,
            named,
            sources,
            files,
            drafts,
            slugs: OnceLock::new(),
            linked: OnceLock::new(),
            posts: OnceLock::new(),
            loaded: FxHashMap::default(),
            is_whole: true,
            missed: Mutex::default(),
            verdicts: Arc::default(),
        };
        site.find_shared(&twice);
        site
    }

    /// The files by the names that `link` and `post_url` use.
    pub fn named(&self) -> &named::Named<'a> {
        self.named.get_or_init(|| named::Named::new(self.settings, self.facts, self.copied))
    }

    /// What is linked to and mentioned on the site.
    pub fn linked(&self) -> &mentions::Linked<'a> {
        self.linked.get_or_init(|| mentions::Linked::of(self))
    }

    /// The files whose redirects are written to `dest`, in the order of their paths.
    pub fn redirected_from(&self, dest: &str) -> impl Iterator<Item = &'a Facts> {
        let redirects = self.facts.iter().filter(|file| !file.redirects.is_empty());
        redirects.filter(move |file| file.redirects.iter().any(|(from, _)| **from == *dest)).map(|file| &**file)
    }

    /// The terms that share the archive page of `term` with it, and that page's URL; `one` is `category` or `tag`.
    pub fn archived_with(&self, one: &'static str, term: &str) -> Option<(&[Box<str>], String)> {
        let archive = |one: &'static str, term: &str| self.settings.plugins.archive(&self.settings.jekyll, one, term);
        let [categories, tags] = self.archives.get_or_init(|| {
            [(&self.terms.categories, "category"), (&self.terms.tags, "tag")].map(|(terms, one)| {
                let mut shared: FxHashMap<String, Vec<Box<str>>> = FxHashMap::default();
                let mut used: Vec<&Box<str>> = terms.uses.keys().collect();
                used.sort_unstable();
                for term in used {
                    if let Some(page) = archive(one, term) {
                        shared.entry(page.url).or_default().push(term.clone());
                    }
                }
                // Spellings of one term are another matter.
                shared.retain(|_, all| all.iter().any(|term| terms::common(term) != terms::common(&all[0])));
                shared
            })
        });
        let url = archive(one, term)?.url;
        let all = if one == "tag" { tags } else { categories }.get(&url)?;
        Some((all, url))
    }

    /// Whether a file may stand in the way of others: of what they publish, of their redirects, or of how they write
    /// their terms.
    pub fn crosses(&self, file: &Facts) -> bool {
        let document = &file.document;
        let is_crossed = |one: &'static str, terms: &terms::Terms, own: &[jekyll::terms::Term]| {
            let twins = |term: &str| terms.spellings.get(&terms::common(term)).map_or(0, Vec::len);
            own.iter().any(|term| twins(&term.text) > 1 || self.archived_with(one, &term.text).is_some())
        };
        lookup::is_published(file) && document.output.as_ref().is_some_and(|output| self.urls.crosses(&output.dest))
            || file.redirects.iter().any(|(dest, _)| self.urls.crosses(dest))
            || is_crossed("category", &self.terms.categories, &document.terms.categories)
            || is_crossed("tag", &self.terms.tags, &document.terms.tags)
    }

    fn find_shared(&mut self, twice: &[&'a str]) {
        if twice.is_empty() {
            return;
        }
        for dest in twice {
            self.shared.insert(dest, Vec::new());
        }
        for file in self.facts.iter().filter(|file| file.document.hidden.is_none()) {
            let dest = file.document.output.as_ref().map_or("", |output| output.dest.as_str());
            if let Some(files) = self.shared.get_mut(dest) {
                files.push(file);
            }
        }
        self.shared.retain(|_, files| files.len() > 1);
        for files in self.shared.values_mut() {
            files.sort_by_key(|file| file.written_at());
        }
    }
}

/// Adds what the known plugins write; `redirected` are the files that others redirect to.
fn plugin_urls(settings: &Settings, facts: &[Box<Facts>], redirected: &[u32], terms: &terms::Index, urls: &mut Urls) {
    let (plugins, jekyll) = (&settings.plugins, &settings.jekyll);
    let mut outputs = plugins.site_outputs(jekyll);
    outputs.extend(plugins.pagination(jekyll, terms.posts));
    for (kind, of) in [("category", &terms.categories), ("tag", &terms.tags)] {
        outputs.extend(of.uses.keys().filter_map(|term| plugins.archive(jekyll, kind, term)));
    }
    for output in outputs {
        urls.add(&output.dest);
    }
    for index in redirected {
        let file = &facts[*index as usize];
        for (dest, _) in &file.redirects {
            // Who is not published sends nobody on.
            if file.document.hidden.is_some() { urls.add_hidden(dest, *index) } else { _ = urls.add(dest) }
        }
    }
}

/// `name` without the date before it. Only the date: the rest may consist of digits as well.
fn undated(name: &str) -> &str {
    let mut parts = name.splitn(4, '-');
    let is_number = |part: Option<&str>| part.is_some_and(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    let is_date = is_number(parts.next()) && is_number(parts.next()) && is_number(parts.next());
    parts.next().filter(|rest| is_date && !rest.is_empty()).unwrap_or(name)
}

impl Facts {
    /// Looks at one byte of each text that nearly every rule of the site looks at, see [`crate::stretch::groups`].
    pub(crate) fn first_bytes(&self) -> u8 {
        let Document { output, terms, .. } = &self.document;
        let url = output.as_ref().map(|output| &*output.url);
        let term = terms.categories.first().map(|term| &*term.text);
        let link = self.links.first().map(|link| &*link.path);
        let texts = [Some(&*self.path), url, term, link].into_iter().flatten();
        texts.fold(0, |all, text| all ^ text.bytes().next().unwrap_or(0))
    }

    /// The path by which `{% link %}` finds it.
    pub fn path_in_tags(&self, jekyll: &jekyll::Config) -> &str {
        if self.document.kind == Kind::Page { jekyll.source_path(&self.path) } else { jekyll.relative_path(&self.path) }
    }

    /// The file's name without date and extension.
    fn name(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or(&self.path);
        let name = name.rsplit_once('.').map_or(name, |(name, _)| name);
        undated(name)
    }

    /// When Jekyll writes the file, among those of the site: pages first, then documents by date and path.
    fn written_at(&self) -> (bool, Option<DateTime<FixedOffset>>, &str) {
        let date = self.document.date.as_ref().and_then(Date::reading);
        (self.document.kind != Kind::Page, date.map(|reading| reading.at), &self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_date_is_taken_from_a_name() {
        assert_eq!(undated("2022-03-12-202203122292578833"), "202203122292578833");
        assert_eq!(undated("2022-03-12-1-2"), "1-2");
        for name in ["-202205262391921712", "about-us-2-3", "2022-03-12", "2022-03-12-", "1"] {
            assert_eq!(undated(name), name);
        }
    }
}
