//! Terms as they are written: what the vocabulary allows, and what Jekyll makes of commas, blanks and spellings.

use std::sync::Arc;

use crate::config::{Taxonomy, closest};
use crate::finding::{Edit, Fix};
use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::site::document::Kind;
use crate::site::jekyll::terms::{Origin, Term};
use crate::site::terms::{Terms, common, is_split};
use crate::site::{Facts, Site, TermPageLabel};
use crate::source::Span;
use crate::syntax::yaml::Style;

/// One of the site's two taxonomies, as a rule looks at it.
pub(super) struct Kinds<'a> {
    /// `category` or `tag`.
    pub(super) one: &'static str,
    /// The page's own terms.
    pub(super) terms: &'a [Term],
    /// All terms of the site.
    pub(super) site: &'a Terms,
    /// What the configuration says.
    pub(super) config: &'a Taxonomy,
}

/// Both taxonomies of a post; nothing for any other file.
pub(super) fn kinds<'a>(page: &'a Facts, site: &'a Site) -> impl Iterator<Item = Kinds<'a>> {
    let (own, config) = (&page.document.terms, &site.settings.config);
    let both = [
        Kinds { one: "category", terms: &own.categories, site: &site.terms.categories, config: &config.categories },
        Kinds { one: "tag", terms: &own.tags, site: &site.terms.tags, config: &config.tags },
    ];
    both.into_iter().filter(|kinds| page.document.kind == Kind::Post && !kinds.terms.is_empty())
}

/// The terms that the file itself writes, with their bytes, and without those that another rule explains.
pub(super) fn written<'a>(kinds: &Kinds<'a>) -> impl Iterator<Item = (&'a Term, Span)> + use<'a> {
    let explained = has_comma(kinds.terms) || is_one_term(kinds);
    let own = kinds.terms.iter().filter(move |term| !term.from_default && !explained);
    own.filter_map(|term| Some((term, term.span?)))
}

/// `category-missing`
pub(super) struct CategoryMissing;

/// A site with fewer posts has no habits yet.
const FEWEST_POSTS: usize = 20;

impl Rule for CategoryMissing {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        let terms = &site.terms;
        let share = usize::from(site.settings.config.options.category_share);
        let is_habit = terms.with_category * 100 >= terms.posts * share;
        let enough =
            terms.posts >= FEWEST_POSTS || share != usize::from(crate::config::Options::default().category_share);
        if page.document.kind != Kind::Post
            || !page.has_front_matter
            || !enough
            || !is_habit
            || !page.document.terms.categories.is_empty()
        {
            return;
        }
        let url = if in_urls(site) { ", and its URL lacks the first folder" } else { "" };
        let message = format!(
            "this post has no category, as {} of {} posts have: no list shows it{url}",
            terms.with_category, terms.posts
        );
        out.report(page.head, "", message).help("add `categories: …` to the front matter");
    }
}

/// Whether the posts' URLs begin with their category, as those of the first one that has any.
fn in_urls(site: &Site) -> bool {
    let mut posts = site.facts.iter().map(|file| &file.document).filter(|document| document.kind == Kind::Post);
    posts
        .find_map(|post| Some((post.terms.categories.first()?, post.url_path()?)))
        .is_some_and(|(category, url)| url.split('/').nth(1) == Some(&*category.text.to_lowercase()))
}

/// `taxonomy-not-allowed`
pub(super) struct NotAllowed;

impl Rule for NotAllowed {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        for kinds in kinds(page, site) {
            let Some(allowed) = &kinds.config.allowed else { continue };
            for (term, span) in written(&kinds).filter(|(term, _)| !allowed.value.contains(&term.text)) {
                let message = format!("`{}` is not among the {} that this site allows", term.text, plural(kinds.one));
                let finding = out.report(span, "not in the list", message);
                if let Some(near) = closest(&term.text, allowed.value.iter().map(String::as_str)) {
                    finding.help(format!("did you mean `{near}`?"));
                    if is_plain(near) && (term.origin != Origin::Split || !near.contains(' ')) {
                        finding.unsafe_fix(format!("write `{near}`"), span, near);
                    }
                } else {
                    finding.help(format!("use one of the list, or add `{}` to it", term.text));
                }
                if &*allowed.origin.path != "--config" {
                    finding.label_in(Arc::from(&*allowed.origin.path), allowed.span, "the list");
                }
            }
        }
    }
}

