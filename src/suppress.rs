//! Inline suppressions: `presscheck-ignore NAME[, NAME] -- reason` and `presscheck-ignore-file`, in an HTML comment,
//! a Liquid comment or a YAML comment. A suppression covers its own line and the next element.

use std::sync::LazyLock;

use memchr::{memchr, memmem};

use crate::source::Span;

/// One directive of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// The directive, from its word to the end of its names.
    pub span: Span,
    /// The names it lists, each a rule or `prefix-*`, with their place. Empty means that it names none.
    pub names: Vec<(Box<str>, Span)>,
    /// The bytes that it covers; `None` for the whole file.
    pub reach: Option<Span>,
}

impl Suppression {
    /// Which of its names covers a finding of `rule` that starts at `at`.
    pub fn covers(&self, rule: &str, at: u32) -> Option<usize> {
        if self.reach.is_some_and(|reach| !(reach.start..reach.end).contains(&at)) {
            return None;
        }
        self.names.iter().position(|(name, _)| matches_name(name, rule))
    }
}

/// Whether `pattern`, a rule's name or a `prefix-*`, means `rule`.
pub fn matches_name(pattern: &str, rule: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == rule, |prefix| rule.starts_with(prefix))
}

/// Finds the directives of `text`. `comment` says, for the place of the word, where the text of the comment that
/// it stands in ends, if it stands in one; `element` where the element that starts at a place ends.
pub fn find(
    text: &str,
    comment: impl Fn(usize) -> Option<usize>,
    element: impl Fn(usize) -> Option<usize>,
) -> Vec<Suppression> {
    const WORD: &str = "presscheck-ignore";
    static FINDER: LazyLock<memmem::Finder> = LazyLock::new(|| memmem::Finder::new(WORD));
    let mut found = Vec::new();
    for at in FINDER.find_iter(text.as_bytes()) {
        let Some(end) = comment(at).filter(|end| *end >= at + WORD.len()) else { continue };
        let inner = &text[at + WORD.len()..end];
        let (whole_file, inner) = inner.strip_prefix("-file").map_or((false, inner), |rest| (true, rest));
        if !inner.is_empty() && !inner.starts_with(char::is_whitespace) {
            continue;
        }
        let list = inner.split_once(" -- ").map_or(inner, |(list, _)| list);
        let from = list.as_ptr() as usize - text.as_ptr() as usize;
        let names: Vec<_> =
            words(list).map(|(i, name)| (name.into(), Span::new(from + i, from + i + name.len()))).collect();
        let stop = names.last().map_or(from, |(_, span): &(Box<str>, Span)| span.end as usize);
        let reach = (!whole_file).then(|| reach(text, at, end, &element));
        found.push(Suppression { span: Span::new(at, stop), names, reach });
    }
    found
}

fn words(list: &str) -> impl Iterator<Item = (usize, &str)> {
    list.split([',', ' ', '\t', '\n', '\r'])
        .filter(|word| !word.is_empty())
        .map(|word| (word.as_ptr() as usize - list.as_ptr() as usize, word))
}

fn reach(text: &str, at: usize, end: usize, element: &impl Fn(usize) -> Option<usize>) -> Span {
    let bytes = text.as_bytes();
    let line_end = |at: usize| memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |i| at + i + 1);
    let start = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |i| i + 1);
    let own = line_end(end);
    let next = own + bytes[own..].iter().take_while(|b| b.is_ascii_whitespace()).count();
    let stop = match element(next) {
        Some(stop) => line_end(stop.max(next).min(bytes.len())),
        None => memmem::find(&bytes[next..], b"\n\n").map_or(bytes.len(), |i| next + i + 1),
    };
    Span::new(start, stop.max(own))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_html_comment(text: &str) -> impl Fn(usize) -> Option<usize> {
        move |at| text[..at].trim_end().ends_with("<!--").then(|| text[at..].find("-->").map(|i| at + i)).flatten()
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
