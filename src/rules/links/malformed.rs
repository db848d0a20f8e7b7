//! Texts that stand where a URL should, and are none.

use crate::finding::Finding;
use crate::page::{Link, Page, Role};
use crate::rule::{Rule, Sink};
use crate::site::target::{self, Malformed, Target};
use crate::site::urls::Lookup;
use crate::site::{Facts, Site};
use crate::source::Span;

/// `link-malformed`
pub(in super::super) struct LinkMalformed;

impl Rule for LinkMalformed {
    fn page(&self, page: &Page, out: &mut Sink) {
        for span in &page.markdown.empty_autolinks {
            out.report(*span, "an address belongs here", "`<>` is no link: readers see the two signs as they stand")
                .help("write the address, `<https://…>`, or delete it")
                .unsafe_fix("delete it", *span, "");
        }
        for link in &page.links {
            let Target::Malformed(fault) = link.target else { continue };
            // `link-wide-punctuation` tells it.
            if fault == Malformed::Wide {
                continue;
            }
            let shown = match &link.liquid {
                Some(_) => link.url.trim(),
                None => link.span.of(page.text).trim(),
            };
            let (message, help) = words(fault, shown, link.role);
            let span = if link.span.is_empty() { page.widened(link.span) } else { link.span };
            let finding = out.report(span, "", message);
            finding.help(help);
            mend(finding, fault, link, page);
        }
    }

    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        // A page about servers may well name `localhost`; an address there that this site has was pasted.
        for link in page.links.iter().filter(|link| link.is_own_machine && link.path.len() > 1) {
            if site.urls.find(&link.path) == Lookup::Found {
                out.report(link.span, "", "this is your own machine: readers cannot reach it")
                    .help(format!("write `{}`", link.path));
            }
        }
    }
}

/// Adds the fix, where the text can have been meant in one way only.
fn mend(finding: &mut Finding, fault: Malformed, link: &Link, page: &Page) {
    if let Some(liquid) = &link.liquid {
        let tail = liquid.tail.of(page.text);
        let is_all = link.url.matches(' ').count() == tail.matches(' ').count();
        if fault == Malformed::Space && is_all && is_in_names(tail) {
            finding.safe_fix("encode the spaces", liquid.tail, tail.replace(' ', "%20"));
        }
        return;
    }
    let text = link.span.of(page.text);
    // What has escapes is another text than the one that was judged.
    if text.len() != link.url.len() || text != text.trim() {
        return;
    }
    let at = |start: usize, end: usize| Span::new(start, end).shifted(link.span.start as usize);
    match fault {
        Malformed::Space if is_in_names(text) => {
            finding.safe_fix("encode the spaces", link.span, text.replace(' ', "%20"));
        }
        Malformed::Backslash => {
            let sign = meant(text);
            let mended = without_backslashes(text, sign);
            if sign.is_empty() {
                finding.unsafe_fix("delete `\\`", link.span, mended);
            } else {
                finding.safe_fix("write `/`", link.span, mended);
            }
        }
        Malformed::Scheme(meant) => {
            // Of two schemes it is anyone's guess which was meant.
            let rest = text.trim_start_matches(|c: char| c.is_ascii_alphanumeric()).trim_start_matches([':', '/']);
            if !rest.is_empty() && !rest.starts_with("http") && !rest.contains(['\\', ' ']) {
                finding.safe_fix("mend the scheme", at(0, text.len() - rest.len()), format!("{meant}://"));
            }
        }
        Malformed::Mail => _ = finding.safe_fix("put `mailto:` before it", at(0, 0), "mailto:"),
        Malformed::NoScheme => _ = finding.unsafe_fix("put `https://` before it", at(0, 0), "https://"),
        Malformed::Parenthesis => {
            let plain = text.trim_start_matches('(').trim_end_matches(')');
            finding.safe_fix("delete the parentheses", link.span, plain);
        }
        _ => {}
    }
}

/// Whether each space of an address stands within a name, as in `/my photo.png`; behind any sign it is rather a slip, or
/// the address ends there.
fn is_in_names(address: &str) -> bool {
    let mut spaces = address.match_indices(' ').map(|(at, space)| (&address[..at], &address[at + space.len()..]));
    spaces.all(|(before, after)| before.ends_with(char::is_alphanumeric) && after.starts_with(char::is_alphanumeric))
}

/// What stands for a `\` in the path of an address: `/`, as browsers have it, or nothing where each was to keep Markdown
/// from reading the sign behind it, and kramdown has left it there.
fn meant(address: &str) -> &'static str {
    let is_escape = |rest: &str| rest.starts_with(|sign: char| sign.is_ascii_punctuation());
    if target::split(address).0.split('\\').skip(1).all(is_escape) { "" } else { "/" }
}

/// The address with `sign` for each `\` in its path; in what follows that, browsers leave it as it stands.
fn without_backslashes(address: &str, sign: &str) -> String {
    let (path, _) = target::split(address);
    path.replace('\\', sign) + &address[path.len()..]
}

/// What is wrong with the address `shown`, and what to do.
fn words(fault: Malformed, shown: &str, role: Role) -> (String, String) {
    match fault {
        Malformed::Empty if role != Role::Navigation => (
            "an empty address: browsers load the page itself in its place".to_owned(),
            "write the address, or delete the element".to_owned(),
        ),
        Malformed::Empty => (
            "an empty link: it leads to the page itself".to_owned(),
            "write the address, or `#` if that is meant".to_owned(),
        ),
        Malformed::Space => (
            format!("`{shown}` has a space in it: feed readers and other Markdown readers take the URL to end there"),
            if is_in_names(shown) {
                format!("write `{}`", shown.replace(' ', "%20"))
            } else {
                "delete the space, or what follows it; one that belongs to the address is written `%20`".to_owned()
            },
        ),
        Malformed::Wide => (String::new(), String::new()),
        Malformed::Control => ("a control character in a link".to_owned(), "delete it".to_owned()),
        Malformed::Backslash => (
            format!("`\\` in a link: browsers take it for `/` and go to `{}`", without_backslashes(shown, "/")),
            format!("write `{}`", without_backslashes(shown, meant(shown))),
        ),
        Malformed::LocalPath => (
            format!("`{shown}` is a place on your own disk, not on the web"),
            "put the file into the site and link to its path there".to_owned(),
        ),
        Malformed::Scheme(meant) => (
            format!("`{shown}` does not begin with a proper scheme: browsers do not find what was meant"),
            format!("begin with `{meant}://`"),
        ),
        Malformed::Host => (format!("`{shown}` has no host"), "write the host after `//`".to_owned()),
        Malformed::NoScheme => (
            format!("`{shown}` lacks its scheme: browsers look for a file of that name on this site"),
            format!("write `https://{shown}`"),
        ),
        Malformed::Mail => (
            format!("`{shown}` lacks its `mailto:`: browsers look for a file of that name on this site"),
            format!("write `mailto:{shown}`"),
        ),
        Malformed::Git => (
            format!("`{shown}` is an address for git: browsers look for a file of that name on this site"),
            "link to the repository's page, `https://…`".to_owned(),
        ),
        Malformed::Parenthesis => (
            "the parenthesis becomes part of the address: browsers look for a file of that name on this site"
                .to_owned(),
            format!("write `{}`", shown.trim_start_matches('(').trim_end_matches(')')),
        ),
    }
}
