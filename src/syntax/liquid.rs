//! Liquid, as far as a reader of the body must know it: where the holes are, which of them belong together as
//! blocks, and a view of the body of equal length in which no hole can be mistaken for Markdown or HTML.
//!
//! The splitting is Liquid 4.0.4's own: quotes and Markdown do not matter to it.

use std::borrow::Cow;

use memchr::{memchr, memmem};

use crate::source::Span;
use crate::syntax::FILLER;

/// What Liquid makes of a text.
#[derive(Debug, Default)]
pub struct Liquid {
    /// Every tag and output, in order.
    pub holes: Vec<Hole>,
    /// From a block's start tag to its end tag: `if`, `for`, `case`, `capture` and any other name with an `end…`.
    pub blocks: Vec<Span>,
}

/// One `{% … %}` or `{{ … }}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hole {
    /// With its delimiters.
    pub span: Span,
    /// A tag's name; empty for an output.
    pub name: Span,
    /// `{{ }}` rather than `{% %}`.
    pub output: bool,
}

impl Liquid {
    /// Whether `span` lies in a block, so that it may appear never, once or many times.
    pub fn in_block(&self, span: Span) -> bool {
        self.blocks.iter().any(|block| block.contains(span))
    }

    /// Whether `span` touches a hole.
    pub fn touches(&self, span: Span) -> bool {
        let first = self.holes.partition_point(|hole| hole.span.end <= span.start);
        self.holes.get(first).is_some_and(|hole| hole.span.overlaps(span))
    }

    /// Whether a tag of this name stands in the text.
    pub fn has_tag(&self, text: &str, name: &str) -> bool {
        self.holes.iter().any(|hole| hole.name.of(text) == name)
    }
}

/// Reads the Liquid of `text` from byte `from` on, and gives the text as the next reader sees it: holes filled
/// with [`FILLER`] (a tag alone on its line with blanks), comments and highlighted code blanked, newlines kept.
pub fn read(text: &str, from: usize) -> (Liquid, Cow<'_, str>) {
    let bytes = text.as_bytes();
    let mut liquid = Liquid::default();
    let mut blanks = Vec::new();
    let mut open: Vec<Hole> = Vec::new();
    let mut at = from;
    while let Some(hole) = next_hole(bytes, at) {
        at = hole.span.end as usize;
        liquid.holes.push(hole);
        let name = hole.name.of(text);
        match name {
            "raw" => {
                let Some(end) = end_raw(bytes, at) else { continue };
                liquid.holes.push(end);
                at = end.span.end as usize;
            }
            "comment" | "highlight" => {
                let Some(end) = end_of(bytes, text, at, name) else { continue };
                blanks.push(Span::new(at, end.span.start as usize));
                liquid.holes.push(end);
                at = end.span.end as usize;
            }
            _ => match name.strip_prefix("end") {
                None if !hole.output => open.push(hole),
                Some(opener) => {
                    if let Some(index) = open.iter().rposition(|hole| hole.name.of(text) == opener) {
                        liquid.blocks.push(Span { start: open[index].span.start, end: hole.span.end });
                        open.truncate(index);
                    }
                }
                None => {}
            },
        }
    }
    let view = mask(text, &liquid.holes, &blanks);
    (liquid, view)
}

/// The next tag or output at or after `at`; an unterminated one reaches to the end of the text.
fn next_hole(bytes: &[u8], mut at: usize) -> Option<Hole> {
    loop {
        let start = at + memchr(b'{', bytes.get(at..)?)?;
        let end = match bytes.get(start + 1) {
            Some(b'{') => end_of_output(bytes, start),
            Some(b'%') => memmem::find(&bytes[start + 2..], b"%}").map_or(bytes.len(), |i| start + 2 + i + 2),
            _ => {
                at = start + 1;
                continue;
            }
        };
        let output = bytes[start + 1] == b'{';
        let name = if output { Span::new(start + 2, start + 2) } else { tag_name(bytes, start + 2, end) };
        return Some(Hole { span: Span::new(start, end), name, output });
    }
}

/// An output ends at the first `}`, with one more if it follows.
fn end_of_output(bytes: &[u8], start: usize) -> usize {
    match memchr(b'}', &bytes[start + 2..]) {
        Some(i) if bytes.get(start + 2 + i + 1) == Some(&b'}') => start + 2 + i + 2,
        Some(i) => start + 2 + i + 1,
        None => bytes.len(),
    }
}

