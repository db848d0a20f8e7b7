//! Text that kramdown takes out of its place, without quote signs and indentation, and the way back to the file.

use std::borrow::Cow;

use crate::source::Span;

/// A text, and where each of its bytes stands in the file.
#[derive(Debug)]
#[allow(clippy::struct_field_names, reason = "its text is what everybody asks it for")]
pub(super) struct Text<'a> {
    pub(super) text: Cow<'a, str>,
    /// Where it begins in the file, and how many bytes from there on it is the same.
    start: usize,
    straight: usize,
    /// Sorted: where each stretch begins.
    map: Vec<Stretch>,
}

/// A stretch of a text.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    /// Its first byte in the text, and in the file.
    text: u32,
    file: u32,
    /// It does not stand in the file, but was put in there.
    is_new: bool,
}

impl<'a> Text<'a> {
    /// The text from `start` on in the file, as it stands.
    pub(super) fn at(text: &'a str, start: usize) -> Text<'a> {
        Text { text: Cow::Borrowed(text), start, straight: text.len(), map: Vec::new() }
    }

    /// The part of it that stands in the file as it is, from its start on, and where that is in the file.
    pub(super) fn straight(&self) -> (&str, usize) {
        (&self.text[..self.straight], self.start)
    }

    /// The stretch in which the byte `at` lies.
    fn stretch(&self, at: usize) -> Option<&Stretch> {
        let index = self.map.partition_point(|stretch| stretch.text as usize <= at);
        self.map.get(index.saturating_sub(1))
    }

    /// The place in the file of the byte `at`.
    pub(super) fn file(&self, at: usize) -> usize {
        let Some(stretch) = self.stretch(at) else { return self.start + at };
        stretch.file as usize + if stretch.is_new { 0 } else { at - stretch.text as usize }
    }

    /// The bytes of the file from the first to the last of a range.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        if end <= self.straight {
            return Span::new(self.start + start, self.start + end);
        }
        let from = self.file(start);
        let is_new = self.stretch(end.saturating_sub(1)).is_some_and(|stretch| stretch.is_new);
        let to = if end > start { self.file(end - 1) + usize::from(!is_new) } else { from };
        Span::new(from, to.max(from))
    }

    /// Calls `take` with each piece of a range that stands in the file without a gap.
    pub(super) fn pieces(&self, start: usize, end: usize, mut take: impl FnMut(Span)) {
        if end <= self.straight {
            return take(self.span(start, end));
        }
        let mut at = start;
        while at < end {
            let next = self.map.partition_point(|stretch| stretch.text as usize <= at);
            let stop = self.map.get(next).map_or(end, |stretch| end.min(stretch.text as usize));
            if !self.stretch(at).is_some_and(|stretch| stretch.is_new) {
                take(self.span(at, stop));
            }
            at = stop;
        }
    }
}

/// A range of a text.
#[derive(Clone, Debug)]
pub(super) struct Piece<'a> {
    pub(super) text: std::rc::Rc<Text<'a>>,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Piece<'_> {
    pub(super) fn as_str(&self) -> &str {
        &self.text.text[self.start..self.end]
    }
}

/// Puts a text together from parts of others.
#[derive(Debug, Default)]
pub(super) struct Builder {
    text: String,
    map: Vec<Stretch>,
}

impl Builder {
    /// An empty one, with room for so many bytes.
    pub(super) fn with_capacity(bytes: usize) -> Builder {
        Builder { text: String::with_capacity(bytes), map: Vec::new() }
    }

    /// Adds a range of another text.
    pub(super) fn push(&mut self, from: &Text<'_>, start: usize, end: usize) {
        let mut at = start;
        while at < end {
            let next = from.map.partition_point(|stretch| stretch.text as usize <= at);
            let stop = from.map.get(next).map_or(end, |stretch| end.min(stretch.text as usize));
            if from.stretch(at).is_some_and(|stretch| stretch.is_new) {
                self.insert(&from.text[at..stop], from, at);
            } else {
                self.place(from.file(at));
                self.text.push_str(&from.text[at..stop]);
            }
            at = stop;
        }
    }

    /// Adds text that does not stand in the file, at the place of the byte `at` of another text.
    pub(super) fn insert(&mut self, text: &str, from: &Text<'_>, at: usize) {
        self.map.push(Stretch { text: self.text.len() as u32, file: from.file(at) as u32, is_new: true });
        self.text.push_str(text);
    }

    fn place(&mut self, file: usize) {
        let (at, file) = (self.text.len() as u32, file as u32);
        let goes_on = self.map.last().is_some_and(|last| !last.is_new && last.file + (at - last.text) == file);
        if !goes_on {
            self.map.push(Stretch { text: at, file, is_new: false });
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    pub(super) fn ends_line(&self) -> bool {
        self.text.ends_with('\n')
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    pub(super) fn text(self) -> Text<'static> {
        let start = self.map.first().filter(|first| !first.is_new).map_or(0, |first| first.file as usize);
        let first_end = self.map.get(1).map_or(self.text.len(), |second| second.text as usize);
        let straight = if self.map.first().is_some_and(|first| first.is_new) { 0 } else { first_end };
        Text { text: Cow::Owned(self.text), start, straight, map: self.map }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_leads_over_what_was_left_out_and_put_in() {
        let source = Text::at("> a\n> b\n", 10);
        let mut builder = Builder::default();
        builder.push(&source, 2, 4);
        builder.insert("    ", &source, 4);
        builder.push(&source, 6, 8);
        let text = builder.text();
        assert_eq!(text.text, "a\n    b\n");
        assert_eq!((text.file(0), text.file(1), text.file(3), text.file(6)), (12, 13, 14, 16));
        assert_eq!(text.span(0, 7), Span::new(12, 17));
        let mut pieces = Vec::new();
        text.pieces(0, 8, |span| pieces.push((span.start, span.end)));
        assert_eq!(pieces, [(12, 14), (16, 18)]);
    }
}
