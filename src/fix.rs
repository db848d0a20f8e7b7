//! Fixes: the edits that travel with findings, put into the text.

use crate::finding::{Edit, Fix};

/// Applies `fixes` to `text`, first come first served: one that overlaps an earlier one, or does not fit the text, is
/// left out as a whole.
pub fn apply(text: &str, fixes: &[&Fix]) -> String {
    let mut taken: Vec<&Edit> = Vec::new();
    for fix in fixes {
        let fits = |edit: &Edit| {
            text.get(edit.span.range()).is_some()
                && taken.iter().all(|other| !edit.span.overlaps(other.span) && edit.span.start != other.span.start)
        };
        if fix.edits.iter().all(fits) {
            taken.extend(&fix.edits);
        }
    }
    taken.sort_by_key(|edit| edit.span);
    let mut mended = String::with_capacity(text.len());
    let mut at = 0;
    for edit in taken {
        mended.push_str(&text[at..edit.span.start as usize]);
        mended.push_str(&edit.text);
        at = edit.span.end as usize;
    }
    mended.push_str(&text[at..]);
    mended
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn fix(start: usize, end: usize, text: &str) -> Fix {
        Fix { title: String::new(), safe: true, edits: vec![Edit { span: Span::new(start, end), text: text.into() }] }
    }

    #[test]
    fn edits_are_put_in_and_overlaps_left_out() {
        let fixes = [fix(3, 6, "乙"), fix(4, 5, "x"), fix(0, 0, ">"), fix(90, 91, "x")];
        assert_eq!(apply("a甲甲b", &fixes.iter().collect::<Vec<_>>()), ">a甲甲b".to_owned());
        assert_eq!(apply("abc甲d", &[&fix(3, 6, "乙"), &fix(0, 1, "")]), "bc乙d");
    }
}
