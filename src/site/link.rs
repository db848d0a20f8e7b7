//! What stays of a page's links, and of the places on it that links can lead to.

use std::borrow::Cow;
use std::sync::OnceLock;

use percent_encoding::percent_decode_str;

use super::named::Reference;
use super::target::{Internal, Target};
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
    /// The link at `span` to a place on this site. Everything that is not said of the place itself is unknown or false.
    pub fn new(span: Span, role: Role, place: Internal) -> LinkFact {
        LinkFact {
            span,
            path: place.path.into(),
            fragment: place.fragment.map(Into::into),
            path_span: None,
            role,
            is_own_machine: false,
            by_source: None,
            is_mended: false,
            is_loose: false,
            liquid: None,
            outside_baseurl: place.outside_baseurl,
            with_host: place.with_host,
            fragment_span: None,
            shares_host: place.with_host || place.outside_baseurl,
            found: OnceLock::new(),
        }
    }

    /// The file that `link` or `post_url` names in it.
    pub fn file(&self) -> Option<&Reference> {
        self.liquid.as_ref()?.file.as_ref()
    }
}

/// A link that no rule of the site asks for: it leads elsewhere, stays on its page, or is none. Kept only for the table
/// of all links.
#[derive(Debug)]
pub struct PassedLink {
    /// The URL's bytes.
    pub span: Span,
    /// The URL with entities and escapes resolved.
    pub url: Box<str>,
    /// What a browser does with it.
    pub role: Role,
    /// Where it leads.
    pub target: Target,
    /// Of a place on its own page: whether that is there, as far as all ids of the page are known.
    pub is_there: Option<bool>,
}

/// The id that a fragment names; `None` for the top of the page, and for what is no id: routes of scripts, text
/// fragments, media fragments, lines of code.
pub fn id(fragment: &str) -> Option<&str> {
    let id = fragment.split(":~:").next().unwrap_or("");
    let is_line = id.strip_prefix('L').is_some_and(|line| line.starts_with(|c: char| c.is_ascii_digit()));
    let is_other = id.is_empty() || is_line || id.starts_with(['/', '!', ':']) || id.contains(['=', '(']);
    (!is_other && !id.eq_ignore_ascii_case("top")).then_some(id)
}

/// Whether an id is among `names`. The browser compares the fragment as it is written, then decoded; `id` is decoded, so
/// that a name with escapes in it is decoded too.
pub fn has<'n>(id: &str, mut names: impl Iterator<Item = &'n str>) -> bool {
    names.any(|name| name == id || (name.contains('%') && decoded(name) == id))
}

fn decoded(name: &str) -> Cow<'_, str> {
    percent_decode_str(name).decode_utf8_lossy()
}

/// A link to another host.
#[derive(Debug)]
pub struct ExternalFact {
    /// The URL's bytes.
    pub span: Span,
    /// The URL, with entities and escapes resolved.
    pub url: Box<str>,
    /// It is written without them.
    pub is_plain: bool,
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
    pub fn new<'n>(names: impl Iterator<Item = &'n str> + Clone, are_known: bool) -> Anchors {
        let mut all = String::with_capacity(names.clone().map(|name| name.len() + 1).sum());
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
