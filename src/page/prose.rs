//! What of a page its readers read, and what of it is code, markup or an address.

use memchr::memmem;

use super::Page;
use crate::source::Span;
use crate::syntax::html::TagKind;

/// Elements whose text is quoted from a machine, or is no text.
const CODE: &[&str] =
    &["code", "pre", "kbd", "samp", "tt", "var", "script", "style", "textarea", "listing", "xmp", "math", "svg"];

/// Liquid's blocks of the same kind.
const LIQUID_CODE: &[&str] = &["code", "codeblock", "comment", "mermaid", "math", "katex", "plantuml"];

/// Which parts of a page are no prose. Each list is sorted and without overlap.
#[derive(Debug, Default)]
pub struct Prose {
    code: Vec<Span>,
    unseen: Vec<Span>,
}

impl Page<'_> {
    /// Finds what is no prose. Linear in the page; for rules that have something to ask.
    pub fn prose(&self) -> Prose {
        let mut code = self.code.clone();
        self.html_code(&mut code);
        let blocks = self.liquid.blocks.iter().filter(|block| LIQUID_CODE.contains(&block.name.of(self.text)));
        code.extend(blocks.map(|block| block.span));
        if !self.document.is_html {
            code.push(self.body);
        }
        let code = merged(code);
        let mut unseen: Vec<Span> = self.html.tags.iter().map(|tag| tag.span).collect();
        unseen.extend(self.html.comments.iter().map(|comment| comment.span));
        unseen.extend(self.liquid.holes.iter().map(|hole| hole.span));
        unseen.extend(self.links.iter().map(|link| link.span));
        unseen.extend(&self.data.comments);
        self.formulas(&code, &mut unseen);
        self.definitions(&mut unseen);
        Prose { code, unseen: merged(unseen) }
    }

    /// Whether to change what stands at `span` changes the text that readers see, and no id, term or address.
    pub fn is_only_text(&self, span: Span) -> bool {
        if span.start >= self.body.start {
            return !self.ids.iter().any(|id| id.span.overlaps(span));
        }
        ["title", "subtitle", "description", "summary", "excerpt"]
            .iter()
            .any(|key| self.entry(key).is_some_and(|(_, value)| value.span.contains(span)))
    }

    fn html_code(&self, code: &mut Vec<Span>) {
        let mut open: Option<(&str, u32, usize)> = None;
        for tag in &self.html.tags {
            let name = tag.name.of(self.text);
            match &mut open {
                None if tag.kind == TagKind::Start
                    && !tag.self_closing
                    && CODE.iter().any(|code| code.eq_ignore_ascii_case(name)) =>
                {
                    open = Some((name, tag.span.start, 1));
                }
                Some((opened, start, depth)) if opened.eq_ignore_ascii_case(name) => {
                    *depth = if tag.kind == TagKind::Start { *depth + 1 } else { *depth - 1 };
                    if *depth == 0 {
                        code.push(Span { start: *start, end: tag.span.end });
                        open = None;
                    }
                }
                _ => {}
            }
        }
        if let Some((_, start, _)) = open {
            code.push(Span::new(start as usize, self.text.len()));
        }
    }

    /// Mathematics between two `$$`.
    fn formulas(&self, code: &[Span], unseen: &mut Vec<Span>) {
        let body = self.body.of(self.text).as_bytes();
        let mut open = None;
        for at in memmem::find_iter(body, b"$$") {
            let span = Span::new(at, at + 2).shifted(self.body.start as usize);
            if touches(code, span) {
                continue;
            }
            match open.take() {
                None => open = Some(span.start),
                Some(start) => unseen.push(Span { start, end: span.end }),
            }
        }
    }

    /// Lines like `[name]: address "title"`.
    fn definitions(&self, unseen: &mut Vec<Span>) {
        if !self.document.is_markdown {
            return;
        }
        let body = self.body.of(self.text);
        for at in memmem::find_iter(body.as_bytes(), b"]:") {
            let start = body[..at].rfind('\n').map_or(0, |line| line + 1);
            if body[start..at].trim_start().starts_with('[') {
                let end = body[at..].find('\n').map_or(body.len(), |length| at + length);
                unseen.push(Span::new(start, end).shifted(self.body.start as usize));
            }
        }
    }
}

impl Prose {
    /// Whether `span` touches code.
    pub fn is_code(&self, span: Span) -> bool {
        touches(&self.code, span)
    }

    /// Whether readers see `span` as text that somebody wrote.
    pub fn is_read(&self, span: Span) -> bool {
        !touches(&self.code, span) && !touches(&self.unseen, span)
    }
}

/// What stands before and behind `span` on its line, no more than 40 characters of either.
pub fn beside(text: &str, span: Span) -> (&str, &str) {
    const MOST: usize = 40;
    let (before, after) = (&text[..span.start as usize], &text[span.end as usize..]);
    let back = before.chars().rev().take(MOST).take_while(|c| *c != '\n').map(char::len_utf8).sum::<usize>();
    let on = after.chars().take(MOST).take_while(|c| *c != '\n').map(char::len_utf8).sum::<usize>();
    (&before[before.len() - back..], after[..on].trim_end_matches('\r'))
}

fn touches(spans: &[Span], span: Span) -> bool {
    let first = spans.partition_point(|it| it.end <= span.start);
    spans.get(first).is_some_and(|it| it.overlaps(span))
}

fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}
