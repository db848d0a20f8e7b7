//! The scheme of a link: `http:` where `https:` answers, and none at all.

use crate::page::{Link, Page};
use crate::rule::{Rule, Sink};
use crate::site::target::{Internal, Target};
use crate::source::Span;

/// `link-insecure`
pub(in super::super) struct LinkInsecure;

impl Rule for LinkInsecure {
    fn page(&self, page: &Page, out: &mut Sink) {
        let own = page.settings.jekyll.url.as_ref().is_some_and(|url| starts_with(&url.value, "https:"));
        let hosts = &page.settings.config.options.secure_hosts;
        if !own && hosts.is_empty() {
            return;
        }
        for link in page.links.iter().filter(|link| starts_with(&link.url, "http://")) {
            let host = || link.url["http://".len()..].split(['/', '?', '#', ':']).next().unwrap_or("");
            let (who, is_known) = match &link.target {
                Target::Internal(Internal { with_host: true, .. }) => ("this site", own),
                Target::External => ("this host", hosts.iter().any(|known| known.eq_ignore_ascii_case(host()))),
                _ => continue,
            };
            if !is_known {
                continue;
            }
            let finding =
                out.report(link.span, "", format!("{who} answers to `https:`; this link goes there unprotected"));
            finding.help(format!("write `https{}`", &link.url["http".len()..]));
            if let Some(scheme) = scheme(link, page, "http") {
                finding.safe_fix("write `https`", scheme, "https");
            }
        }
    }
}

/// `link-protocol-relative`
pub(in super::super) struct LinkProtocolRelative;

impl Rule for LinkProtocolRelative {
    fn page(&self, page: &Page, out: &mut Sink) {
        let links = page.links.iter().filter(|link| matches!(link.target, Target::External | Target::Internal(_)));
        for link in links.filter(|link| link.url.starts_with("//")) {
            let finding = out.report(
                link.span,
                "",
                "this link has no scheme: in a feed reader, a mail or a file it leads nowhere",
            );
            finding.help(format!("write `https:{}`", link.url));
            if let Some(start) = scheme(link, page, "//") {
                let start = Span { end: start.start, ..start };
                finding.safe_fix("write `https:` before it", start, "https:");
            }
        }
    }
}

fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|text| text.eq_ignore_ascii_case(start))
}

/// The bytes of a link's scheme, where it stands in the file as the browser has it.
fn scheme(link: &Link, page: &Page, scheme: &str) -> Option<Span> {
    let start = link.span.start as usize;
    starts_with(link.span.of(page.text), scheme).then(|| Span::new(start, start + scheme.len()))
}
