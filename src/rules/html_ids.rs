//! Ids that are given more than once on a page.

use rustc_hash::FxHashMap;

use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::source::Span;

/// `html-duplicate-id`
pub(super) struct DuplicateId;

impl Rule for DuplicateId {
    fn page(&self, page: &Page, out: &mut Sink) {
        let mut ids: Vec<_> = page.ids.iter().filter(|id| !id.is_name && !id.repeatable).collect();
        ids.sort_unstable_by_key(|id| &*id.name);
        // On nearly every page that is all.
        if ids.windows(2).all(|pair| pair[0].name != pair[1].name) {
            return;
        }
        let mut first: FxHashMap<&str, Span> = FxHashMap::default();
        ids.sort_by_key(|id| id.span);
        for id in ids {
            // A note's mark may stand twice; of two notes of one name kramdown keeps the last.
            if id.name.starts_with("fnref:") || id.name.starts_with("fn:") {
                continue;
            }
            match first.get(&*id.name) {
                None => {
                    first.insert(&id.name, id.span);
                }
                // `<a id="x"></a>` before a heading `x`, or in it: a link leads to the same place.
                Some(earlier) if is_beside(page.text, *earlier, id.span) => {}
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

/// Whether nothing but tags stands between the first id and the second: the reader sees one place.
fn is_beside(text: &str, first: Span, second: Span) -> bool {
    if first.overlaps(second) {
        return true;
    }
    // A heading is its own span; an id written out begins within a tag.
    if !second.of(text).contains(char::is_whitespace) {
        return false;
    }
    let between = text.get(first.end as usize..second.start as usize).unwrap_or("");
    let Some((_, mut rest)) = between.split_once('>') else { return false };
    while let Some((word, more)) = rest.split_once('<') {
        let Some((_, after)) = more.split_once('>') else { return false };
        if !word.trim().is_empty() {
            return false;
        }
        rest = after;
    }
    rest.trim().is_empty()
}
