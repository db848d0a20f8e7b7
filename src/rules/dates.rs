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
use crate::site::dating::Dating;
use crate::site::document::{Document, Kind};
use crate::site::jekyll::zone::Zone;
use crate::site::offsets::has_clock;
use crate::site::settings::Settings;
use crate::source::Span;

/// What is to be said of a page's own date, with the bytes of the value; for a date of the file name the file's head.
fn of_page(page: &Page) -> (Dating, Span) {
    // What broken front matter means is not known, and its own rules speak.
    if !page.data.problems.is_empty() || page.front.fault.is_some() {
        return (Dating::Fine, Span::default());
    }
    (page.document.dating, page.document.date_span.unwrap_or_else(|| page.head()))
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
