//! A position in a string of ASCII, for reading dates by hand.

/// Reads a text byte by byte.
pub(super) struct Cursor<'a> {
    /// What is read.
    pub(super) text: &'a str,
    /// The next byte.
    pub(super) at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(super) fn eat(&mut self, wanted: impl Fn(u8) -> bool) -> bool {
        let hit = self.peek().is_some_and(wanted);
        self.at += usize::from(hit);
        hit
    }

    pub(super) fn blanks(&mut self) -> usize {
        let start = self.at;
        while self.eat(|b| b.is_ascii_whitespace()) {}
        self.at - start
    }

    pub(super) fn done(&mut self) -> bool {
        self.text[self.at..].bytes().all(|b| b.is_ascii_whitespace())
    }

    pub(super) fn letters(&mut self) -> &'a str {
        let start = self.at;
        while self.eat(|b| b.is_ascii_alphabetic()) {}
        &self.text[start..self.at]
    }

    /// A number of `min` to `max` digits that no further digit follows.
    pub(super) fn number(&mut self, min: usize, max: usize) -> Option<u32> {
        let start = self.at;
        while self.eat(|b| b.is_ascii_digit()) {}
        let digits = &self.text[start..self.at];
        if digits.len() < min || digits.len() > max { None } else { digits.parse().ok() }
    }
}
