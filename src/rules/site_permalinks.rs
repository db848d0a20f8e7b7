//! Permalinks that cannot be made into URLs, or that differ by their case alone.

use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::site::document::Kind;
use crate::site::jekyll::permalink::{UrlError, style};
use crate::site::jekyll::placeholders;
use crate::site::{Facts, Site};
use crate::source::Span;

/// `site-permalink-pattern`
pub(super) struct SitePermalinkPattern;

impl Rule for SitePermalinkPattern {
    fn page(&self, page: &Page, out: &mut Sink) {
        if !page.document.is_content() {
            return;
        }
        if let Some(error) = &page.document.url_error {
            let entry = |key: &str| page.entry(key).map(|(_, value)| value.span);
            let (span, why) = match error {
                // A template of the configuration is told of there.
                UrlError::UnknownPlaceholder(name) => match entry("permalink") {
                    Some(span) => (placeholder(page, span, name), format!("no placeholder is called `:{name}`")),
                    None => return,
                },
                UrlError::EmptyPermalink => (entry("permalink").unwrap_or_default(), "an empty permalink".to_owned()),
                UrlError::PermalinkNotText => (entry("permalink").unwrap_or_default(), not_text(page, "permalink")),
                UrlError::SlugNotText => (entry("slug").unwrap_or_default(), not_text(page, "slug")),
                UrlError::NotAUri(value) => {
                    (page.head(), format!("`{value}` in the URL has a colon, and what stands before it is no scheme"))
                }
                UrlError::NoKeys | UrlError::Unknown => return,
            };
            let span = if span.is_empty() { page.head() } else { span };
            out.report(span, "", format!("{why}: Jekyll stops and builds nothing")).help(help(error));
            return;
        }
        let Some((_, value)) = page.entry("permalink") else { return };
        let (Some(text), Some(output)) = (value.as_str(), &page.document.output) else { return };
        let profile = page.settings.jekyll.profile;
        if let Some(at) = text.find(['?', '#']) {
            let message = format!("browsers end the path at `{}`: nobody reaches {}", &text[at..=at], output.url);
            out.report(value.span, "", message).help("leave the sign out");
        } else if style(text, profile) != text || text == "weekdate" {
            let message = format!("`{text}` is a style in `_config.yml` only: here it is the URL {}", output.url);
            out.report(value.span, "", message).help("write the URL itself");
        } else if page.document.kind == Kind::Page
            && let Some(name) = placeholders::names(text).find(|name| placeholders::is_known(name, profile))
            && !matches!(name, "path" | "output_ext")
        {
            let span = placeholder(page, value.span, name);
            let message = format!("pages know no `:{name}`: this one is published at {}", output.url);
            out.report(span, "", message)
                .help("write the URL itself; only posts and documents have a date and a title");
        }
    }
}

/// The bytes of `:name` within a value.
fn placeholder(page: &Page, value: Span, name: &str) -> Span {
    let Some(at) = value.of(page.text).find(&format!(":{name}")) else { return value };
    Span::new(at, at + 1 + name.len()).shifted(value.start as usize)
}

fn not_text(page: &Page, key: &str) -> String {
    let raw = page.entry(key).map_or("", |(_, value)| value.span.of(page.text));
    format!("`{key}: {raw}` is no text to YAML")
}

fn help(error: &UrlError) -> &'static str {
    match error {
        UrlError::PermalinkNotText | UrlError::SlugNotText => "write the value in quotes",
        UrlError::EmptyPermalink => "write a URL, or delete the line",
        UrlError::NotAUri(_) => "write it without the colon",
        _ => "`presscheck explain site-permalink-pattern` lists the placeholders",
    }
}

/// `site-permalink-case`
pub(super) struct SitePermalinkCase;

impl Rule for SitePermalinkCase {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        // The pages of terms are `taxonomy-case-variant`'s matter.
        let Some(output) = page.document.output.as_ref().filter(|_| page.term_page.is_none()) else { return };
        if page.document.hidden.is_some() {
            return;
        }
        let Some(twin) = site.urls.differs_by_case(&output.dest) else { return };
        let message = format!(
            "{} differs from /{twin} by its case alone: on macOS and Windows one overwrites the other",
            output.url
        );
        out.report(page.document.permalink_span.unwrap_or(page.head), "", message)
            .help("give one of them another name");
    }
}
