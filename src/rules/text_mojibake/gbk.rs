//! UTF-8 that was read as GBK, and GBK that was read as Latin-1.

use encoding_rs::GBK;

use super::Misread;
use crate::source::Span;

/// So many characters on either side of a telling one are turned back.
const WINDOW: usize = 400;

/// What stands around `telling`, which hardly anything but UTF-8 read as GBK contains.
pub(super) fn read(text: &str, telling: Span) -> Option<Misread> {
    if let Some(lost) = lost(text, telling) {
        return Some(lost);
    }
    let window = around(text, telling, |c| !c.is_ascii());
    let (mut bytes, mut starts) = (Vec::new(), Vec::new());
    for (at, c) in window.of(text).char_indices() {
        starts.push((bytes.len(), window.start as usize + at));
        let mut buffer = [0; 4];
        let (code, _, unknown) = GBK.encode(c.encode_utf8(&mut buffer));
        // 0xFF is in no encoding.
        if unknown { bytes.push(0xFF) } else { bytes.extend_from_slice(&code) }
    }
    let index = starts.partition_point(|(_, at)| *at < telling.start as usize);
    let telling_byte = starts.get(index)?.0;
    let (from, was) = east_asian(&bytes, telling_byte)?;
    // Half a character belongs to it as a whole.
    let start = starts[starts.partition_point(|(byte, _)| *byte <= from) - 1].1;
    let end = starts.get(starts.partition_point(|(byte, _)| *byte < from + was.len()));
    let span = Span::new(start, end.map_or(window.end as usize, |(_, at)| *at));
    (was.chars().filter(|c| is_east_asian(*c)).count() >= 2).then_some(Misread {
        span,
        was: Some(was),
        how: "UTF-8 that was read as GBK",
    })
}

/// 锟斤拷 is U+FFFD twice in UTF-8, read as GBK.
fn lost(text: &str, telling: Span) -> Option<Misread> {
    let rest = &text[telling.start as usize..];
    let run = rest.find(|c| !matches!(c, '锟' | '斤' | '拷')).unwrap_or(rest.len());
    let how = "what is left of text that was read in two wrong encodings, one after the other";
    let span = Span::new(telling.start as usize, telling.start as usize + run);
    rest.starts_with("锟斤拷").then_some(Misread { span, was: None, how })
}

/// 烫烫烫 is 0xCC, with which a debugger fills memory that nobody wrote to; 屯 is 0xCD.
pub(super) fn filled(text: &str, hot: Span) -> Option<Misread> {
    let rest = &text[hot.start as usize..];
    let run = rest.find(|c| c != '烫' && c != '屯').unwrap_or(rest.len());
    let span = Span::new(hot.start as usize, hot.start as usize + run);
    let how = "memory that nobody wrote to, read as GBK";
    rest.starts_with("烫烫烫").then_some(Misread { span, was: None, how })
}

/// The run of Chinese, Japanese or Korean in `bytes`, read as UTF-8, that holds `telling`, and where it starts.
fn east_asian(bytes: &[u8], telling: usize) -> Option<(usize, String)> {
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        let valid = chunk.valid();
        if telling < at + valid.len() {
            let inner = (0..=telling.checked_sub(at)?).rev().find(|at| valid.is_char_boundary(*at))?;
            let from = valid[..inner].rfind(|c| !is_east_asian(c));
            let from = from.map_or(0, |at| at + valid[at..].chars().next().map_or(0, char::len_utf8));
            let to = valid[inner..].find(|c| !is_east_asian(c)).map_or(valid.len(), |length| inner + length);
            return Some((at + from, valid.get(from..to)?.to_owned()));
        }
        at += valid.len() + chunk.invalid().len();
        if telling < at {
            return None;
        }
    }
    None
}

