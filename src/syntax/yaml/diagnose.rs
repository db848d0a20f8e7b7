//! What the author did wrong, where libyaml only knows what it expected.

use super::events::Error;
use super::lines::{Line, before_comment, closing_bracket, closing_quote, inner_colon, lines};
use super::tree;
use super::{Problem, ProblemKind, Style};
use crate::source::Span;

/// A top-level entry that cannot be read by itself.
#[derive(Clone, Copy)]
pub(super) struct Suspect<'a> {
    pub text: &'a str,
    /// libyaml's error on the entry alone; `None` where it reads it, but not as a mapping.
    pub error: Option<&'a Error>,
    /// Its scalars before the error.
    pub scalars: &'a [(Span, Style)],
}

/// The fault in the entry, if it is one that we know. Spans are offsets in the entry.
pub(super) fn diagnose(suspect: Suspect) -> Option<Problem> {
    let text = suspect.text;
    let at = suspect.error.map_or(text.len(), Error::blame).min(text.len());
    let lines: Vec<Line> = lines(text).collect();
    let nearest = lines.partition_point(|line| line.whole.start as usize <= at);
    for line in lines[..nearest].iter().rev() {
        let start = line.whole.start;
        let inside = suspect.scalars.iter().any(|(span, _)| span.start < start && start < span.end);
        if !inside && let Some(problem) = line_fault(suspect, *line) {
            return Some(problem);
        }
    }
    let error = suspect.error?;
    let line = lines[..nearest].last()?;
    if line.whole.start > 0 && is_indentation(error.problem) && !line.value.is_empty() {
        return Some(indentation(suspect, *line));
    }
    Some(unknown(text, error))
}

/// A fault that we have no name for, at the word where libyaml stopped.
pub(super) fn unknown(text: &str, error: &Error) -> Problem {
    let at = error.blame();
    let rest = text.get(at..).unwrap_or("");
    if error.problem == "found unexpected end of stream" && rest.starts_with(['"', '\'']) {
        return Problem::new(ProblemKind::UnclosedQuote, Span::new(at, at + 1), error.message());
    }
    let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
    Problem::new(ProblemKind::Other, Span::new(at, at + length), error.message())
}

impl Error {
    /// As Psych words it.
    pub(super) fn message(&self) -> String {
        match self.context {
            Some(context) => format!("{} {context}", self.problem),
            None => self.problem.to_string(),
        }
    }
}

fn is_indentation(problem: &str) -> bool {
    matches!(
        problem,
        "mapping values are not allowed in this context"
            | "did not find expected key"
            | "did not find expected '-' indicator"
            | "block sequence entries are not allowed in this context"
            | "could not find expected ':'"
    )
}

fn line_fault(suspect: Suspect, line: Line) -> Option<Problem> {
    let text = suspect.text;
    if line.indent.of(text).contains('\t') {
        return tab(suspect, line);
    }
    // A line that can be read by itself is not at fault, unless it is a mere word where an entry should be.
    let alone = tree::build(Span { start: line.indent.end, end: line.whole.end }.of(text));
    if line.key.is_empty()
        && let Some(problem) = without_key(suspect, line)
    {
        return Some(problem);
    }
    alone.failure?;
    let value = line.value.of(text);
    match value.chars().next()? {
        quote @ ('"' | '\'') => quoted(suspect, line.value, quote),
        '[' | '{' => flow(suspect, line.value),
        '@' | '`' | '%' | '*' | '&' | '!' | '|' | '>' | '?' | ',' | ']' | '}' => {
            Some(with_quotes(suspect, ProblemKind::ReservedStart, line.value, None))
        }
        '-' if value.starts_with("- ") && !line.key.is_empty() => {
            Some(with_quotes(suspect, ProblemKind::ReservedStart, line.value, None))
        }
        _ => {
            let plain = before_comment(text, line.value, line.value.start as usize);
            let colon = plain.start as usize + inner_colon(plain.of(text))?;
            let mut problem = with_quotes(suspect, ProblemKind::ColonInPlain, plain, Some(line.value));
            problem.related = Some((Span::new(colon, colon + 1), "read as the end of a second key"));
            Some(problem)
        }
    }
}

