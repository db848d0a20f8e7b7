//! Links, buttons, forms and labels in each other.

use super::{Nesting, is_any};
use crate::page::{Link, Page, Role};
use crate::rule::{Rule, Sink};
use crate::source::Span;
use crate::syntax::html::{Tag, TagKind};

/// `content-model-nested-interactive`
pub(in crate::rules) struct NestedInteractive;

/// What may not stand in what.
const PAIRS: &[(&str, &[&str])] =
    &[("a", &["a", "button"]), ("button", &["a", "button"]), ("form", &["form"]), ("label", &["label"])];

impl Rule for NestedInteractive {
    fn page(&self, page: &Page, out: &mut Sink) {
        let mut nesting = None;
        let html = &page.html;
        // Where there are but links, and none in another, there is nothing to look for.
        let tags = if html.has_nested_links || !html.rare.is_empty() { &html.tags[..] } else { &[] };
        for tag in tags.iter().filter(|tag| tag.kind == TagKind::Start && !tag.dynamic) {
            let Some(outer) = outer(page, tag) else { continue };
            if nesting.get_or_insert_with(|| Nesting::of(page)).is_certain(outer, tag) {
                report(page, outer, tag.span, tag.name.of(page.text), effect(page, outer, tag), out);
            }
        }
        for (link, outer) in markdown_links(page) {
            if nesting.get_or_insert_with(|| Nesting::of(page)).is_certain(outer, outer) {
                report(page, outer, link, "a", "the first link ends where the second begins", out);
            }
        }
    }
}

fn report(page: &Page, outer: &Tag, inner: Span, name: &str, effect: &str, out: &mut Sink) {
    let around = outer.name.of(page.text);
    let what = |name: &str| match name.to_ascii_lowercase().as_str() {
        "a" => "a link",
        "button" => "a button",
        "form" => "a form",
        _ => "a label",
    };
    out.report(inner, "inside", format!("{} in {}: {effect}", what(name), what(around)))
        .label(outer.span, "around it")
        .help(format!("close `<{around}>` before it"));
}

/// The element around `tag` in which it may not stand.
fn outer<'p>(page: &'p Page, tag: &Tag) -> Option<&'p Tag> {
    let name = tag.name.of(page.text);
    let (_, forbidden) = PAIRS.iter().find(|(inner, _)| name.eq_ignore_ascii_case(inner))?;
    let outer = page.html.ancestors(tag).find(|outer| is_any(outer.name.of(page.text), forbidden))?;
    // A place that a link leads to is no link.
    let is_link = |tag: &Tag| page.html.attribute(tag, "href").is_some();
    let is_a = |tag: &Tag| tag.name.of(page.text).eq_ignore_ascii_case("a");
    // One in a link ends it all the same.
    let is_used = |tag: &Tag| !is_a(tag) || is_link(tag);
    (is_used(outer) && (is_a(outer) || is_used(tag))).then_some(outer)
}

/// What comes of it.
fn effect(page: &Page, outer: &Tag, inner: &Tag) -> &'static str {
    let name = inner.name.of(page.text).to_ascii_lowercase();
    let same = name.eq_ignore_ascii_case(outer.name.of(page.text));
    let tree = page.odd_tree();
    let node = tree.and_then(|tree| tree.html.tree.get(tree.element(inner.span)?));
    let is_inside = node.is_some_and(|node| {
        node.ancestors().any(|around| tree.and_then(|tree| tree.span(around.id())) == Some(outer.span))
    });
    match name.as_str() {
        "form" if node.is_none() => "browsers drop the inner form and send its fields with the outer one",
        "a" if same && !is_inside => "the first link ends where the second begins",
        "button" if same && !is_inside => "the first button ends where the second begins",
        _ => "which of the two a click means is up to the browser",
    }
}

/// Links in Markdown's own notation that stand in an `<a href>`.
fn markdown_links<'p>(page: &'p Page) -> impl Iterator<Item = (Span, &'p Tag)> {
    let tags = &page.html.tags;
    let is_markdown = page.document.is_markdown && !tags.is_empty();
    // Those of HTML have no text of their own.
    let is_own = move |link: &&Link| is_markdown && link.text.is_some() && link.role == Role::Navigation;
    let links = page.links.iter().filter(is_own);
    links.filter_map(move |link| {
        let before = tags.partition_point(|tag| tag.span.start <= link.span.start).checked_sub(1)?;
        let tag = &tags[before];
        if tag.span.contains(link.span) {
            return None;
        }
        let inside = page.html.around_text(tag)?;
        let mut around = std::iter::once(inside).chain(page.html.ancestors(inside));
        let outer = around.find(|it| it.name.of(page.text).eq_ignore_ascii_case("a"))?;
        page.html.attribute(outer, "href").is_some().then_some((link.span, outer))
    })
}
