//! The format `concise`: one line for each finding, as editors, `grep` and `sort` like it.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::shelf::in_order;
use super::{Look, Report, Reporter, visible};
use crate::finding::Level;

/// Writes `path:line:column: level[rule] message`.
pub(super) struct Concise(pub(super) Look);

impl Reporter for Concise {
    fn report(&self, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        let findings: Vec<_> = report.findings.iter().collect();
        in_order(&findings, report.sources, out, |finding, desk, text| {
            let at = desk.get(finding.path()).map(|source| source.position(finding.span().start));
            let (line, column) = at.map_or((1, 1), |at| (at.line, at.column));
            let level = match (finding.level, self.0.colour) {
                (Level::Error, true) => "\x1b[31merror\x1b[0m",
                (Level::Error, false) => "error",
                (_, true) => "\x1b[33mwarning\x1b[0m",
                (_, false) => "warning",
            };
            let path = format!("{}{}", self.0.prefix, finding.path());
            let (path, message) = (one_line(&path), one_line(&finding.message));
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{path}:{line}:{column}: {level}[{}] {message}", finding.rule);
        })
    }
}

/// A path or a message that holds a line feed must not break the line.
fn one_line(text: &str) -> String {
    visible(text).replace('\n', "␊")
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{findings, site, written};
    use super::*;

    #[test]
    fn one_finding_is_one_line() {
        let site = site();
        let mut findings = findings(&site);
        findings[1].message.push_str("\nno second line");
        let expected = "_posts/2021-12-08-x.md:4:7: error[date-utc-shift] this post will be published under another day\n\
            _posts/2021-12-08-x.md:6:4: warning[html-unclosed] `<b>` is never closed, 100%␊no second line\n";
        assert_eq!(written(&Concise(Look::plain()), &site, &findings), expected);
        let look = Look { colour: true, prefix: "site/".to_string(), ..Look::plain() };
        let coloured = written(&Concise(look), &site, &findings);
        assert!(
            coloured.starts_with("site/_posts/2021-12-08-x.md:4:7: \x1b[31merror\x1b[0m[date-utc-shift] "),
            "{coloured}"
        );
    }
}
