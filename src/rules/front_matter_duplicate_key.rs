//! A key that is given more than once.

use std::mem::{Discriminant, discriminant};

use rustc_hash::{FxHashMap, FxHashSet};

use super::front_matter_yaml::judged;
use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::source::Span;
use crate::syntax::yaml::{Node, Value};

/// `front-matter-duplicate-key`
pub(super) struct DuplicateKey;

impl Rule for DuplicateKey {
    fn page(&self, page: &Page, out: &mut Sink) {
        if let Some(root) = page.mapping().filter(|root| judged(page) && !is_plainly_unique(root)) {
            repeated(page.text, root, &mut FxHashSet::default(), out);
        }
    }
}

/// A key as Ruby tells it from others: `1` and `"1"` are two.
type KeyName = (Discriminant<Value>, String);

/// Nearly all front matter: a few keys, all texts, all different, and nothing nested.
fn is_plainly_unique(node: &Node) -> bool {
    let entries = node.entries();
    let flat = entries.iter().all(|(_, value)| value.entries().is_empty() && value.items().is_empty());
    let unique = |(at, (key, _)): (usize, &(Node, Node))| {
        key.as_str().is_some_and(|name| entries[..at].iter().all(|(other, _)| other.as_str() != Some(name)))
    };
    entries.len() <= 16 && node.items().is_empty() && flat && entries.iter().enumerate().all(unique)
}

/// Reports the repeated keys of every mapping in `node`. `seen` has the keys met so far, by their place: what an alias
/// brings in again was written once, and may be overridden.
fn repeated(text: &str, node: &Node, seen: &mut FxHashSet<Span>, out: &mut Sink) {
    let mut places: FxHashMap<KeyName, Vec<(Span, &Node)>> = FxHashMap::default();
    let mut order = Vec::new();
    for (key, value) in node.entries() {
        let is_scalar = !matches!(key.value, Value::Sequence(_) | Value::Mapping(_));
        if key.span.is_empty() || !seen.insert(key.span) {
            continue;
        }
        if is_scalar {
            let name = (discriminant(&key.value), key.to_ruby_s());
            let known = places.entry(name.clone()).or_default();
            known.push((key.span, value));
            if known.len() == 2 {
                order.push(name);
            }
        }
        repeated(text, value, seen, out);
    }
    for item in node.items() {
        repeated(text, item, seen, out);
    }
    for name in order {
        let Some(((last, taken), earlier)) = places.get(&name).and_then(|known| known.split_last()) else { continue };
        let times = if earlier.len() == 1 { "twice".to_owned() } else { format!("{} times", earlier.len() + 1) };
        let shown = taken.span.of(text);
        let short = !shown.is_empty() && !shown.contains('\n') && shown.chars().count() <= 40;
        // Of several that are the same, nothing is lost.
        if earlier.iter().all(|(_, value)| value.span.of(text) == shown) {
            continue;
        }
        let message = if short {
            format!("`{}` is given {times}: Jekyll takes the last, `{shown}`", name.1)
        } else {
            format!("`{}` is given {times}: Jekyll takes the last", name.1)
        };
        let finding = out.report(*last, "this one counts", message);
        finding.help("delete the one that is wrong");
        for (span, _) in earlier {
            finding.label(*span, "this value is lost");
        }
    }
}
