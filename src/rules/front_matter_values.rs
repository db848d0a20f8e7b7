//! Values of the front matter that mean something else to YAML than to their author, or nothing at all to Jekyll.

use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::site::document::Kind;
use crate::source::Span;
use crate::syntax::yaml::{Node, Style, Value};

/// Keys whose values people write as text.
const TEXT_KEYS: [&str; 9] =
    ["title", "subtitle", "description", "summary", "excerpt", "headline", "caption", "author", "keywords"];

/// `published-not-boolean`
pub(super) struct PublishedNotBoolean;

impl Rule for PublishedNotBoolean {
    fn page(&self, page: &Page, out: &mut Sink) {
        let Some((_, value)) = page.entry("published") else { return };
        let says_no = |text: &str| ["", "false", "no", "off", "n", "0"].iter().any(|no| text.eq_ignore_ascii_case(no));
        let is_meant = match &value.value {
            Value::String(text) => says_no(text.trim()),
            Value::Int(number) => *number == 0,
            _ => false,
        };
        if !is_meant || !page.document.is_content() {
            return;
        }
        let raw = value.span.of(page.text);
        let place = published_at(page).map_or(String::new(), |url| format!(" at {url}"));
        let kind = if matches!(value.value, Value::Int(_)) { "a number" } else { "a text" };
        let message =
            format!("`{raw}` is {kind}, and only `false` keeps a file back: Jekyll publishes this one{place}");
        out.report(value.span, "counts as true", message).help("write `published: false`").safe_fix(
            "write `false`",
            value.span,
            "false",
        );
    }
}

/// `draft-ignored`
pub(super) struct DraftIgnored;

impl Rule for DraftIgnored {
    fn page(&self, page: &Page, out: &mut Sink) {
        let Some((key, value)) = page.entry("draft") else { return };
        let settings = page.settings;
        // A plugin, or a layout, may make something of it.
        if value.value != Value::Bool(true)
            || page.document.kind == Kind::Draft
            || settings.plugins.unknown
            || settings.frame.may_use("draft")
        {
            return;
        }
        let Some(url) = published_at(page) else { return };
        let message = format!("`draft: true` means nothing to Jekyll: this is published at {url}");
        let span = Span { start: key.span.start, end: value.span.end };
        let finding = out.report(span, "", message);
        finding.help("move the file to `_drafts`, or write `published: false`");
        // A key that stands there already must not be given twice.
        if page.entry("published").is_none() {
            finding.unsafe_fix("write `published: false`", span, "published: false");
        }
    }
}

/// `front-matter-comment-truncates`
pub(super) struct CommentTruncates;

impl Rule for CommentTruncates {
    fn page(&self, page: &Page, out: &mut Sink) {
        for comment in &page.data.comments {
            let text = comment.of(page.text);
            // `# …` behind a value is a remark; `#5` and `#tag` belong to it.
            let is_glued = text[1..].starts_with(|c: char| !c.is_whitespace() && c != '#' && c != '!' && c != '-');
            let Some((key, value)) = is_glued.then(|| before(page, *comment)).flatten() else { continue };
            let name = key.as_str().unwrap_or_default();
            let is_text = TEXT_KEYS.contains(&name) || (is_terms(name) && value.value == Value::Null);
            if !is_text {
                continue;
            }
            let start = if value.span.is_empty() { *comment } else { value.span };
            let whole = Span { start: start.start, end: comment.end };
            let rest = match &value.value {
                Value::Null => "is empty".to_owned(),
                value_of => format!("is `{}`", Node { value: value_of.clone(), ..value.clone() }.to_ruby_s()),
            };
            let message = format!("YAML takes `{}` for a comment: the {name} {rest}", text.trim_end());
            let finding = out.report(*comment, "is lost", message);
            let written = whole.of(page.text).trim_end();
            finding.help(format!("write the value in quotes: `\"{written}\"`"));
            if !written.contains(['"', '\\']) {
                let whole = Span::new(whole.start as usize, whole.start as usize + written.len());
                finding.safe_fix("put it in quotes", whole, format!("\"{written}\""));
            }
        }
    }
}

/// The plain value, if there is one, that ends directly before a comment on the same line.
fn before<'p>(page: &'p Page, comment: Span) -> Option<(&'p Node, &'p Node)> {
    let entries = page.mapping()?.entries();
    let (key, value) = entries.iter().rev().find(|(key, _)| key.span.end < comment.start)?;
    let is_plain = value.style == Some(Style::Plain) || value.value == Value::Null;
    let end = if value.span.is_empty() { key.span.end } else { value.span.end };
    let between = page.text.get(end as usize..comment.start as usize)?;
    (is_plain && between.chars().all(|c| c == ' ' || c == '\t' || c == ':')).then_some((key, value))
}

