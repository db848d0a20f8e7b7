//! Lists and definition lists (kramdown 2.5, `parser/kramdown/list.rb`; task lists of kramdown-parser-gfm,
//! `parser/gfm.rb#parse_list`).

use std::rc::Rc;

use super::attributes::Attributes;
use super::block::rule;
use super::html::is_lazy_end;
use super::scan::{blank_lines, block_list, eob, indent, is_space, line_end, list_end, list_name, spaces};
use super::text::{Builder, Piece, Text};
use super::tree::{Element, Id, Kind};
use super::{Input, Parser};
use crate::source::Span;

/// The three sorts of markers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Marker {
    Bullet,
    Number,
    Colon,
}

/// Where the marker at the line `at` ends, if it begins a list item with at most `most` spaces before it.
fn marker(bytes: &[u8], at: usize, most: usize, wanted: Option<Marker>) -> Option<(Marker, usize)> {
    let start = at + indent(bytes, at);
    if start - at > most {
        return None;
    }
    let (kind, end) = match bytes.get(start)? {
        b'+' | b'*' | b'-' => (Marker::Bullet, start + 1),
        b':' => (Marker::Colon, start + 1),
        b'0'..=b'9' => {
            let digits = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            (Marker::Number, start + digits + 1)
        }
        _ => return None,
    };
    let is_whole = kind != Marker::Number || bytes.get(end - 1) == Some(&b'.');
    let fits = is_whole && matches!(bytes.get(end), Some(b'\t' | b'|' | b' ')) && wanted.is_none_or(|it| it == kind);
    fits.then_some((kind, end))
}

/// `LIST_START`: one past the marker. `within` limits the look to a part of the bytes.
pub(super) fn list_start(bytes: &[u8], at: usize, most: usize, within: Option<usize>) -> Option<usize> {
    let bytes = &bytes[..within.unwrap_or(bytes.len())];
    marker(bytes, at, most, None).filter(|(kind, _)| *kind != Marker::Colon).map(|(_, end)| end)
}

/// `LIST_ITEM_IAL`: the text of an attribute list at the start of an item, and one past it and the blanks behind it.
fn item_list(bytes: &[u8], at: usize) -> Option<(usize, usize, usize)> {
    let start = at + spaces(bytes, at);
    if !bytes[start.min(bytes.len())..].starts_with(b"{:") {
        return None;
    }
    let from = start + 2;
    let name = list_name(bytes, from).unwrap_or(0);
    if matches!(bytes.get(from + name), Some(b':')) || bytes.get(from) == Some(&b'/') {
        return None;
    }
    let end = list_end(bytes, from)?;
    Some((from, end, end + 1 + spaces(bytes, end + 1)))
}

/// The lines of one item, and how its further lines are found.
struct Lines {
    indentation: usize,
    /// Finished parts, each read on its own, and the running one.
    parts: Vec<Builder>,
}

impl Lines {
    /// How many spaces may stand before the marker of the next item (`fetch_pattern`).
    fn most_before_marker(&self) -> usize {
        if self.indentation <= 3 { self.indentation.saturating_sub(1) } else { 3 }
    }
}

