//! What a site asks of its front matter: `[[schema]]`. A schema is written in `presscheck.toml`, in a JSON Schema, or
//! taken from the configuration of a content manager; all become one kind of fault, each on the key or value at fault.

mod check;
mod import;
mod json;
mod load;
mod report;

use std::sync::Arc;

use globset::GlobSet;

use crate::config::Set;
use crate::source::Span;
use crate::syntax::yaml::{Node, Value};

pub use check::{Checked, Place, check};
pub use json::to_json;
pub use load::load;
pub use report::report;

/// What some files' front matter must hold.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    /// The files, relative to the site's root; all where neither these nor a collection are given.
    pub files: Option<GlobSet>,
    /// The files must be among these too.
    pub also: Option<GlobSet>,
    /// The label of a collection: `posts`, `pages`, `drafts`, or one of the site's own.
    pub collection: Option<String>,
    /// It is only for files in which a key has some value.
    pub selector: Option<Selector>,
    /// The keys.
    pub fields: Fields,
    /// What holds where a key has some value.
    pub when: Vec<When>,
    /// A JSON Schema.
    pub json: Option<json::JsonSchema>,
}

/// A schema as `presscheck.toml` has it, before what it names is read.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// All that is said there.
    pub schema: Schema,
    /// A JSON Schema's file.
    pub json_schema: Option<Set<String>>,
    /// A content manager's configuration.
    pub import: Option<Set<String>>,
}

/// Which files of a folder a schema is for.
#[derive(Clone, Debug)]
pub struct Selector {
    /// The keys that tell; the first with a known value counts.
    pub keys: Vec<String>,
    /// The value.
    pub wanted: Scalar,
    /// The values that are known; empty for any.
    pub among: Vec<String>,
    /// Where no key tells, this is meant.
    pub is_usual: bool,
}

impl Schema {
    /// Whether it is for the file `path`, of the collection `label`, whose front matter is `root`.
    pub fn is_for(&self, path: &str, label: &str, root: &Node, text: &str) -> bool {
        self.files.as_ref().is_none_or(|files| files.is_match(path))
            && self.also.as_ref().is_none_or(|files| files.is_match(path))
            && self.collection.as_ref().is_none_or(|collection| collection == label)
            && self.selector.as_ref().is_none_or(|selector| selector.selects(root, text))
    }
}

impl Selector {
    fn selects(&self, root: &Node, text: &str) -> bool {
        let is_known = |value: &Node| {
            self.among.is_empty() || value.as_str().is_some_and(|text| self.among.iter().any(|known| known == text))
        };
        let values = self.keys.iter().filter_map(|key| root.get(key));
        let known = values.map(|(_, value)| value).find(|value| is_known(value));
        known.map_or(self.is_usual, |value| self.wanted.is(value, text))
    }
}

/// The keys of a mapping.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    /// Each with what is asked of it, in order.
    pub entries: Vec<(String, Field)>,
    /// Whether there may be no others.
    pub closed: bool,
}

/// What is asked of one value.
#[derive(Clone, Debug, Default)]
pub struct Field {
    /// The key must be there, with a value.
    pub required: bool,
    /// A text or list without anything in it counts as no value.
    pub blank_is_absent: bool,
    /// The key must not be there; with what is to be written in its place, if anything.
    pub forbidden: Option<Option<String>>,
    /// Any of these; empty for all.
    pub types: Vec<Type>,
    /// The only values; empty for all.
    pub one_of: Vec<Scalar>,
    /// A text, or the digits of a number, must match.
    pub pattern: Option<Pattern>,
    /// Fewest and most characters of a text, or items of a list.
    pub length: (Option<u32>, Option<u32>),
    /// Least and greatest number.
    pub range: (Option<f64>, Option<f64>),
    /// What is asked of each item of a list.
    pub items: Option<Box<Field>>,
    /// The keys of a mapping.
    pub fields: Option<Fields>,
    /// What the value names.
    pub reference: Option<Reference>,
}

/// A kind of value, as authors know them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Type {
    /// Text.
    String,
    /// A number, whole or not.
    Number,
    /// A whole number.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// A day, with or without a time.
    Date,
    /// A list.
    List,
    /// Keys and values.
    Map,
}

impl Type {
    /// Every type by its name in a configuration.
    pub const ALL: [(&str, Type); 7] = [
        ("string", Type::String),
        ("number", Type::Number),
        ("integer", Type::Integer),
        ("boolean", Type::Boolean),
        ("date", Type::Date),
        ("list", Type::List),
        ("map", Type::Map),
    ];
}

