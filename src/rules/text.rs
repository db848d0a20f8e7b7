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
        // In front matter it keeps Jekyll from reading the whole block, which `front-matter-yaml-syntax` tells.
        let unread = page.front.fault.is_none()
            && page.data.problems.iter().any(|problem| problem.kind == ProblemKind::ControlCharacter);
        // A file that has one often has dozens, all from one cause: one finding that mends them all.
        let spans: Vec<Span> = controls(page.text, if unread { page.body.start as usize } else { 0 }).collect();
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
    }
}

/// The control characters of `text` from byte `from` on. Tab and the line ends are none.
fn controls(text: &str, from: usize) -> impl Iterator<Item = Span> {
    let mut at = from;
    std::iter::from_fn(move || {
        let span = next_control(text, at)?;
        at = span.end as usize;
        Some(span)
    })
}

fn next_control(text: &str, mut at: usize) -> Option<Span> {
    let bytes = text.as_bytes();
    loop {
        while bytes.get(at..).and_then(<[u8]>::first_chunk).is_some_and(is_clean) {
            at += BLOCK;
        }
        at += bytes.get(at..)?.iter().position(|b| may_be_control(*b) != 0)?;
        let c = text[at..].chars().next()?;
        if is_control(c) {
            return Some(Span::new(at, at + c.len_utf8()));
        }
        at += c.len_utf8();
    }
}

const BLOCK: usize = 64;

/// Without branches, so that the compiler uses vectors; first with few comparisons, which a block without line ends
/// passes, then with all.
#[allow(clippy::needless_bitwise_bool, reason = "a lazy operator is a branch")]
fn is_clean(block: &[u8; BLOCK]) -> bool {
    let low = |byte: u8| u8::from((byte < 0x20) | (byte == 0x7F) | (byte == 0xC2));
    block.iter().fold(0, |any, byte| any | low(*byte)) == 0
        || block.iter().fold(0, |any, byte| any | may_be_control(*byte)) == 0
}

/// C0 and DEL are single bytes; C1 is 0xC2 0x80 to 0xC2 0x9F. No other character has these bytes but for 0xC2.
#[allow(clippy::needless_bitwise_bool, reason = "a lazy operator is a branch")]
fn may_be_control(byte: u8) -> u8 {
    let c0 = (byte < 0x20) & (byte != b'\t') & (byte != b'\n') & (byte != b'\r');
    u8::from(c0 | (byte == 0x7F) | (byte == 0xC2))
}

fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r')
}
