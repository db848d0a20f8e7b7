//! Whether Jekyll sees front matter at all: it begins with `---` at the first byte and ends with `---` or `...`.

use crate::finding::Finding;
use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::site::document::Kind;
use crate::source::Span;
use crate::syntax::front_matter::{self, Fault, FaultKind};
use crate::syntax::yaml::{self, Value};

/// `front-matter-missing`
pub(super) struct Missing;

impl Rule for Missing {
    fn page(&self, page: &Page, out: &mut Sink) {
        let is_post = matches!(page.document.kind, Kind::Post | Kind::Draft) && page.unreadable.is_none();
        if !is_post || page.front.block.is_some() || page.foreign().is_some() {
            return;
        }
        let label = match &page.front.fault {
            None if page.text[page.front.bom.map_or(0, |bom| bom.range().end)..].trim().is_empty() => {
                "the file is empty"
            }
            None => "the text begins here",
            Some(Fault { kind: FaultKind::Unclosed { meant: false }, .. }) => "no other `---` follows: this is a rule",
            Some(_) => return,
        };
        out.report(
            page.head(),
            label,
            "this post has no front matter: Jekyll makes its title from the file name and takes the rest from defaults",
        )
        .help("begin the file with a line `---`, lines like `title: …` and `date: …`, and another line `---`");
    }
}

/// `front-matter-not-at-start`
pub(super) struct NotAtStart;

impl Rule for NotAtStart {
    fn page(&self, page: &Page, out: &mut Sink) {
        let Some((fault, consequence)) = unseen(page).filter(|_| page.foreign().is_none()) else { return };
        let shown = fault.span.of(page.text);
        let (what, label, help, fix) = match fault.kind {
            FaultKind::BlankBefore if shown.trim_matches([' ', '\t']).is_empty() => (
                "blanks stand before the front matter".to_owned(),
                "here",
                "delete them: the file begins with `---`",
                "delete the blanks",
            ),
            FaultKind::BlankBefore if shown.trim_matches([' ', '\t', '\r', '\n']).is_empty() => (
                "an empty line stands before the front matter".to_owned(),
                "here",
                "delete it: the file begins with `---`",
                "delete the empty line",
            ),
            FaultKind::BlankBefore => (
                format!("the invisible character {} stands before the front matter", invisible(shown)),
                "here",
                "delete it: the file begins with `---`",
                "delete what stands before `---`",
            ),
            FaultKind::CommentBefore => (
                "a comment stands before the front matter".to_owned(),
                "the comment",
                "move it behind the front matter, or make it a line `# …` in it",
                "move the comment behind the front matter",
            ),
            FaultKind::OpenLookAlike => (
                format!("`{shown}` opens no front matter"),
                "only `---` does",
                "write `---`: three hyphens and nothing else",
                "write `---`",
            ),
            FaultKind::OpenGlued => (
                "text stands on the line of the opening `---`".to_owned(),
                "this",
                "move it to the next line: `---` stands alone on its line",
                "begin a new line after `---`",
            ),
            FaultKind::OpenMissing => (
                "the front matter has no opening `---`".to_owned(),
                "it begins here",
                "write a line `---` before it",
                "write `---` before it",
            ),
            FaultKind::Toml => (
                "this front matter is TOML".to_owned(),
                "Jekyll reads YAML, between two lines `---`",
                "write `---` for `+++`, and `key: value` for `key = value`",
                "",
            ),
            FaultKind::CarriageReturns => (
                "the lines of this file end with a lone carriage return".to_owned(),
                "the first of them",
                "save the file with line ends of Unix (LF) or of Windows (CRLF)",
                "end the lines of the front matter with LF",
            ),
            _ => return,
        };
        let finding = out.report(drawn(page, fault), label, format!("{what}: {consequence}")).help(help);
        repair(page, fault, fix, finding);
    }
}

/// `front-matter-unclosed`
pub(super) struct Unclosed;

