//! What a table pushes out, and what is dropped outside of one. The tree that browsers make decides.

use ego_tree::NodeId;
use rustc_hash::FxHashSet;

use super::{Nesting, is_any, lists};
use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::syntax::html::tree::Tree;
use crate::syntax::html::{Tag, TagKind};

/// `content-model-table`
pub(in crate::rules) struct Table;

/// The parts of a table outside of its cells, where nothing but other parts may stand.
const STRUCTURE: &[&str] = &["table", "thead", "tbody", "tfoot", "tr", "colgroup"];

/// What is dropped outside of a table.
const PARTS: &[&str] = &["caption", "col", "colgroup", "thead", "tbody", "tfoot", "tr", "td", "th"];

impl Rule for Table {
    fn page(&self, page: &Page, out: &mut Sink) {
        let html = &page.html;
        let name = |tag: &Tag| tag.name.of(page.text);
        if !html.rare_tags().any(|tag| name(tag).eq_ignore_ascii_case("table") || is_any(name(tag), PARTS)) {
            return;
        }
        let Some(tree) = page.odd_tree() else { return };
        let nesting = Nesting::of(page);
        // Of each table, and of each element that has parts of one, the first fault is told.
        let mut told = FxHashSet::default();
        for (at, tag) in html.tags.iter().enumerate() {
            if tag.kind == TagKind::Start && !tag.dynamic {
                if is_any(name(tag), PARTS) && tree.element(tag.span).is_none() {
                    let parent = html.parent(tag);
                    let is_part = parent.is_some_and(|parent| is_any(name(parent), PARTS));
                    let is_known = parent.is_some() || !page.settings.frame.halves.contains_key("table");
                    if !is_part && is_known && told.insert(parent.map(|it| it.span)) && nesting.is_certain(tag, tag) {
                        dropped(page, tag, out);
                    }
                    continue;
                }
                if let Some(table) = table_around(page, tag)
                    && is_pushed_out(tree, table, tag)
                    && nesting.is_certain(table, tag)
                    && told.insert(Some(table.span))
                {
                    pushed_out(page, table, tag, out);
                }
            }
            let next = html.tags.get(at + 1).map_or(page.body.end, |tag| tag.span.start);
            if let Some(part) = html.around_text(tag).filter(|part| is_any(name(part), STRUCTURE))
                && let Some(table) = table_of(page, part)
                && let Some(text) = lists::text_between(page, tag.span.end, next)
                && nesting.is_certain(table, part)
                && told.insert(Some(table.span))
            {
                out.report(
                    text,
                    "no cell around it",
                    "text in a table outside of its cells: it is shown above the table",
                )
                .label(table.span, "the table")
                .help("put it into a `<td>`, or before the table");
            }
        }
    }
}

/// The table in which `tag` stands outside of every cell, and where it is no part of it.
fn table_around<'p>(page: &'p Page, tag: &Tag) -> Option<&'p Tag> {
    let parent = page.html.parent(tag)?;
    let is_part = is_any(tag.name.of(page.text), PARTS);
    if is_part || !is_any(parent.name.of(page.text), STRUCTURE) { None } else { table_of(page, parent) }
}

/// The table to which `part` belongs.
fn table_of<'p>(page: &'p Page, part: &'p Tag) -> Option<&'p Tag> {
    let mut around = std::iter::once(part).chain(page.html.ancestors(part));
    let outside = around.find(|tag| {
        let name = tag.name.of(page.text);
        name.eq_ignore_ascii_case("table") || !is_any(name, STRUCTURE)
    })?;
    outside.name.of(page.text).eq_ignore_ascii_case("table").then_some(outside)
}

/// Whether browsers put the element of `tag` outside of `table`.
fn is_pushed_out(tree: &Tree, table: &Tag, tag: &Tag) -> bool {
    let node = |tag: &Tag| -> Option<NodeId> { tree.element(tag.span) };
    let (Some(table), Some(inner)) = (node(table), node(tag).and_then(|id| tree.html.tree.get(id))) else {
        return false;
    };
    inner.ancestors().all(|around| around.id() != table)
}

fn pushed_out(page: &Page, table: &Tag, tag: &Tag, out: &mut Sink) {
    let name = tag.name.of(page.text);
    let message = if name.eq_ignore_ascii_case("table") {
        "a table in a table outside of its cells: it ends the outer one".to_owned()
    } else {
        format!("`<{name}>` in a table outside of its cells: it is shown above the table")
    };
    out.report(tag.span, "no cell around it", message)
        .label(table.span, "the table")
        .help("put it into a `<td>`, or before the table");
}

fn dropped(page: &Page, tag: &Tag, out: &mut Sink) {
    let name = tag.name.of(page.text);
    let message = format!("`<{name}>` outside of a table: browsers drop the tag, and what is in it runs together");
    out.report(tag.span, "no table around it", message).help("put `<table>` around it, or use another element");
}
