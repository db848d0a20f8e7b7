//! Tables: every paragraph whose lines have a `|` is one (kramdown 2.5, `parser/kramdown/table.rb`).

use std::rc::Rc;

use memchr::memchr;

use super::elements::{is_block_element, is_without_body};
use super::html::closing;
use super::scan::{indent, line_end, start_tag};
use super::text::{Builder, Piece, Text};
use super::tree::Kind;
use super::{NoteKind, Parser};
use crate::source::Span;

impl Parser<'_> {
    pub(super) fn table(&mut self, at: usize) -> bool {
        let text = Rc::clone(&self.source.text);
        let bytes = text.text.as_bytes();
        let start = at + indent(bytes, at);
        if start - at > 3 || !has_pipe(line_of(bytes, start)) || !self.is_after_boundary() {
            return false;
        }
        let mut rows: Vec<(usize, usize)> = Vec::new();
        let (mut has_body, mut has_head, mut has_footer, mut pending) = (false, false, false, false);
        let mut line = at;
        if is_separator(line_of(bytes, line)) {
            line = line_end(bytes, line);
        }
        while line < bytes.len() && has_pipe(line_of(bytes, line)) {
            let next = line_end(bytes, line);
            if is_separator(line_of(bytes, line)) {
                if pending && !has_head && !has_footer && !has_body {
                    has_head = true;
                } else if pending {
                    has_body |= !has_footer;
                }
                pending = false;
            } else if is_footer_separator(line_of(bytes, line)) {
                has_body |= pending;
                (pending, has_footer) = (false, true);
            } else {
                rows.push((line, next));
                pending = true;
            }
            line = next;
        }
        if !self.is_before_boundary(line) || !has_pipes(&text.text[at..line - 1]) {
            // The table that is none has taken it.
            self.pending_list = None;
            return false;
        }
        has_body |= pending && !has_footer;
        let span = self.span(at, line);
        if !has_body {
            self.pending_list = None;
            return false;
        }
        let table = self.add_block(Kind::Table, span);
        self.note(span, NoteKind::Table { has_head, rows: rows.len() });
        let has_leading_pipe = text.text[at..].trim_start().starts_with('|');
        for (start, end) in rows {
            for cell in cells(&text, start, end, has_leading_pipe) {
                let cell = Rc::new(cell.text());
                let inner = cell.text.trim();
                let from = inner.as_ptr() as usize - cell.text.as_ptr() as usize;
                let piece = Piece { start: from, end: from + inner.len(), text: cell };
                let id = self.element(Kind::Item, Span::default());
                self.elements[table].children.push(id);
                self.add_text(id, piece);
            }
        }
        self.source.at = line;
        true
    }
}

/// The line at `at`, without its end.
fn line_of(bytes: &[u8], at: usize) -> &[u8] {
    let end = line_end(bytes, at);
    &bytes[at..end - usize::from(bytes[..end].ends_with(b"\n"))]
}

/// `TABLE_PIPE_CHECK`: a `|` at the start, or one behind anything but a backslash.
fn has_pipe(line: &[u8]) -> bool {
    memchr::memchr_iter(b'|', line).any(|i| i == 0 || line[i - 1] != b'\\')
}

/// `TABLE_SEP_LINE`
fn is_separator(line: &[u8]) -> bool {
    line.contains(&b'-') && line.iter().all(|byte| matches!(byte, b'+' | b'|' | b':' | b' ' | b'\t' | b'-'))
}

/// `TABLE_FSEP_LINE`
fn is_footer_separator(line: &[u8]) -> bool {
    line.contains(&b'=') && line.iter().all(|byte| matches!(byte, b'+' | b'|' | b':' | b' ' | b'\t' | b'='))
}

/// Code spans in `text`, as the span parser finds them.
pub(super) fn code_spans(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(i) = memchr(b'`', bytes.get(at..).unwrap_or_default()) {
        let start = at + i;
        match super::span::code_span(text, start, text.len()) {
            Some((_, _, end)) => {
                found.push((start, end));
                at = end;
            }
            None => at = start + bytes[start..].iter().take_while(|byte| **byte == b'`').count(),
        }
    }
    found
}

