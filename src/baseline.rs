//! A baseline: the findings that were there when a site took presscheck up. They are held back, and only what is new is
//! reported; what is gone is to leave the baseline too, so that it can only shrink.
//!
//! A finding is known again by two marks, of the text that it is about and of the line on which that stands. So it may
//! move, its line may be edited around it, and a later version may draw it wider; but a new one beside it is told from it,
//! which a count could not do. A person may write a count in place of marks.

mod marks;
mod read;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::{Config, NAMES, basic_string};
use crate::finding::{Finding, Level};
use crate::report::Sources;
use crate::request::{Error, Request, from_root};
use crate::rule::Sink;
use crate::rules::registry;
use crate::source::{Source, Span};

use marks::Mark;

/// The name of a baseline that nobody named.
const NAME: &str = "presscheck-baseline.toml";

const HEAD: &str = "\
# Findings that were there when this was written: presscheck holds them back and reports what is new.
# Each line has the file, the rule, a mark of the text in question and of its line, and how many look like that.
# `presscheck --write-baseline` writes it anew; a number right behind the rule allows any so many.
";

/// What is known already.
#[derive(Debug)]
pub(crate) struct Baseline {
    /// The file, absolute.
    path: PathBuf,
    /// Its text, with its path from the site's root.
    source: Arc<Source>,
    files: Files,
}

/// What is known of each file and rule, in the order of the file to be written.
type Files = BTreeMap<String, BTreeMap<String, Vec<Entry>>>;

/// So many findings that look alike.
#[derive(Clone, Copy, Debug)]
struct Entry {
    /// `None` for a count alone.
    mark: Option<Mark>,
    allowed: u32,
    /// Its bytes in the file.
    span: Span,
}

/// A baseline to be written.
#[derive(Debug)]
pub struct Written {
    /// Where, absolute.
    pub path: PathBuf,
    /// The whole file.
    pub text: String,
    /// How many findings it holds.
    pub findings: usize,
    /// In how many files.
    pub files: usize,
    /// Whether the next run reads it without being told: the configuration names it.
    pub is_configured: bool,
}

impl Baseline {
    /// The baseline that `request`, or else `config`, names; `None` where none does. `is_new` says that it is to be
    /// written, so that it need not be there, nor be named.
    pub(crate) fn of(request: &Request, root: &Path, config: &Config, is_new: bool) -> Result<Option<Baseline>, Error> {
        let Some(path) = place(request, root, config).or_else(|| is_new.then(|| default_place(root, config))) else {
            return Ok(None);
        };
        let bytes = match fs::read(&path) {
            Err(error) if is_new && error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(Error::Read(path, error)),
            Ok(bytes) => bytes,
        };
        let shown = from_root(root, &path).to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
        let source = Arc::new(Source::from_bytes(shown, bytes));
        let files = read::files(&source).map_err(|errors| Error::Config(root.to_path_buf(), errors))?;
        Ok(Some(Baseline { path, source, files }))
    }

    /// Its path, from the site's root.
    pub(crate) fn name(&self) -> &str {
        &self.source.path
    }

    /// Holds back what is known of `findings`, which are sorted by their files; gives what is left, and how many were
    /// held back. What is gone is a finding about the baseline: `is_judged` says of which files and rules that is known,
    /// `level` how loud it is.
    pub(crate) fn hold_back(
        &self,
        findings: Vec<Finding>,
        sources: &dyn Sources,
        is_judged: impl Fn(&str, &str) -> bool,
        level: Level,
    ) -> (Vec<Finding>, usize) {
        let mut left = self.files.clone();
        let all = findings.len();
        let marks = self.marks(&findings, sources);
        let mut kept = Vec::new();
        let mut groups = BTreeMap::new();
        for (finding, mark) in findings.into_iter().zip(marks) {
            match mark {
                None => kept.push(finding),
                Some(mark) => {
                    let group: &mut Vec<_> = groups.entry((Arc::clone(finding.path()), finding.rule)).or_default();
                    group.push((finding, mark));
                }
            }
        }
        for ((path, rule), group) in groups {
            match left.get_mut(&*path).and_then(|rules| rules.get_mut(rule)) {
                Some(entries) => kept.extend(marks::unknown(entries, group)),
                None => kept.extend(group.into_iter().map(|(finding, _)| finding)),
            }
        }
        let held = all - kept.len();
        let entries =
            left.iter().flat_map(|(path, rules)| rules.iter().map(move |(rule, entries)| (path, rule, entries)));
        let gone: Vec<&Entry> = entries
            .filter(|(path, rule, _)| is_judged(path, rule))
            .flat_map(|(.., entries)| entries)
            .filter(|entry| entry.allowed > 0)
            .collect();
        if let Some(first) = gone.iter().min_by_key(|entry| entry.span).filter(|_| level > Level::Off) {
            let count: u32 = gone.iter().map(|entry| entry.allowed).sum();
            let message = match count {
                1 => "one finding of the baseline is there no longer: the next of its kind would pass".to_owned(),
                n => format!("{n} findings of the baseline are there no longer: the next of their kind would pass"),
            };
            Sink::new("baseline-stale", level, &self.source.path, &mut kept)
                .report(first.span, if count > 1 { "the first of them" } else { "" }, message)
                .help("run `presscheck --write-baseline` to take out what is gone");
        }
        (kept, held)
    }

