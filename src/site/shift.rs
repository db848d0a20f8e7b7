//! What reading a time without an offset as UTC does beside moving the clock.

use chrono::{DateTime, FixedOffset};

use super::document::Document;
use super::jekyll::date::{Date, How, Reading, WrittenZone};
use super::jekyll::kind;
use super::jekyll::outcome::Hidden;
use super::jekyll::zone::Zone;
use super::offsets::has_clock;
use crate::page::Page;
use crate::source::Span;
use crate::syntax::front_matter;

/// The difference that the site's own offset behind the time would make.
#[derive(Clone, Debug)]
pub struct Shift {
    /// The URL as it stands and as it was meant, where they differ.
    pub urls: Option<(Box<str>, Box<str>)>,
    /// It would be published already.
    pub hides: bool,
    /// It would not be published yet.
    pub shows: bool,
}

impl Shift {
    /// `None` if the time has an offset, or if neither the URL nor whether the file is published changes.
    pub fn of(page: &Page) -> Option<Shift> {
        // What broken front matter means is not known.
        if !page.data.problems.is_empty() || page.front.fault.is_some() {
            return None;
        }
        let (span, reading) = (page.document.date_span?, page.document.date.as_ref().and_then(Date::reading)?);
        let meant = meant_by_site(reading, &page.settings.jekyll.timezone.value)?;
        let mended = edited(page, Span { start: span.end, end: span.end }, &offset_of(meant));
        let (old, new) = (page.document.url_path()?, mended.url_path()?);
        let is_future = |document: &Document| document.hidden == Some(Hidden::Future);
        let (was, is) = (is_future(&page.document), is_future(&mended));
        let urls = (old != new).then(|| (old.into(), new.into()));
        (urls.is_some() || was != is).then_some(Shift { urls, hides: was && !is, shows: is && !was })
    }
}

/// Of a timestamp without offset, the instant at which the site's own clock shows it; `None` if UTC is just that.
pub fn meant_by_site(reading: &Reading, zone: &Zone) -> Option<DateTime<FixedOffset>> {
    let naive = reading.how == How::YamlTime && reading.zone == WrittenZone::None && has_clock(zone);
    let meant = zone.local(reading.written.filter(|_| naive)?)?;
    (meant.timestamp() != reading.at.timestamp()).then_some(meant)
}

/// An instant's offset as it is written behind a time, with a blank before it.
pub fn offset_of(at: DateTime<FixedOffset>) -> String {
    at.format(" %z").to_string()
}

/// What Jekyll would make of the file if `text` stood at `span` of its front matter.
pub fn edited(page: &Page, span: Span, text: &str) -> Document {
    let head = &page.text[..page.body.start as usize];
    let new = [&head[..span.start as usize], text, &head[span.end as usize..]].concat();
    let front = front_matter::locate(&new);
    let data = front.block.map(|block| block.parse(&new)).unwrap_or_default();
    let place = kind::classify(&page.settings.jekyll, page.path);
    Document::new(page.path, &place, &new, &front, &data, page.settings)
}
