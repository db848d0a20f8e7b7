//! Holds one file's front matter against the schemas that are for it.

use super::{Fault, Field, Fields, Found, Named, Reference, Scalar, Schema, Type};
use crate::config::{closest, quoted};
use crate::source::Span;
use crate::syntax::yaml::{Node, Style, Value};

/// What comes of one file.
#[derive(Debug, Default)]
pub struct Checked {
    /// Every fault, in the order of the schemas.
    pub found: Vec<Found>,
    /// What must name a post or a file.
    pub named: Vec<Named>,
}

/// What is known of the file beside its front matter.
pub struct Place<'a> {
    /// The whole file.
    pub text: &'a str,
    /// Where the front matter opens: what is missing from it is told there.
    pub open: Span,
    /// The front matter is YAML, where a text without quotes may be read as something else.
    pub is_yaml: bool,
    /// The layouts of the site; `None` where a theme may bring others.
    pub layouts: Option<&'a dyn Fn(&str) -> bool>,
    /// Whether `_config.yml` gives a default for a key.
    pub has_default: &'a dyn Fn(&str) -> bool,
}

/// Checks `root`, a mapping, against `schemas`.
pub fn check<'a>(root: &Node, schemas: impl Iterator<Item = &'a Schema>, place: &Place) -> Checked {
    let mut checker = Checker { place, checked: Checked::default(), reason: None };
    for schema in schemas {
        checker.mapping(root, &schema.fields, None);
        for when in &schema.when {
            let Some((_, value)) = root.get(&when.key) else { continue };
            if when.one_of.is_empty() || when.one_of.iter().any(|wanted| wanted.is(value, place.text)) {
                checker.reason = Some(format!("because `{}` is `{}`", when.key, shown(value, place.text)));
                checker.mapping(root, &when.fields, None);
                checker.reason = None;
            }
        }
        if let Some(json) = &schema.json {
            json.check(root, place, &mut |found| checker.checked.found.push(found));
        }
    }
    let mut seen: Vec<(Fault, Span)> = Vec::new();
    // Two schemas may ask the same.
    checker.checked.found.retain(|found| {
        let is_new = found.fault == Fault::Required || !seen.contains(&(found.fault, found.span));
        seen.push((found.fault, found.span));
        is_new
    });
    checker.checked
}

struct Checker<'a> {
    place: &'a Place<'a>,
    /// The condition that holds, and why.
    reason: Option<String>,
    checked: Checked,
}

