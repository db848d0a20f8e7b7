//! The format `full`: every finding with the lines that it is about, drawn by miette.

use std::fmt;
use std::io::{self, Write};

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, Severity, SourceCode};
use rustc_hash::FxHashMap;

use super::excerpt::{Excerpt, Mark, excerpts};
use super::shelf::{Desk, in_order};
use super::{Report, Reporter, visible};
use crate::finding::{Finding, Level};
use crate::source::{Source, Span};

/// How many findings of one rule are shown in full.
const SHOWN: usize = 20;

/// How a report for people looks. All of it is decided by the caller: nothing is guessed from the environment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Look {
    /// Whether to use ANSI colours.
    pub colour: bool,
    /// Whether to draw with characters outside ASCII.
    pub unicode: bool,
    /// The terminal's width in columns; without one, excerpts are 160 columns wide at most.
    pub width: Option<usize>,
    /// What to put before a path, so that it can be opened from where the reader stands: empty, or ending in `/`.
    pub prefix: String,
}

impl Look {
    /// No colours, Unicode drawing, paths as they are: what a file or a test gets.
    pub fn plain() -> Look {
        Look { colour: false, unicode: true, width: None, prefix: String::new() }
    }

    /// Columns for a line of the excerpt, without the line number and the frame.
    fn excerpt_width(&self) -> usize {
        self.width.map_or(160, |width| width.saturating_sub(10).clamp(40, 160))
    }

    fn handler(&self) -> GraphicalReportHandler {
        let theme = match (self.unicode, self.colour) {
            (true, true) => GraphicalTheme::unicode(),
            (true, false) => GraphicalTheme::unicode_nocolor(),
            (false, true) => GraphicalTheme::ascii(),
            (false, false) => GraphicalTheme::none(),
        };
        // Lines are not wrapped: a command in a help must survive being copied.
        GraphicalReportHandler::new_themed(theme).with_urls(false).with_wrap_lines(false).without_syntax_highlighting()
    }

    fn dimmed(&self, text: &str) -> String {
        if self.colour { format!("\x1b[2m{text}\x1b[0m") } else { text.to_string() }
    }
}

/// Reports findings one under another.
pub(super) struct Full(pub(super) Look);

impl Reporter for Full {
    fn report(&self, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
        let mut seen: FxHashMap<&str, usize> = FxHashMap::default();
        let mut shown = Vec::new();
        for finding in report.findings {
            let seen = seen.entry(finding.rule).or_default();
            *seen += 1;
            if *seen <= SHOWN {
                shown.push(finding);
            }
        }
        let handler = self.0.handler();
        in_order(&shown, report.sources, out, |finding, desk, text| self.finding(&handler, finding, desk, text))?;
        let mut more: Vec<(&str, usize)> = seen.into_iter().filter(|&(_, seen)| seen > SHOWN).collect();
        more.sort_unstable();
        for &(rule, seen) in &more {
            writeln!(out, "… and {} more of {rule}: presscheck --select {rule} --output-format concise", seen - SHOWN)?;
        }
        if more.is_empty() { Ok(()) } else { writeln!(out) }
    }
}

impl Full {
    fn finding(&self, handler: &GraphicalReportHandler, finding: &Finding, desk: &Desk<'_>, text: &mut String) {
        let mut paths: Vec<&str> = Vec::new();
        for label in &finding.labels {
            if !paths.contains(&&*label.path) {
                paths.push(&label.path);
            }
        }
        let mut boxes = Vec::new();
        for path in &paths {
            let Some(source) = desk.get(path) else { continue };
            let labels = finding.labels.iter().enumerate().filter(|(_, label)| *label.path == **path);
            let marks: Vec<Mark<'_>> = labels
                .map(|(index, label)| Mark { span: label.span, text: &label.text, primary: index == 0 })
                .collect();
            boxes.extend(excerpts(&source, &format!("{}{path}", self.0.prefix), &marks, self.0.excerpt_width()));
        }
        if boxes.is_empty() {
            // The file cannot be read (any more): its name is all that there is to show.
            let message = format!("{}{}: {}", self.0.prefix, finding.path(), finding.message);
            draw(handler, &message, finding.level, &boxes, finding.help.as_deref(), text);
        } else {
            draw(handler, &finding.message, finding.level, &boxes, finding.help.as_deref(), text);
        }
        text.push_str("  ");
        text.push_str(&self.0.dimmed(finding.rule));
        text.push_str("\n\n");
    }
}

