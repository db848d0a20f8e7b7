//! Brackets and quotation marks of East Asian writing whose partner is missing.

use crate::finding::{Edit, Fix};
use crate::page::{Language, Page};
use crate::rule::{Rule, Sink};
use crate::syntax::yaml::Node;

mod marks;
mod pairs;

use marks::{Mark, SIGNS};

/// `cjk-unpaired`
pub(super) struct Unpaired;

/// So many lone marks of a kind in one file are a habit that this rule does not know.
const HABIT: usize = 6;

/// Two lone marks so close, in bytes, are one fault.
const CLOSE: u32 = 300;

impl Rule for Unpaired {
    fn page(&self, page: &Page, out: &mut Sink) {
        if !page.document.has_body() || !page.may_be_unpaired {
            return;
        }
        let Some(language) = page.language() else { return };
        let mut lone: Vec<Mark> = values(page).flat_map(|value| pairs::lone(&marks::of_value(page, value))).collect();
        lone.extend(pairs::lone(&marks::of_body(page)));
        lone.retain(|mark| !mark.is_meant(page.text));
        for kind in 0..SIGNS.len() {
            if lone.iter().filter(|mark| mark.kind == kind).count() > HABIT {
                lone.retain(|mark| mark.kind != kind);
            }
        }
        if language == Language::Japanese {
            // Japanese keyboards give ” for both.
            let both = |mark: &Mark| mark.kind == marks::QUOTE && !mark.opens;
            let at: Vec<u32> = lone.iter().filter(|mark| both(mark)).map(|mark| mark.paragraph).collect();
            lone.retain(|mark| !both(mark) || at.iter().filter(|at| **at == mark.paragraph).count() % 2 == 1);
        }
        let mut rest = &lone[..];
        while let [first, after @ ..] = rest {
            rest = after;
            let near = |next: &&Mark| next.paragraph == first.paragraph && next.span.start - first.span.end <= CLOSE;
            match after.first().filter(near) {
                Some(next) if report_two(page, [first, next], out) => rest = &after[1..],
                _ => report(page, first, out),
            }
        }
    }
}

/// What the front matter says to readers.
fn values<'p>(page: &'p Page) -> impl Iterator<Item = &'p Node> {
    const KEYS: [&str; 7] = ["title", "subtitle", "description", "summary", "excerpt", "tags", "categories"];
    let values = KEYS.iter().filter_map(|key| Some(page.entry(key)?.1));
    values.flat_map(|value| if value.items().is_empty() { std::slice::from_ref(value) } else { value.items() })
}

fn report(page: &Page, mark: &Mark, out: &mut Sink) {
    let sign = mark.span.of(page.text);
    let (open, close) = SIGNS[mark.kind];
    if mark.opens {
        out.report(mark.span, "opened here", format!("`{sign}` is never closed"))
            .help(format!("put `{close}` where it ends, or delete it"));
    } else {
        out.report(mark.span, "closes nothing", format!("`{sign}` closes nothing"))
            .help(format!("put `{open}` where it begins, or delete it"));
    }
}

/// Reports two lone marks side by side as one fault; false where they are none.
fn report_two(page: &Page, [first, next]: [&Mark; 2], out: &mut Sink) -> bool {
    let [one, other] = [first, next].map(|mark| mark.span.of(page.text));
    let (open, close) = SIGNS[first.kind];
    let same = first.kind == next.kind;
    match (first.opens, next.opens) {
        (true, true) if same => {
            let message = format!("`{other}` is the wrong way round: `{close}` belongs here");
            let finding = out.report(next.span, "opens once more", message);
            finding.label(first.span, "opened here").help(format!("write `{close}`"));
            finding.unsafe_fix("turn it round", next.span, close.to_string());
        }
        (false, false) if same => {
            let message = format!("`{one}` is the wrong way round: `{open}` belongs here");
            let finding = out.report(first.span, "closes nothing", message);
            finding.label(next.span, "closed here").help(format!("write `{open}`"));
            finding.unsafe_fix("turn it round", first.span, open.to_string());
        }
        (true, false) if !same => {
            let message = format!("`{one}` is closed by `{other}`: `{close}` belongs here");
            let finding = out.report(next.span, "not its partner", message);
            finding.label(first.span, "opened here").help(format!("write `{close}`"));
            finding.unsafe_fix("write its partner", next.span, close.to_string());
        }
        (false, true) if same => {
            let finding =
                out.report(first.span, "closes nothing", format!("`{one}` and `{other}` stand the wrong way round"));
            finding.label(next.span, "opens nothing").help(format!("write `{open}` here and `{close}` there"));
            let edits = vec![
                Edit { span: first.span, text: open.to_string() },
                Edit { span: next.span, text: close.to_string() },
            ];
            finding.fix = Some(Fix::new("turn them round", false, edits));
        }
        _ => return false,
    }
    true
}
