//! Start and end tags that do not belong together.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::source::Span;
use crate::syntax::html::{Fault, FaultKind, TagKind, element};

use super::html_tokens::ATTRIBUTE_CODES;

/// `html-unclosed`
pub(super) struct Unclosed;

impl Rule for Unclosed {
    fn page(&self, page: &Page, out: &mut Sink) {
        for fault in faults(page, FaultKind::Unclosed) {
            let name = name(page, fault);
            let finding = out.report(fault.span, "opened here", format!("`<{name}>` is never closed"));
            if let Some(related) = fault.related {
                finding.label(related, "its end tag belongs before this");
            }
            if page.document.is_markdown && !fault.span.of(page.text).contains(' ') {
                finding.help(format!("add `</{name}>` where it ends, or write `` `<{name}>` `` if the word is meant"));
            } else {
                finding.help(format!("add `</{name}>` where it ends, or delete this tag"));
            }
        }
    }
}

/// `html-stray-end-tag`
pub(super) struct Stray;

impl Rule for Stray {
    fn page(&self, page: &Page, out: &mut Sink) {
        for fault in faults(page, FaultKind::Stray) {
            let name = name(page, fault);
            let seen = if page.document.is_markdown { "kramdown prints it as text" } else { "browsers ignore it" };
            out.report(fault.span, "closes nothing", format!("`</{name}>` without its start tag: {seen}"))
                .help(format!("delete it, or add `<{name}>` where it begins"));
        }
    }
}

/// `html-misnested`
pub(super) struct Misnested;

impl Rule for Misnested {
    fn page(&self, page: &Page, out: &mut Sink) {
        for fault in faults(page, FaultKind::Misnested) {
            let name = name(page, fault);
            let other = fault.related.map_or("", |related| related.of(page.text));
            let (message, late) = match fault.end {
                Some(_) => {
                    (format!("`<{name}>` and `{other}` overlap instead of nesting"), "the element around it ends here")
                }
                None => (format!("`<{name}>` is closed by `{other}`"), "a tag of another element"),
            };
            let finding = out.report(fault.span, "opened here", message);
            if let Some(related) = fault.related {
                finding.label(related, late);
            }
            if let Some(end) = fault.end {
                finding.label(end, "closed only here");
            }
            finding.help(format!("close `<{name}>` before `{other}`"));
        }
        for fault in faults(page, FaultKind::TooDeep) {
            out.report(
                fault.span,
                "the 513th open element",
                "elements nested more than 512 deep: browsers flatten what is deeper",
            )
            .help("close the elements around it; what follows was not judged for its nesting");
        }
    }
}

/// `html-void-end-tag`
pub(super) struct VoidEnd;

impl Rule for VoidEnd {
    fn page(&self, page: &Page, out: &mut Sink) {
        for fault in faults(page, FaultKind::VoidEnd) {
            let name = name(page, fault);
            let seen = match (page.document.is_markdown, name.eq_ignore_ascii_case("br")) {
                (true, _) => "kramdown prints it as text",
                (false, true) => "browsers read one more line break",
                (false, false) => "browsers ignore it",
            };
            let finding = out.report(fault.span, "", format!("`</{name}>`: the element has no end tag, {seen}"));
            finding.help("delete it").safe_fix("delete it", fault.span, "");
        }
    }
}

/// The faults of one kind that are certain: not those that Liquid, or an unreadable tag, may have caused.
fn faults<'p>(page: &'p Page, kind: FaultKind) -> impl Iterator<Item = &'p Fault> {
    let any = page.html.faults.iter().any(|fault| fault.kind == kind);
    let unsure = if any { Unsure::of(page) } else { Unsure::default() };
    page.html.faults.iter().filter(move |fault| fault.kind == kind && fault.known && !unsure.holds(page, fault))
}

fn name<'p>(page: &'p Page, fault: &Fault) -> &'p str {
    page.html.tags.get(fault.tag as usize).map_or("", |tag| tag.name.of(page.text))
}

/// Why a fault of balance may be none.
#[derive(Default)]
struct Unsure {
    /// Elements that a Liquid branch or loop opens or closes on its own.
    names: FxHashSet<String>,
    /// An include may open and close blocks.
    includes: bool,
    /// There is too much Liquid to tell.
    everything: bool,
    /// Tags whose attributes are broken: where they end is a guess.
    broken: Vec<Span>,
}

/// Beyond this many pairs of a block and a tag nothing is claimed about balance.
const MOST_PAIRS: usize = 10_000_000;

impl Unsure {
    fn of(page: &Page) -> Unsure {
        let (blocks, tags) = (&page.liquid.blocks, &page.html.tags);
        if blocks.len().saturating_mul(tags.len()) > MOST_PAIRS {
            return Unsure { everything: true, ..Unsure::default() };
        }
        let includes = page.liquid.holes.iter().any(|hole| hole.name.of(page.text).starts_with("include"));
        let mut names = FxHashSet::default();
        for block in blocks.iter().map(|block| block.span) {
            let mut open: FxHashMap<String, i64> = FxHashMap::default();
            let from = tags.partition_point(|tag| tag.span.start < block.start);
            for tag in tags[from..].iter().take_while(|tag| tag.span.end <= block.end) {
                let step = if tag.kind == TagKind::Start { 1 } else { -1 };
                *open.entry(tag.name.of(page.text).to_ascii_lowercase()).or_default() += step;
            }
            names.extend(open.into_iter().filter(|(_, count)| *count != 0).map(|(name, _)| name));
        }
        let broken = page
            .html
            .errors
            .iter()
            .filter(|error| ATTRIBUTE_CODES.contains(&error.code))
            .map(|error| error.span)
            .collect();
        Unsure { names, includes, everything: false, broken }
    }

    fn holds(&self, page: &Page, fault: &Fault) -> bool {
        if self.everything {
            return true;
        }
        // A page may end what its layout begins, and begin what the footer ends: an article only where the layout
        // and all includes leave that over, a page of HTML, half a layout itself, wherever one of them does.
        let halves = page.settings.frame.halves.get(&name(page, fault).to_ascii_lowercase());
        let [begun, ended] = halves.copied().unwrap_or_default();
        let (mine, theirs) = if fault.kind == FaultKind::Stray { (begun, ended) } else { (ended, begun) };
        let is_half = matches!(fault.kind, FaultKind::Stray | FaultKind::Unclosed);
        if is_half && mine > if page.document.is_markdown { theirs } else { 0 } {
            return true;
        }
        let spans = [Some(fault.span), fault.related, fault.end];
        let name_of = |span: Span| {
            let text = span.of(page.text).trim_start_matches(['<', '/']);
            text[..text.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(text.len())]
                .to_ascii_lowercase()
        };
        spans.into_iter().flatten().any(|span| {
            let name = name_of(span);
            self.names.contains(&name)
                || (self.includes && element::is_block(&name))
                || self.broken.iter().any(|error| span.contains(*error))
        })
    }
}
