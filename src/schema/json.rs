//! JSON Schemas: their faults, each on the key or value of the front matter that is at fault. What they refer to lies in
//! the same repository or is not read; nothing is asked of the network.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jsonschema::error::{ValidationError, ValidationErrorKind as Kind};
use jsonschema::paths::{Location, LocationSegment};
use jsonschema::{PatternOptions, Retrieve, Uri, Validator};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::{Map, Value as Json};

use super::check::{Place, found_type, shown};
use super::{Fault, Found};
use crate::config::{closest, quoted, resolve};
use crate::source::{Source, Span};
use crate::syntax::yaml::{Node, Value};
use crate::syntax::{json, yaml};

/// A JSON Schema, ready to judge.
#[derive(Clone, Debug)]
pub struct JsonSchema {
    validator: Arc<Validator>,
}

/// Where the files of the repository are found that a schema refers to: their paths begin behind this.
const BASE: &str = "repository:///";

/// What is escaped in a path to make it part of a URL.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_');

/// Reads what a schema refers to, as long as it stays in the repository.
struct Neighbours {
    home: PathBuf,
}

impl Retrieve for Neighbours {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Json, Box<dyn std::error::Error + Send + Sync>> {
        let path = uri.as_str().strip_prefix(BASE).ok_or("only files of the same repository are read")?;
        let path = percent_decode_str(path).decode_utf8_lossy();
        let file = resolve(&self.home, &path, &self.home)?;
        let text = std::fs::read_to_string(file)?;
        let node = parse(&path, &text).ok_or("it is no JSON")?;
        Ok(to_json(&node, &text))
    }
}

/// The one value of a JSON file, or of a YAML file, by its name.
pub(super) fn parse(path: &str, text: &str) -> Option<Node> {
    let extension = Path::new(path).extension().unwrap_or_default();
    if extension == "yml" || extension == "yaml" {
        let parsed = yaml::parse(text, Span::new(0, text.len()));
        return parsed.root.filter(|_| parsed.problems.is_empty());
    }
    json::parse_loosely(text)
}

impl JsonSchema {
    /// Compiles the schema in `source`, a file of the site at `root`.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub(super) fn new(source: &Source, root: &Path, home: &Path) -> Result<JsonSchema, (Span, String)> {
        let whole = Span::new(0, source.text.len().min(1));
        let Some(node) = parse(&source.path, &source.text) else {
            return Err((whole, "this is no JSON".to_owned()));
        };
        let patterns = PatternOptions::fancy_regex()
            .backtrack_limit(100_000)
            .size_limit(super::Pattern::LIMIT)
            .dfa_size_limit(super::Pattern::LIMIT);
        let place = resolve(root, &source.path, home).map_err(|fault| (whole, fault))?;
        let place = place.strip_prefix(home).unwrap_or(&place).to_string_lossy().replace('\\', "/");
        let place = utf8_percent_encode(&place, PATH);
        let built = jsonschema::options()
            .with_base_uri(format!("{BASE}{place}"))
            .with_retriever(Neighbours { home: home.to_path_buf() })
            .with_pattern_options(patterns)
            .build(&to_json(&node, &source.text));
        match built {
            Ok(validator) => Ok(JsonSchema { validator: Arc::new(validator) }),
            Err(error) => {
                let (_, value) = find(&node, error.instance_path());
                let span = if value.span.is_empty() { whole } else { value.span };
                Err((span, format!("this is no JSON Schema: {error}")))
            }
        }
    }

    /// Tells the faults of `root`.
    pub(super) fn check(&self, root: &Node, place: &Place, tell: &mut dyn FnMut(Found)) {
        let instance = to_json(root, place.text);
        if self.validator.is_valid(&instance) {
            return;
        }
        for error in self.validator.iter_errors(&instance) {
            Teller { root, place, tell }.error(&error);
        }
    }
}

