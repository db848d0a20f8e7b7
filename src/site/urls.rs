//! What exists on the published site, by the place where it is written, and how a server finds it.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::UnicodeNormalization;

use super::places::{Place, Places, hash};
use super::served::{candidates, is_unsure};
use crate::config::Host;

/// What a server finds for a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// Something.
    Found,
    /// Nothing, but there would be in this spelling.
    OtherSpelling(Box<str>),
    /// Nothing, but there would be if this file were published: its index among the site's facts.
    Hidden(u32),
    /// Nothing: it leads out of the site's own folder, in which there is a page of that path.
    WithoutBaseurl,
    /// Nothing: the site's own folder stands in it twice, and once there would be.
    BaseurlTwice,
    /// Nothing.
    Missing,
    /// Nothing that the source shows, but something may be there all the same.
    Unverifiable,
}

/// Every file of the published site. Paths are relative to its root, without a leading slash, decoded.
#[derive(Debug, Default)]
pub struct Urls {
    written: Places,
    /// The files that are not published, by the place where they would be written.
    hidden: FxHashMap<Box<str>, u32>,
    /// The first folder, or file, of every place; not of a folder that has but its index.
    owned: FxHashSet<Box<str>>,
    /// Who serves the site; `None` where nothing tells.
    host: Option<Host>,
    /// Places by their spelling without case; of several the first. Made when first asked for.
    folded: OnceLock<FxHashMap<String, Box<str>>>,
    /// The places that have capitals, by their spelling without; of several the first. Made when first asked for.
    capitals: OnceLock<FxHashMap<String, Box<str>>>,
    /// What Jekyll 2 called the places with a dot in their name; made when first asked for.
    dashed: OnceLock<FxHashSet<String>>,
    /// The names in each folder, each with the letters in it; made when first asked for.
    folders: OnceLock<Folders>,
    /// The only place of each name that is no page's; `None` where there are several. Made when first asked for.
    files: OnceLock<FxHashMap<Box<str>, Option<Box<str>>>>,
}

/// The names in each folder, each with the letters in it.
type Folders = FxHashMap<Box<str>, Vec<(Box<str>, u64)>>;

impl Urls {
    /// None yet, with room for so many, whose paths have so many bytes in all, as `host` serves them.
    pub fn with_capacity(places: usize, bytes: usize, host: Option<Host>) -> Urls {
        Urls { written: Places::with_capacity(places, bytes), host, ..Urls::default() }
    }

    /// Adds a place where something is written; says how many there are now.
    pub fn add(&mut self, dest: &str) -> u32 {
        self.add_file(dest, u32::MAX)
    }

    /// Adds the place where the page of a file is written, which is given by its index among the site's facts; says how
    /// many there are now.
    pub fn add_file(&mut self, dest: &str, file: u32) -> u32 {
        self.add_hashed(dest, hash(dest), file)
    }

    /// The same, where somebody has worked out the hash of `dest`.
    pub(super) fn add_hashed(&mut self, dest: &str, hash: u64, file: u32) -> u32 {
        self.own(dest);
        self.written.add(dest, hash, file)
    }

    /// Adds the place where a file would be written if it were published.
    pub fn add_hidden(&mut self, dest: &str, file: u32) {
        self.own(dest);
        self.hidden.insert(dest.into(), file);
    }

    fn own(&mut self, dest: &str) {
        let slash = memchr::memchr(b'/', dest.as_bytes());
        let (first, rest) = slash.map_or((dest, ""), |at| (&dest[..at], &dest[at + 1..]));
        // A page at the root of a folder may be all that this site has to say of another's.
        if rest != "index.html" && !self.owned.contains(first) {
            self.owned.insert(first.into());
        }
    }

    /// How many sources are written to `dest`.
    pub fn count(&self, dest: &str) -> u32 {
        self.written.get(dest).map_or(0, |(_, place)| place.count)
    }

    /// Whether something is written to `dest`.
    pub fn has(&self, dest: &str) -> bool {
        self.written.has(dest)
    }

    /// Whether a file of this site, and more than an index, stands below the first folder of `path`, a rooted path.
    pub fn owns(&self, path: &str) -> bool {
        let first = path.trim_start_matches('/').split('/').next().unwrap_or("");
        first.is_empty() || self.owned.contains(first)
    }

    /// The file whose page a server gives for `path`, by its index among the site's facts; none for what several files
    /// are written to.
    pub fn page(&self, path: &str) -> Option<usize> {
        let (_, place) = self.at(path)?;
        (place.count == 1 && place.file != u32::MAX).then_some(place.file as usize)
    }

