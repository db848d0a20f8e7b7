//! The few lines of a file that a finding shows, cut to a width that a person can read.
//!
//! miette's own sources are read from the start for every label, print a line of any length whole, and panic on
//! labels past column 65,535. An excerpt is small whatever the file is: lines are found by index, a wide line is cut to
//! a window around the label, and control characters are replaced by their pictures.

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::{picture, visible};
use crate::source::{Source, Span};

/// A label of more lines than these is shown by its first line.
const TALL: u32 = 6;

/// A span to be shown, and what is said of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark<'a> {
    pub(super) span: Span,
    pub(super) text: &'a str,
    pub(super) primary: bool,
}

/// Consecutive lines of one file with the labels on them.
#[derive(Debug)]
pub(super) struct Excerpt {
    name: String,
    text: String,
    first_line: u32,
    line_count: usize,
    /// Line and column of what the excerpt is about, from 1.
    head: (u32, u32),
    pub(super) labels: Vec<LabeledSpan>,
}

/// Cuts `source` to what shows `marks`: the excerpt with the primary mark first, the others in the order of the file.
/// No line is wider than about `width` terminal columns.
pub(super) fn excerpts(source: &Source, name: &str, marks: &[Mark<'_>], width: usize) -> Vec<Excerpt> {
    let mut groups: Vec<Vec<Mark<'_>>> = Vec::new();
    let mut marks: Vec<Mark<'_>> =
        marks.iter().map(|mark| Mark { span: clip(source, mark.span, width), ..*mark }).collect();
    marks.sort_by_key(|mark| mark.span.start);
    for mark in marks {
        match groups.last_mut() {
            Some(group) if fits(source, group, mark, width) => group.push(mark),
            _ => groups.push(vec![mark]),
        }
    }
    groups.sort_by_key(|group| !group.iter().any(|mark| mark.primary));
    groups.iter().map(|group| excerpt(source, name, group, width)).collect()
}

/// Where a mark is drawn: inside its lines, and no further than can be shown.
fn clip(source: &Source, span: Span, width: usize) -> Span {
    let start = source.boundary(span.start as usize);
    let end = source.boundary(span.end.max(span.start) as usize).max(start);
    let (first, mut last) = lines(source, Span::new(start, end));
    if last > first
        && (last - first > TALL || (first..=last).any(|line| wide(source.line(line).of(&source.text), width)))
    {
        last = first;
    }
    let start = start.min(source.line(first).end as usize);
    let end = end.min(source.line(last).end as usize).max(start);
    let most = width * 5 / 8;
    let text = &source.text[start..end];
    if first == last && wide(text, most) && wide(source.line(first).of(&source.text), width) {
        return Span::new(start, start + prefix(text, most).len());
    }
    Span::new(start, end)
}

/// The lines of a span's first and last byte.
fn lines(source: &Source, span: Span) -> (u32, u32) {
    let last = if span.is_empty() { span.start } else { span.end - 1 };
    (source.position(span.start).line, source.position(last).line)
}

/// Whether `mark` can stand in one excerpt with the marks before it.
fn fits(source: &Source, group: &[Mark<'_>], mark: Mark<'_>, width: usize) -> bool {
    let line = lines(source, mark.span).0;
    let last = group.iter().map(|mark| lines(source, mark.span).1).max().unwrap_or(line);
    if last != line {
        return line <= last + 2;
    }
    let shown = source.line(line);
    let start = group.iter().map(|mark| mark.span.start).min().unwrap_or(shown.start).max(shown.start);
    !wide(shown.of(&source.text), width) || !wide(Span { start, end: mark.span.end }.of(&source.text), width * 7 / 8)
}

fn excerpt(source: &Source, name: &str, marks: &[Mark<'_>], width: usize) -> Excerpt {
    let spans = marks.iter().map(|mark| lines(source, mark.span));
    let (first, last) = spans.fold((u32::MAX, 1), |(first, last), (start, end)| (first.min(start), last.max(end)));
    let subject = marks.iter().find(|mark| mark.primary).or(marks.first());
    let head = subject.map_or((1, 1), |mark| {
        let at = source.position(mark.span.start);
        (at.line, at.column)
    });
    // The line before says where one is, for the finding's own place and where it is not empty.
    let before = first.max(2) - 1;
    let placed = subject.is_some_and(|mark| mark.primary) && !source.line(before).of(&source.text).trim().is_empty();
    let first_line = if placed { before } else { first };
    let mut drawing = Drawing::new(marks);
    for line in first_line..=last {
        drawing.line(source, line, width);
    }
    let labels = marks
        .iter()
        .map(|mark| {
            let (start, end) = (drawing.place(mark.span.start), drawing.place(mark.span.end));
            let text = (!mark.text.is_empty()).then(|| visible(mark.text).into_owned());
            let span = start..end.max(start);
            if mark.primary {
                LabeledSpan::new_primary_with_span(text, span)
            } else {
                LabeledSpan::new_with_span(text, span)
            }
        })
        .collect();
    let line_count = (last - first_line + 1) as usize;
    Excerpt { name: visible(name).into_owned(), text: drawing.text, first_line, line_count, head, labels }
}

/// The text of an excerpt while it grows, and where the ends of the marks came to stand in it.
struct Drawing<'a> {
    marks: &'a [Mark<'a>],
    text: String,
    /// Sorted offsets in the file with their offsets in `text`; those before `placed` are known.
    places: Vec<(u32, usize)>,
    placed: usize,
}

impl<'a> Drawing<'a> {
    fn new(marks: &'a [Mark<'a>]) -> Drawing<'a> {
        let mut places: Vec<(u32, usize)> =
            marks.iter().flat_map(|mark| [(mark.span.start, 0), (mark.span.end, 0)]).collect();
        places.sort_unstable();
        places.dedup();
        Drawing { marks, text: String::new(), places, placed: 0 }
    }

    fn line(&mut self, source: &Source, line: u32, width: usize) {
        let whole = source.line(line);
        let shown = self.window(source, whole, width);
        if shown.start > whole.start {
            self.text.push('…');
        }
        for (at, c) in shown.of(&source.text).char_indices() {
            self.reach(shown.start + at as u32);
            self.text.push(if c == '\t' { c } else { picture(c).unwrap_or(c) });
        }
        self.reach(shown.end);
        if shown.end < whole.end {
            self.text.push('…');
        }
        self.text.push('\n');
    }

    /// Notes where the file's offsets up to `at` stand in the text.
    fn reach(&mut self, at: u32) {
        while self.placed < self.places.len() && self.places[self.placed].0 <= at {
            self.places[self.placed].1 = self.text.len();
            self.placed += 1;
        }
    }

    fn place(&self, at: u32) -> usize {
        self.places.binary_search_by_key(&at, |place| place.0).map_or(0, |index| self.places[index].1)
    }

    /// The part of the line `whole` to show: all of it, or about `width` columns around its marks.
    fn window(&self, source: &Source, whole: Span, width: usize) -> Span {
        let text = whole.of(&source.text);
        if !wide(text, width) {
            return whole;
        }
        let on_line =
            self.marks.iter().map(|mark| mark.span).filter(|span| whole.start <= span.end && span.start <= whole.end);
        let marked = on_line.map(|span| (span.start.max(whole.start), span.end.min(whole.end)));
        let (start, end) = marked.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))).unwrap_or((whole.start, whole.start));
        let (before, rest) = text.split_at((start - whole.start) as usize);
        let (middle, after) = rest.split_at((end - start) as usize);
        let room = width.saturating_sub(columns(prefix(middle, width)));
        let right = columns(prefix(after, room)).min(room / 2);
        let left = suffix(before, room - right);
        let right = prefix(after, room - columns(left));
        Span::new(start as usize - left.len(), end as usize + right.len())
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        _span: &SourceSpan,
        context_lines_before: usize,
        _context_lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        // Without context miette asks for the place to name in the header, else for the lines to draw.
        let (line, column) = if context_lines_before == 0 { self.head } else { (self.first_line, 1) };
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            self.text.as_bytes(),
            (0, self.text.len()).into(),
            line as usize - 1,
            column as usize - 1,
            self.line_count,
        )))
    }
}

/// Terminal columns, near enough to cut by: everything from Hangul Jamo on is taken as full-width.
fn column(c: char) -> usize {
    match c {
        '\t' => 4,
        '\0'..'\u{1100}' => 1,
        _ => 2,
    }
}

fn columns(text: &str) -> usize {
    text.chars().map(column).sum()
}

/// Whether `text` needs more than `width` columns; looks at no more of it than that.
fn wide(text: &str, width: usize) -> bool {
    text.len() > width && prefix(text, width).len() < text.len()
}

/// The longest start of `text` that fits into `width` columns.
fn prefix(text: &str, width: usize) -> &str {
    let mut used = 0;
    let end = text.char_indices().find(|&(_, c)| {
        used += column(c);
        used > width
    });
    &text[..end.map_or(text.len(), |(at, _)| at)]
}

/// The longest end of `text` that fits into `width` columns.
fn suffix(text: &str, width: usize) -> &str {
    let mut used = 0;
    let cut = text.char_indices().rev().find(|&(_, c)| {
        used += column(c);
        used > width
    });
    &text[cut.map_or(0, |(at, c)| at + c.len_utf8())..]
}
