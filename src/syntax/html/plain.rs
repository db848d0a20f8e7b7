//! Tags as nearly everybody writes them, about which all readers of HTML agree: one reads them, and keeps them for the
//! next.

use memchr::memchr3;

use super::char_refs::{Place, reference};
use super::element::{Letters, Name};
use super::structure::TagKind;
use super::token::{Attribute, Quote, TagToken};
use crate::source::Span;

/// Of the names of elements and attributes: what is a letter to HTML and to XML.
const LETTERS: Letters = Letters::only(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

/// With more of them, to compare each with each takes too long.
const MOST_ATTRIBUTES: usize = 16;

const MARKDOWN: Name = Name::new(b"markdown");

/// Tags, in the order of the text.
#[derive(Debug, Default)]
pub struct PlainTags {
    tags: Vec<PlainTag>,
    attributes: Vec<Attribute>,
}

/// A start tag (names of letters, digits, `-`, `_` and `.`, no attribute twice, all values in quotes and with nothing wrong
/// in them, blanks where there should be any) or an end tag without blanks.
#[derive(Clone, Copy, Debug)]
pub(in crate::syntax) struct PlainTag {
    pub(in crate::syntax) span: Span,
    /// Where its name ends.
    pub(in crate::syntax) name_end: u32,
    first_attribute: u32,
    pub(in crate::syntax) element: Name,
    attributes: u8,
    pub(super) kind: TagKind,
    /// Between the tag before it and this one stands nothing but text, without a reference or a NUL.
    follows: bool,
    /// It ends with `/>`.
    pub(in crate::syntax) self_closing: bool,
    /// It has an attribute `markdown`.
    pub(in crate::syntax) has_markdown: bool,
}

impl PlainTags {
    /// None yet, with room for those of so many bytes.
    pub(in crate::syntax) fn with_capacity(bytes: usize) -> PlainTags {
        // A guess that spares a post of 8 KB all growing.
        let (tags, attributes) = ((bytes / 64).min(1024), (bytes / 128).min(1024));
        PlainTags { tags: Vec::with_capacity(tags), attributes: Vec::with_capacity(attributes) }
    }

    /// Reads and keeps the start tag at `at`, if it is plain and stands behind all others. Spans are bytes of a text in
    /// which `bytes` begins at `start`; from `from` up to the tag there is only text.
    pub(in crate::syntax) fn read(&mut self, bytes: &[u8], at: usize, from: usize, start: usize) -> Option<&PlainTag> {
        let last = self.end();
        if last > start + at {
            return None;
        }
        let first = self.attributes.len();
        match self.start_tag(bytes, at, start) {
            Some(tag) => self.tags.push(PlainTag { follows: last == start + from, ..tag }),
            None => self.attributes.truncate(first),
        }
        self.tags.last().filter(|tag| tag.span.start as usize == start + at)
    }

    /// Keeps the end tag of `element` at `span` likewise; from `from` up to it there is only text.
    pub(in crate::syntax) fn keep_end(&mut self, span: Span, element: Name, from: usize) {
        let last = self.end();
        if last > span.start as usize {
            return;
        }
        self.tags.push(PlainTag {
            span,
            name_end: span.end - 1,
            first_attribute: 0,
            element,
            attributes: 0,
            kind: TagKind::End,
            follows: last == from,
            self_closing: false,
            has_markdown: false,
        });
    }

    /// Where the last tag ends.
    fn end(&self) -> usize {
        self.tags.last().map_or(0, |last| last.span.end as usize)
    }

    /// The tag at `at`, or the next behind the text that begins there. `next` is the index of the first tag that was not
    /// passed by yet, for an `at` that grows.
    #[inline]
    pub(super) fn next(&self, next: &mut usize, at: usize) -> Option<&PlainTag> {
        loop {
            let tag = self.tags.get(*next)?;
            if tag.span.start as usize >= at {
                let is_behind_text = || tag.follows && *next > 0 && self.tags[*next - 1].span.end as usize == at;
                return (tag.span.start as usize == at || is_behind_text()).then_some(tag);
            }
            *next += 1;
        }
    }

    pub(super) fn token(&self, tag: &PlainTag) -> TagToken<'_> {
        let PlainTag { span, name_end, element, self_closing, .. } = *tag;
        let first = tag.first_attribute as usize;
        let attributes = self.attributes.get(first..first + usize::from(tag.attributes)).unwrap_or_default();
        let name = Span { start: span.start + 1 + u32::from(tag.kind == TagKind::End), end: name_end };
        TagToken { span, name, element, self_closing, attributes }
    }

    /// Reads a start tag; its attributes are added to the others.
    fn start_tag(&mut self, bytes: &[u8], open: usize, start: usize) -> Option<PlainTag> {
        let first_attribute = self.attributes.len();
        let name = open + 1;
        if !bytes.get(name)?.is_ascii_alphabetic() {
            return None;
        }
        let (element, length) = Name::read(&bytes[name..], &LETTERS);
        let mut at = name + length;
        let mut has_markdown = false;
        let self_closing = loop {
            let blank = at;
            while matches!(bytes.get(at), Some(b' ' | b'\n' | b'\t')) {
                at += 1;
            }
            match bytes.get(at)? {
                b'>' => break false,
                b'/' if bytes.get(at + 1) == Some(&b'>') => {
                    at += 1;
                    break true;
                }
                b'_' | b'a'..=b'z' | b'A'..=b'Z' if at > blank => {}
                _ => return None,
            }
            let attribute = read_attribute(bytes, at, start)?;
            let own = self.attributes.get(first_attribute..).unwrap_or_default();
            if own.len() >= MOST_ATTRIBUTES || own.iter().any(|it| it.key == attribute.key) {
                return None;
            }
            has_markdown |= attribute.key == MARKDOWN;
            at = attribute.value.end as usize + 1 - start;
            self.attributes.push(attribute);
        };
        Some(PlainTag {
            span: Span::new(start + open, start + at + 1),
            name_end: (start + name + length) as u32,
            first_attribute: first_attribute as u32,
            element,
            attributes: (self.attributes.len() - first_attribute) as u8,
            kind: TagKind::Start,
            follows: false,
            self_closing,
            has_markdown,
        })
    }
}

/// Reads the attribute at `at`.
#[inline]
fn read_attribute(bytes: &[u8], at: usize, start: usize) -> Option<Attribute> {
    let (key, length) = Name::read(&bytes[at..], &LETTERS);
    let name_end = at + length;
    let Some([b'=', mark @ (b'"' | b'\'')]) = bytes.get(name_end..name_end + 2) else { return None };
    let from = name_end + 2;
    let mut end = from;
    let mut has_reference = false;
    loop {
        end += memchr3(*mark, b'&', 0, &bytes[end..])?;
        match bytes[end] {
            0 => return None,
            b'&' => {
                let found = reference(bytes, end, Place::Attribute);
                if found.errors.iter().any(Option::is_some) {
                    return None;
                }
                has_reference = true;
                end = found.end;
            }
            _ => break,
        }
    }
    Some(Attribute {
        name: Span::new(start + at, start + name_end),
        key,
        value: Span::new(start + from, start + end),
        quote: if *mark == b'"' { Quote::Double } else { Quote::Single },
        duplicate: false,
        has_reference,
        dynamic: false,
    })
}
