//! Characters that nobody sees: those of no width, and those that turn the direction of writing.
//!
//! Both have honest uses, in emoji, in Persian, Hindi or Thai, and wherever two directions meet. What is reported is
//! what cannot have one.

use crate::finding::{Edit, Fix};
use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::source::Span;
use crate::syntax::characters::OddKind;

mod directions;
mod useless;

use directions::Directions;

/// `text-bidi-control`
pub(super) struct BidiControl;

impl Rule for BidiControl {
    fn page(&self, page: &Page, out: &mut Sink) {
        if !page.odd.iter().any(|odd| odd.kind == OddKind::Direction) {
            return;
        }
        let directions = Directions::of(page);
        let Some(first) = directions.harmful.first() else { return };
        let (name, code) = (directions::name(first.sign), u32::from(first.sign));
        let more = more(directions.harmful.len());
        let (label, effect) = match first.sign {
            _ if directions.both_ways => {
                ("opened here", "is never closed in its paragraph, and the rest of that is put in another order")
            }
            '\u{202E}' => ("here", "shows what follows it backwards: readers see another text than the file has"),
            _ => ("here", "moves signs and figures about, and nothing here is written from right to left"),
        };
        let finding = out.report(first.span, label, format!("the {name} U+{code:04X} {effect}{more}"));
        if directions.both_ways {
            let close = if first.sign >= '\u{2066}' { "U+2069" } else { "U+202C" };
            finding.help(format!("put {close} where it ends, or delete it; editors do not show it"));
        } else {
            finding.help("delete it; editors do not show it");
            let spans = directions.harmful.iter().flat_map(|turn| std::iter::once(turn.span).chain(turn.close));
            finding.fix = Some(deletion("delete the direction controls", spans, false));
        }
    }
}

/// `text-zero-width`
pub(super) struct ZeroWidth;

impl Rule for ZeroWidth {
    fn page(&self, page: &Page, out: &mut Sink) {
        if !page.odd.iter().any(|odd| matches!(odd.kind, OddKind::Invisible | OddKind::Direction)) {
            return;
        }
        let found = useless::find(page);
        let Some(first) = found.first() else { return };
        let more = more(found.len());
        let signs = first.span.of(page.text);
        let code = signs.chars().next().map_or(0, u32::from);
        let effect = if first.in_address {
            "the link leads elsewhere"
        } else {
            "whoever searches for this text does not find it"
        };
        let place = if first.in_address { "stands in an address" } else { "does nothing here" };
        let (what, it) = match signs.chars().count() {
            1 => (format!("the invisible character U+{code:04X} {place}: {effect}{more}"), "it"),
            n if n < useless::MARK => {
                (format!("the {n} invisible characters from U+{code:04X} on do nothing here: {effect}{more}"), "them")
            }
            n => (
                format!(
                    "{n} invisible characters in a row, a mark that some editors hide in what is copied from them{more}"
                ),
                "them",
            ),
        };
        let finding = out.report(first.span, "here", what);
        finding.help(format!("delete {it}; editors do not show {it}"));
        let safe = found.iter().all(|one| !one.in_address && one.is_bare && page.is_only_text(one.span));
        let spans = found.iter().map(|one| one.span);
        finding.fix = Some(deletion("delete the invisible characters", spans, safe));
    }
}

/// A file that has one often has dozens, all from one cause: one finding that mends them all.
fn more(count: usize) -> String {
    match count {
        0 | 1 => String::new(),
        2 => " (and at one more place)".to_owned(),
        _ => format!(" (and at {} more places)", count - 1),
    }
}

fn deletion(title: &str, spans: impl Iterator<Item = Span>, safe: bool) -> Fix {
    let mut edits: Vec<Edit> = spans.map(|span| Edit { span, text: String::new() }).collect();
    edits.sort_by_key(|edit| edit.span);
    Fix::new(title, safe, edits)
}

/// Characters of both kinds that touch each other.
struct Run {
    span: Span,
    /// Some of them have no width and no direction either.
    invisible: bool,
}

/// The runs of a page, in order; with `directions`, controls of direction belong to them.
fn runs(page: &Page, directions: bool) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for odd in &page.odd {
        let invisible = odd.kind == OddKind::Invisible;
        if !(invisible || directions && odd.kind == OddKind::Direction) {
            continue;
        }
        match runs.last_mut() {
            Some(last) if last.span.end == odd.span.start => {
                (last.span.end, last.invisible) = (odd.span.end, last.invisible || invisible);
            }
            _ => runs.push(Run { span: odd.span, invisible }),
        }
    }
    runs
}
