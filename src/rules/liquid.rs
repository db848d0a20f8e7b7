//! Liquid: what stops the build, what prints nothing, what was not meant to be Liquid at all.
//!
//! One fault, one finding: whatever stands in code or in a formula is the business of the rules about these.

mod code;
mod include;
mod names;
mod posts;
mod sample;
mod syntax;
mod unclosed;
mod words;

pub(super) use code::{InCode, InMath};
pub(super) use include::MissingInclude;
pub(super) use names::{UnknownFilter, UnknownObject, UnknownTag};
pub(super) use posts::MissingPost;
pub(super) use syntax::Syntax;
pub(super) use unclosed::Unclosed;

use crate::page::Page;
use crate::source::Span;
use crate::syntax::liquid::{Fault, FaultKind};

/// Where a tag or an output stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In the code of this number.
    Code(usize),
    /// In the formula of this number.
    Math(usize),
    /// Anywhere else.
    Text,
}

fn place(page: &Page, span: Span) -> Place {
    let holder = |spans: &[Span]| {
        let index = spans.partition_point(|one| one.end <= span.start);
        let one = spans.get(index).filter(|one| one.start < span.start)?;
        // The end of `highlight` belongs to it, and is no sample.
        let is_its_end = span.end == one.end && one.of(page.text).starts_with("{%");
        (!is_its_end).then_some(index)
    };
    match (holder(&page.code), holder(&page.math)) {
        (Some(index), _) => Place::Code(index),
        (None, Some(index)) => Place::Math(index),
        (None, None) => Place::Text,
    }
}

/// The place that a fault comes from: where one of two tags is a sample, that one is to blame.
fn fault_place(page: &Page, fault: &Fault) -> (Place, Span) {
    let own = place(page, fault.hole);
    match fault.kind {
        FaultKind::ClosedBy(end) if own == Place::Text => (place(page, end), end),
        _ => (own, fault.hole),
    }
}

/// Whether anything can be said about the Liquid of a page.
fn is_judged(page: &Page) -> bool {
    !page.liquid.holes.is_empty() && !page.settings.liquid.is_unknown
}

/// The faults of a page that stand in its text.
fn faults<'p>(page: &'p Page) -> impl Iterator<Item = &'p Fault> {
    let judged = is_judged(page);
    page.liquid.faults.iter().filter(move |fault| judged && fault_place(page, fault).0 == Place::Text)
}

/// The name of a tag; empty for an output.
fn name<'p>(page: &'p Page, hole: Span) -> &'p str {
    let Some(inner) = hole.of(page.text).strip_prefix("{%") else { return "" };
    let inner = inner.strip_prefix('-').unwrap_or(inner).trim_start();
    &inner[..inner.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(inner.len())]
}

/// A tag that runs on over the start of the next one, because it lacks its own end.
fn swallows(page: &Page, hole: Span) -> bool {
    hole.of(page.text).get(2..).is_some_and(|inner| inner.contains("{%"))
}

/// What ends the build, in words.
const STOPS: &str = "Jekyll stops and builds nothing";

/// How to show braces.
const SHOW: &str = "if the signs are meant to be seen, write them between `{% raw %}` and `{% endraw %}`";

/// A piece of the file, short enough for a sentence.
fn shown(text: &str) -> String {
    const MOST: usize = 40;
    let line = text.trim().lines().next().unwrap_or("").trim_end();
    let cut = line.chars().count() > MOST || line.len() < text.trim().len();
    let short: String = line.chars().take(MOST).collect();
    if cut { format!("{}…", short.trim_end()) } else { short }
}
