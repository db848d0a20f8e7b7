//! Which offsets the site's posts are written in: one that differs is a slip only where all others agree.

use super::Facts;
use super::document::Document;
use super::jekyll::date::{Date, WrittenZone};
use super::jekyll::zone::Zone;
use super::settings::Settings;

/// How many posts write the site's own offset behind their time, and how many another one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Offsets {
    /// The offset that the site's zone has on that day.
    pub own: usize,
    /// Any other.
    pub other: usize,
}

impl Offsets {
    /// Counts them; nothing where the site has no zone.
    pub fn of(facts: &[Facts], settings: &Settings) -> Offsets {
        let mut offsets = Offsets::default();
        if !has_clock(&settings.jekyll.timezone.value) {
            return offsets;
        }
        for is_own in facts.iter().filter_map(|file| is_own(&file.document)) {
            *(if is_own { &mut offsets.own } else { &mut offsets.other }) += 1;
        }
        offsets
    }

    /// Whether at least 95 % of the posts beside one that differs have the site's offset.
    pub fn agree(self) -> bool {
        let others = self.own + self.other.saturating_sub(1);
        self.own * 100 >= others * 95
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
