//! Fragments: whether the place is there that a link's part behind `#` names.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::config::closest;
use crate::page::{Page, Role};
use crate::rule::{Rule, Sink};
use crate::site::target::Target;
use crate::site::urls::Lookup;
use crate::site::{Facts, Site};
use crate::source::Span;

/// `link-fragment`
pub(in super::super) struct LinkFragment;

impl Rule for LinkFragment {
    fn page(&self, page: &Page, out: &mut Sink) {
        if !page.knows_its_ids() {
            return;
        }
        for link in page.links.iter().filter(|link| link.role == Role::Navigation) {
            let Target::SamePage(fragment) = &link.target else { continue };
            let Some(id) = id(fragment) else { continue };
            let names = || page.ids.iter().map(|known| &*known.name);
            if has(id, names()) || page.settings.frame.ids.contains(id) {
                continue;
            }
            let written = link.span.of(page.text);
            let span = written.strip_prefix('#').filter(|written| *written == id);
            let span = span.map(|_| Span { start: link.span.start + 1, end: link.span.end });
            report("this page", id, names(), link.span, span, out);
        }
    }

    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        for link in page.links.iter().filter(|link| link.role == Role::Navigation) {
            let Some(id) = link.fragment.as_deref().and_then(id) else { continue };
            if *site.lookup(link) != Lookup::Found || site.settings.frame.ids.contains(id) {
                continue;
            }
            let Some(target) = site.page_of(link).filter(|target| target.anchors.are_known) else { continue };
            if !has(id, target.anchors.names()) {
                let place = if target.path == page.path {
                    "this page".to_owned()
                } else {
                    format!("`{}`", target.document.url_path().unwrap_or(&link.path))
                };
                report(&place, id, target.anchors.names(), link.span, link.fragment_span, out);
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

/// The id that a fragment names; `None` for the top of the page, and for what is no id: routes of scripts, text
/// fragments, media fragments, lines of code.
fn id(fragment: &str) -> Option<&str> {
    let id = fragment.split(":~:").next().unwrap_or("");
    let is_line = id.strip_prefix('L').is_some_and(|line| line.starts_with(|c: char| c.is_ascii_digit()));
    let is_other = id.is_empty() || is_line || id.starts_with(['/', '!', ':']) || id.contains(['=', '(']);
    (!is_other && !id.eq_ignore_ascii_case("top")).then_some(id)
}

/// Whether an id is among `names`. The browser compares the fragment as it is written, then decoded; `id` is decoded, so
/// that a name with escapes in it is decoded too.
fn has<'n>(id: &str, mut names: impl Iterator<Item = &'n str>) -> bool {
    names.any(|name| name == id || (name.contains('%') && decoded(name) == id))
}

fn decoded(name: &str) -> Cow<'_, str> {
    percent_decode_str(name).decode_utf8_lossy()
}

fn report<'n>(
    place: &str,
    id: &str,
    names: impl Iterator<Item = &'n str> + Clone,
    span: Span,
    fragment: Option<Span>,
    out: &mut Sink,
) {
    let effect = if place == "this page" { "the link does nothing" } else { "the link leads to its top" };
    let folded = id.to_lowercase();
    if let Some(actual) = names.clone().find(|name| name.to_lowercase() == folded) {
        let message =
            format!("the id `{id}` of {place} is `{actual}`, and browsers compare upper and lower case: {effect}");
        let finding = out.report(span, "", message);
        finding.help(format!("write `#{actual}`"));
        if let Some(fragment) = fragment {
            finding.safe_fix("use the id's own spelling", fragment, actual);
        }
        return;
    }
    let finding = out.report(span, "no such id", format!("nothing on {place} has the id `{id}`: {effect}"));
    // The same words, as another generator makes an id of them.
    let bare = |name: &str| name.to_lowercase().replace(|c: char| !c.is_alphanumeric(), "");
    let same = names.clone().find(|name| !bare(id).is_empty() && bare(name) == bare(id));
    if let Some(near) = same.or_else(|| closest(id, names).filter(|_| id.chars().count() > 2)) {
        finding.help(format!("did you mean `#{near}`?"));
    }
}
