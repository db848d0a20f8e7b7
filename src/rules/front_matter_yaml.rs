//! What the front matter says as YAML: whether it can be read at all, is a list of entries, and gives each key once.

use super::front_matter_merge_conflict::conflict;
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
            let message = match problem.kind {
                // Our limit, not Jekyll's.
                ProblemKind::TooDeep | ProblemKind::TooManyAliases => what(page.text, problem),
                _ => format!("{}: {}", what(page.text, problem), consequence(page)),
            };
            // A colon is pointed at by itself, inner quotes without the value round them: the line shows the rest.
            let (span, related) = match (problem.kind, problem.related) {
                (ProblemKind::ColonInPlain, Some((colon, _))) => (colon, None),
                (ProblemKind::QuoteInQuoted, _) => (problem.span, None),
                (_, related) => (problem.span, related),
            };
            let finding = out.report(span, label(problem), message);
            finding.help(with_outlook(page, remedy(page.text, problem)));
            if let Some((span, text)) = related {
                finding.label(span, text);
            }
            match &problem.fix {
                Some((span, text)) => finding.unsafe_fix(order(problem.kind), *span, text.clone()),
                None if problem.kind == ProblemKind::ControlCharacter => {
                    finding.unsafe_fix(order(problem.kind), problem.span, "")
                }
                None => finding,
            };
        }
    }
}

