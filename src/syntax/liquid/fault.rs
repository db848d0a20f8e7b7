//! What Liquid does not take, or takes otherwise than it was meant.

use crate::source::Span;

/// A fault in a file's Liquid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The tag or output, with its delimiters.
    pub hole: Span,
    /// What exactly is wrong in it.
    pub span: Span,
    /// What is wrong.
    pub kind: FaultKind,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// `{%` without `%}`.
    TagNotEnded,
    /// `{{` that no `}}` ends before the first `}`.
    OutputNotEnded,
    /// `{% %}` without a word at its start.
    NoName,
    /// A tag that nobody knows.
    UnknownTag,
    /// A block without its end; for `raw`, the place of an end that Liquid 4 does not see.
    NeverClosed(Option<Span>),
    /// A block that another's end closes, which stands there.
    ClosedBy(Span),
    /// An end without its block; for `endfor`, the second `else` that ended the loop already.
    StrayEnd(Option<Span>),
    /// `else`, `elsif` or `when` outside of a block that has such a branch.
    StrayBranch,
    /// More than a hundred blocks in one another.
    TooDeep,
    /// Markup that the tag does not take.
    Markup(Form),
    /// A range whose ends are no numbers: Ruby itself fails on it.
    Range,
    /// A comparison by an operator that Liquid does not have.
    Operator,
    /// Liquid's strict parser refuses it, and the lax one makes something else of it.
    Lax(Lax),
    /// `else` with a condition, which is not read.
    ElseCondition,
}

/// The form that a tag's markup should have had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `assign`
    Assign,
    /// `capture`
    Capture,
    /// `case`
    Case,
    /// `when`
    When,
    /// `else` in a `case`
    CaseElse,
    /// `cycle`
    Cycle,
    /// `for`
    For,
    /// `if`, `elsif` and `unless`
    If,
    /// `tablerow`
    TableRow,
    /// `raw`
    Raw,
    /// `highlight`
    Highlight,
    /// The parameters of `include`
    IncludeParameters,
    /// The name of the file of `include`
    IncludeName,
    /// The name of a post in `post_url`
    PostName,
}

/// What the lax parser makes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lax {
    /// The value that it goes by: what an output prints, what an `assign` assigns.
    pub operand: Option<Operand>,
    /// The first piece of meaning that it drops.
    pub lost: Option<Span>,
}

/// A value as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operand {
    /// All of it.
    pub span: Span,
    /// What it is.
    pub value: Value,
    /// Of a variable, its first name, unless that is computed.
    pub root: Option<Span>,
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// `nil`, `null`
    Nothing,
    /// `true`, `false`
    Bool,
    /// `blank`, `empty`
    Blank,
    /// In quotes.
    Text,
    /// A number.
    Number,
    /// A range of numbers.
    Range,
    /// A variable, or a range with one.
    Variable,
}

/// What comes of a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Jekyll stops and builds nothing.
    Stops,
    /// It stops when it comes to render this place.
    StopsThere,
    /// It warns and goes on.
    Warns,
    /// It says nothing.
    Silent,
}

impl FaultKind {
    /// What comes of it under Jekyll's `error_mode: warn`.
    pub fn effect(self) -> Effect {
        match self {
            FaultKind::Lax(_) => Effect::Warns,
            FaultKind::ElseCondition => Effect::Silent,
            FaultKind::Operator | FaultKind::Markup(Form::IncludeName) => Effect::StopsThere,
            _ => Effect::Stops,
        }
    }
}
