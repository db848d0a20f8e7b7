//! What starts with `<!`: comments, document types, CDATA sections (HTML 13.2.5.41 to 13.2.5.68).

use memchr::{memchr, memchr3};

use super::error::ErrorCode;
use super::token::{Comment, Doctype, Mode, Sink};
use super::tokenizer::{Tokenizer, is_space};
use crate::source::Span;

/// Which of a document type's two identifiers.
#[derive(Clone, Copy, PartialEq)]
enum Identifier {
    Public,
    System,
}

impl<S: Sink> Tokenizer<'_, S> {
    /// Markup declaration open state, for the `<!` at `open`.
    pub(super) fn markup_declaration(&mut self, open: usize) {
        let rest = &self.bytes[open + 2..];
        if rest.starts_with(b"--") {
            self.comment(open);
        } else if rest.get(..7).is_some_and(|it| it.eq_ignore_ascii_case(b"doctype")) {
            self.doctype(open);
        } else if rest.starts_with(b"[CDATA[") {
            if self.sink.in_foreign() {
                self.pos = open + 9;
                self.mode = Mode::Cdata;
            } else {
                self.error(ErrorCode::CdataInHtmlContent, open + 8, open..open + 9);
                self.bogus_comment(open, open + 2);
            }
        } else {
            self.error(ErrorCode::IncorrectlyOpenedComment, open + 2, open..open + 2);
            self.bogus_comment(open, open + 2);
        }
    }

    /// Bogus comment state: everything from `data` to the next `>`.
    pub(super) fn bogus_comment(&mut self, open: usize, data: usize) {
        let end = memchr(b'>', &self.bytes[data..]).map_or(self.bytes.len(), |found| data + found);
        self.null_errors(data..end);
        self.emit_comment(open, data..end, (end + 1).min(self.bytes.len()));
    }

    fn emit_comment(&mut self, open: usize, data: std::ops::Range<usize>, end: usize) {
        self.pos = end;
        let comment = Comment { span: Span::new(open, end), data: Span::new(data.start, data.end) };
        self.sink.comment(&comment);
    }

    /// The comment states. A comment ends at the first `>` behind `--` or `--!`; where `<!--` is directly followed by
    /// `>` or `->` it is empty.
    fn comment(&mut self, open: usize) {
        let data = open + 4;
        for abrupt in [&b">"[..], b"->"] {
            if self.bytes[data..].starts_with(abrupt) {
                let end = data + abrupt.len();
                self.error(ErrorCode::AbruptClosingOfEmptyComment, end - 1, open..end);
                return self.emit_comment(open, data..data, end);
            }
        }
        let mut at = data;
        while let Some(found) = memchr3(b'>', b'<', 0, &self.bytes[at..]) {
            at += found;
            let before = &self.bytes[data..at];
            match self.bytes[at] {
                0 => self.null_error(at),
                b'<' => self.nested_comment(at),
                _ if before.ends_with(b"--") => return self.emit_comment(open, data..at - 2, at + 1),
                _ if before.ends_with(b"--!") => {
                    self.error(ErrorCode::IncorrectlyClosedComment, at, at - 3..at + 1);
                    return self.emit_comment(open, data..at - 3, at + 1);
                }
                _ => {}
            }
            at += 1;
        }
        let end = self.bytes.len();
        self.error(ErrorCode::EofInComment, end, open..data);
        // A beginning of `-->` at the end of the input is no part of the text.
        let tail = [&b"--!"[..], b"--", b"-"].into_iter().find(|it| self.bytes[data..].ends_with(it));
        self.emit_comment(open, data..end - tail.map_or(0, <[u8]>::len), end);
    }

    /// Reports a `<!--` at `at` inside of a comment, unless it closes or ends the comment at once.
    fn nested_comment(&mut self, at: usize) {
        if self.bytes[at..].starts_with(b"<!--") && !matches!(self.byte(at + 4), None | Some(b'>')) {
            self.error(ErrorCode::NestedComment, at + 4, at..at + 4);
        }
    }

    /// The DOCTYPE states.
    fn doctype(&mut self, open: usize) {
        let mut doctype =
            Doctype { span: Span::default(), name: None, public: None, system: None, force_quirks: false };
        self.pos = open + 9;
        if self.byte(self.pos).is_some_and(|byte| !is_space(byte) && byte != b'>') {
            self.error_to_char(ErrorCode::MissingWhitespaceBeforeDoctypeName, self.pos, self.pos);
        }
        let quirks = self.doctype_parts(&mut doctype, open);
        if quirks.is_none() {
            self.error(ErrorCode::EofInDoctype, self.pos, open..open + 9);
        }
        doctype.force_quirks = quirks.unwrap_or(true);
        doctype.span = Span::new(open, self.pos);
        self.sink.doctype(&doctype);
    }

    /// Whether the declaration is so broken that browsers go to quirks mode; `None` when the input ends in its middle.
    /// Else `pos` is behind the `>`, or at the end of a bogus declaration.
    fn doctype_parts(&mut self, doctype: &mut Doctype, open: usize) -> Option<bool> {
        self.skip_space();
        if self.byte(self.pos)? == b'>' {
            self.error(ErrorCode::MissingDoctypeName, self.pos, open..self.pos + 1);
            return Some(self.close_doctype(true));
        }
        let start = self.pos;
        while self.byte(self.pos).is_some_and(|byte| !is_space(byte) && byte != b'>') {
            self.pos += 1;
        }
        self.null_errors(start..self.pos);
        doctype.name = Some(Span::new(start, self.pos));
        self.skip_space();
        let first = self.byte(self.pos)?;
        let keyword = self.bytes.get(self.pos..self.pos + 6).unwrap_or_default();
        if first == b'>' {
            Some(self.close_doctype(false))
        } else if keyword.eq_ignore_ascii_case(b"public") {
            self.pos += 6;
            self.after_keyword(doctype, Identifier::Public)
        } else if keyword.eq_ignore_ascii_case(b"system") {
            self.pos += 6;
            self.after_keyword(doctype, Identifier::System)
        } else {
            self.error_to_char(ErrorCode::InvalidCharacterSequenceAfterDoctypeName, self.pos, self.pos);
            Some(self.bogus_doctype(true))
        }
    }

    fn after_keyword(&mut self, doctype: &mut Doctype, which: Identifier) -> Option<bool> {
        let (missing_space, missing) = match which {
            Identifier::Public => {
                (ErrorCode::MissingWhitespaceAfterDoctypePublicKeyword, ErrorCode::MissingDoctypePublicIdentifier)
            }
            Identifier::System => {
                (ErrorCode::MissingWhitespaceAfterDoctypeSystemKeyword, ErrorCode::MissingDoctypeSystemIdentifier)
            }
        };
        let keyword = self.pos;
        self.skip_space();
        match self.byte(self.pos)? {
            quote @ (b'"' | b'\'') => {
                if self.pos == keyword {
                    self.error(missing_space, self.pos, self.pos..self.pos + 1);
                }
                self.identifier(doctype, which, quote)
            }
            b'>' => {
                self.error(missing, self.pos, keyword - 6..keyword);
                Some(self.close_doctype(true))
            }
            _ => Some(self.missing_quote(which)),
        }
    }

    fn missing_quote(&mut self, which: Identifier) -> bool {
        let code = match which {
            Identifier::Public => ErrorCode::MissingQuoteBeforeDoctypePublicIdentifier,
            Identifier::System => ErrorCode::MissingQuoteBeforeDoctypeSystemIdentifier,
        };
        self.error_to_char(code, self.pos, self.pos);
        self.bogus_doctype(true)
    }

    /// A quoted identifier, whose opening quote is at `pos`, and what follows it.
    fn identifier(&mut self, doctype: &mut Doctype, which: Identifier, quote: u8) -> Option<bool> {
        let start = self.pos + 1;
        self.pos = start;
        while self.byte(self.pos).is_some_and(|byte| byte != quote && byte != b'>') {
            self.pos += 1;
        }
        self.null_errors(start..self.pos);
        let span = Some(Span::new(start, self.pos));
        let abrupt = match which {
            Identifier::Public => {
                doctype.public = span;
                ErrorCode::AbruptDoctypePublicIdentifier
            }
            Identifier::System => {
                doctype.system = span;
                ErrorCode::AbruptDoctypeSystemIdentifier
            }
        };
        if self.byte(self.pos)? == b'>' {
            self.error(abrupt, self.pos, start - 1..self.pos + 1);
            return Some(self.close_doctype(true));
        }
        self.pos += 1;
        match which {
            Identifier::Public => self.after_public(doctype),
            Identifier::System => self.after_system(),
        }
    }

    fn after_public(&mut self, doctype: &mut Doctype) -> Option<bool> {
        let after = self.pos;
        self.skip_space();
        match self.byte(self.pos)? {
            b'>' => Some(self.close_doctype(false)),
            quote @ (b'"' | b'\'') => {
                if self.pos == after {
                    let code = ErrorCode::MissingWhitespaceBetweenDoctypeIdentifiers;
                    self.error(code, self.pos, self.pos..self.pos + 1);
                }
                self.identifier(doctype, Identifier::System, quote)
            }
            _ => Some(self.missing_quote(Identifier::System)),
        }
    }

    fn after_system(&mut self) -> Option<bool> {
        self.skip_space();
        if self.byte(self.pos)? == b'>' {
            return Some(self.close_doctype(false));
        }
        self.error_to_char(ErrorCode::UnexpectedCharacterAfterDoctypeSystemIdentifier, self.pos, self.pos);
        Some(self.bogus_doctype(false))
    }

    fn close_doctype(&mut self, quirks: bool) -> bool {
        self.pos += 1;
        quirks
    }

    fn bogus_doctype(&mut self, quirks: bool) -> bool {
        let end = memchr(b'>', &self.bytes[self.pos..]).map_or(self.bytes.len(), |found| self.pos + found);
        self.null_errors(self.pos..end);
        self.pos = (end + 1).min(self.bytes.len());
        quirks
    }
}
