//! Tags as kramdown sees them in raw HTML: which begin a block, which have no body, which are no tags at all.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use memchr::{memchr, memchr2, memchr3};

use crate::syntax::html::element::Name;
#[allow(clippy::wildcard_imports, reason = "the names of elements, which are written as in the standard")]
use crate::syntax::html::element::names::*;

/// An element that kramdown reads inside a paragraph; every other tag at the start of a line begins block HTML
/// (kramdown, `parser/html.rb`, `HTML_SPAN_ELEMENTS`).
pub(super) fn is_span(name: Name) -> bool {
    matches!(
        name,
        A | ABBR
            | ACRONYM
            | B
            | BDO
            | BIG
            | BR
            | BUTTON
            | CITE
            | CODE
            | DEL
            | DFN
            | EM
            | I
            | IMG
            | INPUT
            | INS
            | KBD
            | LABEL
            | MARK
            | OPTION
            | Q
            | RB
            | RBC
            | RP
            | RT
            | RTC
            | RUBY
            | SAMP
            | SELECT
            | SMALL
            | SPAN
            | STRONG
            | SUB
            | SUP
            | TT
            | U
            | VAR
    )
}

/// An element that kramdown takes for closed at its start tag (`HTML_ELEMENTS_WITHOUT_BODY`).
fn is_without_body(name: Name) -> bool {
    matches!(
        name,
        AREA | BASE
            | BR
            | COL
            | COMMAND
            | EMBED
            | HR
            | IMG
            | INPUT
            | KEYGEN
            | LINK
            | META
            | PARAM
            | SOURCE
            | TRACK
            | WBR
    )
}

/// Elements that kramdown never makes amid text: it prints their tags (`HTML_BLOCK_ELEMENTS`).
const BLOCK_ELEMENTS: &str = "address applet article aside blockquote body caption col colgroup dd div dl dt fieldset \
     figcaption footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html iframe legend li main map menu nav ol optgroup p \
     pre section summary table tbody td tfoot th thead tr ul";

/// A tag's text is not looked at beyond this many bytes, so that an unclosed quote costs no more than that.
const LONGEST_TAG: usize = 1 << 16;

/// A tag as kramdown's `HTML_TAG_RE` and `HTML_TAG_CLOSE_RE` see it.
#[derive(Clone, Copy)]
pub(super) struct Tag {
    pub(super) name: Name,
    pub(super) closes: bool,
    pub(super) self_closing: bool,
    /// One past the `>`.
    pub(super) end: usize,
}

impl Tag {
    pub(super) fn at(bytes: &[u8], start: usize) -> Option<Tag> {
        let closes = bytes.get(start + 1) == Some(&b'/');
        let from = start + 1 + usize::from(closes);
        let mut at = from + name_length(&bytes[from..])?;
        let name = Name::new(&bytes[from..at]);
        if bytes.get(at) == Some(&b'>') {
            return Some(Tag { name, closes, self_closing: false, end: at + 1 });
        }
        let limit = bytes.len().min(start + LONGEST_TAG);
        loop {
            at += memchr3(b'>', b'"', b'\'', bytes.get(at..limit)?)?;
            let byte = bytes[at];
            if byte == b'>' {
                return Some(Tag { name, closes, self_closing: bytes[at - 1] == b'/', end: at + 1 });
            }
            at += if closes { 1 } else { memchr(byte, &bytes[at + 1..limit])? + 2 };
        }
    }

    pub(super) fn is_closed(&self) -> bool {
        self.self_closing || is_without_body(self.name)
    }
}

/// One past the `-->` that ends a comment whose text starts at `from`.
pub(super) fn comment_end(bytes: &[u8], from: usize) -> Option<usize> {
    let ends = memchr::memchr_iter(b'>', &bytes[from..]);
    ends.map(|i| from + i).find(|end| *end >= from + 2 && bytes[..*end].ends_with(b"--")).map(|end| end + 1)
}

pub(super) fn has_markdown_attribute(tag: &[u8]) -> bool {
    static MARKDOWN: LazyLock<Finder> = LazyLock::new(|| Finder::new("markdown"));
    if memchr(b'=', tag).is_none() {
        return false;
    }
    MARKDOWN.find_iter(tag).any(|i| {
        let value = tag[i + 8..].trim_ascii_start();
        i > 0 && tag[i - 1].is_ascii_whitespace() && value.starts_with(b"=") && {
            let quoted = value[1..].trim_ascii_start();
            let bare =
                if memchr2(b'"', b'\'', &quoted[..quoted.len().min(1)]).is_some() { &quoted[1..] } else { quoted };
            [&b"1"[..], b"span", b"block"].iter().any(|v| bare.starts_with(v))
        }
    })
}

/// The name of a tag that kramdown prints where it stands amid text, and whether it is an end tag.
pub(super) fn text_block(tag: &str) -> Option<(&str, bool)> {
    let closes = tag.starts_with("</");
    let rest = &tag[1 + usize::from(closes)..];
    let name = &rest[..name_length(rest.as_bytes())?];
    let printed = BLOCK_ELEMENTS.split_ascii_whitespace().any(|block| block.eq_ignore_ascii_case(name));
    printed.then_some((name, closes))
}

/// The bytes of a name; looking each up once beats comparing.
const NAME: [bool; 256] = {
    let mut name = [false; 256];
    let mut byte = 0_u8;
    while byte < 0x80 {
        name[byte as usize] = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':');
        byte += 1;
    }
    name
};

/// The length of a tag's name at the start of `text`, if it is one. A name may have a prefix, but `http://…` is no tag.
pub(super) fn name_length(text: &[u8]) -> Option<usize> {
    let length = text.iter().take_while(|byte| NAME[usize::from(**byte)]).count();
    let name = &text[..length];
    if !name.first()?.is_ascii_alphabetic() || name.ends_with(b":") {
        return None;
    }
    match text.get(length) {
        None | Some(b'>') => Some(length),
        Some(b'/') if text.get(length + 1) == Some(&b'>') => Some(length),
        Some(byte) if byte.is_ascii_whitespace() => Some(length),
        _ => None,
    }
}
