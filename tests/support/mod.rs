//! What the tests of rules and sites share: a small site in a folder of its own, judged as the command does.

#![allow(dead_code, reason = "each test uses its part")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot set itself up has failed"
)]

pub(crate) mod page;
pub(crate) mod web;

use std::path::Path;
use std::sync::Arc;

use chrono::DateTime;
use presscheck::config::{Origin, Selection, Selections};
use presscheck::report::{Format, Look, Report};
use presscheck::{Outcome, Request, known};

use page::Example;

/// Writes the example's files into a folder of their own.
pub(crate) fn site(example: &Example) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    // The root is found by its configuration; an empty one is as good as none.
    write(folder.path(), "_config.yml", b"");
    for block in example.files() {
        if block.is_link() {
            link(folder.path(), block.file(), String::from_utf8(block.bytes()).unwrap().trim());
        } else {
            write(folder.path(), block.file(), &block.bytes());
        }
    }
    folder
}

fn write(root: &Path, path: &str, bytes: &[u8]) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

fn link(root: &Path, path: &str, target: &str) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(target, path).unwrap();
    #[cfg(windows)]
    std::os::windows::fs::symlink_file(target, path).unwrap();
}

/// Checks the site at `root` under the default rules, and `rule` even if it is off by default, on New Year's Day 2026.
pub(crate) fn check(root: &Path, config: Option<&str>, rule: Option<&str>) -> Outcome {
    check_with(root, config, rule, None)
}

/// The same, with the external links asked for where `answers` says what comes of it.
pub(crate) fn check_with(root: &Path, config: Option<&str>, rule: Option<&str>, answers: Option<&str>) -> Outcome {
    let request = Request { online: answers.map(web::scripted), ..request(root, config, rule) };
    presscheck::check(&request).unwrap_or_else(|error| panic!("{error}"))
}

/// What asks for that.
pub(crate) fn request(root: &Path, config: Option<&str>, rule: Option<&str>) -> Request {
    let known = known();
    let mut selections = Selections::default();
    let off = |rule: &&str| {
        presscheck::rules::find(rule).is_some_and(|e| e.meta.facts.level == presscheck::finding::Level::Off)
    };
    if let Some(rule) = rule.filter(off).filter(|_| config.is_none()) {
        selections.warn.push(Selection::parse(rule, &known).unwrap());
    }
    let config = config.map(|text| Origin::File("presscheck.toml".into(), text.as_bytes().to_vec()));
    Request {
        config: config.into_iter().collect(),
        selections,
        now: DateTime::parse_from_rfc3339("2026-01-01T00:00:00Z").unwrap(),
        progress: Arc::default(),
        ..Request::of_site(root)
    }
}

/// What the format `full` prints.
pub(crate) fn full_report(outcome: &Outcome) -> String {
    let report = Report { findings: &outcome.findings, tally: &outcome.tally, sources: outcome };
    let mut out = Vec::new();
    Format::Full.reporter(&Look::plain(), "").report(&report, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let lines: Vec<&str> = text.trim_end().lines().map(str::trim_end).collect();
    format!("{}\n", lines.join("\n"))
}
