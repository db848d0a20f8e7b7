//! What is done once all blocks are known: the text in them is read, headings get their ids, attribute lists reach their
//! elements (kramdown 2.5, `parser/kramdown.rb#update_tree`, `converter/html.rb`; kramdown-parser-gfm,
//! `parser/gfm.rb#update_elements`).

use rustc_hash::FxHashMap;

use super::attributes::Attributes;
use super::tree::{Id, Kind};
use super::{Event, Input, NoteKind, Parser};
use crate::source::Span;
use crate::syntax::markdown::Heading;
use crate::syntax::markdown::headings::HeadingIds;

/// How many lists may be named through one another.
const MAX_NAMES: usize = 16;

/// What the whole document has only once.
#[derive(Default)]
struct Whole {
    ids: HeadingIds,
    /// The id of the table of contents.
    toc: Option<(String, Span)>,
    footnotes_placed: bool,
}

impl Parser<'_> {
    pub(super) fn finish(&mut self, root: Id) {
        let mut whole = Whole::default();
        self.content(root, &mut whole, false);
        self.notes_content(&mut whole);
        if let Some((toc, span)) = whole.toc {
            self.toc_ids(toc, span);
        }
    }

    /// The text of the footnotes that are referred to, which may refer to others.
    fn notes_content(&mut self, whole: &mut Whole) {
        while let Some(footnote) = self.footnotes.iter_mut().find(|footnote| footnote.is_used && !footnote.is_shown) {
            footnote.is_shown = true;
            let content = footnote.content;
            self.events.push(Event::Id(format!("fn:{}", footnote.name), footnote.span));
            self.content(content, whole, true);
        }
        for footnote in std::mem::take(&mut self.footnotes) {
            if !footnote.is_shown {
                self.note(footnote.span, NoteKind::UnusedFootnote(footnote.name));
            }
        }
        // Marks of one footnote are numbered from the second on.
        let mut marks: FxHashMap<String, usize> = FxHashMap::default();
        for event in &mut self.events {
            let Event::Mark(name, span) = event else { continue };
            let id = match marks.get(name.as_str()) {
                None => format!("fnref:{name}"),
                Some(count) => format!("fnref:{name}:{count}"),
            };
            *marks.entry(std::mem::take(name)).or_default() += 1;
            *event = Event::Id(id, *span);
        }
    }

    /// A table of contents and its entries have ids, if there are any.
    fn toc_ids(&mut self, toc: String, span: Span) {
        let entries: Vec<Event> = self
            .events
            .iter()
            .filter_map(|event| match event {
                Event::Heading(Heading { id: Some((id, span)), in_toc: true, .. }) => {
                    Some(Event::Id(format!("{toc}-{id}"), *span))
                }
                _ => None,
            })
            .collect();
        if !entries.is_empty() {
            self.events.push(Event::Id(toc, span));
        }
        self.events.extend(entries);
    }

    /// Reads the text in the children of `parent`. `by_converter` tells that headings get their ids late: in HTML
    /// elements, and in footnotes.
    fn content(&mut self, parent: Id, whole: &mut Whole, by_converter: bool) {
        for child in std::mem::take(&mut self.elements[parent].children) {
            match &self.elements[child].kind {
                Kind::Text(piece) => {
                    let piece = piece.clone();
                    self.spans(&piece);
                }
                Kind::Header { .. } => self.heading(child, whole, by_converter),
                Kind::List => self.list_content(child, whole, by_converter),
                Kind::Html(_) => {
                    self.content(child, whole, true);
                    self.give_id(child);
                }
                Kind::Term => {
                    self.term(parent, child);
                    self.give_id(child);
                }
                Kind::Raw => self.give_id(child),
                // A list that waited for these is lost.
                Kind::Blank(_) | Kind::End(_) | Kind::Comment => {}
                _ => {
                    self.content(child, whole, by_converter);
                    self.give_id(child);
                }
            }
        }
    }

    /// A list, or the place of the table of contents or of the footnotes, where nothing of it is left.
    fn list_content(&mut self, list: Id, whole: &mut Whole, by_converter: bool) {
        let names = |name: &str| {
            let own = self.elements[list].list.as_ref();
            own.is_some_and(|own| own.names.iter().any(|it| it == name))
        };
        let is_toc = whole.toc.is_none() && names("toc");
        let is_place = is_toc || (!whole.footnotes_placed && names("footnotes"));
        if !is_place {
            self.content(list, whole, by_converter);
            self.give_id(list);
            return;
        }
        let mark = self.mark();
        self.content(list, whole, by_converter);
        self.back_to(mark);
        if is_toc {
            let given = self.elements[list].list.as_ref().and_then(|own| self.id_of(own));
            let (id, span) = given.unwrap_or_else(|| ("markdown-toc".to_owned(), self.elements[list].span));
            whole.toc = Some((id, span));
        } else {
            whole.footnotes_placed = true;
        }
    }

    fn heading(&mut self, header: Id, whole: &mut Whole, by_converter: bool) {
        let raw = match self.elements[header].children.first().map(|text| &self.elements[*text].kind) {
            Some(Kind::Text(piece)) if self.input == Input::Kramdown && !self.dialect.strips_ids => {
                Some(piece.as_str().to_owned())
            }
            _ => None,
        };
        let mark = self.events.len();
        self.header_text.clear();
        self.in_header = true;
        self.content(header, whole, by_converter);
        self.in_header = false;
        let text = std::mem::take(&mut self.header_text);
        let shows = |event: &Event| match event {
            Event::Link(link) => link.image && !link.no_alt,
            Event::Shown(_) | Event::Math | Event::Code(_) => true,
            _ => false,
        };
        let has_text = !text.trim().is_empty() || self.events[mark..].iter().any(shows);
        let element = &mut self.elements[header];
        let Kind::Header { level, id } = &mut element.kind else { return };
        let (level, own, span) = (*level, id.take(), element.span);
        let list = element.list.take();
        let is_listed = self.dialect.toc_levels.get(usize::from(level) - 1).is_none_or(|is_listed| *is_listed);
        let in_toc = is_listed && list.as_ref().is_none_or(|list| !list.classes.iter().any(|class| class == "no_toc"));
        let given = list.and_then(|list| self.id_of(&list)).or(own);
        let id = match given {
            Some(given) => Some(given),
            None if !self.dialect.auto_ids => None,
            None => {
                let words = raw.as_deref().unwrap_or(&text);
                if self.dialect.transliterates && !words.is_ascii() {
                    self.events.push(Event::UnknownId);
                    None
                } else {
                    let is_gfm = self.input == Input::Gfm && !by_converter && !self.dialect.transliterates;
                    let id = if is_gfm { whole.ids.gfm(words) } else { Some(whole.ids.basic(words)) };
                    let id = format!("{}{}", self.dialect.id_prefix, id.unwrap_or_default());
                    Some((id, span)).filter(|(id, _)| !id.is_empty())
                }
            }
        };
        self.events.push(Event::Heading(Heading { level, span, has_text, id, in_toc }));
    }

    /// A term, which a list that is called `auto_ids` gives an id.
    fn term(&mut self, list: Id, term: Id) {
        let names = self.elements[list].list.iter().flat_map(|list| &list.names);
        let prefix =
            names.clone().find_map(|name| name.strip_prefix("auto_ids")).map(|rest| rest.trim_start_matches('-'));
        let Some(prefix) = prefix.map(str::to_owned) else {
            return self.content(term, &mut Whole::default(), true);
        };
        self.header_text.clear();
        self.in_header = true;
        self.content(term, &mut Whole::default(), true);
        self.in_header = false;
        let id = HeadingIds::plain(&self.header_text);
        let has_own = self.elements[term].list.as_ref().is_some_and(|list| list.id.is_some());
        if !has_own && !id.is_empty() {
            self.events.push(Event::Id(format!("{prefix}{id}"), self.elements[term].span));
        }
    }

    /// The id that an element's attribute list gives it.
    fn give_id(&mut self, element: Id) {
        if let Some(list) = self.elements[element].list.take()
            && let Some((id, span)) = self.id_of(&list)
        {
            self.events.push(Event::Id(id, span));
        }
    }

    /// The id in a list, or in the lists that it names.
    pub(super) fn id_of(&self, list: &Attributes) -> Option<(String, Span)> {
        self.named_id(list, MAX_NAMES)
    }

    fn named_id(&self, list: &Attributes, depth: usize) -> Option<(String, Span)> {
        let named = || {
            let lists = list.names.iter().rev().filter_map(|name| self.named_lists.get(name));
            lists.take(MAX_NAMES).find_map(|named| self.named_id(named, depth - 1))
        };
        list.id.clone().or_else(|| if depth == 0 { None } else { named() })
    }
}
