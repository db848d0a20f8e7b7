//! What a path becomes: post, draft, page, document, static file, or nothing at all, and then why (`reader.rb`,
//! `readers/*.rb`, `collection.rb#read`).

use std::borrow::Cow;
use std::fmt;

use super::config::{Collection, Config};
use super::entry_filter::Skip;
use super::{Profile, url};

/// What Jekyll does with a file, as far as its path tells.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Kind<'a> {
    /// A post.
    Post,
    /// A draft; published only with `show_drafts`.
    Draft,
    /// With front matter at its first byte a page, or a document of the collection; otherwise a static file, copied as
    /// it is.
    ByHeader(Option<&'a Collection>),
    /// A layout.
    Layout,
    /// An include.
    Include,
    /// A file of `site.data`.
    Data,
    /// Nothing that is published.
    Other,
}

/// Where a file stands and what follows.
#[derive(Clone, PartialEq, Debug)]
pub struct Place<'a> {
    /// What it becomes.
    pub kind: Kind<'a>,
    /// Why it is not published, where Jekyll passes it over.
    pub reason: Option<Reason>,
}

/// Why Jekyll does not publish a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reason {
    /// In `_posts`, but the name is not `YYYY-MM-DD-title.ext`.
    NotPostName,
    /// In `_drafts`, but the name has no extension.
    NotDraftName,
    /// A draft, and drafts are off.
    DraftsOff,
    /// `exclude` hits it; the pattern.
    Excluded(String),
    /// It, or a folder above it, starts with this character.
    Special(char),
    /// It ends with `~`.
    Backup,
    /// It ends with a dot.
    TrailingDot,
    /// A `_posts` or `_drafts` outside `collections_dir`.
    OutsideCollectionsDir,
    /// Below the destination.
    Destination,
    /// Outside of the folder that `source` names.
    OutsideSource,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::NotPostName => f.write_str("file name does not match YYYY-MM-DD-title.ext"),
            Reason::NotDraftName => f.write_str("a draft needs a file name with an extension"),
            Reason::DraftsOff => f.write_str("drafts are off"),
            Reason::Excluded(pattern) => write!(f, "excluded by {pattern:?}"),
            Reason::Special(c) => write!(f, "a name starts with {c:?}"),
            Reason::Backup => f.write_str("a name ends with '~'"),
            Reason::TrailingDot => f.write_str("a name ends with '.'"),
            Reason::OutsideCollectionsDir => f.write_str("outside collections_dir"),
            Reason::Destination => f.write_str("in the destination"),
            Reason::OutsideSource => f.write_str("outside of `source`"),
        }
    }
}

impl Place<'_> {
    fn of(kind: Kind<'_>) -> Place<'_> {
        Place { kind, reason: None }
    }

    fn nothing(reason: Reason) -> Place<'static> {
        Place { kind: Kind::Other, reason: Some(reason) }
    }
}

/// What becomes of the file at `path`, relative to the folder of the configuration, with `/`.
pub fn classify<'a>(config: &'a Config, path: &str) -> Place<'a> {
    let whole = path;
    let Some(path) = config.in_source(whole) else { return Place::nothing(Reason::OutsideSource) };
    let above = whole.len() - path.len();
    if config.filter.include().iter().any(|p| p.trim_start_matches('/') == path) && !config.profile.is_jekyll_3() {
        // Jekyll 4 reads files that `include` names by their whole path, wherever they stand.
        return Place::of(Kind::ByHeader(None));
    }
    if let Some(place) = in_collection(config, path) {
        return place;
    }
    let mut base = 0;
    for at in memchr::memchr_iter(b'/', path.as_bytes()) {
        let (parent, name) = (path[..base].trim_end_matches('/'), &path[base..at]);
        if name == "_posts" || name == "_drafts" {
            return publishable(config, parent, name, &path[at + 1..]);
        }
        if whole[..above + at] == *config.destination {
            return Place::nothing(Reason::Destination);
        }
        if let Some(skip) = config.filter.skip(parent, name, true) {
            return passed_over(config, path, skip);
        }
        base = at + 1;
    }
    match config.filter.skip(path[..base].trim_end_matches('/'), &path[base..], false) {
        Some(skip) => passed_over(config, path, skip),
        None => Place::of(Kind::ByHeader(None)),
    }
}

