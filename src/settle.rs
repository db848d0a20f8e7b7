//! What remains of the findings once the authors' suppressions have been heard, in the order of the report. What one
//! message says of many files is one finding.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::config::closest;
use crate::declared::Own;
use crate::finding::{Finding, Label, Level};
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
/// the level of each rule in a file: of those of the registry, and then of the site's `own`.
pub fn settle<'a>(
    mut findings: Vec<Finding>,
    facts: &[Box<Facts>],
    own: &[Own],
    levels: impl Fn(&str) -> std::borrow::Cow<'a, [Level]>,
) -> Settled {
    let names: Vec<&str> =
        rules::registry().iter().map(|entry| entry.meta.name).chain(own.iter().map(|own| own.meta.name)).collect();
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
        judge(&file.path, &file.suppressions, &used, (&names, &levels(&file.path)), &mut findings);
    }
    findings.sort_by(|a, b| (a.path(), a.span(), a.rule, &a.message).cmp(&(b.path(), b.span(), b.rule, &b.message)));
    findings.dedup();
    Settled { findings: gather(findings), suppressed }
}

/// On so many files one fault is one finding.
const MANY: usize = 5;

/// How many further places such a finding shows.
const SHOWN: usize = 3;

/// Puts together what one message says of many files, where the rule wants that: the first place stays, and shows some of
/// the others. What has a fix stays where it is, for each file is mended by itself. Suppressed places are gone by now,
/// so that they take no others with them.
fn gather(findings: Vec<Finding>) -> Vec<Finding> {
    let registry = rules::registry();
    let shared: Vec<&str> =
        registry.iter().filter(|entry| entry.rule.is_shared()).map(|entry| entry.meta.name).collect();
    let is_shared = |finding: &Finding| finding.fix.is_none() && shared.contains(&finding.rule);
    let mut groups: FxHashMap<(&str, &str), Vec<usize>> = FxHashMap::default();
    for (index, finding) in findings.iter().enumerate().filter(|(_, finding)| is_shared(finding)) {
        groups.entry((finding.rule, &finding.message)).or_default().push(index);
    }
    let mut gathered: FxHashMap<usize, (usize, Vec<Label>)> = FxHashMap::default();
    let mut dropped = vec![false; findings.len()];
    for members in groups.into_values() {
        let mut firsts: Vec<usize> = Vec::new();
        for index in &members {
            if firsts.last().is_none_or(|last| findings[*last].path() != findings[*index].path()) {
                firsts.push(*index);
            }
        }
        if firsts.len() < MANY {
            continue;
        }
        members[1..].iter().for_each(|index| dropped[*index] = true);
        let others = firsts[1..].iter().take(SHOWN);
        let here_too = |index: &usize| Label { text: "here too".to_owned(), ..findings[*index].labels[0].clone() };
        gathered.insert(members[0], (firsts.len(), others.map(here_too).collect()));
    }
    let kept = findings.into_iter().enumerate().filter(|(index, _)| !dropped[*index]);
    kept.map(|(index, mut finding)| {
        if let Some((files, labels)) = gathered.remove(&index) {
            finding.message = format!("{}; {files} pages have this link", finding.message);
            finding.labels.extend(labels);
        }
        finding
    })
    .collect()
}

/// Reports directives that name no rule, or that held nothing back; all rules are given with their levels.
fn judge(
    path: &Arc<str>,
    all: &[Suppression],
    used: &[Vec<bool>],
    (rules, levels): (&[&str], &[Level]),
    findings: &mut Vec<Finding>,
) {
    let level = |name: &str| {
        let index = rules.iter().position(|rule| *rule == name);
        index.and_then(|index| levels.get(index).copied()).unwrap_or(Level::Off)
    };
    let (unknown_level, unused_level) = (level("suppression-unknown-rule"), level("suppression-unused"));
    for (one, used) in all.iter().zip(used) {
        for ((name, span), used) in one.names.iter().zip(used) {
            let meant: Vec<&str> = rules.iter().filter(|rule| matches_name(name, rule)).copied().collect();
            if meant.is_empty() {
                if unknown_level > Level::Off {
                    let near = closest(name, rules.iter().copied()).map(|near| format!("did you mean `{near}`?"));
                    Sink::new("suppression-unknown-rule", unknown_level, path, findings)
                        .report(*span, "no rule has this name", format!("`{name}` is no rule: nothing is held back"))
                        .help(near.unwrap_or_else(|| "`presscheck rules` lists them".to_owned()));
                }
            } else if !used && unused_level > Level::Off && meant.iter().any(|rule| level(rule) > Level::Off) {
                Sink::new("suppression-unused", unused_level, path, findings)
                    .report(*span, "holds nothing back", format!("there is no `{name}` here to suppress"))
                    .help("delete the directive, or move it to the line before the fault");
            }
        }
    }
}
