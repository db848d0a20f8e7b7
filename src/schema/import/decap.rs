//! `admin/config.yml` of Decap CMS, as its documentation has it: collections of a folder or of single files, and a widget
//! for each field, which must have a value unless it says otherwise.

use super::super::{Field, Fields, Pattern, Schema, Selector, Type};
use super::{count, files, flag, list, number, of_an_editor, scalar, text};
use crate::syntax::yaml::Node;

/// Formats whose files have front matter; the others are data.
const WITH_FRONT_MATTER: [&str; 4] = ["frontmatter", "yaml-frontmatter", "toml-frontmatter", "json-frontmatter"];

pub(super) fn schemas(config: &Node, source: &str, below: &str) -> Vec<Schema> {
    let mut schemas = Vec::new();
    for collection in list(config, "collections") {
        if let Some(folder) = text(collection, "folder") {
            let extension = text(collection, "extension").unwrap_or("md");
            let is_data = text(collection, "format").is_some_and(|format| !WITH_FRONT_MATTER.contains(&format));
            let Some(files) = files(folder, below, &[extension], true).filter(|_| !is_data) else { continue };
            let filter = collection.get("filter").and_then(|(_, filter)| {
                let wanted = filter.get("value").and_then(|(_, value)| scalar(value, source))?;
                let keys = vec![text(filter, "field")?.to_owned()];
                Some(Selector { keys, wanted, among: Vec::new(), is_usual: false })
            });
            let fields = fields(list(collection, "fields"), source, true);
            schemas.push(Schema { files: Some(files), fields, selector: filter, ..Schema::default() });
        }
        for file in list(collection, "files") {
            let Some(path) = text(file, "file").and_then(|path| path.trim_matches('/').strip_prefix(below)) else {
                continue;
            };
            let glob = globset::Glob::new(&globset::escape(path)).ok();
            let files = glob.and_then(|glob| globset::GlobSet::builder().add(glob).build().ok());
            let fields = fields(list(file, "fields"), source, true);
            schemas.push(Schema { files, fields, ..Schema::default() });
        }
    }
    schemas
}

/// At the top `body` is what follows the front matter.
fn fields(nodes: &[Node], source: &str, is_top: bool) -> Fields {
    let entries = nodes.iter().filter_map(|node| {
        let name = text(node, "name").filter(|name| !is_top || *name != "body")?;
        Some((name.to_owned(), field(node, source)))
    });
    Fields { entries: entries.collect(), closed: false }
}

fn field(node: &Node, source: &str) -> Field {
    let widget = text(node, "widget").unwrap_or("string");
    let mut field = of_an_editor(Field { required: flag(node, "required").unwrap_or(true), ..Field::default() });
    let several = flag(node, "multiple").unwrap_or(false);
    match widget {
        "string" | "text" | "markdown" | "color" | "map" => field.types = vec![Type::String],
        "boolean" => field.types = vec![Type::Boolean],
        "date" | "datetime" => field.types = vec![Type::Date],
        "number" => {
            let is_whole = text(node, "value_type") == Some("int");
            field.types = if is_whole { vec![Type::Integer] } else { vec![Type::Number, Type::String] };
            field.range = (number(node, "min"), number(node, "max"));
        }
        "list" => {
            field.types = vec![Type::List];
            field.length = (count(node, "min"), count(node, "max"));
            field.items = items(node, source).map(Box::new);
        }
        "object" => {
            field.types = vec![Type::Map];
            field.fields = node.get("types").is_none().then(|| fields(list(node, "fields"), source, false));
        }
        "select" => {
            let value = |option: &Node| {
                option.get("value").map_or(Some(option), |(_, value)| Some(value)).and_then(|node| scalar(node, source))
            };
            field.one_of = list(node, "options").iter().filter_map(value).collect();
            if several {
                field.types = vec![Type::List];
                field.length = (count(node, "min"), count(node, "max"));
            }
        }
        "image" | "file" => field.types = vec![Type::String, Type::List],
        "relation" => field.types = if several { vec![Type::List] } else { Vec::new() },
        // Hidden ones are filled by the editor alone; the others are somebody's own.
        _ => field.required = false,
    }
    if let [pattern, rest @ ..] = list(node, "pattern")
        && let Some(Ok(mut pattern)) = pattern.as_str().map(Pattern::new)
    {
        pattern.message = rest.first().and_then(Node::as_str).map(str::to_owned);
        field.pattern = Some(pattern);
    }
    field
}

/// What a list is made of: of one field, of several, or of texts.
fn items(node: &Node, source: &str) -> Option<Field> {
    if let Some((_, one)) = node.get("field") {
        return Some(field(one, source));
    }
    if node.get("types").is_some() {
        return None;
    }
    let several = list(node, "fields");
    if several.is_empty() {
        return Some(of_an_editor(Field::default()));
    }
    let fields = Some(fields(several, source, false));
    Some(of_an_editor(Field { types: vec![Type::Map], fields, ..Field::default() }))
}