/// Draws a fault of the tool's own input, such as its configuration, the way a finding is drawn.
pub fn problem(look: &Look, message: &str, source: &Source, span: Span, label: &str, help: Option<&str>) -> String {
    let mark = Mark { span, text: label, primary: true };
    let boxes = excerpts(source, &format!("{}{}", look.prefix, source.path), &[mark], look.excerpt_width());
    let mut text = String::new();
    draw(&look.handler(), message, Level::Error, &boxes, help, &mut text);
    text
}

fn draw(
    handler: &GraphicalReportHandler,
    message: &str,
    level: Level,
    boxes: &[Excerpt],
    help: Option<&str>,
    text: &mut String,
) {
    let (message, help) = (visible(message), help.map(visible));
    for index in 0..boxes.len().max(1) {
        let last = index + 1 >= boxes.len();
        let message: &str = if index == 0 { &message } else { "" };
        let drawn = Drawn { message, level, excerpt: boxes.get(index), help: help.as_deref().filter(|_| last) };
        let mut part = String::new();
        // Writing to a string fails only where a span lies outside its excerpt, which `excerpts` rules out.
        if handler.render_report(&mut part, &drawn).is_err() {
            part.push('\n');
        }
        // miette has no box without a message: the later boxes drop the line of theirs. Blanks at a line's end would
        // only be lost where the output is kept in a text.
        for line in part.lines().skip(usize::from(index > 0)) {
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }
}

/// What miette draws: one box at a time.
#[derive(Debug)]
struct Drawn<'a> {
    message: &'a str,
    level: Level,
    excerpt: Option<&'a Excerpt>,
    help: Option<&'a str>,
}

impl fmt::Display for Drawn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message)
    }
}

impl std::error::Error for Drawn<'_> {}

