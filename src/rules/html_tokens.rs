//! What the HTML tokenizer calls a parse error, in the words of the person who wrote the tag.

use crate::finding::{Edit, Fix};
use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::source::Span;
use crate::syntax::html::{Error, ErrorCode as Code};

/// `html-duplicate-attribute`
pub(super) struct DuplicateAttribute;

impl Rule for DuplicateAttribute {
    fn page(&self, page: &Page, out: &mut Sink) {
        for error in errors(page, &[Code::DuplicateAttribute]) {
            let name = error.span.of(page.text);
            let first = first_of_name(page, error.span);
            let lost = if page.document.is_markdown { "kramdown keeps the last" } else { "browsers keep the first" };
            let finding = out.report(
                error.span,
                "given again",
                format!("`{name}` is given twice in one tag: {lost}, the other is lost"),
            );
            if let Some(first) = first {
                finding.label(first, "given first");
            }
        }
    }
}

/// `html-attribute-syntax`
pub(super) struct AttributeSyntax;

pub(super) const ATTRIBUTE_CODES: &[Code] = &[
    Code::MissingAttributeValue,
    Code::MissingWhitespaceBetweenAttributes,
    Code::UnexpectedCharacterInAttributeName,
    Code::UnexpectedCharacterInUnquotedAttributeValue,
    Code::UnexpectedEqualsSignBeforeAttributeName,
    Code::UnexpectedSolidusInTag,
];

impl Rule for AttributeSyntax {
    fn page(&self, page: &Page, out: &mut Sink) {
        // One mistake in a tag makes more of them further on: only the first is told.
        let mut told = 0;
        for error in errors(page, ATTRIBUTE_CODES) {
            if error.span.start < told || in_unended_tag(page, error.span) {
                continue;
            }
            told = tag_around(page, error.span).map_or(error.span.end, |tag| tag.end);
            let at = error.span.of(page.text);
            let (message, label, help) = match error.code {
                Code::MissingAttributeValue => (
                    "an attribute has `=` but no value".to_owned(),
                    "the value is missing",
                    "write the value in quotes, or leave out the `=`",
                ),
                Code::MissingWhitespaceBetweenAttributes => (
                    "two attributes stand together without a blank".to_owned(),
                    "a blank is missing before this",
                    "put a blank between them",
                ),
                Code::UnexpectedCharacterInAttributeName => (
                    format!("`{at}` in the name of an attribute"),
                    "read as part of a name",
                    "look for a quote that is missing, or is one too many, before this",
                ),
                Code::UnexpectedCharacterInUnquotedAttributeValue => (
                    format!("`{at}` in a value without quotes"),
                    "read as part of the value",
                    "put the value in quotes",
                ),
                Code::UnexpectedEqualsSignBeforeAttributeName => (
                    "`=` where an attribute should begin".to_owned(),
                    "no name before it",
                    "write `name=\"value\"`, or delete the `=`",
                ),
                _ => (
                    "`/` inside of a tag".to_owned(),
                    "ignored by browsers",
                    "delete it, or put the value that it belongs to in quotes",
                ),
            };
            let finding = out.report(error.span, label, message);
            finding.help(help);
            if error.code == Code::MissingWhitespaceBetweenAttributes {
                let here = Span::new(error.span.start as usize, error.span.start as usize);
                finding.unsafe_fix("put a blank between them", here, " ");
            }
        }
    }
}

/// `html-eof-in-tag`
pub(super) struct EofInTag;

impl Rule for EofInTag {
    fn page(&self, page: &Page, out: &mut Sink) {
        for error in errors(page, &[Code::EofInTag, Code::EofBeforeTagName]) {
            out.report(
                error.span,
                "begins here and never ends",
                "the file ends inside of a tag: readers see nothing from here on",
            )
            .help("look for a quote that is not closed, or a missing `>`");
        }
    }
}

/// `html-comment`
pub(super) struct Comment;

impl Rule for Comment {
    fn page(&self, page: &Page, out: &mut Sink) {
        use Code::{
            AbruptClosingOfEmptyComment, EofInComment, IncorrectlyClosedComment, IncorrectlyOpenedComment,
            NestedComment,
        };
        let codes = [
            AbruptClosingOfEmptyComment,
            EofInComment,
            IncorrectlyClosedComment,
            IncorrectlyOpenedComment,
            NestedComment,
        ];
        for error in errors(page, &codes) {
            let (message, help) = match error.code {
                Code::EofInComment => {
                    ("this comment is never closed: it hides the rest of the page", "close it with `-->`")
                }
                Code::NestedComment => (
                    "a comment inside of a comment: both end at the first `-->`, what follows is shown",
                    "close the first before this, or delete this `<!--`",
                ),
                Code::IncorrectlyClosedComment => ("`--!>` does not properly end a comment", "write `-->`"),
                Code::IncorrectlyOpenedComment => (
                    "`<!` begins no comment: browsers hide what follows up to the next `>`",
                    "write `<!-- … -->`, or `&lt;!` for the signs themselves",
                ),
                _ => ("this comment ends where it begins", "write `<!-- … -->`"),
            };
            out.report(error.span, "", message).help(help);
        }
    }
}

