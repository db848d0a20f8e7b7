//! Reads on after a fault: the top-level entry that holds it is blanked and the rest is read again, so that several
//! independent faults are found at once and nothing is reported that only follows from another.

use super::diagnose::{self, Suspect};
use super::tree::{self, Built, Failure};
use super::{Node, Parsed, Problem, ProblemKind, Style, Value};
use crate::source::Span;

/// Faults reported for one text.
const MAX_PROBLEMS: usize = 20;
/// Entries tried, backwards from where libyaml stopped.
const MAX_SUSPECTS: usize = 64;
/// Longer texts are read once: the first fault only.
const MAX_RECOVERY: usize = 1 << 20;

/// As [`super::parse`].
pub(super) fn parse(text: &str, span: Span) -> Parsed {
    let text = span.of(text);
    let built = tree::build(text);
    let mut parsed = if built.failure.is_none() {
        Parsed { root: built.root, problems: Vec::new(), comments: built.comments, ignored: built.ignored }
    } else {
        recover(text, built)
    };
    if span.start != 0 {
        shift(&mut parsed, span.start as usize);
    }
    parsed
}

fn recover(text: &str, mut built: Built) -> Parsed {
    let mut rest = text.to_string();
    let mut problems: Vec<Problem> = Vec::new();
    let mut blanked: Vec<Span> = Vec::new();
    while let Some(failure) = built.failure.take() {
        if blanked.len() == MAX_PROBLEMS {
            break;
        }
        let (problem, entry) = blame(&rest, &failure, &built.scalars);
        // The torn rest of an entry that was just reported is no fault of its own.
        let follows =
            blanked.iter().any(|earlier| earlier.end == entry.start) && is_torn(entry.of(&rest), problem.kind);
        let mask = values_mask(&problem);
        // A text without measure is one fault; what is left of it would only be another measure exceeded.
        let measureless = problem.kind == ProblemKind::TooManyAliases;
        if !follows {
            problems.push(problem);
        }
        if entry.is_empty() || measureless || text.len() > MAX_RECOVERY {
            break;
        }
        match mask {
            Some(value) => fill(&mut rest, value, 'x'),
            None => fill(&mut rest, entry, ' '),
        }
        blanked.push(entry);
        built = tree::build(&rest);
    }
    if let Some(root) = &mut built.root {
        leave_out(root, &blanked);
    }
    problems.sort_by_key(|problem| (problem.span.start, problem.span.end));
    Parsed { root: built.root, problems, comments: built.comments, ignored: built.ignored }
}

fn is_torn(entry: &str, kind: ProblemKind) -> bool {
    matches!(kind, ProblemKind::MissingColon | ProblemKind::Other) && !entry.contains(": ")
}

/// The value to mask, where another value in its place is known to mend the entry: its other lines may hold faults too.
fn values_mask(problem: &Problem) -> Option<Span> {
    let (span, _) = problem.fix.as_ref()?;
    let value = matches!(
        problem.kind,
        ProblemKind::ColonInPlain
            | ProblemKind::QuoteInQuoted
            | ProblemKind::TextAfterClose
            | ProblemKind::ReservedStart
            | ProblemKind::UnknownEscape
    );
    value.then_some(*span)
}

/// Takes out what stands in an entry with a fault: its value is not what the author wrote.
fn leave_out(root: &mut Node, faulty: &[Span]) {
    let sound = |node: &Node| !faulty.iter().any(|entry| entry.start <= node.span.start && node.span.start < entry.end);
    match &mut root.value {
        Value::Mapping(entries) => entries.retain(|(key, _)| sound(key)),
        Value::Sequence(items) => items.retain(sound),
        _ => {}
    }
}

/// Replaces all but the line breaks.
fn fill(text: &mut String, span: Span, with: char) {
    let filled: String =
        span.of(text).bytes().map(|byte| if matches!(byte, b'\n' | b'\r') { byte as char } else { with }).collect();
    text.replace_range(span.range(), &filled);
}

/// `key: value` or `key:` at the start of a line.
fn starts_entry(line: &str) -> bool {
    let length = line.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'))).unwrap_or(0);
    let rest = line[length..].trim_end();
    length > 0 && (rest == ":" || rest.starts_with(": "))
}