impl Checker<'_> {
    /// `key` is the one whose value `node` is; none at the top.
    fn mapping(&mut self, node: &Node, fields: &Fields, key: Option<&Node>) {
        for (name, field) in &fields.entries {
            let Some((key_node, value)) = node.get(name) else {
                if field.required && !(key.is_none() && (self.place.has_default)(name)) {
                    let span = key.map_or(self.place.open, |key| key.span);
                    let place = key.map_or(String::new(), |key| format!(" in `{}`", shown(key, self.place.text)));
                    let message = format!("there is no `{name}`{place}, which this site asks for");
                    self.report(Fault::Required, span, "missing here", message, format!("add `{name}: …`"));
                }
                continue;
            };
            if let Some(instead) = &field.forbidden {
                self.forbidden(key_node, name, instead.as_deref());
            } else if value.value == Value::Null || (field.blank_is_absent && is_blank(value)) {
                if field.required {
                    let message = format!("`{name}` has no value, and this site asks for one");
                    self.report(
                        Fault::Required,
                        key_node.span,
                        "nothing behind it",
                        message,
                        format!("write `{name}: …`"),
                    );
                }
            } else {
                self.value(name, key_node, value, field);
            }
        }
        if fields.closed {
            let names: Vec<&str> = fields.entries.iter().map(|(name, _)| name.as_str()).collect();
            for (key, _) in
                node.entries().iter().filter(|(key, _)| key.as_str().is_none_or(|key| !names.contains(&key)))
            {
                let name = shown(key, self.place.text);
                let near = closest(&name, names.iter().copied());
                let help = near.map_or_else(
                    || format!("the keys here are {}", quoted(&names)),
                    |near| format!("did you mean `{near}`?"),
                );
                let message = format!("`{name}` is no key that this site knows");
                self.report(Fault::UnknownKey, key.span, "not in the schema", message, help);
            }
        }
    }

    fn forbidden(&mut self, key: &Node, name: &str, instead: Option<&str>) {
        let help = instead.map_or_else(|| format!("delete `{name}`"), |instead| format!("write `{instead}` instead"));
        let message = format!("`{name}` is not to be used on this site");
        let found = self.report(Fault::ForbiddenKey, key.span, "not wanted", message, help);
        // In quotes it stays in quotes.
        if key.style == Some(Style::Plain) && found.fault == Fault::ForbiddenKey {
            found.fix = instead.map(|instead| ("use the other key", instead.to_owned()));
        }
    }

    fn value(&mut self, name: &str, key: &Node, value: &Node, field: &Field) {
        if !field.types.is_empty() && !field.types.iter().any(|kind| is_of(value, *kind)) {
            self.wrong_type(name, value, &field.types);
            return;
        }
        if !field.one_of.is_empty() && !matches!(value.value, Value::Sequence(_)) {
            self.one_of(name, value, &field.one_of);
        }
        self.text(name, value, field);
        self.length(name, value, field);
        if let Some(reference) = &field.reference {
            self.reference(value, reference);
        }
        for item in value.items() {
            // A list of values that must be among some, as a content manager's choice of several.
            if field.items.is_none() && !field.one_of.is_empty() {
                self.one_of(name, item, &field.one_of);
            }
            if let Some(field) = &field.items {
                self.value(name, key, item, field);
            }
        }
        if let (Some(fields), Value::Mapping(_)) = (&field.fields, &value.value) {
            self.mapping(value, fields, Some(key));
        }
    }

    fn wrong_type(&mut self, name: &str, value: &Node, types: &[Type]) {
        let wanted: Vec<&str> = types.iter().map(|kind| in_words(*kind)).collect();
        let (found, wanted) = (found_type(value), wanted.join(" or "));
        let written = value.span.of(self.place.text);
        let is_word = self.place.is_yaml && value.style == Some(Style::Plain) && types.contains(&Type::String);
        let message = format!("`{name}` must be {wanted}, and this is {found}");
        let help = match types.first() {
            _ if is_word => format!("write it in quotes: `\"{written}\"`"),
            Some(Type::List) if self.place.is_yaml && value.style.is_some() => format!("write a list: `[{written}]`"),
            Some(Type::Date) => "write a date, such as `2024-05-01 10:00:00 +0800`".to_owned(),
            _ => format!("write {wanted}"),
        };
        let found = self.report(Fault::Type, value.span, found, message, help);
        found.fix = is_word.then(|| ("put it in quotes", format!("\"{written}\"")));
    }

    fn one_of(&mut self, name: &str, value: &Node, wanted: &[Scalar]) {
        let text = self.place.text;
        if wanted.iter().any(|one| one.is(value, text)) {
            return;
        }
        let names: Vec<String> = wanted.iter().map(Scalar::shown).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let written = shown(value, text);
        let near = closest(&written, names.iter().copied());
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it is one of {}", quoted(&names)),
        };
        let message = format!("`{written}` is none of the values that `{name}` may have");
        let found = self.report(Fault::Enum, value.span, "not in the list", message, help);
        if value.style == Some(Style::Plain) {
            found.fix = near.map(|near| ("use the value of the list that is nearest", near.to_owned()));
        }
    }

    fn text(&mut self, name: &str, value: &Node, field: &Field) {
        let Some(pattern) = &field.pattern else { return };
        let written = match &value.value {
            Value::String(text) => text.as_str(),
            Value::Int(_) | Value::Float(_) | Value::Date(_) | Value::Time { .. } => value.span.of(self.place.text),
            _ => return,
        };
        if !pattern.regex.is_match(written) {
            let message = format!("`{name}` does not have the form that this site asks for");
            let help = match &pattern.message {
                Some(message) => message.clone(),
                None => format!("it must match `{}`", pattern.regex.as_str()),
            };
            self.report(Fault::Pattern, value.span, "", message, help);
        }
    }

    #[allow(clippy::cast_precision_loss, reason = "numbers of front matter are small")]
    fn length(&mut self, name: &str, value: &Node, field: &Field) {
        let (length, unit) = match &value.value {
            Value::String(text) => (text.chars().count(), "characters"),
            Value::Sequence(items) => (items.len(), "items"),
            Value::Int(number) => return self.range(name, value, *number as f64, field),
            Value::Float(number) => return self.range(name, value, *number, field),
            _ => return,
        };
        let (least, most) =
            (field.length.0.map_or(0, |n| n as usize), field.length.1.map_or(usize::MAX, |n| n as usize));
        if (least..=most).contains(&length) {
            return;
        }
        let (what, limit) = if length < least { ("at least", least) } else { ("at most", most) };
        let message = format!("`{name}` has {length} {unit}, and this site asks for {what} {limit}");
        let help = if length < least { "write more" } else { "make it shorter" };
        self.report(Fault::Length, value.span, format!("{length} {unit}"), message, help.to_owned());
    }

    fn range(&mut self, name: &str, value: &Node, number: f64, field: &Field) {
        let (word, limit) = match field.range {
            (Some(least), _) if number < least => ("at least", least),
            (_, Some(most)) if number > most => ("at most", most),
            _ => return,
        };
        let message = format!("`{name}` is {number}, and this site asks for {word} {limit}");
        self.report(Fault::Length, value.span, "", message, format!("write {limit} or another number in the range"));
    }

    fn reference(&mut self, value: &Node, reference: &Reference) {
        let text = self.place.text;
        let written = match &value.value {
            Value::String(text) => text.as_str(),
            Value::Int(_) => value.span.of(text),
            Value::Sequence(items) => {
                for item in items {
                    self.reference(item, reference);
                }
                return;
            }
            _ => return,
        };
        // What Liquid makes of it nobody knows.
        if written.contains("{{") {
            return;
        }
        let (what, names): (&str, &[String]) = match reference {
            Reference::Layout => match self.place.layouts {
                Some(is_layout) if !is_layout(written) => ("layout", &[]),
                _ => return,
            },
            Reference::Data(_, names) if names.iter().any(|known| known == written) => return,
            Reference::Data(file, names) => (file.value.as_str(), names),
            Reference::Post | Reference::File => {
                let is_post = matches!(reference, Reference::Post);
                self.checked.named.push(Named { span: value.span, name: written.into(), is_post });
                return;
            }
        };
        let near = closest(written, names.iter().map(String::as_str));
        let (message, help) = if what == "layout" {
            (format!("there is no layout `{written}`"), "write the name of a file in `_layouts`".to_owned())
        } else {
            let help = near.map_or_else(
                || "add it there, or write what is there".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            (format!("there is no `{written}` in `{what}`"), help)
        };
        let found = self.report(Fault::Reference, value.span, "names nothing", message, help);
        if value.style == Some(Style::Plain) {
            found.fix = near.map(|near| ("use the name that is nearest", near.to_owned()));
        }
    }

    fn report(
        &mut self,
        fault: Fault,
        span: Span,
        label: impl Into<String>,
        message: String,
        help: String,
    ) -> &mut Found {
        let (fault, message) = match &self.reason {
            Some(why) if matches!(fault, Fault::Required | Fault::ForbiddenKey) => {
                (Fault::Conditional, format!("{message}, {why}"))
            }
            Some(why) => (fault, format!("{message}, {why}")),
            None => (fault, message),
        };
        self.checked.found.push(Found { fault, span, label: label.into(), message, help, fix: None });
        let last = self.checked.found.len() - 1;
        &mut self.checked.found[last]
    }
}