/// `title:text`, `title：text`, `-item`, or a line without any colon.
fn without_key(suspect: Suspect, line: Line) -> Option<Problem> {
    let text = suspect.text;
    let shown = line.value.of(text);
    let start = line.value.start as usize;
    let key_length = shown.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).unwrap_or(shown.len());
    let (key, rest) = shown.split_at(key_length);
    if let Some(item) = shown.strip_prefix('-').filter(|item| !item.starts_with(['-', ' ', '\t']) && !item.is_empty()) {
        let dash = Span::new(start, start + 1);
        let fix = (dash, "- ".to_string());
        let problem = Problem::new(ProblemKind::MissingSpaceAfterDash, dash, String::new());
        return (!item.is_empty()).then(|| problem.with_fix(suspect, fix));
    }
    if rest.starts_with(':') && !rest.starts_with("://") && !key.is_empty() {
        let colon = Span::new(start + key_length, start + key_length + 1);
        let span = Span::new(start, start + key_length + 1);
        let problem = Problem::new(ProblemKind::MissingSpaceAfterColon, span, String::new());
        return Some(problem.with_fix(suspect, (colon, ": ".to_string())));
    }
    if rest.starts_with('：') && !key.is_empty() {
        let colon = Span::new(start + key_length, start + key_length + '：'.len_utf8());
        let blanks = rest['：'.len_utf8()..].starts_with(' ');
        let fix = (colon, if blanks { ":" } else { ": " }.to_string());
        return Some(Problem::new(ProblemKind::FullwidthColon, colon, String::new()).with_fix(suspect, fix));
    }
    let top = line.whole.start == line.value.start && line.whole.start == 0;
    let word = !shown.is_empty() && !shown.starts_with(['"', '\'', '[', '{', '-', '#', '@', '`', '%', '&', '*', '!']);
    (top && word).then(|| Problem::new(ProblemKind::MissingColon, line.value, String::new()))
}

/// The tabs of this line; the fix takes those of all lines of the entry.
fn tab(suspect: Suspect, line: Line) -> Option<Problem> {
    let text = suspect.text;
    let indent = line.indent.of(text);
    let (first, last) = (indent.find('\t')?, indent.rfind('\t')?);
    let base = line.indent.start as usize;
    let problem = Problem::new(ProblemKind::TabIndent, Span::new(base + first, base + last + 1), String::new());
    let tabbed = || lines(text).filter(|line| line.indent.of(text).contains('\t'));
    let span = Span { start: tabbed().next()?.indent.start, end: tabbed().last()?.indent.end };
    let mut mended = String::new();
    let mut copied = span.start;
    for line in tabbed() {
        mended.push_str(Span { start: copied, end: line.indent.start }.of(text));
        mended.push_str(&line.indent.of(text).replace('\t', "  "));
        copied = line.indent.end;
    }
    Some(problem.with_fix(suspect, (span, mended)))
}

