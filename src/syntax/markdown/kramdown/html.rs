//! HTML as kramdown reads it: which tags begin a block, and how far the block reaches (kramdown 2.5, `parser/html.rb`,
//! `parser/kramdown/html.rb`).

use std::rc::Rc;

use memchr::{memchr, memchr3, memchr3_iter, memmem};

use super::elements::{Model, is_known, is_span_element, is_without_body, model};
use super::scan::{self, StartTag, blank_lines, block_list, broken_tag, end_tag, eob, indent, start_tag};
use super::text::{Piece, Text};
use super::tree::{Element, Kind};
use super::{Event, NoteKind, Parser};
use crate::source::Span;
use crate::syntax::html::element::{Name, names};

/// How deep blocks may lie in others for HTML to be asked for Markdown.
const DEEPEST: usize = 32;

/// The content model that a tag asks for with its attribute `markdown`.
pub(super) fn asked(text: &str, tag: &StartTag) -> Option<Model> {
    if !tag.has_markdown {
        return None;
    }
    match scan::markdown_attribute(text, tag)? {
        "0" => Some(Model::Raw),
        "1" => Some(model(tag.element)),
        "span" => Some(Model::Span),
        "block" => Some(Model::Block),
        _ => None,
    }
}

/// `LAZY_END`, of the line at `at`: whether it ends a paragraph, or text that goes on without signs or indentation.
pub(super) fn is_lazy_end(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let start = at + indent(bytes, at);
    let Some(byte) = bytes.get(start) else { return true };
    match byte {
        b' ' | b'\t' | b'\n' | b'\r' | 0x0B | 0x0C => blank_lines(bytes, at).is_some(),
        b'{' => block_list(bytes, at).is_some(),
        b'^' => eob(bytes, at).is_some(),
        b'<' if start - at < 4 => {
            let closes = bytes.get(start + 1) == Some(&b'/');
            let from = start + 1 + usize::from(closes);
            // Without the tag's end, and in the case in which it is written.
            let word: usize = text[from..].chars().take_while(|c| scan::is_word(*c)).map(char::len_utf8).sum();
            let word = &text[from..from + word];
            let is_span = word.bytes().all(|byte| !byte.is_ascii_uppercase())
                && (is_span_element(Name::new(word.as_bytes())) || word == "script");
            !is_span && if closes { end_tag(text, start).is_some() } else { scan::name(text, from).is_some() }
        }
        _ => false,
    }
}

impl<'a> Parser<'a> {
    /// HTML at the start of a block whose `<` is at `start`. `Some(true)` is the end tag of the element around;
    /// `None` is no HTML of that sort.
    pub(super) fn block_html(&mut self, at: usize, start: usize) -> Option<bool> {
        let text = Rc::clone(&self.source.text);
        let bytes = text.text.as_bytes();
        if start == at
            && let Some(end) = self.markup_end(bytes, at).filter(|_| bytes[at..].starts_with(b"<!--"))
        {
            self.show(&text, at, end);
            let id = self.element(Kind::Comment, text.span(at, end));
            self.elements[self.tree].children.push(id);
            self.source.at = after_blank_rest(bytes, end);
            return Some(false);
        }
        if let Some(tag) = self.start_tag(&text, start, start) {
            if is_span_element(tag.element) {
                return None;
            }
            self.element_at(&text, start, &tag, false);
            return Some(false);
        }
        let (name_end, end) = end_tag(&text.text, start)?;
        let name = &text.text[start + 2..name_end];
        if is_span_element(Name::new(name.as_bytes())) {
            return None;
        }
        match &self.elements[self.tree].kind {
            Kind::Html(open) if *open == name.to_lowercase() => {
                self.show(&text, start, end);
                self.source.at = end;
                Some(true)
            }
            _ => None,
        }
    }

    /// The start tag at `start`, from `from` up to which there is only text. Where all that stands in the file as it is,
    /// others need not read it again.
    fn start_tag(&mut self, text: &Text<'_>, start: usize, from: usize) -> Option<StartTag> {
        let (straight, offset) = text.straight();
        let Some(tag) = self.plain_tags.read(straight.as_bytes(), start, from, offset) else {
            return start_tag(&text.text, start);
        };
        let place = |at: u32| at as usize - offset;
        let end = place(tag.span.end);
        Some(StartTag {
            name_end: place(tag.name_end),
            element: tag.element,
            attributes_end: end - 1,
            self_closing: tag.self_closing,
            has_markdown: tag.has_markdown,
            end,
        })
    }

    /// The end of a comment, an instruction or a CDATA section in the running text.
    fn markup_end(&mut self, bytes: &[u8], start: usize) -> Option<usize> {
        let rest = &bytes[start..];
        let (absent, opener, closer): (&mut bool, &[u8], &[u8]) = if rest.starts_with(b"<!--") {
            (&mut self.absent.comment, b"<!--", b"-->")
        } else if rest.starts_with(b"<?") {
            (&mut self.absent.instruction, b"<?", b"?>")
        } else if rest.starts_with(b"<![CDATA[") {
            (&mut self.absent.cdata, b"<![CDATA[", b"]]>")
        } else {
            return None;
        };
        if *absent {
            return None;
        }
        let end = scan::markup(bytes, start, opener, closer);
        *absent = end.is_none();
        end
    }

