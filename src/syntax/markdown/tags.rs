//! Tags as kramdown sees them in raw HTML: which begin a block, which have no body, which are no tags at all.

use std::cell::OnceCell;

use memchr::{memchr, memchr2, memchr3, memmem};

/// An element's name in lower case; longer ones than any that matter are cut.
pub(super) struct Name([u8; 10], usize);

impl Name {
    pub(super) fn new(name: &[u8]) -> Name {
        let mut lower = [0; 10];
        for (to, from) in lower.iter_mut().zip(name) {
            *to = from.to_ascii_lowercase();
        }
        Name(lower, name.len().min(11))
    }

    /// Whether both are one name; cut ones are none.
    pub(super) fn is(&self, other: &Name) -> bool {
        self.1 <= self.0.len() && self.bytes() == other.bytes()
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.0.get(..self.1).unwrap_or(b"")
    }

    /// An element that kramdown reads inside a paragraph; every other tag at the start of a line begins block HTML
    /// (kramdown, `parser/html.rb`, `HTML_SPAN_ELEMENTS`).
    pub(super) fn is_span(&self) -> bool {
        matches!(
            self.bytes(),
            b"a" | b"b"
                | b"i"
                | b"q"
                | b"u"
                | b"br"
                | b"em"
                | b"rb"
                | b"rp"
                | b"rt"
                | b"tt"
                | b"bdo"
                | b"big"
                | b"del"
                | b"dfn"
                | b"img"
                | b"ins"
                | b"kbd"
                | b"rbc"
                | b"rtc"
                | b"sub"
                | b"sup"
                | b"var"
                | b"abbr"
                | b"cite"
                | b"code"
                | b"mark"
                | b"ruby"
                | b"samp"
                | b"span"
                | b"input"
                | b"label"
                | b"small"
                | b"acronym"
                | b"button"
                | b"option"
                | b"select"
                | b"strong"
        )
    }

    /// An element that kramdown takes for closed at its start tag (`HTML_ELEMENTS_WITHOUT_BODY`).
    pub(super) fn is_without_body(&self) -> bool {
        matches!(
            self.bytes(),
            b"br"
                | b"hr"
                | b"col"
                | b"img"
                | b"wbr"
                | b"area"
                | b"base"
                | b"link"
                | b"meta"
                | b"embed"
                | b"input"
                | b"param"
                | b"track"
                | b"command"
                | b"keygen"
                | b"source"
        )
    }
}

/// Elements that kramdown never makes amid text: it prints their tags (`HTML_BLOCK_ELEMENTS`).
const BLOCK_ELEMENTS: &str = "address applet article aside blockquote body caption col colgroup dd div dl dt fieldset \
     figcaption footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html iframe legend li main map menu nav ol optgroup p \
     pre section summary table tbody td tfoot th thead tr ul";

/// A tag's text is not looked at beyond this many bytes, so that an unclosed quote costs no more than that.
const LONGEST_TAG: usize = 1 << 16;

/// A tag as kramdown's `HTML_TAG_RE` and `HTML_TAG_CLOSE_RE` see it.
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
        let length = name_length(&bytes[from..])?;
        let name = Name::new(&bytes[from..from + length]);
        let mut at = from + length;
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
        self.self_closing || self.name.is_without_body()
    }
}

/// One past the `-->` that ends a comment whose text starts at `from`.
pub(super) fn comment_end(bytes: &[u8], from: usize) -> Option<usize> {
    let ends = memchr::memchr_iter(b'>', &bytes[from..]);
    ends.map(|i| from + i).find(|end| *end >= from + 2 && bytes[..*end].ends_with(b"--")).map(|end| end + 1)
}

pub(super) fn has_markdown_attribute(tag: &[u8]) -> bool {
    if memchr(b'=', tag).is_none() {
        return false;
    }
    memmem::find_iter(tag, b"markdown").any(|i| {
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

/// The signs `<` in raw HTML that kramdown does not take for a tag, and so writes as `&lt;`: `<5`, `<http://…>`, `<!x>`,
/// and `<?` without its `?>`.
pub(super) fn escaped_signs(html: &[u8]) -> impl Iterator<Item = usize> {
    // Looked for once, and only where an instruction begins.
    let last_end = OnceCell::new();
    let is_ended = move |at: usize| at + 2 <= *last_end.get_or_init(|| memmem::rfind(html, b"?>").unwrap_or(0));
    memchr::memchr_iter(b'<', html).filter(move |at| {
        let rest = &html[at + 1..];
        let rest = rest.strip_prefix(b"/").unwrap_or(rest);
        let is_markup = rest.starts_with(b"!--") || (rest.starts_with(b"?") && is_ended(*at));
        !is_markup && name_length(rest).is_none()
    })
}

/// The length of a tag's name at the start of `text`, if it is one. A name may have a prefix, but `http://…` is no tag.
pub(super) fn name_length(text: &[u8]) -> Option<usize> {
    let is_name = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':');
    let length = text.iter().take_while(is_name).count();
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
