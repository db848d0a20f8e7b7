//! Which characters of no width do nothing where they stand.

use super::directions::Directions;
use super::{Run, runs};
use crate::page::{Page, beside};
use crate::source::Span;

/// So many in a row are no accident of typing.
pub(super) const MARK: usize = 8;

/// A run of them.
pub(super) struct Useless {
    pub(super) span: Span,
    /// It stands in the address of a link.
    pub(super) in_address: bool,
    /// Nothing but itself goes when it is deleted: no sign becomes one of Markdown's by it.
    pub(super) is_bare: bool,
}

/// All of them, in order.
pub(super) fn find(page: &Page) -> Vec<Useless> {
    let directions = Directions::of(page);
    let harmful = directions.spans();
    let prose = page.prose();
    let bom = page.front.bom.map_or(0, |bom| bom.end);
    let fault = page.front.fault.as_ref().map(|fault| fault.span);
    let mut found = Vec::new();
    for Run { span, invisible } in runs(page, !directions.both_ways) {
        // What stands before the front matter has rules of its own.
        if span.start < bom || fault.is_some_and(|fault| fault.overlaps(span)) {
            continue;
        }
        let signs = span.of(page.text);
        let place = Place::of(page.text, span);
        let link = page.links.partition_point(|link| link.span.end <= span.start);
        let in_address = page.links.get(link).is_some_and(|link| link.span.overlaps(span));
        let is_useless = if invisible {
            (prose.is_read(span) && place.is_useless(signs)) || (in_address && place.breaks_address(signs))
        } else {
            !signs.char_indices().any(|(at, sign)| {
                let one = Span::new(at, at + sign.len_utf8()).shifted(span.start as usize);
                harmful.binary_search(&one).is_ok()
            })
        };
        if is_useless {
            found.push(Useless { span, in_address, is_bare: place.is_bare(span.start >= page.body.start) });
        }
    }
    found
}

/// What stands around a run of invisible characters on its line.
struct Place<'a> {
    before: &'a str,
    after: &'a str,
}

impl<'a> Place<'a> {
    fn of(text: &'a str, span: Span) -> Place<'a> {
        let (before, after) = beside(text, span);
        Place { before, after }
    }

    fn last(&self) -> Option<char> {
        self.before.chars().next_back()
    }

    fn next(&self) -> Option<char> {
        self.after.chars().next()
    }

    /// Whether one of the neighbours is a letter or sign that such a character joins or parts.
    fn has_user(&self) -> bool {
        [self.last(), self.next()].into_iter().flatten().any(|c| !never_joins(c))
    }

    /// Alone in its line, cell or element, where it keeps the place open.
    fn is_alone(&self) -> bool {
        let (before, after) = (self.before.trim_end(), self.after.trim_start());
        (before.is_empty() || before.ends_with(['|', '>', '*', '_', '#', ';']))
            && (after.is_empty() || after.starts_with(['|', '<', '*', '_', '&', '{']))
    }

    fn is_useless(&self, signs: &str) -> bool {
        let mut chars = signs.chars();
        let (first, single) = (chars.next().unwrap_or_default(), chars.next().is_none());
        if signs.contains('\u{FEFF}') {
            return true;
        }
        let same = signs.chars().all(|c| c == first);
        let joins = signs.chars().all(|c| matches!(c, '\u{200C}' | '\u{200D}'));
        match first {
            _ if self.has_user() || (self.is_alone() && signs.chars().count() < MARK) => false,
            _ if !(single || (same && joins)) => true,
            '\u{200B}' => self.parts_nothing(),
            '\u{200C}' | '\u{200D}' => {
                let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
                let is_sign = |c: Option<char>| c.is_some_and(|c| c.is_ascii_punctuation());
                let (last, next) = (self.last(), self.next());
                !(is_sign(last) || is_sign(next) || (is_letter(last) && is_letter(next)))
            }
            '\u{2060}' => is_blank(self.last()) || is_blank(self.next()),
            _ => false,
        }
    }

    /// Whether a zero width space allows no line break that would not be there without it, or one that nobody wants.
    fn parts_nothing(&self) -> bool {
        let (last, next) = (self.last(), self.next());
        // Before or behind a sign of Markdown it may be there to make it one, or none.
        let is_markup = |c: char| c.is_ascii_punctuation() && !is_stop(c);
        if last.is_some_and(is_markup) || next.is_some_and(is_markup) {
            return false;
        }
        if is_blank(last) {
            return !next.is_some_and(|c| c.is_ascii_punctuation());
        }
        if is_blank(next) {
            return true;
        }
        let (Some(last), Some(next)) = (last, next) else { return false };
        let ends =
            |c: char| matches!(c, '。' | '，' | '、' | '；' | '：' | '？' | '！' | '」' | '』' | '）' | '》' | '”');
        if ends(next) {
            return true;
        }
        if is_stop(next) {
            return is_blank(self.after.chars().nth(1)) && last.is_alphanumeric();
        }
        let is_latin = |c: char| c.is_alphabetic() && c < '\u{0530}';
        is_latin(last) && is_latin(next) && !(last.is_lowercase() && next.is_uppercase())
    }

    fn is_bare(&self, in_body: bool) -> bool {
        let is_text = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_punctuation() || (in_body && is_stop(c)));
        let starts_line = self.before.trim_matches([' ', '\t', '>']).is_empty();
        is_text(self.last()) && is_text(self.next()) && (!starts_line || self.next().is_some_and(char::is_alphabetic))
    }

    /// Whether the address would be another without them.
    fn breaks_address(&self, signs: &str) -> bool {
        !self.has_user() || signs.contains('\u{FEFF}')
    }
}

/// The end of a line is one.
fn is_blank(c: Option<char>) -> bool {
    c.is_none_or(char::is_whitespace)
}

fn is_stop(c: char) -> bool {
    matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | '"' | '\'')
}

/// Letters and signs of writing in which no joiner, and no break without a blank, has a use: Latin, Greek, Cyrillic,
/// Chinese, Japanese, Korean and their punctuation. Emoji, the scripts of India and of the Arabs, Thai and so on are not.
fn never_joins(c: char) -> bool {
    matches!(c,
        '\0'..='\u{024F}' | '\u{0370}'..='\u{052F}' | '\u{1E00}'..='\u{206F}' | '\u{20A0}'..='\u{20CF}'
        | '\u{3000}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{FF00}'..='\u{FFEF}')
}
