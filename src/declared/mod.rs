//! Declarative rules: a rule's page with `check:` in its front matter, in place of code. A site's own rules in
//! `.presscheck/rules/` are made of nothing else, so that nobody's repository can run code on the machine that checks it.

mod judge;
mod own;
mod read;

use std::sync::OnceLock;

use globset::{GlobMatcher, GlobSet};
use scraper::Selector;

use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::schema::{Pattern, Scalar, Schema};

pub use own::{FOLDER, Own, load, parse};

/// A rule of our own whose page says what it looks for.
pub struct InPage {
    page: &'static str,
    rule: OnceLock<Option<Declared>>,
}

impl InPage {
    /// The rule of `page`.
    pub const fn new(page: &'static str) -> InPage {
        InPage { page, rule: OnceLock::new() }
    }
}

impl Rule for InPage {
    fn page(&self, page: &Page, out: &mut Sink) {
        // A page that cannot be read is caught by the test that runs its examples.
        if let Some(rule) = self.rule.get_or_init(|| own::check_of(self.page)) {
            rule.page(page, out);
        }
    }
}

/// What a page's `check:` looks for.
#[derive(Debug)]
pub struct Declared {
    /// The files that it looks at, relative to the site's root; all where there are none.
    files: Option<GlobSet>,
    /// The collections that it looks at; all where there are none.
    collections: Vec<String>,
    /// What is wrong, with `{value}` for the text at fault; the kind's own words where absent.
    message: Option<String>,
    /// What to do, with `{value}` too.
    help: Option<String>,
    kind: Kind,
}

/// The kinds of checks.
#[derive(Debug)]
enum Kind {
    /// What is asked of a key of the front matter.
    Field(Box<Schema>),
    /// Elements, as they are written in HTML, that a selector of CSS finds.
    Html(Selector),
    /// Links whose address is like the first, and like none of the others.
    Link(GlobMatcher, Vec<GlobMatcher>),
    /// Text that a regular expression finds.
    Text {
        pattern: Pattern,
        place: Place,
        /// What to write in its place, with `$1` for a group.
        replace: Option<String>,
    },
    /// What is asked of the terms of a post.
    Taxonomy { is_tags: bool, pattern: Option<Pattern>, one_of: Vec<Scalar>, least: Option<usize>, most: Option<usize> },
}

/// Where a text is looked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Place {
    /// What readers read: no code, no tags, no addresses; of the front matter, title and description.
    Prose,
    /// The whole body.
    Body,
    /// The front matter.
    FrontMatter,
    /// The whole file.
    File,
}

impl Place {
    const ALL: [(&str, Place); 4] =
        [("prose", Place::Prose), ("body", Place::Body), ("front-matter", Place::FrontMatter), ("file", Place::File)];
}
