//! Our tokens as html5ever's tree builder wants them.

use std::borrow::Cow;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{self, Tag, TagKind, Token, TokenSink, TokenSinkResult};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink, create_element};
use html5ever::{LocalName, QualName, ns};
use memchr::memchr;
use scraper::Html;

use super::sink::SpanSink;
use super::{Context, Tree, TreeOptions};
use crate::source::Span;
use crate::syntax::FILLER;
use crate::syntax::html::char_refs::decode;
use crate::syntax::html::error::Error;
use crate::syntax::html::token::{Comment, Doctype, Mode, Sink, TagToken};

pub(super) struct Feed<'t> {
    text: &'t str,
    builder: TreeBuilder<ego_tree::NodeId, SpanSink>,
    /// How many tokens the builder has had: what it may cost grows with them.
    tokens: usize,
    /// A tag has been seen.
    begun: bool,
    /// It took too much; nothing more is fed.
    gave_up: bool,
}

impl<'t> Feed<'t> {
    pub(super) fn new(text: &'t str, options: TreeOptions<'t>) -> Feed<'t> {
        let settings = TreeBuilderOpts { scripting_enabled: options.scripting, ..TreeBuilderOpts::default() };
        let builder = match options.context {
            Context::Document => TreeBuilder::new(SpanSink::new(Html::new_document()), settings),
            Context::Element(name) => {
                let sink = SpanSink::new(Html::new_fragment());
                let (namespace, local) = match name.split_once(' ') {
                    Some(("svg", local)) => (ns!(svg), local),
                    Some(("math", local)) => (ns!(mathml), local),
                    _ => (ns!(html), name),
                };
                let around = create_element(&sink, QualName::new(None, namespace, LocalName::from(local)), Vec::new());
                TreeBuilder::new_for_fragment(sink, around, None, settings)
            }
        };
        Feed { text, builder, tokens: 0, begun: false, gave_up: false }
    }

    pub(super) fn finish(self) -> Option<Tree> {
        (!self.gave_up).then(|| self.builder.sink.finish())
    }

    fn process(&mut self, span: Span, tag: Option<&LocalName>, token: Token) -> Mode {
        if self.gave_up {
            return Mode::Data;
        }
        self.tokens += 1;
        let is_text = matches!(token, Token::CharacterTokens(_) | Token::NullCharacterToken);
        self.builder.sink.begin(span, tag, is_text);
        let result = self.builder.process_token(token, 1);
        self.builder.sink.end();
        self.gave_up = self.builder.sink.is_too_much(self.tokens);
        match result {
            TokenSinkResult::Plaintext => Mode::PlainText,
            TokenSinkResult::RawData(RawKind::Rcdata) => Mode::RcData,
            TokenSinkResult::RawData(RawKind::Rawtext) => Mode::RawText,
            TokenSinkResult::RawData(_) => Mode::Script,
            TokenSinkResult::Continue | TokenSinkResult::Script(_) | TokenSinkResult::EncodingIndicator(_) => {
                Mode::Data
            }
        }
    }

    fn tag(&mut self, token: &TagToken<'_>, kind: TagKind) -> Mode {
        self.begun = true;
        if memchr(FILLER, token.name.of(self.text).as_bytes()).is_some() {
            return Mode::Data;
        }
        let name = LocalName::from(lower(token.name.of(self.text)));
        let written = if kind == TagKind::StartTag { token.attributes } else { &[] };
        let attribute = |it: &super::super::token::Attribute| html5ever::Attribute {
            name: QualName::new(None, ns!(), LocalName::from(lower(it.name.of(self.text)))),
            value: StrTendril::from_slice(&decode(&clean(it.value.of(self.text)))),
        };
        let attrs = written.iter().filter(|it| !it.duplicate).map(attribute).collect();
        let had_duplicate_attributes = written.iter().any(|it| it.duplicate);
        let tag = Tag { kind, name: name.clone(), self_closing: token.self_closing, attrs, had_duplicate_attributes };
        let made = (kind == TagKind::StartTag).then_some(&name);
        self.process(token.span, made, Token::TagToken(tag))
    }

    fn characters(&mut self, text: &str, span: Span) {
        self.process(span, None, Token::CharacterTokens(StrTendril::from_slice(text)));
    }
}

impl Sink for Feed<'_> {
    fn start_tag(&mut self, tag: &TagToken<'_>) -> Mode {
        self.tag(tag, TagKind::StartTag)
    }

    fn end_tag(&mut self, tag: &TagToken<'_>) {
        self.tag(tag, TagKind::EndTag);
    }

    fn text(&mut self, span: Span) {
        let text = span.of(self.text);
        // What Liquid leaves before a document is no text in its body.
        if !self.begun && text.bytes().all(|byte| byte == FILLER || byte.is_ascii_whitespace()) {
            return;
        }
        if text == "\0" {
            self.process(span, None, Token::NullCharacterToken);
            return;
        }
        for (at, piece) in text.split('\0').enumerate() {
            if at > 0 {
                self.process(span, None, Token::NullCharacterToken);
            }
            if !piece.is_empty() {
                self.characters(&lines(piece), span);
            }
        }
    }

    fn characters(&mut self, decoded: &str, span: Span) {
        Feed::characters(self, decoded, span);
    }

    fn comment(&mut self, comment: &Comment) {
        let data = clean(comment.data.of(self.text));
        self.process(comment.span, None, Token::CommentToken(StrTendril::from_slice(&data)));
    }

    fn doctype(&mut self, doctype: &Doctype) {
        let text = |span: Span| StrTendril::from_slice(&clean(span.of(self.text)));
        let name = doctype.name.map(|span| StrTendril::from_slice(&lower(span.of(self.text))));
        let token = tokenizer::Doctype {
            name,
            public_id: doctype.public.map(text),
            system_id: doctype.system.map(text),
            force_quirks: doctype.force_quirks,
        };
        self.process(doctype.span, None, Token::DoctypeToken(token));
    }

    fn error(&mut self, _error: Error) {}

    fn eof(&mut self, at: u32) {
        self.process(Span { start: at, end: at }, None, Token::EOFToken);
        if !self.gave_up {
            self.builder.end();
        }
    }

    fn in_foreign(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// A name as the tree has it.
fn lower(name: &str) -> String {
    name.to_ascii_lowercase().replace('\0', "\u{FFFD}")
}

/// A value as the tree has it.
fn clean(text: &str) -> Cow<'_, str> {
    if memchr(0, text.as_bytes()).is_some() { Cow::Owned(lines(text).replace('\0', "\u{FFFD}")) } else { lines(text) }
}

/// Line ends as the tree has them.
fn lines(text: &str) -> Cow<'_, str> {
    if memchr(b'\r', text.as_bytes()).is_some() {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}
