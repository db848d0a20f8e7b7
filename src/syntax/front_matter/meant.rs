//! Front matter that the author meant and Jekyll does not see: look-alike fences, something before or beside them.

use super::{Block, Fault, FaultKind, block, is_space};
use crate::source::Span;
use crate::syntax::yaml::{Node, Problem, ProblemKind, Style, Value};

/// Lines looked at for a closing fence that is none.
const MAX_LINES: usize = 200;

/// See [`super::FrontMatter::fault`]. `start` is the length of the byte order mark.
pub(super) fn fault(text: &str, start: usize, seen: Option<Block>) -> Option<Fault> {
    match seen {
        Some(block) => closes_late(text, block),
        None if text.get(start..).is_some_and(|text| text.starts_with("---")) && opens(text, start) => {
            Some(unclosed(text, start))
        }
        None => carriage_returns(text, start).or_else(|| misplaced(text, start)),
    }
}

fn opens(text: &str, start: usize) -> bool {
    let rest = &text.as_bytes()[start + 3..];
    let blanks = rest.iter().take_while(|byte| is_space(**byte)).count();
    blanks == rest.len() || rest[..blanks].contains(&b'\n')
}

/// A block whose intended end was passed over: an indented `---`, and a thematic break further down closed it.
fn closes_late(text: &str, block: Block) -> Option<Fault> {
    let closer = closers(text, block.yaml).next()?;
    let parsed = block.parse(text);
    let swallowed = |value: &Node| value.style == Some(Style::Plain) && value.span.contains(closer.dashes);
    let sound = parsed.problems.is_empty()
        && parsed.root.is_some_and(|root| {
            matches!(root.value, Value::Mapping(_)) && !root.entries().iter().any(|(_, value)| swallowed(value))
        });
    if sound { None } else { closer_fault(text, block.open, closer).filter(|fault| fault.repair.is_some()) }
}

/// The first line is a fence, no later line is.
fn unclosed(text: &str, start: usize) -> Fault {
    let open = Span::new(start, start + 3);
    let rest = Span::new(start + 3, text.len());
    for closer in closers(text, rest) {
        if let Some(fault) = closer_fault(text, open, closer).filter(|fault| fault.repair.is_some()) {
            return fault;
        }
    }
    let meant = lines(text, rest.start as usize).find(|line| !line.of(text).trim().is_empty());
    let meant = meant.is_some_and(|line| is_entry(line.of(text)));
    let repair = if meant { close_before_body(text, start) } else { None };
    Fault { kind: FaultKind::Unclosed { meant }, span: open, repair }
}

/// The missing fence, before the first line that does not belong to the entries.
fn close_before_body(text: &str, start: usize) -> Option<(Span, String)> {
    let mut lines = lines(text, start);
    let break_ = if lines.next()?.of(text).ends_with("\r\n") { "\r\n" } else { "\n" };
    let end = lines.find(|line| !belongs(line.of(text)))?.start as usize;
    verified(text, start, (Span::new(end, end), format!("---{break_}")))
}

/// Whether the line may be part of a block of entries.
fn belongs(line: &str) -> bool {
    is_entry(line) || line.starts_with([' ', '\t', '#']) && !line.trim().is_empty() || line.starts_with("- ")
}

/// A line that was meant as a fence, inside `text`.
#[derive(Clone, Copy)]
struct Fence {
    /// The line, with its break.
    line: Span,
    /// Its dashes.
    dashes: Span,
    /// What follows them on the line, without blanks at either end.
    rest: Span,
}

impl Fence {
    fn exact(self, text: &str) -> bool {
        let after = Span { start: self.dashes.end, end: self.line.end };
        let fence = self.line.start == self.dashes.start && matches!(self.dashes.of(text), "---" | "...");
        fence && after.of(text).bytes().all(is_space)
    }
}

/// The lines in `span` that may have been meant to close the block.
fn closers(text: &str, span: Span) -> impl Iterator<Item = Fence> {
    let inside = lines(text, span.start as usize).take(MAX_LINES).take_while(move |line| line.end <= span.end);
    inside.filter_map(|line| fence(text, line)).filter(|fence| fence.line.start > 0)
}

/// A line that starts like a fence: three or more dashes of any kind, one long dash, or `...`.
fn fence(text: &str, line: Span) -> Option<Fence> {
    let shown = line.of(text);
    // Nearly every line begins with a key.
    if shown.starts_with(|first: char| first.is_ascii_alphanumeric()) {
        return None;
    }
    let indent = shown.len() - shown.trim_start_matches(is_invisible).len();
    let rest = &shown[indent..];
    let length = if rest.starts_with("...") { 3 } else { rest.len() - rest.trim_start_matches(is_dash).len() };
    let (dashes, rest) = rest.split_at(length);
    let long = dashes.chars().any(|c| matches!(c, '—' | '―' | '–'));
    if !long && dashes.len() < 3 {
        return None;
    }
    let start = line.start as usize + indent;
    let after = rest.trim_matches(is_invisible);
    // `---|---` is a table, `-->` ends a comment; text after anything but `---` is a sentence.
    if !after.is_empty() && (dashes != "---" || after.starts_with(['|', '>', ':', '+'])) {
        return None;
    }
    let rest_start = start + length + (rest.len() - rest.trim_start_matches(is_invisible).len());
    let rest_start = if after.is_empty() { start + length } else { rest_start };
    Some(Fence {
        line,
        dashes: Span::new(start, start + length),
        rest: Span::new(rest_start, rest_start + after.len()),
    })
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '－')
}

