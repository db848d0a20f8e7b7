//! Inline suppressions: `presscheck-ignore NAME[, NAME] [until YYYY-MM-DD] -- reason` and `presscheck-ignore-file`, in an
//! HTML comment, a Liquid comment or a YAML comment. A suppression covers its own line and the next element.

use std::sync::LazyLock;

use chrono::NaiveDate;
use memchr::{memchr, memmem};

use crate::finding::{Edit, Fix};
use crate::source::Span;
use crate::syntax::empty_line;

/// One directive of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// The directive, from its word to the end of its names.
    pub span: Span,
    /// The names it lists, each a rule or `prefix-*`, with their place. Empty means that it names none.
    pub names: Vec<(Box<str>, Span)>,
    /// The bytes that it covers; `None` for the whole file.
    pub reach: Option<Span>,
    /// What follows `until`, and the last day on which it holds, if that is one.
    pub until: Option<(Span, Option<NaiveDate>)>,
    /// Whether it says why.
    pub has_reason: bool,
    /// What deletes it, and whether nothing else changes by that; `None` where it is part of something.
    pub deletion: Option<(Span, bool)>,
}

/// The comment in which a directive stands.
#[derive(Clone, Copy, Debug)]
pub struct Comment {
    /// Where its text ends.
    pub end: usize,
    /// All of it, with its signs.
    pub whole: Span,
    /// Whether it may be a block of Markdown, which parts what stands before it from what follows.
    pub is_block: bool,
}

impl Suppression {
    /// Which of its names covers a finding of `rule` that starts at `at`.
    pub fn covers(&self, rule: &str, at: u32) -> Option<usize> {
        // A day that cannot be read is told of, and ends nothing.
        if self.reach.is_some_and(|reach| !(reach.start..reach.end).contains(&at)) {
            return None;
        }
        self.names.iter().position(|(name, _)| matches_name(name, rule))
    }

    /// The last day on which it holds, where that is before `today`.
    pub fn ended(&self, today: NaiveDate) -> Option<(Span, NaiveDate)> {
        let (span, day) = self.until?;
        Some((span, day.filter(|day| *day < today)?))
    }

    /// What takes the name at `index` out of it, or all of it where `is_last` says that no name stays.
    pub fn without(&self, index: usize, is_last: bool) -> Option<Fix> {
        if is_last {
            let (span, safe) = self.deletion?;
            return Some(Fix::new("delete the directive", safe, vec![Edit { span, text: String::new() }]));
        }
        let (own, next) = (self.names[index].1, self.names.get(index + 1));
        let span = match next {
            Some((_, next)) => Span { start: own.start, end: next.start },
            None => Span { start: self.names[index.checked_sub(1)?].1.end, end: own.end },
        };
        Some(Fix::new("delete the name", true, vec![Edit { span, text: String::new() }]))
    }
}

/// Whether `pattern`, a rule's name or a `prefix-*`, means `rule`.
pub fn matches_name(pattern: &str, rule: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == rule, |prefix| rule.starts_with(prefix))
}

/// What every directive begins with.
const WORD: &str = "presscheck-ignore";
static FINDER: LazyLock<memmem::Finder> = LazyLock::new(|| memmem::Finder::new(WORD));

/// Whether the word of a directive stands in `text`.
pub fn is_named(text: &str) -> bool {
    FINDER.find(text.as_bytes()).is_some()
}