    /// Marks what reaches the browser as it stands.
    fn show(&mut self, text: &Text<'_>, start: usize, end: usize) {
        text.pieces(start, end, |span| match self.events.last_mut() {
            Some(Event::Shown(last)) if last.end == span.start => last.end = span.end,
            _ => self.events.push(Event::Shown(span)),
        });
    }

    /// The element whose start tag is at `start` of `text`, the running one. `in_raw` tells that it stands in raw HTML.
    fn element_at(&mut self, text: &Rc<Text<'a>>, start: usize, tag: &StartTag, in_raw: bool) {
        let bytes = text.text.as_bytes();
        let name = &text.text[start + 1..tag.name_end];
        let asked = asked(&text.text, tag);
        let is_read = self.dialect.parse_block_html && !in_raw;
        let model = asked.unwrap_or_else(|| if is_read { model(tag.element) } else { Model::Raw });
        self.source.at = tag.end;
        let span = text.span(start, tag.end);
        let is_verbatim = matches!(tag.element, names::SCRIPT | names::STYLE);
        let is_closed = tag.self_closing || is_without_body(tag.element);
        if is_verbatim {
            self.raw_text(text, start, tag.end, name);
        } else {
            if model == Model::Block {
                self.source.at = after_blank_rest(bytes, tag.end);
            }
            if is_closed {
                self.show(text, start, tag.end);
                self.add_raw(span);
            } else {
                match model {
                    // Deeper down no Markdown is looked for.
                    Model::Block if self.depth < DEEPEST => {
                        self.show(text, start, tag.end);
                        let name = if is_known(tag.element) { name.to_lowercase() } else { name.to_owned() };
                        let element = self.add_block(Kind::Html(name), span);
                        if !self.blocks(element, None) {
                            self.note(span, NoteKind::Swallows);
                        }
                    }
                    Model::Span => self.html_with_text(text, start, tag, name),
                    _ => {
                        self.add_raw(span);
                        self.raw_html(text, start, tag);
                        self.note_markdown_in(text, span, tag.end);
                    }
                }
            }
        }
        if !in_raw {
            if is_verbatim || is_closed || model == Model::Raw {
                self.raw_block(text.span(start, self.source.at));
            }
            self.source.at = after_blank_rest(bytes, self.source.at);
        }
    }

    /// A block of HTML as it stands. To all that follows, several in a row are one, but where a list speaks of the last.
    fn add_raw(&mut self, span: Span) {
        let is_one = |last: &Element| matches!(last.kind, Kind::Raw) && last.list.is_none();
        if self.pending_list.is_some() || !self.last_child().is_some_and(is_one) {
            self.add_block(Kind::Raw, span);
        }
    }

    /// An element whose content is text for the span parser.
    fn html_with_text(&mut self, text: &Rc<Text<'a>>, start: usize, tag: &StartTag, name: &str) {
        self.show(text, start, tag.end);
        let span = text.span(start, tag.end);
        let element = self.add_block(Kind::Html(name.to_lowercase()), span);
        let (end, next) = closing(&text.text, tag.end, name).unwrap_or_else(|| {
            self.note(span, NoteKind::Swallows);
            (text.text.len(), text.text.len())
        });
        if end > tag.end {
            self.add_text(element, Piece { text: Rc::clone(text), start: tag.end, end });
        }
        self.show(text, end, next);
        self.source.at = next;
    }

    /// Tells of an element that ends here if Markdown may stand in it.
    fn note_markdown_in(&mut self, text: &Text<'_>, start_tag: Span, from: usize) {
        let end = self.source.at;
        let bytes = text.text.as_bytes();
        // Few elements have any of these signs, and one look tells that of many.
        let has_signs = !self.absent.sign.covers(bytes, from, end, |rest| memchr3(b']', b'*', b'`', rest));
        let has_lines = !self.absent.line_end.covers(bytes, from, end, |rest| memchr(b'\n', rest));
        let inner = &bytes[from..end];
        let is_sign = |at: usize| matches!(&inner[at..], [b']', b'(', ..] | [b'*', b'*', ..] | [b'`', b'`', b'`', ..]);
        if has_signs && memchr3_iter(b']', b'*', b'`', inner).any(is_sign)
            || has_lines && memmem::find(inner, b"\n##").is_some()
        {
            self.note(start_tag, NoteKind::Raw(text.span(from, end)));
        }
    }

    /// Keeps where an element is that reaches the browser whole. Between two that are so near no tag can stand.
    fn raw_block(&mut self, block: Span) {
        match self.raw_blocks.last_mut() {
            Some(last) if last.end <= block.start && block.start - last.end <= 2 => last.end = block.end,
            _ => self.raw_blocks.push(block),
        }
    }

