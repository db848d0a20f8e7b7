//! Front-matter defaults: which entries of `defaults:` apply to a file, and which wins (`frontmatter_defaults.rb`).

use super::Profile;
use crate::source::Span;
use crate::syntax::yaml::{Node, Value};

/// The valid entries of `defaults:`, in order.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Defaults {
    sets: Vec<Set>,
    jekyll_3: bool,
}

#[derive(Clone, PartialEq, Debug)]
struct Set {
    /// `scope.path` as compared: without `collections_dir`. Empty hits everything.
    path: String,
    /// `scope.path` as written where it is a glob.
    glob: Option<String>,
    /// Length of the path that decides precedence.
    weight: usize,
    kind: Option<String>,
    has_scope: bool,
    values: Node,
}

/// The entries that apply to one file.
#[derive(Clone, Debug)]
pub struct Applying<'a>(Vec<&'a Set>);

impl Defaults {
    /// Reads the value of `defaults:`, and the spans of the entries that Jekyll passes over.
    pub fn read(node: &Node, profile: Profile, collections_dir: &str) -> (Defaults, Vec<Span>) {
        let mut bad = Vec::new();
        let mut sets = Vec::new();
        for item in node.items() {
            match item.get("values") {
                Some((_, values)) if matches!(values.value, Value::Mapping(_)) => {
                    sets.push(Set::read(item, values, collections_dir));
                }
                _ => bad.push(item.span),
            }
        }
        (Defaults { sets, jekyll_3: profile.is_jekyll_3() }, bad)
    }

    /// Whether there is no entry at all.
    pub fn is_empty(&self) -> bool {
        self.sets.is_empty()
    }

    /// The entries for a file. `path` is relative to the source; `shown` is the same without `collections_dir`, as
    /// documents have it (equal to `path` for pages and static files); `kind` is `pages`, `posts` or a collection's
    /// label, none for a static file outside collections.
    pub fn applying(&self, path: &str, shown: &str, kind: Option<&str>) -> Applying<'_> {
        let applies = |set: &&Set| {
            !set.has_scope
                || (set.kind.as_deref().is_none_or(|k| Some(k) == kind) && self.path_applies(set, path, shown))
        };
        Applying(self.sets.iter().filter(applies).collect())
    }

    fn path_applies(&self, set: &Set, path: &str, shown: &str) -> bool {
        if let Some(pattern) = &set.glob {
            // Each existing path that the glob names is a prefix; of those only the file and its directories matter.
            return ends(path).any(|end| path_glob(pattern, &path[..end]));
        }
        if set.path.is_empty() {
            return true;
        }
        match shown.strip_prefix(set.path.as_str()) {
            Some(rest) => !self.jekyll_3 || rest.is_empty() || rest.starts_with('/'),
            None => false,
        }
    }
}

impl Set {
    fn read(item: &Node, values: &Node, collections_dir: &str) -> Set {
        let scope = item.get("scope").map(|(_, scope)| scope);
        let field = |key: &str| scope.and_then(|s| s.get(key)).map(|(_, v)| v);
        let written = field("path").and_then(Node::as_str).unwrap_or("");
        let slashed = format!("{collections_dir}/");
        let path = match written.strip_prefix(slashed.as_str()) {
            Some(rest) if !collections_dir.is_empty() => rest,
            _ => written,
        };
        // The old names of types still work.
        let kind = field("type").map(|node| match node.to_ruby_s().as_str() {
            "page" => "pages".to_owned(),
            "post" => "posts".to_owned(),
            "draft" => "drafts".to_owned(),
            other => other.to_owned(),
        });
        Set {
            path: path.to_owned(),
            glob: written.contains('*').then(|| written.to_owned()),
            weight: written.strip_prefix('/').unwrap_or(written).chars().count(),
            kind,
            has_scope: scope.is_some(),
            values: values.clone(),
        }
    }

    /// `has_precedence?` of this entry over an earlier one.
    fn precedes(&self, old: Option<&Set>) -> bool {
        old.is_none_or(|old| {
            if self.weight == old.weight { self.kind.is_some() || old.kind.is_none() } else { self.weight > old.weight }
        })
    }
}

impl<'a> Applying<'a> {
    /// The default of a key for a post, draft, collection document or static file: the value merged from all entries
    /// (`all`). Null counts as absent. Of a nested mapping only the winner's node is given.
    pub fn merged(&self, key: &str) -> Option<&'a Node> {
        let mut old: Option<&Set> = None;
        let mut found: Option<&'a Node> = None;
        for set in &self.0 {
            let value = set.values.get(key).map(|(_, v)| v).filter(|v| v.value != Value::Null);
            if set.precedes(old) {
                found = value.or(found);
                old = Some(set);
            } else {
                found = found.or(value);
            }
        }
        found
    }

    /// The default of a key for a page, which asks for each key by itself (`find`).
    pub fn found(&self, key: &str) -> Option<&'a Node> {
        let mut old: Option<&Set> = None;
        let mut found = None;
        for set in &self.0 {
            if let Some((_, value)) = set.values.get(key).filter(|_| set.precedes(old)) {
                found = Some(value);
                old = Some(set);
            }
        }
        found
    }
}

