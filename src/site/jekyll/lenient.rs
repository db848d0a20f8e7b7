//! A careful subset of Ruby's `Date._parse`: the date strings that people write, read as Ruby reads them. What lies
//! outside is reported as unusual, never guessed (`ext/date/date_parse.c` of the date gem 3.2.2).

mod pieces;
mod zone;

use std::ops::Range;

use super::cursor::Cursor;
use pieces::{compact, fragment, is_cjk_date, two_digits};
use zone::{is_era, offset, zone};

/// The fields of a date string, not yet checked against the calendar.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Fields {
    pub(super) year: i32,
    pub(super) month: u32,
    pub(super) day: u32,
    /// Hour, minute, second; `None` for a date alone.
    pub(super) time: Option<(u32, u32, u32)>,
    /// Whether seconds are written.
    pub(super) has_seconds: bool,
    /// Bytes of the zone word or offset in the string.
    pub(super) zone: Option<Range<usize>>,
    /// Whether the zone takes part in the reading: one behind a date without a time does not.
    pub(super) zone_counts: bool,
    pub(super) order: Order,
    pub(super) two_digit_year: bool,
}

/// How the parts of a date are arranged.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Order {
    /// `2020-03-09`, `2020/3/9`, `2020.3.9`.
    #[default]
    YearFirst,
    /// `09/03/2020`: always the ninth of March.
    DayFirst,
    /// With the month's name.
    MonthName,
    /// `20200309`.
    Compact,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Lenient {
    Fields(Fields),
    /// Ruby refuses it: the build stops.
    Invalid,
    /// Ruby fills the missing parts from the clock of the build.
    BuildTime,
    /// Not modelled.
    Unusual,
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/// Reads a date string.
pub(super) fn parse(text: &str) -> Lenient {
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        let lower = text.to_ascii_lowercase();
        // Without a digit only a month's name says anything.
        return if MONTHS.iter().any(|m| lower.contains(m)) { Lenient::Unusual } else { Lenient::Invalid };
    }
    let trimmed = text.trim_matches(|c: char| c.is_ascii_whitespace());
    if !trimmed.is_ascii() {
        return if is_cjk_date(trimmed) { Lenient::Invalid } else { Lenient::Unusual };
    }
    if trimmed.bytes().all(|b| b.is_ascii_digit()) {
        return compact(trimmed);
    }
    // An offset alone, which a script leaves that had no time: month and day to Ruby.
    if let Some(digits) = trimmed.strip_prefix(['+', '-'])
        && digits.len() == 4
        && digits.bytes().all(|b| b.is_ascii_digit())
    {
        return compact(digits);
    }
    let mut cursor = Cursor { text, at: text.len() - text.trim_ascii_start().len() };
    whole(&mut cursor).or_else(|| fragment(trimmed)).unwrap_or(Lenient::Unusual)
}

fn whole(cursor: &mut Cursor) -> Option<Lenient> {
    weekday(cursor);
    let mut fields = date(cursor)?;
    let date_end = cursor.at;
    cursor.blanks();
    if cursor.done() {
        return Some(Lenient::Fields(fields));
    }
    let gap = cursor.at > date_end;
    let glued = !gap && fields.order == Order::YearFirst && cursor.text.as_bytes()[..date_end].contains(&b'-');
    let joined = gap
        || (glued && cursor.eat(|b| matches!(b, b'T' | b't')))
        || (cursor.eat(|b| b == b',') && cursor.blanks() > 0);
    if !joined {
        return None;
    }
    if cursor.peek().is_some_and(|b| b == b'+' || b == b'-') {
        // An offset without a time is not looked at.
        let found = offset(cursor)?;
        if cursor.text[found.clone()].contains(':') {
            // That is a time to Ruby.
            return None;
        }
        fields.zone = Some(found);
        return cursor.done().then_some(Lenient::Fields(fields));
    }
    time(cursor, &mut fields)?;
    Some(Lenient::Fields(fields))
}

