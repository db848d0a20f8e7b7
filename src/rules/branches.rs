//! Which parts of a page Liquid may print without the others.

use crate::page::Page;
use crate::source::Span;

/// Whether Liquid may print the bytes at `second`, which come later, without those at `first`, for another reason than that the
/// first stand alone: they lie in different branches, or `first` in a block that ends before `second`.
pub(super) fn are_apart(page: &Page, first: Span, second: Span) -> bool {
    let liquid = &page.liquid;
    let from = liquid.holes.partition_point(|hole| hole.span.start < first.end);
    let between = liquid.holes[from..].iter().take_while(|hole| hole.span.end <= second.start);
    between.into_iter().any(|hole| is_branch(hole.name.of(page.text)))
        || liquid.blocks.iter().any(|block| block.contains(first) && !block.contains(second))
}

/// A tag that ends one branch of a block and begins the next.
fn is_branch(name: &str) -> bool {
    matches!(name, "else" | "elsif" | "when")
}
