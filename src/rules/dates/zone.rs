//! A time and its zone: none, one that Ruby does not know, one that the site does not have.

use std::fmt::Write;

use super::{clock_beside, minute, noun, of_page, set_here};
use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::site::dating::{Dating, meant_offset};
use crate::site::jekyll::date::WrittenZone;
use crate::site::jekyll::zone::Zone;
use crate::site::offsets::has_clock;
use crate::site::shift::offset_of;
use crate::site::{Facts, Site};
use crate::source::Span;

/// `date-utc-shift`
pub(in crate::rules) struct DateUtcShift;

impl Rule for DateUtcShift {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        let (Dating::Utc(meant), Some(reading)) = (page.document.dating, page.document.reading()) else { return };
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
        let (Dating::Utc(meant), Some(reading)) = (page.document.dating, page.document.reading()) else { return };
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
        let (Dating::ZoneName, value) = of_page(page) else { return };
        let Some(reading) = page.document.reading() else { return };
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

/// `date-offset-mismatch`
pub(in crate::rules) struct DateOffsetMismatch;

impl Rule for DateOffsetMismatch {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        let (Dating::Offset, Some(reading)) = (page.document.dating, page.document.reading()) else { return };
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
