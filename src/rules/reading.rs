//! Who reads a tag before a reader sees what it makes: kramdown, in one way or the other, or the browser alone.

use crate::page::Page;
use crate::syntax::html::{Structure, Tag};
use crate::syntax::markdown::Input;

/// What becomes of a tag on its way to the browser.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Reading {
    /// It reaches the browser as it stands: a page of HTML, or Markdown that is no kramdown.
    AsWritten,
    /// It begins a block, or stands in one, that kramdown takes for raw HTML up to the matching end tag.
    InBlock,
    /// It stands amid text: kramdown makes an element of it that ends with the paragraph at the latest.
    AmidText,
}

impl Reading {
    /// How `tag` is read; `None` where an attribute `markdown` around it makes that hard to say.
    pub(super) fn of(page: &Page, tag: &Tag) -> Option<Reading> {
        if !page.document.is_markdown || page.settings.jekyll.dialect.input == Input::CommonMark {
            return Some(Reading::AsWritten);
        }
        let blocks = &page.markdown.raw_blocks;
        let before = blocks.partition_point(|block| block.start <= tag.span.start);
        if !blocks[..before].last().is_some_and(|block| block.contains(tag.span)) {
            return Some(Reading::AmidText);
        }
        (!asks_for_markdown(&page.html, tag)).then_some(Reading::InBlock)
    }
}

/// Whether Markdown is read in the element of `tag`, or in one around it, because its tag says so.
fn asks_for_markdown(html: &Structure, tag: &Tag) -> bool {
    std::iter::once(tag).chain(html.ancestors(tag)).any(|tag| html.attribute(tag, "markdown").is_some())
}
