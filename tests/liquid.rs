//! Liquid, held against what 4.0.4 itself makes of the same templates (`tests/oracle/liquid.rb`).

#![allow(clippy::unwrap_used, clippy::panic, reason = "a table that cannot be read has failed")]

#[path = "liquid/names.rs"]
mod names;
#[path = "liquid/random.rs"]
mod random;
#[path = "liquid/rows.rs"]
mod rows;
mod support;
#[path = "liquid/verdict.rs"]
mod verdict;

/// A field of a table, as the oracle's script escapes it.
fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        out.push(match c {
            '\\' => match chars.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                Some('r') => '\r',
                other => other.unwrap(),
            },
            c => c,
        });
    }
    out
}
