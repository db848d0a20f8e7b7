//! Elements that Liquid opens or closes in one case and not in the other.

use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::source::Span;
use crate::syntax::html::element;

/// `html-branch-imbalance`
pub(super) struct BranchImbalance;

impl Rule for BranchImbalance {
    fn page(&self, page: &Page, out: &mut Sink) {
        let has_include = page.liquid.holes.iter().any(|hole| hole.name.of(page.text).starts_with("include"));
        for uneven in &page.branches.uneven {
            let mut tags = uneven.leaves.iter().chain(&uneven.other_leaves);
            // The other half may stand in an include, or in the layout.
            let may_be_elsewhere = |tag: &Span| {
                let name = element::name_in_tag(tag.of(page.text));
                (has_include && element::is_block(name))
                    || page.settings.frame.halves.contains_key(&name.to_ascii_lowercase())
                    || !element::is_html(name)
            };
            if tags.any(may_be_elsewhere) {
                continue;
            }
            let name = uneven.name.of(page.text);
            let [one, other] = [&uneven.leaves, &uneven.other_leaves].map(|tags| shown(page, tags));
            let message = format!(
                "one branch of `{{% {name} %}}` has {one} left over, another {other}: in one of the two cases the page is broken"
            );
            let ends = uneven.other.of(page.text).contains("end");
            let label = if ends { "nothing where the condition does not hold" } else { "not here" };
            out.report(uneven.tag, "left over", message)
                .label(uneven.other, label)
                .help("begin and end the element in the same branch, or do in each branch the same");
        }
    }
}

/// Tags in words.
fn shown(page: &Page, tags: &[Span]) -> String {
    let tag = |tag: &Span| {
        let text = tag.of(page.text);
        let slash = if text.starts_with("</") { "/" } else { "" };
        format!("`<{slash}{}>`", element::name_in_tag(text))
    };
    match tags {
        [] => "nothing".to_owned(),
        [first, second, _, ..] => format!("{}, {} and more", tag(first), tag(second)),
        _ => tags.iter().map(tag).collect::<Vec<_>>().join(" and "),
    }
}

/// Whether Liquid may print the bytes at `second` without those at `first`, which stand before them: they lie in different branches,
/// or `first` in a block that ends before `second`.
pub(super) fn are_apart(page: &Page, first: Span, second: Span) -> bool {
    let liquid = &page.liquid;
    let from = liquid.holes.partition_point(|hole| hole.span.start < first.end);
    let between = liquid.holes[from..].iter().take_while(|hole| hole.span.end <= second.start);
    between.into_iter().any(|hole| matches!(hole.name.of(page.text), "else" | "elsif" | "when"))
        || liquid.blocks.iter().any(|block| {
            block.span.contains(first) && !block.span.contains(second) && !block.is_printed_once(page.text)
        })
}
