//! Reads the levels of rules and their options.

use std::borrow::Cow;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::super::keys::{self, Key};
use super::super::levels::Ruled;
use super::super::{Options, Selection};
use super::{Reader, Value, span};
use crate::finding::Level;

const LEVELS: [(&str, Level); 3] = [("off", Level::Off), ("warn", Level::Warn), ("error", Level::Error)];

impl Reader<'_> {
    /// `options` is where a rule's options go, where they may stand.
    pub(super) fn rules(&mut self, value: &Value<'_>, mut options: Option<&mut Options>) -> Vec<Ruled> {
        let mut rules = Vec::new();
        for (key, value) in self.table(value).into_iter().flatten() {
            let selection = match Selection::parse(key.get_ref(), self.known) {
                Ok(selection) => Some(selection),
                Err((message, near)) => {
                    self.report(span(key), message, near.map(|near| format!("did you mean `{near}`?")));
                    None
                }
            };
            let mut has_options = false;
            let level = match value.get_ref() {
                DeValue::Table(table) => {
                    has_options = table.iter().any(|(key, _)| *key.get_ref() != "level");
                    self.rule(key.get_ref(), table, options.as_deref_mut())
                }
                _ => self.word(value, "level", &LEVELS),
            };
            if let (Some(selection), Some(level)) = (selection, level) {
                rules.push(Ruled { selection, level, span: span(key), has_options });
            }
        }
        rules
    }

    /// A rule's table: its level, if there, and its options.
    fn rule(&mut self, rule: &str, table: &DeTable<'_>, mut options: Option<&mut Options>) -> Option<Level> {
        let mut level = None;
        for (key, value) in table {
            let name = &**key.get_ref();
            if name == "level" {
                level = self.word(value, "level", &LEVELS);
                continue;
            }
            let own = keys::options(rule);
            let Some(options) = options.as_deref_mut().filter(|_| own.iter().any(|key| key.name == name)) else {
                self.no_option(key, own);
                continue;
            };
            match (rule, name) {
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
                _ => self.no_option(key, own),
            }
        }
        level
    }

    /// Reports a key of a rule's table that has no place there; `own` are the rule's options.
    fn no_option(&mut self, key: &Spanned<Cow<'_, str>>, own: &[Key]) {
        let name = &**key.get_ref();
        if own.iter().any(|key| key.name == name) {
            let message = format!("`{name}` holds for the whole site, and only levels differ from file to file");
            let help = "write it under `[rules]` in the presscheck.toml beside `_config.yml`".to_owned();
            self.report(span(key), message, Some(help));
            return;
        }
        let mut names: Vec<&str> = own.iter().map(|key| key.name).chain(["level"]).collect();
        names.sort_unstable();
        self.unknown_name(key, &names);
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
}

pub(super) fn number(value: &Value<'_>) -> Option<u32> {
    value.get_ref().as_integer().and_then(|number| u32::from_str_radix(number.as_str(), number.radix()).ok())
}
