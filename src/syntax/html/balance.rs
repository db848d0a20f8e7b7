//! The stack of open elements: which tags do not belong together, one fault for each mistake of the author.
//!
//! It follows what the author meant rather than what a browser makes of it. An element that another one's end tag cuts
//! off is kept aside (`Cut`): when its own end tag comes late the two are misnested, when it never comes the element
//! is unclosed. A paragraph that a block has ended stays on the stack, closed, until its useless end tag comes.

mod settle;

use rustc_hash::FxHashMap;

use super::element::{Name, Traits, names};
use super::fault::{Fault, FaultKind};
use super::structure::{MOST, Tag};
use super::token::Mode;

/// With more open elements than this the stack is not followed any further (browsers stop nesting at 512, too).
const DEEPEST: usize = 512;

/// An element whose end tag has not come.
#[derive(Clone, Copy)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
struct Open {
    name: Name,
    tag: u32,
    /// The block start tag that ended this paragraph.
    closed_by: Option<u32>,
    /// It is a paragraph so ended, or was open inside of one.
    suspended: bool,
    /// Its children are SVG or `MathML`.
    foreign: bool,
    /// Only its own end tag ends its content.
    raw: bool,
    /// Its end tag may be left out.
    optional: bool,
    /// A child paragraph that is gone.
    lost_p: Option<Lost>,
    /// The last end tag that matched nothing and may have been meant for this element.
    stray: Option<Stray>,
}

/// A paragraph without an end tag so far.
#[derive(Clone, Copy)]
struct Lost {
    tag: u32,
    /// The start tag that ended it.
    block: u32,
    /// Index in `cutters`, of what was open in it.
    cutter: usize,
}

#[derive(Clone, Copy)]
struct Stray {
    fault: usize,
    tag: u32,
    same_name: bool,
}

/// An element that was cut off by the end of one around it.
#[derive(Clone, Copy)]
struct Cut {
    tag: u32,
    /// Index in `cuts`.
    by: usize,
    optional: bool,
    stray: Option<Stray>,
}

/// A tag that cut elements off.
#[derive(Clone, Copy)]
struct Cutter {
    tag: u32,
    /// How many elements were open behind it.
    depth: usize,
    /// The first element it cut off that needs an end tag.
    first: Option<(Name, u32)>,
    /// The one fault that tells of it.
    fault: Option<usize>,
}

#[derive(Default)]
pub(super) struct Balance {
    stack: Vec<Open>,
    /// How many paragraphs on the stack a block would end.
    open_p: usize,
    /// How many elements on the stack a start tag may end without an end tag, paragraphs not counted.
    open_implied: usize,
    /// How many links are open, and whether one began in another.
    open_a: usize,
    nested_links: bool,
    /// As `Open::lost_p`, outside of all elements.
    lost_p: Option<Lost>,
    cut: FxHashMap<Name, Vec<Cut>>,
    cutters: Vec<Cutter>,
    /// The last fault about `/>` of each name, until an end tag comes that belongs to nothing else.
    slashed: FxHashMap<Name, usize>,
    /// The last end tag of each name that cut something off.
    last_cutter: FxHashMap<Name, usize>,
    faults: Vec<Fault>,
    /// An end tag of formatting came while other elements were open in it, without a fault: browsers put it elsewhere.
    odd: bool,
    /// Too many elements are open, or there are too many faults: the stack is not followed any further.
    stopped: bool,
}

impl Balance {
    pub(super) fn in_foreign(&self) -> bool {
        self.stack.last().is_some_and(|open| open.foreign)
    }

    pub(super) fn has_nested_links(&self) -> bool {
        self.nested_links
    }

    pub(super) fn is_odd(&self) -> bool {
        self.odd
    }

