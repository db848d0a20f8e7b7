//! Characters that seldom stand in a text for a good reason, and whether its brackets are even. One pass over the bytes,
//! 64 at a time, so that a text without such characters, Chinese or not, costs next to nothing.

#![allow(clippy::inline_always, reason = "what is called stays without the wide vectors of its caller")]

use crate::source::Span;

/// What one pass over a text finds.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Characters {
    /// Characters that seldom stand there for a good reason, in order.
    pub odd: Vec<Odd>,
    /// A bracket or quotation mark of East Asian writing lacks its partner, as far as counting tells: where it is false,
    /// every kind has as many that open as that close.
    pub may_be_unpaired: bool,
    /// A `<` stands before another, as in the marks of a merge that was not finished.
    pub has_doubled_sign: bool,
}

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
    /// A control character other than tab and line ends.
    Control,
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
    /// 锛 or 锟, common only where UTF-8 was read as GBK.
    Gbk,
    /// 烫, a word like others, but in a row what a debugger fills memory with.
    Filled,
    /// À to ÿ before a character that is not ASCII either: perhaps the begin of UTF-8 read as Latin-1.
    Latin,
}

/// Finds them all.
// Vectors of 32 bytes, where the machine has them, make it twice as fast, and the comparisons of newer ones twice again.
#[multiversion::multiversion(targets("x86_64+avx2+avx512f+avx512bw+avx512vl", "x86_64+avx2"))]
pub fn read(text: &str) -> Characters {
    let bytes = text.as_bytes();
    let mut characters = Characters::default();
    let mut sums = [0; BLOCK];
    let mut doubled = [0; BLOCK];
    let mut look = |block: &Block, from: usize, to: usize| {
        weigh(block, &mut sums);
        if holds(block) {
            scan(text, from, to, &mut characters.odd);
        }
    };
    let mut at = 0;
    let mut foreign = 0_u8;
    // Two bytes more than a block: a character is judged with the two bytes behind its first.
    while let Some(block) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        double(block, &mut doubled);
        // Where one block of a text is not Latin, the next are not either.
        if !foreign.is_multiple_of(8) || may_lead(block) {
            foreign = foreign.wrapping_add(1);
            if may_hold(block) {
                look(block, at, at + BLOCK);
            }
        }
        at += BLOCK;
    }
    let mut rest = [0; BLOCK + 2];
    let left = &bytes[at..];
    // Shorter than a block and the two bytes; a character in its last two bytes has no room.
    rest[..left.len()].copy_from_slice(left);
    double(&rest, &mut doubled);
    if may_hold(&rest) {
        look(&rest, at, bytes.len());
    }
    characters.has_doubled_sign = doubled != [0; BLOCK];
    characters.may_be_unpaired = sums.iter().fold(0, |sum: u8, one| sum.wrapping_add(*one)) != 0;
    characters
}

const BLOCK: usize = 64;
type Block = [u8; BLOCK + 2];

/// Whether a byte is there that begins a character which is looked for: most of a Latin text has none.
#[allow(clippy::needless_bitwise_bool, reason = "a lazy operator is a branch")]
#[inline(always)]
fn may_lead(block: &Block) -> bool {
    any(block, |a, _, _| is_low(a) | (a | 1 == 0xC3) | (a | 1 == 0xE3) | (a == 0xE7) | (a == 0xE9) | (a == 0xEF))
}

/// C0 but for tab and line ends, and DEL.
#[allow(clippy::needless_bitwise_bool, reason = "a lazy operator is a branch")]
#[inline(always)]
fn is_low(a: u8) -> bool {
    ((a < 0x20) & (a != b'\t') & (a != b'\n') & (a != b'\r')) | (a == 0x7F)
}

/// Few comparisons, which a Chinese text passes but for brackets and the rarer of its punctuation.
#[allow(clippy::needless_bitwise_bool, reason = "a lazy operator is a branch")]
#[inline(always)]
fn may_hold(block: &Block) -> bool {
    any(block, |a, b, c| {
        // Beside the comma, the colons, and what comes before the parentheses.
        let wide = (a == 0xEF) & ((b != 0xBC) | ((c >= 0x88) & (c != 0x8C) & (c | 1 != 0x9B)));
        // C2, C3 and E2, and E3 where it begins a corner.
        let lead = (a & 0xDE == 0xC2) & ((a != 0xE3) | ((b == 0x80) & (c >= 0x88)));
        is_low(a) | lead | wide | may_be_gbk(b, c)
    })
}

