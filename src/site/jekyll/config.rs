//! A typed view of `_config.yml`: what Jekyll takes from it, where each value stands, and what is wrong with it
//! (`configuration.rb`, `site.rb#config=`).

mod files;
mod read;
mod toml;

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::Arc;

use super::defaults::Defaults;
use super::entry_filter::EntryFilter;
use super::{Profile, Zone};
use crate::source::Span;
use crate::syntax::markdown::Dialect;
use crate::syntax::yaml::{self, Node};

pub use files::Files;

/// A value, and where `_config.yml` sets it; no span means Jekyll's default.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// The bytes of the value in `_config.yml`.
    pub span: Option<Span>,
}

impl<T> Deref for Spanned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// A collection.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Collection {
    /// Its label, as Jekyll cleans it.
    pub label: String,
    /// Whether its documents are written. True for posts whatever is set.
    pub output: bool,
    /// Its own URL template, taken literally.
    pub permalink: Option<Spanned<String>>,
    /// Where the collection is declared.
    pub span: Option<Span>,
}

/// The configuration as Jekyll uses it.
#[derive(Clone, PartialEq, Debug)]
pub struct Config {
    /// Which Jekyll reads it.
    pub profile: Profile,
    /// `url`.
    pub url: Option<Spanned<String>>,
    /// `baseurl`.
    pub baseurl: Spanned<String>,
    /// `timezone`.
    pub timezone: Spanned<Zone>,
    /// `permalink`, a style's name or a template.
    pub permalink: Spanned<String>,
    /// The collections in order; posts among them always.
    pub collections: Vec<Collection>,
    /// `collections_dir`, without a slash at either end; empty when unset.
    pub collections_dir: String,
    /// `defaults`.
    pub defaults: Defaults,
    /// `include` and `exclude` with the profile's defaults.
    pub filter: EntryFilter,
    /// Where `exclude` is set.
    pub exclude_span: Option<Span>,
    /// `keep_files`.
    pub keep_files: Vec<String>,
    /// `future`.
    pub future: Spanned<bool>,
    /// `unpublished`.
    pub unpublished: Spanned<bool>,
    /// `show_drafts`.
    pub show_drafts: Spanned<bool>,
    /// `limit_posts`; 0 is no limit.
    pub limit_posts: Spanned<i64>,
    /// `layouts_dir`, relative to the source, no slash at either end. So are the next two.
    pub layouts_dir: String,
    /// `includes_dir`.
    pub includes_dir: String,
    /// `data_dir`.
    pub data_dir: String,
    /// `destination`, relative to the folder of the configuration, no slash at either end.
    pub destination: String,
    /// `source`, when set.
    pub source: Option<Spanned<String>>,
    /// The source as it is followed: the folder whose files Jekyll reads, relative to that of the configuration, with a
    /// slash at its end; empty where the two are one.
    pub source_dir: String,
    /// `markdown_ext`, lower case, without dots.
    pub markdown_ext: Vec<String>,
    /// `plugins` (or the old `gems`), by name with the place of each.
    pub plugins: Vec<Spanned<String>>,
    /// `theme`.
    pub theme: Option<Spanned<String>>,
    /// `remote_theme`.
    pub remote_theme: Option<Spanned<String>>,
    /// `paginate`.
    pub paginate: Option<Spanned<i64>>,
    /// `paginate_path`.
    pub paginate_path: Spanned<String>,
    /// `encoding`.
    pub encoding: Spanned<String>,
    /// `strict_front_matter`.
    pub strict_front_matter: bool,
    /// `excerpt_separator`.
    pub excerpt_separator: String,
    /// How Markdown is read: `markdown`, `kramdown`.
    pub dialect: Dialect,
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// The whole tree, for keys without a field of their own.
    pub root: Option<Node>,
}

/// A fault in `_config.yml`.
#[derive(Clone, PartialEq, Debug)]
pub struct Problem {
    /// What it is.
    pub kind: ProblemKind,
    /// Where it stands.
    pub span: Span,
}

/// The faults that are known.
#[derive(Clone, PartialEq, Debug)]
pub enum ProblemKind {
    /// Not YAML: the build stops.
    Yaml(yaml::Problem),
    /// Not UTF-8: the build stops; the span is the first byte that belongs to no character.
    NotUtf8,
    /// Not TOML, in the words of the parser: the build stops.
    Toml(String),
    /// A list or a scalar instead of keys: Jekyll warns and takes its defaults.
    NotMapping,
    /// The value of the key has a type with which the build stops; the text says what is wanted.
    WrongType(&'static str, &'static str),
    /// `timezone` names a zone that the tz database does not have: Jekyll silently takes UTC.
    UnknownTimezone(String),
    /// A `date` in `defaults` that is neither text nor a timestamp with seconds (`2020-01-02`, say): the build stops.
    DefaultDate,
    /// An entry of `defaults` without a mapping `values:`; Jekyll passes it over with a warning.
    InvalidDefault,
    /// A `scope:` in `defaults` that is no mapping: the build stops.
    DefaultScope,
    /// An entry of `defaults` without `scope:` behind one that has it: Jekyll cannot weigh the two against each other, and
    /// fails on each document that both are for.
    DefaultWithoutScope,
    /// A `source` outside of the folder of the configuration: nothing in that folder is of the site.
    SourceOutside,
    /// A `source` where GitHub builds the site, which gives Jekyll another.
    SourceOverridden,
}

