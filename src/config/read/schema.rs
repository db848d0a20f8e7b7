//! Reads `[[schema]]`: what is asked of front matter, as a short table.

use globset::{Glob, GlobSet};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::super::keys;
use super::{Reader, Value, span};
use crate::config::quoted;
use crate::schema::{Field, Fields, Pattern, Reference, Scalar, Schema, Type, When, Written};

impl Reader<'_> {
    pub(super) fn schemas(&mut self, value: &Value<'_>) -> Vec<Written> {
        let DeValue::Array(list) = value.get_ref() else {
            self.wrong_type(value, "[[schema]] tables");
            return Vec::new();
        };
        list.iter().filter_map(|entry| self.schema(entry)).collect()
    }

    fn schema(&mut self, entry: &Value<'_>) -> Option<Written> {
        let mut written = Written::default();
        let mut schema = Schema::default();
        for (key, value) in self.table(entry)? {
            match &**key.get_ref() {
                "paths" => schema.files = self.globs(value),
                "collection" => schema.collection = self.text(value),
                "when" => schema.when = self.conditions(value),
                "json-schema" => written.json_schema = self.text(value).map(|path| self.set(value, path)),
                "import" => written.import = self.text(value).map(|path| self.set(value, path)),
                _ => self.fields_key(&mut schema.fields, key, value, keys::SCHEMA),
            }
        }
        if let (None, Some(folder)) = (&schema.files, self.folder) {
            let glob = Glob::new(&format!("{}/**", globset::escape(folder))).ok();
            schema.files = glob.and_then(|glob| GlobSet::builder().add(glob).build().ok());
        }
        let says_nothing = schema.fields.entries.is_empty() && !schema.fields.closed && schema.when.is_empty();
        if says_nothing && written.json_schema.is_none() && written.import.is_none() {
            self.report(span(entry), "this schema asks for nothing".to_owned(), None);
        }
        written.schema = schema;
        Some(written)
    }

    /// The keys that say what is asked of a mapping: `required`, `forbidden`, `fields` and, if `known` has it, `closed`.
    fn fields_key(
        &mut self,
        fields: &mut Fields,
        key: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Value<'_>,
        known: &'static [keys::Key],
    ) {
        let name = &**key.get_ref();
        match name {
            _ if !known.iter().any(|key| key.name == name) => self.unknown_key(key, known),
            "required" => {
                for name in self.texts(value).unwrap_or_default() {
                    entry(fields, &name).required = true;
                }
            }
            "forbidden" => self.forbidden(fields, value),
            "fields" => {
                for (key, value) in self.table(value).into_iter().flatten() {
                    if let Some(field) = self.field(value) {
                        let old = entry(fields, key.get_ref());
                        *old = Field { required: old.required || field.required, ..field };
                    }
                }
            }
            "closed" => fields.closed = self.flag(value),
            _ => self.unknown_key(key, known),
        }
    }

    /// A list of keys, or a table with what is to be written in place of each.
    fn forbidden(&mut self, fields: &mut Fields, value: &Value<'_>) {
        match value.get_ref() {
            DeValue::Table(table) => {
                for (key, value) in table {
                    if let Some(instead) = self.text(value) {
                        entry(fields, key.get_ref()).forbidden = Some(Some(instead));
                    }
                }
            }
            DeValue::Array(_) => {
                for name in self.texts(value).unwrap_or_default() {
                    entry(fields, &name).forbidden = Some(None);
                }
            }
            _ => self.wrong_type(value, "a list of keys, or a table with what to write instead"),
        }
    }

    fn conditions(&mut self, value: &Value<'_>) -> Vec<When> {
        let DeValue::Array(list) = value.get_ref() else {
            self.wrong_type(value, "[[schema.when]] tables");
            return Vec::new();
        };
        list.iter().filter_map(|entry| self.condition(entry)).collect()
    }

    fn condition(&mut self, entry: &Value<'_>) -> Option<When> {
        let mut when = When::default();
        for (key, value) in self.table(entry)? {
            match &**key.get_ref() {
                "key" => when.key = self.text(value).unwrap_or_default(),
                "one-of" => when.one_of = self.scalars(value),
                _ => self.fields_key(&mut when.fields, key, value, keys::WHEN),
            }
        }
        if when.key.is_empty() {
            self.report(span(entry), "this condition does not say which `key` it looks at".to_owned(), None);
            return None;
        }
        Some(when)
    }

    /// What is asked of one value.
    pub(in crate::config) fn field(&mut self, value: &Value<'_>) -> Option<Field> {
        let (mut field, mut message) = (Field::default(), None);
        let table: &DeTable<'_> = self.table(value)?;
        for (key, value) in table {
            match &**key.get_ref() {
                "type" => field.types = self.types(value),
                "required" => field.required = self.flag(value),
                "one-of" => field.one_of = self.scalars(value),
                "pattern" => field.pattern = self.regex(value),
                "message" => message = self.text(value),
                "min-length" => field.length.0 = self.count(value),
                "max-length" => field.length.1 = self.count(value),
                "min" => field.range.0 = self.float(value),
                "max" => field.range.1 = self.float(value),
                "reference" => field.reference = self.reference(value),
                "items" => field.items = self.field(value).map(Box::new),
                "fields" | "closed" => {
                    let fields = field.fields.get_or_insert_default();
                    self.fields_key(fields, key, value, keys::FIELD);
                }
                _ => self.unknown_key(key, keys::FIELD),
            }
        }
        if let Some(pattern) = &mut field.pattern {
            pattern.message = message;
        }
        Some(field)
    }

    fn types(&mut self, value: &Value<'_>) -> Vec<Type> {
        match value.get_ref() {
            DeValue::Array(list) => list.iter().filter_map(|one| self.word(one, "type", &Type::ALL)).collect(),
            _ => self.word(value, "type", &Type::ALL).into_iter().collect(),
        }
    }

    fn scalars(&mut self, value: &Value<'_>) -> Vec<Scalar> {
        let Some(list) = value.get_ref().as_array() else {
            self.wrong_type(value, "a list of values");
            return Vec::new();
        };
        let mut scalars = Vec::new();
        for item in list {
            match item.get_ref() {
                DeValue::String(text) => scalars.push(Scalar::Text(text.to_string())),
                DeValue::Boolean(truth) => scalars.push(Scalar::Bool(*truth)),
                DeValue::Integer(_) | DeValue::Float(_) => scalars.extend(self.float(item).map(Scalar::Number)),
                _ => self.wrong_type(item, "a text, a number, or true or false"),
            }
        }
        scalars
    }

    pub(in crate::config) fn regex(&mut self, value: &Value<'_>) -> Option<Pattern> {
        match Pattern::new(&self.text(value)?) {
            Ok(pattern) => Some(pattern),
            Err(fault) => {
                self.report(span(value), format!("this is no regular expression: {fault}"), None);
                None
            }
        }
    }

    fn count(&mut self, value: &Value<'_>) -> Option<u32> {
        let count = super::rules::number(value);
        if count.is_none() {
            self.wrong_type(value, "a whole number from 0 on");
        }
        count
    }

    fn float(&mut self, value: &Value<'_>) -> Option<f64> {
        let number = match value.get_ref() {
            DeValue::Integer(number) => number.as_str().parse().ok(),
            DeValue::Float(number) => number.as_str().parse().ok(),
            _ => None,
        };
        if number.is_none() {
            self.wrong_type(value, "a number");
        }
        number
    }

    fn reference(&mut self, value: &Value<'_>) -> Option<Reference> {
        let text = self.text(value)?;
        Some(match text.as_str() {
            "layout" => Reference::Layout,
            "post" => Reference::Post,
            "file" => Reference::File,
            path if path.contains(['/', '.']) => Reference::Data(self.set(value, text), [].into()),
            _ => {
                let help =
                    format!("it is {} or a file of data: `_data/authors.yml`", quoted(&["layout", "post", "file"]));
                self.report(span(value), format!("unknown reference `{text}`"), Some(help));
                return None;
            }
        })
    }
}

/// The field of this name, made if it is not there.
fn entry<'f>(fields: &'f mut Fields, name: &str) -> &'f mut Field {
    let index = fields.entries.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
        fields.entries.push((name.to_owned(), Field::default()));
        fields.entries.len() - 1
    });
    &mut fields.entries[index].1
}
