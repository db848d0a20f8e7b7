//! Elements that are cut off by the end of one around them: how they come off the stack, and what becomes of them.

use rustc_hash::FxHashSet;

use super::super::element::{self, Name, names};
use super::super::fault::{Fault, FaultKind};
use super::super::structure::{Tag, TagKind};
use super::{Balance, Cut, Cutter, Stray};

impl Balance {
    /// Takes everything from `from` on off the stack because of the tag `by`. Gives the index of its cutter.
    pub(super) fn cut_from(&mut self, from: usize, by: u32, tags: &[Tag]) -> usize {
        self.cut(from, by, false, tags)
    }

    /// As `cut_from`, because of `by`, the end tag of `name`.
    pub(super) fn cut_at_end(&mut self, from: usize, name: Name, by: u32, tags: &[Tag]) -> usize {
        self.cut(from, by, name.is_ordinary(), tags)
    }

    /// A `weak` tag ends nothing that browsers know as special: they pass it over (HTML 13.2.6.4.7, "any other end tag").
    fn cut(&mut self, from: usize, by: u32, weak: bool, tags: &[Tag]) -> usize {
        let cutter = self.cutters.len();
        self.cutters.push(Cutter { tag: by, depth: from, first: None, fault: None });
        for at in from..self.stack.len() {
            let open = self.stack[at];
            if open.closed_by.is_none() {
                self.count(open.name, open.optional, -1);
            }
            let optional = self.may_stay_open(at) && !(weak && open.name.is_special_optional());
            match open.stray {
                // `<strong></b></p>`: the end tag directly before was meant for this element.
                Some(stray) if !optional && stray.tag + 1 == by => self.merge(stray, open.tag, tags),
                stray => {
                    let cut = Cut { tag: open.tag, by: cutter, optional, stray };
                    self.cut.entry(open.name).or_default().push(cut);
                    if !optional {
                        self.cutters[cutter].first.get_or_insert((open.name, open.tag));
                    }
                }
            }
        }
        self.stack.truncate(from);
        cutter
    }

    /// Whether the element at `at` needs no end tag where it stands.
    fn may_stay_open(&self, at: usize) -> bool {
        let open = &self.stack[at];
        let parent = at.checked_sub(1).map(|at| self.stack[at].name);
        let needs_end = open.name == names::P && open.closed_by.is_none() && parent.is_some_and(Name::keeps_p_open);
        open.optional && !needs_end
    }

    /// An element of this name opens again: those before it that need no end tag will not get one any more.
    pub(super) fn settle_name(&mut self, name: Name, tags: &[Tag]) {
        if self.cutters.is_empty() || !name.has_optional_end() {
            return;
        }
        for cut in self.cut.get_mut(&name).map(std::mem::take).unwrap_or_default() {
            self.settle(cut, tags);
        }
    }

    fn settle(&mut self, cut: Cut, tags: &[Tag]) {
        match cut.stray {
            _ if cut.optional => {}
            Some(stray) if stray.same_name => self.merge(stray, cut.tag, tags),
            _ => {
                let by = self.cutters[cut.by].tag;
                self.fault(FaultKind::Unclosed, cut.tag, Some(by), None, tags);
            }
        }
    }

    /// Makes one fault of a stray end tag and the start tag for which it was meant.
    pub(super) fn merge(&mut self, stray: Stray, start: u32, tags: &[Tag]) {
        self.faults[stray.fault] = Fault {
            kind: FaultKind::Misnested,
            tag: start,
            span: tags[start as usize].span,
            related: Some(tags[stray.tag as usize].span),
            end: None,
            known: false,
        };
    }

    /// The end of the input. When a broken tag or comment `swallowed` the rest, elements still open are no fault.
    pub(in super::super) fn finish(mut self, tags: &[Tag], view: &str, swallowed: bool) -> Vec<Fault> {
        if !(swallowed || self.stopped) {
            match self.stack.last() {
                Some(open) if open.raw => {
                    self.fault(FaultKind::UnclosedRawText, open.tag, None, None, tags);
                }
                _ => self.finish_stack(tags),
            }
        }
        for cut in std::mem::take(&mut self.cut).into_values().flatten() {
            self.settle(cut, tags);
        }
        let known = Known::of(tags, view, &self.faults);
        for fault in &mut self.faults {
            fault.known = known.has(tags[fault.tag as usize].name.of(view));
        }
        self.faults.sort_by_key(|fault| (fault.span.start, fault.related.map(|it| it.start)));
        self.faults
    }

    fn finish_stack(&mut self, tags: &[Tag]) {
        for at in 0..self.stack.len() {
            let open = self.stack[at];
            match open.stray {
                _ if self.may_stay_open(at) => {}
                Some(stray) if stray.same_name || stray.tag as usize + 1 == tags.len() => {
                    self.merge(stray, open.tag, tags);
                }
                _ => {
                    self.fault(FaultKind::Unclosed, open.tag, None, None, tags);
                }
            }
        }
    }
}

/// Which names are elements on one page. `<PATH>` and `<user-name>` are more often words for the reader to replace: what
/// only SVG or `MathML` defines needs one of these on the page, and a custom element an end tag.
struct Known<'v> {
    foreign: bool,
    ended: FxHashSet<&'v str>,
}

impl<'v> Known<'v> {
    fn of(tags: &[Tag], view: &'v str, faults: &[Fault]) -> Known<'v> {
        let names = || tags.iter().map(|tag| (tag, tag.name.of(view)));
        let is_custom = |fault: &Fault| tags[fault.tag as usize].name.of(view).contains('-');
        let ends = if faults.iter().any(is_custom) { tags.len() } else { 0 };
        Known {
            foreign: !faults.is_empty()
                && names().any(|(_, name)| ["svg", "math"].iter().any(|it| name.eq_ignore_ascii_case(it))),
            ended: names().take(ends).filter(|(tag, _)| tag.kind == TagKind::End).map(|(_, name)| name).collect(),
        }
    }

    fn has(&self, name: &str) -> bool {
        element::is_html(name)
            || (self.foreign && element::is_known(name))
            || (element::is_known(name) && self.ended.contains(name))
    }
}