/// A value that starts with a quote: where it ends tells what is wrong.
fn quoted(suspect: Suspect, value: Span, quote: char) -> Option<Problem> {
    let text = suspect.text;
    let error = suspect.error?;
    let start = value.start as usize;
    if error.context.is_some_and(|context| context.contains("quoted scalar") || context.contains("escape"))
        && text.get(error.at..).is_some_and(|rest| rest.starts_with('\\'))
    {
        let length = text[error.at..].chars().take(2).map(char::len_utf8).sum::<usize>();
        let span = Span::new(error.at, error.at + length);
        let inner = value.of(text).strip_prefix('"').and_then(|inner| inner.strip_suffix('"'));
        let problem = Problem::new(ProblemKind::UnknownEscape, span, String::new());
        return Some(match inner {
            Some(inner) => problem.with_fix(suspect, (value, literally(inner))),
            None => problem,
        });
    }
    let Some(close) = closing_quote(text, start, quote) else {
        let open = Span::new(start, start + 1);
        let end = value.end as usize;
        let fix = (Span::new(end, end), quote.to_string());
        return Some(Problem::new(ProblemKind::UnclosedQuote, open, String::new()).with_fix(suspect, fix));
    };
    if close >= value.end as usize {
        // The quotes span lines: only what follows them on their last line can be wrong here.
        let rest = text[close + 1..].lines().next().unwrap_or("").trim_end();
        let after = rest.trim_start();
        let span = Span::new(close + 1 + rest.len() - after.len(), close + 1 + rest.len());
        let mut problem = Problem::new(ProblemKind::TextAfterClose, span, String::new());
        problem.related = Some((Span::new(close, close + 1), "the value ends here"));
        return (!after.is_empty() && !after.starts_with('#')).then_some(problem);
    }
    let shown = before_comment(text, value, close + 1);
    let rest = Span::new(close + 1, shown.end as usize);
    let after = rest.of(text).trim_start();
    let last = shown.end as usize - 1;
    if after.is_empty() || after.starts_with('#') {
        return None;
    }
    if text[..=last].ends_with(quote) && !after.starts_with(',') && last > close {
        let inner_last = text[close..last].rfind(quote).map_or(close, |at| close + at);
        let span = Span::new(close, inner_last + 1);
        let mut problem = Problem::new(ProblemKind::QuoteInQuoted, span, String::new());
        problem.related = Some((Span::new(start, last + 1), "the value"));
        let content = &text[start + 1..last];
        let written = if quote == '"' { escape_inner(content) } else { double_inner(content) };
        return Some(problem.with_fix(suspect, (Span::new(start, last + 1), written)));
    }
    let skipped = rest.len() - after.len();
    let span = Span::new(rest.start as usize + skipped, rest.end as usize);
    let mut problem = with_quotes(suspect, ProblemKind::TextAfterClose, shown, Some(value));
    problem.span = span;
    problem.related = Some((Span::new(close, close + 1), "the value ends here"));
    if after.starts_with(',') {
        problem.fix = None;
    }
    Some(problem)
}

/// A value that starts with a bracket.
fn flow(suspect: Suspect, value: Span) -> Option<Problem> {
    let text = suspect.text;
    let error = suspect.error?;
    let start = value.start as usize;
    let close = match closing_bracket(text, start) {
        Ok(close) => close,
        Err(comment) => {
            let end = value.end as usize;
            let fix = (Span::new(end, end), if text[start..].starts_with('[') { "]" } else { "}" }.to_string());
            let mut problem = Problem::new(ProblemKind::UnclosedBracket, Span::new(start, start + 1), String::new());
            problem.related = comment.map(|hash| (Span::new(hash, hash + 1), "starts a comment"));
            return Some(problem.with_fix(suspect, fix));
        }
    };
    let shown = before_comment(text, value, close + 1);
    let rest = text.get(close + 1..shown.end as usize).unwrap_or("");
    let after = rest.trim_start();
    if !after.is_empty() && !after.starts_with('#') {
        let span = Span::new(close + 1 + rest.len() - after.len(), shown.end as usize);
        let mut problem = with_quotes(suspect, ProblemKind::TextAfterClose, shown, Some(value));
        problem.span = span;
        problem.related = Some((Span::new(close, close + 1), "the value ends here"));
        return Some(problem);
    }
    // The fault is inside: at the word where libyaml stopped, which is an item or follows one.
    let at = error.at.clamp(start, close);
    let item = &text[at..close];
    let length = item.find([',', ']', '}', '\n']).unwrap_or(item.len());
    let span = Span::new(at, at + item[..length].trim_end().len());
    match error.problem {
        "found character that cannot start any token" if value.of(text).starts_with("{%") => {
            Some(with_quotes(suspect, ProblemKind::ReservedStart, shown, Some(value)))
        }
        "found character that cannot start any token" => {
            Some(with_quotes(suspect, ProblemKind::ReservedStart, span, None))
        }
        "did not find expected ',' or ']'" | "did not find expected ',' or '}'" if !span.is_empty() => {
            Some(Problem::new(ProblemKind::MissingComma, span, String::new()))
        }
        _ => None,
    }
}

