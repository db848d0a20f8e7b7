//! Categories and tags of a post or document, each with the place it comes from (`document.rb#populate_categories`,
//! `#populate_tags`, `utils.rb#pluralized_array_from_hash`).

use rustc_hash::FxHashSet;

use super::defaults::Applying;
use crate::source::Span;
use crate::syntax::yaml::{Node, Style, Value};

/// A category or tag as templates see it.
#[derive(Clone, PartialEq, Debug)]
pub struct Term {
    /// Its text.
    pub text: String,
    /// How it is written.
    pub origin: Origin,
    /// Its bytes: in `_config.yml` for a default, else in the file. None for a folder.
    pub span: Option<Span>,
    /// Whether it comes from `defaults:` in `_config.yml`.
    pub from_default: bool,
    /// Whether the value is no text (`2020`, `yes`, a date, a list within the list).
    pub not_text: bool,
}

/// How a term is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// A folder above `_posts`.
    Folder,
    /// An item of a list.
    Item,
    /// A piece of a string that Jekyll splits on blanks.
    Split,
    /// The whole value of `category:` or `tag:`, which is never split.
    Singular,
}

/// The terms of one document.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Terms {
    /// In the order of the URL, each text once. An empty text (from `null` in the list) is left out.
    pub categories: Vec<Term>,
    /// As listed, repetitions kept.
    pub tags: Vec<Term>,
}

/// `categories:` is neither text nor list: Jekyll fails to read the file and publishes it without its front matter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Unreadable {
    /// The value; in `_config.yml` if it is a default.
    pub span: Span,
    /// Whether it is a default.
    pub from_default: bool,
}

/// The terms of a document. `path` is its relative path without `collections_dir`, `folder` is `_posts`, `_drafts` or
/// the collection's folder, `front` the mapping of its front matter, `source` the file's text.
pub fn terms(
    path: &str,
    folder: &str,
    front: Option<&Node>,
    source: &str,
    defaults: &Applying<'_>,
) -> Result<Terms, Unreadable> {
    let set = |key: &str| front.and_then(|f| f.get(key)).map(|(_, v)| v).filter(|v| v.value != Value::Null);
    let either =
        |key: &str| set(key).map(|node| (node, false)).or_else(|| defaults.merged(key).map(|node| (node, true)));
    let truthy = |key: &str| either(key).filter(|(node, _)| node.value != Value::Bool(false));

    let mut categories = folders(path, folder);
    for (node, from_default) in [(defaults.merged("categories"), true), (set("categories"), false)]
        .into_iter()
        .filter_map(|(n, d)| Some((n?, d)))
    {
        match &node.value {
            Value::String(text) => split(node, text, source, from_default, |t| categories.add(t)),
            Value::Sequence(items) => items.iter().for_each(|item| categories.add(term(item, source, from_default))),
            _ => return Err(Unreadable { span: node.span, from_default }),
        }
    }
    match truthy("category") {
        Some((node, from_default)) => singular(node, source, from_default).into_iter().for_each(|t| categories.add(t)),
        // Lists within the list stay, and their items are added once more at the end.
        None => {
            for (node, from_default) in [(defaults.merged("categories"), true), (set("categories"), false)] {
                if let Some(node) = node.filter(|n| matches!(n.value, Value::Sequence(_))) {
                    flat(node, &mut |item| categories.add(term(item, source, from_default)));
                }
            }
        }
    }
    categories.terms.retain(|term| !term.text.is_empty());

    let tags = match truthy("tag") {
        Some((node, from_default)) => singular(node, source, from_default),
        None => match either("tags") {
            Some((node, from_default)) => match &node.value {
                Value::String(text) => {
                    let mut tags = Vec::new();
                    split(node, text, source, from_default, |tag| {
                        reserve_first(&mut tags);
                        tags.push(tag);
                    });
                    tags
                }
                Value::Sequence(_) => items(node, source, from_default),
                _ => Vec::new(),
            },
            None => Vec::new(),
        },
    };
    Ok(Terms { categories: categories.terms, tags })
}

/// `categories_from_path`: the folders before the first `_posts` in the path, wherever those letters stand.
fn folders(path: &str, folder: &str) -> Unique {
    let mut unique = Unique::default();
    if path.starts_with(folder) {
        return unique;
    }
    let base_name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    let before = path.find(folder).map_or(path, |at| &path[..at]);
    let names = before.split('/').filter(|name| !name.is_empty() && *name != folder && *name != base_name);
    for name in names {
        let text = name.to_owned();
        unique.add(Term { text, origin: Origin::Folder, span: None, from_default: false, not_text: false });
    }
    unique
}

/// Terms without repetition, in order.
#[derive(Default)]
struct Unique {
    terms: Vec<Term>,
    /// Filled once there are many: a list in front matter can be as long as its author likes.
    seen: FxHashSet<String>,
}

impl Unique {
    fn add(&mut self, term: Term) {
        const FEW: usize = 16;
        if self.terms.len() == FEW && self.seen.is_empty() {
            self.seen = self.terms.iter().map(|t| t.text.clone()).collect();
        }
        let new = if self.terms.len() < FEW {
            !self.terms.iter().any(|known| known.text == term.text)
        } else {
            self.seen.insert(term.text.clone())
        };
        if new {
            reserve_first(&mut self.terms);
            self.terms.push(term);
        }
    }
}

/// Most posts have one category and one tag, which take no more room than that.
fn reserve_first(terms: &mut Vec<Term>) {
    if terms.is_empty() {
        terms.reserve_exact(1);
    }
}

