//! Where a page's own suppressions stand, and what they cover.

use super::Page;
use crate::source::Span;
use crate::suppress::{self, Comment, Suppression};
use crate::syntax::html::{self, TagKind};

impl Page<'_> {
    /// The directives that hold findings back.
    pub fn suppressions(&self) -> Vec<Suppression> {
        // Few pages have comments, and these are shorter than the pages.
        let comments = || self.html.comments.iter().map(|comment| comment.span.of(self.text));
        if self.data.comments.is_empty() && self.liquid.holes.is_empty() && !comments().any(suppress::is_named) {
            return Vec::new();
        }
        suppress::find(self.text, |at| self.comment(at), |at| self.element_end(at))
    }

    /// The comment in which a directive at `at` comes first.
    fn comment(&self, at: usize) -> Option<Comment> {
        let is_block = self.document.is_markdown;
        let inside = |span: Span| (span.start as usize) < at && at < span.end as usize;
        if at < self.body.start as usize {
            let comment = self.data.comments.iter().find(|comment| inside(**comment))?;
            let before = &self.text[comment.start as usize..at];
            return (before.trim() == "#").then_some(Comment {
                end: comment.end as usize,
                whole: *comment,
                is_block: false,
            });
        }
        let before = self.text[..at].trim_end();
        if before.ends_with("<!--") {
            let comment = self.html.comments.iter().find(|comment| inside(comment.span))?;
            return Some(Comment { end: comment.data.end as usize, whole: comment.span, is_block });
        }
        let hole = self.liquid.holes.iter().rev().find(|hole| (hole.span.start as usize) < at)?;
        if inside(hole.span) {
            let before = self.text[hole.span.start as usize + 2..at].trim_start_matches('-').trim();
            return (before == "#").then_some(Comment { end: hole.span.end as usize - 2, whole: hole.span, is_block });
        }
        if hole.name.of(self.text) != "comment" || hole.span.end as usize != before.len() {
            return None;
        }
        let end = self.text[at..].find("{%").map_or(self.text.len(), |i| at + i);
        let stop = self.text[end..].find("%}").map_or(end, |i| end + i + 2);
        Some(Comment { end, whole: Span { start: hole.span.start, end: stop as u32 }, is_block })
    }

    /// The end of the element that starts at `at`: of an HTML element its end tag, of front matter its entry.
    fn element_end(&self, at: usize) -> Option<usize> {
        if at < self.body.start as usize {
            let entries = self.data.root.as_ref()?.entries();
            return entries
                .iter()
                .find(|(key, _)| key.span.start as usize == at)
                .map(|(_, value)| value.span.end as usize);
        }
        let first = self.html.tags.iter().position(|tag| tag.span.start as usize == at)?;
        let name = self.html.tags[first].name.of(&self.view);
        let mut depth = 0_usize;
        for tag in &self.html.tags[first..] {
            if tag.name.of(&self.view).eq_ignore_ascii_case(name) && !tag.self_closing {
                depth = if tag.kind == TagKind::Start { depth + 1 } else { depth.saturating_sub(1) };
            }
            if depth == 0 || html::element::is_void(name) {
                return Some(tag.span.end as usize);
            }
        }
        None
    }
}
