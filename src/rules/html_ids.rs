//! Ids that are given more than once on a page.

use rustc_hash::FxHashMap;

use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::source::Span;

/// `html-duplicate-id`
pub(super) struct DuplicateId;

impl Rule for DuplicateId {
    fn page(&self, page: &Page, out: &mut Sink) {
        let mut first: FxHashMap<&str, Span> = FxHashMap::default();
        let mut ids: Vec<_> = page.ids.iter().filter(|id| !id.is_name && !id.repeatable).collect();
        ids.sort_by_key(|id| id.span);
        for id in ids {
            // A mark in the text and the note's own list entry have ids of one family; a mark may stand twice.
            if id.name.starts_with("fnref:") {
                continue;
            }
            match first.get(&*id.name) {
                None => {
                    first.insert(&id.name, id.span);
                }
                Some(earlier) => {
                    let message =
                        format!("the id `{}` is given twice on this page: links find only the first", id.name);
                    out.report(id.span, "given again", message)
                        .label(*earlier, "given first")
                        .help("give one of them another id");
                }
            }
        }
    }
}
