//! URLs in the text of a page, which kramdown leaves as they are.

use memchr::memmem;

use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::source::Span;
use crate::syntax::html::TagKind;
use crate::syntax::markdown::Input;

/// `link-bare-url`
pub(in super::super) struct LinkBareUrl;

impl Rule for LinkBareUrl {
    fn page(&self, page: &Page, out: &mut Sink) {
        let (text, start) = (page.text, page.body.start as usize);
        let finds = memmem::find_iter(&text.as_bytes()[start..], b"://").map(|at| start + at);
        let urls: Vec<Span> = finds.filter_map(|at| url(text, at)).collect();
        if urls.is_empty() || !page.document.is_markdown || page.settings.jekyll.dialect.input == Input::CommonMark {
            return;
        }
        let prose = page.prose();
        for span in urls.into_iter().filter(|span| prose.is_read(*span) && !is_linked(page, *span)) {
            out.report(span, "", "kramdown makes no link of this URL: readers cannot follow it")
                .help(format!("write `<{}>`", span.of(text)))
                .safe_fix("put it between `<` and `>`", span, format!("<{}>", span.of(text)));
        }
    }
}

/// The URL around the `://` at `at`.
fn url(text: &str, at: usize) -> Option<Span> {
    let start =
        ["https", "http"].into_iter().find(|scheme| text[..at].ends_with(scheme)).map(|scheme| at - scheme.len())?;
    let is_end = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`' | '|' | '{' | '}') || is_wide(c);
    let end = text[at..].find(is_end).map_or(text.len(), |length| at + length);
    // A sentence goes on behind it.
    let mut url = text[start..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', ']']);
    while url.ends_with(')') && url.matches(')').count() > url.matches('(').count() {
        url = &url[..url.len() - 1];
    }
    // Nobody follows a URL of the machine that it is read on.
    let host = &url[(at + 3 - start).min(url.len())..];
    let is_own = ["localhost", "127.0.0.1", "0.0.0.0"].iter().any(|own| host.starts_with(own));
    (!host.is_empty() && !is_own).then(|| Span::new(start, start + url.len()))
}

fn is_wide(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FFEF}' | '“' | '”' | '‘' | '’')
}

/// Whether a link has the URL as its text, or in it.
fn is_linked(page: &Page, span: Span) -> bool {
    let in_text = page.links.iter().any(|link| link.text.is_some_and(|text| text.overlaps(span)));
    let next = page.html.tags.iter().find(|tag| tag.span.start >= span.end);
    let in_element =
        next.is_some_and(|tag| tag.kind == TagKind::End && tag.name.of(page.text).eq_ignore_ascii_case("a"));
    let line = page.text[..span.start as usize].rfind('\n').map_or(0, |at| at + 1);
    in_text || in_element || page.text[line..].trim_start().starts_with("{:")
}
