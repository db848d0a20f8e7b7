//! Character references (HTML 13.2.5.72 to 13.2.5.80): reading one in text or in an attribute, and decoding a value.

use std::borrow::Cow;

use memchr::memchr;

use super::entities::ENTITIES;
use super::error::ErrorCode;

/// Decodes the character references of an attribute's value: what a browser takes for the URL, the id, the text.
///
/// `&copy=1` and `&copy1` stay as they are, by the standard's rule for attributes. Nothing is allocated for a value
/// without references.
pub fn decode(value: &str) -> Cow<'_, str> {
    let bytes = value.as_bytes();
    let mut out = String::new();
    let (mut from, mut done) = (0, 0);
    while let Some(found) = memchr(b'&', &bytes[from..]) {
        let start = from + found;
        let found = reference(bytes, start, Place::Attribute);
        from = found.end;
        match found.decoded {
            Decoded::Nothing => continue,
            Decoded::Name(text) => {
                out.reserve(value.len() - done);
                out.push_str(&value[done..start]);
                out.push_str(text);
            }
            Decoded::Number(char) => {
                out.push_str(&value[done..start]);
                out.push(char);
            }
        }
        done = from;
    }
    if done == 0 {
        return Cow::Borrowed(value);
    }
    out.push_str(&value[done..]);
    Cow::Owned(out)
}

/// Where a reference stands; the rules differ.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Place {
    Text,
    Attribute,
}

