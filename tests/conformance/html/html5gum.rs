//! Random token strings through html5gum, an independent tokenizer: same tokens, same attributes.

use html5gum::{DefaultEmitter, Emitter, State, Token as Theirs, Tokenizer};
use presscheck::syntax::html::Mode;
use proptest::prelude::*;

use super::record::{Record, Token};

/// Pieces in which a tokenizer can go wrong, and some text around them.
const PIECES: &[&str] = &[
    "<",
    ">",
    "/",
    "</",
    "/>",
    "<a",
    "<A",
    "</a",
    "<b>",
    "</b>",
    "<p ",
    "=",
    "\"",
    "'",
    "`",
    " ",
    "\t",
    "\n",
    "\r",
    "\r\n",
    "\u{C}",
    "\0",
    "a",
    "b",
    "href",
    "HREF",
    "=\"x\"",
    "='y'",
    "=z",
    "<!",
    "<!-",
    "<!--",
    "-",
    "--",
    "-->",
    "--!",
    "--!>",
    "!",
    "?",
    "<?",
    "<!doctype",
    "<!DOCTYPE html",
    " PUBLIC",
    " system",
    "&",
    "&amp;",
    "&amp",
    "&am",
    "&not",
    "&notit;",
    "&notin;",
    "&#",
    "&#x",
    "&#65;",
    "&#x41",
    "&#0;",
    "&#x80;",
    "&#xD800;",
    "&#1114112;",
    ";",
    "1",
    "中文",
    "，",
    "é",
    "😀",
    "<![CDATA[",
    "]]>",
    "<script",
    "</script",
    "<script>",
    "</script>",
    "<title>",
    "</title>",
    "<x-y",
    "\u{1A}",
];

fn theirs(input: &str, mode: Mode, last_start_tag: Option<&str>) -> Vec<Token> {
    let mut emitter = DefaultEmitter::default();
    // The tokenizer's own method of this name is missing from release builds.
    emitter.set_last_start_tag(last_start_tag.map(str::as_bytes));
    let mut tokenizer = Tokenizer::new_with_emitter(input, emitter);
    tokenizer.set_state(match mode {
        Mode::RcData => State::RcData,
        Mode::RawText => State::RawText,
        Mode::Script => State::ScriptData,
        Mode::PlainText => State::PlainText,
        Mode::Cdata => State::CdataSection,
        Mode::Data => State::Data,
    });
    let string = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let mut tokens = Vec::new();
    for token in tokenizer {
        let Ok(token) = token;
        let token = match token {
            Theirs::StartTag(tag) => Token::Start {
                name: string(&tag.name),
                attributes: tag.attributes.iter().map(|(name, value)| (string(name), string(value))).collect(),
                self_closing: tag.self_closing,
            },
            Theirs::EndTag(tag) => Token::End { name: string(&tag.name) },
            Theirs::String(text) => Token::Text(string(&text)),
            Theirs::Comment(data) => Token::Comment(string(&data)),
            Theirs::Doctype(doctype) => Token::Doctype {
                name: Some(string(&doctype.name)).filter(|name| !name.is_empty()),
                public: doctype.public_identifier.as_ref().map(|it| string(it)),
                system: doctype.system_identifier.as_ref().map(|it| string(it)),
                force_quirks: doctype.force_quirks,
            },
            Theirs::Error(_) => continue,
        };
        match (tokens.last_mut(), token) {
            (Some(Token::Text(last)), Token::Text(text)) => last.push_str(&text),
            (_, token) => tokens.push(token),
        }
    }
    tokens
}

fn ours(input: &str, mode: Mode, last_start_tag: Option<&str>) -> Vec<Token> {
    let mut tokens = Record::of(input, mode, last_start_tag).tokens;
    for token in &mut tokens {
        if let Token::Start { attributes, .. } = token {
            // html5gum's are sorted.
            attributes.sort();
        }
    }
    tokens
}

fn modes() -> impl Strategy<Value = Mode> {
    prop_oneof![
        6 => Just(Mode::Data),
        1 => Just(Mode::RcData),
        1 => Just(Mode::RawText),
        2 => Just(Mode::Script),
        1 => Just(Mode::Cdata),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn html5gum_reads_the_same_tokens(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..24),
        mode in modes(),
    ) {
        let input = pieces.concat();
        let last_start_tag = Some("script").filter(|_| mode != Mode::Data);
        prop_assert_eq!(ours(&input, mode, last_start_tag), theirs(&input, mode, last_start_tag), "{:?}", input);
    }
}
