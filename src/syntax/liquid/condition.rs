//! The comparisons of `if`, `elsif` and `unless` (`if.rb`).

use std::ops::Range;

use super::Hole;
use super::blocks::{Reader, markup};
use super::fault::{FaultKind, Form, Lax, Operand, Value};
use super::output::{Lost, trimmed};
use super::strict::{Stop, Strict};
use super::value::{NoNumber, fragment, fragment_at, is_space, skip};
use crate::source::Span;

/// What the lax parser makes of a piece between `and` and `or`.
struct Comparison {
    left: Operand,
    operator: Option<Span>,
}

/// Why the lax parser stops.
enum Refused {
    Form,
    NoNumber,
}

impl From<NoNumber> for Refused {
    fn from(_: NoNumber) -> Refused {
        Refused::NoNumber
    }
}

impl Reader<'_> {
    /// The condition of a tag.
    pub(super) fn condition(&mut self, hole: &Hole) {
        let (_, start) = markup(self.text, hole);
        let range = start..hole.markup.end as usize;
        let (tokens, names) = (&mut self.strict_tokens, &mut self.strict_names);
        let strict = Strict::new(self.text, range.clone(), tokens, names).and_then(|mut strict| strict.condition());
        let span = trimmed(self.text, &range);
        match strict {
            Ok(()) => self.take_names(hole, None),
            Err(stop) => {
                self.strict_names.clear();
                let lax = match stop {
                    Stop::NoNumber => Err(Refused::NoNumber),
                    Stop::Syntax => self.lax_condition(range),
                };
                match lax {
                    Ok((lax, operator)) => {
                        self.take_names(hole, None);
                        self.fault(hole, span, FaultKind::Lax(lax));
                        if let Some(operator) = operator {
                            self.fault(hole, operator, FaultKind::Operator);
                        }
                    }
                    Err(Refused::Form) => {
                        self.out.warnings += 1;
                        self.fault(hole, span, FaultKind::Markup(Form::If));
                    }
                    Err(Refused::NoNumber) => self.fault(hole, span, FaultKind::Range),
                }
            }
        }
    }

    /// With the first operator that Liquid does not have.
    fn lax_condition(&mut self, range: Range<usize>) -> Result<(Lax, Option<Span>), Refused> {
        let mut pieces = pieces(self.text, range);
        let mut lost = Lost::new(self.text);
        let mut unknown = None;
        let mut first = None;
        // From the last comparison to the first, as Liquid joins them.
        loop {
            let comparison = self.comparison(pieces.pop().ok_or(Refused::Form)?, &mut lost)?;
            if let Some(operator) = comparison.operator.filter(|operator| !is_operator(operator.of(self.text))) {
                unknown = Some(operator);
            }
            first = first.or(Some(comparison.left));
            let Some(joint) = pieces.pop() else { break };
            if !matches!(self.text[joint].trim(), "and" | "or") {
                return Err(Refused::Form);
            }
        }
        Ok((Lax { operand: first, lost: lost.first }, unknown))
    }

    fn comparison(&mut self, piece: Range<usize>, lost: &mut Lost) -> Result<Comparison, Refused> {
        let bytes = &self.text.as_bytes()[..piece.end];
        let left = fragment(bytes, piece.start).ok_or(Refused::Form)?;
        let sign = skip(bytes, left.end, is_space);
        let sign_end =
            skip(bytes, sign, |byte| matches!(byte, b'=' | b'!' | b'<' | b'>' | b'_') || byte.is_ascii_lowercase());
        let from = skip(bytes, sign_end, is_space);
        let right = fragment_at(bytes, from).map(|end| from..end);
        lost.between(piece.start, left.start);
        let end = right.as_ref().map_or(sign_end, |right| right.end);
        lost.between(end, piece.end);
        let operator = (sign_end > sign).then(|| Span::new(sign, sign_end));
        let left = self.lax_operand(left)?;
        let right = right.map(|right| self.lax_operand(right)).transpose()?;
        lost.beside_names(&left);
        if let Some(right) = &right {
            match operator {
                Some(_) if right.value == Value::Variable => lost.beside_names(right),
                Some(_) => {}
                // Without an operator nobody looks at it.
                None => lost.between(right.span.start as usize, piece.end),
            }
        }
        Ok(Comparison { left, operator })
    }
}

/// The operators of `condition.rb`.
fn is_operator(operator: &str) -> bool {
    matches!(operator, "==" | "!=" | "<>" | "<" | ">" | ">=" | "<=" | "contains")
}

/// The comparisons and the `and`s and `or`s between them, as `ExpressionsAndOperators` cuts them.
fn pieces(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let bytes = &text.as_bytes()[..range.end];
    let mut found = Vec::new();
    let mut at = range.start;
    while at < range.end {
        if let Some(end) = joint(text, at, range.end) {
            found.push(at..end);
            at = end;
            continue;
        }
        let start = at;
        loop {
            let from = skip(bytes, at, is_space);
            if from >= range.end || joint(text, from, range.end).is_some() {
                break;
            }
            let end = fragment_at(bytes, from).unwrap_or_else(|| skip(bytes, from, |byte| !is_space(byte)));
            at = skip(bytes, end, is_space);
        }
        if at > start {
            found.push(start..at);
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    found
}

/// Where an `and` or `or` that starts at `at` ends, with one blank before it and after it.
fn joint(text: &str, at: usize, end: usize) -> Option<usize> {
    let bytes = &text.as_bytes()[..end];
    let is_boundary = |at: usize| {
        let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        is_letter(text[..at].chars().next_back()) != is_letter(text[at..end].chars().next())
    };
    if !is_boundary(at) {
        return None;
    }
    let word = at + usize::from(bytes.get(at).is_some_and(|byte| is_space(*byte)));
    let length = ["and", "or"].into_iter().find(|joint| bytes[word..].starts_with(joint.as_bytes()))?.len();
    let after = word + length;
    let with_blank = after + usize::from(bytes.get(after).is_some_and(|byte| is_space(*byte)));
    [with_blank, after].into_iter().find(|end| is_boundary(*end))
}
