//! What the front matter says as YAML: whether it can be read at all, is a list of entries, and gives each key once.

use std::mem::{Discriminant, discriminant};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::site::document::Kind;
use crate::source::Span;
use crate::syntax::yaml::{Node, Problem, ProblemKind, Style, Value};

/// `front-matter-yaml-syntax`
pub(super) struct YamlSyntax;

impl Rule for YamlSyntax {
    fn page(&self, page: &Page, out: &mut Sink) {
        for problem in problems(page) {
            if matches!(problem.kind, ProblemKind::FullwidthColon | ProblemKind::TabIndent) {
                continue;
            }
            let words = words(page.text, problem);
            let message = match problem.kind {
                // Our limit, not Jekyll's.
                ProblemKind::TooDeep | ProblemKind::TooManyAliases => words.what,
                _ => format!("{}: {}", words.what, consequence(page)),
            };
            let written = problem.fix.as_ref().and_then(|fix| written(page.text, fix));
            let keeps_indent = problem.kind == ProblemKind::BadIndentation;
            let help = match written {
                Some(line) if keeps_indent => format!("write `{line}`"),
                Some(line) => format!("write `{}`", line.trim_start()),
                None => words.help.to_owned(),
            };
            let finding = out.report(problem.span, words.label, message).help(with_outlook(page, help));
            if let Some((span, text)) = problem.related {
                finding.label(span, text);
            }
            if problem.kind == ProblemKind::ControlCharacter {
                finding.unsafe_fix(words.fix, problem.span, "");
            } else if let Some((span, text)) = &problem.fix {
                finding.unsafe_fix(words.fix, *span, text.clone());
            }
        }
    }
}

/// `front-matter-tab-indent`
pub(super) struct TabIndent;

impl Rule for TabIndent {
    fn page(&self, page: &Page, out: &mut Sink) {
        for problem in problems(page).iter().filter(|problem| problem.kind == ProblemKind::TabIndent) {
            let finding = out
                .report(problem.span, "a tab", format!("a tab indents this line: {}", consequence(page)))
                .help(with_outlook(page, "indent it with blanks: YAML takes no tab there".to_owned()));
            if let Some((span, text)) = &problem.fix {
                finding.safe_fix("indent with two blanks for each tab", *span, text.clone());
            }
        }
    }
}

/// `front-matter-fullwidth-colon`
pub(super) struct FullwidthColon;

impl Rule for FullwidthColon {
    fn page(&self, page: &Page, out: &mut Sink) {
        for problem in problems(page).iter().filter(|problem| problem.kind == ProblemKind::FullwidthColon) {
            wide_colon(page, problem.span, consequence(page).to_owned(), out);
        }
        for colon in wide_lines(page) {
            wide_colon(page, colon, unreadable(page).to_owned(), out);
        }
        for (key, _) in page.mapping().map_or(&[][..], Node::entries) {
            if let Some((name, colon)) = wide_key(page, key) {
                let consequence = format!("Jekyll takes all up to the next colon as the key, and `{name}` is not set");
                wide_colon(page, colon, consequence, out);
            } else {
                curly_key(page, key, out);
            }
        }
    }
}

/// `front-matter-not-mapping`
pub(super) struct NotMapping;

impl Rule for NotMapping {
    fn page(&self, page: &Page, out: &mut Sink) {
        let Some(root) = whole(page) else { return };
        if !wide_lines(page).is_empty() {
            return;
        }
        let line = root.span.of(page.text).lines().next().unwrap_or("").trim_end();
        let span = Span::new(root.span.start as usize, root.span.start as usize + line.len());
        let (what, label, help) = match (&root.value, line.split_once(':')) {
            (Value::Sequence(_), _) => {
                ("a list", "a list begins here", "write `key: value` lines, without `- `".into())
            }
            (_, Some((key, value))) if is_word(key) && !value.is_empty() && !value.starts_with("//") => {
                ("only text", "a blank is missing after the colon", format!("write `{key}: {value}`"))
            }
            _ => ("only text", "no key and no value", "write each entry as `key: value`".to_owned()),
        };
        out.report(span, label, format!("this front matter is {what}, without keys: {}", unreadable(page)))
            .help(with_outlook(page, help));
    }
}

