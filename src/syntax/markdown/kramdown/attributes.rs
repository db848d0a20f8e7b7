//! Attribute lists, `{: #id .class key="value" name}` (kramdown, `parser/kramdown/extensions.rb`).

use super::scan::{is_space, list_name};
use super::text::Text;
use crate::source::Span;

/// What attribute lists give to an element.
#[derive(Clone, Debug, Default)]
pub(super) struct Attributes {
    pub(super) id: Option<(String, Span)>,
    /// Names of lists that are defined elsewhere, `toc` among them.
    pub(super) names: Vec<String>,
    pub(super) classes: Vec<String>,
    /// The keys, and the places of the values, of `key="value"`, but for `id` and `class`.
    pub(super) pairs: Vec<(String, Span)>,
}

impl Attributes {
    /// Adds another list, as a later one.
    pub(super) fn add(&mut self, other: &Attributes) {
        if other.id.is_some() {
            self.id.clone_from(&other.id);
        }
        self.names.extend_from_slice(&other.names);
        self.classes.extend_from_slice(&other.classes);
        self.pairs.extend_from_slice(&other.pairs);
    }

    /// Reads the list at `start..end` of a text; false if there is no attribute in it.
    pub(super) fn read(&mut self, from: &Text<'_>, start: usize, end: usize) -> bool {
        let list = &from.text[start..end];
        let bytes = list.as_bytes();
        let mut at = 0;
        let mut any = list.trim().is_empty() || list.trim() == ":";
        while at < bytes.len() {
            // An attribute stands at the start or behind white space, and white space follows it.
            let from_here =
                if at == 0 && !is_space(bytes[0]) { Some(0) } else { is_space(bytes[at]).then_some(at + 1) };
            let item = from_here.or((at == 0).then_some(0));
            match item.and_then(|item| self.item(from, start, list, item)) {
                Some(next) => {
                    any = true;
                    at = next;
                }
                None => at += 1,
            }
        }
        any
    }

    /// One attribute at `at` of the list; the place behind it.
    fn item(&mut self, from: &Text<'_>, start: usize, list: &str, at: usize) -> Option<usize> {
        let bytes = list.as_bytes();
        let ends = |end: usize| bytes.get(end).is_none_or(|byte| is_space(*byte));
        if let Some(length) = list_name(bytes, at) {
            let name = &list[at..at + length];
            if ends(at + length) {
                self.names.push(name.to_owned());
                return Some(at + length);
            }
            let quote = bytes.get(at + length + 1).filter(|quote| matches!(quote, b'"' | b'\''))?;
            let from_value = at + length + 2;
            let close = list.get(from_value..)?.match_indices(*quote as char).map(|(i, _)| from_value + i);
            let close = close.filter(|_| bytes[at + length] == b'=').find(|close| ends(close + 1))?;
            let value = list[from_value..close].to_owned();
            match name {
                "id" => self.id = Some((value, from.span(start + from_value, start + close))),
                "class" => self.classes.extend(value.split_whitespace().map(str::to_owned)),
                _ => {
                    let span = from.span(start + from_value, start + close);
                    self.pairs.push((name.to_owned(), span));
                }
            }
            return Some(close + 1);
        }
        let mut end = at;
        let mut found = (None, Vec::new());
        while let Some(&sign @ (b'#' | b'.')) = bytes.get(end) {
            let word = end + 1;
            let length = if sign == b'#' {
                if !bytes.get(word).is_some_and(u8::is_ascii_alphabetic) {
                    break;
                }
                let fits = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b':' | b'-');
                bytes[word..].iter().take_while(|b| fits(b)).count()
            } else {
                bytes[word..].iter().take_while(|b| !is_space(**b) && !matches!(b, b'.' | b'#')).count()
            };
            if length == 0 {
                break;
            }
            let name = list[word..word + length].to_owned();
            if sign == b'#' {
                found.0 = Some((name, from.span(start + word, start + word + length)));
            } else {
                found.1.push(name);
            }
            end = word + length;
        }
        if end == at || !ends(end) {
            return None;
        }
        self.id = found.0.or(self.id.take());
        self.classes.append(&mut found.1);
        Some(end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_as_kramdown_reads_them() {
        let read = |list: &str| {
            let mut attributes = Attributes::default();
            let any = attributes.read(&Text::at(list, 0), 0, list.len());
            let Attributes { id, names, classes, pairs } = attributes;
            (any, id.map(|(id, _)| id).unwrap_or_default(), names.join(" "), classes.join(" "), pairs.len())
        };
        let is = |any, id: &str, names: &str, classes: &str, pairs| {
            (any, id.to_owned(), names.to_owned(), classes.to_owned(), pairs)
        };
        assert_eq!(read(" #x .y .z"), is(true, "x", "", "y z", 0));
        assert_eq!(read(".no_toc#甲#b"), is(false, "", "", "", 0));
        assert_eq!(read(".a#b.c"), is(true, "b", "", "a c", 0));
        assert_eq!(read("toc key='v w' id=\"q\""), is(true, "q", "toc", "", 1));
        assert_eq!(read(" "), is(true, "", "", "", 0));
        assert_eq!(read(" 甲"), is(false, "", "", "", 0));
    }
}
