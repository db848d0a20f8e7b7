//! How the site's posts are dated: in which offsets, and whether file names keep step. One that differs is a slip only
//! where the others agree.

use super::Facts;
use super::document::Document;
use super::jekyll::date::{Date, How, WrittenZone};
use super::jekyll::zone::Zone;
use super::settings::Settings;

/// How many posts write the site's own offset behind their time, how many another one, and how many none at all; how
/// many have the day of their file name.
#[derive(Clone, Copy, Debug, Default)]
pub struct Offsets {
    /// The offset that the site's zone has on that day.
    pub own: usize,
    /// Any other.
    pub other: usize,
    /// None behind a time that Jekyll therefore takes for UTC.
    pub unwritten: usize,
    /// Of those: published at another URL for it.
    pub moved: usize,
    /// The day of the file name.
    pub same_day: usize,
    /// Another day.
    pub other_day: usize,
}

impl Offsets {
    /// Counts one more file; no offsets where the site has no zone.
    pub(super) fn count(&mut self, file: &Facts, settings: &Settings) {
        match has_day_of_file(&file.document) {
            Some(true) => self.same_day += 1,
            Some(false) => self.other_day += 1,
            None => {}
        }
        if !has_clock(&settings.jekyll.timezone.value) {
            return;
        }
        match is_own(&file.document) {
            Some(true) => self.own += 1,
            Some(false) => self.other += 1,
            None => {}
        }
        if is_unwritten(&file.document) {
            self.unwritten += 1;
            self.moved += usize::from(file.shift.as_ref().is_some_and(|shift| shift.urls.is_some()));
        }
    }

    /// Adds what was counted of others.
    pub(super) fn add(&mut self, other: Offsets) {
        self.own += other.own;
        self.other += other.other;
        self.unwritten += other.unwritten;
        self.moved += other.moved;
        self.same_day += other.same_day;
        self.other_day += other.other_day;
    }

    /// Whether at least 95 % of the posts beside one that differs have the site's offset.
    pub fn agree(self) -> bool {
        let others = self.own + self.other.saturating_sub(1);
        self.own * 100 >= others * 95
    }

    /// Whether at least 90 % of the posts beside one that has no offset write one; so too where there is no other.
    pub fn are_written(self) -> bool {
        let written = self.own + self.other;
        let others = written + self.unwritten.saturating_sub(1);
        written * 10 >= others * 9
    }

    /// Whether the URLs of at least 90 % of the posts have the day in UTC, and there are enough of them to call it a
    /// habit.
    pub fn days_are_utc(self) -> bool {
        self.moved >= 20 && self.moved * 10 >= (self.own + self.other + self.unwritten) * 9
    }

    /// Whether the site's file names have the day of their post: all but a few, or at least 95 %.
    pub fn files_keep_step(self) -> bool {
        self.other_day < 5 || self.other_day * 20 <= self.same_day + self.other_day
    }
}

/// Whether the site's own time is known: `timezone` is set, and to something that exists.
pub fn has_clock(zone: &Zone) -> bool {
    matches!(zone, Zone::Named(_) | Zone::Posix { .. })
}

fn is_own(document: &Document) -> Option<bool> {
    document.date_span?;
    let reading = document.date.as_ref().and_then(Date::reading)?;
    match reading.zone {
        WrittenZone::Offset { seconds: Some(seconds), .. } => Some(seconds == reading.at.offset().local_minus_utc()),
        _ => None,
    }
}

fn is_unwritten(document: &Document) -> bool {
    let reading = document.date_span.and(document.date.as_ref()).and_then(Date::reading);
    reading.is_some_and(|reading| reading.how == How::YamlTime && reading.zone == WrittenZone::None)
}

/// What is read as UTC for want of an offset says nothing of the author's habits.
fn has_day_of_file(document: &Document) -> Option<bool> {
    document.date_span?;
    let reading = document.date.as_ref().and_then(Date::reading)?;
    let file = document.file_date.as_ref().and_then(Date::reading)?;
    let is_utc = reading.how == How::YamlTime && reading.zone == WrittenZone::None;
    (!is_utc).then(|| reading.at.date_naive() == file.at.date_naive())
}
