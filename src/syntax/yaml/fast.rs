//! The short way for the front matter that nearly all posts have: `key: value` on each line, nothing nested, nothing
//! escaped. What it does not know for certain it leaves to libyaml; a test holds the two against each other.

use super::{Node, Parsed, Style, Value, scalar};
use crate::source::Span;

/// Reads `text[span]`, which starts at the opening fence; `None` where anything is out of the ordinary.
pub(super) fn parse(text: &str, span: Span) -> Option<Parsed> {
    let block = span.of(text).strip_prefix("---\n")?;
    let mut at = span.start as usize + "---\n".len();
    let mut entries = Vec::with_capacity(8);
    let mut rest = block.strip_suffix('\n').unwrap_or(block);
    loop {
        let end = memchr::memchr(b'\n', rest.as_bytes());
        let line = &rest[..end.unwrap_or(rest.len())];
        entry(line, at, &mut entries)?;
        at += line.len() + 1;
        let Some(end) = end else { break };
        rest = &rest[end + 1..];
    }
    let (first, last) = (entries.first()?, entries.last()?);
    let span = Span { start: first.0.span.start, end: last.1.span.end };
    let root = Node { span, value: Value::Mapping(entries), style: None };
    Some(Parsed { root: Some(root), ..Parsed::default() })
}

/// `key: value`, at byte `at` of the file.
fn entry(line: &str, at: usize, entries: &mut Vec<(Node, Node)>) -> Option<()> {
    let length = line.bytes().take_while(|byte| MEANINGS[*byte as usize] & IN_KEY != 0).count();
    let (key, rest) = line.split_at(length);
    // `yes:` and `null:` are no texts; SafeYAML has its own ways with them.
    if !key.starts_with(|c: char| c.is_ascii_alphabetic()) || length > 64 || scalar::word(key).is_some() {
        return None;
    }
    let value = rest.strip_prefix(": ")?;
    let start = at + length + 2;
    let span = Span::new(start, start + value.len());
    let inner = value.strip_prefix('"').and_then(|inner| inner.strip_suffix('"'));
    let (value, style) = match inner {
        Some(inner) => (is_quoted(inner).then(|| Value::String(inner.to_owned()))?, Style::Double),
        None => (is_plain(value).then(|| scalar::resolve(value).ok())??, Style::Plain),
    };
    let name = Value::String(key.to_owned());
    entries.push((
        Node { span: Span::new(at, at + length), value: name, style: Some(Style::Plain) },
        Node { span, value, style: Some(style) },
    ));
    Some(())
}

/// A plain value without any sign that could mean something to YAML.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return false };
    let is_word = |b: u8| b.is_ascii_alphanumeric() || b >= 0x80;
    let met = met(bytes);
    let colons_are_plain =
        || memchr::memchr_iter(b':', bytes).all(|at| bytes.get(at + 1).is_some_and(|next| is_word(*next)));
    met & SIGN == 0
        && is_word(*first)
        && *last != b' '
        && (met & COLON == 0 || colons_are_plain())
        && (met & LEAD == 0 || has_no_break(text))
}

/// The inside of double quotes without an escape or a quote.
fn is_quoted(text: &str) -> bool {
    let met = met(text.as_bytes());
    met & ESCAPE == 0 && (met & LEAD == 0 || has_no_break(text))
}

/// May mean something in a plain value.
const SIGN: u8 = 1;
/// Means something in a plain value, or not, by what follows.
const COLON: u8 = 2;
/// Means something in double quotes, or stands in none.
const ESCAPE: u8 = 4;
/// May begin a character that is a line break to YAML, or none of its own.
const LEAD: u8 = 8;
/// Part of a usual key.
const IN_KEY: u8 = 16;

/// What each byte may mean.
const MEANINGS: [u8; 256] = {
    let mut meanings = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        meanings[byte] = match byte as u8 {
            b':' => COLON,
            // What lies beyond the basic plane is not worth a closer look.
            ..b' ' | 0x7F | 0xF0.. => SIGN | ESCAPE,
            b'#' => SIGN,
            b'"' | b'\\' => ESCAPE,
            0xC2 | 0xE2 | 0xEF => LEAD,
            b'-' | b'_' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => IN_KEY,
            // Inside of a plain value of a block the others mean nothing.
            _ => 0,
        };
        byte += 1;
    }
    meanings
};

/// All that any of the bytes may mean.
fn met(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |met, byte| met | MEANINGS[*byte as usize])
}

/// No character that YAML takes for a line break, a byte order mark, or none of its own.
fn has_no_break(text: &str) -> bool {
    let bytes = text.as_bytes();
    let next = |at: usize| bytes.get(at).copied().unwrap_or(0);
    let odd = |at: usize| match bytes[at] {
        // NEL and the C1 controls.
        0xC2 => next(at + 1) < 0xA0,
        // Line and paragraph separator.
        0xE2 => next(at + 1) == 0x80 && matches!(next(at + 2), 0xA8 | 0xA9),
        // The byte order mark, U+FFFE and U+FFFF.
        0xEF => matches!((next(at + 1), next(at + 2)), (0xBB, 0xBF) | (0xBF, 0xBE | 0xBF)),
        _ => false,
    };
    !memchr::memchr3_iter(0xC2, 0xE2, 0xEF, bytes).any(odd)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::recover;
    use super::*;

    fn both(block: &str) -> Option<(Parsed, Parsed)> {
        let text = format!("\u{feff}---\n{block}\n---\n");
        let span = Span::new(3, 3 + 4 + block.len() + 1);
        Some((parse(&text, span)?, recover::parse(&text, span)))
    }

    #[test]
    fn the_usual_front_matter_takes_the_short_way() {
        let block = "layout: post\ntitle: \"“春风”送岗来，就业\"\ndate: 2022-03-19 11:50:55 +0800\ncategories: enshiribao\ntags: 恩施日报新闻";
        let (short, long) = both(block).unwrap();
        assert_eq!(short, long);
    }

    #[test]
    fn what_is_out_of_the_ordinary_takes_the_long_way() {
        for block in [
            "",
            "a:",
            "a: ",
            "a: [b]",
            "a: b # c",
            "a: b: c",
            "a: \"x\\n\"",
            "a: b \n",
            "a: b\n\nc: d",
            " a: b",
            "- a",
            "a: 'b'",
            "a: b:",
        ] {
            assert!(both(block).is_none(), "{block:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]
        #[test]
        fn both_ways_read_the_same(lines in prop::collection::vec(
            ("(a|title|yes|date|x-y|null|on_1|[a-z]{1,3})", "(: |:|：)", r#"("[^\n]{0,6}"|[0-9:., +-]{0,12}|[a-z0-9_:/ .+#-]{0,10}|[a-c1-3][,()'\"!?&*%@;=<>|$~`^\[\]{}\\ :#a-b1-]{0,8}|[中文：é\u{a0}\u{85}\u{2028}\u{fffd}😀 ]{0,4}|yes|no|~|0x1F|12:30|2020-01-02( 03:04:05)?)"#),
            0..5,
        )) {
            let block: Vec<String> = lines.into_iter().map(|(key, colon, value)| format!("{key}{colon}{value}")).collect();
            if let Some((short, long)) = both(&block.join("\n")) {
                prop_assert_eq!(short, long);
            }
        }
    }
}
