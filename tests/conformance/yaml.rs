//! YAML: libyaml's verdict on yaml-test-suite, SafeYAML's value for hundreds of scalars.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use chrono::SecondsFormat;
use presscheck::source::Span;
use presscheck::syntax::front_matter;
use presscheck::syntax::yaml::events::Events;
use presscheck::syntax::yaml::{self, Node, Problem, ProblemKind, Value};

/// `YAML_TEST_SUITE=DIR` is a checkout of yaml-test-suite, branch `data`; without it only the cases below are run.
#[test]
#[allow(clippy::disallowed_methods, reason = "the variable says where the suite is")]
fn verdicts_are_those_of_libyaml() {
    let recorded = include_str!("libyaml_verdicts.tsv");
    let verdicts: BTreeMap<&str, &str> =
        recorded.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t')).collect();
    assert_eq!(verdicts.len(), 402);
    for (case, text) in [
        ("accept", "a: b\nc: [1, {d: e}]\n"),
        ("accept", "a: |\n b"),
        ("accept", "--- a\n...\n--- b\n"),
        ("accept", "? a\n: b\n"),
        ("accept", "\"a\tb\": 'it''s'"),
        ("reject", "[!,"),
        ("reject", "a: b: c\n"),
        ("reject", "a: \"b\n"),
        ("reject", "a:\n\t- b\n"),
        ("reject", "a: \u{1}\n"),
    ] {
        assert_eq!(verdict(text), case, "{text:?}");
    }
    let Some(suite) = std::env::var_os("YAML_TEST_SUITE") else {
        println!("yaml-test-suite: skipped, YAML_TEST_SUITE is not set");
        return;
    };
    let mut different = Vec::new();
    for (case, expected) in &verdicts {
        let path = Path::new(&suite).join(case).join("in.yaml");
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        if verdict(&text) != *expected {
            different.push(*case);
        }
    }
    println!("yaml-test-suite: {}/{} verdicts as libyaml's", verdicts.len() - different.len(), verdicts.len());
    assert!(different.is_empty(), "other verdict than libyaml: {different:?}");
}

fn verdict(text: &str) -> &'static str {
    if Events::new(text).any(|event| event.is_err()) { "reject" } else { "accept" }
}

#[test]
fn scalars_are_those_of_safe_yaml() {
    let recorded = include_str!("safe_yaml_scalars.tsv");
    let unescape = |field: &str| field.replace("\\t", "\t").replace("\\n", "\n");
    let (mut compared, mut different) = (0, Vec::new());
    for line in recorded.lines().filter(|line| !line.starts_with("# SafeYAML")) {
        let fields: Vec<String> = line.split('\t').map(unescape).collect();
        let [scalar, class, value] = fields.as_slice() else {
            // An error has no third field.
            let [scalar, class] = fields.as_slice() else { panic!("{line:?}") };
            let text = format!("k: {scalar}\n");
            let parsed = yaml::parse(&text, Span::new(0, text.len()));
            let raised = parsed.problems.iter().any(|problem| problem.kind == ProblemKind::Unreadable);
            compared += 1;
            if class != "error" || !raised {
                different.push(line.to_string());
            }
            continue;
        };
        let text = format!("k: {scalar}\n");
        let parsed = yaml::parse(&text, Span::new(0, text.len()));
        let raised = parsed.problems.iter().any(|problem| problem.kind == ProblemKind::Unreadable);
        let ours = match parsed.root.as_ref().and_then(|root| root.get("k")) {
            Some((_, node)) => show(&node.value),
            None => ("error".to_string(), if raised { "ArgumentError".to_string() } else { String::new() }),
        };
        // Integers beyond 64 bits are kept as their digits.
        let big = class == "Integer" && value.parse::<i64>().is_err();
        let expected = (if big { "String".to_string() } else { class.clone() }, value.clone());
        compared += 1;
        if ours != expected {
            different.push(format!("{scalar:?}: SafeYAML {expected:?}, presscheck {ours:?}"));
        }
    }
    println!("SafeYAML: {}/{compared} scalars", compared - different.len());
    assert!(compared > 450 && different.is_empty(), "{different:#?}");
}

