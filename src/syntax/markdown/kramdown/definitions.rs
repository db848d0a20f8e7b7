//! What stands in a place of its own and is used elsewhere: the targets of links, footnotes, abbreviations, lists of
//! attributes; and extensions (kramdown 2.5, `parser/kramdown/{link,footnote,abbreviation,extensions}.rb`).

use std::rc::Rc;

use memchr::{memchr, memmem};

use super::attributes::Attributes;
use super::code::code_end;
use super::scan::{blanks, block_list, code_indent, is_space, line_end, list_end, list_name, rest_is_blank};
use super::text::Builder;
use super::tree::{End, Id, Kind};
use super::{Event, NoteKind, Parser};
use crate::source::Span;

/// The target of links that name it.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) url: String,
    pub(super) destination: Span,
    /// Its name in brackets, where it is defined.
    pub(super) span: Span,
    /// What an attribute list beside the definition belongs to: every link that names it has those attributes.
    pub(super) element: Id,
}

/// A footnote's text.
#[derive(Debug)]
pub(super) struct Footnote {
    pub(super) name: String,
    pub(super) span: Span,
    pub(super) content: Id,
    /// Something refers to it.
    pub(super) is_used: bool,
    /// Its text was read.
    pub(super) is_shown: bool,
}

impl Parser<'_> {
    pub(super) fn link_definition(&mut self, at: usize, start: usize) -> bool {
        let text = Rc::clone(&self.source.text);
        let bytes = text.text.as_bytes();
        let end = line_end(bytes, at);
        let Some(close) = memchr(b']', &bytes[start + 1..end]).map(|i| start + 1 + i).filter(|it| *it > start + 1)
        else {
            return false;
        };
        if bytes.get(close + 1) != Some(&b':') {
            return false;
        }
        let from = close + 2 + blanks(bytes, close + 2);
        let Some((url_start, url_end, next)) = definition_target(&text.text, from, end) else { return false };
        let label = &text.text[start + 1..close];
        let name = normalized(label);
        let destination = text.span(url_start, url_end);
        let span = text.span(start, close + 1);
        let element = self.add_block(Kind::End(End::Definition), Span::default());
        let target = Target { url: text.text[url_start..url_end].to_owned(), destination, span, element };
        if let Some(Target { span: first, .. }) = self.targets.insert(name, target) {
            self.note(span, NoteKind::DuplicateDefinition(label.to_owned(), first));
        }
        self.source.at = next;
        true
    }

    pub(super) fn footnote_definition(&mut self, at: usize, start: usize) -> bool {
        let text = Rc::clone(&self.source.text);
        let bytes = text.text.as_bytes();
        if bytes.get(start + 1) != Some(&b'^') {
            return false;
        }
        let Some(length) = list_name(bytes, start + 2) else { return false };
        let close = start + 2 + length;
        if !bytes[close..].starts_with(b"]:") {
            return false;
        }
        let name = text.text[start + 2..close].to_owned();
        let first = line_end(bytes, at);
        let end = code_end(&text.text, first);
        let mut inner = Builder::default();
        let mut line = close + 2;
        while line < end {
            let next = line_end(bytes, line);
            inner.push(&text, code_indent(bytes, line).unwrap_or(line), next);
            line = next;
        }
        let span = text.span(start, close + 1);
        let content = self.element(Kind::Root, span);
        self.source.at = end;
        self.blocks(content, Some(Rc::new(inner.text())));
        self.add_block(Kind::End(End::Definition), Span::default());
        let footnote = Footnote { name: name.clone(), span, content, is_used: false, is_shown: false };
        match self.footnotes.iter_mut().find(|known| known.name == name) {
            Some(known) => {
                let first = std::mem::replace(known, footnote).span;
                self.note(span, NoteKind::DuplicateFootnote(name, first));
            }
            None => self.footnotes.push(footnote),
        }
        true
    }

    /// `*[HTML]: …`
    pub(super) fn abbreviation(&mut self, at: usize, start: usize) -> bool {
        let text = Rc::clone(&self.source.text);
        let bytes = text.text.as_bytes();
        let end = line_end(bytes, at);
        if bytes.get(start + 1) != Some(&b'[') {
            return false;
        }
        let line = &text.text[start + 2..end];
        if line.find("]:").is_none_or(|close| close == 0 && line[1..].find("]:").is_none()) {
            return false;
        }
        self.add_block(Kind::End(End::Definition), Span::default());
        self.source.at = end;
        true
    }

    /// `{:name: …}`, `{::comment}`, `{: …}`
    pub(super) fn block_extension(&mut self, at: usize, start: usize) -> bool {
        let text = Rc::clone(&self.source.text);
        let bytes = text.text.as_bytes();
        if bytes.get(start + 1) != Some(&b':') {
            return false;
        }
        // A list with a name.
        if let Some(length) = list_name(bytes, start + 2)
            && bytes.get(start + 2 + length) == Some(&b':')
            && let Some(end) = list_end(bytes, start + 3 + length)
            && let Some(next) = rest_is_blank(bytes, end + 1)
        {
            let name = text.text[start + 2..start + 2 + length].to_owned();
            let mut list = Attributes::default();
            list.read(&text, start + 3 + length, end);
            self.named_lists.entry(name).or_default().add(&list);
            self.add_block(Kind::End(End::List), Span::default());
            self.source.at = next;
            return true;
        }
        if let Some(next) = self.extension(start, true) {
            self.source.at = next;
            return true;
        }
        if let Some((from, to, next)) = block_list(bytes, at) {
            self.block_list(from, to, next);
            return true;
        }
        false
    }

    /// Remembers the attribute list at `start..end` for the block before it, or else for the one behind it.
    pub(super) fn block_list(&mut self, start: usize, end: usize, next: usize) {
        let text = Rc::clone(&self.source.text);
        let mut list = Attributes::default();
        if !list.read(&text, start, end) {
            self.note(text.span(start, end), NoteKind::BadList);
        }
        self.source.at = next;
        let before = self.elements[self.tree].children.last().copied();
        let takes = |kind: &Kind<'_>| match kind {
            Kind::Blank(_) => false,
            Kind::End(end) => *end == End::Definition,
            _ => true,
        };
        match before.filter(|id| takes(&self.elements[*id].kind)) {
            Some(id) => {
                self.elements[id].list.get_or_insert_default().add(&list);
                if block_list(text.text.as_bytes(), next).is_none() {
                    self.add_block(Kind::End(End::List), Span::default());
                }
            }
            None => self.pending_list.get_or_insert_default().add(&list),
        }
    }

    /// An extension at `start`: the place behind it.
    pub(super) fn extension(&mut self, start: usize, is_block: bool) -> Option<usize> {
        let text = Rc::clone(&self.source.text);
        if self.absent.extension {
            return None;
        }
        let Some((next, shown)) = extension(&text.text, start, text.text.len(), is_block) else {
            self.absent.extension = memmem::find(&text.text.as_bytes()[start + 2..], b"{:/").is_none();
            return None;
        };
        if let Some((from, to)) = shown {
            text.pieces(from, to, |span| self.events.push(Event::Shown(span)));
        }
        let name = &text.text[start + 3..start + 3 + list_name(text.text.as_bytes(), start + 3)?];
        if name == "options" {
            self.options(&text.text[start + 3 + name.len()..next]);
            if is_block {
                self.add_block(Kind::End(End::List), Span::default());
            }
        } else if is_block {
            let id = self.element(Kind::Comment, Span::default());
            self.elements[self.tree].children.push(id);
        }
        Some(next)
    }

    /// `{::options auto_ids="false" /}`
    fn options(&mut self, list: &str) {
        let is = |key: &str, value: &str| {
            ['"', '\''].iter().any(|quote| list.contains(&format!("{key}={quote}{value}{quote}")))
        };
        if is("parse_block_html", "true") {
            self.dialect.parse_block_html = true;
        }
        if is("parse_span_html", "false") {
            self.dialect.parse_span_html = false;
        }
        if is("auto_ids", "false") {
            self.dialect.auto_ids = false;
        }
    }
}

