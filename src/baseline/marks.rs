//! The marks by which a finding is known again.

use std::fmt;
use std::sync::Arc;

use rayon::prelude::*;

use super::Entry;
use crate::finding::Finding;
use crate::report::Sources;
use crate::source::{Source, Span};

/// Marks of the text that a finding is about, and of the line on which it begins. They are the same on every system and in
/// every version: they are kept in files.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(super) struct Mark {
    text: u32,
    line: u32,
}

/// How much of each mark is written.
const BITS: u32 = 24;

/// The mark of an empty text, by which nothing is known again.
const NOTHING: u32 = hash(b"");

impl Mark {
    fn at(source: &Source, span: Span) -> Mark {
        let line = source.line(source.position(span.start).line).of(&source.text);
        Mark { text: hash(span.of(&source.text).as_bytes()), line: hash(line.trim().as_bytes()) }
    }

    /// Reads what `Display` writes.
    pub(super) fn parse(text: &str) -> Option<Mark> {
        let (text, line) = text.split_once('-')?;
        let part = |part: &str| u32::from_str_radix(part, 16).ok().filter(|n| part.len() == 6 && *n < 1 << BITS);
        Some(Mark { text: part(text)?, line: part(line)? })
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06x}-{:06x}", self.text, self.line)
    }
}

/// FNV-1a, folded; how lines end makes no difference.
const fn hash(bytes: &[u8]) -> u32 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'\r' {
            hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0100_0000_01b3);
        }
        at += 1;
    }
    ((hash ^ (hash >> BITS)) & ((1 << BITS) - 1)) as u32
}

/// The marks of `findings`, which are sorted by their files, in those files that are `wanted`.
pub(super) fn of(
    findings: &[Finding],
    sources: &dyn Sources,
    wanted: impl Fn(&str) -> bool + Sync,
) -> Vec<Option<Mark>> {
    let groups: Vec<&[Finding]> = findings.chunk_by(|a, b| a.path() == b.path()).collect();
    let marks = groups.par_iter().flat_map_iter(|group| {
        let path = group[0].path();
        // Of a file that is gone or cannot be read nothing but the name is left.
        let read = || sources.get(path).unwrap_or_else(|| Arc::new(Source::new(Arc::clone(path), String::new())));
        let source = wanted(path).then(read);
        group.iter().map(move |finding| source.as_ref().map(|source| Mark::at(source, finding.span())))
    });
    marks.collect()
}

/// Those of a file's findings under one rule that `entries` do not know. What they know is taken off them: first what looks
/// the same, then what has the same text, then what has the same line, and at last any so many as a count allows.
pub(super) fn unknown(entries: &mut [Entry], mut findings: Vec<(Finding, Mark)>) -> Vec<Finding> {
    let alike: [fn(Mark, Mark) -> bool; 3] =
        [|a, b| a == b, |a, b| a.text == b.text && a.text != NOTHING, |a, b| a.line == b.line && a.line != NOTHING];
    for alike in alike {
        findings.retain(|(_, mark)| {
            let known = |entry: &&mut Entry| entry.allowed > 0 && entry.mark.is_some_and(|known| alike(known, *mark));
            let entry = entries.iter_mut().find(known);
            entry.map(|entry| entry.allowed -= 1).is_none()
        });
    }
    if let Some(count) = entries.iter_mut().find(|entry| entry.mark.is_none())
        && findings.len() <= count.allowed as usize
    {
        count.allowed -= findings.len() as u32;
        findings.clear();
    }
    findings.into_iter().map(|(finding, _)| finding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Level;
    use crate::rule::Sink;

    fn found(text: &str, parts: &[&str]) -> Vec<(Finding, Mark)> {
        let path: Arc<str> = "a.md".into();
        let source = Source::new(Arc::clone(&path), text.to_owned());
        let mut findings = Vec::new();
        let mut from = 0;
        for part in parts {
            let start = from + text[from..].find(part).unwrap();
            from = start + part.len();
            Sink::new("html-unclosed", Level::Warn, &path, &mut findings).report(Span::new(start, from), "", *part);
        }
        findings.into_iter().map(|finding| (finding.clone(), Mark::at(&source, finding.span()))).collect()
    }

    fn entries(text: &str, parts: &[&str]) -> Vec<Entry> {
        let of = |(_, mark): (Finding, Mark)| Entry { mark: Some(mark), allowed: 1, span: Span::default() };
        found(text, parts).into_iter().map(of).collect()
    }

    #[test]
    fn marks_are_written_and_read() {
        let (_, mark) = found("甲 <b> 乙\r\n", &["<b>"]).remove(0);
        assert_eq!(Mark::parse(&mark.to_string()), Some(mark));
        // They stand in files: another way to make them would turn every baseline stale.
        assert_eq!(mark.to_string(), "1ff60f-25912f");
        assert_eq!(["", "x-y", "1-2", "0000000-000000"].map(Mark::parse), [None; 4]);
        let (_, moved) = found("\n\n   甲 <b> 乙\n", &["<b>"]).remove(0);
        assert_eq!(moved, mark);
    }

    #[test]
    fn a_new_finding_is_told_from_the_old_ones() {
        let new = |old: &mut [Entry], text: &str, parts: &[&str]| -> Vec<String> {
            unknown(old, found(text, parts)).into_iter().map(|finding| finding.message).collect()
        };
        let old = entries("<i>a\n<u>b\n", &["<i>", "<u>"]);
        assert!(new(&mut old.clone(), "\nnew\n<u>b\n<i>a\n", &["<u>", "<i>"]).is_empty(), "moved");
        assert!(new(&mut old.clone(), "x <i>a y\n<u>b\n", &["<i>", "<u>"]).is_empty(), "the line was edited");
        assert!(new(&mut old.clone(), "<i>a\n<u>b\n", &["<i>a", "<u>b"]).is_empty(), "another version draws it wider");
        assert_eq!(new(&mut old.clone(), "<i>a\n<b>c\n<u>b\n", &["<i>", "<b>", "<u>"]), ["<b>"]);
        let mut left = old.clone();
        assert_eq!(new(&mut left, "<i>a\n<b>c\n", &["<i>", "<b>"]), ["<b>"], "though it is no more than before");
        assert_eq!(left.iter().map(|entry| entry.allowed).collect::<Vec<_>>(), [0, 1], "and one is gone");
    }

    #[test]
    fn a_count_allows_any_so_many() {
        let count = |allowed| Entry { mark: None, allowed, span: Span::default() };
        let mut old = [count(3)];
        assert!(unknown(&mut old, found("<i>a\n<u>b\n", &["<i>", "<u>"])).is_empty());
        assert_eq!(old[0].allowed, 1);
        assert_eq!(unknown(&mut [count(1)], found("<i>a\n<u>b\n", &["<i>", "<u>"])).len(), 2, "all, if there are more");
    }
}
