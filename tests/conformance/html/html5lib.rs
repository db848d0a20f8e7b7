//! html5lib-tests, `tokenizer/*.test` at commit 9329e64. Eight of its 7,036 runs cannot be expressed: four are about
//! coercion to XML, four hold lone surrogates, which no UTF-8 text can hold.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use presscheck::syntax::html::Mode;
use serde_json::Value;

use super::record::{Record, Token};

#[derive(Default)]
struct Figures {
    runs: usize,
    output: usize,
    codes: usize,
    positions: usize,
    failures: Vec<String>,
}

#[test]
#[allow(
    clippy::disallowed_methods,
    reason = "the suite lies outside of the repository; its place is given from outside"
)]
fn html5lib_tests() {
    let Some(root) = std::env::var_os("HTML5LIB_TESTS").map(PathBuf::from) else {
        println!("html5lib-tests: skipped, HTML5LIB_TESTS does not name its directory");
        return;
    };
    let folder = if root.join("tokenizer").is_dir() { root.join("tokenizer") } else { root };
    let mut figures = Figures::default();
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|it| it == "test"));
    files.sort();
    assert!(!files.is_empty(), "no *.test in {}", folder.display());
    for path in files {
        run_file(&path, &mut figures);
    }
    for failure in figures.failures.iter().take(20) {
        println!("{failure}\n");
    }
    let Figures { runs, output, codes, positions, .. } = figures;
    println!("html5lib-tests, tokenizer: output {output}/{runs}");
    println!("html5lib-tests, tokenizer: error codes {codes}/{runs}");
    println!("html5lib-tests, tokenizer: error codes with line and column {positions}/{runs}");
    assert!(figures.failures.is_empty(), "{} runs differ", figures.failures.len());
    assert_eq!(runs, 7028, "the suite is not the one of commit 9329e64");
}

fn run_file(path: &Path, figures: &mut Figures) {
    let file: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    for test in file["tests"].as_array().into_iter().flatten() {
        let escaped = test["doubleEscaped"] == true;
        let Some(input) = text(&test["input"], escaped) else { continue };
        let states = test["initialStates"]
            .as_array()
            .map_or(vec!["Data state"], |states| states.iter().map(|state| state.as_str().unwrap()).collect());
        for state in states {
            run(test, &input, state, escaped, figures);
        }
    }
}

fn run(test: &Value, input: &str, state: &str, escaped: bool, figures: &mut Figures) {
    let mode = match state {
        "Data state" => Mode::Data,
        "RCDATA state" => Mode::RcData,
        "RAWTEXT state" => Mode::RawText,
        "Script data state" => Mode::Script,
        "PLAINTEXT state" => Mode::PlainText,
        "CDATA section state" => Mode::Cdata,
        other => panic!("unknown state {other}"),
    };
    let record = Record::of(input, mode, test["lastStartTag"].as_str());
    let expected = expected_tokens(&test["output"], escaped);
    let actual: Vec<_> = record.tokens.iter().map(sorted).collect();
    let mut expected_errors: Vec<(String, usize, usize)> = Vec::new();
    for error in test["errors"].as_array().into_iter().flatten() {
        let number = |key: &str| usize::try_from(error[key].as_u64().unwrap()).unwrap();
        expected_errors.push((error["code"].as_str().unwrap().to_owned(), number("line"), number("col")));
    }
    let mut actual_errors: Vec<_> =
        record.positions().into_iter().map(|(code, line, column)| (code.to_owned(), line, column)).collect();
    expected_errors.sort();
    actual_errors.sort();
    let codes = expected_errors.iter().map(|it| &it.0).eq(actual_errors.iter().map(|it| &it.0));
    figures.runs += 1;
    figures.output += usize::from(actual == expected);
    figures.codes += usize::from(codes);
    figures.positions += usize::from(actual_errors == expected_errors);
    if actual != expected || actual_errors != expected_errors {
        figures.failures.push(format!(
            "{} [{state}] {input:?}\n  expected {expected:?}\n           {expected_errors:?}\n  actual   {actual:?}\n           {actual_errors:?}",
            test["description"]
        ));
    }
}

/// The text of a string of the suite, or `None` when it holds a lone surrogate.
fn text(value: &Value, escaped: bool) -> Option<String> {
    let raw = value.as_str()?;
    if !escaped {
        return Some(raw.to_owned());
    }
    let mut units = Vec::new();
    let mut rest = raw;
    while let Some(at) = rest.find("\\u") {
        units.extend(rest[..at].encode_utf16());
        units.push(u16::from_str_radix(&rest[at + 2..at + 6], 16).unwrap());
        rest = &rest[at + 6..];
    }
    units.extend(rest.encode_utf16());
    String::from_utf16(&units).ok()
}

fn expected_tokens(output: &Value, escaped: bool) -> Vec<Token> {
    let string = |value: &Value| text(value, escaped).unwrap();
    let mut tokens = Vec::new();
    for token in output.as_array().unwrap() {
        tokens.push(match token[0].as_str().unwrap() {
            "StartTag" => {
                let attributes: BTreeMap<_, _> =
                    token[2].as_object().unwrap().iter().map(|(name, value)| (name.clone(), string(value))).collect();
                Token::Start {
                    name: string(&token[1]),
                    attributes: attributes.into_iter().collect(),
                    self_closing: token[3] == true,
                }
            }
            "EndTag" => Token::End { name: string(&token[1]) },
            "Character" => Token::Text(string(&token[1])),
            "Comment" => Token::Comment(string(&token[1])),
            "DOCTYPE" => Token::Doctype {
                name: text(&token[1], escaped),
                public: text(&token[2], escaped),
                system: text(&token[3], escaped),
                force_quirks: token[4] == false,
            },
            other => panic!("unknown token {other}"),
        });
    }
    tokens
}

/// The suite's attributes are an object: without order.
fn sorted(token: &Token) -> Token {
    let mut token = token.clone();
    if let Token::Start { attributes, .. } = &mut token {
        attributes.sort();
    }
    token
}
