//! The instant that Jekyll takes from a `date:` or a file name, and how it got there (`document.rb#merge_date!`,
//! `utils.rb#parse_date`, Ruby's `Time.parse`).

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc};

pub use super::lenient::Order;
use super::lenient::{self, Fields, Lenient};
use super::zone::Zone;
use crate::source::Span;
use crate::syntax::yaml::{Node, Style, Value};

/// What Jekyll makes of a date.
#[derive(Clone, PartialEq, Debug)]
pub enum Date {
    /// It is read.
    Read(Reading),
    /// `date:` without a value. The build stops, unless a front-matter default gives a date.
    Null,
    /// Ruby refuses it; the build stops with `Invalid date '…'`.
    Invalid,
    /// Ruby accepts it, but fills what is missing from the clock of the build (`10:30`, `03-09`).
    BuildTime,
    /// Outside the forms that are modelled: no claim.
    Unusual,
}

impl Date {
    /// The reading, where there is one.
    pub fn reading(&self) -> Option<&Reading> {
        match self {
            Date::Read(reading) => Some(reading),
            _ => None,
        }
    }
}

/// A date that was read.
#[derive(Clone, PartialEq, Debug)]
pub struct Reading {
    /// What read it.
    pub how: How,
    /// The instant, as wall-clock time of the site: its day is the day in the URL.
    pub at: DateTime<FixedOffset>,
    /// The wall-clock time as written; `None` where no calendar has it (30 February, 24:00, second 60).
    pub written: Option<NaiveDateTime>,
    /// Whether a time of day is written, and how exactly.
    pub clock: Clock,
    /// The zone as written.
    pub zone: WrittenZone,
    /// The arrangement of the parts.
    pub order: Order,
    /// Whether the year is written with two digits.
    pub two_digit_year: bool,
    /// Whether Ruby moved a day or time that does not exist (30 February to 1 March, 24:00 to the next day).
    pub rolled_over: bool,
}

/// What read a date.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum How {
    /// YAML: a date alone, midnight in the site's zone.
    YamlDate,
    /// YAML: a timestamp with seconds. Without an offset it is **UTC**.
    YamlTime,
    /// Ruby's lenient parser. Without an offset it is in the site's zone.
    Text,
    /// The file name: midnight in the site's zone.
    FileName,
}

/// How much of the time of day is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Clock {
    /// Only a day.
    None,
    /// Hours and minutes.
    Minutes,
    /// Seconds too.
    Seconds,
}

/// A zone as written beside a time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum WrittenZone {
    /// None.
    None,
    /// `+0800` and the like.
    Offset {
        /// Its bytes in the file, where they can be told.
        span: Option<Span>,
        /// Seconds east of UTC; `None` where Ruby ignores it (`+8` in a string, an offset behind a bare date).
        seconds: Option<i32>,
    },
    /// A word: `UTC`, `CST`, `Asia/Shanghai`, `GMT+8`.
    Word {
        /// Its bytes in the file, where they can be told.
        span: Option<Span>,
        /// The word.
        text: String,
        /// Seconds east of UTC; `None` where Ruby does not know the word and takes the site's zone.
        seconds: Option<i32>,
    },
}

/// Reads the value of a `date:` key. `source` is the text of the file that `node` comes from.
pub fn read(node: &Node, source: &str, zone: &Zone) -> Date {
    if matches!(zone, Zone::Unmodelled(_)) {
        return Date::Unusual;
    }
    match &node.value {
        Value::Null => Date::Null,
        Value::Date(day) => yaml_date(*day, zone),
        Value::Time { at, zoned } => yaml_time(*at, *zoned, node, source, zone),
        Value::String(text) => read_text(text, inner_start(node, source, text), zone),
        Value::Bool(_) => Date::Invalid,
        Value::Int(number) => read_text(&number.to_string(), None, zone),
        // Base 60: `10:30` is 630.0, of which Ruby makes minutes and seconds of the build's day.
        Value::Float(_) if node.span.of(source).contains(':') => Date::BuildTime,
        // The only list that reads as meant: Ruby finds the day in the text of the Ruby object.
        Value::Sequence(items) => match items.as_slice() {
            [Node { value: Value::Date(day), .. }] => yaml_date(*day, zone),
            _ => Date::Unusual,
        },
        Value::Float(_) | Value::Mapping(_) => Date::Unusual,
    }
}

