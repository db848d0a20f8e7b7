//! The body as kramdown reads it, as far as links, ids and raw HTML go: block HTML and attribute lists by
//! kramdown's own rules, everything else through pulldown-cmark.

mod attributes;
mod blocks;
mod headings;
mod math;
mod tags;

use std::borrow::Cow;

use memchr::memmem;
use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use crate::source::Span;
use attributes::{AttributeLists, loose_ids};
use blocks::Pieces;
use headings::HeadingIds;

/// What a body says to the rules.
#[derive(Debug, Default)]
pub struct Markdown {
    /// A view of the file of equal length in which only what reaches the browser as HTML is left, the rest blank.
    pub html: String,
    /// Links and images in Markdown's own notation, in order.
    pub links: Vec<Link>,
    /// Ids of headings, attribute lists and footnotes.
    pub ids: Vec<(String, Span)>,
    /// Ids that attribute lists inside of other blocks, or of a paragraph, may give.
    pub loose_ids: Vec<(String, Span)>,
    /// Each `<>` that stands where an autolink should.
    pub empty_autolinks: Vec<Span>,
    /// Code spans, fences and indented code, sorted.
    pub code: Vec<Span>,
    /// Formulas, sorted; none in code.
    pub math: Vec<Span>,
}

/// A link or an image.
#[derive(Debug, PartialEq, Eq)]
pub struct Link {
    /// The whole of it.
    pub span: Span,
    /// The destination itself, without brackets; for a reference, the one in its definition.
    pub destination: Span,
    /// The destination, unescaped.
    pub url: String,
    /// `![…]`.
    pub image: bool,
    /// An image whose description is empty.
    pub no_alt: bool,
}

/// Reads `view[body]`: the file as Liquid leaves it, and the bytes of its body.
pub fn read(view: &str, body: Span) -> Markdown {
    let pieces = blocks::split(view, body);
    let mut out = Markdown::default();
    let lists = AttributeLists::new(view, &pieces.attribute_lists, &mut out.ids);
    for piece in &pieces.markdown {
        loose_ids(piece.of(view), piece.start as usize, &mut out.loose_ids);
    }
    let mut shown = Vec::new();
    let text = Joined::new(view, &pieces);
    if !text.text.is_empty() {
        let ids = HeadingIds::default();
        Reader { text: &text, lists: &lists, shown: &mut shown, out: &mut out, ids, text_blocks: Vec::new() }.read();
    }
    let mut escaped = pieces.escaped.iter().peekable();
    for raw in &pieces.raw {
        let mut from = raw.start as usize;
        while let Some(&sign) = escaped.next_if(|sign| **sign < raw.end as usize) {
            shown.push(Span::new(from, sign));
            from = sign + 1;
        }
        shown.push(Span::new(from, raw.end as usize));
    }
    shown.sort_unstable();
    out.html = reveal(view, &shown);
    out.code.sort_unstable();
    for piece in &pieces.markdown {
        math::find(view, *piece, &out.code, &mut out.math);
    }
    out
}

/// The pieces of Markdown in one text, with empty lines between them, and the way back to the file.
struct Joined<'a> {
    text: Cow<'a, str>,
    /// For each piece: where it starts in `text`, and in the file.
    starts: Vec<(usize, usize)>,
}

impl<'a> Joined<'a> {
    fn new(view: &'a str, pieces: &Pieces) -> Joined<'a> {
        if let [only] = pieces.markdown[..] {
            return Joined { text: Cow::Borrowed(only.of(view)), starts: vec![(0, only.start as usize)] };
        }
        let mut text = String::new();
        let mut starts = Vec::with_capacity(pieces.markdown.len());
        for piece in &pieces.markdown {
            starts.push((text.len(), piece.start as usize));
            text.push_str(piece.of(view));
            text.push_str("\n\n");
        }
        Joined { text: Cow::Owned(text), starts }
    }

    /// The place in the file of a place in the text.
    fn file(&self, at: usize) -> usize {
        let index = self.starts.partition_point(|(start, _)| *start <= at).saturating_sub(1);
        self.starts.get(index).map_or(at, |(start, file)| file + at - start)
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file(start), if end > start { self.file(end - 1) + 1 } else { self.file(start) })
    }
}

struct Reader<'a> {
    text: &'a Joined<'a>,
    lists: &'a AttributeLists<'a>,
    /// What reaches the browser as it stands.
    shown: &'a mut Vec<Span>,
    out: &'a mut Markdown,
    ids: HeadingIds,
    /// Block elements that the paragraph opens amid its text, where kramdown prints their tags.
    text_blocks: Vec<&'a str>,
}

