//! What stays of a page's links, and of the places on it that links can lead to.

use std::sync::OnceLock;

use super::named::Reference;
use super::urls::Lookup;
use crate::page::Role;
use crate::source::Span;

/// A link to a place on this site.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct LinkFact {
    /// The URL's bytes.
    pub span: Span,
    /// Decoded path from the site's root, `baseurl` removed, with a leading slash; empty where a tag of Liquid gives it.
    pub path: Box<str>,
    /// The fragment, decoded.
    pub fragment: Option<Box<str>>,
    /// The bytes of that path, where it is written without escapes.
    pub path_span: Option<Span>,
    /// What a browser does with it.
    pub role: Role,
    /// Written with the host of one's own machine.
    pub is_own_machine: bool,
    /// The file of the source that it names, seen from its own.
    pub by_source: Option<Box<str>>,
    /// jekyll-relative-links puts that file's URL in its place.
    pub is_mended: bool,
    /// Others may put a folder before it: it stands in front matter, or in a data file.
    pub is_loose: bool,
    /// Rooted, but outside of `baseurl`; the path is whole then.
    pub outside_baseurl: bool,
    /// Written with the site's own host.
    pub with_host: bool,
    /// The bytes of the fragment, where it ends the URL and is written without escapes.
    pub fragment_span: Option<Span>,
    /// It may lead to other pages of the same host, which this site does not own.
    pub shares_host: bool,
    /// What Liquid had to do with it; `None` where it is written plainly.
    pub liquid: Option<Box<ByLiquid>>,
    /// What a server finds, once it has been asked.
    pub(crate) found: OnceLock<Lookup>,
}

/// What Liquid has to do with a link.
#[derive(Debug)]
pub struct ByLiquid {
    /// The file that `link` or `post_url` names: its URL is the link's path, and `path` is empty.
    pub file: Option<Reference>,
    /// That tag.
    pub tag: Span,
    /// Before it stands `baseurl`.
    pub has_baseurl: bool,
    /// The bytes that put `baseurl` before what puts it there once more.
    pub first_baseurl: Option<Span>,
}

impl LinkFact {
    /// The file that `link` or `post_url` names in it.
    pub fn file(&self) -> Option<&Reference> {
        self.liquid.as_ref()?.file.as_ref()
    }
}

/// The ids of a page, and the names of its anchors.
#[derive(Debug, Default)]
pub struct Anchors {
    /// All of them, each with a line break behind it: a page has few, and a site many pages.
    names: Box<str>,
    /// There are no others: Liquid has no part in them, and the page's layout can be read.
    pub are_known: bool,
}

impl Anchors {
    /// Of these names; `are_known` says that there are no others.
    pub fn new<'n>(names: impl Iterator<Item = &'n str>, are_known: bool) -> Anchors {
        let mut all = String::new();
        for name in names {
            all.push_str(name);
            all.push('\n');
        }
        Anchors { names: all.into(), are_known }
    }

    /// Each name.
    pub fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.names.lines()
    }
}
