//! The terms that the site's posts use, and the pages that show them.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::UnicodeNormalization;

use super::Facts;
use super::document::Kind;
use super::jekyll::terms::{Origin, Term};
use crate::config::{Config, Taxonomy};
use crate::source::Span;

/// The site's two taxonomies.
#[derive(Debug, Default)]
pub struct Index {
    /// Categories.
    pub categories: Terms,
    /// Tags.
    pub tags: Terms,
    /// How many posts there are.
    pub posts: usize,
    /// How many of them have a category.
    pub with_category: usize,
}

/// The terms of one taxonomy.
#[derive(Debug, Default)]
pub struct Terms {
    /// Each term in use and how often; pieces of strings that Jekyll split count apart.
    pub uses: FxHashMap<Box<str>, Uses>,
    /// The spellings of each term, by what they have in common; sorted.
    pub spellings: FxHashMap<String, Vec<Box<str>>>,
    /// The spelling that most posts use, for each other spelling of a term.
    pub usual: FxHashMap<Box<str>, Box<str>>,
    /// Which tags the posts of a category carry; only of categories.
    pub companions: FxHashMap<Box<str>, FxHashMap<Box<str>, u32>>,
    /// The pages that the configured pattern names, by term.
    pub pages: FxHashMap<Box<str>, TermPage>,
    /// Terms that a page's own `category:` or `tag:` names.
    pub owned: FxHashSet<Box<str>>,
    /// How many posts have one term, and how many have several.
    single: [u32; 2],
}

/// How often a term is used.
#[derive(Clone, Copy, Debug, Default)]
pub struct Uses {
    /// As a whole value or an item of a list.
    pub whole: u32,
    /// As a piece of a string of several words.
    pub piece: u32,
}

/// A page of a term.
#[derive(Clone, Debug)]
pub struct TermPage {
    /// The file.
    pub path: Arc<str>,
    /// Its own term, where its front matter names one, with its bytes.
    pub own: Option<(Box<str>, Span)>,
    /// Its title.
    pub title: Option<(Box<str>, Span)>,
}

/// Terms that are used less often show no habits.
const FEWEST_USES: u32 = 100;

impl Index {
    /// Counts the terms of all posts, and finds their pages.
    pub fn new(facts: &[Box<Facts>], config: &Config) -> Index {
        let mut index = Index::default();
        for file in facts {
            index.add(file);
        }
        let pages: Vec<&Facts> = facts.iter().map(|file| &**file).filter(|file| file.term_page.is_some()).collect();
        index.finish(&pages, config);
        index
    }

    /// Finds what the terms have in common once all files have been counted, and which of `pages` are theirs.
    pub(super) fn finish(&mut self, pages: &[&Facts], config: &Config) {
        self.categories.finish(pages, &config.categories);
        self.tags.finish(pages, &config.tags);
    }

    /// Adds what was counted of others.
    pub(super) fn join(&mut self, other: Index) {
        self.posts += other.posts;
        self.with_category += other.with_category;
        self.categories.join(other.categories);
        self.tags.join(other.tags);
    }

    /// Counts the terms of one more file.
    pub(super) fn add(&mut self, file: &Facts) {
        for (terms, own) in [(&mut self.categories, &file.own_terms[0]), (&mut self.tags, &file.own_terms[1])] {
            if let Some(own) = own {
                terms.owned.insert(own.clone());
            }
        }
        if file.document.kind != Kind::Post {
            return;
        }
        let terms = &file.document.terms;
        self.posts += 1;
        self.with_category += usize::from(!terms.categories.is_empty());
        self.categories.count(&terms.categories);
        self.tags.count(&terms.tags);
        for category in &terms.categories {
            // Nearly all are there already, and an entry would need a name of its own.
            let companions = match self.categories.companions.get_mut(&*category.text) {
                Some(companions) => companions,
                None => self.categories.companions.entry(category.text.as_str().into()).or_default(),
            };
            for tag in &terms.tags {
                match companions.get_mut(&*tag.text) {
                    Some(count) => *count += 1,
                    None => _ = companions.insert(tag.text.as_str().into(), 1),
                }
            }
        }
    }
}

impl Terms {
    /// How many posts use a term.
    pub fn count_of(&self, term: &str) -> u32 {
        self.uses.get(term).map_or(0, |uses| uses.whole + uses.piece)
    }

    /// Whether nearly every post has a single term, and there are enough of them to call it a habit.
    pub fn is_single_habit(&self) -> bool {
        let [single, several] = self.single;
        single >= 20 * several.max(1)
    }

    fn count(&mut self, terms: &[Term]) {
        let pieces = is_split(terms);
        match terms.len() {
            0 => {}
            1 => self.single[0] += 1,
            _ => self.single[1] += 1,
        }
        for term in terms {
            let uses = match self.uses.get_mut(&*term.text) {
                Some(uses) => uses,
                None => self.uses.entry(term.text.as_str().into()).or_default(),
            };
            if pieces && term.origin == Origin::Split { uses.piece += 1 } else { uses.whole += 1 }
        }
    }

    fn join(&mut self, other: Terms) {
        for (term, uses) in other.uses {
            let own = self.uses.entry(term).or_default();
            own.whole += uses.whole;
            own.piece += uses.piece;
        }
        for (category, tags) in other.companions {
            let own = self.companions.entry(category).or_default();
            for (tag, count) in tags {
                *own.entry(tag).or_default() += count;
            }
        }
        self.owned.extend(other.owned);
        self.single[0] += other.single[0];
        self.single[1] += other.single[1];
    }

    fn finish(&mut self, pages: &[&Facts], taxonomy: &Taxonomy) {
        if let Some(pattern) = &taxonomy.pages {
            for file in pages {
                if let Some(label) = &file.term_page
                    && let Some(term) = pattern.value.term(&file.path)
                {
                    let page =
                        TermPage { path: Arc::clone(&file.path), own: label.own.clone(), title: label.title.clone() };
                    self.pages.insert(term.into(), page);
                }
            }
        }
        let used: FxHashSet<&str> = self.uses.keys().chain(self.pages.keys()).map(|term| &**term).collect();
        for term in used {
            self.spellings.entry(common(term)).or_default().push(term.into());
        }
        for spellings in self.spellings.values_mut() {
            spellings.sort_unstable();
        }
        for spellings in self.spellings.values().filter(|all| all.len() > 1) {
            // Of two used equally often the first in order is usual.
            let Some(usual) = spellings.iter().min_by_key(|term| std::cmp::Reverse(self.count_of(term))) else {
                continue;
            };
            let others = spellings.iter().filter(|term| *term != usual);
            let others = others.filter(|_| self.uses.contains_key(usual));
            self.usual.extend(others.map(|term| (term.clone(), usual.clone())));
        }
        // Where letters of either case are the habit, the site does not mean anything by them.
        let [all, variants] = [self.uses.keys().collect::<Vec<_>>(), self.usual.keys().collect()]
            .map(|terms| terms.into_iter().map(|term| self.count_of(term)).sum::<u32>());
        if all >= FEWEST_USES && variants * 20 > all {
            self.usual.clear();
        }
    }
}

/// Whether the terms come from one string of several words.
pub fn is_split(terms: &[Term]) -> bool {
    terms.iter().filter(|term| term.origin == Origin::Split).count() > 1
}

/// What the spellings of one term have in common: no case, no width, no Unicode form.
pub fn common(term: &str) -> String {
    term.trim().nfkc().flat_map(char::to_lowercase).collect()
}