    /// The file whose page is written to `dest`, by its index among the site's facts; none where several are.
    pub fn written_by(&self, dest: &str) -> Option<usize> {
        let (_, place) = self.written.get(dest).filter(|(_, place)| place.count == 1 && place.file != u32::MAX)?;
        Some(place.file as usize)
    }

    /// The place that a server gives for `path`.
    pub fn place(&self, path: &str) -> Option<&str> {
        self.at(path).map(|(place, _)| place)
    }

    /// The file whose page a server would give for `path` if it were published, by its index among the site's facts.
    pub fn hidden(&self, path: &str) -> Option<u32> {
        if self.hidden.is_empty() { None } else { found(self.host, path, |place| self.hidden.get(place).copied()) }
    }

    /// The place that a server gives for `path`, and what is known of it.
    fn at(&self, path: &str) -> Option<(&str, Place)> {
        found(self.host, path, |place| self.written.get(place))
    }

    /// Looks for `path`, a rooted path, as the host does: the file itself, with `.html`, or the folder's index. Hosts
    /// differ in what they make of `/a`, `/a/` and `/a.html` where only another of the three is written, and a site
    /// that changed its permalinks often sends the old ones on: where nothing tells the host, nothing is claimed.
    pub fn find(&self, path: &str) -> Lookup {
        if self.at(path).is_some() {
            return Lookup::Found;
        }
        let is_moved = || self.other_form(path).is_some() || (self.host.is_none() && self.was_dashed(path));
        if is_unsure(self.host) && is_moved() {
            return Lookup::Unverifiable;
        }
        self.other_spelling(path).map_or(Lookup::Missing, |actual| Lookup::OtherSpelling(actual.into()))
    }

    /// `path` as it is written, where that differs in upper and lower case or in its Unicode form alone.
    fn other_spelling(&self, path: &str) -> Option<String> {
        let folded = self.folded.get_or_init(|| first_by(self.written.paths(), fold));
        let plain = fold(path.trim_start_matches('/'));
        let written = |place: &str| folded.get(place).map(|actual| respell(path, actual));
        written(&plain).or_else(|| {
            let places = candidates(self.host, &plain).into_iter().flatten();
            places.map(|(stem, ending)| [stem, ending].concat()).find_map(|place| written(&place))
        })
    }

    /// A place that differs from `dest` in upper and lower case alone, and comes before it: of two that both have capitals
    /// only the later is asked for.
    pub fn differs_by_case(&self, dest: &str) -> Option<&str> {
        let has_capitals = |place: &str| place.bytes().any(|byte| byte.is_ascii_uppercase());
        if !has_capitals(dest) {
            return None;
        }
        let lower = dest.to_ascii_lowercase();
        if let Some((twin, _)) = self.written.get(&lower) {
            return Some(twin);
        }
        let capitals = self.capitals.get_or_init(|| {
            first_by(self.written.paths().filter(|place| has_capitals(place)), str::to_ascii_lowercase)
        });
        capitals.get(&lower).map(|place| &**place).filter(|place| *place < dest)
    }

    /// Whether what is written to `dest`, a place of the site, may stand in the way of anything else there: at the same
    /// place, at one that differs by its case alone, or at one that servers find under the same URL. Of what is not
    /// published as well: links to that would now lead there.
    pub fn crosses(&self, dest: &str) -> bool {
        let stem = stem(dest).trim_matches('/');
        let forms = ["", ".html", "/index.html"].map(|ending| [stem, ending].concat());
        self.count(dest) > 1
            || forms.iter().any(|form| form != dest && self.has(form) || self.hidden.contains_key(&**form))
            || self.written.paths().any(|place| place.eq_ignore_ascii_case(dest) && place != dest)
    }

    /// A place that differs from `path` by little; for "did you mean".
    pub fn nearest(&self, path: &str) -> Option<String> {
        if let Some(form) = self.other_form(path) {
            return Some(form);
        }
        let wanted = path.trim_start_matches('/');
        let (folder, name) = named(wanted);
        // One misspelling changes few letters.
        let most = name.chars().count().max(3) / 3;
        let own = letters(name);
        let mut best: Option<(usize, &str)> = None;
        for (other, letters) in self.folders().get(folder)? {
            // Cheap bounds first.
            if other.len().abs_diff(name.len()) > 6 || (letters & !own).count_ones() as usize > most {
                continue;
            }
            let distance = strsim::osa_distance(other, name);
            if distance <= most && best.is_none_or(|(least, place)| (distance, &**other) < (least, place)) {
                best = Some((distance, other));
            }
        }
        best.map(|(_, name)| if folder.is_empty() { format!("/{name}") } else { format!("/{folder}/{name}") })
    }

