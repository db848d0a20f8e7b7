//! Every link and what becomes of who follows it: the table that the command `links` writes.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::visible;
use crate::site::verdict::Verdict;

/// One link.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct LinkRow {
    /// The file that it stands in, relative to the site's root, with `/`.
    pub path: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// Byte offset from the start of the file.
    pub offset: u32,
    /// The URL as it is written.
    pub target: String,
    /// Where a browser goes for it: the path from the host's root, decoded, with its fragment; of another host the URL.
    pub resolved: Option<String>,
    /// Whether it leads there.
    pub verdict: Verdict,
    /// Why it does not, or why that is not known.
    pub reason: Option<String>,
    /// The path of the page that it stands on, from the host's root, decoded; `None` where that has none.
    pub page: Option<String>,
}

/// How many links there are, of each verdict, and why nothing is known of the rest.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LinkCount {
    /// Files with links in them.
    pub files: usize,
    /// How many of each verdict.
    pub verdicts: BTreeMap<Verdict, usize>,
    /// Of those that are unverifiable or skipped, how many for each reason.
    pub reasons: BTreeMap<(Verdict, String), usize>,
}

impl LinkCount {
    /// Counts rows, those of one file beside each other.
    pub fn of(rows: &[LinkRow]) -> LinkCount {
        let mut count = LinkCount { files: rows.chunk_by(|a, b| a.path == b.path).count(), ..LinkCount::default() };
        for row in rows {
            *count.verdicts.entry(row.verdict).or_default() += 1;
            if matches!(row.verdict, Verdict::Unverifiable | Verdict::Skipped) {
                let reason = row.reason.clone().unwrap_or_default();
                *count.reasons.entry((row.verdict, reason)).or_default() += 1;
            }
        }
        count
    }

    /// In words: one line for all, and one for each reason why nothing is known.
    pub fn text(&self) -> String {
        let all: usize = self.verdicts.values().sum();
        let (links, files) = (if all == 1 { "link" } else { "links" }, if self.files == 1 { "file" } else { "files" });
        let verdicts: Vec<String> =
            self.verdicts.iter().map(|(verdict, count)| format!("{count} {}", verdict.word())).collect();
        let sign = if verdicts.is_empty() { "" } else { ": " };
        let head = format!("{all} {links} in {} {files}{sign}{}\n", self.files, verdicts.join(", "));
        let mut reasons: Vec<_> = self.reasons.iter().collect();
        reasons.sort_by_key(|((verdict, _), count)| (*verdict, std::cmp::Reverse(**count)));
        let causes =
            reasons.into_iter().map(|((verdict, reason), count)| format!("  {count} {}: {reason}\n", verdict.word()));
        std::iter::once(head).chain(causes).collect()
    }
}

/// Writes the rows as a JSON array, one row on a line.
pub fn write_json(rows: &[LinkRow], out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"[")?;
    for (index, row) in rows.iter().enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, row)?;
    }
    out.write_all(b"\n]\n")
}

/// Writes the rows as CSV (RFC 4180), with a line of names; what is not known is empty.
pub fn write_csv(rows: &[LinkRow], out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"path,line,column,offset,target,resolved,verdict,reason,page\r\n")?;
    for row in rows {
        let [path, target] = [&row.path, &row.target].map(|text| cell(text));
        let [resolved, reason, page] =
            [&row.resolved, &row.reason, &row.page].map(|text| cell(text.as_deref().unwrap_or("")));
        let (line, column, offset, verdict) = (row.line, row.column, row.offset, row.verdict.word());
        write!(out, "{path},{line},{column},{offset},{target},{resolved},{verdict},{reason},{page}\r\n")?;
    }
    Ok(())
}

/// A cell, in quotes where it needs them.
fn cell(text: &str) -> Cow<'_, str> {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\"")).into()
    } else {
        text.into()
    }
}

