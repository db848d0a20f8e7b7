//! What the branches of Liquid leave of the elements around them. Where all branches of a block leave the same, one stands
//! for all; where they do not, nobody knows which elements are open behind it.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::source::Span;
use crate::syntax::html::{Structure, Tag, TagKind, element};
use crate::syntax::liquid::Liquid;

/// A branch that leaves more than this is not followed; no page has one.
const MOST_LEFT: usize = 64;

/// What the branches of a page do to its elements.
#[derive(Debug, Default)]
pub struct Branches {
    /// Branches whose tags take no part in the balance, because another branch of equal effect stands for them.
    pub skipped: Vec<Span>,
    /// Elements that a block may open or close, or not.
    pub loose: FxHashSet<String>,
    /// The blocks of which one is sure to break the page.
    pub uneven: Vec<Uneven>,
}

/// A block whose branches leave different elements open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uneven {
    /// The name of its start tag.
    pub name: Span,
    /// The first tag that one branch leaves and the other does not.
    pub tag: Span,
    /// What that branch leaves.
    pub leaves: Vec<Span>,
    /// The tag of Liquid that begins the other branch, or that ends the block where there is no other.
    pub other: Span,
    /// What the other branch leaves.
    pub other_leaves: Vec<Span>,
}

/// A block of Liquid in its parts.
struct Block {
    span: Span,
    name: Span,
    parts: Vec<Part>,
    kind: Kind,
}

struct Part {
    /// The tag before it; where it is not written, the end tag of the block.
    head: Span,
    span: Span,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// One of the parts is printed.
    Choice,
    /// Its text is printed any number of times, or somewhere else.
    Other,
}

/// What is left of a text once all elements are taken out that begin and end in it.
#[derive(Clone, Default)]
struct Effect<'h> {
    closes: Vec<&'h Tag>,
    opens: Vec<&'h Tag>,
    /// A block in it leaves different elements.
    is_unknown: bool,
}

impl Branches {
    /// Looks at every block of `liquid`; `html` is what `text` says of elements with all branches in it.
    pub fn of(liquid: &Liquid, html: &Structure, text: &str) -> Branches {
        let mut out = Branches::default();
        if html.tags.is_empty() {
            return out;
        }
        let mut candidates = Vec::new();
        // Blocks come in the order of their ends: those in a block are done before it.
        let mut done: Vec<(Span, Effect)> = Vec::new();
        for block in blocks(liquid, text) {
            let from = done.iter().rposition(|(span, _)| span.start < block.span.start).map_or(0, |at| at + 1);
            let inner = done.split_off(from);
            let parts: Vec<Effect> = block.parts.iter().map(|part| effect(html, text, part.span, &inner)).collect();
            done.push((block.span, out.judge(&block, &parts, text, &mut candidates)));
        }
        // Two blocks of one condition may belong together: one opens what the other closes.
        let mut uses: FxHashMap<String, u32> = FxHashMap::default();
        for name in candidates.iter().flat_map(|one| names(one, text)) {
            *uses.entry(name).or_default() += 1;
        }
        let is_sole = |name: &String| uses.get(name) == Some(&1) && !out.loose.contains(name);
        candidates.retain(|one| names(one, text).iter().all(is_sole));
        out.uneven = candidates;
        out.loose.extend(uses.into_keys());
        out.skipped.sort_unstable();
        out
    }

    /// `view` with blanks in place of the branches for which another one stands.
    pub fn without_skipped<'v>(&self, view: &'v str) -> Cow<'v, str> {
        if self.skipped.is_empty() {
            return Cow::Borrowed(view);
        }
        let mut out = String::with_capacity(view.len());
        for span in &self.skipped {
            // One in another is gone with it.
            if let Some(before) = view.get(out.len()..span.start as usize) {
                out.push_str(before);
                out.extend(std::iter::repeat_n(' ', span.len()));
            }
        }
        out.push_str(view.get(out.len()..).unwrap_or(""));
        Cow::Owned(out)
    }

    /// What a block does as a whole, from what its parts do.
    fn judge<'h>(
        &mut self,
        block: &Block,
        parts: &[Effect<'h>],
        text: &str,
        candidates: &mut Vec<Uneven>,
    ) -> Effect<'h> {
        let Some(first) = parts.first() else { return Effect::default() };
        let unlike = parts.iter().position(|part| !part.equals(first, text));
        let is_choice = block.kind == Kind::Choice && !parts.iter().any(|part| part.is_unknown);
        match unlike {
            None if is_choice || (first.is_neutral() && !first.is_unknown) => {
                if !first.is_neutral() {
                    self.skipped.extend(block.parts[1..].iter().map(|part| part.span));
                }
                return first.clone();
            }
            Some(other) if is_choice => {
                if let Some(uneven) = Uneven::of(block, [(0, first), (other, &parts[other])], text) {
                    candidates.push(uneven);
                } else {
                    self.loosen(parts, text);
                }
            }
            _ => self.loosen(parts, text),
        }
        Effect { is_unknown: true, ..Effect::default() }
    }

    fn loosen(&mut self, parts: &[Effect], text: &str) {
        let tags = parts.iter().flat_map(Effect::tags);
        self.loose.extend(tags.map(|tag| tag.name.of(text).to_ascii_lowercase()));
    }
}