/// `front-matter-duplicate-key`
pub(super) struct DuplicateKey;

impl Rule for DuplicateKey {
    fn page(&self, page: &Page, out: &mut Sink) {
        if let Some(root) = page.mapping().filter(|_| judged(page)) {
            repeated(page.text, root, &mut FxHashSet::default(), out);
        }
    }
}

/// Reports the repeated keys of every mapping in `node`. `seen` has the keys met so far, by their place: what an alias
/// brings in again was written once, and may be overridden.
fn repeated(text: &str, node: &Node, seen: &mut FxHashSet<Span>, out: &mut Sink) {
    let mut places: FxHashMap<(Discriminant<Value>, String), Vec<(Span, &Node)>> = FxHashMap::default();
    let mut order = Vec::new();
    for (key, value) in node.entries() {
        let is_scalar = !matches!(key.value, Value::Sequence(_) | Value::Mapping(_));
        if key.span.is_empty() || !seen.insert(key.span) {
            continue;
        }
        if is_scalar {
            let name = (discriminant(&key.value), key.to_ruby_s());
            let known = places.entry(name.clone()).or_default();
            known.push((key.span, value));
            if known.len() == 2 {
                order.push(name);
            }
        }
        repeated(text, value, seen, out);
    }
    for item in node.items() {
        repeated(text, item, seen, out);
    }
    for name in order {
        let Some(((last, taken), lost)) = places.get(&name).and_then(|known| known.split_last()) else { continue };
        let times = if lost.len() == 1 { "twice".to_owned() } else { format!("{} times", lost.len() + 1) };
        let shown = taken.span.of(text);
        let short = !shown.is_empty() && !shown.contains('\n') && shown.chars().count() <= 40;
        let same = lost.iter().all(|(_, value)| value.span.of(text) == shown);
        let message = match (same, short) {
            (true, _) => format!("`{}` is given {times}, with the same value: YAML forbids that", name.1),
            (_, true) => format!("`{}` is given {times}: Jekyll takes the last, `{shown}`", name.1),
            (_, false) => format!("`{}` is given {times}: Jekyll takes the last", name.1),
        };
        let finding = out.report(*last, if same { "again" } else { "this one counts" }, message);
        finding.help(if same { "delete one of them" } else { "delete the one that is wrong" });
        for (span, _) in lost {
            finding.label(*span, if same { "given here" } else { "this value is lost" });
        }
    }
}

/// What keeps Jekyll from reading the block it sees.
fn problems<'a>(page: &'a Page) -> &'a [Problem] {
    if judged(page) { &page.data.problems } else { &[] }
}

/// A block that is not the one that was meant is a matter of where it stands.
fn judged(page: &Page) -> bool {
    page.document.is_content() && page.front.fault.is_none()
}

/// The block, where it is sound YAML and neither entries nor nothing.
fn whole<'a>(page: &'a Page) -> Option<&'a Node> {
    let root = page.data.root.as_ref().filter(|_| judged(page) && page.data.problems.is_empty())?;
    (!matches!(root.value, Value::Mapping(_) | Value::Null | Value::Bool(false))).then_some(root)
}

/// What comes of front matter that is no YAML (`document.rb#handle_read_error`, `convertible.rb#read_yaml`).
fn consequence(page: &Page) -> &'static str {
    match page.document.kind {
        _ if page.settings.jekyll.strict_front_matter => "the build stops, as `strict_front_matter` asks for",
        Kind::Post | Kind::Draft => "Jekyll drops the whole front matter and dates the post with the time of the build",
        Kind::Document => "Jekyll drops the whole front matter of this document",
        _ => "Jekyll builds the page without its front matter",
    }
}