impl Rule for Unclosed {
    fn page(&self, page: &Page, out: &mut Sink) {
        let Some((fault, consequence)) = unseen(page) else { return };
        let shown = fault.span.of(page.text);
        let (what, label, help, fix) = match fault.kind {
            FaultKind::Unclosed { meant: true } => (
                "the front matter has no closing `---`".to_owned(),
                "opened here",
                "write a line `---` after the last `key: value`",
                "close it after the last `key: value`",
            ),
            FaultKind::CloseIndented => (
                "the closing `---` is indented".to_owned(),
                "here",
                "delete the blanks before `---`",
                "delete the blanks before `---`",
            ),
            FaultKind::CloseLookAlike => (
                format!("`{shown}` closes no front matter"),
                "only `---` and `...` do",
                "write `---`: three hyphens and nothing else",
                "write `---`",
            ),
            FaultKind::CloseGlued
                if shown.trim_matches(|c: char| !c.is_alphanumeric()).is_empty() && !visible(shown) =>
            {
                (
                    format!("the invisible character {} follows the closing `---`", invisible(shown)),
                    "here",
                    "delete it: `---` stands alone on its line",
                    "delete what follows `---`",
                )
            }
            FaultKind::CloseGlued => (
                "text stands on the line of the closing `---`".to_owned(),
                "this",
                "move it to the next line: `---` stands alone on its line",
                "begin a new line after `---`",
            ),
            _ => return,
        };
        let message = match page.front.block {
            Some(_) => format!("{what}: Jekyll reads all that follows as front matter, up to the next `---`"),
            None => format!("{what}: {consequence}"),
        };
        let finding = out.report(drawn(page, fault), label, message).help(help);
        if let Some(block) = page.front.block {
            finding.label(block.close, "closed here instead");
        } else if let (FaultKind::Unclosed { .. }, Some((edit, _))) = (fault.kind, &fault.repair) {
            let above = page.text[..edit.start as usize].trim_end();
            let line = above.rfind('\n').map_or(0, |at| at + 1);
            finding.label(Span::new(line, above.len()), "it seems to end with this line");
        }
        repair(page, fault, fix, finding);
    }
}

/// The fault of a file whose front matter Jekyll does not see, and what comes of it. A file that would be copied without
/// the fault as well, or of which nobody knows that front matter was meant, has none.
fn unseen<'a>(page: &'a Page) -> Option<(&'a Fault, &'static str)> {
    let fault = page.front.fault.as_ref()?;
    let consequence = match page.document.kind {
        Kind::Post | Kind::Draft => "Jekyll sees none, and prints it in the article",
        // A YAML file begins with `---` for its own sake, and comes out as it went in.
        Kind::Page | Kind::Document if page.front.block.is_none() && is_all_yaml(page) => return None,
        Kind::Page | Kind::Document => "Jekyll sees none, and prints it on the page",
        // A byte order mark before a sound block is a matter of `text-bom`.
        Kind::Static if page.front.block.is_none() && is_hypertext(page.path) && is_known(page, fault) => {
            "Jekyll copies this page as it stands"
        }
        _ => return None,
    };
    Some((fault, consequence))
}

/// Other static files may begin with anything, a YAML file with a comment and `---` above all.
fn is_hypertext(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    ["md", "markdown", "html", "htm"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}

/// Whether the file, of no kind that people read, is YAML from end to end.
fn is_all_yaml(page: &Page) -> bool {
    if page.document.is_html {
        return false;
    }
    let start = page.front.bom.map_or(0, |bom| bom.range().end);
    let data = yaml::parse(page.text, Span::new(start, page.text.len()));
    data.problems.is_empty() && data.root.is_some_and(|root| matches!(root.value, Value::Mapping(_)))
}

/// Whether the repair leaves a mapping with a key that Jekyll or its common plugins read. A README may well begin with a
/// comment, a rule and `Note: …`.
fn is_known(page: &Page, fault: &Fault) -> bool {
    let keys = ["layout", "title", "permalink", "date", "category", "categories", "tags", "description", "redirect_to"];
    let Some((edit, new)) = &fault.repair else { return false };
    let start = page.front.bom.map_or(0, |bom| bom.range().end);
    let (before, after) = (&page.text[start..edit.start as usize], &page.text[edit.end as usize..]);
    let mended = [before, new, after].concat();
    let block = front_matter::locate(&mended).block;
    let data = block.map(|block| block.parse(&mended)).unwrap_or_default();
    data.problems.is_empty() && data.root.is_some_and(|root| keys.iter().any(|key| root.get(key).is_some()))
}

/// The fault's bytes on their first line: a comment may be long, and a line break shows nothing.
fn drawn(page: &Page, fault: &Fault) -> Span {
    let shown = fault.span.of(page.text);
    let first = shown.lines().next().unwrap_or("");
    let length = if first.is_empty() { shown.len().min(1) } else { first.len() };
    Span::new(fault.span.start as usize, fault.span.start as usize + length)
}

fn visible(text: &str) -> bool {
    text.chars().any(|c| !c.is_whitespace() && !matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}'))
}

/// The first character that is neither a blank nor a line break, by its number.
fn invisible(text: &str) -> String {
    let c = text.chars().find(|c| !matches!(c, ' ' | '\t' | '\r' | '\n')).unwrap_or(' ');
    format!("U+{:04X}", u32::from(c))
}

/// Adds the edit that was tried. One at the start of the file takes a byte order mark with it, which would hide the block
/// of a page.
fn repair(page: &Page, fault: &Fault, title: &str, finding: &mut Finding) {
    if let Some((edit, text)) = &fault.repair {
        let mark = page.front.bom.filter(|mark| mark.end == edit.start);
        let edit = Span { start: mark.map_or(edit.start, |mark| mark.start), end: edit.end };
        finding.unsafe_fix(title, edit, text.clone());
    }
}
