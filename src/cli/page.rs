//! A rule's page on a terminal: Markdown as people read it, with the examples named by what they are.

use presscheck::report::Look;
use presscheck::rule::Meta;

use super::rules::view;

/// The page with its front matter as one line, headings set off, and code indented.
pub(super) fn rendered(meta: &Meta, look: &Look) -> String {
    let paint = Paint(look.colour);
    let facts = view(meta);
    let word = |key: &str| facts[key].as_str().unwrap_or_default().to_string();
    let dot = if look.unicode { " · " } else { ", " };
    let line = [word("level"), format!("fix: {}", word("fix")), word("status")].join(dot);
    // A rule of a site's own need not say when it came.
    let since = if word("since").is_empty() { String::new() } else { format!("{dot}since {}", word("since")) };
    let line = line + &since;
    let mut text = format!("{}  {}\n{}\n\n", paint.bold(meta.name), paint.dim(&line), meta.facts.summary);
    let body = meta
        .page
        .strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---\n"))
        .map_or(&*meta.page, |(_, body)| body);
    let mut fence: Option<&str> = None;
    let mut blank = false;
    for line in body.trim_start().lines() {
        if let Some(open) = fence {
            if line.trim_end() == open {
                fence = None;
            } else {
                text.push_str(format!("    {line}").trim_end());
                text.push('\n');
            }
            continue;
        }
        // One blank line at most, and none at the end.
        if line.trim().is_empty() {
            blank = true;
            continue;
        }
        if std::mem::take(&mut blank) {
            text.push('\n');
        }
        let ticks = line.len() - line.trim_start_matches('`').len();
        if ticks >= 3 {
            fence = Some(&line[..ticks]);
            if let Some(caption) = caption(&line[ticks..]) {
                text.extend(["  ", &paint.dim(&caption), "\n"]);
            }
        } else if let Some(heading) = line.strip_prefix('#') {
            text.push_str(&paint.bold(heading.trim_start_matches('#').trim()));
            text.push('\n');
        } else {
            text.push_str(&paint.prose(line));
            text.push('\n');
        }
    }
    text
}

/// What an example is, from the words after its fence.
fn caption(info: &str) -> Option<String> {
    let file = info.split_whitespace().find_map(|word| word.strip_prefix("file="));
    let has = |word: &str| info.split_whitespace().any(|known| known == word);
    match file {
        Some(file) => Some(format!("{file}:")),
        None if has("output") => Some("presscheck says:".to_string()),
        None if has("fixed") => Some("fixed:".to_string()),
        None if has("config") => Some("presscheck.toml:".to_string()),
        None => None,
    }
}

/// ANSI styles, where they are wanted.
struct Paint(bool);

impl Paint {
    fn bold(&self, text: &str) -> String {
        if self.0 { format!("\x1b[1m{text}\x1b[0m") } else { text.to_string() }
    }

    fn dim(&self, text: &str) -> String {
        if self.0 { format!("\x1b[2m{text}\x1b[0m") } else { text.to_string() }
    }

    /// Code between back-ticks in colour; without colours the ticks stay.
    fn prose(&self, line: &str) -> String {
        if !self.0 || line.matches('`').count() % 2 == 1 {
            return line.to_string();
        }
        let parts = line.split('`').enumerate();
        parts
            .map(|(index, part)| if index % 2 == 1 { format!("\x1b[36m{part}\x1b[0m") } else { part.to_string() })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use presscheck::finding::Level;
    use presscheck::rule::{Fixable, MetaFacts, Status};

    use super::*;

    fn meta() -> Meta {
        let page = "---\nsummary: No offset\n---\nWhy `date` matters.\n\n\n## Bad\n```md bad file=_posts/a.md\n---\n\ndate: x\n---\n```\n```text output\n  × no\n```\n```md fixed\n````\n```\n\n";
        let facts = MetaFacts {
            summary: "No offset".to_string(),
            level: Level::Error,
            fix: Fixable::Unsafe,
            status: Status::Stable,
            since: "0.1.0".to_string(),
            check: None,
        };
        Meta { name: "date-utc-shift", page: page.into(), facts }
    }

    #[test]
    fn a_page_reads_well_without_colours() {
        let expected = "date-utc-shift  error · fix: unsafe · stable · since 0.1.0\nNo offset\n\nWhy `date` matters.\n\nBad\n  \
            _posts/a.md:\n    ---\n\n    date: x\n    ---\n  presscheck says:\n      × no\n  fixed:\n    ````\n";
        assert_eq!(rendered(&meta(), &Look::plain()), expected);
    }

    #[test]
    fn colours_replace_the_ticks() {
        let text = rendered(&meta(), &Look { colour: true, ..Look::plain() });
        assert!(text.contains("Why \x1b[36mdate\x1b[0m matters.") && text.contains("\x1b[1mBad\x1b[0m"), "{text}");
    }
}
