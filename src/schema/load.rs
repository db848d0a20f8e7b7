//! Reads what the schemas of `presscheck.toml` name: JSON Schemas, the configurations of content managers, and the data
//! that values must be among.

use std::path::Path;
use std::sync::Arc;

use super::json::{JsonSchema, parse};
use super::{Field, Fields, Reference, Schema, Written, import};
use crate::config::{ConfigError, Set, home, resolve};
use crate::source::{Source, Span};
use crate::syntax::yaml::{Node, Value};

/// The schemas of the site at `root`.
///
/// # Errors
/// Every fault of what they name.
pub fn load(written: &[Written], root: &Path) -> Result<Vec<Schema>, Vec<ConfigError>> {
    let mut loader = Loader { root, home: home(root), errors: Vec::new() };
    let mut schemas = Vec::new();
    for one in written {
        let mut schema = one.schema.clone();
        loader.fields(&mut schema.fields);
        schema.when.iter_mut().for_each(|when| loader.fields(&mut when.fields));
        if let Some(named) = &one.json_schema
            && let Some(source) = loader.read(named)
        {
            match JsonSchema::new(&source, root, loader.home) {
                Ok(json) => schema.json = Some(json),
                Err((span, fault)) => loader.errors.push(ConfigError::new(&source, span, fault)),
            }
        }
        if let Some(named) = &one.import
            && let Some(source) = loader.read(named)
        {
            schemas.extend(loader.import(named, &source, &schema));
        }
        let is_empty = schema.fields.entries.is_empty() && schema.when.is_empty() && schema.json.is_none();
        if !is_empty || schema.fields.closed {
            schemas.push(schema);
        }
    }
    if loader.errors.is_empty() { Ok(schemas) } else { Err(loader.errors) }
}

struct Loader<'a> {
    root: &'a Path,
    home: &'a Path,
    errors: Vec<ConfigError>,
}

impl Loader<'_> {
    /// The file of the site that a setting names.
    fn read(&mut self, named: &Set<String>) -> Option<Arc<Source>> {
        let read = resolve(self.root, &named.value, self.home)
            .and_then(|path| std::fs::read(path).map_err(|error| error.to_string()));
        match read {
            Ok(bytes) => Some(Arc::new(Source::from_bytes(named.value.as_str(), bytes))),
            Err(fault) => {
                self.refuse(named, fault);
                None
            }
        }
    }

    fn refuse(&mut self, named: &Set<String>, fault: impl Into<String>) {
        let message = format!("`{}` cannot be used", named.value);
        self.errors.push(ConfigError::new(&named.origin, named.span, message).label(fault));
    }

    /// The schemas of a content manager; where the setting names files too, only for these.
    fn import(&mut self, named: &Set<String>, source: &Arc<Source>, around: &Schema) -> Vec<Schema> {
        let Some(node) = parse(&source.path, &source.text) else {
            self.errors.push(ConfigError::new(source, Span::new(0, 1), "this can be read neither as YAML nor as JSON"));
            return Vec::new();
        };
        let below = self.root.strip_prefix(self.home).unwrap_or(Path::new("")).to_string_lossy().replace('\\', "/");
        let below = if below.is_empty() { below } else { below + "/" };
        match import::schemas(&node, &source.text, &below) {
            Ok(schemas) => schemas.into_iter().map(|schema| Schema { also: around.files.clone(), ..schema }).collect(),
            Err(fault) => {
                self.refuse(named, fault);
                Vec::new()
            }
        }
    }

    fn fields(&mut self, fields: &mut Fields) {
        fields.entries.iter_mut().for_each(|(_, field)| self.field(field));
    }

    fn field(&mut self, field: &mut Field) {
        if let Some(Reference::Data(named, names)) = &mut field.reference {
            *names = self.entries(&named.clone()).into();
        }
        if let Some(items) = &mut field.items {
            self.field(items);
        }
        if let Some(fields) = &mut field.fields {
            self.fields(fields);
        }
    }

    /// The keys of a file of data, or its items; behind a `#` the key that tells the name of each.
    fn entries(&mut self, named: &Set<String>) -> Vec<String> {
        let (path, key) =
            named.value.split_once('#').map_or((named.value.as_str(), None), |(path, key)| (path, Some(key)));
        let file = Set { value: path.to_owned(), ..named.clone() };
        let Some(source) = self.read(&file) else { return Vec::new() };
        let found = parse(path, &source.text).map(|node| names(&node, key, &source.text)).unwrap_or_default();
        if found.is_empty() {
            self.refuse(named, "there are no names in it: write it as YAML or JSON, as keys or as a list");
        }
        found
    }
}

fn names(node: &Node, key: Option<&str>, text: &str) -> Vec<String> {
    let shown = |node: &Node| node.as_str().map_or_else(|| node.span.of(text).to_owned(), str::to_owned);
    let inner = |node: &Node| match key {
        Some(key) => node.get(key).map(|(_, value)| shown(value)),
        None => (!matches!(node.value, Value::Mapping(_) | Value::Sequence(_))).then(|| shown(node)),
    };
    match (&node.value, key) {
        (Value::Mapping(entries), None) => entries.iter().map(|(key, _)| shown(key)).collect(),
        (Value::Mapping(entries), Some(_)) => entries.iter().filter_map(|(_, value)| inner(value)).collect(),
        (Value::Sequence(items), _) => items.iter().filter_map(inner).collect(),
        _ => Vec::new(),
    }
}
