//! JSON (RFC 8259) into the same tree as YAML, with a byte span on every key and value.

use super::yaml::{MAX_DEPTH, Node, Style, Value};
use crate::source::Span;

/// The object that begins at the byte `start` of `text`; whatever follows it is not looked at. `None` where it is no
/// JSON.
pub fn parse_object(text: &str, start: usize) -> Option<Node> {
    let mut reader = Reader { text, at: start, is_loose: false };
    text.get(start..)?.starts_with('{').then(|| reader.value(0))?
}

/// The one value that all of `text` is.
pub fn parse(text: &str) -> Option<Node> {
    whole(text, false)
}

/// The same, with what editors allow in configurations: comments, and a comma behind the last entry.
pub fn parse_loosely(text: &str) -> Option<Node> {
    whole(text, true)
}

fn whole(text: &str, is_loose: bool) -> Option<Node> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut reader = Reader { text, at: if is_loose { start } else { 0 }, is_loose };
    let value = reader.value(0)?;
    reader.blanks();
    (reader.at == text.len()).then_some(value)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    is_loose: bool,
}

impl Reader<'_> {
    fn value(&mut self, depth: usize) -> Option<Node> {
        self.blanks();
        if depth > MAX_DEPTH {
            return None;
        }
        let start = self.at;
        let value = match self.peek()? {
            b'{' => self.object(depth)?,
            b'[' => self.array(depth)?,
            b'"' => Value::String(self.string()?),
            b't' => self.word("true", Value::Bool(true))?,
            b'f' => self.word("false", Value::Bool(false))?,
            b'n' => self.word("null", Value::Null)?,
            _ => self.number()?,
        };
        let style = match value {
            Value::Mapping(_) | Value::Sequence(_) => None,
            Value::String(_) => Some(Style::Double),
            _ => Some(Style::Plain),
        };
        Some(Node { span: Span::new(start, self.at), value, style })
    }

    fn object(&mut self, depth: usize) -> Option<Value> {
        let mut entries = Vec::new();
        self.at += 1;
        self.blanks();
        if self.take(b'}') {
            return Some(Value::Mapping(entries));
        }
        loop {
            self.blanks();
            if self.is_loose && self.take(b'}') {
                return Some(Value::Mapping(entries));
            }
            let start = self.at;
            let key = Value::String(self.string()?);
            let key = Node { span: Span::new(start, self.at), value: key, style: Some(Style::Double) };
            self.blanks();
            if !self.take(b':') {
                return None;
            }
            entries.push((key, self.value(depth + 1)?));
            self.blanks();
            if !self.take(b',') {
                return self.take(b'}').then_some(Value::Mapping(entries));
            }
        }
    }

    fn array(&mut self, depth: usize) -> Option<Value> {
        let mut items = Vec::new();
        self.at += 1;
        self.blanks();
        if self.take(b']') {
            return Some(Value::Sequence(items));
        }
        loop {
            self.blanks();
            if self.is_loose && self.take(b']') {
                return Some(Value::Sequence(items));
            }
            items.push(self.value(depth + 1)?);
            self.blanks();
            if !self.take(b',') {
                return self.take(b']').then_some(Value::Sequence(items));
            }
        }
    }

    fn string(&mut self) -> Option<String> {
        let start = self.at;
        if !self.take(b'"') {
            return None;
        }
        loop {
            match self.peek()? {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        serde_json::from_str(self.text.get(start..self.at)?).ok()
    }

    fn number(&mut self) -> Option<Value> {
        let rest = self.text.get(self.at..)?;
        let length = rest.find(|c: char| !matches!(c, '0'..='9' | '-' | '+' | '.' | 'e' | 'E')).unwrap_or(rest.len());
        let number: serde_json::Number = serde_json::from_str(&rest[..length]).ok()?;
        self.at += length;
        number.as_i64().map(Value::Int).or_else(|| number.as_f64().map(Value::Float))
    }

    fn word(&mut self, word: &str, value: Value) -> Option<Value> {
        let is_there = self.text.get(self.at..)?.starts_with(word);
        self.at += word.len();
        is_there.then_some(value)
    }

    fn blanks(&mut self) {
        loop {
            while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
                self.at += 1;
            }
            let rest = self.text.get(self.at..).filter(|_| self.is_loose).unwrap_or("");
            let comment = if rest.starts_with("//") {
                Some(rest.find('\n').unwrap_or(rest.len()))
            } else if rest.starts_with("/*") {
                Some(rest.find("*/").map_or(rest.len(), |end| end + 2))
            } else {
                None
            };
            match comment {
                Some(length) => self.at += length,
                None => return,
            }
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        let is_there = self.peek() == Some(byte);
        self.at += usize::from(is_there);
        is_there
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_serde_reads_is_read_alike() {
        for text in [
            r#"{"a": [1, -2.5e3, true, null, "\u00e9\n甲"], "b": {}}"#,
            "[]",
            "{",
            "{\"a\" 1}",
            "[1,]",
            "{\"a\":1,}",
            "\"\\",
            "\"a",
            "tru",
            "01",
            "1.",
            "-",
            "{\"a\":1} x",
            " \t\n\"x\" ",
            "",
        ] {
            let ours = parse(text).map(|node| crate::schema::to_json(&node, text));
            assert_eq!(ours, serde_json::from_str(text).ok(), "{text}");
        }
    }

    #[test]
    fn configurations_may_have_comments() {
        let text = "\u{feff}// a\n{\n  \"a\": [1, /* ] */ 2,], // b\n}\n";
        let value = crate::schema::to_json(&parse_loosely(text).unwrap(), text);
        assert_eq!(value, serde_json::json!({"a": [1, 2]}));
        assert!(parse("{\"a\": 1,}").is_none() && parse("// a\n1").is_none());
    }

    #[test]
    fn every_value_has_its_bytes() {
        let text = r#"{"甲": ["x", {"b": 1}]}
rest"#;
        let root = parse_object(text, 0).unwrap();
        let (key, list) = &root.entries()[0];
        assert_eq!((key.span.of(text), list.span.of(text)), ("\"甲\"", r#"["x", {"b": 1}]"#));
        assert_eq!(list.items()[1].entries()[0].1.span.of(text), "1");
        assert!(parse_object("{\"a\": 1", 0).is_none());
        assert!(parse(&"[".repeat(100_000)).is_none(), "no depth is too deep");
    }
}
