//! Runs every page in `rules/`: each example is judged as a small site of its own, and what the page shows is held
//! against what the tool says. `BLESS=1` rewrites the shown output.

// BLESS is read from the environment.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods)]

mod support;

use std::path::Path;

use presscheck::finding::{Finding, Level};
use presscheck::rule::Fixable;
use presscheck::rules;
use support::page::{Block, Example, RulePage};
use support::{full_report, site};

#[test]
fn every_page_runs() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut failures = Vec::new();
    for entry in rules::registry() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules").join(format!("{}.md", entry.meta.name));
        let mut page = RulePage::read(&path);
        let mut found = Run { rule: entry.meta.name, failures: Vec::new() };
        found.page(&mut page);
        if bless {
            page.write(&path);
        }
        failures.append(&mut found.failures);
    }
    assert!(failures.is_empty(), "{}\n\n{} faults", failures.join("\n\n"), failures.len());
}

struct Run {
    rule: &'static str,
    failures: Vec<String>,
}

impl Run {
    fn fail(&mut self, example: &Example, what: &str) {
        self.failures.push(format!("rules/{}.md:{} ({}): {what}", self.rule, example.line, example.heading));
    }

    fn page(&mut self, page: &mut RulePage) {
        let (mut bad, mut good) = (0, 0);
        for index in 0..page.examples.len() {
            let example = page.examples[index].clone();
            bad += example.files().filter(|block| block.has("bad")).count();
            good += example.files().filter(|block| block.has("good")).count();
            if let Some(shown) = self.example(&example) {
                page.show(index, &shown);
            }
        }
        if bad == 0 || good == 0 {
            self.failures.push(format!("rules/{}.md: needs a bad and a good example", self.rule));
        }
    }

    /// Judges one example and gives what the tool prints about it, if the page shows that.
    fn example(&mut self, example: &Example) -> Option<String> {
        example.files().next()?;
        let folder = site(example);
        let outcome = support::check_with(folder.path(), example.config(), Some(self.rule), example.answers());
        for finding in &outcome.findings {
            let bad = example.files().any(|block| block.has("bad") && block.file() == &**finding.path());
            if finding.rule != self.rule || !bad {
                self.fail(example, &format!("also says {}", line(finding)));
            }
            let fix = rules::find(finding.rule).map(|entry| entry.meta.facts.fix);
            if finding.fix.is_some() && fix == Some(Fixable::No) {
                self.fail(example, &format!("the page promises no fix, but there is one: {}", line(finding)));
            }
        }
        for block in example.files().filter(|block| block.has("bad")) {
            let mine = outcome.findings.iter().any(|f| f.rule == self.rule && &**f.path() == block.file());
            if !mine {
                self.fail(example, &format!("says nothing about {}", block.file()));
            }
            self.fixed(example, block, &outcome.findings);
        }
        assert!(outcome.findings.iter().all(|f| f.level != Level::Off));
        let printed = full_report(&outcome);
        self.mended(example, folder.path(), outcome.findings.len());
        let shown = example.output()?;
        if shown != printed && std::env::var_os("BLESS").is_none() {
            self.fail(example, &format!("the page shows\n{shown}\nthe tool prints\n{printed}"));
        }
        Some(printed)
    }

    /// Once all is mended that can be, there is less to say, and nothing left to mend.
    fn mended(&mut self, example: &Example, root: &Path, before: usize) {
        let request = support::request(root, example.config(), Some(self.rule));
        let mended = presscheck::fix::mend(&request, true).unwrap();
        if mended.files.is_empty() {
            return;
        }
        let refused = presscheck::fix::write(&mended.files);
        let again = presscheck::fix::mend(&request, true).unwrap();
        let left = &mended.outcome.findings;
        if !refused.is_empty() || left.len() >= before || again.outcome.findings != *left {
            self.fail(
                example,
                &format!("fixes leave {:?}, not written: {refused:?}", left.iter().map(line).collect::<Vec<_>>()),
            );
        }
        for file in &again.files {
            self.fail(
                example,
                &format!("a second run would change {}:\n{}", file.path, presscheck::fix::diff(file, "")),
            );
        }
    }

    /// What the fixes leave of a bad file is what the page shows.
    fn fixed(&mut self, example: &Example, block: &Block, findings: &[Finding]) {
        let Some((wanted, renamed)) = example.fixed(block) else { return };
        let fixes: Vec<_> =
            findings.iter().filter(|f| &**f.path() == block.file()).filter_map(|f| f.fix.as_ref()).collect();
        let (left, _) = presscheck::fix::apply(&block.text(), &fixes);
        let path = fixes.iter().find_map(|fix| fix.rename.as_deref());
        if path != renamed {
            self.fail(example, &format!("a fix renames {} to {path:?}", block.file()));
        }
        if left != wanted {
            self.fail(example, &format!("a fix leaves\n{left}"));
        }
    }
}

fn line(finding: &Finding) -> String {
    format!("{} at {}:{:?}: {}", finding.rule, finding.path(), finding.span(), finding.message)
}
