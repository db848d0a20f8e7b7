//! Counts: how often each rule spoke, and the run in one line.

use std::fmt::Write as _;
use std::time::Duration;

use rustc_hash::FxHashMap;

use super::{Tally, count};
use crate::finding::Finding;

/// One line for each rule that found something, the most frequent first.
pub fn statistics(findings: &[Finding]) -> String {
    let mut rules: FxHashMap<&str, (usize, bool)> = FxHashMap::default();
    for finding in findings {
        let (times, fixable) = rules.entry(finding.rule).or_default();
        *times += 1;
        *fixable |= finding.fix.is_some();
    }
    let mut rules: Vec<_> = rules.into_iter().collect();
    rules.sort_by(|(a, (m, _)), (b, (n, _))| n.cmp(m).then(a.cmp(b)));
    let width = rules.first().map_or(1, |(_, (times, _))| times.to_string().len());
    let mut text = String::new();
    for (rule, (times, fixable)) in rules {
        let fixable = if fixable { "  (has fixes)" } else { "" };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{times:>width$}  {rule}{fixable}");
    }
    text
}

/// The run in one line: "25 posts and 12 other files, 71 links: 14 errors, 3 warnings (0.02 s)".
pub fn summary(findings: &[Finding], tally: &Tally, took: Duration) -> String {
    let others = tally.files.saturating_sub(tally.posts);
    let mut text = match (tally.posts, others) {
        (0, others) => number(others, "file"),
        (posts, 0) => number(posts, "post"),
        (posts, others) => format!("{} and {}", number(posts, "post"), number(others, "other file")),
    };
    let _ = write!(text, ", {}", number(tally.links, "link"));
    if tally.unverifiable_links > 0 {
        let _ = write!(text, " ({} unverifiable)", tally.unverifiable_links);
    }
    let (errors, warnings) = count(findings);
    let found = match (errors, warnings) {
        (0, 0) => "nothing to report".to_string(),
        (errors, 0) => number(errors, "error"),
        (0, warnings) => number(warnings, "warning"),
        (errors, warnings) => format!("{}, {}", number(errors, "error"), number(warnings, "warning")),
    };
    let _ = write!(text, ": {found}");
    if tally.suppressed > 0 {
        let _ = write!(text, ", {} suppressed", tally.suppressed);
    }
    if tally.known > 0 {
        let _ = write!(text, ", {} in the baseline", tally.known);
    }
    if tally.fixed > 0 {
        let _ = write!(text, ", {} fixed", tally.fixed);
    }
    let _ = write!(text, " ({:.2} s)", took.as_secs_f64());
    text
}

/// How many findings carry a fix, and how to ask for it: "2 can be mended by `--fix`, 1 more by `--fix --unsafe-fixes`".
/// Empty where there are none.
pub fn mendable(findings: &[Finding]) -> String {
    let count =
        |safe: bool| findings.iter().filter(|finding| finding.fix.as_ref().is_some_and(|fix| fix.safe == safe)).count();
    match (count(true), count(false)) {
        (0, 0) => String::new(),
        (safe, 0) => format!("{safe} can be mended by `--fix`"),
        (0, more) => format!("{more} can be mended by `--fix --unsafe-fixes`"),
        (safe, more) => format!("{safe} can be mended by `--fix`, {more} more by `--fix --unsafe-fixes`"),
    }
}

/// So many findings, and in so many files.
pub fn held(findings: usize, files: usize) -> String {
    format!("{} in {}", number(findings, "finding"), number(files, "file"))
}

fn number(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{findings, site};
    use super::*;

    #[test]
    fn a_run_in_one_line() {
        let findings = findings(&site());
        let tally = Tally { files: 37, posts: 25, links: 71, unverifiable_links: 2, suppressed: 0, known: 0, fixed: 2 };
        let expected = "25 posts and 12 other files, 71 links (2 unverifiable): 1 error, 1 warning, 2 fixed (0.02 s)";
        assert_eq!(summary(&findings, &tally, Duration::from_millis(21)), expected);
        let tally = Tally { files: 1, posts: 1, links: 0, unverifiable_links: 0, suppressed: 3, known: 7, fixed: 0 };
        assert_eq!(
            summary(&[], &tally, Duration::ZERO),
            "1 post, 0 links: nothing to report, 3 suppressed, 7 in the baseline (0.00 s)"
        );
    }

    #[test]
    fn fixes_are_offered() {
        let mut found = findings(&site());
        assert_eq!(mendable(&found), "1 can be mended by `--fix --unsafe-fixes`");
        found[1].safe_fix("", crate::source::Span::new(0, 1), "x");
        assert_eq!(mendable(&found), "1 can be mended by `--fix`, 1 more by `--fix --unsafe-fixes`");
        assert_eq!(mendable(&found[1..]), "1 can be mended by `--fix`");
        assert_eq!(mendable(&[]), "");
    }

    #[test]
    fn rules_are_counted() {
        let mut found = findings(&site());
        found.push(found[1].clone());
        assert_eq!(statistics(&found), "2  html-unclosed\n1  date-utc-shift  (has fixes)\n");
    }
}
