//! The small patterns of kramdown's grammar, written out: spaces, names, tags, attribute lists (kramdown 2.5,
//! `parser/html.rb`, `parser/kramdown/*.rb`).

use memchr::{memchr, memchr_iter};

use crate::syntax::html::element::Name;

/// What is no tag is not taken for a broken one beyond this many bytes.
const LONGEST_BROKEN_TAG: usize = 1 << 10;

/// Ruby's `\s`.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0B | 0x0C)
}

/// The number of bytes at `at` that are white space.
pub(super) fn spaces(bytes: &[u8], at: usize) -> usize {
    bytes[at.min(bytes.len())..].iter().take_while(|byte| is_space(**byte)).count()
}

/// The number of spaces and tabs at `at`.
pub(super) fn blanks(bytes: &[u8], at: usize) -> usize {
    bytes[at.min(bytes.len())..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

/// Up to three spaces at `at`; `None` for more, or for none of these.
pub(super) fn indent(bytes: &[u8], at: usize) -> usize {
    bytes[at.min(bytes.len())..].iter().take(4).take_while(|byte| **byte == b' ').count()
}

/// One past the end of the line in which `at` stands.
pub(super) fn line_end(bytes: &[u8], at: usize) -> usize {
    memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |i| at + i + 1)
}

/// `BLANK_LINE`: the end of the empty lines that begin at `at`.
pub(super) fn blank_lines(bytes: &[u8], at: usize) -> Option<usize> {
    if !is_space(*bytes.get(at)?) {
        return None;
    }
    let end = at + spaces(bytes, at);
    memchr::memrchr(b'\n', &bytes[at..end]).map(|i| at + i + 1)
}

/// `\s*?\n`: one past the line break, if only white space stands before it.
pub(super) fn rest_is_blank(bytes: &[u8], mut at: usize) -> Option<usize> {
    while let Some(&byte) = bytes.get(at) {
        if byte == b'\n' {
            return Some(at + 1);
        }
        if !is_space(byte) {
            return None;
        }
        at += 1;
    }
    None
}

/// `EOB_MARKER`
pub(super) fn eob(bytes: &[u8], at: usize) -> Option<usize> {
    if bytes.get(at) == Some(&b'^') { rest_is_blank(bytes, at + 1) } else { None }
}

/// The end of a tab or four spaces at `at`.
pub(super) fn code_indent(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at)? {
        b'\t' => Some(at + 1),
        b' ' if bytes[at..].starts_with(b"    ") => Some(at + 4),
        _ => None,
    }
}

/// The length of the name of an element or attribute at `at` (REXML, `UNAME_STR`): a prefix is allowed.
pub(super) fn name(text: &str, at: usize) -> Option<usize> {
    let first = plain_name(text, at)?;
    if text.as_bytes().get(at + first) == Some(&b':')
        && let Some(second) = plain_name(text, at + first + 1)
    {
        return Some(first + 1 + second);
    }
    Some(first)
}

fn plain_name(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    // Nearly every name is ASCII, and looking its bytes up is the shortest way.
    let first = *bytes.get(at)?;
    if first < 0x80 && !(first.is_ascii_alphabetic() || first == b'_') {
        return None;
    }
    let mut end = at + bytes[at..].iter().take_while(|byte| NAME[usize::from(**byte)]).count();
    if bytes.get(end).is_none_or(|byte| *byte < 0x80) {
        return Some(end - at);
    }
    while let Some(&byte) = bytes.get(end) {
        let length = if byte < 0x80 {
            let fits = byte.is_ascii_alphabetic()
                || byte == b'_'
                || (end > at && (byte.is_ascii_digit() || matches!(byte, b'-' | b'.')));
            usize::from(fits)
        } else {
            let c = text[end..].chars().next()?;
            let fits = if end > at { c.is_alphanumeric() } else { c.is_alphabetic() };
            if fits { c.len_utf8() } else { 0 }
        };
        if length == 0 {
            break;
        }
        end += length;
    }
    (end > at).then_some(end - at)
}

/// The ASCII bytes of names.
const NAME: [bool; 256] = {
    let mut name = [false; 256];
    let mut byte = 0_u8;
    while byte < 0x80 {
        name[byte as usize] = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        byte += 1;
    }
    name
};

/// `ALD_ID_NAME`, `\w[\w-]*`: its length.
pub(super) fn list_name(bytes: &[u8], at: usize) -> Option<usize> {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    if !bytes.get(at).is_some_and(is_word) {
        return None;
    }
    Some(bytes[at..].iter().take_while(|byte| is_word(byte) || **byte == b'-').count())
}

/// A start tag (`HTML_TAG_RE`).
#[derive(Clone, Copy, Debug)]
pub(super) struct StartTag {
    /// Where the name ends, which begins one past the start.
    pub(super) name_end: usize,
    /// The element of that name.
    pub(super) element: Name,
    /// Where the attributes end.
    pub(super) attributes_end: usize,
    pub(super) self_closing: bool,
    /// It has an attribute `markdown`.
    pub(super) has_markdown: bool,
    pub(super) end: usize,
}