    /// The baseline as it is to be: `findings`, and what it knows of files and rules that were not judged.
    pub(crate) fn renewed(
        &self,
        findings: &[Finding],
        sources: &dyn Sources,
        is_judged: impl Fn(&str, &str) -> bool,
        is_configured: bool,
    ) -> Written {
        let mut lines: BTreeMap<(&str, &str, Option<Mark>), u32> = BTreeMap::new();
        for (path, rules) in &self.files {
            for (rule, entries) in rules.iter().filter(|(rule, _)| !is_judged(path, rule)) {
                lines.extend(entries.iter().map(|entry| ((&**path, &**rule, entry.mark), entry.allowed)));
            }
        }
        // That presscheck failed must never pass unseen.
        let known = findings.iter().zip(marks::of(findings, sources, |_| true));
        for (finding, mark) in known.filter(|(finding, _)| finding.rule != "internal-error") {
            *lines.entry((finding.path(), finding.rule, mark)).or_default() += 1;
        }
        let mut text = HEAD.to_owned();
        for ((path, rule, mark), count) in &lines {
            // Writing to a string cannot fail.
            let _ = match mark {
                Some(mark) => writeln!(text, "{}.{rule}.{mark} = {count}", basic_string(path)),
                None => writeln!(text, "{}.{rule} = {count}", basic_string(path)),
            };
        }
        let mut files: Vec<&str> = lines.keys().map(|(path, ..)| *path).collect();
        files.dedup();
        let findings = lines.values().map(|count| *count as usize).sum();
        Written { path: self.path.clone(), text, findings, files: files.len(), is_configured }
    }

    /// The mark of each finding in a file that the baseline knows; the others are new without a look.
    fn marks(&self, findings: &[Finding], sources: &dyn Sources) -> Vec<Option<Mark>> {
        marks::of(findings, sources, |path| self.files.contains_key(path))
    }
}

/// Where the baseline lies that the command line or the configuration names.
fn place(request: &Request, root: &Path, config: &Config) -> Option<PathBuf> {
    let configured = || {
        let named = config.baseline.as_ref()?;
        Some(folder_of(root, &named.origin.path).join(&named.value))
    };
    request.baseline.clone().or_else(configured)
}

/// Beside the configuration, or at the site's root.
fn default_place(root: &Path, config: &Config) -> PathBuf {
    let is_file = |origin: &&String| NAMES.iter().any(|name| origin.ends_with(name));
    config.origins.iter().find(is_file).map_or(root.to_path_buf(), |origin| folder_of(root, origin)).join(NAME)
}

/// The folder of a configuration, given as it is shown; what an argument says is seen from the root.
fn folder_of(root: &Path, origin: &str) -> PathBuf {
    let folder = Path::new(origin).parent().unwrap_or(Path::new(""));
    // `..` is taken away, for paths are compared.
    folder.components().fold(root.to_path_buf(), |at, part| match part {
        std::path::Component::ParentDir => at.parent().map(Path::to_path_buf).unwrap_or(at),
        part => at.join(part),
    })
}

/// Whether the rule `rule` is on in a file with these levels.
pub(crate) fn is_on(levels: &[Level], rule: &str) -> bool {
    match registry().iter().position(|entry| entry.meta.name == rule) {
        Some(index) => levels.get(index).is_some_and(|level| *level > Level::Off),
        // A rule that is no more finds nothing.
        None => true,
    }
}
