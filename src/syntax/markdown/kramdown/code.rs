//! Code blocks and formulas (kramdown 2.5, `parser/kramdown/{codeblock,math}.rb`).

use std::rc::Rc;

use memchr::memmem;

use super::html::is_lazy_end;
use super::scan::{blank_lines, blanks, code_indent, indent, is_space, line_end, rest_is_blank};
use super::tree::Kind;
use super::{Event, Input, NoteKind, Parser};

impl Parser<'_> {
    /// An indented code block.
    pub(super) fn indented_code(&mut self, at: usize) {
        let end = code_end(&self.source.text.text, at);
        let span = self.span(at, end);
        self.add_block(Kind::Code, span);
        self.events.push(Event::Code(span));
        self.source.at = end;
    }

    pub(super) fn fence(&mut self, at: usize) -> bool {
        let text = Rc::clone(&self.source.text);
        let bytes = text.text.as_bytes();
        let Some(fence) = fence_start(bytes, at, self.input) else { return false };
        let Some(end) = self.fence_end(bytes, &fence) else {
            self.note(self.source.text.span(fence.start, fence.end), NoteKind::OpenFence);
            return false;
        };
        let span = self.span(at, end);
        self.add_block(Kind::Code, span);
        self.events.push(Event::Code(span));
        self.source.at = end;
        true
    }

    /// Where a fenced block ends. A fence may count for a shorter one where no
    /// other would end it; what is left of it is the language then.
    fn fence_end(&mut self, bytes: &[u8], fence: &Fence) -> Option<usize> {
        let marks = &bytes[fence.start..fence.end];
        let last = *marks.last()?;
        let kind = if marks.iter().any(|mark| *mark != last) { 2 } else { usize::from(last == b'~') };
        let shortest = if kind == 2 { marks.len() } else { 3 };
        let mut length = marks.len().min(self.longest_fences[kind]);
        while length >= shortest {
            let marks = &marks[..length];
            if is_info(&bytes[fence.start + length..fence.line_end]) {
                let mut at = fence.line_end;
                while at < bytes.len() {
                    if let Some(end) = closes_fence(bytes, at, marks, self.input) {
                        return Some(end);
                    }
                    at = line_end(bytes, at);
                }
                // Every search that fails is done once.
                let longest = if kind == 2 { 0 } else { longest_fence(bytes, fence.line_end, last) };
                self.longest_fences[kind] = longest.min(length - 1);
                length = self.longest_fences[kind];
            } else {
                length -= 1;
            }
        }
        None
    }

    pub(super) fn math(&mut self, at: usize, start: usize) -> bool {
        let text = Rc::clone(&self.source.text);
        let bytes = text.text.as_bytes();
        if !bytes[start..].starts_with(b"$$") || !self.is_after_boundary() {
            return false;
        }
        let Some(end) = memmem::find(&bytes[start + 2..], b"$$").map(|i| start + 2 + i + 2) else { return false };
        let next = rest_is_blank(bytes, end).unwrap_or(end);
        if !self.is_before_boundary(next) {
            return false;
        }
        let span = self.span(at, end);
        self.add_block(Kind::Math, span);
        self.events.push(Event::Math);
        self.source.at = next;
        true
    }

    /// `\$$…$$` on a line of its own is math amid text: only the backslash goes.
    pub(super) fn escaped_math(&mut self, _at: usize, start: usize) -> bool {
        let text = Rc::clone(&self.source.text);
        let bytes = text.text.as_bytes();
        if !bytes[start..].starts_with(b"\\$$") || !self.is_after_boundary() {
            return false;
        }
        let Some(end) = memmem::find(&bytes[start + 3..], b"$$").map(|i| start + 3 + i + 2) else { return false };
        if rest_is_blank(bytes, end).is_some() {
            self.source.at = start + 1;
        }
        false
    }
}

/// `CODEBLOCK_MATCH`: the end of the indented code that starts at `at`.
pub(super) fn code_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = at;
    loop {
        let from = blank_lines(bytes, end).unwrap_or(end);
        let mut line = from;
        while let Some(inner) = code_indent(bytes, line)
            && !matches!(bytes.get(inner + blanks(bytes, inner)), None | Some(b'\n' | b'\r'))
        {
            line = line_end(bytes, line);
        }
        if line == from {
            return end;
        }
        // Lines that follow without an indentation belong to it.
        while line < bytes.len() && !is_lazy_end(text, line) {
            line = line_end(bytes, line);
        }
        end = line;
    }
}

/// The opening line of a fenced code block.
struct Fence {
    start: usize,
    end: usize,
    line_end: usize,
}

fn fence_start(bytes: &[u8], at: usize, input: Input) -> Option<Fence> {
    let is_gfm = input == Input::Gfm;
    let start = if is_gfm { at + indent(bytes, at) } else { at };
    let is_mark = |byte: &u8| *byte == b'~' || (is_gfm && *byte == b'`');
    let length = bytes[start..].iter().take_while(|byte| is_mark(byte)).count();
    (length >= 3).then(|| Fence { start, end: start + length, line_end: line_end(bytes, start) })
}

/// Whether at most one word follows the fence on its line.
fn is_info(rest: &[u8]) -> bool {
    let rest = rest.trim_ascii();
    !rest.iter().any(|byte| is_space(*byte))
}

/// How many marks the longest fence has that could end another, from `at` on.
fn longest_fence(bytes: &[u8], mut at: usize, mark: u8) -> usize {
    let mut longest = 0;
    while at < bytes.len() {
        let start = at + indent(bytes, at).min(3);
        let length = bytes[start..].iter().take_while(|byte| **byte == mark).count();
        if length > longest && rest_is_blank(bytes, start + length).is_some() {
            longest = length;
        }
        at = line_end(bytes, at);
    }
    longest
}

/// The end of the line at `at` if it ends a code block that `marks` opened.
fn closes_fence(bytes: &[u8], at: usize, marks: &[u8], input: Input) -> Option<usize> {
    let from = if input == Input::Gfm { at + indent(bytes, at).min(3) } else { at };
    let rest = bytes.get(from..)?.strip_prefix(marks)?;
    let last = *marks.last()?;
    let more = rest.iter().take_while(|byte| **byte == last).count();
    rest_is_blank(bytes, from + marks.len() + more)
}