impl<'a> Parser<'a> {
    pub(super) fn list(&mut self, at: usize) -> bool {
        let text = Rc::clone(&self.source.text);
        let bytes = text.text.as_bytes();
        let Some((kind, _)) = marker(bytes, at, 3, None).filter(|(kind, _)| *kind != Marker::Colon) else {
            return false;
        };
        let list = self.element(Kind::List, Span::default());
        self.elements[list].list = self.pending_list.take();
        let mut items: Vec<(Id, Lines)> = Vec::new();
        let mut most = 3;
        let (mut has_marker, mut has_nested, mut is_blank) = (false, false, false);
        let mut line = at;
        while line < bytes.len() {
            if is_blank && is_rule(bytes, line) {
                break;
            }
            if let Some(end) = eob(bytes, line) {
                has_marker = true;
                line = end;
                break;
            }
            let next = line_end(bytes, line);
            if let Some((_, end)) = marker(bytes, line, most, Some(kind)) {
                let (id, lines) = self.first_line(Kind::Item, &text, end, end - line, next);
                most = lines.most_before_marker();
                let first = &lines.parts[0];
                has_nested = first.starts_list();
                items.push((id, lines));
                is_blank = false;
                line = next;
            } else if let Some((_, lines)) = items.last_mut()
                && (is_content(bytes, line, lines.indentation)
                    || (!is_blank && is_lazy(&text.text, line, lines.indentation)))
            {
                add_line(lines, &text, line, next, &mut has_nested, true);
                is_blank = false;
                line = next;
            } else if let Some(end) = blank_lines(bytes, line) {
                has_nested = true;
                is_blank = true;
                if let Some((_, lines)) = items.last_mut()
                    && let Some(part) = lines.parts.last_mut()
                {
                    part.push(&text, line, end);
                }
                line = end;
            } else {
                break;
            }
        }
        self.elements[list].span = self.span(at, line);
        self.elements[self.tree].children.push(list);
        self.source.at = line;
        let trailing = self.fill(list, items);
        if let Some(blank) = trailing.filter(|_| !has_marker) {
            self.elements[self.tree].children.push(blank);
        }
        true
    }

    /// Reads the lines of items into them, part by part; gives the empty lines at the end of the last.
    fn fill(&mut self, list: Id, items: Vec<(Id, Lines)>) -> Option<Id> {
        let mut trailing = None;
        for (item, lines) in items {
            self.elements[list].children.push(item);
            for part in lines.parts.into_iter().filter(|part| !part.is_empty()) {
                self.blocks(item, Some(Rc::new(part.text())));
            }
            self.task(item);
            trailing = self.take_blank(item);
        }
        trailing
    }

    /// The empty lines at the end of an item, which belong behind the list.
    fn take_blank(&mut self, item: Id) -> Option<Id> {
        let last = *self.elements[item].children.last()?;
        if !matches!(self.elements[last].kind, Kind::Blank(_)) {
            return None;
        }
        self.elements[item].children.pop()
    }

    /// `- [ ] x`: the box is no text.
    fn task(&mut self, item: Id) {
        if self.input != Input::Gfm || !matches!(self.elements[item].kind, Kind::Item) {
            return;
        }
        let first = self.elements[item].children.first().map(|id| &self.elements[*id]);
        let text = first.filter(|first| matches!(first.kind, Kind::Paragraph)).and_then(|first| first.children.first());
        let Some(&text) = text else { return };
        if let Kind::Text(piece) = &mut self.elements[text].kind {
            let inner = piece.as_str();
            let rest = ["[ ]", "[x]", "[X]"].iter().find_map(|mark| inner.trim_start().strip_prefix(mark));
            if let Some(rest) = rest.filter(|rest| rest.starts_with(|c: char| c.is_ascii() && is_space(c as u8))) {
                piece.start = piece.end - rest.trim_start().len();
            }
        }
    }

    /// An item of a list and the text behind its marker (`parse_first_list_line`). `width` is that of the marker.
    fn first_line(&mut self, kind: Kind<'a>, text: &Text<'a>, from: usize, width: usize, next: usize) -> (Id, Lines) {
        let bytes = text.text.as_bytes();
        let id = self.element(kind, text.span(from - width, next));
        let line = &bytes[..next];
        let mut start = from + spaces(line, from);
        // An attribute list alone says nothing of the indentation.
        let list = item_list(line, from);
        let has_only_list = list.is_some_and(|(_, _, end)| end >= next) || start >= next;
        let indentation = if has_only_list { 4 } else { column(bytes, from, start, width) };
        if let Some((list_from, list_to, end)) = list {
            let mut attributes = Attributes::default();
            attributes.read(text, list_from, list_to);
            self.elements[id].list = Some(Box::new(attributes));
            start = end.min(next);
        }
        let mut part = Builder::default();
        part.push(text, start.min(next), next);
        (id, Lines { indentation, parts: vec![part] })
    }