/// Writes the rows for people: where the link stands, the verdict, the link, where it leads if that is not the same, and
/// the reason.
pub fn write_text(rows: &[LinkRow], out: &mut dyn Write) -> io::Result<()> {
    for row in rows {
        let (line, column, verdict) = (row.line, row.column, row.verdict.word());
        write!(out, "{}:{line}:{column}: {verdict} {}", visible(&row.path), one_line(&row.target))?;
        if let Some(resolved) = row.resolved.as_deref().filter(|resolved| *resolved != row.target) {
            write!(out, " → {}", one_line(resolved))?;
        }
        match &row.reason {
            Some(reason) => writeln!(out, " ({})", one_line(reason))?,
            None => writeln!(out)?,
        }
    }
    Ok(())
}

/// `text` as it can stand in a line; nothing is `""`.
fn one_line(text: &str) -> Cow<'_, str> {
    match visible(text) {
        text if text.is_empty() => "\"\"".into(),
        text if text.contains(['\n', '\t']) => text.replace('\n', "␊").replace('\t', "␉").into(),
        text => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<LinkRow> {
        let row = |line, target: &str, resolved: Option<&str>, verdict, reason: Option<&str>| LinkRow {
            path: "_posts/2024-01-02-x.md".to_owned(),
            line,
            column: 3,
            offset: 40 * line,
            target: target.to_owned(),
            resolved: resolved.map(str::to_owned),
            verdict,
            reason: reason.map(str::to_owned),
            page: Some("/x.html".to_owned()),
        };
        vec![
            row(4, "/a.html", Some("/a.html"), Verdict::Ok, None),
            row(5, "b.html", Some("/b.html"), Verdict::Broken, Some("nothing is published there")),
            row(6, "tel:1,\"2\"", None, Verdict::Skipped, Some("`tel:` is no page")),
            row(7, "", None, Verdict::Unverifiable, Some("Liquid computes it")),
            row(8, "a\n\u{1b}", None, Verdict::Unverifiable, Some("Liquid computes it")),
        ]
    }

    fn written(write: fn(&[LinkRow], &mut dyn Write) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&rows(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn json_keeps_its_contract() {
        let value: serde_json::Value = serde_json::from_str(&written(write_json)).unwrap();
        let expected = serde_json::json!({"path": "_posts/2024-01-02-x.md", "line": 5, "column": 3, "offset": 200,
            "target": "b.html", "resolved": "/b.html", "verdict": "broken", "reason": "nothing is published there",
            "page": "/x.html"});
        assert_eq!(value[1], expected);
        assert_eq!((&value[0]["reason"], &value[2]["resolved"]), (&serde_json::Value::Null, &serde_json::Value::Null));
    }

    #[test]
    fn csv_has_quotes_where_it_needs_them() {
        let csv = written(write_csv);
        let lines: Vec<&str> = csv.split("\r\n").collect();
        assert_eq!(lines[1], "_posts/2024-01-02-x.md,4,3,160,/a.html,/a.html,ok,,/x.html");
        assert_eq!(lines[3], "_posts/2024-01-02-x.md,6,3,240,\"tel:1,\"\"2\"\"\",,skipped,`tel:` is no page,/x.html");
        assert!(lines[5].contains(",\"a\n\u{1b}\",,unverifiable,"));
    }

    #[test]
    fn text_tells_where_a_link_leads_and_why_not() {
        let expected = "_posts/2024-01-02-x.md:4:3: ok /a.html\n\
            _posts/2024-01-02-x.md:5:3: broken b.html → /b.html (nothing is published there)\n\
            _posts/2024-01-02-x.md:6:3: skipped tel:1,\"2\" (`tel:` is no page)\n\
            _posts/2024-01-02-x.md:7:3: unverifiable \"\" (Liquid computes it)\n\
            _posts/2024-01-02-x.md:8:3: unverifiable a␊␛ (Liquid computes it)\n";
        assert_eq!(written(write_text), expected);
    }

    #[test]
    fn all_is_counted() {
        let expected = "5 links in 1 file: 1 ok, 1 broken, 2 unverifiable, 1 skipped\n  \
            2 unverifiable: Liquid computes it\n  1 skipped: `tel:` is no page\n";
        assert_eq!(LinkCount::of(&rows()).text(), expected);
        assert_eq!(LinkCount::of(&[]).text(), "0 links in 0 files\n");
    }
}