/// The fault behind a failure, and the entry to leave out.
fn blame(text: &str, failure: &Failure, scalars: &[(Span, Style)]) -> (Problem, Span) {
    let entries = entries(text, scalars);
    let entry_at = |at: usize| entries.partition_point(|entry| entry.start as usize <= at).checked_sub(1);
    let error = match failure {
        Failure::Refused { kind, span, message } => {
            let entry = entry_at(span.start as usize).map_or(*span, |index| entries[index]);
            return (Problem::new(*kind, *span, message.clone()), entry);
        }
        Failure::Syntax(error) => error,
    };
    let at = error.blame();
    let nearest = entry_at(at.min(text.len().saturating_sub(1)));
    let fallback = nearest.and_then(|index| entries.get(index)).copied().unwrap_or_default();
    if error.problem == "control characters are not allowed" {
        let length = text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        let problem = Problem::new(ProblemKind::ControlCharacter, Span::new(at, at + length), error.message());
        return (problem, fallback);
    }
    let in_list = entries.first().is_some_and(|entry| entry.of(text).starts_with("- "));
    let suspects = nearest.map_or(&[][..], |nearest| &entries[..=nearest]);
    for entry in suspects.iter().rev().take(MAX_SUSPECTS) {
        let alone = tree::build(entry.of(text));
        let own = match (&alone.failure, &alone.root) {
            (Some(Failure::Syntax(own)), _) => Some(own),
            (None, Some(root)) if !in_list && !matches!(root.value, Value::Mapping(_)) => None,
            _ => continue,
        };
        let suspect = Suspect { text: entry.of(text), error: own, scalars: &alone.scalars };
        let Some(mut problem) = diagnose::diagnose(suspect) else { continue };
        problem.message = error.message();
        problem.shift(entry.start as usize);
        return (problem, *entry);
    }
    (diagnose::unknown(text, error), fallback)
}

/// The top-level entries with their continuation lines. What comes before the first, the opening fence above all,
/// belongs to none.
fn entries(text: &str, scalars: &[(Span, Style)]) -> Vec<Span> {
    let mut entries: Vec<Span> = Vec::new();
    let mut scalars = scalars.iter().peekable();
    let mut start = 0;
    let mut list = false;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        while scalars.next_if(|(span, _)| (span.end as usize) <= start).is_some() {}
        // A quote that was never closed swallows the entries below it; they are entries all the same.
        let inside = scalars.peek().is_some_and(|(span, _)| (span.start as usize) < start) && !starts_entry(line);
        let fence = start == 0 && line.trim_end() == "---";
        let item = line.starts_with('-');
        list |= entries.is_empty() && line.starts_with("- ");
        let continues = inside || line.starts_with([' ', '\t', ']', '}', '\n', '\r']) || (item && !list);
        match entries.last_mut() {
            _ if fence => {}
            Some(entry) if continues || line.starts_with('#') => entry.end = end as u32,
            _ => entries.push(Span::new(start, end)),
        }
        start = end;
    }
    entries
}

impl Problem {
    pub(super) fn new(kind: ProblemKind, span: Span, message: String) -> Problem {
        Problem { kind, span, related: None, message, fix: None }
    }

    fn shift(&mut self, by: usize) {
        self.span = self.span.shifted(by);
        if let Some((span, _)) = &mut self.related {
            *span = span.shifted(by);
        }
        if let Some((span, _)) = &mut self.fix {
            *span = span.shifted(by);
        }
    }
}

/// Turns offsets in the parsed text into offsets in the file.
fn shift(parsed: &mut Parsed, by: usize) {
    if let Some(root) = &mut parsed.root {
        shift_node(root, by);
    }
    for comment in parsed.comments.iter_mut().chain(&mut parsed.ignored) {
        *comment = comment.shifted(by);
    }
    for problem in &mut parsed.problems {
        problem.shift(by);
    }
}

fn shift_node(node: &mut Node, by: usize) {
    node.span = node.span.shifted(by);
    match &mut node.value {
        Value::Sequence(items) => items.iter_mut().for_each(|item| shift_node(item, by)),
        Value::Mapping(entries) => entries.iter_mut().for_each(|(key, value)| {
            shift_node(key, by);
            shift_node(value, by);
        }),
        _ => {}
    }
}
