//! HTML that kramdown reads otherwise than a browser would: block elements amid text, and Markdown in raw HTML.

use memchr::memmem;

use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::source::Span;
use crate::syntax::empty_line;
use crate::syntax::html::{Fault, FaultKind, TagKind};
use crate::syntax::markdown::NoteKind;

/// `html-block-in-inline`
pub(super) struct BlockInInline;

impl Rule for BlockInInline {
    fn page(&self, page: &Page, out: &mut Sink) {
        for note in page.markdown.notes.iter().filter(|note| !page.liquid.touches(note.span)) {
            let NoteKind::PrintedTag { name, end } = &note.kind else { continue };
            // A tag alone, or a pair around nothing, is spoken of, and printed as it was meant.
            let holds = end.and_then(|end| page.text.get(note.span.end as usize..end.start as usize));
            let has_attributes = note.span.of(page.text).contains(char::is_whitespace);
            if (!has_attributes && holds.is_none_or(|text| text.trim().is_empty())) || is_behind_stray(page, note.span)
            {
                continue;
            }
            let finding = out.report(
                note.span,
                "amid a paragraph",
                format!("kramdown prints `<{name}>` as text: a block element cannot stand amid a paragraph"),
            );
            if let Some(end) = end {
                finding.label(*end, "printed likewise");
            }
            finding.help(format!("begin a line of its own with `<{name}>`, after an empty one"));
        }
    }
}

/// Whether an end tag of nothing stands before this in its paragraph: that one made it a paragraph.
fn is_behind_stray(page: &Page, tag: Span) -> bool {
    let strays = page.html.faults.iter().filter(|fault| fault.kind == FaultKind::Stray && fault.span.end <= tag.start);
    let between = |fault: &Fault| page.text.get(fault.span.end as usize..tag.start as usize).unwrap_or("");
    strays.into_iter().any(|fault| empty_line(between(fault).as_bytes()).is_none())
}

/// `html-markdown-swallowed`
pub(super) struct MarkdownSwallowed;

impl Rule for MarkdownSwallowed {
    fn page(&self, page: &Page, out: &mut Sink) {
        let notes = &page.markdown.notes;
        let mut judged = 0;
        for note in notes {
            let NoteKind::Raw(inner) = note.kind else { continue };
            // Where the element is never closed, that is the fault; of elements in each other the outer one tells.
            let is_open = notes.iter().any(|other| other.kind == NoteKind::Swallows && other.span == note.span);
            if is_open || note.span.start < judged || page.liquid.touches(note.span) {
                continue;
            }
            judged = inner.end;
            let Some((sign, what)) = texts(page, inner).find_map(|text| sign(page, text)) else { continue };
            let tag = note.span.of(page.text);
            let name = tag.trim_start_matches('<').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
            if tag.contains("markdown=") {
                continue;
            }
            let finding = out.report(
                sign,
                "printed as it stands",
                format!("kramdown leaves the Markdown in `<{name}>` as it is: readers see {what}"),
            );
            finding
                .label(note.span, "HTML as it stands, up to its end tag")
                .help(format!("write `<{name} markdown=\"1\">`, or HTML inside"));
            if tag.starts_with('<') && tag.ends_with('>') && !tag.ends_with("/>") {
                let end = Span::new(note.span.end as usize - 1, note.span.end as usize - 1);
                finding.unsafe_fix("let kramdown read it", end, " markdown=\"1\"");
            }
        }
    }
}

/// The pieces of text between the tags of a stretch of HTML, but those that are code.
fn texts<'p>(page: &'p Page, inner: Span) -> impl Iterator<Item = Span> + 'p {
    let first = page.html.tags.partition_point(|tag| tag.span.start < inner.start);
    let mut verbatim = 0_usize;
    let mut from = inner.start;
    let tags = page.html.tags[first..].iter().take_while(move |tag| tag.span.end <= inner.end).map(Some);
    tags.chain([None]).filter_map(move |tag| {
        let text = Span { start: from, end: tag.map_or(inner.end, |tag| tag.span.start).max(from) };
        let is_text = verbatim == 0;
        if let Some(tag) = tag {
            from = tag.span.end;
            if is_verbatim(tag.name.of(&page.view)) {
                let opens = tag.kind == TagKind::Start && !tag.self_closing;
                verbatim = if opens { verbatim + 1 } else { verbatim.saturating_sub(1) };
            }
        }
        is_text.then_some(text)
    })
}

fn is_verbatim(name: &str) -> bool {
    const NAMES: [&str; 11] =
        ["pre", "code", "kbd", "samp", "script", "style", "textarea", "svg", "math", "template", "xmp"];
    NAMES.iter().any(|it| name.eq_ignore_ascii_case(it))
}

/// The first thing in a text that can only be meant as Markdown, and its name.
fn sign(page: &Page, span: Span) -> Option<(Span, &'static str)> {
    let is_comment = page.html.comments.iter().any(|comment| comment.span.overlaps(span));
    if is_comment {
        return None;
    }
    let text = span.of(&page.view);
    let start = span.start as usize;
    let found = [
        (link(text), "the signs of the link"),
        (strong(text), "the signs of the bold text"),
        (fence(text), "the fence"),
        (heading(text), "the signs of the heading"),
    ];
    let (range, what) = found.into_iter().find_map(|(range, what)| Some((range?, what)))?;
    let found = Span::new(start + range.0, start + range.1);
    (!page.liquid.touches(found)).then_some((found, what))
}

/// `[text](address)`
fn link(text: &str) -> Option<(usize, usize)> {
    memmem::find_iter(text.as_bytes(), b"](").find_map(|at| {
        let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let open = line + text[line..at].rfind('[')?;
        let address = text[at + 2..].split([')', '\n']).next().unwrap_or("");
        let end = at + 2 + address.len();
        let is_address = address.contains(['/', '.', '#']) && !address.contains([' ', '\t', '<', '"', '(']);
        let is_whole = text[end..].starts_with(')') && (open + 1 < at || text[..open].ends_with('!'));
        let open = open - usize::from(text[..open].ends_with('!'));
        (is_address && is_whole).then_some((open, end + 1))
    })
}

/// `**text**`
fn strong(text: &str) -> Option<(usize, usize)> {
    let mut at = 0;
    while let Some(open) = text[at..].find("**").map(|i| at + i) {
        let inner = &text[open + 2..];
        let close = inner.find("**").filter(|close| !inner[..*close].contains(['\n', '*']));
        if let Some(close) = close {
            let words = &inner[..close];
            if words.trim() == words && words.chars().any(char::is_alphabetic) {
                return Some((open, open + 2 + close + 2));
            }
        }
        at = open + 2;
    }
    None
}

/// `## text` behind an empty line.
fn heading(text: &str) -> Option<(usize, usize)> {
    let lines = text.match_indices("\n##").map(|(at, _)| at);
    let at = lines.into_iter().find(|at| text[..*at].trim_end_matches([' ', '\t', '\r']).ends_with('\n'))? + 1;
    let signs = text[at..].len() - text[at..].trim_start_matches('#').len();
    text[at + signs..].starts_with(' ').then_some((at, at + signs))
}

/// A line of backticks with another one below it.
fn fence(text: &str) -> Option<(usize, usize)> {
    let open = text.find("\n```")? + 1;
    let rest = &text[open + 3..];
    let line = rest.split('\n').next().unwrap_or("");
    (rest[line.len()..].contains("\n```") && !line.contains('`')).then_some((open, open + 3 + line.len()))
}
