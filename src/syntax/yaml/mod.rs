//! YAML as Jekyll reads it: libyaml's grammar, SafeYAML's scalars, and a byte span on every node.

mod diagnose;
pub mod events;
mod fast;
mod lines;
mod recover;
mod ruby;
pub mod scalar;
mod tree;

use chrono::{DateTime, FixedOffset, NaiveDate};

use crate::source::Span;

/// How deep collections may nest. Real front matter stays below ten; libyaml's time per token grows with the depth.
pub const MAX_DEPTH: usize = 128;

/// What one YAML text holds, as far as it can be read.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Parsed {
    /// The first document, which is all that Jekyll reads. With problems it holds what stands outside them; `None` where
    /// nothing is left, and for a text without any document.
    pub root: Option<Node>,
    /// Independent faults, by position. Jekyll reads nothing of the text if there is one.
    pub problems: Vec<Problem>,
    /// `# …` to the end of the line, with the `#`.
    pub comments: Vec<Span>,
    /// Where a further document starts, which Jekyll never reads.
    pub ignored: Option<Span>,
}

/// A fault that keeps Jekyll from reading the text.
#[derive(Clone, PartialEq, Debug)]
pub struct Problem {
    /// What the author did.
    pub kind: ProblemKind,
    /// The characters to change.
    pub span: Span,
    /// Another place that belongs to the fault, such as the quote that was never closed.
    pub related: Option<(Span, &'static str)>,
    /// What libyaml (or SafeYAML) says about it, as it appears in Jekyll's own message.
    pub message: String,
    /// A replacement that was tried: with it this fault is gone and every other value stays.
    pub fix: Option<(Span, String)>,
}

/// The faults that authors make.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ProblemKind {
    /// `title: Rust: the good parts`; the span is the whole value, the related span the colon.
    ColonInPlain,
    /// `title: "He said "hi""`; the span is from the first to the last inner quote, the related span the value.
    QuoteInQuoted,
    /// `title: "a" b`, `title: [x] y`; the span is the text after the closing sign.
    TextAfterClose,
    /// A plain value starts with a sign that means something to YAML: ``@ ` % * & ! , ] } ? - | >``.
    ReservedStart,
    /// A quote is never closed; the span is the quote.
    UnclosedQuote,
    /// `[` or `{` is never closed; the span is the bracket.
    UnclosedBracket,
    /// `["a" "b"]`: two items without a comma; the span is the second.
    MissingComma,
    /// `"C:\dir"`: the span is the backslash and what follows.
    UnknownEscape,
    /// A tab in the indentation; the span is the tabs.
    TabIndent,
    /// `title:text`: the span is the key with its colon.
    MissingSpaceAfterColon,
    /// `-item`: the span is the dash.
    MissingSpaceAfterDash,
    /// `key：value`: the span is the full-width colon.
    FullwidthColon,
    /// A line without a colon among `key: value` lines; the span is the line's text.
    MissingColon,
    /// A line does not stand under its siblings; the span is its first word.
    BadIndentation,
    /// A character that YAML forbids; the span is the character.
    ControlCharacter,
    /// Nested deeper than [`MAX_DEPTH`].
    TooDeep,
    /// Aliases that expand without measure.
    TooManyAliases,
    /// `<<:` with anything but a mapping, a number like `1_.5`: SafeYAML itself fails.
    Unreadable,
    /// Anything else; `message` says it in libyaml's words.
    Other,
}

/// Reads the YAML text at `span` of `text` as SafeYAML does. All spans are offsets in `text`.
///
/// For front matter `span` starts at the opening fence, because Jekyll hands that to the parser too.
pub fn parse(text: &str, span: Span) -> Parsed {
    fast::parse(text, span).unwrap_or_else(|| recover::parse(text, span))
}

impl Node {
    /// The key and value of a mapping's entry; of several with one name the last, as in Ruby.
    #[inline]
    pub fn get(&self, name: &str) -> Option<(&Node, &Node)> {
        self.entries().iter().rev().find(|(key, _)| key.as_str() == Some(name)).map(|(key, value)| (key, value))
    }

    /// A mapping's entries in order, duplicates kept; nothing for other values.
    pub fn entries(&self) -> &[(Node, Node)] {
        match &self.value {
            Value::Mapping(entries) => entries,
            _ => &[],
        }
    }

    /// A sequence's items; nothing for other values.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::Sequence(items) => items,
            _ => &[],
        }
    }

    /// The text of a string; `None` for anything else, also for a number or a date.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// Ruby's `to_s` of the value: `2020-01-02 03:04:05 +0800`, `1.1`, `["a", 1]`, nothing for `nil`.
    pub fn to_ruby_s(&self) -> String {
        ruby::to_s(&self.value)
    }
}

/// A value and where it stands. Spans are byte offsets in the file, not in the block.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    /// A scalar with its quotes, without `&anchor` and `!tag`; `[…]` and `{…}` with their brackets, a block collection
    /// from its first to its last child; an alias as written. An empty value has an empty span after its key's colon.
    pub span: Span,
    /// The value as SafeYAML would give it to Jekyll.
    pub value: Value,
    /// How a scalar is written; `None` for collections.
    pub style: Option<Style>,
}

/// How a scalar is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    /// No quotes.
    Plain,
    /// `'…'`
    Single,
    /// `"…"`
    Double,
    /// `|`
    Literal,
    /// `>`
    Folded,
}

/// A value as SafeYAML 1.0.5 resolves it (YAML 1.1, with its own table of plain scalars).
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// Empty, `~`, `null`.
    Null,
    /// `true yes on false no off`.
    Bool(bool),
    /// `12`, `1,000`, `0x1F`, `0123` (octal).
    Int(i64),
    /// `1.5`, and base 60: `12:30` is 750.0.
    Float(f64),
    /// `2020-01-02`, exactly 4-2-2 digits.
    Date(NaiveDate),
    /// A timestamp with seconds. `zoned` is false where none is written: the value is then in UTC.
    Time {
        /// The instant, in the written offset or in UTC.
        at: DateTime<FixedOffset>,
        /// Whether an offset or `Z` is written.
        zoned: bool,
    },
    /// Anything else.
    String(String),
    /// A list.
    Sequence(Vec<Node>),
    /// Keys and values in order, duplicates kept.
    Mapping(Vec<(Node, Node)>),
}
