//! Reads `check:` of a rule's page; whatever is not as it must be is an error with its place in the page.

use std::sync::Arc;

use globset::{GlobBuilder, GlobMatcher, GlobSet};
use scraper::Selector;

use super::{Declared, Kind, Place};
use crate::config::{ConfigError, closest, quoted};
use crate::schema::{Field, Fields, Pattern, Scalar, Schema, Type};
use crate::source::{Source, Span};
use crate::syntax::yaml::{Node, Value};

/// The kinds, each the key that holds what is looked for.
const KINDS: [&str; 5] = ["field", "html", "link", "taxonomy", "text"];

/// What every check may say.
const COMMON: [&str; 4] = ["collections", "help", "message", "paths"];

const OF_FIELDS: [&str; 10] =
    ["forbidden", "items", "max", "max-length", "min", "min-length", "one-of", "pattern", "required", "type"];

/// Reads the mapping `node` of the page `source`.
pub(super) fn check(node: &Node, source: &Arc<Source>, errors: &mut Vec<ConfigError>) -> Option<Declared> {
    let before = errors.len();
    let mut reader = Reader { source, errors };
    let declared = reader.check(node);
    declared.filter(|_| errors.len() == before)
}

struct Reader<'a> {
    source: &'a Arc<Source>,
    errors: &'a mut Vec<ConfigError>,
}

