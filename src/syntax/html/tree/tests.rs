use std::fmt::Write;

use proptest::prelude::*;
use scraper::Node;

use super::*;
use crate::syntax::html::{Structure, TagKind};

fn tree(view: &str) -> Option<Tree> {
    Tree::parse(view, 0..view.len(), TreeOptions::default())
}

/// The elements for which the gate vouches.
const PLAIN: &[&str] = &[
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "audio",
    "b",
    "blockquote",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "i",
    "ins",
    "kbd",
    "li",
    "main",
    "mark",
    "nav",
    "ol",
    "p",
    "pre",
    "q",
    "samp",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "u",
    "ul",
    "var",
    "video",
];

/// A step in writing a page.
#[derive(Clone, Debug)]
enum Step {
    Open(&'static str),
    /// Ends the innermost open element.
    Close,
    /// Ends whatever.
    End(&'static str),
    Text,
    Void(&'static str),
}

fn steps(names: &'static [&'static str]) -> impl Strategy<Value = Vec<Step>> {
    // Few names in one page, so that they meet.
    prop::collection::vec(prop::sample::select(names), 1..5).prop_flat_map(|names| {
        let name = prop::sample::select(names);
        let step = prop_oneof![
            8 => name.clone().prop_map(Step::Open),
            8 => Just(Step::Close),
            1 => name.prop_map(Step::End),
            4 => Just(Step::Text),
            1 => prop::sample::select(vec!["br", "hr", "img", "wbr", "source", "track"]).prop_map(Step::Void),
        ];
        prop::collection::vec(step, 1..14)
    })
}

fn page(steps: &[Step], close: bool) -> String {
    let (mut page, mut open) = (String::new(), Vec::new());
    for step in steps {
        match step {
            Step::Open(name) => {
                write!(page, "<{name}>").unwrap();
                open.push(name);
            }
            Step::Close => page += &open.pop().map_or(String::new(), |name| format!("</{name}>")),
            Step::End(name) => write!(page, "</{name}>").unwrap(),
            Step::Text => page += "文 字",
            Step::Void(name) => write!(page, "<{name}>").unwrap(),
        }
    }
    while let Some(name) = open.pop().filter(|_| close) {
        write!(page, "</{name}>").unwrap();
    }
    page
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2000,
        max_global_rejects: 100_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_needs_no_tree_is_what_its_tags_say(steps in steps(PLAIN), close in any::<bool>()) {
        let view = page(&steps, close);
        let structure = Structure::parse(&view, 0..view.len());
        prop_assume!(!needs_tree(&structure));
        let tree = tree(&view).unwrap();
        prop_assert_eq!(&tree.errors, &[], "{}", view);
        for tag in structure.tags.iter().filter(|tag| tag.kind == TagKind::Start) {
            prop_assert!(tree.element(tag.span).is_some(), "{} in {}", tag.span.of(&view), view);
        }
    }

    #[test]
    fn nodes_have_their_place(steps in steps(ALL), scripting in any::<bool>(), whole in any::<bool>()) {
        let view = page(&steps, false);
        let context = if whole { Context::Document } else { Context::Element("body") };
        let tree = Tree::parse(&view, 0..view.len(), TreeOptions { context, scripting }).unwrap();
        for node in tree.html.tree.nodes() {
            let Some(span) = tree.span(node.id()) else { continue };
            let text = view.get(span.range());
            prop_assert!(text.is_some(), "{:?} in {}", span, view);
            let text = text.unwrap_or("");
            match node.value() {
                Node::Element(element) => {
                    let name = text.trim_matches(['<', '>']);
                    prop_assert_eq!(name, element.name(), "{}", view);
                    prop_assert_eq!(tree.element(span), Some(node.id()), "{}", view);
                }
                // Tags may stand between the pieces of a text.
                Node::Text(_) => prop_assert!(text.starts_with(['文', ' ']) && text.ends_with(['字', ' ']), "{}", view),
                _ => prop_assert!(false, "a place for {:?} in {}", node.value(), view),
            }
        }
        prop_assert!(tree.errors.iter().all(|span| view.get(span.range()).is_some()), "{}", view);
    }

    #[test]
    fn whatever_the_bytes(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..20), from in 0..40_usize) {
        let view = pieces.concat();
        if let Some(tree) = Tree::parse(&view, from..view.len(), TreeOptions::default()) {
            for node in tree.html.tree.nodes() {
                if let Some(span) = tree.span(node.id()) {
                    prop_assert!(view.get(span.range()).is_some());
                }
            }
        }
    }
}

/// Elements with rules of their own.
const ALL: &[&str] = &[
    "a", "b", "body", "button", "caption", "center", "col", "colgroup", "dd", "div", "font", "form", "frameset", "h1",
    "head", "html", "input", "li", "math", "mi", "nobr", "object", "optgroup", "option", "p", "rt", "ruby", "select",
    "svg", "table", "tbody", "td", "template", "th", "thead", "tr", "ul", "x-y",
];

/// What a tokenizer and a tree builder stumble over.
const PIECES: &[&str] = &[
    "<",
    ">",
    "</",
    "/>",
    "<a ",
    "<b>",
    "</b>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<select>",
    "<option>",
    "<svg>",
    "<math>",
    "<annotation-xml encoding='text/html'>",
    "<foreignObject>",
    "<![CDATA[",
    "]]>",
    "<template>",
    "</template>",
    "<form>",
    "</form>",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "<!doctype html>",
    "<title>",
    "</title>",
    "<p>",
    "</p>",
    "</br>",
    "&amp;",
    "&#0;",
    "\0",
    "\r\n",
    "\r",
    "\u{7F}",
    "中文",
    "x",
    " ",
    "\"",
    "'",
    "=",
    "<frameset>",
    "<body ",
    "<html ",
    "<h\u{7F}>",
    "<pre>\n",
    "<noscript>",
    "<textarea>",
    "<plaintext>",
];

/// The tree of a post, each node as its name or text, with the source of its place in brackets.
fn shown(view: &str) -> String {
    let tree = tree(view).unwrap();
    let mut out = String::new();
    let mut open = Vec::new();
    for edge in tree.html.tree.root().traverse() {
        match edge {
            ego_tree::iter::Edge::Open(node) => {
                let place = tree.span(node.id()).map_or("-", |span| span.of(view));
                match node.value() {
                    Node::Element(element) => write!(out, "{}[{place}](", element.name()).unwrap(),
                    Node::Text(text) => write!(out, "{:?}[{place}] ", &**text).unwrap(),
                    Node::Comment(_) => write!(out, "comment[{place}] ").unwrap(),
                    _ => {}
                }
                open.push(node.value().is_element());
            }
            ego_tree::iter::Edge::Close(_) => out += if open.pop() == Some(true) { ") " } else { "" },
        }
    }
    out.replace(" )", ")").trim_end().to_owned()
}

#[test]
fn places_of_what_browsers_move_and_add() {
    for (view, expected) in [
        ("<p>甲<b>乙</b></p>", "html[-](p[<p>](\"甲\"[甲] b[<b>](\"乙\"[乙])))"),
        // Text that does not belong in the table comes before it; what the browser adds has no place.
        ("<table>字<tr><td>a</table>", "html[-](\"字\"[字] table[<table>](tbody[-](tr[<tr>](td[<td>](\"a\"[a])))))"),
        ("<table><div>x</div></table>", "html[-](div[<div>](\"x\"[x]) table[<table>]())"),
        // A copy of `<b>` is none of the author's.
        ("<p><b>x<p>y</b>", "html[-](p[<p>](b[<b>](\"x\"[x])) p[<p>](b[-](\"y\"[y])))"),
        ("<b><p><b>x", "html[-](b[<b>](p[<p>](b[<b>](\"x\"[x]))))"),
        ("x&amp;y<!-- z -->", "html[-](\"x&y\"[x&amp;y] comment[<!-- z -->])"),
        ("</p>", "html[-](p[-]())"),
        ("<svg><foreignobject>x", "html[-](svg[<svg>](foreignObject[<foreignobject>](\"x\"[x])))"),
        ("<image>", "html[-](img[<image>]())"),
        ("<h\u{7F}>x</h\u{7F}>", "html[-](\"x\"[x])"),
    ] {
        assert_eq!(shown(view), expected, "{view}");
    }
}

#[test]
fn tags_that_browsers_drop_make_no_element() {
    for (view, dropped) in [
        ("<form><p><form>", vec!["<form>"]),
        ("<td>a<tr>", vec!["<td>", "<tr>"]),
        ("<body><html><head>", vec!["<body>", "<html>", "<head>"]),
        ("<a><b><i>", vec![]),
    ] {
        let tree = tree(view).unwrap();
        let structure = Structure::parse(view, 0..view.len());
        let lost: Vec<_> = structure.tags.iter().filter(|tag| tree.element(tag.span).is_none()).collect();
        assert_eq!(lost.iter().map(|tag| tag.span.of(view)).collect::<Vec<_>>(), dropped, "{view}");
    }
}

#[test]
fn the_gate_opens_where_tags_do_not_tell_enough() {
    for view in [
        "<table></table>",
        "<b><p>x</b>",
        "<p><b>x<div>y</div></b>",
        "<h1><h2>x</h2></h1>",
        "<a>x<i><a>y</a></i></a>",
        "<p>x</b>",
        "<form></form>",
        "<svg></svg>",
        "<foo></foo>",
    ] {
        let structure = Structure::parse(view, 0..view.len());
        assert!(needs_tree(&structure), "{view}");
    }
    for view in
        ["", "<p>a<p>b", "<p><b>x</b></p><div><h2>y</h2></div>", "<ul><li>a<li><p>b</ul>", "<h1>a</h1><h2>b</h2>"]
    {
        let structure = Structure::parse(view, 0..view.len());
        assert!(!needs_tree(&structure), "{view}");
    }
}

#[test]
fn hostile_pages_are_given_up_soon() {
    let (mut many, mut deep) = (String::new(), String::new());
    for i in 0..2000 {
        write!(many, "<p><b class={i}>x</p>").unwrap();
        write!(deep, "<b class={i}>").unwrap();
    }
    for view in [
        "<div>".repeat(100_000),
        "<b/>".repeat(100_000),
        deep,
        "<table><tr><td>".repeat(50_000),
        "<svg>".repeat(100_000),
        "<template>".repeat(100_000),
        many,
    ] {
        assert!(tree(&view).is_none(), "{}", &view[..40]);
    }
    for view in [
        "<a><p>".repeat(50_000),
        "<p>x".repeat(100_000),
        "<table><tr><td>x</table>".repeat(20_000),
        "<b>x</b>".repeat(100_000),
    ] {
        assert!(tree(&view).is_some(), "{}", &view[..40]);
    }
}

#[test]
fn what_liquid_prints_before_a_document_is_no_text_in_it() {
    let view = "\u{7F}\u{7F}\n<!doctype html><html lang=zh><body>x";
    let options = TreeOptions { context: Context::Document, scripting: false };
    let tree = Tree::parse(view, 0..view.len(), options).unwrap();
    assert!(tree.errors.is_empty());
    assert_eq!(tree.html.root_element().value().attr("lang"), Some("zh"));
}
