//! What can be wrong with the balance of tags.

use crate::source::Span;

/// What is wrong with the balance of some tags.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FaultKind {
    /// A start tag without its end tag. `related`: the tag before which it would have to stand, if any.
    Unclosed,
    /// An end tag without its start tag.
    Stray,
    /// Elements overlap, `<b><i></b></i>`: `span` is the inner start tag, `related` the tag that cuts it off, `end` its
    /// own late end tag. Without `end`, `related` stands where the end tag of `span` is expected: `<h2></h3>`.
    Misnested,
    /// An end tag of an element that has none: `</br>`.
    VoidEnd,
    /// `<p><div></div></p>`: `span` is the start tag `<p>`, `related` the start tag that closed the paragraph, and
    /// `end` the `</p>`, which therefore matches nothing.
    ClosedByBlock,
    /// More than 512 elements are open at this start tag. Nothing behind it is judged.
    TooDeep,
    /// A `<script>`, `<style>`, `<textarea>` or the like without its end tag: it swallows the rest of the page.
    UnclosedRawText,
    /// `<div/>`: `/` has no meaning in an HTML tag. It is taken here to close the element, as kramdown does. `end`: an end
    /// tag that belongs to nothing else.
    SelfClosing,
}

/// A fault in the balance of the tags.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// Index in [`Structure::tags`](super::Structure::tags) of the tag that the fault is about.
    pub tag: u32,
    /// That whole tag.
    pub span: Span,
    /// The other tag, by kind.
    pub related: Option<Span>,
    /// The end tag that comes too late, by kind.
    pub end: Option<Span>,
    /// The element of `tag` is one of HTML; of SVG or `MathML` where the page has such; or a custom one that has an end
    /// tag on the page.
    pub known: bool,
}
