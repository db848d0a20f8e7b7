//! What a schema finds, as findings.

use super::{Fault, Found};
use crate::rule::Sink;

/// Reports those of `found` that one rule speaks of.
pub fn report(found: &[Found], fault: Fault, out: &mut Sink) {
    for one in found.iter().filter(|one| one.fault == fault) {
        let finding = out.report(one.span, one.label.as_str(), one.message.as_str()).help(one.help.as_str());
        if let Some((title, text)) = &one.fix {
            finding.unsafe_fix(*title, one.span, text.as_str());
        }
    }
}
