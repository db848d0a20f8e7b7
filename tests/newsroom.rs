//! A whole site, as a newspaper has it: every defect in it is found at its place, and nothing else is said.
//!
//! `sites/newsroom.expected.tsv` was written by hand from the files: path, line, column, rule. `BLESS=1` rewrites
//! `sites/newsroom.out`, what the tool prints, and nothing else.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]
#![allow(clippy::disallowed_methods, reason = "`BLESS` comes from outside")]

mod support;

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use presscheck::report::Sources;
use support::full_report;

fn sites() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/sites")
}

#[test]
fn every_defect_and_nothing_else() {
    let root = sites().join("newsroom");
    let config = fs::read_to_string(root.join("presscheck.toml")).unwrap();
    let outcome = support::check(&root, Some(&config), None);

    let mut found = String::new();
    for finding in &outcome.findings {
        let source = outcome.get(finding.path()).unwrap();
        let place = source.position(finding.span().start);
        writeln!(found, "{}\t{}\t{}\t{}", finding.path(), place.line, place.column, finding.rule).unwrap();
    }
    let expected = fs::read_to_string(sites().join("newsroom.expected.tsv")).unwrap();
    let extra: Vec<&str> = found.lines().filter(|line| !expected.lines().any(|other| other == *line)).collect();
    let lacking: Vec<&str> = expected.lines().filter(|line| !found.lines().any(|other| other == *line)).collect();
    assert!(
        extra.is_empty() && lacking.is_empty(),
        "found, not expected:\n{}\nexpected, not found:\n{}",
        extra.join("\n"),
        lacking.join("\n")
    );
    assert_eq!(found, expected, "in this order, each once");

    let path = sites().join("newsroom.out");
    let printed = full_report(&outcome);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &printed).unwrap();
    }
    assert_eq!(printed, fs::read_to_string(&path).unwrap(), "BLESS=1 rewrites it");
}
