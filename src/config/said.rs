//! Every setting that a configuration gives, one by one, for whoever asks where a value came from.

use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::source::{Source, Span};

/// One setting, as it is written.
#[derive(Clone, Debug)]
pub struct Said {
    /// Its dotted name: `taxonomies.tags.pages`; of several tables of one name with a number from 1: `overrides[1].paths`.
    pub name: String,
    /// The value as it stands in the file.
    pub value: String,
    /// The file, or the argument of `--config`.
    pub origin: Arc<Source>,
    /// Bytes in it.
    pub span: Span,
    /// The folder that it is for, where that is not the whole site.
    pub folder: Option<String>,
}

/// All that `source` says; nothing where it is no TOML.
pub(super) fn all(source: &Arc<Source>, folder: Option<&str>) -> Vec<Said> {
    let text = source.text.replacen('\u{feff}', "   ", usize::from(source.text.starts_with('\u{feff}')));
    let (document, faults) = DeTable::parse_recoverable(&text);
    let mut said = Vec::new();
    if faults.is_empty() {
        table("", document.get_ref(), &mut |name, value| {
            let span = Span::new(value.span().start, value.span().end);
            let value = span.of(&text).split_whitespace().collect::<Vec<_>>().join(" ");
            said.push(Said { name, value, origin: Arc::clone(source), span, folder: folder.map(str::to_owned) });
        });
        said.sort_by_key(|one| one.span.start);
    }
    said
}

fn table(prefix: &str, entries: &DeTable<'_>, say: &mut impl FnMut(String, &Spanned<DeValue<'_>>)) {
    for (key, value) in entries {
        let key = key.get_ref();
        let is_bare = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        let key = if is_bare { key.to_string() } else { format!("\"{key}\"") };
        let name = if prefix.is_empty() { key } else { format!("{prefix}.{key}") };
        match value.get_ref() {
            DeValue::Table(inner) => table(&name, inner, say),
            DeValue::Array(list) if !list.is_empty() && list.iter().all(|item| item.get_ref().is_table()) => {
                for (item, number) in list.iter().zip(1..) {
                    if let DeValue::Table(inner) = item.get_ref() {
                        table(&format!("{name}[{number}]"), inner, say);
                    }
                }
            }
            _ => say(name, value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_is_told_with_its_place() {
        let text =
            "exclude = [\n  \"a\",\n]\n[rules]\n\"a-*\" = \"off\"\nb = { level = 'warn' }\n[[overrides]]\npaths = []\n";
        let source = Arc::new(Source::new("presscheck.toml", text.to_owned()));
        let said = all(&source, None);
        let view: Vec<String> = said
            .iter()
            .map(|one| format!("{}={}@{}", one.name, one.value, source.position(one.span.start).line))
            .collect();
        let expected =
            ["exclude=[ \"a\", ]@1", "rules.\"a-*\"=\"off\"@5", "rules.b.level='warn'@6", "overrides[1].paths=[]@8"];
        assert_eq!(view, expected);
    }
}
