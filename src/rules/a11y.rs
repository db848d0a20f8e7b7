//! What a reader who does not see the page misses.

use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::syntax::html::TagKind;

/// `a11y-img-alt`
pub(super) struct ImgAlt;

impl Rule for ImgAlt {
    fn page(&self, page: &Page, out: &mut Sink) {
        let images = page.html.tags.iter().filter(|tag| tag.kind == TagKind::Start && !tag.has_hole);
        for tag in images.filter(|tag| tag.name.of(&page.view).eq_ignore_ascii_case("img")) {
            let has = |name: &str| page.html.attribute(&page.view, tag, name).is_some();
            let hidden = page
                .html
                .attribute(&page.view, tag, "aria-hidden")
                .is_some_and(|hidden| hidden.value.of(&page.view).eq_ignore_ascii_case("true"));
            if !has("alt") && !has("aria-label") && !has("aria-labelledby") && !has("role") && !hidden {
                out.report(tag.span, "no `alt`", "an image without a text: screen readers read its file name instead")
                    .help("say what it shows: `alt=\"…\"`; `alt=\"\"` if it only decorates");
            }
        }
        for span in &page.images_without_alt {
            out.report(
                *span,
                "nothing between the brackets",
                "an image without a text: screen readers have nothing to read",
            )
            .help("say what it shows: `![…](…)`");
        }
    }
}
