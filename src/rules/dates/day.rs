//! The day: one that does not exist, one that is not the file's, one that has not come.

use chrono::NaiveDate;

use super::{Verdict, edited, example, minute, noun, of_page, renamed, set_here, shows_day};
use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::site::document::Kind;
use crate::site::jekyll::date::{Clock, Date, How, Reading, WrittenZone};
use crate::site::jekyll::outcome::Hidden;
use crate::site::jekyll::zone::Zone;
use crate::site::offsets::has_clock;
use crate::source::Span;

/// `date-invalid`
pub(in crate::rules) struct DateInvalid;

impl Rule for DateInvalid {
    fn page(&self, page: &Page, out: &mut Sink) {
        let (Verdict::Invalid(date), span) = of_page(page) else { return };
        let post = noun(&page.document);
        if page.document.date_span.is_none() {
            return of_file_name(page, date, span, out);
        }
        let written = span.of(page.text).trim();
        let zone = &page.settings.jekyll.timezone.value;
        let file_day = page.document.file_date.as_ref().and_then(Date::reading).map(|file| file.at.date_naive());
        let day = meant_day(written).or(file_day);
        let example = example(day.unwrap_or_else(|| page.settings.now.date_naive()), zone);
        let or_delete = match (page.document.kind, file_day) {
            (Kind::Document, _) => ", or delete the line",
            (_, Some(_)) => ", or delete the line: the file name has the day",
            _ => "",
        };
        match date {
            Date::Null => {
                let key = page.entry("date").map_or(span, |(key, _)| key.span);
                let span = if span.is_empty() { key } else { span };
                out.report(span, "nothing here", "`date` is empty: Jekyll stops here and builds nothing")
                    .help(format!("write `date: {example}`{or_delete}"));
            }
            Date::BuildTime => {
                let message = format!(
                    "`{written}` is no whole date: Jekyll takes the rest from the clock, and this {post} moves with every build"
                );
                out.report(span, "", message).help(format!("write the whole of it, as in `date: {example}`"));
            }
            Date::Read(reading) => {
                out.report(span, label_of(reading), not_in_calendar(reading, page))
                    .help(format!("write a day and a time that exist, as in `date: {}`", last_of(reading, zone)));
            }
            _ => {
                let label = if meant_day(written).is_some() { "not in this form" } else { "no date to Jekyll" };
                let as_in = if meant_day(written).is_some() { "write" } else { "write a date, as in" };
                out.report(span, label, "Jekyll cannot read this date: it stops here and builds nothing")
                    .help(format!("{as_in} `date: {example}`{or_delete}"));
            }
        }
    }
}

fn of_file_name(page: &Page, date: &Date, span: Span, out: &mut Sink) {
    let name = page.path.rsplit('/').next().unwrap_or_default();
    let day = name.splitn(4, '-').take(3).collect::<Vec<_>>().join("-");
    let message = match date {
        Date::Read(reading) => {
            format!("the file name says {day}, which does not exist: Jekyll takes {}", reading.at.date_naive())
        }
        _ => format!("the file name says {day}, which does not exist: Jekyll stops here and builds nothing"),
    };
    out.report(span, "", message).help("rename the file to the day that is meant");
}

fn not_in_calendar(reading: &Reading, page: &Page) -> String {
    let day_only = reading.clock == Clock::None;
    // Without a zone the clock of the build decides, but for what is written without an offset.
    let universal = !has_clock(&page.settings.jekyll.timezone.value)
        && (reading.how == How::YamlTime || reading.zone != WrittenZone::None);
    let taken = match (day_only, universal) {
        (true, _) => reading.at.date_naive().to_string(),
        (_, true) => format!("{} UTC", minute(reading.at)),
        _ => minute(reading.at),
    };
    format!("this {} is in no calendar: Jekyll takes {taken}", if day_only { "day" } else { "time" })
}

fn label_of(reading: &Reading) -> &'static str {
    if reading.clock == Clock::None { "there is no such day" } else { "there is no such day or time" }
}

