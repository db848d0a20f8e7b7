//! Tags whose names do not fit: of no element at all, or of the document that the layout already is.

use rustc_hash::FxHashMap;

use super::reading::Reading;
use crate::finding::{Edit, Fix, Level};
use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::source::Span;
use crate::syntax::html::{FaultKind, Tag, TagKind, element};
use crate::syntax::markdown::NoteKind;

/// `html-unknown-element`
pub(super) struct UnknownElement;

impl Rule for UnknownElement {
    fn page(&self, page: &Page, out: &mut Sink) {
        // One name is one mistake, however often it stands there.
        let mut names: FxHashMap<&str, Vec<&Tag>> = FxHashMap::default();
        let mut order = Vec::new();
        for tag in page.html.rare_tags().filter(|tag| !tag.dynamic && is_unknown(page, tag)) {
            let name = tag.name.of(page.text);
            let tags = names.entry(name).or_default();
            if tags.is_empty() {
                order.push(name);
            }
            tags.push(tag);
        }
        for name in order {
            let tags = &names[name];
            let starts = tags.iter().filter(|tag| tag.kind == TagKind::Start).count();
            // Pair after pair: somebody's own notation, which another program reads or once read.
            let is_meant = starts > 2 && starts * 2 == tags.len();
            if let Some(first) = tags.iter().find(|tag| tag.kind == TagKind::Start)
                && !is_meant
            {
                report(page, first, tags, out);
            }
        }
    }
}

fn report(page: &Page, first: &Tag, tags: &[&Tag], out: &mut Sink) {
    let name = first.name.of(page.text);
    let starts = tags.iter().filter(|tag| tag.kind == TagKind::Start).count();
    let more = if starts > 1 { format!(", and {} more such on this page", starts - 1) } else { String::new() };
    let whole = first.span.of(page.text);
    let shown = if whole.len() < 40 && !whole.contains('\n') { whole.to_owned() } else { format!("<{name}>") };
    let effect = if swallows(page, first) {
        "element, and nothing closes it: nothing below it is read as Markdown"
    } else if starts < tags.len() {
        "element: readers see what is in it, but not its tags"
    } else {
        "element: readers do not see it"
    };
    let finding = out.report(first.span, "taken for a tag", format!("`{shown}` is no HTML {effect}{more}"));
    if Reading::of(page, first) == Some(Reading::AsWritten) {
        finding.level = Level::Warn;
    }
    let escaped = shown.replace('<', "&lt;").replace('>', "&gt;");
    finding.help(if is_prose(page, first) {
        format!("write `` `{shown}` ``, or `{escaped}`, to show it")
    } else {
        format!("write `{escaped}` to show it")
    });
    let edits = tags.iter().flat_map(|tag| as_text(tag.span, is_prose(page, tag))).collect();
    finding.fix = Some(Fix::new("show it as it stands", false, edits));
}

/// Whether kramdown takes all that follows for what is in the element.
fn swallows(page: &Page, tag: &Tag) -> bool {
    let notes = &page.markdown.notes;
    let from = notes.partition_point(|note| note.span.start < tag.span.start);
    let own = notes[from..].iter().take_while(|note| note.span.start == tag.span.start);
    own.into_iter().any(|note| note.kind == NoteKind::Swallows)
}

/// Whether Markdown is read where the tag stands, or would be if it were none.
fn is_prose(page: &Page, tag: &Tag) -> bool {
    Reading::of(page, tag) == Some(Reading::AmidText) || swallows(page, tag)
}

/// What makes a tag visible text: backticks around it, or `&lt;` for its sign.
fn as_text(tag: Span, is_prose: bool) -> Vec<Edit> {
    let (start, end) = (tag.start as usize, tag.end as usize);
    if is_prose {
        let tick = |at| Edit { span: Span::new(at, at), text: "`".to_owned() };
        vec![tick(start), tick(end)]
    } else {
        vec![Edit { span: Span::new(start, start + 1), text: "&lt;".to_owned() }]
    }
}

/// Whether nothing defines the tag's element. Names with a colon come from word processors and old widgets.
fn is_unknown(page: &Page, tag: &Tag) -> bool {
    let name = tag.name.of(page.text);
    let is_foreign = |tag: &Tag| {
        let name = tag.name.of(page.text);
        name.eq_ignore_ascii_case("svg") || name.eq_ignore_ascii_case("math")
    };
    !element::is_html(name)
        && !name.contains(['-', ':'])
        && !page.html.ancestors(tag).any(is_foreign)
        && !is_foreign(tag)
}

/// `html-document-tag`
pub(super) struct DocumentTag;

impl Rule for DocumentTag {
    fn page(&self, page: &Page, out: &mut Sink) {
        let html = &page.html;
        let frame = &page.settings.frame;
        if !page.document.layout().is_some_and(|layout| frame.is_document(layout)) {
            return;
        }
        let tags: Vec<&Tag> = html.rare_tags().filter(|tag| is_of_document(page, tag)).collect();
        let doctype = html.doctype.filter(|span| tags.first().is_none_or(|tag| span.start < tag.span.start));
        // A whole document in a post is one mistake.
        let (span, what, effect) = match (doctype, tags.first()) {
            (Some(span), _) => (span, "<!doctype>".to_owned(), "browsers take no notice of it"),
            (None, Some(tag)) => {
                let name = tag.name.of(page.text).to_ascii_lowercase();
                (tag.span, format!("<{name}>"), effect(&name, !html.attributes(tag).is_empty()))
            }
            (None, None) => return,
        };
        let is_whole = tags.len() + usize::from(doctype.is_some()) > 1;
        let message = format!("`{what}` in a page whose layout already is a document: {effect}");
        out.report(span, "belongs to the layout", message).help(if is_whole {
            "keep only what stands in `<body>`, or write `layout: none`"
        } else {
            "delete it, or write `layout: none`"
        });
    }
}

fn is_of_document(page: &Page, tag: &Tag) -> bool {
    let html = &page.html;
    let name = |tag: &Tag| tag.name.of(page.text);
    tag.kind == TagKind::Start
        && !tag.dynamic
        && ["html", "head", "body", "title"].iter().any(|it| name(tag).eq_ignore_ascii_case(it))
        && !html.ancestors(tag).any(|around| name(around).eq_ignore_ascii_case("svg"))
        // One that swallows the page is told of for that.
        && !html.faults.iter().any(|fault| fault.kind == FaultKind::UnclosedRawText && fault.span == tag.span)
}

fn effect(name: &str, has_attributes: bool) -> &'static str {
    match name {
        "title" => "browsers show that one's title, and this one nowhere",
        "head" => "browsers drop the tag, and read what is in it as part of the text",
        _ if has_attributes => "browsers drop the tag, and give its attributes to that of the layout",
        _ => "browsers drop the tag",
    }
}
