//! A post's name of which nothing is left for its URL.

use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::site::document::Kind;
use crate::site::jekyll::kind::FileName;
use crate::site::jekyll::permalink;
use crate::site::jekyll::slug::{Mode, slugify};

/// `file-empty-slug`
pub(super) struct FileEmptySlug;

impl Rule for FileEmptySlug {
    fn page(&self, page: &Page, out: &mut Sink) {
        // `2024-01-02-a…`, as nearly all have it.
        let start = memchr::memrchr(b'/', page.path.as_bytes()).map_or(0, |slash| slash + 1);
        if page.path.as_bytes().get(start + 11).is_some_and(u8::is_ascii_alphanumeric) && page.entry("slug").is_none() {
            return;
        }
        let jekyll = &page.settings.jekyll;
        if page.document.kind != Kind::Post || page.document.hidden.is_some() || page.document.permalink_span.is_some()
        {
            return;
        }
        let name = FileName::of(jekyll.relative_path(page.path), jekyll.profile);
        let own = page.entry("slug").and_then(|(_, slug)| slug.as_str());
        // Letters and digits stay, whatever the mode.
        let slug = own.unwrap_or(name.slug);
        if slug.contains(|c: char| c.is_ascii_alphanumeric())
            || slugify(slug, Mode::Pretty, true, jekyll.profile).is_none_or(|slug| !slug.is_empty())
        {
            return;
        }
        let template = permalink::style(&jekyll.permalink, jekyll.profile);
        let Some(output) =
            page.document.output.as_ref().filter(|_| [":title", ":slug"].iter().any(|it| template.contains(it)))
        else {
            return;
        };
        let (span, what) = match page.entry("slug") {
            Some((_, slug)) => (slug.span, "its `slug`"),
            None => (page.head(), "its file name"),
        };
        let span = if span.is_empty() { page.head() } else { span };
        let message = format!("nothing of {what} is left for the URL: Jekyll publishes this post at {}", output.url);
        out.report(span, "", message).help("give it a name of letters or digits behind the day, or a `slug`");
    }
}
