//! One pass over a page's HTML: its tags for links, ids and texts, its parse errors, and the balance of its tags.

use std::ops::Range;

use memchr::memchr;

use super::balance::Balance;
use super::element::{Class, Name};
use super::error::{Error, ErrorCode};
use super::fault::Fault;
use super::plain::PlainTags;
use super::token::{Attribute, Comment, Doctype, Mode, Sink, TagToken};
use super::tokenizer::{Options, tokenize};
use crate::source::Span;
use crate::syntax::FILLER;

/// So many errors, and so many faults, are kept of one page; a page that has more is no HTML.
pub(super) const MOST: usize = 10_000;

/// No element stands around a tag.
const NO_TAG: u32 = u32::MAX;

/// The tags of a page and what is wrong with them. Spans are bytes of the text that [`Structure::parse`] was given.
#[derive(Clone, Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each says of one thing whether the page has it")]
pub struct Structure {
    /// Every complete tag, in the order of the text.
    pub tags: Vec<Tag>,
    /// The tokenizer's errors, in the order of the text, at most 10,000; without those that a Liquid hole causes or
    /// borders, those of the input stream, and `eof-in-script-html-comment-like-text` (that is a [`Fault`]).
    pub errors: Vec<Error>,
    /// What is wrong with the balance of the tags, sorted by `span`; after 10,000 nothing more is judged.
    pub faults: Vec<Fault>,
    /// The tags, start and end, of which there is more to be said than that they nest: of tables and forms, of what is
    /// obsolete, of what belongs to the document, of what no standard knows. Indexes in `tags`.
    pub rare: Vec<u32>,
    /// There are lists, or items of lists.
    pub has_lists: bool,
    /// There are headings.
    pub has_headings: bool,
    /// There is `<pre>` or `<code>`.
    pub has_code: bool,
    /// The first document type declaration.
    pub doctype: Option<Span>,
    /// A link stands in a link.
    pub has_nested_links: bool,
    /// Every comment, also what the standard makes one.
    pub comments: Vec<Comment>,
    attributes: Vec<Attribute>,
    /// Browsers move formatting, although nothing is wrong with the author's tags.
    pub(super) is_odd: bool,
    /// The input ended inside of a tag or comment, which took the end tags with it.
    swallowed: bool,
}

/// Whether a tag opens or closes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TagKind {
    /// `<a>`
    Start,
    /// `</a>`
    End,
}

/// A start or an end tag.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tag {
    /// From `<` to `>`.
    pub span: Span,
    /// The name, in the author's case.
    pub name: Span,
    /// The element of that name: two are compared at once.
    pub(crate) element: Name,
    /// Start or end.
    pub kind: TagKind,
    /// It ends with `/>`.
    pub self_closing: bool,
    /// It takes no part in the balance: its name touches a Liquid hole, so that nobody knows what element it is, or it
    /// stands in a branch for which another one stands.
    pub dynamic: bool,
    /// A Liquid hole lies somewhere in it, which may give it attributes that are not seen here.
    pub has_hole: bool,
    /// Index of the start tag of the element in which it stands, as the author nested them; of an end tag, the one
    /// around the element that it ends.
    parent: u32,
    /// The same of the text behind it: the tag itself where that opens an element.
    inside: u32,
    first_attribute: u32,
    attributes: u32,
}

impl Tag {
    /// Whether there are any in it.
    pub fn has_attributes(&self) -> bool {
        self.attributes > 0
    }

    /// Writes down where the tag stands, the last that `balance` has taken.
    fn place(&mut self, balance: &Balance, index: u32) {
        let (opens, parent) = balance.place(index);
        self.parent = parent.unwrap_or(NO_TAG);
        self.inside = if opens { index } else { self.parent };
    }
}

impl Structure {
    /// Whether `span` lies within a tag: in its attributes, say.
    pub fn is_in_tag(&self, span: Span) -> bool {
        let first = self.tags.partition_point(|tag| tag.span.end <= span.start);
        self.tags.get(first).is_some_and(|tag| tag.span.contains(span))
    }

    /// Reads `range` (bytes) of `view`, which is a file, or a text of the same length in which [`FILLER`] stands for
    /// unknown Liquid output. Linear in the range.
    pub fn parse(view: &str, range: Range<usize>) -> Structure {
        Structure::parse_with(view, range, &PlainTags::default())
    }

