//! `_config.toml` as the tree that its YAML would be.

use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue};

use super::{Problem, ProblemKind};
use crate::source::Span;
use crate::syntax::yaml::{Node, Value};

/// Reads the TOML at `span` of `text`; spans are those of `text`.
pub(super) fn parse(text: &str, span: Span, problems: &mut Vec<Problem>) -> Option<Node> {
    let reader = Reader { start: span.start as usize };
    match DeTable::parse(span.of(text)) {
        Ok(table) => Some(reader.table(table.get_ref(), span)),
        Err(error) => {
            let at = error.span().unwrap_or(0..0);
            let kind = ProblemKind::Toml(error.message().to_owned());
            problems.push(Problem { kind, span: reader.span(at) });
            None
        }
    }
}

struct Reader {
    start: usize,
}

impl Reader {
    fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.start + range.start, self.start + range.end)
    }

    fn table(&self, table: &DeTable<'_>, span: Span) -> Node {
        let entry = |(key, value): (&Spanned<std::borrow::Cow<'_, str>>, &Spanned<DeValue<'_>>)| {
            let name = Value::String(key.get_ref().to_string());
            (Node { span: self.span(key.span()), value: name, style: None }, self.node(value))
        };
        let mut entries: Vec<(Node, Node)> = table.iter().map(entry).collect();
        // Tables come sorted by key; collections keep the order in which they are written.
        entries.sort_by_key(|(key, _)| key.span.start);
        Node { span, value: Value::Mapping(entries), style: None }
    }

    fn node(&self, value: &Spanned<DeValue<'_>>) -> Node {
        let span = self.span(value.span());
        let value = match value.get_ref() {
            DeValue::Table(table) => return self.table(table, span),
            DeValue::Array(items) => Value::Sequence(items.iter().map(|item| self.node(item)).collect()),
            DeValue::Boolean(yes) => Value::Bool(*yes),
            DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) => Value::Int(number),
                Err(_) => Value::String(number.as_str().to_owned()),
            },
            DeValue::String(text) => Value::String(text.to_string()),
            DeValue::Float(number) => match number.as_str().parse() {
                Ok(number) => Value::Float(number),
                Err(_) => Value::String(number.as_str().to_owned()),
            },
            DeValue::Datetime(at) => Value::String(at.to_string()),
        };
        Node { span, value, style: None }
    }
}
