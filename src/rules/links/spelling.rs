//! Links that nearly lead to a file: in upper and lower case, or in the form of a letter with a mark, they differ from it.

use unicode_normalization::UnicodeNormalization;

use super::is_asset;
use crate::rule::{Rule, Sink};
use crate::site::link::LinkFact;
use crate::site::urls::Lookup;
use crate::site::{Facts, Site};
use crate::source::Span;

/// `link-case`
pub(in super::super) struct LinkCase;

impl Rule for LinkCase {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        misspelt(page, site, false, out);
    }

    fn reads_frame(&self) -> bool {
        true
    }
}

/// `asset-case`
pub(in super::super) struct AssetCase;

impl Rule for AssetCase {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        misspelt(page, site, true, out);
    }

    fn reads_frame(&self) -> bool {
        true
    }
}

fn misspelt(page: &Facts, site: &Site, assets: bool, out: &mut Sink) {
    for link in &page.links {
        let Lookup::OtherSpelling(actual) = site.lookup(link) else { continue };
        if is_asset(link) != assets {
            continue;
        }
        let path = &link.path;
        let message = if path.nfc().eq(actual.nfc()) {
            format!(
                "`{path}` looks like the file's own name, but its letters and marks are other characters: a 404 on the server, whatever your own disk says"
            )
        } else {
            format!(
                "`{path}` differs from `{actual}` in upper and lower case: a 404 on the server, whatever your own disk says"
            )
        };
        let finding = out.report(link.span, "", message);
        finding.help(format!("write `{}`", super::written(site, actual)));
        if let Some((span, text)) = respelt(link, actual) {
            finding.safe_fix("use the file's own spelling", span, text);
        }
    }
}

/// The bytes of the link that name the file, and how it is spelt.
fn respelt<'a>(link: &LinkFact, actual: &'a str) -> Option<(Span, &'a str)> {
    let span = link.path_span?;
    if span.len() == link.path.len() {
        return Some((span, actual));
    }
    // Of a relative link only the end stands there.
    let from = actual.len().checked_sub(span.len()).filter(|_| actual.len() == link.path.len())?;
    let is_there = link.liquid.is_none() || link.path.get(..from) == actual.get(..from);
    Some((span, actual.get(from..).filter(|_| is_there)?))
}