    /// The same, where some of the tags have been read before.
    pub fn parse_with(view: &str, range: Range<usize>, plain_tags: &PlainTags) -> Structure {
        let bytes = view.as_bytes();
        let holes = bytes.get(range.clone()).is_some_and(|it| memchr(FILLER, it).is_some());
        // A guess that spares a post of 8 KB all growing.
        let tags = Vec::with_capacity((range.len() / 64).min(1024));
        let attributes = Vec::with_capacity((range.len() / 64).min(1024));
        let structure = Structure { tags, attributes, ..Structure::default() };
        let mut builder = Builder { bytes, holes, structure, balance: Balance::default() };
        let options = Options { plain_tags: Some(plain_tags), ..Options::default() };
        tokenize(view, range, options, &mut builder);
        let Builder { mut structure, balance, .. } = builder;
        structure.errors.sort_by_key(|error| error.span.start);
        structure.settle(balance, view);
        structure
    }

    /// Follows the open elements again, without the tags in `skipped`: spans in the order of the text, without overlap.
    /// `view` is the text that was parsed.
    pub fn rebalance(&mut self, view: &str, skipped: &[Span]) {
        let mut balance = Balance::default();
        let mut next = 0;
        for index in 0..self.tags.len() {
            let Tag { span, element: name, kind, .. } = self.tags[index];
            while skipped.get(next).is_some_and(|it| it.end <= span.start) {
                next += 1;
            }
            self.tags[index].dynamic |= skipped.get(next).is_some_and(|it| it.contains(span));
            if !self.tags[index].dynamic {
                match kind {
                    TagKind::Start => _ = balance.start(index as u32, name, name.traits(), &self.tags),
                    TagKind::End => balance.end(index as u32, name, &self.tags),
                }
            }
            self.tags[index].place(&balance, index as u32);
        }
        self.settle(balance, view);
    }

    /// Takes over what is known at the end of the text.
    fn settle(&mut self, balance: Balance, view: &str) {
        self.has_nested_links = balance.has_nested_links();
        self.is_odd = balance.is_odd();
        self.faults = balance.finish(&self.tags, view, self.swallowed);
    }

    /// The tags in `rare`.
    pub fn rare_tags(&self) -> impl Iterator<Item = &Tag> {
        self.rare.iter().filter_map(|at| self.tags.get(*at as usize))
    }

    /// The attributes of one of this structure's tags, duplicates included.
    pub fn attributes(&self, tag: &Tag) -> &[Attribute] {
        let first = tag.first_attribute as usize;
        self.attributes.get(first..first + tag.attributes as usize).unwrap_or_default()
    }

    /// The attributes of all tags, in the order of the text.
    pub(super) fn all_attributes(&self) -> &[Attribute] {
        &self.attributes
    }

    /// The start tag of the element in which `tag` stands, as the author nested them.
    pub fn parent(&self, tag: &Tag) -> Option<&Tag> {
        self.tags.get(tag.parent as usize)
    }

    /// The start tags of the elements around `tag`, from the inside out.
    pub fn ancestors(&self, tag: &Tag) -> impl Iterator<Item = &Tag> {
        std::iter::successors(self.parent(tag), |tag| self.parent(tag))
    }

    /// The start tag of the element in which the text behind `tag` stands.
    pub fn around_text(&self, tag: &Tag) -> Option<&Tag> {
        self.tags.get(tag.inside as usize)
    }

    /// Whether `tag` opens an element: a start tag that is not void and has no `/>`.
    pub fn opens(&self, tag: &Tag) -> bool {
        self.around_text(tag).is_some_and(|around| around.span == tag.span)
    }

    /// The attribute of `tag` that browsers see under `name`, in any case of letters.
    pub fn attribute(&self, tag: &Tag, name: &str) -> Option<&Attribute> {
        let key = Name::new(name.as_bytes());
        self.attributes(tag).iter().find(|it| it.key == key)
    }
}

struct Builder<'t> {
    bytes: &'t [u8],
    /// Whether there is any filler at all.
    holes: bool,
    structure: Structure,
    balance: Balance,
}

