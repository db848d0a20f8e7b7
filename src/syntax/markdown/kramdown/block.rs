//! kramdown's block parser, with the changes of its GFM dialect (kramdown 2.5, `parser/kramdown.rb#parse_blocks` and
//! `parser/kramdown/*.rb`; kramdown-parser-gfm 1.1, `parser/gfm.rb`). What a method does is told there.

use std::rc::Rc;

use memchr::memchr_iter;

use super::html::is_lazy_end;
use super::scan::{blank_lines, block_list, eob, indent, is_space, line_end};
use super::text::{Builder, Piece, Text};
use super::tree::{Element, End, Id, Kind};
use super::{Input, Parser};
use crate::source::Span;

/// How deep blocks may lie in blocks; kramdown itself ends a little further down, for want of memory.
const MAX_DEPTH: usize = 64;

/// A text and the place up to which it is read.
#[derive(Clone, Debug)]
pub(super) struct Source<'a> {
    pub(super) text: Rc<Text<'a>>,
    pub(super) at: usize,
}

impl Source<'_> {
    pub(super) fn is_at_end(&self) -> bool {
        self.at >= self.text.text.len()
    }
}

impl<'a> Parser<'a> {
    /// Reads blocks into `parent`: all of `text`, or what is left of the running one up to the end tag of `parent`.
    /// Whether that was found.
    pub(super) fn blocks(&mut self, parent: Id, text: Option<Rc<Text<'a>>>) -> bool {
        let tree = std::mem::replace(&mut self.tree, parent);
        let list = self.pending_list.take();
        let source = text.map(|text| std::mem::replace(&mut self.source, Source { text, at: 0 }));
        let ends = (std::mem::replace(&mut self.longest_fences, [usize::MAX; 3]), std::mem::take(&mut self.absent));
        self.depth += 1;
        let mut found = false;
        while !self.source.is_at_end() {
            if self.block() {
                found = true;
                break;
            }
        }
        self.depth -= 1;
        (self.tree, self.pending_list) = (tree, list);
        if let Some(source) = source {
            self.source = source;
            (self.longest_fences, self.absent) = ends;
        }
        found
    }

    /// Reads one block. True at the end tag of the HTML element around it.
    fn block(&mut self) -> bool {
        let text = Rc::clone(&self.source.text);
        let (text, at) = (&*text.text, self.source.at);
        let bytes = text.as_bytes();
        if let Some(end) = blank_lines(bytes, at) {
            self.blank(at, end);
            return false;
        }
        let start = at + indent(bytes, at);
        if start - at > 3 || bytes[at] == b'\t' {
            self.indented_code(at);
            return false;
        }
        let is_deep = self.depth > MAX_DEPTH;
        match bytes[start] {
            b'`' | b'~' if self.fence(at) => return false,
            b'>' if !is_deep => {
                self.quote(at);
                return false;
            }
            b'#' if self.atx_header(at) => return false,
            b'*' | b'-' | b'_' if self.horizontal_rule(at, start) => return false,
            _ => {}
        }
        // Most lines of a news site begin with a tag, which begins neither of these.
        let may_be_list = !is_deep && bytes[start] != b'<';
        if may_be_list && (self.list(at) || (bytes[start] == b':' && self.definitions(at))) {
            return false;
        }
        if bytes[start] == b'<' {
            match self.block_html(at, start) {
                Some(stop) => return stop,
                None if self.source.at != at => return false,
                None => {}
            }
        }
        let is_done = self.setext_header(at)
            || (bytes[start] == b'$' && self.math(at, start))
            || (bytes[start] == b'\\' && self.escaped_math(at, start))
            || self.table(at)
            || (bytes[start] == b'[' && (self.footnote_definition(at, start) || self.link_definition(at, start)))
            || (bytes[start] == b'*' && self.abbreviation(at, start))
            || (bytes[start] == b'{' && self.block_extension(at, start));
        if is_done {
            return false;
        }
        if let Some(end) = eob(bytes, at) {
            self.add_block(Kind::End(End::Marker), Span::default());
            self.source.at = end;
            return false;
        }
        self.paragraph(self.source.at);
        false
    }

    fn horizontal_rule(&mut self, at: usize, start: usize) -> bool {
        let Some(end) = rule(self.source.text.text.as_bytes(), start) else { return false };
        let span = self.span(at, end);
        self.add_block(Kind::Rule, span);
        self.source.at = end;
        true
    }