impl Uneven {
    /// Two parts of a block that differ, with their indexes; `None` where they do so only in tags that may be left out.
    fn of(block: &Block, parts: [(usize, &Effect); 2], text: &str) -> Option<Uneven> {
        let leaves = parts.map(|(_, part)| part.needed(text));
        let at = usize::from(leaves[0].is_empty());
        let tag = leaves[at].first()?.span;
        let spans = |at: usize| leaves[at].iter().map(|tag| tag.span).collect();
        let differs = leaves[0].len() != leaves[1].len()
            || leaves[0].iter().zip(&leaves[1]).any(|(one, other)| !is_same(one, other, text));
        let other = block.parts[parts[1 - at].0].head;
        differs.then(|| Uneven { name: block.name, tag, leaves: spans(at), other, other_leaves: spans(1 - at) })
    }
}

impl<'h> Effect<'h> {
    fn tags(&self) -> impl Iterator<Item = &'h Tag> {
        self.closes.iter().chain(&self.opens).copied()
    }

    fn is_neutral(&self) -> bool {
        self.closes.is_empty() && self.opens.is_empty()
    }

    fn equals(&self, other: &Effect, text: &str) -> bool {
        let same = |one: &[&Tag], other: &[&Tag]| {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same(one, other, text))
        };
        same(&self.closes, &other.closes) && same(&self.opens, &other.opens)
    }

    /// The tags that may not be left out.
    fn needed(&self, text: &str) -> Vec<&'h Tag> {
        self.tags().filter(|tag| !element::may_leave_out_end(tag.name.of(text))).collect()
    }

    fn close(&mut self, tag: &'h Tag, text: &str) {
        match self.opens.iter().rposition(|open| is_same_name(open, tag, text)) {
            Some(at) => self.opens.truncate(at),
            None => self.closes.push(tag),
        }
    }

    fn then(&mut self, next: &Effect<'h>, text: &str) {
        for tag in &next.closes {
            self.close(tag, text);
        }
        self.opens.extend(&next.opens);
        self.is_unknown |= next.is_unknown;
    }

    /// `</div><div>` leaves what was there before.
    fn cancel(&mut self, text: &str) {
        let pairs = self.closes.iter().rev().zip(&self.opens);
        let count = pairs.take_while(|(close, open)| is_same_name(close, open, text)).count();
        self.closes.truncate(self.closes.len() - count);
        self.opens.drain(..count);
        self.is_unknown |= self.closes.len() + self.opens.len() > MOST_LEFT;
    }
}

fn is_same(one: &Tag, other: &Tag, text: &str) -> bool {
    one.kind == other.kind && is_same_name(one, other, text)
}

fn is_same_name(one: &Tag, other: &Tag, text: &str) -> bool {
    one.name.of(text).eq_ignore_ascii_case(other.name.of(text))
}

/// The elements of which the branches leave not the same, each once.
fn names(uneven: &Uneven, text: &str) -> FxHashSet<String> {
    let tags = uneven.leaves.iter().chain(&uneven.other_leaves);
    tags.map(|span| element::name_in_tag(span.of(text)).to_ascii_lowercase()).collect()
}

/// What `part` leaves; `inner` are the blocks of the block around it.
fn effect<'h>(html: &'h Structure, text: &str, part: Span, inner: &[(Span, Effect<'h>)]) -> Effect<'h> {
    let mut out = Effect::default();
    let from = inner.partition_point(|(block, _)| block.start < part.start);
    let mut inner = inner[from..].iter().take_while(|(block, _)| block.end <= part.end).peekable();
    let mut at = html.tags.partition_point(|tag| tag.span.start < part.start);
    while let Some(tag) = html.tags.get(at).filter(|tag| tag.span.end <= part.end) {
        if let Some((block, effect)) = inner.next_if(|(block, _)| block.start < tag.span.start) {
            out.then(effect, text);
            at += html.tags[at..].partition_point(|tag| tag.span.start < block.end);
            continue;
        }
        let name = tag.name.of(text);
        match tag.kind {
            _ if tag.dynamic || tag.self_closing || element::is_void(name) => {}
            TagKind::Start => out.opens.push(tag),
            TagKind::End => out.close(tag, text),
        }
        at += 1;
    }
    inner.for_each(|(_, effect)| out.then(effect, text));
    out.cancel(text);
    out
}

/// Every block with its parts, in the order of their ends.
fn blocks<'t>(liquid: &'t Liquid, text: &'t str) -> impl Iterator<Item = Block> + 't {
    let is_else = |tag: &Span| tag.of(text).trim_start_matches(['{', '%', '-']).trim_start().starts_with("else");
    liquid.blocks.iter().filter(|block| !block.is_printed_once(text)).map(move |block| {
        let name = block.name.of(text);
        let kind = if matches!(name, "if" | "unless" | "case") { Kind::Choice } else { Kind::Other };
        let mut parts = Vec::new();
        let mut head = block.start;
        for next in block.branches.iter().copied().chain([block.end]) {
            parts.push(Part { head, span: Span { start: head.end, end: next.start } });
            head = next;
        }
        if name == "case" {
            // Nothing before the first `when` is printed.
            parts.remove(0);
        }
        if kind == Kind::Choice && !block.branches.iter().any(is_else) {
            parts.push(Part { head: block.end, span: Span { start: block.end.start, end: block.end.start } });
        }
        Block { span: block.span, name: block.name, parts, kind }
    })
}

#[cfg(test)]
mod tests;