impl<'a> Reader<'a> {
    fn read(mut self) {
        let text: &str = &self.text.text;
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_HEADING_ATTRIBUTES;
        let mut heading: Option<(String, bool)> = None;
        let mut image_alt: Option<(usize, bool)> = None;
        for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
            let span = self.text.span(range.start, range.end);
            match event {
                Event::Start(Tag::CodeBlock(_)) => self.out.code.push(span),
                Event::InlineHtml(_) if self.is_printed(&text[range.clone()]) => {}
                Event::Html(_) | Event::InlineHtml(_) => self.shown.push(span),
                Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                    self.link(link_type, &dest_url, range.start, range.end, false);
                }
                Event::Start(Tag::Image { link_type, dest_url, .. }) => {
                    image_alt = Some((self.out.links.len(), true));
                    self.link(link_type, &dest_url, range.start, range.end, true);
                }
                Event::End(TagEnd::Image) => {
                    if let Some((index, true)) = image_alt.take()
                        && let Some(link) = self.out.links.get_mut(index)
                    {
                        link.no_alt = true;
                    }
                }
                Event::Start(Tag::Heading { id, .. }) => {
                    if let Some(id) = &id {
                        self.out.ids.push((id.to_string(), span));
                    }
                    heading = Some((String::new(), id.is_some()));
                }
                Event::End(TagEnd::Heading(_)) => {
                    if let Some((text, false)) = heading.take()
                        && !self.lists.name(span)
                        && let Some(id) = self.ids.next(&text)
                    {
                        self.out.ids.push((id, span));
                    }
                }
                Event::Text(_) | Event::Code(_) => {
                    let (Event::Text(piece) | Event::Code(piece)) = &event else { continue };
                    if matches!(event, Event::Code(_)) {
                        self.out.code.push(span);
                    }
                    if let Some((_, empty)) = &mut image_alt {
                        *empty &= piece.trim().is_empty();
                    } else if let Some((text, _)) = &mut heading {
                        text.push_str(piece);
                    }
                }
                Event::SoftBreak | Event::HardBreak => {
                    if let Some((text, _)) = &mut heading {
                        text.push(' ');
                    }
                }
                Event::Start(Tag::FootnoteDefinition(label)) => self.out.ids.push((format!("fn:{label}"), span)),
                Event::FootnoteReference(label) => self.out.ids.push((format!("fnref:{label}"), span)),
                Event::End(TagEnd::Paragraph) => {
                    self.text_blocks.clear();
                    self.empty_autolinks(range.start, range.end);
                }
                _ => {}
            }
        }
    }

    /// Whether kramdown prints a tag amid text: that of a block element. An end tag that stands there alone is left to
    /// the rules.
    fn is_printed(&mut self, tag: &'a str) -> bool {
        let Some((name, closes)) = tags::text_block(tag) else { return false };
        if !closes {
            self.text_blocks.push(name);
            return true;
        }
        let open = self.text_blocks.iter().rposition(|open| open.eq_ignore_ascii_case(name));
        open.map(|at| self.text_blocks.remove(at)).is_some()
    }

    fn link(&mut self, kind: LinkType, url: &CowStr, start: usize, end: usize, image: bool) {
        let destination = match kind {
            LinkType::Autolink | LinkType::Email => self.text.span(start + 1, end - 1),
            _ => self.destination(url, start, end),
        };
        let url = if kind == LinkType::Email { format!("mailto:{url}") } else { str::to_owned(url) };
        let span = self.text.span(start, end);
        self.out.links.push(Link { span, destination, url, image, no_alt: false });
    }

    /// A destination that needed no unescaping still points into the text. Any other is looked for after the last
    /// `](`; failing that the whole link is named.
    fn destination(&self, url: &CowStr, start: usize, end: usize) -> Span {
        let text: &str = &self.text.text;
        if let CowStr::Borrowed(url) = url {
            let at = (url.as_ptr() as usize).wrapping_sub(text.as_ptr() as usize);
            if at <= text.len() && at + url.len() <= text.len() {
                return self.text.span(at, at + url.len());
            }
        }
        let link = text.get(start..end).unwrap_or("");
        match link.rfind("](") {
            Some(i) => {
                let inner = link[i + 2..].trim_end_matches(')').trim();
                let inner = inner.strip_prefix('<').and_then(|s| s.strip_suffix('>')).unwrap_or(inner);
                let from = inner.as_ptr() as usize - text.as_ptr() as usize;
                self.text.span(from, from + inner.len())
            }
            None => self.text.span(start, end),
        }
    }

    /// A script that had no address leaves `<>`: alone on its line, or after a colon.
    fn empty_autolinks(&mut self, start: usize, end: usize) {
        let Some(paragraph) = self.text.text.get(start..end) else { return };
        for i in memmem::find_iter(paragraph.as_bytes(), b"<>") {
            let before = paragraph[..i].rsplit('\n').next().unwrap_or("").trim();
            let after = paragraph[i + 2..].split('\n').next().unwrap_or("").trim();
            if after.is_empty() && (before.is_empty() || before.ends_with([':', '：'])) {
                let span = self.text.span(start + i, start + i + 2);
                self.out.empty_autolinks.push(span);
            }
        }
    }
}

