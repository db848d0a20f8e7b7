//! Links: their text, and what they lead to.

use crate::page::{Page, Role};
use crate::rule::{Rule, Sink};
use crate::site::link::LinkFact;
use crate::site::target::{Malformed, Target, has_domain};
use crate::site::urls::Lookup;
use crate::site::{Facts, Site};

/// `link-malformed`
pub(super) struct LinkMalformed;

impl Rule for LinkMalformed {
    fn page(&self, page: &Page, out: &mut Sink) {
        for span in &page.markdown.empty_autolinks {
            out.report(*span, "an address belongs here", "`<>` is no link: readers see the two signs as they stand")
                .help("write the address, `<https://…>`, or delete it");
        }
        for link in &page.links {
            let Target::Malformed(fault) = link.target else { continue };
            let shown = link.span.of(page.text).trim();
            let (message, help) = words(fault, shown, link.role);
            let span = if link.span.is_empty() { page.widened(link.span) } else { link.span };
            out.report(span, "", message).help(help);
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

/// What is wrong with the address `shown`, and what to do.
fn words(fault: Malformed, shown: &str, role: Role) -> (String, String) {
    match fault {
        Malformed::Empty if role == Role::Resource => (
            "an empty address: browsers load the page itself in its place".to_owned(),
            "write the address, or delete the element".to_owned(),
        ),
        Malformed::Empty => (
            "an empty link: it leads to the page itself".to_owned(),
            "write the address, or `#` if that is meant".to_owned(),
        ),
        Malformed::Control => ("a control character in a link".to_owned(), "delete it".to_owned()),
        Malformed::Backslash => (format!("`\\` in a link: `{shown}`"), format!("write `{}`", shown.replace('\\', "/"))),
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

/// `link-fragment`
pub(super) struct LinkFragment;

impl Rule for LinkFragment {
    fn page(&self, page: &Page, out: &mut Sink) {
        if !page.knows_its_ids() {
            return;
        }
        for link in page.links.iter().filter(|link| link.role == Role::Navigation) {
            let Target::SamePage(fragment) = &link.target else { continue };
            // Routes of scripts, text fragments and media fragments are no ids.
            let id = fragment.split(":~:").next().unwrap_or("");
            if id.is_empty() || id.eq_ignore_ascii_case("top") || id.starts_with(['/', '!', ':']) || id.contains('=') {
                continue;
            }
            let here =
                |name: &str| page.ids.iter().any(|known| known.name == name) || page.settings.frame.ids.contains(name);
            if here(id) || here(link.url.trim().trim_start_matches('#')) {
                continue;
            }
            let finding = out.report(
                link.span,
                "no such id",
                format!("nothing on this page has the id `{id}`: the link does nothing"),
            );
            let names = page.ids.iter().map(|known| &*known.name);
            if let Some(near) = crate::config::closest(id, names) {
                finding.help(format!("did you mean `#{near}`?"));
            }
        }
    }
}

/// `link-broken`
pub(super) struct LinkBroken;

impl Rule for LinkBroken {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        for (link, near) in missing(page, site).filter(|(link, _)| !is_asset(link)) {
            let finding = out.report(
                link.span,
                "no such page",
                format!("this site has no page at `{}`: readers get a 404", link.path),
            );
            if let Some(meant) = meant(link, near) {
                finding.help(format!("did you mean `{meant}`?"));
            }
        }
    }
}

/// `asset-missing`
pub(super) struct AssetMissing;

impl Rule for AssetMissing {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        for (link, near) in missing(page, site).filter(|(link, _)| is_asset(link)) {
            let finding = out.report(link.span, "no such file", format!("this site has no file at `{}`", link.path));
            if let Some(meant) = meant(link, near) {
                finding.help(format!("did you mean `{meant}`?"));
            }
        }
    }
}

/// `link-case`
pub(super) struct LinkCase;

impl Rule for LinkCase {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        for link in &page.links {
            let Lookup::OtherCase(actual) = site.lookup(link) else { continue };
            let finding = out.report(
                link.span,
                "",
                format!("`{}` differs from `{actual}` in upper and lower case: a 404 on the server, whatever your own disk says", link.path),
            );
            finding.help(format!("write `{actual}`"));
            if let Some(span) = link.path_span {
                finding.safe_fix("use the file's own spelling", span, actual.as_str());
            }
        }
    }
}

fn missing<'a>(page: &'a Facts, site: &'a Site) -> impl Iterator<Item = (&'a LinkFact, Option<String>)> {
    page.links.iter().filter_map(|link| match site.lookup(link) {
        Lookup::Missing => Some((link, site.nearest(link))),
        _ => None,
    })
}

/// What was probably meant: a place of this site with nearly that name, or a host without its scheme.
fn meant(link: &LinkFact, near: Option<String>) -> Option<String> {
    let name = link.path.rsplit('/').next().filter(|name| has_domain(name));
    near.or_else(|| name.map(|host| format!("https://{host}")))
}

/// A file to load or to download rather than a page to read.
fn is_asset(link: &LinkFact) -> bool {
    let name = link.path.rsplit('/').next().unwrap_or("");
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    let is_file = (1..=5).contains(&extension.len()) && extension.chars().all(|c| c.is_ascii_alphanumeric());
    link.role == Role::Resource
        || (is_file && !matches!(&*extension, "html" | "htm" | "xhtml" | "php" | "md" | "markdown"))
}
