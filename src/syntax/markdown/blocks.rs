//! The one thing that a CommonMark parser cannot be taught: kramdown's block HTML, which reaches to the matching
//! end tag over any number of empty lines, and its `{:…}` lines. Splits a body into what is Markdown and what is raw.

use memchr::{memchr, memmem};

use super::tags::{Tag, comment_end, has_markdown_attribute, is_span, name_length};
use crate::source::Span;
use crate::syntax::html::element::{Name, names};

/// A body in pieces, in order.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    /// Text that is read as Markdown.
    pub(super) markdown: Vec<Span>,
    /// HTML that reaches the browser as it stands.
    pub(super) raw: Vec<Span>,
    /// The signs `<` in it that kramdown does not take for a tag, and so writes as `&lt;`: `<5`, `<http://…>`, `<!x>`,
    /// and `<?` without its `?>`.
    pub(super) escaped: Vec<usize>,
    /// `{:…}` lines: attribute lists and extensions.
    pub(super) attribute_lists: Vec<Span>,
}

/// Splits `text[body]`, a view without Liquid.
pub(super) fn split(text: &str, body: Span) -> Pieces {
    let bytes = &text.as_bytes()[..body.end as usize];
    let mut scan = Scan {
        bytes,
        pieces: Pieces::default(),
        markdown_from: body.start as usize,
        no_fence: [false; 2],
        last_instruction_end: None,
        open: Vec::new(),
    };
    let mut at = body.start as usize;
    let mut in_list = false;
    let mut after_blank = true;
    while at < bytes.len() {
        let line_end = memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |i| at + i + 1);
        let line = &bytes[at..line_end];
        let indent = line.iter().take_while(|b| **b == b' ').count();
        let rest = &line[indent..];
        if rest.trim_ascii().is_empty() {
            after_blank = true;
            at = line_end;
            continue;
        }
        let nested = in_list && indent > 0;
        if indent == 0 {
            in_list = starts_list_item(rest) || (in_list && !after_blank);
        }
        after_blank = false;
        at = if indent > 3 {
            line_end
        } else if let Some(end) = scan.fence(at + indent, line_end) {
            end
        } else if nested {
            line_end
        } else {
            match rest[0] {
                b'<' => scan.html(at, at + indent).unwrap_or(line_end),
                b'{' if rest.starts_with(b"{:") => scan.attribute_list(at, at + indent, line_end).unwrap_or(line_end),
                _ => line_end,
            }
        };
    }
    scan.flush(bytes.len());
    scan.pieces
}

struct Scan<'a> {
    bytes: &'a [u8],
    pieces: Pieces,
    markdown_from: usize,
    /// Whether no closing fence of backticks, of tildes, stands further down: an unclosed one is text, and is
    /// looked for only once.
    no_fence: [bool; 2],
    /// Where the last `?>` stands, or 0: looked for once, and only where an instruction begins.
    last_instruction_end: Option<usize>,
    /// The elements that are open inside of a block; kept between blocks for its memory.
    open: Vec<Name>,
}

