//! What stands directly in a list, and items outside of one.

use rustc_hash::FxHashSet;

use super::{Nesting, is_any};
use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::source::Span;
use crate::syntax::FILLER;
use crate::syntax::html::{Tag, TagKind};

/// `content-model-list-children`
pub(in crate::rules) struct ListChildren;

const LISTS: &[&str] = &["ul", "ol", "menu", "dl"];

impl Rule for ListChildren {
    fn page(&self, page: &Page, out: &mut Sink) {
        let html = &page.html;
        if !html.has_lists {
            return;
        }
        let name = |tag: &Tag| tag.name.of(page.text);
        let mut nesting = None;
        // Of each list, and of the items outside of one in one place, the first fault is told.
        let mut told = FxHashSet::default();
        for (at, tag) in html.tags.iter().enumerate() {
            if tag.kind == TagKind::Start && !tag.dynamic {
                let parent = html.parent(tag);
                let is_told = told.contains(&parent.map(|parent| parent.span));
                if let Some(fault) = misplaced(page, tag, parent).filter(|_| !is_told)
                    && nesting.get_or_insert_with(|| Nesting::of(page)).is_certain(parent.unwrap_or(tag), tag)
                {
                    told.insert(parent.map(|parent| parent.span));
                    report(page, tag.span, fault, out);
                }
            }
            let Some(list) = html.around_text(tag).filter(|around| is_any(name(around), LISTS)) else { continue };
            let next = html.tags.get(at + 1).map_or(page.body.end, |tag| tag.span.start);
            if let Some(text) = text_between(page, tag.span.end, next)
                && !told.contains(&Some(list.span))
                && nesting.get_or_insert_with(|| Nesting::of(page)).is_certain(list, list)
            {
                told.insert(Some(list.span));
                report(page, text, Misplaced { what: "text".to_owned(), list: Some(list) }, out);
            }
        }
    }
}

struct Misplaced<'p> {
    what: String,
    /// The list in which it stands directly; `None` for an item outside of a list.
    list: Option<&'p Tag>,
}

fn misplaced<'p>(page: &'p Page, tag: &Tag, parent: Option<&'p Tag>) -> Option<Misplaced<'p>> {
    let name = tag.name.of(page.text);
    let around = parent.map(|parent| parent.name.of(page.text));
    let what = format!("`<{name}>`");
    if let Some(list) = parent.filter(|parent| is_any(parent.name.of(page.text), LISTS)) {
        let is_terms = list.name.of(page.text).eq_ignore_ascii_case("dl");
        let allowed: &[&str] =
            if is_terms { &["dt", "dd", "div", "script", "template"] } else { &["li", "script", "template"] };
        return (!is_any(name, allowed)).then_some(Misplaced { what, list: Some(list) });
    }
    let is_outside = name.eq_ignore_ascii_case("li") && !around.is_some_and(may_hold_items)
        || is_any(name, &["dt", "dd"])
            && !around.is_some_and(|it| may_hold_items(it) || it.eq_ignore_ascii_case("div"));
    // A page may be the middle of a list that its layout begins.
    let halves = &page.settings.frame.halves;
    let is_known = parent.is_some() || !LISTS.iter().any(|list| halves.contains_key(*list));
    (is_outside && is_known).then_some(Misplaced { what, list: None })
}

/// Elements of which nobody knows what they hold.
fn may_hold_items(name: &str) -> bool {
    is_any(name, &["dir", "template", "slot"]) || name.contains('-')
}

fn report(page: &Page, span: Span, fault: Misplaced, out: &mut Sink) {
    let what = fault.what;
    let Some(list) = fault.list else {
        let message = format!("{what} outside of a list: nothing tells where that begins and ends");
        out.report(span, "no list around it", message).help("put a list around it, or use another element");
        return;
    };
    let name = list.name.of(page.text);
    let is_terms = name.eq_ignore_ascii_case("dl");
    let item = if is_terms { "<dt>` or `<dd>" } else { "<li>" };
    let none = if is_terms { "neither a term nor what is said of one" } else { "no item of the list" };
    out.report(span, "no part of an item", format!("{what} directly in `<{name}>`: it is {none}"))
        .label(list.span, "the list")
        .help(format!("put it into a `{item}`"));
}

/// The text from `start` to `end`, without the blanks and holes around it, if there is any; comments are none.
pub(super) fn text_between(page: &Page, start: u32, end: u32) -> Option<Span> {
    let mut from = start as usize;
    let comments = &page.html.comments;
    let first = comments.partition_point(|comment| comment.span.start < start);
    let stops = comments[first..].iter().map(|comment| comment.span).take_while(|span| span.end <= end);
    for stop in stops.chain(std::iter::once(Span { start: end, end })) {
        let piece = page.view.get(from..stop.start as usize).unwrap_or("");
        let is_nothing = |c: char| c.is_whitespace() || c == FILLER as char;
        let trimmed = piece.trim_matches(is_nothing);
        if !trimmed.is_empty() {
            let at = from + piece.len() - piece.trim_start_matches(is_nothing).len();
            return Some(Span::new(at, at + trimmed.len()));
        }
        from = stop.end as usize;
    }
    None
}
