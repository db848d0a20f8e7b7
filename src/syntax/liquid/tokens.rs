//! Where Liquid 4.0.4 sees a tag or an output (`tokenizer.rb`): quotes and Markdown do not matter to it.

use memchr::{memchr, memmem};

use super::Hole;
use super::value::{is_space, is_word, skip};
use crate::source::Span;

/// The tags and outputs of a text, in order.
pub(super) struct Tokens<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl<'t> Tokens<'t> {
    /// Those of `bytes` from `from` on.
    pub(super) fn new(bytes: &'t [u8], from: usize) -> Tokens<'t> {
        Tokens { bytes, at: from }
    }

    /// Goes on after `at`.
    pub(super) fn resume(&mut self, at: usize) {
        self.at = at;
    }
}

impl Iterator for Tokens<'_> {
    type Item = Hole;

    /// One that is not ended reaches to the end of the text.
    fn next(&mut self) -> Option<Hole> {
        loop {
            let start = self.at + memchr(b'{', self.bytes.get(self.at..)?)?;
            let (end, output) = match self.bytes.get(start + 1) {
                Some(b'{') => (output_end(self.bytes, start), true),
                Some(b'%') => (tag_end(self.bytes, start), false),
                _ => {
                    self.at = start + 1;
                    continue;
                }
            };
            self.at = end.unwrap_or(self.bytes.len());
            return Some(hole(self.bytes, start, self.at, output, end.is_some()));
        }
    }
}

/// A tag ends at the first `%}`.
fn tag_end(bytes: &[u8], start: usize) -> Option<usize> {
    memmem::find(&bytes[start + 2..], b"%}").map(|length| start + 2 + length + 2)
}

/// An output ends at the first `}`, with one more if it follows.
fn output_end(bytes: &[u8], start: usize) -> Option<usize> {
    let close = start + 2 + memchr(b'}', &bytes[start + 2..])?;
    Some(close + 1 + usize::from(bytes.get(close + 1) == Some(&b'}')))
}

fn hole(bytes: &[u8], start: usize, end: usize, output: bool, ended: bool) -> Hole {
    let is_ended = ended && (!output || (end - start >= 4 && bytes[end - 2] == b'}'));
    // Of an output without its second brace the first is no markup either.
    let mut inner = start + 2..if is_ended { end - 2 } else { end - usize::from(ended) };
    if inner.start < inner.end && bytes[inner.start] == b'-' {
        inner.start += 1;
    }
    if is_ended && inner.start < inner.end && bytes[inner.end - 1] == b'-' {
        inner.end -= 1;
    }
    let mut name = inner.start..inner.start;
    if !output {
        name.start = skip(&bytes[..inner.end], inner.start, is_space);
        name.end = skip(&bytes[..inner.end], name.start, is_word);
        inner.start = skip(&bytes[..inner.end], name.end, is_space);
    }
    Hole {
        span: Span::new(start, end),
        name: Span::new(name.start, name.end),
        markup: Span::new(inner.start, inner.end),
        output,
        is_ended,
    }
}

/// The `endraw` in a tag or an output: the last `{%` in it that a word follows counts, and only without a dash (`raw.rb`).
pub(super) fn raw_end(bytes: &[u8], hole: &Hole) -> Option<Hole> {
    let end = hole.span.end as usize;
    let token = &bytes[..end];
    if !token.ends_with(b"%}") {
        return None;
    }
    let mut until = end - 2;
    loop {
        let start = memmem::rfind(&token[hole.span.start as usize..until], b"{%")? + hole.span.start as usize;
        let name = skip(&token[..end - 2], start + 2, is_space);
        let name_end = skip(&token[..end - 2], name, is_word);
        if name_end > name {
            let is_end = &token[name..name_end] == b"endraw";
            return is_end.then(|| self::hole(bytes, start, end, false, true));
        }
        until = start;
    }
}
