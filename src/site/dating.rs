//! What is to be said of a file's date: one reading of it, made once, so that exactly one of the rules speaks.

use std::str::FromStr;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime};
use chrono_tz::Tz;

use super::document::{Document, Kind};
use super::jekyll::date::{Clock, Date, Order, Reading, WrittenZone};
use super::jekyll::outcome::Hidden;
use super::jekyll::zone::Zone;
use super::offsets::has_clock;
use super::shift::meant_by_site;

/// The fault of a date that explains all others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dating {
    /// Nothing, or nothing that is certain.
    #[default]
    Fine,
    /// Jekyll stops, or takes another day than the one that stands there.
    Invalid,
    /// A zone that Ruby ignores, or takes for another.
    ZoneName,
    /// Day and month, or the year, can be taken for another.
    Order,
    /// No offset, and so UTC; the instant is what the site's own clock would say.
    Utc(DateTime<FixedOffset>),
    /// Another day than the one in the file name.
    FileName(NaiveDate),
    /// Not yet.
    Future,
    /// Another offset than the site's own on that day.
    Offset,
}

impl Dating {
    /// That of a file.
    pub(super) fn of(document: &Document, zone: &Zone) -> Dating {
        let Some(date) = &document.date else { return Dating::Fine };
        let is_own = document.date_span.is_some();
        if !matches!(document.kind, Kind::Post | Kind::Draft | Kind::Document)
            || matches!(document.hidden, Some(Hidden::Place(_) | Hidden::Terms(_)))
            // A date from the defaults of the configuration is no fault of this file.
            || (!is_own && document.file_date.as_ref() != Some(date))
        {
            return Dating::Fine;
        }
        let reading = match date {
            Date::Read(reading) if reading.rolled_over => return Dating::Invalid,
            Date::Read(reading) => reading,
            Date::Null | Date::Invalid | Date::BuildTime => return Dating::Invalid,
            Date::Unusual => return Dating::Fine,
        };
        let future = document.hidden == Some(Hidden::Future);
        if document.hidden.is_some() && !future {
            return Dating::Fine;
        }
        if is_own && document.kind != Kind::Document {
            let own = own_dating(reading, document, zone);
            if !matches!(own, Dating::Fine | Dating::Offset) || (!future && own == Dating::Offset) {
                return own;
            }
        }
        if future { Dating::Future } else { Dating::Fine }
    }
}

/// What is to be said of the `date:` of a published post.
fn own_dating(reading: &Reading, document: &Document, zone: &Zone) -> Dating {
    if is_misread(reading, zone) {
        return Dating::ZoneName;
    }
    let file_day = document.file_date.as_ref().and_then(Date::reading).filter(|file| !file.rolled_over);
    let file_day = file_day.map(|file| file.at.date_naive());
    let written = reading.written.map(|written| written.date());
    let day = reading.at.date_naive();
    if is_ambiguous(reading, file_day) {
        return Dating::Order;
    }
    if let Some(meant) = meant_by_site(reading, zone)
        // A name that follows the day in UTC was made by somebody who knew.
        && (file_day != Some(day) || written == file_day)
    {
        return Dating::Utc(meant);
    }
    if let Some(file_day) = file_day
        && file_day != day
        // Without a zone the day of the build is not certain; the day as written is.
        && (has_clock(zone) || written != Some(file_day))
    {
        return Dating::FileName(file_day);
    }
    match reading.zone {
        WrittenZone::Offset { seconds: Some(seconds), .. }
            if seconds != 0 && seconds != reading.at.offset().local_minus_utc() && has_clock(zone) =>
        {
            Dating::Offset
        }
        _ => Dating::Fine,
    }
}

/// Whether another reader may take the date for another day, and the file's name does not tell which is meant.
fn is_ambiguous(reading: &Reading, file_day: Option<NaiveDate>) -> bool {
    let Some(written) = reading.written.map(|written| written.date()) else { return false };
    let is_open = reading.order == Order::DayFirst && written.day() <= 12 && written.day() != written.month();
    (is_open || reading.two_digit_year) && file_day != Some(reading.at.date_naive())
}

/// Whether Ruby takes the zone for another than the one that is written.
fn is_misread(reading: &Reading, site: &Zone) -> bool {
    let Some(written) = reading.written.filter(|_| reading.clock != Clock::None) else { return false };
    let taken = reading.at.offset().local_minus_utc();
    match &reading.zone {
        WrittenZone::Word { text, seconds: None, .. } => {
            !has_clock(site) || meant_offset(text, written, site) != Some(taken)
        }
        // `CST` is China's where the site is Chinese.
        WrittenZone::Word { text, seconds: Some(seconds), .. } => {
            meant_offset(text, written, site).is_some_and(|meant| meant != *seconds)
        }
        _ => false,
    }
}

/// Words that Ruby does not know and that mean one thing only, with their hours east of UTC.
const WORDS: &[(&str, i32)] = &[
    ("WET", 0),
    ("WEST", 1),
    ("CET", 1),
    ("MEZ", 1),
    ("CEST", 2),
    ("MESZ", 2),
    ("EET", 2),
    ("EEST", 3),
    ("MSK", 3),
    ("HKT", 8),
    ("SGT", 8),
    ("AWST", 8),
    ("JST", 9),
    ("KST", 9),
    ("AEST", 10),
    ("AEDT", 11),
    ("NZST", 12),
    ("NZDT", 13),
];

/// The offset in seconds that the writer of `word` means; `None` where that cannot be known.
pub fn meant_offset(word: &str, written: NaiveDateTime, site: &Zone) -> Option<i32> {
    let own = site.local(written).filter(|_| has_clock(site)).map(|at| at.offset().local_minus_utc());
    let digits = ["UTC", "GMT", "UT"].iter().find_map(|prefix| word.strip_prefix(prefix)).unwrap_or(word);
    if digits.starts_with(['+', '-']) {
        return numeric(digits);
    }
    if word.contains('/') {
        return Some(Zone::Named(Tz::from_str(word).ok()?).local(written)?.offset().local_minus_utc());
    }
    let by_site = site.own_abbreviation(word, written.year()).filter(|_| has_clock(site));
    by_site
        .or_else(|| own.filter(|seconds| word == "CST" && *seconds == 8 * 3600))
        .or_else(|| WORDS.iter().find(|(known, _)| *known == word).map(|(_, hours)| hours * 3600))
}

/// `+8`, `+08`, `+0800`, `+08:00` in seconds.
fn numeric(text: &str) -> Option<i32> {
    let (sign, digits) = text.split_at(1);
    let (hours, minutes) = match (digits.split_once(':'), digits.len()) {
        (Some(parts), _) => parts,
        (None, 1 | 2) => (digits, "0"),
        (None, 4) => digits.split_at(2),
        _ => return None,
    };
    let seconds = hours.parse::<i32>().ok()? * 3600 + minutes.parse::<i32>().ok()? * 60;
    (seconds < 86_400).then_some(if sign == "-" { -seconds } else { seconds })
}
