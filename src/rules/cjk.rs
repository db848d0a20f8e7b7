//! Characters of Chinese, Japanese and Korean text that look like others and are not.

use unicode_normalization::UnicodeNormalization;

use crate::finding::{Edit, Fix};
use crate::page::{Language, Page, beside};
use crate::rule::{Rule, Sink};
use crate::source::Span;
use crate::syntax::characters::OddKind;

/// `cjk-fullwidth-alnum`
pub(super) struct FullwidthAlnum;

impl Rule for FullwidthAlnum {
    fn page(&self, page: &Page, out: &mut Sink) {
        let mixed = |span: &Span| is_mixed(page.text, *span);
        let wide = page.odd.iter().filter(|odd| odd.kind == OddKind::FullWidth).map(|odd| odd.span);
        let mut words: Vec<(Span, Vec<Span>)> = Vec::new();
        for span in wide.filter(mixed) {
            match words.last_mut() {
                Some((word, spans)) if word.overlaps(span) => spans.push(span),
                _ => words.push((word(page.text, span), vec![span])),
            }
        }
        if words.is_empty() || page.language().is_none() {
            return;
        }
        let prose = page.prose();
        for (word, spans) in words {
            if !prose.is_read(word) {
                continue;
            }
            let (mixture, plain) = (word.of(page.text), word.of(page.text).nfkc().collect::<String>());
            let message = format!("`{mixture}` is half full-width: whoever searches for `{plain}` does not find it");
            let finding = out.report(spans[0], "full-width", message);
            for span in spans.iter().skip(1).take(MOST_LABELS) {
                finding.label(*span, "and this");
            }
            finding.help(format!("write `{plain}`, unless a key was hit by mistake"));
            let edits =
                spans.iter().map(|span| Edit { span: *span, text: span.of(page.text).nfkc().collect() }).collect();
            // A figure at the start of a line may begin a list.
            let begins = beside(page.text, word).0.trim().is_empty() && plain.starts_with(|c: char| c.is_ascii_digit());
            let safe = page.is_only_text(word) && !begins;
            finding.fix = Some(Fix::new("write it half-width", safe, edits));
        }
    }
}

/// So many more places of one word are pointed at.
const MOST_LABELS: usize = 5;

/// Whether full-width letters touch half-width ones, or full-width figures half-width ones. Full-width words and
/// figures are a matter of taste (Ｔ恤, １つ, STEP１), such a mixture is not.
fn is_mixed(text: &str, span: Span) -> bool {
    let wide = span.of(text);
    let meets = |wide: Option<char>, mut beside: std::iter::Peekable<&mut dyn Iterator<Item = char>>| {
        let Some(wide) = wide else { return false };
        if beside.peek() == Some(&'_') {
            beside.next();
        }
        beside.next().is_some_and(|c| match wide {
            '０'..='９' => c.is_ascii_digit(),
            _ => c.is_ascii_alphabetic(),
        })
    };
    let before: &mut dyn Iterator<Item = char> = &mut text[..span.start as usize].chars().rev();
    let after: &mut dyn Iterator<Item = char> = &mut text[span.end as usize..].chars();
    meets(wide.chars().next(), before.peekable()) || meets(wide.chars().next_back(), after.peekable())
}

/// The whole word around a span.
fn word(text: &str, span: Span) -> Span {
    let belongs = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ');
    let before = text[..span.start as usize].chars().rev().take_while(belongs).map(char::len_utf8).sum::<usize>();
    let after = text[span.end as usize..].chars().take_while(belongs).map(char::len_utf8).sum::<usize>();
    Span::new(span.start as usize - before, span.end as usize + after)
}

/// `cjk-compat-ideograph`
pub(super) struct CompatIdeograph;

impl Rule for CompatIdeograph {
    fn page(&self, page: &Page, out: &mut Sink) {
        let lookalikes = page.odd.iter().filter(|odd| odd.kind == OddKind::Lookalike);
        let mut edits: Vec<Edit> = lookalikes.clone().flat_map(|odd| edits(page.text, odd.span)).collect();
        if edits.is_empty() {
            return;
        }
        let Some(language) = page.language() else { return };
        let prose = page.prose();
        let on_radicals = ["部首", "偏旁", "radical", "부수"].iter().any(|word| page.text.contains(word));
        edits.retain(|edit| {
            let c = edit.span.of(page.text).chars().next().unwrap_or_default();
            let is_meant = if is_radical(c) { on_radicals } else { is_its_own(c, language) };
            !is_meant && prose.is_read(edit.span)
        });
        let Some(first) = edits.first() else { return };
        let (shown, common, span) = (first.span.of(page.text), first.text.clone(), first.span);
        let c = shown.chars().next().unwrap_or_default();
        let what = if is_radical(c) { "a radical" } else { "kept for old encodings" };
        let more = match edits.len() - 1 {
            0 => String::new(),
            1 => " (and one more in this file)".to_owned(),
            n => format!(" (and {n} more in this file)"),
        };
        let code = u32::from(c);
        let message = format!(
            "U+{code:04X} is {what} and only looks like `{common}`: whoever searches for that does not find it{more}"
        );
        let finding = out.report(span, format!("not `{common}`"), message);
        finding.help("text copied from a PDF often has such characters; put the common ones in their place");
        let safe = edits.iter().all(|edit| page.is_only_text(edit.span));
        finding.fix = Some(Fix::new("write the common characters", safe, edits));
    }
}

