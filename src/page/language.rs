//! The language that a page is written in, as far as it is one of those whose writing has rules of its own.

use super::Page;
use crate::syntax::yaml::Node;

/// A language of East Asia.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Language {
    /// Chinese, in any script.
    Chinese,
    /// Japanese.
    Japanese,
    /// Korean.
    Korean,
}

impl Page<'_> {
    /// What the front matter says, or else its defaults, or else `_config.yml`, or else the text.
    pub fn language(&self) -> Option<Language> {
        match self.stated_language() {
            Some(stated) => Language::of(stated),
            None => Language::measured(self.body.of(self.text)),
        }
    }

    fn stated_language(&self) -> Option<&str> {
        const KEYS: [&str; 3] = ["lang", "language", "locale"];
        let own = |key: &&str| self.entry(key).and_then(|(_, node)| text(node));
        let default = |key: &&str| self.default_of(key).and_then(text);
        let site = |key: &&str| self.settings.jekyll.get(key).and_then(|(_, node)| text(node));
        KEYS.iter().find_map(own).or_else(|| KEYS.iter().find_map(default)).or_else(|| KEYS.iter().find_map(site))
    }
}

fn text(node: &Node) -> Option<&str> {
    node.as_str().map(str::trim).filter(|text| !text.is_empty())
}

impl Language {
    /// The language of a tag such as `zh-Hans`, `ja_JP`, `ko`, and of the names of countries that stand for them.
    fn of(tag: &str) -> Option<Language> {
        let first = tag.split(['-', '_', '.']).next().unwrap_or("");
        let is = |names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(first));
        if is(&["zh", "cn", "tw", "hk", "cmn", "yue", "chinese", "中文"]) {
            Some(Language::Chinese)
        } else if is(&["ja", "jp", "jpn", "japanese", "日本語"]) {
            Some(Language::Japanese)
        } else if is(&["ko", "kr", "kor", "korean", "한국어"]) {
            Some(Language::Korean)
        } else {
            None
        }
    }

    /// The language whose letters are at least a third of the first letters of a text.
    fn measured(text: &str) -> Option<Language> {
        let (mut letters, mut han, mut kana, mut hangul) = (0_u32, 0_u32, 0_u32, 0_u32);
        for c in text.chars().take(MEASURED) {
            match c {
                'ぁ'..='ヿ' => kana += 1,
                '가'..='힣' => hangul += 1,
                '㐀'..='鿿' => han += 1,
                c => letters += u32::from(c.is_alphabetic()),
            }
        }
        let all = han + kana + hangul;
        if all < 20 || all * 2 < letters {
            return None;
        }
        // Japanese has a kana for every two ideographs or so; a Chinese text quotes a few words of it.
        if kana * 6 > all {
            Some(Language::Japanese)
        } else if hangul * 2 > all {
            Some(Language::Korean)
        } else if (kana + hangul) * 20 < all {
            Some(Language::Chinese)
        } else {
            None
        }
    }
}

/// How many characters of a text are looked at.
const MEASURED: usize = 4096;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_as_they_are_written() {
        for (tag, language) in [
            ("zh", Some(Language::Chinese)),
            ("zh-Hant-TW", Some(Language::Chinese)),
            ("zh_CN", Some(Language::Chinese)),
            ("cn", Some(Language::Chinese)),
            ("ja_JP.UTF-8", Some(Language::Japanese)),
            ("JP", Some(Language::Japanese)),
            ("ko-KR", Some(Language::Korean)),
            ("en", None),
            ("zhuang", None),
            ("", None),
        ] {
            assert_eq!(Language::of(tag), language, "{tag}");
        }
    }

    #[test]
    fn a_text_is_measured_by_its_letters() {
        for (text, language) in [
            ("人民币中间价今天上调一百二十点，这是两个月以来最大的一次。", Some(Language::Chinese)),
            ("Rustで書かれた静的サイトの検査ツールを公開しました。使い方を説明します。", Some(Language::Japanese)),
            ("지킬 사이트를 검사하는 도구를 공개했습니다. 사용법을 설명합니다.", Some(Language::Korean)),
            (
                "The title of the book is 人民币中间价今天上调一百二十点这是两个月以来最大的一次 and so on, as everybody will \
              find who opens it at the first page and reads the line.",
                None,
            ),
            ("人民币", None),
            ("A page in English.", None),
        ] {
            assert_eq!(Language::measured(text), language, "{text}");
        }
    }
}
