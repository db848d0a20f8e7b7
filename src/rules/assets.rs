//! The files that a page loads: whether they are too large, and what their name says they are.

use crate::page::Role;
use crate::rule::{Rule, Sink};
use crate::site::link::LinkFact;
use crate::site::loaded::{Format, Loaded};
use crate::site::{Facts, Site};

/// `asset-too-large`
pub(super) struct TooLarge;

impl Rule for TooLarge {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        let limit = u64::from(site.settings.config.options.asset_limit);
        for (link, loaded) in loaded(page, site).filter(|(_, loaded)| loaded.bytes > limit * 1000) {
            let kilobytes = loaded.bytes.div_ceil(1000);
            let message = format!("`{}` has {kilobytes} KB, and every reader of the page loads it", link.path);
            out.report(link.span, "", message).help(format!("make it smaller than {limit} KB"));
        }
    }

    fn is_shared(&self) -> bool {
        true
    }
}

/// `asset-type-mismatch`
pub(super) struct TypeMismatch;

impl Rule for TypeMismatch {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        for (link, loaded) in loaded(page, site) {
            let extension = link.path.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
            let (Some(format), Some(promised)) = (loaded.format, Format::promised(&extension)) else { continue };
            if format != promised {
                let (name, own) = format.names();
                let message =
                    format!("`{}` is no {} but {name}: not every program shows it", link.path, promised.names().0);
                out.report(link.span, "", message).help(match format {
                    Format::Html => "it was saved from an error page: fetch the file again".to_owned(),
                    _ => format!("call it `.{own}`, or convert it"),
                });
            }
        }
    }

    fn is_shared(&self) -> bool {
        true
    }
}

/// What the page loads and has been looked at.
fn loaded<'a>(page: &'a Facts, site: &'a Site) -> impl Iterator<Item = (&'a LinkFact, Loaded)> {
    let resources = page.links.iter().filter(|link| link.role == Role::Resource);
    resources.filter_map(|link| Some((link, *site.loaded.get(link.path.trim_start_matches('/'))?)))
}