/// A day and time near what was rolled over.
fn last_of(reading: &Reading, zone: &Zone) -> String {
    example(reading.at.date_naive(), zone)
}

/// The day in a form that Jekyll does not read: `12/31/2020`, `2020年3月9日`.
fn meant_day(written: &str) -> Option<NaiveDate> {
    let text = written.trim_matches(['"', '\'']);
    let date = text.split([' ', 'T']).next()?;
    let numbers: Vec<u32> = date.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok()).collect();
    let separators = date.chars().filter(|c| !c.is_ascii_digit());
    match (<[u32; 3]>::try_from(numbers).ok()?, separators.collect::<String>().as_str()) {
        ([month, day, year], "//") if year > 999 => NaiveDate::from_ymd_opt(year as i32, month, day),
        ([year, month, day], "年月日") => NaiveDate::from_ymd_opt(year as i32, month, day),
        _ => None,
    }
}

/// `date-filename-mismatch`
pub(in crate::rules) struct DateFilenameMismatch;

impl Rule for DateFilenameMismatch {
    fn page(&self, page: &Page, out: &mut Sink) {
        let (Verdict::FileName(reading, file_day), span) = of_page(page) else { return };
        let post = noun(&page.document);
        let day = reading.at.date_naive();
        let url = page.document.url_path().filter(|url| shows_day(url, reading.at));
        let message = match url {
            Some(url) => format!("the file name says {file_day}, but this {post} is published at {url}"),
            None => format!("the file name says {file_day}, but this {post} is dated {day}"),
        };
        let rename = renamed(page.path, day).map_or_else(String::new, |name| format!("rename the file to {name}"));
        let written = reading.written.filter(|written| written.date() == file_day);
        let (label, help) = match written.and_then(|at| Some((at, page.settings.jekyll.timezone.value.local(at)?))) {
            // The right day in another zone.
            Some((at, meant)) => (
                format!("{} on this site", minute(reading.at)),
                format!(
                    "write `{}` if {} is the time on this site, or {rename}",
                    meant.format("%z"),
                    at.format("%H:%M")
                ),
            ),
            None => (String::new(), format!("{rename}, or correct the date")),
        };
        let by_zone = written.is_some() || reading.written.is_some_and(|written| written.date() != day);
        let finding = out.report(span, label, message).help(help);
        if by_zone {
            set_here(finding, page.settings);
        }
    }
}

/// `date-future`
pub(in crate::rules) struct DateFuture;

impl Rule for DateFuture {
    fn page(&self, page: &Page, out: &mut Sink) {
        let (verdict, span) = of_page(page);
        let reading = match verdict {
            Verdict::Future(reading) => reading,
            // The day in the URL, or that it is not out already, is the other rule's.
            Verdict::Utc(reading, meant) if page.document.hidden == Some(Hidden::Future) => {
                let end = Span { start: span.end, end: span.end };
                let mended = edited(page, end, &meant.format(" %z").to_string());
                if mended.hidden != page.document.hidden || mended.output != page.document.output {
                    return;
                }
                reading
            }
            _ => return,
        };
        let zone = &page.settings.jekyll.timezone.value;
        let universal = !has_clock(zone) && matches!(reading.how, How::YamlTime);
        let at = if reading.clock == Clock::None { reading.at.date_naive().to_string() } else { minute(reading.at) };
        let quietly = if page.settings.jekyll.profile.is_jekyll_3() { ", and says nothing of it" } else { "" };
        let message = format!(
            "Jekyll leaves this {} out until {at}{}{quietly}",
            noun(&page.document),
            if universal { " UTC" } else { "" }
        );
        let label = if reading.how == How::FileName { "the day is in the file name" } else { "not before this time" };
        out.report(span, label, message).help(format!(
            "nothing appears by itself: build the site again then, correct the date, or set `future: true` in {}",
            page.settings.jekyll_path
        ));
    }
}
