//! Holds a page against a declarative rule.

use super::{Declared, Kind, Place};
use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::schema::{self, Pattern, Scalar};
use crate::site::jekyll::terms::Term;
use crate::source::Span;
use crate::syntax::FILLER;

/// One rule speaks of one page no more often than this.
const MOST: usize = 100;

impl Rule for Declared {
    fn page(&self, page: &Page, out: &mut Sink) {
        let is_ours = self.files.as_ref().is_none_or(|files| files.is_match(&**page.path))
            && (self.collections.is_empty() || self.collections.iter().any(|label| label == page.collection()));
        if !is_ours || !(page.document.is_content() || page.foreign().is_some()) {
            return;
        }
        match &self.kind {
            Kind::Field(field) => self.field(page, field, out),
            Kind::Html(selector) => self.html(page, selector, out),
            Kind::Link(like, unlike) => {
                let is_known = |url: &str| !url.as_bytes().contains(&FILLER);
                let links = page.links.iter().filter(|link| is_known(&link.url));
                let links = links
                    .filter(|link| like.is_match(&*link.url) && !unlike.iter().any(|one| one.is_match(&*link.url)));
                for link in links.take(MOST) {
                    self.report(link.span, &link.url, "this link is not to be used on this site", out);
                }
            }
            Kind::Text { pattern, place, replace } => self.text(page, pattern, *place, replace.as_deref(), out),
            // Where Jekyll reads no front matter, that is the fault.
            Kind::Taxonomy { .. } if page.mapping().is_none() => {}
            Kind::Taxonomy { is_tags, pattern, one_of, least, most } => {
                let terms = &page.document.terms;
                let (terms, one) = if *is_tags { (&terms.tags, "tag") } else { (&terms.categories, "category") };
                self.count(page, terms, (*least, *most), one, out);
                self.terms(terms, pattern.as_ref(), one_of, one, out);
            }
        }
    }
}

impl Declared {
    /// Reports `value` at `span`; `usual` is what is said where the page says nothing.
    fn report<'s>(
        &self,
        span: Span,
        value: &str,
        usual: &str,
        out: &'s mut Sink<'_>,
    ) -> &'s mut crate::finding::Finding {
        let filled = |text: &str| text.replace("{value}", value.trim());
        let finding = out.report(span, "", self.message.as_deref().map_or_else(|| usual.to_owned(), filled));
        if let Some(help) = &self.help {
            finding.help(filled(help));
        }
        finding
    }

    fn field(&self, page: &Page, field: &schema::Schema, out: &mut Sink) {
        for found in page.against(std::iter::once(field)).found {
            let value = found.span.of(page.text).to_owned();
            let finding = self.report(found.span, &value, &found.message, out);
            if self.help.is_none() {
                finding.help(found.help);
            }
            if let Some((title, text)) = found.fix {
                finding.unsafe_fix(title, found.span, text);
            }
        }
    }

    fn html(&self, page: &Page, selector: &scraper::Selector, out: &mut Sink) {
        if !page.document.has_body() || page.html.tags.is_empty() {
            return;
        }
        let Some(tree) = page.tree() else { return };
        let elements = tree.html.select(selector).filter_map(|element| tree.span(element.id()));
        // Liquid may write any attribute.
        let is_known = |span: &Span| !page.view.as_bytes()[span.range()].contains(&FILLER);
        for span in elements.filter(is_known).take(MOST) {
            self.report(span, span.of(page.text), "this element is not to be used so on this site", out);
        }
    }

    fn text(&self, page: &Page, pattern: &Pattern, place: Place, replace: Option<&str>, out: &mut Sink) {
        let front = page.front.block.map_or(Span::default(), |block| block.yaml);
        let range = match place {
            Place::Body => page.body,
            Place::FrontMatter => front,
            Place::Prose | Place::File => Span::new(0, page.text.len()),
        };
        let text = range.of(page.text);
        let mut prose = None;
        let mut told = 0;
        for captures in pattern.regex.captures_iter(text) {
            let Some(whole) = captures.get(0).filter(|found| !found.is_empty()) else { continue };
            let span = Span::new(whole.start(), whole.end()).shifted(range.start as usize);
            if place == Place::Prose {
                let prose = prose.get_or_insert_with(|| page.prose());
                let is_written = span.start >= page.body.start || page.is_only_text(span);
                if !is_written || !prose.is_read(span) {
                    continue;
                }
            }
            let finding = self.report(span, whole.as_str(), "this text is not to be used on this site", out);
            if let Some(replace) = replace {
                let mut text = String::new();
                captures.expand(replace, &mut text);
                finding.unsafe_fix("write the other text", span, text);
            }
            told += 1;
            if told == MOST {
                return;
            }
        }
    }

    fn count(
        &self,
        page: &Page,
        terms: &[Term],
        (least, most): (Option<usize>, Option<usize>),
        one: &str,
        out: &mut Sink,
    ) {
        let (number, many) = (terms.len(), if one == "tag" { "tags" } else { "categories" });
        let usual = match (least, most) {
            (Some(least), _) if number < least => format!("{number} {many}, and this site asks for at least {least}"),
            (_, Some(most)) if number > most => format!("{number} {many}, and this site asks for at most {most}"),
            _ => return,
        };
        // The first that is too many, or the whole file where there are too few.
        let own: Vec<Span> = terms.iter().filter(|term| !term.from_default).filter_map(|term| term.span).collect();
        let span = most.and_then(|most| own.get(most)).copied().unwrap_or_else(|| page.head());
        self.report(span, span.of(page.text), &usual, out);
    }

    fn terms(&self, terms: &[Term], pattern: Option<&Pattern>, one_of: &[Scalar], one: &str, out: &mut Sink) {
        for term in terms.iter().filter(|term| !term.from_default) {
            let has_form = pattern.is_none_or(|pattern| pattern.regex.is_match(&term.text));
            let is_listed = one_of.is_empty() || one_of.iter().any(|known| known.shown() == term.text);
            if let (Some(span), false) = (term.span, has_form && is_listed) {
                let usual = format!("`{}` is no {one} as this site wants them", term.text);
                self.report(span, &term.text, &usual, out);
            }
        }
    }
}