/// Class and text as `safe_yaml_scalars.rb` writes them.
fn show(value: &Value) -> (String, String) {
    let (class, text) = match value {
        Value::Null => ("nil", String::new()),
        Value::Bool(true) => ("true", String::new()),
        Value::Bool(false) => ("false", String::new()),
        Value::Int(value) => ("Integer", value.to_string()),
        Value::Date(day) => ("Date", day.format("%Y-%m-%d").to_string()),
        Value::Time { at, .. } => {
            ("Time", at.to_rfc3339_opts(SecondsFormat::Nanos, false).trim_start_matches('+').to_string())
        }
        Value::String(text) => ("String", text.clone()),
        Value::Float(_) => {
            let text = yaml::Node { span: Span::default(), value: value.clone(), style: None }.to_ruby_s();
            ("Float", text)
        }
        Value::Sequence(_) | Value::Mapping(_) => ("collection", String::new()),
    };
    (class.to_string(), text)
}

#[test]
fn front_matter_is_where_jekyll_sees_it() {
    let recorded = include_str!("front_matter.tsv");
    let mut blocks = 0;
    for line in recorded.lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split('\t');
        let text = unescape(fields.next().expect("a text"));
        let (header, close, body) = (fields.next(), fields.next(), fields.next());
        let found = front_matter::locate(&text);
        let place = found.block.map(|block| (block.close.start.to_string(), block.body.to_string()));
        let (our_close, our_body) = place.unwrap_or(("-".to_string(), "-".to_string()));
        let ours = (Some(found.page_header.to_string()), Some(our_close), Some(our_body));
        assert_eq!(ours, (header.map(String::from), close.map(String::from), body.map(String::from)), "{text:?}");
        blocks += usize::from(found.block.is_some());
    }
    assert!(blocks > 200, "{blocks} blocks");
}

/// Undoes what `front_matter.rb` does to keep a text on one line.
fn unescape(field: &str) -> String {
    let mut text = String::new();
    let mut chars = field.chars();
    while let Some(c) = chars.next() {
        text.push(match (c, if c == '\\' { chars.next() } else { None }) {
            (_, Some('n')) => '\n',
            (_, Some('r')) => '\r',
            (_, Some('t')) => '\t',
            (_, Some('f')) => '\u{c}',
            (_, Some('v')) => '\u{b}',
            (_, Some(other)) => other,
            (plain, None) => plain,
        });
    }
    text
}

#[test]
fn trees_are_those_of_safe_yaml() {
    let recorded = include_str!("safe_yaml_trees.tsv");
    let (mut compared, mut different) = (0, Vec::new());
    for line in recorded.lines().filter(|line| !line.starts_with("# Psych")) {
        let (text, expected) = line.split_once('\t').expect("two fields");
        let text = unescape(text);
        let parsed = yaml::parse(&text, Span::new(0, text.len()));
        // SafeYAML stops at its first fault; presscheck reads on and may name one of the other sort as well.
        let raises = |problem: &Problem| problem.kind == ProblemKind::Unreadable;
        let ours = match parsed.root {
            _ if expected == "raises" && parsed.problems.iter().any(raises) => expected.to_string(),
            _ if expected == "syntax error" && !parsed.problems.iter().all(raises) => expected.to_string(),
            _ if !parsed.problems.is_empty() => format!("{:?}", parsed.problems),
            None => "none".to_string(),
            Some(root) => {
                // A list of one prints its item as Ruby's `inspect` does.
                let shown = Node { span: root.span, value: Value::Sequence(vec![root]), style: None }.to_ruby_s();
                format!("value {}", &shown[1..shown.len() - 1])
            }
        };
        compared += 1;
        if ours != expected {
            different.push(format!("{text:?}: SafeYAML {expected}, presscheck {ours}"));
        }
    }
    println!("SafeYAML: {}/{compared} trees", compared - different.len());
    assert!(compared == 1556 && different.is_empty(), "{different:#?}");
}