struct Teller<'a> {
    root: &'a Node,
    place: &'a Place<'a>,
    tell: &'a mut dyn FnMut(Found),
}

impl Teller<'_> {
    fn error(&mut self, error: &ValidationError<'_>) {
        if let Kind::AnyOf { context } | Kind::OneOfNotValid { context } = error.kind()
            && self.alternatives(error, context)
        {
            return;
        }
        let (key, value) = find(self.root, error.instance_path());
        let is_top = key.is_none();
        let name =
            key.map_or_else(|| "the front matter".to_owned(), |key| format!("`{}`", shown(key, self.place.text)));
        let is_dependent = is_dependent(error);
        match error.kind() {
            Kind::Required { property } => {
                let missing = property.as_str().unwrap_or_default();
                if is_top && (self.place.has_default)(missing) {
                    return;
                }
                let span = key.map_or(self.place.open, |key| key.span);
                let of = if is_top { String::new() } else { format!(" in {name}") };
                let fault = if is_dependent { Fault::Conditional } else { Fault::Required };
                let message = format!("there is no `{missing}`{of}, which this site's schema asks for");
                self.tell(fault, span, "missing here", message, format!("add `{missing}: …`"));
            }
            Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
                for name in unexpected {
                    self.unknown_key(value, name);
                }
            }
            Kind::Enum { options } => {
                let names: Vec<String> = options.as_array().into_iter().flatten().map(plain).collect();
                self.not_among(&name, value, &names);
            }
            Kind::Constant { expected_value } => self.not_among(&name, value, &[plain(expected_value)]),
            Kind::FalseSchema | Kind::Not { .. } => {
                let span = key.map_or(value.span, |key| key.span);
                let message = format!("{name} is not to be used so on this site");
                self.tell(
                    Fault::ForbiddenKey,
                    span,
                    "not wanted",
                    message,
                    "delete it, or write another value".to_owned(),
                );
            }
            kind => {
                let (fault, what) = plain_fault(kind);
                let what = what.unwrap_or_else(|| said(error));
                let label = if fault == Fault::Type { found_type(value) } else { "" };
                let span = if value.span.is_empty() { key.map_or(self.place.open, |key| key.span) } else { value.span };
                let message = format!("{name} is not what this site's schema asks for: {what}");
                self.tell(fault, span, label, message, "write a value that fits the schema".to_owned());
            }
        }
    }

    /// Whether one of several alternatives was surely meant: then its own faults are told.
    fn alternatives(&mut self, error: &ValidationError<'_>, context: &[Vec<ValidationError<'static>>]) -> bool {
        let here = error.instance_path().as_str();
        let is_other_type = |error: &ValidationError<'_>| {
            matches!(error.kind(), Kind::Type { .. }) && error.instance_path().as_str() == here
        };
        let mut meant = context.iter().filter(|errors| !errors.is_empty() && !errors.iter().any(is_other_type));
        let Some(only) = meant.next().filter(|_| meant.next().is_none()) else { return false };
        for error in only {
            self.error(error);
        }
        true
    }

    fn unknown_key(&mut self, mapping: &Node, name: &str) {
        let key = mapping.entries().iter().map(|(key, _)| key).find(|key| shown(key, self.place.text) == name);
        let span = key.map_or(mapping.span, |key| key.span);
        let message = format!("`{name}` is no key that this site knows");
        self.tell(
            Fault::UnknownKey,
            span,
            "not in the schema",
            message,
            "delete it, or write a key of the schema".to_owned(),
        );
    }

    fn not_among(&mut self, name: &str, value: &Node, names: &[String]) {
        let written = shown(value, self.place.text);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let help = match closest(&written, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it is one of {}", quoted(&names)),
        };
        let message = format!("`{written}` is none of the values that {name} may have");
        self.tell(Fault::Enum, value.span, "not in the list", message, help);
    }

    fn tell(&mut self, fault: Fault, span: Span, label: &str, message: String, help: String) {
        (self.tell)(Found { fault, span, label: label.to_owned(), message, help, fix: None });
    }
}

