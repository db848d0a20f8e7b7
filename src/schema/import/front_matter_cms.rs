//! `frontmatter.json` of Front Matter CMS, as its documentation has it: page folders, and content types with a field for
//! each key.

use super::super::{Field, Fields, Scalar, Schema, Selector, Type, When};
use super::{count, files, flag, list, number, of_an_editor, scalar, text};
use crate::syntax::yaml::{Node, Value};

/// `None` where there are no content types.
pub(super) fn schemas(config: &Node, source: &str, below: &str) -> Option<Vec<Schema>> {
    let setting = |name: &str| find(config, &["frontMatter", "frontmatter"], name);
    let types = setting("taxonomy.contentTypes")?.items();
    let groups = setting("taxonomy.fieldGroups").map_or(&[][..], Node::items);
    let folders = setting("content.pageFolders").map_or(&[][..], Node::items);
    let extensions: Vec<&str> = setting("content.supportedFileTypes")
        .map_or_else(|| vec!["md", "mdx", "markdown"], |list| list.items().iter().filter_map(Node::as_str).collect());
    let names: Vec<String> = types.iter().filter_map(|one| text(one, "name")).map(str::to_owned).collect();
    let mut schemas = Vec::new();
    for folder in folders {
        let path = text(folder, "path").unwrap_or_default().replace("[[workspace]]", "");
        let is_deep = !flag(folder, "excludeSubdir").unwrap_or(false);
        let Some(files) = files(&path, below, &extensions, is_deep) else { continue };
        let first = list(folder, "contentTypes").first().and_then(Node::as_str).unwrap_or("default");
        for one in types {
            let Some(name) = text(one, "name") else { continue };
            let selector = Selector {
                keys: vec!["fmContentType".to_owned(), "type".to_owned()],
                wanted: Scalar::Text(name.to_owned()),
                among: names.clone(),
                is_usual: name == first,
            };
            let reader = Reader { source, groups };
            let mut when = Vec::new();
            let fields = reader.fields(list(one, "fields"), &mut when, 0);
            schemas.push(Schema {
                files: Some(files.clone()),
                fields,
                when,
                selector: Some(selector),
                ..Schema::default()
            });
        }
    }
    Some(schemas)
}

/// A setting, whose name may be written with dots or as tables in each other, at any of them.
fn find<'a>(node: &'a Node, prefixes: &[&str], name: &str) -> Option<&'a Node> {
    fn inner<'a>(node: &'a Node, name: &str) -> Option<&'a Node> {
        if let Some((_, value)) = node.get(name) {
            return Some(value);
        }
        let mut dots = name.match_indices('.').map(|(at, _)| (&name[..at], &name[at + 1..]));
        dots.find_map(|(head, rest)| inner(node.get(head)?.1, rest))
    }
    prefixes.iter().find_map(|prefix| inner(node, &format!("{prefix}.{name}")))
}

struct Reader<'a> {
    source: &'a str,
    /// `fieldGroups`
    groups: &'a [Node],
}

impl Reader<'_> {
    /// `when` takes the fields that are asked for only beside some value of another; `depth` is that of groups in groups.
    fn fields(&self, nodes: &[Node], when: &mut Vec<When>, depth: usize) -> Fields {
        let mut entries = Vec::new();
        for node in nodes {
            let Some(name) = text(node, "name") else { continue };
            if matches!(text(node, "type"), Some("heading" | "divider")) {
                continue;
            }
            let mut field = self.field(node, when, depth);
            if let Some((_, condition)) = node.get("when") {
                let required = std::mem::take(&mut field.required);
                when.extend(self.condition(condition, name, &field).filter(|_| required && depth == 0));
            }
            entries.push((name.to_owned(), field));
        }
        Fields { entries, closed: false }
    }

    fn condition(&self, node: &Node, name: &str, field: &Field) -> Option<When> {
        let key = text(node, "fieldRef")?.to_owned();
        let (_, value) = node.get("value")?;
        let one_of = match text(node, "operator")? {
            "eq" => vec![scalar(value, self.source)?],
            "includes" => value.items().iter().filter_map(|item| scalar(item, self.source)).collect(),
            _ => return None,
        };
        let field = Field { required: true, ..field.clone() };
        (!one_of.is_empty()).then(|| When {
            key,
            one_of,
            fields: Fields { entries: vec![(name.to_owned(), field)], closed: false },
        })
    }

    fn field(&self, node: &Node, when: &mut Vec<When>, depth: usize) -> Field {
        let mut field = of_an_editor(Field { required: flag(node, "required").unwrap_or(false), ..Field::default() });
        let several = ["multiple", "multiSelect"].iter().any(|key| flag(node, key).unwrap_or(false));
        match text(node, "type").unwrap_or_default() {
            "string" | "slug" => field.types = vec![Type::String],
            "number" => {
                field.types = vec![Type::Number];
                if let Some((_, options)) = node.get("numberOptions") {
                    field.range = (number(options, "min"), number(options, "max"));
                    if flag(options, "isDecimal") == Some(false) {
                        field.types = vec![Type::Integer];
                    }
                }
            }
            "datetime" => field.types = vec![Type::Date],
            "boolean" | "draft" => {
                // A draft field may be a choice of the site's own.
                field.types = if text(node, "type") == Some("draft") { Vec::new() } else { vec![Type::Boolean] };
            }
            "choice" => {
                let value = |choice: &Node| {
                    let id = choice.get("id").map_or(choice, |(_, id)| id);
                    scalar(id, self.source)
                };
                field.one_of = list(node, "choices").iter().filter_map(value).collect();
                field.types = if several { vec![Type::List] } else { Vec::new() };
            }
            "image" | "file" | "list" => field.types = vec![Type::String, Type::List],
            "tags" | "categories" | "taxonomy" => {
                // Jekyll takes a text for a list.
                field.types = vec![Type::List, Type::String];
                field.length.1 = count(node, "taxonomyLimit").filter(|limit| *limit > 0);
                if field.length.1.is_some() {
                    field.types = vec![Type::List];
                }
            }
            "fields" => {
                let inner = self.fields(list(node, "fields"), when, depth + 1);
                (field.types, field.fields) = (vec![Type::Map], Some(inner));
            }
            "fieldCollection" | "block" if depth < 8 => {
                let wanted = node.get("fieldGroup").map(|(_, value)| value);
                let group = wanted
                    .and_then(Node::as_str)
                    .and_then(|id| self.groups.iter().find(|one| text(one, "id") == Some(id)));
                field.types = vec![Type::List];
                if let Some(group) = group {
                    let fields = Some(self.fields(list(group, "fields"), when, depth + 1));
                    field.items =
                        Some(Box::new(of_an_editor(Field { types: vec![Type::Map], fields, ..Field::default() })));
                }
            }
            _ => {}
        }
        // A field that editors fill by themselves.
        if matches!(node.get("hidden").map(|(_, node)| &node.value), Some(Value::Bool(true))) {
            field.required = false;
        }
        field
    }
}
