//! kramdown's attribute lists, `{:…}`, as far as they give ids (kramdown, `parser/kramdown/extensions.rb`).

use memchr::{memchr_iter, memchr2};

use crate::source::Span;

/// The attribute lists that stand outside of other blocks, one to a line.
pub(super) struct AttributeLists<'a> {
    view: &'a str,
    /// Lists without anything between them, with whether one of them gives an id; in order.
    groups: Vec<(Span, bool)>,
}

impl<'a> AttributeLists<'a> {
    /// Takes the sorted `lists` of `view`, each to the end of its line, and adds their ids to `ids`.
    pub(super) fn new(view: &'a str, lists: &[Span], ids: &mut Vec<(String, Span)>) -> AttributeLists<'a> {
        let mut groups: Vec<(Span, bool)> = Vec::new();
        for list in lists {
            let known = ids.len();
            explicit_ids(list.of(view), list.start as usize, ids);
            let has_id = ids.len() > known;
            match groups.last_mut() {
                Some((group, id)) if is_gap(view, group.end, list.start) => {
                    (group.end, *id) = (list.end, *id || has_id);
                }
                _ => groups.push((*list, has_id)),
            }
        }
        AttributeLists { view, groups }
    }

    /// Whether a list gives an id to the block `block`: the one directly after it, or one directly before it that
    /// belongs to no earlier block.
    pub(super) fn name(&self, block: Span) -> bool {
        let behind = self.groups.partition_point(|(list, _)| list.start < block.end);
        let after = self.groups.get(behind).filter(|(list, _)| is_gap(self.view, block.end, list.start));
        let before = behind.checked_sub(1).and_then(|at| self.groups.get(at)).filter(|(list, _)| {
            let text = self.view.get(..list.start as usize).unwrap_or("").trim_end_matches([' ', '\t']);
            is_gap(self.view, list.end, block.start) && (text.ends_with("\n\n") || text.ends_with("\n\r\n"))
        });
        [after, before].into_iter().flatten().any(|(_, has_id)| *has_id)
    }
}

/// Whether nothing stands between two places, not even an empty line. What ends before `from` may lack its line break.
fn is_gap(view: &str, from: u32, to: u32) -> bool {
    let Some(gap) = view.get(from as usize..to as usize) else { return false };
    let own_break = view[..from as usize].ends_with('\n');
    gap.trim().is_empty() && gap.matches('\n').count() <= usize::from(!own_break)
}

/// The ids that attribute lists anywhere in `text`, which starts at `at`, may give: those of a word or phrase, and those
/// inside of lists and quotes.
pub(super) fn loose_ids(text: &str, at: usize, ids: &mut Vec<(String, Span)>) {
    for start in memchr_iter(b'{', text.as_bytes()) {
        let rest = &text[start..];
        if !rest.starts_with("{:") {
            continue;
        }
        if let Some(end) = memchr2(b'}', b'\n', rest.as_bytes()) {
            explicit_ids(&rest[..end], at + start, ids);
        }
    }
}

/// The ids that one list gives: `#name`, and the list of contents.
fn explicit_ids(list: &str, at: usize, ids: &mut Vec<(String, Span)>) {
    let inner = list.trim_end().trim_end_matches('}');
    if inner.starts_with("{:toc") {
        ids.push(("markdown-toc".to_owned(), Span::new(at, at + inner.len())));
    }
    for (i, _) in inner.match_indices('#') {
        let name: &str = inner[i + 1..].split(|c: char| c.is_whitespace() || c == '}').next().unwrap_or("");
        if matches!(inner.as_bytes().get(i.wrapping_sub(1)), Some(b' ' | b':' | b'\t')) && !name.is_empty() {
            ids.push((name.to_owned(), Span::new(at + i + 1, at + i + 1 + name.len())));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::source::Span;

    fn ids(text: &str) -> (Vec<String>, Vec<String>) {
        let read = super::super::read(text, Span::new(0, text.len()));
        let names = |ids: Vec<(String, Span)>| ids.into_iter().map(|(id, _)| id).collect();
        (names(read.ids), names(read.loose_ids))
    }

    /// As kramdown 2.5 writes the ids of the headings.
    #[test]
    fn a_list_beside_a_heading_gives_it_its_id() {
        for (text, expected) in [
            ("### a\n{: #b}\n", &["b"][..]),
            ("a\n===\n{: .x}\n{: #b}\n", &["b"]),
            ("x\n\n{: #b}\n### a\n", &["b"]),
            ("### a\n\n{: #b}\n\nx\n", &["b", "a"]),
            ("x\n{: #b}\n### a\n", &["b", "a"]),
            ("### a\n{: .b}\n\n### a\n{: #c}\n\n### a\n", &["c", "a", "a-1"]),
        ] {
            assert_eq!(ids(text).0, expected, "{text}");
        }
    }

    #[test]
    fn ids_amid_text_and_in_lists_are_known() {
        assert_eq!(ids("*a*{: #b} c\n\n- d\n\n  {:#e}\n").1, ["b", "e"]);
    }
}
