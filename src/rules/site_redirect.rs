//! Redirects of jekyll-redirect-from that do not lead where they should.

use std::sync::Arc;

use crate::rule::{Rule, Sink};
use crate::site::document::Kind;
use crate::site::{Facts, Site};

/// `site-redirect`
pub(super) struct SiteRedirect;

impl Rule for SiteRedirect {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        for (dest, span) in &page.redirects {
            // Nearly all stand alone.
            let written = site.urls.count(dest);
            if written < 2 {
                continue;
            }
            let url = url(dest);
            let own = page.document.output.as_ref().is_some_and(|output| output.dest == **dest);
            if own && page.document.kind == Kind::Page {
                let message =
                    format!("{url} is this page itself: the redirect is written over it, and leads in a circle");
                out.report(*span, "", message).help("delete it");
                continue;
            }
            if own {
                out.report(*span, "", format!("{url} is this post itself: no redirect is made")).help("delete it");
                continue;
            }
            if let Some(first) = site.redirected_from(dest).find(|other| other.path < page.path) {
                let message = match site.redirected_from(dest).count() {
                    ..=2 => format!("`{}` redirects from {url} as well: only one of the two stays", first.path),
                    count => format!("{count} files redirect from {url}: only one of the redirects stays"),
                };
                let finding = out.report(*span, "again", message).help("keep the one that is meant");
                if let Some((_, span)) = first.redirects.iter().find(|(from, _)| from == dest) {
                    finding.label_in(Arc::clone(&first.path), *span, "here first");
                }
                continue;
            }
            if written as usize <= site.redirected_from(dest).count() {
                continue;
            }
            let owner =
                site.facts.iter().find(|file| file.document.output.as_ref().is_some_and(|it| it.dest == **dest));
            let (who, effect) = match owner {
                Some(file) if file.document.kind == Kind::Page => {
                    (format!("`{}`", file.path), "the redirect is written over it")
                }
                Some(file) => (format!("`{}`", file.path), "it stays, and no redirect is made"),
                None => ("another file".to_owned(), "no redirect is made"),
            };
            out.report(*span, "", format!("{who} is published at {url}: {effect}"))
                .help("delete the redirect, or move the other file");
        }
    }
}

/// `/b/` for `b/index.html`.
fn url(dest: &str) -> String {
    format!("/{}", dest.strip_suffix("index.html").unwrap_or(dest))
}