pub(super) fn start_tag(text: &str, start: usize) -> Option<StartTag> {
    let bytes = text.as_bytes();
    if bytes.get(start) != Some(&b'<') {
        return None;
    }
    let name_end = start + 1 + name(text, start + 1)?;
    let element = Name::new(&bytes[start + 1..name_end]);
    let mut at = name_end;
    let mut has_markdown = false;
    loop {
        let blank = spaces(bytes, at);
        if blank > 0
            && let Some(length) = name(text, at + blank)
        {
            let name_end = at + blank + length;
            // With a capital letter at most.
            has_markdown |=
                length == 8 && bytes[name_end - 7..name_end] == *b"arkdown" && bytes[name_end - 8] | 0x20 == b'm';
            at = attribute_value(text, name_end);
            continue;
        }
        let slash = bytes.get(at + blank) == Some(&b'/');
        let end = at + blank + usize::from(slash);
        return (bytes.get(end) == Some(&b'>')).then_some(StartTag {
            name_end,
            element,
            attributes_end: at,
            self_closing: slash,
            has_markdown,
            end: end + 1,
        });
    }
}

/// The end of what its author took for a tag, at `start`, although kramdown takes it for text: its attributes are not
/// written as kramdown wants them.
pub(super) fn broken_tag(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let name_end = start + 1 + name(text, start + 1)?;
    let begins = bytes[start + 1].is_ascii_alphabetic() && bytes.get(name_end).is_some_and(|byte| is_space(*byte));
    let limit = bytes.len().min(start + LONGEST_BROKEN_TAG);
    if !begins {
        return None;
    }
    let mut at = name_end;
    loop {
        at += bytes.get(at..limit)?.iter().position(|byte| matches!(byte, b'>' | b'<' | b'"' | b'\''))?;
        match bytes[at] {
            b'>' => return Some(at + 1),
            b'<' => return None,
            quote => at += memchr(quote, &bytes[at + 1..limit])? + 2,
        }
    }
}

/// One past an attribute's value, where it has one that kramdown knows; `at` is one past its name.
fn attribute_value(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let sign = at + spaces(bytes, at);
    if bytes.get(sign) != Some(&b'=') {
        return at;
    }
    let from = sign + 1 + spaces(bytes, sign + 1);
    if let Some(&quote @ (b'"' | b'\'')) = bytes.get(from) {
        return memchr(quote, &bytes[from + 1..]).map_or(at, |i| from + 1 + i + 1);
    }
    let word: usize = text[from..].chars().take_while(|c| is_word(*c)).map(char::len_utf8).sum();
    if word == 0 { at } else { from + word }
}

/// Ruby's `\p{Word}`.
pub(super) fn is_word(c: char) -> bool {
    use unicode_properties::{GeneralCategory as G, UnicodeGeneralCategory};
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    c.is_alphabetic()
        || matches!(
            c.general_category(),
            G::NonspacingMark | G::SpacingMark | G::EnclosingMark | G::DecimalNumber | G::ConnectorPunctuation
        )
}

/// An end tag (`HTML_TAG_CLOSE_RE`): where its name ends, which begins two past the start, and its own end.
pub(super) fn end_tag(text: &str, start: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    if !bytes.get(start..)?.starts_with(b"</") {
        return None;
    }
    let name_end = start + 2 + name(text, start + 2)?;
    let end = name_end + spaces(bytes, name_end);
    (bytes.get(end) == Some(&b'>')).then_some((name_end, end + 1))
}

/// The end of the comment, instruction or CDATA section that starts at `start`.
pub(super) fn markup(bytes: &[u8], start: usize, opener: &[u8], closer: &[u8]) -> Option<usize> {
    if !bytes.get(start..)?.starts_with(opener) {
        return None;
    }
    // All of them end with `>`, which is found faster than two or three bytes.
    let from = start + opener.len();
    let ends = memchr_iter(b'>', &bytes[from..]).map(|i| from + i + 1);
    ends.into_iter().find(|end| *end >= from + closer.len() && bytes[..*end].ends_with(closer))
}

/// The value that an attribute list of a start tag gives to `markdown`, the last one.
pub(super) fn markdown_attribute<'t>(text: &'t str, tag: &StartTag) -> Option<&'t str> {
    let attributes = &text[tag.name_end..tag.attributes_end];
    let mut found = None;
    let mut at = 0;
    let bytes = attributes.as_bytes();
    loop {
        at += spaces(bytes, at);
        let Some(length) = name(attributes, at) else { return found };
        let is_it = attributes[at..at + length].eq_ignore_ascii_case("markdown");
        let end = attribute_value(attributes, at + length);
        if is_it {
            let value = attributes[at + length..end].trim_start().trim_start_matches('=').trim_start();
            found = Some(value.trim_matches(['"', '\'']));
        }
        at = end;
    }
}

/// The `}` that ends an attribute list whose text starts at `from`; `\}` does not.
pub(super) fn list_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        let end = at + memchr(b'}', bytes.get(at..)?)?;
        if end > from && bytes[end - 1] != b'\\' {
            return Some(end);
        }
        if end == from {
            return None;
        }
        at = end + 1;
    }
}

/// `IAL_BLOCK_START`: the text of the attribute list of a block, and the end of its line.
pub(super) fn block_list(bytes: &[u8], at: usize) -> Option<(usize, usize, usize)> {
    let start = at + indent(bytes, at);
    if start - at > 3 || !bytes[start..].starts_with(b"{:") || matches!(bytes.get(start + 2), Some(b':' | b'/')) {
        return None;
    }
    let end = list_end(bytes, start + 2)?;
    Some((start + 2, end, rest_is_blank(bytes, end + 1)?))
}
