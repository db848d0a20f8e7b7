//! The site as it was built, in a folder such as `_site`: the same links, ids and servers, but nothing is a guess.

use std::collections::hash_map::Entry;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::discover::{self, Walk, relative};
use crate::finding::{Finding, Label, Level};
use crate::judge;
use crate::page::Page;
use crate::request::Error;
use crate::site::document::Kind;
use crate::site::jekyll::kind;
use crate::site::jekyll::liquid::SiteLiquid;
use crate::site::jekyll::plugins::Plugins;
use crate::site::settings::{Frame, Settings};
use crate::site::verdict::Judged;
use crate::site::{Facts, Site};
use crate::source::{Source, Span};
use crate::stretch::sums;
use crate::survey::Wanted;

/// The rules that ask whether a link leads anywhere.
const RULES: [&str; 10] = [
    "asset-case",
    "asset-missing",
    "link-baseurl",
    "link-baseurl-doubled",
    "link-broken",
    "link-case",
    "link-fragment",
    "link-source-file",
    "link-to-hidden",
    "link-wide-punctuation",
];

/// What a folder holds.
#[derive(Debug)]
#[allow(clippy::vec_box, reason = "facts of all kinds are handed on so")]
pub(crate) struct Built {
    settings: Settings,
    /// Of each HTML file, by its path as findings name it.
    facts: Vec<Box<Facts>>,
    /// The other files, relative to the folder.
    copied: Vec<Box<str>>,
    /// What each HTML file says of itself.
    found: Vec<Finding>,
    files: Vec<Arc<str>>,
}

impl Built {
    /// Reads the folder `folder`, absolute, which was built from the site at `root` with these files.
    ///
    /// # Errors
    /// There is no such folder, or no page in it, or a file of the site was changed since it was built.
    pub(crate) fn read(folder: &Path, root: &Path, walk: &Walk, settings: &Settings) -> Result<Built, Error> {
        let settings = plain(settings);
        let not_built = || Error::NotBuilt(folder.to_path_buf());
        // What Jekyll reads is not what it writes.
        let inside =
            if discover::is_site(folder) { Walk::default() } else { discover::walk_all(folder).unwrap_or_default() };
        let (pages, others): (Vec<_>, Vec<_>) = inside.files.into_iter().partition(|path| is_page(path));
        let built_at = pages.iter().filter_map(|path| changed_at(&folder.join(&**path))).max().ok_or_else(not_built)?;
        let newer = |path: &&Arc<str>| {
            // Our own configuration is copied, but changes nothing.
            let is_read = !matches!(kind::classify(&settings.jekyll, path).kind, kind::Kind::Other)
                && ***path != *"presscheck.toml";
            is_read && changed_at(&root.join(&***path)).is_some_and(|time| time > built_at)
        };
        let is_inside = |path: &str| root.join(path).starts_with(folder);
        if let Some(path) = walk.files.par_iter().filter(|path| !is_inside(path)).find_first(newer) {
            return Err(Error::Stale(folder.to_path_buf(), path.to_string()));
        }
        let read: Vec<(Box<Facts>, Vec<Finding>)> = pages
            .par_iter()
            .map(|dest| {
                let bytes = fs::read(folder.join(&**dest)).unwrap_or_default();
                let path: Arc<str> = relative(root, &folder.join(&**dest)).into();
                let text = Source::from_bytes(Arc::clone(&path), bytes).text;
                let page = Page::built(&path, dest, &text, &settings);
                let mut found = Vec::new();
                judge::page_with(&page, &settings, &mut found, |rule| RULES.contains(&rule));
                (Box::new(page.into_facts()), found)
            })
            .collect();
        let (facts, found): (Vec<_>, Vec<_>) = read.into_iter().unzip();
        let copied = others.iter().map(|path| (&**path).into()).collect();
        let files = facts.iter().map(|file| Arc::clone(&file.path)).collect();
        Ok(Built { facts, copied, found: found.concat(), files, settings })
    }

