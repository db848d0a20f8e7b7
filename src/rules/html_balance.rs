//! Start and end tags that do not belong together.

use crate::finding::{Edit, Fix};
use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::source::Span;
use crate::syntax::empty_line;
use crate::syntax::html::{Fault, FaultKind, element};

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
            // In one piece of text its end tag belongs before what ends the piece.
            if let Some(related) = fault.related
                && page.text.get(fault.span.end as usize..related.start as usize).is_some_and(|inner| !is_long(inner))
            {
                let here = Span::new(related.start as usize, related.start as usize);
                finding.unsafe_fix(format!("write `</{name}>`"), here, format!("</{name}>"));
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
                .help(format!("delete it, or add `<{name}>` where it begins"))
                .unsafe_fix("delete it", fault.span, "");
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
            // Two end tags side by side change places.
            if let (Some(cut), Some(end)) = (fault.related, fault.end)
                && page.text.get(cut.end as usize..end.start as usize).is_some_and(|between| between.trim().is_empty())
                && other.starts_with("</")
            {
                let edits =
                    [(cut, end), (end, cut)].map(|(span, new)| Edit { span, text: new.of(page.text).to_owned() });
                finding.fix = Some(Fix::new("let the end tags change places", false, edits.into()));
            }
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
pub(super) fn faults<'p>(page: &'p Page, kind: FaultKind) -> impl Iterator<Item = &'p Fault> {
    let any = page.html.faults.iter().any(|fault| fault.kind == kind);
    let unsure = any.then(|| Unsure::of(page));
    let is_sure = move |fault: &&Fault| unsure.as_ref().is_some_and(|unsure| !unsure.holds(fault));
    page.html.faults.iter().filter(move |fault| fault.kind == kind && fault.known).filter(is_sure)
}

/// Whether a text has an empty line in it, or a line that is a block of its own.
fn is_long(text: &str) -> bool {
    text.trim().is_empty() || empty_line(text.as_bytes()).is_some()
}

fn name<'p>(page: &'p Page, fault: &Fault) -> &'p str {
    page.html.tags.get(fault.tag as usize).map_or("", |tag| tag.name.of(page.text))
}

/// Why a fault of balance may be none.
pub(super) struct Unsure<'p> {
    page: &'p Page<'p>,
    /// An include may open and close blocks.
    includes: bool,
    /// Tags whose attributes are broken: where they end is a guess.
    broken: Vec<Span>,
}

impl<'p> Unsure<'p> {
    pub(super) fn of(page: &'p Page) -> Unsure<'p> {
        let includes = page.liquid.holes.iter().any(|hole| hole.name.of(page.text).starts_with("include"));
        let errors = page.html.errors.iter().filter(|error| ATTRIBUTE_CODES.contains(&error.code));
        Unsure { page, includes, broken: errors.map(|error| error.span).collect() }
    }

    /// Whether Liquid may open or close an element of this name, which is not seen here.
    pub(super) fn is_unsure(&self, name: &str) -> bool {
        let loose = &self.page.branches.loose;
        (self.includes && element::is_block(name)) || (!loose.is_empty() && loose.contains(&name.to_ascii_lowercase()))
    }

    fn holds(&self, fault: &Fault) -> bool {
        let page = self.page;
        // A page may end what its layout begins, and begin what the footer ends: an article only where the layout
        // and all includes leave that over, a page of HTML, half a layout itself, wherever one of them does.
        let halves = page.settings.frame.halves.get(&name(page, fault).to_ascii_lowercase());
        let [begun, ended] = halves.copied().unwrap_or_default();
        let (mine, theirs) = if fault.kind == FaultKind::Stray { (begun, ended) } else { (ended, begun) };
        let is_half = matches!(fault.kind, FaultKind::Stray | FaultKind::Unclosed);
        if is_half && mine > if page.document.is_markdown { theirs } else { 0 } {
            return true;
        }
        [Some(fault.span), fault.related, fault.end].into_iter().flatten().any(|span| {
            self.is_unsure(element::name_in_tag(span.of(page.text)))
                || self.broken.iter().any(|error| span.contains(*error))
        })
    }
}
