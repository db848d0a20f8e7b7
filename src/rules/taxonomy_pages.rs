//! The pages of terms, where the configuration says that each term has one.

use std::sync::Arc;

use super::taxonomy::{kinds, shown_terms, written};
use crate::rule::{Rule, Sink};
use crate::site::terms::{Terms, common};
use crate::site::{Facts, Site};

/// `taxonomy-page-missing`
pub(super) struct PageMissing;

impl Rule for PageMissing {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        for kinds in kinds(page, site) {
            let Some(pattern) = &kinds.config.pages else { continue };
            let allowed = |text: &str| {
                kinds.config.allowed.as_ref().is_none_or(|list| list.value.iter().any(|term| term == text))
            };
            let missing = |text: &str| !kinds.site.pages.contains_key(text) && !variant_has_page(kinds.site, text);
            for (term, span) in written(&kinds).filter(|(term, _)| missing(&term.text) && allowed(&term.text)) {
                let path = pattern.value.path(&term.text);
                let message = format!("the {} `{}` has no page: there is no `{path}`", kinds.one, term.text);
                let finding = out.report(span, "", message);
                let mut pages: Vec<&str> = kinds.site.pages.keys().map(|term| &**term).collect();
                pages.sort_unstable();
                match crate::config::closest(&term.text, pages) {
                    Some(near) => finding.help(format!("did you mean `{near}`?")),
                    None => finding.help("add the page, or correct the term"),
                };
            }
        }
    }
}

/// Another spelling has the page: that is `taxonomy-case-variant`'s to say.
fn variant_has_page(terms: &Terms, text: &str) -> bool {
    let spellings = terms.spellings.get(&common(text));
    spellings.is_some_and(|all| all.iter().any(|other| &**other != text && terms.pages.contains_key(other)))
}

/// `taxonomy-page-mismatch`
pub(super) struct PageMismatch;

impl Rule for PageMismatch {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        for (one, term, label, terms) in shown_terms(page, site) {
            if let Some((own, span)) = &label.own
                && &**own != term
                && common(own) != common(term)
            {
                out.report(*span, "", format!("the page of the {one} `{term}` shows the posts of `{own}`"))
                    .help(format!("write `{one}: {term}`"));
                continue;
            }
            let Some((title, span)) = &label.title else { continue };
            let Some((other, path)) = owner_of_title(terms, term, title) else { continue };
            let finding =
                out.report(*span, "", format!("the page of the {one} `{term}` carries the title of `{other}`"));
            match companion(terms, term) {
                Some(usual) => finding.help(format!("its own posts are tagged `{usual}`")),
                None => finding.help("write its own title"),
            };
            if let Some(path) = path {
                finding.label_in(path.0, path.1, format!("the page of `{other}`"));
            }
        }
    }
}

/// `taxonomy-page-unused`
pub(super) struct PageUnused;

impl Rule for PageUnused {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        for (one, term, label, terms) in shown_terms(page, site) {
            // One that names another term is `taxonomy-page-mismatch`'s, another spelling `taxonomy-case-variant`'s.
            let is_other = label.own.as_ref().is_some_and(|(own, _)| **own != *term);
            let twins = terms.spellings.get(&common(term));
            if terms.count_of(term) > 0 || is_other || twins.is_some_and(|twins| twins.len() > 1) {
                continue;
            }
            let span = label.own.as_ref().map_or(page.head, |(_, span)| *span);
            out.report(span, "", format!("no published post has the {one} `{term}`: this page lists nothing"))
                .help("delete the page, or correct its name");
        }
    }
}

/// The other category to whose posts `title` belongs as a tag, if this category's own posts never carry it.
#[allow(clippy::type_complexity)]
fn owner_of_title<'a>(
    terms: &'a Terms,
    term: &str,
    title: &str,
) -> Option<(&'a str, Option<(Arc<str>, crate::source::Span)>)> {
    let carries =
        |category: &str| terms.companions.get(category).and_then(|tags| tags.get(title)).copied().unwrap_or(0);
    if carries(term) > 0 {
        return None;
    }
    // The term itself in another spelling is `taxonomy-case-variant`'s to say.
    let owner = terms.companions.keys().filter(|other| common(other) != common(term) && carries(other) > 0);
    let owner = owner.max_by_key(|other| (carries(other), std::cmp::Reverse((*other).clone())))?;
    let page = terms.pages.get(owner).and_then(|page| Some((Arc::clone(&page.path), page.own.as_ref()?.1)));
    Some((owner, page))
}

/// The tag that most posts of a category carry.
fn companion<'a>(terms: &'a Terms, category: &str) -> Option<&'a str> {
    let tags = terms.companions.get(category)?;
    tags.iter().max_by_key(|(tag, count)| (**count, std::cmp::Reverse((*tag).clone()))).map(|(tag, _)| &**tag)
}
