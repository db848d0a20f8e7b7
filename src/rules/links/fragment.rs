//! Fragments: whether the place is there that a link's part behind `#` names.

use crate::config::closest;
use crate::page::{Page, Role};
use crate::rule::{Rule, Sink};
use crate::site::link::{has, id};
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
            if has(id, names()) || page.settings.frame.has_id(page.document.layout(), id) {
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
            if *site.lookup(link) != Lookup::Found {
                continue;
            }
            let target = site.page_of(link).and_then(|target| site.whole(target));
            let Some(target) = target.filter(|target| target.anchors.are_known) else { continue };
            let frame = &site.settings.frame;
            if !has(id, target.anchors.names()) && !frame.has_id(target.document.layout(), id) {
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
