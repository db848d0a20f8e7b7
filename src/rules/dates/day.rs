//! The day: one that does not exist, one that is not the file's, one that has not come.

use chrono::{NaiveDate, NaiveTime};

use super::{example, minute, noun, of_page, renamed, set_here, shows_day};
use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::site::dating::Dating;
use crate::site::document::Kind;
use crate::site::jekyll::date::{Clock, Date, How, Reading, WrittenZone};
use crate::site::jekyll::outcome::Hidden;
use crate::site::jekyll::zone::Zone;
use crate::site::offsets::has_clock;
use crate::site::shift::edited;
use crate::site::{Facts, Site};
use crate::source::Span;

/// `date-invalid`
pub(in crate::rules) struct DateInvalid;

impl Rule for DateInvalid {
    fn page(&self, page: &Page, out: &mut Sink) {
        let (Dating::Invalid, span) = of_page(page) else { return };
        let Some(date) = &page.document.date else { return };
        let post = noun(&page.document);
        if page.document.date_span.is_none() {
            return of_file_name(page, date, span, out);
        }
        let written = span.of(page.text).trim();
        let zone = &page.settings.jekyll.timezone.value;
        let file_day = page.document.file_date.as_ref().and_then(Date::reading).map(|file| file.at.date_naive());
        let any = example(file_day.unwrap_or_else(|| page.settings.now.date_naive()), zone);
        let or_delete = match (page.document.kind, file_day) {
            (Kind::Document, _) => ", or delete the line",
            (_, Some(_)) => ", or delete the line: the file name has the day",
            _ => "",
        };
        match (date, meant(written, zone)) {
            (Date::Null, _) => {
                let key = page.entry("date").map_or(span, |(key, _)| key.span);
                let span = if span.is_empty() { key } else { span };
                out.report(span, "nothing here", "`date` is empty: Jekyll stops here and builds nothing")
                    .help(format!("write `date: {any}`{or_delete}"));
            }
            (Date::BuildTime, _) => {
                let message = format!("Jekyll takes the day from the clock: this {post} moves with every build");
                out.report(span, "no whole date", message).help(format!("write the whole of it, as in `date: {any}`"));
            }
            (Date::Read(reading), _) => {
                let taken = taken(reading, zone);
                out.report(span, "", format!("{written} does not exist: Jekyll takes {taken} in its place"))
                    .help(format!("write `date: {taken}` if that is meant"));
            }
            (_, Some(meant)) => {
                out.report(span, "not in this form", "Jekyll cannot read this date: it stops here and builds nothing")
                    .help(format!("write `date: {meant}`"));
            }
            _ => {
                out.report(span, "no date to Jekyll", "Jekyll cannot read this date: it stops here and builds nothing")
                    .help(format!("write a date, as in `date: {any}`{or_delete}"));
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

/// What Jekyll takes for a day or time that does not exist, as it can be typed.
fn taken(reading: &Reading, zone: &Zone) -> String {
    let form = match (reading.clock, &reading.zone, reading.how) {
        (Clock::None, ..) => "%Y-%m-%d",
        // Without a zone the clock of the build decides.
        (_, WrittenZone::None, How::Text) if !has_clock(zone) => "%Y-%m-%d %H:%M",
        _ => "%Y-%m-%d %H:%M:%S %z",
    };
    reading.at.format(form).to_string()
}

/// The date in a form that Jekyll does not read: `12/31/2020 17:30`, `2020年3月9日`.
fn meant(written: &str, zone: &Zone) -> Option<String> {
    let mut words = written.trim_matches(['"', '\'']).split([' ', 'T']).filter(|word| !word.is_empty());
    let (date, time) = (words.next()?, words.next());
    let numbers: Vec<u32> = date.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok()).collect();
    let signs: String = date.chars().filter(|c| !c.is_ascii_digit()).collect();
    let day = match (<[u32; 3]>::try_from(numbers).ok()?, &*signs) {
        ([month, day, year], "//") if year > 999 => NaiveDate::from_ymd_opt(year.cast_signed(), month, day)?,
        ([year, month, day], "年月日") => NaiveDate::from_ymd_opt(year.cast_signed(), month, day)?,
        _ => return None,
    };
    let Some(time) = time else { return Some(day.to_string()) };
    let time = ["%H:%M:%S", "%H:%M"].iter().find_map(|form| NaiveTime::parse_from_str(time, form).ok())?;
    let at = day.and_time(time);
    match words.next() {
        Some(_) => None,
        None if has_clock(zone) => Some(zone.local(at)?.format("%Y-%m-%d %H:%M:%S %z").to_string()),
        None => Some(at.format("%Y-%m-%d %H:%M").to_string()),
    }
}

/// `date-filename-mismatch`
pub(in crate::rules) struct DateFilenameMismatch;

impl Rule for DateFilenameMismatch {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        let Dating::FileName(file_day) = page.document.dating else { return };
        let (Some(reading), Some(span)) = (page.document.reading(), page.document.date_span) else { return };
        let written = reading.written.filter(|written| written.date() == file_day);
        // People who write from several zones name files by their own day; that is no slip.
        // Nor is it where many files keep the day of their first draft.
        if (written.is_some() && !site.offsets.agree()) || !site.offsets.files_keep_step() {
            return;
        }
        let post = noun(&page.document);
        let day = reading.at.date_naive();
        let url = page.document.url_path().filter(|url| shows_day(url, reading.at));
        let message = match url {
            Some(url) => format!("the file name says {file_day}, but this {post} is published at {url}"),
            None => format!("the file name says {file_day}, but this {post} is dated {day}"),
        };
        let rename = renamed(&page.path, day).map_or_else(String::new, |name| format!("rename the file to {name}"));
        let (label, help) = match written.and_then(|at| Some((at, site.settings.jekyll.timezone.value.local(at)?))) {
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
            set_here(finding, site.settings);
        }
    }
}

/// `date-future`
pub(in crate::rules) struct DateFuture;

impl Rule for DateFuture {
    fn page(&self, page: &Page, out: &mut Sink) {
        let (dating, span) = of_page(page);
        let Some(reading) = page.document.reading() else { return };
        match dating {
            Dating::Future => {}
            // The day in the URL, or that it is not out already, is the other rule's.
            Dating::Utc(meant) if page.document.hidden == Some(Hidden::Future) => {
                let end = Span { start: span.end, end: span.end };
                let mended = edited(page, end, &meant.format(" %z").to_string());
                if mended.hidden != page.document.hidden || mended.output != page.document.output {
                    return;
                }
            }
            _ => return,
        }
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
            page.settings.jekyll_files.name()
        ));
    }
}
