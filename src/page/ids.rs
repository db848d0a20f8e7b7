//! Whether all ids of the published page are known.

use super::Page;
use crate::source::Span;

impl Page<'_> {
    /// Whether all ids of the published page are known: its own, and those of its layout and includes.
    pub fn knows_its_ids(&self) -> bool {
        self.is_whole
            && !self.has_dynamic_id
            && self.settings.frame.is_known(self.document.layout())
            && self.has_plain_liquid()
    }

    /// Whether Liquid puts nothing into the body but words, addresses, and files whose ids are known.
    fn has_plain_liquid(&self) -> bool {
        let in_link = |hole: Span| {
            let first = self.links.partition_point(|link| link.span.end <= hole.start);
            self.links.get(first).is_some_and(|link| link.span.contains(hole))
        };
        // kramdown escapes what stands in code.
        let in_code = |hole: Span| {
            let first = self.markdown.code.partition_point(|code| code.end <= hole.start);
            self.markdown.code.get(first).is_some_and(|code| code.contains(hole))
        };
        let is_quiet = |hole: Span| self.html.is_in_tag(hole) || in_link(hole) || in_code(hole);
        let names = self.liquid.includes(self.text, is_quiet);
        names.is_some_and(|names| names.into_iter().all(|name| self.settings.frame.knows_include(name)))
    }
}