impl Reader<'_> {
    fn check(&mut self, node: &Node) -> Option<Declared> {
        let kinds: Vec<(&Node, &Node)> = KINDS.iter().filter_map(|kind| node.get(kind)).collect();
        let [(key, value)] = kinds[..] else {
            let help = format!("write one of {}", quoted(&KINDS));
            self.fault(node.span, "a check looks for exactly one thing", Some(help));
            return None;
        };
        let name = key.as_str().unwrap_or_default();
        let kind = match name {
            "field" => self.field_kind(node, value),
            "html" => self.html(node, value),
            "link" => self.link(node, value),
            "text" => self.text_kind(node, value),
            _ => self.taxonomy(node, value),
        }?;
        Some(Declared {
            files: node.get("paths").and_then(|(_, paths)| self.files(paths)),
            collections: node.get("collections").map_or_else(Vec::new, |(_, labels)| self.texts(labels)),
            message: node.get("message").and_then(|(_, text)| self.text(text)).map(str::to_owned),
            help: node.get("help").and_then(|(_, text)| self.text(text)).map(str::to_owned),
            kind,
        })
    }

    /// Reports keys that are none of `known` nor of those that every check has.
    fn keys(&mut self, node: &Node, known: &[&str]) {
        self.only(node, &[known, &COMMON].concat());
    }

    /// Reports a check of `value` that says none of the keys which ask for something.
    fn asks(&mut self, node: &Node, value: &Node, keys: &[&str]) {
        if !keys.iter().any(|key| node.get(key).is_some()) {
            self.fault(value.span, "this check asks for nothing", Some(format!("add one of {}", quoted(keys))));
        }
    }

    /// Reports keys that are none of `known`.
    fn only(&mut self, node: &Node, known: &[&str]) {
        for (key, _) in node.entries() {
            let name = key.as_str().unwrap_or_default();
            if !known.contains(&name) {
                let near = closest(name, known.iter().copied()).map(|near| format!("; did you mean `{near}`?"));
                let help = format!("the keys here are {}{}", quoted(known), near.unwrap_or_default());
                self.fault(key.span, &format!("unknown key `{}`", key.span.of(&self.source.text)), Some(help));
            }
        }
    }

    fn field_kind(&mut self, node: &Node, value: &Node) -> Option<Kind> {
        self.keys(node, &[&["field"][..], &OF_FIELDS[..]].concat());
        self.asks(node, value, &OF_FIELDS);
        let path = self.text(value)?.to_owned();
        let mut field = self.field(node);
        let mut names: Vec<&str> = path.split('.').collect();
        let first = names.remove(0);
        for name in names.into_iter().rev() {
            let fields = Fields { entries: vec![(name.to_owned(), field)], closed: false };
            field = Field { fields: Some(fields), ..Field::default() };
        }
        let fields = Fields { entries: vec![(first.to_owned(), field)], closed: false };
        Some(Kind::Field(Box::new(Schema { fields, ..Schema::default() })))
    }

    /// What is asked of one value.
    fn field(&mut self, node: &Node) -> Field {
        let mut field = Field::default();
        for (key, value) in node.entries() {
            match key.as_str().unwrap_or_default() {
                "required" => field.required = self.flag(value),
                "forbidden" => field.forbidden = self.flag(value).then_some(None),
                "type" => field.types = self.types(value),
                "one-of" => field.one_of = self.scalars(value),
                "pattern" => field.pattern = self.regex(value, false),
                "min-length" => field.length.0 = self.count(value).map(|count| count as u32),
                "max-length" => field.length.1 = self.count(value).map(|count| count as u32),
                "min" => field.range.0 = self.number(value),
                "max" => field.range.1 = self.number(value),
                "items" => {
                    self.only(value, &OF_FIELDS);
                    field.items = Some(Box::new(self.field(value)));
                }
                _ => {}
            }
        }
        field
    }

    fn html(&mut self, node: &Node, value: &Node) -> Option<Kind> {
        self.keys(node, &["html"]);
        let text = self.text(value)?;
        match Selector::parse(text) {
            Ok(selector) => Some(Kind::Html(selector)),
            Err(error) => {
                self.fault(value.span, &format!("this is no selector of CSS: {error}"), None);
                None
            }
        }
    }

    fn link(&mut self, node: &Node, value: &Node) -> Option<Kind> {
        self.keys(node, &["link", "not"]);
        let unlike = node.get("not").map(|(_, node)| node);
        let list: Vec<&Node> = match unlike.map(|node| &node.value) {
            Some(Value::Sequence(items)) => items.iter().collect(),
            _ => unlike.into_iter().collect(),
        };
        let unlike = list.into_iter().filter_map(|node| self.glob(node)).collect();
        Some(Kind::Link(self.glob(value)?, unlike))
    }

    fn text_kind(&mut self, node: &Node, value: &Node) -> Option<Kind> {
        self.keys(node, &["ignore-case", "in", "replace", "text"]);
        let ignores_case = node.get("ignore-case").is_some_and(|(_, node)| self.flag(node));
        let pattern = self.regex(value, ignores_case)?;
        let place = match node.get("in") {
            None => Place::Prose,
            Some((_, node)) => {
                let text = self.text(node)?;
                let found = Place::ALL.iter().find(|(name, _)| *name == text);
                let Some((_, place)) = found else {
                    let help = format!("it is one of {}", quoted(&Place::ALL.map(|(name, _)| name)));
                    self.fault(node.span, &format!("unknown place `{text}`"), Some(help));
                    return None;
                };
                *place
            }
        };
        let replace = node.get("replace").and_then(|(_, node)| self.text(node)).map(str::to_owned);
        Some(Kind::Text { pattern, place, replace })
    }

    fn taxonomy(&mut self, node: &Node, value: &Node) -> Option<Kind> {
        self.keys(node, &["at-least", "at-most", "one-of", "pattern", "taxonomy"]);
        self.asks(node, value, &["at-least", "at-most", "one-of", "pattern"]);
        let is_tags = match self.text(value)? {
            "tags" => true,
            "categories" => false,
            text => {
                let message = format!("there is no taxonomy `{text}`");
                self.fault(value.span, &message, Some("it is `categories` or `tags`".to_owned()));
                return None;
            }
        };
        Some(Kind::Taxonomy {
            is_tags,
            pattern: node.get("pattern").and_then(|(_, node)| self.regex(node, false)),
            one_of: node.get("one-of").map_or_else(Vec::new, |(_, node)| self.scalars(node)),
            least: node.get("at-least").and_then(|(_, node)| self.count(node)),
            most: node.get("at-most").and_then(|(_, node)| self.count(node)),
        })
    }

    fn files(&mut self, node: &Node) -> Option<GlobSet> {
        let mut set = GlobSet::builder();
        for item in node.items() {
            let text = self.text(item)?;
            match GlobBuilder::new(text).literal_separator(true).build() {
                Ok(glob) => _ = set.add(glob),
                Err(error) => self.fault(item.span, &format!("this is no glob: {}", error.kind()), None),
            }
        }
        if node.items().is_empty() {
            self.wrong(node, "a list of globs");
        }
        set.build().ok()
    }

    /// A glob over addresses, where `*` stands for anything.
    fn glob(&mut self, node: &Node) -> Option<GlobMatcher> {
        match GlobBuilder::new(self.text(node)?).literal_separator(false).build() {
            Ok(glob) => Some(glob.compile_matcher()),
            Err(error) => {
                self.fault(node.span, &format!("this is no glob: {}", error.kind()), None);
                None
            }
        }
    }

    fn regex(&mut self, node: &Node, ignores_case: bool) -> Option<Pattern> {
        let text = self.text(node)?;
        let text = if ignores_case { format!("(?i){text}") } else { text.to_owned() };
        match Pattern::new(&text) {
            Ok(pattern) => Some(pattern),
            Err(fault) => {
                self.fault(node.span, &format!("this is no regular expression: {fault}"), None);
                None
            }
        }
    }

    fn types(&mut self, node: &Node) -> Vec<Type> {
        let list: Vec<&Node> = if node.items().is_empty() { vec![node] } else { node.items().iter().collect() };
        let mut types = Vec::new();
        for item in list {
            match Type::ALL.iter().find(|(name, _)| Some(*name) == item.as_str()) {
                Some((_, kind)) => types.push(*kind),
                None => self.wrong(item, &format!("one of {}", quoted(&Type::ALL.map(|(name, _)| name)))),
            }
        }
        types
    }

    fn scalars(&mut self, node: &Node) -> Vec<Scalar> {
        if node.items().is_empty() {
            self.wrong(node, "a list of values");
        }
        node.items().iter().map(|item| Scalar::of(item, &self.source.text)).collect()
    }

    fn texts(&mut self, node: &Node) -> Vec<String> {
        if node.items().is_empty() {
            self.wrong(node, "a list of strings");
        }
        node.items().iter().filter_map(|item| self.text(item).map(str::to_owned)).collect()
    }

    fn text<'n>(&mut self, node: &'n Node) -> Option<&'n str> {
        let text = node.as_str();
        if text.is_none() {
            self.wrong(node, "a text; put it in quotes");
        }
        text
    }

    fn flag(&mut self, node: &Node) -> bool {
        if let Value::Bool(truth) = node.value {
            return truth;
        }
        self.wrong(node, "true or false");
        false
    }

    fn count(&mut self, node: &Node) -> Option<usize> {
        let count = match node.value {
            Value::Int(number) => u32::try_from(number).ok(),
            _ => None,
        };
        if count.is_none() {
            self.wrong(node, "a whole number from 0 on");
        }
        count.map(|count| count as usize)
    }

    #[allow(clippy::cast_precision_loss, reason = "numbers of front matter are small")]
    fn number(&mut self, node: &Node) -> Option<f64> {
        match node.value {
            Value::Int(number) => Some(number as f64),
            Value::Float(number) => Some(number),
            _ => {
                self.wrong(node, "a number");
                None
            }
        }
    }

    fn wrong(&mut self, node: &Node, expected: &str) {
        self.fault(node.span, &format!("expected {expected}"), None);
    }

    fn fault(&mut self, span: Span, message: &str, help: Option<String>) {
        let error = ConfigError::new(self.source, span, message);
        self.errors.push(match help {
            Some(help) => error.help(help),
            None => error,
        });
    }
}
