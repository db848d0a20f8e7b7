//! The zone behind a time, and what Ruby lets stand behind that.

use std::ops::Range;

use super::super::cursor::Cursor;
use super::{DAYS, MONTHS, starts_with};

/// The zone whose letters have just been read, and what Ruby lets stand behind it. The outer `None` is "not modelled".
#[allow(clippy::option_option)]
pub(super) fn zone(cursor: &mut Cursor, start: usize, word: &str) -> Option<Option<Range<usize>>> {
    let bare_sign = cursor.peek().is_some_and(|b| b == b'+' || b == b'-');
    if word.is_empty() && cursor.done() {
        return Some(None);
    }
    let prefix = ["", "gmt", "utc", "ut"].iter().any(|p| word.eq_ignore_ascii_case(p));
    let found = if bare_sign && prefix {
        offset(cursor)?;
        start..cursor.at
    } else {
        let names_date = |list: &[&str]| list.iter().any(|d| starts_with(word, d));
        if word.is_empty() || names_date(&DAYS) || names_date(&MONTHS) || is_era(word) {
            return None;
        }
        if cursor.peek().is_some_and(|b| b.is_ascii_digit() || matches!(b, b'.' | b'\'' | b'_')) {
            return None;
        }
        start..cursor.at
    };
    let word_end = cursor.at;
    let whole = if cursor.peek() == Some(b'/') { region(cursor)? } else { word_end };
    rest(cursor)?;
    Some(Some(found.start..whole.max(found.end)))
}

pub(super) fn is_era(word: &str) -> bool {
    ["bc", "bce", "ce", "ad"].iter().any(|e| word.eq_ignore_ascii_case(e))
}

/// `/Shanghai` behind `Asia`: Ruby looks at the first word only; the rest is noise to it.
fn region(cursor: &mut Cursor) -> Option<usize> {
    while cursor.eat(|b| b == b'/') {
        loop {
            let word = cursor.letters();
            let lower = word.to_ascii_lowercase();
            // A month's or day's name in the noise would be taken for a part of the date.
            if word.is_empty() || MONTHS.iter().chain(&DAYS).any(|m| lower.starts_with(m)) || is_era(word) {
                return None;
            }
            if !cursor.eat(|b| b == b'_') {
                break;
            }
        }
    }
    Some(cursor.at)
}

/// What may follow a zone without a change of meaning: ` +8` behind a word, ` (CST)`.
fn rest(cursor: &mut Cursor) -> Option<()> {
    if cursor.blanks() > 0 && !cursor.done() {
        if cursor.peek().is_some_and(|b| b == b'+' || b == b'-') {
            offset(cursor)?;
        } else if cursor.eat(|b| b == b'(') {
            let word = cursor.letters();
            let bad = word.is_empty() || is_era(word) || MONTHS.iter().chain(&DAYS).any(|m| starts_with(word, m));
            if bad || !cursor.eat(|b| b == b')') {
                return None;
            }
        }
    }
    cursor.done().then_some(())
}

/// `+8`, `+08`, `+0800`, `+08:00`: its bytes.
pub(super) fn offset(cursor: &mut Cursor) -> Option<Range<usize>> {
    let start = cursor.at;
    cursor.eat(|b| b == b'+' || b == b'-').then_some(())?;
    cursor.number(1, 4)?;
    if cursor.eat(|b| b == b':') {
        cursor.number(1, 2)?;
    }
    Some(start..cursor.at)
}
