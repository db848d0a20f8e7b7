//! A schema's fault lands on the key or value that is at fault, in front matter of every form: each case is one schema and
//! the same mistake in YAML, TOML and JSON.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

mod support;

use std::fs;
use std::path::Path;

use presscheck::report::Sources;

/// Mistakes: what is asked, the front matter three times, and for each what is found: the rule and the bytes.
struct Case {
    schema: &'static str,
    front: [&'static str; 3],
    found: [&'static [(&'static str, &'static str)]; 3],
}

const fn case(
    schema: &'static str,
    front: [&'static str; 3],
    found: [&'static [(&'static str, &'static str)]; 3],
) -> Case {
    Case { schema, front, found }
}

const CASES: &[Case] = &[
    case(
        "required = ['author']",
        ["title: a", "title = 'a'", r#"{"title": "a"}"#],
        [&[("required", "---")], &[("required", "+++")], &[("required", "{")]],
    ),
    case(
        "fields.seo.fields.title.required = true",
        ["seo:\n  image: a", "[seo]\nimage = 'a'", r#"{"seo": {"image": "a"}}"#],
        [&[("required", "seo")], &[("required", "seo")], &[("required", "\"seo\"")]],
    ),
    case(
        "fields.a.items.fields.b.items.fields.c.required = true",
        [
            "a:\n- b:\n  - {c: 1}\n  - {d: 1}",
            "[[a]]\nb = [{ c = 1 }, { d = 1 }]",
            r#"{"a": [{"b": [{"c": 1}, {"d": 1}]}]}"#,
        ],
        [&[("required", "b")], &[("required", "b")], &[("required", "\"b\"")]],
    ),
    case(
        "required = ['author']",
        ["author:", "author = 'x'", r#"{"author": null}"#],
        [&[("required", "author")], &[], &[("required", "\"author\"")]],
    ),
    case(
        "fields.\"标题\".type = 'string'",
        ["标题: 12", "\"标题\" = 12", r#"{"标题": 12}"#],
        [&[("type", "12")], &[("type", "12")], &[("type", "12")]],
    ),
    case(
        "fields.tags.items.type = 'string'",
        ["tags:\n- 甲\n- 2024\n- yes", "tags = ['甲', 2024, true]", r#"{"tags": ["甲", 2024, true]}"#],
        [
            &[("type", "2024"), ("type", "yes")],
            &[("type", "2024"), ("type", "true")],
            &[("type", "2024"), ("type", "true")],
        ],
    ),
    case(
        "fields.day.type = 'date'",
        ["day: someday", "day = 'someday'", r#"{"day": "someday"}"#],
        [&[("type", "someday")], &[("type", "'someday'")], &[("type", "\"someday\"")]],
    ),
    case(
        "fields.day.type = 'date'",
        ["day: 2024-05-01 10:00:00 +0800", "day = 2024-05-01T10:00:00Z", r#"{"day": "2024-05-01"}"#],
        [&[], &[], &[]],
    ),
    case(
        "fields.a.fields.b.type = 'list'",
        ["a: {b: {c: 1}}", "a.b.c = 1", r#"{"a": {"b": {"c": 1}}}"#],
        [&[("type", "{c: 1}")], &[("type", "b")], &[("type", r#"{"c": 1}"#)]],
    ),
    case(
        "fields.kind.one-of = ['news', 'opinion']",
        ["kind: \"新 闻\"", "kind = \"新 闻\"", r#"{"kind": "新 闻"}"#],
        [&[("enum", "\"新 闻\"")], &[("enum", "\"新 闻\"")], &[("enum", "\"新 闻\"")]],
    ),
    case(
        "fields.a.items.fields.size.one-of = [1, 2.5]",
        [
            "a:\n- size: 1\n- size: 2.5\n- size: 3",
            "a = [{size = 1}, {size = 2.5}, {size = 3}]",
            r#"{"a": [{"size": 1}, {"size": 2.5}, {"size": 3}]}"#,
        ],
        [&[("enum", "3")], &[("enum", "3")], &[("enum", "3")]],
    ),
    case(
        "fields.slug.pattern = '^[a-z-]+$'",
        ["slug: Über uns", "slug = \"Über uns\"", r#"{"slug": "\u00dcber uns"}"#],
        [&[("pattern", "Über uns")], &[("pattern", "\"Über uns\"")], &[("pattern", r#""\u00dcber uns""#)]],
    ),
    case(
        "fields.title.max-length = 3",
        ["title: >\n  一二三四\nx: 1", "title = \"\"\"\n一二三四\"\"\"", r#"{"title": "一二三四"}"#],
        [&[("length", ">\n  一二三四\n")], &[("length", "\"\"\"\n一二三四\"\"\"")], &[("length", "\"一二三四\"")]],
    ),
    case(
        "fields.tags.max-length = 1\nfields.n.min = 5",
        ["tags: [a, b]\nn: 4.5", "n = 4.5\ntags = ['a', 'b']", r#"{"tags": ["a", "b"], "n": 4.5}"#],
        [
            &[("length", "[a, b]"), ("length", "4.5")],
            &[("length", "4.5"), ("length", "['a', 'b']")],
            &[("length", r#"["a", "b"]"#), ("length", "4.5")],
        ],
    ),
    case(
        "closed = true\nrequired = ['title']",
        ["title: a\n'sub title': b", "title = 'a'\n\"sub title\" = 'b'", r#"{"title": "a", "sub title": "b"}"#],
        [&[("unknown-key", "'sub title'")], &[("unknown-key", "\"sub title\"")], &[("unknown-key", "\"sub title\"")]],
    ),
    case(
        "fields.a.items.closed = true\nfields.a.items.fields.b = {}",
        ["a:\n  - b: 1\n    c: 2", "[[a]]\nb = 1\nc = 2", r#"{"a": [{"b": 1, "c": 2}]}"#],
        [&[("unknown-key", "c")], &[("unknown-key", "c")], &[("unknown-key", "\"c\"")]],
    ),
    case(
        "forbidden = { old = 'new' }",
        ["x: 1\nold: 2", "x = 1\nold = 2", r#"{"x": 1, "old": 2}"#],
        [&[("forbidden-key", "old")], &[("forbidden-key", "old")], &[("forbidden-key", "\"old\"")]],
    ),
    case(
        "[[schema.when]]\nkey = 'kind'\none-of = ['video']\nrequired = ['video']\nforbidden = ['cover']\nfields.title.max-length = 1",
        [
            "kind: video\ncover: 1\ntitle: ab",
            "kind = 'video'\ncover = 1\ntitle = 'ab'",
            r#"{"kind": "video", "cover": 1, "title": "ab"}"#,
        ],
        [
            &[("conditional", "---"), ("conditional", "cover"), ("length", "ab")],
            &[("conditional", "+++"), ("conditional", "cover"), ("length", "'ab'")],
            &[("conditional", "{"), ("conditional", "\"cover\""), ("length", "\"ab\"")],
        ],
    ),
    case(
        "fields.author.reference = '_data/authors.yml'\nfields.also.items.reference = 'post'",
        ["author: lin\nalso: [x, y]", "author = 'lin'\nalso = ['x', 'y']", r#"{"author": "lin", "also": ["x", "y"]}"#],
        [
            &[("reference", "lin"), ("reference", "y")],
            &[("reference", "'lin'"), ("reference", "'y'")],
            &[("reference", "\"lin\""), ("reference", "\"y\"")],
        ],
    ),
    case(
        "json-schema = 'post.json'",
        [
            "title: 1\nlinks:\n  - url: x\n    rel: y\n  - {}\nkind: film",
            "title = 1\nlinks = [{url = 'x', rel = 'y'}, {}]\nkind = 'film'",
            r#"{"title": 1, "links": [{"url": "x", "rel": "y"}, {}], "kind": "film"}"#,
        ],
        [
            &[("conditional", "---"), ("type", "1"), ("required", "links"), ("unknown-key", "rel"), ("enum", "film")],
            &[("conditional", "+++"), ("type", "1"), ("required", "links"), ("unknown-key", "rel"), ("enum", "'film'")],
            &[
                ("conditional", "{"),
                ("type", "1"),
                ("required", "\"links\""),
                ("unknown-key", "\"rel\""),
                ("enum", "\"film\""),
            ],
        ],
    ),
    case(
        "json-schema = 'forms.json'",
        [
            "when: 2024-05-01\ncode: a1\nseo: {x: 1}\nbad: 1\nsize: 11",
            "when = 2024-05-01\ncode = 'a1'\nseo = {x = 1}\nbad = 1\nsize = 11",
            r#"{"when": "2024-05-01", "code": "a1", "seo": {"x": 1}, "bad": 1, "size": 11}"#,
        ],
        [
            &[("pattern", "a1"), ("type", "1"), ("forbidden-key", "bad"), ("length", "11")],
            &[("pattern", "'a1'"), ("type", "1"), ("forbidden-key", "bad"), ("length", "11")],
            &[("pattern", "\"a1\""), ("type", "1"), ("forbidden-key", "\"bad\""), ("length", "11")],
        ],
    ),
];

const POST_JSON: &str = r#"{
  "$schema": "http://json-schema.org/draft-07/schema#",
  "type": "object",
  "properties": {
    "title": {"type": "string"},
    "links": {"type": "array", "items": {"$ref": "shared/link.json"}},
    "kind": {"enum": ["text", "video"]}
  },
  "if": {"required": ["kind"]},
  "then": {"required": ["editor"]}
}"#;

const LINK_JSON: &str = r#"{"type": "object", "properties": {"url": {"type": "string"}}, "required": ["url"], "additionalProperties": false}"#;

const FORMS_JSON: &str = r#"{
  "properties": {
    "when": {"type": "string", "format": "date"},
    "code": {"type": "string", "pattern": "^[A-Z]"},
    "seo": {"anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": {"type": "string"}}]},
    "bad": false,
    "size": {"type": "integer", "maximum": 10}
  }
}"#;

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn the_fault_lies_where_the_mistake_is() {
    let mut count = 0;
    let mut failures = Vec::new();
    for case in CASES {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        for (path, text) in [
            ("_config.yml", ""),
            ("_data/authors.yml", "mei: {name: Mei}\n"),
            ("_posts/2024-01-01-x.md", "---\ntitle: x\npublished: true\n---\n"),
            ("post.json", POST_JSON),
            ("shared/link.json", LINK_JSON),
            ("forms.json", FORMS_JSON),
        ] {
            write(root, path, text);
        }
        let config = format!(
            "[site]\nfront-matter = ['yaml', 'toml', 'json']\n[[schema]]\npaths = ['_posts/2024-01-02-*']\n{}\n",
            case.schema
        );
        let [yaml, toml, json] = case.front;
        let texts =
            [format!("---\n{yaml}\n---\nText\n"), format!("+++\n{toml}\n+++\nText\n"), format!("{json}\n\nText\n")];
        for (form, text) in ["yaml", "toml", "json"].into_iter().zip(&texts) {
            write(root, &format!("_posts/2024-01-02-{form}.md"), text);
        }
        let outcome = support::check(root, Some(&config), None);
        for (form, expected) in ["yaml", "toml", "json"].into_iter().zip(case.found) {
            let path = format!("_posts/2024-01-02-{form}.md");
            let source = outcome.get(&path).unwrap();
            let of_file = outcome.findings.iter().filter(|finding| **finding.path() == *path);
            let mut found: Vec<(&str, &str)> = of_file
                .filter_map(|finding| Some((finding.rule.strip_prefix("schema-")?, finding.span().of(&source.text))))
                .collect();
            let mut expected = expected.to_vec();
            found.sort_unstable();
            expected.sort_unstable();
            if found != expected {
                failures.push(format!("{}\n{}\nfound {found:?}\nexpected {expected:?}", case.schema, source.text));
            }
            count += 1;
        }
        let strange = outcome.findings.iter().find(|finding| finding.rule.starts_with("front-matter-not"));
        assert!(strange.is_none(), "what the site says it has is no fault: {strange:?}");
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    assert!(count >= 60, "{count}");
}
