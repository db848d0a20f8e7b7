//! The body as Markdown: links, ids, code, and what reaches the browser as HTML. kramdown, which Jekyll uses, is read
//! by a reader of our own that follows it; CommonMark by pulldown-cmark.

mod commonmark;
mod headings;
mod kramdown;
mod math;

use crate::source::Span;
use crate::syntax::html::{self, PlainTags};

/// How a site's Markdown is read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "they are kramdown's own switches")]
pub struct Dialect {
    /// The parser.
    pub input: Input,
    /// Headings get ids.
    pub auto_ids: bool,
    /// Stands before every id that is made.
    pub id_prefix: String,
    /// Ids are written in ASCII, by tables that are not known here.
    pub transliterates: bool,
    /// Plain kramdown makes ids of the shown text, as its GFM parser always does, and not of the Markdown.
    pub strips_ids: bool,
    /// Markdown is read in HTML blocks, without being asked for.
    pub parse_block_html: bool,
    /// Markdown is read in HTML amid text.
    pub parse_span_html: bool,
    /// A list, a heading, a quote or a fence ends a paragraph (`gfm_quirks: paragraph_end`).
    pub ends_paragraphs: bool,
    /// `--`, `...` and `<<` become signs of their own.
    pub typographic: bool,
    /// Which levels of headings, from 1 on, a table of contents lists.
    pub toc_levels: [bool; 6],
    /// Names that the configuration gives to the targets of links (`link_defs`).
    pub link_names: Vec<String>,
}

impl Default for Dialect {
    /// What Jekyll takes where nothing is configured.
    fn default() -> Dialect {
        Dialect {
            input: Input::Gfm,
            auto_ids: true,
            id_prefix: String::new(),
            transliterates: false,
            strips_ids: false,
            parse_block_html: false,
            parse_span_html: true,
            ends_paragraphs: true,
            typographic: true,
            toc_levels: [true; 6],
            link_names: Vec::new(),
        }
    }
}

/// The parsers of Markdown that are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// kramdown with kramdown-parser-gfm, Jekyll's own choice.
    Gfm,
    /// kramdown alone.
    Kramdown,
    /// CommonMark, by whatever library.
    CommonMark,
}

/// What a body says to the rules. Everything is in the order of the text.
#[derive(Debug, Default)]
pub struct Markdown {
    /// A view of the file of equal length in which only what reaches the browser as HTML is left, the rest blank.
    pub html: String,
    /// Start tags that stand in it, as far as they have been read.
    pub plain_tags: PlainTags,
    /// Links and images in Markdown's own notation.
    pub links: Vec<Link>,
    /// Ids of headings, attribute lists and footnotes.
    pub ids: Vec<(String, Span)>,
    /// There are ids that nobody knows.
    pub has_unknown_ids: bool,
    /// The attributes with URLs in them that `{: srcset="…"}` gives to links and images: their names, and where their
    /// values stand.
    pub attributes: Vec<(String, Span)>,
    /// Headings in Markdown's own notation.
    pub headings: Vec<Heading>,
    /// Code spans and code blocks, with their backticks and fences.
    pub code: Vec<Span>,
    /// Formulas, with their signs; none in code.
    pub math: Vec<Span>,
    /// Each `<>` that stands where an autolink should.
    pub empty_autolinks: Vec<Span>,
    /// Elements that begin a block and reach the browser whole, in order; those side by side are one.
    pub raw_blocks: Vec<Span>,
    /// What becomes something else than it looks.
    pub notes: Vec<Note>,
}

/// A link or an image.
#[derive(Debug, PartialEq, Eq)]
pub struct Link {
    /// The whole of it.
    pub span: Span,
    /// The destination itself, without brackets; for a reference, the one in its definition.
    pub destination: Span,
    /// The destination as a browser gets it.
    pub url: String,
    /// The text, or an image's description.
    pub text: Span,
    /// `![…]`.
    pub image: bool,
    /// An image whose description is empty.
    pub no_alt: bool,
}

/// A heading.
#[derive(Debug, PartialEq, Eq)]
pub struct Heading {
    /// From 1.
    pub level: u8,
    /// All of it, without the line end.
    pub span: Span,
    /// Something is to be read or seen in it.
    pub has_text: bool,
    /// Its id, and where that comes from.
    pub id: Option<(String, Span)>,
    /// A table of contents lists it.
    pub in_toc: bool,
}

/// A place that becomes something else than it looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What is meant.
    pub span: Span,
    /// What it is.
    pub kind: NoteKind,
}

