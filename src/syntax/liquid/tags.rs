//! The markup of Liquid's own tags (`tags/*.rb`).

use std::ops::Range;

use memchr::memchr_iter;

use super::blocks::{Reader, markup};
use super::fault::{FaultKind, Form, Lax};
use super::output::{Lost, trimmed};
use super::strict::{Stop, Strict};
use super::value::{
    NoNumber, attributes, fragment, fragment_at, fragments_at, is_segment, is_space, is_word, skip, value,
};
use super::{Hole, jekyll};
use crate::source::Span;

impl Reader<'_> {
    /// A tag that stands alone; whether there is one of this name.
    pub(super) fn single(&mut self, hole: &Hole, name: &str) -> bool {
        let (bytes, start) = markup(self.text, hole);
        match name {
            "assign" => self.assign(hole, start..bytes.len()),
            "increment" | "decrement" => self.define(trimmed(self.text, &(start..bytes.len()))),
            "cycle" => self.cycle(hole, start),
            "include" | "include_relative" => self.include(hole),
            "include_cached" if self.site.tag(name).is_some() => self.include(hole),
            "post_url" if jekyll::post_name(hole.markup.of(self.text).trim()).is_none() => {
                self.wrong(hole, Form::PostName);
            }
            "break" | "continue" | "link" | "post_url" => {}
            _ => return false,
        }
        true
    }

    /// The start tag of a block without branches.
    pub(super) fn plain_block(&mut self, hole: &Hole, name: &str) {
        let (bytes, start) = markup(self.text, hole);
        match name {
            "capture" => match (start..bytes.len()).find_map(|at| variable_at(bytes, at).map(|end| at..end)) {
                Some(name) => self.define(Span::new(name.start, name.end)),
                None => self.wrong(hole, Form::Capture),
            },
            "tablerow" => self.table_row(hole, start),
            "highlight" if !jekyll::is_highlight(hole.markup.of(self.text).trim()) => {
                self.wrong(hole, Form::Highlight);
            }
            _ => {}
        }
    }

    /// `case` and what it compares.
    pub(super) fn case(&mut self, hole: &Hole) {
        let (bytes, start) = markup(self.text, hole);
        match fragment(bytes, start) {
            Some(left) => {
                let read = self.lax_operand(left);
                self.named(hole, read.is_ok());
            }
            None => self.wrong(hole, Form::Case),
        }
    }

    /// `when` and its values.
    pub(super) fn when(&mut self, hole: &Hole) {
        let (bytes, mut at) = markup(self.text, hole);
        loop {
            let Some(value) = fragment(bytes, at) else { return self.wrong(hole, Form::When) };
            at = value.end;
            if self.lax_operand(value).is_err() {
                return self.named(hole, false);
            }
            let blanks = skip(bytes, at, is_space);
            let joint =
                bytes.get(blanks..blanks + 2) == Some(b"or") && bytes.get(blanks + 2).is_some_and(|b| is_space(*b));
            let next = match bytes.get(blanks) {
                Some(b',') => blanks + 1,
                _ if joint && blanks > at => blanks + 2,
                _ => break,
            };
            at = skip(bytes, next, is_space);
            if fragment_at(bytes, at).is_none() {
                break;
            }
        }
        self.named(hole, true);
    }

    /// `for`: the strict parser first, then the lax one.
    pub(super) fn for_loop(&mut self, hole: &Hole) {
        let (bytes, start) = markup(self.text, hole);
        let range = start..bytes.len();
        let (tokens, names) = (&mut self.strict_tokens, &mut self.strict_names);
        match Strict::new(self.text, range.clone(), tokens, names).and_then(|mut strict| strict.for_loop()) {
            Ok(name) => {
                self.define(name);
                self.take_names(hole, None);
            }
            Err(Stop::NoNumber) => self.named(hole, false),
            Err(Stop::Syntax) => {
                self.strict_names.clear();
                match self.lax_for(range.clone()) {
                    Some(Ok(lax)) => {
                        self.take_names(hole, None);
                        self.fault(hole, trimmed(self.text, &range), FaultKind::Lax(lax));
                    }
                    Some(Err(NoNumber)) => self.named(hole, false),
                    None => {
                        self.out.warnings += 1;
                        self.wrong(hole, Form::For);
                    }
                }
            }
        }
    }

    fn lax_for(&mut self, range: Range<usize>) -> Option<Result<Lax, NoNumber>> {
        let bytes = &self.text.as_bytes()[..range.end];
        let name = range.start..skip(bytes, range.start, is_segment);
        let values = after_in(bytes, name.end).filter(|_| !name.is_empty())?;
        let values = values..fragments_at(bytes, values)?;
        let end = values.end;
        self.define(Span::new(name.start, name.end));
        let operand = match self.lax_operand(values) {
            Ok(operand) => operand,
            Err(error) => return Some(Err(error)),
        };
        let mut lost = Lost::new(self.text);
        lost.beside_names(&operand);
        let mut at = skip(bytes, end, is_space);
        if bytes[at..].starts_with(b"reversed") {
            at += "reversed".len();
        }
        let from = at;
        for (key, limit) in attributes(&bytes[from..]) {
            let (key, limit) = (from + key.start..from + key.end, from + limit.start..from + limit.end);
            if matches!(&bytes[key.clone()], b"limit" | b"offset") {
                if let Err(error) = self.lax_operand(limit.clone()) {
                    return Some(Err(error));
                }
                lost.between(at, key.start);
                at = limit.end;
            }
        }
        lost.between(at, range.end);
        Some(Ok(Lax { operand: Some(operand), lost: lost.first }))
    }

    fn table_row(&mut self, hole: &Hole, start: usize) {
        let (bytes, _) = markup(self.text, hole);
        let mut at = start;
        let found = loop {
            let Some(from) = (at..bytes.len()).find(|at| is_word(bytes[*at])) else { break None };
            at = skip(bytes, from, is_word);
            if let Some(values) = after_in(bytes, at)
                && let Some(end) = fragments_at(bytes, values)
            {
                break Some((from..at, values..end));
            }
        };
        let Some((name, values)) = found else { return self.wrong(hole, Form::TableRow) };
        self.define(Span::new(name.start, name.end));
        let mut read = self.lax_operand(values).map(|_| ());
        for (_, attribute) in attributes(&bytes[start..]) {
            read = read.and(value(&self.text[start + attribute.start..start + attribute.end]).map(|_| ()));
        }
        self.named(hole, read.is_ok());
    }

    fn assign(&mut self, hole: &Hole, range: Range<usize>) {
        let bytes = &self.text.as_bytes()[..range.end];
        let name = memchr_iter(b'=', &bytes[range.start..]).find_map(|length| {
            let sign = range.start + length;
            let blanks = bytes[range.start..sign].iter().rev().take_while(|byte| is_space(**byte)).count();
            Some((variable_before(bytes, range.start, sign - blanks)?, sign))
        });
        let Some((name, sign)) = name else { return self.wrong(hole, Form::Assign) };
        let from = skip(bytes, sign + 1, is_space);
        self.expression(hole, from..range.end, false);
        self.define(Span::new(name.start, name.end));
    }

    fn cycle(&mut self, hole: &Hole, start: usize) {
        let (bytes, _) = markup(self.text, hole);
        let Some(end) = fragment_at(bytes, start) else { return self.wrong(hole, Form::Cycle) };
        // Before a colon stands the name of the group.
        let after = skip(bytes, end, is_space);
        let colon = match bytes.get(after) {
            Some(b':') => Some(after),
            _ => memchr::memrchr(b':', &bytes[start + 1..end]).map(|length| start + 1 + length),
        };
        let mut read = Ok(());
        if let Some(colon) = colon {
            read = self.lax_operand(start..colon.min(end)).map(|_| ());
        }
        let from = colon.map_or(start, |colon| colon + 1);
        for part in self.text[from..bytes.len()].split(',') {
            let from = part.as_ptr() as usize - self.text.as_ptr() as usize;
            if let Some(one) = fragment(&bytes[..from + part.len()], from) {
                read = read.and(self.lax_operand(one).map(|_| ()));
            }
        }
        self.named(hole, read.is_ok());
    }

    /// Ends the reading of a tag whose values have been read.
    fn named(&mut self, hole: &Hole, is_read: bool) {
        self.take_names(hole, None);
        if !is_read {
            self.fault(hole, trimmed(self.text, &hole.markup.range()), FaultKind::Range);
        }
    }

    pub(super) fn wrong(&mut self, hole: &Hole, form: Form) {
        let markup = trimmed(self.text, &hole.markup.range());
        let span = if markup.is_empty() { hole.span } else { markup };
        self.fault(hole, span, FaultKind::Markup(form));
    }

    fn define(&mut self, name: Span) {
        if self.is_rendered() {
            self.out.defined.push(name);
        }
    }
}

