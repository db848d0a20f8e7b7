//! A time and its zone: none, one that Ruby does not know, one that the site does not have.

use std::fmt::Write;
use std::str::FromStr;

use chrono::{Datelike, NaiveDateTime};
use chrono_tz::Tz;

use super::{Verdict, clock_beside, has_time, minute, noun, of_page, set_here, verdict};
use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::site::jekyll::date::{Reading, WrittenZone};
use crate::site::jekyll::zone::Zone;
use crate::site::offsets::has_clock;
use crate::site::shift::offset_of;
use crate::site::{Facts, Site};
use crate::source::Span;

/// `date-utc-shift`
pub(in crate::rules) struct DateUtcShift;

impl Rule for DateUtcShift {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        let Verdict::Utc(reading, meant) = verdict(&page.document, site.settings) else { return };
        let (Some(written), Some(shift), Some(span)) = (reading.written, &page.shift, page.document.date_span) else {
            return;
        };
        // Where nearly every URL has the day in UTC, that is the day people know.
        if site.offsets.days_are_utc() && !shift.hides && !shift.shows {
            return;
        }
        let post = noun(&page.document);
        let at = clock_beside(reading.at, written.date());
        let message = match (shift.hides, shift.shows, at.len() > 5) {
            (true, ..) => format!("this {post} is not published before {}", minute(reading.at)),
            (_, true, _) => format!("this {post} is published before its time"),
            (.., true) => format!("this {post} will be published under another day"),
            _ => format!("this {post} will be published at another URL"),
        };
        let offset = offset_of(meant);
        let mut help = format!("write `date: {written}{offset}`");
        if shift.hides {
            help.push_str(" to publish it now");
        }
        if let Some((old, new)) = &shift.urls {
            let _ = write!(help, "\nthe URL becomes {new} instead of {}", abridged(old, new));
        }
        let label = format!("no offset: Jekyll reads UTC, which is {at} on this site");
        let finding = out.report(span, label, message).help(help);
        set_here(finding, site.settings).unsafe_fix("add the site's offset", end_of(span), offset);
    }
}

/// `date-missing-timezone`
pub(in crate::rules) struct DateMissingTimezone;

impl Rule for DateMissingTimezone {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        let Verdict::Utc(reading, meant) = verdict(&page.document, site.settings) else { return };
        let (Some(written), Some(span)) = (reading.written, page.document.date_span) else { return };
        // That it is not out yet, or elsewhere, weighs more. A site that never writes an offset has decided so.
        if page.document.hidden.is_some() || page.shift.is_some() || !site.offsets.are_written() {
            return;
        }
        let late = reading.at.timestamp() - meant.timestamp();
        let (length, way) = (length(late.abs()), if late > 0 { "late" } else { "early" });
        let offset = offset_of(meant);
        let at = clock_beside(reading.at, written.date());
        let label = format!("no offset: Jekyll reads UTC, which is {at} on this site");
        let finding = out
            .report(span, label, format!("the time of this {} comes out {length} {way}", noun(&page.document)))
            .help(format!("write `date: {written}{offset}`"));
        set_here(finding, site.settings).unsafe_fix("add the site's offset", end_of(span), offset);
    }
}

/// `date-tz-name`
pub(in crate::rules) struct DateTzName;

impl Rule for DateTzName {
    fn page(&self, page: &Page, out: &mut Sink) {
        let (Verdict::ZoneName(reading), value) = of_page(page) else { return };
        let Some(written) = reading.written else { return };
        let site = &page.settings.jekyll.timezone.value;
        let WrittenZone::Word { span: at, text: word, seconds } = &reading.zone else { return };
        let post = noun(&page.document);
        let (message, label) = if let Some(seconds) = seconds {
            (
                format!("`{word}` is North America's to Jekyll: this {post} is dated {}", minute(reading.at)),
                format!("read as {}", written_offset(*seconds)),
            )
        } else {
            let taken = match site {
                Zone::Unset => "that of the machine that builds",
                Zone::Unknown(_) => "UTC",
                _ => "the site's own",
            };
            (format!("Jekyll does not know the zone `{word}`: it takes the time as {taken}"), "ignored".to_owned())
        };
        let meant = meant_offset(word, written, site);
        let here = || Some(site.local(written).filter(|_| has_clock(site))?.offset().local_minus_utc());
        let offset = meant.or_else(here).map(written_offset);
        let finding = set_here(out.report((*at).unwrap_or(value), label, message), page.settings);
        let (Some(at), Some(offset)) = (*at, offset) else {
            finding.help("write an offset such as `+0800` in its place");
            return;
        };
        let new = [
            &page.text[value.start as usize..at.start as usize],
            &offset,
            &page.text[at.end as usize..value.end as usize],
        ];
        let new = new.concat();
        match meant {
            Some(_) => finding.help(format!("write `date: {new}`")).unsafe_fix("write the offset", at, offset),
            None => finding.help(format!("write the offset that is meant, as in `date: {new}`")),
        };
    }
}

/// Whether Ruby takes the zone for another than the one that is written.
pub(super) fn is_misread(reading: &Reading, site: &Zone) -> bool {
    let Some(written) = reading.written.filter(|_| has_time(reading)) else { return false };
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
fn meant_offset(word: &str, written: NaiveDateTime, site: &Zone) -> Option<i32> {
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

/// `date-offset-mismatch`
pub(in crate::rules) struct DateOffsetMismatch;

impl Rule for DateOffsetMismatch {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        let Verdict::Offset(reading) = verdict(&page.document, site.settings) else { return };
        let WrittenZone::Offset { span, seconds: Some(seconds) } = reading.zone else { return };
        let (Some(span), Some(written)) = (span.or(page.document.date_span), reading.written) else { return };
        // Several people, several clocks: where others differ too there is nothing to hold a post against.
        if !site.offsets.agree() {
            return;
        }
        let own = written_offset(reading.at.offset().local_minus_utc());
        let at = clock_beside(reading.at, written.date());
        let finding = out
            .report(
                span,
                format!("{at} on this site"),
                format!("this post is written at {}, the site is at {own} on that day", written_offset(seconds)),
            )
            .help(format!("write `{own}` if {} is the time on this site", written.format("%H:%M")));
        set_here(finding, site.settings);
    }
}

/// The place right behind a value.
fn end_of(span: Span) -> Span {
    Span { start: span.end, end: span.end }
}

/// `+0800`
fn written_offset(seconds: i32) -> String {
    let minutes = seconds.abs() / 60;
    format!("{}{:02}{:02}", if seconds < 0 { '-' } else { '+' }, minutes / 60, minutes % 60)
}

/// A length of time in words.
fn length(seconds: i64) -> String {
    let count = |n: i64, unit: &str| format!("{n} {unit}{}", if n == 1 { "" } else { "s" });
    match (seconds / 3600, seconds / 60 % 60) {
        (0, minutes) => count(minutes, "minute"),
        (hours, 0) => count(hours, "hour"),
        (hours, minutes) => format!("{} and {}", count(hours, "hour"), count(minutes, "minute")),
    }
}

/// The old URL up to where it becomes the new one's end.
fn abridged(old: &str, new: &str) -> String {
    let (a, b): (Vec<&str>, Vec<&str>) = (old.split('/').collect(), new.split('/').collect());
    let same = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    if same == 0 || same == a.len() { old.to_owned() } else { format!("{}/…", a[..a.len() - same].join("/")) }
}
