//! Pages that no way leads to.

use crate::rule::{Rule, Sink};
use crate::site::lookup::is_published;
use crate::site::{Facts, Site};

/// `site-orphan`
pub(super) struct SiteOrphan;

impl Rule for SiteOrphan {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        let Some(output) = page.document.output.as_ref().filter(|_| is_published(page)) else { return };
        // The server shows these by itself, a redirect is for those who come from elsewhere, and nobody knows what a theme
        // links to that is not here.
        let is_html = output.dest.rsplit_once('.').is_some_and(|(_, extension)| extension == "html");
        let is_shown = output.dest == "index.html" || output.dest.rsplit('/').next() == Some("404.html");
        let sends_on = page.mentions.as_ref().is_none_or(|mentions| mentions.sends_on);
        if !is_html
            || is_shown
            || !site.knows_bodies()
            || sends_on
            || site.settings.frame.has_theme
            || site.linked().has(page)
        {
            return;
        }
        let url = page.document.url_path().unwrap_or("/");
        out.report(page.head, "", format!("nothing on this site links to `{url}`: readers do not find it"))
            .help("link to it from a page that readers see, or set `published: false`");
    }
}
