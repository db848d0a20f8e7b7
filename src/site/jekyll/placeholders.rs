//! The placeholders of a document's URL template (`drops/url_drop.rb`, `url.rb#generate_url_from_drop`).

use std::borrow::Cow;

use chrono::Datelike;
use rustc_hash::FxHashSet;

use super::Profile;
use super::kind::FileName;
use super::permalink::{DocumentParts, UrlError};
use super::slug::{self, Mode};
use super::url::{escape, extension};

/// The names behind the colons of a template, as `expand` takes them.
pub fn names(template: &str) -> impl Iterator<Item = &str> {
    template.split(':').skip(1).filter_map(|after| {
        let length = after.bytes().take_while(|b| b.is_ascii_lowercase() || *b == b'_').count();
        let name = &after[..length];
        Some(name.strip_suffix('_').unwrap_or(name)).filter(|name| !name.is_empty())
    })
}

/// Whether documents have a placeholder of this name.
pub fn is_known(name: &str, profile: Profile) -> bool {
    match name {
        "long_month" | "w_year" | "week" | "w_day" | "short_day" | "long_day" | "slugified_categories" => {
            !profile.is_jekyll_3()
        }
        "year" | "month" | "day" | "hour" | "minute" | "second" | "i_day" | "i_month" | "short_month"
        | "short_year" | "y_day" | "collection" | "output_ext" | "title" | "slug" | "name" | "path" | "categories" => {
            true
        }
        _ => false,
    }
}

/// Substitution for documents: every `:word` must be known; one `_` glued to a name is let go.
pub(super) fn expand(
    template: &str,
    parts: &DocumentParts<'_>,
    ext: &str,
    profile: Profile,
) -> Result<String, UrlError> {
    let mut out = String::with_capacity(template.len() + 64);
    let mut rest = template;
    let day = parts.date.date_naive();
    // The next one is but a sign or two away.
    while let Some(colon) = rest.bytes().position(|byte| byte == b':') {
        out.push_str(&rest[..colon]);
        let after = &rest[colon + 1..];
        let length = after.bytes().take_while(|b| b.is_ascii_lowercase() || *b == b'_').count();
        let name = &after[..length];
        rest = &after[length..];
        if name.is_empty() {
            out.push(':');
            continue;
        }
        let key = if name.as_bytes().last() == Some(&b'_') { &name[..length - 1] } else { name };
        match (key, day.year()) {
            // The three that nearly every URL has, without a format string.
            ("year", year @ 1000..10_000) => {
                push_two_digits(&mut out, year.unsigned_abs() / 100);
                push_two_digits(&mut out, year.unsigned_abs() % 100);
            }
            ("month", _) => push_two_digits(&mut out, day.month()),
            ("day", _) => push_two_digits(&mut out, day.day()),
            _ => match placeholder(key, parts, ext, profile)? {
                Some(value) => out.push_str(&escape(&value)?),
                None => return Err(UrlError::UnknownPlaceholder(name.to_owned())),
            },
        }
        out.push_str(&name[key.len()..]);
    }
    out.push_str(rest);
    Ok(out)
}

fn placeholder<'a>(
    key: &str,
    parts: &'a DocumentParts<'_>,
    ext: &'a str,
    profile: Profile,
) -> Result<Option<Cow<'a, str>>, UrlError> {
    let format = match key {
        "year" => "%Y",
        "hour" => "%H",
        "minute" => "%M",
        "second" => "%S",
        "i_day" => "%-d",
        "i_month" => "%-m",
        "short_month" => "%b",
        "short_year" => "%y",
        "y_day" => "%j",
        "long_month" | "w_year" | "week" | "w_day" | "short_day" | "long_day" | "slugified_categories"
            if profile.is_jekyll_3() =>
        {
            return Ok(None);
        }
        "long_month" => "%B",
        "w_year" => "%G",
        "week" => "%V",
        "w_day" => "%u",
        "short_day" => "%a",
        "long_day" => "%A",
        _ => return text_placeholder(key, parts, ext, profile),
    };
    Ok(Some(Cow::Owned(parts.date.format(format).to_string())))
}

/// A number below a hundred.
fn push_two_digits(out: &mut String, number: u32) {
    out.push(char::from(b'0' + (number / 10) as u8));
    out.push(char::from(b'0' + (number % 10) as u8));
}

fn text_placeholder<'a>(
    key: &str,
    parts: &'a DocumentParts<'_>,
    ext: &'a str,
    profile: Profile,
) -> Result<Option<Cow<'a, str>>, UrlError> {
    let slug =
        |text: &'a str, mode, cased| slug::slugify(text, mode, cased, profile).map(Some).ok_or(UrlError::Unknown);
    let own_slug = || parts.slug.unwrap_or_else(|| FileName::of(parts.path, profile).slug);
    match key {
        "collection" => Ok(Some(Cow::Borrowed(&*parts.collection.label))),
        "output_ext" => Ok(Some(Cow::Borrowed(ext))),
        "title" => slug(own_slug(), Mode::Pretty, true),
        "slug" => slug(own_slug(), Mode::Default, false),
        "name" => {
            let name = parts.path.rsplit('/').next().unwrap_or(parts.path);
            slug(&name[..name.len() - extension(name).len()], Mode::Default, false)
        }
        "path" => {
            let stem = &parts.path[..parts.path.len() - extension(parts.path).len()];
            let inner = stem.replacen(&format!("_{}", parts.collection.label), "", 1);
            Ok(Some(Cow::Owned(if profile.is_jekyll_3() { inner } else { inner.trim_end_matches('.').to_owned() })))
        }
        "categories" => Ok(Some(joined(parts.categories.iter().map(|c| slug::downcase(c))))),
        "slugified_categories" => {
            let slugs: Option<Vec<Cow<'_, str>>> =
                parts.categories.iter().map(|c| slug::slugify(c, Mode::Default, false, profile)).collect();
            Ok(Some(joined(slugs.unwrap_or_default().into_iter())))
        }
        _ => Ok(None),
    }
}

fn joined<'a>(mut items: impl Iterator<Item = Cow<'a, str>>) -> Cow<'a, str> {
    // Most posts have one.
    let Some(first) = items.next() else { return Cow::Borrowed("") };
    let Some(second) = items.next() else { return first };
    let items = [first, second].into_iter().chain(items);
    let mut seen = FxHashSet::default();
    let mut out = String::new();
    for item in items {
        if seen.insert(item.clone()) {
            if seen.len() > 1 {
                out.push('/');
            }
            out.push_str(&item);
        }
    }
    Cow::Owned(out)
}
