//! Where quotation marks are made typographic, which decides how many characters are taken with them (kramdown 2.5,
//! `parser/kramdown/smart_quotes.rb`).

use super::scan::is_space;

/// The quotation mark at `at`, or one character further on: where it starts, and the place behind it.
pub(super) fn scan(text: &str, at: usize) -> Option<(usize, usize)> {
    let first = text[at..].chars().next()?;
    let is_quote = |c: Option<char>| matches!(c, Some('"' | '\''));
    let second_at = at + first.len_utf8();
    let second = text[second_at..].chars().next();
    if first == '\\' || !(is_quote(Some(first)) || is_quote(second)) {
        return None;
    }
    if !is_quote(Some(first)) {
        // White space, or any other character, and the mark.
        let third = text[second_at + 1..].chars().next();
        let is_pair = is_space_char(first) && is_quote(third) && third != second && is_word_at(text, second_at + 2);
        return Some((second_at, second_at + 1 + usize::from(is_pair)));
    }
    let rest = &text[at + 1..];
    let follows = rest.bytes().take_while(|byte| matches!(byte, b'_' | b'*')).count();
    let opens_emphasis =
        (1..=follows.min(2)).any(|count| rest[count..].chars().next().is_some_and(|c| !is_space_char(c)));
    let closes = second.is_some_and(|c| c.is_ascii_punctuation())
        && !rest[1..].starts_with("..")
        && !rest[1..].chars().next().is_some_and(|c| second == Some('_') && (c.is_alphanumeric() || c == '_'));
    if opens_emphasis || closes {
        return Some((at, at + 1));
    }
    if is_quote(second) {
        // Two different marks before a word, and any mark behind another, are taken together.
        return Some((at, at + 2));
    }
    Some((at, at + 1))
}

fn is_space_char(c: char) -> bool {
    c.is_ascii() && is_space(c as u8)
}

fn is_word_at(text: &str, at: usize) -> bool {
    text.as_bytes().get(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}
