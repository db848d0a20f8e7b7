//! The ids that kramdown gives to headings: its GFM parser (kramdown-parser-gfm, `generate_gfm_header_id`) and its
//! converter (kramdown, `converter/base.rb#generate_id`), which count for themselves.

use rustc_hash::FxHashMap;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// Counts, as kramdown does, how often each text has been used.
#[derive(Default)]
pub(super) struct HeadingIds {
    used: FxHashMap<String, usize>,
    used_by_converter: FxHashMap<String, usize>,
}

impl HeadingIds {
    /// The GFM parser's id of the next heading with this text; `None` where it is empty.
    pub(super) fn gfm(&mut self, text: &str) -> Option<String> {
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

    /// The converter's id of the next heading with this text.
    pub(super) fn basic(&mut self, text: &str) -> String {
        let mut id = HeadingIds::plain(text);
        if id.is_empty() {
            "section".clone_into(&mut id);
        }
        // A number that was given once is not remembered as a text of its own.
        if let Some(count) = self.used_by_converter.get_mut(&id) {
            *count += 1;
            return format!("{id}-{count}");
        }
        self.used_by_converter.insert(id.clone(), 0);
        id
    }

    /// `basic_generate_id`: ASCII letters, digits, hyphens and spaces, from the first letter of each line on.
    pub(super) fn plain(text: &str) -> String {
        let mut id = String::with_capacity(text.len());
        for line in text.split('\n') {
            let line = line.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
            let kept = line.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-'));
            id.extend(kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }));
        }
        id
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
            assert_eq!(ids.gfm(text).as_deref(), id, "{text}");
        }
    }
}
