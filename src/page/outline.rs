//! Headings and link texts, as somebody hears them who does not see the page: in Markdown and in HTML alike.

use super::{Page, Role};
use crate::source::Span;
use crate::syntax::html::element::{Name, names};
use crate::syntax::html::{Tag, TagKind};

/// An end tag is not looked for behind more tags than these.
const MOST_TAGS: usize = 100;

/// A heading of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heading {
    /// From 1.
    pub level: u8,
    /// In Markdown all of it, in HTML the start tag.
    pub span: Span,
    /// Something is to be read or seen in it.
    pub has_text: bool,
}

/// The headings of a page, and the links whose text says nothing.
#[derive(Debug, Default)]
pub struct Outline {
    /// In order.
    pub headings: Vec<Heading>,
    /// How many links there are.
    pub links: u32,
    /// Links without a text: where that should stand.
    pub mute: Vec<Span>,
    /// Texts of links that say nothing of where they lead.
    pub vague: Vec<Span>,
}

impl Outline {
    /// Headings that skip a level, each with the one before it; not where Liquid may print one of them never.
    pub fn skips(&self, page: &Page) -> Vec<[Heading; 2]> {
        let is_sure = |heading: &Heading| !page.liquid.in_block(heading.span);
        let pairs = self.headings.windows(2).filter(|pair| pair[1].level > pair[0].level + 1);
        pairs.filter(|pair| pair.iter().all(is_sure)).map(|pair| [pair[0], pair[1]]).collect()
    }
}

impl Page<'_> {
    pub(super) fn read_outline(&mut self) {
        let headings = self.markdown.headings.iter();
        let mut outline = Outline {
            headings: headings.map(|it| Heading { level: it.level, span: it.span, has_text: it.has_text }).collect(),
            ..Outline::default()
        };
        for link in self.links.iter().filter(|link| link.role == Role::Navigation) {
            let Some(text) = link.text else { continue };
            let place = if text.is_empty() { self.widened(text) } else { text };
            // What has no address either is no link, and other rules say so.
            if !(text.is_empty() && link.span.is_empty()) {
                self.hear(&mut outline, place, text, None);
            }
        }
        for (index, tag) in self.html.tags.iter().enumerate() {
            if tag.kind != TagKind::Start || tag.dynamic {
                continue;
            }
            match tag.element {
                names::A if !tag.has_hole => {
                    let Some(inner) = self.inner(index) else { continue };
                    self.hear(&mut outline, tag.span, inner, Some(tag));
                }
                element if self.html.has_headings => {
                    let level = HEADINGS.iter().position(|it| *it == element);
                    outline.headings.extend(level.map(|level| {
                        let has_text = self.inner(index).is_none_or(|inner| self.speaks(inner));
                        Heading { level: level as u8 + 1, span: tag.span, has_text }
                    }));
                }
                _ => {}
            }
        }
        outline.headings.sort_by_key(|heading| heading.span);
        self.outline = outline;
    }

    /// Takes note of a link with this text; `tag` is its start tag in HTML.
    fn hear(&self, outline: &mut Outline, link: Span, text: Span, tag: Option<&Tag>) {
        outline.links += 1;
        let words = text.of(self.text);
        // Nearly every text is longer than any that says nothing.
        if words.len() > LONGEST_VAGUE && !words.starts_with(['<', ' ', '\n', '\t']) {
            return;
        }
        let is_named = || tag.is_some_and(|tag| self.is_named(tag));
        if is_vague(words) {
            if !is_named() && !self.in_cell(text, tag) {
                outline.vague.push(text);
            }
        } else if !self.speaks(text) && !self.liquid.touches(link) && !is_named() {
            outline.mute.push(link);
        }
    }

    /// Whether a text, and tags in it, show something.
    fn speaks(&self, span: Span) -> bool {
        let mut rest = span.of(self.text);
        while let Some(first) = rest.chars().next() {
            if first == '<' {
                let end = memchr::memchr(b'>', rest.as_bytes()).map_or(rest.len(), |end| end + 1);
                rest = &rest[end..];
            } else if first.is_whitespace() {
                rest = &rest[first.len_utf8()..];
            } else {
                return true;
            }
        }
        // An image, a drawing, a script: whatever is not only layout.
        let first = self.html.tags.partition_point(|tag| tag.span.start < span.start);
        let tags = self.html.tags[first..].iter().take_while(|tag| tag.span.end <= span.end);
        let is_layout =
            |tag: &Tag| matches!(tag.element, names::B | names::BR | names::EM | names::SPAN | names::STRONG);
        tags.into_iter().any(|tag| !is_layout(tag))
    }

    /// Whether a link stands in a table, whose row and column say what it is (WCAG 2.2, 2.4.4).
    fn in_cell(&self, text: Span, tag: Option<&Tag>) -> bool {
        let is_cell = |tag: &Tag| matches!(tag.element, names::TD | names::TH);
        let (before, after) = (&self.text[..text.start as usize], &self.text[text.end as usize..]);
        let line = [before.rsplit('\n').next(), after.split('\n').next()];
        match tag {
            Some(tag) => self.html.ancestors(tag).any(is_cell),
            None => line.into_iter().flatten().any(|part| part.contains('|')),
        }
    }

    /// What stands between the start tag at `index` and the next end tag of its name.
    fn inner(&self, index: usize) -> Option<Span> {
        let tag = &self.html.tags[index];
        let near = self.html.tags[index + 1..].iter().take(MOST_TAGS);
        let mut ends = near.filter(|end| end.kind == TagKind::End);
        let end = ends.find(|end| end.element == tag.element)?;
        Some(Span { start: tag.span.end, end: end.span.start })
    }

    /// Whether attributes say what the text does not, or the tag is no link.
    fn is_named(&self, tag: &Tag) -> bool {
        let has = |name: &str| self.html.attribute(tag, name).is_some();
        ["aria-label", "aria-labelledby", "title", "aria-hidden", "id", "name"].into_iter().any(has) || !has("href")
    }
}