fn is_terms(key: &str) -> bool {
    matches!(key, "tags" | "tag" | "categories" | "category")
}

/// `front-matter-ambiguous-scalar`
pub(super) struct AmbiguousScalar;

/// Keys beside those of [`TEXT_KEYS`] whose values are read letter by letter.
const LITERAL_KEYS: [&str; 6] = ["version", "lang", "language", "locale", "country", "name"];

impl Rule for AmbiguousScalar {
    fn page(&self, page: &Page, out: &mut Sink) {
        for (key, value) in page.mapping().map_or(&[][..], Node::entries) {
            if value.style != Some(Style::Plain) || matches!(value.value, Value::String(_) | Value::Null) {
                continue;
            }
            let name = key.as_str().unwrap_or_default();
            if !TEXT_KEYS.contains(&name) && !LITERAL_KEYS.contains(&name) {
                continue;
            }
            let raw = value.span.of(page.text);
            let shown = value.to_ruby_s();
            if shown == raw {
                continue;
            }
            let what = match value.value {
                Value::Bool(_) => "true or false",
                Value::Date(_) | Value::Time { .. } => "a date",
                _ => "a number",
            };
            let message = format!("`{raw}` is {what} to YAML: pages show `{shown}`");
            out.report(value.span, "", message).help(format!("write the {name} in quotes: `\"{raw}\"`")).safe_fix(
                "put it in quotes",
                value.span,
                format!("\"{raw}\""),
            );
        }
    }
}

/// `front-matter-null-value`
pub(super) struct NullValue;

impl Rule for NullValue {
    fn page(&self, page: &Page, out: &mut Sink) {
        let empty = |key: &str| page.entry(key).filter(|(_, value)| value.value == Value::Null);
        if let Some((key, value)) = empty("published").filter(|_| page.document.hidden.is_some()) {
            let span = Span { start: key.span.start, end: value.span.end.max(key.span.end) };
            out.report(span, "no value", "an empty `published` counts as `false`: Jekyll does not publish this file")
                .help("write `published: true`, or delete the line");
        }
        // `layout: null` is how a feed says that it wants none.
        if let Some((key, _)) = empty("layout").filter(|(_, value)| value.span.is_empty())
            && let Some(default) = &page.document.default_layout
            && page.document.kind == Kind::Page
        {
            let message = format!("an empty `layout` is none: the default `{default}` does not hold for this page");
            out.report(key.span, "no value", message).help(format!(
                "write `layout: {default}`, or delete the line; `layout: none` says that none is wanted"
            ));
        }
    }
}

/// `front-matter-liquid`
pub(super) struct Liquid;

/// Keys that Jekyll itself reads, and those that every layout prints as they are.
const READ_KEYS: [&str; 12] = [
    "title",
    "permalink",
    "slug",
    "date",
    "layout",
    "categories",
    "category",
    "tags",
    "tag",
    "redirect_from",
    "redirect_to",
    "published",
];

impl Rule for Liquid {
    fn page(&self, page: &Page, out: &mut Sink) {
        let Some(block) = page.front.block else { return };
        let yaml = block.yaml.of(page.text);
        // Nearly none has a brace at all. A plugin may render it.
        if memchr::memchr(b'{', yaml.as_bytes()).is_none()
            || !(yaml.contains("{{") || yaml.contains("{%"))
            || page.settings.plugins.unknown
        {
            return;
        }
        for (key, value) in page.mapping().map_or(&[][..], Node::entries) {
            let Some(name) = key.as_str().filter(|name| READ_KEYS.contains(name)) else { continue };
            let raw = value.span.of(page.text);
            let Some(start) = raw.find("{{").or_else(|| raw.find("{%")) else { continue };
            let close = if raw[start..].starts_with("{{") { "}}" } else { "%}" };
            let Some(end) = raw[start..].find(close) else { continue };
            let span = Span::new(start, start + end + 2).shifted(value.span.start as usize);
            let effect = match (&value.value, name) {
                (Value::Mapping(_), _) => "YAML takes the braces for a mapping".to_owned(),
                (_, "permalink") => published_at(page)
                    .map_or_else(|| "it stays as it is".to_owned(), |url| format!("this is published at {url}")),
                _ => "readers see it as it stands".to_owned(),
            };
            out.report(span, "", format!("Liquid in front matter is not rendered: {effect}"))
                .help("write what it is to say, or render it in the layout");
        }
    }
}

/// The URL of a file that is published.
fn published_at<'p>(page: &'p Page) -> Option<&'p str> {
    let document = &page.document;
    document.output.as_ref().filter(|_| document.hidden.is_none()).map(|output| output.url.as_str())
}
