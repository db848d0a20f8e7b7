//! Reads `presscheck.toml`: every key is known, every value has its type, and whatever is not so is an error with its
//! place.

mod online;

use std::sync::Arc;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::levels::Layer;
use super::online::Online;
use super::{
    ConfigError, Host, Known, LinkSources, LiquidNames, Options, Pattern, Profile, Selection, Set, Taxonomy, closest,
};
use crate::finding::Level;
use crate::source::{Source, Span};

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
    pub(super) exclude: GlobSet,
    pub(super) baseline: Option<Set<String>>,
}

const PROFILES: [(&str, Profile); 3] =
    [("jekyll3", Profile::Jekyll3), ("jekyll4", Profile::Jekyll4), ("github-pages", Profile::GitHubPages)];

const LEVELS: [(&str, Level); 3] = [("off", Level::Off), ("warn", Level::Warn), ("error", Level::Error)];

/// The options of rules: rule, option.
const OPTIONS: [(&str, &str); 6] = [
    ("date-format", "pattern"),
    ("category-missing", "share"),
    ("a11y-img-alt", "share"),
    ("html-obsolete", "share"),
    ("asset-too-large", "limit"),
    ("link-insecure", "hosts"),
];

type Value<'i> = Spanned<DeValue<'i>>;

/// Reads one origin into `settings` and gives what it says about levels.
pub(super) fn layer(
    source: &Arc<Source>,
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
    let mut reader = Reader { source, known, errors };
    let layer = reader.document(document.get_ref(), settings);
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
    known: &'a [Known],
    errors: &'a mut Vec<ConfigError>,
}

