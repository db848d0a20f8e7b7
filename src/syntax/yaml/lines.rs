//! The look of a line of YAML, for texts that no parser accepts.

use crate::source::Span;

/// The parts of a line `  - key: value # comment`, as offsets in the entry.
#[derive(Clone, Copy)]
pub(super) struct Line {
    pub whole: Span,
    pub indent: Span,
    /// Empty without a key.
    pub key: Span,
    /// Up to the end of the line, without the blanks around it.
    pub value: Span,
}

/// The quote that ends the scalar whose opening quote is at `open`.
pub(super) fn closing_quote(text: &str, open: usize, quote: char) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = open + 1;
    while let Some(byte) = bytes.get(at) {
        match (quote, byte) {
            ('"', b'\\') => at += 1,
            ('\'', b'\'') if bytes.get(at + 1) == Some(&b'\'') => at += 1,
            (quote, byte) if u32::from(quote) == u32::from(*byte) => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

/// The bracket that closes the one at `open`; a quote that starts an item hides what it encloses, a comment the rest of
/// its line. `Err` has the comment that may hide the bracket.
pub(super) fn closing_bracket(text: &str, open: usize) -> Result<usize, Option<usize>> {
    let bytes = text.as_bytes();
    let (mut depth, mut at, mut before, mut comment) = (0_usize, open, b' ', None);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Ok(at);
                }
            }
            b'"' | b'\'' if matches!(before, b'[' | b'{' | b',' | b':') => {
                at = closing_quote(text, at, *byte as char).ok_or(comment)?;
            }
            b'#' if matches!(bytes.get(at.wrapping_sub(1)), Some(b' ' | b'\t' | b'\n' | b'[' | b'{' | b',')) => {
                let line = text.get(at..).unwrap_or("").lines().next().unwrap_or("");
                comment = comment.or(line.contains([']', '}']).then_some(at));
                at += line.len();
            }
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            before = *byte;
        }
        at += 1;
    }
    Err(comment)
}

/// Where a colon inside a plain value ends a key: before a blank or at the end.
pub(super) fn inner_colon(value: &str) -> Option<usize> {
    let mut bytes = value.bytes().enumerate();
    let all = value.as_bytes();
    bytes.find(|(at, byte)| *byte == b':' && matches!(all.get(at + 1), None | Some(b' ' | b'\t'))).map(|(at, _)| at)
}

/// The value without a comment that starts at or after `from`.
pub(super) fn before_comment(text: &str, value: Span, from: usize) -> Span {
    let shown = text.get(from..value.end as usize).unwrap_or("");
    let end = shown.find(" #").or_else(|| shown.find("\t#")).map_or(shown.len(), |at| shown[..at].trim_end().len());
    Span::new(value.start as usize, from + end)
}

/// All lines, their spans counted from the start of `text`.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |whole| {
        let line = parts(whole, start);
        start += whole.len();
        line
    })
}

fn parts(whole: &str, start: usize) -> Line {
    let shown = whole.trim_end();
    let indent = shown.len() - shown.trim_start_matches([' ', '\t']).len();
    let mut at = indent;
    while let Some(item) = shown[at..].strip_prefix("- ") {
        at += 2 + item.len() - item.trim_start_matches(' ').len();
    }
    let key_end = key_length(&shown[at..]).map_or(at, |length| at + length);
    let value = if key_end == at { at } else { key_end + 1 };
    let value = value + shown[value..].len() - shown[value..].trim_start().len();
    Line {
        whole: Span::new(start, start + shown.len()),
        indent: Span::new(start, start + indent),
        key: Span::new(start + at, start + key_end),
        value: Span::new(start + value, start + shown.len()),
    }
}

/// The length of the key before the first colon that a blank or the end of the line follows.
fn key_length(shown: &str) -> Option<usize> {
    match shown.chars().next()? {
        quote @ ('"' | '\'') => {
            let close = closing_quote(shown, 0, quote)?;
            let colon = close + 1 + shown[close + 1..].find(|c| c != ' ')?;
            (shown[colon..].starts_with(": ") || &shown[colon..] == ":").then_some(colon)
        }
        '[' | '{' | '#' | '@' | '`' | '%' => None,
        _ => inner_colon(shown),
    }
}
