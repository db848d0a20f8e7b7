//! Where a page shows code, in whichever notation.

use super::Page;
use crate::source::Span;
use crate::syntax::html::element::{Name, names};
use crate::syntax::html::{Structure, TagKind};

impl Page<'_> {
    /// Adds the code that Markdown does not know of, and puts all of it in order.
    pub(super) fn read_code(&mut self) {
        let mut code = std::mem::take(&mut self.code);
        if self.html.has_code {
            elements(&self.html, &mut code);
        }
        code.extend(self.liquid.blocks_of(self.text, "highlight").map(|block| block.span));
        if !self.liquid.holes.is_empty() {
            for span in &mut code {
                *span = self.with_tags_around(*span);
            }
        }
        code.sort_unstable_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
        let mut last = 0;
        code.retain(|span| {
            let apart = span.start >= last;
            last = last.max(span.end);
            apart
        });
        self.code = code;
    }

    /// Tags alone on the first and last lines of an indented block are blank lines to Markdown, which end it.
    fn with_tags_around(&self, span: Span) -> Span {
        let text = self.text;
        let is_indented = |line: &str| line.starts_with("    ") || line.starts_with('\t');
        let is_tag = |line: &str| is_indented(line) && line.trim().starts_with("{%") && line.trim().ends_with("%}");
        let start = text[..span.start as usize].trim_end_matches([' ', '\t']).len();
        let first = &text[start..];
        if !text[..start].ends_with('\n') || !is_indented(first) || first.trim_start().starts_with(['`', '~', '<']) {
            return span;
        }
        let body = &text[self.body.start as usize..start];
        let before = body.split_inclusive('\n').rev().take_while(|line| is_tag(line));
        let start = start - before.map(str::len).sum::<usize>();
        let end = span.end as usize;
        let from = if text[..end].ends_with('\n') {
            end
        } else {
            text[end..].find('\n').map_or(text.len(), |at| end + at + 1)
        };
        let after: usize = text[from..].split_inclusive('\n').take_while(|line| is_tag(line)).map(str::len).sum();
        Span::new(start, if after > 0 { from + after } else { end })
    }
}

/// `<pre>` and `<code>` up to their end tags.
fn elements(html: &Structure, code: &mut Vec<Span>) {
    let mut open: Option<(Span, Name)> = None;
    for tag in &html.tags {
        match open {
            Some((start, of)) if tag.kind == TagKind::End && tag.element == of => {
                code.push(Span { start: start.start, end: tag.span.end });
                open = None;
            }
            None if tag.kind == TagKind::Start && matches!(tag.element, names::PRE | names::CODE) => {
                open = Some((tag.span, tag.element));
            }
            _ => {}
        }
    }
}
