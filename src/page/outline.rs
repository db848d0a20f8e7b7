//! Headings and link texts, as somebody hears them who does not see the page: in Markdown and in HTML alike.

use super::{Page, Role};
use crate::source::Span;
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

/// What manners a page has towards those who only hear it. How usual each is, the whole site tells.
#[derive(Debug, Default)]
pub struct Manners {
    /// It has two headings or more.
    pub has_headings: bool,
    /// Headings that skip a level, each with the one before it.
    pub skips: Vec<[Heading; 2]>,
    /// It has links.
    pub has_links: bool,
    /// Texts of links that say nothing of where they lead.
    pub vague: Vec<Span>,
}

impl Page<'_> {
    /// The headings, in order.
    pub fn headings(&self) -> Vec<Heading> {
        let markdown = self.markdown.headings.iter();
        let mut all: Vec<Heading> =
            markdown.map(|it| Heading { level: it.level, span: it.span, has_text: it.has_text }).collect();
        for (index, tag) in self.html.tags.iter().enumerate() {
            if let Some(level) = level(tag.name.of(self.text)).filter(|_| tag.kind == TagKind::Start && !tag.dynamic) {
                all.push(Heading {
                    level,
                    span: tag.span,
                    has_text: self.inner(index).is_none_or(|inner| self.speaks(inner)),
                });
            }
        }
        all.sort_by_key(|heading| heading.span);
        all
    }

    /// The links that lead somewhere, each with its text.
    pub fn link_texts(&self) -> Vec<(Span, Span)> {
        let markdown = self.links.iter().filter(|link| link.role == Role::Navigation);
        let mut all: Vec<(Span, Span)> = markdown.filter_map(|link| Some((link.span, link.text?))).collect();
        for (index, tag) in self.html.tags.iter().enumerate() {
            let is_link =
                tag.kind == TagKind::Start && !tag.has_hole && tag.name.of(self.text).eq_ignore_ascii_case("a");
            if is_link
                && !self.is_named(tag)
                && self.html.attribute(self.text, tag, "href").is_some()
                && let Some(inner) = self.inner(index)
            {
                all.push((tag.span, inner));
            }
        }
        all.sort_unstable();
        all
    }

    /// What of the manners is to be remembered.
    pub(super) fn manners(&self) -> Manners {
        if !self.document.has_body() {
            return Manners::default();
        }
        let headings = self.headings();
        let is_sure = |heading: &Heading| !self.liquid.in_block(heading.span);
        let pairs = headings.windows(2).filter(|pair| pair[1].level > pair[0].level + 1 && pair.iter().all(is_sure));
        let texts = self.link_texts();
        let vague = texts.iter().map(|(_, text)| *text).filter(|text| is_vague(text.of(self.text)));
        Manners {
            has_headings: headings.len() > 1,
            skips: pairs.map(|pair| [pair[0], pair[1]]).collect(),
            has_links: !texts.is_empty(),
            vague: vague.collect(),
        }
    }

    /// Whether a text, and tags in it, show something.
    pub fn speaks(&self, span: Span) -> bool {
        let text = span.of(self.text);
        let mut in_tag = false;
        let shows = text.chars().any(|c| {
            match c {
                '<' => in_tag = true,
                '>' => in_tag = false,
                _ => return !in_tag && !c.is_whitespace(),
            }
            false
        });
        // An image, a drawing, a script: whatever is not only layout.
        let first = self.html.tags.partition_point(|tag| tag.span.start < span.start);
        let tags = self.html.tags[first..].iter().take_while(|tag| tag.span.end <= span.end);
        let is_layout =
            |tag: &Tag| ["b", "br", "em", "span", "strong"].contains(&&*tag.name.of(self.text).to_ascii_lowercase());
        shows || tags.into_iter().any(|tag| !is_layout(tag))
    }

    /// What stands between the start tag at `index` and the next end tag of its name.
    fn inner(&self, index: usize) -> Option<Span> {
        let tag = &self.html.tags[index];
        let name = tag.name.of(self.text);
        let near = self.html.tags[index + 1..].iter().take(MOST_TAGS);
        let mut ends = near.filter(|end| end.kind == TagKind::End);
        let end = ends.find(|end| end.name.of(self.text).eq_ignore_ascii_case(name))?;
        Some(Span { start: tag.span.end, end: end.span.start })
    }

    /// Whether attributes say what the text does not.
    fn is_named(&self, tag: &Tag) -> bool {
        let names = ["aria-label", "aria-labelledby", "title", "aria-hidden", "id", "name"];
        names.into_iter().any(|name| self.html.attribute(self.text, tag, name).is_some())
    }
}

fn level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h' | b'H', digit @ b'1'..=b'6'] => Some(digit - b'0'),
        _ => None,
    }
}

/// Texts that say nothing of where a link leads.
const VAGUE: [&str; 28] = [
    "click here",
    "click",
    "here",
    "this",
    "this link",
    "link",
    "more",
    "read more",
    "this page",
    "点击这里",
    "点击此处",
    "点这里",
    "点此",
    "点我",
    "这里",
    "此处",
    "链接",
    "點擊這裡",
    "這裡",
    "此處",
    "連結",
    "こちら",
    "ここ",
    "リンク",
    "여기",
    "여기를 클릭",
    "ici",
    "hier",
];

fn is_vague(text: &str) -> bool {
    let words = text.trim().trim_end_matches(['.', '…', '。', ':', '：']);
    words.len() <= 24 && VAGUE.iter().any(|vague| words.eq_ignore_ascii_case(vague))
}
