//! The formats `json` and `json-lines`: the contract with programs. Keys are never renamed or removed.

use std::io::{self, Write};

use serde::Serialize;

use super::shelf::{Desk, in_order};
use super::{Report, Reporter, count};
use crate::finding::{Finding, Fix, Level};
use crate::source::Position;

/// One document: version, findings, summary.
pub(super) struct Json;

/// One finding on each line, and nothing else.
pub(super) struct JsonLines;

#[derive(Serialize)]
struct FindingView<'a> {
    rule: &'a str,
    level: Level,
    path: &'a str,
    message: &'a str,
    help: Option<&'a str>,
    labels: Vec<LabelView<'a>>,
    fix: Option<&'a Fix>,
}

#[derive(Serialize)]
struct LabelView<'a> {
    path: &'a str,
    text: &'a str,
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Summary {
    files: usize,
    errors: usize,
    warnings: usize,
    suppressed: usize,
    unverifiable_links: usize,
    baseline: usize,
    fixed: usize,
}

impl Reporter for Json {
    fn report(&self, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        let findings: Vec<_> = report.findings.iter().collect();
        out.write_all(b"{\"version\":1,\"findings\":[")?;
        in_order(&findings, report.sources, out, |finding, desk, text| {
            text.push_str(if std::ptr::eq(finding, &raw const report.findings[0]) { "\n" } else { ",\n" });
            text.push_str(&object(finding, desk));
        })?;
        let (errors, warnings) = count(report.findings);
        let super::Tally { files, unverifiable_links, suppressed, known, fixed, .. } = *report.tally;
        let summary = Summary { files, errors, warnings, suppressed, unverifiable_links, baseline: known, fixed };
        out.write_all(b"\n],\"summary\":")?;
        serde_json::to_writer(&mut *out, &summary)?;
        out.write_all(b"}\n")
    }
}

impl Reporter for JsonLines {
    fn report(&self, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        let findings: Vec<_> = report.findings.iter().collect();
        in_order(&findings, report.sources, out, |finding, desk, text| {
            text.push_str(&object(finding, desk));
            text.push('\n');
        })
    }
}

fn object(finding: &Finding, desk: &Desk<'_>) -> String {
    let labels = finding.labels.iter().map(|label| {
        let source = desk.get(&label.path);
        // A file that is gone has no lines left to count: its beginning, with the true offset.
        let place =
            |offset| source.as_ref().map_or(Position { offset, line: 1, column: 1 }, |source| source.position(offset));
        LabelView { path: &label.path, text: &label.text, start: place(label.span.start), end: place(label.span.end) }
    });
    let view = FindingView {
        rule: finding.rule,
        level: finding.level,
        path: finding.path(),
        message: &finding.message,
        help: finding.help.as_deref(),
        labels: labels.collect(),
        fix: finding.fix.as_ref(),
    };
    // Strings and numbers only: nothing here can fail to be written as JSON.
    serde_json::to_string(&view).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::fixture::{POST, finding, findings, site, written};
    use super::*;
    use crate::source::Span;

    #[test]
    fn the_document_keeps_its_contract() {
        let site = site();
        let document: Value = serde_json::from_str(&written(&Json, &site, &findings(&site))).unwrap();
        let expected = json!({"rule": "date-utc-shift", "level": "error", "path": POST,
            "message": "this post will be published under another day",
            "help": "write `date: 2021-12-08 17:30:00 +0800`\nthe URL becomes /2021/12/08/x.html instead of /2021/12/09/x.html",
            "labels": [
                {"path": POST, "text": "no offset: Jekyll reads UTC, which is 2021-12-09 01:30 on this site",
                 "start": {"offset": 48, "line": 4, "column": 7}, "end": {"offset": 67, "line": 4, "column": 26}},
                {"path": "_config.yml", "text": "set here",
                 "start": {"offset": 19, "line": 2, "column": 11}, "end": {"offset": 32, "line": 2, "column": 24}}],
            "fix": {"title": "add the offset", "safe": false, "edits": [{"start": 67, "end": 67, "text": " +0800"}], "rename": null}});
        assert_eq!(document["version"], 1);
        assert_eq!(document["findings"][0], expected);
        assert_eq!(document["findings"][1]["level"], "warn");
        assert_eq!(document["findings"][1]["fix"], Value::Null);
        assert_eq!(document["findings"][1]["labels"][0]["start"]["column"], 4);
        let summary = json!({"files": 2, "errors": 1, "warnings": 1, "suppressed": 1, "unverifiable_links": 0,
            "baseline": 0, "fixed": 0});
        assert_eq!(document["summary"], summary);
    }

    #[test]
    fn nothing_found_is_a_document_too() {
        let document: Value = serde_json::from_str(&written(&Json, &site(), &[])).unwrap();
        assert_eq!(document["findings"], json!([]));
        assert_eq!(written(&JsonLines, &site(), &[]), "");
    }

    #[test]
    fn lines_are_the_same_objects_in_order() {
        let site = site();
        // Many files' worth, so that several threads and batches take part.
        let many: Vec<Finding> =
            (0..5000).map(|at| finding("title-empty", Level::Warn, POST, Span::new(at % 60, at % 60), "")).collect();
        let document: Value = serde_json::from_str(&written(&Json, &site, &many)).unwrap();
        let lines: Vec<Value> =
            written(&JsonLines, &site, &many).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(document["findings"].as_array().unwrap(), &lines);
        let offsets: Vec<u64> =
            lines.iter().map(|line| line["labels"][0]["start"]["offset"].as_u64().unwrap()).collect();
        assert_eq!(offsets, (0..5000).map(|at| at % 60).collect::<Vec<u64>>());
    }

    #[test]
    fn a_file_that_vanished_keeps_its_finding() {
        let gone = finding("text-invalid-utf8", Level::Error, "_posts/gone.md", Span::new(7, 9), "here");
        let line: Value = serde_json::from_str(&written(&JsonLines, &site(), &[gone])).unwrap();
        assert_eq!(line["labels"][0]["start"], json!({"offset": 7, "line": 1, "column": 1}));
    }
}
