//! How loud each rule is in each file: defaults, then each configuration, then the command line.

use std::borrow::Cow;

use globset::{Glob, GlobSet};

use crate::finding::Level;
use crate::source::Span;

/// A rule as far as configuration is concerned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Known {
    /// Its permanent name.
    pub name: &'static str,
    /// Its level unless something else is said.
    pub level: Level,
}

/// A rule's name, or the start of several rules' names: `date-*`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Selection(String);

impl Selection {
    /// Reads a selection.
    ///
    /// # Errors
    /// A sentence's end about what it selects, and what was probably meant.
    pub fn parse(text: &str, known: &[Known]) -> Result<Selection, (String, Option<String>)> {
        let selection = Selection(text.to_string());
        if known.iter().any(|rule| selection.matches(rule.name)) {
            return Ok(selection);
        }
        let names = known.iter().map(|rule| rule.name);
        if let Some(prefix) = text.strip_suffix('*') {
            let mut groups: Vec<&str> = names.filter_map(|name| Some(name.split_once('-')?.0)).collect();
            groups.dedup();
            let near = super::closest(prefix.trim_end_matches('-'), groups).map(|near| format!("{near}-*"));
            return Err((format!("no rule's name begins with `{prefix}`"), near));
        }
        Err((format!("there is no rule `{text}`"), super::closest(text, names).map(str::to_string)))
    }

    /// A selection that may be of a rule that is not known yet, such as one of a site's own.
    pub fn new(text: &str) -> Selection {
        Selection(text.to_owned())
    }

    fn matches(&self, name: &str) -> bool {
        self.0.strip_suffix('*').map_or(self.0 == name, |prefix| name.starts_with(prefix))
    }

    /// Whether it is one rule's name.
    pub(super) fn is_name(&self) -> bool {
        !self.0.ends_with('*')
    }

    /// A name is more specific than any prefix, a longer prefix more than a shorter.
    fn weight(&self) -> (bool, usize) {
        (self.is_name(), self.0.len())
    }
}

/// What the command line says about rules.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Selections {
    /// Only these run, even where they are off otherwise; empty for no such limit.
    pub select: Vec<Selection>,
    /// These do not run.
    pub ignore: Vec<Selection>,
    /// These are warnings.
    pub warn: Vec<Selection>,
    /// These are errors.
    pub error: Vec<Selection>,
}

impl Selections {
    /// What is wrong with the first of them that selects none of the `known` rules, in words.
    pub(crate) fn unknown(&self, known: &[Known]) -> Option<String> {
        let mut all = [&self.select, &self.ignore, &self.warn, &self.error].into_iter().flatten();
        let fault = all.find_map(|selection| Selection::parse(&selection.0, known).err())?;
        Some(match fault {
            (message, Some(near)) => format!("{message}; did you mean `{near}`?"),
            (message, None) => format!("{message}; `presscheck rules` lists them"),
        })
    }
}

/// The levels of one configuration: for everywhere, and for files that match.
#[derive(Clone, Debug, Default)]
pub(super) struct Layer {
    /// The folder that it is for, with all below it; `None` for the whole site.
    pub(super) folder: Option<String>,
    pub(super) rules: Vec<Ruled>,
    pub(super) overrides: Vec<Override>,
}

/// What one entry of `rules` says.
#[derive(Clone, Debug)]
pub(super) struct Ruled {
    pub(super) selection: Selection,
    pub(super) level: Level,
    /// The key.
    pub(super) span: Span,
    /// Whether it gives options too.
    pub(super) has_options: bool,
}

/// One of `[[overrides]]`.
#[derive(Clone, Debug)]
pub(super) struct Override {
    pub(super) files: GlobSet,
    pub(super) rules: Vec<Ruled>,
    /// The value of `paths`.
    pub(super) span: Span,
}

impl Layer {
    /// What it says for only some files.
    fn overrides(&self, known: &[Known]) -> Vec<(GlobSet, Vec<Option<Level>>)> {
        let mut overrides = Vec::new();
        if let Some(folder) = &self.folder {
            // An escaped name is always a glob.
            let glob = Glob::new(&format!("{}/**", globset::escape(folder))).ok();
            let files = glob.and_then(|glob| GlobSet::builder().add(glob).build().ok()).unwrap_or_default();
            overrides.push((files, said(known, &self.rules)));
        }
        overrides.extend(self.overrides.iter().map(|one| (one.files.clone(), said(known, &one.rules))));
        overrides
    }

