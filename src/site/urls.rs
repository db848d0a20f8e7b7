//! What exists on the published site, by the place where it is written, and how a server finds it.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::UnicodeNormalization;

use crate::config::Host;

/// What a server finds for a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// Something.
    Found,
    /// Nothing, but there would be in this spelling.
    OtherCase(String),
    /// Nothing.
    Missing,
    /// Nothing that the source shows, but something may be there all the same.
    Unverifiable,
}

/// Every file of the published site. Paths are relative to its root, without a leading slash, decoded.
#[derive(Debug, Default)]
pub struct Urls {
    /// How many sources are written to a place.
    written: FxHashMap<Box<str>, u32>,
    /// The first folder, or file, of every place; not of a folder that has but its index.
    owned: FxHashSet<Box<str>>,
    /// Who serves the site; `None` where nothing tells.
    host: Option<Host>,
    /// Places by their spelling without case; made when first asked for.
    folded: OnceLock<FxHashMap<String, Box<str>>>,
    /// The places that have capitals, by their spelling without; of several the first. Made when first asked for.
    capitals: OnceLock<FxHashMap<String, Box<str>>>,
    /// What Jekyll 2 called the places with a dot in their name; made when first asked for.
    dashed: OnceLock<FxHashSet<String>>,
}

impl Urls {
    /// None yet, with room for so many, as `host` serves them.
    pub fn with_capacity(places: usize, host: Option<Host>) -> Urls {
        let written = FxHashMap::with_capacity_and_hasher(places, rustc_hash::FxBuildHasher);
        Urls { written, host, ..Urls::default() }
    }

    /// Adds a place where something is written; says how many there are now.
    pub fn add(&mut self, dest: &str) -> u32 {
        let (first, rest) = dest.split_once('/').unwrap_or((dest, ""));
        // A page at the root of a folder may be all that this site has to say of another's.
        if rest != "index.html" && !self.owned.contains(first) {
            self.owned.insert(first.into());
        }
        let count = self.written.entry(dest.into()).or_insert(0);
        *count += 1;
        *count
    }

    /// How many sources are written to `dest`.
    pub fn count(&self, dest: &str) -> u32 {
        self.written.get(dest).copied().unwrap_or(0)
    }

    /// Whether a file of this site, and more than an index, stands below the first folder of `path`, a rooted path.
    pub fn owns(&self, path: &str) -> bool {
        let first = path.trim_start_matches('/').split('/').next().unwrap_or("");
        first.is_empty() || self.owned.contains(first)
    }

    /// Looks for `path`, a rooted path, as the host does: the file itself, with `.html`, or the folder's index. Hosts
    /// differ in what they make of `/a`, `/a/` and `/a.html` where only another of the three is written, and a site
    /// that changed its permalinks often sends the old ones on: where nothing tells the host, nothing is claimed.
    pub fn find(&self, path: &str) -> Lookup {
        // Nearly every link names its file.
        if self.written.contains_key(path.trim_start_matches('/'))
            || self.candidates(path).any(|p| self.written.contains_key(&*p))
        {
            return Lookup::Found;
        }
        if self.host.is_none() && (self.other_form(path).is_some() || self.was_dashed(path)) {
            return Lookup::Unverifiable;
        }
        let folded =
            self.folded.get_or_init(|| self.written.keys().map(|place| (fold(place), place.clone())).collect());
        for place in self.candidates(path) {
            if let Some(actual) = folded.get(&fold(&place)) {
                return Lookup::OtherCase(respell(path, actual));
            }
        }
        Lookup::Missing
    }

    /// A place that differs from `dest` in upper and lower case alone, and comes before it: of two that both have capitals
    /// only the later is asked for.
    pub fn differs_by_case(&self, dest: &str) -> Option<&str> {
        let has_capitals = |place: &str| place.bytes().any(|byte| byte.is_ascii_uppercase());
        if !has_capitals(dest) {
            return None;
        }
        let lower = dest.to_ascii_lowercase();
        if let Some((twin, _)) = self.written.get_key_value(&*lower) {
            return Some(twin);
        }
        let capitals = self.capitals.get_or_init(|| {
            let mut first: FxHashMap<String, Box<str>> = FxHashMap::default();
            for place in self.written.keys().filter(|place| has_capitals(place)) {
                let kept = first.entry(place.to_ascii_lowercase()).or_insert_with(|| place.clone());
                if place < kept {
                    *kept = place.clone();
                }
            }
            first
        });
        capitals.get(&lower).map(|place| &**place).filter(|place| *place < dest)
    }

