//! Tags and their attributes (HTML 13.2.5.8 and 13.2.5.32 to 13.2.5.40).

use std::collections::HashSet;

use memchr::memchr3;

use super::char_refs::{Place, reference};
use super::error::ErrorCode;
use super::token::{Attribute, Mode, Quote, Sink, TagToken};
use super::tokenizer::{Tokenizer, is_space};
use crate::source::Span;

/// Above so many attributes a tag's names are hashed; below, comparing each with each is faster.
const HASH_ABOVE: usize = 16;

/// The bytes at which a tag's name is looked at more closely; looking each up once beats comparing.
const NAME_STOPS: [bool; 256] = stops(b"\t\n\x0c\r />\0");

/// The same for an attribute's name.
const ATTRIBUTE_STOPS: [bool; 256] = stops(b"\t\n\x0c\r />\0=\"'<");

const fn stops(bytes: &[u8]) -> [bool; 256] {
    let mut stops = [false; 256];
    let mut at = 0;
    while at < bytes.len() {
        stops[bytes[at] as usize] = true;
        at += 1;
    }
    stops
}

/// A tag whose name has been read.
#[derive(Clone, Copy)]
struct Opened {
    open: usize,
    name: Span,
    end_tag: bool,
}

/// What a part of a tag leads to.
enum Next {
    /// The next attribute, or the end of the tag.
    Attribute,
    /// The `>` at `pos`.
    Close,
    /// The same, behind a `/`.
    SelfClose,
    /// The end of the input.
    Eof,
}

