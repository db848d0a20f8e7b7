//! Front matter that Jekyll does not read: TOML between `+++`, and a JSON object at the start of the file, as Hugo and
//! others have them. It becomes the same tree as YAML, so that a schema judges all three alike.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::super::json;
use super::super::yaml::{Node, Style, Value, scalar};
use crate::source::Span;

/// A form of front matter beside YAML.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Foreign {
    /// Between two lines `+++`.
    Toml,
    /// One object in braces.
    Json,
}

/// A block of another form.
#[derive(Clone, PartialEq, Debug)]
pub struct ForeignBlock {
    /// Its form.
    pub form: Foreign,
    /// The opening `+++` or `{`.
    pub open: Span,
    /// What it says; `None` where it has a fault of its own.
    pub root: Option<Node>,
}

/// The block at the start of `text`, if there is one of another form.
pub fn foreign(text: &str) -> Option<ForeignBlock> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let rest = &text[start..];
    if rest.starts_with('{') {
        let root = json::parse_object(text, start);
        return Some(ForeignBlock { form: Foreign::Json, open: Span::new(start, start + 1), root });
    }
    let line = rest.lines().next().filter(|line| line.trim_end() == "+++")?;
    let from = start + line.len() + 1;
    let mut at = from;
    for line in text.get(from..)?.split_inclusive('\n') {
        if line.trim_end() == "+++" {
            let root = toml(text.get(from..at)?, from);
            return Some(ForeignBlock { form: Foreign::Toml, open: Span::new(start, start + 3), root });
        }
        at += line.len();
    }
    None
}

/// The table that the TOML text `block` gives, which begins at the byte `from` of its file.
fn toml(block: &str, from: usize) -> Option<Node> {
    let (document, faults) = DeTable::parse_recoverable(block);
    let root = table(document.get_ref(), Span::new(0, block.len()), from);
    faults.is_empty().then_some(root)
}

fn table(entries: &DeTable<'_>, span: Span, from: usize) -> Node {
    let node = |(key, value): (&Spanned<std::borrow::Cow<'_, str>>, &Spanned<DeValue<'_>>)| {
        let name =
            Node { span: of(key, from), value: Value::String(key.get_ref().to_string()), style: Some(Style::Plain) };
        (name, toml_value(value, from))
    };
    let mut entries: Vec<(Node, Node)> = entries.iter().map(node).collect();
    // Tables come sorted by key; people read from the top.
    entries.sort_by_key(|(key, _)| key.span.start);
    Node { span: span.shifted(from), value: Value::Mapping(entries), style: None }
}

fn toml_value(value: &Spanned<DeValue<'_>>, from: usize) -> Node {
    let span = of(value, from);
    let found = match value.get_ref() {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).map_or(Value::Null, Value::Int)
        }
        DeValue::Float(number) => number.as_str().parse().map_or(Value::Null, Value::Float),
        DeValue::Boolean(truth) => Value::Bool(*truth),
        // SafeYAML's table knows the same forms.
        DeValue::Datetime(date) => {
            let text = date.to_string();
            scalar::resolve(&text).unwrap_or(Value::String(text))
        }
        DeValue::Array(list) => Value::Sequence(list.iter().map(|item| toml_value(item, from)).collect()),
        DeValue::Table(entries) => {
            return table(entries, Span::new(value.span().start, value.span().end), from);
        }
    };
    let style = (!matches!(found, Value::Sequence(_))).then_some(Style::Plain);
    Node { span, value: found, style }
}

fn of<T>(value: &Spanned<T>, from: usize) -> Span {
    Span::new(value.span().start, value.span().end).shifted(from)
}
