//! The ids that kramdown's GFM parser gives to headings (kramdown-parser-gfm, `generate_gfm_header_id`).

use rustc_hash::FxHashMap;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// Counts, as kramdown does, how often each text has been used.
#[derive(Default)]
pub(super) struct HeadingIds {
    used: FxHashMap<String, usize>,
}

impl HeadingIds {
    /// The id of the next heading with this text; `None` where kramdown gives none.
    pub(super) fn next(&mut self, text: &str) -> Option<String> {
        let base: String = text
            .to_lowercase()
            .chars()
            .filter_map(|c| if matches!(c, ' ' | '\t') { Some('-') } else { word(c) })
            .collect();
        let count = self.used.entry(base.clone()).or_insert(0);
        *count += 1;
        match *count - 1 {
            0 if base.is_empty() => None,
            0 => Some(base),
            n => Some(format!("{base}-{n}")),
        }
    }
}

/// Ruby's `\p{Word}` and the hyphen.
fn word(c: char) -> Option<char> {
    let kept = c == '-'
        || c.is_alphabetic()
        || matches!(
            c.general_category(),
            GeneralCategory::NonspacingMark
                | GeneralCategory::SpacingMark
                | GeneralCategory::EnclosingMark
                | GeneralCategory::DecimalNumber
                | GeneralCategory::ConnectorPunctuation
        );
    kept.then_some(c)
}

#[cfg(test)]
mod tests {
    use super::HeadingIds;

    /// Recorded from kramdown 2.5.2 with kramdown-parser-gfm 1.1.0.
    #[test]
    fn ids_are_kramdowns() {
        let mut ids = HeadingIds::default();
        for (text, id) in [
            ("Hello World", Some("hello-world")),
            ("Hello, World!", Some("hello-world-1")),
            ("foo_bar baz", Some("foo_bar-baz")),
            ("a – b — c", Some("a--b--c")),
            ("中文 标题：测试（一）", Some("中文-标题测试一")),
            ("❤️ love", Some("\u{FE0F}-love")),
            ("²Ⅳ½", Some("ⅳ")),
            ("!!!", None),
            ("!!!", Some("-1")),
            ("日本語ー長音・中黒", Some("日本語ー長音中黒")),
            ("foo\u{A0}nbsp", Some("foonbsp")),
        ] {
            assert_eq!(ids.next(text).as_deref(), id, "{text}");
        }
    }
}
