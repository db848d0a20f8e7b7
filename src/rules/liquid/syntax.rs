//! Tags and outputs whose inside is not what Liquid reads.

use super::sample::Known;
use super::{Place, SHOW, STOPS, fault_place, is_judged, name, shown, swallows, words};
use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::source::Span;
use crate::syntax::liquid::{Fault, FaultKind, Lax, Value};

/// `liquid-syntax`
pub(in crate::rules) struct Syntax;

impl Rule for Syntax {
    fn page(&self, page: &Page, out: &mut Sink) {
        let faults = if is_judged(page) { &page.liquid.faults[..] } else { &[] };
        if faults.is_empty() {
            return;
        }
        let known = Known::of(page);
        for (index, fault) in faults.iter().enumerate() {
            if fault_place(page, fault).0 != Place::Text || swallows(page, fault.hole) {
                continue;
            }
            match fault.kind {
                FaultKind::NoName => no_name(page, fault, out),
                FaultKind::Markup(form) => {
                    let name = name(page, fault.hole);
                    let (wants, help) = words::form(form, name, fault.span.of(page.text));
                    out.report(fault.span, "", format!("{wants}: {STOPS}")).help(help);
                }
                FaultKind::Range => {
                    let message = format!("a range from or to something that is no number: {STOPS}");
                    out.report(fault.span, "", message).help("write numbers or variables: `(1..5)`, `(1..page.count)`");
                }
                FaultKind::TooDeep => {
                    let message = format!("more than a hundred blocks in one another: {STOPS}");
                    out.report(fault.span, "the hundred and first", message).help("close the blocks around it");
                }
                FaultKind::Operator => operator(page, fault, out),
                // An operator that stops the build is the graver fault of the same tag, and follows.
                FaultKind::Lax(_)
                    if faults
                        .get(index + 1)
                        .is_some_and(|next| next.kind == FaultKind::Operator && next.hole == fault.hole) => {}
                FaultKind::Lax(lax) => self::lax(&known, page, fault, lax, out),
                FaultKind::ElseCondition => {
                    let rest = shown(page.liquid.hole(fault.hole).map_or("", |hole| hole.markup.of(page.text)));
                    let condition = rest.split_once(' ').map_or("", |(_, condition)| condition);
                    let message = "`else` takes no condition and this one is not read: the branch is always taken \
                        where those before it are not";
                    out.report(fault.span, "", message).help(format!("write `{{% elsif {condition} %}}`"));
                }
                _ => {}
            }
        }
    }
}

fn no_name(page: &Page, fault: &Fault, out: &mut Sink) {
    let inner = fault.hole.of(page.text).trim_matches(['{', '%', '}', '-', ' ', '\n', '\t']);
    let finding = out.report(fault.span, "", format!("a tag that does not begin with a name: {STOPS}"));
    if inner.starts_with('#') {
        finding.help("comments in this form come with Liquid 5: write `{% comment %}…{% endcomment %}`");
    } else {
        finding.help(format!("write the tag's name first, or delete it; {SHOW}"));
    }
}

fn operator(page: &Page, fault: &Fault, out: &mut Sink) {
    let operator = fault.span.of(page.text);
    let before = page.text[fault.hole.start as usize..fault.span.start as usize].trim_end();
    if before.ends_with("not") && before[..before.len() - 3].ends_with([' ', '\t']) {
        let not = fault.hole.start as usize + before.len() - 3;
        let message = "Liquid has no `not`: Jekyll stops when it comes to this tag";
        out.report(Span::new(not, not + 3), "", message).help("write `{% unless … %}`, or `… == false`");
        return;
    }
    let message = format!("`{operator}` is no operator of Liquid: Jekyll stops when it comes to this tag");
    out.report(fault.span, "not known", message).help(match operator {
        "=" | "===" => "write `==`".to_owned(),
        "!==" | "=!" => "write `!=`".to_owned(),
        "=>" => "write `>=`".to_owned(),
        "=<" => "write `<=`".to_owned(),
        _ => "it has `==`, `!=`, `<`, `>`, `<=`, `>=`, `contains`, and joins with `and` and `or`".to_owned(),
    });
}

/// What only warns: Liquid goes by a part of what was written.
fn lax(known: &Known, page: &Page, fault: &Fault, lax: Lax, out: &mut Sink) {
    let strict = page.settings.liquid.is_strict.then(|| format!("under `error_mode: strict` {STOPS}"));
    let Some(consequence) = strict.or_else(|| effect(known, page, fault, lax)) else { return };
    let name = name(page, fault.hole);
    let span = if fault.span.is_empty() { fault.hole } else { lax.lost.unwrap_or(fault.span) };
    let finding = out.report(span, "not read", format!("Liquid cannot read this: {consequence}"));
    finding.help(words::lax_help(name, fault.span.of(page.text), lax.lost.map_or("", |lost| lost.of(page.text))));
}

/// What the reader of the page sees of it; `None` where it is what was meant.
fn effect(known: &Known, page: &Page, fault: &Fault, lax: Lax) -> Option<String> {
    let value = lax.operand.map(|operand| shown(operand.span.of(page.text)));
    let is_nothing = lax.operand.is_none_or(|operand| match operand.root {
        Some(root) => !known.has_root(root),
        None => operand.value == Value::Variable && !operand.span.of(page.text).starts_with(['(', '[']),
    });
    let value = value.unwrap_or_default();
    match name(page, fault.hole) {
        "" if is_nothing => Some("it warns and prints nothing".to_owned()),
        "" => lax.lost.map(|_| format!("it warns and prints `{value}`, without the rest")),
        "assign" if is_nothing => Some("it warns and assigns nothing".to_owned()),
        "assign" => lax.lost.map(|_| format!("it warns and assigns `{value}`, without the rest")),
        "for" => lax.lost.map(|_| format!("it warns and goes through `{value}`, without the rest")),
        _ => lax.lost.map(|_| "it warns and leaves it out, so that the condition is another".to_owned()),
    }
}
