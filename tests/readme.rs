//! The parts of README.md that the program itself says. `BLESS=1` rewrites them.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]
#![allow(clippy::disallowed_methods, reason = "`BLESS` comes from outside")]

mod support;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use presscheck::finding::Level;
use presscheck::rule::Fixable;
use presscheck::rules::registry;

/// The finding of the sample site that the README shows.
const SHOWN: &str = "date-utc-shift";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn generated_parts_are_up_to_date() {
    let path = root().join("README.md");
    let old = fs::read_to_string(&path).unwrap();
    let mut new = replaced(&old, "excerpt", &format!("```text\n{}```", excerpt()));
    new = replaced(&new, "rules", table().trim_end());
    new = replaced(&new, "help", &format!("```console\n$ presscheck --help\n{}```", help()));
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &new).unwrap();
    }
    assert_eq!(new, fs::read_to_string(&path).unwrap(), "BLESS=1 cargo test --test readme rewrites README.md");
}

#[test]
fn files_that_are_named_are_there() {
    for name in ["README.md", "CONTRIBUTING.md"] {
        let text = fs::read_to_string(root().join(name)).unwrap();
        let prefixes = ["tests/", "rules/", "src/", ".ci/"];
        for path in text.split(['`', ' ', '\n']).filter(|word| prefixes.iter().any(|prefix| word.starts_with(prefix))) {
            let path = path.trim_end_matches([',', ';', ':', '.', '/']);
            if path.contains(['*', '<']) || path == "rules/NAME.md" {
                continue;
            }
            assert!(root().join(path).exists(), "{name} names {path}");
        }
    }
}

/// `text` with what stands between the markers of `part` replaced.
fn replaced(text: &str, part: &str, by: &str) -> String {
    let start = text.find(&format!("<!-- {part}:")).unwrap();
    let start = start + text[start..].find('\n').unwrap() + 1;
    let end = text.find(&format!("<!-- /{part} -->")).unwrap();
    format!("{}\n{by}\n\n{}", &text[..start], &text[end..])
}

/// One finding of the sample site, as the first command shows it.
fn excerpt() -> String {
    let site = root().join("tests/sites/newsroom");
    let config = fs::read_to_string(site.join("presscheck.toml")).unwrap();
    let mut outcome = support::check(&site, Some(&config), None);
    outcome.findings.retain(|finding| finding.rule == SHOWN);
    support::full_report(&outcome)
}

fn table() -> String {
    let mut table = String::from("| rule | what it finds | level | fix |\n|---|---|---|---|\n");
    for entry in registry() {
        let facts = &entry.meta.facts;
        let level = match facts.level {
            Level::Off => "off",
            Level::Warn => "warn",
            Level::Error => "error",
        };
        let fix = match facts.fix {
            Fixable::No => "",
            Fixable::Safe => "safe",
            Fixable::Unsafe => "unsafe",
        };
        let (name, summary) = (entry.meta.name, facts.summary.replace('|', "\\|"));
        writeln!(table, "| [{name}](rules/{name}.md) | {summary} | {level} | {fix} |").unwrap();
    }
    table
}

/// What `presscheck --help` says.
fn help() -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_presscheck"))
        .arg("--help")
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
        .env("COLUMNS", "100")
        .env_remove("CLICOLOR_FORCE")
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap().replace("presscheck.exe", "presscheck")
}
