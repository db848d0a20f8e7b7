//! Where a span may begin, or end.

use memchr::memchr;

use super::span::Stop;

/// Which bytes may begin a span.
const SIGNS: [bool; 256] = {
    let mut signs = [false; 256];
    let list = b"*_`<[!\"'${&-. \\>~]";
    let mut i = 0;
    while i < list.len() {
        signs[list[i] as usize] = true;
        i += 1;
    }
    signs
};

/// The next place at which a span may begin, or `stop` stands.
pub(super) fn next_sign(bytes: &[u8], from: usize, end: usize, only_html: bool, stop: Stop<'_>) -> Option<usize> {
    let in_bracket = matches!(stop, Stop::Bracket);
    if only_html {
        return memchr(b'<', &bytes[from..end]).map(|i| from + i);
    }
    let mut at = from;
    loop {
        at += bytes[at..end].iter().position(|byte| SIGNS[usize::from(*byte)])?;
        let rest = &bytes[at..end];
        let next = rest.get(1).copied();
        let begins = match rest[0] {
            b'!' => next == Some(b'['),
            b'{' => next == Some(b':'),
            b'-' => next == Some(b'-'),
            b'.' => rest.starts_with(b"..."),
            b' ' => rest.starts_with(b"  \n") || rest.starts_with(b" >>") || rest.starts_with(b" <<"),
            b'>' => next == Some(b'>'),
            b'~' => next == Some(b'~'),
            b']' => in_bracket,
            b'"' | b'\'' => {
                // A quotation mark is read with the character before it.
                let before = at - (from..at).rev().take(4).find(|i| bytes[*i] & 0xC0 != 0x80).map_or(0, |i| at - i);
                return Some(if before < at && bytes[before] != b'\\' { before } else { at });
            }
            _ => true,
        };
        if begins {
            return Some(at);
        }
        at += 1;
    }
}