pub(super) enum Decoded {
    /// It is no reference: the text reads as it is written.
    Nothing,
    Name(&'static str),
    Number(char),
}

pub(super) struct Reference {
    /// One past the last byte that belongs to it. Always behind the `&`.
    pub(super) end: usize,
    pub(super) decoded: Decoded,
    /// Codes with the byte at which the standard's tokenizer notices them.
    pub(super) errors: [Option<(ErrorCode, usize)>; 2],
}

/// Reads the reference whose `&` is at `start`.
pub(super) fn reference(bytes: &[u8], start: usize, place: Place) -> Reference {
    match bytes.get(start + 1) {
        Some(b'#') => numeric(bytes, start),
        Some(byte) if byte.is_ascii_alphanumeric() => named(bytes, start, place),
        _ => Reference { end: start + 1, decoded: Decoded::Nothing, errors: [None, None] },
    }
}

fn named(bytes: &[u8], start: usize, place: Place) -> Reference {
    let name = start + 1;
    let Some((length, text)) = longest_name(&bytes[name..]) else {
        let run = bytes[name..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let end = name + run;
        let unknown = bytes.get(end) == Some(&b';');
        let error = unknown.then_some((ErrorCode::UnknownNamedCharacterReference, end));
        return Reference { end: end + usize::from(unknown), decoded: Decoded::Nothing, errors: [error, None] };
    };
    let end = name + length;
    if bytes[end - 1] == b';' {
        return Reference { end, decoded: Decoded::Name(text), errors: [None, None] };
    }
    let next = bytes.get(end);
    if place == Place::Attribute && next.is_some_and(|byte| *byte == b'=' || byte.is_ascii_alphanumeric()) {
        return Reference { end, decoded: Decoded::Nothing, errors: [None, None] };
    }
    let error = Some((ErrorCode::MissingSemicolonAfterCharacterReference, end));
    Reference { end, decoded: Decoded::Name(text), errors: [error, None] }
}

/// The longest name in the table that `rest` starts with: its length and what it stands for.
///
/// The table is sorted, so each further byte narrows the range of names that are still possible.
fn longest_name(rest: &[u8]) -> Option<(usize, &'static str)> {
    // Nearly all references are one of these; no name goes on after their semicolon.
    const USUAL: [(&str, &str); 5] = [("amp;", "&"), ("nbsp;", "\u{A0}"), ("lt;", "<"), ("gt;", ">"), ("quot;", "\"")];
    if let Some((name, text)) = USUAL.iter().find(|(name, _)| rest.starts_with(name.as_bytes())) {
        return Some((name.len(), text));
    }
    let mut range = &ENTITIES[..];
    let mut longest = None;
    for (at, &byte) in rest.iter().enumerate() {
        let from = range.partition_point(|(name, _)| name.as_bytes().get(at).is_none_or(|it| *it < byte));
        range = &range[from..];
        let to = range.partition_point(|(name, _)| name.as_bytes().get(at) == Some(&byte));
        range = &range[..to];
        let Some((name, text)) = range.first() else { break };
        if name.len() == at + 1 {
            longest = Some((at + 1, *text));
        }
    }
    longest
}

fn numeric(bytes: &[u8], start: usize) -> Reference {
    let hex = matches!(bytes.get(start + 2), Some(b'x' | b'X'));
    let radix = if hex { 16 } else { 10 };
    let digits = start + 2 + usize::from(hex);
    let mut end = digits;
    let mut code: u32 = 0;
    while let Some(digit) = bytes.get(end).and_then(|byte| char::from(*byte).to_digit(radix)) {
        // Once it is too large it stays too large.
        code = code.saturating_mul(radix).saturating_add(digit);
        end += 1;
    }
    if end == digits {
        let error = Some((ErrorCode::AbsenceOfDigitsInNumericCharacterReference, end));
        return Reference { end, decoded: Decoded::Nothing, errors: [error, None] };
    }
    let semicolon = bytes.get(end) == Some(&b';');
    end += usize::from(semicolon);
    let missing = (!semicolon).then_some((ErrorCode::MissingSemicolonAfterCharacterReference, end));
    let (char, error) = number(code);
    Reference { end, decoded: Decoded::Number(char), errors: [missing, error.map(|code| (code, end))] }
}

/// Numeric character reference end state: the character that browsers show, and what is wrong with the number.
fn number(code: u32) -> (char, Option<ErrorCode>) {
    let char = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
    match code {
        0 => (char::REPLACEMENT_CHARACTER, Some(ErrorCode::NullCharacterReference)),
        0xD800..=0xDFFF => (char, Some(ErrorCode::SurrogateCharacterReference)),
        0x11_0000.. => (char, Some(ErrorCode::CharacterReferenceOutsideUnicodeRange)),
        0xFDD0..=0xFDEF => (char, Some(ErrorCode::NoncharacterCharacterReference)),
        _ if code & 0xFFFE == 0xFFFE => (char, Some(ErrorCode::NoncharacterCharacterReference)),
        0x80..=0x9F => {
            let shown = char::from_u32(u32::from(WINDOWS_1252[code as usize - 0x80])).unwrap_or(char);
            (shown, Some(ErrorCode::ControlCharacterReference))
        }
        0x09 | 0x0A | 0x0C => (char, None),
        0x01..=0x1F | 0x7F => (char, Some(ErrorCode::ControlCharacterReference)),
        _ => (char, None),
    }
}

/// What the numbers 0x80 to 0x9F mean to browsers (HTML 13.2.5.80); five have no meaning and stay.
const WINDOWS_1252: [u16; 32] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D,
    0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,
    0x017E, 0x0178,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_by_the_rules_of_attributes() {
        for (value, expected) in [
            ("/a?b=1&amp;c=2", "/a?b=1&c=2"),
            ("/a?b=1&copy=2", "/a?b=1&copy=2"),
            ("/a?b=1&copy2", "/a?b=1&copy2"),
            ("/a?b=1&copy", "/a?b=1©"),
            ("/a?b=1&copy;2", "/a?b=1©2"),
            ("&#x4E2D;&#22269;/&lt", "中国/<"),
            ("&#128;&#0;&#xD800;&#x110000;", "€\u{FFFD}\u{FFFD}\u{FFFD}"),
            ("&#;&#x;&;& &unknown;&", "&#;&#x;&;& &unknown;&"),
            ("&NotEqualTilde;", "\u{2242}\u{338}"),
            ("中&nbsp;文", "中\u{A0}文"),
        ] {
            assert_eq!(decode(value), expected, "{value}");
        }
        assert!(matches!(decode("/a?b=1&c=2"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_number_of_any_length_is_only_too_large() {
        assert_eq!(decode(&format!("&#{};", "9".repeat(100_000))), "\u{FFFD}");
        assert_eq!(decode(&format!("&#{}65;", "0".repeat(100_000))), "A");
    }

    #[test]
    fn the_table_is_sorted_and_complete() {
        assert_eq!(ENTITIES.len(), 2231);
        assert!(ENTITIES.windows(2).all(|pair| pair[0].0.as_bytes() < pair[1].0.as_bytes()));
    }
}
