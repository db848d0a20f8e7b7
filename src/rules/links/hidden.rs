//! Links to what is written but not published: drafts, posts of another day, and what its author holds back.

use std::sync::Arc;

use crate::rule::{Rule, Sink};
use crate::site::jekyll::date::Date;
use crate::site::jekyll::kind::Reason;
use crate::site::jekyll::outcome::Hidden;
use crate::site::urls::Lookup;
use crate::site::{Facts, Site};

/// `link-to-hidden`
pub(in super::super) struct LinkToHidden;

impl Rule for LinkToHidden {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        for link in &page.links {
            let Lookup::Hidden(index) = *site.lookup(link) else { continue };
            let target = &site.facts[index as usize];
            if target.path == page.path || !comes_first(page, target) {
                continue;
            }
            let path = &target.path;
            let (message, help) = match &target.document.hidden {
                Some(Hidden::Future) => {
                    let date = target.document.date.as_ref().and_then(Date::reading);
                    let date = date.map_or(String::new(), |reading| reading.at.format("%Y-%m-%d %H:%M %z").to_string());
                    (
                        format!("`{path}` is dated {date}: until then readers get a 404"),
                        "date it earlier, or link to it later",
                    )
                }
                Some(Hidden::Place(Reason::DraftsOff)) => {
                    (format!("`{path}` is a draft: readers get a 404"), "publish it first, or take the link out")
                }
                Some(Hidden::NotOutput) => (
                    format!("`{path}` is in a collection without pages: readers get a 404"),
                    "set `output: true` for the collection in `_config.yml`, or take the link out",
                ),
                _ => (
                    format!("`{path}` is not published: readers get a 404"),
                    "delete `published: false` there, or take the link out",
                ),
            };
            let finding = out.report(link.span, "", message);
            finding.help(help);
            if let Some(span) = target.document.date_span.filter(|_| target.document.hidden == Some(Hidden::Future)) {
                finding.label_in(Arc::clone(path), span, "dated here");
            }
        }
    }

    fn is_shared(&self) -> bool {
        true
    }
}

/// Whether the page is published while its target is not. Of two posts of the future the later may link to the earlier;
/// what else is held back is nobody's business yet.
fn comes_first(page: &Facts, target: &Facts) -> bool {
    let at = |file: &Facts| file.document.date.as_ref().and_then(Date::reading).map(|reading| reading.at);
    match (&page.document.hidden, &target.document.hidden) {
        (Some(Hidden::Future), Some(Hidden::Future)) => at(page) < at(target),
        (None | Some(Hidden::Future), _) => true,
        _ => false,
    }
}