    /// Whether `tag`, the last that was taken, stands open, and the start tag of the element in which it stands.
    pub(super) fn place(&self, tag: u32) -> (bool, Option<u32>) {
        match self.stack.as_slice() {
            _ if self.stopped => (false, None),
            [.., parent, last] if last.tag == tag => (true, Some(parent.tag)),
            [last] if last.tag == tag => (true, None),
            [.., last] => (false, Some(last.tag)),
            [] => (false, None),
        }
    }

    /// Takes a start tag; the answer says how its content is read.
    pub(super) fn start(&mut self, tag: u32, name: Name, traits: Traits, tags: &[Tag]) -> Mode {
        let self_closing = tags[tag as usize].self_closing;
        let foreign = self.in_foreign();
        let content = if foreign || self_closing { Mode::Data } else { traits.content_mode };
        if self.stopped {
            return content;
        }
        let void = !foreign && traits.is_void;
        let foreign_child = foreign || name == names::SVG || name == names::MATH;
        if self_closing && !void {
            if !foreign_child && let Some(fault) = self.fault(FaultKind::SelfClosing, tag, None, None, tags) {
                self.slashed.insert(name, fault);
            }
            return content;
        }
        if !foreign {
            self.imply_ends(tag, name, traits, tags);
        }
        if void {
            return content;
        }
        self.settle_name(name, tags);
        if self.stack.len() >= DEEPEST {
            self.fault(FaultKind::TooDeep, tag, None, None, tags);
            self.stopped = true;
            return content;
        }
        let open = Open {
            name,
            tag,
            closed_by: None,
            suspended: false,
            foreign: foreign_child && !(foreign && name.is_integration_point()),
            raw: content != Mode::Data,
            optional: traits.has_optional_end,
            lost_p: None,
            stray: None,
        };
        self.count(name, open.optional, 1);
        self.stack.push(open);
        content
    }

    /// Ends the elements that the start tag `name` ends without an end tag.
    fn imply_ends(&mut self, tag: u32, name: Name, traits: Traits, tags: &[Tag]) {
        if self.open_implied > 0
            && let Some((targets, barriers)) = name.implied_ends()
        {
            // A list's item is also safe inside of a block, except for these three (HTML 13.2.6.4.7, "li").
            let item = matches!(name, names::LI | names::DD | names::DT);
            let is_wall = |it: Name| item && it.is_block() && !matches!(it, names::ADDRESS | names::DIV | names::P);
            let is_barrier = |it: Name| barriers.contains(&it) || (is_wall(it) && !targets.contains(&it));
            let until = self.stack.iter().rposition(|open| is_barrier(open.name)).map_or(0, |at| at + 1);
            if let Some(found) = self.stack[until..].iter().position(|open| targets.contains(&open.name)) {
                self.cut_from(until + found, tag, tags);
            }
        }
        if !traits.is_block {
            return;
        }
        match self.open_paragraph() {
            Some(at) if name == names::P => {
                let p = self.stack[at].tag;
                let cutter = self.cut_from(at, tag, tags);
                *self.lost_p() = Some(Lost { tag: p, block: tag, cutter });
            }
            Some(at) => {
                self.open_p -= 1;
                self.stack[at].closed_by = Some(tag);
                self.stack[at..].iter_mut().for_each(|open| open.suspended = true);
            }
            None if name == names::P => self.drop_suspended(tag, tags),
            None => {}
        }
    }

    /// The paragraph that a block would end, if there is one in button scope.
    fn open_paragraph(&self) -> Option<usize> {
        if self.open_p == 0 {
            return None;
        }
        let at = self
            .stack
            .iter()
            .rposition(|open| open.name.is_scope() || (open.name == names::P && open.closed_by.is_none()));
        at.filter(|at| self.stack[*at].name == names::P)
    }

    /// A new paragraph begins where an older one, which a block had ended, was still waiting for its end tag.
    fn drop_suspended(&mut self, tag: u32, tags: &[Tag]) {
        let from = self.stack.iter().rposition(|open| !open.suspended).map_or(0, |at| at + 1);
        let Some(open) = self.stack.get(from) else { return };
        let (p, block) = (open.tag, open.closed_by);
        let cutter = self.cut_from(from, tag, tags);
        *self.lost_p() = block.map(|block| Lost { tag: p, block, cutter });
    }