/// `taxonomy-comma-in-string`
pub(super) struct CommaInString;

impl Rule for CommaInString {
    fn page(&self, page: &Page, out: &mut Sink) {
        let own = &page.document.terms;
        let both = [("categories", &own.categories), ("tags", &own.tags)];
        for (name, terms) in both.into_iter().filter(|(_, terms)| has_comma(terms)) {
            let Some(span) = whole(terms).filter(|_| page.document.kind == Kind::Post) else { continue };
            let pieces: Vec<&str> =
                terms.iter().filter(|term| term.origin == Origin::Split).map(|term| &*term.text).collect();
            let shown: Vec<String> = pieces.iter().map(|piece| format!("`{piece}`")).collect();
            let list: Vec<&str> = pieces
                .iter()
                .flat_map(|piece| piece.split([',', ';', '，', '、']))
                .filter(|piece| !piece.is_empty())
                .collect();
            let message =
                format!("Jekyll splits this on blanks, not on commas: the {name} are {}", shown.join(" and "));
            let list_text = format!("[{}]", list.join(", "));
            let finding = out.report(span, "a string", message);
            finding.help(format!("write a list: `{list_text}`"));
            let is_plain = page.entry(name).is_some_and(|(_, value)| {
                value.span == span && value.style == Some(Style::Plain) && list.iter().all(|item| is_plain(item))
            });
            if is_plain {
                // The categories stand in the post's URL.
                let edits = vec![Edit { span, text: list_text }];
                finding.fix = Some(Fix::new("write a list", name == "tags", edits));
            }
        }
    }
}

/// `taxonomy-space-split`
pub(super) struct SpaceSplit;

impl Rule for SpaceSplit {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        for kinds in kinds(page, site).filter(is_one_term) {
            let Some(span) = whole(kinds.terms) else { continue };
            let pieces: Vec<&str> =
                kinds.terms.iter().filter(|term| term.origin == Origin::Split).map(|term| &*term.text).collect();
            let number = format!("{} {} instead of one", count(pieces.len()), plural(kinds.one));
            let url = page.document.output.as_ref().filter(|_| kinds.one == "category");
            let url = url.map_or(String::new(), |output| format!(", and the URL {}", output.url));
            let message = format!("Jekyll splits this on the blank: {number}{url}");
            let help =
                format!("write a list: `[{}]`, or `[{}]` if several are meant", pieces.join(" "), pieces.join(", "));
            out.report(span, "a string of several words", message).help(help);
        }
    }
}

/// `taxonomy-case-variant`
pub(super) struct CaseVariant;

impl Rule for CaseVariant {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        for kinds in kinds(page, site) {
            if kinds.site.usual.is_empty() {
                continue;
            }
            for (term, span) in written(&kinds) {
                let Some(usual) = kinds.site.usual.get(&*term.text) else { continue };
                let message = format!(
                    "`{}` is written `{usual}` in {} other posts: Jekyll takes them for two {}",
                    term.text,
                    kinds.site.count_of(usual),
                    plural(kinds.one)
                );
                let finding = out.report(span, "", message);
                finding.help(format!("write `{usual}`"));
                finding.unsafe_fix("use the usual spelling", span, &**usual);
            }
        }
        own_page_variant(page, site, out);
    }
}

