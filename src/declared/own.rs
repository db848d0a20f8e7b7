//! A site's own rules: the pages in `.presscheck/rules/`.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{Declared, read};
use crate::config::{ConfigError, home, resolve};
use crate::finding::Level;
use crate::rule::{Fixable, Meta, MetaFacts, Status};
use crate::rules::registry;
use crate::source::{Source, Span};
use crate::syntax::front_matter;
use crate::syntax::yaml::Value;

/// Where a site's own rules lie, relative to its root.
pub const FOLDER: &str = ".presscheck/rules";

/// One rule of a site's own.
#[derive(Debug)]
pub struct Own {
    /// Read from its page.
    pub meta: Meta,
    /// What it looks for.
    pub rule: Declared,
    /// The page's path, relative to the site's root, with `/`.
    pub path: String,
}

/// The front matter of its page, of which little must be said.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnFacts {
    summary: String,
    #[serde(default = "warn")]
    level: Level,
    #[serde(default = "no")]
    fix: Fixable,
    #[serde(default = "stable")]
    status: Status,
    #[serde(default)]
    since: String,
    check: Option<IgnoredAny>,
}

fn warn() -> Level {
    Level::Warn
}

fn no() -> Fixable {
    Fixable::No
}

fn stable() -> Status {
    Status::Stable
}

/// The rules of the site at `root`, sorted by name; none where it has no such folder.
///
/// # Errors
/// Every fault of every page.
pub fn load(root: &Path) -> Result<Vec<Own>, Vec<ConfigError>> {
    let Ok(folder) = std::fs::read_dir(root.join(FOLDER)) else { return Ok(Vec::new()) };
    let mut names: Vec<String> = folder.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.retain(|name| Path::new(name).extension().is_some_and(|extension| extension == "md"));
    names.sort_unstable();
    let (mut rules, mut errors) = (Vec::new(), Vec::new());
    for name in names {
        let path = format!("{FOLDER}/{name}");
        let read =
            resolve(root, &path, home(root)).and_then(|file| std::fs::read(file).map_err(|error| error.to_string()));
        match read {
            Ok(bytes) => match parse(&path, bytes) {
                Ok(own) => rules.push(own),
                Err(mut faults) => errors.append(&mut faults),
            },
            Err(fault) => {
                let source = Arc::new(Source::new(path, String::new()));
                errors.push(ConfigError::new(&source, Span::default(), format!("this rule cannot be read: {fault}")));
            }
        }
    }
    if errors.is_empty() { Ok(rules) } else { Err(errors) }
}

/// The rule whose page is `bytes`, at `path`: its name is that of the file.
///
/// # Errors
/// Every fault of the page's front matter.
pub fn parse(path: &str, bytes: Vec<u8>) -> Result<Own, Vec<ConfigError>> {
    let source = Arc::new(Source::from_bytes(path, bytes));
    let one = |span, message: String| Err(vec![ConfigError::new(&source, span, message)]);
    let name = path.rsplit('/').next().and_then(|name| name.strip_suffix(".md")).unwrap_or_default();
    let is_name = |name: &str| {
        name.split('-')
            .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
    };
    let top = Span::new(0, source.text.lines().next().map_or(0, str::len));
    if !is_name(name) {
        return one(
            top,
            format!("`{name}` is no name for a rule: small letters, digits and hyphens, such as `no-draft-words`"),
        );
    }
    if registry().iter().any(|entry| entry.meta.name == name) {
        return one(top, format!("`{name}` is a rule of presscheck itself: give the file another name"));
    }
    let Some(block) = front_matter::locate(&source.text).block else {
        return one(top, "a rule's page begins with front matter: `summary`, `level`, `check`".to_owned());
    };
    let data = block.parse(&source.text);
    if let Some(problem) = data.problems.first() {
        return one(problem.span, format!("this is no valid YAML: {}", problem.message));
    }
    let root = data.root.filter(|root| matches!(root.value, Value::Mapping(_)));
    let Some(root) = root else { return one(block.open, "the front matter has no keys".to_owned()) };
    let facts: OwnFacts = match serde_yaml::from_str(block.yaml.of(&source.text)) {
        Ok(facts) => facts,
        Err(error) => {
            let said = error.to_string();
            let said = said.split(" at line").next().unwrap_or_default();
            let at = error.location().map_or(block.open.start as usize, |at| block.yaml.start as usize + at.index());
            let line = source.text.get(at..).and_then(|rest| rest.lines().next()).map_or(0, str::len);
            return one(Span::new(at, at + line), said.to_owned());
        }
    };
    let Some((_, check)) = root.get("check") else {
        return one(block.open, "there is no `check`: what does the rule look for?".to_owned());
    };
    let mut errors = Vec::new();
    match read::check(check, &source, &mut errors) {
        Some(rule) => {
            let OwnFacts { summary, level, fix, status, since, check } = facts;
            let facts = MetaFacts { summary, level, fix, status, since, check };
            let meta = Meta { name: interned(name), page: source.text.clone().into(), facts };
            Ok(Own { meta, rule, path: path.to_owned() })
        }
        None => Err(errors),
    }
}

/// What a page's `check:` looks for, if it has one and it is sound.
pub(super) fn check_of(page: &str) -> Option<Declared> {
    let source = Arc::new(Source::new("", page.to_owned()));
    let root = front_matter::locate(page).block?.parse(page).root?;
    let (_, check) = root.get("check")?;
    read::check(check, &source, &mut Vec::new())
}

/// The name for as long as the program runs, as the names of our own rules are. There are few of them.
fn interned(name: &str) -> &'static str {
    static NAMES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = names.get(name) {
        return known;
    }
    let kept: &'static str = Box::leak(name.to_owned().into_boxed_str());
    names.insert(kept);
    kept
}
