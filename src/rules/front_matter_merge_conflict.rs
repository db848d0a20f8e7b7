//! The marks that git leaves where two versions could not be merged.

use std::sync::LazyLock;

use memchr::memmem::{self, Finder};

use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::source::Span;

/// `front-matter-merge-conflict`
pub(super) struct MergeConflict;

impl Rule for MergeConflict {
    fn page(&self, page: &Page, out: &mut Sink) {
        let Some([open, middle, close]) = conflict(page) else { return };
        let effect = if page.front.block.is_some_and(|block| block.yaml.contains(open)) {
            "Jekyll reads none of this front matter"
        } else {
            "readers see both versions, and the marks"
        };
        out.report(open, "one version", format!("a merge was not finished: {effect}"))
            .label(middle, "the other")
            .label(close, "up to here")
            .help("keep what is right of the two, and delete the three lines");
    }
}

/// The marks of the first conflict of a file: its three lines.
pub(super) fn conflict(page: &Page) -> Option<[Span; 3]> {
    static OPEN: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("\n<<<<<<< "));
    if !page.has_doubled_sign {
        return None;
    }
    let text = page.text;
    let open = 1 + OPEN.find(text.as_bytes())?;
    let middle = open + 1 + memmem::find(&text.as_bytes()[open..], b"\n=======")?;
    let close = middle + 1 + memmem::find(&text.as_bytes()[middle..], b"\n>>>>>>> ")?;
    if is_sample(page, open) {
        return None;
    }
    let line = |at: usize| Span::new(at, at + text[at..].lines().next().map_or(0, str::len));
    Some([line(open), line(middle), line(close)])
}

/// Whether the place lies in a block of code, where it shows others what a conflict is.
fn is_sample(page: &Page, at: usize) -> bool {
    let Some(before) = page.text.get(page.body.start as usize..at) else { return false };
    let fences =
        before.lines().filter(|line| line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~"));
    let in_tag = page.liquid.in_block(Span::new(at, at + 1));
    let in_html = before.rfind("<pre").is_some_and(|open| !before[open..].contains("</pre>"));
    fences.count() % 2 == 1 || in_tag || in_html || before.contains("{% highlight") || before.contains("{% raw")
}
