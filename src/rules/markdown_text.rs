//! Signs of Markdown that kramdown prints, or takes for something else.

use crate::finding::{Edit, Fix};
use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::source::Span;
use crate::syntax::markdown::NoteKind;

/// `markdown-unclosed-fence`
pub(super) struct UnclosedFence;

impl Rule for UnclosedFence {
    fn page(&self, page: &Page, out: &mut Sink) {
        // After the first, where code begins and ends is a guess.
        if let Some(span) = spans(page, |kind| *kind == NoteKind::OpenFence).find(|span| is_fence(page, *span)) {
            let line = page.text[span.end as usize..].lines().next().unwrap_or("");
            if line.trim().contains([' ', '\t']) {
                let message = "this fence begins no code: kramdown knows only one word behind the signs, the language";
                out.report(span, "printed as it stands", message).help("leave only the language behind the signs");
            } else {
                let message = "this code is never closed: kramdown prints the fence, and reads what follows as text";
                out.report(span, "opened here", message).help("add a line with the same signs where the code ends");
            }
        }
    }
}

/// Whether signs were to begin a block: all alike, and not a word in code, or words struck out, on one line.
fn is_fence(page: &Page, span: Span) -> bool {
    let marks = span.of(page.text);
    let line = page.text[span.end as usize..].lines().next().unwrap_or("");
    let is_one = marks.bytes().all(|mark| mark == marks.as_bytes()[0]);
    is_one && !line.contains(['`', '~'])
}

/// `markdown-heading-space`
pub(super) struct HeadingSpace;

impl Rule for HeadingSpace {
    fn page(&self, page: &Page, out: &mut Sink) {
        for span in spans(page, |kind| *kind == NoteKind::HashWord) {
            let line = page.text[span.end as usize..].lines().next().unwrap_or("");
            // `#tag` and `#1` are words of their own.
            let is_heading = span.len() > 1 && line.starts_with(char::is_alphanumeric);
            if !is_heading {
                continue;
            }
            let signs = span.of(page.text);
            let at = Span { start: span.end, end: span.end };
            out.report(span, "", format!("no blank behind `{signs}`: this is no heading, readers see the signs"))
                .help(format!("write `{signs} {}`", line.trim_end()))
                .safe_fix("put a blank behind it", at, " ");
        }
    }
}

/// `markdown-unrendered-emphasis`
pub(super) struct UnrenderedEmphasis;

impl Rule for UnrenderedEmphasis {
    fn page(&self, page: &Page, out: &mut Sink) {
        let signs: Vec<Span> = spans(page, |kind| *kind == NoteKind::LiteralStrong).collect();
        let mut at = 0;
        while let [open, close] = signs.get(at..at + 2).unwrap_or(&[]) {
            let between = page.text.get(open.end as usize..close.start as usize).unwrap_or("");
            let inner = between.trim();
            let is_pair = is_meant(page.text, *open, *close, between) && inner.chars().any(char::is_alphanumeric);
            if !is_pair {
                at += 1;
                continue;
            }
            at += 2;
            let whole = Span { start: open.start, end: close.end };
            let finding =
                out.report(whole, "", "the blanks inside keep these signs from making anything bold: readers see them");
            finding.help(format!("write `**{inner}**`")).unsafe_fix(
                "take out the blanks",
                whole,
                format!("**{inner}**"),
            );
        }
    }
}

/// Whether two `**` were to enclose what stands between them: on one line, blanks inside, none missing outside.
fn is_meant(text: &str, open: Span, close: Span, between: &str) -> bool {
    let before = text[..open.start as usize].chars().next_back();
    let after = text[close.end as usize..].chars().next();
    let is_free = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric() && !matches!(c, '*' | '\\' | '/'));
    !between.contains(['\n', '*']) && between.trim() != between && is_free(before) && is_free(after)
}

/// `markdown-ial`
pub(super) struct AttributeList;

impl Rule for AttributeList {
    fn page(&self, page: &Page, out: &mut Sink) {
        // In a table that was none the fault is another.
        let tables: Vec<Span> = spans(page, |kind| matches!(kind, NoteKind::Table { has_head: false, .. })).collect();
        let is_free = |span: Span| !page.liquid.touches(span) && !tables.iter().any(|table| table.contains(span));
        for note in page.markdown.notes.iter().filter(|note| is_free(note.span)) {
            match note.kind {
                NoteKind::BadList => {
                    let list = note.span.of(page.text);
                    let list = list.trim_start_matches("{:").trim_end_matches('}').trim();
                    out.report(note.span, "", format!("kramdown finds no attribute in `{list}`"))
                        .help("write `#id`, `.class` or `key=\"value\"`, with blanks between them");
                }
                NoteKind::LooseList => {
                    out.report(note.span, "printed as it stands", "an attribute list behind text belongs to nothing")
                        .help("put it directly behind a link, an image, code or emphasis, or for a whole block on the next line");
                }
                _ => {}
            }
        }
    }
}

/// `markdown-accidental-table`
pub(super) struct AccidentalTable;

impl Rule for AccidentalTable {
    fn page(&self, page: &Page, out: &mut Sink) {
        let tables = spans(page, |kind| matches!(kind, NoteKind::Table { has_head: false, rows: 1 }));
        for span in tables {
            let line = span.of(page.text);
            let signs = signs(page, span);
            // One that begins or ends with the sign was to be a table.
            if signs.is_empty()
                || line.trim_start().starts_with('|')
                || line.trim_end().ends_with('|')
                || line.contains('\n')
            {
                continue;
            }
            let edits = signs.iter().map(|at| Edit { span: Span::new(*at, *at), text: "\\".to_owned() }).collect();
            let first = Span::new(signs[0], signs[0] + 1);
            let finding = out.report(first, "takes this line for a row", "kramdown makes a table of this line");
            finding.help("write `\\|`, put it in code, or use `｜`");
            finding.fix = Some(Fix::new("escape it", true, edits));
        }
    }
}

/// Where a `|` parts cells: not behind a backslash, nor in code.
fn signs(page: &Page, line: Span) -> Vec<usize> {
    let is_code = |at: usize| page.markdown.code.iter().any(|code| code.contains(Span::new(at, at + 1)));
    let text = line.of(page.text);
    let signs = text.match_indices('|').filter(|(i, _)| !text[..*i].ends_with('\\'));
    signs.map(|(i, _)| line.start as usize + i).filter(|at| !is_code(*at)).collect()
}

fn spans(page: &Page, wanted: impl Fn(&NoteKind) -> bool) -> impl Iterator<Item = Span> {
    let notes = page.markdown.notes.iter().filter(move |note| wanted(&note.kind));
    notes.map(|note| note.span).filter(|span| !page.liquid.touches(*span))
}