    /// The only place on the site whose name is that of `path`, which is no page's: a file that was moved.
    pub fn elsewhere(&self, path: &str) -> Option<String> {
        let place = self.names().get(named(path).1)?.as_ref()?;
        Some(format!("/{place}"))
    }

    /// Whether a file that is no page has the name of `path`, wherever it is.
    pub fn has_name(&self, path: &str) -> bool {
        self.names().contains_key(named(path).1)
    }

    fn names(&self) -> &FxHashMap<Box<str>, Option<Box<str>>> {
        self.files.get_or_init(|| {
            let mut files: FxHashMap<Box<str>, Option<Box<str>>> = FxHashMap::default();
            for place in self.written.paths().filter(|place| place.strip_suffix(".html").is_none()) {
                let (_, name) = named(place);
                files.entry(name.into()).and_modify(|other| *other = None).or_insert_with(|| Some(place.into()));
            }
            files
        })
    }

    fn folders(&self) -> &Folders {
        self.folders.get_or_init(|| {
            let mut folders = Folders::default();
            for place in self.written.paths() {
                // A folder with an index is a page that is called like the folder.
                let page = place.strip_suffix("index.html").filter(|folder| !folder.is_empty()).unwrap_or(place);
                let (folder, name) = named(page);
                folders.entry(folder.into()).or_default().push((name.into(), letters(name)));
            }
            folders
        })
    }

    /// Which of `/a`, `/a/` and `/a.html` is written, if `path` is one of them.
    fn other_form(&self, path: &str) -> Option<String> {
        let stem = stem(path);
        let forms = [("", ""), (".html", ".html"), ("/index.html", "/")];
        let is_written = |ending: &str| self.written.has(format!("{stem}{ending}").trim_start_matches('/'));
        let (_, form) = forms.into_iter().find(|(ending, _)| is_written(ending))?;
        Some(format!("{stem}{form}"))
    }

    /// Whether `path` has a dash where a page's name has a dot or an underscore: so Jekyll 2 wrote the URL of that page.
    fn was_dashed(&self, path: &str) -> bool {
        let dashed = || {
            let stems = self.written.paths().map(stem).filter(|stem| stem.contains(['.', '_']));
            stems.map(|stem| stem.replace(['.', '_'], "-")).collect()
        };
        self.dashed.get_or_init(dashed).contains(stem(path.trim_start_matches('/')))
    }
}

/// What `at` has for `path`, a rooted path: for the file itself, or where else `host` looks. Nearly every link is asked
/// for here, so nothing is allocated.
fn found<T>(host: Option<Host>, path: &str, at: impl Fn(&str) -> Option<T>) -> Option<T> {
    let plain = path.trim_start_matches('/');
    if let Some(found) = at(plain) {
        return Some(found);
    }
    let mut buffer = [0; 256];
    let others = candidates(host, plain).into_iter().flatten();
    { others }.find_map(|(stem, ending)| {
        let length = stem.len() + ending.len();
        let Some(place) = buffer.get_mut(..length) else { return at(&[stem, ending].concat()) };
        place[..stem.len()].copy_from_slice(stem.as_bytes());
        place[stem.len()..].copy_from_slice(ending.as_bytes());
        at(std::str::from_utf8(place).ok()?)
    })
}

/// The places by their spelling as `spelled` has it; of several the first in order.
fn first_by<'p>(
    places: impl Iterator<Item = &'p str>,
    spelled: impl Fn(&str) -> String,
) -> FxHashMap<String, Box<str>> {
    let mut first: FxHashMap<String, Box<str>> = FxHashMap::default();
    for place in places {
        let kept = first.entry(spelled(place)).or_insert_with(|| place.into());
        if *place < **kept {
            *kept = place.into();
        }
    }
    first
}

/// Which letters a name has, one bit for each; some share theirs.
fn letters(name: &str) -> u64 {
    name.chars().fold(0, |all, letter| all | 1 << (letter as u32 & 63))
}

/// The folder of a place and its name there; a folder's own name keeps its slash.
fn named(place: &str) -> (&str, &str) {
    let at = place.strip_suffix('/').unwrap_or(place).rfind('/');
    at.map_or(("", place), |at| (&place[..at], &place[at + 1..]))
}

/// What `/a`, `/a/`, `/a/index.html` and `/a.html` have in common.
pub(super) fn stem(path: &str) -> &str {
    let path = path.strip_suffix("index.html").unwrap_or(path);
    path.strip_suffix('/').or_else(|| path.strip_suffix(".html")).unwrap_or(path)
}

/// The spelling that macOS and Windows compare by.
fn fold(place: &str) -> String {
    place.nfc().flat_map(char::to_lowercase).collect()
}