/// Finds the directives of `text`. `comment` gives, for the place of the word, the comment that it begins, if it begins
/// one; `element` where the element that starts at a place ends.
pub fn find(
    text: &str,
    comment: impl Fn(usize) -> Option<Comment>,
    element: impl Fn(usize) -> Option<usize>,
) -> Vec<Suppression> {
    let mut found = Vec::new();
    for at in FINDER.find_iter(text.as_bytes()) {
        let Some(comment) = comment(at).filter(|comment| comment.end >= at + WORD.len()) else { continue };
        let end = comment.end;
        let inner = &text[at + WORD.len()..end];
        let (whole_file, inner) = inner.strip_prefix("-file").map_or((false, inner), |rest| (true, rest));
        if !inner.is_empty() && !inner.starts_with(char::is_whitespace) {
            continue;
        }
        let (list, reason) = inner.split_once(" -- ").map_or((inner, ""), |(list, reason)| (list, reason));
        let from = list.as_ptr() as usize - text.as_ptr() as usize;
        let mut names: Vec<(Box<str>, Span)> =
            words(list).map(|(i, name)| (name.into(), Span::new(from + i, from + i + name.len()))).collect();
        let stop = names.last().map_or(from, |(_, span)| span.end as usize);
        let until = names.iter().position(|(name, _)| &**name == "until").map(|at| {
            let end: Vec<_> = names.drain(at..).collect();
            let day = end.get(1).filter(|_| end.len() == 2);
            (day.map_or(end[0].1, |day| day.1), day.and_then(|(day, _)| day.parse().ok()))
        });
        let reach = (!whole_file).then(|| reach(text, at, end, &element));
        let span = Span::new(at, stop);
        let (has_reason, deletion) = (!reason.trim().is_empty(), Some(deletion(text, comment)));
        found.push(Suppression { span, names, reach, until, has_reason, deletion });
    }
    found
}

fn words(list: &str) -> impl Iterator<Item = (usize, &str)> {
    list.split([',', ' ', '\t', '\n', '\r'])
        .filter(|word| !word.is_empty())
        .map(|word| (word.as_ptr() as usize - list.as_ptr() as usize, word))
}

/// The bytes to delete with a comment, its line where it stands alone, and whether nothing else changes by that.
fn deletion(text: &str, comment: Comment) -> (Span, bool) {
    let (start, end) = (comment.whole.start as usize, comment.whole.end as usize);
    let before = text[..start].trim_end_matches([' ', '\t']);
    let after = text[end..].trim_start_matches([' ', '\t']);
    let is_first = before.is_empty() || before.ends_with('\n');
    let rest = after.strip_prefix("\r\n").or_else(|| after.strip_prefix('\n'));
    match rest {
        Some(rest) if is_first => {
            let safe = !comment.is_block || parts_nothing(before, rest);
            (Span::new(before.len(), text.len() - rest.len()), safe)
        }
        None if is_first && after.is_empty() => (Span::new(before.len(), text.len()), true),
        // Of the blanks around it one side stays.
        _ if is_first => (Span::new(start, text.len() - after.len()), !comment.is_block),
        _ => {
            // `{%-` takes the blanks away that would stay.
            let trims = text[start..].starts_with("{%-") || text[..end].ends_with("-%}");
            let joins = before.len() == start || text[end..].starts_with(['\r', '\n', ' ', '\t']);
            (Span::new(before.len(), end), joins && !trims)
        }
    }
}

/// Whether a block between two texts does not keep them apart: an empty line does, and neither goes on with the other.
fn parts_nothing(before: &str, after: &str) -> bool {
    let is_apart = |line: Option<&str>| line.is_none_or(|line| line.trim().is_empty());
    let next = after.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    let goes_on = next.starts_with([' ', '\t', '>', '|', ':', '{', '*', '-', '+'])
        || next.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(['.', ')']);
    (is_apart(before.lines().next_back()) || is_apart(after.lines().next())) && !goes_on
}

