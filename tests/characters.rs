//! The rules about characters on posts of anything: whatever they say points at whole characters of the file, and their
//! fixes leave nothing of the same kind behind.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

use chrono::DateTime;
use presscheck::finding::{Finding, Fix};
use presscheck::{Request, fix};
use proptest::prelude::*;

const POST: &str = "_posts/2024-01-02-hello.md";

fn check(root: &std::path::Path, text: &str) -> Vec<Finding> {
    std::fs::create_dir_all(root.join("_posts")).unwrap();
    std::fs::write(root.join(POST), text).unwrap();
    let now = DateTime::parse_from_rfc3339("2026-01-01T00:00:00Z").unwrap();
    let outcome = presscheck::check(&Request { now, isolated: true, ..Request::of_site(root) }).unwrap();
    outcome.findings.into_iter().filter(|it| it.rule.starts_with("text-") || it.rule.starts_with("cjk-")).collect()
}

/// Pieces of posts, sound and odd.
fn piece() -> impl Strategy<Value = String> {
    let pieces = [
        "中文",
        "かな",
        "한글",
        "word ",
        "Ã©",
        "â€™",
        "é",
        "è",
        "ÖÐÎÄÍø",
        "锛",
        "浣犲ソ锛屼腑鍥戒汉",
        "锟斤拷",
        "烫烫烫",
        "鐨",
        "\u{FFFD}",
        "\u{200B}",
        "\u{200C}",
        "\u{200D}",
        "\u{2060}",
        "\u{2062}",
        "\u{FEFF}",
        "\u{202A}",
        "\u{202B}",
        "\u{202C}",
        "\u{202E}",
        "\u{2066}",
        "\u{2067}",
        "\u{2069}",
        "ש",
        "می",
        "👩",
        "ｂ",
        "９",
        "web",
        "2019",
        "⼈",
        "⻓",
        "\u{F98A}",
        "（",
        "）",
        "(",
        ")",
        "“",
        "”",
        "「",
        "」",
        "『",
        "』",
        "《",
        "》",
        "【",
        "】",
        "\"",
        "。",
        "，",
        " ",
        "\n",
        "\r\n",
        "\n\n",
        "\r\n\r\n",
        "`",
        "```\n",
        "<p>",
        "</p>",
        "<code>",
        "</code>",
        "<!-- ",
        " -->",
        "[a](",
        "http://a.example/",
        "{{ x }}",
        "{% if x %}",
        "$$",
        "# ",
        "> ",
        "1",
    ];
    prop_oneof![4 => prop::sample::select(pieces.to_vec()).prop_map(str::to_owned), 1 => "\\PC"]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn spans_are_whole_characters_and_fixes_hold(
        title in prop::collection::vec(piece(), 0..6),
        body in prop::collection::vec(piece(), 0..60),
        lang in prop::sample::select(vec!["lang: zh\n", "lang: ja\n", "lang: ko\n", "lang: en\n", ""]),
    ) {
        let site = tempfile::tempdir().unwrap();
        let title: String = title.concat().replace(['\n', '\r', '"'], "");
        let text = format!("---\ntitle: \"{title}\"\n{lang}---\n{}", body.concat());
        let findings = check(site.path(), &text);
        for finding in &findings {
            for label in &finding.labels {
                let part = text.get(label.span.range());
                prop_assert!(part.is_some_and(|part| !part.is_empty()), "{finding:?}");
            }
            for edit in finding.fix.iter().flat_map(|fix| &fix.edits) {
                prop_assert!(text.get(edit.span.range()).is_some_and(|part| part != edit.text), "{finding:?}");
            }
        }
        // What a safe fix mends is mended.
        for rule in ["cjk-compat-ideograph", "cjk-fullwidth-alnum", "text-mixed-eol", "text-zero-width"] {
            let safe = |all: &[Finding]| -> Vec<Fix> {
                let fixes = all.iter().filter(|it| it.rule == rule).filter_map(|it| it.fix.clone());
                fixes.filter(|fix| fix.safe).collect()
            };
            let fixes = safe(&findings);
            let (mended, _) = fix::apply(&text, &fixes.iter().collect::<Vec<_>>());
            let left = if fixes.is_empty() { Vec::new() } else { safe(&check(site.path(), &mended)) };
            prop_assert!(left.is_empty(), "{} in {:?}, was {:?}", rule, mended, text);
        }
    }
}
