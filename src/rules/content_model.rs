//! Elements that stand where HTML does not let them stand, so that browsers put them, or what is around them, elsewhere.

mod lists;
mod nested;
mod table;

pub(super) use lists::ListChildren;
pub(super) use nested::NestedInteractive;
pub(super) use table::Table;

use rustc_hash::FxHashSet;

use super::html_balance::{Unsure, faults};
use super::html_branches::are_apart;
use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::syntax::html::{FaultKind, Tag, element};

/// `content-model-p-block`
pub(super) struct PBlock;

impl Rule for PBlock {
    fn page(&self, page: &Page, out: &mut Sink) {
        for fault in faults(page, FaultKind::ClosedByBlock) {
            let (Some(block), Some(end)) = (fault.related, fault.end) else { continue };
            let name = element::name_in_tag(block.of(page.text));
            let message = format!("`<{name}>` ends the paragraph around it: what follows stands outside");
            let help = if name.eq_ignore_ascii_case("p") {
                "close the first paragraph before this one, and delete the second `</p>`".to_owned()
            } else {
                format!("write `</p>` before `<{name}>`, or `<div>` in place of `<p>`")
            };
            out.report(block, "the paragraph ends before this", message)
                .label(fault.span, "begun here")
                .label(end, "closes nothing: an empty paragraph")
                .help(help);
        }
    }
}

/// What must be known before anything is said of how elements stand in each other.
struct Nesting<'p> {
    page: &'p Page<'p>,
    unsure: Unsure<'p>,
    /// Where the tags start that another rule speaks of.
    struck: FxHashSet<u32>,
}

impl<'p> Nesting<'p> {
    fn of(page: &'p Page) -> Nesting<'p> {
        let spans = page.html.faults.iter().flat_map(|fault| [Some(fault.span), fault.related, fault.end]);
        Nesting { page, unsure: Unsure::of(page), struck: spans.flatten().map(|span| span.start).collect() }
    }

    /// Whether `inner` stands in the element of `outer` for certain: Liquid prints either both or only `outer`, and
    /// nothing is wrong with the tags from the one to the other.
    fn is_certain(&self, outer: &Tag, inner: &Tag) -> bool {
        let html = &self.page.html;
        let between = std::iter::once(inner)
            .chain(html.ancestors(inner).take_while(|tag| tag.span != outer.span))
            .chain(std::iter::once(outer));
        !are_apart(self.page, outer.span, inner.span)
            && between.into_iter().all(|tag| {
                !self.struck.contains(&tag.span.start) && !self.unsure.is_unsure(tag.name.of(self.page.text))
            })
    }
}

fn is_any(name: &str, names: &[&str]) -> bool {
    names.iter().any(|it| name.eq_ignore_ascii_case(it))
}
