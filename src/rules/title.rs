//! The title that a post gives itself.

use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::site::document::Kind;
use crate::syntax::yaml::Value;

/// `title-empty`
pub(super) struct TitleEmpty;

impl Rule for TitleEmpty {
    fn page(&self, page: &Page, out: &mut Sink) {
        // A document of a collection may well go without: its layout need not show one.
        if !matches!(page.document.kind, Kind::Post | Kind::Draft) {
            return;
        }
        let Some((key, value)) = page.entry("title") else { return };
        let empty = match &value.value {
            Value::Null => true,
            Value::String(text) => text.trim().is_empty(),
            _ => false,
        };
        if empty {
            let span = if value.span.is_empty() { key.span } else { value.span };
            out.report(
                span,
                "nothing here",
                "this post has an empty title: its heading and every list that names it show nothing",
            )
            .help("write a title; without the key Jekyll makes one from the file name");
        }
    }
}
