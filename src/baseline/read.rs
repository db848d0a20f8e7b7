//! Reads a baseline: TOML, so that it is sorted, of one line for each entry, and looks like the configuration.

use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::marks::Mark;
use super::{Entry, Files};
use crate::config::ConfigError;
use crate::source::{Source, Span};

/// What is known of each file.
///
/// # Errors
/// Everything that is no baseline, with its place.
pub(super) fn files(source: &Arc<Source>) -> Result<Files, Vec<ConfigError>> {
    let (document, faults) = DeTable::parse_recoverable(&source.text);
    let mut errors: Vec<ConfigError> = faults
        .iter()
        .map(|fault| {
            let span = fault.span().unwrap_or(0..0);
            let error = ConfigError::new(source, Span::new(span.start, span.end), "this is not TOML");
            error.label(fault.message()).help("`presscheck --write-baseline` writes the baseline anew")
        })
        .collect();
    if !errors.is_empty() {
        return Err(errors);
    }
    let mut report = |span: Span, message: &str| {
        let help = "write `\"_posts/2024-01-02-x.md\".html-unclosed = 2`, or let `--write-baseline` write it";
        errors.push(ConfigError::new(source, span, message).help(help));
    };
    let mut files = Files::new();
    for (path, rules) in document.get_ref() {
        let Some(rules_of) = rules.get_ref().as_table() else {
            report(span(rules), "expected rules behind the file");
            continue;
        };
        let known = files.entry(path.get_ref().to_string()).or_default();
        for (rule, entries) in rules_of {
            let known: &mut Vec<Entry> = known.entry(rule.get_ref().to_string()).or_default();
            if let DeValue::Table(marks) = entries.get_ref() {
                for (mark, count) in marks {
                    match (Mark::parse(mark.get_ref()), number(count)) {
                        (Some(parsed), Some(allowed)) => {
                            known.push(Entry { mark: Some(parsed), allowed, span: span(mark) });
                        }
                        (None, _) => report(span(mark), "this is no mark"),
                        (_, None) => report(span(count), "expected a number"),
                    }
                }
            } else if let Some(allowed) = number(entries) {
                known.push(Entry { mark: None, allowed, span: span(rule) });
            } else {
                report(span(entries), "expected a number");
            }
        }
    }
    if errors.is_empty() { Ok(files) } else { Err(errors) }
}

fn number(value: &Spanned<DeValue<'_>>) -> Option<u32> {
    value.get_ref().as_integer().and_then(|number| u32::from_str_radix(number.as_str(), number.radix()).ok())
}

fn span<T>(value: &Spanned<T>) -> Span {
    Span::new(value.span().start, value.span().end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::basic_string;

    #[test]
    fn a_baseline_is_read_with_its_places() {
        let path = "_posts/\"a\\\u{7}甲.md";
        let text = format!("{0}.html-unclosed.3f2a9c-99aabb = 2\n{0}.link-broken = 1\n", basic_string(path));
        let source = Arc::new(Source::new("b.toml", text));
        let files = files(&source).unwrap();
        let rules = &files[path];
        assert_eq!(rules["html-unclosed"][0].span.of(&source.text), "3f2a9c-99aabb");
        assert_eq!((rules["html-unclosed"][0].allowed, rules["link-broken"][0].allowed), (2, 1));
        assert!(rules["link-broken"][0].mark.is_none());
    }

    #[test]
    fn what_is_no_baseline_is_told() {
        let faults = |text: &str| {
            let source = Arc::new(Source::new("b.toml", text.to_owned()));
            files(&source).map_err(|errors| errors.into_iter().map(|error| error.to_string()).collect::<Vec<_>>())
        };
        assert_eq!(faults("a = 1").unwrap_err(), ["b.toml:1:5: expected rules behind the file"]);
        assert_eq!(faults("a.b.c = 1").unwrap_err(), ["b.toml:1:5: this is no mark"]);
        assert_eq!(faults("a.b.000000-000000 = -1").unwrap_err(), ["b.toml:1:21: expected a number"]);
        assert!(faults("a.b = 1\n<<<<<<< HEAD\n").unwrap_err()[0].ends_with(": this is not TOML"), "a merge");
        assert!(faults("").unwrap().is_empty());
    }
}
