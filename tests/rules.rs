//! Runs every page in `rules/`: each example is judged as a small site of its own, and what the page shows is held
//! against what the tool says. `BLESS=1` rewrites the shown output.

// BLESS is read from the environment.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use std::path::Path;

use presscheck::{rules, trial};

#[test]
fn every_page_runs() {
    let bless = std::env::var_os("BLESS").is_some();
    let scratch = std::env::temp_dir();
    let mut failures = Vec::new();
    for entry in rules::registry() {
        let name = entry.meta.name;
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules").join(format!("{name}.md"));
        let text = std::fs::read_to_string(&path).unwrap();
        let tried = trial::page(name, &text, &[], &scratch, bless).unwrap();
        if bless {
            std::fs::write(&path, &tried.page).unwrap();
        }
        failures.extend(tried.failures.into_iter().map(|(line, what)| format!("rules/{name}.md:{line}: {what}")));
    }
    assert!(failures.is_empty(), "{}\n\n{} faults", failures.join("\n\n"), failures.len());
}