/// By their levels, from 1 on.
const HEADINGS: [Name; 6] = [names::H1, names::H2, names::H3, names::H4, names::H5, names::H6];

/// Texts that say nothing of where a link leads, from the shortest on.
const VAGUE: [&str; 28] = [
    "ici",
    "here",
    "this",
    "link",
    "more",
    "hier",
    "click",
    "点此",
    "点我",
    "这里",
    "此处",
    "链接",
    "這裡",
    "此處",
    "連結",
    "ここ",
    "여기",
    "this link",
    "read more",
    "this page",
    "点这里",
    "こちら",
    "リンク",
    "click here",
    "点击这里",
    "点击此处",
    "點擊這裡",
    "여기를 클릭",
];

/// How many of them have fewer bytes than that: those of one length stand together.
const SHORTER: [u8; LONGEST_VAGUE + 2] = {
    let mut shorter = [0; LONGEST_VAGUE + 2];
    let mut next = 0;
    while next < VAGUE.len() {
        let mut length = VAGUE[next].len() + 1;
        assert!(next == 0 || VAGUE[next - 1].len() < length, "sorted by length");
        while length < shorter.len() {
            shorter[length] += 1;
            length += 1;
        }
        next += 1;
    }
    shorter
};

/// No vague text, with a sign behind it, has more bytes.
const LONGEST_VAGUE: usize = 24;

fn is_vague(text: &str) -> bool {
    let words = text.trim().trim_end_matches(['.', '…', '。', ':', '：']);
    let Some(&[first, end]) = SHORTER.get(words.len()..words.len() + 2) else { return false };
    VAGUE[first as usize..end as usize].iter().any(|vague| words.eq_ignore_ascii_case(vague))
}
