//! CommonMark, for sites that use it in place of kramdown. Headings get the ids that kramdown's converter would give, as
//! jekyll-commonmark-ghpages does; the library alone gives none.

use pulldown_cmark::{CowStr, Event as Part, LinkType, Options, Parser, Tag, TagEnd};

use super::headings::HeadingIds;
use super::{Dialect, Event, Heading, Link};
use crate::source::Span;

/// Reads `view[body]`.
pub(super) fn read(view: &str, body: Span, dialect: &Dialect) -> Vec<Event> {
    let text = body.of(view);
    let reader = Reader {
        text,
        start: body.start as usize,
        dialect,
        events: Vec::new(),
        ids: HeadingIds::default(),
        heading: None,
        image: None,
    };
    reader.read()
}

struct Reader<'a> {
    text: &'a str,
    /// Where the text starts in the file.
    start: usize,
    dialect: &'a Dialect,
    events: Vec<Event>,
    ids: HeadingIds,
    /// The text of the heading that is open, and whether an image speaks in it.
    heading: Option<(String, bool)>,
    /// The event of the image that is open, and whether nothing stood in it yet.
    image: Option<(usize, bool)>,
}

impl Reader<'_> {
    fn read(mut self) -> Vec<Event> {
        let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
        for (part, range) in Parser::new_ext(self.text, options).into_offset_iter() {
            let span = self.span(range.start, range.end);
            match part {
                Part::Html(_) | Part::InlineHtml(_) => self.events.push(Event::Shown(span)),
                Part::Start(Tag::Link { link_type, dest_url, .. }) => self.link(link_type, &dest_url, span, false),
                Part::Start(Tag::Image { link_type, dest_url, .. }) => {
                    self.image = Some((self.events.len(), true));
                    self.link(link_type, &dest_url, span, true);
                }
                Part::End(TagEnd::Image) => self.end_image(),
                Part::Start(Tag::Heading { .. }) => self.heading = Some((String::new(), false)),
                Part::End(TagEnd::Heading(level)) => self.end_heading(level as u8, span),
                Part::Code(piece) => {
                    self.events.push(Event::Code(span));
                    self.add(&piece);
                }
                Part::Text(piece) => self.add(&piece),
                Part::SoftBreak | Part::HardBreak => self.add(" "),
                Part::Start(Tag::CodeBlock(_)) => self.events.push(Event::Code(span)),
                Part::Start(Tag::FootnoteDefinition(label)) => self.events.push(Event::Id(format!("fn-{label}"), span)),
                Part::FootnoteReference(label) => self.events.push(Event::Id(format!("fnref-{label}"), span)),
                _ => {}
            }
        }
        self.events
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(start, end).shifted(self.start)
    }

    fn add(&mut self, piece: &str) {
        if let Some((_, empty)) = &mut self.image {
            *empty &= piece.trim().is_empty();
        } else if let Some((text, _)) = &mut self.heading {
            text.push_str(piece);
        }
    }

    fn end_image(&mut self) {
        let Some((index, is_empty)) = self.image.take() else { return };
        if let (true, Some(Event::Link(link))) = (is_empty, self.events.get_mut(index)) {
            link.no_alt = true;
        }
        if let Some((_, speaks)) = &mut self.heading {
            *speaks |= !is_empty;
        }
    }

    fn end_heading(&mut self, level: u8, span: Span) {
        let Some((text, speaks)) = self.heading.take() else { return };
        let has_text = speaks || !text.trim().is_empty();
        let id = self.dialect.auto_ids.then(|| (self.ids.basic(&text), span));
        self.events.push(Event::Heading(Heading { level, span, has_text, id, in_toc: true }));
    }

    fn link(&mut self, kind: LinkType, url: &CowStr, span: Span, image: bool) {
        let is_autolink = matches!(kind, LinkType::Autolink | LinkType::Email);
        let inner = Span { start: span.start + 1, end: span.end.saturating_sub(1).max(span.start + 1) };
        let destination = if is_autolink { inner } else { self.destination(url, span) };
        let url = if kind == LinkType::Email { format!("mailto:{url}") } else { str::to_owned(url) };
        let text = if is_autolink { inner } else { self.description(span, image) };
        self.events.push(Event::Link(Link { span, destination, url, text, image, no_alt: false }));
    }

    /// What stands in the first brackets of a link.
    fn description(&self, span: Span, image: bool) -> Span {
        let from = span.start as usize - self.start + 1 + usize::from(image);
        let to = span.end as usize - self.start;
        let mut depth = 1;
        for (i, byte) in self.text.as_bytes()[from.min(to)..to].iter().enumerate() {
            match byte {
                b'[' => depth += 1,
                b']' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return self.span(from, from + i);
            }
        }
        self.span(from.min(to), to)
    }

    /// A destination that needed no unescaping still points into the text. Any other is looked for after the last
    /// `](`; failing that the whole link is named.
    fn destination(&self, url: &CowStr, span: Span) -> Span {
        if let CowStr::Borrowed(url) = url {
            let at = (url.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
            if at <= self.text.len() && at + url.len() <= self.text.len() {
                return self.span(at, at + url.len());
            }
        }
        let (start, end) = (span.start as usize - self.start, span.end as usize - self.start);
        let link = self.text.get(start..end).unwrap_or("");
        let Some(i) = link.rfind("](") else { return span };
        let inner = link[i + 2..].trim_end_matches(')').trim();
        let inner = inner.strip_prefix('<').and_then(|s| s.strip_suffix('>')).unwrap_or(inner);
        let from = inner.as_ptr() as usize - self.text.as_ptr() as usize;
        self.span(from, from + inner.len())
    }
}
