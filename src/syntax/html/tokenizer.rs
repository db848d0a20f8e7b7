//! The HTML standard's tokenizer (13.2.5) over bytes. Runs of text are found with memchr; tags, markup declarations,
//! scripts and references have a file each.

use std::ops::Range;

use memchr::{memchr, memchr2, memchr3, memmem};

use super::char_refs::{Decoded, Place, reference};
use super::error::{Error, ErrorCode};
use super::plain::PlainTags;
use super::prescan;
use super::token::{Attribute, Mode, Sink};
use crate::source::Span;

/// Where the tokenizer starts, and what it looks for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// How the first byte is read.
    pub mode: Mode,
    /// The start tag before the range, whose end tag ends `RcData`, `RawText` and `Script`.
    pub last_start_tag: Option<&'a str>,
    /// Start tags of the text that somebody has read before; the text may have others.
    pub plain_tags: Option<&'a PlainTags>,
    /// Also report `control-character-in-input-stream` and `noncharacter-in-input-stream`. They come first.
    pub input_stream_errors: bool,
}

/// Reads `range` (bytes, on character boundaries) of `text` and hands its tokens and parse errors to `sink`.
///
/// Linear in the range; nothing is allocated but the list of one tag's attributes.
pub fn tokenize<S: Sink>(text: &str, range: Range<usize>, options: Options<'_>, sink: &mut S) {
    let end = text.floor_boundary(range.end);
    let start = text.floor_boundary(range.start).min(end);
    let text = &text[..end];
    if options.input_stream_errors {
        prescan::input_stream_errors(text, start, |error| sink.error(error));
    }
    let last_start = options.last_start_tag.unwrap_or_default().as_bytes();
    Tokenizer {
        text,
        bytes: text.as_bytes(),
        pos: start,
        mode: options.mode,
        last_start,
        attributes: Vec::new(),
        plain_tags: options.plain_tags,
        next_plain_tag: 0,
        sink,
    }
    .run();
}

pub(super) struct Tokenizer<'t, S> {
    pub(super) text: &'t str,
    pub(super) bytes: &'t [u8],
    pub(super) pos: usize,
    pub(super) mode: Mode,
    /// The name of the last start tag: only its end tag is an "appropriate" one.
    pub(super) last_start: &'t [u8],
    /// Those of the tag that is being read; kept between tags for its capacity.
    pub(super) attributes: Vec<Attribute>,
    /// Tags that have been read before, and the first of them that was not met yet.
    pub(super) plain_tags: Option<&'t PlainTags>,
    pub(super) next_plain_tag: usize,
    pub(super) sink: &'t mut S,
}

/// The white space of tags: U+000D counts, since line ends would be normalised before.
pub(super) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0C)
}