    /// `script` and `style`.
    fn raw_text(&mut self, text: &Text<'_>, start: usize, from: usize, name: &str) {
        let span = text.span(start, from);
        self.add_raw(span);
        let (_, next) = closing(&text.text, from, name).unwrap_or_else(|| {
            self.note(span, NoteKind::Swallows);
            (text.text.len(), text.text.len())
        });
        self.show(text, start, next);
        self.source.at = next;
    }

    /// HTML up to the end tag that matches (`parse_raw_html`): only the innermost open element can be closed, every
    /// other end tag is text; without one the rest of the text is swallowed.
    fn raw_html(&mut self, source: &Rc<Text<'a>>, start: usize, first: &StartTag) {
        let (text, bytes) = (&*source.text, source.text.as_bytes());
        let name = |start: usize, end: usize| &text[start..end];
        let (straight, offset) = source.straight();
        // The names of open elements, and their bytes; kept for its memory.
        let mut open = std::mem::take(&mut self.open_names);
        open.clear();
        open.push((start + 1, first.name_end, first.element));
        let mut shown_from = start;
        let mut at = first.end;
        while let Some((sign, text_from)) = next_bracket(bytes, at) {
            let next = bytes.get(sign + 1).copied();
            // The end tag that is waited for, as it is nearly always written.
            if let Some(&(from, to, element)) = open.last().filter(|_| next == Some(b'/'))
                && bytes[sign + 2..].iter().zip(&bytes[from..to]).all(|(one, other)| one == other)
                && bytes.get(sign + 2 + to - from) == Some(&b'>')
            {
                at = sign + 3 + to - from;
                if at <= straight.len() {
                    self.plain_tags.keep_end(Span::new(offset + sign, offset + at), element, offset + text_from);
                }
                open.pop();
                if open.is_empty() {
                    break;
                }
            } else if matches!(next, Some(b'!' | b'?'))
                && let Some(end) = self.markup_end(bytes, sign)
            {
                at = end;
            } else if next != Some(b'/')
                && let Some(tag) = self.start_tag(source, sign, text_from)
            {
                at = tag.end;
                if matches!(tag.element, names::SCRIPT | names::STYLE) {
                    at = closing(text, tag.end, name(sign + 1, tag.name_end)).map_or(bytes.len(), |(_, next)| next);
                } else if self.depth < DEEPEST && asked(text, &tag).is_some_and(|it| it != Model::Raw) {
                    self.show(source, shown_from, sign);
                    self.element_at(source, sign, &tag, true);
                    at = self.source.at;
                    shown_from = at;
                } else if !tag.self_closing && !is_without_body(tag.element) {
                    open.push((sign + 1, tag.name_end, tag.element));
                }
            } else if let Some((name_end, end)) = end_tag(text, sign) {
                at = end;
                if open.last().is_some_and(|(from, to, _)| is_same(name(*from, *to), name(sign + 2, name_end))) {
                    open.pop();
                    if open.is_empty() {
                        break;
                    }
                }
            } else if let Some(end) = broken_tag(text, sign) {
                self.note(source.span(sign, end), NoteKind::BrokenTag);
                at = sign + 1;
            } else {
                // kramdown writes it as `&lt;`.
                self.show(source, shown_from, sign);
                at = sign + 1;
                shown_from = at;
            }
        }
        if !open.is_empty() {
            at = bytes.len();
            self.note(source.span(start, first.end), NoteKind::Swallows);
        }
        self.show(source, shown_from, at);
        self.source.at = at;
        self.open_names = open;
    }
}

/// The next `<`, and from where on nothing but text stands before it: no reference, no NUL.
fn next_bracket(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    // Between many tags nothing stands.
    if bytes.get(at) == Some(&b'<') {
        return Some((at, at));
    }
    let found = at + memchr3(b'<', b'&', 0, &bytes[at..])?;
    if bytes[found] == b'<' { Some((found, at)) } else { memchr(b'<', &bytes[found..]).map(|i| (found + i, found + i)) }
}

fn is_same(open: &str, closing: &str) -> bool {
    open == closing || (open.eq_ignore_ascii_case(closing) && is_known(Name::new(open.as_bytes())))
}

/// Where the next `</name>` starts and ends, in letters of any case.
pub(super) fn closing(text: &str, from: usize, name: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        let start = at + memchr(b'<', bytes.get(at..)?)?;
        let after = start + 2 + name.len();
        let is_it = bytes.get(start + 1) == Some(&b'/')
            && bytes.get(start + 2..after).is_some_and(|word| word.eq_ignore_ascii_case(name.as_bytes()));
        if is_it {
            let end = after + scan::spaces(bytes, after);
            if bytes.get(end) == Some(&b'>') {
                return Some((start, end + 1));
            }
        }
        at = start + 1;
    }
}

/// `TRAILING_WHITESPACE`: one past the line break, if only blanks stand before it.
fn after_blank_rest(bytes: &[u8], at: usize) -> usize {
    let end = at + scan::blanks(bytes, at);
    if bytes.get(end) == Some(&b'\n') { end + 1 } else { at }
}

#[cfg(test)]
mod tests;
