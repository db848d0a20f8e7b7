//! kramdown, read as kramdown reads: blocks first, then the text in them, then what belongs to the whole document. What
//! is kept is what a linter asks for: links, ids, code, and what reaches the browser as HTML (kramdown 2.5 and
//! kramdown-parser-gfm 1.1, whose methods are named where they are followed).

mod attributes;
mod block;
mod code;
mod definitions;
mod elements;
mod finish;
mod header;
mod html;
mod inline_html;
mod links;
mod list;
mod quotes;
mod scan;
mod signs;
mod span;
mod table;
mod text;
mod tree;

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::{Dialect, Event, Input, Note, NoteKind};
use crate::source::Span;
use crate::syntax::html::PlainTags;
use crate::syntax::html::element::Name;
use attributes::Attributes;
use block::Source;
use definitions::{Footnote, Target};
use text::{Builder, Text};
use tree::{Element, Id, Kind};

/// Reads `view[body]` and gives what was found, in the order in which kramdown finds it.
pub(super) fn read(view: &str, body: Span, dialect: &Dialect) -> Vec<Event> {
    let text = Rc::new(adapted(view, body));
    let mut parser = Parser {
        input: dialect.input,
        dialect: dialect.clone(),
        // A news post has a block for some hundred bytes.
        elements: Vec::with_capacity(body.len() / 128 + 8),
        tree: 0,
        source: Source { text: Rc::clone(&text), at: 0 },
        pending_list: None,
        depth: 0,
        span_depth: 0,
        longest_fences: [usize::MAX; 3],
        targets: FxHashMap::default(),
        footnotes: Vec::new(),
        named_lists: FxHashMap::default(),
        fuel: 0,
        absent: Absent::default(),
        open_names: Vec::new(),
        plain_tags: PlainTags::with_capacity(body.len()),
        in_header: false,
        header_text: String::new(),
        events: Vec::with_capacity(body.len() / 256 + 8),
        raw_blocks: Vec::new(),
        text_events: 0,
    };
    let root = parser.element(Kind::Root, body);
    parser.tree = root;
    parser.elements[root].children.reserve(body.len() / 128 + 8);
    parser.blocks(root, None);
    parser.finish(root);
    if !parser.raw_blocks.is_empty() {
        parser.events.push(Event::RawBlocks(parser.raw_blocks));
    }
    parser.events.push(Event::PlainTags(parser.plain_tags));
    parser.events
}

/// The text with `\n` for every line end, and one at its end (`parser/base.rb#adapt_source`).
fn adapted(view: &str, body: Span) -> Text<'_> {
    let text = body.of(view);
    let start = body.start as usize;
    let mut return_at = memchr::memchr(b'\r', text.as_bytes());
    if text.ends_with('\n') && return_at.is_none() {
        return Text::at(text, start);
    }
    let source = Text::at(text, start);
    let mut builder = Builder::with_capacity(text.len() + 1);
    let mut from = 0;
    while let Some(at) = return_at {
        builder.push(&source, from, at);
        if text.as_bytes().get(at + 1) != Some(&b'\n') {
            builder.insert("\n", &source, at);
        }
        from = at + 1;
        return_at = memchr::memchr(b'\r', &text.as_bytes()[from..]).map(|length| from + length);
    }
    builder.push(&source, from, text.len());
    if !builder.ends_line() {
        builder.insert("\n", &source, text.len());
    }
    builder.text()
}

/// The document while it is read.
struct Parser<'a> {
    input: Input,
    /// What `{::options}` may still change.
    dialect: Dialect,
    elements: Vec<Element<'a>>,
    /// The element that blocks are put into.
    tree: Id,
    source: Source<'a>,
    /// An attribute list that waits for the block behind it.
    pending_list: Option<Box<Attributes>>,
    /// How deep blocks and spans lie in others.
    depth: usize,
    span_depth: usize,
    /// More marks than these no fence has that could end another, further down: of backticks, tildes, and of both.
    longest_fences: [usize; 3],
    /// The definitions of links, by their normalised names.
    targets: FxHashMap<String, Target>,
    footnotes: Vec<Footnote>,
    named_lists: FxHashMap<String, Attributes>,
    /// What may still be spent on spans that turn out to be none, in bytes looked at.
    fuel: usize,
    /// The ends of markup of which there is none further down.
    absent: Absent,
    open_names: Vec<(usize, usize, Name)>,
    /// Start tags that begin blocks of HTML or stand in them, for those who read them next.
    plain_tags: PlainTags,
    in_header: bool,
    header_text: String,
    events: Vec<Event>,
    /// Elements that reach the browser whole.
    raw_blocks: Vec<Span>,
    /// How many events there were before the text that is read.
    text_events: usize,
}

/// What was looked for in vain, up to the end of the text: no second look is taken.
#[derive(Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
struct Absent {
    comment: bool,
    instruction: bool,
    cdata: bool,
    extension: bool,
    line_end: Gap,
    sign: Gap,
}

/// A stretch of a text in which there is none of what was looked for; it ends where there is one.
#[derive(Clone, Copy, Default)]
struct Gap {
    start: usize,
    end: usize,
}

impl Gap {
    /// Whether there is none in `from..to`. Where that is not known yet, `find` looks for the next.
    fn covers(&mut self, bytes: &[u8], from: usize, to: usize, find: impl FnOnce(&[u8]) -> Option<usize>) -> bool {
        if from < self.start || from > self.end {
            *self = Gap { start: from, end: find(&bytes[from..]).map_or(bytes.len(), |i| from + i) };
        }
        to <= self.end
    }
}

/// A place in what was found, to come back to.
#[derive(Clone, Copy)]
struct Mark {
    header: usize,
    events: usize,
}

impl Parser<'_> {
    fn note(&mut self, span: Span, kind: NoteKind) {
        self.events.push(Event::Note(Note { span, kind }));
    }

    /// Accounts for a look at `bytes` bytes that found nothing.
    fn spend(&mut self, bytes: usize) {
        self.fuel = self.fuel.saturating_sub(bytes);
    }

    fn mark(&self) -> Mark {
        Mark { header: self.header_text.len(), events: self.events.len() }
    }

    /// Forgets everything since `mark`.
    fn back_to(&mut self, mark: Mark) {
        self.header_text.truncate(mark.header);
        self.events.truncate(mark.events);
    }
}
