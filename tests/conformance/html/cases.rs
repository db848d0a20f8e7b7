//! Hand-written cases: each error code with the byte where the standard notices it and the text that is shown for it,
//! and the tokens of what is easily read wrongly.

use std::collections::BTreeSet;

use presscheck::syntax::html::{ErrorCode, Mode};

use super::record::{Record, Token};

/// Input, mode, and `code@byte shown` for each error.
type Case = (&'static str, Mode, &'static [&'static str]);

const TAGS: &[Case] = &[
    ("中<", Mode::Data, &["eof-before-tag-name@4 <"]),
    ("中</", Mode::Data, &["eof-before-tag-name@5 </"]),
    ("中<文", Mode::Data, &["invalid-first-character-of-tag-name@4 <文"]),
    ("a < b", Mode::Data, &["invalid-first-character-of-tag-name@3 < "]),
    ("</3>", Mode::Data, &["invalid-first-character-of-tag-name@2 </3"]),
    ("</>", Mode::Data, &["missing-end-tag-name@2 </>"]),
    ("<?php x ?>", Mode::Data, &["unexpected-question-mark-instead-of-tag-name@1 <?"]),
    ("<a", Mode::Data, &["eof-in-tag@2 <a"]),
    ("<a b", Mode::Data, &["eof-in-tag@4 <a"]),
    ("<a b=", Mode::Data, &["eof-in-tag@5 <a"]),
    ("<a b='中", Mode::Data, &["eof-in-tag@9 <a"]),
    ("<a b='x'", Mode::Data, &["eof-in-tag@8 <a"]),
    ("</a /", Mode::Data, &["eof-in-tag@5 </a"]),
    ("<a/b>", Mode::Data, &["unexpected-solidus-in-tag@3 /"]),
    ("<a b>c</a b>", Mode::Data, &["end-tag-with-attributes@11 b"]),
    ("</a b=1 c='2'>", Mode::Data, &["end-tag-with-attributes@13 b=1 c='2'"]),
    ("</a/>", Mode::Data, &["end-tag-with-trailing-solidus@4 /"]),
    ("<a\0>", Mode::Data, &["unexpected-null-character@2 \0"]),
];

const ATTRIBUTES: &[Case] = &[
    ("<a b B>", Mode::Data, &["duplicate-attribute@6 B"]),
    ("<a 中=1 b 中=2>", Mode::Data, &["duplicate-attribute@14 中"]),
    ("<a =b>", Mode::Data, &["unexpected-equals-sign-before-attribute-name@3 ="]),
    ("<a b=>", Mode::Data, &["missing-attribute-value@5 b="]),
    ("<a b = >", Mode::Data, &["missing-attribute-value@7 b ="]),
    ("<a b=\"c\"d>", Mode::Data, &["missing-whitespace-between-attributes@8 d"]),
    ("<a b=\"c\"中>", Mode::Data, &["missing-whitespace-between-attributes@8 中"]),
    ("<a b\"c>", Mode::Data, &["unexpected-character-in-attribute-name@4 \""]),
    ("<a <b>", Mode::Data, &["unexpected-character-in-attribute-name@3 <"]),
    ("<a b=c\"d>", Mode::Data, &["unexpected-character-in-unquoted-attribute-value@6 \""]),
    ("<a b=`c>", Mode::Data, &["unexpected-character-in-unquoted-attribute-value@5 `"]),
    (
        "<a b\0='\0'c=\0>",
        Mode::Data,
        &[
            "unexpected-null-character@4 \0",
            "unexpected-null-character@7 \0",
            "missing-whitespace-between-attributes@9 c",
            "unexpected-null-character@11 \0",
        ],
    ),
    (
        "<a b='&lt c' d=&foo; e=\"&#0;\">",
        Mode::Data,
        &[
            "missing-semicolon-after-character-reference@9 &lt",
            "unknown-named-character-reference@19 &foo;",
            "null-character-reference@28 &#0;",
        ],
    ),
    ("<a href=\"?a=1&copy=2&reg2\">", Mode::Data, &[]),
];

const REFERENCES: &[Case] = &[
    ("&amp;&nbsp;&notin;", Mode::Data, &[]),
    ("a & b && c &", Mode::Data, &[]),
    ("&amp", Mode::Data, &["missing-semicolon-after-character-reference@4 &amp"]),
    ("&notit;", Mode::Data, &["missing-semicolon-after-character-reference@4 &not"]),
    ("中&foo;", Mode::Data, &["unknown-named-character-reference@7 &foo;"]),
    ("&foo", Mode::Data, &[]),
    ("&#;", Mode::Data, &["absence-of-digits-in-numeric-character-reference@2 &#"]),
    ("&#x;", Mode::Data, &["absence-of-digits-in-numeric-character-reference@3 &#x"]),
    ("&#65 ", Mode::Data, &["missing-semicolon-after-character-reference@4 &#65"]),
    ("&#0;", Mode::Data, &["null-character-reference@4 &#0;"]),
    ("&#013;", Mode::Data, &["control-character-reference@6 &#013;"]),
    ("&#x80;", Mode::Data, &["control-character-reference@6 &#x80;"]),
    ("&#xD800;", Mode::Data, &["surrogate-character-reference@8 &#xD800;"]),
    ("&#xFDD0;", Mode::Data, &["noncharacter-character-reference@8 &#xFDD0;"]),
    ("&#x110000;", Mode::Data, &["character-reference-outside-unicode-range@10 &#x110000;"]),
    ("&#99999999999999999999;", Mode::Data, &["character-reference-outside-unicode-range@23 &#99999999999999999999;"]),
    ("&foo;", Mode::RcData, &["unknown-named-character-reference@4 &foo;"]),
    ("&foo;", Mode::RawText, &[]),
];

const COMMENTS: &[Case] = &[
    ("<!-->", Mode::Data, &["abrupt-closing-of-empty-comment@4 <!-->"]),
    ("<!--->", Mode::Data, &["abrupt-closing-of-empty-comment@5 <!--->"]),
    ("<!-- 中", Mode::Data, &["eof-in-comment@8 <!--"]),
    ("<!--a--!>", Mode::Data, &["incorrectly-closed-comment@8 --!>"]),
    ("<!-- <!-- -->", Mode::Data, &["nested-comment@9 <!--"]),
    ("<!-- <!-->", Mode::Data, &[]),
    ("<!-- a -- b --- -->", Mode::Data, &[]),
    ("<!--\0-->", Mode::Data, &["unexpected-null-character@4 \0"]),
    ("<!a>", Mode::Data, &["incorrectly-opened-comment@2 <!"]),
    ("<!", Mode::Data, &["incorrectly-opened-comment@2 <!"]),
    ("<![CDATA[a]]>", Mode::Data, &["cdata-in-html-content@8 <![CDATA["]),
    ("a]] >", Mode::Cdata, &["eof-in-cdata@5 "]),
];

const DOCTYPES: &[Case] = &[
    ("<!DOCTYPE html>", Mode::Data, &[]),
    ("<!doctype>", Mode::Data, &["missing-doctype-name@9 <!doctype>"]),
    ("<!doctypehtml>", Mode::Data, &["missing-whitespace-before-doctype-name@9 h"]),
    ("<!doctype", Mode::Data, &["eof-in-doctype@9 <!doctype"]),
    ("<!doctype a b>", Mode::Data, &["invalid-character-sequence-after-doctype-name@12 b"]),
    ("<!doctype a public>", Mode::Data, &["missing-doctype-public-identifier@18 public"]),
    ("<!doctype a system>", Mode::Data, &["missing-doctype-system-identifier@18 system"]),
    ("<!doctype a public x>", Mode::Data, &["missing-quote-before-doctype-public-identifier@19 x"]),
    ("<!doctype a system 中>", Mode::Data, &["missing-quote-before-doctype-system-identifier@19 中"]),
    ("<!doctype a public\"\">", Mode::Data, &["missing-whitespace-after-doctype-public-keyword@18 \""]),
    ("<!doctype a system''>", Mode::Data, &["missing-whitespace-after-doctype-system-keyword@18 '"]),
    ("<!doctype a public 'x>", Mode::Data, &["abrupt-doctype-public-identifier@21 'x>"]),
    ("<!doctype a system 'x>", Mode::Data, &["abrupt-doctype-system-identifier@21 'x>"]),
    (
        "<!doctype a public 'x''y'>",
        Mode::Data,
        &["missing-whitespace-between-doctype-public-and-system-identifiers@22 '"],
    ),
    ("<!doctype a system 'x' y>", Mode::Data, &["unexpected-character-after-doctype-system-identifier@23 y"]),
];

const STREAM: &[Case] = &[
    ("a\0", Mode::Data, &["unexpected-null-character@1 \0"]),
    ("a\0", Mode::PlainText, &["unexpected-null-character@1 \0"]),
    ("中\u{1}", Mode::Data, &["control-character-in-input-stream@3 \u{1}"]),
    ("中\u{85}", Mode::Data, &["control-character-in-input-stream@3 \u{85}"]),
    ("中\u{FFFE}", Mode::Data, &["noncharacter-in-input-stream@3 \u{FFFE}"]),
    ("<a b='\u{1FFFF}'>", Mode::Data, &["noncharacter-in-input-stream@6 \u{1FFFF}"]),
    ("a\tb\r\nc\u{C}", Mode::Data, &[]),
    ("<!-- a", Mode::Script, &["eof-in-script-html-comment-like-text@6 <!--"]),
    ("<!-- <script>", Mode::Script, &["eof-in-script-html-comment-like-text@13 <!--"]),
    ("<!-- <script></script> -->", Mode::Script, &[]),
];

#[test]
fn each_error_stands_where_the_standard_says() {
    let mut seen = BTreeSet::new();
    for &(input, mode, expected) in [TAGS, ATTRIBUTES, REFERENCES, COMMENTS, DOCTYPES, STREAM].into_iter().flatten() {
        let record = Record::of(input, mode, None);
        let actual: Vec<_> = record
            .shown()
            .into_iter()
            .zip(&record.errors)
            .map(|((code, text), error)| format!("{}@{} {text}", code.as_str(), error.at))
            .collect();
        assert_eq!(actual, expected, "{input:?} in {mode:?}");
        assert_eq!(record.eof as usize, input.len());
        seen.extend(record.errors.iter().map(|error| error.code));
    }
    let missing: Vec<_> = ErrorCode::ALL.iter().filter(|code| !seen.contains(code)).collect();
    assert_eq!(missing, [&ErrorCode::ALL[0]; 0], "a code without a case");
}

fn text(text: &str) -> Token {
    Token::Text(text.to_owned())
}

fn end(name: &str) -> Token {
    Token::End { name: name.to_owned() }
}

fn start(name: &str, attributes: &[(&str, &str)], self_closing: bool) -> Token {
    let attributes = attributes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Token::Start { name: name.to_owned(), attributes, self_closing }
}

#[test]
fn tokens_are_those_of_the_standard() {
    let data = |input: &str| Record::of(input, Mode::Data, None).tokens;
    assert_eq!(data("中&amp;文\r\n"), [text("中&文\n")]);
    assert_eq!(data("<A HREF='中&eacute;' b c = d/>"), [start("a", &[("href", "中é"), ("b", ""), ("c", "d/")], false)]);
    assert_eq!(data("<br/ ><br />"), [start("br", &[], false), start("br", &[], true)]);
    assert_eq!(data("<a b=1 B=2>x</A\n>"), [start("a", &[("b", "1")], false), text("x"), end("a")]);
    assert_eq!(
        data("a<3<!--x--><!---->"),
        [text("a<3"), Token::Comment("x".to_owned()), Token::Comment(String::new())]
    );
    assert_eq!(data("<a\0b \0='\0'>"), [start("a\u{FFFD}b", &[("\u{FFFD}", "\u{FFFD}")], false)]);
    assert_eq!(data("<a b='\r\n&#13;'>"), [start("a", &[("b", "\n\r")], false)]);
}

#[test]
fn raw_text_ends_at_its_own_end_tag_alone() {
    let tokens = |input, mode, name| Record::of(input, mode, Some(name)).tokens;
    assert_eq!(tokens("&lt;<b></titles></TITLE >", Mode::RcData, "title"), [text("<<b></titles>"), end("title")]);
    assert_eq!(tokens("&lt;</style</style>", Mode::RawText, "style"), [text("&lt;</style"), end("style")]);
    assert_eq!(tokens("<!--</script>-->", Mode::Script, "script"), [text("<!--"), end("script"), text("-->")]);
    assert_eq!(
        tokens("<!--<script></script></script>", Mode::Script, "script"),
        [text("<!--<script></script>"), end("script")]
    );
    assert_eq!(tokens("<!--<script>--></script>", Mode::Script, "script"), [text("<!--<script>-->"), end("script")]);
    assert_eq!(tokens("a</plaintext>", Mode::PlainText, "plaintext"), [text("a</plaintext>")]);
    assert_eq!(tokens("a]]]><b>", Mode::Cdata, ""), [text("a]"), start("b", &[], false)]);
}
