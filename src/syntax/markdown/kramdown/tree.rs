//! What kramdown's block parser makes: elements, and text for the span parser.

use super::attributes::Attributes;
use super::text::Piece;
use crate::source::Span;

/// The place of an element in the tree.
pub(super) type Id = usize;

/// A block.
#[derive(Debug)]
pub(super) struct Element<'a> {
    pub(super) kind: Kind<'a>,
    pub(super) children: Vec<Id>,
    /// What attribute lists say; those before it and those behind it.
    pub(super) list: Option<Box<Attributes>>,
    /// Its first line, or all of it.
    pub(super) span: Span,
}

/// The kinds of blocks, as far as they matter.
#[derive(Debug)]
pub(super) enum Kind<'a> {
    Root,
    /// Empty lines; whether it is a single one without spaces.
    Blank(bool),
    /// What ends a block and shows nothing.
    End(End),
    Paragraph,
    Header {
        level: u8,
        id: Option<(String, Span)>,
    },
    Quote,
    Code,
    Rule,
    List,
    Item,
    Definitions,
    Term,
    Definition,
    Table,
    Math,
    Comment,
    /// An HTML element that holds Markdown.
    Html(String),
    /// HTML that reaches the browser as it stands.
    Raw,
    Text(Piece<'a>),
}

/// What stands behind a marker for the end of a block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum End {
    /// `^`
    Marker,
    /// The definition of a link, a footnote or an abbreviation, which an attribute list may follow.
    Definition,
    /// An attribute list, or an extension.
    List,
}
