//! The date of a post: one reading of it, so that exactly one of the rules speaks.

mod day;
mod form;
mod order;
mod zone;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate};

pub(super) use day::{DateFilenameMismatch, DateFuture, DateInvalid};
pub(super) use form::DateFormat;
pub(super) use order::{DateAmbiguousOrder, DateImplausible, DateModifiedBeforeDate, FileDateInvalid};
pub(super) use zone::{DateMissingTimezone, DateOffsetMismatch, DateTzName, DateUtcShift};

use crate::finding::Finding;
use crate::page::Page;
use crate::site::document::{Document, Kind};
use crate::site::jekyll::date::{Clock, Date, Reading, WrittenZone};
use crate::site::jekyll::outcome::Hidden;
use crate::site::jekyll::zone::Zone;
use crate::site::offsets::has_clock;
use crate::site::settings::Settings;
use crate::site::shift::{edited, meant_by_site};
use crate::source::Span;

/// What is to be said of a file's date: the fault that explains all others.
#[derive(Clone, Copy, Debug)]
enum Verdict<'a> {
    /// Nothing, or nothing that is certain.
    Fine,
    /// Jekyll stops, or takes another day than the one that stands there.
    Invalid(&'a Date),
    /// A zone that Ruby ignores, or takes for another.
    ZoneName(&'a Reading),
    /// Day and month, or the year, can be taken for another.
    Order(&'a Reading),
    /// No offset, and so UTC; the instant is what the site's own clock would say.
    Utc(&'a Reading, DateTime<FixedOffset>),
    /// Another day than the one in the file name.
    FileName(&'a Reading, NaiveDate),
    /// Not yet.
    Future(&'a Reading),
    /// Another offset than the site's own on that day.
    Offset(&'a Reading),
}

/// Reads a file's date once for all rules.
fn verdict<'a>(document: &'a Document, settings: &Settings) -> Verdict<'a> {
    let Some(date) = &document.date else { return Verdict::Fine };
    let is_own = document.date_span.is_some();
    if !matches!(document.kind, Kind::Post | Kind::Draft | Kind::Document)
        || matches!(document.hidden, Some(Hidden::Place(_) | Hidden::Terms(_)))
        // A date from the defaults of the configuration is no fault of this file.
        || (!is_own && document.file_date.as_ref() != Some(date))
    {
        return Verdict::Fine;
    }
    let reading = match date {
        Date::Read(reading) if reading.rolled_over => return Verdict::Invalid(date),
        Date::Read(reading) => reading,
        Date::Null | Date::Invalid | Date::BuildTime => return Verdict::Invalid(date),
        Date::Unusual => return Verdict::Fine,
    };
    let future = document.hidden == Some(Hidden::Future);
    if document.hidden.is_some() && !future {
        return Verdict::Fine;
    }
    if is_own && document.kind != Kind::Document {
        let verdict = own_verdict(reading, document, &settings.jekyll.timezone.value);
        if !matches!(verdict, Verdict::Fine | Verdict::Offset(_)) || (!future && matches!(verdict, Verdict::Offset(_)))
        {
            return verdict;
        }
    }
    if future { Verdict::Future(reading) } else { Verdict::Fine }
}

/// The verdict on the `date:` of a published post.
fn own_verdict<'a>(reading: &'a Reading, document: &'a Document, zone: &Zone) -> Verdict<'a> {
    if zone::is_misread(reading, zone) {
        return Verdict::ZoneName(reading);
    }
    let file_day = document.file_date.as_ref().and_then(Date::reading).filter(|file| !file.rolled_over);
    let file_day = file_day.map(|file| file.at.date_naive());
    let written = reading.written.map(|written| written.date());
    let day = reading.at.date_naive();
    if order::is_ambiguous(reading, file_day) {
        return Verdict::Order(reading);
    }
    if let Some(meant) = meant_by_site(reading, zone)
        // A name that follows the day in UTC was made by somebody who knew.
        && (file_day != Some(day) || written == file_day)
    {
        return Verdict::Utc(reading, meant);
    }
    if let Some(file_day) = file_day
        && file_day != day
        // Without a zone the day of the build is not certain; the day as written is.
        && (has_clock(zone) || written != Some(file_day))
    {
        return Verdict::FileName(reading, file_day);
    }
    match reading.zone {
        WrittenZone::Offset { seconds: Some(seconds), .. }
            if seconds != 0 && seconds != reading.at.offset().local_minus_utc() && has_clock(zone) =>
        {
            Verdict::Offset(reading)
        }
        _ => Verdict::Fine,
    }
}

/// The verdict for a page's own rules, with the bytes of the value; for a date of the file name the file's head.
fn of_page<'a>(page: &'a Page) -> (Verdict<'a>, Span) {
    // What broken front matter means is not known, and its own rules speak.
    if !page.data.problems.is_empty() || page.front.fault.is_some() {
        return (Verdict::Fine, Span::default());
    }
    let span = page.document.date_span.unwrap_or_else(|| page.head());
    (verdict(&page.document, page.settings), span)
}

/// What a reader calls it.
fn noun(document: &Document) -> &'static str {
    match document.kind {
        Kind::Document => "document",
        Kind::Draft => "draft",
        _ => "post",
    }
}

/// A time to the minute, as people say it.
fn minute(at: DateTime<FixedOffset>) -> String {
    at.format("%Y-%m-%d %H:%M").to_string()
}

/// The time of day, with the day only where it is another than that of `beside`.
fn clock_beside(at: DateTime<FixedOffset>, beside: NaiveDate) -> String {
    if at.date_naive() == beside { at.format("%H:%M").to_string() } else { minute(at) }
}

/// A file's path under another day: `2022-05-27-night.md`.
fn renamed(path: &str, day: NaiveDate) -> Option<String> {
    let name = path.rsplit('/').next()?;
    let slug = name.splitn(4, '-').nth(3)?;
    Some(format!("{day}-{slug}"))
}

/// A date that could stand in a post of that day.
fn example(day: NaiveDate, zone: &Zone) -> String {
    let at = day.and_hms_opt(10, 0, 0).filter(|_| has_clock(zone)).and_then(|at| zone.local(at));
    at.map_or_else(|| day.to_string(), |at| at.format("%Y-%m-%d %H:%M:%S %z").to_string())
}

/// Whether a URL shows the day.
fn shows_day(url: &str, at: DateTime<FixedOffset>) -> bool {
    let parts = [format!("{:02}", at.day()), format!("{}", at.day()), format!("{:03}", at.ordinal())];
    let mut segments = url.split(['/', '-']).map(String::from);
    segments.any(|segment| parts.contains(&segment)) && url.contains(&at.year().to_string())
}

/// Points at the `timezone:` that makes the difference.
fn set_here<'f>(finding: &'f mut Finding, settings: &Settings) -> &'f mut Finding {
    if let Some(span) = settings.jekyll.timezone.span {
        let (path, span) = settings.jekyll_files.place(span);
        finding.label_in(path, span, "set here");
    }
    finding
}

/// Whether a time of day is written.
fn has_time(reading: &Reading) -> bool {
    reading.clock != Clock::None
}
