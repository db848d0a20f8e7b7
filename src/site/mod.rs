//! The whole site: facts of every file, what exists at which URL, and what points at it.

pub mod document;
pub mod jekyll;
pub mod settings;
pub mod target;
pub mod terms;
pub mod urls;

use std::sync::Arc;

use crate::page::Role;
use crate::source::Span;
use crate::suppress::Suppression;
use document::Document;
use settings::Settings;
use urls::{Lookup, Urls};

/// What stays of a file once it has been judged.
#[derive(Debug)]
pub struct Facts {
    /// Relative to the site's root, with `/`.
    pub path: Arc<str>,
    /// What Jekyll makes of it.
    pub document: Document,
    /// Its links to places on this site.
    pub links: Vec<LinkFact>,
    /// How many links it has in all.
    pub link_count: u32,
    /// Links that nothing can be said about: Liquid has a part in them.
    pub dynamic_links: u32,
    /// What its author wants held back.
    pub suppressions: Vec<Suppression>,
}

/// A link to a place on this site.
#[derive(Debug)]
pub struct LinkFact {
    /// The URL's bytes.
    pub span: Span,
    /// Decoded path from the site's root, `baseurl` removed, with a leading slash.
    pub path: Box<str>,
    /// The bytes of that path, where it is written without escapes.
    pub path_span: Option<Span>,
    /// What a browser does with it.
    pub role: Role,
    /// It may lead to other pages of the same host, which this site does not own.
    pub shares_host: bool,
}

/// Everything the site rules look at.
pub struct Site<'a> {
    /// The site's configuration and ours.
    pub settings: &'a Settings,
    /// The facts of every file that was judged, by path.
    pub facts: &'a [Facts],
    /// What exists.
    pub urls: Urls,
    /// The terms in use and their pages.
    pub terms: crate::site::terms::Index<'a>,
}

impl Site<'_> {
    /// What a server finds for a link.
    pub fn lookup(&self, link: &LinkFact) -> Lookup {
        match self.urls.find(&link.path) {
            Lookup::Missing if link.shares_host && !self.urls.owns(&link.path) => Lookup::Unverifiable,
            found => found,
        }
    }

    /// A place that a broken link may have meant.
    pub fn nearest(&self, link: &LinkFact) -> Option<String> {
        self.urls.nearest(&link.path)
    }
}
