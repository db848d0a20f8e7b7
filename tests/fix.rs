//! What `--fix` does to the files of a site, and what it must never do.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use presscheck::finding::Finding;
use presscheck::fix::{self, Refusal};
use presscheck::{Request, Stdin};
use proptest::prelude::*;

/// A site in a folder of its own.
fn site(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in [("_config.yml", "timezone: Asia/Shanghai\n")].iter().chain(files) {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

fn request(root: &Path) -> Request {
    Request { now: "2026-01-01T00:00:00Z".parse().unwrap(), ..Request::of_site(root) }
}

/// Fixes the site on the disk; gives how many fixes there were.
fn mend(root: &Path, unsafe_fixes: bool) -> usize {
    let mended = fix::mend(&request(root), unsafe_fixes).unwrap();
    let refused = fix::write(&mended.files);
    assert!(refused.is_empty(), "{refused:?}");
    mended.outcome.tally.fixed
}

fn read(root: &Path, path: &str) -> String {
    fs::read_to_string(root.join(path)).unwrap()
}

const POST: &str = "_posts/2024-01-02-a.md";

#[test]
fn only_the_bytes_of_the_edits_change() {
    let before = "---\r\ntitle：甲 \t\r\ndate: 2024-01-02 20:00:00\r\nunknown: { a: [1,  2] }   # why\r\n---\r\n<p>a</br>b</p>\r\n\r\n\r\n";
    let dir = site(&[(POST, before)]);
    assert_eq!(mend(dir.path(), false), 2);
    let after = before.replace("title：", "title: ").replace("</br>", "");
    assert_eq!(read(dir.path(), POST), after);
    assert_eq!(mend(dir.path(), false), 0, "nothing is left to mend");
    assert_eq!(mend(dir.path(), true), 1);
    assert_eq!(read(dir.path(), POST), after.replace("20:00:00", "20:00:00 +0800"));
    assert_eq!(fs::read_dir(dir.path().join("_posts")).unwrap().count(), 1, "nothing is left beside it");
}

#[test]
fn a_fix_may_make_room_for_the_next() {
    let dir = site(&[(POST, "---\ntitle：甲\ndate：2024-01-02 20:00:00\ntags: a, b\n---\n")]);
    // The values are read only once the colons are mended.
    let fixed = mend(dir.path(), true);
    assert!(fixed >= 3, "{fixed}");
    assert!(read(dir.path(), POST).contains("date: 2024-01-02 20:00:00 +0800\n"), "{}", read(dir.path(), POST));
    assert_eq!(mend(dir.path(), true), 0);
}

#[test]
fn a_file_that_changed_meanwhile_stays_as_it_is() {
    let dir = site(&[(POST, "---\ntitle：甲\n---\n"), ("_posts/2024-01-03-b.md", "---\ntitle：乙\n---\n")]);
    let mended = fix::mend(&request(dir.path()), false).unwrap();
    fs::write(dir.path().join(POST), "somebody is writing").unwrap();
    let refused = fix::write(&mended.files);
    assert_eq!(refused.len(), 1);
    assert!(&*refused[0].path == POST && matches!(refused[0].why, Refusal::Changed), "{refused:?}");
    assert_eq!(read(dir.path(), POST), "somebody is writing");
    assert_eq!(read(dir.path(), "_posts/2024-01-03-b.md"), "---\ntitle: 乙\n---\n");
}

#[test]
fn a_post_gets_its_name_and_never_that_of_another() {
    let dir = site(&[
        ("_posts/-20220526.md", "---\ntitle: 甲\n---\n<p>一</br>二</p>\n"),
        ("_posts/2022-05-26_b.md", "---\ntitle: 乙\n---\n"),
        ("_posts/2022-05-26-b.md", "---\ntitle: 丙\n---\n"),
        ("_posts/2022-05-26 c.md", "---\ntitle: 丁\n---\n"),
        ("_posts/2022.05.26.c.md", "---\ntitle: 戊\n---\n"),
    ]);
    assert_eq!(mend(dir.path(), false), 0, "a name is not mended unasked");
    assert_eq!(mend(dir.path(), true), 3);
    assert_eq!(
        read(dir.path(), "_posts/2022-05-26-20220526.md"),
        "---\ntitle: 甲\n---\n<p>一二</p>\n",
        "and what is in it"
    );
    assert!(!dir.path().join("_posts/-20220526.md").exists());
    let left = ["_posts/2022-05-26_b.md", "_posts/2022-05-26-b.md", "_posts/2022-05-26-c.md", "_posts/2022.05.26.c.md"];
    let titles = left.map(|path| read(dir.path(), path).lines().nth(1).unwrap().to_owned());
    assert_eq!(titles, ["title: 乙", "title: 丙", "title: 丁", "title: 戊"]);
    assert_eq!(mend(dir.path(), true), 0);
}

#[test]
fn a_name_that_is_taken_meanwhile_is_left_alone() {
    let dir = site(&[("_posts/2022-05-26_b.md", "---\ntitle: 乙\n---\n")]);
    let mended = fix::mend(&request(dir.path()), true).unwrap();
    assert_eq!(mended.files[0].renamed.as_deref(), Some("_posts/2022-05-26-b.md"));
    fs::write(dir.path().join("_posts/2022-05-26-b.md"), "somebody is writing").unwrap();
    assert!(matches!(fix::write(&mended.files)[..], [fix::Refused { why: Refusal::Failed(_), .. }]));
    assert_eq!(read(dir.path(), "_posts/2022-05-26-b.md"), "somebody is writing");
    assert_eq!(read(dir.path(), "_posts/2022-05-26_b.md"), "---\ntitle: 乙\n---\n");
}

#[test]
fn standard_input_is_mended_in_memory() {
    let dir = site(&[(POST, "---\ntitle：甲\n---\n")]);
    let path = dir.path().join(POST);
    let given = |bytes: &[u8]| {
        let stdin = Some(Stdin { path: path.clone(), bytes: bytes.to_vec() });
        let request = Request { stdin, paths: vec![path.clone()], ..request(dir.path()) };
        let mended = fix::mend(&request, true).unwrap();
        assert!(fix::write(&mended.files).is_empty());
        mended.files.into_iter().map(|file| file.after).collect::<Vec<_>>()
    };
    assert_eq!(given("---\ntitle：乙\n---\n".as_bytes()), ["---\ntitle: 乙\n---\n"]);
    assert!(given(b"---\ntitle: \xff\n---\n</br>\n").is_empty(), "what is no text is not mended");
    assert_eq!(read(dir.path(), POST), "---\ntitle：甲\n---\n");
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn permissions_are_kept() {
        let dir = site(&[(POST, "---\ntitle：甲\n---\n")]);
        let path = dir.path().join(POST);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert_eq!(mend(dir.path(), false), 1);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        fs::write(&path, "---\ntitle：甲\n---\n").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
        let mended = fix::mend(&request(dir.path()), false).unwrap();
        assert!(matches!(fix::write(&mended.files)[..], [fix::Refused { why: Refusal::Failed(_), .. }]));
        assert_eq!(read(dir.path(), POST), "---\ntitle：甲\n---\n", "what is read-only is meant so");
    }

    #[test]
    fn links_stay_links_and_lead_no_fix_out_of_the_site() {
        let elsewhere = tempfile::tempdir().unwrap();
        let faulty = "---\ntitle：甲\n---\n";
        fs::write(elsewhere.path().join("x.md"), faulty).unwrap();
        let dir = site(&[("shared/b.md", faulty), ("_posts/README.txt", "")]);
        symlink("../shared/b.md", dir.path().join("_posts/2024-01-02-b.md")).unwrap();
        symlink(elsewhere.path().join("x.md"), dir.path().join("_posts/2024-01-03-x.md")).unwrap();
        let mended = fix::mend(&request(dir.path()), true).unwrap();
        assert!(fix::write(&mended.files).is_empty());
        assert_eq!(read(dir.path(), "shared/b.md"), "---\ntitle: 甲\n---\n");
        assert!(dir.path().join("_posts/2024-01-02-b.md").is_symlink());
        assert_eq!(read(elsewhere.path(), "x.md"), faulty);
        let left: Vec<_> = mended.outcome.findings.iter().map(|finding| &**finding.path()).collect();
        assert_eq!(left, ["_posts/2024-01-03-x.md"], "and what is not mended is still told");
    }
}

/// How many findings there are of each rule.
fn counts(findings: &[Finding]) -> BTreeMap<&'static str, usize> {
    findings.iter().fold(BTreeMap::new(), |mut counts, finding| {
        *counts.entry(finding.rule).or_default() += 1;
        counts
    })
}

/// Lines of front matter, with and without faults.
const FRONT: &[&str] = &[
    "title: 甲",
    "title：甲",
    "date: 2024-01-02 20:00:00",
    "date: 2024-01-02 20:00:00 CST",
    "tags: a, b",
    "tags: [a, a, 2020]",
    "category: no",
    "description: a # b",
    "published: \"false\"",
    "draft: true",
    "“layout”: post",
    "Catagories: [x]",
    "layout: posts # presscheck-ignore html-unclosed -- x",
    "subtitle: a: b",
];

/// Pieces of a body, with and without faults.
const BODY: &[&str] = &[
    "正文",
    "",
    "<p>一</br>二</p>",
    "<p><b>粗<i>斜</b></i></p>",
    "<p><strong>粗</p>",
    "甲</span>乙",
    "<a href=\"/x/\"title=\"甲\">甲</a>",
    "1 < 2 &copy 3 <3",
    "[甲](https://example.com/a b)",
    "[乙](http//example.com)",
    "(丙)[https://example.com/]",
    "#标题",
    "[丁](/2024/01/02/HELLO.html)",
    "见 https://example.com/a，甲",
    "[戊](https://example.com/a，)",
    "ＡBC １2",
    "⼀月\u{200b}甲",
    "锟斤拷 Ã©",
    "`{{ x }}`",
    "```\n{{ x }}\n```",
    "$$a_{{b}}$$",
    "a | b",
    "** 甲 **",
    "<div markdown=0>\n\n**乙**\n\n</div>",
    "（甲（",
    "<foo>",
    "<div/>",
    "<!-- presscheck-ignore html-unclosed -->",
    "{% comment %} presscheck-ignore link-*, html-unclosed -- x {% endcomment %}",
    "- 甲\n\n<!-- presscheck-ignore text-bom -- x -->\n\n- 乙",
    "{{ page.title | upcas }}",
    "\u{8}甲",
];

fn post() -> impl Strategy<Value = String> {
    // The same key twice with one value is no fault until one of them is mended.
    let front = prop::sample::subsequence(FRONT, 0..6).prop_shuffle();
    let body = prop::collection::vec(prop::sample::select(BODY), 0..6);
    (front, body, prop::sample::select(vec!["\n", "\r\n"]), any::<bool>()).prop_map(|(front, body, end, bom)| {
        let text = [&["---"], &front[..], &["---"], &[&*body.join("\n\n")], &[""]].concat().join("\n");
        format!("{}{}", if bom { "\u{feff}" } else { "" }, text.replace('\n', end))
    })
}

/// A site around `text`, where links and layouts have something to be near to.
fn around(path: &str, text: &str) -> tempfile::TempDir {
    site(&[
        ("_layouts/post.html", "{{ content }}"),
        ("_posts/2024-01-02-hello.md", "---\ntitle: x\ndate: 2024-01-02 10:00:00 +0800\n---\n"),
        (path, text),
    ])
}

/// The findings about one file.
fn found(root: &Path, path: &str) -> Vec<Finding> {
    let findings = presscheck::check(&request(root)).unwrap().findings;
    findings.into_iter().filter(|finding| &**finding.path() == path).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_fix_changes_its_own_bytes_and_adds_no_finding(text in post()) {
        let dir = around(POST, &text);
        let before = found(dir.path(), POST);
        for finding in before.iter().filter(|finding| finding.fix.is_some()) {
            let fix = finding.fix.as_ref().unwrap();
            let mut spliced = text.clone();
            for edit in fix.edits.iter().rev() {
                spliced.replace_range(edit.span.range(), &edit.text);
            }
            let (mended, count) = fix::apply(&text, &[fix]);
            prop_assert_eq!((&mended, count), (&spliced, 1), "{}", finding.rule);
            fs::write(dir.path().join(POST), &mended).unwrap();
            let after = found(dir.path(), POST);
            let (old, new) = (counts(&before), counts(&after));
            if !UNCOVERS.contains(&finding.rule) {
                prop_assert!(new.get(finding.rule) < old.get(finding.rule), "{} stays: {mended}", finding.rule);
                let more: Vec<_> = new.iter().filter(|(rule, n)| **n > old.get(*rule).copied().unwrap_or(0)).collect();
                prop_assert!(more.is_empty(), "{} brings {more:?}: {mended}", finding.rule);
            }
        }
    }

    #[test]
    fn a_second_run_changes_nothing(text in post(), unsafe_fixes in any::<bool>()) {
        let dir = around(POST, &text);
        mend(dir.path(), unsafe_fixes);
        let once = read(dir.path(), POST);
        prop_assert_eq!(mend(dir.path(), unsafe_fixes), 0, "{}", &once);
        prop_assert_eq!(read(dir.path(), POST), once);
    }
}

/// Faults that hide what follows, from Jekyll or from kramdown, or before which other rules hold back: what they hid is told
/// once they are mended.
const UNCOVERS: &[&str] = &[
    "front-matter-fullwidth-colon",
    "front-matter-yaml-syntax",
    "html-markdown-swallowed",
    "html-misnested",
    "html-self-closing",
    "html-stray-end-tag",
    "html-unclosed",
    "html-unknown-element",
    "link-malformed",
];