impl Diagnostic for Drawn<'_> {
    fn severity(&self) -> Option<Severity> {
        Some(if self.level == Level::Error { Severity::Error } else { Severity::Warning })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.excerpt.map(|excerpt| excerpt as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.excerpt.map(|excerpt| Box::new(excerpt.labels.iter().cloned()) as Box<dyn Iterator<Item = LabeledSpan>>)
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Memory, POST, finding, findings, site, span, written};
    use super::*;

    fn plain(site: &Memory, findings: &[Finding]) -> String {
        written(&Full(Look::plain()), site, findings)
    }

    /// One finding on `part` of a file with `text`.
    fn one(text: &str, at: Span) -> String {
        let site = Memory(vec![("a.md", text.to_string())]);
        plain(&site, &[finding("rule", Level::Error, "a.md", at, "here")])
    }

    #[test]
    fn a_finding_reads_as_designed() {
        let site = site();
        let expected = r#"  × this post will be published under another day
   ╭─[_posts/2021-12-08-x.md:4:7]
 3 │ title: "离岸人民币"
 4 │ date: 2021-12-08 17:30:00
   ·       ─────────┬─────────
   ·                ╰── no offset: Jekyll reads UTC, which is 2021-12-09 01:30 on this site
   ╰────
   ╭─[_config.yml:2:11]
 2 │ timezone: Asia/Shanghai
   ·           ──────┬──────
   ·                 ╰── set here
   ╰────
  help: write `date: 2021-12-08 17:30:00 +0800`
        the URL becomes /2021/12/08/x.html instead of /2021/12/09/x.html
  date-utc-shift

  ⚠ `<b>` is never closed, 100%
   ╭─[_posts/2021-12-08-x.md:6:4]
 5 │ ---
 6 │ 正文 <b>粗
   ·      ─┬─
   ·       ╰── opened here
   ╰────
  html-unclosed

"#;
        assert_eq!(plain(&site, &findings(&site)), expected);
    }

    #[test]
    fn looks_are_what_was_asked_for() {
        let site = site();
        let coloured = Look { colour: true, width: Some(80), prefix: "site/".to_string(), unicode: false };
        let text = written(&Full(coloured), &site, &findings(&site)[1..]);
        assert!(
            text.contains("\x1b[2mhtml-unclosed\x1b[0m") && text.contains("site/_posts/2021-12-08-x.md:6:4"),
            "{text}"
        );
        assert!(text.chars().all(|c| c.is_ascii() || "正文粗".contains(c)), "{text}");
    }

    #[test]
    fn tabs_and_crlf_keep_the_caret_in_place() {
        let expected = "  × something is wrong\n   ╭─[a.md:2:3]\n 1 │ x\n 2 │     中b c\n   ·       ┬\n   ·       ╰── here\n   ╰────\n  rule\n\n";
        assert_eq!(one("x\r\n\t中b c\r\ny", Span::new(7, 8)), expected);
    }

    #[test]
    fn the_end_of_a_file_has_a_caret() {
        for (text, line, column) in [("a\nb", 2, 2), ("a\nb\n", 3, 1), ("", 1, 1), ("新闻", 1, 3), ("a\r\n", 2, 1)] {
            let drawn = one(text, Span::new(text.len(), text.len()));
            assert!(drawn.contains(&format!("[a.md:{line}:{column}]")), "{text:?}\n{drawn}");
            assert!(drawn.contains('▲') && drawn.contains("╰── here"), "{text:?}\n{drawn}");
        }
        assert!(one("a\n", Span::new(70, 90)).contains("[a.md:2:1]"), "even a span beyond it");
        assert!(one("a\r\nb", Span::new(1, 3)).contains("1 │ a"), "a line's end is on its line");
    }

    #[test]
    fn control_characters_cannot_reach_the_terminal() {
        let drawn = one("a\u{1b}[31m\u{202e}<b>\r!\n", Span::new(9, 12));
        assert!(drawn.contains(" 1 │ a␛[31m\u{fffd}<b>␍!\n   ·        ─┬─\n"), "{drawn}");
    }

    #[test]
    fn a_wide_line_is_cut_around_its_label() {
        let text = format!("x\n{}<img>{}\ny\n", "<p>中文</p>".repeat(700_000), "<i>".repeat(400_000));
        let start = text.find("<img>").unwrap();
        let drawn = one(&text, Span::new(start, start + 5));
        let lines: Vec<&str> = drawn.lines().collect();
        assert_eq!(lines[1], "   ╭─[a.md:2:6300001]");
        assert!(
            lines[3].starts_with(" 2 │ …") && lines[3].ends_with('…') && lines[3].contains("</p><img><i>"),
            "{drawn}"
        );
        assert!(drawn.lines().all(|line| line.chars().count() <= 170), "{drawn}");
        let caret = lines[4].chars().position(|c| c == '─').unwrap();
        let before = lines[3].split_once("<img>").unwrap().0;
        let columns: usize = before.chars().map(|c| if ('\u{4e00}'..='\u{9fff}').contains(&c) { 2 } else { 1 }).sum();
        assert_eq!(caret, columns, "{drawn}");
    }

    #[test]
    fn labels_far_apart_on_one_line_get_a_box_each() {
        let text = format!("<b id=a>{}<b id=a>{}", "x".repeat(5000), "y".repeat(5000));
        let site = Memory(vec![("a.md", text)]);
        let mut finding = finding("rule", Level::Error, "a.md", Span::new(5008, 5016), "again");
        finding.label(Span::new(0, 8), "first");
        let drawn = plain(&site, &[finding]);
        let heads: Vec<&str> = drawn.lines().filter(|line| line.contains('╭')).collect();
        assert_eq!(heads, ["   ╭─[a.md:1:5009]", "   ╭─[a.md:1:1]"], "the primary one first: {drawn}");
    }

    #[test]
    fn long_labels_are_shown_by_their_beginning() {
        let text = format!("{}\n{}\n", "wide ".repeat(100), "line\n".repeat(50));
        assert!(one(&text, Span::new(0, 400)).lines().count() < 9);
        assert!(one(&text, Span::new(501, 700)).lines().count() < 10);
        let several = one("<div\n class=a\n id=b>\n", Span::new(0, 20));
        assert!(several.contains(" 1 │ ╭─▶ <div\n") && several.contains(" 3 │ ├─▶  id=b>\n"), "{several}");
    }

    #[test]
    fn no_span_can_break_the_drawing() {
        let text = format!("a\r\n中\t\u{0}é\n{}\n\n{}", "长".repeat(300), "b".repeat(400));
        let length = text.len();
        for start in (0..length + 3).step_by(7) {
            for end in [start, start + 1, start + 2, start + 90, start + 600, length] {
                let drawn = one(&text, Span::new(start, end));
                assert!(drawn.contains("here") && drawn.contains("[a.md:"), "{start}..{end}\n{drawn}");
            }
        }
    }

    #[test]
    fn many_of_one_rule_are_counted() {
        let site = site();
        let at = span(&site, POST, "<b>");
        let many: Vec<Finding> = (0..23).map(|_| finding("html-unclosed", Level::Warn, POST, at, "")).collect();
        let text = plain(&site, &many);
        assert_eq!(text.matches("  html-unclosed\n").count(), 20);
        let more = "… and 3 more of html-unclosed: presscheck --select html-unclosed --output-format concise\n";
        assert!(text.ends_with(&format!("\n\n{more}\n")), "{text}");
    }

    #[test]
    fn a_file_that_cannot_be_read_is_named() {
        let gone = finding("file-unreadable", Level::Error, "_posts/gone.md", Span::new(0, 0), "");
        assert_eq!(plain(&site(), &[gone]), "  × _posts/gone.md: something is wrong\n  file-unreadable\n\n");
    }
}
