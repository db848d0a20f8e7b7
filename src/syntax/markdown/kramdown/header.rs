//! Headings (kramdown 2.5, `parser/kramdown/header.rb`; kramdown-parser-gfm, `parser/gfm.rb`).

use std::rc::Rc;

use super::scan::{blanks, indent, line_end};
use super::text::{Piece, Text};
use super::tree::Kind;
use super::{Input, NoteKind, Parser};
use crate::source::Span;

impl Parser<'_> {
    pub(super) fn atx_header(&mut self, at: usize) -> bool {
        let text = Rc::clone(&self.source.text);
        let bytes = text.text.as_bytes();
        let level = bytes[at..].iter().take(7).take_while(|byte| **byte == b'#').count();
        let from = at + level;
        let contents = from + blanks(bytes, from);
        let is_gfm = self.input == Input::Gfm;
        let fits = !is_gfm || contents > from;
        let is_free = (is_gfm && self.dialect.ends_paragraphs) || self.is_after_boundary();
        let is_header = (1..=6).contains(&level) && fits && is_free;
        if !is_header {
            if (1..=6).contains(&level) && contents == from {
                self.note(self.source.text.span(at, from), NoteKind::HashWord);
            }
            return false;
        }
        let next = line_end(bytes, at);
        let (mut end, id) = header_contents(&text, contents, next);
        let header = &bytes[contents..end];
        let marks = header.iter().rev().take_while(|byte| **byte == b'#').count();
        let before = header.len() - marks;
        // GFM wants a blank before the closing signs, kramdown no backslash.
        let closes = match before.checked_sub(1).map(|last| header[last]) {
            Some(byte) if is_gfm => matches!(byte, b' ' | b'\t'),
            Some(byte) => byte != b'\\',
            None => !is_gfm,
        };
        if marks > 0 && closes {
            end = contents + text.text[contents..contents + before].trim_end().len();
        }
        if end == contents {
            return false;
        }
        self.header(level as u8, contents, end, id, at, next);
        true
    }

    pub(super) fn setext_header(&mut self, at: usize) -> bool {
        let text = Rc::clone(&self.source.text);
        let bytes = text.text.as_bytes();
        let under = line_end(bytes, at);
        let Some(&mark @ (b'-' | b'=')) = bytes.get(under) else { return false };
        let marks = bytes[under..].iter().take_while(|byte| matches!(byte, b'-' | b'=')).count();
        let rest = bytes[under + marks..].iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | 0x0B | 0x0C));
        let Some(rest) = rest.filter(|rest| bytes[under + marks + rest] == b'\n') else { return false };
        if !self.is_after_boundary() {
            return false;
        }
        let contents = at + indent(bytes, at);
        let (end, id) = header_contents(&text, contents, under);
        if end == contents {
            return false;
        }
        self.header(if mark == b'-' { 2 } else { 1 }, contents, end, id, at, under + marks + rest + 1);
        true
    }

    fn header(&mut self, level: u8, start: usize, end: usize, id: Option<(String, Span)>, at: usize, next: usize) {
        let span = self.span(at, next);
        let header = self.add_block(Kind::Header { level, id }, span);
        self.add_text(header, Piece { text: Rc::clone(&self.source.text), start, end });
        self.source.at = next;
    }
}

/// Where the text of a header ends that stands in `start..next`, and the id that it gives itself.
fn header_contents(text: &Text<'_>, start: usize, next: usize) -> (usize, Option<(String, Span)>) {
    let header = text.text[start..next].trim_end();
    let end = start + header.len();
    let id = header.strip_suffix('}').and_then(|rest| rest.rfind("{#").map(|at| (at, &rest[at + 2..])));
    let Some((at, id)) = id.filter(|(at, id)| header[..*at].ends_with([' ', '\t']) && is_xml_name(id)) else {
        return (end, None);
    };
    let from = start + at + 2;
    let trimmed = start + header[..at].trim_end().len();
    (trimmed, Some((id.to_owned(), text.span(from, from + id.len()))))
}

/// REXML's `NAME_START_CHAR NAME_CHAR*`, with a letter for the many ranges of the former.
fn is_xml_name(name: &str) -> bool {
    let mut chars = name.chars();
    let starts =
        |c: char| c.is_ascii_alphabetic() || matches!(c, ':' | '_') || (!c.is_ascii() && !matches!(c, '×' | '÷'));
    let goes_on = |c: char| starts(c) || c.is_ascii_digit() || matches!(c, '-' | '.');
    chars.next().is_some_and(starts) && chars.all(goes_on)
}