fn is_blank(node: &Node) -> bool {
    match &node.value {
        Value::String(text) => text.trim().is_empty(),
        Value::Sequence(items) => items.is_empty(),
        _ => false,
    }
}

/// Whether a value is of a type. A text that only Jekyll reads as a date is one, too.
fn is_of(node: &Node, kind: Type) -> bool {
    match (&node.value, kind) {
        (Value::String(text), Type::Date) => is_date(text),
        (Value::String(_), Type::String)
        | (Value::Bool(_), Type::Boolean)
        | (Value::Int(_), Type::Integer | Type::Number)
        | (Value::Float(_), Type::Number)
        | (Value::Date(_) | Value::Time { .. }, Type::Date)
        | (Value::Sequence(_), Type::List)
        | (Value::Mapping(_), Type::Map) => true,
        (Value::Float(number), Type::Integer) => number.fract() == 0.0,
        _ => false,
    }
}

/// Whether a text begins with a day, as `2024-1-2` or `2024/1/2`.
fn is_date(text: &str) -> bool {
    let mut parts = text.trim().splitn(3, ['-', '/']);
    let number = |part: Option<&str>| part?.parse::<u32>().ok();
    let (year, month) = (number(parts.next()), number(parts.next()));
    let day = parts.next().map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default());
    let is_day = |year, month| chrono::NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, number(day)?);
    year.zip(month).and_then(|(year, month)| is_day(year, month)).is_some()
}

fn in_words(kind: Type) -> &'static str {
    match kind {
        Type::String => "a text",
        Type::Number => "a number",
        Type::Integer => "a whole number",
        Type::Boolean => "`true` or `false`",
        Type::Date => "a date",
        Type::List => "a list",
        Type::Map => "keys with values",
    }
}

/// What a value is, in words.
pub(super) fn found_type(node: &Node) -> &'static str {
    match &node.value {
        Value::Null => "nothing",
        Value::Bool(_) => "`true` or `false`",
        Value::Int(_) | Value::Float(_) => "a number",
        Value::Date(_) | Value::Time { .. } => "a date",
        Value::String(_) => "a text",
        Value::Sequence(_) => "a list",
        Value::Mapping(_) => "keys with values",
    }
}

/// A key or value as its author knows it.
pub(super) fn shown(node: &Node, text: &str) -> String {
    match &node.value {
        Value::String(text) => text.clone(),
        _ => node.span.of(text).to_owned(),
    }
}
