//! One file's text with its line index: turns byte spans into lines and columns.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use serde::Serialize;

/// A range of bytes in the file that the author edits, from `start` up to but not including `end`.
///
/// Files of 4 GiB and more are refused before they are parsed, so 32 bits are enough.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span of `start..end`, in bytes.
    pub fn new(start: usize, end: usize) -> Span {
        Span { start: start as u32, end: end.max(start) as u32 }
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span covers no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The same span as a range that can index a string.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The text under the span; empty when the span does not lie in `text` on character boundaries.
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or("")
    }

    /// Whether the two spans share a byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies wholly inside this span.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The span moved right by `by` bytes.
    #[must_use]
    pub fn shifted(self, by: usize) -> Span {
        Span::new(self.start as usize + by, self.end as usize + by)
    }
}

/// A place in a file: bytes are counted from 0, lines and columns from 1; a column counts Unicode scalar values.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Position {
    /// Byte offset from the start of the file.
    pub offset: u32,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// One file: its path, its text, and where its lines begin.
///
/// The indexes are built when first asked for, so that a file without findings costs nothing here.
#[derive(Debug)]
pub struct Source {
    /// Relative to the site's root, with `/`.
    pub path: Arc<str>,
    /// The text; offsets in it are offsets in the file.
    pub text: String,
    lines: OnceLock<Vec<u32>>,
    columns: OnceLock<Vec<u32>>,
}

/// Characters are counted up to every so many bytes, so that a column in a line of any length costs a short walk.
const STRIDE: usize = 1024;

impl Source {
    /// The file `path` with the text `text`.
    pub fn new(path: impl Into<Arc<str>>, text: String) -> Source {
        Source { path: path.into(), text, lines: OnceLock::new(), columns: OnceLock::new() }
    }

    /// The file `path` with the contents `bytes`. Every byte that is no part of valid UTF-8 is shown as one `?`, so
    /// that offsets stay true.
    pub fn from_bytes(path: impl Into<Arc<str>>, bytes: Vec<u8>) -> Source {
        if simdutf8::basic::from_utf8(&bytes).is_err() {
            return Source::new(path, questioned(&bytes));
        }
        let text = String::from_utf8(bytes).unwrap_or_else(|error| questioned(error.as_bytes()));
        Source::new(path, text)
    }

    /// The place of a byte offset. An offset inside a character is that character's; one past the end is the end's.
    pub fn position(&self, offset: u32) -> Position {
        let at = self.boundary(offset as usize);
        let line = self.line_index(at);
        let start = self.lines()[line] as usize;
        let column = self.characters_before(at) - self.characters_before(start);
        Position { offset: offset.min(self.text.len() as u32), line: line as u32 + 1, column: column as u32 + 1 }
    }

    /// How many lines there are; a final line feed begins one more, which is empty.
    pub fn line_count(&self) -> u32 {
        self.lines().len() as u32
    }

    /// The bytes of a line, from 1, without its line feed and without a carriage return before that.
    pub fn line(&self, line: u32) -> Span {
        let lines = self.lines();
        let index = (line.max(1) as usize - 1).min(lines.len() - 1);
        let start = lines[index] as usize;
        let Some(&next) = lines.get(index + 1) else { return Span::new(start, self.text.len()) };
        let text = &self.text[start..next as usize - 1];
        Span::new(start, start + text.strip_suffix('\r').unwrap_or(text).len())
    }

    /// The offset of the character that holds the byte `at`.
    pub(crate) fn boundary(&self, at: usize) -> usize {
        let at = at.min(self.text.len());
        (0..4).map(|back| at.saturating_sub(back)).find(|&at| self.text.is_char_boundary(at)).unwrap_or(at)
    }

    fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let feeds = memchr::memchr_iter(b'\n', self.text.as_bytes());
            std::iter::once(0).chain(feeds.map(|at| at as u32 + 1)).collect()
        })
    }

    /// The line, from 0, that holds the byte `at`.
    fn line_index(&self, at: usize) -> usize {
        self.lines().partition_point(|&start| start as usize <= at) - 1
    }

    fn characters_before(&self, at: usize) -> usize {
        let columns = self.columns.get_or_init(|| {
            let mut before = 0;
            let counted = self.text.as_bytes().chunks(STRIDE).map(|chunk| {
                before += characters(chunk) as u32;
                before
            });
            std::iter::once(0).chain(counted).collect()
        });
        let stride = at / STRIDE;
        columns[stride] as usize + characters(&self.text.as_bytes()[stride * STRIDE..at])
    }
}

/// How many characters begin in `bytes`.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}

fn questioned(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| '?'));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(source: &Source, offset: usize) -> (u32, u32) {
        let position = source.position(offset as u32);
        (position.line, position.column)
    }

    #[test]
    fn columns_count_characters() {
        let source = Source::new("a.md", "标题：新闻\n\t<b>é\n".to_string());
        assert_eq!(place(&source, 0), (1, 1));
        assert_eq!(place(&source, "标题：".len()), (1, 4));
        assert_eq!(place(&source, "标题：".len() + 1), (1, 4), "inside a character is that character");
        assert_eq!(place(&source, "标题：新闻".len()), (1, 6), "the line feed belongs to its line");
        assert_eq!(place(&source, "标题：新闻\n\t<b>é".len()), (2, 6));
        assert_eq!(place(&source, source.text.len()), (3, 1));
        assert_eq!(place(&source, 9999), (3, 1));
        assert_eq!(source.position(9999).offset, source.text.len() as u32);
    }

    #[test]
    fn lines_end_at_line_feeds_only() {
        let source = Source::new("a.md", "a\r\nb\rc\r\n".to_string());
        assert_eq!((source.line(1).of(&source.text), source.line(2).of(&source.text)), ("a", "b\rc"));
        assert_eq!((source.line_count(), source.line(3).is_empty()), (3, true));
        assert_eq!(source.line(99), source.line(3));
        assert_eq!(place(&source, 3), (2, 1));
        let empty = Source::new("a.md", String::new());
        assert_eq!((place(&empty, 0), empty.line_count(), empty.line(1)), ((1, 1), 1, Span::new(0, 0)));
    }

    #[test]
    fn invalid_bytes_keep_offsets() {
        let source = Source::from_bytes("a.md", b"a\xff\xe4\xbd\n\xe4\xbd\xa0b\xc0".to_vec());
        assert_eq!(source.text, "a???\n你b?");
        assert_eq!(place(&source, 8), (2, 2));
    }

    #[test]
    fn far_columns_are_exact() {
        let source = Source::new("a.md", format!("x\n{}", "中a".repeat(1_000_000)));
        for at in [0, 1, 255, 256, 257, 1023, 1024, 999_999] {
            assert_eq!(place(&source, 2 + at * 4), (2, at as u32 * 2 + 1));
            assert_eq!(place(&source, 2 + at * 4 + 3), (2, at as u32 * 2 + 2));
        }
    }
}
