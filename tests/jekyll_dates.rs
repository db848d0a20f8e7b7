//! Dates against Ruby: `tests/oracle/dates.tsv` was recorded by `tests/oracle/record.sh`. A longer list made the same
//! way is taken from the file that `PRESSCHECK_DATES` names.

use presscheck::site::jekyll::Zone;
use presscheck::site::jekyll::date::{self, Date};
use presscheck::source::Span;
use presscheck::syntax::yaml::{Node, Style, Value};

fn read(text: &str, zone: &str) -> Date {
    let node =
        Node { span: Span::new(1, text.len() + 3), value: Value::String(text.to_owned()), style: Some(Style::Double) };
    date::read(&node, &format!(" \"{text}\""), &Zone::named(zone))
}

#[test]
fn strings_are_read_as_ruby_reads_them() {
    let mut recorded = include_str!("oracle/dates.tsv").to_owned();
    let more = std::env::vars().find(|(name, _)| name == "PRESSCHECK_DATES").map(|(_, path)| path);
    let known = if let Some(path) = more {
        recorded = std::fs::read_to_string(path).unwrap();
        0
    } else {
        // The hand-written part: none of it may be waved through.
        recorded.lines().take_while(|line| !line.starts_with("# random")).count()
    };
    let (mut unusual, mut total) = (0, 0);
    let mut wrong = Vec::new();
    for (number, line) in recorded.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [zone, text, expected] = fields[..] else { panic!("line {number}: {line}") };
        total += 1;
        let got = match read(text, zone) {
            Date::Read(reading) => reading.at.format("%Y-%m-%dT%H:%M:%S%::z").to_string(),
            Date::Invalid => "invalid".to_owned(),
            Date::BuildTime => "build-time".to_owned(),
            Date::Null => "null".to_owned(),
            Date::Unusual if number >= known => {
                unusual += 1;
                continue;
            }
            Date::Unusual => "unusual".to_owned(),
        };
        // The zone tables end with the century; Jekyll's day does not depend on the offset.
        let far = text.bytes().any(|b| b.is_ascii_digit())
            && expected.get(..4).is_some_and(|y| ("2100".."9999").contains(&y));
        let compared = if far { 19 } else { got.len().max(expected.len()) };
        if got.chars().take(compared).ne(expected.chars().take(compared)) {
            wrong.push(format!("{zone} {text:?}: {got}, Ruby {expected}"));
        }
    }
    println!("{total} dates, {unusual} outside the modelled forms, {} wrong", wrong.len());
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong[..wrong.len().min(40)].join("\n"));
}
