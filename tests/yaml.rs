//! YAML and front matter: faults at the right characters, fixes that mend, and nothing that hostile input can break.

use std::fmt::Write as _;

use presscheck::source::Span;
use presscheck::syntax::front_matter::{self, FaultKind};
use presscheck::syntax::yaml::{self, Parsed, ProblemKind, Value};
use proptest::prelude::*;

fn whole(text: &str) -> Parsed {
    yaml::parse(text, Span::new(0, text.len()))
}

/// Each fault alone, as the middle entry of a block: its kind, the characters to change, the value after the fix.
#[test]
fn a_faulty_value_is_reported_once_and_mended() {
    use ProblemKind as Kind;
    let cases: &[(&str, ProblemKind, &str, Option<&str>)] = &[
        ("Rust: the good parts", Kind::ColonInPlain, "Rust: the good parts", Some("Rust: the good parts")),
        ("Foo:", Kind::ColonInPlain, "Foo:", Some("Foo:")),
        ("日本語: x", Kind::ColonInPlain, "日本語: x", Some("日本語: x")),
        ("5\" disk: x", Kind::ColonInPlain, "5\" disk: x", Some("5\" disk: x")),
        ("a: b # c", Kind::ColonInPlain, "a: b", None),
        ("\"He said \"hi\"\"", Kind::QuoteInQuoted, "\"hi\"", Some("He said \"hi\"")),
        ("\"公司发布\"重要\"公告\"", Kind::QuoteInQuoted, "\"重要\"", Some("公司发布\"重要\"公告")),
        ("'It's'", Kind::QuoteInQuoted, "'", Some("It's")),
        ("\"it's \"it\"\"", Kind::QuoteInQuoted, "\"it\"", Some("it's \"it\"")),
        ("\"a\" b", Kind::TextAfterClose, "b", Some("\"a\" b")),
        ("[Draft] Foo", Kind::TextAfterClose, "Foo", Some("[Draft] Foo")),
        ("{{ page.x }} y", Kind::TextAfterClose, "y", Some("{{ page.x }} y")),
        ("\"a\", \"b\"", Kind::TextAfterClose, ", \"b\"", None),
        ("\"a\n  b\" c", Kind::TextAfterClose, "c", None),
        ("@foo", Kind::ReservedStart, "@foo", Some("@foo")),
        ("`x`", Kind::ReservedStart, "`x`", Some("`x`")),
        ("%x", Kind::ReservedStart, "%x", Some("%x")),
        ("- x", Kind::ReservedStart, "- x", Some("- x")),
        ("> foo", Kind::ReservedStart, "> foo", Some("> foo")),
        ("* x", Kind::ReservedStart, "* x", Some("* x")),
        ("{% if x %}", Kind::ReservedStart, "{% if x %}", Some("{% if x %}")),
        ("\"open", Kind::UnclosedQuote, "\"", Some("open")),
        ("'open", Kind::UnclosedQuote, "'", Some("open")),
        ("\"C:\\dir\"", Kind::UnknownEscape, "\\d", Some("C:\\dir")),
        ("[a #b]", Kind::UnclosedBracket, "[", None),
        ("[\"a\" \"b\"]", Kind::MissingComma, "\"b\"", None),
        ("x\n  y: z", Kind::BadIndentation, "y:", Some("x")),
        ("a\u{1}b", Kind::ControlCharacter, "\u{1}", None),
    ];
    for (value, kind, span, mended) in cases {
        let text = format!("---\nlayout: post\ntitle: {value}\ndate: 2020-01-02\n---\n正文\n");
        let block = front_matter::locate(&text).block.expect("a block");
        let parsed = block.parse(&text);
        let [problem] = parsed.problems.as_slice() else { panic!("{value:?}: {:#?}", parsed.problems) };
        assert_eq!((problem.kind, problem.span.of(&text)), (*kind, *span), "{value:?}");
        let root = parsed.root.expect("the sound entries");
        assert!(root.get("title").is_none() && root.get("date").is_some(), "{value:?}");
        assert_eq!(problem.fix.is_some(), mended.is_some(), "{value:?}");
        if let (Some((edit, with)), Some(mended)) = (&problem.fix, mended) {
            let mut text = text.clone();
            text.replace_range(edit.range(), with);
            let parsed = front_matter::locate(&text).block.expect("a block").parse(&text);
            assert!(parsed.problems.is_empty(), "{text}");
            let root = parsed.root.expect("a mapping");
            assert_eq!(root.get("title").and_then(|(_, value)| value.as_str()), Some(*mended), "{text}");
            assert_eq!(root.get("layout").and_then(|(_, value)| value.as_str()), Some("post"));
        }
    }
}