impl Scan<'_> {
    /// Ends the running piece of Markdown at `to`.
    fn flush(&mut self, to: usize) {
        if !self.bytes[self.markdown_from..to].trim_ascii().is_empty() {
            self.pieces.markdown.push(Span::new(self.markdown_from, to));
        }
    }

    fn raw(&mut self, line_start: usize, start: usize, end: usize) -> usize {
        self.flush(line_start);
        match self.pieces.raw.last_mut() {
            Some(last) if last.end as usize == start => last.end = end as u32,
            _ => self.pieces.raw.push(Span::new(start, end)),
        }
        self.markdown_from = end;
        end
    }

    /// The end of a fenced code block that starts at `start`; kramdown wants a closing fence.
    fn fence(&mut self, start: usize, line_end: usize) -> Option<usize> {
        let mark = *self.bytes.get(start).filter(|b| matches!(b, b'`' | b'~'))?;
        let length = self.bytes[start..line_end].iter().take_while(|b| **b == mark).count();
        let kind = usize::from(mark == b'~');
        let info = &self.bytes[start + length..line_end];
        if length < 3 || self.no_fence[kind] || (mark == b'`' && memchr(b'`', info).is_some()) {
            return None;
        }
        let mut at = line_end;
        while at < self.bytes.len() {
            let end = memchr(b'\n', &self.bytes[at..]).map_or(self.bytes.len(), |i| at + i + 1);
            let line = self.bytes[at..end].trim_ascii();
            if line.len() >= length && line.iter().all(|b| *b == mark) {
                return Some(end);
            }
            at = end;
        }
        self.no_fence[kind] = length == 3;
        None
    }

    /// The end of block HTML whose `<` stands at `start`, if kramdown takes it for that.
    fn html(&mut self, line_start: usize, start: usize) -> Option<usize> {
        let end = self.html_end(start)?;
        let mut at = self.raw(line_start, start, end);
        // What follows on the line starts a block of its own, so a line may hold many.
        loop {
            let next = at + self.bytes[at..].iter().take_while(|b| **b == b' ').count();
            if self.bytes.get(next) != Some(&b'<') {
                return Some(at);
            }
            let Some(end) = self.html_end(next) else { return Some(at) };
            at = self.raw(next, next, end);
        }
    }

    fn html_end(&mut self, start: usize) -> Option<usize> {
        let bytes = self.bytes;
        if bytes[start..].starts_with(b"<!--") {
            return comment_end(bytes, start + 4);
        }
        let tag = Tag::at(bytes, start)?;
        if is_span(tag.name) {
            return None;
        }
        if tag.closes || tag.is_closed() {
            return Some(tag.end);
        }
        if has_markdown_attribute(&bytes[start..tag.end]) {
            return Some(tag.end);
        }
        Some(self.matching_end(tag))
    }

    /// The end of the element that `first` opens, as kramdown's `parse_raw_html` finds it: only the innermost open
    /// element can be closed, any other end tag is text; without one the rest of the file is swallowed.
    fn matching_end(&mut self, first: Tag) -> usize {
        let bytes = self.bytes;
        if let Some(end) = self.verbatim_end(&first) {
            return end;
        }
        let mut at = first.end;
        self.open.clear();
        self.open.push(first.name);
        while let Some(i) = memchr(b'<', &bytes[at..]) {
            let start = at + i;
            if bytes[start..].starts_with(b"<!--") {
                at = comment_end(bytes, start + 4).unwrap_or(start + 4);
                continue;
            }
            let Some(tag) = Tag::at(bytes, start) else {
                if self.is_escaped(start) {
                    self.pieces.escaped.push(start);
                }
                at = start + 1;
                continue;
            };
            at = tag.end;
            if !tag.closes {
                match self.verbatim_end(&tag) {
                    Some(end) => at = end,
                    None if !tag.is_closed() => self.open.push(tag.name),
                    None => {}
                }
            } else if self.open.last().is_some_and(|name| *name == tag.name) {
                self.open.pop();
                if self.open.is_empty() {
                    return tag.end;
                }
            }
        }
        bytes.len()
    }

    /// Whether kramdown writes the `<` at `start`, where no comment and no tag is, as `&lt;`.
    fn is_escaped(&mut self, start: usize) -> bool {
        let bytes = self.bytes;
        let rest = &bytes[start + 1..];
        let rest = rest.strip_prefix(b"/").unwrap_or(rest);
        let mut last_end =
            || *self.last_instruction_end.get_or_insert_with(|| memmem::rfind(bytes, b"?>").unwrap_or(0));
        let is_instruction = rest.first() == Some(&b'?') && start + 2 <= last_end();
        !is_instruction && !rest.starts_with(b"!--") && name_length(rest).is_none()
    }

    /// `script` and `style` end at their end tag, whatever stands inside.
    fn verbatim_end(&self, tag: &Tag) -> Option<usize> {
        let end_tag: &[u8] = match tag.name {
            names::SCRIPT => b"</script",
            names::STYLE => b"</style",
            _ => return None,
        };
        let mut at = tag.end;
        while let Some(i) = memmem::find(&self.bytes[at..], b"</") {
            let start = at + i;
            let candidate = &self.bytes[start..];
            if candidate.len() >= end_tag.len() && candidate[..end_tag.len()].eq_ignore_ascii_case(end_tag) {
                return Some(memchr(b'>', candidate).map_or(self.bytes.len(), |i| start + i + 1));
            }
            at = start + 2;
        }
        Some(self.bytes.len())
    }

    /// The end of a `{:…}` line, or of the `comment` and `nomarkdown` extensions that it opens.
    fn attribute_list(&mut self, line_start: usize, start: usize, line_end: usize) -> Option<usize> {
        let line = self.bytes[start..line_end].trim_ascii_end();
        if !line.ends_with(b"}") {
            return None;
        }
        let extension = |name: &[u8], close: &[u8]| -> Option<(usize, usize)> {
            let opened = line.strip_prefix(b"{::")?.starts_with(name) && !line.ends_with(b"/}");
            let end = opened.then(|| memmem::find(&self.bytes[line_end..], close))??;
            Some((line_end + end, line_end + end + close.len()))
        };
        let comment = extension(b"comment", b"{:/comment}").or_else(|| extension(b"comment", b"{:/}"));
        let verbatim = extension(b"nomarkdown", b"{:/nomarkdown}").or_else(|| extension(b"nomarkdown", b"{:/}"));
        self.flush(line_start);
        let end = match (comment, verbatim) {
            (Some((_, end)), _) => end,
            (None, Some((close, end))) => {
                self.pieces.raw.push(Span::new(line_end, close));
                end
            }
            (None, None) => {
                self.pieces.attribute_lists.push(Span::new(start, line_end));
                line_end
            }
        };
        self.markdown_from = end;
        Some(end)
    }
}