/// What the file shows as the page of a term, if the configuration makes it one: the taxonomy's word, the term, what the
/// page says of itself, and all terms of the site.
pub(super) fn shown_terms<'a>(
    page: &'a Facts,
    site: &'a Site,
) -> impl Iterator<Item = (&'static str, &'a str, &'a TermPageLabel, &'a Terms)> {
    let config = &site.settings.config;
    let both = [("category", &config.categories, &site.terms.categories), ("tag", &config.tags, &site.terms.tags)];
    both.into_iter().filter_map(|(one, config, terms)| {
        Some((one, config.pages.as_ref()?.value.term(&page.path)?, page.term_page.as_deref()?, terms))
    })
}

/// A term's page whose name differs only in case from the page of another term.
fn own_page_variant(page: &Facts, site: &Site, out: &mut Sink) {
    for (one, term, label, terms) in shown_terms(page, site) {
        let used = |text: &str| terms.count_of(text);
        let twin = terms.spellings.get(&common(term)).and_then(|all| {
            all.iter()
                .filter(|other| &***other != term)
                .max_by_key(|other| (used(other), std::cmp::Reverse((*other).clone())))
        });
        let Some(twin) = twin.filter(|twin| used(twin) > used(term)) else { continue };
        let span = label.own.as_ref().map_or(page.head, |(_, span)| *span);
        let both = terms.pages.contains_key(twin);
        let why = if both { "their pages are one file on macOS and Windows" } else { "no post is listed on this page" };
        out.report(span, "", format!("the posts write this {one} `{twin}`, this page `{term}`: {why}"))
            .help(format!("delete this page, or write `{twin}` in its name and here"));
    }
}

/// Whether a text can stand for itself in YAML, also in a list, with or without quotes around it.
fn is_plain(text: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '+' | '/' | ' ');
    text.starts_with(char::is_alphabetic)
        && text.chars().all(is_word)
        && !text.ends_with(' ')
        && !matches!(&*text.to_ascii_lowercase(), "y" | "n" | "yes" | "no" | "on" | "off" | "true" | "false" | "null")
}

fn has_comma(terms: &[Term]) -> bool {
    let comma = |term: &&Term| {
        term.origin == Origin::Split && term.text.ends_with([',', ';', '，', '、']) && !term.from_default
    };
    is_split(terms) && terms.iter().any(|term| comma(&term))
}

/// What `jekyll new` writes in its first post: two categories, whatever the site's own habit.
const WELCOME: &str = "jekyll update";

/// Whether a string that Jekyll splits was meant as one term: the site knows the whole of it, or uses none of its words
/// by itself.
fn is_one_term(kinds: &Kinds) -> bool {
    if !is_split(kinds.terms) || has_comma(kinds.terms) {
        return false;
    }
    let pieces: Vec<&Term> =
        kinds.terms.iter().filter(|term| term.origin == Origin::Split && !term.from_default).collect();
    if pieces.len() < 2 {
        return false;
    }
    let text = pieces.iter().map(|term| &*term.text).collect::<Vec<_>>().join(" ");
    let is_known = |text: &str| {
        kinds.site.uses.get(text).is_some_and(|uses| uses.whole > 0)
            || kinds.site.pages.contains_key(text)
            || kinds.site.owned.contains(text)
            || kinds.config.allowed.as_ref().is_some_and(|allowed| allowed.value.iter().any(|term| term == text))
    };
    // Where single terms are the habit, words that nobody uses alone are one term.
    let single_habit = kinds.site.is_single_habit() && text != WELCOME;
    is_known(&text) || (single_habit && pieces.iter().all(|piece| !is_known(&piece.text)))
}

/// From the first piece of a split string to the last.
fn whole(terms: &[Term]) -> Option<Span> {
    let mut spans = terms.iter().filter(|term| term.origin == Origin::Split).filter_map(|term| term.span);
    let first = spans.next()?;
    let last = spans.next_back().unwrap_or(first);
    Some(Span { start: first.start, end: last.end })
}

fn plural(one: &str) -> &'static str {
    if one == "tag" { "tags" } else { "categories" }
}

fn count(n: usize) -> String {
    match n {
        2 => "two".to_owned(),
        3 => "three".to_owned(),
        n => n.to_string(),
    }
}
