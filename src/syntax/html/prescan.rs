//! Control characters and noncharacters in the input stream (HTML 13.2.3.5), found 64 bytes at a time.

use super::error::{Error, ErrorCode};
use crate::source::Span;

const BLOCK: usize = 64;

/// Hands every control character and noncharacter of `text` from byte `start` on to `report`, in order.
pub(super) fn input_stream_errors(text: &str, start: usize, mut report: impl FnMut(Error)) {
    let bytes = text.as_bytes();
    let mut at = start;
    // One byte more than a block: a suspicious lead byte is judged together with the byte behind it.
    while let Some(block) = bytes.get(at..=at + BLOCK).and_then(|it| it.first_chunk::<65>()) {
        if is_suspicious(block) {
            scan(text, at, at + BLOCK, &mut report);
        }
        at += BLOCK;
    }
    scan(text, at, bytes.len(), &mut report);
}

/// Whether one of the first 64 bytes may begin a control character or a noncharacter. Without branches, so that the
/// compiler uses vectors.
#[allow(clippy::needless_bitwise_bool, reason = "a lazy operator is a branch")]
fn is_suspicious(block: &[u8; BLOCK + 1]) -> bool {
    let mut found = 0;
    for (&byte, &next) in block.iter().zip(&block[1..]) {
        let c0 = (byte < 0x20) & (byte != b'\t') & (byte != b'\n') & (byte != b'\r');
        let c1 = (byte == 0xC2) & (next < 0xA0);
        let arabic = (byte == 0xEF) & (next == 0xB7);
        let specials = (byte == 0xEF) & (next == 0xBF);
        found |= u8::from(c0 | (byte == 0x7F) | c1 | arabic | specials | (byte >= 0xF0));
    }
    found != 0
}

/// Looks at each character that begins in `from..to`.
fn scan(text: &str, from: usize, to: usize, report: &mut impl FnMut(Error)) {
    let mut from = from;
    while !text.is_char_boundary(from) {
        from += 1;
    }
    for (offset, char) in text[from..].char_indices() {
        let at = from + offset;
        if at >= to {
            break;
        }
        let code = match char as u32 {
            0x00 | 0x09 | 0x0A | 0x0C | 0x0D => continue,
            0x01..=0x1F | 0x7F..=0x9F => ErrorCode::ControlCharacterInInputStream,
            0xFDD0..=0xFDEF => ErrorCode::NoncharacterInInputStream,
            code if code & 0xFFFE == 0xFFFE => ErrorCode::NoncharacterInInputStream,
            _ => continue,
        };
        report(Error { code, at: at as u32, span: Span::new(at, at + char.len_utf8()) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_them_wherever_a_block_ends() {
        for bad in ["\u{1}", "\u{7F}", "\u{85}", "\u{FDD0}", "\u{FFFE}", "\u{1FFFF}", "\u{10FFFE}"] {
            for before in 0..140 {
                let text =
                    format!("{}{bad}中，文\u{A0}·\u{FDF0}\u{FFFD}😀\t\r\n{}", "a".repeat(before), "b".repeat(100));
                let mut found = Vec::new();
                input_stream_errors(&text, 0, |error| found.push(error.span));
                assert_eq!(found, [Span::new(before, before + bad.len())], "{bad:?} after {before}");
            }
        }
    }
}
