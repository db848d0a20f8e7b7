//! Two files that are written to one place.

use std::sync::Arc;

use crate::rule::{Rule, Sink};
use crate::site::document::Kind;
use crate::site::{Facts, Site};
use crate::source::Span;

/// `site-duplicate-permalink`
pub(super) struct SiteDuplicatePermalink;

impl Rule for SiteDuplicatePermalink {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        let Some(output) = page.document.output.as_ref().filter(|_| page.document.hidden.is_none()) else { return };
        let Some(winner) = site.shared.get(output.dest.as_str()).and_then(|files| files.last()) else { return };
        if winner.path == page.path {
            return;
        }
        let place = page.document.url_path().unwrap_or(&output.url);
        // Between two pages the order of the file system decides.
        let certain = winner.document.kind != Kind::Page;
        let message = if certain {
            format!("{} is published at the same place, {place}: nothing of this file appears", winner.path)
        } else {
            format!("{} is published at the same place, {place}: only one of the two appears", winner.path)
        };
        let label = if certain { "this one is written last and stays" } else { "the other one" };
        out.report(place_of(page), "", message)
            .label_in(Arc::clone(&winner.path), place_of(winner), label)
            .help("give one of them another name or `permalink`, or delete it");
    }
}

/// Where a file says where it goes; its start if it does not.
fn place_of(file: &Facts) -> Span {
    file.document.permalink_span.unwrap_or_default()
}