impl Builder<'_> {
    fn has_hole(&self, span: Span) -> bool {
        self.holes && self.bytes.get(span.range()).is_some_and(|it| memchr(FILLER, it).is_some())
    }

    /// Whether a filler lies in the span or directly beside it.
    fn touches_hole(&self, span: Span) -> bool {
        let wider = Span { start: span.start.saturating_sub(1), end: span.end.saturating_add(1) };
        let end = (wider.end as usize).min(self.bytes.len());
        self.has_hole(Span::new(wider.start as usize, end))
    }

    /// Adds a tag that stands nowhere yet; gives its index.
    fn push(&mut self, token: &TagToken<'_>, kind: TagKind) -> u32 {
        let first = self.structure.attributes.len();
        if !token.attributes.is_empty() {
            self.structure.attributes.extend_from_slice(token.attributes);
        }
        let has_hole = self.has_hole(token.span);
        if has_hole {
            self.mark_holes(first, token.span.start);
        }
        let tag = Tag {
            span: token.span,
            name: token.name,
            element: token.element,
            kind,
            self_closing: token.self_closing,
            dynamic: has_hole && self.has_hole(token.name),
            has_hole,
            parent: NO_TAG,
            inside: NO_TAG,
            first_attribute: first as u32,
            attributes: token.attributes.len() as u32,
        };
        self.structure.tags.push(tag);
        self.structure.tags.len() as u32 - 1
    }

    /// Marks what a hole leaves open in a tag that starts at `start`, whose attributes are those from `first` on.
    fn mark_holes(&mut self, first: usize, start: u32) {
        for at in first..self.structure.attributes.len() {
            let dynamic = self.has_hole(self.structure.attributes[at].span());
            let attribute = &mut self.structure.attributes[at];
            // Of two attributes of a name, perhaps only one is published.
            (attribute.dynamic, attribute.duplicate) = (dynamic, false);
        }
        let Structure { errors, attributes, .. } = &mut self.structure;
        let attributes = &attributes[first..];
        let is_in_dynamic = |span: Span| {
            let behind = attributes.partition_point(|it| it.name.start <= span.start);
            behind.checked_sub(1).is_some_and(|at| attributes[at].dynamic && attributes[at].span().overlaps(span))
        };
        // The errors of a tag come directly before it.
        let before = errors.iter().rposition(|it| it.span.start < start).map_or(0, |at| at + 1);
        let mut own = errors.split_off(before);
        own.retain(|it| it.code != ErrorCode::DuplicateAttribute && !is_in_dynamic(it.span));
        errors.append(&mut own);
    }

    fn classify(&mut self, class: Class, index: u32) {
        match class {
            Class::Plain => {}
            Class::List => self.structure.has_lists = true,
            Class::Heading => self.structure.has_headings = true,
            Class::Code => self.structure.has_code = true,
            Class::Rare => self.structure.rare.push(index),
        }
    }
}

impl Sink for Builder<'_> {
    fn start_tag(&mut self, token: &TagToken<'_>) -> Mode {
        let index = self.push(token, TagKind::Start);
        let mut mode = Mode::Data;
        if !self.structure.tags[index as usize].dynamic {
            let traits = token.element.traits();
            self.classify(traits.class, index);
            mode = self.balance.start(index, token.element, traits, &self.structure.tags);
        }
        self.structure.tags[index as usize].place(&self.balance, index);
        mode
    }

    fn end_tag(&mut self, token: &TagToken<'_>) {
        let index = self.push(token, TagKind::End);
        if !self.structure.tags[index as usize].dynamic {
            self.classify(token.element.traits().class, index);
            self.balance.end(index, token.element, &self.structure.tags);
        }
        self.structure.tags[index as usize].place(&self.balance, index);
    }

    fn comment(&mut self, comment: &Comment) {
        self.structure.comments.push(*comment);
    }

    fn doctype(&mut self, doctype: &Doctype) {
        self.structure.doctype.get_or_insert(doctype.span);
    }

    fn error(&mut self, error: Error) {
        match error.code {
            ErrorCode::EofInTag | ErrorCode::EofInComment | ErrorCode::EofInCdata | ErrorCode::EofInDoctype => {
                self.structure.swallowed = true;
            }
            ErrorCode::EofInScriptHtmlCommentLikeText => return,
            _ => {}
        }
        if self.structure.errors.len() < MOST && !self.touches_hole(error.span) {
            self.structure.errors.push(error);
        }
    }

    fn in_foreign(&self) -> bool {
        self.balance.in_foreign()
    }
}

#[cfg(test)]
mod tests;
