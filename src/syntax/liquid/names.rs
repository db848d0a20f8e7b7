//! Which tags and filters a site has.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

/// The tags and filters that a site's Liquid can use.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Tags beside Liquid's own and Jekyll's.
    tags: FxHashMap<Box<str>, TagKind>,
    /// All filters.
    filters: FxHashSet<Box<str>>,
    /// No tag is missing above.
    pub knows_tags: bool,
    /// No filter is missing above.
    pub knows_filters: bool,
}

/// What is known of a tag that a plugin brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagKind {
    /// It stands alone.
    Tag,
    /// It needs its end.
    Block,
    /// It stands alone where no end follows.
    Unclear,
}

/// The tags that every Jekyll has, sorted, and not the branches and ends of blocks.
const TAGS: [&str; 21] = [
    "assign",
    "break",
    "capture",
    "case",
    "comment",
    "continue",
    "cycle",
    "decrement",
    "for",
    "highlight",
    "if",
    "ifchanged",
    "include",
    "include_relative",
    "increment",
    "link",
    "post_url",
    "raw",
    "tablerow",
    "unless",
    // Behind the others, since it is none by itself.
    "elsif",
];

/// Liquid 4.0.4's own filters (`standardfilters.rb`).
const LIQUID_FILTERS: &str = "size downcase upcase capitalize escape h escape_once url_encode url_decode slice truncate \
    truncatewords split strip lstrip rstrip strip_html strip_newlines join sort sort_natural where uniq reverse map compact \
    replace replace_first remove remove_first append concat prepend newline_to_br date first last abs plus minus times \
    divided_by modulo round ceil floor at_least at_most default";

/// Those of Jekyll 3.10 (`filters.rb` and `filters/`).
const JEKYLL_FILTERS: &str = "markdownify smartify sassify scssify slugify xml_escape cgi_escape uri_escape \
    normalize_whitespace number_of_words array_to_sentence_string jsonify where_exp to_integer pop push shift unshift sample \
    inspect date_to_string date_to_long_string date_to_xmlschema date_to_rfc822 group_by group_by_exp absolute_url \
    relative_url strip_index";

/// What Jekyll 4 adds.
const JEKYLL_4_FILTERS: &str = "find find_exp";

impl Names {
    /// Liquid's and Jekyll's own, and nothing tells what else there is.
    pub fn unknown() -> &'static Names {
        static UNKNOWN: LazyLock<Names> = LazyLock::new(|| Names::of_jekyll(false));
        &UNKNOWN
    }

    /// Liquid's and Jekyll's own; whether there are others is for the caller to say.
    pub fn of_jekyll(is_jekyll_4: bool) -> Names {
        let mut names = Names::default();
        let added = if is_jekyll_4 { JEKYLL_4_FILTERS } else { "" };
        for filter in [LIQUID_FILTERS, JEKYLL_FILTERS, added].into_iter().flat_map(str::split_whitespace) {
            names.add_filter(filter);
        }
        names
    }

    /// Adds a tag of a plugin.
    pub fn add_tag(&mut self, name: &str, kind: TagKind) {
        self.tags.insert(name.into(), kind);
    }

    /// Adds a filter.
    pub fn add_filter(&mut self, name: &str) {
        self.filters.insert(name.into());
    }

    /// The tag of a plugin.
    pub fn tag(&self, name: &str) -> Option<TagKind> {
        self.tags.get(name).copied()
    }

    /// Whether a filter can be called; where nothing tells, it can.
    pub fn has_filter(&self, name: &str) -> bool {
        !self.knows_filters || self.filters.contains(name)
    }

    /// All tags by name, for "did you mean".
    pub fn all_tags(&self) -> Vec<&str> {
        let mut all: Vec<&str> = self.tags.keys().map(|name| &**name).chain(TAGS).collect();
        all.sort_unstable();
        all
    }

    /// All filters by name, for "did you mean".
    pub fn all_filters(&self) -> Vec<&str> {
        let mut all: Vec<&str> = self.filters.iter().map(|name| &**name).collect();
        all.sort_unstable();
        all
    }
}

/// Whether Liquid's own blocks, or Jekyll's, have this name.
pub fn ends(name: &str) -> bool {
    matches!(
        name,
        "capture" | "case" | "comment" | "for" | "highlight" | "if" | "ifchanged" | "raw" | "tablerow" | "unless"
    )
}