#[allow(clippy::needless_bitwise_bool, reason = "a lazy operator is a branch")]
#[inline(always)]
fn holds(block: &Block) -> bool {
    any(block, |a, b, c| {
        let joiner = (b == 0x80) & (within(c, 0x8B, 3) | within(c, 0xAA, 5));
        let isolate = (b == 0x81) & (c >= 0xA0);
        let mark = (a == 0xE2) & (joiner | isolate | (b >= 0xBA));
        let upper = (b == 0xBC) & (within(c, 0x90, 10) | (c >= 0xA1));
        let lower = (b == 0xBD) & (c <= 0x9A);
        let special = ((b == 0xBB) & (c == 0xBF)) | ((b == 0xBF) & (c == 0xBD));
        let wide = (a == 0xEF) & (upper | lower | special | within(b, 0xA4, 8));
        let high = (a == 0xC2) & (b < 0xA0);
        is_low(a) | high | (a == 0xC3) | mark | wide | may_be_gbk(b, c)
    })
}

/// 锛, 锟, 烫, by their last two bytes, which few others have.
#[allow(clippy::needless_bitwise_bool, reason = "a lazy operator is a branch")]
#[inline(always)]
fn may_be_gbk(b: u8, c: u8) -> bool {
    ((b == 0x94) & (c | 4 == 0x9F)) | ((b == 0x83) & (c == 0xAB))
}

/// Whether the test holds anywhere. Without branches, so that the compiler uses vectors.
#[inline(always)]
fn any(block: &Block, test: impl Fn(u8, u8, u8) -> bool) -> bool {
    let mut found = 0;
    for at in 0..BLOCK {
        found |= u8::from(test(block[at], block[at + 1], block[at + 2]));
    }
    found != 0
}

#[inline(always)]
fn within(byte: u8, first: u8, count: u8) -> bool {
    byte.wrapping_sub(first) < count
}

/// Adds what each opening mark weighs and takes it away for each closing one. An opening mark's last byte is even, its
/// partner's the next; so the odd one of the two tells the kinds apart.
#[allow(clippy::needless_bitwise_bool, reason = "a lazy operator is a branch")]
#[inline(always)]
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

/// Takes note of each `<` with another behind it.
#[allow(clippy::needless_bitwise_bool, reason = "a lazy operator is a branch")]
#[inline(always)]
fn double(block: &Block, doubled: &mut [u8; BLOCK]) {
    for at in 0..BLOCK {
        doubled[at] |= u8::from((block[at] == b'<') & (block[at + 1] == b'<'));
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
        '\t' | '\n' | '\r' => return None,
        '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' => OddKind::Control,
        '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' => OddKind::Invisible,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => OddKind::Direction,
        '\u{FFFD}' => OddKind::Replacement,
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => OddKind::FullWidth,
        '\u{2E80}'..='\u{2FD5}' | '\u{F900}'..='\u{FAD9}' => OddKind::Lookalike,
        '锛' | '锟' => OddKind::Gbk,
        '烫' => OddKind::Filled,
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
            "\0", "\u{B}", "\u{C}", "\u{1F}", "\u{7F}", "\u{80}", "\u{9F}", "０", "９", "Ａ", "Ｚ", "ａ", "ｚ", "⺀",
            "⼀", "⿕", "\u{F900}", "\u{FAD9}", "锛", "锟", "烫", "Ãé",
        ] {
            for before in 0..140 {
                let text = format!("{}{odd}{PLAIN}{}", "a".repeat(before), "b".repeat(100));
                let spans: Vec<Span> = read(&text).odd.iter().map(|odd| odd.span).collect();
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
                assert!(!read(&format!("{}{even}{}", "甲".repeat(after), "b".repeat(after))).may_be_unpaired, "{even}");
            }
        }
        for odd in ["（", "」", "「』", "（》", "“”“", "「「」"] {
            for before in 0..70 {
                for after in [0, 1, 63, 64] {
                    let text = format!("{}{odd}{}", "b".repeat(before), "甲".repeat(after));
                    assert!(read(&text).may_be_unpaired, "{odd} after {before} before {after}");
                }
            }
        }
    }

    #[test]
    fn two_signs_in_a_row_are_seen_wherever_a_block_ends() {
        for before in 0..140 {
            let [one, two] = ["a<b<c", "a<<b"].map(|signs| format!("{}{signs}", "中".repeat(before)));
            assert!(!read(&one).has_doubled_sign && read(&two).has_doubled_sign, "after {before}");
            assert!(read(&two[..two.len() - 1]).has_doubled_sign, "at the end after {before}");
        }
    }

    proptest! {
        #[test]
        fn the_pass_finds_what_the_characters_are(
            text in "([a-zÀ-ÿ\u{0}-\u{20}\u{7F}-\u{A0}]|[一-龥，。：（）“”]|[\u{2000}-\u{206F}]|[⺀-⿕]|[\u{F900}-\u{FAD9}]|[０-ｚ]|[\u{FEFF}\u{FFFD}锛锟烫]|\u{1F468}){0,200}"
        ) {
            let found = read(&text).odd;
            prop_assert_eq!(&found, &slowly(&text));
            for odd in &found {
                prop_assert!(!odd.span.of(&text).is_empty());
            }
        }
    }
}