fn weekday(cursor: &mut Cursor) {
    let start = cursor.at;
    let word = cursor.letters();
    let known = word.len() >= 3 && DAYS.iter().any(|d| starts_with(word, d));
    if !known {
        cursor.at = start;
        return;
    }
    cursor.eat(|b| b == b'.');
    cursor.eat(|b| b == b',');
    if cursor.blanks() == 0 {
        cursor.at = start;
    }
}

fn date(cursor: &mut Cursor) -> Option<Fields> {
    if cursor.peek()?.is_ascii_alphabetic() {
        let month = month_name(cursor)?;
        cursor.eat(|b| b == b'.');
        cursor.blanks();
        let day = cursor.number(1, 2)?;
        ordinal_suffix(cursor);
        let before = cursor.at;
        cursor.eat(|b| b == b',');
        cursor.blanks();
        (cursor.at > before).then_some(())?;
        let mut fields = Fields { month, day, order: Order::MonthName, ..Fields::default() };
        clock_before_year(cursor, &mut fields)?;
        fields.year = cursor.number(4, 4)?.cast_signed();
        return Some(fields);
    }
    let start = cursor.at;
    let first = cursor.number(1, 4)?;
    let first_len = cursor.at - start;
    let separator = cursor.peek()?;
    let named =
        (first_len <= 2 && !matches!(separator, b'/' | b'.')).then(|| day_and_month_name(cursor, first)).flatten();
    if named.is_some() {
        return named;
    }
    if !matches!(separator, b'-' | b'/' | b'.') || first_len == 3 {
        return None;
    }
    cursor.at = start + first_len + 1;
    let second_start = cursor.at;
    let second = cursor.number(1, 3)?;
    if cursor.at - second_start == 3 {
        // 2020-070, the seventieth day; not with other separators.
        return None;
    }
    cursor.eat(|b| b == separator).then_some(())?;
    let third_start = cursor.at;
    let third = cursor.number(1, 4)?;
    let third_len = cursor.at - third_start;
    let two_digit_year = first_len == 2 && third_len <= 2;
    match (first_len, third_len) {
        (4, 1 | 2) => Some(Fields { year: first.cast_signed(), month: second, day: third, ..Fields::default() }),
        (1 | 2, 4) => Some(Fields {
            year: third.cast_signed(),
            month: second,
            day: first,
            order: Order::DayFirst,
            ..Fields::default()
        }),
        (2, 1 | 2) if separator == b'-' => {
            Some(Fields { year: two_digits(first), month: second, day: third, two_digit_year, ..Fields::default() })
        }
        _ => None,
    }
}

/// The time in `Mon Mar  9 23:30:00 CST 2020`, as the command `date` prints it; nothing if there is none.
fn clock_before_year(cursor: &mut Cursor, fields: &mut Fields) -> Option<()> {
    let start = cursor.at;
    if cursor.number(1, 2).is_none() || cursor.peek() != Some(b':') {
        cursor.at = start;
        return Some(());
    }
    cursor.at = start;
    fields.time = Some(clock(cursor, fields)?);
    (cursor.blanks() > 0).then_some(())?;
    let start = cursor.at;
    if cursor.peek()?.is_ascii_digit() {
        return Some(());
    }
    let word = cursor.letters();
    if word.is_empty() {
        offset(cursor)?;
    } else if is_half_day(word) || is_era(word) || MONTHS.iter().chain(&DAYS).any(|d| starts_with(word, d)) {
        return None;
    }
    fields.zone = Some(start..cursor.at);
    fields.zone_counts = true;
    (cursor.blanks() > 0).then_some(())
}

/// `9 March 2020`, `9th Mar, 2020`, `9-Mar-2020`.
fn day_and_month_name(cursor: &mut Cursor, day: u32) -> Option<Fields> {
    let after_day = cursor.at;
    ordinal_suffix(cursor);
    let dashed = cursor.at == after_day && cursor.eat(|b| b == b'-');
    let read = (|| {
        if !dashed && cursor.blanks() == 0 {
            return None;
        }
        let month = month_name(cursor)?;
        if dashed {
            cursor.eat(|b| b == b'-').then_some(())?;
        } else {
            cursor.eat(|b| matches!(b, b'.' | b','));
            (cursor.blanks() > 0).then_some(())?;
        }
        let year = cursor.number(4, 4)?.cast_signed();
        Some(Fields { year, month, day, order: Order::MonthName, ..Fields::default() })
    })();
    if read.is_none() {
        cursor.at = after_day;
    }
    read
}

