//! Values as Liquid 4.0.4 reads them once it knows where they begin and end (`expression.rb`, `variable_lookup.rb`), and the
//! pieces that its lax parser cuts markup into.

use std::ops::Range;

use memchr::memchr;

use super::fault::{Operand, Value};
use crate::source::Span;

/// A value on which Ruby fails: a range one of whose ends is no number.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NoNumber;

/// Deeper than this nobody nests ranges.
const DEEPEST: usize = 50;

/// What the whole of `markup` is.
pub(super) fn value(markup: &str) -> Result<Value, NoNumber> {
    read(markup, 0)
}

/// The value at `range` of `text`, with its root.
pub(super) fn operand(text: &str, range: Range<usize>) -> Result<Operand, NoNumber> {
    let markup = &text[range.clone()];
    let value = value(markup)?;
    let is_name = value == Value::Variable && range_ends(markup).is_none();
    let root = if is_name { root(markup) } else { None };
    Ok(Operand {
        span: Span::new(range.start, range.end),
        value,
        root: root.map(|root| Span::new(range.start + root.start, range.start + root.end)),
    })
}

fn read(markup: &str, depth: usize) -> Result<Value, NoNumber> {
    match markup {
        "" | "nil" | "null" => return Ok(Value::Nothing),
        "true" | "false" => return Ok(Value::Bool),
        "blank" | "empty" => return Ok(Value::Blank),
        _ => {}
    }
    let bytes = markup.as_bytes();
    let quoted = |quote: u8| bytes.len() > 1 && bytes[0] == quote && bytes[bytes.len() - 1] == quote;
    if quoted(b'\'') || quoted(b'"') {
        return Ok(Value::Text);
    }
    let digits = bytes.strip_prefix(b"-").unwrap_or(bytes);
    if digits.first().is_some_and(u8::is_ascii_digit) && digits.iter().all(|b| b.is_ascii_digit() || *b == b'.') {
        return Ok(Value::Number);
    }
    if let Some((first, last)) = range_ends(markup) {
        if depth == DEEPEST {
            return Ok(Value::Variable);
        }
        let ends = [read(first, depth + 1)?, read(last, depth + 1)?];
        return if ends.contains(&Value::Variable) {
            Ok(Value::Variable)
        } else if ends.iter().any(|end| matches!(end, Value::Bool | Value::Blank | Value::Range)) {
            Err(NoNumber)
        } else {
            Ok(Value::Range)
        };
    }
    if depth < DEEPEST && markup.contains('(') {
        for part in parts(markup).filter(|part| bytes[part.start] == b'[') {
            read(&markup[part.start + 1..part.end - 1], depth + 1)?;
        }
    }
    Ok(Value::Variable)
}

/// `(a..b)` without blanks; of several `..` the last counts.
fn range_ends(markup: &str) -> Option<(&str, &str)> {
    let inner = markup.strip_prefix('(')?.strip_suffix(')')?;
    let before_last = inner.char_indices().next_back()?.0;
    let dots = inner.get(..before_last)?.rfind("..").filter(|at| *at > 0)?;
    let blank = inner.bytes().any(is_space);
    (!blank).then(|| (&inner[..dots], &inner[dots + 2..]))
}

/// The first name of a variable, unless it is in brackets.
fn root(markup: &str) -> Option<Range<usize>> {
    parts(markup).next().filter(|part| markup.as_bytes()[part.start] != b'[')
}

/// The names and brackets that a variable is made of; whatever stands between them is passed over.
pub(super) fn parts(markup: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = markup.as_bytes();
    let mut at = 0;
    let mut closes = true;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let start = at;
            if bytes[at] == b'[' && closes {
                let close = memchr(b']', &bytes[at..]);
                closes = close.is_some();
                if let Some(length) = close.filter(|length| *length > 1) {
                    at += length + 1;
                    return Some(start..at);
                }
            }
            at = skip(bytes, at, is_segment);
            if at > start {
                at += usize::from(bytes.get(at) == Some(&b'?'));
                return Some(start..at);
            }
            at += 1;
        }
        None
    })
}

/// Where the quoted text that starts at `at` ends.
fn quoted(bytes: &[u8], at: usize) -> Option<usize> {
    let quote = *bytes.get(at).filter(|byte| matches!(byte, b'"' | b'\''))?;
    memchr(quote, &bytes[at + 1..]).map(|length| at + 1 + length + 1)
}

