//! UTF-8 that was read as Latin-1 or Windows-1252: `Ã©` was é, `â€™` was ’, `æ–‡å­—` was 文字.
//!
//! `Ã`, `â` and their like are letters, and what follows them may be a quotation mark. Only what no language writes is
//! taken for misread.

use super::Misread;
use super::gbk::is_east_asian;
use crate::source::Span;

/// What starts at the letters of `run`, at the first of them that may have been the first byte of a character; and how
/// far the text was looked at.
pub(super) fn read(text: &str, run: Span) -> (Option<Misread>, usize) {
    let mut start = run.start as usize;
    while start < run.end as usize {
        let (mut at, mut was) = (start, String::new());
        while let Some((c, length)) = character(&text[at..]) {
            was.push(c);
            at += length;
        }
        if let Some(misread) = judged(text, start, at, was) {
            return (Some(misread), at);
        }
        start = if at > start { at } else { start + text[start..].chars().next().map_or(1, char::len_utf8) };
    }
    (None, start)
}

/// What stands at `start..at` and was `was`, if nobody can have meant it so.
fn judged(text: &str, start: usize, at: usize, was: String) -> Option<Misread> {
    let around =
        Around { last: text[..start].chars().next_back(), signs: &text[start..at], next: text[at..].chars().next() };
    if was.is_empty() || !around.is_misread(&was) {
        return None;
    }
    let span = Span::new(start, at);
    let lost = was.contains('\u{FFFD}');
    let how = if lost {
        "what is left of text that was read in two wrong encodings, one after the other"
    } else {
        "UTF-8 that was read as Latin-1"
    };
    Some(Misread { span, was: (!lost).then_some(was), how })
}

/// The character whose UTF-8 the first letters of `text` are, and how many bytes these take.
fn character(text: &str) -> Option<(char, usize)> {
    let mut bytes = [0; 4];
    let mut wanted = 1;
    for (index, (at, c)) in text.char_indices().take(4).enumerate() {
        let byte = windows_1252(c)?;
        if index == 0 {
            wanted = match byte {
                0xC2..=0xDF => 2,
                0xE0..=0xEF => 3,
                0xF0..=0xF4 => 4,
                _ => return None,
            };
        }
        bytes[index] = byte;
        if index + 1 == wanted {
            let c = std::str::from_utf8(&bytes[..wanted]).ok()?.chars().next()?;
            return Some((c, at + text[at..].chars().next()?.len_utf8()));
        }
    }
    None
}

/// The byte from 0x80 on that a character is in Windows-1252, or in Latin-1.
fn windows_1252(c: char) -> Option<u8> {
    const SPECIAL: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
    ];
    match c {
        '\u{80}'..='\u{FF}' => u8::try_from(u32::from(c)).ok(),
        _ => SPECIAL.iter().position(|special| *special == c).and_then(|at| u8::try_from(0x80 + at).ok()),
    }
}

/// A run that may have been misread, and what stands beside it.
struct Around<'a> {
    last: Option<char>,
    signs: &'a str,
    next: Option<char>,
}