/// `path` in the letters of `actual`, which is what a server adds to it or the same.
fn respell(path: &str, actual: &str) -> String {
    let wanted = path.trim_start_matches('/');
    match actual.get(..wanted.len()) {
        Some(same) if fold(same) == fold(wanted) => format!("/{same}"),
        _ => format!("/{actual}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urls(places: &[&str]) -> Urls {
        let mut urls = Urls::with_capacity(places.len(), 0, Some(Host::GithubPages));
        for place in places {
            urls.add(place);
        }
        urls
    }

    #[test]
    fn finds_what_a_server_finds() {
        let urls = urls(&["index.html", "a/index.html", "b.html", "img/甲.png"]);
        for path in ["/", "/a", "/a/", "/a/index.html", "/b", "/b.html", "/img/甲.png"] {
            assert_eq!(urls.find(path), Lookup::Found, "{path}");
        }
        for path in ["/b/", "/c", "/img/"] {
            assert_eq!(urls.find(path), Lookup::Missing, "{path}");
        }
        assert_eq!(urls.find("/A/"), Lookup::OtherSpelling("/a/".into()));
        assert_eq!(urls.find("/B"), Lookup::OtherSpelling("/b".into()));
        assert_eq!(urls.find("/IMG/甲.png"), Lookup::OtherSpelling("/img/甲.png".into()));
        assert!(urls.owns("/img/x") && urls.owns("/b.html") && !urls.owns("/z/x") && !urls.owns("/a/x"));
    }

    #[test]
    fn hosts_differ_in_what_else_they_find() {
        let mut urls = urls(&["a/index.html", "b.html", "v1.2/index.html"]);
        for (host, missing) in [
            (Some(Host::GithubPages), &["/a.html", "/b/", "/v1-2/"][..]),
            (Some(Host::Nginx), &["/a.html", "/b/", "/b", "/v1-2/"]),
            (Some(Host::Plain), &["/a", "/a.html", "/b/", "/b", "/v1.2", "/v1-2/"]),
            (Some(Host::Cloudflare), &["/v1-2/"]),
            (Some(Host::Netlify), &["/v1-2/"]),
            (None, &[]),
        ] {
            urls.host = host;
            for path in ["/a", "/a.html", "/b", "/b/", "/v1.2", "/v1-2/"] {
                assert_eq!(urls.find(path) == Lookup::Missing, missing.contains(&path), "{path} on {host:?}");
            }
        }
        assert_eq!(urls.nearest("/a.html").as_deref(), Some("/a/"));
        assert_eq!(urls.nearest("/b/").as_deref(), Some("/b.html"));
        assert_eq!(urls.find("/c.html"), Lookup::Missing);
    }

    #[test]
    fn unicode_forms_are_compared_as_they_are() {
        let urls = urls(&["a\u{301}.png", "e.png"]);
        assert_eq!(urls.find("/a\u{301}.png"), Lookup::Found);
        assert_eq!(urls.find("/\u{e1}.png"), Lookup::OtherSpelling("/a\u{301}.png".into()));
        assert_eq!(urls.find("/\u{e9}.png"), Lookup::Missing);
    }

    #[test]
    fn long_paths_are_found_too() {
        let long = "a".repeat(300);
        let urls = urls(&[&format!("{long}/index.html")]);
        assert_eq!(urls.find(&format!("/{long}/")), Lookup::Found);
        assert_eq!(urls.find(&format!("/{long}b/")), Lookup::Missing);
    }

    #[test]
    fn what_is_not_published_is_known_all_the_same() {
        let mut urls = urls(&["b.html"]);
        urls.add_hidden("c/index.html", 7);
        assert_eq!((urls.find("/c/"), urls.hidden("/c/"), urls.hidden("/c")), (Lookup::Missing, Some(7), Some(7)));
        assert_eq!((urls.hidden("/b.html"), urls.page("/b")), (None, None));
        urls.add_file("d.html", 3);
        assert_eq!((urls.page("/d"), urls.add_file("d.html", 4), urls.page("/d")), (Some(3), 2, None));
    }

    #[test]
    fn a_near_name_is_offered() {
        let urls = urls(&["category/enshiribao.html", "category/TechWeb.html", "index.html"]);
        assert_eq!(urls.nearest("/category/enshiribaox.html").as_deref(), Some("/category/enshiribao.html"));
        assert_eq!(urls.nearest("/category/zzz.html"), None);
        assert_eq!(urls.nearest("/indx.html").as_deref(), Some("/index.html"));
        let urls = self::urls(&["a/install/index.html", "新闻.html"]);
        assert_eq!(urls.nearest("/a/instal/").as_deref(), Some("/a/install/"));
        assert_eq!(urls.nearest("/新聞.html").as_deref(), Some("/新闻.html"));
    }
}
