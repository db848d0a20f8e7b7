//! The configurations of content managers as schemas: Decap CMS (Netlify CMS, Sveltia CMS) and Front Matter CMS. What the
//! editor enforces in its forms is enforced for files that were written without it.

mod decap;
mod front_matter_cms;

use globset::{GlobBuilder, GlobSet};

use super::{Field, Scalar, Schema};
use crate::syntax::yaml::{Node, Value};

/// The schemas in the configuration `node` of either; `below` is the way from the repository's root to the site's, with a
/// `/` at its end, because the folders there are relative to the repository.
///
/// # Errors
/// It is the configuration of neither, in words.
pub(super) fn schemas(node: &Node, text: &str, below: &str) -> Result<Vec<Schema>, String> {
    let schemas = if node.get("collections").is_some() {
        decap::schemas(node, text, below)
    } else {
        front_matter_cms::schemas(node, text, below)
            .ok_or("it has neither `collections` nor `frontMatter.taxonomy.contentTypes`")?
    };
    if schemas.is_empty() { Err("it names no folder of this site".to_owned()) } else { Ok(schemas) }
}

/// The files with these extensions in a folder, given from the repository's root; `None` where it is not in the site.
fn files(folder: &str, below: &str, extensions: &[&str], is_deep: bool) -> Option<GlobSet> {
    let folder = folder.trim_start_matches("./").trim_matches('/');
    let inside = format!("{folder}/").strip_prefix(below).map(|rest| rest.trim_matches('/').to_owned())?;
    let folder = if inside.is_empty() { String::new() } else { format!("{}/", globset::escape(&inside)) };
    let any = if is_deep { "**/*" } else { "*" };
    let glob = format!("{folder}{any}.{{{}}}", extensions.join(","));
    let glob = GlobBuilder::new(&glob).literal_separator(true).build().ok()?;
    GlobSet::builder().add(glob).build().ok()
}

fn text<'a>(node: &'a Node, key: &str) -> Option<&'a str> {
    node.get(key).and_then(|(_, value)| value.as_str())
}

fn list<'a>(node: &'a Node, key: &str) -> &'a [Node] {
    node.get(key).map_or(&[], |(_, value)| value.items())
}

fn flag(node: &Node, key: &str) -> Option<bool> {
    match node.get(key)?.1.value {
        Value::Bool(truth) => Some(truth),
        _ => None,
    }
}

#[allow(clippy::cast_precision_loss, reason = "numbers of front matter are small")]
fn number(node: &Node, key: &str) -> Option<f64> {
    match node.get(key)?.1.value {
        Value::Int(number) => Some(number as f64),
        Value::Float(number) => Some(number),
        _ => None,
    }
}

/// A number of things.
fn count(node: &Node, key: &str) -> Option<u32> {
    match node.get(key)?.1.value {
        Value::Int(number) => u32::try_from(number).ok(),
        _ => None,
    }
}

fn scalar(node: &Node, source: &str) -> Option<Scalar> {
    Some(match &node.value {
        Value::String(text) => Scalar::Text(text.clone()),
        Value::Bool(truth) => Scalar::Bool(*truth),
        Value::Null | Value::Sequence(_) | Value::Mapping(_) => return None,
        _ => Scalar::Text(node.span.of(source).to_owned()),
    })
}

/// What an editor leaves empty is not there.
fn of_an_editor(field: Field) -> Field {
    Field { blank_is_absent: true, ..field }
}
