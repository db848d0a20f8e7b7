//! What remains of the findings once the authors' suppressions have been heard, in the order of the report. What one
//! message says of many files is one finding.

use std::sync::Arc;

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use crate::config::closest;
use crate::declared::Own;
use crate::finding::{Finding, Label, Level};
use crate::rule::Sink;
use crate::rules;
use crate::site::Facts;
use crate::source::Span;
use crate::suppress::{Suppression, matches_name};

/// What settling leaves.
#[derive(Debug, Default)]
pub struct Settled {
    /// Sorted by path, place and rule, each once; not yet gathered.
    pub findings: Vec<Finding>,
    /// How many were held back.
    pub suppressed: usize,
}

/// Holds back what the files' own comments suppress, adds what is wrong with these comments, and sorts. `levels` gives
/// the level of each rule in a file: of those of the registry, and then of the site's `own`. A suppression holds until
/// the end of its day, by `today`.
pub fn settle<'a>(
    mut findings: Vec<Finding>,
    facts: impl Iterator<Item = &'a Facts>,
    own: &[Own],
    today: NaiveDate,
    levels: impl Fn(&str) -> std::borrow::Cow<'a, [Level]>,
) -> Settled {
    let names: Vec<&str> =
        rules::registry().iter().map(|entry| entry.meta.name).chain(own.iter().map(|own| own.meta.name)).collect();
    let mut suppressed = 0;
    for file in facts.filter(|file| !file.suppressions.is_empty()) {
        let mut used: Vec<Vec<bool>> = file.suppressions.iter().map(|one| vec![false; one.names.len()]).collect();
        findings.retain(|finding| {
            if finding.path() != &file.path {
                return true;
            }
            let mut held = false;
            for (one, used) in file.suppressions.iter().zip(&mut used).filter(|(one, _)| one.ended(today).is_none()) {
                if let Some(index) = one.covers(finding.rule, finding.span().start) {
                    used[index] = true;
                    held = true;
                }
            }
            suppressed += usize::from(held);
            !held
        });
        let mut desk = Desk { path: &file.path, rules: &names, levels: &levels(&file.path), findings: &mut findings };
        file.suppressions.iter().zip(&used).for_each(|(one, used)| desk.judge(one, used, today));
    }
    sort(&mut findings);
    findings.dedup();
    Settled { findings, suppressed }
}

/// Puts findings into the order of the report.
pub(crate) fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| (a.path(), a.span(), a.rule, &a.message).cmp(&(b.path(), b.span(), b.rule, &b.message)));
}

/// On so many files one fault is one finding.
const MANY: usize = 5;

/// How many further places such a finding shows.
const SHOWN: usize = 3;

/// Puts together what one message says of many files, where the rule wants that: the first place stays, and shows some of
/// the others. Suppressed places are gone by now, so that they take no others with them.
pub(crate) fn gather(findings: Vec<Finding>) -> Vec<Finding> {
    let registry = rules::registry();
    let shared: Vec<&str> =
        registry.iter().filter(|entry| entry.rule.is_shared()).map(|entry| entry.meta.name).collect();
    let is_shared = |finding: &Finding| shared.contains(&finding.rule);
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

/// Where directives are judged.
struct Desk<'a> {
    path: &'a Arc<str>,
    /// The names of all rules, and their levels in the file.
    rules: &'a [&'a str],
    levels: &'a [Level],
    findings: &'a mut Vec<Finding>,
}

impl Desk<'_> {
    /// Reports a directive that names no rule, held nothing back, has ended, or does not say why.
    fn judge(&mut self, one: &Suppression, used: &[bool], today: NaiveDate) {
        if one.names.is_empty() {
            self.report(
                "suppression-unknown-rule",
                one.span,
                "names no rule",
                "this suppression holds nothing back",
                |finding| {
                    finding.help("write the names of the rules behind it: `presscheck rules` lists them");
                },
            );
        }
        if !one.has_reason {
            self.report("suppression-without-reason", one.span, "", "this suppression does not say why", |finding| {
                finding.help("add ` -- ` and the reason");
            });
        }
        if let Some((span, None)) = one.until {
            self.report(
                "suppression-unknown-rule",
                span,
                "this is no day",
                "nobody knows when this suppression ends",
                |finding| {
                    finding.help("write the last day on which it holds: `until 2027-01-01`");
                },
            );
        }
        let rules = self.rules;
        let meant =
            |name: &str| -> Vec<usize> { (0..rules.len()).filter(|index| matches_name(name, rules[*index])).collect() };
        for (name, span) in one.names.iter().filter(|(name, _)| meant(name).is_empty()) {
            let near = closest(name, rules.iter().copied()).map(|near| format!("did you mean `{near}`?"));
            let message = format!("`{name}` is no rule: nothing is held back");
            self.report("suppression-unknown-rule", *span, "no rule has this name", &message, |finding| {
                finding.help(near.unwrap_or_else(|| "`presscheck rules` lists them".to_owned()));
            });
        }
        if let Some((span, day)) = one.ended(today) {
            let message = format!("this suppression held until {day} and no longer holds anything back");
            self.report("suppression-expired", span, "the last day", &message, |finding| {
                finding.help("mend the fault and delete the directive, or give it a later day");
            });
            return;
        }
        // Where a rule does not run nobody knows whether its suppression is of use.
        let is_unused = |index: &usize| {
            let meant = meant(&one.names[*index].0);
            !used[*index] && meant.iter().any(|rule| self.levels.get(*rule).is_some_and(|level| *level > Level::Off))
        };
        let unused: Vec<usize> = (0..one.names.len()).filter(is_unused).collect();
        for index in &unused {
            let (name, span) = &one.names[*index];
            let message = format!("there is no `{name}` here to suppress");
            self.report("suppression-unused", *span, "holds nothing back", &message, |finding| {
                finding.help("delete the directive, or move it to the line before the fault");
                finding.fix = one.without(*index, unused.len() == one.names.len());
            });
        }
    }

    /// Reports under `rule`, where it is on; `add` gives help and fix.
    fn report(&mut self, rule: &'static str, span: Span, label: &str, message: &str, add: impl FnOnce(&mut Finding)) {
        let index = self.rules.iter().position(|name| *name == rule);
        let level = index.and_then(|index| self.levels.get(index).copied()).unwrap_or(Level::Off);
        if level > Level::Off {
            add(Sink::new(rule, level, self.path, self.findings).report(span, label, message));
        }
    }
}