/// Reads the date of a post's file name, such as `2020-1-2`.
pub fn read_file_name(date: &str, zone: &Zone) -> Date {
    let mut parts = date.as_bytes().split(|byte| *byte == b'-');
    let (Some(first), Some(month), Some(day)) = (parts.next(), parts.next(), parts.next()) else {
        return Date::Unusual;
    };
    let [Some(year), Some(month), Some(day)] = [first, month, day].map(number) else { return Date::Unusual };
    let two_digit_year = first.len() == 2;
    let year = match (two_digit_year, year) {
        (true, 69..) => 1900 + year,
        (true, _) => 2000 + year,
        (false, _) => year,
    };
    let fields = Fields { year: year.cast_signed(), month, day, two_digit_year, ..Fields::default() };
    resolve(&fields, date, None, zone, How::FileName)
}

/// The number of one to four digits.
fn number(digits: &[u8]) -> Option<u32> {
    let is_number = (1..=4).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit);
    is_number.then(|| digits.iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0')))
}

fn yaml_date(day: NaiveDate, zone: &Zone) -> Date {
    let Some(at) = zone.local(day.and_time(NaiveTime::MIN)) else { return Date::Unusual };
    Date::Read(Reading {
        how: How::YamlDate,
        at,
        written: Some(day.and_time(NaiveTime::MIN)),
        clock: Clock::None,
        zone: WrittenZone::None,
        order: Order::YearFirst,
        two_digit_year: false,
        rolled_over: false,
    })
}

fn yaml_time(at: DateTime<FixedOffset>, zoned: bool, node: &Node, source: &str, zone: &Zone) -> Date {
    let raw = node.span.of(source);
    let written = at.naive_local().with_nanosecond(0).filter(|_| is_as_written(raw));
    let offset_at = zoned.then(|| offset_in_timestamp(raw)).flatten();
    let span = offset_at.map(|from| Span::new(from, raw.trim_end().len()).shifted(node.span.start as usize));
    let seconds = at.offset().local_minus_utc();
    // Jekyll goes through text, which drops fractions.
    let instant = at.with_timezone(&Utc);
    let instant = instant.with_nanosecond(0).unwrap_or(instant);
    Date::Read(Reading {
        how: How::YamlTime,
        at: zone.at(instant),
        written,
        clock: Clock::Seconds,
        zone: if zoned { WrittenZone::Offset { span, seconds: Some(seconds) } } else { WrittenZone::None },
        order: Order::YearFirst,
        two_digit_year: false,
        rolled_over: written.is_none(),
    })
}

/// Whether a timestamp stands in the text of its node as it was read: not for 24:00:00 and second 60, nor where an alias
/// names it.
fn is_as_written(raw: &str) -> bool {
    let Some(colon) = raw.bytes().position(|byte| byte == b':') else { return false };
    let has = |from: Option<usize>, digits: &str| from.is_some_and(|from| raw.get(from..from + 2) == Some(digits));
    raw.starts_with(|c: char| c.is_ascii_digit()) && !has(colon.checked_sub(2), "24") && !has(Some(colon + 4), "60")
}

/// Where the offset starts in the text of a YAML timestamp.
fn offset_in_timestamp(raw: &str) -> Option<usize> {
    let clock = raw.bytes().position(|byte| byte == b':')?;
    raw[clock..].bytes().position(|byte| matches!(byte, b'+' | b'-' | b'Z')).map(|n| clock + n)
}

fn read_text(text: &str, starts_at: Option<usize>, zone: &Zone) -> Date {
    match lenient::parse(text) {
        Lenient::Fields(fields) => resolve(&fields, text, starts_at, zone, How::Text),
        Lenient::Invalid => Date::Invalid,
        Lenient::BuildTime => Date::BuildTime,
        Lenient::Unusual => Date::Unusual,
    }
}

