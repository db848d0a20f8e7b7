//! Headings and links, as somebody hears them who does not see the page.

use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::site::{Facts, Site};

/// `a11y-empty-heading`
pub(super) struct EmptyHeading;

impl Rule for EmptyHeading {
    fn page(&self, page: &Page, out: &mut Sink) {
        for heading in &page.outline.headings {
            if !heading.has_text && !page.liquid.touches(heading.span) {
                out.report(heading.span, "", "a heading with nothing in it: a screen reader announces it all the same")
                    .help("write what follows, or delete it");
            }
        }
    }
}

/// `a11y-heading-order`
pub(super) struct HeadingOrder;

impl Rule for HeadingOrder {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        if page.manners.skips.is_empty() || !site.knows_bodies() || !is_slip(site.usual.headings) {
            return;
        }
        for [before, heading] in &page.manners.skips {
            let (from, to) = (before.level, heading.level);
            let message = format!("a heading of level {to} behind one of level {from}: a level is skipped");
            out.report(heading.span, format!("level {to}"), message)
                .label(before.span, format!("level {from}"))
                .help(format!("make it level {}, as the outline that screen readers read out has it", from + 1));
        }
    }
}

/// `a11y-link-text`
pub(super) struct LinkText;

impl Rule for LinkText {
    fn page(&self, page: &Page, out: &mut Sink) {
        for place in &page.outline.mute {
            let message = "a link without a text: nobody sees it, and a screen reader spells its address";
            out.report(*place, "nothing to read", message).help("say where it leads, or delete it");
        }
    }

    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        if page.manners.vague.is_empty() || !site.knows_bodies() || !is_slip(site.usual.link_texts) {
            return;
        }
        for text in &page.manners.vague {
            let message = "the text of this link says nothing of where it leads: in a list of links nobody can tell";
            out.report(*text, "", message).help("name what is there");
        }
    }
}

/// Whether hardly a page that could do a thing does it; where more do, the site has decided so. One alone is a slip.
fn is_slip([pages, ones]: [usize; 2]) -> bool {
    ones <= 1 || ones * 50 <= pages
}