fn starts_list_item(line: &[u8]) -> bool {
    let digits = line.iter().take_while(|b| b.is_ascii_digit()).count();
    match line.get(digits) {
        Some(b'.' | b')') if digits > 0 => line.get(digits + 1).is_some_and(u8::is_ascii_whitespace),
        Some(b'*' | b'-' | b'+') if digits == 0 => line.get(1).is_some_and(u8::is_ascii_whitespace),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> (Vec<&str>, Vec<&str>) {
        let pieces = split(text, Span::new(0, text.len()));
        let of = |spans: &[Span]| spans.iter().map(|span| span.of(text)).collect::<Vec<_>>();
        (of(&pieces.markdown), of(&pieces.raw))
    }

    #[test]
    fn block_html_reaches_over_empty_lines_to_its_end_tag() {
        let (markdown, raw) = pieces("甲\n<div>\n\n    <p>x</p>\n</div> 乙\n");
        assert_eq!(raw, ["<div>\n\n    <p>x</p>\n</div>"]);
        assert_eq!(markdown, ["甲\n", " 乙\n"]);
    }

    #[test]
    fn a_line_holds_many_blocks() {
        let (markdown, raw) = pieces("<!-- a --><p>1</p><p id='>'>2</p>\n\n<http://x.y>\n");
        assert_eq!(raw, ["<!-- a --><p>1</p><p id='>'>2</p>"]);
        assert_eq!(markdown, ["\n\n<http://x.y>\n"]);
    }

    #[test]
    fn an_unclosed_element_swallows_the_rest() {
        let (markdown, raw) = pieces("<div><p>x</div>\n\n[a](/b)\n");
        assert_eq!(raw, ["<div><p>x</div>\n\n[a](/b)\n"]);
        assert!(markdown.is_empty());
    }

    #[test]
    fn code_lists_and_span_elements_are_markdown() {
        for text in ["```\n<div>\n```\n", "    <div>\n", "- a\n\n  <div>\n", "<b>x</b>\n", "<http://x.y>\n", "a <b\n"] {
            assert_eq!(pieces(text), (vec![text], vec![]), "{text}");
        }
    }

    #[test]
    fn markdown_inside_is_read_where_the_tag_asks_for_it() {
        let (markdown, raw) = pieces("<div markdown=\"1\">\n[a](/b)\n</div>\n");
        assert_eq!((markdown, raw), (vec!["\n[a](/b)\n"], vec!["<div markdown=\"1\">", "</div>"]));
    }

    #[test]
    fn attribute_lists_and_extensions_are_no_text() {
        let text = "a\n{: #x .y}\n\n{::comment}\n<div>\n{:/comment}\n{::nomarkdown}\n<i>z</i>\n{:/}\nb\n";
        let pieces = split(text, Span::new(0, text.len()));
        let of = |spans: &[Span]| spans.iter().map(|span| span.of(text).trim()).collect::<Vec<_>>();
        assert_eq!(of(&pieces.markdown), ["a", "b"]);
        assert_eq!(of(&pieces.raw), ["<i>z</i>"]);
        assert_eq!(of(&pieces.attribute_lists), ["{: #x .y}"]);
    }
}
