//! `slugify` and `titleize_slug` as Jekyll has them (`utils.rb`).

use std::borrow::Cow;

use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

use super::Profile;

/// Which characters `slugify` turns into a hyphen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// Runs of ASCII whitespace.
    Raw,
    /// Runs of anything but letters, marks and decimal digits.
    Default,
    /// As `Default`, but `._~!$&'()+,;=@` stay.
    Pretty,
    /// Runs of anything but `[A-Za-z0-9]`.
    Ascii,
    /// Transliterates first. Not modelled: the tables belong to the I18n gem.
    Latin,
    /// Nothing: the text is only lower-cased. Any name that Jekyll does not know means this.
    None,
}

impl Mode {
    /// The mode of that name; no name means `Default`.
    pub fn named(name: Option<&str>) -> Mode {
        match name {
            None | Some("default") => Mode::Default,
            Some("raw") => Mode::Raw,
            Some("pretty") => Mode::Pretty,
            Some("ascii") => Mode::Ascii,
            Some("latin") => Mode::Latin,
            Some(_) => Mode::None,
        }
    }
}

/// `Utils.slugify`: `None` when the result depends on tables that are not modelled (`Latin` with letters outside ASCII).
pub fn slugify(text: &str, mode: Mode, cased: bool, profile: Profile) -> Option<Cow<'_, str>> {
    let mode = match mode {
        Mode::None => return Some(if cased { Cow::Borrowed(text) } else { downcase(text) }),
        Mode::Latin if !text.is_ascii() => return None,
        Mode::Latin => Mode::Default,
        other => other,
    };
    // Every mode keeps these.
    if text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase() || (cased && b.is_ascii_uppercase())) {
        return Some(Cow::Borrowed(text));
    }
    let mut slug = String::with_capacity(text.len());
    let mut in_run = false;
    for c in text.chars() {
        if keeps(c, mode, profile) {
            if cased || (c.is_ascii() && !c.is_ascii_uppercase()) {
                slug.push(c);
            } else {
                slug.extend(c.to_lowercase());
            }
            in_run = false;
        } else if !in_run {
            slug.push('-');
            in_run = true;
        }
    }
    if slug.starts_with('-') {
        slug.remove(0);
    }
    if slug.ends_with('-') {
        slug.pop();
    }
    Some(Cow::Owned(slug))
}

fn keeps(c: char, mode: Mode, profile: Profile) -> bool {
    match mode {
        Mode::Raw => !matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}'),
        Mode::Ascii => c.is_ascii_alphanumeric(),
        Mode::Pretty => {
            is_word(c, profile)
                || matches!(c, '.' | '_' | '~' | '!' | '$' | '&' | '\'' | '(' | ')' | '+' | ',' | ';' | '=' | '@')
        }
        Mode::Default | Mode::Latin | Mode::None => is_word(c, profile),
    }
}

/// Jekyll 4 asks for `[\p{M}\p{L}\p{Nd}]`, Jekyll 3 for `[[:alnum:]]`, which in Ruby is Alphabetic or Nd.
fn is_word(c: char, profile: Profile) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    if profile.is_jekyll_3() {
        return c.is_alphabetic() || c.general_category() == GeneralCategory::DecimalNumber;
    }
    matches!(c.general_category_group(), GeneralCategoryGroup::Letter | GeneralCategoryGroup::Mark)
        || c.general_category() == GeneralCategory::DecimalNumber
}

/// Ruby's `String#downcase`: each character by itself, so a final sigma stays `σ`.
pub fn downcase(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().flat_map(char::to_lowercase).collect())
}

/// The title that Jekyll derives from a slug: `hello-WORLD` is `Hello World`.
pub fn titleize(slug: &str) -> String {
    // Ruby's split drops empty pieces at the end, and only there.
    slug.trim_end_matches('-').split('-').map(capitalize).collect::<Vec<_>>().join(" ")
}

fn capitalize(word: &str) -> String {
    let mut chars = word.chars();
    let Some(first) = chars.next() else { return String::new() };
    let mut out = String::with_capacity(word.len());
    match first {
        // Title case differs from upper case for the digraphs and for Georgian.
        '\u{1c4}'..='\u{1c6}' => out.push('\u{1c5}'),
        '\u{1c7}'..='\u{1c9}' => out.push('\u{1c8}'),
        '\u{1ca}'..='\u{1cc}' => out.push('\u{1cb}'),
        '\u{1f1}'..='\u{1f3}' => out.push('\u{1f2}'),
        '\u{10d0}'..='\u{10ff}' => out.push(first),
        _ => {
            let mut upper = first.to_uppercase();
            out.extend(upper.next());
            out.extend(upper.flat_map(char::to_lowercase));
        }
    }
    out.extend(chars.flat_map(char::to_lowercase));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(text: &str) -> (String, String) {
        let slug = |mode, cased| slugify(text, mode, cased, Profile::Jekyll4).unwrap().into_owned();
        (slug(Mode::Pretty, true), slug(Mode::Default, false))
    }

    #[test]
    fn title_and_slug_of_base_names() {
        for (name, title, slug) in [
            ("UPPER Case name", "UPPER-Case-name", "upper-case-name"),
            ("under_score_and.dots", "under_score_and.dots", "under-score-and-dots"),
            ("C#_tips", "C-_tips", "c-tips"),
            ("what's-new(1)!,@=+~$&;", "what's-new(1)!,@=+~$&;", "what-s-new-1"),
            ("percent%20x", "percent-20x", "percent-20x"),
            ("中文标题", "中文标题", "中文标题"),
            ("Ünïcode-ÄÖ", "Ünïcode-ÄÖ", "ünïcode-äö"),
            ("emoji-🎉-x", "emoji-x", "emoji-x"),
            ("-lead--dash-", "lead-dash", "lead-dash"),
            ("My Slug", "My-Slug", "my-slug"),
            ("🎉", "", ""),
            ("", "", ""),
        ] {
            assert_eq!(both(name), (title.to_owned(), slug.to_owned()), "{name}");
        }
    }

    #[test]
    fn other_modes() {
        let slug = |text, mode| slugify(text, mode, false, Profile::Jekyll4);
        assert_eq!(slug(" A  b\u{3000}c ", Mode::Raw).as_deref(), Some("a-b\u{3000}c"));
        assert_eq!(slug("The _config.yml Ü", Mode::Ascii).as_deref(), Some("the-config-yml"));
        assert_eq!(slug("A b", Mode::None).as_deref(), Some("a b"));
        assert_eq!(slug("Ä", Mode::Latin), None);
        assert_eq!(slug("A b", Mode::Latin).as_deref(), Some("a-b"));
        assert_eq!(Mode::named(Some("nope")), Mode::None);
    }

    #[test]
    fn jekyll_3_keeps_roman_numerals_and_drops_lone_marks() {
        assert_eq!(slugify("aⅠ\u{300}b", Mode::Default, false, Profile::Jekyll3).as_deref(), Some("aⅰ-b"));
        assert_eq!(slugify("aⅠ\u{300}b", Mode::Default, false, Profile::Jekyll4).as_deref(), Some("a-\u{300}b"));
    }

    #[test]
    fn titles() {
        assert_eq!(titleize("this-is-a-Long-TITLE"), "This Is A Long Title");
        assert_eq!(titleize("-a--b-"), " A  B");
        assert_eq!(titleize("ßa-éT"), "Ssa Ét");
        assert_eq!(titleize(""), "");
    }
}