/// After a loop's variable: where its values start, behind `in`.
fn after_in(bytes: &[u8], at: usize) -> Option<usize> {
    let word = skip(bytes, at, is_space);
    let values = skip(bytes, word + 2, is_space);
    (word > at && bytes[word..].starts_with(b"in") && values > word + 2).then_some(values)
}

/// `VariableSignature` without its parentheses.
fn is_signature(byte: u8) -> bool {
    is_segment(byte) || matches!(byte, b'.' | b'[' | b']')
}

/// Where the variable that starts at `at` ends, for `capture`: names, each perhaps in parentheses.
fn variable_at(bytes: &[u8], at: usize) -> Option<usize> {
    let mut end = at;
    loop {
        let sign = end + usize::from(bytes.get(end) == Some(&b'('));
        if !bytes.get(sign).is_some_and(|byte| is_signature(*byte)) {
            return (end > at).then_some(end);
        }
        end = sign + 1 + usize::from(bytes.get(sign + 1) == Some(&b')'));
    }
}

/// The variable that ends at `end`, for `assign`.
fn variable_before(bytes: &[u8], from: usize, end: usize) -> Option<Range<usize>> {
    let before = |at: usize| (at > from).then(|| bytes[at - 1]);
    let mut start = end;
    loop {
        let sign = start - usize::from(before(start) == Some(b')'));
        if !before(sign).is_some_and(is_signature) {
            return (start < end).then_some(start..end);
        }
        start = sign - 1 - usize::from(before(sign - 1) == Some(b'('));
    }
}