fn tag_name(bytes: &[u8], mut at: usize, end: usize) -> Span {
    if bytes.get(at) == Some(&b'-') {
        at += 1;
    }
    while at < end && bytes[at].is_ascii_whitespace() {
        at += 1;
    }
    let start = at;
    while at < end && (bytes[at].is_ascii_alphanumeric() || bytes[at] == b'_') {
        at += 1;
    }
    Span::new(start, at)
}

/// Inside `raw` only `{%`, blanks and `endraw` end it, in Liquid 4 without a leading dash; a dash is let pass,
/// since Liquid 5 knows it and what follows is judged the same way.
fn end_raw(bytes: &[u8], mut at: usize) -> Option<Hole> {
    loop {
        let start = at + memmem::find(bytes.get(at..)?, b"{%")?;
        let end = start + 2 + memmem::find(&bytes[start + 2..], b"%}")? + 2;
        let name = tag_name(bytes, start + 2, end);
        if &bytes[name.range()] == b"endraw" {
            return Some(Hole { span: Span::new(start, end), name, output: false });
        }
        at = start + 2;
    }
}

/// The end tag of a `comment` or `highlight` block that starts at `at`.
fn end_of(bytes: &[u8], text: &str, mut at: usize, name: &str) -> Option<Hole> {
    loop {
        let hole = next_hole(bytes, at)?;
        if hole.name.of(text).strip_prefix("end") == Some(name) {
            return Some(hole);
        }
        at = hole.span.end as usize;
    }
}

fn mask<'a>(text: &'a str, holes: &[Hole], blanks: &[Span]) -> Cow<'a, str> {
    if holes.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut view = text.as_bytes().to_vec();
    for hole in holes {
        let fill = if !hole.output && alone_on_line(text.as_bytes(), hole.span) { b' ' } else { FILLER };
        paint(&mut view, hole.span, fill);
    }
    for blank in blanks {
        paint(&mut view, *blank, b' ');
    }
    // Only whole characters are painted over, with ASCII.
    String::from_utf8(view).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Paints `span` with `fill`, but leaves line ends so that lines stay lines.
pub(crate) fn paint(view: &mut [u8], span: Span, fill: u8) {
    for byte in &mut view[span.range()] {
        if *byte != b'\n' && *byte != b'\r' {
            *byte = fill;
        }
    }
}

fn alone_on_line(bytes: &[u8], span: Span) -> bool {
    let blank = |b: &&u8| **b == b' ' || **b == b'\t';
    let before = bytes[..span.start as usize].iter().rev().find(|b| !blank(b));
    let after = bytes[span.end as usize..].iter().find(|b| !blank(b));
    matches!(before, None | Some(b'\n')) && matches!(after, None | Some(b'\n' | b'\r'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(text: &str) -> String {
        let (_, view) = read(text, 0);
        assert_eq!(view.len(), text.len());
        view.replace('\u{7F}', "?")
    }

    #[test]
    fn outputs_become_filler_and_keep_every_offset() {
        assert_eq!(view("甲{{ x }}乙"), "甲???????乙");
        assert_eq!(view("no holes { here } 50%"), "no holes { here } 50%");
    }

    #[test]
    fn an_output_ends_at_the_first_brace_whatever_is_quoted() {
        assert_eq!(view("{{ x | default: \"}\" }}"), format!("{}\" }}}}", "?".repeat(18)));
        assert_eq!(view("a {{ x"), "a ????");
    }

    #[test]
    fn a_tag_alone_on_its_line_is_an_empty_line() {
        assert_eq!(view("a\n  {% if x %}  \nb {% endif %}"), "a\n              \nb ???????????");
    }

    #[test]
    fn comments_are_blanked_and_raw_text_stays() {
        assert_eq!(view("{% comment %}<b>\n{% endcomment %}x"), "?????????????   \n????????????????x");
        assert_eq!(view("{% raw %}{{ y }}{% endraw %}"), "?????????{{ y }}????????????");
    }

    #[test]
    fn blocks_are_found_by_their_end_tags() {
        let text = "{% if a %}{% include x %}{% else %}b{% endif %}c";
        let (liquid, _) = read(text, 0);
        assert_eq!(liquid.blocks, [Span::new(0, text.len() - 1)]);
        assert!(liquid.in_block(Span::new(35, 36)));
        assert!(!liquid.in_block(Span::new(text.len() - 1, text.len())));
        assert!(liquid.has_tag(text, "include"));
    }
}