/// Whether it is asked for only because of something else.
fn is_dependent(error: &ValidationError<'_>) -> bool {
    let conditions = ["/then", "/else", "/dependentRequired", "/dependentSchemas", "/dependencies"];
    conditions.iter().any(|part| error.schema_path().as_str().contains(part))
}

/// Which rule speaks of a fault of the value itself, and what it says where the validator's words would not do.
fn plain_fault(kind: &Kind) -> (Fault, Option<String>) {
    match kind {
        Kind::Type { .. } => (Fault::Type, None),
        Kind::Pattern { pattern } => (Fault::Pattern, Some(format!("it must match `{pattern}`"))),
        Kind::Format { format } => (Fault::Pattern, Some(format!("it is no {format}"))),
        Kind::MaxLength { limit } => (Fault::Length, Some(format!("at most {limit} characters"))),
        Kind::MinLength { limit } => (Fault::Length, Some(format!("at least {limit} characters"))),
        Kind::MaxItems { limit } => (Fault::Length, Some(format!("at most {limit} items"))),
        Kind::MinItems { limit } => (Fault::Length, Some(format!("at least {limit} items"))),
        Kind::UniqueItems => (Fault::Length, Some("no item twice".to_owned())),
        Kind::Maximum { limit } => (Fault::Length, Some(format!("at most {limit}"))),
        Kind::Minimum { limit } => (Fault::Length, Some(format!("at least {limit}"))),
        Kind::ExclusiveMaximum { limit } => (Fault::Length, Some(format!("less than {limit}"))),
        Kind::ExclusiveMinimum { limit } => (Fault::Length, Some(format!("more than {limit}"))),
        Kind::MultipleOf { .. }
        | Kind::AdditionalItems { .. }
        | Kind::UnevaluatedItems { .. }
        | Kind::Contains
        | Kind::MinProperties { .. }
        | Kind::MaxProperties { .. } => (Fault::Length, None),
        Kind::PropertyNames { .. } => (Fault::UnknownKey, None),
        Kind::AnyOf { .. } | Kind::OneOfNotValid { .. } => {
            (Fault::Conditional, Some("it fits none of the alternatives".to_owned()))
        }
        Kind::OneOfMultipleValid { .. } => (Fault::Conditional, Some("it fits several alternatives".to_owned())),
        _ => (Fault::Pattern, None),
    }
}

/// The validator's own words, without the value, which may be long.
fn said(error: &ValidationError<'_>) -> String {
    error.masked_with("it").to_string()
}

/// The key and the value at a place; no key for the whole.
fn find<'a>(root: &'a Node, place: &Location) -> (Option<&'a Node>, &'a Node) {
    let (mut key, mut value) = (None, root);
    for segment in place {
        match segment {
            LocationSegment::Property(name) => match value.get(&name) {
                Some((found, inner)) => (key, value) = (Some(found), inner),
                None => return (key, value),
            },
            LocationSegment::Index(index) => match value.items().get(index) {
                Some(inner) => value = inner,
                None => return (key, value),
            },
        }
    }
    (key, value)
}

fn plain(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The value as JSON: dates are texts, as they are written in `text`.
pub fn to_json(node: &Node, text: &str) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(truth) => Json::Bool(*truth),
        Value::Int(number) => Json::from(*number),
        Value::Float(number) => Json::from(*number),
        Value::Date(_) | Value::Time { .. } => Json::String(node.span.of(text).to_owned()),
        Value::String(text) => Json::String(text.clone()),
        Value::Sequence(items) => items.iter().map(|item| to_json(item, text)).collect(),
        Value::Mapping(entries) => {
            let entries = entries.iter().map(|(key, value)| (shown(key, text), to_json(value, text)));
            Json::Object(entries.collect::<Map<_, _>>())
        }
    }
}
