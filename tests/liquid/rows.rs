//! Templates in a small site, one page each: what Jekyll 4.4.1 and 3.10.0 make of them, and what is said of them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use super::support;
use super::unescape;

const TABLE: &str = include_str!("../oracle/liquid_rows.tsv");

/// What Jekyll says nothing about although something is lost, and who speaks of it here.
const SILENT: [(&str, &str); 8] = [
    ("${{ secrets.X }}", "liquid-unknown-object"),
    ("\\frac{{a}}{b}", "liquid-unknown-object"),
    ("#{{x}}", "liquid-unknown-object"),
    ("\\newcommand{\\x}{{y}}", "liquid-unknown-object"),
    ("\\{{ x }}", "liquid-unknown-object"),
    ("{{ 'x' | nofilter }}", "liquid-unknown-filter"),
    ("{% if x %}a{% else if y %}b{% endif %}", "liquid-syntax"),
    ("{{{ foo }}}", "liquid-syntax"),
];

/// A warning of Jekyll's about what is printed as it was meant.
const HARMLESS: &str = "{{ page.title: }}";

/// Nobody but Jekyll looks for the files of `include_relative`: those of hidden folders are not read here.
const MISSED: &str = "{% include_relative nope.md %}";

#[test]
fn every_row_is_judged_as_jekyll_renders_it() {
    let mut wrong = String::new();
    for (version, profile) in [("4.4.1", "jekyll4"), ("3.10.0", "jekyll3")] {
        let rows: Vec<[String; 3]> = TABLE.lines().filter_map(|line| row(line, version)).collect();
        assert_eq!(rows.len(), 148);
        let found = found(&rows, profile);
        for (index, [template, verdict, output]) in rows.iter().enumerate() {
            let rules = found.get(&page(index)).map_or(&[][..], Vec::as_slice);
            let expected = expected(template, verdict, output);
            let is_right =
                if expected.is_empty() { rules.is_empty() } else { rules.len() == 1 && expected.contains(&&*rules[0]) };
            if !is_right {
                writeln!(wrong, "{version} {template}\n    {verdict} {output:?}: {rules:?}, wanted {expected:?}")
                    .unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

fn row(line: &str, version: &str) -> Option<[String; 3]> {
    let mut fields = line.split('\t');
    (fields.next() == Some(version)).then(|| std::array::from_fn(|_| unescape(fields.next().unwrap_or(""))))
}

/// One of these rules speaks, and speaks once; none if there are none.
fn expected(template: &str, verdict: &str, output: &str) -> Vec<&'static str> {
    if let Some((_, rule)) = SILENT.iter().find(|(silent, _)| *silent == template) {
        return vec![rule];
    }
    match verdict {
        _ if template == MISSED || template == HARMLESS => vec![],
        "ok" => vec![],
        "warn" => vec!["liquid-syntax"],
        _ if template.starts_with("$$") => vec!["liquid-in-math"],
        "never-closed" | "wrong-end" | "outer" | "output-termination" => vec!["liquid-unclosed"],
        "unknown-tag" => {
            let is_part =
                ["{% end", "{% elsif", "{% when", "{% endfor", "{% else"].iter().any(|part| template.contains(part));
            if is_part && !template.contains("elseif") { vec!["liquid-unclosed"] } else { vec!["liquid-unknown-tag"] }
        }
        "tag-termination" => vec!["liquid-unclosed", "liquid-syntax"],
        "render:include-missing" => vec!["liquid-missing-include"],
        "render:post-missing" | "render:link-missing" => vec!["liquid-missing-post"],
        "render:operator" | "render:include-name" => vec!["liquid-syntax"],
        _ if verdict.starts_with("render:") => panic!("{template}: {verdict} {output}"),
        _ => vec!["liquid-syntax"],
    }
}

fn page(index: usize) -> String {
    format!("row-{index:03}.md")
}

/// The rules that speak, by page.
fn found(rows: &[[String; 3]], profile: &str) -> BTreeMap<String, Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    copy(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/liquid_site")), folder.path());
    for (index, [template, ..]) in rows.iter().enumerate() {
        let text = format!("---\ntitle: 页\nother: about.md\n---\n{template}");
        std::fs::write(folder.path().join(page(index)), text).unwrap();
    }
    let outcome = support::check(folder.path(), Some(&format!("[site]\nprofile = \"{profile}\"\n")), None);
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for finding in outcome.findings.iter().filter(|finding| finding.rule.starts_with("liquid-")) {
        found.entry(finding.path().to_string()).or_default().push(finding.rule.to_owned());
    }
    found
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