fn in_collection<'a>(config: &'a Config, path: &str) -> Option<Place<'a>> {
    let inner = below(path, &config.collections_dir)?;
    let label = inner.strip_prefix('_')?;
    let label = memchr::memchr(b'/', label.as_bytes()).map_or(label, |slash| &label[..slash]);
    if label == "posts" || label == "data" {
        return None;
    }
    let collection = config.collection(label)?;
    let entry = inner.get(label.len() + 2..)?;
    Some(match config.filter.skip(&inner[..=label.len()], entry, false) {
        Some(skip) => Place::nothing(reason(config, skip)),
        None => Place::of(Kind::ByHeader(Some(collection))),
    })
}

/// A file under `_posts` or `_drafts`.
fn publishable<'a>(config: &Config, parent: &str, folder: &str, entry: &str) -> Place<'a> {
    let outside = !config.collections_dir.is_empty() && !parent.starts_with(config.collections_dir.as_str());
    if outside {
        return Place::nothing(Reason::OutsideCollectionsDir);
    }
    // The glob that lists the folder passes over hidden names at any depth.
    let bytes = entry.as_bytes();
    let is_hidden = |start: usize| bytes.get(start) == Some(&b'.');
    if is_hidden(0) || memchr::memchr_iter(b'/', bytes).any(|slash| is_hidden(slash + 1)) {
        return Place::nothing(Reason::Special('.'));
    }
    let base = if parent.is_empty() { Cow::Borrowed(folder) } else { Cow::Owned(format!("{parent}/{folder}")) };
    if let Some(skip) = config.filter.skip(&base, entry, false) {
        return Place::nothing(reason(config, skip));
    }
    let name = FileName::of(entry, config.profile);
    if folder == "_posts" {
        if name.date.is_some() { Place::of(Kind::Post) } else { Place::nothing(Reason::NotPostName) }
    } else if name.extension.is_empty() {
        Place::nothing(Reason::NotDraftName)
    } else {
        Place { kind: Kind::Draft, reason: (!config.show_drafts.value).then_some(Reason::DraftsOff) }
    }
}

/// A file that the walk passes over may still be a layout, an include or data.
fn passed_over<'a>(config: &Config, path: &str, skip: Skip) -> Place<'a> {
    let kind = if layout(config, path).is_some() {
        Kind::Layout
    } else if below(path, &config.includes_dir).is_some() {
        Kind::Include
    } else if is_data(config, path) {
        Kind::Data
    } else {
        return Place::nothing(reason(config, skip));
    };
    Place::of(kind)
}

fn reason(config: &Config, skip: Skip) -> Reason {
    match skip {
        Skip::TrailingDot => Reason::TrailingDot,
        Skip::Backup => Reason::Backup,
        Skip::Special(c) => Reason::Special(c),
        Skip::Excluded(index) => Reason::Excluded(config.filter.exclude().get(index).cloned().unwrap_or_default()),
    }
}

/// The rest of a path below a folder; the path itself for no folder.
fn below<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    if folder.is_empty() { Some(path) } else { path.strip_prefix(folder)?.strip_prefix('/') }
}

/// The name by which `layout:` calls the file, if it lies in the layouts' folder: without its last extension. `path` is
/// relative to the folder of the configuration.
pub fn layout_name<'p>(config: &Config, path: &'p str) -> Option<&'p str> {
    layout(config, config.in_source(path)?)
}

/// The same for a path that is relative to the source.
fn layout<'p>(config: &Config, path: &'p str) -> Option<&'p str> {
    let inner = below(path, &config.layouts_dir).filter(|_| !config.layouts_dir.is_empty())?;
    let hidden = inner.split('/').any(|name| name.starts_with('.'));
    if hidden || !inner.rsplit('/').next()?.contains('.') || config.filter.skip("", inner, false).is_some() {
        return None;
    }
    inner.rsplit_once('.').map(|(name, _)| name)
}