fn reach(text: &str, at: usize, end: usize, element: &impl Fn(usize) -> Option<usize>) -> Span {
    let bytes = text.as_bytes();
    let line_end = |at: usize| memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |i| at + i + 1);
    let start = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |i| i + 1);
    let own = line_end(end);
    let next = own + bytes[own..].iter().take_while(|b| b.is_ascii_whitespace()).count();
    let stop = match element(next) {
        Some(stop) => line_end(stop.max(next).min(bytes.len())),
        None => empty_line(&bytes[next..]).map_or(bytes.len(), |i| next + i),
    };
    Span::new(start, stop.max(own))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_html_comment(text: &str) -> impl Fn(usize) -> Option<Comment> {
        move |at| {
            let start = text[..at].trim_end().strip_suffix("<!--")?.len();
            let end = at + text[at..].find("-->")?;
            Some(Comment { end, whole: Span::new(start, end + 3), is_block: true })
        }
    }

    #[test]
    fn a_directive_can_end_and_say_why() {
        let read = |text: &str| {
            let found = find(text, in_html_comment(text), |_| None).remove(0);
            let names: Vec<String> = found.names.iter().map(|(name, _)| name.to_string()).collect();
            (names.join(" "), found.until.map(|(span, day)| (span.of(text).to_owned(), day)), found.has_reason)
        };
        let day = NaiveDate::from_ymd_opt(2027, 1, 1);
        let until = |text: &str, day| Some((text.to_owned(), day));
        let whole = "<!-- presscheck-ignore html-*, text-bom until 2027-01-01 -- old -->";
        assert_eq!(read(whole), ("html-* text-bom".to_owned(), until("2027-01-01", day), true));
        assert_eq!(read("<!-- presscheck-ignore a until soon -- -->"), ("a".to_owned(), until("soon", None), false));
        assert_eq!(read("<!-- presscheck-ignore a until -->"), ("a".to_owned(), until("until", None), false));
        let found = find(whole, in_html_comment(whole), |_| None).remove(0);
        assert_eq!(found.ended(day.unwrap()), None, "the day itself is the last");
        assert!(found.ended(day.unwrap().succ_opt().unwrap()).is_some());
    }

    #[test]
    fn a_directive_is_deleted_with_its_line() {
        let deleted = |text: &str| {
            let found = find(text, in_html_comment(text), |_| None).remove(0);
            let fix = found.without(0, true).unwrap();
            (crate::fix::apply(text, &[&fix]).0, fix.safe)
        };
        let word = "<!-- presscheck-ignore a -- b -->";
        assert_eq!(deleted(&format!("甲\n\n  {word} \r\n\r\n乙\n")), ("甲\n\n\r\n乙\n".to_owned(), true));
        assert_eq!(deleted(&format!("甲\n{word}\n乙\n")), ("甲\n乙\n".to_owned(), false), "two blocks become one");
        assert_eq!(deleted(&format!("- 甲\n\n{word}\n\n- 乙")), ("- 甲\n\n\n- 乙".to_owned(), false), "two lists");
        assert_eq!(deleted(&format!("甲 {word} 乙\n")), ("甲 乙\n".to_owned(), true));
        assert_eq!(deleted(&format!("甲 {word}乙\n")), ("甲乙\n".to_owned(), false));
        assert_eq!(deleted(&format!("甲\n{word}")), ("甲\n".to_owned(), true));
        let text = "<!-- presscheck-ignore a, b,c -- why -->";
        let found = find(text, in_html_comment(text), |_| None).remove(0);
        let left = |index| crate::fix::apply(text, &[&found.without(index, false).unwrap()]).0;
        let kept = ["b,c", "a, c", "a, b"].map(|names| format!("<!-- presscheck-ignore {names} -- why -->"));
        assert_eq!([left(0), left(1), left(2)], kept);
    }

    #[test]
    fn a_directive_covers_its_line_and_the_next_element() {
        let text = "a\n\nb <!-- presscheck-ignore html-unclosed, link-* -- old page -->\n\n甲\n乙\n\nc\n";
        let found = find(text, in_html_comment(text), |_| None);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].reach.map(|reach| reach.of(text)), Some(&text[3..text.len() - 3]));
        assert_eq!(
            found[0].names.iter().map(|(_, span)| span.of(text)).collect::<Vec<_>>(),
            ["html-unclosed", "link-*"]
        );
        assert_eq!(found[0].covers("link-broken", 10), Some(1));
        assert_eq!(found[0].covers("link-broken", 0), None);
        let text = text.replace('\n', "\r\n");
        let found = find(&text, in_html_comment(&text), |_| None);
        assert_eq!(found[0].reach.map(|reach| reach.of(&text)), Some(&text[5..text.len() - 5]));
    }

    #[test]
    fn a_whole_file_can_be_covered() {
        let text = "x\n<!-- presscheck-ignore-file text-bom -->";
        let found = find(text, in_html_comment(text), |_| None);
        assert_eq!(found[0].reach, None);
        assert_eq!(found[0].covers("text-bom", 0), Some(0));
    }

    #[test]
    fn the_word_alone_is_no_directive() {
        let text = "presscheck-ignore html-unclosed <!-- presscheck-ignored x -->";
        assert_eq!(find(text, in_html_comment(text), |_| None), []);
    }
}
