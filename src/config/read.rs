//! Reads `presscheck.toml`: every key is known, every value has its type, and whatever is not so is an error with its
//! place.

mod online;
mod rules;
mod schema;

use std::sync::Arc;

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::keys::{self, Key};
use super::levels::{Layer, Override};
use super::online::Online;
use super::{
    ConfigError, Host, Known, LinkSources, LiquidNames, Options, Pattern, Profile, Set, Taxonomy, closest, quoted,
};
use crate::schema::Written;
use crate::source::{Source, Span};
use crate::syntax::front_matter::Foreign;

/// Everything but the levels; what a later origin says replaces what an earlier one said.
#[derive(Debug, Default)]
pub(super) struct Settings {
    pub(super) profile: Option<Profile>,
    pub(super) jekyll_files: Option<Set<Vec<String>>>,
    pub(super) host: Option<Host>,
    pub(super) whole_host: bool,
    pub(super) categories: Taxonomy,
    pub(super) tags: Taxonomy,
    pub(super) liquid: LiquidNames,
    pub(super) links: LinkSources,
    pub(super) online: Online,
    pub(super) options: Options,
    pub(super) foreign: Vec<Foreign>,
    pub(super) schemas: Vec<Written>,
    pub(super) exclude: GlobSet,
    pub(super) baseline: Option<Set<String>>,
    /// What configurations of folders exclude.
    pub(super) folder_excludes: Vec<GlobSet>,
}

pub(super) const PROFILES: [(&str, Profile); 3] =
    [("jekyll3", Profile::Jekyll3), ("jekyll4", Profile::Jekyll4), ("github-pages", Profile::GitHubPages)];

/// What a configuration may say that is for a folder.
const OF_FOLDERS: [&str; 5] = ["exclude", "extends", "overrides", "rules", "schema"];

pub(super) const FORMS: [(&str, Option<Foreign>); 3] =
    [("yaml", None), ("toml", Some(Foreign::Toml)), ("json", Some(Foreign::Json))];

type Value<'i> = Spanned<DeValue<'i>>;

/// Reads one origin into `settings` and gives what it says about levels. `folder` is the one that it is for, where that
/// is not the whole site.
pub(super) fn layer(
    source: &Arc<Source>,
    folder: Option<&str>,
    known: &[Known],
    settings: &mut Settings,
    errors: &mut Vec<ConfigError>,
) -> Layer {
    // TOML has no byte order mark, editors do; blanks keep the offsets.
    let text = source.text.replacen('\u{feff}', "   ", usize::from(source.text.starts_with('\u{feff}')));
    let (document, faults) = DeTable::parse_recoverable(&text);
    for fault in &faults {
        let span = fault.span().unwrap_or(0..0);
        let error = ConfigError::new(source, Span::new(span.start, span.end), "this is not TOML");
        let error = error.label(fault.message().to_string());
        errors.push(match unquoted_pattern(&text, span.start) {
            Some(key) => error.help(format!("write it in quotes: `\"{key}\"`")),
            None => error,
        });
    }
    if !faults.is_empty() {
        // What was salvaged from a broken document would only be misread.
        return Layer::default();
    }
    let earlier = errors.len();
    let mut reader = Reader { source, folder, known, errors };
    let mut layer = reader.document(document.get_ref(), settings);
    layer.folder = folder.map(str::to_owned);
    // Tables come sorted by key; people read from the top.
    errors[earlier..].sort_by_key(|error| error.span.start);
    layer
}

/// The key around `at` that is a rule's pattern without its quotes: `html-*`.
fn unquoted_pattern(text: &str, at: usize) -> Option<&str> {
    let start = text.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
    let key = text[start..].lines().next()?.split('=').next()?.trim();
    let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '*');
    (key.contains('*') && key.chars().all(is_bare)).then_some(key)
}

struct Reader<'a> {
    source: &'a Arc<Source>,
    folder: Option<&'a str>,
    known: &'a [Known],
    errors: &'a mut Vec<ConfigError>,
}