#[test]
fn faults_of_whole_lines() {
    use ProblemKind as Kind;
    for (text, kind, span) in [
        ("layout: post\ntitle:Foo\ndate: x\n", Kind::MissingSpaceAfterColon, "title:"),
        ("title:Foo\nlayout: post\n", Kind::MissingSpaceAfterColon, "title:"),
        ("layout: post\ntitle：标题\ndate: x\n", Kind::FullwidthColon, "："),
        ("tags:\n- a\n-b\ntitle: x\n", Kind::MissingSpaceAfterDash, "-"),
        ("tags:\n\t- a\n\t- b\ntitle: x\n", Kind::TabIndent, "\t"),
        ("tags:\n  - a\n - b\ntitle: x\n", Kind::BadIndentation, "-"),
        ("layout: post\nsome words\ntitle: x\n", Kind::MissingColon, "some words"),
        ("tags: [a, b\ntitle: x\n", Kind::UnclosedBracket, "["),
        ("a: 1_.5\nb: 2\n", Kind::Unreadable, "1_.5"),
        ("<<: foo\nb: 2\n", Kind::Unreadable, "foo"),
    ] {
        let parsed = whole(text);
        let [problem] = parsed.problems.as_slice() else { panic!("{text:?}: {:#?}", parsed.problems) };
        assert_eq!((problem.kind, problem.span.of(text)), (kind, span), "{text:?}");
    }
}