impl Reader<'_> {
    fn document(&mut self, document: &DeTable<'_>, settings: &mut Settings) -> Layer {
        let mut layer = Layer::default();
        for (key, value) in document {
            match &**key.get_ref() {
                "site" => self.site(value, settings),
                "rules" => layer.rules = self.rules(value, Some(&mut settings.options)),
                "taxonomies" => self.taxonomies(value, settings),
                "links" => self.links(value, &mut settings.links),
                "liquid" => self.liquid(value, &mut settings.liquid),
                "online" => self.online(value, &mut settings.online),
                "overrides" => layer.overrides = self.overrides(value),
                "exclude" => settings.exclude = self.globs(value).unwrap_or_default(),
                "baseline" => settings.baseline = self.text(value).map(|path| self.set(value, path)),
                _ => {
                    let keys = [
                        "baseline",
                        "exclude",
                        "links",
                        "liquid",
                        "online",
                        "overrides",
                        "rules",
                        "site",
                        "taxonomies",
                    ];
                    self.unknown_key(key, &keys);
                }
            }
        }
        layer
    }

    fn site(&mut self, value: &Value<'_>, settings: &mut Settings) {
        for (key, value) in self.table(value).into_iter().flatten() {
            match &**key.get_ref() {
                "profile" => settings.profile = self.word(value, "profile", &PROFILES),
                "config" => settings.jekyll_files = self.texts(value).map(|files| self.set(value, files)),
                "host" => settings.host = self.word(value, "host", &Host::ALL),
                "whole-host" => settings.whole_host = self.flag(value),
                _ => self.unknown_key(key, &["config", "host", "profile", "whole-host"]),
            }
        }
    }

    fn liquid(&mut self, value: &Value<'_>, names: &mut LiquidNames) {
        for (key, value) in self.table(value).into_iter().flatten() {
            match &**key.get_ref() {
                "tags" => names.tags = self.names(value, "a tag"),
                "filters" => names.filters = self.names(value, "a filter"),
                "variables" => names.variables = self.names(value, "a variable"),
                _ => self.unknown_key(key, &["filters", "tags", "variables"]),
            }
        }
    }

    fn links(&mut self, value: &Value<'_>, links: &mut LinkSources) {
        for (key, value) in self.table(value).into_iter().flatten() {
            match &**key.get_ref() {
                "front-matter" => links.front_matter = self.texts(value),
                "data" => links.data = self.texts(value).unwrap_or_default(),
                "attributes" => links.attributes = self.texts(value).unwrap_or_default(),
                _ => self.unknown_key(key, &["attributes", "data", "front-matter"]),
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

    /// `options` is where a rule's options go; an override has none.
    fn rules(&mut self, value: &Value<'_>, mut options: Option<&mut Options>) -> Vec<(Selection, Level)> {
        let mut rules = Vec::new();
        for (key, value) in self.table(value).into_iter().flatten() {
            let selection = match Selection::parse(key.get_ref(), self.known) {
                Ok(selection) => Some(selection),
                Err((message, near)) => {
                    self.report(span(key), message, near.map(|near| format!("did you mean `{near}`?")));
                    None
                }
            };
            let level = match (value.get_ref(), &mut options) {
                (DeValue::Table(table), Some(options)) => self.rule(key.get_ref(), table, options),
                (DeValue::Table(table), None) => self.rule(key.get_ref(), table, &mut Options::default()),
                _ => self.word(value, "level", &LEVELS),
            };
            rules.extend(selection.zip(level));
        }
        rules
    }

    /// A rule's table: its level, if there, and its options.
    fn rule(&mut self, rule: &str, table: &DeTable<'_>, options: &mut Options) -> Option<Level> {
        let mut level = None;
        for (key, value) in table {
            match (rule, &**key.get_ref()) {
                (_, "level") => level = self.word(value, "level", &LEVELS),
                ("date-format", "pattern") => {
                    if let Some(pattern) = self.date_pattern(value) {
                        options.date_format = pattern;
                    }
                }
                ("category-missing", "share") => {
                    options.category_share = self.percent(value).unwrap_or(options.category_share);
                }
                ("a11y-img-alt", "share") => {
                    options.alt_share = self.percent(value).unwrap_or(options.alt_share);
                }
                ("html-obsolete", "share") => {
                    options.obsolete_share = self.percent(value).unwrap_or(options.obsolete_share);
                }
                ("asset-too-large", "limit") => {
                    options.asset_limit = self.kilobytes(value).unwrap_or(options.asset_limit);
                }
                ("link-insecure", "hosts") => options.secure_hosts = self.texts(value).unwrap_or_default(),
                _ => {
                    let own = OPTIONS.iter().filter(|(owner, _)| *owner == rule).map(|&(_, option)| option);
                    let mut keys: Vec<&str> = own.chain(["level"]).collect();
                    keys.sort_unstable();
                    self.unknown_key(key, &keys);
                }
            }
        }
        level
    }

    fn date_pattern(&mut self, value: &Value<'_>) -> Option<String> {
        let pattern = self.text(value)?;
        if chrono::format::StrftimeItems::new(&pattern).any(|item| item == chrono::format::Item::Error) {
            let help = "write it as `date` does: %Y-%m-%d %H:%M:%S %z".to_string();
            self.report(span(value), "this is no date format".to_string(), Some(help));
            return None;
        }
        Some(pattern)
    }

    fn percent(&mut self, value: &Value<'_>) -> Option<u8> {
        let percent = number(value).and_then(|number| u8::try_from(number).ok()).filter(|percent| *percent <= 100);
        if percent.is_none() {
            self.report(span(value), "expected a percentage from 0 to 100".to_string(), None);
        }
        percent
    }

    fn kilobytes(&mut self, value: &Value<'_>) -> Option<u32> {
        let kilobytes = number(value).filter(|kilobytes| *kilobytes > 0);
        if kilobytes.is_none() {
            self.report(span(value), "expected a number of kilobytes".to_string(), None);
        }
        kilobytes
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
                    self.unknown_key(key, &["categories", "tags"]);
                    continue;
                }
            };
            for (key, value) in self.table(value).into_iter().flatten() {
                match &**key.get_ref() {
                    "pages" => taxonomy.pages = self.pattern(value).map(|pattern| self.set(value, pattern)),
                    "allowed" => taxonomy.allowed = self.texts(value).map(|terms| self.set(value, terms)),
                    _ => self.unknown_key(key, &["allowed", "pages"]),
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

    fn overrides(&mut self, value: &Value<'_>) -> Vec<(GlobSet, Vec<(Selection, Level)>)> {
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
                    "paths" => paths = Some(self.globs(value)),
                    "rules" => rules = Some(self.rules(value, None)),
                    _ => self.unknown_key(key, &["paths", "rules"]),
                }
            }
            match (paths, rules) {
                (Some(paths), Some(rules)) => overrides.extend(paths.map(|paths| (paths, rules))),
                (None, _) => self.report(span(entry), "this override does not say for which `paths`".to_string(), None),
                (_, None) => self.report(span(entry), "this override does not say which `rules`".to_string(), None),
            }
        }
        overrides
    }

    fn globs(&mut self, value: &Value<'_>) -> Option<GlobSet> {
        let mut set = GlobSetBuilder::new();
        let mut sound = true;
        for item in self.list(value)? {
            let Some(text) = self.text(item) else {
                sound = false;
                continue;
            };
            // A directory's name means what is in it, as in .gitignore.
            let text = text.trim_start_matches("./").trim_start_matches('/').trim_end_matches('/');
            for text in [text.to_string(), format!("{text}/**")] {
                match GlobBuilder::new(&text).literal_separator(true).backslash_escape(true).build() {
                    Ok(glob) => {
                        set.add(glob);
                    }
                    Err(error) => {
                        self.report(span(item), format!("this is no glob: {}", error.kind()), None);
                        sound = false;
                        break;
                    }
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

    fn unknown_key(&mut self, key: &Spanned<std::borrow::Cow<'_, str>>, known: &[&str]) {
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

fn number(value: &Value<'_>) -> Option<u32> {
    value.get_ref().as_integer().and_then(|number| u32::from_str_radix(number.as_str(), number.radix()).ok())
}

fn span<T>(value: &Spanned<T>) -> Span {
    Span::new(value.span().start, value.span().end)
}

fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