impl Reader<'_> {
    fn document(&mut self, document: &DeTable<'_>, settings: &mut Settings) -> Layer {
        let mut layer = Layer::default();
        for (key, value) in document {
            let name = &**key.get_ref();
            if self.folder.is_some() && !OF_FOLDERS.contains(&name) && keys::ROOT.iter().any(|key| key.name == name) {
                let message = format!("`{name}` holds for the whole site, and this file for a folder");
                let help = "write it in the presscheck.toml beside `_config.yml`".to_owned();
                self.report(span(key), message, Some(help));
                continue;
            }
            match name {
                "extends" => self.extends(value),
                "schema" => settings.schemas.extend(self.schemas(value)),
                "site" => self.site(value, settings),
                "rules" if self.folder.is_some() => layer.rules = self.rules(value, None),
                "rules" => layer.rules = self.rules(value, Some(&mut settings.options)),
                "taxonomies" => self.taxonomies(value, settings),
                "links" => self.links(value, &mut settings.links),
                "liquid" => self.liquid(value, &mut settings.liquid),
                "online" => self.online(value, &mut settings.online),
                "overrides" => layer.overrides = self.overrides(value),
                "exclude" => match (self.globs(value), self.folder) {
                    (Some(files), None) => settings.exclude = files,
                    (files, _) => settings.folder_excludes.extend(files),
                },
                "baseline" => settings.baseline = self.text(value).map(|path| self.set(value, path)),
                _ => self.unknown_key(key, keys::ROOT),
            }
        }
        layer
    }

    fn site(&mut self, value: &Value<'_>, settings: &mut Settings) {
        for (key, value) in self.table(value).into_iter().flatten() {
            match &**key.get_ref() {
                "profile" => settings.profile = self.word(value, "profile", &PROFILES),
                "config" => settings.jekyll_files = self.texts(value).map(|files| self.set(value, files)),
                "front-matter" => settings.foreign = self.forms(value),
                "host" => settings.host = self.word(value, "host", &Host::ALL),
                "whole-host" => settings.whole_host = self.flag(value),
                _ => self.unknown_key(key, keys::SITE),
            }
        }
    }

    /// The forms of front matter that the site has beside YAML.
    fn forms(&mut self, value: &Value<'_>) -> Vec<Foreign> {
        let list = match value.get_ref() {
            DeValue::Array(list) => &list[..],
            _ => std::slice::from_ref(value),
        };
        list.iter().filter_map(|item| self.word(item, "form of front matter", &FORMS)).flatten().collect()
    }

    fn liquid(&mut self, value: &Value<'_>, names: &mut LiquidNames) {
        for (key, value) in self.table(value).into_iter().flatten() {
            match &**key.get_ref() {
                "tags" => names.tags = self.names(value, "a tag"),
                "filters" => names.filters = self.names(value, "a filter"),
                "variables" => names.variables = self.names(value, "a variable"),
                _ => self.unknown_key(key, keys::LIQUID),
            }
        }
    }

    fn links(&mut self, value: &Value<'_>, links: &mut LinkSources) {
        for (key, value) in self.table(value).into_iter().flatten() {
            match &**key.get_ref() {
                "front-matter" => links.front_matter = self.texts(value),
                "data" => links.data = self.texts(value).unwrap_or_default(),
                "attributes" => links.attributes = self.texts(value).unwrap_or_default(),
                _ => self.unknown_key(key, keys::LINKS),
            }
        }
    }

    /// Names that Liquid can read.
    fn names(&mut self, value: &Value<'_>, what: &str) -> Option<Vec<String>> {
        for item in self.list(value)? {
            let text = item.get_ref().as_str();
            let is_name = |text: &str| {
                !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
            };
            if text.is_some_and(|text| !is_name(text)) {
                let help = "letters, digits, `_`: the name alone, without `{%` and `|`".to_string();
                self.report(span(item), format!("this is no name of {what}"), Some(help));
                return None;
            }
        }
        self.texts(value)
    }

    /// Only its type is looked at here: the files have been read by now.
    fn extends(&mut self, value: &Value<'_>) {
        match value.get_ref() {
            DeValue::String(_) => {}
            DeValue::Array(list) => list.iter().for_each(|item| _ = self.text(item)),
            _ => self.wrong_type(value, "a string or a list of strings"),
        }
        if &*self.source.path == "--config" {
            self.report(span(value), "`extends` stands in a file".to_owned(), None);
        }
    }

    fn flag(&mut self, value: &Value<'_>) -> bool {
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong_type(value, "true or false");
        }
        flag.unwrap_or_default()
    }

    fn taxonomies(&mut self, value: &Value<'_>, settings: &mut Settings) {
        for (key, value) in self.table(value).into_iter().flatten() {
            let taxonomy = match &**key.get_ref() {
                "categories" => &mut settings.categories,
                "tags" => &mut settings.tags,
                _ => {
                    self.unknown_key(key, keys::TAXONOMIES);
                    continue;
                }
            };
            for (key, value) in self.table(value).into_iter().flatten() {
                match &**key.get_ref() {
                    "pages" => taxonomy.pages = self.pattern(value).map(|pattern| self.set(value, pattern)),
                    "allowed" => taxonomy.allowed = self.texts(value).map(|terms| self.set(value, terms)),
                    _ => self.unknown_key(key, keys::TAXONOMY),
                }
            }
        }
    }

    fn pattern(&mut self, value: &Value<'_>) -> Option<Pattern> {
        match Pattern::parse(&self.text(value)?) {
            Ok(pattern) => Some(pattern),
            Err(fault) => {
                let help = "for example `category/{term}.html`".to_string();
                self.report(span(value), format!("this is no pattern for pages: {fault}"), Some(help));
                None
            }
        }
    }

    fn overrides(&mut self, value: &Value<'_>) -> Vec<Override> {
        let DeValue::Array(list) = value.get_ref() else {
            self.wrong_type(value, "[[overrides]] tables");
            return Vec::new();
        };
        let mut overrides = Vec::new();
        for entry in list {
            let (mut paths, mut rules) = (None, None);
            let Some(table) = self.table(entry) else { continue };
            for (key, value) in table {
                match &**key.get_ref() {
                    "paths" => paths = Some((self.globs(value), span(value))),
                    "rules" => rules = Some(self.rules(value, None)),
                    _ => self.unknown_key(key, keys::OVERRIDE),
                }
            }
            match (paths, rules) {
                (Some((files, span)), Some(rules)) => {
                    overrides.extend(files.map(|files| Override { files, rules, span }));
                }
                (None, _) => self.report(span(entry), "this override does not say for which `paths`".to_string(), None),
                (_, None) => self.report(span(entry), "this override does not say which `rules`".to_string(), None),
            }
        }
        overrides
    }

    fn globs(&mut self, value: &Value<'_>) -> Option<GlobSet> {
        let folder = self.folder.map_or(String::new(), |folder| format!("{}/", globset::escape(folder)));
        let build = |text: &str| GlobBuilder::new(text).literal_separator(true).backslash_escape(true).build();
        // A directory's name means what is in it, as in .gitignore.
        let patterns = |text: &str| {
            let text = text.trim_start_matches("./").trim_start_matches('/').trim_end_matches('/');
            vec![format!("{folder}{text}"), format!("{folder}{text}/**")]
        };
        self.glob_set(value, "glob", patterns, build)
    }

    /// A list of texts, each of which stands for some `patterns`; `noun` is what an author calls it.
    fn glob_set(
        &mut self,
        value: &Value<'_>,
        noun: &str,
        patterns: impl Fn(&str) -> Vec<String>,
        build: impl Fn(&str) -> Result<Glob, globset::Error>,
    ) -> Option<GlobSet> {
        let mut set = GlobSetBuilder::new();
        let mut sound = true;
        for item in self.list(value)? {
            let Some(text) = self.text(item) else {
                sound = false;
                continue;
            };
            let globs: Result<Vec<Glob>, _> = patterns(&text).iter().map(|pattern| build(pattern)).collect();
            match globs {
                Ok(globs) => globs.into_iter().for_each(|glob| _ = set.add(glob)),
                Err(error) => {
                    self.report(span(item), format!("this is no {noun}: {}", error.kind()), None);
                    sound = false;
                }
            }
        }
        set.build().ok().filter(|_| sound)
    }

    fn texts(&mut self, value: &Value<'_>) -> Option<Vec<String>> {
        let list = self.list(value)?;
        let texts: Vec<Option<String>> = list.iter().map(|item| self.text(item)).collect();
        texts.into_iter().collect()
    }

    /// One word out of a few.
    fn word<T: Copy>(&mut self, value: &Value<'_>, what: &str, words: &[(&str, T)]) -> Option<T> {
        let names: Vec<&str> = words.iter().map(|(name, _)| *name).collect();
        let Some(text) = value.get_ref().as_str() else {
            self.wrong_type(value, &format!("one of {}", quoted(&names)));
            return None;
        };
        let found = words.iter().find(|(name, _)| *name == text).map(|&(_, word)| word);
        if found.is_none() {
            let near = closest(text, names.iter().copied()).map(|near| format!("; did you mean `{near}`?"));
            let help = format!("it is one of {}{}", quoted(&names), near.unwrap_or_default());
            self.report(span(value), format!("unknown {what} `{text}`"), Some(help));
        }
        found
    }

    fn text(&mut self, value: &Value<'_>) -> Option<String> {
        let text = value.get_ref().as_str().map(str::to_string);
        if text.is_none() {
            self.wrong_type(value, "a string");
        }
        text
    }

    fn list<'v, 'i>(&mut self, value: &'v Value<'i>) -> Option<&'v [Value<'i>]> {
        let list = value.get_ref().as_array();
        if list.is_none() {
            self.wrong_type(value, "a list of strings");
        }
        list.map(|list| &list[..])
    }

    fn table<'v, 'i>(&mut self, value: &'v Value<'i>) -> Option<&'v DeTable<'i>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong_type(value, "a table");
        }
        table
    }

    fn set<T>(&self, value: &Value<'_>, inner: T) -> Set<T> {
        Set { value: inner, span: span(value), origin: Arc::clone(self.source) }
    }

    fn wrong_type(&mut self, value: &Value<'_>, expected: &str) {
        let found = match value.get_ref() {
            DeValue::String(_) => "a string",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.errors.push(
            ConfigError::new(self.source, span(value), format!("expected {expected}"))
                .label(format!("this is {found}")),
        );
    }

    fn unknown_key(&mut self, key: &Spanned<std::borrow::Cow<'_, str>>, known: &[Key]) {
        let names: Vec<&str> = known.iter().map(|key| key.name).collect();
        self.unknown_name(key, &names);
    }

    fn unknown_name(&mut self, key: &Spanned<std::borrow::Cow<'_, str>>, known: &[&str]) {
        let near = closest(key.get_ref(), known.iter().copied()).map(|near| format!("; did you mean `{near}`?"));
        let help = format!("the keys here are {}{}", quoted(known), near.unwrap_or_default());
        self.report(span(key), format!("unknown key `{}`", key.get_ref()), Some(help));
    }

    fn report(&mut self, span: Span, message: String, help: Option<String>) {
        let error = ConfigError::new(self.source, span, message);
        self.errors.push(match help {
            Some(help) => error.help(help),
            None => error,
        });
    }
}

fn span<T>(value: &Spanned<T>) -> Span {
    Span::new(value.span().start, value.span().end)
}
