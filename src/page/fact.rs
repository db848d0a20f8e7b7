//! A link of a page, reduced to what the site needs to know of it.

use super::Link;
use crate::site::jekyll::liquid_url::Evaluated;
use crate::site::link::{ByLiquid, LinkFact};
use crate::site::named::Reference;
use crate::site::target::{self, Internal, Target};
use crate::source::Span;

/// Whether the site needs to know of a link: it leads to a place of this site.
pub(super) fn stays(link: &Link) -> bool {
    matches!(link.target, Target::Internal(_) | Target::OwnMachine(_) | Target::ByTag(_))
}

/// What stays of a link to a place of this site; `code` are the spans of the page's code, sorted.
pub(super) fn of(link: Link, text: &str, code: &[Span]) -> Option<LinkFact> {
    let (path_span, fragment_span) = spans(&link, text);
    let liquid = link.liquid.as_ref().map(|liquid| Box::new(by_liquid(liquid, text, code)));
    let (internal, is_own_machine) = match link.target {
        Target::Internal(internal) => (internal, false),
        Target::OwnMachine(internal) => (internal, true),
        Target::ByTag(fragment) => {
            let path = String::new();
            (Internal { path, fragment, with_host: false, outside_baseurl: false }, false)
        }
        _ => return None,
    };
    Some(LinkFact {
        path_span,
        fragment_span,
        is_own_machine,
        by_source: link.by_source,
        is_mended: link.is_mended,
        is_loose: link.is_loose,
        liquid,
        ..LinkFact::new(link.span, link.role, internal)
    })
}

fn by_liquid(liquid: &Evaluated, text: &str, code: &[Span]) -> ByLiquid {
    let file = liquid.tag.map(|tag| {
        let index = code.partition_point(|code| code.end <= tag.name.start);
        let in_code = code.get(index).is_some_and(|code| code.contains(tag.name));
        Reference { span: tag.name, name: tag.name.of(text).into(), is_link: tag.is_link, in_code }
    });
    let has_baseurl = liquid.tag.is_some_and(|tag| tag.has_baseurl);
    let tag = liquid.tag.map_or(Span::default(), |tag| tag.span);
    ByLiquid { file, tag, has_baseurl, first_baseurl: liquid.first_baseurl }
}

/// The bytes of a link's path and of its fragment, where they are written without escapes.
fn spans(link: &Link, text: &str) -> (Option<Span>, Option<Span>) {
    let (path, fragment) = match &link.target {
        Target::Internal(internal) | Target::OwnMachine(internal) => (&*internal.path, internal.fragment.as_deref()),
        Target::ByTag(fragment) => ("", fragment.as_deref()),
        _ => return (None, None),
    };
    // Of what Liquid writes only the end stands there.
    let (url, start) = match &link.liquid {
        None if link.url.len() == link.span.len() => (&*link.url, link.span.start as usize),
        Some(liquid) if link.url.ends_with(liquid.tail.of(text)) => (liquid.tail.of(text), liquid.tail.start as usize),
        _ => return (None, None),
    };
    let (part, written) = target::split(url);
    let end = part.len();
    // A relative link is the end of its path.
    let length = if !path.is_empty() && part.ends_with(path) { path.len() } else { part.len() };
    let path =
        (length > 0 && path.ends_with(&part[end - length..])).then(|| Span::new(end - length, end).shifted(start));
    let plain = written.filter(|_| written == fragment);
    (path, plain.map(|plain| Span::new(url.len() - plain.len(), url.len()).shifted(start)))
}
