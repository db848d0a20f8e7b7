//! The format `github`: workflow commands, which GitHub shows as annotations on the lines of a pull request.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::shelf::in_order;
use super::{Report, Reporter};
use crate::finding::Level;

/// Writes `::error file=…,line=…,title=rule::message`.
pub(super) struct Github {
    /// The way from the repository's root to the site's: empty, or ending in `/`.
    pub(super) prefix: String,
}

impl Reporter for Github {
    fn report(&self, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        let findings: Vec<_> = report.findings.iter().collect();
        in_order(&findings, report.sources, out, |finding, desk, text| {
            let level = if finding.level == Level::Error { "error" } else { "warning" };
            let file = property(&format!("{}{}", self.prefix, finding.path()));
            // Writing to a string cannot fail.
            let _ = write!(text, "::{level} file={file}");
            if let Some(source) = desk.get(finding.path()) {
                let (start, end) = (source.position(finding.span().start), source.position(finding.span().end));
                let _ = write!(text, ",line={},endLine={}", start.line, end.line);
                // GitHub takes columns only where both are on one line.
                if start.line == end.line {
                    let _ = write!(text, ",col={},endColumn={}", start.column, end.column);
                }
            }
            let label = &finding.labels[0].text;
            let parts = [finding.message.as_str(), label.as_str(), finding.help.as_deref().unwrap_or("")];
            let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            let _ = writeln!(text, ",title={}::{}", property(finding.rule), data(&parts.join("\n")));
        })
    }
}

/// Escapes a message, as `actions/toolkit` does (`packages/core/src/command.ts`, `escapeData`).
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property, as `escapeProperty` of the same file does.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{finding, findings, site, span, written};
    use super::*;

    #[test]
    fn findings_are_workflow_commands() {
        let site = site();
        let text = written(&Github { prefix: "docs/".to_string() }, &site, &findings(&site));
        let expected = "::error file=docs/_posts/2021-12-08-x.md,line=4,endLine=4,col=7,endColumn=26,title=date-utc-shift::\
            this post will be published under another day%0A\
            no offset: Jekyll reads UTC, which is 2021-12-09 01:30 on this site%0A\
            write `date: 2021-12-08 17:30:00 +0800`%0Athe URL becomes /2021/12/08/x.html instead of /2021/12/09/x.html\n\
            ::warning file=docs/_posts/2021-12-08-x.md,line=6,endLine=6,col=4,endColumn=7,title=html-unclosed::\
            `<b>` is never closed, 100%25%0Aopened here\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn names_cannot_break_out_of_their_property() {
        let mut site = site();
        site.0.push(("a,b:c\n%.md", "x\ny\n".to_string()));
        let at = span(&site, "a,b:c\n%.md", "x\ny");
        let text =
            written(&Github { prefix: String::new() }, &site, &[finding("r", Level::Warn, "a,b:c\n%.md", at, "")]);
        assert_eq!(text, "::warning file=a%2Cb%3Ac%0A%25.md,line=1,endLine=2,title=r::something is wrong\n");
    }
}
