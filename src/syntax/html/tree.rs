//! The tree that a browser makes of a page, where following the open elements does not tell enough: tables that push
//! out what does not belong in them, forms, overlapping formatting. html5ever's tree builder is fed with our tokens
//! and builds scraper's tree, so that every node has its place in the file. Costly beside the rest, and made only for
//! the pages of which somebody asks for it.

mod feed;
mod gate;
mod sink;

use std::ops::Range;

use ego_tree::NodeId;
use rustc_hash::FxHashMap;
use scraper::Html;

use super::element::Name;
use super::token::Mode;
use super::tokenizer::{self, tokenize};
use crate::source::Span;
use feed::Feed;

pub use gate::needs_tree;

/// What stands around the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Context<'a> {
    /// Nothing: it is a whole document.
    Document,
    /// This element: `body` for a post; `svg g` and `math mi` name foreign ones.
    Element(&'a str),
}

/// How a text becomes a tree.
#[derive(Clone, Copy, Debug)]
pub struct TreeOptions<'a> {
    /// What stands around it.
    pub context: Context<'a>,
    /// Whether scripts run; `<noscript>` is text then.
    pub scripting: bool,
}

impl Default for TreeOptions<'_> {
    fn default() -> Self {
        TreeOptions { context: Context::Element("body"), scripting: false }
    }
}

/// The tree of a page.
#[derive(Debug)]
pub struct Tree {
    /// The nodes, and selectors over them.
    pub html: Html,
    /// The tokens at which the standard sees an error in the structure, in the order of the text. What the error is
    /// called has no meaning outside of html5ever.
    pub errors: Vec<Span>,
    spans: FxHashMap<NodeId, Span>,
    /// The element that each start tag made, sorted by the tag's first byte.
    elements: Vec<(u32, NodeId)>,
}

impl Tree {
    /// Builds the tree of `range` (bytes) of `view`. Tags whose name Liquid has a part in are left out. `None` where
    /// that takes more time or memory than a page may: a few thousand elements nested in each other, or formatting that
    /// is opened again in every paragraph.
    pub fn parse(view: &str, range: Range<usize>, options: TreeOptions<'_>) -> Option<Tree> {
        let mut feed = Feed::new(view, options);
        let mode = first_mode(options);
        tokenize(view, range, tokenizer::Options { mode, ..tokenizer::Options::default() }, &mut feed);
        feed.finish()
    }

    /// Where a node stands in the file: an element's start tag, a text from its first to its last piece, a comment. `None`
    /// for what the browser adds by itself.
    pub fn span(&self, node: NodeId) -> Option<Span> {
        self.spans.get(&node).copied()
    }

    /// The element that the start tag at `tag` made. `None` where browsers drop that tag.
    pub fn element(&self, tag: Span) -> Option<NodeId> {
        let at = self.elements.binary_search_by_key(&tag.start, |(start, _)| *start).ok()?;
        Some(self.elements[at].1)
    }
}

/// How the text is read up to its first tag.
fn first_mode(options: TreeOptions<'_>) -> Mode {
    match options.context {
        Context::Element("noscript") if options.scripting => Mode::RawText,
        Context::Element(name) => Name::new(name.as_bytes()).content_mode(),
        Context::Document => Mode::Data,
    }
}

#[cfg(test)]
mod tests;