impl<S: Sink> Tokenizer<'_, S> {
    fn run(mut self) {
        while self.pos < self.bytes.len() {
            match self.mode {
                Mode::Data => self.data(),
                Mode::RcData => self.raw(true),
                Mode::RawText => self.raw(false),
                Mode::Script => self.script(),
                Mode::PlainText => self.plain_text(),
                Mode::Cdata => self.cdata(),
            }
        }
        if self.mode == Mode::Cdata {
            self.error(ErrorCode::EofInCdata, self.pos, self.pos..self.pos);
        }
        self.sink.eof(self.bytes.len() as u32);
    }

    /// Data state: until the mode changes or the input ends.
    fn data(&mut self) {
        while self.mode == Mode::Data {
            if self.plain_tag() {
                continue;
            }
            let start = self.pos;
            // Between many tags nothing stands.
            if self.byte(start) == Some(b'<') {
                self.tag_open();
                continue;
            }
            let Some(found) = memchr3(b'<', b'&', 0, &self.bytes[start..]) else {
                self.pos = self.bytes.len();
                self.flush(start);
                return;
            };
            self.pos = start + found;
            match self.bytes[self.pos] {
                b'<' => self.flush(start),
                b'&' => {
                    self.flush(start);
                    self.text_reference();
                }
                // In this state alone a NUL is handed on as it is; the tree builder drops it.
                _ => {
                    self.null_error(self.pos);
                    self.pos += 1;
                    self.flush(start);
                }
            }
        }
    }

    /// RCDATA and RAWTEXT states, up to and with the end tag.
    fn raw(&mut self, references: bool) {
        let mut start = self.pos;
        loop {
            let rest = &self.bytes[self.pos..];
            let found = if references { memchr3(b'<', b'&', 0, rest) } else { memchr2(b'<', 0, rest) };
            let Some(found) = found else {
                self.pos = self.bytes.len();
                self.flush(start);
                return;
            };
            self.pos += found;
            match self.bytes[self.pos] {
                b'<' if self.at_appropriate_end_tag() => {
                    self.flush(start);
                    self.mode = Mode::Data;
                    self.tag(self.pos + 2, true);
                    return;
                }
                b'<' => self.pos += 1,
                b'&' => {
                    self.flush(start);
                    self.text_reference();
                    start = self.pos;
                }
                _ => start = self.replace_null(start),
            }
        }
    }

    fn plain_text(&mut self) {
        let mut start = self.pos;
        while let Some(found) = memchr(0, &self.bytes[self.pos..]) {
            self.pos += found;
            start = self.replace_null(start);
        }
        self.pos = self.bytes.len();
        self.flush(start);
    }

    /// CDATA section state: a NUL is handed on, as in the data state, but without an error.
    fn cdata(&mut self) {
        let start = self.pos;
        if let Some(found) = memmem::find(&self.bytes[start..], b"]]>") {
            self.pos += found;
            self.flush(start);
            self.pos += 3;
            self.mode = Mode::Data;
        } else {
            self.pos = self.bytes.len();
            self.flush(start);
        }
    }

    /// Tag open and end tag open states; `pos` is at the `<`.
    fn tag_open(&mut self) {
        let open = self.pos;
        match self.byte(open + 1) {
            Some(b'a'..=b'z' | b'A'..=b'Z') => self.tag(open + 1, false),
            Some(b'/') => self.end_tag_open(open),
            Some(b'!') => self.markup_declaration(open),
            Some(b'?') => {
                self.error(ErrorCode::UnexpectedQuestionMarkInsteadOfTagName, open + 1, open..open + 2);
                self.bogus_comment(open, open + 1);
            }
            Some(_) => {
                self.error_to_char(ErrorCode::InvalidFirstCharacterOfTagName, open, open + 1);
                self.pos += 1;
                self.flush(open);
            }
            None => {
                self.error(ErrorCode::EofBeforeTagName, open + 1, open..open + 1);
                self.pos += 1;
                self.flush(open);
            }
        }
    }

    fn end_tag_open(&mut self, open: usize) {
        match self.byte(open + 2) {
            Some(b'a'..=b'z' | b'A'..=b'Z') => self.tag(open + 2, true),
            Some(b'>') => {
                self.error(ErrorCode::MissingEndTagName, open + 2, open..open + 3);
                self.pos += 3;
            }
            Some(_) => {
                self.error_to_char(ErrorCode::InvalidFirstCharacterOfTagName, open, open + 2);
                self.bogus_comment(open, open + 2);
            }
            None => {
                self.error(ErrorCode::EofBeforeTagName, open + 2, open..open + 2);
                self.pos += 2;
                self.flush(open);
            }
        }
    }

    /// Character reference state in text; `pos` is at the `&`.
    fn text_reference(&mut self) {
        let start = self.pos;
        let found = reference(self.bytes, start, Place::Text);
        for (code, at) in found.errors.into_iter().flatten() {
            self.error(code, at, start..found.end);
        }
        self.pos = found.end;
        let span = Span::new(start, found.end);
        match found.decoded {
            Decoded::Name(text) => self.sink.characters(text, span),
            Decoded::Number(char) => self.sink.characters(char.encode_utf8(&mut [0; 4]), span),
            Decoded::Nothing => self.sink.text(span),
        }
    }

    /// Whether `</` at `pos` opens the end tag of the last start tag.
    pub(super) fn at_appropriate_end_tag(&self) -> bool {
        let name = self.pos + 2;
        let after = name + self.last_start.len();
        self.byte(self.pos + 1) == Some(b'/')
            && !self.last_start.is_empty()
            && self.bytes.get(name..after).is_some_and(|it| it.eq_ignore_ascii_case(self.last_start))
            && self.byte(after).is_some_and(|byte| is_space(byte) || byte == b'/' || byte == b'>')
    }

    /// Hands on the text from `start` and U+FFFD for the NUL at `pos`; gives the start of the text after it.
    pub(super) fn replace_null(&mut self, start: usize) -> usize {
        self.flush(start);
        self.null_error(self.pos);
        self.sink.characters("\u{FFFD}", Span::new(self.pos, self.pos + 1));
        self.pos += 1;
        self.pos
    }

    /// Hands on the text from `start` to `pos`.
    pub(super) fn flush(&mut self, start: usize) {
        if start < self.pos {
            self.sink.text(Span::new(start, self.pos));
        }
    }

    pub(super) fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    pub(super) fn skip_space(&mut self) {
        while self.byte(self.pos).is_some_and(is_space) {
            self.pos += 1;
        }
    }

    pub(super) fn error(&mut self, code: ErrorCode, at: usize, span: Range<usize>) {
        self.sink.error(Error { code, at: at as u32, span: Span::new(span.start, span.end) });
    }

    /// An error at the character at `at`, shown from `from` to the end of that character.
    pub(super) fn error_to_char(&mut self, code: ErrorCode, from: usize, at: usize) {
        let length = self.text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        self.error(code, at, from..at + length);
    }

    pub(super) fn null_error(&mut self, at: usize) {
        self.error(ErrorCode::UnexpectedNullCharacter, at, at..at + 1);
    }

    /// One error for each NUL in `range`.
    pub(super) fn null_errors(&mut self, range: Range<usize>) {
        let mut from = range.start;
        while let Some(found) = self.bytes.get(from..range.end).and_then(|rest| memchr(0, rest)) {
            self.null_error(from + found);
            from += found + 1;
        }
    }
}

trait FloorBoundary {
    fn floor_boundary(&self, at: usize) -> usize;
}

impl FloorBoundary for str {
    /// The character boundary at or before `at` (`str::floor_char_boundary` is newer than our oldest compiler).
    fn floor_boundary(&self, at: usize) -> usize {
        let mut at = at.min(self.len());
        while !self.is_char_boundary(at) {
            at -= 1;
        }
        at
    }
}