/// `{::name …}` up to its end tag: the place behind that, and the text that reaches the browser as it stands.
pub(super) fn extension(
    text: &str,
    start: usize,
    limit: usize,
    is_block: bool,
) -> Option<(usize, Option<(usize, usize)>)> {
    let bytes = &text.as_bytes()[..limit];
    if !bytes.get(start..)?.starts_with(b"{::") {
        return None;
    }
    let length = list_name(bytes, start + 3)?;
    let name = &text[start + 3..start + 3 + length];
    if !matches!(name, "comment" | "nomarkdown" | "options") {
        return None;
    }
    let close = if bytes.get(start + 3 + length) == Some(&b'}') {
        start + 3 + length
    } else {
        list_end(bytes, start + 3 + length)?
    };
    let opener_end = if is_block { rest_is_blank(bytes, close + 1)? } else { close + 1 };
    if bytes[close - 1] == b'/' {
        return Some((opener_end, None));
    }
    let mut at = opener_end;
    loop {
        let stop = at + text[at..limit].find("{:/")?;
        let end = stop + 3 + usize::from(text[stop + 3..limit].starts_with(name)) * name.len();
        let is_line = || {
            let line = text[..stop].rfind('\n').map_or(0, |at| at + 1);
            stop - line < 4 && text[line..stop].bytes().all(|byte| byte == b' ')
        };
        if bytes.get(end) == Some(&b'}') && (!is_block || is_line()) {
            let next = if is_block { rest_is_blank(bytes, end + 1) } else { Some(end + 1) };
            if let Some(next) = next {
                let is_html = name == "nomarkdown" && {
                    let options = &text[start + 3 + length..close];
                    !options.contains("type=") || options.contains("html")
                };
                return Some((next, is_html.then_some((opener_end, stop))));
            }
        }
        at = stop + 3;
    }
}

