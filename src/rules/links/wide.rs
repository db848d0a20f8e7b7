//! Punctuation of East Asian width that has become part of a URL.

use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::site::link::LinkFact;
use crate::site::target::{Malformed, Target};
use crate::site::urls::Lookup;
use crate::site::{Facts, Site};
use crate::source::Span;

/// `link-wide-punctuation`
pub(in super::super) struct LinkWidePunctuation;

impl Rule for LinkWidePunctuation {
    fn page(&self, page: &Page, out: &mut Sink) {
        for link in &page.links {
            let url = link.span.of(page.text);
            match link.target {
                Target::Malformed(Malformed::Wide) if link.liquid.is_none() => {
                    let rest =
                        url.find(['：', '／']).map_or("", |at| url[at..].trim_start_matches(['：', '／', ':', '/']));
                    let scheme = if url.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("https")) {
                        "https"
                    } else {
                        "http"
                    };
                    let mended = format!("{scheme}://{rest}");
                    out.report(
                        link.span,
                        "",
                        "`：` and `／` are no parts of a scheme: browsers look for a file of that name on this site",
                    )
                    .help(format!("write `{mended}`"))
                    .safe_fix("write them narrow", link.span, mended);
                }
                Target::External => {
                    let tail = glued(url);
                    if !tail.is_empty() {
                        report(tail, link.span, out);
                    }
                }
                _ => {}
            }
        }
    }

    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        for link in page.links.iter().filter(|link| is_glued(link, site)) {
            report(glued(&link.path), link.span, out);
        }
    }
}

/// Whether nothing but the punctuation behind it keeps a link from leading to a page of the site.
pub(super) fn is_glued(link: &LinkFact, site: &Site) -> bool {
    let tail = glued(&link.path);
    !tail.is_empty()
        && link.path_span.is_some()
        && *site.lookup(link) == Lookup::Missing
        && site.urls.find(&link.path[..link.path.len() - tail.len()]) == Lookup::Found
}

fn report(tail: &str, url: Span, out: &mut Sink) {
    let span = Span { start: url.end - tail.len() as u32, end: url.end };
    out.report(span, "", format!("`{tail}` has become part of the URL: readers get a 404"))
        .help("end the URL before it, and put it behind the link")
        .safe_fix("take it out of the URL", span, "");
}

/// The punctuation at the end of a URL that cannot well be its own; empty for none.
fn glued(url: &str) -> &str {
    // Nearly no URL ends in anything but ASCII.
    if url.as_bytes().last().is_none_or(u8::is_ascii) {
        return "";
    }
    let mut end = url.len();
    while let Some(last) = url[..end].chars().next_back() {
        let before = &url[..end - last.len_utf8()];
        let is_foreign = match last {
            '，' | '。' | '、' | '；' | '：' | '（' | '【' | '《' | '「' | '『' | '“' => true,
            // A title may end in these, but not a title in ASCII.
            '！' | '？' | '…' => before.ends_with(|c: char| c.is_ascii()),
            '）' => !before.contains('（'),
            '】' => !before.contains('【'),
            '》' => !before.contains('《'),
            '」' => !before.contains('「'),
            '』' => !before.contains('『'),
            '”' => !before.contains('“'),
            _ => false,
        };
        if !is_foreign {
            break;
        }
        end = before.len();
    }
    &url[end..]
}

#[cfg(test)]
mod tests {
    use super::glued;

    #[test]
    fn what_may_be_a_title_stays() {
        for (url, tail) in [
            ("https://x.org/a）。", "）。"),
            ("https://x.org/甲，", "，"),
            ("https://x.org/a？", "？"),
            ("https://zh.wikipedia.org/wiki/苹果（公司）", ""),
            ("https://zh.wikipedia.org/wiki/银魂！", ""),
            ("https://x.org/甲", ""),
            ("https://x.org/a", ""),
            ("。", "。"),
        ] {
            assert_eq!(glued(url), tail, "{url}");
        }
    }
}
