//! Keys of front matter that are nearly the name of one that Jekyll reads.

use crate::source::Span;
use crate::syntax::yaml::Node;

/// A key that may have been meant as another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OddKey {
    /// As it is written.
    pub name: Box<str>,
    /// Its bytes.
    pub span: Span,
    /// The key that it nearly is, which the file does not have.
    pub meant: &'static str,
}

/// The keys that are looked for: what Jekyll or every theme reads, and nobody calls otherwise.
const READ: [&str; 10] =
    ["title", "date", "layout", "categories", "category", "tags", "permalink", "published", "description", "excerpt"];

/// The odd keys of a mapping.
pub fn of(root: &Node) -> Vec<OddKey> {
    let mut odd = Vec::new();
    for (key, _) in root.entries() {
        let Some(name) = key.as_str() else { continue };
        if let Some(meant) = nearly(name).filter(|meant| root.get(meant).is_none()) {
            odd.push(OddKey { name: name.into(), span: key.span, meant });
        }
    }
    odd
}

/// The key that `name` nearly is, and is not.
fn nearly(name: &str) -> Option<&'static str> {
    if READ.contains(&name) || !name.is_ascii() {
        return None;
    }
    let letters = letters(name);
    READ.into_iter().find(|read| is_near(name, letters, read))
}

fn is_near(name: &str, own: u32, read: &str) -> bool {
    if name.eq_ignore_ascii_case(read) {
        return true;
    }
    // `images` beside `image` is another key, and so is each plural.
    let is_plural = name.strip_suffix('s') == Some(read) || read.strip_suffix('s') == Some(name);
    let most = if read.len() < 8 { 1 } else { 2 };
    let differ = (own ^ letters(read)).count_ones();
    if is_plural || name.len().abs_diff(read.len()) > most || differ as usize > 2 * most {
        return false;
    }
    // `data` is no `date`: in short words only two letters in each other's place are a slip.
    if read.len() < 5 && (name.len() != read.len() || differ > 0) {
        return false;
    }
    strsim::osa_distance(name, read) <= most
}

/// Which letters a word has, one bit each: most words are told apart by that.
fn letters(word: &str) -> u32 {
    word.bytes()
        .map(|byte| byte.to_ascii_lowercase())
        .filter(u8::is_ascii_lowercase)
        .fold(0, |all, b| all | 1 << (b - b'a'))
}

#[cfg(test)]
mod tests {
    use super::nearly;

    #[test]
    fn slips_are_near_and_words_are_not() {
        for (slip, meant) in [
            ("catagories", "categories"),
            ("Title", "title"),
            ("titel", "title"),
            ("layuot", "layout"),
            ("dtae", "date"),
            ("DATE", "date"),
            ("permlink", "permalink"),
            ("publised", "published"),
            ("discription", "description"),
        ] {
            assert_eq!(nearly(slip), Some(meant), "{slip}");
        }
        for word in [
            "data", "rate", "dates", "titles", "tag", "tabs", "subtitle", "author", "image", "state", "标题",
            "layouts", "lead",
        ] {
            assert_eq!(nearly(word), None, "{word}");
        }
    }
}
