//! Which direction controls of a page do harm, by the rules of the Unicode bidirectional algorithm (UAX 9, X1 to X8).

use super::runs;
use crate::page::{Page, beside};
use crate::source::Span;
use crate::syntax::characters::OddKind;

/// The controls that turn something.
pub(super) struct Directions {
    /// The page has letters that are written from right to left, so that controls are to be expected.
    pub(super) both_ways: bool,
    /// Those that show the page otherwise than its author can have meant, in order.
    pub(super) harmful: Vec<Turn>,
}

/// A control that embeds, overrides or isolates a direction.
#[derive(Clone, Copy)]
pub(super) struct Turn {
    pub(super) span: Span,
    pub(super) sign: char,
    /// What ends it.
    pub(super) close: Option<Span>,
}

impl Directions {
    pub(super) fn of(page: &Page) -> Directions {
        let both_ways = page.text.chars().any(is_right_to_left);
        let turns = turns(page, both_ways);
        let harmful = if both_ways {
            let prose = page.prose();
            let open = turns.into_iter().filter(|turn| turn.close.is_none() && !prose.is_code(turn.span));
            open.filter(|turn| is_amid(page.text, turn.span)).collect()
        } else {
            // The others have no effect where all is written from left to right.
            turns.into_iter().filter(|turn| matches!(turn.sign, '\u{202B}' | '\u{202E}' | '\u{2067}')).collect()
        };
        Directions { both_ways, harmful }
    }

    /// The controls that do harm, and what closes them, in order.
    pub(super) fn spans(&self) -> Vec<Span> {
        let mut spans: Vec<Span> =
            self.harmful.iter().flat_map(|turn| std::iter::once(turn.span).chain(turn.close)).collect();
        spans.sort_unstable();
        spans
    }
}

pub(super) fn name(sign: char) -> &'static str {
    match sign {
        '\u{202A}' => "left-to-right embedding",
        '\u{202B}' => "right-to-left embedding",
        '\u{202D}' => "left-to-right override",
        '\u{202E}' => "right-to-left override",
        '\u{2066}' => "left-to-right isolate",
        '\u{2067}' => "right-to-left isolate",
        _ => "first strong isolate",
    }
}

/// Every control that opens something, with what closes it in its paragraph.
fn turns(page: &Page, both_ways: bool) -> Vec<Turn> {
    let mut turns: Vec<Turn> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut end = 0;
    let all = page.odd.iter().filter(|odd| odd.kind == OddKind::Direction).map(|odd| odd.span);
    // In a row with characters of no width they are part of a hidden mark.
    let apart = || runs(page, true).into_iter().filter(|run| !run.invisible).map(|run| run.span).collect();
    let spans: Vec<Span> = if both_ways { all.collect() } else { apart() };
    for span in spans {
        if is_new_paragraph(page, end, span.start as usize) {
            open.clear();
        }
        end = span.end as usize;
        for (at, sign) in span.of(page.text).char_indices() {
            let span = Span::new(at, at + sign.len_utf8()).shifted(span.start as usize);
            let is_isolate = |index: &usize| turns[*index].sign >= '\u{2066}';
            let closed = match sign {
                '\u{202C}' => open.pop_if(|index| turns[*index].sign < '\u{2066}'),
                '\u{2069}' => open.iter().rposition(is_isolate).map(|at| {
                    let index = open[at];
                    open.truncate(at);
                    index
                }),
                _ => {
                    open.push(turns.len());
                    turns.push(Turn { span, sign, close: None });
                    None
                }
            };
            if let Some(index) = closed {
                turns[index].close = Some(span);
            }
        }
    }
    turns
}

/// Whether a blank line, the end of a line of front matter, or the end of the front matter stands between two places.
fn is_new_paragraph(page: &Page, from: usize, to: usize) -> bool {
    let body = page.body.start as usize;
    let between = page.text.get(from..to).unwrap_or("");
    if from < body {
        return to >= body || between.contains('\n');
    }
    // The first piece ends a line, the last begins one.
    let whole = between.split_once('\n').and_then(|(_, rest)| rest.rsplit_once('\n'));
    whole.is_some_and(|(lines, _)| lines.split('\n').any(|line| line.trim_matches(['\r', ' ', '\t', '>']).is_empty()))
}

/// Whether words stand before it in its line, and behind it: one at the start gives the paragraph its direction.
fn is_amid(text: &str, span: Span) -> bool {
    let (before, after) = beside(text, span);
    let before = &before[before.rfind('>').map_or(0, |at| at + 1)..];
    before.chars().any(char::is_alphabetic) && after.chars().any(char::is_alphanumeric)
}

/// Hebrew, Arabic, Syriac, Thaana, N'Ko and their like.
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
}