/// `Time.parse` from the fields on: the zone's offset, the ranges, the roll-over.
fn resolve(fields: &Fields, text: &str, starts_at: Option<usize>, zone: &Zone, how: How) -> Date {
    let word = fields.zone.clone().map_or("", |range| &text[range]);
    let seconds = if fields.zone_counts { zone_offset(word, fields.year, zone) } else { None };
    let Fields { year, month, day, .. } = *fields;
    let (hour, minute, second) = fields.time.unwrap_or_default();
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        // With an offset Ruby shifts before it looks, and may let the impossible pass.
        return if seconds.is_some_and(|s| s != 0) { Date::Unusual } else { Date::Invalid };
    }
    let Some(first) = NaiveDate::from_ymd_opt(year, month, 1) else { return Date::Unusual };
    let exists = NaiveDate::from_ymd_opt(year, month, day);
    let written = exists.and_then(|d| d.and_hms_opt(hour, minute, second));
    let at = match seconds {
        Some(seconds) if seconds.abs() >= 86_400 => return Date::Invalid,
        Some(0) | None => {
            if hour > 24 || minute > 59 || second > 60 || (hour == 24 && (minute, second) != (0, 0)) {
                return Date::Invalid;
            }
            let wall = written.unwrap_or_else(|| {
                let clock = TimeDelta::seconds(i64::from(hour * 3600 + minute * 60 + second));
                first.and_time(NaiveTime::MIN) + TimeDelta::days(i64::from(day) - 1) + clock
            });
            match seconds {
                Some(_) => Some(zone.at(wall.and_utc())),
                None => zone.local(wall),
            }
        }
        // Ruby shifts the fields one by one and rolls over afterwards.
        Some(seconds) => match shifted(first, day, (hour, minute, second), seconds) {
            Some(utc) => Some(zone.at(utc.and_utc())),
            None => return Date::Unusual,
        },
    };
    let Some(at) = at else { return Date::Unusual };
    let span = fields.zone.clone().zip(starts_at).map(|(r, from)| Span::new(r.start + from, r.end + from));
    let clock = match (fields.time, fields.has_seconds) {
        (None, _) => Clock::None,
        (Some(_), false) => Clock::Minutes,
        (Some(_), true) => Clock::Seconds,
    };
    Date::Read(Reading {
        how,
        at,
        written,
        clock,
        zone: match word.bytes().next() {
            None => WrittenZone::None,
            Some(b'+' | b'-') => WrittenZone::Offset { span, seconds },
            Some(_) => WrittenZone::Word { span, text: word.to_owned(), seconds },
        },
        order: fields.order,
        two_digit_year: fields.two_digit_year,
        rolled_over: written.is_none(),
    })
}

/// `Time.apply_offset` and `Time.utc` for a day of the month whose first is given; `None` where a time that does not
/// exist makes the outcome odd.
fn shifted(first: NaiveDate, day: u32, (hour, minute, second): (u32, u32, u32), seconds: i32) -> Option<NaiveDateTime> {
    let clock = NaiveTime::from_hms_opt(hour, minute, second)?;
    if let Some(exists) = first.with_day(day) {
        return exists.and_time(clock).checked_sub_signed(TimeDelta::seconds(i64::from(seconds)));
    }
    let (clock, days) = clock.overflowing_sub_signed(TimeDelta::seconds(i64::from(seconds)));
    // A day that was set back may exist after all; one that was set on starts the next month.
    match days {
        0 => (first + TimeDelta::days(i64::from(day) - 1)).and_time(clock).into(),
        1.. => {
            let back = day - 1;
            Some(first.with_day(back).unwrap_or(first + TimeDelta::days(i64::from(back) - 1)).and_time(clock))
        }
        _ => Some(first.checked_add_months(chrono::Months::new(1))?.and_time(clock)),
    }
}

/// `Time.zone_offset`: the words of RFC 822, the military letters, full numeric offsets, then the zone's own names.
fn zone_offset(word: &str, year: i32, zone: &Zone) -> Option<i32> {
    let upper = word.to_ascii_uppercase();
    // Of `Asia/Shanghai` Ruby has seen `Asia`.
    let upper = upper.split('/').next().unwrap_or_default();
    if let Some(sign) = upper.bytes().next().filter(|b| matches!(b, b'+' | b'-')) {
        let digits = match upper.len() {
            3 => format!("{}00", &upper[1..]),
            5 if !upper.contains(':') => upper[1..].to_owned(),
            6 if upper.as_bytes()[3] == b':' => [&upper[1..3], &upper[4..]].concat(),
            _ => return None,
        };
        let number: i32 = digits.parse().ok()?;
        let seconds = (number / 100 * 60 + number % 100) * 60;
        return Some(if sign == b'-' { -seconds } else { seconds });
    }
    let hours = match upper {
        "UTC" | "Z" | "UT" | "GMT" => 0,
        "EDT" => -4,
        "EST" | "CDT" => -5,
        "CST" | "MDT" => -6,
        "MST" | "PDT" => -7,
        "PST" => -8,
        _ => match upper.as_bytes() {
            [c @ b'A'..=b'I'] => i32::from(c - b'A') + 1,
            [c @ b'K'..=b'M'] => i32::from(c - b'K') + 10,
            [c @ b'N'..=b'Y'] => -i32::from(c - b'N') - 1,
            _ => return zone.own_abbreviation(upper, year),
        },
    };
    Some(hours * 3600)
}

