//! The markup of Jekyll's own tags (`jekyll/tags/*.rb`), the same in 3.10 and 4.4.

use memchr::memmem;

use super::Hole;
use super::blocks::{Reader, markup};
use super::fault::{FaultKind, Form};
use super::value::{is_segment, is_space, is_word, skip};
use crate::source::Span;

impl Reader<'_> {
    /// `include` and its kin: the file, then `key="value"` and so on.
    pub(super) fn include(&mut self, hole: &Hole) {
        let (bytes, start) = markup(self.text, hole);
        let end = bytes.len() - bytes[start..].iter().rev().take_while(|byte| is_space(**byte)).count();
        let bytes = &bytes[..end];
        let computed = computed_file(bytes, start);
        let file_end = computed.unwrap_or_else(|| skip(bytes, start, |byte| !is_space(byte)));
        if computed.is_none() && !is_file_name(&self.text[start..file_end]) {
            let span = if file_end > start { Span::new(start, file_end) } else { hole.span };
            self.fault(hole, span, FaultKind::Markup(Form::IncludeName));
        }
        if let Err(at) = parameters(bytes, skip(bytes, file_end, is_space)) {
            self.fault(hole, Span::new(at, end), FaultKind::Markup(Form::IncludeParameters));
        }
    }
}

/// Where the name of a file ends that has an output in it; behind the last `}}` if that has a filter.
fn computed_file(bytes: &[u8], start: usize) -> Option<usize> {
    let mut end = None;
    let mut at = start + memchr::memchr(b'{', &bytes[start..])?;
    while let Some(close) = output_at(bytes, at) {
        at = skip(bytes, close, |byte| !is_space(byte) && byte != b'{' && byte != b'}');
        end = Some(at);
        at = skip(bytes, at, |byte| byte != b'{');
    }
    end
}

fn output_at(bytes: &[u8], at: usize) -> Option<usize> {
    let from = skip(bytes, at + 2, is_space);
    let name = skip(bytes, from, |byte| is_segment(byte) || byte == b'.');
    let bar = skip(bytes, name, is_space);
    if !bytes[at..].starts_with(b"{{") || name == from {
        return None;
    }
    if bytes[bar..].starts_with(b"}}") {
        return Some(bar + 2);
    }
    let length = memmem::rfind(&bytes[bar..], b"}}").filter(|_| bytes.get(bar) == Some(&b'|'))?;
    Some(bar + length + 2)
}

/// Whether Jekyll takes the name of a file: `VALID_FILENAME_CHARS`, and no two dots or slashes in a row.
pub fn is_file_name(name: &str) -> bool {
    let is_good = |byte: u8| is_word(byte) || b"/.-()+~#@".contains(&byte);
    let is_odd = |pair: &[u8]| pair.iter().all(|byte| matches!(byte, b'.' | b'/'));
    !name.is_empty() && name.bytes().all(is_good) && !name.as_bytes().windows(2).any(is_odd)
}

/// Reads `key=value` from `at` to the end; fails where that is not what stands there.
fn parameters(bytes: &[u8], mut at: usize) -> Result<(), usize> {
    while at < bytes.len() {
        let start = at;
        let key = skip(bytes, at, is_segment);
        let sign = skip(bytes, key, is_space);
        let from = skip(bytes, sign + 1, is_space);
        if key == start || bytes.get(sign) != Some(&b'=') {
            return Err(start);
        }
        let end = match bytes.get(from) {
            Some(quote @ (b'"' | b'\'')) => quoted_end(bytes, from + 1, *quote).ok_or(start)?,
            _ => skip(bytes, from, |byte| is_segment(byte) || byte == b'.'),
        };
        at = skip(bytes, end, is_space);
        if end == from || (end < bytes.len() && at == end) {
            return Err(start);
        }
    }
    Ok(())
}

fn quoted_end(bytes: &[u8], mut at: usize, quote: u8) -> Option<usize> {
    loop {
        at += memchr::memchr2(quote, b'\\', bytes.get(at..)?)?;
        if bytes[at] == quote {
            return Some(at + 1);
        }
        if matches!(bytes.get(at + 1), None | Some(b'\n')) {
            return None;
        }
        at += 2;
    }
}

/// Whether `highlight` takes its markup: a language, then options.
pub(super) fn is_highlight(markup: &str) -> bool {
    let bytes = markup.as_bytes();
    let starts = std::iter::once(0).chain(memchr::memchr_iter(b'\n', bytes).map(|at| at + 1));
    starts.take(8).any(|start| {
        let mut at = skip(bytes, start, |byte| byte.is_ascii_alphanumeric() || b".+#_-".contains(&byte));
        if at == start {
            return false;
        }
        while !matches!(bytes.get(at), None | Some(b'\n')) {
            match highlight_option(bytes, at) {
                Some(end) => at = end,
                None => return false,
            }
        }
        true
    })
}

/// ` name`, ` name=value` or ` name="1 2"`.
fn highlight_option(bytes: &[u8], at: usize) -> Option<usize> {
    let name = skip(bytes, at, is_space);
    let end = skip(bytes, name, is_word);
    if name == at || end == name {
        return None;
    }
    if bytes.get(end) != Some(&b'=') {
        return Some(end);
    }
    let value = end + 1;
    if bytes.get(value) != Some(&b'"') {
        return Some(skip(bytes, value, is_word)).filter(|end| *end > value);
    }
    let mut digits = value + 1;
    loop {
        let end = skip(bytes, digits, |byte| byte.is_ascii_digit());
        match bytes.get(end) {
            _ if end == digits => return None,
            Some(b'"') => return Some(end + 1),
            Some(byte) if is_space(*byte) => digits = end + 1,
            _ => return None,
        }
    }
}

/// What `post_url` makes of its markup: the folder with its slash, the day, and the slug; `None` where it refuses it
/// (`PostComparer::MATCHER`).
pub fn post_name(markup: &str) -> Option<(&str, &str, &str)> {
    let markup = markup.strip_prefix('/').unwrap_or(markup);
    markup.lines().find_map(|line| {
        let slashes = memchr::memrchr_iter(b'/', line.as_bytes()).filter(|at| *at > 0).map(|at| at + 1);
        slashes.chain([0]).find_map(|start| {
            let name = &line[start..];
            let bytes = name.as_bytes();
            let mut at = 0;
            for part in 0..3 {
                let end = skip(bytes, at, |byte| byte.is_ascii_digit());
                if end == at || bytes.get(end) != Some(&b'-') {
                    return None;
                }
                at = if part < 2 { end + 1 } else { end };
            }
            Some((&line[..start], &name[..at], &name[at + 1..]))
        })
    })
}