fn indentation(suspect: Suspect, line: Line) -> Problem {
    let text = suspect.text;
    let shown = Span { start: line.indent.end, end: line.whole.end }.of(text);
    let length = shown.find(char::is_whitespace).unwrap_or(shown.len());
    let start = line.indent.end as usize;
    let problem = Problem::new(ProblemKind::BadIndentation, Span::new(start, start + length), String::new());
    // The indentation of the closest line above that makes the entry readable, or none at all.
    let above = Span { start: 0, end: line.whole.start }.of(text);
    let mut tried: Vec<&str> = Vec::new();
    for other in lines(above).collect::<Vec<_>>().into_iter().rev().take(8) {
        let indent = other.indent.of(text);
        if !tried.contains(&indent) {
            tried.push(indent);
        }
    }
    for indent in tried {
        let mended = problem.clone().with_fix(suspect, (line.indent, indent.to_string()));
        if mended.fix.is_some() {
            return mended;
        }
    }
    problem
}

/// A problem whose remedy is to quote `value`. With `full` longer than it a comment follows, and we do not guess
/// whether it is one.
fn with_quotes(suspect: Suspect, kind: ProblemKind, value: Span, full: Option<Span>) -> Problem {
    let problem = Problem::new(kind, value, String::new());
    if full.is_some_and(|full| full != value) {
        return problem;
    }
    let fix = (value, literally(value.of(suspect.text)));
    problem.with_fix(suspect, fix)
}

impl Problem {
    /// Keeps the fix if with it the entry can be read, as one entry, up to the end of the line at least: what follows
    /// may have faults of its own.
    fn with_fix(mut self, suspect: Suspect, fix: (Span, String)) -> Problem {
        let text = suspect.text;
        let (Some(before), Some(after)) = (text.get(..fix.0.start as usize), text.get(fix.0.end as usize..)) else {
            return self;
        };
        let line_end = after.find('\n').map_or(after.len(), |at| at + 1);
        let reads = |after: &str| {
            let built = tree::build(&[before, &fix.1, after].concat());
            let count = built.root.map(|root| root.entries().len() + root.items().len());
            let outdented = self.kind == ProblemKind::BadIndentation && count == Some(2);
            built.failure.is_none() && (count == Some(1) || outdented)
        };
        if reads(after) || reads(&after[..line_end]) {
            self.fix = Some(fix);
        }
        self
    }
}

/// Text as a quoted scalar that means exactly the text.
fn literally(text: &str) -> String {
    if text.contains(['"', '\\']) { format!("'{}'", text.replace('\'', "''")) } else { format!("\"{text}\"") }
}

/// The content of `"…"` with free quotes in it: escapes stay what they are.
fn escape_inner(content: &str) -> String {
    if !content.contains(['\\', '\'']) {
        return format!("'{content}'");
    }
    let mut written = String::from('"');
    let mut escaped = false;
    for c in content.chars() {
        if c == '"' && !escaped {
            written.push('\\');
        }
        escaped = c == '\\' && !escaped;
        written.push(c);
    }
    written.push('"');
    written
}

/// The content of `'…'` with free quotes in it; pairs that are right already stay.
fn double_inner(content: &str) -> String {
    let content = content.replace("''", "'");
    if content.contains(['"', '\\']) { format!("'{}'", content.replace('\'', "''")) } else { format!("\"{content}\"") }
}
