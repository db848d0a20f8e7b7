//! What the tokenizer hands to its sink: tokens that borrow nothing but spans of the text.

use super::element::Name;
use super::error::Error;
use crate::source::Span;

/// How the tokenizer reads on: the standard's tokenizer states that a tree builder can ask for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Mode {
    /// Text, tags, references, comments.
    #[default]
    Data,
    /// Text and references up to the end tag: `<title>`, `<textarea>`.
    RcData,
    /// Text up to the end tag: `<style>`, `<iframe>`.
    RawText,
    /// Text up to the end tag, with the old comment rules: `<script>`.
    Script,
    /// Text up to the end of the input: `<plaintext>`.
    PlainText,
    /// Text up to `]]>`.
    Cdata,
}

/// How an attribute's value is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Quote {
    /// No `=`, or `=` with nothing after it.
    Empty,
    /// No quotes: `a=b`.
    Unquoted,
    /// `a='b'`.
    Single,
    /// `a="b"`.
    Double,
}

/// An attribute of a tag, as it is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Attribute {
    /// The name, in the author's case.
    pub name: Span,
    /// That name: two are compared at once.
    pub(crate) key: Name,
    /// The value without its quotes, undecoded (see [`decode`](super::decode)); empty after the name when there is none.
    pub value: Span,
    /// How the value is written.
    pub quote: Quote,
    /// The tag has an attribute of this name before: browsers drop this one.
    pub duplicate: bool,
    /// There is a `&` in the value, which may have to be decoded.
    pub has_reference: bool,
    /// A Liquid hole lies in it: neither name nor value is what is published. Only set in a
    /// [`Structure`](super::Structure).
    pub dynamic: bool,
}

impl Attribute {
    /// From the name's first byte to the value's last, closing quote included.
    pub fn span(&self) -> Span {
        let quote = matches!(self.quote, Quote::Single | Quote::Double);
        Span { start: self.name.start, end: self.value.end.max(self.name.end) + u32::from(quote) }
    }
}

/// A start or an end tag.
#[derive(Clone, Copy, Debug)]
pub struct TagToken<'a> {
    /// From `<` to `>`.
    pub span: Span,
    /// The name, in the author's case.
    pub name: Span,
    /// The element of that name.
    pub(crate) element: Name,
    /// It ends with `/>`.
    pub self_closing: bool,
    /// In the order of the text, duplicates included.
    pub attributes: &'a [Attribute],
}

/// A comment, or what the standard makes a comment: `<?php …>`, `<!x>`, `</3>`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Comment {
    /// From `<` to `>`, or to the end of the input.
    pub span: Span,
    /// The text inside.
    pub data: Span,
}

/// A document type declaration. A part that is missing is `None`; one that is there but empty is an empty span.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Doctype {
    /// From `<` to `>`, or to the end of the input.
    pub span: Span,
    /// The root element's name, in the author's case.
    pub name: Option<Span>,
    /// The public identifier without its quotes.
    pub public: Option<Span>,
    /// The system identifier without its quotes.
    pub system: Option<Span>,
    /// The declaration is broken: browsers go to quirks mode.
    pub force_quirks: bool,
}

/// Takes the tokens in the order of the text. Spans are bytes of the whole text, not of the range that is read.
pub trait Sink {
    /// A start tag. The answer says how the text after it is read.
    fn start_tag(&mut self, tag: &TagToken<'_>) -> Mode;

    /// An end tag.
    fn end_tag(&mut self, tag: &TagToken<'_>);

    /// Plain text, as it is written: line ends are not normalised. Neighbouring runs may come in several pieces.
    fn text(&mut self, _span: Span) {}

    /// Text that is not written as it reads: a character reference, or U+FFFD for a NUL.
    fn characters(&mut self, _decoded: &str, _span: Span) {}

    /// A comment.
    fn comment(&mut self, _comment: &Comment) {}

    /// A document type declaration.
    fn doctype(&mut self, _doctype: &Doctype) {}

    /// A parse error. Errors of one token come before it; those of the input stream come before everything.
    fn error(&mut self, error: Error);

    /// The end of the input, at this byte.
    fn eof(&mut self, _at: u32) {}

    /// Whether the current element is an SVG or `MathML` one, where `<![CDATA[` is no error.
    fn in_foreign(&self) -> bool {
        false
    }
}
