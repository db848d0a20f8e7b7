//! What the author did wrong, where libyaml only knows what it expected.

use super::tree::{self, Failure};
use super::{Node, Parsed, Problem, ProblemKind, Value};
use crate::source::Span;

/// As [`super::parse`].
pub(super) fn parse(text: &str, span: Span) -> Parsed {
    let base = span.start as usize;
    let built = tree::build(span.of(text));
    let mut parsed =
        Parsed { root: built.root, problems: Vec::new(), comments: built.comments, ignored: built.ignored };
    if let Some(failure) = built.failure {
        let (kind, span, message) = match failure {
            Failure::Syntax(error) => {
                (ProblemKind::Other, Span::new(error.blame(), error.blame()), error.problem.to_string())
            }
            Failure::Refused { kind, span, message } => (kind, span, message),
        };
        parsed.problems.push(Problem { kind, span, related: None, message, fix: None });
    }
    if base != 0 {
        shift(&mut parsed, base);
    }
    parsed
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
        problem.span = problem.span.shifted(by);
        if let Some((span, _)) = &mut problem.related {
            *span = span.shifted(by);
        }
        if let Some((span, _)) = &mut problem.fix {
            *span = span.shifted(by);
        }
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