/// The ends of the leading directories of a path, and of the path itself.
fn ends(path: &str) -> impl Iterator<Item = usize> {
    path.match_indices('/').map(|(at, _)| at).chain([path.len()])
}

/// `Dir.glob` semantics for one existing path: `*` stays within a name and `**/` crosses names, neither hits a leading
/// dot; braces give alternatives.
fn path_glob(pattern: &str, path: &str) -> bool {
    let pattern = pattern.trim_end_matches('/').trim_start_matches("./");
    // Each pair of braces doubles the work; nobody writes nine.
    if let Some((open, close)) = brace(pattern).filter(|_| pattern.matches('{').count() <= 8) {
        return pattern[open + 1..close]
            .split(',')
            .any(|choice| path_glob(&[&pattern[..open], choice, &pattern[close + 1..]].concat(), path));
    }
    let names: Vec<&str> = path.split('/').collect();
    let wanted: Vec<&str> = pattern.split('/').collect();
    // Dynamic programming over names keeps `**/**/**` linear in the product of both lengths.
    let mut reached = vec![false; names.len() + 1];
    reached[0] = true;
    for (at, part) in wanted.iter().enumerate() {
        let mut next = vec![false; names.len() + 1];
        let crosses = *part == "**" && at + 1 < wanted.len();
        for from in 0..=names.len() {
            if crosses {
                let carried = from > 0 && next[from - 1] && !names[from - 1].starts_with('.');
                next[from] = reached[from] || carried;
            } else if reached[from] && from < names.len() {
                next[from + 1] |= name_glob(part, names[from]);
            }
        }
        reached = next;
    }
    reached[names.len()]
}

fn name_glob(pattern: &str, name: &str) -> bool {
    (!name.starts_with('.') || pattern.starts_with('.')) && super::entry_filter::fnmatch(pattern, name)
}

/// The first pair of braces without braces inside.
fn brace(pattern: &str) -> Option<(usize, usize)> {
    let close = pattern.find('}')?;
    Some((pattern[..close].rfind('{')?, close))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::yaml;

    fn value(defaults: &str, profile: Profile, path: &str, kind: &str) -> Option<String> {
        let root = yaml::parse(defaults, Span::new(0, defaults.len())).root.unwrap();
        let (defaults, bad) = Defaults::read(&root, profile, "");
        assert!(bad.is_empty());
        defaults.applying(path, path, Some(kind)).merged("v").map(Node::to_ruby_s)
    }

    #[test]
    fn paths() {
        let one = |path: &str| format!("- scope: {{path: '{path}'}}\n  values: {{v: 1}}\n");
        for (scope, path, in_4, in_3) in [
            ("blog", "blog/a.md", true, true),
            ("blog", "blog-old/y.md", true, false),
            ("blog/", "blog/a.md", true, false),
            ("_docs/a", "_docs/abc.md", true, false),
            ("", "x.md", true, true),
            ("/blog", "blog/a.md", false, false),
            ("sec/*/deep", "sec/q/deep/z.md", true, true),
            ("sec/*/deep", "sec/q/r/deep/z.md", false, false),
            ("**/deep", "deep/z.md", true, true),
            ("**/deep", "a/b/deep/z.md", true, true),
            ("{a,b}/*.md", "b/x.md", true, true),
        ] {
            let hit = |profile| value(&one(scope), profile, path, "pages").is_some();
            assert_eq!((hit(Profile::Jekyll4), hit(Profile::Jekyll3)), (in_4, in_3), "{scope} {path}");
        }
    }

    #[test]
    fn precedence() {
        let sets = "- {scope: {path: ''}, values: {v: all}}\n- {scope: {path: _posts/a}, values: {v: long}}\n\
            - {scope: {path: '', type: posts}, values: {v: posts}}\n- {scope: {path: ''}, values: {v: late}}\n\
            - {scope: {path: '', type: draft}, values: {v: never}}\n- {values: {v: unscoped, w: 1}}\n";
        let of = |path: &str, kind: &str| {
            value(&sets.replace("- {values: {v: unscoped, w: 1}}\n", ""), Profile::Jekyll4, path, kind)
        };
        assert_eq!(of("_posts/a/x.md", "posts").as_deref(), Some("long"));
        assert_eq!(of("_posts/x.md", "posts").as_deref(), Some("posts"));
        assert_eq!(of("x.md", "pages").as_deref(), Some("late"));
    }
}