/// Blanks, also wide and zero-width ones.
fn is_invisible(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// What is wrong with a closing fence, with the edit that mends it.
fn closer_fault(text: &str, open: Span, fence: Fence) -> Option<Fault> {
    if fence.exact(text) {
        return None;
    }
    let (kind, span) = if !fence.rest.is_empty() {
        (FaultKind::CloseGlued, fence.rest)
    } else if matches!(fence.dashes.of(text), "---" | "...") && fence.line.start < fence.dashes.start {
        (FaultKind::CloseIndented, Span { start: fence.line.start, end: fence.dashes.start })
    } else if matches!(fence.dashes.of(text), "---" | "...") {
        // A no-break space behind the fence.
        let shown = fence.line.of(text).trim_end_matches(['\n', '\r']).len();
        (FaultKind::CloseGlued, Span::new(fence.dashes.end as usize, fence.line.start as usize + shown))
    } else {
        (FaultKind::CloseLookAlike, fence.dashes)
    };
    let repair = verified(text, open.start as usize, closed(text, fence));
    Some(Fault { kind, span, repair })
}

/// The edit that makes a closing fence of the line.
fn closed(text: &str, fence: Fence) -> (Span, String) {
    let line = fence.line.of(text);
    let shown = line.trim_end_matches(['\n', '\r']).len();
    let edit = Span::new(fence.line.start as usize, fence.line.start as usize + shown);
    if fence.rest.is_empty() {
        return (edit, "---".to_string());
    }
    let break_ = if line.ends_with("\r\n") { "\r\n" } else { "\n" };
    (Span { start: edit.start, end: fence.rest.start }, format!("---{break_}"))
}

/// `---` with old Macintosh line ends: no expression of Jekyll's matches.
fn carriage_returns(text: &str, start: usize) -> Option<Fault> {
    let rest = text.get(start..)?.strip_prefix("---")?;
    let first = start + 3 + rest.find(|c: char| c != ' ' && c != '\t')?;
    if !text[first..].starts_with('\r') {
        return None;
    }
    let mended = text[start..].replace('\r', "\n");
    let header = block(mended.as_bytes(), 0)?;
    let end = start + header.close.end as usize + 1;
    let edit = (Span::new(start, end.min(text.len())), mended.get(..end - start).unwrap_or(&mended).to_string());
    let repair = verified(text, start, edit);
    repair.is_some().then_some(Fault { kind: FaultKind::CarriageReturns, span: Span::new(first, first + 1), repair })
}

/// The fence is not at the very start, or not a fence, or not there.
fn misplaced(text: &str, start: usize) -> Option<Fault> {
    let (comment, after) = leading_comment(text, start);
    let blank = text[after..].len() - text[after..].trim_start_matches(is_invisible).len();
    let first = lines(text, start).find(|line| line.end as usize > after + blank)?;
    if let Some(toml) = toml(text, first) {
        return Some(toml);
    }
    let Some(open) = fence(text, first).filter(|fence| !fence.dashes.of(text).starts_with('.')) else {
        return if comment.is_none() && blank == 0 { open_missing(text, start) } else { None };
    };
    let (kind, span) = match comment {
        Some(comment) => (FaultKind::CommentBefore, comment),
        None if open.dashes.start as usize > start && open.dashes.of(text) == "---" => {
            (FaultKind::BlankBefore, Span::new(start, open.dashes.start as usize))
        }
        None if open.rest.is_empty() => (FaultKind::OpenLookAlike, open.dashes),
        None => (FaultKind::OpenGlued, open.rest),
    };
    let repair = reopened(text, start, open, comment);
    // Without entries that parse it is a thematic break, a table, a sentence: nothing was meant.
    repair.is_some().then_some(Fault { kind, span, repair })
}

/// The comments and blanks before the fence: the span of the comments, and where they end.
fn leading_comment(text: &str, start: usize) -> (Option<Span>, usize) {
    let (mut first, mut end) = (None, start);
    loop {
        let rest = &text[end..];
        let shown = rest.trim_start_matches(is_invisible);
        let at = end + rest.len() - shown.len();
        let length = if shown.starts_with("<!--") {
            shown.find("-->").map(|close| close + 3)
        } else if shown.starts_with("{%") && shown[2..].trim_start_matches(['-', ' ']).starts_with("comment") {
            shown.find("endcomment").and_then(|at| Some(at + shown[at..].find("%}")? + 2))
        } else if shown.starts_with("# ") {
            Some(shown.find('\n').unwrap_or(shown.len()))
        } else {
            None
        };
        match length {
            Some(length) => {
                first.get_or_insert(at);
                end = at + length;
            }
            None => return (first.map(|first| Span::new(first, end)), end),
        }
    }
}

/// The edit that puts a right fence on the first line. A comment moves behind the block; where the closing line is no
/// fence either, the edit mends both.
fn reopened(text: &str, start: usize, open: Fence, comment: Option<Span>) -> Option<(Span, String)> {
    let break_ = if open.line.of(text).ends_with("\r\n") { "\r\n" } else { "\n" };
    let opening = if open.rest.is_empty() {
        let shown = open.line.of(text).trim_end_matches(['\n', '\r']).len();
        (Span::new(start, open.line.start as usize + shown), "---".to_string())
    } else {
        (Span::new(start, open.rest.start as usize), format!("---{break_}"))
    };
    for closing in closers(text, Span::new(open.line.end as usize, text.len())) {
        let (close, fence) = closed(text, closing);
        let between = text.get(opening.0.end as usize..close.start as usize)?;
        let edit = match comment {
            Some(comment) => {
                let moved = comment.of(text);
                (
                    Span { start: opening.0.start, end: close.end },
                    format!("{}{between}{}{break_}{moved}", opening.1, fence.trim_end()),
                )
            }
            None if closing.exact(text) => opening.clone(),
            None => (Span { start: opening.0.start, end: close.end }, format!("{}{between}{fence}", opening.1)),
        };
        if let Some(edit) = verified(text, start, edit) {
            return Some(edit);
        }
        if closing.exact(text) {
            break;
        }
    }
    None
}

/// Entries, then a fence, and none before.
fn open_missing(text: &str, start: usize) -> Option<Fault> {
    let first = lines(text, start).next()?;
    if !is_entry(first.of(text)) {
        return None;
    }
    let closing = closers(text, Span::new(start, text.len())).next()?;
    let entries = lines(text, start).take_while(|line| line.start < closing.line.start);
    let (mut count, mut known) = (0, false);
    for line in entries {
        let line = line.of(text);
        if !belongs(line) {
            return None;
        }
        count += usize::from(is_entry(line));
        let key = line.split(':').next().unwrap_or("");
        known |= matches!(key, "layout" | "title" | "date" | "categories" | "category" | "tags" | "permalink");
    }
    // One line over dashes is a Markdown heading.
    if count < 2 || !known || !closing.exact(text) {
        return None;
    }
    let break_ = if first.of(text).ends_with("\r\n") { "\r\n" } else { "\n" };
    let at = Span::new(start, start);
    let repair = verified(text, start, (at, format!("---{break_}")));
    repair.is_some().then_some(Fault { kind: FaultKind::OpenMissing, span: first_word(text, first), repair })
}

fn first_word(text: &str, line: Span) -> Span {
    let length = line.of(text).find([':', ' ']).unwrap_or(0);
    Span::new(line.start as usize, line.start as usize + length)
}

fn toml(text: &str, line: Span) -> Option<Fault> {
    let mut rest = lines(text, line.end as usize).take(MAX_LINES);
    let entry = rest.next()?;
    let closed = line.of(text).trim_end() == "+++"
        && entry.of(text).contains('=')
        && rest.any(|line| line.of(text).trim_end() == "+++");
    let span = Span::new(line.start as usize, line.start as usize + 3);
    closed.then_some(Fault { kind: FaultKind::Toml, span, repair: None })
}

/// Whether the line reads `key: value`, with an ordinary or a full-width colon.
fn is_entry(line: &str) -> bool {
    let line = line.trim_end();
    let Some(colon) = line.find([':', '：']) else { return false };
    let (key, value) = line.split_at(colon);
    let word = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    word && (value.starts_with('：') || value == ":" || value.starts_with(": ") || value.starts_with(":\t"))
}

/// The edit, if Jekyll then sees a block with entries. Faults inside the block are other findings.
fn verified(text: &str, start: usize, edit: (Span, String)) -> Option<(Span, String)> {
    let mut mended = text.get(start..edit.0.start as usize)?.to_string();
    mended.push_str(&edit.1);
    mended.push_str(text.get(edit.0.end as usize..)?);
    let parsed = block(mended.as_bytes(), 0)?.parse(&mended);
    let known = |problem: &Problem| problem.kind != ProblemKind::Other;
    let entries = parsed.root.is_some_and(|root| !root.entries().is_empty()) || !parsed.problems.is_empty();
    (entries && parsed.problems.iter().all(known)).then_some(edit)
}

/// The lines from `start` on, each with its break.
fn lines(text: &str, start: usize) -> impl Iterator<Item = Span> {
    let mut at = start;
    std::iter::from_fn(move || {
        let rest = text.as_bytes().get(at..).filter(|rest| !rest.is_empty())?;
        let length = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
        at += length;
        Some(Span::new(at - length, at))
    })
}
