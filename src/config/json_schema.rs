//! The JSON Schema of `presscheck.toml`, for editors: made from the table of keys and the registry of rules.

use serde_json::{Map, Value, json};

use super::keys::{self, Key, Shape};
use crate::rules::registry;

/// The schema, as JSON with a line break at its end.
pub fn json_schema() -> String {
    let mut schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "presscheck.toml",
        "description": "How presscheck judges a site.",
        "definitions": {
            "field": table(keys::FIELD),
            "rule": {"anyOf": [
                {"$ref": "#/definitions/level"},
                {
                    "type": "object",
                    "properties": {"level": {"$ref": "#/definitions/level"}},
                    "additionalProperties": false,
                },
            ]},
            "level": {
                "description": "off: does not run; warn: is reported; error: is reported and makes the exit code 1.",
                "enum": ["off", "warn", "error"],
            },
        },
    });
    if let (Some(schema), Value::Object(root)) = (schema.as_object_mut(), table(keys::ROOT)) {
        schema.extend(root);
    }
    // Pretty JSON of plain values cannot fail.
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}

/// A table of these keys and no others.
fn table(keys: &[Key]) -> Value {
    let properties: Map<String, Value> = keys.iter().map(|key| (key.name.to_owned(), described(key))).collect();
    json!({"type": "object", "properties": properties, "additionalProperties": false})
}

fn described(key: &Key) -> Value {
    let mut value = shape(&key.shape);
    value["description"] = json!(key.about);
    value
}

fn shape(shape: &Shape) -> Value {
    match shape {
        Shape::Flag => json!({"type": "boolean"}),
        Shape::Text => json!({"type": "string"}),
        Shape::Texts => json!({"type": "array", "items": {"type": "string"}}),
        Shape::TextOrTexts => json!({"type": ["string", "array"], "items": {"type": "string"}}),
        Shape::TextsOrInstead => json!({
            "type": ["array", "object"],
            "items": {"type": "string"},
            "additionalProperties": {"type": "string"},
        }),
        Shape::Scalars => json!({"type": "array", "items": {"type": ["string", "number", "boolean"]}}),
        Shape::Number => json!({"type": "number"}),
        Shape::Regex => json!({"type": "string", "format": "regex"}),
        Shape::SomeWords(words) => json!({"anyOf": [{"enum": words()}, {"type": "array", "items": {"enum": words()}}]}),
        Shape::WordOrPath(words) => json!({"anyOf": [{"enum": words}, {"type": "string", "pattern": "[/.]"}]}),
        Shape::Field => json!({"allOf": [{"$ref": "#/definitions/field"}]}),
        Shape::Fields => json!({"type": "object", "additionalProperties": {"$ref": "#/definitions/field"}}),
        Shape::Words(words) => json!({"enum": words()}),
        Shape::Percent => json!({"type": "integer", "minimum": 0, "maximum": 100}),
        Shape::Count(least) => json!({"type": "integer", "minimum": least}),
        Shape::Rules { options } => rules(*options),
        Shape::Table(keys) => table(keys),
        Shape::Named(keys) => json!({"type": "object", "additionalProperties": table(keys)}),
        Shape::Time => json!({"type": "string", "pattern": "^[0-9]+ *(ms|s|m|h|d)$"}),
        Shape::Rulings => json!({
            "type": "object",
            "propertyNames": {"pattern": "^[1-9]([0-9][0-9]|[xX][xX])$"},
            "additionalProperties": {"enum": ["ok", "unverifiable", "broken"]},
        }),
        Shape::Tables(keys) => json!({"type": "array", "items": table(keys)}),
    }
}

/// A level for each rule; for those with options, where these may stand, a table too. Other names are prefixes, or
/// rules of the site's own.
fn rules(options: bool) -> Value {
    let level = json!({"$ref": "#/definitions/level"});
    let rule = |entry: &crate::rules::Entry| {
        let own = if options { keys::options(entry.meta.name) } else { &[] };
        let mut properties: Map<String, Value> = own.iter().map(|key| (key.name.to_owned(), described(key))).collect();
        properties.insert("level".to_owned(), level.clone());
        let with_options = json!({"type": "object", "properties": properties, "additionalProperties": false});
        let mut said = match own {
            [] => json!({"allOf": [{"$ref": "#/definitions/rule"}]}),
            _ => json!({"anyOf": [level, with_options]}),
        };
        said["description"] = json!(entry.meta.facts.summary);
        (entry.meta.name.to_owned(), said)
    };
    let named: Map<String, Value> = registry().iter().map(rule).collect();
    json!({"type": "object", "properties": named, "additionalProperties": {"$ref": "#/definitions/rule"}})
}
