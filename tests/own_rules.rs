//! A site's own rules: pages with `check:` in `.presscheck/rules/`, tried, listed, levelled and suppressed as ours.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

use std::fs;
use std::path::{Path, PathBuf};

use presscheck::config::{Origin, Selection, Selections};
use presscheck::{Error, Request, declared, trial};

fn newsroom() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites/newsroom")
}

#[test]
fn the_newsroom_has_a_rule_of_each_kind_and_all_do_what_their_pages_say() {
    let own = declared::load(&newsroom()).unwrap();
    let kinds = ["text", "field", "html", "taxonomy", "link"];
    assert_eq!(own.len(), kinds.len());
    for (one, kind) in own.iter().zip(kinds) {
        assert!(one.meta.page.contains(&format!("\n  {kind}: ")), "{} is a check of a {kind}", one.meta.name);
        let alone = std::slice::from_ref(one);
        let tried = trial::page(one.meta.name, &one.meta.page, alone, &std::env::temp_dir(), false).unwrap();
        assert_eq!(tried.failures, [], "{}", one.path);
        assert_eq!(tried.examples, 2);
        assert_eq!(tried.page, *one.meta.page);
    }
}

#[test]
fn the_newsroom_keeps_its_own_rules() {
    let request = Request { config: Vec::new(), ..request(&newsroom(), "") };
    let found = found(&request);
    assert!(found.len() > 10 && !found.iter().any(|finding| finding.contains("house-")), "{found:?}");
}

