//! A file among the posts that Jekyll passes over because of its name.

use chrono::{Datelike, NaiveDate};

use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::site::jekyll::date::{self, Date, WrittenZone};
use crate::site::jekyll::kind::Reason;
use crate::site::jekyll::outcome::Hidden;
use crate::source::Span;

/// `file-not-a-post`
pub(super) struct FileNotAPost;

impl Rule for FileNotAPost {
    fn page(&self, page: &Page, out: &mut Sink) {
        if page.document.hidden != Some(Hidden::Place(Reason::NotPostName)) {
            return;
        }
        let name = Name::of(page.path.rsplit('/').next().unwrap_or_default());
        if !name.is_meant(page) {
            return;
        }
        let (fault, day) = name.fault();
        let extension = if name.extension.is_empty() { "md" } else { name.extension };
        let slug = if name.slug.is_empty() { "title" } else { name.slug };
        let day = day.or_else(|| front_matter_day(page)).or_else(|| leading_day(name.slug));
        let meant = day.map(|day| format!("{day}-{slug}.{extension}"));
        let help = match &meant {
            Some(meant) => format!("rename it to `{meant}`"),
            None => format!("rename it to `YYYY-MM-DD-{slug}.{extension}`, with the day of publication"),
        };
        let finding = out.report(
            Span::default(),
            "",
            format!("Jekyll never publishes this file: a post's name is YYYY-MM-DD-title.{extension}, and {fault}"),
        );
        finding.help(help);
        // A title is for its author to choose; nobody publishes by a fix what has no front matter; and a post whose date
        // cannot be read would stop the whole build.
        let is_sound = page.mapping().is_some() && (page.entry("date").is_none() || front_matter_day(page).is_some());
        if let Some(meant) = meant.filter(|_| !name.slug.is_empty() && is_sound) {
            finding.rename(&meant);
        }
    }
}

/// A file name taken apart as its author may have meant it.
struct Name<'a> {
    /// What stands before the first letter or digit.
    lead: &'a str,
    /// The date's parts and the signs behind each of them.
    date: Option<([&'a str; 3], [&'a str; 3])>,
    /// What follows the date, or the whole without one.
    slug: &'a str,
    /// Without its dot; empty for none.
    extension: &'a str,
}

impl<'a> Name<'a> {
    fn of(name: &'a str) -> Name<'a> {
        let (stem, extension) = match name.rsplit_once('.') {
            Some((stem, extension)) if !stem.is_empty() => (stem, extension),
            _ => (name, ""),
        };
        let is_sign = |c: char| matches!(c, '-' | '_' | '.' | ' ' | '—' | '–' | '－');
        let bare = stem.trim_start_matches(is_sign);
        let lead = &stem[..stem.len() - bare.len()];
        let mut rest = bare;
        let (mut parts, mut signs) = ([""; 3], [""; 3]);
        for at in 0..3 {
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            (parts[at], rest) = rest.split_at(digits);
            let sign = rest.len() - rest.trim_start_matches(is_sign).len();
            (signs[at], rest) = rest.split_at(sign);
        }
        let is_date = parts[0].len() == 4
            && parts[1..].iter().all(|part| (1..=2).contains(&part.len()))
            && signs[..2].iter().all(|sign| !sign.is_empty());
        let date = is_date.then_some((parts, signs));
        Name { lead, date, slug: if is_date { rest } else { bare }, extension }
    }

    /// Whether somebody means it as a post: writing, or a dated name without extension.
    fn is_meant(&self, page: &Page) -> bool {
        // Notes for those who write here, and what they copy from.
        if ["readme", "template", "模板", "模版"].iter().any(|aid| self.slug.eq_ignore_ascii_case(aid)) {
            return false;
        }
        let extension = self.extension.to_ascii_lowercase();
        let is_writing =
            page.settings.jekyll.markdown_ext.contains(&extension) || matches!(&*extension, "html" | "htm" | "xhtml");
        // A dot in the title is no extension: `2024-01-02-v1.2`.
        is_writing || (self.date.is_some() && page.front.block.is_some())
    }

    /// What is wrong with it, and the day that it names.
    fn fault(&self) -> (String, Option<NaiveDate>) {
        let Some((parts, signs)) = self.date else { return ("this one has no date".to_owned(), None) };
        let [year, month, day] = parts.map(|part| part.parse::<u32>().unwrap_or(0));
        let date = NaiveDate::from_ymd_opt(year.cast_signed(), month, day);
        let fault = if !self.lead.is_empty() {
            format!("this one starts with `{}`", self.lead)
        } else if let Some(sign) = signs.iter().find(|sign| !sign.is_empty() && !sign.starts_with('-')) {
            let sign = if sign.trim().is_empty() { "a blank".to_owned() } else { format!("`{sign}`") };
            format!("this one has {sign} in place of `-`")
        } else if let Some(sign) = signs[..2].iter().find(|sign| sign.len() > 1) {
            format!("this one has `{sign}` in place of `-`")
        } else if self.slug.is_empty() {
            "this one has no title".to_owned()
        } else if signs[2].is_empty() {
            "this one has no `-` after the date".to_owned()
        } else {
            "this one has no extension".to_owned()
        };
        (fault, date)
    }
}

/// The day that the file's own `date:` gives.
fn front_matter_day(page: &Page) -> Option<NaiveDate> {
    let (_, node) = page.entry("date")?;
    let date = date::read(node, page.text, &page.settings.jekyll.timezone.value);
    let reading = date.reading().filter(|reading| !reading.rolled_over)?;
    match (&reading.zone, reading.written, &date) {
        (WrittenZone::None, Some(written), Date::Read(_)) => Some(written.date()),
        _ => Some(reading.at.date_naive()),
    }
}

/// The day that a number such as `202205262391921712` starts with.
fn leading_day(slug: &str) -> Option<NaiveDate> {
    let digits = slug.get(..8).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    let number = digits.parse::<u32>().ok()?;
    let day = NaiveDate::from_ymd_opt((number / 10_000).cast_signed(), number / 100 % 100, number % 100)?;
    (1990..2100).contains(&day.year()).then_some(day)
}
