//! The title that a post gives itself.

use crate::page::Page;
use crate::rule::{Rule, Sink};

/// `title-empty`
pub(super) struct TitleEmpty;

impl Rule for TitleEmpty {
    fn page(&self, _page: &Page, _out: &mut Sink) {}
}
