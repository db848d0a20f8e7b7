//! Which marks belong together.

use super::marks::{Mark, PAREN, QUOTE, SIGNS};

/// A pair may stand in paragraphs that are so far apart.
const REACH: u32 = 8;

/// The marks without a partner, in order.
pub(super) fn lone(marks: &[Mark]) -> Vec<Mark> {
    let mut lone = Vec::new();
    for kind in 0..SIGNS.len() {
        let of = |ascii: bool| marks.iter().filter(move |mark| mark.kind == kind && mark.is_ascii == ascii).copied();
        let mut left = unmatched(of(false), REACH);
        if kind == PAREN && !left.is_empty() {
            // A half-width one of the same paragraph does as well.
            left.extend(unmatched(of(true), 0));
            left.sort_by_key(|mark| mark.span);
            left = unmatched(left.into_iter(), 0);
        }
        if kind == QUOTE && !left.is_empty() {
            // A straight one may be either; how many of them are meant so cannot be told.
            let straight: Vec<u32> = of(true).map(|mark| mark.paragraph).collect();
            left.retain(|mark| straight.binary_search(&mark.paragraph).is_err());
        }
        lone.extend(left.into_iter().filter(|mark| !mark.is_ascii));
    }
    lone.sort_by_key(|mark| mark.span);
    lone
}

/// Pairs each closing mark with the last one that is open, and leaves the others.
fn unmatched(marks: impl Iterator<Item = Mark>, reach: u32) -> Vec<Mark> {
    let (mut open, mut left): (Vec<Mark>, Vec<Mark>) = (Vec::new(), Vec::new());
    for mark in marks {
        if mark.opens {
            open.push(mark);
            continue;
        }
        // Two that a paragraph leaves open are its own fault.
        let twins = matches!(&open[..], [.., one, other] if one.paragraph == other.paragraph);
        let may_pair = |last: &mut Mark| {
            let away = mark.paragraph - last.paragraph;
            away == 0 || (away <= reach && !twins)
        };
        match open.pop_if(may_pair) {
            None => left.push(mark),
            // A long quotation opens anew with each paragraph, or line, and is closed once.
            Some(mut pair) => {
                while let Some(before) = open.pop_if(|last| goes_on(last, &pair)) {
                    pair = before;
                }
            }
        }
    }
    left.extend(open);
    left.sort_by_key(|mark| mark.span);
    left
}

/// Whether `next` may open anew what `last` has opened.
fn goes_on(last: &Mark, next: &Mark) -> bool {
    last.leads && next.leads && next.line > last.line && next.paragraph - last.paragraph <= 2
}

#[cfg(test)]
mod tests {
    use super::super::marks;
    use super::*;
    use crate::source::Span;

    /// The lone marks of a text whose paragraphs are its lines.
    fn found(text: &str) -> String {
        let mut marks = Vec::new();
        let mut start = 0;
        for (number, line) in text.split('\n').enumerate() {
            for mark in marks::of(text, Span::new(start, start + line.len())) {
                let leads = mark.span.start as usize == start;
                let number = number as u32;
                marks.push(Mark { paragraph: number, line: number, leads, ..mark });
            }
            start += line.len() + 1;
        }
        lone(&marks).iter().filter(|mark| !mark.is_meant(text)).map(|mark| mark.span.of(text)).collect()
    }

    #[test]
    fn what_is_missing_is_found() {
        for (text, marks) in [
            ("他说（昨天到的那一个。", "（"),
            ("他说昨天到的」。", "」"),
            ("「甲「乙丙丁」", "「"),
            ("《甲》乙》", ""),
            ("《甲》乙丙丁》戊", ""),
            ("甲乙》", "》"),
            ("《甲）乙", "《）"),
            ("“甲“乙", "““"),
            ("”甲乙丙“丁", "”“"),
            ("（甲）（乙丙丁戊己", "（"),
            ("【甲】】", "】"),
            ("“甲“乙\n丙”丁“戊", "““”“"),
        ] {
            assert_eq!(found(text), marks, "{text}");
        }
    }

    #[test]
    fn what_people_write_is_let_be() {
        for text in [
            "（甲）「乙『丙』丁」《戊》“己”【庚】",
            "（half)和(half）",
            "1）甲；2）乙；a）丙；一）丁；①）",
            "相似组块1）有体裁相似",
            "“第一段\n“第二段\n“第三段”",
            "「第一段\n　第二段\n第三段」",
            "太好了（\n不会吧（笑",
            "你好（^_^）：）；）",
            "设置》通用》关于",
            "他说\"你好”",
            "5”的屏幕",
            "「甲（乙」丙）",
            ":) （对吧 :)）",
        ] {
            assert_eq!(found(text), "", "{text}");
        }
    }

    #[test]
    fn a_partner_may_not_be_pages_away() {
        let far = format!("（甲乙丙丁戊己{}庚）", "\n".repeat(20));
        assert_eq!(found(&far), "（）");
    }
}