/// For each character of a span that stands in a word, the common one that it looks like.
fn edits(text: &str, span: Span) -> Vec<Edit> {
    let is_word = |c: Option<char>| c.is_some_and(|c| matches!(c, '\u{3400}'..='\u{9FFF}'));
    let beside =
        is_word(text[..span.start as usize].chars().next_back()) || is_word(text[span.end as usize..].chars().next());
    let wanted = beside || span.of(text).chars().nth(1).is_some();
    let signs = span.of(text).char_indices().filter(|_| wanted);
    signs
        .filter_map(|(at, c)| {
            let span = Span::new(at, at + c.len_utf8()).shifted(span.start as usize);
            Some(Edit { span, text: common(c)?.to_string() })
        })
        .collect()
}

/// The ideograph that a character stands for; `None` where it is one of its own.
fn common(c: char) -> Option<char> {
    match c {
        '\u{2E80}'..='\u{2EFF}' => {
            let mut pairs = RADICALS.chars();
            while let (Some(radical), Some(common)) = (pairs.next(), pairs.next()) {
                if radical == c {
                    return Some(common);
                }
            }
            None
        }
        // Later ones of this block are forms of names in Japan and Taiwan, or no others' forms at all.
        '\u{2F00}'..='\u{2FD5}' | '\u{F900}'..='\u{FA0D}' => {
            Some(c).into_iter().nfkc().next().filter(|common| *common != c)
        }
        _ => None,
    }
}

/// Radicals of the supplement that are whole characters, each with its `Equivalent_Unified_Ideograph` (Unicode 14).
const RADICALS: &str = "⺒巳⺟母⺠民⺩王⺫目⺬示⺶羊⺼肉⻁虎⻄西⻅见⻆角⻉贝⻋车⻑長⻓长⻔门⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟";

fn is_radical(c: char) -> bool {
    c < '\u{3000}'
}

/// Korean keyboards give those of the KS X 1001 block for a second reading of a character, and JIS X 0213 has two of
/// them as forms of names.
fn is_its_own(c: char, language: Language) -> bool {
    match language {
        Language::Korean => true,
        Language::Japanese => matches!(c, '\u{F929}' | '\u{F9DC}'),
        Language::Chinese => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mixtures_are_told_from_tastes() {
        let mixed = |text: &str| {
            let odd = crate::syntax::characters::read(text).odd;
            odd.iter().any(|odd| odd.kind == OddKind::FullWidth && is_mixed(text, odd.span))
        };
        for text in ["weｂ", "Perｌ5", "２019", "20１9年", "tajima_ｊ", "ｊ_tajima", "甲ｗeb"] {
            assert!(mixed(text), "{text}");
        }
        for text in
            ["Ｔ恤", "１つ", "STEP１", "４F", "Ａ１", "100ｇ", "ＪＱＵＥＲＹ", "第２回 2回", "a ｂ", "_ｂ", "２０１９"]
        {
            assert!(!mixed(text), "{text}");
        }
    }

    #[test]
    fn each_radical_has_its_ideograph() {
        for c in '\u{2F00}'..='\u{2FD5}' {
            assert!(matches!(common(c), Some('\u{4E00}'..='\u{9FFF}')), "{c}");
        }
        assert_eq!(RADICALS.chars().count() % 2, 0);
        for c in RADICALS.chars().step_by(2) {
            assert!(matches!(common(c), Some('\u{4E00}'..='\u{9FFF}')), "{c}");
            // Unicode decomposes two of them, to the same.
            let decomposed = Some(c).into_iter().nfkc().next();
            assert!(decomposed == Some(c) || decomposed == common(c), "{c}");
        }
        assert_eq!(
            (common('⼈'), common('⻓'), common('\u{FA08}'), common('⺮')),
            (Some('人'), Some('长'), Some('行'), None)
        );
        assert_eq!((common('\u{FA19}'), common('\u{FA0E}')), (None, None), "names");
    }
}