/// What comes of front matter without keys: for a page that is the end of the build (`convertible.rb#validate_data!`).
fn unreadable(page: &Page) -> &'static str {
    if page.document.kind == Kind::Page { "the build stops here" } else { consequence(page) }
}

/// The help, and for a post what is lost until it is followed.
fn with_outlook(page: &Page, help: String) -> String {
    if page.document.kind == Kind::Post && !page.settings.jekyll.strict_front_matter {
        format!("{help}\nuntil then the post has no title and no category, and another URL")
    } else {
        help
    }
}

fn wide_colon(page: &Page, colon: Span, consequence: String, out: &mut Sink) {
    let blank = page.text[colon.end as usize..].starts_with([' ', '\r', '\n']);
    let fix = (colon, if blank { ":" } else { ": " }.to_owned());
    let help =
        written(page.text, &fix).map_or("write `: `".to_owned(), |line| format!("write `{}`", line.trim_start()));
    out.report(colon, "`：`, not `:`", format!("a full-width colon separates nothing: {consequence}"))
        .help(help)
        .safe_fix("write `: `", fix.0, fix.1);
}

/// Of a block that is one text: the full-width colons behind the first word of its lines, if its first line has one.
fn wide_lines(page: &Page) -> Vec<Span> {
    let Some(root) = whole(page).filter(|root| root.style == Some(Style::Plain)) else { return Vec::new() };
    let mut at = root.span.start as usize;
    let mut colons = Vec::new();
    for (index, line) in root.span.of(page.text).split_inclusive('\n').enumerate() {
        match line.split_once('：') {
            Some((key, _)) if is_word(key) => colons.push(Span::new(at + key.len(), at + key.len() + '：'.len_utf8())),
            _ if index == 0 => return colons,
            _ => {}
        }
        at += line.len();
    }
    colons
}

/// `title：Rust: the good parts` has the key `title：Rust`. Only where the first word is one that a program reads.
fn wide_key<'a>(page: &Page<'a>, key: &Node) -> Option<(&'a str, Span)> {
    let text: &'a str = page.text;
    let shown = text.get(key.span.range()).filter(|_| key.style == Some(Style::Plain))?;
    let (name, _) = shown.split_once('：')?;
    let known =
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    let colon = key.span.start as usize + name.len();
    known.then(|| (name, Span::new(colon, colon + '：'.len_utf8())))
}