#[test]
fn independent_faults_come_together() {
    let text = "title: a: b\nauthor: \"x\ntags:\n  - @a\n  - \"b\" c\nnote: \"He said \"no\"\"\nok: 1\n";
    let parsed = whole(text);
    let found: Vec<_> = parsed.problems.iter().map(|problem| problem.span.of(text)).collect();
    assert_eq!(found, ["a: b", "\"", "@a", "c", "\"no\""]);
    let root = parsed.root.expect("the sound entry");
    assert_eq!(root.to_ruby_s(), r#"{"ok"=>1}"#);
}

/// One quote that swallows what follows is one fault.
#[test]
fn consequences_are_not_reported() {
    for text in ["title: \"foo\ndate: 2020\nsub: \"bar\"\nx: y\n", "title: 'foo\ndate: 2020\nsub: x\n"] {
        let parsed = whole(text);
        assert_eq!(parsed.problems.len(), 1, "{text:?}: {:#?}", parsed.problems);
        assert_eq!(parsed.problems[0].kind, ProblemKind::UnclosedQuote);
        assert_eq!(parsed.problems[0].span, Span::new(7, 8));
    }
}

/// What the real SafeYAML 1.0.5 gives for the same text.
#[test]
fn trees_are_those_of_safe_yaml() {
    for (text, expected) in [
        ("title: {{ page.x }}\n", r#"{"title"=>{}}"#),
        ("~: a\nb: c\n", r#"{"a"=>"b"}"#),
        ("x: &a {k: 1}\ny:\n  <<: *a\n  z: 2\n", r#"{"x"=>{"k"=>1}, "y"=>{"k"=>1, "z"=>2}}"#),
        ("y:\n  <<: {k: 1}\n  z: 2\n", r#"{"y"=>{"z"=>2}}"#),
        ("[a, b]: c\n", r#"{["a", "b"]=>"c"}"#),
        ("a: !!str 2020\nb: !x \"2020\"\nc: '2020'\n", r#"{"a"=>2020, "b"=>2020, "c"=>"2020"}"#),
        ("a: !binary aGk=\nb: *nope\n", r#"{"a"=>"hi", "b"=>nil}"#),
        ("a: 1\nb: 2\na: 3\n", r#"{"a"=>3, "b"=>2}"#),
        (
            "a: [yes, 1.10, 2020-01-02 03:04:05 +0800, \"q\\\"#{x}\", 12:30]\n",
            r#"{"a"=>[true, 1.1, 2020-01-02 03:04:05 +0800, "q\"\#{x}", 750.0]}"#,
        ),
    ] {
        let parsed = whole(text);
        assert!(parsed.problems.is_empty(), "{text:?}: {:?}", parsed.problems);
        assert_eq!(parsed.root.expect("a value").to_ruby_s(), expected, "{text:?}");
    }
}

#[test]
fn spans_are_file_offsets() {
    let text = "\u{feff}---\r\n标题: \"值\" # 注\r\nlist:\r\n  - a\r\n  - [b, c]\r\nempty:\r\n---\r\nbody";
    let found = front_matter::locate(text);
    let block = found.block.expect("a block");
    assert_eq!((block.open.of(text), block.close.of(text), &text[block.body..]), ("---", "---", "body"));
    assert!(!found.page_header, "a byte order mark hides the header of a page");
    let parsed = block.parse(text);
    let root = parsed.root.expect("a mapping");
    let spans: Vec<_> = root.entries().iter().map(|(key, value)| (key.span.of(text), value.span.of(text))).collect();
    assert_eq!(spans, [("标题", "\"值\""), ("list", "a\r\n  - [b, c]"), ("empty", "")]);
    let (key, empty) = root.get("empty").expect("the key");
    assert_eq!((empty.span.start, &empty.value), (key.span.end + 1, &Value::Null));
    let comments: Vec<_> = parsed.comments.iter().map(|span| span.of(text)).collect();
    assert_eq!(comments, ["# 注"]);
}

#[test]
fn comments_are_not_found_in_scalars() {
    let text = "# one\na: \"# no\" # two\nb: |  # three\n  # no\nc: x#no\nd: [e,# four\n 'f # no']\n";
    let comments: Vec<_> = whole(text).comments.iter().map(|span| span.of(text)).collect();
    assert_eq!(comments, ["# one", "# two", "# three", "# four"]);
}

#[test]
fn a_second_document_is_ignored() {
    let text = "title: ok\n--- x\nlost: 1\n";
    let parsed = whole(text);
    assert_eq!(parsed.root.expect("the first document").to_ruby_s(), r#"{"title"=>"ok"}"#);
    assert_eq!(parsed.ignored.map(|span| span.of(text)), Some("--- x\nlost: 1"));
}

/// Front matter that Jekyll does not see: why, where, and the edit that makes it seen.
#[test]
fn front_matter_that_was_meant() {
    use FaultKind as Kind;
    for (text, kind, span) in [
        ("\n---\ntitle: x\n---\nbody", Kind::BlankBefore, "\n"),
        (" ---\ntitle: x\n---\nbody", Kind::BlankBefore, " "),
        ("\u{200b}---\ntitle: x\n---\nbody", Kind::BlankBefore, "\u{200b}"),
        ("<!-- c -->\n---\ntitle: x\n---\nbody", Kind::CommentBefore, "<!-- c -->"),
        ("----\ntitle: x\n----\nbody", Kind::OpenLookAlike, "----"),
        ("———\ntitle: x\n———\nbody", Kind::OpenLookAlike, "———"),
        ("---title: x\nlayout: y\n---\n", Kind::OpenGlued, "title: x"),
        ("title: x\nlayout: post\n---\nbody", Kind::OpenMissing, "title"),
        ("---\ntitle: x\n ---\nbody", Kind::CloseIndented, " "),
        ("---\ntitle: x\n ---\nbody: foo\n\n---\nmore", Kind::CloseIndented, " "),
        ("---\r\ntitle: x\r\n---# Title\r\nbody", Kind::CloseGlued, "# Title"),
        ("---\ntitle: x\n---\u{a0}\nbody", Kind::CloseGlued, "\u{a0}"),
        ("---\ntitle: x\n–––\nbody", Kind::CloseLookAlike, "–––"),
        ("---\ntitle: x\n\nbody text\n", Kind::Unclosed { meant: true }, "---"),
        ("---\rtitle: x\r---\rbody", Kind::CarriageReturns, "\r"),
    ] {
        let fault = front_matter::locate(text).fault.unwrap_or_else(|| panic!("{text:?}"));
        assert_eq!((fault.kind, fault.span.of(text)), (kind, span), "{text:?}");
        let (edit, with) = fault.repair.unwrap_or_else(|| panic!("{text:?}"));
        let mut mended = text.to_string();
        mended.replace_range(edit.range(), &with);
        let found = front_matter::locate(&mended);
        let root = found.block.expect("a block").parse(&mended).root.expect("a mapping");
        assert_eq!(root.get("title").and_then(|(_, value)| value.as_str()), Some("x"), "{mended:?}");
        assert!(found.page_header && found.fault.is_none(), "{mended:?}: {:?}", found.fault);
    }
    let toml = front_matter::locate("+++\ntitle = \"x\"\n+++\n").fault.map(|fault| fault.kind);
    assert_eq!(toml, Some(Kind::Toml));
    let rule = front_matter::locate("---\n\nSome body.\n").fault.map(|fault| fault.kind);
    assert_eq!(rule, Some(Kind::Unclosed { meant: false }));
}

#[test]
fn nothing_was_meant() {
    for text in [
        "",
        "body",
        "-----\nHello\n-----\n",
        "Some text\n---\nmore: x\n---\n",
        "Title: foo\n---\nbody",
        "— Hello, he said.\n\nmore: x\n",
        "# Heading\n\ntext\n---\nmore\n",
        "<!-- c -->\n<p>x</p>\n",
        "|---|---|\n",
        "---\ntitle: x\ntext: |\n  a\n  ---\n  b\n---\n---\n",
    ] {
        assert_eq!(front_matter::locate(text).fault, None, "{text:?}");
    }
}

#[test]
fn hostile_input_ends_in_a_problem() {
    for (open, count) in [("[", 10_000), ("{", 10_000), ("- ", 10_000), ("? ", 10_000), ("[", 2_000_000)] {
        let parsed = whole(&open.repeat(count));
        assert!(!parsed.problems.is_empty(), "{open:?} x {count}");
    }
    let mut nested = String::new();
    for depth in 0..10_000 {
        nested.push_str(&" ".repeat(depth.min(200)));
        nested.push_str("a:\n");
    }
    assert!(!whole(&nested).problems.is_empty());

    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..40 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        writeln!(bomb, "a{level}: &a{level} [{aliases}]").expect("a string takes all");
    }
    let parsed = whole(&bomb);
    assert!(parsed.problems.iter().any(|problem| problem.kind == ProblemKind::TooManyAliases));

    let many = "a: b: c\n".repeat(10_000);
    assert_eq!(whole(&many).problems.len(), 20);
    whole(&format!("a: \"{}", "x\n".repeat(1_000_000)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_text_is_read(text in "(?s)(---\n)?.{0,200}") {
        check(&text)?;
    }

    #[test]
    fn any_heap_of_signs_is_read(pieces in prop::collection::vec(
        prop::sample::select(vec![
            "a", "title", ": ", ":", "\n", "\n  ", "\n\t", "- ", "-", "[", "]", "{", "}", ", ", "\"", "'", "#", " #", "|\n", ">\n", "&a ", "*a",
            "!t ", "? ", "<<: ", "%", "@", "`", "\\", "---\n", "...\n", "\r\n", "\r", "值", "：", "\u{feff}", "\u{85}", "\u{2028}", "\0", " ", "1_.5", "2020-01-02",
        ]),
        0..40,
    )) {
        check(&pieces.concat())?;
    }
}

/// All spans lie in the text on character boundaries, problems are in order, fixes can be applied.
fn check(text: &str) -> Result<(), TestCaseError> {
    let inside = |span: Span| text.get(span.range()).is_some();
    let found = front_matter::locate(text);
    if let Some(fault) = &found.fault {
        prop_assert!(inside(fault.span) && fault.repair.as_ref().is_none_or(|(span, _)| inside(*span)));
    }
    let parsed = found.block.map_or_else(|| whole(text), |block| block.parse(text));
    for problem in &parsed.problems {
        prop_assert!(inside(problem.span), "{problem:?}");
        prop_assert!(problem.related.is_none_or(|(span, _)| inside(span)), "{problem:?}");
        prop_assert!(problem.fix.as_ref().is_none_or(|(span, _)| inside(*span)), "{problem:?}");
    }
    prop_assert!(parsed.problems.is_sorted_by_key(|problem| problem.span.start));
    prop_assert!(parsed.comments.iter().all(|span| span.of(text).starts_with('#')));
    let mut nodes: Vec<_> = parsed.root.iter().collect();
    while let Some(node) = nodes.pop() {
        prop_assert!(inside(node.span), "{node:?}");
        nodes.extend(node.items());
        nodes.extend(node.entries().iter().flat_map(|(key, value)| [key, value]));
    }
    Ok(())
}
