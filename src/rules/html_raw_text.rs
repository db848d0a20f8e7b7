//! Elements that take all that follows for their own: those whose content is no HTML, and those that `/>` does not close.

use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::source::Span;
use crate::syntax::html::{FaultKind, Tag, element};

use super::html_balance::faults;
use super::reading::Reading;

/// `html-unclosed-raw-text`
pub(super) struct UnclosedRawText;

impl Rule for UnclosedRawText {
    fn page(&self, page: &Page, out: &mut Sink) {
        for fault in faults(page, FaultKind::UnclosedRawText) {
            let Some(tag) = page.html.tags.get(fault.tag as usize) else { continue };
            let name = tag.name.of(page.text).to_ascii_lowercase();
            let taken = taken_for(&name);
            let reading = Reading::of(page, tag);
            let rest = match reading {
                Some(Reading::AmidText) => "the rest of the paragraph",
                Some(Reading::InBlock) => "all below it",
                _ => "the rest of the page",
            };
            let message = format!("`<{name}>` is never closed: {rest} becomes {taken}");
            let sign =
                if page.document.is_markdown { format!("`` `<{name}>` ``") } else { format!("`&lt;{name}&gt;`") };
            out.report(fault.span, "opened here", message)
                .help(format!("add `</{name}>` where it ends, or write {sign} if the word is meant"));
        }
    }
}

/// `html-self-closing`
pub(super) struct SelfClosing;

impl Rule for SelfClosing {
    fn page(&self, page: &Page, out: &mut Sink) {
        for fault in faults(page, FaultKind::SelfClosing) {
            let Some(tag) = page.html.tags.get(fault.tag as usize) else { continue };
            let name = tag.name.of(page.text);
            let Some(reading) = Reading::of(page, tag) else { continue };
            let message = match (reading, fault.end) {
                (Reading::InBlock, Some(_)) if !is_verbatim(name) => {
                    format!(
                        "`<{name}/>` is closed for kramdown, which prints its end tag as text, and open for browsers"
                    )
                }
                // kramdown writes the end tag that is missing amid text; one that the author wrote closes the element.
                (Reading::AmidText, _) | (_, Some(_)) => continue,
                (_, None) => format!("`/` does not close `<{name}>`: {}", swallowed(name, reading)),
            };
            let finding = out.report(fault.span, "stays open", message);
            if let Some(end) = fault.end {
                finding.label(end, "printed");
                finding.help("delete the `/`");
            } else {
                finding.help(format!("write `<{name}></{name}>`"));
                let slash = slash(page, tag);
                finding.unsafe_fix("write the end tag", slash, format!("></{name}>"));
            }
        }
    }
}

/// The slash of a tag with its `>`, and the blanks before it.
fn slash(page: &Page, tag: &Tag) -> Span {
    let text = tag.span.of(page.text);
    let kept = text.trim_end_matches('>').trim_end_matches('/').trim_end();
    Span::new(tag.span.start as usize + kept.len(), tag.span.end as usize)
}

fn swallowed(name: &str, reading: Reading) -> String {
    let to_file_end = reading == Reading::InBlock && is_verbatim(name);
    let rest = if to_file_end { "all below it" } else { "the rest of the page" };
    if element::has_raw_text(name) {
        return format!("all up to the next `</{name}>`, or {rest}, becomes {}", taken_for(name));
    }
    "browsers take no notice of it, and what follows stands inside".to_owned()
}

/// What becomes of a text in such an element.
fn taken_for(name: &str) -> &'static str {
    match name.to_ascii_lowercase().as_str() {
        "script" => "a script that does not run",
        "style" => "a style sheet",
        "textarea" => "the text of an input field",
        "title" => "a title that nobody sees",
        "xmp" | "plaintext" => "plain text, tags and all",
        _ => "its content, which nobody sees",
    }
}

fn is_verbatim(name: &str) -> bool {
    name.eq_ignore_ascii_case("script") || name.eq_ignore_ascii_case("style")
}