/// `“title”: x`: the quotes are part of the key. Round a value they are good typography.
fn curly_key(page: &Page, key: &Node, out: &mut Sink) {
    let is_quote = |c: char| matches!(c, '“' | '”' | '„' | '‘' | '’' | '＂' | '＇');
    let shown = key.span.of(page.text);
    let name = shown.trim_matches(is_quote);
    let quoted = shown.starts_with(is_quote) && shown.ends_with(is_quote) && is_word(name);
    if !quoted || key.style != Some(Style::Plain) {
        return;
    }
    let message = format!("these quotes are part of the key: Jekyll knows `{shown}`, and `{name}` is not set");
    let finding = out.report(key.span, "no quotes to YAML", message);
    if page.entry(name).is_some() {
        finding.help(format!("`{name}` is given as well: delete one of them"));
    } else {
        finding.help(format!("write `{name}`")).safe_fix("delete the quotes", key.span, name);
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
}

/// The line of the fix as it will read, where it is one line that can be typed.
fn written(text: &str, (span, new): &(Span, String)) -> Option<String> {
    let (before, after) = (&text[..span.start as usize], &text[span.end as usize..]);
    let before = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
    let after = after.lines().next().unwrap_or("");
    let old = span.of(text);
    let line = format!("{before}{new}{after}");
    (!new.contains('\n') && !old.contains('\n') && line.chars().count() <= 160).then(|| line.trim_end().to_owned())
}

/// How a problem is told.
struct Words {
    what: String,
    label: String,
    /// Where no fix shows how to write it.
    help: &'static str,
    fix: &'static str,
}

fn words(text: &str, problem: &Problem) -> Words {
    let value = match key(text, problem.span) {
        Some(key) => format!("the value of `{key}`"),
        None => "this value".to_owned(),
    };
    let shown = problem.span.of(text);
    let first = shown.chars().next().unwrap_or(' ');
    let sign = || problem.related.map_or("", |(span, _)| span.of(text));
    let (what, label, help, fix): (String, &str, _, _) = match problem.kind {
        ProblemKind::ColonInPlain => (
            format!("{value} has a colon in it and no quotes"),
            "the value",
            "put the value in quotes",
            "put the value in quotes",
        ),
        ProblemKind::QuoteInQuoted => (
            format!("a quote inside {value} ends it early"),
            "these quotes",
            "put the value in the other quotes: '…\"…\"…'",
            "quote the value so that it can hold its quotes",
        ),
        ProblemKind::TextAfterClose => (
            format!("text follows the closing `{}` of {value}", sign()),
            "this text",
            "put the whole value in quotes, or delete what follows it",
            "put the whole value in quotes",
        ),
        ProblemKind::ReservedStart => (
            format!("{value} begins with `{first}`, a sign of YAML's own"),
            "the value",
            "put the value in quotes",
            "put the value in quotes",
        ),
        ProblemKind::UnclosedQuote => (
            format!("the quote that opens {value} is never closed"),
            "opened here",
            "close it at the end of the value",
            "close the quote at the end of the line",
        ),
        ProblemKind::UnclosedBracket => (
            format!("the `{first}` that opens {value} is never closed"),
            "opened here",
            "close it at the end of the list",
            "close it at the end of the line",
        ),
        ProblemKind::MissingComma => {
            (format!("a comma is missing in {value}"), "before this", "write a comma between the items", "")
        }
        ProblemKind::UnknownEscape => (
            format!("`{shown}` means nothing between double quotes"),
            "no escape that YAML knows",
            "put the value in single quotes, where `\\` is a mere sign",
            "put the value in single quotes",
        ),
        ProblemKind::MissingSpaceAfterColon => (
            format!("a blank is missing after `{shown}`"),
            "",
            "write a blank after the colon",
            "write a blank after the colon",
        ),
        ProblemKind::MissingSpaceAfterDash => (
            "a blank is missing after `-`".to_owned(),
            "",
            "write a blank after the dash",
            "write a blank after the dash",
        ),
        ProblemKind::MissingColon => (
            "this line is no `key: value`".to_owned(),
            "no colon",
            "write it as `key: value`; a line that goes on with the value above begins with two blanks",
            "",
        ),
        ProblemKind::BadIndentation => (
            "this line does not stand under its neighbours".to_owned(),
            "indented otherwise than the lines beside it",
            "indent it as the lines that it belongs to",
            "indent it as the line above",
        ),
        ProblemKind::ControlCharacter => (
            format!("the control character U+{:04X} in the front matter", u32::from(first)),
            "here",
            "delete it; editors do not show it",
            "delete it",
        ),
        ProblemKind::TooDeep | ProblemKind::TooManyAliases => {
            (format!("this front matter is not judged: {}", problem.message), "here", "keep it flat", "")
        }
        ProblemKind::Unreadable => {
            return Words {
                what: format!("Jekyll fails on {value}"),
                label: problem.message.clone(),
                help: "put the value in quotes",
                fix: "",
            };
        }
        ProblemKind::FullwidthColon | ProblemKind::TabIndent | ProblemKind::Other => {
            return Words {
                what: "the front matter cannot be read from here on".to_owned(),
                label: problem.message.clone(),
                help: "look at this line and the one above: each entry is `key: value`",
                fix: "",
            };
        }
    };
    Words { what, label: label.to_owned(), help, fix }
}

/// The key on the line of `span`, if it stands before it.
fn key(text: &str, span: Span) -> Option<&str> {
    let before = &text[..span.start as usize];
    let line = before[before.rfind('\n').map_or(0, |at| at + 1)..].trim_start().trim_start_matches("- ");
    let (key, _) = line.split_once(':')?;
    is_word(key).then_some(key)
}