impl Config {
    /// Reads the text of `_config.yml`. A text that Jekyll refuses gives what could be read of it, and the problem.
    pub fn parse(text: &str, profile: Profile) -> Config {
        Config::read(&Files::new([("_config.yml".into(), text.as_bytes().to_vec())]), profile)
    }

    /// Reads configuration files, of which a later one counts more (`configuration.rb#read_config_files`). No file gives
    /// Jekyll's defaults. Spans are those of `files`.
    pub fn read(files: &Files, profile: Profile) -> Config {
        let mut faults = Vec::new();
        let root = files.tree(&mut faults);
        let mut config = read::config(root.as_ref(), profile);
        config.problems.splice(0..0, faults);
        config.root = root;
        config
    }

    /// The collection of posts.
    pub fn posts(&self) -> Option<&Collection> {
        self.collection("posts")
    }

    /// The collection of that label.
    pub fn collection(&self, label: &str) -> Option<&Collection> {
        self.collections.iter().find(|c| c.label == label)
    }

    /// A top-level key's node and its value.
    pub fn get(&self, key: &str) -> Option<(&Node, &Node)> {
        self.root.as_ref()?.get(key)
    }

    /// Whether files with this extension, its dot included, are converted from Markdown (`converters/markdown.rb`).
    pub fn is_markdown(&self, extension: &str) -> bool {
        let Some(name) = extension.strip_prefix('.') else { return false };
        !name.is_empty() && self.markdown_ext.iter().any(|markdown| markdown.eq_ignore_ascii_case(name))
    }

    /// Whether GitHub Pages lays its own theme, jekyll-theme-primer, around a site that says nothing of one.
    pub fn has_default_theme(&self) -> bool {
        let says_none = self.get("theme").is_none() && self.remote_theme.is_none();
        self.profile == Profile::GitHubPages && says_none
    }

    /// The path below the source of a file there, which is all that Jekyll knows of it.
    pub fn in_source<'a>(&self, path: &'a str) -> Option<&'a str> {
        without_prefix(path, &self.source_dir)
    }

    /// The same; of a file elsewhere its whole path.
    pub fn source_path<'a>(&self, path: &'a str) -> &'a str {
        self.in_source(path).unwrap_or(path)
    }

    /// Whether `path` is the folder of the source, or one on the way to it.
    pub fn leads_to_source(&self, path: &str) -> bool {
        self.source_dir.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'))
    }

    /// What lies at `path` of the source, relative to the folder of the configuration.
    pub fn from_source<'a>(&self, path: &'a str) -> Cow<'a, str> {
        if self.source_dir.is_empty() { path.into() } else { [&self.source_dir, path].concat().into() }
    }

    /// Those of `files`, which are sorted, that may be a layout or an include: of a hundred thousand a handful is, all in
    /// two folders.
    pub fn framing<'f>(&self, files: &'f [Arc<str>]) -> impl Iterator<Item = &'f Arc<str>> {
        let below = |folder: &str| {
            let folder = &*self.from_source(folder);
            let start = files.partition_point(|file| **file < *folder);
            start..start + files[start..].partition_point(|file| file.starts_with(folder))
        };
        let mut ranges = [below(&self.layouts_dir), below(&self.includes_dir)];
        ranges.sort_by_key(|range| range.start);
        let [first, second] = ranges;
        // One of them may lie in the other.
        let second = second.start.max(first.end)..second.end.max(first.end);
        files[first].iter().chain(&files[second])
    }

    /// The path of a document as Jekyll shows it: below the source and without `collections_dir`, which documents drop.
    pub fn relative_path<'a>(&self, path: &'a str) -> &'a str {
        let path = self.source_path(path);
        if self.collections_dir.is_empty() {
            return path;
        }
        path.strip_prefix(self.collections_dir.as_str()).and_then(|rest| rest.strip_prefix('/')).unwrap_or(path)
    }
}

/// What is left of `text` behind `prefix`, which is empty nearly always. That is asked first, for each file several times:
/// the C library's comparison of nothing, at the address that an empty `String` has, takes as long as ten others where
/// it uses vectors of 512 bits.
pub fn without_prefix<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    if prefix.is_empty() { Some(text) } else { text.strip_prefix(prefix) }
}

#[cfg(test)]
mod tests;
