//! The brackets and quotation marks of a page that its readers see, in order.

use crate::page::{Page, beside};
use crate::source::Span;
use crate::syntax::html::element;
use crate::syntax::yaml::{Node, Style};

/// The kinds: what opens, and what closes.
pub(super) const SIGNS: [(char, char); 7] =
    [('（', '）'), ('“', '”'), ('「', '」'), ('『', '』'), ('《', '》'), ('〈', '〉'), ('【', '】')];

/// `（` and `(`.
pub(super) const PAREN: usize = 0;
/// `“`, and `"` with it.
pub(super) const QUOTE: usize = 1;
const TITLE: usize = 4;

/// One of them.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Mark {
    pub(super) span: Span,
    pub(super) kind: usize,
    pub(super) opens: bool,
    /// `(`, `)`, `"` or `″`, which are never reported: they may be a smile, a formula, inches.
    pub(super) is_ascii: bool,
    /// The paragraph, counted from the start of the body.
    pub(super) paragraph: u32,
    /// The line as readers see it, of all paragraphs.
    pub(super) line: u32,
    /// Nothing stands before it in its paragraph, or on a line that the page breaks for readers too.
    pub(super) leads: bool,
}

impl Mark {
    fn of(c: char, span: Span) -> Option<Mark> {
        let plain = Mark { span, kind: PAREN, opens: false, is_ascii: true, paragraph: 0, line: 0, leads: false };
        match c {
            '(' => return Some(Mark { opens: true, ..plain }),
            ')' => return Some(plain),
            '"' | '″' => return Some(Mark { kind: QUOTE, ..plain }),
            _ => {}
        }
        let kind = SIGNS.iter().position(|(open, close)| c == *open || c == *close)?;
        Some(Mark { kind, opens: c == SIGNS[kind].0, is_ascii: false, ..plain })
    }

    /// Whether people write it without a partner.
    pub(super) fn is_meant(&self, text: &str) -> bool {
        let (before, after) = beside(text, self.span);
        match (self.kind, self.opens) {
            (PAREN, false) => is_number(before) || before.ends_with(is_face),
            (PAREN, true) => is_aside(after) || after.chars().take(6).any(is_face),
            (QUOTE, false) => before.ends_with(|c: char| c.is_ascii_digit()),
            // 设置》通用》关于
            (TITLE, false) => before.contains('》') || after.contains('》'),
            _ => false,
        }
    }
}

/// `1）` anywhere; `a）`, `一）`, `①）` where they are no end of a word.
fn is_number(before: &str) -> bool {
    let figures = before.chars().rev().take_while(char::is_ascii_digit).count();
    if (1..=2).contains(&figures) {
        return true;
    }
    let is_figure = |c: &char| c.is_ascii_alphanumeric() || c.is_numeric() || "一二三四五六七八九十百".contains(*c);
    let token = before.chars().rev().take_while(is_figure).count();
    (1..=4).contains(&token) && before.chars().rev().nth(token).is_none_or(|c| !c.is_alphanumeric())
}

/// `（笑` at the end of a line, or a lone `（`.
fn is_aside(after: &str) -> bool {
    let after = after.split('<').next().unwrap_or("");
    after.trim_end_matches(|c: char| c.is_whitespace() || "。！？!?.～~".contains(c)).chars().count() <= 4
}

/// What faces are made of.
fn is_face(c: char) -> bool {
    ":：;；=＝^＾ωДд∀▽´｀`・ﾟ゜∇≧≦＞＜><ˊˋ￣╯－-_＿Оо○σεз".contains(c)
}

/// All of them in the body.
pub(super) fn of_body(page: &Page) -> Vec<Mark> {
    let prose = page.prose();
    let mut marks: Vec<Mark> = Vec::new();
    let mut paragraphs = Paragraphs::new(page);
    for mark in of(page.text, page.body) {
        if prose.is_read(mark.span) {
            let leads = paragraphs.leads(mark.span.start as usize);
            marks.push(Mark { paragraph: paragraphs.count, line: paragraphs.lines, leads, ..mark });
        }
    }
    marks
}

/// All of them in a value of the front matter that readers see.
pub(super) fn of_value(page: &Page, value: &Node) -> Vec<Mark> {
    let quoted = matches!(value.style, Some(Style::Single | Style::Double)) && value.span.len() >= 2;
    let by = u32::from(quoted);
    // A paragraph of its own, far from those of the body.
    let paragraph = u32::MAX - value.span.start;
    let inner = Span { start: value.span.start + by, end: value.span.end - by };
    of(page.text, inner).map(|mark| Mark { paragraph, ..mark }).collect()
}

pub(super) fn of(text: &str, span: Span) -> impl Iterator<Item = Mark> {
    span.of(text)
        .char_indices()
        .filter_map(move |(at, c)| Mark::of(c, Span::new(at, at + c.len_utf8()).shifted(span.start as usize)))
}

/// Counts paragraphs up to one mark after the other.
struct Paragraphs<'a> {
    text: &'a str,
    /// Where tags of blocks end, and those of breaks: whether it is a block's.
    tags: Vec<(usize, bool)>,
    next_tag: usize,
    at: usize,
    count: u32,
    lines: u32,
    /// Where the current one starts, or its current line as readers see it.
    start: usize,
    /// It has words before `at`.
    has_words: bool,
}

impl<'a> Paragraphs<'a> {
    fn new(page: &'a Page) -> Paragraphs<'a> {
        let tags = page.html.tags.iter().filter_map(|tag| {
            let name = tag.name.of(page.text);
            let is_block = element::is_block(name);
            (is_block || name.eq_ignore_ascii_case("br")).then_some((tag.span.end as usize, is_block))
        });
        let tags = tags.collect();
        let start = page.body.start as usize;
        Paragraphs { text: page.text, tags, next_tag: 0, at: start, count: 0, lines: 0, start, has_words: false }
    }

    /// Goes on to `at`: whether no words stand before that.
    fn leads(&mut self, at: usize) -> bool {
        let bytes = self.text.as_bytes();
        let mut from = self.at;
        while let Some(found) = memchr::memchr(b'\n', &bytes[from..at]) {
            from += found + 1;
            let line = bytes[..from - 1].strip_suffix(b"\r").unwrap_or(&bytes[..from - 1]);
            if line.ends_with(b"  ") || line.ends_with(b"\\\\") {
                self.begin_line(from);
            }
            let blanks = bytes[from..at].iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\r' | b'>')).count();
            if bytes[from..at].get(blanks) == Some(&b'\n') {
                from += blanks;
                self.begin(from);
            }
        }
        while let Some(&(end, is_block)) = self.tags.get(self.next_tag).filter(|(end, _)| *end <= at) {
            if end > self.start {
                self.count += u32::from(is_block);
                self.begin_line(end);
            }
            self.next_tag += 1;
        }
        let since = self.text.get(self.at.max(self.start)..at).unwrap_or("");
        self.has_words |= since.chars().any(char::is_alphanumeric);
        self.at = at;
        !self.has_words
    }

    fn begin(&mut self, at: usize) {
        self.count += 1;
        self.begin_line(at);
    }

    fn begin_line(&mut self, at: usize) {
        self.lines += 1;
        self.start = at;
        self.has_words = false;
    }
}