/// What there is to be said of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoteKind {
    /// A fence that nothing ends: text, and what follows is no code.
    OpenFence,
    /// `##` without a space behind it: text.
    HashWord,
    /// An attribute list, `{: …}`, with something in it that is no attribute.
    BadList,
    /// An attribute list behind text: text itself.
    LooseList,
    /// `**` that neither begins nor ends anything: text.
    LiteralStrong,
    /// The start tag of a block element amid text: printed, like its end tag.
    PrintedTag {
        /// The element.
        name: String,
        /// The end tag, if there is one in the same text.
        end: Option<Span>,
    },
    /// A start tag whose attributes kramdown cannot read: text. To show what is wrong with it, it stands in the view.
    BrokenTag,
    /// The start tag of a block element that nothing closes: all that follows belongs to it.
    Swallows,
    /// A start tag whose element is HTML as it stands, up to the end of this span; some sign of Markdown is in it.
    Raw(Span),
    /// A table.
    Table {
        /// It has a line of dashes below its head.
        has_head: bool,
        /// How many lines have cells.
        rows: usize,
    },
    /// A link's name that is defined again, with the place of the earlier definition, which no longer counts.
    DuplicateDefinition(String, Span),
    /// A footnote that is defined again, likewise.
    DuplicateFootnote(String, Span),
    /// `[^name]` without its text.
    UnknownFootnote(String),
    /// A footnote that nothing refers to.
    UnusedFootnote(String),
    /// `[text][name]` whose name nothing defines: text.
    UndefinedReference(String),
    /// `(text)[url]`: text.
    ReversedLink,
    /// `[text] (url)`: text.
    SpacedLink,
    /// `[text](url` without its `)`: text.
    OpenLink,
}

/// What a reader finds.
enum Event {
    Link(Link),
    Id(String, Span),
    /// An attribute of a link or an image that has URLs in it, and where its value stands.
    Attribute(String, Span),
    UnknownId,
    /// `[^name]` of a footnote, which becomes an id.
    Mark(String, Span),
    Heading(Heading),
    Code(Span),
    /// A formula, which shows something.
    Math,
    /// Reaches the browser as it stands.
    Shown(Span),
    EmptyAutolink(Span),
    RawBlocks(Vec<Span>),
    PlainTags(PlainTags),
    Note(Note),
}

/// Reads `view[body]`: the file as Liquid leaves it, and the bytes of its body.
pub fn read(view: &str, body: Span, dialect: &Dialect) -> Markdown {
    let events = match dialect.input {
        Input::CommonMark => commonmark::read(view, body, dialect),
        Input::Gfm | Input::Kramdown => kramdown::read(view, body, dialect),
    };
    let mut out = Markdown::default();
    let mut shown = Vec::with_capacity(events.len());
    for event in events {
        match event {
            Event::Link(mut link) => {
                if let std::borrow::Cow::Owned(url) = html::decode(&link.url) {
                    link.url = url;
                }
                out.links.push(link);
            }
            Event::Id(id, span) => out.ids.push((id, span)),
            Event::Attribute(name, span) => out.attributes.push((name, span)),
            // kramdown's reader has made ids of the former; the latter are looked for below, with those of scripts.
            Event::Mark(..) | Event::Math => {}
            Event::UnknownId => out.has_unknown_ids = true,
            Event::Heading(heading) => {
                out.ids.extend(heading.id.clone());
                out.headings.push(heading);
            }
            Event::Code(span) => out.code.push(span),
            Event::Shown(span) => shown.push(span),
            Event::EmptyAutolink(span) => out.empty_autolinks.push(span),
            Event::RawBlocks(blocks) => out.raw_blocks = blocks,
            Event::PlainTags(tags) => out.plain_tags = tags,
            Event::Note(note) => out.notes.push(note),
        }
    }
    shown.sort_unstable();
    out.html = reveal(view, &shown);
    out.headings.sort_by_key(|heading| heading.span);
    out.code.sort_unstable();
    math::find(view, body, &out.code, &mut out.math);
    out.raw_blocks.sort_unstable();
    out.notes.sort_by_key(|note| note.span);
    out
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
    // Between two blocks stands nothing else.
    if view.as_bytes()[start..end] == *b"\n" {
        return text.push('\n');
    }
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
        read(text, Span::new(0, text.len()), &Dialect::default())
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

    /// kramdown leaves the backslash in the address.
    #[test]
    fn an_escaped_destination_is_still_found() {
        assert_eq!(destinations("[a](/x\\_y&amp;z)"), [("/x\\_y&amp;z", "/x\\_y&z".to_owned())]);
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