    /// A place that differs from `path` by little; for "did you mean".
    pub fn nearest(&self, path: &str) -> Option<String> {
        if let Some(form) = self.other_form(path) {
            return Some(form);
        }
        let wanted = path.trim_start_matches('/');
        let folder = wanted.rsplit_once('/').map_or("", |(folder, _)| folder);
        let name = &wanted[if folder.is_empty() { 0 } else { folder.len() + 1 }..];
        let length = name.chars().count();
        let mut best: Option<(usize, &str)> = None;
        for place in self.written.keys() {
            let Some(other) = place.strip_prefix(folder) else { continue };
            let other = if folder.is_empty() { other } else { other.strip_prefix('/').unwrap_or("") };
            // Cheap bounds first: one misspelling changes few letters.
            if other.is_empty() || other.contains('/') || other.len().abs_diff(name.len()) > 6 {
                continue;
            }
            let distance = strsim::osa_distance(other, name);
            let better = best.is_none_or(|(least, place)| distance < least || (distance == least && other < place));
            if distance * 3 <= length.max(3) && better {
                best = Some((distance, other));
            }
        }
        best.map(|(_, name)| if folder.is_empty() { format!("/{name}") } else { format!("/{folder}/{name}") })
    }

    /// The places where the host looks for `path`.
    fn candidates(&self, path: &str) -> impl Iterator<Item = String> {
        let plain = path.trim_start_matches('/');
        let folder = plain.is_empty() || plain.ends_with('/');
        let endings = match self.host {
            _ if folder => &["index.html", "index.htm"][..],
            Some(Host::Plain) => &["", "/index.html"],
            _ => &["", ".html", "/index.html"],
        };
        endings.iter().map(move |ending| [plain, ending].concat())
    }

    /// Which of `/a`, `/a/` and `/a.html` is written, if `path` is one of them.
    fn other_form(&self, path: &str) -> Option<String> {
        let stem = stem(path);
        let forms = [("", ""), (".html", ".html"), ("/index.html", "/")];
        let is_written = |ending: &str| self.written.contains_key(format!("{stem}{ending}").trim_start_matches('/'));
        let (_, form) = forms.into_iter().find(|(ending, _)| is_written(ending))?;
        Some(format!("{stem}{form}"))
    }

    /// Whether `path` has a dash where a page's name has a dot or an underscore: so Jekyll 2 wrote the URL of that page.
    fn was_dashed(&self, path: &str) -> bool {
        let dashed = || {
            let stems = self.written.keys().map(|place| stem(place)).filter(|stem| stem.contains(['.', '_']));
            stems.map(|stem| stem.replace(['.', '_'], "-")).collect()
        };
        self.dashed.get_or_init(dashed).contains(stem(path.trim_start_matches('/')))
    }
}

/// What `/a`, `/a/`, `/a/index.html` and `/a.html` have in common.
fn stem(path: &str) -> &str {
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
        let mut urls = Urls::with_capacity(places.len(), Some(Host::GithubPages));
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
        assert_eq!(urls.find("/A/"), Lookup::OtherCase("/a/".into()));
        assert_eq!(urls.find("/B"), Lookup::OtherCase("/b".into()));
        assert!(urls.owns("/img/x") && urls.owns("/b.html") && !urls.owns("/z/x") && !urls.owns("/a/x"));
    }

    #[test]
    fn hosts_differ_in_what_else_they_find() {
        let mut urls = urls(&["a/index.html", "b.html", "v1.2/index.html"]);
        for (host, missing) in [
            (Some(Host::GithubPages), &["/a.html", "/b/", "/v1-2/"][..]),
            (Some(Host::Plain), &["/a.html", "/b/", "/b", "/v1-2/"]),
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
    fn a_near_name_is_offered() {
        let urls = urls(&["category/enshiribao.html", "category/TechWeb.html", "index.html"]);
        assert_eq!(urls.nearest("/category/enshiribaox.html").as_deref(), Some("/category/enshiribao.html"));
        assert_eq!(urls.nearest("/category/zzz.html"), None);
        assert_eq!(urls.nearest("/indx.html").as_deref(), Some("/index.html"));
    }
}