fn term(node: &Node, source: &str, from_default: bool) -> Term {
    let span = node.as_str().and_then(|text| text_span(node, text, source)).unwrap_or(node.span);
    Term {
        text: node.to_ruby_s(),
        origin: Origin::Item,
        span: Some(if from_default { node.span } else { span }),
        from_default,
        not_text: node.as_str().is_none(),
    }
}

/// A value of the singular key: taken whole, a list item by item.
fn singular(node: &Node, source: &str, from_default: bool) -> Vec<Term> {
    if matches!(node.value, Value::Sequence(_)) {
        return items(node, source, from_default);
    }
    vec![Term { origin: Origin::Singular, ..term(node, source, from_default) }]
}

fn items(node: &Node, source: &str, from_default: bool) -> Vec<Term> {
    let mut found = Vec::new();
    flat(node, &mut |item| found.push(term(item, source, from_default)));
    found
}

/// Ruby's `flatten` and `compact`.
fn flat(node: &Node, each: &mut impl FnMut(&Node)) {
    for item in node.items() {
        match item.value {
            Value::Sequence(_) => flat(item, each),
            Value::Null => {}
            _ => each(item),
        }
    }
}

/// Ruby's `split`: on runs of ASCII whitespace only.
fn split(node: &Node, text: &str, source: &str, from_default: bool, mut each: impl FnMut(Term)) {
    let starts_at = if from_default { None } else { text_span(node, text, source) };
    let blank = |byte: u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0b' | b'\x0c' | b'\0');
    let term = |piece: &str| {
        let offset = piece.as_ptr() as usize - text.as_ptr() as usize;
        let exact = starts_at.map(|s| Span::new(offset, offset + piece.len()).shifted(s.start as usize));
        Term {
            text: piece.to_owned(),
            origin: Origin::Split,
            span: Some(exact.unwrap_or(node.span)),
            from_default,
            not_text: false,
        }
    };
    // Most are one word.
    if !text.is_empty() && !text.bytes().any(blank) {
        return each(term(text));
    }
    text.split(|c: char| c.is_ascii() && blank(c as u8)).filter(|piece| !piece.is_empty()).map(term).for_each(each);
}

/// The bytes of a scalar's text without its quotes, if the file has the text as it is.
fn text_span(node: &Node, text: &str, source: &str) -> Option<Span> {
    let quote = usize::from(matches!(node.style, Some(Style::Single | Style::Double)));
    let start = node.span.start as usize + quote;
    (source.get(start..start + text.len()) == Some(text)).then(|| Span::new(start, start + text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::jekyll::{Profile, defaults::Defaults};
    use crate::syntax::yaml;

    fn read(path: &str, front: &str, defaults: &str) -> Result<Terms, Unreadable> {
        let parse = |text: &str| yaml::parse(text, Span::new(0, text.len())).root;
        let config = parse(defaults).map(|root| Defaults::read(&root, Profile::Jekyll4, "").0).unwrap_or_default();
        terms(path, "_posts", parse(front).as_ref(), front, &config.applying(path, path, Some("posts")))
    }

    fn categories(path: &str, front: &str) -> Vec<String> {
        read(path, front, "").unwrap().categories.into_iter().map(|t| t.text).collect()
    }

    #[test]
    fn categories_of_front_matter_and_folders() {
        for (front, expected) in [
            ("categories: Foo Bar", &["Foo", "Bar"][..]),
            ("categories: foo, bar", &["foo,", "bar"]),
            ("categories: [Foo Bar]", &["Foo Bar"]),
            ("category: Foo Bar", &["Foo Bar"]),
            ("categories: [Tech, tech, TECH]", &["Tech", "tech", "TECH"]),
            ("category: one\ncategories: [two, One]", &["two", "One", "one"]),
            ("categories: [yes, 'no']", &["true", "no"]),
            ("categories: [1, '1', ~]", &["1"]),
            ("categories: [[a, b], c]", &[r#"["a", "b"]"#, "c", "a", "b"]),
            ("category: 2020", &["2020"]),
            ("category: [a, b]", &["a", "b"]),
            ("category: false\ncategories: x", &["x"]),
            ("categories: 中文\u{3000}全角", &["中文\u{3000}全角"]),
            ("title: x", &[]),
        ] {
            assert_eq!(categories("_posts/2020-01-02-x.md", front), expected, "{front}");
        }
        assert_eq!(categories("Es Dir/_posts/z/2020-01-02-x.md", "categories: [B, a]"), ["Es Dir", "B", "a"]);
        assert_eq!(categories("my_posts_x/_posts/2020-01-02-x.md", ""), ["my"]);
        assert!(read("_posts/x.md", "categories: 2020", "").is_err());
        assert!(read("_posts/x.md", "categories: {a: b}", "").is_err());
    }

    #[test]
    fn spans_and_defaults() {
        let front = "categories: 'Foo  Bar'\ntags: [\"a b\", c]\n";
        let found = read("_posts/x.md", front, "- {values: {categories: [def], tags: [never], tag: ~}}\n").unwrap();
        let shown = |terms: &[Term]| {
            terms
                .iter()
                .map(|t| (t.text.clone(), t.span.unwrap().of(front).to_owned(), t.from_default))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            shown(&found.categories)[1..],
            [("Foo".into(), "Foo".into(), false), ("Bar".into(), "Bar".into(), false)]
        );
        assert!(found.categories[0].from_default);
        assert_eq!(shown(&found.tags), [("a b".into(), "a b".into(), false), ("c".into(), "c".into(), false)]);
        let found = read("_posts/x.md", "tags: a, b", "- {values: {tag: one}}\n").unwrap();
        assert_eq!(found.tags[0].text, "one", "a singular default goes before the file's own list");
    }
}
