//! Bytes and characters that have no place in a text.

use crate::finding::{Edit, Fix};
use crate::page::{Page, Unreadable};
use crate::rule::{Rule, Sink};
use crate::source::Span;
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
        if !page.document.is_content() {
            return;
        }
<<<<<<< HEAD
        // A file that has one often has dozens, all from one cause: one finding that mends them all.
        let spans: Vec<Span> = controls(page.text).collect();
        let Some(first) = spans.first() else { return };
        let name = first.of(page.text).chars().next().map_or(0, u32::from);
        let more = match spans.len() - 1 {
            0 => String::new(),
            n => format!(", and {n} more in this file"),
        };
        let message =
            format!("the control character U+{name:04X}{more}: HTML forbids it, and an XML feed with it is rejected");
        let edits = spans.iter().map(|span| Edit { span: *span, text: String::new() }).collect();
        let finding = out.report(*first, "here", message);
        finding.help("delete it; editors do not show it");
        finding.fix = Some(Fix { title: "delete the control characters".to_owned(), safe: false, edits });
=======
        // There it keeps Jekyll from reading the whole block, which `front-matter-yaml-syntax` tells.
        let unread = page.front.fault.is_none()
            && page.data.problems.iter().any(|problem| problem.kind == ProblemKind::ControlCharacter);
        let mut at = if unread { page.body.start as usize } else { 0 };
        while let Some((span, c)) = next_control(page.text, at) {
            at = span.end as usize;
            let run_end =
                at + page.text[at..].chars().take_while(|next| is_control(*next)).map(char::len_utf8).sum::<usize>();
            let many = run_end > at;
            let span = Span::new(span.start as usize, run_end);
            at = run_end;
            let name = format!("U+{:04X}", u32::from(c));
            let what = if many {
                format!("control characters, the first is {name}")
            } else {
                format!("the control character {name}")
            };
            out.report(span, "here", format!("{what}: HTML forbids it, and an XML feed with it is rejected"))
                .help("delete it; editors do not show it")
                .unsafe_fix("delete it", span, "");
        }
>>>>>>> fm
    }
}

fn controls(text: &str) -> impl Iterator<Item = Span> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let span = next_control(text, at)?;
        at = span.end as usize;
        Some(span)
    })
}

/// The next control character at or after `at`. Tab and the line ends are none.
fn next_control(text: &str, at: usize) -> Option<Span> {
    let bytes = text.as_bytes();
    let mut at = at;
    // C0 and DEL are single bytes; C1 is 0xC2 0x80 to 0xC2 0x9F. No other character has these bytes.
    while let Some(i) =
        bytes[at..].iter().position(|b| (*b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r')) || *b == 0x7F || *b == 0xC2)
    {
        let start = at + i;
        let c = text[start..].chars().next()?;
        if is_control(c) {
            return Some(Span::new(start, start + c.len_utf8()));
        }
        at = start + c.len_utf8();
    }
    None
}

fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r')
}
