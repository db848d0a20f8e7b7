//! Characters that seldom stand in a text for a good reason. One pass over the bytes, 64 at a time, finds them all, so
//! that a text without them, Chinese or not, costs next to nothing.

use crate::source::Span;

/// Neighbouring characters of one kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Odd {
    /// Where they stand.
    pub span: Span,
    /// What they are.
    pub kind: OddKind,
}

/// What is odd about a character.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OddKind {
    /// Has no width: U+200B to U+200D, U+2060 to U+2064, U+FEFF.
    Invisible,
    /// Embeds, overrides or isolates a direction: U+202A to U+202E, U+2066 to U+2069.
    Direction,
    /// U+FFFD.
    Replacement,
    /// A full-width letter or digit.
    FullWidth,
    /// A radical, or an ideograph of the block for round trips: looks like a common one and is another.
    Lookalike,
    /// 锛, 锟 or 鐨, common only where UTF-8 was read as GBK.
    Gbk,
    /// À to ÿ before a character that is not ASCII either: perhaps the begin of UTF-8 read as Latin-1.
    Latin,
}

/// Finds them all, in order.
pub fn odd(text: &str) -> Vec<Odd> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    // Two bytes more than a block: a character is judged with the two bytes behind its first.
    while let Some(block) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        if may_lead(block) && may_hold(block) && holds(block) {
            scan(text, at, at + BLOCK, &mut found);
        }
        at += BLOCK;
    }
    scan(text, at, bytes.len(), &mut found);
    found
}

/// Whether there is one bracket or quotation mark of East Asian writing whose partner is missing, as far as counting
/// tells: where it answers no, every kind has as many that open as that close.
pub fn may_be_unpaired(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut sums = [0_u8; BLOCK];
    let mut at = 0;
    while let Some(block) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        weigh(block, &mut sums);
        at += BLOCK;
    }
    let mut rest = [0; BLOCK + 2];
    let left = &bytes[at..];
    // What is left over is shorter than a block and the two bytes more; a mark in its last two bytes has no room.
    let length = left.len().min(rest.len());
    rest[..length].copy_from_slice(&left[..length]);
    weigh(&rest, &mut sums);
    sums.iter().fold(0, |sum: u8, one| sum.wrapping_add(*one)) != 0
}

const BLOCK: usize = 64;
type Block = [u8; BLOCK + 2];

/// Whether a byte is there that begins such a character: most of a Latin text has none.
fn may_lead(block: &Block) -> bool {
    let leads =
        |byte: u8| u8::from(byte == 0xC3) | u8::from(byte == 0xE2) | u8::from(byte == 0xE9) | u8::from(byte == 0xEF);
    block[..BLOCK].iter().fold(0, |any, byte| any | leads(*byte)) != 0
}

/// Few comparisons, which the punctuation of a Chinese text passes but for colons, quotation and question marks.
#[allow(clippy::needless_bitwise_bool, reason = "a lazy operator is a branch")]
fn may_hold(block: &Block) -> bool {
    any(block, |a, b, c| {
        let wide = (a == 0xEF) & ((b != 0xBC) | (c >= 0x90));
        (a == 0xC3) | (a == 0xE2) | wide | is_gbk(a, b, c)
    })
}

#[allow(clippy::needless_bitwise_bool, reason = "a lazy operator is a branch")]
fn holds(block: &Block) -> bool {
    any(block, |a, b, c| {
        let joiner = (b == 0x80) & (within(c, 0x8B, 3) | within(c, 0xAA, 5));
        let isolate = (b == 0x81) & within(c, 0xA0, 10);
        let mark = (a == 0xE2) & (joiner | isolate | (b >= 0xBA));
        let digit = (b == 0xBC) & (within(c, 0x90, 10) | within(c, 0xA1, 26));
        let lower = (b == 0xBD) & within(c, 0x81, 26);
        let special = ((b == 0xBB) & (c == 0xBF)) | ((b == 0xBF) & (c == 0xBD));
        let wide = (a == 0xEF) & (digit | lower | special | within(b, 0xA4, 8));
        mark | wide | is_gbk(a, b, c) | ((a == 0xC3) & (c >= 0x80))
    })
}

/// 锛, 锟, 鐨, and some that are rarer still.
#[allow(clippy::needless_bitwise_bool, reason = "a lazy operator is a branch")]
fn is_gbk(a: u8, b: u8, c: u8) -> bool {
    (a == 0xE9) & (((b == 0x94) & within(c, 0x9B, 5)) | ((b == 0x90) & (c == 0xA8)))
}

/// Whether the test holds anywhere. Without branches, so that the compiler uses vectors.
fn any(block: &Block, test: impl Fn(u8, u8, u8) -> bool) -> bool {
    let mut found = 0;
    for at in 0..BLOCK {
        found |= u8::from(test(block[at], block[at + 1], block[at + 2]));
    }
    found != 0
}

