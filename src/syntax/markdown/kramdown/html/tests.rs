//! Tags that are kept for the reader of HTML, against what both would read.

use proptest::prelude::*;

use super::*;
use crate::syntax::html::{PlainTags, Structure};
use crate::syntax::markdown::{self, Dialect};

/// Parts of tags, plain and odd, and of what may stand around them.
#[rustfmt::skip]
const PARTS: [&str; 54] = [
    "<p", "<a", "<b", "<DIV", "<x-y", "<br", "<td", "<script", "</p>", "</a>", "</div>", "</script>", " ", "  ",
    "\n", "\t", "\u{B}", ">", "/>", " / >", " href=\"/a?b=1&amp;c\"", " href='/'", " href=/", " a=\"&x&copy;&#0;\"",
    " id", " id=\"中\"", " Id=\"b\"", " markdown=\"1\"", " Markdown='span'", " x:y=\"z\"", " @c=\"d\"", "e=\"f\"",
    " g = \"h\"", "中文", "- ", "> ", "`", "<!--", "-->", "\n\n", "</b>", "</x-y>", "</DIV>", "<title", "</title>",
    "<textarea", "<svg", "<![CDATA[", "&amp;", "&x", "\0", "<", "{", "<plaintext",
];

fn texts() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&PARTS[..]), 0..24).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_plain_tag_is_one_to_kramdown(text in texts()) {
        let text = format!("<p{text}");
        let mut tags = PlainTags::default();
        let Some(plain) = tags.read(text.as_bytes(), 0, 0, 0) else { return Ok(()) };
        let tag = start_tag(&text, 0).unwrap();
        prop_assert_eq!(plain.name_end as usize, tag.name_end, "{}", text);
        prop_assert_eq!((plain.span.end as usize, plain.element), (tag.end, tag.element), "{}", text);
        prop_assert_eq!((plain.self_closing, plain.has_markdown), (tag.self_closing, tag.has_markdown), "{}", text);
    }

    #[test]
    fn tags_that_are_kept_are_read_as_the_standard_reads_them(text in texts(), end in "[x\n]?") {
        let text = text + &end;
        for input in [markdown::Input::Gfm, markdown::Input::Kramdown] {
            let dialect = Dialect { input, ..Dialect::default() };
            let read = markdown::read(&text, Span::new(0, text.len()), &dialect);
            let kept = Structure::parse_with(&read.html, 0..text.len(), &read.plain_tags);
            let fresh = Structure::parse(&read.html, 0..text.len());
            prop_assert_eq!(format!("{kept:?}"), format!("{fresh:?}"), "{}", text);
        }
    }
}
