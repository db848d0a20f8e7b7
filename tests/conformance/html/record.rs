//! Runs the tokenizer and records its tokens as the tree builder would see them: line ends normalised, references
//! decoded, NUL replaced.

use std::borrow::Cow;

use presscheck::source::Span;
use presscheck::syntax::html::{
    Comment, Doctype, Error, ErrorCode, Mode, Options, Quote, Sink, TagToken, decode, tokenize,
};

/// A token with all its text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Token {
    Start { name: String, attributes: Vec<(String, String)>, self_closing: bool },
    End { name: String },
    Text(String),
    Comment(String),
    Doctype { name: Option<String>, public: Option<String>, system: Option<String>, force_quirks: bool },
}

/// Everything that the tokenizer said.
#[derive(Default)]
pub(super) struct Record {
    pub(super) tokens: Vec<Token>,
    pub(super) errors: Vec<Error>,
    /// Where the input ended.
    pub(super) eof: u32,
    input: String,
}

impl Record {
    pub(super) fn of(input: &str, mode: Mode, last_start_tag: Option<&str>) -> Record {
        let mut record = Record { input: input.to_owned(), ..Record::default() };
        let options = Options { mode, last_start_tag, input_stream_errors: true, plain_tags: None };
        tokenize(input, 0..input.len(), options, &mut record);
        record.errors.sort_by_key(|error| (error.at, error.code));
        record
    }

    /// Codes with line and column as html5lib counts them: from 1, columns in UTF-16 units.
    pub(super) fn positions(&self) -> Vec<(&'static str, usize, usize)> {
        let position = |error: &Error| {
            let before = normalise(&self.input[..error.at as usize]).into_owned();
            let line_start = before.rfind('\n').map_or(0, |at| at + 1);
            let line = before.matches('\n').count() + 1;
            (error.code.as_str(), line, before[line_start..].encode_utf16().count() + 1)
        };
        self.errors.iter().map(position).collect()
    }

    /// Codes with the text that is shown for them.
    pub(super) fn shown(&self) -> Vec<(ErrorCode, &str)> {
        self.errors.iter().map(|error| (error.code, error.span.of(&self.input))).collect()
    }

    fn name(&self, span: Span) -> String {
        span.of(&self.input).to_ascii_lowercase().replace('\0', "\u{FFFD}")
    }

    fn value(&self, span: Span) -> String {
        decode(&normalise(span.of(&self.input)).replace('\0', "\u{FFFD}")).into_owned()
    }

    fn push_text(&mut self, text: &str) {
        if let Some(Token::Text(last)) = self.tokens.last_mut() {
            last.push_str(text);
        } else {
            self.tokens.push(Token::Text(text.to_owned()));
        }
    }
}

/// The input stream's own normalisation (HTML 13.2.3.5), which the tokenizer leaves to its sink.
fn normalise(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")) } else { Cow::Borrowed(text) }
}

impl Sink for Record {
    fn start_tag(&mut self, tag: &TagToken<'_>) -> Mode {
        let whole = tag.span.of(&self.input);
        assert!(whole.starts_with('<') && whole.ends_with('>'), "{whole}");
        let name = self.name(tag.name);
        let mut attributes = Vec::new();
        for attribute in tag.attributes {
            let key = self.name(attribute.name);
            let value = self.value(attribute.value);
            if attribute.quote == Quote::Empty {
                assert!(value.is_empty());
            }
            if !attribute.duplicate {
                attributes.push((key, value));
            }
        }
        self.tokens.push(Token::Start { name, attributes, self_closing: tag.self_closing });
        Mode::Data
    }

    fn end_tag(&mut self, tag: &TagToken<'_>) {
        let name = self.name(tag.name);
        self.tokens.push(Token::End { name });
    }

    fn text(&mut self, span: Span) {
        // A CR at the end of a run and the LF after it are one line end: runs never part them.
        let text = normalise(span.of(&self.input)).into_owned();
        self.push_text(&text);
    }

    fn characters(&mut self, decoded: &str, _span: Span) {
        self.push_text(decoded);
    }

    fn comment(&mut self, comment: &Comment) {
        let data = normalise(comment.data.of(&self.input)).replace('\0', "\u{FFFD}");
        self.tokens.push(Token::Comment(data));
    }

    fn doctype(&mut self, doctype: &Doctype) {
        let text = |span: Span| normalise(span.of(&self.input)).replace('\0', "\u{FFFD}");
        self.tokens.push(Token::Doctype {
            name: doctype.name.map(|span| text(span).to_ascii_lowercase()),
            public: doctype.public.map(text),
            system: doctype.system.map(text),
            force_quirks: doctype.force_quirks,
        });
    }

    fn error(&mut self, error: Error) {
        self.errors.push(error);
    }

    fn eof(&mut self, at: u32) {
        self.eof = at;
    }
}