    pub(super) fn definitions(&mut self, at: usize) -> bool {
        let text = Rc::clone(&self.source.text);
        let bytes = text.text.as_bytes();
        if marker(bytes, at, 3, Some(Marker::Colon)).is_none() {
            return false;
        }
        let children = &self.elements[self.tree].children;
        let kind = |back: usize| children.len().checked_sub(back).map(|i| &self.elements[children[i]].kind);
        let is_after_terms = match (kind(1), kind(2)) {
            (Some(Kind::Paragraph), _) => Some(false),
            (Some(Kind::Blank(true)), Some(Kind::Paragraph)) => Some(true),
            _ => None,
        };
        let Some(is_behind_blank) = is_after_terms else { return false };
        let list = self.element(Kind::Definitions, Span::default());
        self.elements[list].list = self.pending_list.take();
        if is_behind_blank {
            self.elements[self.tree].children.pop();
        }
        if let Some(paragraph) = self.elements[self.tree].children.pop() {
            self.terms(list, paragraph);
        }
        let mut items: Vec<(Id, Lines)> = Vec::new();
        let mut most = 3;
        let mut is_blank = false;
        let mut line = at;
        while line < bytes.len() {
            let next = line_end(bytes, line);
            if let Some((_, end)) = marker(bytes, line, most, Some(Marker::Colon)) {
                let (id, lines) = self.first_line(Kind::Definition, &text, end, end - line, next);
                most = lines.most_before_marker();
                items.push((id, lines));
                is_blank = false;
                line = next;
            } else if eob(bytes, line).is_some() {
                break;
            } else if let Some((_, lines)) = items.last_mut()
                && (is_content(bytes, line, lines.indentation)
                    || (!is_blank && is_lazy(&text.text, line, lines.indentation)))
            {
                add_line(lines, &text, line, next, &mut true, false);
                is_blank = false;
                line = next;
            } else if let Some(end) = blank_lines(bytes, line) {
                if let Some((_, lines)) = items.last_mut() {
                    lines.parts[0].push(&text, line, end);
                }
                is_blank = true;
                line = end;
            } else {
                break;
            }
        }
        self.elements[list].span = self.span(at, line);
        self.source.at = line;
        let trailing = self.fill(list, items);
        self.join_definitions(list);
        self.elements[self.tree].children.extend(trailing);
        true
    }

    /// The lines of a paragraph become the terms of a list.
    fn terms(&mut self, list: Id, paragraph: Id) {
        self.elements[list].list = self.elements[paragraph].list.take().or(self.elements[list].list.take());
        let Some(Kind::Text(piece)) = self.elements[paragraph].children.first().map(|text| &self.elements[*text].kind)
        else {
            return;
        };
        let piece = piece.clone();
        let mut start = piece.start;
        for line in piece.as_str().split('\n') {
            let end = start + line.len();
            let term = self.element(Kind::Term, piece.text.span(start, end));
            let mut from = start;
            if let Some((list_from, list_to, next)) = item_list(&piece.text.text.as_bytes()[..end], start) {
                let mut attributes = Attributes::default();
                attributes.read(&piece.text, list_from, list_to);
                self.elements[term].list = Some(Box::new(attributes));
                from = next.min(end);
            }
            self.add_text(term, Piece { text: Rc::clone(&piece.text), start: from, end });
            self.elements[list].children.push(term);
            start = end + 1;
        }
    }

