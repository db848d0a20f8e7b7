//! Tags and their attributes (HTML 13.2.5.8 and 13.2.5.32 to 13.2.5.40).

use memchr::memchr3;
use rustc_hash::FxHashSet;

use super::char_refs::{Place, reference};
use super::element::{Letters, Name};
use super::error::ErrorCode;
use super::structure::TagKind;
use super::token::{Attribute, Mode, Quote, Sink, TagToken};
use super::tokenizer::{Tokenizer, is_space};
use crate::source::Span;

/// Above so many attributes a tag's names are hashed; below, comparing each with each is faster.
const HASH_ABOVE: usize = 16;

/// Of a tag's name, as long as nothing is wrong with it.
const IN_NAME: Letters = Letters::but(b"\t\n\x0c\r />");

/// The same of an attribute's name.
const IN_ATTRIBUTE: Letters = Letters::but(b"\t\n\x0c\r />=\"'<");

/// A tag whose name has been read.
#[derive(Clone, Copy)]
struct Opened {
    open: usize,
    name: Span,
    element: Name,
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
    /// Takes the tag at `pos`, or behind the text there, as it was read before. Whether there is one.
    #[inline]
    pub(super) fn plain_tag(&mut self) -> bool {
        let next = self.plain_tags.and_then(|tags| Some((tags, tags.next(&mut self.next_plain_tag, self.pos)?)));
        // Of what is no HTML on this page, nothing is left in the text.
        let Some((tags, tag)) = next.filter(|(_, tag)| self.byte(tag.span.end as usize - 1) == Some(b'>')) else {
            return false;
        };
        let start = self.pos;
        self.pos = tag.span.start as usize;
        self.flush(start);
        self.pos = tag.span.end as usize;
        let token = tags.token(tag);
        if tag.kind == TagKind::End {
            self.sink.end_tag(&token);
        } else {
            self.last_start = &self.bytes[token.name.range()];
            self.mode = self.sink.start_tag(&token);
        }
        true
    }

    /// Reads the tag at `pos`, whose name starts at `name`; `pos` is behind it afterwards.
    pub(super) fn tag(&mut self, name: usize, end_tag: bool) {
        let open = self.pos;
        let (mut element, length) = Name::read(&self.bytes[name..], &IN_NAME);
        self.pos = name + length;
        while self.byte(self.pos) == Some(0) {
            self.null_error(self.pos);
            self.pos += 1;
            self.pos += Name::read(&self.bytes[self.pos..], &IN_NAME).1;
            element = Name::new(&self.bytes[name..self.pos]);
        }
        self.attributes.clear();
        let tag = Opened { open, name: Span::new(name, self.pos), element, end_tag };
        // Most tags are a name and no more.
        if self.byte(self.pos) == Some(b'>') { self.emit_tag(tag, false) } else { self.attributes(tag) }
    }

    /// The rest of a tag, behind its name.
    fn attributes(&mut self, tag: Opened) {
        // All names, once there are many.
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

    /// Before attribute name, after attribute name and self-closing start tag states.
    fn tag_part(&mut self, seen: &mut Option<FxHashSet<Name>>) -> Next {
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

    fn attribute(&mut self, seen: &mut Option<FxHashSet<Name>>) -> Next {
        let (name, key) = self.attribute_name();
        let duplicate = self.is_duplicate(key, seen);
        if duplicate {
            self.error(ErrorCode::DuplicateAttribute, self.pos, name.range());
        }
        let value = Span { start: name.end, end: name.end };
        self.attributes.push(Attribute {
            name,
            key,
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

    fn attribute_name(&mut self) -> (Span, Name) {
        let start = self.pos;
        if self.byte(start) == Some(b'=') {
            self.error(ErrorCode::UnexpectedEqualsSignBeforeAttributeName, start, start..start + 1);
            self.pos += 1;
        }
        loop {
            let (key, length) = Name::read(&self.bytes[self.pos..], &IN_ATTRIBUTE);
            let is_whole = self.pos == start;
            self.pos += length;
            match self.byte(self.pos) {
                Some(0) => self.null_error(self.pos),
                Some(b'"' | b'\'' | b'<') => {
                    self.error(ErrorCode::UnexpectedCharacterInAttributeName, self.pos, self.pos..self.pos + 1);
                }
                _ => {
                    let key = if is_whole { key } else { Name::new(&self.bytes[start..self.pos]) };
                    return (Span::new(start, self.pos), key);
                }
            }
            self.pos += 1;
        }
    }

    /// Whether the tag already has an attribute of this name, which is not yet in the list.
    fn is_duplicate(&self, key: Name, seen: &mut Option<FxHashSet<Name>>) -> bool {
        if self.attributes.len() < HASH_ABOVE {
            return self.attributes.iter().any(|it| it.key == key);
        }
        let seen = seen.get_or_insert_with(|| self.attributes.iter().map(|it| it.key).collect());
        !seen.insert(key)
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
            element: tag.element,
            self_closing,
            attributes: &self.attributes,
        };
        if tag.end_tag {
            self.mode = Mode::Data;
            self.sink.end_tag(&token);
        } else {
            self.last_start = &self.bytes[token.name.range()];
            self.mode = self.sink.start_tag(&token);
        }
    }
}
