//! What looks like a link, a reference or a footnote in Markdown, and is none.

use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::source::Span;
use crate::syntax::markdown::{Note, NoteKind};

/// `markdown-undefined-reference`
pub(super) struct UndefinedReference;

impl Rule for UndefinedReference {
    fn page(&self, page: &Page, out: &mut Sink) {
        // What an include or an output prints may define it.
        if page.liquid.may_print_markdown(page.text) {
            return;
        }
        for (span, name) in notes(page, |kind| match kind {
            NoteKind::UndefinedReference(name) => Some(name),
            _ => None,
        }) {
            let text = span.of(page.text);
            // `[Bug #1] [experimental]`, `a[0][1]`, `[x][y(z)]`: nobody means links.
            let is_name =
                |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '\'' | '’' | ':' | '&' | '/');
            let is_meant = name.chars().any(char::is_alphabetic) && name.chars().all(is_name);
            if !is_meant || !(text.contains("][") || text.contains("]\n[")) {
                continue;
            }
            out.report(
                span,
                "printed as it stands",
                format!("nothing defines `[{name}]`, so that readers see `{text}`"),
            )
            .help(format!(
                "define it on a line of its own: `[{name}]: https://…`, or write the address: `[…](https://…)`"
            ));
        }
    }
}

/// `markdown-duplicate-definition`
pub(super) struct DuplicateDefinition;

impl Rule for DuplicateDefinition {
    fn page(&self, page: &Page, out: &mut Sink) {
        for (span, (name, first)) in notes(page, |kind| match kind {
            NoteKind::DuplicateDefinition(name, first) => Some((name, *first)),
            _ => None,
        }) {
            if page.liquid.in_block(span) || page.liquid.in_block(first) || target(page, first) == target(page, span) {
                continue;
            }
            out.report(span, "kramdown takes this one", format!("`[{name}]` is defined twice, with two addresses"))
                .label(first, "this one counts for nothing")
                .help("delete the one that is wrong, or give it a name of its own");
        }
    }
}

/// The address behind a definition's name, to the end of its line.
fn target<'p>(page: &'p Page, name: Span) -> &'p str {
    let rest = page.text.get(name.end as usize..).unwrap_or("");
    rest.split('\n').next().unwrap_or("").trim_start_matches(':').trim()
}

/// `markdown-footnote`
pub(super) struct Footnote;

impl Rule for Footnote {
    fn page(&self, page: &Page, out: &mut Sink) {
        let is_open = page.liquid.may_print_markdown(page.text);
        for note in page.markdown.notes.iter().filter(|note| !page.liquid.touches(note.span)) {
            match &note.kind {
                NoteKind::UnknownFootnote(name) if !is_open && !is_range(name) => {
                    let message = format!("the footnote `[^{name}]` has no text, so that readers see `[^{name}]`");
                    out.report(note.span, "printed as it stands", message)
                        .help(format!("add its text on a line of its own: `[^{name}]: …`"));
                }
                NoteKind::UnusedFootnote(name) if !is_open => {
                    let message = format!("nothing refers to the footnote `[^{name}]`: its text is not published");
                    out.report(note.span, "", message)
                        .help(format!("write `[^{name}]` where it belongs, or delete it"));
                }
                NoteKind::DuplicateFootnote(name, first) => {
                    out.report(
                        note.span,
                        "kramdown takes this one",
                        format!("the footnote `[^{name}]` is written twice"),
                    )
                    .label(*first, "this text is not published")
                    .help("give one of them a name of its own");
                }
                _ => {}
            }
        }
    }
}

/// `[^a-z0-9_]` is a set of characters in a regular expression.
fn is_range(name: &str) -> bool {
    let mut rest = name.as_bytes();
    while let [first, more @ ..] = rest {
        rest = match more {
            [b'-', _, more @ ..] => more,
            _ if *first == b'_' => more,
            _ => return false,
        };
    }
    true
}

/// `markdown-reversed-link`
pub(super) struct ReversedLink;

impl Rule for ReversedLink {
    fn page(&self, page: &Page, out: &mut Sink) {
        for Note { span, kind } in page.markdown.notes.iter().filter(|note| !page.liquid.touches(note.span)) {
            let text = span.of(page.text);
            let (message, fixed) = match kind {
                NoteKind::ReversedLink => {
                    let Some((words, address)) = text.split_once(")[") else { continue };
                    let (words, address) = (words.trim_start_matches('('), address.trim_end_matches(']'));
                    ("the brackets of this link are the wrong way round", Some(format!("[{words}]({address})")))
                }
                NoteKind::SpacedLink => {
                    let Some((words, address)) = text.rsplit_once('(') else { continue };
                    (
                        "a blank parts the text of this link from its address",
                        Some(format!("{}({address}", words.trim_end())),
                    )
                }
                NoteKind::OpenLink => ("the address of this link has no closing parenthesis", None),
                _ => continue,
            };
            let finding = out.report(*span, "printed as it stands", format!("{message}: readers see it all as text"));
            match fixed {
                Some(fixed) => finding.help(format!("write `{fixed}`")).safe_fix("make it a link", *span, fixed),
                None => finding.help("put a `)` where the address ends"),
            };
        }
    }
}

/// The notes of one kind that no Liquid has a part in.
fn notes<'p, T>(page: &'p Page, pick: impl Fn(&'p NoteKind) -> Option<T>) -> impl Iterator<Item = (Span, T)> {
    let notes = page.markdown.notes.iter().filter(|note| !page.liquid.touches(note.span));
    notes.filter_map(move |note| Some((note.span, pick(&note.kind)?)))
}