/// What follows `[name]:` up to the end of the definition: where the URL starts and ends, and the line behind it
/// (`LINK_DEFINITION_START`).
fn definition_target(text: &str, from: usize, end: usize) -> Option<(usize, usize, usize)> {
    let bytes = text.as_bytes();
    let line_stop = end - usize::from(bytes[..end].ends_with(b"\n"));
    if bytes.get(from) == Some(&b'<') {
        for close in memchr::memchr_iter(b'>', &bytes[from..line_stop]).map(|i| from + i) {
            if let Some(next) = after_url(text, close + 1, line_stop) {
                return Some((from + 1, close, next));
            }
        }
    }
    // The shortest URL that something fitting follows.
    let mut url_end = from;
    while url_end < line_stop {
        let length = text[url_end..].chars().next()?.len_utf8();
        url_end += length;
        let ends_here = matches!(bytes.get(url_end), None | Some(b' ' | b'\t' | b'\n'));
        let has_sign = !text[from..url_end].trim().is_empty();
        if ends_here
            && has_sign
            && let Some(next) = after_url(text, url_end, line_stop)
        {
            let url = &text[from..url_end];
            let has_quote = url.match_indices(['"', '\'']).any(|(i, _)| url[..i].ends_with([' ', '\t']));
            return (!has_quote).then_some((from, url_end, next));
        }
    }
    None
}

/// The place behind a definition whose URL ends at `at`: a title may follow, on the next line too.
fn after_url(text: &str, at: usize, line_stop: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let rest = at + blanks(bytes, at);
    let title = if rest >= line_stop {
        Some(rest + 1 + blanks(bytes, rest + 1)).filter(|_| rest < bytes.len())
    } else {
        (rest > at).then_some(rest)
    };
    if let Some(open) = title
        && let Some(&quote @ (b'"' | b'\'')) = bytes.get(open)
    {
        let stop = line_end(bytes, open);
        let line = &bytes[open + 1..stop];
        let mut i = 1;
        while let Some(close) = line.get(i..).and_then(|rest| memchr(quote, rest)).map(|found| i + found) {
            let next = open + 1 + close + 1;
            let blank = next + blanks(bytes, next);
            if bytes.get(blank) == Some(&b'\n') {
                return Some(blank + 1);
            }
            i = close + 1;
        }
    }
    (rest >= line_stop).then(|| (line_stop + 1).min(bytes.len()))
}

/// The name that a definition is found by (`normalize_link_id`).
pub(super) fn normalized(label: &str) -> String {
    let mut name = String::with_capacity(label.len());
    let mut in_space = false;
    for c in label.chars() {
        let is_blank = c.is_ascii() && is_space(c as u8);
        if is_blank && !in_space {
            name.push(' ');
        } else if !is_blank {
            name.extend(c.to_lowercase());
        }
        in_space = is_blank;
    }
    name
}
