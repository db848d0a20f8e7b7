//! Which pages need their tree: where the open elements are followed without a fault and all of them are of the plain
//! kind, a browser makes exactly what the tags say, and there is nothing that only the tree could tell.

use super::super::element::Name;
use super::super::element::names::{A, P};
use super::super::structure::{Structure, Tag, TagKind};

/// Whether a browser may make something else of the page than its tags say.
pub fn needs_tree(structure: &Structure) -> bool {
    let name = |tag: &Tag| tag.element;
    let is_odd = |tag: &Tag| {
        let own = tag.element;
        let mut around = structure.ancestors(tag).map(name);
        !tag.dynamic
            && tag.kind == TagKind::Start
            && match own {
                A => around.any(|it| it == A),
                // A heading ends the one in which it stands.
                _ if own.is_heading() && around.find(|it| *it != P).is_some_and(Name::is_heading) => true,
                // A block ends a paragraph even where formatting is open in it.
                _ if own.is_block() => {
                    let inline = structure.ancestors(tag).map(name).take_while(|it| !it.is_block()).count();
                    inline > 0 && structure.ancestors(tag).nth(inline).map(name) == Some(P)
                }
                _ => false,
            }
    };
    structure.is_odd || !structure.rare.is_empty() || !structure.faults.is_empty() || structure.tags.iter().any(is_odd)
}
