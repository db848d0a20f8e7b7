//! Suppressions in each kind of comment: what they hold back, until when, and what `--fix` makes of those of no use.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

use std::fs;

use presscheck::{Request, fix};

/// The rules that speak about a post with this text on New Year's Day 2026, and the text once it is mended.
fn judged(text: &str) -> (Vec<&'static str>, String) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("_posts/2024-01-02-a.md");
    fs::create_dir(path.parent().unwrap()).unwrap();
    fs::write(&path, text).unwrap();
    let request = Request { now: "2026-01-01T23:00:00Z".parse().unwrap(), ..Request::of_site(dir.path()) };
    let mut rules: Vec<_> = presscheck::check(&request).unwrap().findings.iter().map(|finding| finding.rule).collect();
    rules.sort_unstable();
    let mended = fix::mend(&request, false).unwrap();
    (rules, mended.files.first().map_or(text, |file| &file.after).to_owned())
}

/// A fault of the body, below a comment that says `words`.
fn below(open: &str, words: &str, close: &str) -> String {
    format!("---\ntitle: a\n---\n{open}{words}{close}\n\n甲</span>乙\n")
}

#[test]
fn every_kind_of_comment_holds_back() {
    let held = ["html-stray-end-tag", "html-* -- why", "link-broken, html-stray-end-tag until 2026-01-01 -- why"];
    for (open, close) in [
        ("<!-- ", " -->"),
        ("{% comment %}", "{% endcomment %}"),
        ("{% comment %}\n", "\n{% endcomment %}"),
        ("{%- comment -%} ", " {%- endcomment -%}"),
    ] {
        for names in held {
            let (rules, _) = judged(&below(open, &format!("presscheck-ignore {names}"), close));
            let unused = ["suppression-unused"].iter().filter(|_| names.contains("link-broken"));
            assert_eq!(rules, unused.copied().collect::<Vec<_>>(), "{open}{names}{close}");
        }
        let (rules, _) = judged(&below(open, "presscheck-ignore html-stray-end-tag until 2025-12-31 -- why", close));
        assert_eq!(rules, ["html-stray-end-tag", "suppression-expired"]);
        let unused = below(open, "presscheck-ignore link-broken -- why", close);
        let (rules, mended) = judged(&unused);
        assert_eq!(rules, ["html-stray-end-tag", "suppression-unused"], "{open}");
        assert_eq!(mended, "---\ntitle: a\n---\n\n甲</span>乙\n", "{open}");
    }
    let file = "---\ntitle: a\n---\n甲</span>乙\n\n丙\n\n<!-- presscheck-ignore-file html-stray-end-tag -- why -->\n";
    assert_eq!(judged(file), (vec![], file.to_owned()));
}

#[test]
fn front_matter_has_comments_of_its_own() {
    let line = "---\n# presscheck-ignore title-empty -- why\ntitle:\n---\n";
    assert_eq!(judged(line).0, Vec::<&str>::new());
    let beside = "---\ntitle: # presscheck-ignore title-empty -- why\n---\n";
    assert_eq!(judged(beside).0, Vec::<&str>::new());
    let unused = "---\n# presscheck-ignore title-empty -- why\r\ntitle: a  # presscheck-ignore text-bom\n---\n";
    let (rules, mended) = judged(unused);
    assert_eq!(rules.iter().filter(|rule| **rule == "suppression-unused").count(), 2);
    assert!(!mended.contains("presscheck") && mended.starts_with("---\ntitle: a"), "{mended:?}");
    let text = "---\ntitle: \"# presscheck-ignore title-empty\"\nnote: |\n  # presscheck-ignore title-empty\n---\n";
    assert_eq!(judged(text), (vec![], text.to_owned()), "what is no comment is no directive");
}
