//! Reports: the findings of a run, in the form that a person, a program or a code host asked for.
//!
//! Nothing here decides what to report, and nothing here prints: a report is written to whatever it is given.

mod concise;
mod excerpt;
mod full;
mod github;
mod json;
pub mod links;
mod output;
mod shelf;
mod statistics;
pub mod urls;

use std::io::{self, Write};
use std::sync::Arc;

use serde::Serialize;

use crate::finding::{Finding, Level};
use crate::source::Source;

pub use full::{Look, problem};
pub use output::{Format, Output, write_file};
pub use statistics::{held, mendable, statistics, summary};

/// Writes one report.
pub trait Reporter {
    /// Writes `report` to `out`. An error is always one of writing.
    fn report(&self, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()>;
}

/// What there is to report.
#[derive(Clone, Copy)]
pub struct Report<'a> {
    /// In the order in which they are to be shown.
    pub findings: &'a [Finding],
    /// What was looked at.
    pub tally: &'a Tally,
    /// The texts that findings point into.
    pub sources: &'a dyn Sources,
}

/// What was looked at, in numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Tally {
    /// Files that were judged, posts included.
    pub files: usize,
    /// Posts among them.
    pub posts: usize,
    /// Links that were followed.
    pub links: usize,
    /// Links that nothing in the site's source can prove or disprove.
    pub unverifiable_links: usize,
    /// Findings held back by a comment in the file.
    pub suppressed: usize,
    /// Findings held back by the baseline.
    pub known: usize,
    /// Fixes that have been put in.
    pub fixed: usize,
}

/// Gives the text of a file again, after judging dropped it.
pub trait Sources: Sync {
    /// The file at `path`, relative to the site's root with `/`; `None` where it can no longer be read.
    fn get(&self, path: &str) -> Option<Arc<Source>>;
}

/// How many findings are errors and how many are warnings.
pub fn count(findings: &[Finding]) -> (usize, usize) {
    let errors = findings.iter().filter(|finding| finding.level == Level::Error).count();
    let warnings = findings.iter().filter(|finding| finding.level == Level::Warn).count();
    (errors, warnings)
}

/// `text` with what a terminal would obey, or not show, made visible: a file under judgement, or its name, must not
/// be able to move the cursor or to turn the reading order. Line feeds and tabs stay.
pub fn visible(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.chars().any(|c| picture(c).is_some() && c != '\n' && c != '\t') {
        return text.into();
    }
    let shown = |c| if c == '\n' || c == '\t' { c } else { picture(c).unwrap_or(c) };
    text.chars().map(shown).collect::<String>().into()
}

/// The sign that stands for a control character or one of no width; `None` for every other.
pub(crate) fn picture(c: char) -> Option<char> {
    match c {
        '\0'..='\x1f' => char::from_u32(0x2400 + c as u32),
        '\x7f' => Some('\u{2421}'),
        '\u{80}'..='\u{9f}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            Some('\u{fffd}')
        }
        // What has no width; the joiners stay, which emoji are made with.
        '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}' => Some('␣'),
        _ => None,
    }
}

#[cfg(test)]
pub(crate) mod fixture {
    //! A small site in memory, for the tests of the reporters.

    use super::*;
    use crate::rule::Sink;
    use crate::source::Span;

    pub(crate) struct Memory(pub(crate) Vec<(&'static str, String)>);

    impl Sources for Memory {
        fn get(&self, path: &str) -> Option<Arc<Source>> {
            let (_, text) = self.0.iter().find(|(name, _)| *name == path)?;
            Some(Arc::new(Source::new(path, text.clone())))
        }
    }

    pub(crate) const POST: &str = "_posts/2021-12-08-x.md";

    pub(crate) fn site() -> Memory {
        let post = "---\nlayout: post\ntitle: \"离岸人民币\"\ndate: 2021-12-08 17:30:00\n---\n正文 <b>粗\n";
        Memory(vec![(POST, post.to_string()), ("_config.yml", "title: x\ntimezone: Asia/Shanghai\n".to_string())])
    }

    /// The span of `part` in the file `path`.
    pub(crate) fn span(site: &Memory, path: &str, part: &str) -> Span {
        let (_, text) = site.0.iter().find(|(name, _)| *name == path).unwrap();
        let start = text.find(part).unwrap();
        Span::new(start, start + part.len())
    }

    pub(crate) fn finding(rule: &'static str, level: Level, path: &str, at: Span, label: &str) -> Finding {
        let mut found = Vec::new();
        let path: Arc<str> = path.into();
        Sink::new(rule, level, &path, &mut found).report(at, label, "something is wrong");
        found.remove(0)
    }

    /// The example of the design: two files, a help of two lines, a fix; and a warning in the body.
    pub(crate) fn findings(site: &Memory) -> Vec<Finding> {
        let date = span(site, POST, "2021-12-08 17:30:00");
        let label = "no offset: Jekyll reads UTC, which is 2021-12-09 01:30 on this site";
        let mut first = finding("date-utc-shift", Level::Error, POST, date, label);
        first.message = "this post will be published under another day".to_string();
        first
            .help("write `date: 2021-12-08 17:30:00 +0800`\nthe URL becomes /2021/12/08/x.html instead of /2021/12/09/x.html")
            .label_in("_config.yml".into(), span(site, "_config.yml", "Asia/Shanghai"), "set here")
            .unsafe_fix("add the offset", Span::new(date.end as usize, date.end as usize), " +0800");
        let mut second = finding("html-unclosed", Level::Warn, POST, span(site, POST, "<b>"), "opened here");
        second.message = "`<b>` is never closed, 100%".to_string();
        vec![first, second]
    }

    pub(crate) fn written(reporter: &dyn Reporter, site: &Memory, findings: &[Finding]) -> String {
        let tally = Tally { files: 2, posts: 1, links: 3, unverifiable_links: 0, suppressed: 1, known: 0, fixed: 0 };
        let mut out = Vec::new();
        reporter.report(&Report { findings, tally: &tally, sources: site }, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_become_visible() {
        assert_eq!(visible("a\u{1b}[2J\tb\n\u{202e}"), "a␛[2J\tb\n\u{fffd}");
        assert!(matches!(visible("新闻\n\t!"), std::borrow::Cow::Borrowed(_)));
    }
}