/// Whether each line has a `|` that is neither in a code span nor in an HTML element.
fn has_pipes(table: &str) -> bool {
    let mut pipe_on_line = false;
    for (is_code, part) in parts(table) {
        let lines: Vec<&str> = part.split('\n').collect();
        let trimmed = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
        let lines = &lines[..trimmed];
        if is_code {
            if lines.len() > 2 || (lines.len() == 2 && !pipe_on_line) {
                break;
            }
            pipe_on_line &= lines.len() != 2;
        } else {
            let first = lines.first().is_some_and(|line| has_pipe(line.as_bytes()));
            if lines.len() > 1 && !pipe_on_line && !first {
                break;
            }
            let last = lines.last().is_some_and(|line| has_pipe(line.as_bytes()));
            pipe_on_line = (lines.len() <= 1 && pipe_on_line) || last;
        }
    }
    pipe_on_line
}

/// Text and code spans in turn; HTML elements leave nothing but a word.
fn parts(table: &str) -> Vec<(bool, String)> {
    let mut parts: Vec<(bool, String)> = Vec::new();
    let bytes = table.as_bytes();
    let mut add = |is_code: bool, text: &str| match parts.last_mut() {
        Some((false, last)) if !is_code => last.push_str(text),
        _ if is_code || !text.is_empty() => parts.push((is_code, text.to_owned())),
        _ => {}
    };
    let (mut at, mut from) = (0, 0);
    while let Some(i) = memchr::memchr2(b'`', b'<', &bytes[at..]) {
        let start = at + i;
        let end = if bytes[start] == b'`' {
            let Some((inner, inner_end, end)) = super::span::code_span(table, start, table.len()) else {
                at = start + bytes[start..].iter().take_while(|byte| **byte == b'`').count();
                continue;
            };
            add(false, &table[from..start]);
            add(true, &table[inner..inner_end]);
            end
        } else {
            let Some(tag) = start_tag(table, start) else {
                at = start + 1;
                continue;
            };
            let name = &table[start + 1..tag.name_end];
            if is_block_element(tag.element) {
                at = tag.end;
                continue;
            }
            add(false, &table[from..start]);
            if tag.self_closing || is_without_body(tag.element) {
                tag.end
            } else {
                closing(table, tag.end, name).map_or(table.len(), |(_, end)| end)
            }
        };
        (at, from) = (end, end);
    }
    add(false, &table[from..]);
    parts
}

/// The cells of the row at `start..end`.
fn cells(text: &Text<'_>, start: usize, end: usize, has_leading_pipe: bool) -> Vec<Builder> {
    let row = text.text[start..end].trim_end_matches('\n').trim_end_matches([' ', '\t']);
    let mut kept: Vec<(usize, usize)> = Vec::new();
    let mut from = 0;
    // Where `<code>` ends on its line, nothing in it is looked at.
    while let Some(i) = row[from..].find("<code") {
        let open = from + i;
        let Some(close) =
            row[open..].find('>').and_then(|gt| row[open + gt..].find("</code>").map(|at| open + gt + at))
        else {
            break;
        };
        kept.extend(code_spans(&row[from..open]).into_iter().map(|(a, b)| (from + a, from + b)));
        kept.push((open, close + "</code>".len()));
        from = close + "</code>".len();
    }
    kept.extend(code_spans(&row[from..]).into_iter().map(|(a, b)| (from + a, from + b)));
    let mut cells = vec![Builder::default()];
    let bytes = row.as_bytes();
    let mut kept = kept.into_iter().peekable();
    let (mut at, mut from) = (0, 0);
    while at < row.len() {
        if let Some((_, to)) = kept.next_if(|(open, _)| *open <= at) {
            at = to;
        } else if bytes[at] == b'|' && (at == 0 || bytes[at - 1] != b'\\') {
            push(&mut cells, text, start + from, start + at);
            cells.push(Builder::default());
            (at, from) = (at + 1, at + 1);
        } else if bytes[at] == b'|' {
            // The backslash goes.
            push(&mut cells, text, start + from, start + at - 1);
            (from, at) = (at, at + 1);
        } else {
            at += 1;
        }
    }
    push(&mut cells, text, start + from, start + row.len());
    if has_leading_pipe && cells.first().is_some_and(Builder::is_blank) {
        cells.remove(0);
    }
    if cells.last().is_some_and(Builder::is_blank) {
        cells.pop();
    }
    cells
}

fn push(cells: &mut [Builder], text: &Text<'_>, start: usize, end: usize) {
    if let Some(cell) = cells.last_mut() {
        cell.push(text, start, end.max(start));
    }
}
