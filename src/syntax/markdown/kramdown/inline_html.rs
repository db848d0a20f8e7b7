//! HTML amid text (kramdown 2.5, `parser/kramdown/html.rb#parse_span_html`).

use super::elements::{Model, is_block_element, is_known, is_without_body, model};
use super::html::asked;
use super::scan::{self, broken_tag, end_tag, start_tag};
use super::span::{Frame, Open, Run, Stop};
use super::{Event, Note, NoteKind, Parser};
use crate::source::Span;
use crate::syntax::html::element::{Name, names};

impl<'a> Parser<'a> {
    pub(super) fn html(&mut self, run: &mut Run<'_, 'a>, frame: &mut Frame, open: Open) -> bool {
        let at = run.at;
        let str = &run.str[..run.end];
        // A tag costs more than a letter.
        self.spend(32);
        if str.as_bytes()[at..].starts_with(b"<!") {
            return self.inline_markup(run, frame);
        }
        if let Some((name_end, end)) = end_tag(str, at) {
            // It is printed. Where its start tag is too, both are one fault; else the balance of tags tells.
            if !self.ends_printed(&str[at + 2..name_end], run.text.span(at, end)) {
                run.text.pieces(at, end, |span| self.events.push(Event::Shown(span)));
            }
            self.text(run, frame, at, end);
            run.at = end;
        } else if let Some(tag) = start_tag(str, at) {
            self.html_element(run, frame, open, &tag);
        } else {
            if let Some(end) = broken_tag(str, at) {
                self.note(run.text.span(at, end), NoteKind::BrokenTag);
                run.text.pieces(at, end, |span| self.events.push(Event::Shown(span)));
            }
            return false;
        }
        true
    }

    /// A comment, which is kept, or a CDATA section, which becomes text.
    fn inline_markup(&mut self, run: &mut Run<'_, 'a>, frame: &mut Frame) -> bool {
        let (bytes, at) = (run.bytes(), run.at);
        if let Some(end) = scan::markup(bytes, at, b"<!--", b"-->") {
            run.text.pieces(at, end, |span| self.events.push(Event::Shown(span)));
            frame.add_sign();
            run.at = end;
            return true;
        }
        if let Some(end) = scan::markup(bytes, at, b"<![CDATA[", b"]]>") {
            self.text(run, frame, at, end);
            run.at = end;
            return true;
        }
        self.spend(run.end - at);
        false
    }

    /// Whether the end tag `tag` belongs to the last start tag of this name that was printed in this text.
    fn ends_printed(&mut self, tag_name: &str, tag: Span) -> bool {
        for event in self.events[self.text_events..].iter_mut().rev() {
            if let Event::Note(Note { kind: NoteKind::PrintedTag { name, end: end @ None }, .. }) = event
                && name.eq_ignore_ascii_case(tag_name)
            {
                *end = Some(tag);
                return true;
            }
        }
        false
    }

    fn html_element(&mut self, run: &mut Run<'_, 'a>, frame: &mut Frame, open: Open, tag: &scan::StartTag) {
        let at = run.at;
        let str = run.str;
        let name = &str[at + 1..tag.name_end];
        if is_block_element(tag.element) {
            let kind = NoteKind::PrintedTag { name: name.to_owned(), end: None };
            self.note(run.text.span(at, tag.end), kind);
            self.text(run, frame, at, tag.end);
            run.at = tag.end;
            return;
        }
        let asked = asked(str, tag);
        let is_raw = model(tag.element) == Model::Raw || run.only_html;
        let parses = match asked {
            Some(Model::Raw) => false,
            Some(Model::Span) => true,
            _ => !is_raw && self.dialect.parse_span_html,
        };
        run.text.pieces(at, tag.end, |span| self.events.push(Event::Shown(span)));
        frame.add_element();
        run.at = tag.end;
        if tag.self_closing || is_without_body(tag.element) || self.is_deep() {
            return;
        }
        let only_html = std::mem::replace(&mut run.only_html, !parses);
        let mut inner = Frame::new();
        let is_verbatim = matches!(tag.element, names::SCRIPT | names::STYLE);
        self.span_depth += 1;
        let is_closed = self.run(run, &mut inner, Stop::EndTag(name), open);
        self.span_depth -= 1;
        if is_closed {
            if let Some(end) = closing_at(str, run.at, run.end, name) {
                let from = if is_verbatim { tag.end } else { run.at };
                run.text.pieces(from, end, |span| self.events.push(Event::Shown(span)));
                run.at = end;
            }
        } else {
            self.text(run, &mut inner, run.at, run.end);
            run.at = run.end;
        }
        run.only_html = only_html;
    }
}

/// The end of the end tag of `name` that stands at `at`.
pub(super) fn closing_at(text: &str, at: usize, limit: usize, name: &str) -> Option<usize> {
    let (name_end, end) = end_tag(&text[..limit], at)?;
    let found = &text[at + 2..name_end];
    (found == name || (found.eq_ignore_ascii_case(name) && is_known(Name::new(name.as_bytes())))).then_some(end)
}
