//! `{{ … }}`, and what `assign` assigns (`variable.rb`).

use std::ops::Range;

use super::blocks::{Reader, markup};
use super::fault::{FaultKind, Lax, Operand, Value};
use super::strict::{Stop, Strict};
use super::value::{self, NoNumber, fragment, fragment_at, is_space, is_word, means, parts, skip};
use super::{Hole, Named};
use crate::source::Span;

impl Reader<'_> {
    /// An output.
    pub(super) fn output(&mut self, hole: &Hole) {
        let (_, start) = markup(self.text, hole);
        self.expression(hole, start..hole.markup.end as usize, true);
    }

    /// A value with its filters: the strict parser first, then the lax one.
    pub(super) fn expression(&mut self, hole: &Hole, range: Range<usize>, is_printed: bool) {
        let (tokens, names) = (&mut self.strict_tokens, &mut self.strict_names);
        match Strict::new(self.text, range.clone(), tokens, names).and_then(|mut strict| strict.output()) {
            Ok(operand) => self.take_names(hole, Some(&operand).filter(|_| is_printed)),
            Err(stop) => {
                self.strict_names.clear();
                match stop {
                    Stop::NoNumber => self.fault(hole, span(&range), FaultKind::Range),
                    Stop::Syntax => match self.lax_output(range.clone()) {
                        Ok(lax) => {
                            self.take_names(hole, lax.operand.as_ref().filter(|_| is_printed));
                            self.fault(hole, trimmed(self.text, &range), FaultKind::Lax(lax));
                        }
                        Err(NoNumber) => self.fault(hole, span(&range), FaultKind::Range),
                    },
                }
            }
        }
    }

    /// Moves what the parsers have named to the result.
    pub(super) fn take_names(&mut self, hole: &Hole, printed: Option<&Operand>) {
        let printed = printed.and_then(|operand| operand.root);
        let is_rendered = self.is_rendered();
        let named = |span: Span| Named { span, hole: hole.span, is_printed: Some(span) == printed };
        let roots = self.strict_names.roots.drain(..).filter(|_| is_rendered);
        self.out.roots.extend(roots.map(named));
        let filters = self.strict_names.filters.drain(..).filter(|_| is_rendered);
        self.out.filters.extend(filters.map(named));
    }

    fn lax_output(&mut self, range: Range<usize>) -> Result<Lax, NoNumber> {
        let bytes = &self.text.as_bytes()[..range.end];
        let Some(name) = fragment(bytes, range.start) else {
            let lost = Some(trimmed(self.text, &range)).filter(|lost| means(lost.of(self.text)));
            return Ok(Lax { operand: None, lost });
        };
        let operand = self.lax_operand(name.clone())?;
        let mut lost = Lost::new(self.text);
        lost.between(range.start, name.start);
        lost.beside_names(&operand);
        let bar = memchr::memchr(b'|', &bytes[name.end..]).map_or(range.end, |length| name.end + length);
        lost.between(name.end, bar);
        let mut at = bar;
        while at < range.end {
            let start = at;
            at = filter_end(bytes, at);
            if at == start {
                at += 1;
            } else {
                self.lax_filter(start..at, &mut lost)?;
            }
        }
        Ok(Lax { operand: Some(operand), lost: lost.first })
    }

    /// A value of the lax parser, with its names.
    pub(super) fn lax_operand(&mut self, range: Range<usize>) -> Result<Operand, NoNumber> {
        let operand = value::operand(self.text, range)?;
        self.strict_names.roots.extend(operand.root);
        Ok(operand)
    }

    /// One filter: the first word is its name, what follows a `:` or a `,` its arguments.
    fn lax_filter(&mut self, range: Range<usize>, lost: &mut Lost) -> Result<(), NoNumber> {
        let bytes = &self.text.as_bytes()[..range.end];
        let Some(start) = (range.start..range.end).find(|at| is_word(bytes[*at])) else { return Ok(()) };
        let name = start..skip(bytes, start, is_word);
        self.strict_names.filters.push(Span::new(name.start, name.end));
        lost.between(range.start, name.start);
        let mut done = name.end;
        let mut at = range.start;
        while let Some(length) = memchr::memchr2(b':', b',', &bytes[at..]) {
            let from = skip(bytes, at + length + 1, is_space);
            let Some(value) = argument(bytes, from) else {
                at += length + 1;
                continue;
            };
            let end = value.end;
            self.lax_operand(value)?;
            lost.between(done.min(from), from);
            done = end.max(done);
            at = end;
        }
        lost.between(done, range.end);
        Ok(())
    }
}

/// Where the piece that the lax parser takes for one filter ends: blanks, commas, values.
fn filter_end(bytes: &[u8], mut at: usize) -> usize {
    loop {
        match bytes.get(at) {
            Some(b',') => at += 1,
            Some(byte) if is_space(*byte) => at += 1,
            _ => match fragment_at(bytes, at) {
                Some(end) => at = end,
                None => return at,
            },
        }
    }
}

/// The value of `value` or `key: value`.
fn argument(bytes: &[u8], from: usize) -> Option<Range<usize>> {
    let key = skip(bytes, from, is_word);
    let colon = skip(bytes, key, is_space);
    if key > from && bytes.get(colon) == Some(&b':') {
        let start = skip(bytes, colon + 1, is_space);
        if let Some(end) = fragment_at(bytes, start) {
            return Some(start..end);
        }
    }
    fragment_at(bytes, from).map(|end| from..end)
}

/// What the lax parser drops of what was meant to say something.
pub(super) struct Lost<'t> {
    text: &'t str,
    pub(super) first: Option<Span>,
}

impl<'t> Lost<'t> {
    pub(super) fn new(text: &'t str) -> Lost<'t> {
        Lost { text, first: None }
    }

    /// Nothing reads the bytes from `start` to `end`.
    pub(super) fn between(&mut self, start: usize, end: usize) {
        if start < end && self.text.get(start..end).is_some_and(means) {
            let span = trimmed(self.text, &(start..end));
            if self.first.is_none_or(|first| span.start < first.start) {
                self.first = Some(span);
            }
        }
    }

    /// Of a variable only the names count.
    pub(super) fn beside_names(&mut self, operand: &Operand) {
        if operand.value != Value::Variable || operand.span.of(self.text).starts_with('(') {
            return;
        }
        let mut at = operand.span.start as usize;
        for part in parts(operand.span.of(self.text)) {
            let start = operand.span.start as usize;
            self.between(at, start + part.start);
            at = start + part.end;
        }
        self.between(at, operand.span.end as usize);
    }
}

/// The span of `text[range]` without blanks around it.
pub(super) fn trimmed(text: &str, range: &Range<usize>) -> Span {
    let all = text.get(range.clone()).unwrap_or("");
    let start = range.start + all.len() - all.trim_start().len();
    Span::new(start, start + all.trim().len())
}

fn span(range: &Range<usize>) -> Span {
    Span::new(range.start, range.end)
}
