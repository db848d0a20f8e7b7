//! Terms one by one: items that are no texts, that stand twice, that nobody reads, or that spoil a URL.

use super::taxonomy::{kinds, written};
use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::site::document::Kind;
use crate::site::jekyll::outcome::Hidden;
use crate::site::jekyll::terms::Term;
use crate::site::terms::common;
use crate::site::{Facts, Site};
use crate::source::Span;
use crate::syntax::yaml::{Node, Style, Value};

/// `taxonomy-non-string`
pub(super) struct NonString;

impl Rule for NonString {
    fn page(&self, page: &Page, out: &mut Sink) {
        if !matches!(page.document.kind, Kind::Post | Kind::Draft | Kind::Document) {
            return;
        }
        for name in ["categories", "tags", "category", "tag"] {
            let Some((_, value)) = page.entry(name) else { continue };
            match &value.value {
                Value::Sequence(items) => items.iter().for_each(|item| report_item(page, name, item, out)),
                Value::String(_) | Value::Null => {}
                _ if name == "categories" && matches!(page.document.hidden, Some(Hidden::Terms(_))) => {
                    let message = "neither a text nor a list: Jekyll fails to read this front matter, and publishes the \
                                   file without title and date";
                    out.report(value.span, "", format!("`categories` is {message}")).help("write a list: `[a, b]`");
                }
                _ if name == "tags" => {
                    out.report(value.span, "", "`tags` is neither a text nor a list: Jekyll takes no tag from it")
                        .help("write a list: `[a, b]`");
                }
                _ => report_item(page, name, value, out),
            }
        }
    }
}

/// An item that Jekyll does not print as it is written.
fn report_item(page: &Page, name: &str, item: &Node, out: &mut Sink) {
    let raw = item.span.of(page.text);
    let shown = item.to_ruby_s();
    let one = if name.starts_with('c') { "category" } else { "tag" };
    let message = match &item.value {
        Value::Sequence(_) => format!("a list within the list: one {one} is called `{shown}`"),
        Value::Mapping(_) => format!("a mapping in place of a {one}: it is called `{shown}`"),
        Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Date(_) | Value::Time { .. } if shown != raw => {
            format!("`{raw}` is no text to YAML: the {one} is called `{shown}`")
        }
        _ => return,
    };
    let finding = out.report(item.span, "", message);
    if item.style == Some(Style::Plain) {
        let quoted = format!("\"{raw}\"");
        finding.help(format!("write it in quotes: `{quoted}`")).safe_fix("put it in quotes", item.span, quoted);
    } else {
        finding.help("write each term as an item of its own; one with a colon in quotes");
    }
}

/// `taxonomy-duplicate-item`
pub(super) struct DuplicateItem;

impl Rule for DuplicateItem {
    fn page(&self, page: &Page, out: &mut Sink) {
        // Of categories Jekyll keeps one.
        let tags = &page.document.terms.tags;
        if tags.len() < 2 || page.document.kind != Kind::Post {
            return;
        }
        for (at, tag) in tags.iter().enumerate() {
            let is_own = |tag: &Term| !tag.from_default;
            let Some(first) = tags[..at].iter().find(|first| first.text == tag.text && is_own(first)) else { continue };
            let (Some(span), Some(earlier)) = (tag.span.filter(|_| is_own(tag)), first.span) else { continue };
            let message = format!("the tag `{}` is given twice: the list of its posts shows this one twice", tag.text);
            let finding =
                out.report(span, "given again", message).label(earlier, "given first").help("delete one of them");
            let Some(before) = tags[at - 1].span else { continue };
            let between = page.text.get(before.end as usize..span.start as usize).unwrap_or("\"");
            if between.chars().all(|c| c.is_whitespace() || matches!(c, ',' | '-')) {
                finding.safe_fix("delete it", Span { start: before.end, end: span.end }, "");
            }
        }
    }
}

/// `taxonomy-singular-plural-both`
pub(super) struct SingularPluralBoth;

impl Rule for SingularPluralBoth {
    fn page(&self, page: &Page, out: &mut Sink) {
        // Of categories Jekyll takes both.
        let (Some((_, tag)), Some((key, tags))) = (page.entry("tag"), page.entry("tags")) else { return };
        let is_empty = |node: &Node| matches!(node.value, Value::Null | Value::Bool(false));
        if is_empty(tag) || is_empty(tags) || !matches!(page.document.kind, Kind::Post | Kind::Document) {
            return;
        }
        let taken = |node: &Node| match &node.value {
            Value::Sequence(items) => items.iter().map(Node::to_ruby_s).collect(),
            _ => vec![node.to_ruby_s()],
        };
        // Nothing is lost where the one list has it all.
        if taken(tags).iter().all(|lost| taken(tag).contains(lost)) {
            return;
        }
        out.report(key.span, "not read", "Jekyll reads `tag` where there is one, and then no `tags`: these are lost")
            .label(tag.span, "these are taken")
            .help("write all of them in `tags`, and delete `tag`");
    }
}

/// `taxonomy-slug-collision`
pub(super) struct SlugCollision;

impl Rule for SlugCollision {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        if !site.settings.plugins.has("jekyll-archives") {
            return;
        }
        for kinds in kinds(page, site) {
            for (term, span) in written(&kinds) {
                let Some((others, url)) = site.archived_with(kinds.one, &term.text) else { continue };
                let Some(other) = others.iter().find(|other| common(other) != common(&term.text)) else { continue };
                let message = format!(
                    "the {} `{}` and `{other}` share one page, {url}: it lists one of them only",
                    plural(kinds.one),
                    term.text
                );
                out.report(span, "", message).help("rename one of them");
            }
        }
    }
}

fn plural(one: &str) -> &'static str {
    if one == "tag" { "tags" } else { "categories" }
}

/// `taxonomy-url-unsafe`
pub(super) struct UrlUnsafe;

impl Rule for UrlUnsafe {
    fn page(&self, page: &Page, out: &mut Sink) {
        let document = &page.document;
        let Some(output) = document.output.as_ref().filter(|_| document.kind == Kind::Post) else { return };
        for term in document.terms.categories.iter().filter(|term| !term.from_default) {
            let Some(span) = term.span.filter(|_| term.text.contains('?')) else { continue };
            if !output.url.contains(&*term.text.to_lowercase().replace(' ', "%20")) {
                continue;
            }
            let message = format!(
                "the category `{}` is a part of the URL, and browsers end the path at its `?`: nobody reaches {}",
                term.text, output.url
            );
            out.report(span, "", message).help("write the category without `?`");
        }
    }
}