/// The line as it should read, or else what to do.
fn remedy(text: &str, problem: &Problem) -> String {
    match problem.fix.as_ref().and_then(|fix| written(text, fix)) {
        Some(line) if problem.kind == ProblemKind::BadIndentation => format!("write `{line}`"),
        Some(line) => format!("write `{}`", line.trim_start()),
        None => help(problem).to_owned(),
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
            wide_colon(page, problem.span, consequence(page), out);
        }
        for colon in wide_lines(page) {
            wide_colon(page, colon, unreadable(page), out);
        }
        // Both kinds of key have signs that are not ASCII.
        let is_wide = |(key, _): &&(Node, Node)| !key.span.of(page.text).is_ascii();
        for (key, _) in page.mapping().map_or(&[][..], Node::entries).iter().filter(is_wide) {
            if let Some((name, colon)) = wide_key(page, key) {
                let consequence = format!("Jekyll takes all up to the next colon as the key, and `{name}` is not set");
                wide_colon(page, colon, &consequence, out);
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

/// What keeps Jekyll from reading the block it sees.
fn problems<'a>(page: &'a Page) -> &'a [Problem] {
    // Of an unfinished merge one finding is enough.
    let is_told = || !page.data.problems.is_empty() && conflict(page).is_some();
    if judged(page) && !is_told() { &page.data.problems } else { &[] }
}

/// A block that is not the one that was meant is a matter of where it stands.
pub(super) fn judged(page: &Page) -> bool {
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

fn wide_colon(page: &Page, colon: Span, consequence: &str, out: &mut Sink) {
    let fix = narrowed(page.text, colon);
    let line =
        written(page.text, &fix).map_or("write `: `".to_owned(), |line| format!("write `{}`", line.trim_start()));
    // Where the block is read, only this entry is lost.
    let help = if page.mapping().is_some() { line } else { with_outlook(page, line) };
    out.report(colon, "`：`, not `:`", format!("a full-width colon separates nothing: {consequence}"))
        .help(help)
        .safe_fix("write `: `", fix.0, fix.1);
}

/// The edit that makes an entry of the line. A value that YAML would not take for plain text needs quotes then.
fn narrowed(text: &str, colon: Span) -> (Span, String) {
    let rest = text[colon.end as usize..].lines().next().unwrap_or("");
    let value = rest.trim();
    let special = value.contains(": ") || value.starts_with(['@', '`', '%', '*', '&', '!']);
    if special && !value.contains(" #") && !value.starts_with(['"', '\'', '[', '{']) {
        let quoted = if value.contains(['"', '\\']) {
            format!("'{}'", value.replace('\'', "''"))
        } else {
            format!("\"{value}\"")
        };
        let end = colon.end as usize + rest.trim_end().len();
        return (Span::new(colon.start as usize, end), format!(": {quoted}"));
    }
    let blank = rest.is_empty() || rest.starts_with(' ');
    (colon, if blank { ":" } else { ": " }.to_owned())
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

/// What is wrong, in the author's words.
fn what(text: &str, problem: &Problem) -> String {
    let value = match key(text, problem.span) {
        Some(key) => format!("the value of `{key}`"),
        None => "this value".to_owned(),
    };
    let shown = problem.span.of(text);
    let first = shown.chars().next().unwrap_or(' ');
    match problem.kind {
        ProblemKind::ColonInPlain => format!("{value} has a colon in it and no quotes"),
        ProblemKind::QuoteInQuoted => format!("a quote inside {value} ends it early"),
        ProblemKind::TextAfterClose => {
            let close = problem.related.map_or("quote", |(span, _)| span.of(text));
            format!("text follows the closing `{close}` of {value}")
        }
        ProblemKind::ReservedStart => format!("{value} begins with `{first}`, a sign of YAML's own"),
        ProblemKind::UnclosedQuote => format!("the quote that opens {value} is never closed"),
        ProblemKind::UnclosedBracket => format!("the `{first}` that opens {value} is never closed"),
        ProblemKind::MissingComma => format!("a comma is missing in {value}"),
        ProblemKind::UnknownEscape => format!("`{shown}` means nothing between double quotes"),
        ProblemKind::MissingSpaceAfterColon => format!("a blank is missing after `{shown}`"),
        ProblemKind::MissingSpaceAfterDash => "a blank is missing after `-`".to_owned(),
        ProblemKind::MissingColon => "this line is no `key: value`".to_owned(),
        ProblemKind::BadIndentation => "this line does not stand under its neighbours".to_owned(),
        ProblemKind::ControlCharacter => {
            format!("the control character U+{:04X} stands in the front matter", u32::from(first))
        }
        ProblemKind::TooDeep | ProblemKind::TooManyAliases => {
            format!("this front matter is not judged: {}", problem.message)
        }
        ProblemKind::Unreadable if is_merge(problem) => "`<<` merges a mapping, and this is none".to_owned(),
        ProblemKind::Unreadable => format!("`{shown}` looks like a number, and is none that Ruby reads"),
        ProblemKind::FullwidthColon | ProblemKind::TabIndent | ProblemKind::Other => {
            "the front matter cannot be read from here on".to_owned()
        }
    }
}

/// Why there.
fn label(problem: &Problem) -> &str {
    match problem.kind {
        ProblemKind::ColonInPlain => "YAML takes it for the end of a second key",
        ProblemKind::QuoteInQuoted => "these quotes",
        ProblemKind::TextAfterClose => "this text",
        ProblemKind::UnclosedQuote | ProblemKind::UnclosedBracket => "opened here",
        ProblemKind::MissingComma => "before this",
        ProblemKind::UnknownEscape => "no escape that YAML knows",
        ProblemKind::MissingSpaceAfterColon | ProblemKind::MissingSpaceAfterDash => "the blank belongs behind this",
        ProblemKind::MissingColon => "no colon",
        ProblemKind::BadIndentation => "indented otherwise than the lines beside it",
        ProblemKind::Other => &problem.message,
        ProblemKind::ReservedStart | ProblemKind::Unreadable => "this value",
        _ => "here",
    }
}

/// What to do, where no fix shows it.
fn help(problem: &Problem) -> &'static str {
    match problem.kind {
        ProblemKind::QuoteInQuoted => "put the value in quotes of the other kind",
        ProblemKind::TextAfterClose => "put the whole value in quotes, or delete what follows it",
        ProblemKind::UnclosedQuote | ProblemKind::UnclosedBracket => "close it at the end of the value",
        ProblemKind::MissingComma => "write a comma between the items",
        ProblemKind::UnknownEscape => "write `\\\\` for a backslash, or put the value in single quotes",
        ProblemKind::MissingSpaceAfterColon => "write a blank after the colon",
        ProblemKind::MissingSpaceAfterDash => "write a blank after the dash",
        ProblemKind::MissingColon => {
            "write it as `key: value`; if it goes on with the value above, begin it with two blanks"
        }
        ProblemKind::BadIndentation => "indent it like the lines that it belongs to",
        ProblemKind::ControlCharacter => "delete it; editors do not show it",
        ProblemKind::TooDeep | ProblemKind::TooManyAliases => "write it with fewer levels and aliases",
        ProblemKind::Unreadable if is_merge(problem) => "write a mapping, or the name of one with `*` before it",
        ProblemKind::Unreadable | ProblemKind::ColonInPlain | ProblemKind::ReservedStart => "put the value in quotes",
        _ => "look at this line and the one above: each entry is `key: value`",
    }
}

/// The title of the fix.
fn order(kind: ProblemKind) -> &'static str {
    match kind {
        ProblemKind::UnclosedQuote => "close the quote at the end of the line",
        ProblemKind::UnclosedBracket => "close the bracket at the end of the line",
        ProblemKind::MissingSpaceAfterColon => "write a blank after the colon",
        ProblemKind::MissingSpaceAfterDash => "write a blank after the dash",
        ProblemKind::BadIndentation => "indent the line like one above it",
        ProblemKind::ControlCharacter => "delete it",
        _ => "put the value in quotes that fit",
    }
}

/// `<<:` with a value that cannot be merged.
fn is_merge(problem: &Problem) -> bool {
    problem.message.starts_with("`<<`")
}

/// The key on the line of `span`, if it stands before it.
fn key(text: &str, span: Span) -> Option<&str> {
    let before = &text[..span.start as usize];
    let line = before[before.rfind('\n').map_or(0, |at| at + 1)..].trim_start().trim_start_matches("- ");
    let (key, _) = line.split_once(':')?;
    is_word(key).then_some(key)
}
