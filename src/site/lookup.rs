//! Where a link of this site leads: what a server finds for it, and where it finds nothing, why, and what was meant.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::document::Kind;
use super::jekyll::profile::Evidence;
use super::link::LinkFact;
use super::named::{Found, Reference};
use super::settings::Settings;
use super::urls::{Lookup, stem};
use super::{Facts, Site};

/// Why a server finds nothing for a link.
#[derive(Clone, Debug)]
pub enum Why<'a> {
    /// It names a file of the source, which is published under its own URL.
    SourceFile(&'a Facts),
    /// The file lies there seen from the page's source, but browsers look from the page's URL: where it is published.
    BesideSource(String),
    /// The file that it names is not published, because of where it lies: its path in the source.
    Unpublished(&'a str),
    /// The post of this name has another date in its URL.
    OtherDate(&'a Facts),
    /// A place that differs by little.
    Near(String),
    /// Nobody knows.
    Unknown,
}

/// The published posts by the last part of their URLs; `None` for one that several have.
pub(super) type Slugs<'a> = FxHashMap<&'a str, Option<&'a Facts>>;

impl<'a> Site<'a> {
    /// What a server finds for a link.
    pub fn lookup<'l>(&self, link: &'l LinkFact) -> &'l Lookup {
        link.found.get_or_init(|| {
            if link.is_own_machine || self.mended(link).is_some() {
                return Lookup::Found;
            }
            if let Some(liquid) = link.liquid.as_ref()
                && let Some(file) = &liquid.file
            {
                return self.by_tag(file, liquid.has_baseurl);
            }
            if link.outside_baseurl {
                return self.outside(link);
            }
            match self.urls.find(&link.path) {
                Lookup::Missing => self.missing(link),
                found => found,
            }
        })
    }

    /// The file whose URL jekyll-relative-links puts in the link's place.
    pub(super) fn mended<'l>(&self, link: &'l LinkFact) -> Option<&'l str> {
        link.by_source.as_deref().filter(|path| link.is_mended && self.sources.contains(path))
    }

    /// The page that a server gives for a link, as far as its file has been read.
    pub fn page_of(&self, link: &LinkFact) -> Option<&'a Facts> {
        if let Some(file) = link.file() {
            return if let Found::File(file) = self.named().find(file) { Some(file) } else { None };
        }
        let Some(source) = self.mended(link) else {
            return self.urls.page(&link.path).map(|index| &*self.facts[index]);
        };
        self.file(source)
    }

    /// Why a server finds nothing for a link.
    pub fn why_missing(&self, link: &LinkFact) -> Why<'a> {
        if let Some(why) = link.by_source.as_deref().and_then(|path| self.at_source(path)) {
            return why;
        }
        let plain = link.path.trim_start_matches('/');
        if let Some(file) = self.source_file(plain) {
            return Why::SourceFile(file);
        }
        if let Some(post) = self.other_date(link) {
            return Why::OtherDate(post);
        }
        let near = self.urls.nearest(&link.path).or_else(|| self.urls.elsewhere(&link.path));
        near.map_or(Why::Unknown, Why::Near)
    }

    /// The content at `path` of the source.
    pub fn file(&self, path: &str) -> Option<&'a Facts> {
        let path = self.settings.jekyll.from_source(path);
        let index = self.facts.binary_search_by(|file| (*file.path).cmp(&path)).ok()?;
        Some(&self.facts[index])
    }

    /// The whole path of the file at `path` of the source, if there is one.
    pub fn source_at(&self, path: &str) -> Option<&'a Arc<str>> {
        let path = self.settings.jekyll.from_source(path);
        let index = self.files.binary_search_by(|file| (**file).cmp(&path)).ok()?;
        Some(&self.files[index])
    }

    /// Whether the source has a file at `path`.
    pub fn has_file(&self, path: &str) -> bool {
        self.source_at(path).is_some()
    }

    /// What stands at `path` of the source, where a link names it from its own file.
    fn at_source(&self, path: &str) -> Option<Why<'a>> {
        if let Some(file) = self.source_file(path) {
            return Some(Why::SourceFile(file));
        }
        if let Some(url) = self.file(path).filter(|file| is_published(file)).and_then(|file| file.document.url_path()) {
            return Some(Why::BesideSource(url.to_owned()));
        }
        if self.urls.has(path) {
            return Some(Why::BesideSource(format!("/{path}")));
        }
        let found = self.source_at(path)?;
        let is_content = self.file(path).is_some();
        (!is_content).then_some(Why::Unpublished(found))
    }

    /// A published file that is written in Markdown and named by its place in the source.
    fn source_file(&self, path: &str) -> Option<&'a Facts> {
        let extension = super::jekyll::url::extension(path);
        let is_source = !extension.is_empty() && self.settings.jekyll.is_markdown(extension);
        self.file(path).filter(|file| is_source && is_published(file))
    }

    /// The only post with the name that the link ends in, where the two URLs differ in their figures alone.
    fn other_date(&self, link: &LinkFact) -> Option<&'a Facts> {
        let name = last_part(&link.path);
        let post = self.slugs().get(name).copied().flatten()?;
        let url = post.document.url_path()?;
        let shape = |path: &str| stem(path).replace(|c: char| c.is_ascii_digit(), "");
        (name.contains(|c: char| !c.is_ascii_digit()) && shape(&link.path) == shape(url)).then_some(post)
    }

    fn slugs(&self) -> &Slugs<'a> {
        self.slugs.get_or_init(|| {
            let mut slugs = Slugs::default();
            let posts = self.facts.iter().filter(|file| file.document.kind == Kind::Post && is_published(file));
            for post in posts {
                let Some(output) = &post.document.output else { continue };
                slugs.entry(last_part(&output.dest)).and_modify(|other| *other = None).or_insert(Some(&**post));
            }
            slugs
        })
    }

    /// What is found for the URL that a tag gives. Jekyll 4 puts `baseurl` before it, Jekyll 3 does not.
    fn by_tag(&self, file: &Reference, has_baseurl: bool) -> Lookup {
        // Without it there is no site: `liquid-missing-post` tells that.
        if !matches!(self.named().find(file), Found::File(_) | Found::Something) {
            return Lookup::Unverifiable;
        }
        let settings = self.settings;
        let is_told = !settings.origin.baseurl.is_empty() && settings.evidence != Evidence::Nothing;
        match (settings.jekyll.profile.is_jekyll_3(), has_baseurl) {
            (true, false) if is_told => Lookup::WithoutBaseurl,
            (false, true) if is_told => Lookup::BaseurlTwice,
            _ => Lookup::Found,
        }
    }

    /// What is found for a rooted link that does not lie below `baseurl`; its path is whole.
    fn outside(&self, link: &LinkFact) -> Lookup {
        // The root of the host is another site's first page.
        let is_ours = !link.with_host && &*link.path != "/" && self.urls.find(&link.path) == Lookup::Found;
        match (is_ours, self.settings.config.whole_host) {
            (true, _) => Lookup::WithoutBaseurl,
            (false, true) => Lookup::Missing,
            (false, false) => Lookup::Unverifiable,
        }
    }

    /// What is found for a link to a place where nothing is written.
    fn missing(&self, link: &LinkFact) -> Lookup {
        if let Some(index) = self.urls.hidden(&link.path) {
            return Lookup::Hidden(index);
        }
        let base = &*self.settings.origin.baseurl;
        let again = link.path.strip_prefix(base).filter(|rest| !base.is_empty() && rest.starts_with('/'));
        if again.is_some_and(|rest| self.urls.find(rest) == Lookup::Found) {
            return Lookup::BaseurlTwice;
        }
        if !self.drafts.is_empty()
            && let Some(index) = self.drafts.get(last_part(&link.path))
            && self.other_date(link).is_none()
        {
            return Lookup::Hidden(*index);
        }
        if self.may_exist(link) { Lookup::Unverifiable } else { Lookup::Missing }
    }

    /// Whether something may stand there although no source shows it.
    fn may_exist(&self, link: &LinkFact) -> bool {
        let not_ours = link.shares_host && !self.settings.config.whole_host || self.settings.plugins.unknown;
        (not_ours && !self.urls.owns(&link.path))
            || self.uncertain.iter().any(|name| link.path.contains(name))
            || self.settings.unseen.may_hold(&link.path)
            || self.is_compiled(&link.path)
            || (link.is_loose && self.urls.has_name(&link.path))
    }

    /// Whether a file lies there that some tool makes a style sheet or script of: `styles.less` for `styles.css`.
    fn is_compiled(&self, path: &str) -> bool {
        let Some(stem) = path.strip_suffix("css").or_else(|| path.strip_suffix("js")) else { return false };
        let stem = stem.trim_start_matches('/').trim_end_matches("min.");
        let is_name = stem.ends_with('.');
        let stem = self.settings.jekyll.from_source(stem);
        let first = self.files.partition_point(|file| **file < *stem);
        is_name && self.files.get(first).is_some_and(|file| file.starts_with(&*stem))
    }

    /// Why nobody knows what a server finds for a link.
    pub fn why_unverifiable(&self, link: &LinkFact) -> &'static str {
        let shares_host = link.shares_host && !self.settings.config.whole_host;
        if link.outside_baseurl || (shares_host && !self.urls.owns(&link.path)) {
            return "another site may lie under the same host";
        }
        if self.settings.unseen.may_hold(&link.path) {
            return "a redirect, a script, a theme or a plugin may put something there";
        }
        if self.uncertain.iter().any(|name| link.path.contains(name)) {
            return "the URL of a file of that name is not known";
        }
        if self.settings.plugins.unknown && !self.urls.owns(&link.path) {
            return "a plugin may put something there";
        }
        "servers differ in what they find there"
    }
}

/// Whether Jekyll writes the file.
pub fn is_published(file: &Facts) -> bool {
    file.document.output.is_some() && file.document.hidden.is_none()
}

/// What `/x/a`, `/x/a/` and `/x/a.html` end in: `a`.
pub fn last_part(path: &str) -> &str {
    let stem = stem(path);
    stem.rsplit('/').next().unwrap_or(stem)
}

/// The published files, where jekyll-relative-links looks for them. What is copied keeps its place.
pub(super) fn sources<'a>(settings: &Settings, facts: &'a [Box<Facts>], copied: &'a [Box<str>]) -> FxHashSet<&'a str> {
    if !settings.plugins.has("jekyll-relative-links") {
        return FxHashSet::default();
    }
    let published = facts.iter().filter(|file| file.document.output.is_some());
    let published = published.map(|file| settings.jekyll.source_path(&file.path));
    published.chain(copied.iter().map(|dest| &**dest)).collect()
}