/// Where the `QuotedFragment` that starts at `at` ends: a quoted text, or anything up to a blank, a comma or a `|`.
pub(super) fn fragment_at(bytes: &[u8], at: usize) -> Option<usize> {
    if let Some(end) = quoted(bytes, at) {
        return Some(end);
    }
    let mut end = at;
    while let Some(&byte) = bytes.get(end) {
        end = match byte {
            b'"' | b'\'' => match quoted(bytes, end) {
                Some(end) => end,
                None => break,
            },
            b',' | b'|' => break,
            byte if is_space(byte) => break,
            _ => end + 1,
        };
    }
    (end > at).then_some(end)
}

/// The first `QuotedFragment` at or after `at`.
pub(super) fn fragment(bytes: &[u8], mut at: usize) -> Option<Range<usize>> {
    while at < bytes.len() {
        if let Some(end) = fragment_at(bytes, at) {
            return Some(at..end);
        }
        at += 1;
    }
    None
}

/// Several `QuotedFragment`s that follow each other at once.
pub(super) fn fragments_at(bytes: &[u8], at: usize) -> Option<usize> {
    let mut end = fragment_at(bytes, at)?;
    while let Some(next) = fragment_at(bytes, end) {
        end = next;
    }
    Some(end)
}

/// The `key: value` pairs of `bytes`: each with its value.
pub(super) fn attributes(bytes: &[u8]) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let start = at;
            at = skip(bytes, at, is_word);
            if at == start {
                at += 1;
                continue;
            }
            let key = start..at;
            let colon = skip(bytes, at, is_space);
            if bytes.get(colon) == Some(&b':') {
                let from = skip(bytes, colon + 1, is_space);
                if let Some(end) = fragment_at(bytes, from) {
                    at = end;
                    return Some((key, from..end));
                }
            }
        }
        None
    })
}

/// The first place at or after `at` whose byte is not `wanted`; the end where there is none.
pub(super) fn skip(bytes: &[u8], at: usize, wanted: impl Fn(u8) -> bool) -> usize {
    bytes.get(at..).unwrap_or_default().iter().position(|byte| !wanted(*byte)).map_or(bytes.len(), |length| at + length)
}

/// Ruby's `\s`.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0B | 0x0C)
}

/// Ruby's `\w`.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// `[\w\-]`, of which a name consists.
pub(super) fn is_segment(byte: u8) -> bool {
    is_word(byte) || byte == b'-'
}

/// Whether a piece that is dropped was meant to say something.
pub(super) fn means(text: &str) -> bool {
    text.chars().any(|c| c.is_alphanumeric() || matches!(c, '"' | '\'' | '!' | '=' | '<' | '>' | '&'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_what_it_looks_like() {
        for (markup, expected) in [
            ("nil", Ok(Value::Nothing)),
            ("true", Ok(Value::Bool)),
            ("empty", Ok(Value::Blank)),
            ("'a'", Ok(Value::Text)),
            ("-1.5", Ok(Value::Number)),
            ("(1..2)", Ok(Value::Range)),
            ("(1..x)", Ok(Value::Variable)),
            ("(1 ..2)", Ok(Value::Variable)),
            ("(true..2)", Err(NoNumber)),
            ("((1..2)..3)", Err(NoNumber)),
            ("(1..(2..3))", Ok(Value::Variable)),
            ("a[(nil..blank)]", Err(NoNumber)),
            ("page.title", Ok(Value::Variable)),
            ("'", Ok(Value::Variable)),
        ] {
            assert_eq!(value(markup), expected, "{markup}");
        }
    }

    #[test]
    fn fragments_and_attributes() {
        let all = |text: &'static str| {
            let (mut at, mut found) = (0, Vec::new());
            while let Some(range) = fragment(text.as_bytes(), at) {
                at = range.end;
                found.push(&text[range]);
            }
            found
        };
        assert_eq!(all("a'b c'd, \"x\"y | ' z"), ["a'b c'd", "\"x\"", "y", "z"]);
        let text = "x in y limit:2 cols : 'a b' reversed: , c:d:e";
        let found: Vec<_> = attributes(text.as_bytes()).map(|(key, value)| (&text[key], &text[value])).collect();
        assert_eq!(found, [("limit", "2"), ("cols", "'a b'"), ("c", "d:e")]);
        assert_eq!(parts("a.b?[c][]-d").map(|part| &"a.b?[c][]-d"[part]).collect::<Vec<_>>(), ["a", "b?", "[c]", "-d"]);
    }
}