    /// Takes an end tag.
    pub(super) fn end(&mut self, tag: u32, name: Name, tags: &[Tag]) {
        if self.stopped {
            return;
        }
        // As nearly every end tag does, it ends the innermost element.
        if let Some(&Open { optional, .. }) =
            self.stack.last().filter(|open| open.name == name && open.closed_by.is_none())
        {
            self.stack.pop();
            self.count(name, optional, -1);
            return;
        }
        if name.is_void() && !self.in_foreign() {
            self.fault(FaultKind::VoidEnd, tag, None, None, tags);
            return;
        }
        let barriers = name.end_barriers();
        let is_barrier = |open: &Open| barriers.contains(&open.name) || (name == names::P && open.name.is_scope());
        match self.position(name, is_barrier) {
            Some(at) if !self.is_late(at, name) => self.end_at(at, tag, tags),
            _ => self.end_of_nothing(tag, name, tags),
        }
    }

    /// Whether an end tag `name` comes late for an element that was cut off inside of the one at `at`, rather than early
    /// for that one, which has other elements open in it.
    fn is_late(&self, at: usize, name: Name) -> bool {
        let cut = self.cut.get(&name).and_then(|list| list.last());
        at + 1 < self.stack.len() && cut.is_some_and(|cut| !cut.optional && cut.tag > self.stack[at].tag)
    }

    /// The end tag `tag` belongs to the element at `at` in the stack.
    fn end_at(&mut self, at: usize, tag: u32, tags: &[Tag]) {
        let open = self.stack[at];
        if let Some(block) = open.closed_by {
            self.stack.remove(at);
            self.fault(FaultKind::ClosedByBlock, open.tag, Some(block), Some(tag), tags);
            return;
        }
        if at + 1 < self.stack.len() {
            self.odd |= open.name.is_formatting();
            let cutter = self.cut_at_end(at + 1, open.name, tag, tags);
            self.last_cutter.insert(open.name, cutter);
        }
        self.stack.pop();
        self.count(open.name, open.optional, -1);
    }

    /// Keeps the counters: an element that no block has closed was opened, or is gone.
    fn count(&mut self, name: Name, optional: bool, by: isize) {
        if name == names::P {
            self.open_p = self.open_p.saturating_add_signed(by);
        } else if name == names::A {
            self.nested_links |= by > 0 && self.open_a > 0;
            self.open_a = self.open_a.saturating_add_signed(by);
        } else if optional {
            self.open_implied = self.open_implied.saturating_add_signed(by);
        }
    }

    /// The end tag has no open element to end: it comes too late, or too early, or for nothing.
    fn end_of_nothing(&mut self, tag: u32, name: Name, tags: &[Tag]) {
        if name.is_heading() {
            let heading = self.stack.iter().rposition(|open| open.name.is_heading() || open.name.is_scope());
            if let Some(at) = heading.filter(|at| self.stack[*at].name.is_heading()) {
                self.fault(FaultKind::Misnested, self.stack[at].tag, Some(tag), None, tags);
                self.cut_from(at + 1, tag, tags);
                self.stack.pop();
                return;
            }
        }
        if let Some(cut) = self.cut.get_mut(&name).and_then(Vec::pop) {
            let by = self.cutters[cut.by];
            if by.fault.is_none() {
                let fault = self.fault(FaultKind::Misnested, cut.tag, Some(by.tag), Some(tag), tags);
                self.cutters[cut.by].fault = fault;
            }
            return;
        }
        if name == names::P
            && let Some(lost) = self.lost_p().take()
        {
            self.end_of_lost(lost, tag, tags);
            return;
        }
        if let Some(fault) = self.slashed.remove(&name) {
            self.faults[fault].end = Some(tags[tag as usize].span);
            return;
        }
        if !self.blame_cutter(name, tags) {
            self.stray(tag, name, tags);
        }
    }