/// A text as long as `view`: the sorted spans of it, and blanks, but every line break, for the rest.
fn reveal(view: &str, shown: &[Span]) -> String {
    let mut text = String::with_capacity(view.len());
    for span in shown {
        // Spans that overlap, or cut a character, show nothing new.
        if text.len() <= span.start as usize
            && let Some(part) = view.get(span.range())
        {
            blank(&mut text, view, span.start as usize);
            text.push_str(part);
        }
    }
    blank(&mut text, view, view.len());
    text
}

/// Continues `text` with blanks up to `end`, and the line breaks that `view` has there.
fn blank(text: &mut String, view: &str, end: usize) {
    const BLANKS: &str = "                                                                                ";
    let fill = |mut count: usize, text: &mut String| {
        while count > 0 {
            let part = count.min(BLANKS.len());
            text.push_str(&BLANKS[..part]);
            count -= part;
        }
    };
    let start = text.len();
    let mut from = start;
    for at in memchr::memchr2_iter(b'\n', b'\r', &view.as_bytes()[start..end]) {
        fill(start + at - from, text);
        text.push(char::from(view.as_bytes()[start + at]));
        from = start + at + 1;
    }
    fill(end - from, text);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn markdown(text: &str) -> Markdown {
        read(text, Span::new(0, text.len()))
    }

    fn destinations(text: &str) -> Vec<(&str, String)> {
        markdown(text).links.into_iter().map(|link| (link.destination.of(text), link.url)).collect()
    }

    #[test]
    fn destinations_are_exact_under_full_width_text() {
        let text = "返回[首页](//h.example/)｜[图](</a b> \"t\")\n\n![](/i.png) <http://h/x> [r][R]\n\n[r]: /ref\n";
        let links = destinations(text);
        let spans: Vec<&str> = links.iter().map(|(span, _)| *span).collect();
        assert_eq!(spans, ["//h.example/", "/a b", "/i.png", "http://h/x", "/ref"]);
        assert_eq!(
            markdown(text).links.iter().map(|link| link.no_alt).collect::<Vec<_>>(),
            [false, false, true, false, false]
        );
    }

    #[test]
    fn an_escaped_destination_is_still_found() {
        assert_eq!(destinations("[a](/x\\_y&amp;z)"), [("/x\\_y&amp;z", "/x_y&z".to_owned())]);
    }

    #[test]
    fn pieces_between_blocks_keep_their_place() {
        let text = "<p>甲</p>\n\n[a][r]\n\n<p>乙</p>\n\n[r]: /here\n";
        assert_eq!(destinations(text), [("/here", "/here".to_owned())]);
    }

    #[test]
    fn a_hole_in_an_address_leaves_the_link_one() {
        let text = "[a][1] [b](\u{7F}\u{7F}/c)\n\n[1]: \u{7F}/x\n[2]: /y\n";
        let found: Vec<String> = destinations(text).into_iter().map(|(_, url)| url).collect();
        assert_eq!(found, ["\u{7F}/x", "\u{7F}\u{7F}/c"]);
    }

    /// As kramdown 2.5 prints it.
    #[test]
    fn block_tags_amid_text_are_text() {
        let html = markdown("x <DIV>y</div> <p>z\n\n- a <td> <b>c</b> </p>\n\n- d\n  <div>e</div>\n").html;
        assert_eq!(html.split_whitespace().collect::<Vec<_>>(), ["<b>", "</b>", "</p>", "<div>e</div>"]);
    }

    #[test]
    fn only_html_is_left_in_the_view() {
        let text = "a <b>粗</b> `<i>`\n\n<p>x</p>\n\n```\n<u>\n```\n";
        let html = markdown(text).html;
        assert_eq!(html.len(), text.len());
        assert_eq!(html.split_whitespace().collect::<Vec<_>>(), ["<b>", "</b>", "<p>x</p>"]);
    }

    #[test]
    fn a_sign_that_begins_no_tag_is_text_in_raw_html() {
        let text = "<p>价<5 <http://x.y/z> <b>粗</b> (?<![a-z]) <?x?> <? extends Number>\n\n<http://x.y>\n";
        let html = markdown(text).html;
        assert_eq!(html.matches('<').count(), 4, "{html}");
    }

    #[test]
    fn ids_come_from_headings_lists_and_footnotes() {
        let text = "# 中文 标题：测试\n\n## A {#custom}\n\n## Dup\n\n## Dup\n\ntext[^1]\n{: #para .x}\n\n[^1]: note\n\n* x\n{:toc}\n";
        let ids: Vec<String> = markdown(text).ids.into_iter().map(|(id, _)| id).collect();
        for id in ["中文-标题测试", "custom", "dup", "dup-1", "para", "fn:1", "fnref:1", "markdown-toc"] {
            assert!(ids.iter().any(|i| i == id), "{id} in {ids:?}");
        }
    }

    #[test]
    fn an_empty_autolink_is_seen_where_one_was_meant() {
        let text = "来源：<>\n\n<>\n\na <> b `<>`\n";
        let spans = markdown(text).empty_autolinks;
        assert_eq!(spans.iter().map(|span| span.start).collect::<Vec<_>>(), [9, 13]);
    }
}