/// Text that starts at `letters`, in pairs of letters that are common Chinese in GBK: `ÖÐÎÄ` was 中文.
pub(super) fn read_latin(text: &str, letters: Span) -> Option<Misread> {
    let rest = &text[letters.start as usize..];
    let letters_on = rest.chars().take_while(|c| matches!(c, '\u{A1}'..='\u{FE}')).take(WINDOW);
    let bytes: Vec<u8> = letters_on.filter_map(|c| u8::try_from(u32::from(c)).ok()).collect();
    let (was, wrong) = GBK.decode_without_bom_handling(&bytes);
    let common = bytes.chunks(2).all(|pair| matches!(pair, [0xA1..=0xA3 | 0xB0..=0xD7, _]));
    // An alphabet is no text.
    let rises = bytes.is_sorted();
    let han = was.chars().filter(|c| is_han(*c)).count();
    (!wrong && common && !rises && han >= 3).then(|| Misread {
        // Each of them takes two bytes in UTF-8.
        span: Span::new(letters.start as usize, letters.start as usize + 2 * bytes.len()),
        was: Some(was.into_owned()),
        how: "GBK that was read as Latin-1",
    })
}

/// The longest run around `span` of characters that are `wanted`, no further than the window.
fn around(text: &str, span: Span, wanted: impl Fn(char) -> bool) -> Span {
    let (before, after) = (&text[..span.start as usize], &text[span.end as usize..]);
    let back = before.chars().rev().take(WINDOW).take_while(|c| wanted(*c)).map(char::len_utf8).sum::<usize>();
    let on = after.chars().take(WINDOW).take_while(|c| wanted(*c)).map(char::len_utf8).sum::<usize>();
    Span::new(span.start as usize - back, span.end as usize + on)
}

pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}')
}

/// Ideographs, kana, Hangul, and the punctuation that stands with them.
pub(super) fn is_east_asian(c: char) -> bool {
    is_han(c)
        || matches!(c, '\u{2014}'..='\u{2026}' | '\u{3000}'..='\u{30FF}' | '\u{AC00}'..='\u{D7A3}' | '\u{FF01}'..='\u{FF5E}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// UTF-8 read as GBK by a program that puts U+FFFD where it cannot.
    fn misread(text: &str) -> String {
        GBK.decode_without_bom_handling(text.as_bytes()).0.into_owned()
    }

    #[test]
    fn what_was_written_is_found_again() {
        for text in ["你好，世界", "文件，下载", "今天，人民币中间价上调一百二十点。", "テストの，日本語"]
        {
            let bad = misread(text);
            let telling = bad.find('锛').unwrap();
            let found = read(&bad, Span::new(telling, telling + 3)).unwrap();
            let was = found.was.unwrap();
            assert!(text.contains(&was), "{bad}: {was}");
            assert!(was.chars().count() + 2 >= text.chars().count(), "{bad}: {was}");
        }
    }

    #[test]
    fn sound_text_beside_it_stays() {
        let bad = format!("标题是{}，后面是好的", misread("你好，世界"));
        let telling = bad.find('锛').unwrap();
        let found = read(&bad, Span::new(telling, telling + 3)).unwrap();
        assert_eq!(found.was.as_deref(), Some("你好，世"), "the last byte of 界 is part of U+FFFD");
        assert_eq!(found.span.of(&bad), "浣犲ソ锛屼笘");
    }

    #[test]
    fn a_rare_character_is_no_fault() {
        for text in ["锛子和凿子", "用锛凿斧锯"] {
            let telling = text.find('锛').unwrap();
            assert!(read(text, Span::new(telling, telling + 3)).is_none(), "{text}");
        }
    }

    #[test]
    fn gbk_read_as_latin_is_found_again() {
        let latin = |text: &str| GBK.encode(text).0.iter().map(|byte| char::from(*byte)).collect::<String>();
        for text in ["中文网", "人民币，汇率"] {
            let bad = format!("a {} b", latin(text));
            let found = read_latin(&bad, Span::new(2, 4)).unwrap();
            assert_eq!((found.was.as_deref(), found.span.end as usize), (Some(text), bad.len() - 2));
        }
        for text in ["ÀÁÂÃÄÅ", "éèêë", "ÖÐ", "Éàçè"] {
            assert!(read_latin(text, Span::new(0, 2)).is_none(), "{text}");
        }
    }
}
