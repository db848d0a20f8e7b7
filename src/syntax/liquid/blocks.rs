//! The block parser of Liquid 4.0.4 (`block_body.rb`, `block.rb`, `document.rb`), which goes on where that one stops.

use rustc_hash::FxHashMap;

use super::fault::{Effect, Fault, FaultKind, Form};
use super::names::{self, Names, TagKind};
use super::strict::{self, Token};
use super::tokens::Tokens;
use super::value::{is_space, skip};
use super::{Block, Hole, Liquid};
use crate::source::Span;

/// How many blocks Liquid takes in one another.
const DEEPEST: usize = 100;

/// How many blocks are followed, with those that may be none.
const MOST_OPEN: usize = 200;

/// Reads `text` from `from` on; gives what is printed of no block: the inside of comments, and code for the highlighter.
pub(super) fn read(text: &str, from: usize, site: &Names) -> (Liquid, Vec<Span>) {
    let mut reader = Reader {
        text,
        site,
        tokens: Tokens::new(text.as_bytes(), from),
        out: Liquid::default(),
        blanks: Vec::new(),
        open: Vec::new(),
        depth: 0,
        comments: 0,
        cases: 0,
        crossed: Vec::new(),
        second_else: None,
        later_ends: None,
        has_no_raw_end: false,
        is_cut: false,
        strict_tokens: Vec::new(),
        strict_names: strict::Names::default(),
    };
    while let Some(hole) = reader.tokens.next() {
        reader.hole(&hole);
    }
    reader.finish();
    (reader.out, reader.blanks)
}

/// Reads one text.
pub(super) struct Reader<'t> {
    pub(super) text: &'t str,
    pub(super) site: &'t Names,
    pub(super) tokens: Tokens<'t>,
    pub(super) out: Liquid,
    blanks: Vec<Span>,
    open: Vec<Open>,
    /// How many of the open blocks Liquid counts.
    depth: usize,
    /// How many of them are comments.
    pub(super) comments: usize,
    /// How many of them are a `case` before its first `when`: what stands there is dropped.
    cases: usize,
    /// Blocks that another's end closed: their own end, if it comes, is no second fault.
    crossed: Vec<Span>,
    /// The `else` that ended a loop, where the loop had one already.
    second_else: Option<Span>,
    /// Where the last `end…` of each name starts; made when first asked for.
    later_ends: Option<FxHashMap<&'t str, u32>>,
    /// A `raw` block has been followed to the end of the text in vain.
    pub(super) has_no_raw_end: bool,
    /// What follows is swallowed, or too deep: nothing more is claimed about blocks.
    pub(super) is_cut: bool,
    /// For the strict parser, to be used again.
    pub(super) strict_tokens: Vec<Token>,
    pub(super) strict_names: strict::Names,
}

/// A block whose end has not come yet.
struct Open {
    hole: Hole,
    branches: Vec<Span>,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `if`, `unless`
    If,
    Case,
    For {
        has_else: bool,
    },
    Comment,
    Plain,
    /// Perhaps a block of a plugin: nothing is claimed.
    Loose,
}

