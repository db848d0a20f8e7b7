//! The files of a configuration as one text, so that a span says the file too.

use std::path::Path;
use std::sync::Arc;

use super::{Problem, ProblemKind, toml};
use crate::source::{Source, Span};
use crate::syntax::yaml::{self, Node, Value};

/// The texts of the configuration's files, one after the other.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Files {
    /// Each file's path from the site's root, and where its text starts.
    parts: Vec<(Arc<str>, usize)>,
    text: String,
    /// The first byte of each file that belongs to no character.
    invalid: Vec<Span>,
}

impl Files {
    /// Joins files, given as path and contents in the order in which Jekyll reads them.
    pub fn new(files: impl IntoIterator<Item = (Arc<str>, Vec<u8>)>) -> Files {
        let mut joined = Files::default();
        for (path, bytes) in files {
            let start = joined.text.len();
            let invalid = std::str::from_utf8(&bytes).err().map(|error| start + error.valid_up_to());
            joined.invalid.extend(invalid.map(|at| Span::new(at, at + 1)));
            joined.text += &Source::from_bytes(&*path, bytes).text;
            joined.parts.push((path, start));
        }
        joined
    }

    /// The whole text, in which every span of the configuration lies.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Their paths from the site's root.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().map(|(path, _)| &**path)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The file to name where none is meant in particular: the last, which counts most.
    pub fn name(&self) -> &str {
        self.parts.last().map_or("_config.yml", |(path, _)| path)
    }

    /// The file in which a span lies, and the span in that file's own text.
    pub fn place(&self, span: Span) -> (Arc<str>, Span) {
        let start = span.start as usize;
        let found = self.parts.iter().rev().find(|(_, at)| *at <= start);
        let Some((path, at)) = found else { return ("_config.yml".into(), span) };
        (Arc::clone(path), Span::new(start - at, span.end as usize - at))
    }

    /// `_config.yml:3`
    pub fn line(&self, span: Span) -> String {
        let (path, local) = self.place(span);
        let (start, end) = ((span.start - local.start) as usize, (span.start as usize).min(self.text.len()));
        format!("{path}:{}", 1 + self.text[start..end].matches('\n').count())
    }

    /// The tree of all files: mappings are joined, everything else is replaced (`utils.rb#deep_merge_hashes!`).
    pub(super) fn tree(&self, problems: &mut Vec<Problem>) -> Option<Node> {
        let mut tree: Option<Node> = None;
        problems.extend(self.invalid.iter().map(|&span| Problem { kind: ProblemKind::NotUtf8, span }));
        for (index, (path, start)) in self.parts.iter().enumerate() {
            let end = self.parts.get(index + 1).map_or(self.text.len(), |(_, next)| *next);
            let Some(root) = self.parse(path, *start, end, problems) else { continue };
            match (&mut tree, root) {
                (_, root) if !matches!(root.value, Value::Mapping(_) | Value::Null) => {
                    problems.push(Problem { kind: ProblemKind::NotMapping, span: root.span });
                    // Jekyll goes on with what it has, and reads no further file.
                    break;
                }
                (Some(tree), root) => merge(tree, root),
                (tree, root) => *tree = Some(root),
            }
        }
        tree
    }

    fn parse(&self, path: &str, start: usize, end: usize, problems: &mut Vec<Problem>) -> Option<Node> {
        let mark = if self.text[start..end].starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let span = Span::new(start + mark, end);
        if Path::new(path).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml")) {
            return toml::parse(&self.text, span, problems);
        }
        let parsed = yaml::parse(&self.text, span);
        problems.extend(parsed.problems.into_iter().map(|p| Problem { span: p.span, kind: ProblemKind::Yaml(p) }));
        parsed.root
    }
}

/// Lays `over` on `under`; `nil` changes nothing.
fn merge(under: &mut Node, over: Node) {
    match (&mut under.value, over.value) {
        (_, Value::Null) => {}
        (Value::Mapping(entries), Value::Mapping(others)) => {
            for (key, value) in others {
                match entries.iter_mut().rev().find(|(known, _)| known.value == key.value) {
                    Some((_, known)) => merge(known, value),
                    None => entries.push((key, value)),
                }
            }
        }
        (_, value) => *under = Node { value, ..over },
    }
}
