//! Elements and attributes that the standard has given up.

use crate::rule::{Rule, Sink};
use crate::site::{Facts, Site};

/// `html-obsolete`
pub(super) struct HtmlObsolete;

impl Rule for HtmlObsolete {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        let Some(old) = page.obsolete.as_ref().filter(|_| site.knows_bodies()) else { return };
        // A site that has them everywhere was made so; one that has a few has forgotten these.
        let [pages, with] = site.obsolete;
        if with * 100 > pages * u64::from(site.settings.config.options.obsolete_share) {
            return;
        }
        let kind = old.kind;
        let what =
            if kind.on.is_empty() { format!("`<{}>`", kind.name) } else { format!("the attribute `{}`", kind.name) };
        let effect =
            if kind.is_dead { "browsers do nothing with it" } else { "browsers still know it, but no standard does" };
        let more = match old.more {
            0 => String::new(),
            more => format!(", and {more} more such on this page"),
        };
        out.report(old.span, "obsolete", format!("{what} is obsolete: {effect}{more}"))
            .help(format!("use {}", kind.instead));
    }
}