/// A value that is no list and no mapping.
#[derive(Clone, PartialEq, Debug)]
pub enum Scalar {
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
    /// `true` or `false`.
    Bool(bool),
}

impl Scalar {
    /// Whether `node` has this value.
    #[allow(clippy::cast_precision_loss, reason = "numbers of front matter are small")]
    fn is(&self, node: &Node, text: &str) -> bool {
        match (self, &node.value) {
            (Scalar::Text(wanted), Value::String(found)) => wanted == found,
            // What is not quoted may be read as a number or a date, and was meant as it is written.
            (Scalar::Text(wanted), Value::Int(_) | Value::Float(_) | Value::Date(_) | Value::Time { .. }) => {
                wanted == node.span.of(text)
            }
            (Scalar::Number(wanted), Value::Int(found)) => (*found as f64).total_cmp(wanted).is_eq(),
            (Scalar::Number(wanted), Value::Float(found)) => found.total_cmp(wanted).is_eq(),
            (Scalar::Bool(wanted), Value::Bool(found)) => wanted == found,
            _ => false,
        }
    }

    /// A value of YAML; what is no text, number or truth is taken as it is written in `text`.
    #[allow(clippy::cast_precision_loss, reason = "numbers of front matter are small")]
    pub(crate) fn of(node: &Node, text: &str) -> Scalar {
        match &node.value {
            Value::String(text) => Scalar::Text(text.clone()),
            Value::Bool(truth) => Scalar::Bool(*truth),
            Value::Int(number) => Scalar::Number(*number as f64),
            Value::Float(number) => Scalar::Number(*number),
            _ => Scalar::Text(node.span.of(text).to_owned()),
        }
    }

    /// As it is written.
    pub(crate) fn shown(&self) -> String {
        match self {
            Scalar::Text(text) => text.clone(),
            Scalar::Number(number) => number.to_string(),
            Scalar::Bool(truth) => truth.to_string(),
        }
    }
}

/// A form that a text must have.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// It is looked for anywhere in the text.
    pub regex: regex::Regex,
    /// What to tell an author whose text does not match.
    pub message: Option<String>,
}

impl Pattern {
    /// The most memory that one pattern may take, in bytes.
    pub const LIMIT: usize = 1 << 20;

    /// Compiles a pattern.
    ///
    /// # Errors
    /// Why it is none, in words.
    pub fn new(text: &str) -> Result<Pattern, String> {
        let built = regex::RegexBuilder::new(text).size_limit(Pattern::LIMIT).dfa_size_limit(Pattern::LIMIT).build();
        built.map(|regex| Pattern { regex, message: None }).map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => "it is too large".to_owned(),
            error => {
                let text = error.to_string();
                let last = text.lines().last().unwrap_or_default();
                last.trim().trim_start_matches("error: ").to_owned()
            }
        })
    }
}

/// What a value names.
#[derive(Clone, Debug)]
pub enum Reference {
    /// A layout.
    Layout,
    /// Another post: its path, its file's name, or that without date and extension.
    Post,
    /// A file of the site.
    File,
    /// A key, or an item, of a file of data; with the names that are there, once that file was read.
    Data(Set<String>, Arc<[String]>),
}

/// What holds where a key has some value.
#[derive(Clone, Debug, Default)]
pub struct When {
    /// The key.
    pub key: String,
    /// One of these values; empty for any.
    pub one_of: Vec<Scalar>,
    /// What is asked then.
    pub fields: Fields,
}

/// What is wrong with a value, and so which rule speaks.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Fault {
    /// `schema-required`
    Required,
    /// `schema-type`
    Type,
    /// `schema-enum`
    Enum,
    /// `schema-pattern`
    Pattern,
    /// `schema-length`
    Length,
    /// `schema-unknown-key`
    UnknownKey,
    /// `schema-forbidden-key`
    ForbiddenKey,
    /// `schema-conditional`
    Conditional,
    /// `schema-reference`
    Reference,
}

/// One fault of one page.
#[derive(Clone, PartialEq, Debug)]
pub struct Found {
    /// Which rule speaks.
    pub fault: Fault,
    /// The key or value.
    pub span: Span,
    /// Said there.
    pub label: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
    /// A change that mends it, with its name; it needs an author's eye.
    pub fix: Option<(&'static str, String)>,
}

/// A value that must name something which only the whole site knows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Named {
    /// Its bytes.
    pub span: Span,
    /// As it is written.
    pub name: Box<str>,
    /// A post rather than a file.
    pub is_post: bool,
}
