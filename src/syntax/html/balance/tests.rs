//! Random trees, sound but for one mistake: one fault each.

use proptest::prelude::*;

use crate::syntax::html::{FaultKind, Structure};

/// An element with its children; text where there are none.
#[derive(Clone, Debug)]
struct Node {
    name: &'static str,
    children: Vec<Node>,
}

fn trees() -> impl Strategy<Value = Vec<Node>> {
    let names = prop::sample::select(vec!["div", "span", "b", "em", "blockquote", "section", "ul", "li", "article"]);
    let leaf = names.clone().prop_map(|name| Node { name, children: Vec::new() });
    let node = leaf.prop_recursive(5, 24, 4, move |inner| {
        (names.clone(), prop::collection::vec(inner, 0..4)).prop_map(|(name, children)| Node { name, children })
    });
    prop::collection::vec(node, 1..4)
}

/// The tags of the trees; an `li` directly in an `li` gets a list around it. Without `nested`, no element lies in one of
/// its own name: there a wrong end tag may have more than one reading.
fn tags(nodes: &[Node], above: &[&str], nested: bool, out: &mut Vec<String>) {
    for node in nodes {
        let above = [above, &[node.name]].concat();
        if !nested && above[..above.len() - 1].contains(&node.name) {
            tags(&node.children, &above, nested, out);
            continue;
        }
        let bare = node.name == "li" && above.iter().rev().nth(1) != Some(&"ul");
        out.extend(bare.then(|| "<menu>".to_owned()));
        out.push(format!("<{}>", node.name));
        out.push("中".to_owned());
        tags(&node.children, &above, nested, out);
        out.push(format!("</{}>", node.name));
        out.extend(bare.then(|| "</menu>".to_owned()));
    }
}

fn pieces(nodes: &[Node], nested: bool) -> Vec<String> {
    let mut out = Vec::new();
    tags(nodes, &[], nested, &mut out);
    out
}

fn kinds(pieces: &[String]) -> Vec<FaultKind> {
    let view = pieces.concat();
    Structure::parse(&view, 0..view.len()).faults.iter().map(|fault| fault.kind).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_sound_tree_has_no_fault(nodes in trees()) {
        prop_assert_eq!(kinds(&pieces(&nodes, true)), []);
    }

    #[test]
    fn a_lost_end_tag_is_one_fault(nodes in trees(), at in any::<prop::sample::Index>()) {
        let mut pieces = pieces(&nodes, true);
        let ends: Vec<_> = (0..pieces.len()).filter(|i| pieces[*i].starts_with("</") && pieces[*i] != "</li>").collect();
        prop_assume!(!ends.is_empty());
        pieces.remove(ends[at.index(ends.len())]);
        prop_assert_eq!(kinds(&pieces), [FaultKind::Unclosed], "{}", pieces.concat());
    }

    #[test]
    fn a_lost_start_tag_is_one_fault(nodes in trees(), at in any::<prop::sample::Index>()) {
        let mut pieces = pieces(&nodes, false);
        let starts: Vec<_> = (0..pieces.len()).filter(|i| pieces[*i].starts_with('<') && !pieces[*i].contains('/')).collect();
        pieces.remove(starts[at.index(starts.len())]);
        prop_assert_eq!(kinds(&pieces).len(), 1, "{}", pieces.concat());
    }

    #[test]
    fn an_end_tag_too_many_is_one_fault(
        nodes in trees(),
        at in any::<prop::sample::Index>(),
        name in prop::sample::select(vec!["b", "div", "u", "h2"]),
    ) {
        let mut pieces = pieces(&nodes, false);
        pieces.insert(at.index(pieces.len() + 1), format!("</{name}>"));
        prop_assert_eq!(kinds(&pieces).len(), 1, "{}", pieces.concat());
    }

    #[test]
    fn two_end_tags_in_the_wrong_order_are_one_fault(nodes in trees(), at in any::<prop::sample::Index>()) {
        let mut pieces = pieces(&nodes, false);
        let pairs: Vec<_> = (1..pieces.len())
            .filter(|i| pieces[*i].starts_with("</") && pieces[i - 1].starts_with("</") && pieces[*i] != pieces[i - 1])
            .collect();
        prop_assume!(!pairs.is_empty());
        let second = pairs[at.index(pairs.len())];
        pieces.swap(second - 1, second);
        prop_assert_eq!(kinds(&pieces), [FaultKind::Misnested], "{}", pieces.concat());
    }
}
