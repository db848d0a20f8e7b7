//! A page with twenty mistakes in its HTML, each of another kind and on a line of its own: one finding for each, on its tag.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

mod support;

use std::fs;
use std::path::PathBuf;

use presscheck::report::Sources;

/// Line, column, rule: written by hand, from the page.
const EXPECTED: &[(u32, u32, &str)] = &[
    (5, 1, "html-document-tag"),
    (6, 6, "html-unclosed"),
    (7, 14, "html-stray-end-tag"),
    (8, 10, "html-misnested"),
    (9, 18, "html-void-end-tag"),
    (10, 24, "html-duplicate-attribute"),
    (11, 12, "html-attribute-syntax"),
    (12, 7, "html-tag-name"),
    (13, 17, "html-comment"),
    (14, 6, "html-entity"),
    (15, 8, "html-unknown-element"),
    (16, 1, "html-self-closing"),
    (17, 1, "html-obsolete"),
    (18, 8, "html-duplicate-id"),
    (19, 9, "content-model-p-block"),
    (20, 43, "content-model-nested-interactive"),
    (21, 16, "content-model-list-children"),
    (22, 32, "content-model-table"),
    (23, 19, "html-branch-imbalance"),
    (24, 1, "html-unclosed-raw-text"),
];

#[test]
fn one_finding_for_each_mistake_and_on_its_tag() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/sites/planted");
    let config = fs::read_to_string(root.join("presscheck.toml")).unwrap();
    let outcome = support::check(&root, Some(&config), None);
    let place = |finding: &presscheck::finding::Finding| {
        let place = outcome.get(finding.path()).unwrap().position(finding.span().start);
        (place.line, place.column, finding.rule)
    };
    let found: Vec<_> = outcome.findings.iter().map(place).collect();
    assert_eq!(found, EXPECTED);
}