    /// The entries of `rules` without which every rule would have the level that it has with them, where `before` are
    /// the configurations that this one is laid over.
    pub(super) fn idle(&self, known: &[Known], before: &[&Layer]) -> Vec<&Ruled> {
        let mut base: Vec<Level> = known.iter().map(|rule| rule.level).collect();
        for layer in before.iter().filter(|layer| layer.folder.is_none()) {
            lay(&mut base, known, &layer.rules);
        }
        let with = |without: Option<usize>| {
            let mut levels = base.clone();
            let rules = self.rules.iter().enumerate().filter(|(index, _)| Some(*index) != without);
            lay(&mut levels, known, rules.map(|(_, rule)| rule));
            levels
        };
        let all = with(None);
        let idle = self.rules.iter().enumerate().filter(|(index, rule)| !rule.has_options && with(Some(*index)) == all);
        idle.map(|(_, rule)| rule).collect()
    }
}

/// Lays what `rules` say over `levels`.
fn lay<'a>(levels: &mut [Level], known: &[Known], rules: impl IntoIterator<Item = &'a Ruled>) {
    for (level, said) in levels.iter_mut().zip(said(known, rules)) {
        *level = said.unwrap_or(*level);
    }
}

/// The levels of all known rules, worked out as far as they do not depend on the file.
#[derive(Clone, Debug)]
pub(super) struct Levels {
    base: Vec<Level>,
    overrides: Vec<(GlobSet, Vec<Option<Level>>)>,
}

impl Levels {
    pub(super) fn new<'a>(
        known: &[Known],
        layers: impl Iterator<Item = &'a Layer> + Clone,
        selections: &Selections,
    ) -> Levels {
        let mut base: Vec<Level> = known.iter().map(|rule| rule.level).collect();
        for layer in layers.clone().filter(|layer| layer.folder.is_none()) {
            lay(&mut base, known, &layer.rules);
        }
        // The layers of folders come last, the outer before the inner: the nearest file wins.
        let mut overrides: Vec<_> = layers.flat_map(|layer| layer.overrides(known)).collect();
        for (index, rule) in known.iter().enumerate() {
            let forced = command_line(rule, &mut base[index], selections);
            // An override that switches a rule off for some files outlives what the command line says of its level.
            for said in overrides.iter_mut().map(|(_, levels)| &mut levels[index]) {
                *said = if *said == Some(Level::Off) { *said } else { forced.or(*said) };
            }
        }
        Levels { base, overrides }
    }

    /// The highest level of a rule in any file.
    pub(super) fn anywhere(&self, index: usize) -> Level {
        let base = self.base.get(index).copied().unwrap_or(Level::Off);
        self.overrides.iter().filter_map(|(_, said)| said.get(index).copied().flatten()).fold(base, Level::max)
    }

    pub(super) fn of(&self, path: &str) -> Cow<'_, [Level]> {
        let mut levels = Cow::Borrowed(&self.base[..]);
        for (_, said) in self.overrides.iter().filter(|(files, _)| files.is_match(path)) {
            for (index, level) in said.iter().enumerate().filter_map(|(index, level)| Some((index, (*level)?))) {
                levels.to_mut()[index] = level;
            }
        }
        levels
    }
}

/// What `rules` say of each known rule; the most specific word counts.
fn said<'a>(known: &[Known], rules: impl IntoIterator<Item = &'a Ruled>) -> Vec<Option<Level>> {
    let rules: Vec<&Ruled> = rules.into_iter().collect();
    let strongest = |name| {
        let matching = rules.iter().filter(|rule| rule.selection.matches(name));
        matching.max_by_key(|rule| rule.selection.weight()).map(|rule| rule.level)
    };
    known.iter().map(|rule| strongest(rule.name)).collect()
}

/// Applies the command line to a rule's level, and gives the level that it forces everywhere.
fn command_line(rule: &Known, level: &mut Level, selections: &Selections) -> Option<Level> {
    let weight =
        |list: &[Selection]| list.iter().filter(|selection| selection.matches(rule.name)).map(Selection::weight).max();
    let selected = weight(&selections.select);
    let ignored = weight(&selections.ignore);
    if (!selections.select.is_empty() && selected.is_none()) || (ignored.is_some() && ignored >= selected) {
        *level = Level::Off;
        return Some(Level::Off);
    }
    if selected.is_some() && *level == Level::Off {
        *level = if rule.level == Level::Off { Level::Warn } else { rule.level };
    }
    let (warn, error) = (weight(&selections.warn), weight(&selections.error));
    let forced = match (warn, error) {
        (None, None) => return None,
        (warn, error) if error >= warn => Level::Error,
        _ => Level::Warn,
    };
    *level = forced;
    Some(forced)
}
