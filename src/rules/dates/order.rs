//! Dates whose parts can be read in two ways, that lie out of all bounds, or that contradict each other.

use chrono::{Datelike, NaiveDate};

use super::{example, of_page};
use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::site::dating::Dating;
use crate::site::document::Kind;
use crate::site::jekyll::date::{self, Date};
use crate::site::jekyll::kind::FileName;
use crate::site::{Facts, Site};
use crate::syntax::yaml::Node;

/// `date-ambiguous-order`
pub(in crate::rules) struct DateAmbiguousOrder;

impl Rule for DateAmbiguousOrder {
    fn page(&self, page: &Page, out: &mut Sink) {
        let (Dating::Order, span) = of_page(page) else { return };
        let Some(reading) = page.document.reading() else { return };
        let day = reading.at.date_naive();
        let raw = span.of(page.text).trim_matches(['"', '\'']);
        let other = if reading.two_digit_year {
            "and nobody else knows which of its parts is the year".to_owned()
        } else {
            let swapped = NaiveDate::from_ymd_opt(day.year(), day.day(), day.month());
            swapped.map_or_else(String::new, |swapped| format!("and never {}", spelled(swapped)))
        };
        let message = format!("`{raw}` is {} to Jekyll, {other}", spelled(day));
        let zone = &page.settings.jekyll.timezone.value;
        out.report(span, "", message).help(format!("write the year first: `{}`", example(day, zone)));
    }
}

fn spelled(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

/// `date-implausible`
pub(in crate::rules) struct DateImplausible;

/// So many years ahead nobody plans a post.
const FARTHEST: i32 = 5;

/// A site with so many posts from before the web writes them so on purpose.
const HISTORIANS: usize = 3;

impl Rule for DateImplausible {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        let document = &page.document;
        let (Some(Date::Read(reading)), Some(span)) = (&document.date, document.date_span) else { return };
        let year = reading.at.year();
        let now = site.settings.now.year();
        let is_old = year < 1990;
        // What is not published yet is `date-future`'s matter.
        if document.kind != Kind::Post || document.hidden.is_some() || !(is_old || year > now + FARTHEST) {
            return;
        }
        let years = site.facts.iter().filter_map(|file| Some(file.document.reading()?.at.year()));
        if years.filter(|year| if is_old { *year < 1990 } else { *year > now }).take(HISTORIANS).count() >= HISTORIANS {
            return;
        }
        let message = if is_old {
            format!("this post is dated {year}, before there was a web: it stands behind all others")
        } else {
            format!("this post is dated {year}: it stands before all others, for years")
        };
        out.report(span, "", message).help("correct the year");
    }
}

/// `date-modified-before-date`
pub(in crate::rules) struct DateModifiedBeforeDate;

/// The keys by which themes and plugins know when a post was last changed.
const MODIFIED: [&str; 8] = [
    "last_modified_at",
    "last-modified-at",
    "last_modified",
    "modified",
    "updated",
    "updated_at",
    "lastmod",
    "last_updated",
];

impl Rule for DateModifiedBeforeDate {
    fn page(&self, page: &Page, out: &mut Sink) {
        let entries = page.mapping().map_or(&[][..], Node::entries);
        let Some((key, value)) =
            entries.iter().find(|(key, _)| key.as_str().is_some_and(|key| MODIFIED.contains(&key)))
        else {
            return;
        };
        let Some(reading) = page.document.reading() else { return };
        let Date::Read(modified) = date::read(value, page.text, &page.settings.jekyll.timezone.value) else { return };
        let (day, earlier) = (reading.at.date_naive(), modified.at.date_naive());
        if earlier >= day || page.document.hidden.is_some() {
            return;
        }
        let name = key.as_str().unwrap_or_default();
        let message = format!("`{name}` says {earlier}, but this is dated {day}: it was changed before it was there");
        let finding = out.report(value.span, "earlier", message);
        if let Some(span) = page.document.date_span {
            finding.label(span, "later");
        }
        finding.help(format!("correct one of them, or delete `{name}`"));
    }
}

/// `file-date-invalid`
pub(in crate::rules) struct FileDateInvalid;

impl Rule for FileDateInvalid {
    fn page(&self, page: &Page, out: &mut Sink) {
        // Without a date of its own the name's counts, and `date-invalid` tells of it.
        if page.document.kind != Kind::Post || page.document.date_span.is_none() {
            return;
        }
        // Nearly all are sound.
        if matches!(&page.document.file_date, Some(Date::Read(day)) if !day.rolled_over && !day.two_digit_year) {
            return;
        }
        let jekyll = &page.settings.jekyll;
        let Some(written) = FileName::of(jekyll.relative_path(page.path), jekyll.profile).date else { return };
        let mut parts = written.split('-').map(|part| (part.len(), part.parse::<u32>().unwrap_or(0)));
        let (Some((length, year)), Some((_, month)), Some((_, day))) = (parts.next(), parts.next(), parts.next())
        else {
            return;
        };
        let Some(reading) = page.document.reading() else { return };
        let own = reading.at.date_naive();
        let fault = if length < 4 {
            format!("the year in `{written}` has {length} digits")
        } else if NaiveDate::from_ymd_opt(year.cast_signed(), month, day).is_none() {
            format!("there is no {written}")
        } else {
            return;
        };
        let name = page.path.rsplit('/').next().unwrap_or(page.path);
        let message =
            format!("{fault}: only its `date`, {own}, makes a post of this file, and `post_url` looks for its name");
        let meant = name.replacen(written, &own.to_string(), 1);
        out.report(page.head(), "", message).help(format!("rename the file to {meant}")).rename(&meant);
    }
}
