//! YAML as Jekyll reads it: libyaml's grammar, SafeYAML's scalars, and a byte span on every node.

use chrono::{DateTime, FixedOffset, NaiveDate};

use crate::source::Span;

/// A value and where it stands. Spans are byte offsets in the file, not in the block.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    /// A scalar with its quotes; a collection from its first to its last child. An empty value has an empty
    /// span after its key's colon.
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
