//! The folder that a site lives in, `baseurl`: links that forget it, and links that have it twice.

use crate::rule::{Rule, Sink};
use crate::site::urls::Lookup;
use crate::site::{Facts, Site};
use crate::source::Span;

/// `link-baseurl`
pub(in super::super) struct LinkBaseurl;

impl Rule for LinkBaseurl {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        for link in page.links.iter().filter(|link| *site.lookup(link) == Lookup::WithoutBaseurl) {
            let (base, path) = (&site.settings.origin.baseurl, &link.path);
            let message = format!(
                "`{path}` leaves this site, which lies below `{base}`: readers get a 404, or a page of another site"
            );
            let tag = format!("{{{{ \"{path}\" | relative_url }}}}");
            let finding = out.report(link.span, "", message);
            finding.help(format!("write `{tag}`"));
            if let Some(span) = link.path_span.filter(|span| span.len() == path.len()) {
                finding.unsafe_fix("put `baseurl` before it", span, tag);
            }
        }
    }
}

/// `link-baseurl-doubled`
pub(in super::super) struct LinkBaseurlDoubled;

impl Rule for LinkBaseurlDoubled {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        for link in page.links.iter().filter(|link| *site.lookup(link) == Lookup::BaseurlTwice) {
            let (base, path) = (&site.settings.origin.baseurl, &link.path);
            let finding = out.report(
                link.span,
                "",
                format!("`{base}` stands in this URL twice: readers get a 404 at `{base}{path}`"),
            );
            finding.help(format!("it is `{path}`"));
            if let Some(span) =
                link.path_span.filter(|span| span.len() == path.len() && span.start as usize >= base.len())
            {
                let start = span.start as usize;
                finding.safe_fix("delete the first", Span::new(start - base.len(), start), "");
            }
        }
    }
}
