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
    pub(in crate::syntax) name: Span,
    pub(in crate::syntax) element: Name,
    pub(super) kind: TagKind,
    /// Between the tag before it and this one stands nothing but text, without a reference or a NUL.
    follows: bool,
    /// It ends with `/>`.
    pub(in crate::syntax) self_closing: bool,
    /// It has an attribute `markdown`.
    pub(in crate::syntax) has_markdown: bool,
    first_attribute: u32,
    attributes: u32,
}

impl PlainTags {
    /// None yet, with room for those of so many bytes.
    pub(in crate::syntax) fn with_capacity(bytes: usize) -> PlainTags {
        // A guess that spares a post of 8 KB all growing.
        let (tags, attributes) = ((bytes / 128).min(1024), (bytes / 128).min(1024));
        PlainTags { tags: Vec::with_capacity(tags), attributes: Vec::with_capacity(attributes) }
    }

    /// Reads the start tag at `at`, if it is plain. It is kept if it stands behind all others. Spans are bytes of a text in
    /// which `bytes` begins at `start`; from `from` up to the tag there is only text.
    pub(in crate::syntax) fn read(&mut self, bytes: &[u8], at: usize, from: usize, start: usize) -> Option<PlainTag> {
        let first = self.attributes.len();
        let tag = self.tag(bytes, at, start)?;
        if !self.keep(tag, start + from) {
            self.attributes.truncate(first);
        }
        Some(tag)
    }

    /// Keeps the end tag of `element` at `span` likewise; from `from` up to it there is only text.
    pub(in crate::syntax) fn keep_end(&mut self, span: Span, element: Name, from: usize) {
        let name = Span { start: span.start + 2, end: span.end - 1 };
        let tag = PlainTag {
            span,
            name,
            element,
            kind: TagKind::End,
            follows: false,
            self_closing: false,
            has_markdown: false,
            first_attribute: 0,
            attributes: 0,
        };
        self.keep(tag, from);
    }

    fn keep(&mut self, tag: PlainTag, from: usize) -> bool {
        let last = self.tags.last().map_or(0, |last| last.span.end);
        let is_next = last <= tag.span.start;
        if is_next {
            self.tags.push(PlainTag { follows: last as usize == from, ..tag });
        }
        is_next
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
        let PlainTag { span, name, element, self_closing, .. } = *tag;
        TagToken { span, name, element, self_closing, attributes: self.attributes(tag) }
    }

    fn attributes(&self, tag: &PlainTag) -> &[Attribute] {
        let first = tag.first_attribute as usize;
        self.attributes.get(first..first + tag.attributes as usize).unwrap_or_default()
    }

    /// Reads a tag; its attributes are added to the others.
    fn tag(&mut self, bytes: &[u8], open: usize, start: usize) -> Option<PlainTag> {
        let first_attribute = self.attributes.len() as u32;
        let name = open + 1;
        if !bytes.get(name)?.is_ascii_alphabetic() {
            return None;
        }
        let (element, length) = Name::read(&bytes[name..], &LETTERS);
        let name_end = name + length;
        let mut at = name_end;
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
            at = self.attribute(bytes, at, start, first_attribute as usize)?;
        };
        Some(PlainTag {
            span: Span::new(start + open, start + at + 1),
            name: Span::new(start + name, start + name_end),
            element,
            kind: TagKind::Start,
            follows: false,
            self_closing,
            has_markdown: self.attributes[first_attribute as usize..].iter().any(|it| it.key == MARKDOWN),
            first_attribute,
            attributes: self.attributes.len() as u32 - first_attribute,
        })
    }

    /// Reads the attribute at `at` of a tag whose attributes are those from `first` on; gives its end.
    fn attribute(&mut self, bytes: &[u8], at: usize, start: usize, first: usize) -> Option<usize> {
        let (key, length) = Name::read(&bytes[at..], &LETTERS);
        let name_end = at + length;
        let Some([b'=', mark @ (b'"' | b'\'')]) = bytes.get(name_end..name_end + 2) else { return None };
        // With many of them, to compare each with each takes too long.
        let own = self.attributes.get(first..).unwrap_or_default();
        if own.len() >= 16 || own.iter().any(|it| it.key == key) {
            return None;
        }
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
        self.attributes.push(Attribute {
            name: Span::new(start + at, start + name_end),
            key,
            value: Span::new(start + from, start + end),
            quote: if *mark == b'"' { Quote::Double } else { Quote::Single },
            duplicate: false,
            has_reference,
            dynamic: false,
        });
        Some(end + 1)
    }
}