    /// The end tag of a paragraph that a block ended. What overlaps the block because of that is no fault of its own.
    fn end_of_lost(&mut self, lost: Lost, tag: u32, tags: &[Tag]) {
        match self.cutters[lost.cutter].fault {
            Some(at) if self.faults[at].kind == FaultKind::Misnested => {
                let span = |tag: u32| tags[tag as usize].span;
                let (related, end) = (Some(span(lost.block)), Some(span(tag)));
                let (kind, tag) = (FaultKind::ClosedByBlock, lost.tag);
                self.faults[at] = Fault { kind, tag, span: span(tag), related, end, known: false };
            }
            _ => {
                let fault = self.fault(FaultKind::ClosedByBlock, lost.tag, Some(lost.block), Some(tag), tags);
                self.cutters[lost.cutter].fault = fault;
            }
        }
    }

    /// An end tag of `name` before this one, at the same depth, cut elements off: then that one was wrong, and this one
    /// is the right one. Answers whether it was so.
    fn blame_cutter(&mut self, name: Name, tags: &[Tag]) -> bool {
        let Some(cutter) = self.last_cutter.remove(&name).map(|at| self.cutters[at]) else { return false };
        if cutter.depth != self.stack.len() + 1 {
            return false;
        }
        if let Some(fault) = cutter.fault {
            // `<div><span></div></span></div>`: all was closed in its order but for one end tag too many.
            let span = tags[cutter.tag as usize].span;
            self.faults[fault] =
                Fault { kind: FaultKind::Stray, tag: cutter.tag, span, related: None, end: None, known: false };
            return true;
        }
        // `<div><span></div></div>`: the first `</div>` was to be a `</span>`.
        let Some((name, start)) = cutter.first else { return false };
        let Some(list) = self.cut.get_mut(&name) else { return false };
        let Some(at) = list.iter().rposition(|cut| cut.tag == start) else { return false };
        list.remove(at);
        self.fault(FaultKind::Misnested, start, Some(cutter.tag), None, tags);
        true
    }

    /// Reports an end tag that matches nothing, and remembers for which element it may have been meant.
    fn stray(&mut self, tag: u32, name: Name, tags: &[Tag]) {
        let Some(fault) = self.fault(FaultKind::Stray, tag, None, None, tags) else { return };
        // It may have an open element beyond a table cell, which it cannot end from here.
        let same = self.stack.iter().rposition(|open| open.name == name && open.closed_by.is_none());
        let same_name = same.is_some();
        if let Some(open) = same.or(self.stack.len().checked_sub(1)).map(|at| &mut self.stack[at]) {
            open.stray = Some(Stray { fault, tag, same_name });
        }
    }

    /// The innermost open element `name`, unless one that stops the search is further in.
    fn position(&self, name: Name, is_barrier: impl Fn(&Open) -> bool) -> Option<usize> {
        for (at, open) in self.stack.iter().enumerate().rev() {
            if open.name == name {
                return Some(at);
            }
            if is_barrier(open) {
                return None;
            }
        }
        None
    }

    fn lost_p(&mut self) -> &mut Option<Lost> {
        self.stack.last_mut().map_or(&mut self.lost_p, |open| &mut open.lost_p)
    }

    /// Adds a fault and gives its index, or `None` when there are too many.
    fn fault(
        &mut self,
        kind: FaultKind,
        tag: u32,
        related: Option<u32>,
        end: Option<u32>,
        tags: &[Tag],
    ) -> Option<usize> {
        if self.faults.len() >= MOST {
            self.stopped = true;
            return None;
        }
        let span = |tag: u32| tags[tag as usize].span;
        let (related, end) = (related.map(span), end.map(span));
        self.faults.push(Fault { kind, tag, span: span(tag), related, end, known: false });
        Some(self.faults.len() - 1)
    }
}

#[cfg(test)]
mod tests;
