//! How Ruby 3 prints values: `to_s`, and `inspect` inside lists and hashes.

use std::fmt::Write as _;

use rustc_hash::FxHashMap;

use super::Value;

/// `value.to_s`.
pub(super) fn to_s(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Time { at, .. } => at.format("%Y-%m-%d %H:%M:%S %z").to_string(),
        Value::Date(day) => day.format("%Y-%m-%d").to_string(),
        _ => inspect(value),
    }
}

fn inspect(value: &Value) -> String {
    match value {
        Value::Null => "nil".to_string(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => float(*value),
        Value::String(text) => quoted(text),
        Value::Date(day) => {
            // `#<Date: 2020-01-02 ((2458851j,0s,0n),+0s,2299161j)>`: astronomical day, no time, calendar reform.
            use chrono::Datelike;
            let julian = i64::from(day.num_days_from_ce()) + 1_721_425;
            format!("#<Date: {} (({julian}j,0s,0n),+0s,2299161j)>", day.format("%Y-%m-%d"))
        }
        Value::Time { at, .. } => {
            let fraction = format!("{:09}", at.timestamp_subsec_nanos());
            let fraction = fraction.trim_end_matches('0');
            let dot = if fraction.is_empty() { "" } else { "." };
            format!("{}{dot}{fraction} {}", at.format("%Y-%m-%d %H:%M:%S"), at.format("%z"))
        }
        Value::Sequence(items) => {
            let items: Vec<_> = items.iter().map(|item| inspect(&item.value)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Mapping(entries) => {
            // A Ruby hash keeps a repeated key at its first place, with its last value.
            let mut places: FxHashMap<String, usize> = FxHashMap::default();
            let mut shown: Vec<String> = Vec::new();
            for (key, value) in entries {
                let key = inspect(&key.value);
                let entry = format!("{key}=>{}", inspect(&value.value));
                if let Some(earlier) = places.get(&key).and_then(|place| shown.get_mut(*place)) {
                    *earlier = entry;
                } else {
                    places.insert(key, shown.len());
                    shown.push(entry);
                }
            }
            format!("{{{}}}", shown.join(", "))
        }
    }
}

/// `Float#to_s`: scientific below 1e-4 and from 1e15, always with a fraction.
fn float(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_string();
    }
    if value.is_infinite() {
        return if value > 0.0 { "Infinity" } else { "-Infinity" }.to_string();
    }
    let size = value.abs();
    if size != 0.0 && !(1e-4..1e15).contains(&size) {
        let shortest = format!("{value:e}");
        let (digits, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
        let point = if digits.contains('.') { "" } else { ".0" };
        let (sign, exponent) = exponent.strip_prefix('-').map_or(("+", exponent), |exponent| ("-", exponent));
        return format!("{digits}{point}e{sign}{exponent:0>2}");
    }
    let shortest = value.to_string();
    if shortest.contains('.') { shortest } else { format!("{shortest}.0") }
}

/// `String#inspect` of UTF-8 text.
fn quoted(text: &str) -> String {
    let mut shown = String::with_capacity(text.len() + 2);
    shown.push('"');
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' | '\\' => shown.extend(['\\', c]),
            '#' if matches!(chars.peek(), Some('{' | '$' | '@')) => shown.push_str("\\#"),
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            '\x07' => shown.push_str("\\a"),
            '\x08' => shown.push_str("\\b"),
            '\x0b' => shown.push_str("\\v"),
            '\x0c' => shown.push_str("\\f"),
            '\x1b' => shown.push_str("\\e"),
            c if c.is_ascii_control() => {
                let _ = write!(shown, "\\u{:04X}", u32::from(c));
            }
            c => shown.push(c),
        }
    }
    shown.push('"');
    shown
}
