//! The folder that a site lives in, `baseurl`: links that forget it, and links that have it twice.

use crate::rule::{Rule, Sink};
use crate::site::link::{ByLiquid, LinkFact};
use crate::site::named::Reference;
use crate::site::urls::Lookup;
use crate::site::{Facts, Site};
use crate::source::Span;

/// `link-baseurl`
pub(in super::super) struct LinkBaseurl;

impl Rule for LinkBaseurl {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        for link in page.links.iter().filter(|link| *site.lookup(link) == Lookup::WithoutBaseurl) {
            let base = &site.settings.origin.baseurl;
            if let Some((liquid, file)) = link.liquid.as_ref().and_then(|liquid| Some((liquid, liquid.file.as_ref()?)))
            {
                by_tag(link, liquid, file, base, out);
                continue;
            }
            let path = &link.path;
            let message = format!(
                "`{path}` leaves this site, which lies below `{base}`: readers get a 404, or a page of another site"
            );
            let tag = format!("{{{{ \"{path}\" | relative_url }}}}");
            let finding = out.report(link.span, "", message);
            finding.help(format!("write `{tag}`"));
            if let Some(span) = link.path_span.filter(|span| link.liquid.is_none() && span.len() == path.len()) {
                finding.unsafe_fix("put `baseurl` before it", span, tag);
            }
        }
    }

    fn reads_frame(&self) -> bool {
        true
    }
}

/// `link-baseurl-doubled`
pub(in super::super) struct LinkBaseurlDoubled;

impl Rule for LinkBaseurlDoubled {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        for link in page.links.iter().filter(|link| *site.lookup(link) == Lookup::BaseurlTwice) {
            let base = &site.settings.origin.baseurl;
            let file = link.file().and_then(|_| site.page_of(link));
            let path = file.map_or(&*link.path, |file| file.document.url_path().unwrap_or("/"));
            let path = if file.is_some() { format!("{base}{path}") } else { path.to_owned() };
            let finding = out.report(
                link.span,
                "",
                format!("`{base}` stands in this URL twice: readers get a 404 at `{base}{path}`"),
            );
            finding.help(match link.liquid {
                Some(_) => format!("leave it to Liquid, which puts it there by itself: it is `{path}`"),
                None => format!("it is `{path}`"),
            });
            let whole = link.path_span.filter(|span| span.len() == path.len()).map(|span| span.start as usize);
            match (&link.liquid, whole) {
                (Some(liquid), whole) => {
                    // Behind Liquid's stands the one that is too much.
                    let second = || whole.map(|start| Span::new(start, start + base.len()));
                    if let Some(span) = liquid.first_baseurl.or_else(second) {
                        finding.safe_fix("leave it to Liquid", span, "");
                    }
                }
                (None, Some(start)) if start >= base.len() => {
                    finding.safe_fix("delete the first", Span::new(start - base.len(), start), "");
                }
                _ => {}
            }
        }
    }

    fn reads_frame(&self) -> bool {
        true
    }
}

/// In Jekyll 3 `link` and `post_url` know nothing of `baseurl`.
fn by_tag(link: &LinkFact, liquid: &ByLiquid, file: &Reference, base: &str, out: &mut Sink) {
    let tag = if file.is_link { "link" } else { "post_url" };
    let name = &file.name;
    let message = format!(
        "Jekyll 3 prints this URL without `{base}`, below which the site lies: readers get a 404, or a page of another site"
    );
    out.report(link.span, "", message).help(format!("write `{{{{ site.baseurl }}}}{{% {tag} {name} %}}`")).safe_fix(
        "put `baseurl` before it",
        Span { end: liquid.tag.start, ..liquid.tag },
        "{{ site.baseurl }}",
    );
}
