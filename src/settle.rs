//! What remains of the findings once the authors' suppressions have been heard, in the order of the report.

use std::sync::Arc;

use crate::config::closest;
use crate::finding::{Finding, Level};
use crate::rule::Sink;
use crate::rules;
use crate::site::Facts;
use crate::suppress::{Suppression, matches_name};

/// What settling leaves.
#[derive(Debug, Default)]
pub struct Settled {
    /// Sorted by path, place and rule, each once.
    pub findings: Vec<Finding>,
    /// How many were held back.
    pub suppressed: usize,
}

/// Holds back what the files' own comments suppress, adds what is wrong with these comments, and sorts. `levels` gives
/// the level of each rule of the registry in a file.
pub fn settle<'a>(
    mut findings: Vec<Finding>,
    facts: &[Box<Facts>],
    levels: impl Fn(&str) -> std::borrow::Cow<'a, [Level]>,
) -> Settled {
    let mut suppressed = 0;
    for file in facts.iter().filter(|file| !file.suppressions.is_empty()) {
        let mut used: Vec<Vec<bool>> = file.suppressions.iter().map(|one| vec![false; one.names.len()]).collect();
        findings.retain(|finding| {
            if finding.path() != &file.path {
                return true;
            }
            let mut held = false;
            for (one, used) in file.suppressions.iter().zip(&mut used) {
                if let Some(index) = one.covers(finding.rule, finding.span().start) {
                    used[index] = true;
                    held = true;
                }
            }
            suppressed += usize::from(held);
            !held
        });
        judge(&file.path, &file.suppressions, &used, &levels(&file.path), &mut findings);
    }
    findings.sort_by(|a, b| (a.path(), a.span(), a.rule, &a.message).cmp(&(b.path(), b.span(), b.rule, &b.message)));
    findings.dedup();
    Settled { findings, suppressed }
}

/// Reports directives that name no rule, or that held nothing back.
fn judge(path: &Arc<str>, all: &[Suppression], used: &[Vec<bool>], levels: &[Level], findings: &mut Vec<Finding>) {
    let registry = rules::registry();
    let level = |name: &str| {
        let index = registry.iter().position(|entry| entry.meta.name == name);
        index.and_then(|index| levels.get(index).copied()).unwrap_or(Level::Off)
    };
    let (unknown_level, unused_level) = (level("suppression-unknown-rule"), level("suppression-unused"));
    for (one, used) in all.iter().zip(used) {
        for ((name, span), used) in one.names.iter().zip(used) {
            let meant: Vec<_> = registry.iter().filter(|entry| matches_name(name, entry.meta.name)).collect();
            if meant.is_empty() {
                if unknown_level > Level::Off {
                    let names = registry.iter().map(|entry| entry.meta.name);
                    let near = closest(name, names).map(|near| format!("did you mean `{near}`?"));
                    Sink::new("suppression-unknown-rule", unknown_level, path, findings)
                        .report(*span, "no rule has this name", format!("`{name}` is no rule: nothing is held back"))
                        .help(near.unwrap_or_else(|| "`presscheck rules` lists them".to_owned()));
                }
            } else if !used
                && unused_level > Level::Off
                && meant.iter().any(|entry| level(entry.meta.name) > Level::Off)
            {
                Sink::new("suppression-unused", unused_level, path, findings)
                    .report(*span, "holds nothing back", format!("there is no `{name}` here to suppress"))
                    .help("delete the directive, or move it to the line before the fault");
            }
        }
    }
}
