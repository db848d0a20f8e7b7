//! Links to other hosts, as far as these have been asked.

use crate::rule::{Rule, Sink};
use crate::site::link::ExternalFact;
use crate::site::{Facts, Site};
use crate::source::Span;

use crate::links::verdict::{Reason, Verdict, address};

/// `external-dead`
pub(in super::super) struct ExternalDead;

impl Rule for ExternalDead {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        for (link, reason) in broken(page, site) {
            let label = match reason {
                Reason::Certificate(_) => continue,
                Reason::Status(status) => status.to_string(),
                _ => String::new(),
            };
            let copy = address(&link.url).map_or_else(String::new, |url| format!("https://web.archive.org/web/{url}"));
            out.report(link.span, label, format!("this link is dead: {reason}"))
                .help(format!("find out where the page is now, or link to a copy: {copy}"));
        }
    }

    fn is_shared(&self) -> bool {
        true
    }

    fn reads_frame(&self) -> bool {
        true
    }
}

/// `external-certificate`
pub(in super::super) struct ExternalCertificate;

impl Rule for ExternalCertificate {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        for (link, reason) in broken(page, site) {
            let Reason::Certificate(why) = reason else { continue };
            out.report(link.span, why.as_str(), "browsers warn of this host in place of showing the page")
                .help("tell its owner, or link to a page elsewhere");
        }
    }

    fn is_shared(&self) -> bool {
        true
    }

    fn reads_frame(&self) -> bool {
        true
    }
}

/// `external-permanent-redirect`
pub(in super::super) struct ExternalPermanentRedirect;

impl Rule for ExternalPermanentRedirect {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        for link in &page.external {
            let Some(Verdict::Redirected { to, permanent: true }) = site.verdicts.of(&link.url) else { continue };
            // A front page stands for whatever is gone.
            if is_front(to) && !is_front(&link.url) {
                continue;
            }
            let fragment = link.url.split_once('#').map_or_else(String::new, |(_, fragment)| format!("#{fragment}"));
            let new = format!("{to}{fragment}");
            let finding = out.report(link.span, "", format!("this page has moved for good, to `{to}`"));
            finding.help(format!("write `{new}`"));
            // A parenthesis would end a Markdown link.
            if link.is_plain && !new.contains(['(', ')', '\'', '&']) {
                finding.safe_fix("write the new address", link.span, new);
            }
        }
    }

    fn is_shared(&self) -> bool {
        true
    }

    fn reads_frame(&self) -> bool {
        true
    }
}

/// `external-fragment`
pub(in super::super) struct ExternalFragment;

impl Rule for ExternalFragment {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        for link in &page.external {
            let Some(name) = site.verdicts.missing_fragment(&link.url) else { continue };
            let Some((whole, fragment)) = link.url.split_once('#') else { continue };
            let end = link.span.end as usize;
            let span = if link.is_plain { Span::new(end - fragment.len(), end) } else { link.span };
            let message = format!("no place on that page is called `{name}`: readers arrive at its top");
            out.report(span, "", message).help(format!("look up what the place is called now, or write `{whole}`"));
        }
    }

    fn is_shared(&self) -> bool {
        true
    }

    fn reads_frame(&self) -> bool {
        true
    }
}

fn broken<'p>(page: &'p Facts, site: &'p Site) -> impl Iterator<Item = (&'p ExternalFact, &'p Reason)> {
    page.external.iter().filter_map(|link| match site.verdicts.of(&link.url)? {
        Verdict::Broken { reason } => Some((link, reason)),
        _ => None,
    })
}

fn is_front(url: &str) -> bool {
    address(url).is_some_and(|url| url.path() == "/" && url.query().is_none())
}
