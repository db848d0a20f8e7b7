//! Links to nothing: pages and files that the site does not have.

use super::{is_asset, wide, written};
use crate::finding::Finding;
use crate::rule::{Rule, Sink};
use crate::site::link::LinkFact;
use crate::site::lookup::Why;
use crate::site::target::has_domain;
use crate::site::urls::Lookup;
use crate::site::{Facts, Site};

/// `link-broken`
pub(in super::super) struct LinkBroken;

impl Rule for LinkBroken {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        missing(page, site, false, out);
    }

    fn is_shared(&self) -> bool {
        true
    }

    fn reads_frame(&self) -> bool {
        true
    }
}

/// `asset-missing`
pub(in super::super) struct AssetMissing;

impl Rule for AssetMissing {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        missing(page, site, true, out);
    }

    fn is_shared(&self) -> bool {
        true
    }

    fn reads_frame(&self) -> bool {
        true
    }
}

fn missing(page: &Facts, site: &Site, assets: bool, out: &mut Sink) {
    for link in &page.links {
        if *site.lookup(link) != Lookup::Missing || is_asset(link) != assets || wide::is_glued(link, site) {
            continue;
        }
        report(link, page, site, assets, out);
    }
}

fn report(link: &LinkFact, page: &Facts, site: &Site, is_asset: bool, out: &mut Sink) {
    let why = site.why_missing(link);
    let path = &link.path;
    let (label, nothing) = if is_asset {
        ("no such file", format!("this site has no file at `{path}`"))
    } else {
        ("no such page", format!("this site has no page at `{path}`: readers get a 404"))
    };
    match why {
        // `link-source-file` tells it.
        Why::SourceFile(_) => {}
        Why::BesideSource(place) => {
            let own = page.document.url_path().unwrap_or("/");
            let message = format!("browsers look beside {own}, the URL of this page: there is nothing at `{path}`");
            out.report(link.span, label, message)
                .help(format!("write `{}`: there the file is published", written(site, &place)));
        }
        Why::Unpublished(file) => {
            let message = format!("`{file}` is not published, because of where it lies: there is nothing at `{path}`");
            out.report(link.span, label, message)
                .help("move it to a folder that Jekyll copies, such as `assets`, and link to it there");
        }
        Why::OtherDate(post) => {
            let url = post.document.url_path().unwrap_or("/");
            out.report(link.span, "another date", nothing).help(format!(
                "write `{}`: there `{}` is published",
                written(site, url),
                post.path
            ));
        }
        Why::Near(place) => {
            let finding = out.report(link.span, label, nothing);
            meant(finding, &written(site, &place));
            // A relative link is written otherwise than the place that it leads to.
            if let Some(span) = link.path_span.filter(|span| !is_asset && span.len() == link.path.len()) {
                finding.unsafe_fix("use that", span, place.replace(' ', "%20"));
            }
        }
        // Perhaps a host without its scheme.
        Why::Unknown => {
            let finding = out.report(link.span, label, nothing);
            if let Some(host) = path.rsplit('/').next().filter(|name| has_domain(name)) {
                meant(finding, &format!("https://{host}"));
            }
        }
    }
}

fn meant(finding: &mut Finding, place: &str) {
    finding.help(format!("did you mean `{place}`?"));
}
