//! A path with one place for a term: `category/{term}.html`.

use std::fmt;

/// Where the pages of a taxonomy lie: a path relative to the site's root, with `{term}` once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pattern {
    before: String,
    after: String,
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// What is wrong with it, in words for its author.
    pub fn parse(text: &str) -> Result<Pattern, &'static str> {
        let (before, after) = text.split_once("{term}").ok_or("it must hold `{term}` where the term stands")?;
        if after.contains("{term}") {
            return Err("`{term}` may stand in it only once");
        }
        if text.starts_with('/') || text.contains('\\') || text.split('/').any(|part| matches!(part, "" | "." | "..")) {
            return Err("it must be a path relative to the site's root, with `/` between its parts");
        }
        Ok(Pattern { before: before.to_string(), after: after.to_string() })
    }

    /// The path of the page for `term`.
    pub fn path(&self, term: &str) -> String {
        format!("{}{term}{}", self.before, self.after)
    }

    /// The term whose page `path` is; `None` where the path is no such page. A term holds no `/`.
    pub fn term<'a>(&self, path: &'a str) -> Option<&'a str> {
        let term = path.strip_prefix(&*self.before)?.strip_suffix(&*self.after)?;
        (!term.is_empty() && !term.contains('/')).then_some(term)
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{{term}}{}", self.before, self.after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_terms() {
        let pattern = Pattern::parse("category/{term}.html").unwrap();
        assert_eq!(pattern.path("Tech Web"), "category/Tech Web.html");
        assert_eq!(pattern.term("category/恩施日报.html"), Some("恩施日报"));
        for other in ["category/.html", "category/a/b.html", "tag/a.html", "category/a.md", "category/a.htm"] {
            assert_eq!(pattern.term(other), None, "{other}");
        }
        assert_eq!(pattern.to_string(), "category/{term}.html");
    }

    #[test]
    fn faults_are_named() {
        for bad in ["category/x.html", "{term}/{term}", "/c/{term}", "c//{term}", "../{term}", r"c\{term}", "{term}/"] {
            assert!(Pattern::parse(bad).is_err(), "{bad}");
        }
        let index = Pattern::parse("tag/{term}/index.html").unwrap();
        assert_eq!(index.term("tag/a/index.html"), Some("a"));
    }
}