/// A site with one rule and one post.
fn site(rule: &str, post: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in
        [("_config.yml", ""), (".presscheck/rules/house-word.md", rule), ("_posts/2020-01-02-a.md", post)]
    {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

fn request(dir: &Path, config: &str) -> Request {
    let config = Origin::File("presscheck.toml".into(), config.as_bytes().to_vec());
    Request {
        isolated: false,
        config: vec![config],
        now: chrono::DateTime::parse_from_rfc3339("2026-01-01T00:00:00Z").unwrap(),
        ..Request::of_site(dir)
    }
}

fn found(request: &Request) -> Vec<String> {
    let outcome = presscheck::check(request).unwrap();
    outcome.findings.iter().map(|finding| format!("{:?} {}", finding.level, finding.rule)).collect()
}

const RULE: &str = "---\nsummary: A word\ncheck: {text: utilize, ignore-case: true}\n---\n";
const POST: &str = "---\ntitle: a\n---\nWe Utilize it.\n";

#[test]
fn it_is_levelled_selected_and_suppressed_as_any_other() {
    let dir = site(RULE, POST);
    let with = |config: &str| found(&request(dir.path(), config));
    assert_eq!(with(""), ["Warn house-word"]);
    assert_eq!(with("[rules]\nhouse-word = 'error'"), ["Error house-word"]);
    assert_eq!(with("[rules]\n'house-*' = 'off'"), [""; 0]);
    assert_eq!(with("[[overrides]]\npaths = ['_posts']\nrules = { house-word = 'off' }"), [""; 0]);
    let selections = Selections { select: vec![Selection::new("house-word")], ..Selections::default() };
    assert_eq!(found(&Request { selections, ..request(dir.path(), "") }), ["Warn house-word"]);
    assert_eq!(found(&Request { isolated: true, config: vec![], ..request(dir.path(), "") }), [""; 0]);
    let post = dir.path().join("_posts/2020-01-02-a.md");
    fs::write(&post, POST.replace("We", "<!-- presscheck-ignore house-word -- a quotation -->\n\nWe")).unwrap();
    assert_eq!(with(""), [""; 0]);
    fs::write(&post, "---\ntitle: a\n---\n<!-- presscheck-ignore house-word -->\n\n`utilize`\n").unwrap();
    assert_eq!(with(""), ["Warn suppression-unused"]);
}

/// Every fault of a page, as the bytes under it and the message.
fn faults(page: &str) -> Vec<(String, String)> {
    let errors = declared::parse(".presscheck/rules/house-word.md", page.as_bytes().to_vec()).err().unwrap_or_default();
    errors.into_iter().map(|error| (error.span.of(&error.source.text).to_owned(), error.message)).collect()
}

#[test]
fn every_fault_of_a_page_is_told_at_its_place() {
    let with = |check: &str| faults(&format!("---\nsummary: x\ncheck:\n{check}\n---\n"));
    let one = |check: &str| {
        let mut found = with(check);
        assert_eq!(found.len(), 1, "{check}: {found:?}");
        found.remove(0)
    };
    let told = |under: &str, message: &str| (under.to_owned(), message.to_owned());
    assert_eq!(with("  text: a"), []);
    assert_eq!(one("  texd: a"), told("texd: a", "a check looks for exactly one thing"));
    assert_eq!(one("  text: a\n  field: b").1, "a check looks for exactly one thing");
    assert_eq!(one("  text: a\n  replce: b"), told("replce", "unknown key `replce`"));
    assert_eq!(one("  text: (").0, "(");
    assert_eq!(one("  text: '(a{1000}){1000}'").1, "this is no regular expression: it is too large");
    assert_eq!(one("  text: a\n  in: head"), told("head", "unknown place `head`"));
    assert_eq!(one("  html: 'p['").0, "'p['");
    assert_eq!(one("  link: 'http://['").1, "this is no glob: unclosed character class; missing ']'");
    assert_eq!(one("  field: a\n  type: strin").0, "strin");
    assert_eq!(one("  field: a\n  max-length: -1").0, "-1");
    assert_eq!(one("  field: a"), told("a", "this check asks for nothing"));
    assert_eq!(one("  taxonomy: tags"), told("tags", "this check asks for nothing"));
    assert_eq!(one("  field: a\n  items: {typ: string}"), told("typ", "unknown key `typ`"));
    assert_eq!(one("  taxonomy: authors\n  at-most: 1"), told("authors", "there is no taxonomy `authors`"));
    assert_eq!(one("  text: a\n  message: 12"), told("12", "expected a text; put it in quotes"));
    assert_eq!(faults("# no front matter\n").len(), 1);
    assert_eq!(faults("---\nsummary: x\nlevl: warn\ncheck: {text: a}\n---\n").len(), 1);
    assert_eq!(faults("---\nsummary: x\n---\n")[0].1, "there is no `check`: what does the rule look for?");
    let named = |name: &str| declared::parse(&format!(".presscheck/rules/{name}.md"), RULE.as_bytes().to_vec()).is_ok();
    assert!(named("a-1") && !named("A") && !named("a--b") && !named("date-future"));
}

#[test]
fn nothing_outside_of_the_site_is_read_or_written() {
    let dir = site(RULE, POST);
    let secret = tempfile::tempdir().unwrap();
    fs::write(secret.path().join("s.md"), RULE).unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(secret.path().join("s.md"), dir.path().join(".presscheck/rules/house-link.md"))
            .unwrap();
        assert!(matches!(presscheck::check(&request(dir.path(), "")), Err(Error::Config(..))));
    }
    let out = secret.path().join("out.md");
    for file in [out.display().to_string(), "../out.md".to_owned(), "a/../../out.md".to_owned()] {
        let page = format!("{RULE}\n## Bad\n```md bad file={file}\nx\n```\n");
        assert!(trial::page("house-word", &page, &[], secret.path(), false).is_err(), "{file}");
    }
    let page = format!(
        "{RULE}\n## Bad\n```md bad file=a symlink\n{}\n```\n```md bad file=a/out.md\nx\n```\n",
        secret.path().display()
    );
    assert!(trial::page("house-word", &page, &[], secret.path(), false).is_err() || cfg!(windows));
    assert!(!out.exists());
}

#[test]
fn a_page_that_shows_something_else_fails() {
    let page = |bad: &str, output: &str| {
        format!(
            "{RULE}\n## Bad\n```md bad file=_posts/2024-01-02-x.md\n---\ntitle: x\n---\n{bad}\n```\n```text output\n{output}\n```\n## Good\n```md good file=_posts/2024-01-02-x.md\n---\ntitle: x\n---\nText\n```\n"
        )
    };
    let own = [declared::parse(".presscheck/rules/house-word.md", RULE.as_bytes().to_vec()).unwrap()];
    let tried = |text: &str, bless: bool| trial::page("house-word", text, &own, &std::env::temp_dir(), bless).unwrap();
    let blessed = tried(&page("We utilize", "x"), true);
    assert_eq!(blessed.failures, []);
    assert!(blessed.page.contains("house-word\n```") && tried(&blessed.page, false).failures.is_empty());
    assert!(tried(&page("We utilize", "x"), false).failures[0].1.starts_with("the page shows"));
    assert!(tried(&page("We use", "x"), true).failures[0].1.starts_with("says nothing about"));
    assert_eq!(tried(RULE, true).failures[0].1, "the page needs a bad and a good example");
    assert_eq!(tried("## Bad\n```md bad\n", true).failures, [(2, "this fence is never closed".to_owned())]);
}