    /// Each link of each page, at the place where it was written.
    pub(crate) fn links(&self, origins: &Origins) -> Vec<FoundLink> {
        let site =
            Site::merge(&self.settings, &self.facts, sums(&self.facts, &self.settings), &self.copied, &self.files);
        let all = self.facts.par_iter().flat_map_iter(|file| {
            let links = found_links(file, &site);
            let places = origins.of(file, &links);
            links.into_iter().zip(places).map(|(link, place)| match place {
                Some((path, span)) => FoundLink { path, span, ..link },
                None => link,
            })
        });
        all.collect()
    }

    /// What is wrong with the links of the built site, in place of what the source let us expect, `expected`: a fault that
    /// both know is told as there, where more is known of its reason.
    pub(crate) fn findings(&self, origins: &Origins, expected: Vec<Finding>, wanted: &Wanted) -> Vec<Finding> {
        let site =
            Site::merge(&self.settings, &self.facts, sums(&self.facts, &self.settings), &self.copied, &self.files);
        let (mut kept, guessed): (Vec<_>, Vec<_>) =
            expected.into_iter().partition(|finding| !RULES.contains(&finding.rule));
        let mut found: Vec<Finding> = self.found.clone();
        found.par_extend(
            self.facts.par_iter().flat_map_iter(|file| judge::in_site_with(file, &site, |rule| RULES.contains(&rule))),
        );
        let mut places: FxHashMap<(Arc<str>, u32), (Arc<str>, Span)> = FxHashMap::default();
        let faulty: FxHashSet<&Arc<str>> = found.iter().map(Finding::path).collect();
        for file in self.facts.iter().filter(|file| faulty.contains(&file.path)) {
            let links = found_links(file, &site);
            for (link, place) in links.iter().zip(origins.of(file, &links)) {
                places.extend(place.map(|place| ((Arc::clone(&file.path), link.span.start), place)));
            }
        }
        let mut told: FxHashMap<(Arc<str>, u32), Finding> = FxHashMap::default();
        for finding in guessed {
            told.entry((Arc::clone(finding.path()), finding.span().start)).or_insert(finding);
        }
        for mut finding in found {
            if let Some((path, span)) = places.get(&(Arc::clone(finding.path()), finding.span().start)) {
                if let Some(same) = told.get(&(Arc::clone(path), span.start)) {
                    kept.push(same.clone());
                    continue;
                }
                finding.labels =
                    vec![Label { path: Arc::clone(path), span: *span, text: finding.labels[0].text.clone() }];
                finding.fix = None;
                finding.level = level(finding.rule, path, &self.settings);
            }
            if finding.level > Level::Off && wanted.includes(finding.path()) {
                kept.push(finding);
            }
        }
        kept
    }
}

/// The level of a rule in a file.
fn level(rule: &str, path: &str, settings: &Settings) -> Level {
    let index = crate::rules::registry().iter().position(|entry| entry.meta.name == rule);
    index.map_or(Level::Off, |index| settings.config.level(index, path))
}

/// Where links were written, by the page and the place that they lead to.
pub(crate) struct Origins<'o, 's> {
    site: &'o Site<'s>,
    /// The only place of the source that has a link; `None` where several have it.
    only: FxHashMap<String, Option<(Arc<str>, Span)>>,
    /// The first place in the only layout or include that has it; `None` where several have it.
    around: FxHashMap<String, Option<(Arc<str>, Span)>>,
}

impl<'o, 's> Origins<'o, 's> {
    /// Those of the source's links, of which all are kept, and of those in its layouts and includes, `frames`.
    pub(crate) fn new(site: &'o Site<'s>, frames: &[Facts]) -> Origins<'o, 's> {
        let mut only: FxHashMap<String, Option<(Arc<str>, Span)>> = FxHashMap::default();
        for file in site.facts {
            for link in found_links(file, site) {
                let Some(resolved) = link.judged.resolved else { continue };
                match only.entry(resolved) {
                    Entry::Occupied(mut other) => _ = other.insert(None),
                    Entry::Vacant(free) => _ = free.insert(Some((link.path, link.span))),
                }
            }
        }
        let mut around: FxHashMap<String, Option<(Arc<str>, Span)>> = FxHashMap::default();
        for file in frames.iter().filter(|file| file.document.kind != Kind::Data) {
            for link in found_links(file, site) {
                let Some(resolved) = link.judged.resolved else { continue };
                let first = around.entry(resolved).or_insert_with(|| Some((Arc::clone(&link.path), link.span)));
                if first.as_ref().is_some_and(|(path, _)| *path != link.path) {
                    *first = None;
                }
            }
        }
        Origins { site, only, around }
    }

