//! What presscheck says of a template, in the words of `tests/oracle/liquid.rb`.

use presscheck::syntax::liquid::{FaultKind, Form, Liquid};

/// The class that the oracle gives to what stops the build.
pub(crate) fn class(kind: FaultKind) -> Option<&'static str> {
    Some(match kind {
        FaultKind::TagNotEnded | FaultKind::NoName => "tag-termination",
        FaultKind::OutputNotEnded => "output-termination",
        FaultKind::UnknownTag => "unknown-tag",
        FaultKind::NeverClosed(_) => "never-closed",
        FaultKind::ClosedBy(_) => "wrong-end",
        // The same words wherever it stands: `Unknown tag`, `is not a valid delimiter`, `Unexpected outer`.
        FaultKind::StrayEnd(_) | FaultKind::StrayBranch => "stray",
        FaultKind::TooDeep => "too-deep",
        FaultKind::Range => "range",
        FaultKind::Markup(form) => match form {
            Form::Assign => "assign",
            Form::Capture => "capture",
            Form::Case => "case",
            Form::When => "when",
            Form::CaseElse => "case-else",
            Form::Cycle => "cycle",
            Form::For => "for",
            Form::If => "if",
            Form::TableRow => "tablerow",
            Form::Raw => "raw",
            Form::Highlight => "highlight",
            Form::IncludeParameters => "include-parameters",
            Form::PostName => "post-name",
            Form::IncludeName => return None,
        },
        FaultKind::Operator | FaultKind::Lax(_) | FaultKind::ElseCondition => return None,
    })
}

/// What Liquid itself would say first.
pub(crate) fn verdict(liquid: &Liquid) -> &'static str {
    let stop = liquid.faults.iter().find_map(|fault| class(fault.kind));
    stop.unwrap_or(if liquid.warnings > 0 { "warn" } else { "ok" })
}

/// Whether that is the verdict of the table.
pub(crate) fn same(ours: &str, theirs: &str) -> bool {
    ours == theirs || (ours == "stray" && ["unknown-tag", "wrong-end", "outer", "no-else"].contains(&theirs))
}
