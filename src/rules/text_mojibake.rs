//! Text that was read in the wrong encoding, and what is left of text that could not be read.

use crate::finding::{Edit, Fix};
use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::source::Span;
use crate::syntax::characters::OddKind;

mod gbk;
mod latin;

/// `text-replacement-char`
pub(super) struct ReplacementChar;

impl Rule for ReplacementChar {
    fn page(&self, page: &Page, out: &mut Sink) {
        let runs = || page.odd.iter().filter(|odd| odd.kind == OddKind::Replacement).map(|odd| odd.span);
        if runs().next().is_none() {
            return;
        }
        let prose = page.prose();
        let topic = Topic::of(page, SIGN);
        for span in runs().filter(|span| prose.is_read(*span) && !topic.holds(*span)) {
            let count = span.len() / '\u{FFFD}'.len_utf8();
            let (what, label) = match count {
                1 => ("a character was lost here", "U+FFFD"),
                _ => ("characters were lost here", "U+FFFD"),
            };
            out.report(
                span,
                label,
                format!("{what}: some program could not read them and wrote `\u{FFFD}`, which readers see"),
            )
            .help("write again what stood there, from an older version or from the source of the text");
        }
    }
}

/// `text-mojibake`
pub(super) struct Mojibake;

/// A run of text that was read in the wrong encoding.
struct Misread {
    span: Span,
    /// What it was; `None` where nothing is left of it.
    was: Option<String>,
    /// What happened to it.
    how: &'static str,
}

/// What says that U+FFFD is the topic.
const SIGN: &[&str] =
    &["fffd", "replacement character", "mojibake", "乱码", "亂碼", "替换字符", "文字化け", "깨진 글자"];

/// So many suspects of a file are looked at.
const MOST: usize = 2_000;

/// A word so many bytes away tells what a place is about.
const NEAR: usize = 600;

/// What says that a page is about encodings, so that it shows on purpose what they do.
const ENCODINGS: &[&str] = &[
    "mojibake",
    "charset",
    "encoding",
    "utf-8",
    "utf8",
    "unicode",
    "gbk",
    "gb2312",
    "gb18030",
    "latin-1",
    "iso-8859",
    "乱码",
    "亂碼",
    "编码",
    "編碼",
    "字符集",
    "字元集",
    "文字化け",
    "エンコード",
    "エンコーディング",
    "文字コード",
    "인코딩",
];

impl Rule for Mojibake {
    fn page(&self, page: &Page, out: &mut Sink) {
        let mut found = find(page);
        if found.is_empty() {
            return;
        }
        let prose = page.prose();
        let topic = Topic::of(page, ENCODINGS);
        found.retain(|one| prose.is_read(one.span) && !topic.holds(one.span));
        let Some(first) = found.first() else { return };
        let more = match found.len() {
            1 => String::new(),
            2 => " (and at one more place)".to_owned(),
            n => format!(" (and at {} more places)", n - 1),
        };
        let (shown, how) = (short(first.span.of(page.text)), first.how);
        let Some(was) = &first.was else {
            out.report(
                first.span,
                "nothing can be read from this",
                format!("`{shown}` is {how}: the text is lost{more}"),
            )
            .help("write again what stood there, from an older version or from the source of the text");
            return;
        };
        let finding = out.report(first.span, format!("was `{}`", short(was)), format!("`{shown}` is {how}{more}"));
        finding.help("save the text as UTF-8 from its source, or let the fix turn it back and read it through");
        let edits = found.iter().filter_map(|one| Some(Edit { span: one.span, text: one.was.clone()? })).collect();
        finding.fix = Some(Fix::new("read it as it was written", false, edits));
    }
}

/// All of them, in order, in code as well.
fn find(page: &Page) -> Vec<Misread> {
    let mut found: Vec<Misread> = Vec::new();
    let mut chinese = None;
    let suspects = page.odd.iter().filter(|odd| matches!(odd.kind, OddKind::Gbk | OddKind::Filled | OddKind::Latin));
    let mut looked = 0;
    for odd in suspects.take(MOST) {
        if (odd.span.start as usize) < looked {
            continue;
        }
        let mut misread = match odd.kind {
            OddKind::Gbk => gbk::read(page.text, odd.span),
            OddKind::Filled => gbk::filled(page.text, odd.span),
            _ => None,
        };
        if odd.kind == OddKind::Latin {
            (misread, looked) = latin::read(page.text, odd.span);
            if misread.is_none() && *chinese.get_or_insert_with(|| page.text.contains(gbk::is_han)) {
                misread = gbk::read_latin(page.text, odd.span);
            }
        }
        looked = looked.max(misread.as_ref().map_or(0, |one| one.span.end as usize));
        found.extend(misread);
    }
    found
}

/// Where a page speaks of a matter.
struct Topic<'a> {
    page: &'a Page<'a>,
    in_title: bool,
    /// Where its words stand, sorted.
    places: Vec<usize>,
}

impl Topic<'_> {
    fn of<'a>(page: &'a Page<'a>, words: &[&str]) -> Topic<'a> {
        let text = page.text.to_ascii_lowercase();
        let title = page.entry("title").map(|(_, title)| title.span);
        let places = words.iter().flat_map(|word| memchr::memmem::find_iter(text.as_bytes(), word));
        let mut places: Vec<usize> = places.collect();
        places.sort_unstable();
        let in_title = title.is_some_and(|title| places.iter().any(|at| title.range().contains(at)));
        Topic { page, in_title, places }
    }

    /// Whether what stands at `span` is shown on purpose: beside such a word, or in quotation marks or brackets.
    fn holds(&self, span: Span) -> bool {
        let from = (span.start as usize).saturating_sub(NEAR);
        let next = self.places.get(self.places.partition_point(|at| *at < from));
        self.in_title || next.is_some_and(|at| *at < span.end as usize + NEAR) || self.is_quoted(span)
    }

    fn is_quoted(&self, span: Span) -> bool {
        let before = self.page.text[..span.start as usize].chars().next_back();
        let after = self.page.text[span.end as usize..].chars().next();
        let quotes = before.zip(after).is_some_and(|pair| {
            matches!(
                pair,
                ('"', '"')
                    | ('\'', '\'')
                    | ('“', '”')
                    | ('‘', '’')
                    | ('「', '」')
                    | ('『', '』')
                    | ('(', ')')
                    | ('（', '）')
                    | ('[', ']')
                    | ('«', '»')
            )
        });
        // Those of the front matter are YAML's own.
        quotes && span.start >= self.page.body.start
    }
}

/// The first characters of a text.
fn short(text: &str) -> String {
    let mut chars = text.chars();
    let mut short: String = chars.by_ref().take(12).collect();
    if chars.next().is_some() {
        short.push('…');
    }
    short
}