impl Around<'_> {
    fn is_misread(&self, was: &str) -> bool {
        let mut chars = was.chars();
        let Some(first) = chars.next() else { return false };
        if was.contains(['\u{FFFD}', '\u{FEFF}']) || was.chars().any(|c| c >= '\u{1F000}') {
            return true;
        }
        if chars.next().is_some() {
            return was.chars().all(is_written);
        }
        match first {
            '\u{A0}'..='\u{BF}' => self.is_sign(first),
            '\u{C0}'..='\u{7FF}' => first.is_alphabetic() && self.is_letter(),
            '\u{2010}'..='\u{2BFF}' => !(self.may_be_punctuation(1) && self.may_be_punctuation(2)),
            c => is_east_asian(c) && !self.may_be_punctuation(1) && !self.may_be_punctuation(2),
        }
    }

    /// `Â` before what stands in Latin-1 itself.
    fn is_sign(&self, was: char) -> bool {
        let behind_word = self.last.is_some_and(|c| c.is_lowercase() || c.is_ascii_digit());
        match was {
            '©' | '®' | '°' | '£' | '§' | '½' | '¼' | '¾' | '²' | '³' | 'µ' | '¿' | '¡' => {
                behind_word || self.last.is_none_or(|c| c.is_whitespace() || c.is_ascii_punctuation())
            }
            '\u{A0}' => behind_word || self.last.is_some_and(|c| matches!(c, '.' | ',' | ';' | ':' | '!' | '?')),
            _ => behind_word,
        }
    }

    /// `Ã` and a sign for a letter: a capital within a word, or before a sign that stands behind no capital.
    fn is_letter(&self) -> bool {
        if self.last.is_some_and(char::is_lowercase) {
            return true;
        }
        if self.may_be_punctuation(1) {
            return false;
        }
        self.next.is_some_and(char::is_lowercase)
            || self.signs.chars().nth(1).is_some_and(|c| "©¨ª«¢¤¶¼±§³¡º´¯£µ¥¦¸".contains(c))
    }

    /// Whether the sign at `index` may stand behind a letter for its own sake.
    fn may_be_punctuation(&self, index: usize) -> bool {
        self.signs.chars().nth(index).is_none_or(|c| {
            matches!(
                c,
                '‘' | '’'
                    | '“'
                    | '”'
                    | '‚'
                    | '„'
                    | '‹'
                    | '›'
                    | '«'
                    | '»'
                    | '…'
                    | '–'
                    | '—'
                    | '•'
                    | '·'
                    | '™'
                    | '®'
                    | '¹'
                    | '²'
                    | '³'
                    | 'º'
                    | 'ª'
                    | '°'
                    | '\u{A0}'
                    | '\u{AD}'
            )
        })
    }
}

/// Whether a character is one that people write.
fn is_written(c: char) -> bool {
    c.is_alphanumeric() || is_east_asian(c) || matches!(c, '\u{A0}'..='\u{BF}' | '\u{2010}'..='\u{2BFF}' | '\u{FE0F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn misread(text: &str) -> String {
        let special = |byte: u8| {
            (0x80..=0x9F).contains(&byte).then(|| {
                "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ".chars().nth(usize::from(byte - 0x80))
            })
        };
        text.bytes().map(|byte| special(byte).flatten().unwrap_or(char::from(byte))).collect()
    }

    fn found(text: &str) -> Option<Misread> {
        crate::syntax::characters::read(text).odd.into_iter().find_map(|odd| read(text, odd.span).0)
    }

    #[test]
    fn what_was_written_is_found_again() {
        for text in [
            "Hervé Renault",
            "it’s",
            "“quoted”",
            "naïve",
            "文字化",
            "привет",
            "10°C",
            "© 2020",
            "wait…",
            "a → b",
            "😀",
            "¿Qué?",
            "20 €",
            "Ælfred",
        ] {
            let bad = misread(text);
            let found = found(&bad).unwrap_or_else(|| panic!("{bad}"));
            // The rest of a text that has several stays as it is.
            let turned = found.was.unwrap();
            let [before, after] =
                [0..found.span.start as usize, found.span.end as usize..bad.len()].map(|part| &bad[part]);
            assert!(text.starts_with(&format!("{before}{turned}")), "{bad}: {turned}");
            assert!(text.ends_with(after) || !after.is_ascii(), "{bad}: {turned}");
        }
        assert!(found("ï¿½").unwrap().was.is_none());
    }

    #[test]
    fn languages_that_write_these_letters_are_let_be() {
        for text in [
            "SÃO PAULO, NÃO, AMANHÃ…",
            "“AMANHÃ”",
            "IRMÃ’s",
            "a letra Ã — e õ",
            "« Â »",
            "CHÂTEAU",
            "„Ä“ und „Ö“",
            "ESPAÑA…",
            "Ã, â",
            "«Ã»",
            "café’”",
            "été…",
            "Việt Nam",
            "ÅÄÖ",
            "gå–stå",
            "È—",
            "né·e",
            "où ?",
            "MANHÃ\u{A0}foi",
            "é™",
            "FAÇA®",
            "żółć",
            "IRMÃ¹",
        ] {
            assert!(found(text).is_none(), "{text}: {:?}", found(text).map(|one| one.was));
        }
    }
}
