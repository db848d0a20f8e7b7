//! Bytes and characters that have no place in a text.

use crate::finding::{Edit, Fix};
use crate::page::{Page, Unreadable};
use crate::rule::{Rule, Sink};
use crate::source::Span;
use crate::syntax::characters::OddKind;
use crate::syntax::yaml::ProblemKind;

/// `file-unreadable`
pub(super) struct FileUnreadable;

impl Rule for FileUnreadable {
    fn page(&self, page: &Page, out: &mut Sink) {
        if let Some(Unreadable::NotRead(reason)) = &page.unreadable {
            out.report(Span::default(), "", format!("this file cannot be judged: {reason}"));
        }
    }
}

/// `text-invalid-utf8`
pub(super) struct InvalidUtf8;

impl Rule for InvalidUtf8 {
    fn page(&self, page: &Page, out: &mut Sink) {
        if let Some(Unreadable::NotUtf8(span)) = page.unreadable {
            out.report(span, "the first of them", "bytes that are no UTF-8: Jekyll leaves this file out of the site")
                .help("save the file as UTF-8; from an old Chinese encoding: `iconv -f gbk -t utf-8`");
        }
    }
}

/// `text-bom`
pub(super) struct Bom;

impl Rule for Bom {
    fn page(&self, page: &Page, out: &mut Sink) {
        let Some(bom) = page.front.bom.filter(|_| page.front.block.is_some() && page.document.is_copied()) else {
            return;
        };
        out.report(
            bom,
            "a byte order mark, which editors do not show",
            "a byte order mark hides the front matter: Jekyll copies this page as it stands",
        )
        .help("save the file as UTF-8 without BOM")
        .safe_fix("remove the byte order mark", bom, "");
    }
}

/// `text-control-char`
pub(super) struct ControlChar;

impl Rule for ControlChar {
    fn page(&self, page: &Page, out: &mut Sink) {
        // In front matter it keeps Jekyll from reading the whole block, which `front-matter-yaml-syntax` tells.
        let unread = page.front.fault.is_none()
            && page.data.problems.iter().any(|problem| problem.kind == ProblemKind::ControlCharacter);
        // A file that has one often has dozens, all from one cause: one finding that mends them all.
        let from = if unread { page.body.start } else { 0 };
        let controls = page.odd.iter().filter(|odd| odd.kind == OddKind::Control && odd.span.start >= from);
        let spans: Vec<Span> = controls.map(|odd| odd.span).collect();
        let Some(first) = spans.first() else { return };
        let count: usize = spans.iter().map(|span| span.of(page.text).chars().count()).sum();
        let c = first.of(page.text).chars().next().unwrap_or_default();
        let (name, first) = (u32::from(c), Span::new(first.start as usize, first.start as usize + c.len_utf8()));
        let more = match count - 1 {
            0 => String::new(),
            n => format!(", and {n} more in this file"),
        };
        let message =
            format!("the control character U+{name:04X}{more}: HTML forbids it, and an XML feed with it is rejected");
        let edits = spans.iter().map(|span| Edit { span: *span, text: String::new() }).collect();
        let finding = out.report(first, "here", message);
        finding.help("delete it; editors do not show it");
        // Input methods leave backspaces behind, which nobody means; others may stand where something was.
        let is_backspace = |span: &Span| span.of(page.text).chars().all(|c| c == '\u{8}');
        finding.fix = Some(Fix::new("delete the control characters", spans.iter().all(is_backspace), edits));
    }
}