impl Reader<'_> {
    fn hole(&mut self, hole: &Hole) {
        if hole.output {
            self.keep(hole);
            if hole.is_ended {
                self.output(hole);
            } else {
                self.output_not_ended(hole);
            }
            return;
        }
        let name = hole.name.of(self.text);
        if !hole.is_ended {
            self.keep(hole);
            self.fault(hole, self.first_line(hole.span), FaultKind::TagNotEnded);
            self.is_cut = true;
        } else if name.is_empty() {
            self.keep(hole);
            self.fault(hole, hole.span, FaultKind::NoName);
        } else if self.is_cut {
            self.keep(hole);
        } else if self.site.tag(name).is_none() && self.belongs_to_block(hole, name) {
            // An end has taken care of itself.
        } else {
            self.keep(hole);
            self.tag(hole, name);
        }
    }

    /// Adds it to the holes, unless it stands in a comment.
    pub(super) fn keep(&mut self, hole: &Hole) {
        if self.comments == 0 {
            self.out.holes.push(*hole);
        }
    }

    /// Notes a fault; what only warns does no harm in a comment.
    pub(super) fn fault(&mut self, hole: &Hole, span: Span, kind: FaultKind) {
        let effect = kind.effect();
        self.out.warnings += u32::from(effect == Effect::Warns);
        if self.is_rendered() || effect == Effect::Stops {
            self.out.faults.push(Fault { hole: hole.span, span, kind });
        }
    }

    /// Whether what is read here is ever rendered.
    pub(super) fn is_rendered(&self) -> bool {
        self.comments + self.cases == 0
    }

    /// The author meant it to end before the next one begins, and in its line.
    fn output_not_ended(&mut self, hole: &Hole) {
        let inner = Span { start: hole.span.start + 2, end: hole.span.end };
        let bytes = inner.of(self.text).as_bytes();
        let is_next = |at: &usize| bytes[*at] == b'\n' || matches!(bytes.get(*at..*at + 2), Some(b"{{" | b"{%"));
        let cut = memchr::memchr2_iter(b'\n', b'{', bytes).find(is_next);
        let end = cut.map_or(hole.span.end, |cut| inner.start + cut as u32);
        let span = Span { start: hole.span.start, end };
        if let (0, Some(kept)) = (self.comments, self.out.holes.last_mut()) {
            kept.span = span;
            kept.markup = Span { start: kept.markup.start.min(end), end: kept.markup.end.min(end) };
        }
        self.tokens.resume(end as usize);
        self.fault(&Hole { span, ..*hole }, span, FaultKind::OutputNotEnded);
    }

    fn first_line(&self, span: Span) -> Span {
        let line = span.of(self.text).lines().next().unwrap_or("").trim_end();
        Span { start: span.start, end: span.start + line.len() as u32 }
    }

    fn tag(&mut self, hole: &Hole, name: &str) {
        match name {
            "raw" => self.raw(hole),
            "comment" => {
                self.open(hole, Kind::Comment);
                self.comments += 1;
            }
            "if" | "unless" => {
                self.condition(hole);
                self.open(hole, Kind::If);
            }
            "case" => {
                self.case(hole);
                self.open(hole, Kind::Case);
            }
            "for" => {
                self.for_loop(hole);
                self.open(hole, Kind::For { has_else: false });
            }
            "tablerow" | "capture" | "ifchanged" | "highlight" => {
                self.plain_block(hole, name);
                self.open(hole, Kind::Plain);
            }
            _ if self.single(hole, name) => {}
            _ => match self.site.tag(name) {
                Some(TagKind::Tag) => {}
                Some(TagKind::Block) => self.open(hole, Kind::Plain),
                kind => {
                    let in_comment = self.open.last().is_some_and(|open| open.kind == Kind::Comment);
                    if in_comment {
                        return;
                    }
                    if kind.is_none() && self.site.knows_tags {
                        self.fault(hole, hole.name, FaultKind::UnknownTag);
                    }
                    if self.open.len() < MOST_OPEN && self.ends_later(hole, name) {
                        self.open(hole, Kind::Loose);
                    }
                }
            },
        }
    }

    fn ends_later(&mut self, hole: &Hole, name: &str) -> bool {
        let text = self.text;
        let ends = self.later_ends.get_or_insert_with(|| {
            let rest = Tokens::new(text.as_bytes(), hole.span.end as usize);
            let ends = rest.filter_map(|hole| Some((hole.name.of(text).strip_prefix("end")?, hole.span.start)));
            ends.collect()
        });
        ends.get(name).is_some_and(|start| *start >= hole.span.end)
    }

    fn open(&mut self, hole: &Hole, kind: Kind) {
        if kind != Kind::Loose {
            if self.depth == DEEPEST {
                self.fault(hole, hole.span, FaultKind::TooDeep);
                self.is_cut = true;
            }
            self.depth += 1;
        }
        self.cases += usize::from(kind == Kind::Case);
        self.open.push(Open { hole: *hole, branches: Vec::new(), kind });
    }

    fn pop(&mut self) -> Option<Open> {
        let open = self.open.pop()?;
        self.depth -= usize::from(open.kind != Kind::Loose);
        self.comments -= usize::from(open.kind == Kind::Comment);
        self.cases -= usize::from(open.kind == Kind::Case && open.branches.is_empty());
        Some(open)
    }

    /// Whether the tag begins a branch of a block, or ends one.
    fn belongs_to_block(&mut self, hole: &Hole, name: &str) -> bool {
        match name {
            "else" | "elsif" | "when" => self.branch(hole, name),
            _ => match name.strip_prefix("end") {
                Some(of) => self.end(hole, of),
                None => return false,
            },
        }
        true
    }

    fn branch(&mut self, hole: &Hole, name: &str) {
        self.keep(hole);
        let Some(top) = self.open.last_mut() else {
            self.fault(hole, hole.span, FaultKind::StrayBranch);
            return;
        };
        match (top.kind, name) {
            (Kind::Comment | Kind::Loose, _) => {}
            (Kind::If, "else") => {
                top.branches.push(hole.span);
                let markup = hole.markup.of(self.text);
                if markup.split_whitespace().next().is_some_and(|word| word == "if" || word == "unless") {
                    self.fault(hole, hole.span, FaultKind::ElseCondition);
                }
            }
            (Kind::If, "elsif") => {
                top.branches.push(hole.span);
                self.condition(hole);
            }
            (Kind::Case, _) if matches!(name, "when" | "else") => {
                self.cases -= usize::from(top.branches.is_empty());
                top.branches.push(hole.span);
                if name == "when" {
                    self.when(hole);
                } else if !hole.markup.of(self.text).trim().is_empty() {
                    self.fault(hole, hole.markup, FaultKind::Markup(Form::CaseElse));
                }
            }
            (Kind::For { has_else: false }, "else") => {
                top.branches.push(hole.span);
                top.kind = Kind::For { has_else: true };
            }
            (Kind::For { .. }, "else") => {
                self.pop();
                self.second_else = Some(hole.span);
            }
            _ => self.fault(hole, hole.span, FaultKind::StrayBranch),
        }
    }

    fn end(&mut self, hole: &Hole, of: &str) {
        let is_of = |open: &Open| open.hole.name.of(self.text) == of;
        let Some(top) = self.open.last() else {
            self.keep(hole);
            self.stray_end(hole, of);
            return;
        };
        if is_of(top) {
            self.close(hole);
        } else if top.kind == Kind::Comment {
            self.keep(hole);
        } else if let Some(index) = self.open.iter().rposition(is_of) {
            while self.open.len() > index + 1 {
                let Some(open) = self.pop() else { break };
                if open.kind != Kind::Loose {
                    if self.crossed.len() < DEEPEST {
                        self.crossed.push(open.hole.name);
                    }
                    self.fault(&open.hole, open.hole.span, FaultKind::ClosedBy(hole.span));
                }
            }
            self.close(hole);
        } else {
            self.keep(hole);
            self.stray_end(hole, of);
            if of.is_empty() {
                self.pop();
            }
        }
    }

    fn stray_end(&mut self, hole: &Hole, of: &str) {
        if let Some(index) = self.crossed.iter().position(|name| name.of(self.text) == of) {
            self.crossed.swap_remove(index);
            return;
        }
        let is_known = names::ends(of) || self.site.tag(of) == Some(TagKind::Block) || self.site.knows_tags;
        if is_known || of.is_empty() {
            let second_else = if of == "for" { self.second_else.take() } else { None };
            self.fault(hole, hole.span, FaultKind::StrayEnd(second_else));
        }
    }

    /// Closes the innermost block.
    fn close(&mut self, hole: &Hole) {
        let Some(open) = self.pop() else { return };
        self.keep(hole);
        if self.comments == 0 {
            let (start, end) = (open.hole.span, hole.span);
            let span = Span { start: start.start, end: end.end };
            let block = Block { span, start, end, branches: open.branches, name: open.hole.name };
            match block.name.of(self.text) {
                "comment" | "highlight" => self.blanks.push(block.inner()),
                "case" => {
                    let first = block.branches.first().copied().unwrap_or(block.end);
                    self.blanks.push(Span { start: block.start.end, end: first.start });
                }
                _ => {}
            }
            self.out.blocks.push(block);
        }
    }

    fn finish(&mut self) {
        while let Some(open) = self.pop() {
            if open.kind != Kind::Loose && !self.is_cut {
                self.fault(&open.hole, open.hole.span, FaultKind::NeverClosed(None));
            }
            if open.kind == Kind::Comment {
                self.blanks.push(Span { start: open.hole.span.end, end: self.text.len() as u32 });
            }
        }
    }
}

/// Where the markup of a hole lies, and its bytes up to its end.
pub(super) fn markup<'t>(text: &'t str, hole: &Hole) -> (&'t [u8], usize) {
    let (start, end) = (hole.markup.start as usize, hole.markup.end as usize);
    let bytes = &text.as_bytes()[..end];
    (bytes, skip(bytes, start, is_space))
}
