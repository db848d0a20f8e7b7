//! The form in which a site writes its dates.

use std::fmt::Write;

use chrono::format::StrftimeItems;
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime};

use super::of_page;
use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::site::dating::Dating;
use crate::site::jekyll::date::{Date, How, Reading, WrittenZone};
use crate::site::jekyll::zone::Zone;
use crate::site::shift::edited;
use crate::source::Span;

/// `date-format`
pub(in crate::rules) struct DateFormat;

impl Rule for DateFormat {
    fn page(&self, page: &Page, out: &mut Sink) {
        let (dating, span) = of_page(page);
        // What is wrong beside the form has to be rewritten anyway. Whether it lies in the future does not matter.
        if !matches!(dating, Dating::Fine | Dating::Future | Dating::Offset) || page.document.date_span.is_none() {
            return;
        }
        let pattern = &page.settings.config.options.date_format;
        let span = unquoted(span, page.text);
        if span.is_empty() || has_form(span.of(page.text), pattern) {
            return;
        }
        let finding = out.report(span, "", format!("this date is not written as this site writes them, `{pattern}`"));
        let new = page.document.reading().and_then(|reading| in_form(reading, page));
        match new.map(|new| (kept(page, span, &new), new)) {
            Some((Kept::All, new)) => {
                finding.help(format!("write `{new}`")).safe_fix("write it in the site's form", span, new)
            }
            Some((Kept::Url, new)) => finding.help(format!("write `{new}`")),
            _ => finding.help(format!("as in `{}`", formatted(&page.settings.now.fixed_offset(), pattern))),
        };
    }
}

/// A scalar without its quotes.
fn unquoted(span: Span, text: &str) -> Span {
    let quoted = span.of(text).starts_with(['"', '\'']) && span.len() >= 2;
    if quoted { Span { start: span.start + 1, end: span.end - 1 } } else { span }
}

/// Whether `text` is exactly what the pattern gives for the time that it names. Reading alone is lax: it takes
/// `2024-1-2` for `%Y-%m-%d`, and any offset for `%z`.
fn has_form(text: &str, pattern: &str) -> bool {
    let items = || StrftimeItems::new(pattern);
    let mut again = String::new();
    let written = if let Ok(at) = DateTime::parse_from_str(text, pattern) {
        write!(again, "{}", at.format_with_items(items()))
    } else if let Ok(at) = NaiveDateTime::parse_from_str(text, pattern) {
        write!(again, "{}", at.format_with_items(items()))
    } else if let Ok(at) = NaiveDate::parse_from_str(text, pattern) {
        write!(again, "{}", at.format_with_items(items()))
    } else {
        return false;
    };
    written.is_ok() && again == text
}

/// The same time in the site's form, in the offset that is written, or else in the site's.
fn in_form(reading: &Reading, page: &Page) -> Option<String> {
    let pattern = &page.settings.config.options.date_format;
    let at = match reading.zone {
        WrittenZone::Offset { seconds: Some(seconds), .. } => {
            reading.at.with_timezone(&FixedOffset::east_opt(seconds)?)
        }
        // The offset is that of the machine that builds.
        WrittenZone::None if reading.how != How::YamlTime && page.settings.jekyll.timezone.value == Zone::Unset => {
            return None;
        }
        _ => reading.at,
    };
    Some(formatted(&at, pattern)).filter(|new| !new.is_empty())
}

/// Empty where the pattern asks for what a time does not have.
fn formatted(at: &DateTime<FixedOffset>, pattern: &str) -> String {
    let mut text = String::new();
    match write!(text, "{}", at.format_with_items(StrftimeItems::new(pattern))) {
        Ok(()) => text,
        Err(_) => String::new(),
    }
}

/// What another text of the date leaves as it is.
enum Kept {
    /// The instant too.
    All,
    /// Only the URL.
    Url,
    /// Nothing.
    None,
}

/// What Jekyll makes of the file with another text of its date.
fn kept(page: &Page, span: Span, text: &str) -> Kept {
    let new = edited(page, span, text);
    let at = |date: &Option<Date>| date.as_ref().and_then(Date::reading).map(|reading| reading.at);
    match (at(&new.date), new.output == page.document.output) {
        (Some(new), true) if Some(new) == at(&page.document.date) => Kept::All,
        (Some(_), true) => Kept::Url,
        _ => Kept::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_is_exact() {
        let pattern = "%Y-%m-%d %H:%M:%S %z";
        assert!(has_form("2024-01-02 10:00:00 +0800", pattern));
        for text in [
            "2024-1-2 10:00:00 +0800",
            "2024-01-02  10:00:00 +0800",
            "2024-01-02 10:00:00+0800",
            "2024-01-02 10:00:00 +08:00",
            "2024-01-02 10:00:00 \u{2212}0800",
            "2024-01-02 10:00:00 Z",
            "2024-01-02 10:00:00",
            "2024-01-02",
            "",
        ] {
            assert!(!has_form(text, pattern), "{text}");
        }
        assert!(has_form("2024-01-02", "%Y-%m-%d") && !has_form("2024-1-2", "%Y-%m-%d"));
        assert!(has_form("2024-01-02 10:00", "%Y-%m-%d %H:%M"));
        assert!(!has_form("2024-01-02", "%Y-%m-%d %Q"));
    }
}
