//! Liquid as 4.0.4 reads it, the release that Jekyll 3.10 and 4.4 use: where its tags and outputs are, which of them belong
//! together, what is wrong with them, and a view of the text of equal length in which none of them can be mistaken for
//! Markdown or HTML.

mod blocks;
mod condition;
mod fault;
mod jekyll;
mod names;
mod output;
mod prints;
mod raw;
mod strict;
mod tags;
mod tokens;
mod value;

use std::borrow::Cow;

use memchr::memchr_iter;

use crate::source::Span;
use crate::syntax::FILLER;

pub use fault::{Effect, Fault, FaultKind, Form, Lax, Operand, Value};
pub use jekyll::{is_file_name, post_name};
pub use names::{Names, TagKind, ends};

/// What Liquid makes of a text.
#[derive(Debug, Default)]
pub struct Liquid {
    /// Every tag and output, in order; not those in a `comment`, of which nothing is left.
    pub holes: Vec<Hole>,
    /// Every block that has its end.
    pub blocks: Vec<Block>,
    /// What is wrong, in the order in which Liquid comes upon it.
    pub faults: Vec<Fault>,
    /// Every filter that is called.
    pub filters: Vec<Named>,
    /// The first name of every variable that is read.
    pub roots: Vec<Named>,
    /// The names that the text itself gives to variables.
    pub defined: Vec<Span>,
    /// How often Liquid warns, also of what it never renders.
    pub warnings: u32,
    /// The blocks that lie in no other, in order.
    outermost: Vec<Span>,
}

/// One `{% … %}` or `{{ … }}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hole {
    /// With its delimiters.
    pub span: Span,
    /// A tag's name; empty for an output.
    pub name: Span,
    /// What stands in it, without the name and the dashes that eat blanks.
    pub markup: Span,
    /// `{{ }}` rather than `{% %}`.
    pub output: bool,
    /// It has its `%}` or `}}`.
    pub is_ended: bool,
}

/// A block, from its start tag to its end tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// With both tags.
    pub span: Span,
    /// The start tag.
    pub start: Span,
    /// The end tag.
    pub end: Span,
    /// The tags that begin its further branches: `else`, `elsif`, `when`.
    pub branches: Vec<Span>,
    /// The name of its start tag.
    pub name: Span,
}

/// A name in a tag or an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// The name.
    pub span: Span,
    /// The tag or output, with its delimiters.
    pub hole: Span,
    /// Of a variable: an output prints it, and does nothing else with it.
    pub is_printed: bool,
}

impl Hole {
    /// A dash eats the blanks before it, or after it.
    pub fn trims(&self, text: &str) -> [bool; 2] {
        let all = self.span.of(text).as_bytes();
        [all.get(2) == Some(&b'-'), all.len() > 4 && all[all.len() - 3] == b'-']
    }
}

impl Block {
    /// Whether it prints what stands in it once, or nothing at all, and never a part of it.
    pub fn is_printed_once(&self, text: &str) -> bool {
        matches!(self.name.of(text), "raw" | "comment" | "highlight")
    }

    /// What stands between its tags.
    pub fn inner(&self) -> Span {
        Span { start: self.start.end, end: self.end.start }
    }
}

impl Liquid {
    /// Whether Liquid may print Markdown of its own, such as the definition of a link: an output, or an include.
    pub fn may_print_markdown(&self, text: &str) -> bool {
        self.holes.iter().any(|hole| hole.output || hole.name.of(text) == "include")
    }

    /// Whether `span` lies in a block of branches or a loop, so that it may appear never, once or many times.
    pub fn in_block(&self, span: Span) -> bool {
        let after = self.outermost.partition_point(|block| block.start <= span.start);
        after > 0 && self.outermost[after - 1].contains(span)
    }

    /// Whether `span` touches a hole.
    pub fn touches(&self, span: Span) -> bool {
        let first = self.holes.partition_point(|hole| hole.span.end <= span.start);
        self.holes.get(first).is_some_and(|hole| hole.span.overlaps(span))
    }

    /// Whether a tag of this name stands in the text.
    pub fn has_tag(&self, text: &str, name: &str) -> bool {
        self.holes.iter().any(|hole| hole.name.of(text) == name)
    }

    /// The hole that starts where `span` does.
    pub fn hole(&self, span: Span) -> Option<&Hole> {
        let index = self.holes.binary_search_by_key(&span.start, |hole| hole.span.start).ok()?;
        self.holes.get(index)
    }

    /// The blocks of `name`.
    pub fn blocks_of<'l>(&'l self, text: &'l str, name: &'l str) -> impl Iterator<Item = &'l Block> {
        self.blocks.iter().filter(move |block| block.name.of(text) == name)
    }
}

/// Reads the Liquid of `text` from byte `from` on, where nothing tells which plugins there are.
pub fn read(text: &str, from: usize) -> (Liquid, Cow<'_, str>) {
    read_with(text, from, Names::unknown())
}

/// Reads the Liquid of `text` from byte `from` on, and gives the text as the next reader sees it: holes filled with
/// [`FILLER`] (a tag alone on its line with blanks), comments and highlighted code blanked, newlines kept. `names` are the
/// tags and filters that there are.
pub fn read_with<'t>(text: &'t str, from: usize, names: &Names) -> (Liquid, Cow<'t, str>) {
    if !has_any(text.as_bytes(), from) {
        return (Liquid::default(), Cow::Borrowed(text));
    }
    let (mut liquid, blanks) = blocks::read(text, from, names);
    let choices = liquid.blocks.iter().filter(|block| !block.is_printed_once(text));
    let mut spans: Vec<Span> = choices.map(|block| block.span).collect();
    spans.sort_unstable();
    for span in spans {
        if liquid.outermost.last().is_none_or(|last| last.end <= span.start) {
            liquid.outermost.push(span);
        }
    }
    let view = mask(text, &liquid.holes, &blanks);
    (liquid, view)
}

/// Whether `{{` or `{%` stands at or after `from`.
pub fn has_any(bytes: &[u8], from: usize) -> bool {
    let bytes = bytes.get(from..).unwrap_or_default();
    memchr_iter(b'{', bytes).any(|at| matches!(bytes.get(at + 1), Some(b'{' | b'%')))
}

fn mask<'t>(text: &'t str, holes: &[Hole], blanks: &[Span]) -> Cow<'t, str> {
    let mut view = text.as_bytes().to_vec();
    for hole in holes {
        let fill = if !hole.output && alone_on_line(text.as_bytes(), hole.span) { b' ' } else { FILLER };
        paint(&mut view, hole.span, fill);
    }
    for blank in blanks {
        paint(&mut view, *blank, b' ');
    }
    // Only whole characters are painted over, with ASCII.
    String::from_utf8(view).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Paints `span` with `fill`, but leaves line ends so that lines stay lines.
pub(crate) fn paint(view: &mut [u8], span: Span, fill: u8) {
    for byte in &mut view[span.range()] {
        if *byte != b'\n' && *byte != b'\r' {
            *byte = fill;
        }
    }
}

fn alone_on_line(bytes: &[u8], span: Span) -> bool {
    let blank = |b: &&u8| **b == b' ' || **b == b'\t';
    let before = bytes[..span.start as usize].iter().rev().find(|b| !blank(b));
    let after = bytes[span.end as usize..].iter().find(|b| !blank(b));
    matches!(before, None | Some(b'\n')) && matches!(after, None | Some(b'\n' | b'\r'))
}

#[cfg(test)]
mod tests;