fn is_data(config: &Config, path: &str) -> bool {
    let Some(inner) = below(path, &config.data_dir).filter(|_| !config.data_dir.is_empty()) else { return false };
    let name = inner.rsplit('/').next().unwrap_or(inner);
    !name.starts_with('.') && [".yaml", ".yml", ".json", ".csv", ".tsv"].iter().any(|ext| name.ends_with(ext))
}

/// The parts of a document's file name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FileName<'a> {
    /// `2020-1-2`, where the name has one.
    pub date: Option<&'a str>,
    /// What stands between the date and the extension. The default for `slug`.
    pub slug: &'a str,
    /// The extension with its dot; empty for none.
    pub extension: &'a str,
}

impl<'a> FileName<'a> {
    /// The parts of a path's name. Under Jekyll 3 a dated folder makes the file's path the slug.
    pub fn of(path: &'a str, profile: Profile) -> FileName<'a> {
        let name_start = memchr::memrchr(b'/', path.as_bytes()).map_or(0, |at| at + 1);
        let dated = if profile.is_jekyll_3() {
            let mut starts = path.rmatch_indices('/').map(|(at, _)| at + 1).chain([0]);
            starts.find_map(|start| dated(&path[start..], true))
        } else {
            dated(path, false).or_else(|| dated(&path[name_start..], false))
        };
        let mut parts = dated.unwrap_or_else(|| {
            let name = &path[name_start..];
            if let Some(dot) = name.rfind('.').filter(|&dot| dot + 1 < name.len()) {
                FileName { date: None, slug: &name[..dot], extension: &name[dot..] }
            } else {
                let dots = url::extension(name).len();
                FileName { date: None, slug: &name[..name.len() - dots], extension: "" }
            }
        });
        if !profile.is_jekyll_3() {
            parts.slug = parts.slug.trim_end_matches('.');
        }
        parts
    }
}

/// `DATE_FILENAME_MATCHER` from a segment's start: two to four digits, then twice one or two, then slug and extension.
fn dated(text: &str, slash_in_slug: bool) -> Option<FileName<'_>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    for (fewest, most) in [(2, 4), (1, 2), (1, 2)] {
        let start = at;
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        if !(fewest..=most).contains(&(at - start)) || bytes.get(at) != Some(&b'-') {
            return None;
        }
        at += 1;
    }
    let rest = &text[at..];
    let dot = rest.bytes().rposition(|byte| byte == b'.').filter(|&dot| dot + 1 < rest.len())?;
    if !slash_in_slug && memchr::memchr(b'/', &rest.as_bytes()[..dot]).is_some() {
        return None;
    }
    Some(FileName { date: Some(&text[..at - 1]), slug: &rest[..dot], extension: &rest[dot..] })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(config: &str, path: &str) -> String {
        let config = Config::parse(config, Profile::Jekyll4);
        let place = classify(&config, path);
        let kind = match place.kind {
            Kind::ByHeader(Some(collection)) => collection.label.clone(),
            kind => format!("{kind:?}"),
        };
        place.reason.map_or(kind.clone(), |reason| format!("{kind}: {reason}"))
    }

    #[test]
    fn post_names() {
        for (name, date, slug) in [
            ("2020-01-02-plain.md", "2020-01-02", "plain"),
            ("2020-1-2-short.md", "2020-1-2", "short"),
            ("20-01-02-two.md", "20-01-02", "two"),
            ("2020-01-02-.md", "2020-01-02", ""),
            ("2020-01-02--lead--dash-.md", "2020-01-02", "-lead--dash-"),
            ("2020-01-02-two.ext.md", "2020-01-02", "two.ext"),
            ("2020-01-02-trail....md", "2020-01-02", "trail"),
            ("sub/2020-01-02-x.md", "2020-01-02", "x"),
        ] {
            let parts = FileName::of(name, Profile::Jekyll4);
            assert_eq!((parts.date, parts.slug), (Some(date), slug), "{name}");
        }
        for name in [
            "nodate.md",
            "2020_01_02-x.md",
            "2020-01-02_x.md",
            "2020-01-02 x.md",
            "12020-01-02-x.md",
            "2020-01-02-noext",
            "2020-01-02x.md",
            "2020-01-02-dir/foo.md",
        ] {
            assert_eq!(FileName::of(name, Profile::Jekyll4).date, None, "{name}");
        }
        assert_eq!(FileName::of("2020-01-02-dir/foo.md", Profile::Jekyll3).slug, "dir/foo");
        assert_eq!(FileName::of("2020-01-02-dir/2021-01-02-foo.md", Profile::Jekyll3).slug, "foo");
        assert_eq!(FileName::of("_docs/Makefile", Profile::Jekyll4).slug, "Makefile");
    }

    #[test]
    fn places() {
        let config = "collections: {docs: {output: true}}\nexclude: [tmp]\n";
        for (path, expected) in [
            ("_posts/2020-01-02-x.md", "Post"),
            ("es/_posts/sub/2020-01-02-x.md", "Post"),
            ("_posts/x.md", "Other: file name does not match YYYY-MM-DD-title.ext"),
            ("_posts/_priv/2020-01-02-x.md", "Other: a name starts with '_'"),
            ("_posts/sub/_priv/2020-01-02-x.md", "Post"),
            ("_posts/2020-01-02-x.md~", "Other: a name ends with '~'"),
            ("_posts/#2020-01-02-x.md", "Other: a name starts with '#'"),
            ("_drafts/x.md", "Draft: drafts are off"),
            ("_docs/a/b.md", "docs"),
            ("_docs/.h.md", "Other: a name starts with '.'"),
            ("_docs/s/.h/a.md", "docs"),
            ("_nope/a.md", "Other: a name starts with '_'"),
            ("_layouts/a/b.html", "Layout"),
            ("_includes/x.html", "Include"),
            ("_data/a/b.yml", "Data"),
            ("_sass/x.scss", "Other: a name starts with '_'"),
            ("_config.yml", "Other: a name starts with '_'"),
            ("tmp/x.md", "Other: excluded by \"tmp\""),
            ("tmp/_posts/2020-01-02-x.md", "Other: excluded by \"tmp\""),
            ("vendor/bundle/x/_posts/0000-00-00-a.md", "Other: excluded by \"vendor/bundle/\""),
            ("a/b.md", "ByHeader(None)"),
            ("_site/index.html", "Other: in the destination"),
        ] {
            assert_eq!(kind(config, path), expected, "{path}");
        }
        let config = "collections_dir: content\ncollections: [docs]\nshow_drafts: true\n";
        for (path, expected) in [
            ("_posts/2020-01-02-x.md", "Other: outside collections_dir"),
            ("content/_posts/2020-01-02-x.md", "Post"),
            ("content/_docs/a.md", "docs"),
            ("_docs/a.md", "Other: a name starts with '_'"),
            ("content/_drafts/a.md", "Draft"),
            ("content/_drafts/a", "Other: a draft needs a file name with an extension"),
            ("content/page.html", "ByHeader(None)"),
        ] {
            assert_eq!(kind(config, path), expected, "{path}");
        }
    }

    #[test]
    fn places_below_a_source() {
        let config = "destination: src/out\nexclude: [tmp]\n";
        let config = Config { source_dir: "src/".to_owned(), ..Config::parse(config, Profile::Jekyll4) };
        for (path, kind, reason) in [
            ("src/a.md", Kind::ByHeader(None), None),
            ("src/_posts/2020-01-02-x.md", Kind::Post, None),
            ("src/_layouts/a.html", Kind::Layout, None),
            ("src/src/a.md", Kind::ByHeader(None), None),
            ("src/src/tmp.md", Kind::ByHeader(None), None),
            ("src/tmp.md", Kind::Other, Some(Reason::Excluded("tmp".to_owned()))),
            ("src/out/a.md", Kind::Other, Some(Reason::Destination)),
            ("src/src/out/a.md", Kind::ByHeader(None), None),
            ("out/a.md", Kind::Other, Some(Reason::OutsideSource)),
            ("_layouts/a.html", Kind::Other, Some(Reason::OutsideSource)),
            ("src.md", Kind::Other, Some(Reason::OutsideSource)),
        ] {
            assert_eq!(classify(&config, path), Place { kind, reason }, "{path}");
        }
        assert_eq!(layout_name(&config, "src/_layouts/a/b.html"), Some("a/b"));
        assert_eq!(layout_name(&config, "_layouts/b.html"), None);
    }
}
