//! What is begun and not ended, or ended and not begun.

use super::{SHOW, STOPS, faults, name, shown, swallows};
use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::source::Span;
use crate::syntax::liquid::{Fault, FaultKind};

/// `liquid-unclosed`
pub(in crate::rules) struct Unclosed;

impl Rule for Unclosed {
    fn page(&self, page: &Page, out: &mut Sink) {
        let mut last = Span::default();
        for fault in faults(page) {
            if swallows(page, fault.hole) && !matches!(fault.kind, FaultKind::OutputNotEnded | FaultKind::TagNotEnded) {
                // Whatever else is wrong with it comes from this.
                if last != fault.hole {
                    no_own_end(page, fault, out);
                }
                last = fault.hole;
                continue;
            }
            match fault.kind {
                FaultKind::OutputNotEnded => output(page, fault, out),
                FaultKind::TagNotEnded => {
                    let message = format!("`{{%` without its `%}}`: {STOPS}");
                    out.report(fault.span, "opened here", message).help(format!("end the tag with `%}}`; {SHOW}"));
                }
                FaultKind::NeverClosed(dashed) => never_closed(page, fault, dashed, out),
                FaultKind::ClosedBy(end) => closed_by(page, fault, end, out),
                FaultKind::StrayEnd(second_else) => stray_end(page, fault, second_else, out),
                FaultKind::StrayBranch => stray_branch(page, fault, out),
                _ => {}
            }
        }
    }
}

fn output(page: &Page, fault: &Fault, out: &mut Sink) {
    let text = fault.span.of(page.text);
    let finding = if text.ends_with('}') {
        let message = format!("a single `}}` does not end what `{{{{` begins: {STOPS}");
        let last = Span { start: fault.span.end - 1, end: fault.span.end };
        out.report(last, "`}}` is wanted here", message)
    } else {
        out.report(fault.span, "opened here", format!("`{{{{` without its `}}}}`: {STOPS}"))
    };
    finding.help(format!("end it with `}}}}`; {SHOW}"));
}

fn no_own_end(page: &Page, fault: &Fault, out: &mut Sink) {
    let text = fault.hole.of(page.text);
    let own = text[2..].find("{%").map_or(text, |next| &text[..2 + next]);
    let own = own.lines().next().unwrap_or("").trim_end();
    let span = Span { start: fault.hole.start, end: fault.hole.start + own.len() as u32 };
    let message = format!("`{}` has no `%}}` of its own: Liquid reads on to the end of the next tag", shown(own));
    out.report(span, "opened here", message).help("end the tag with `%}`");
}

fn never_closed(page: &Page, fault: &Fault, dashed: Option<Span>, out: &mut Sink) {
    let name = name(page, fault.hole);
    if let Some(dashed) = dashed {
        let message = format!("`raw` is never closed, since Liquid 4 does not see an end with a dash: {STOPS}");
        out.report(fault.span, "opened here", message).label(dashed, "not seen").help("write `{% endraw %}`");
    } else {
        out.report(fault.span, "opened here", format!("`{name}` is never closed: {STOPS}"))
            .help(format!("add `{{% end{name} %}}` where it ends"));
    }
}

fn closed_by(page: &Page, fault: &Fault, end: Span, out: &mut Sink) {
    let (name, closer) = (name(page, fault.hole), name(page, end));
    let finding = out.report(fault.span, "opened here", format!("`{name}` is not closed before `{closer}`: {STOPS}"));
    finding.label(end, "closes a block around it").help(format!("add `{{% end{name} %}}` before `{{% {closer} %}}`"));
}

fn stray_end(page: &Page, fault: &Fault, second_else: Option<Span>, out: &mut Sink) {
    let end = name(page, fault.hole);
    let of = end.strip_prefix("end").unwrap_or("");
    if of.is_empty() {
        let message = format!("Liquid has no tag `end`: {STOPS}");
        out.report(fault.span, "", message).help("name the block that it ends: `{% endif %}`, `{% endfor %}`");
        return;
    }
    let finding = out.report(fault.span, "closes nothing", format!("`{end}` without its `{of}`: {STOPS}"));
    if let Some(second) = second_else {
        finding.label(second, "a second `else` ends the loop here").help("delete one `else`");
        return;
    }
    let before = page.liquid.blocks.partition_point(|block| block.end.end <= fault.hole.start);
    let mut earlier = page.liquid.blocks[..before].iter().rev().take(if of == "raw" { 20 } else { 0 });
    match earlier.find(|block| block.name.of(page.text) == "raw") {
        Some(raw) => {
            finding.label(raw.end, "`raw` ended here already: it does not nest");
            finding.help("write one `raw` around all of it, and no `endraw` in it");
        }
        None => {
            finding.help(format!("delete it, or add `{{% {of} … %}}` where the block begins"));
        }
    }
}

fn stray_branch(page: &Page, fault: &Fault, out: &mut Sink) {
    let branch = name(page, fault.hole);
    let of = match branch {
        "when" => "`case`",
        "elsif" => "`if` or `unless`",
        _ => "`if`, `unless`, `case` or `for`",
    };
    out.report(fault.span, "", format!("`{branch}` stands in no {of}: {STOPS}"))
        .help("delete it, or look for a block before it that ends too early");
}
