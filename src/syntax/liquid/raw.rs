//! The block in which nothing is Liquid (`raw.rb`).

use super::blocks::Reader;
use super::fault::{FaultKind, Form};
use super::tokens::raw_end;
use super::value::is_space;
use super::{Block, Hole};
use crate::source::Span;

impl Reader<'_> {
    /// What follows is no Liquid up to `endraw`.
    pub(super) fn raw(&mut self, hole: &Hole) {
        let markup = hole.markup.of(self.text);
        if !markup.bytes().all(is_space) {
            self.fault(hole, hole.markup, FaultKind::Markup(Form::Raw));
        }
        let bytes = self.text.as_bytes();
        let mut dashed = None;
        while let Some(inner) = self.tokens.next() {
            if !self.has_no_raw_end
                && let Some(end) = raw_end(bytes, &inner)
            {
                self.close_raw(hole, &end);
                return;
            }
            if dashed.is_none() && inner.name.of(self.text) == "endraw" {
                dashed = Some(inner);
                if self.has_no_raw_end {
                    break;
                }
            }
        }
        self.has_no_raw_end = true;
        self.fault(hole, hole.span, FaultKind::NeverClosed(dashed.map(|end| end.span)));
        match dashed {
            // Liquid 5 ends the block here, and so did the author.
            Some(end) => {
                self.tokens.resume(end.span.end as usize);
                self.close_raw(hole, &end);
            }
            None => self.is_cut = true,
        }
    }

    fn close_raw(&mut self, hole: &Hole, end: &Hole) {
        self.keep(end);
        if self.comments == 0 {
            let span = Span { start: hole.span.start, end: end.span.end };
            let block = Block { span, start: hole.span, end: end.span, branches: Vec::new(), name: hole.name };
            self.out.blocks.push(block);
        }
    }
}
