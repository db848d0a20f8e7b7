//! The first configuration of a site, written by `presscheck init` from what the site holds.

use std::fmt::Write as _;

use super::Pattern;

/// What a site could be held to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Candidates {
    /// Where its category pages seem to lie.
    pub category_pages: Option<Pattern>,
    /// Where its tag pages seem to lie.
    pub tag_pages: Option<Pattern>,
    /// Its categories, if they are so few and so often used that they look like a list.
    pub categories: Vec<String>,
}

/// A commented `presscheck.toml`. What was found in the site is set, everything else is shown as it could be set.
pub fn starter(candidates: &Candidates) -> String {
    let mut text = String::from(HEAD);
    text.push_str(&taxonomy(
        "categories",
        candidates.category_pages.as_ref(),
        "category/{term}.html",
        &candidates.categories,
    ));
    text.push_str(&taxonomy("tags", candidates.tag_pages.as_ref(), "tag/{term}.html", &[]));
    text.push_str(TAIL);
    text
}

fn taxonomy(name: &str, pages: Option<&Pattern>, example: &str, allowed: &[String]) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = match pages {
        Some(pages) => write!(
            text,
            "\n[taxonomies.{name}]\n# Found in this site: each term in use has this page, and each page a term.\npages = {}\n",
            basic_string(&pages.to_string())
        ),
        None => write!(
            text,
            "\n# [taxonomies.{name}]\n# Each term in use has this page, and each page a term.\n# pages = {}\n",
            basic_string(example)
        ),
    };
    if !allowed.is_empty() {
        let terms: Vec<String> = allowed.iter().map(|term| basic_string(term)).collect();
        let _ = write!(text, "# No other terms than these.\n# allowed = [{}]\n", terms.join(", "));
    }
    text
}

/// A TOML string.
pub(crate) fn basic_string(text: &str) -> String {
    let mut basic_string = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => basic_string.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(basic_string, "\\u{:04X}", c as u32);
            }
            c => basic_string.push(c),
        }
    }
    basic_string + "\""
}

const HEAD: &str = r#"# How presscheck judges this site. `presscheck rules` lists the rules, `presscheck explain NAME` tells about one.

# Files that are not judged (links to them still work). A folder means everything in it.
# exclude = ["vendor", "node_modules"]
# Findings that are held back, written by `presscheck --write-baseline`.
# baseline = "presscheck-baseline.toml"

# [site]
# jekyll3, jekyll4 or github-pages; found out from the site where it is not said.
# profile = "jekyll4"
# Jekyll's configuration files, where they are more than the usual one; the last counts most.
# config = ["_config.yml", "_config.live.yml"]
# Who serves it: github-pages, netlify, cloudflare, vercel, nginx, or none for a plain store of files. They differ in
# what they find for /a and /a/ where a.html is published; where nothing tells, such links are not judged.
# host = "github-pages"
# Nobody else publishes under the same host: then links to folders that this site does not have are broken.
# whole-host = true

[rules]
# off, warn or error, for one rule or for all whose names begin alike; a name counts more than a prefix.
# "a11y-*" = "off"
# date-future = "error"
# Some rules have options.
# date-format = { level = "warn", pattern = "%Y-%m-%d %H:%M:%S %z" }
"#;

const TAIL: &str = r#"
# [liquid]
# What plugins bring that presscheck does not know; where a list is given, any other name is unknown.
# tags = ["gallery"]
# filters = ["euro"]
# variables = ["lang"]

# [links]
# Keys of front matter and of data files that hold links, and attributes beside those of HTML.
# front-matter = ["image", "canonical_url", "redirect_to", "header.image"]
# data = ["url"]
# attributes = ["data-src"]

# What the front matter of some files must hold.
# [[schema]]
# collection = "posts"
# required = ["title"]
# fields.title.max-length = 70

# Other levels for some files.
# [[overrides]]
# paths = ["_drafts/**"]
# rules = { "date-*" = "off" }
"#;

#[cfg(test)]
mod tests {
    use super::super::{Config, Known, Origin, Selections};
    use super::*;
    use crate::finding::Level;

    /// The names that the starter speaks of.
    const KNOWN: [Known; 3] = [
        Known { name: "a11y-img-alt", level: Level::Warn },
        Known { name: "date-format", level: Level::Warn },
        Known { name: "date-future", level: Level::Warn },
    ];

    fn read(text: &str) -> Config {
        let origin = Origin::File("presscheck.toml".into(), text.as_bytes().to_vec());
        Config::new(&[origin], &Selections::default(), &KNOWN).unwrap_or_else(|errors| panic!("{errors:?}\n{text}"))
    }

    #[test]
    fn what_was_found_is_set() {
        let candidates = Candidates {
            category_pages: Pattern::parse("分类 \"a\"/{term}.html").ok(),
            tag_pages: None,
            categories: vec!["新闻".to_string(), "a\"b\\".to_string()],
        };
        let text = starter(&candidates);
        let config = read(&text);
        assert_eq!(config.categories.pages.unwrap().value.path("x"), "分类 \"a\"/x.html");
        assert!(config.tags.pages.is_none() && config.categories.allowed.is_none());
    }

    #[test]
    fn every_suggestion_is_valid_when_its_comment_sign_goes() {
        let text = starter(&Candidates { categories: vec!["a\u{1}".to_string()], ..Candidates::default() });
        // Settings are lines that hold ` = ` or begin with `[`; prose is neither.
        let bare: Vec<&str> = text
            .lines()
            .map(|line| {
                let rest = line.strip_prefix("# ").unwrap_or(line);
                if rest.contains(" = ") || rest.starts_with('[') { rest } else { line }
            })
            .collect();
        let config = read(&bare.join("\n"));
        assert_eq!(config.levels("_drafts/a.md")[1..], [Level::Off, Level::Off]);
        assert_eq!(config.levels("a.md")[..], [Level::Off, Level::Warn, Level::Error]);
        assert_eq!(config.categories.allowed.unwrap().value, ["a\u{1}"]);
    }
}