fn within(byte: u8, first: u8, count: u8) -> bool {
    byte.wrapping_sub(first) < count
}

/// Adds what each opening mark weighs and takes it away for each closing one. An opening mark's last byte is even, its
/// partner's the next; so the odd one of the two tells the kinds apart.
#[allow(clippy::needless_bitwise_bool, reason = "a lazy operator is a branch")]
fn weigh(block: &Block, sums: &mut [u8; BLOCK]) {
    for at in 0..BLOCK {
        let (a, b, c) = (block[at], block[at + 1], block[at + 2]);
        let paren = (a == 0xEF) & (b == 0xBC) & (c & 0xFE == 0x88);
        let corner = (a == 0xE3) & (b == 0x80) & within(c, 0x88, 10);
        let quote = (a == 0xE2) & (b == 0x80) & (c & 0xFE == 0x9C);
        let weight = if paren | corner | quote { c | 1 } else { 0 };
        let signed = if c & 1 == 0 { weight } else { weight.wrapping_neg() };
        sums[at] = sums[at].wrapping_add(signed);
    }
}

/// Looks at each character that begins in `from..to`.
fn scan(text: &str, mut from: usize, to: usize, found: &mut Vec<Odd>) {
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let mut chars = text[from..].char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        let at = from + offset;
        if at >= to {
            break;
        }
        let Some(kind) = kind(c, chars.peek().map(|(_, next)| *next)) else { continue };
        let span = Span::new(at, at + c.len_utf8());
        match found.last_mut() {
            Some(last) if last.kind == kind && last.span.end == span.start => last.span.end = span.end,
            _ => found.push(Odd { span, kind }),
        }
    }
}

fn kind(c: char, next: Option<char>) -> Option<OddKind> {
    Some(match c {
        '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' => OddKind::Invisible,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => OddKind::Direction,
        '\u{FFFD}' => OddKind::Replacement,
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => OddKind::FullWidth,
        '\u{2E80}'..='\u{2FD5}' | '\u{F900}'..='\u{FAD9}' => OddKind::Lookalike,
        '锛' | '锟' | '鐨' => OddKind::Gbk,
        'À'..='ÿ' if next.is_some_and(|next| !next.is_ascii()) => OddKind::Latin,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PLAIN: &str = "中，文：“引”？（a）！é e·…\u{A0}😀ｱ～￥《》、。\t\r\n";

    /// What the pass must find, character by character.
    fn slowly(text: &str) -> Vec<Odd> {
        let mut found = Vec::new();
        scan(text, 0, text.len(), &mut found);
        found
    }

    #[test]
    fn each_is_found_wherever_a_block_ends() {
        for odd in [
            "\u{200B}", "\u{200D}", "\u{2060}", "\u{FEFF}", "\u{202A}", "\u{202E}", "\u{2066}", "\u{2069}", "\u{FFFD}",
            "０", "９", "Ａ", "Ｚ", "ａ", "ｚ", "⺀", "⼀", "⿕", "\u{F900}", "\u{FAD9}", "锛", "锟", "鐨", "Ãé",
        ] {
            for before in 0..140 {
                let text = format!("{}{odd}{PLAIN}{}", "a".repeat(before), "b".repeat(100));
                let spans: Vec<Span> = super::odd(&text).iter().map(|odd| odd.span).collect();
                let first = odd.chars().next().unwrap();
                let long = if first == 'Ã' { odd.len() } else { first.len_utf8() };
                assert_eq!(spans, [Span::new(before, before + long)], "{odd:?} after {before}");
            }
        }
    }

    #[test]
    fn counting_tells_the_kinds_apart() {
        for even in ["", PLAIN, "（）「」『』《》〈〉【】“”", "「『』」）（"] {
            for after in [0, 10, 63, 64, 70, 128] {
                assert!(!may_be_unpaired(&format!("{}{even}{}", "甲".repeat(after), "b".repeat(after))), "{even}");
            }
        }
        for odd in ["（", "」", "「』", "（》", "“”“", "「「」"] {
            for before in 0..70 {
                for after in [0, 1, 63, 64] {
                    let text = format!("{}{odd}{}", "b".repeat(before), "甲".repeat(after));
                    assert!(may_be_unpaired(&text), "{odd} after {before} before {after}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn the_pass_finds_what_the_characters_are(
            text in "([a-zÀ-ÿ]|[一-龥，。：（）“”]|[\u{2000}-\u{206F}]|[⺀-⿕]|[\u{F900}-\u{FAD9}]|[０-ｚ]|[\u{FEFF}\u{FFFD}锛锟鐨]|\u{1F468}){0,200}"
        ) {
            let found = odd(&text);
            prop_assert_eq!(&found, &slowly(&text));
            for odd in &found {
                prop_assert!(!odd.span.of(&text).is_empty());
            }
        }
    }
}
