//! Small views of YAML values as Ruby has them: look-up in a mapping, `to_s`, truth.

use std::fmt::Write as _;

use crate::syntax::yaml::{Node, Value};

/// The value of a key in a mapping; of a repeated key the last, as in Ruby.
pub fn get<'a>(mapping: &'a Node, key: &str) -> Option<&'a Node> {
    entry(mapping, key).map(|(_, value)| value)
}

/// The key's own node and its value; of a repeated key the last.
pub fn entry<'a>(mapping: &'a Node, key: &str) -> Option<(&'a Node, &'a Node)> {
    let Value::Mapping(pairs) = &mapping.value else { return None };
    let hit = pairs.iter().rev().find(|(k, _)| matches!(&k.value, Value::String(s) if s == key));
    hit.map(|(k, v)| (k, v))
}

/// The text of a string value.
pub fn text(node: &Node) -> Option<&str> {
    match &node.value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

/// Whether Ruby counts the value as true: all but `false` and `nil`.
pub fn truthy(node: &Node) -> bool {
    !matches!(node.value, Value::Null | Value::Bool(false))
}

/// Ruby's `to_s`.
pub fn to_s(node: &Node) -> String {
    match &node.value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        _ => inspect(node),
    }
}

/// Ruby's `inspect`, as `to_s` of a list or map shows its items (Ruby before 3.4).
fn inspect(node: &Node) -> String {
    match &node.value {
        Value::Null => "nil".to_owned(),
        Value::Bool(yes) => yes.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => float(*number),
        Value::Date(day) => day.format("%Y-%m-%d").to_string(),
        Value::Time { at, .. } => at.format("%Y-%m-%d %H:%M:%S %z").to_string(),
        Value::String(text) => quoted(text),
        Value::Sequence(items) => {
            format!("[{}]", items.iter().map(inspect).collect::<Vec<_>>().join(", "))
        }
        Value::Mapping(pairs) => {
            let pairs: Vec<_> = pairs.iter().map(|(k, v)| format!("{}=>{}", inspect(k), inspect(v))).collect();
            format!("{{{}}}", pairs.join(", "))
        }
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\u{1b}' => out.push_str("\\e"),
            c if c.is_control() => {
                let _ = write!(out, "\\x{:02X}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Ruby writes floats with a fraction, and with an exponent from 1e16 on and below 1e-4.
fn float(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    let magnitude = number.abs();
    if magnitude != 0.0 && !(1e-4..1e16).contains(&magnitude) {
        let shown = format!("{number:e}");
        let Some((mantissa, exponent)) = shown.split_once('e') else { return shown };
        let dot = if mantissa.contains('.') { "" } else { ".0" };
        let digits = exponent.trim_start_matches('-');
        return format!("{mantissa}{dot}e{}{digits:0>2}", if exponent.starts_with('-') { '-' } else { '+' });
    }
    let shown = number.to_string();
    if shown.contains('.') { shown } else { shown + ".0" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn node(value: Value) -> Node {
        Node { span: Span::default(), value, style: None }
    }

    #[test]
    fn ruby_text() {
        assert_eq!(to_s(&node(Value::Float(1.0))), "1.0");
        assert_eq!(to_s(&node(Value::Float(1e20))), "1.0e+20");
        assert_eq!(to_s(&node(Value::Float(1.5e-7))), "1.5e-07");
        let list =
            node(Value::Sequence(vec![node(Value::String("a\"".into())), node(Value::Null), node(Value::Int(1))]));
        assert_eq!(to_s(&list), r#"["a\"", nil, 1]"#);
    }
}