    /// Of two definition lists one behind the other one is made.
    fn join_definitions(&mut self, list: Id) {
        let children = &self.elements[self.tree].children;
        let is = |back: usize, wanted: fn(&Kind<'_>) -> bool| {
            children.len().checked_sub(back).is_some_and(|i| wanted(&self.elements[children[i]].kind))
        };
        let is_list: fn(&Kind<'_>) -> bool = |kind| matches!(kind, Kind::Definitions);
        let is_behind_blank = is(1, |kind| matches!(kind, Kind::Blank(_))) && is(2, is_list);
        if is_behind_blank {
            self.elements[self.tree].children.pop();
        } else if !is(1, is_list) {
            self.elements[self.tree].children.push(list);
            return;
        }
        let items: Vec<Id> = std::mem::take(&mut self.elements[list].children);
        if let Some(known) = self.elements[self.tree].children.last().copied() {
            let Element { children, .. } = &mut self.elements[known];
            children.extend(items);
        }
    }
}

/// Adds a further line to an item, without its indentation. A list that begins in it begins a part of its own.
fn add_line(lines: &mut Lines, text: &Text<'_>, line: usize, next: usize, has_nested: &mut bool, splits: bool) {
    let bytes = text.text.as_bytes();
    let tabs = bytes[line..].iter().take_while(|byte| **byte == b'\t').count();
    let blank = bytes[line + tabs..next].iter().take_while(|byte| **byte == b' ').count();
    let width = tabs * 4 + blank;
    let is_indented = width >= lines.indentation;
    let rest = if is_indented { width - lines.indentation } else { width };
    let starts_list = splits && rest < 4 && list_start(bytes, line + tabs + blank, 0, Some(next)).is_some();
    if !*has_nested && is_indented && starts_list {
        lines.parts.push(Builder::default());
        *has_nested = true;
    }
    let pads = *has_nested && splits && !is_indented && starts_list;
    let Some(part) = lines.parts.last_mut() else { return };
    let indentation = rest + if pads { lines.indentation + 4 } else { 0 };
    // What is left of the indentation stands in the file, unless tabs made it.
    let kept = indentation.min(blank);
    if indentation > kept {
        part.insert(&" ".repeat(indentation - kept), text, line);
    }
    part.push(text, line + tabs + blank - kept, next);
}

/// `content_re`: whether the line at `line` is indented as its item is.
fn is_content(bytes: &[u8], line: usize, indentation: usize) -> bool {
    let (tabs, rest) = (indentation / 4, indentation % 4);
    let mut at = line;
    let step = |at: usize| super::scan::code_indent(bytes, at);
    for _ in 0..tabs {
        let Some(next) = step(at) else { return false };
        at = next;
    }
    let spaces = bytes[at..].iter().take(rest).take_while(|byte| **byte == b' ').count();
    (spaces == rest || step(at).is_some()) && blank_lines(bytes, line).is_none()
}

/// `lazy_re`: whether the line goes on with the item although it is not indented.
fn is_lazy(text: &str, line: usize, indentation: usize) -> bool {
    let bytes = text.as_bytes();
    let most = indentation.min(3);
    if blank_lines(bytes, line).is_some() || line >= bytes.len() {
        return false;
    }
    let start = line + indent(bytes, line);
    let stops = start - line <= most
        && match bytes.get(start) {
            Some(b'{') => block_list(bytes, start).is_some(),
            Some(b'<') => is_lazy_end(text, start),
            _ => false,
        };
    !stops
}

/// The width of marker and blanks, tabs counted up to the next multiple of four from the marker's end.
fn column(bytes: &[u8], from: usize, to: usize, width: usize) -> usize {
    let mut column = width;
    for byte in &bytes[from..to] {
        column = if *byte == b'\t' { column / 4 * 4 + 4 } else { column + 1 };
    }
    column
}

fn is_rule(bytes: &[u8], at: usize) -> bool {
    let start = at + indent(bytes, at);
    start - at < 4 && matches!(bytes.get(start), Some(b'*' | b'-' | b'_')) && rule(bytes, start).is_some()
}

impl Builder {
    /// `LIST_START`, of what was put together so far.
    fn starts_list(&self) -> bool {
        list_start(self.as_bytes(), 0, 3, None).is_some()
    }
}