fn ordinal_suffix(cursor: &mut Cursor) {
    let at = cursor.at;
    if !matches!(cursor.letters().to_ascii_lowercase().as_str(), "st" | "nd" | "rd" | "th") {
        cursor.at = at;
    }
}

fn month_name(cursor: &mut Cursor) -> Option<u32> {
    let word = cursor.letters();
    MONTHS.iter().position(|m| starts_with(word, m)).map(|n| n as u32 + 1)
}

fn starts_with(word: &str, prefix: &str) -> bool {
    word.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix))
}

/// The time and all that follows it.
fn time(cursor: &mut Cursor, fields: &mut Fields) -> Option<()> {
    let (mut hour, minute, second) = clock(cursor, fields)?;
    if !fields.has_seconds && fields.order == Order::YearFirst && matches!(cursor.peek(), Some(b'.' | b':')) {
        fields.time = Some((hour, minute, 0));
        return noise(cursor, fields);
    }
    let before = cursor.at;
    cursor.blanks();
    let start = cursor.at;
    let word = cursor.letters();
    let is_number = cursor.peek().is_some_and(|b| b.is_ascii_digit());
    if word.is_empty() && cursor.at > before && fields.order == Order::YearFirst && is_number {
        // `2020-03-10 23:30:00 2020 +0800`: Ruby has its date by then.
        cursor.number(4, 4)?;
        fields.time = Some((hour, minute, second));
        return noise(cursor, fields);
    }
    if is_half_day(word) {
        hour %= 12;
        if word.eq_ignore_ascii_case("pm") {
            hour += 12;
        }
        cursor.blanks();
        let start = cursor.at;
        let word = cursor.letters();
        fields.zone = zone(cursor, start, word)?;
    } else if word.is_empty() && cursor.at == before && !cursor.done() && !matches!(cursor.peek(), Some(b'+' | b'-')) {
        return None;
    } else {
        fields.zone = zone(cursor, start, word)?;
    }
    fields.time = Some((hour, minute, second));
    fields.zone_counts = true;
    Some(())
}

/// `23:30`, `23:30:00`, `23:30:00.5`.
fn clock(cursor: &mut Cursor, fields: &mut Fields) -> Option<(u32, u32, u32)> {
    let hour = cursor.number(1, 2)?;
    cursor.eat(|b| b == b':').then_some(())?;
    let minute = cursor.number(1, 2)?;
    let before = cursor.at;
    let mut second = 0;
    if cursor.eat(|b| b == b':') {
        // Two colons in a row are noise.
        let Some(b'0'..=b'9') = cursor.peek() else {
            cursor.at = before;
            return Some((hour, minute, 0));
        };
        second = cursor.number(1, 2)?;
        fields.has_seconds = true;
        if cursor.eat(|b| matches!(b, b'.' | b',')) {
            while cursor.eat(|b| b.is_ascii_digit()) {}
        }
    }
    Some((hour, minute, second))
}

/// `23:30.000 +0900`, `23:30::00 +0900`: Ruby has the time, and looks at nothing behind it.
fn noise(cursor: &mut Cursor, fields: &mut Fields) -> Option<()> {
    while cursor.eat(|b| matches!(b, b'.' | b':')) {}
    while cursor.eat(|b| b.is_ascii_digit()) {}
    if cursor.blanks() > 0 && !cursor.done() {
        fields.zone = Some(offset(cursor)?);
    }
    cursor.done().then_some(())
}

fn is_half_day(word: &str) -> bool {
    word.eq_ignore_ascii_case("am") || word.eq_ignore_ascii_case("pm")
}