    /// Where each of these links of the page `built` was written: in the file that it was made from, the first there for
    /// the first here, or in what stands around that; of a page that only a plugin makes, in the only file that has it.
    fn of(&self, built: &Facts, links: &[FoundLink]) -> Vec<Option<(Arc<str>, Span)>> {
        let dest = built.document.output.as_ref().map_or("", |output| &*output.dest);
        let source = self.site.urls.written_by(dest).map(|index| &self.site.facts[index]);
        let mut own: FxHashMap<String, Vec<Span>> = FxHashMap::default();
        // The first is taken from the end.
        for link in source.map(|file| found_links(file, self.site)).unwrap_or_default().into_iter().rev() {
            own.entry(link.judged.resolved.unwrap_or_default()).or_default().push(link.span);
        }
        let around = |resolved: &String| self.around.get(resolved).cloned().flatten();
        let place = |link: &FoundLink| {
            let resolved = link.judged.resolved.as_ref()?;
            // The last stays for all that follow.
            let spans = own.get_mut(resolved);
            let span = spans.and_then(|spans| if spans.len() > 1 { spans.pop() } else { spans.last().copied() });
            match (span, source) {
                (Some(span), Some(file)) => Some((Arc::clone(&file.path), span)),
                // Of a page with a source of its own the rest is its layout's, and what is copied was written there.
                (_, Some(file)) if file.document.layout().is_some() || !file.includes.is_empty() => around(resolved),
                _ if source.is_some() || self.site.has_file(dest) => None,
                _ if self.around.contains_key(resolved) => around(resolved),
                _ => self.only.get(resolved).cloned().flatten(),
            }
        };
        links.iter().map(place).collect()
    }
}

/// A link with its verdict, where it stands, and on which page.
#[derive(Clone, Debug)]
pub(crate) struct FoundLink {
    /// The file that it stands in.
    pub(crate) path: Arc<str>,
    /// The URL's bytes there.
    pub(crate) span: Span,
    /// What becomes of it.
    pub(crate) judged: Judged,
    /// The page's path from the host's root, if it has one.
    pub(crate) page: Option<Arc<str>>,
}

/// The links of a file, in its order.
pub(crate) fn found_links(file: &Facts, site: &Site) -> Vec<FoundLink> {
    let base = &site.settings.origin.baseurl;
    let page: Option<Arc<str>> = file.document.url_path().map(|url| format!("{base}{url}").into());
    let own = file.links.iter().map(|link| (link.span, site.judged(link)));
    let passed = file.passed_links.iter().map(|link| (link.span, site.judged_passed(file, link)));
    let link = |(span, judged)| FoundLink { path: Arc::clone(&file.path), span, judged, page: page.clone() };
    let mut all: Vec<FoundLink> = own.chain(passed).map(link).collect();
    all.sort_by_key(|link| link.span);
    all
}

/// What a page of the built site depends on: its host alone, for nothing is added to it any more.
fn plain(settings: &Settings) -> Settings {
    Settings {
        jekyll: settings.jekyll.clone(),
        evidence: settings.evidence,
        jekyll_files: settings.jekyll_files.clone(),
        plugins: Plugins::default(),
        config: settings.config.clone(),
        origin: settings.origin.clone(),
        host: settings.host,
        now: settings.now,
        frame: Frame::default(),
        theme: None,
        liquid: SiteLiquid::default(),
        unseen: settings.unseen.only_redirects(),
        keeps_all_links: true,
        online: false,
        mentions: None,
        schemas: Vec::new(),
        own: Vec::new(),
    }
}

fn is_page(path: &str) -> bool {
    [".html", ".htm", ".xhtml"].iter().any(|ending| path.ends_with(ending))
}

fn changed_at(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).ok()?.modified().ok()
}