/// `html-entity`
pub(super) struct Entity;

impl Rule for Entity {
    fn page(&self, page: &Page, out: &mut Sink) {
        let codes = [
            Code::AbsenceOfDigitsInNumericCharacterReference,
            Code::CharacterReferenceOutsideUnicodeRange,
            Code::ControlCharacterReference,
            Code::MissingSemicolonAfterCharacterReference,
            Code::NoncharacterCharacterReference,
            Code::NullCharacterReference,
            Code::SurrogateCharacterReference,
            Code::UnknownNamedCharacterReference,
        ];
        for error in errors(page, &codes) {
            let text = error.span.of(page.text);
            match error.code {
                // `&amplitude`: kramdown takes no name without its semicolon, and shows the whole word.
                Code::MissingSemicolonAfterCharacterReference
                    if page.document.is_markdown && goes_on(page.text, error.span) => {}
                Code::MissingSemicolonAfterCharacterReference => {
                    let end = Span::new(error.span.end as usize, error.span.end as usize);
                    let finding =
                        out.report(error.span, "the semicolon is missing", format!("`{text}` lacks its semicolon"));
                    finding.help(format!("write `{text};`, or `&amp;` for a plain `&`"));
                    // Browsers read it as if it were there, kramdown as it stands.
                    let edits = vec![Edit { span: end, text: ";".to_owned() }];
                    finding.fix = Some(Fix::new("write the semicolon", !page.document.is_markdown, edits));
                }
                Code::UnknownNamedCharacterReference => {
                    out.report(
                        error.span,
                        "no such name",
                        format!("`{text}` names no character: readers see it as it stands"),
                    )
                    .help("correct the name, or write `&amp;` for a plain `&`");
                }
                _ => {
                    out.report(
                        error.span,
                        "",
                        format!("`{text}` is the number of no character that may stand in a text"),
                    )
                    .help("write the character itself");
                }
            }
        }
    }
}

/// `html-tag-name`
pub(super) struct TagName;

impl Rule for TagName {
    fn page(&self, page: &Page, out: &mut Sink) {
        let codes = [
            Code::InvalidFirstCharacterOfTagName,
            Code::MissingEndTagName,
            Code::UnexpectedQuestionMarkInsteadOfTagName,
        ];
        for error in errors(page, &codes) {
            let sign = Span::new(error.span.start as usize, error.span.start as usize + 1);
            let shown = error.span.of(page.text);
            let (message, safe) = match error.code {
                Code::InvalidFirstCharacterOfTagName if !shown.starts_with("</") => {
                    (format!("`{shown}` begins no tag: it is shown as it stands"), true)
                }
                Code::InvalidFirstCharacterOfTagName => {
                    (format!("`{shown}` ends no element: browsers hide it up to the next `>`"), false)
                }
                Code::MissingEndTagName => ("`</>` ends no element: browsers drop it".to_owned(), false),
                _ => (format!("`{shown}` is no HTML: browsers hide it up to the next `>`"), false),
            };
            let finding = out.report(error.span, "", message);
            finding.help("write `&lt;` for the sign itself");
            if safe {
                finding.safe_fix("write `&lt;`", sign, "&lt;");
            }
        }
    }
}

fn errors<'p>(page: &'p Page, codes: &'p [Code]) -> impl Iterator<Item = &'p Error> {
    page.html.errors.iter().filter(|error| codes.contains(&error.code))
}

/// Whether a word goes on behind `span`.
fn goes_on(text: &str, span: Span) -> bool {
    text[span.end as usize..].starts_with(|next: char| next.is_ascii_alphabetic() || next == '_')
}

/// The tag in which `span` lies.
fn tag_around(page: &Page, span: Span) -> Option<Span> {
    let after = page.html.tags.partition_point(|tag| tag.span.end <= span.start);
    page.html.tags.get(after).map(|tag| tag.span).filter(|tag| tag.contains(span))
}

/// Whether the file ends inside of the tag in which `span` lies; that is told instead.
fn in_unended_tag(page: &Page, span: Span) -> bool {
    page.html.errors.iter().any(|error| error.code == Code::EofInTag && error.span.start <= span.start)
}

fn first_of_name(page: &Page, second: Span) -> Option<Span> {
    let after = page.html.tags.partition_point(|tag| tag.span.end <= second.start);
    let tag = page.html.tags.get(after)?;
    let attribute = page.html.attribute(tag, second.of(page.text))?;
    Some(attribute.name).filter(|name| *name != second)
}