    /// The file's bytes of a range of the running text.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        let trimmed = self.source.text.text[start..end].trim_end().len();
        self.source.text.span(start, start + trimmed)
    }

    pub(super) fn element(&mut self, kind: Kind<'a>, span: Span) -> Id {
        self.elements.push(Element { kind, children: Vec::new(), list: None, span });
        self.elements.len() - 1
    }

    /// A new block, with the attribute list that stands before it, as the last child of the running element.
    pub(super) fn add_block(&mut self, kind: Kind<'a>, span: Span) -> Id {
        let id = self.element(kind, span);
        self.elements[id].list = self.pending_list.take();
        self.elements[self.tree].children.push(id);
        id
    }

    pub(super) fn last_child(&self) -> Option<&Element<'a>> {
        self.elements[self.tree].children.last().map(|id| &self.elements[*id])
    }

    /// `after_block_boundary?`
    pub(super) fn is_after_boundary(&self) -> bool {
        self.pending_list.is_some()
            || self.last_child().is_none_or(|last| matches!(last.kind, Kind::Blank(_) | Kind::End(End::Marker)))
    }

    /// `before_block_boundary?`, of the place `at`.
    pub(super) fn is_before_boundary(&self, at: usize) -> bool {
        let bytes = self.source.text.text.as_bytes();
        at >= bytes.len()
            || blank_lines(bytes, at).is_some()
            || eob(bytes, at).is_some()
            || block_list(bytes, at).is_some()
    }

    fn blank(&mut self, at: usize, end: usize) {
        let is_single = end - at == 1;
        self.source.at = end;
        let last = self.elements[self.tree].children.last().copied();
        if let Some(Kind::Blank(single)) = last.map(|id| &mut self.elements[id].kind) {
            *single = false;
        } else {
            self.add_block(Kind::Blank(is_single), Span::default());
        }
    }

    fn quote(&mut self, at: usize) {
        let text = Rc::clone(&self.source.text);
        let bytes = text.text.as_bytes();
        let mut end = line_end(bytes, at);
        while !is_lazy_end(&text.text, end) {
            end = line_end(bytes, end);
        }
        let mut inner = Builder::with_capacity(end - at);
        let mut line = at;
        while line < end {
            let next = line_end(bytes, line);
            let sign = line + indent(bytes, line);
            let is_quoted = sign - line < 4 && bytes.get(sign) == Some(&b'>');
            let from = if is_quoted { sign + 1 + usize::from(bytes.get(sign + 1) == Some(&b' ')) } else { line };
            inner.push(&text, from, next);
            line = next;
        }
        let span = self.span(at, end);
        let id = self.add_block(Kind::Quote, span);
        self.source.at = end;
        self.blocks(id, Some(Rc::new(inner.text())));
    }

    pub(super) fn add_text(&mut self, parent: Id, piece: Piece<'a>) -> Id {
        let id = self.element(Kind::Text(piece), Span::default());
        self.elements[parent].children.push(id);
        id
    }

    fn paragraph(&mut self, at: usize) {
        let text = Rc::clone(&self.source.text);
        let bytes = text.text.as_bytes();
        let mut end = line_end(bytes, at);
        while !self.ends_paragraph(&text.text, end) {
            end = line_end(bytes, end);
        }
        self.source.at = end;
        let trimmed =
            at + text.text[at..end].trim_end_matches(|c: char| c.is_ascii() && is_space(c as u8) || c == '\0').len();
        let last = self.elements[self.tree].children.last().copied();
        if let Some(paragraph) = last.filter(|id| matches!(self.elements[*id].kind, Kind::Paragraph)) {
            let known = self.elements[paragraph].children.last().copied();
            if let Some(Kind::Text(piece)) = known.map(|id| &mut self.elements[id].kind) {
                if Rc::ptr_eq(&piece.text, &text) {
                    // It goes on where it ended, but for the blanks at the end of its last line.
                    piece.end = trimmed;
                    return;
                }
                let joiner = if at >= 3 && &bytes[at - 3..at] == b"  \n" { "  \n" } else { "\n" };
                let mut both = Builder::default();
                both.push(&piece.text, piece.start, piece.end);
                both.insert(joiner, &text, at.saturating_sub(1));
                both.push(&text, at, trimmed);
                let both = Rc::new(both.text());
                *piece = Piece { start: 0, end: both.text.len(), text: both };
            } else {
                self.add_text(paragraph, Piece { text, start: at, end: trimmed });
            }
            return;
        }
        let span = self.span(at, end);
        let paragraph = self.add_block(Kind::Paragraph, span);
        let start = at + super::scan::spaces(&bytes[..trimmed], at);
        self.add_text(paragraph, Piece { text, start: start.min(trimmed), end: trimmed });
    }

    /// `paragraph_end`, of the line at `at`.
    pub(super) fn ends_paragraph(&self, text: &str, at: usize) -> bool {
        let bytes = text.as_bytes();
        if is_lazy_end(text, at) {
            return true;
        }
        let start = at + indent(bytes, at);
        if start - at > 3 {
            return false;
        }
        if bytes[start] == b':' && matches!(bytes.get(start + 1), Some(b'\t' | b'|' | b' ')) {
            return true;
        }
        if self.input != Input::Gfm || !self.dialect.ends_paragraphs {
            return false;
        }
        match bytes[start] {
            b'>' => true,
            b'+' | b'*' | b'-' | b'0'..=b'9' => super::list::list_start(bytes, at, 3, None).is_some(),
            b'#' if start == at => {
                let level = bytes[at..].iter().take(7).take_while(|byte| **byte == b'#').count();
                level < 7 && matches!(bytes.get(at + level), Some(b' ' | b'\t'))
            }
            b'`' | b'~' => bytes[start..].iter().take(3).take_while(|byte| matches!(byte, b'`' | b'~')).count() == 3,
            _ => false,
        }
    }
}

/// The end of `* * *`, `---` or `___` whose first sign is at `start`.
pub(super) fn rule(bytes: &[u8], start: usize) -> Option<usize> {
    let mark = bytes[start];
    let end = line_end(bytes, start);
    let line = &bytes[start..end - usize::from(bytes[..end].ends_with(b"\n"))];
    let fits = line.iter().all(|byte| *byte == mark || matches!(byte, b' ' | b'\t'));
    (fits && memchr_iter(mark, line).count() >= 3).then_some(end)
}