impl<S: Sink> Tokenizer<'_, S> {
    /// Reads the tag at `pos`, whose name starts at `name`; `pos` is behind it afterwards.
    pub(super) fn tag(&mut self, name: usize, end_tag: bool) {
        let open = self.pos;
        self.pos = name;
        self.skip_to(&NAME_STOPS);
        while self.byte(self.pos) == Some(0) {
            self.null_error(self.pos);
            self.pos += 1;
            self.skip_to(&NAME_STOPS);
        }
        self.attributes.clear();
        let tag = Opened { open, name: Span::new(name, self.pos), end_tag };
        // Most tags are a name and no more.
        if self.byte(self.pos) == Some(b'>') { self.emit_tag(tag, false) } else { self.attributes(tag) }
    }

    /// The rest of a tag, behind its name.
    fn attributes(&mut self, tag: Opened) {
        // Lower-cased names, once there are many.
        let mut seen = None;
        loop {
            match self.tag_part(&mut seen) {
                Next::Attribute => {}
                Next::Close => return self.emit_tag(tag, false),
                Next::SelfClose => return self.emit_tag(tag, true),
                Next::Eof => {
                    self.pos = self.bytes.len();
                    return self.error(ErrorCode::EofInTag, self.pos, tag.open..tag.name.end as usize);
                }
            }
        }
    }

    /// Moves on to the next byte of `stops`, or to the end of the input.
    fn skip_to(&mut self, stops: &[bool; 256]) {
        let rest = self.bytes.get(self.pos..).unwrap_or_default();
        self.pos += rest.iter().position(|byte| stops[usize::from(*byte)]).unwrap_or(rest.len());
    }

    /// Before attribute name, after attribute name and self-closing start tag states.
    fn tag_part(&mut self, seen: &mut Option<HashSet<Vec<u8>>>) -> Next {
        self.skip_space();
        match self.byte(self.pos) {
            None => Next::Eof,
            Some(b'>') => Next::Close,
            Some(b'/') => {
                self.pos += 1;
                match self.byte(self.pos) {
                    None => Next::Eof,
                    Some(b'>') => Next::SelfClose,
                    Some(_) => {
                        self.error(ErrorCode::UnexpectedSolidusInTag, self.pos, self.pos - 1..self.pos);
                        Next::Attribute
                    }
                }
            }
            Some(_) => self.attribute(seen),
        }
    }

    fn attribute(&mut self, seen: &mut Option<HashSet<Vec<u8>>>) -> Next {
        let name = self.attribute_name();
        let duplicate = self.is_duplicate(name, seen);
        if duplicate {
            self.error(ErrorCode::DuplicateAttribute, self.pos, name.range());
        }
        let value = Span { start: name.end, end: name.end };
        self.attributes.push(Attribute {
            name,
            value,
            quote: Quote::Empty,
            duplicate,
            has_reference: false,
            dynamic: false,
        });
        self.skip_space();
        if self.byte(self.pos) != Some(b'=') {
            return Next::Attribute;
        }
        let equals = self.pos;
        self.pos += 1;
        self.skip_space();
        match self.byte(self.pos) {
            Some(b'"') => self.quoted_value(b'"', Quote::Double),
            Some(b'\'') => self.quoted_value(b'\'', Quote::Single),
            Some(b'>') => {
                self.error(ErrorCode::MissingAttributeValue, self.pos, name.start as usize..equals + 1);
                Next::Close
            }
            _ => self.unquoted_value(),
        }
    }

    fn attribute_name(&mut self) -> Span {
        let start = self.pos;
        if self.byte(start) == Some(b'=') {
            self.error(ErrorCode::UnexpectedEqualsSignBeforeAttributeName, start, start..start + 1);
            self.pos += 1;
        }
        loop {
            self.skip_to(&ATTRIBUTE_STOPS);
            let Some(byte) = self.byte(self.pos) else { break };
            match byte {
                b'/' | b'>' | b'=' => break,
                0 => self.null_error(self.pos),
                b'"' | b'\'' | b'<' => {
                    self.error(ErrorCode::UnexpectedCharacterInAttributeName, self.pos, self.pos..self.pos + 1);
                }
                _ if is_space(byte) => break,
                _ => {}
            }
            self.pos += 1;
        }
        Span::new(start, self.pos)
    }

    /// Whether the tag already has an attribute of this name, which is not yet in the list.
    fn is_duplicate(&self, name: Span, seen: &mut Option<HashSet<Vec<u8>>>) -> bool {
        let bytes = &self.bytes[name.range()];
        if self.attributes.len() < HASH_ABOVE {
            return self.attributes.iter().any(|it| self.bytes[it.name.range()].eq_ignore_ascii_case(bytes));
        }
        let lower = |span: Span| self.bytes[span.range()].to_ascii_lowercase();
        let seen = seen.get_or_insert_with(|| self.attributes.iter().map(|it| lower(it.name)).collect());
        !seen.insert(lower(name))
    }

    /// Attribute value states with quotes; `pos` is at the opening one.
    fn quoted_value(&mut self, mark: u8, quote: Quote) -> Next {
        let start = self.pos + 1;
        self.pos = start;
        loop {
            let Some(found) = memchr3(mark, b'&', 0, &self.bytes[self.pos..]) else { return Next::Eof };
            self.pos += found;
            match self.bytes[self.pos] {
                b'&' => self.attribute_reference(),
                0 => {
                    self.null_error(self.pos);
                    self.pos += 1;
                }
                _ => break,
            }
        }
        self.set_value(start, quote);
        self.pos += 1;
        match self.byte(self.pos) {
            None => Next::Eof,
            Some(b'/' | b'>') => Next::Attribute,
            Some(byte) if is_space(byte) => Next::Attribute,
            Some(_) => {
                self.error_to_char(ErrorCode::MissingWhitespaceBetweenAttributes, self.pos, self.pos);
                Next::Attribute
            }
        }
    }

    fn unquoted_value(&mut self) -> Next {
        let start = self.pos;
        while let Some(byte) = self.byte(self.pos) {
            match byte {
                b'>' => break,
                b'&' => {
                    self.attribute_reference();
                    continue;
                }
                0 => self.null_error(self.pos),
                b'"' | b'\'' | b'<' | b'=' | b'`' => {
                    let code = ErrorCode::UnexpectedCharacterInUnquotedAttributeValue;
                    self.error(code, self.pos, self.pos..self.pos + 1);
                }
                _ if is_space(byte) => break,
                _ => {}
            }
            self.pos += 1;
        }
        self.set_value(start, Quote::Unquoted);
        Next::Attribute
    }

    fn set_value(&mut self, start: usize, quote: Quote) {
        if let Some(attribute) = self.attributes.last_mut() {
            attribute.value = Span::new(start, self.pos);
            attribute.quote = quote;
        }
    }

    /// Reports what is wrong with what may be a reference at `pos` and steps over it.
    fn attribute_reference(&mut self) {
        let start = self.pos;
        let found = reference(self.bytes, start, Place::Attribute);
        for (code, at) in found.errors.into_iter().flatten() {
            self.error(code, at, start..found.end);
        }
        self.pos = found.end;
        if let Some(attribute) = self.attributes.last_mut() {
            attribute.has_reference = true;
        }
    }

    fn emit_tag(&mut self, tag: Opened, self_closing: bool) {
        let close = self.pos;
        self.pos += 1;
        if tag.end_tag {
            if let (Some(first), Some(last)) = (self.attributes.first(), self.attributes.last()) {
                let span = first.name.start as usize..last.span().end as usize;
                self.error(ErrorCode::EndTagWithAttributes, close, span);
            }
            if self_closing {
                self.error(ErrorCode::EndTagWithTrailingSolidus, close, close - 1..close);
            }
        }
        let token = TagToken {
            span: Span::new(tag.open, self.pos),
            name: tag.name,
            self_closing,
            attributes: &self.attributes,
        };
        if tag.end_tag {
            self.mode = Mode::Data;
            self.sink.end_tag(&token);
        } else {
            self.last_start = &self.text[tag.name.range()];
            self.mode = self.sink.start_tag(&token);
        }
    }
}