/// Where the text of a string scalar starts in the file, if it stands there as it is.
fn inner_start(node: &Node, source: &str, text: &str) -> Option<usize> {
    let quote = usize::from(matches!(node.style, Some(Style::Single | Style::Double)));
    let start = node.span.start as usize + quote;
    (source.get(start..start + text.len()) == Some(text)).then_some(start)
}

/// Whether two instants fall on different days of their own wall clocks.
pub fn differs_in_day(a: NaiveDateTime, b: DateTime<FixedOffset>) -> bool {
    (a.year(), a.ordinal()) != (b.year(), b.ordinal())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::yaml;

    fn reading(value: &str, zone: &str) -> (Reading, String) {
        let source = format!("title: 新闻\ndate: {value}\n");
        let root = yaml::parse(&source, Span::new(0, source.len())).root.unwrap();
        let date = read(root.get("date").unwrap().1, &source, &Zone::named(zone));
        (date.reading().cloned().unwrap_or_else(|| panic!("{value}: {date:?}")), source)
    }

    #[test]
    fn written_zones_have_their_bytes() {
        for (value, zone, seconds) in [
            ("2020-03-10 23:30:00 +0900", "+0900", Some(32_400)),
            ("2020-03-10T23:30:00-03:30", "-03:30", Some(-12_600)),
            ("2020-03-10 23:30:00 Z", "Z", Some(0)),
            ("2020-03-10 23:30 +0800", "+0800", Some(28_800)),
            ("'2020-03-10 23:30:00 +8'", "+8", None),
            ("\"2020-03-10 23:30 CST\"", "CST", Some(-21_600)),
            ("2020-03-10 23:30:00 Asia/Shanghai", "Asia/Shanghai", None),
            ("2020-03-10 23:30:00 UTC+8", "UTC+8", None),
            ("2020-03-10 +0800", "+0800", None),
        ] {
            let (reading, source) = reading(value, "Asia/Shanghai");
            let (span, found) = match reading.zone {
                WrittenZone::Offset { span, seconds } | WrittenZone::Word { span, seconds, .. } => {
                    (span.unwrap(), seconds)
                }
                WrittenZone::None => panic!("{value}"),
            };
            assert_eq!((span.of(&source), found), (zone, seconds), "{value}");
        }
    }

    #[test]
    fn seconds_without_an_offset_are_utc() {
        let (shifted, _) = reading("2021-12-08 17:30:00", "Asia/Shanghai");
        assert_eq!(shifted.at.to_rfc3339(), "2021-12-09T01:30:00+08:00");
        assert_eq!((shifted.how, shifted.clock, shifted.zone), (How::YamlTime, Clock::Seconds, WrittenZone::None));
        assert!(differs_in_day(shifted.written.unwrap(), shifted.at));
        for value in ["2021-12-08 17:30", "'2021-12-08 17:30:00'"] {
            let (local, _) = reading(value, "Asia/Shanghai");
            assert_eq!((local.how, local.at.to_rfc3339()), (How::Text, "2021-12-08T17:30:00+08:00".to_owned()));
        }
        for (value, at) in [
            ("2020-03-10 24:00:00", "2020-03-11T00:00:00+00:00"),
            ("2020-03-10 23:30:60", "2020-03-10T23:30:59+00:00"),
            ("2020-02-30", "2020-03-01T00:00:00+00:00"),
        ] {
            let (rolled, _) = reading(value, "UTC");
            assert_eq!((rolled.rolled_over, rolled.written, rolled.at.to_rfc3339()), (true, None, at.to_owned()));
        }
    }
}
