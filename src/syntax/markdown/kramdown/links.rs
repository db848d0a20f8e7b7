//! Links and images: `[…](…)`, `[…][…]`, `<…>` (kramdown 2.5, `parser/kramdown/{link,autolink}.rb`).

use std::ops::Range;

use memchr::{memchr, memmem};

use super::definitions::normalized;
use super::scan::{is_space, spaces};
use super::span::{Frame, Open, Run, Stop};
use super::tree::Id;
use super::{Event, NoteKind, Parser};
use crate::source::Span;
use crate::syntax::markdown::Link;

impl<'a> Parser<'a> {
    /// `parse_link`: at `[` or `![`. What turns out to be no link stays as text.
    pub(super) fn link(&mut self, run: &mut Run<'_, 'a>, frame: &mut Frame, open: Open, is_image: bool) -> bool {
        let at = run.at;
        let from = at + 1 + usize::from(is_image);
        // Links hold no links.
        let is_kept_out = !is_image && open.link;
        if is_kept_out || self.fuel == 0 || self.is_deep() || memchr(b']', &run.bytes()[from..]).is_none() {
            return self.plain(run, frame, at, from);
        }
        let mark = self.mark();
        run.at = from;
        self.span_depth += 1;
        let found = self.run(run, &mut Frame::new(), Stop::Bracket, Open { link: true, ..open });
        self.span_depth -= 1;
        let close = run.at;
        self.spend(close - from);
        let target = if found { self.target(run, from, close).map_err(Option::Some) } else { Err(None) };
        match target {
            Ok(found) => {
                let end = found.end;
                let text = run.text.span(from, close);
                let no_alt = is_image && run.str[from..close].trim().is_empty();
                let span = run.text.span(at, end);
                if is_image {
                    // Of what stands in the description nothing is shown.
                    self.back_to(mark);
                    frame.images += 1;
                }
                let id = found.element.and_then(|element| self.id_of(self.elements[element].list.as_ref()?));
                if let Some((url, destination)) = found.url {
                    self.events.push(Event::Link(Link { span, destination, url, text, image: is_image, no_alt }));
                }
                self.events.extend(id.map(|(id, _)| Event::Id(id, span)));
                frame.add_element();
                run.at = end;
                true
            }
            Err(place) => {
                // To find out took a look at all of the rest.
                self.spend(run.end - close);
                self.back_to(mark);
                if let Some(place) = place {
                    self.no_link(run, at..from, close, place);
                }
                self.plain(run, frame, at, from)
            }
        }
    }

    /// Leaves `at..end` as text.
    fn plain(&mut self, run: &mut Run<'_, 'a>, frame: &mut Frame, at: usize, end: usize) -> bool {
        self.text(run, frame, at, end);
        run.at = end;
        true
    }

    /// Tells what looks like a link, and what is wrong with it. Its text starts at the end of `opener`.
    fn no_link(&mut self, run: &Run<'_, 'a>, opener: Range<usize>, close: usize, place: Place) {
        let text = &run.str[..run.end];
        let (span, kind) = match place {
            Place::Unknown(name, end) => (opener.start..end, NoteKind::UndefinedReference(name)),
            Place::Open => match opens_link(text, close + 1) {
                Some(end) => (opener.start..end, NoteKind::OpenLink),
                None => return,
            },
            Place::None => match (reversed(text, opener.start, close), spaced(text, close)) {
                (Some(start), _) => (start..close + 1, NoteKind::ReversedLink),
                (None, Some(end)) => (opener.start..end, NoteKind::SpacedLink),
                (None, None) => return,
            },
        };
        self.note(run.text.span(span.start, span.end), kind);
    }

    /// Where the link leads whose text is `from..close`.
    fn target(&self, run: &Run<'_, 'a>, from: usize, close: usize) -> Result<Found, Place> {
        let bytes = run.bytes();
        let after = close + 1;
        let named = reference(bytes, after);
        if named.is_none() && bytes.get(after) == Some(&b'(') {
            let (url, url_end, end) = inline_target(run.str, after, run.end).ok_or(Place::Open)?;
            let url = Some((run.str[url..url_end].to_owned(), run.text.span(url, url_end)));
            return Ok(Found { url, element: None, end });
        }
        let (label, end) = named.unwrap_or((None, after));
        let name = match label {
            Some((start, stop)) => normalized(&run.str[start..stop]),
            None => normalized(&without_escapes(&run.str[from..close])),
        };
        match self.targets.get(&name) {
            Some(target) => {
                let url = Some((target.url.clone(), target.destination));
                Ok(Found { url, element: Some(target.element), end })
            }
            None if self.dialect.link_names.iter().any(|known| normalized(known) == name) => {
                Ok(Found { url: None, element: None, end })
            }
            None if named.is_some() => Err(Place::Unknown(name, end)),
            None => Err(Place::None),
        }
    }

    /// `<http://…>`, `<a@b>`; `<>` where an address was meant.
    pub(super) fn autolink(&mut self, run: &mut Run<'_, 'a>, frame: &mut Frame) -> bool {
        let at = run.at;
        let Some(end) = autolink_end(&run.str[..run.end], at) else {
            // With a scheme, all of the line was looked at for its end.
            self.spend(if run.bytes()[at + 1..].starts_with(b"http") { run.end - at } else { 0 });
            return false;
        };
        let address = &run.str[at + 1..end - 1];
        let url = if SCHEMES.iter().any(|scheme| address.starts_with(scheme)) {
            address.to_owned()
        } else {
            format!("mailto:{address}")
        };
        let destination = run.text.span(at + 1, end - 1);
        let span = run.text.span(at, end);
        self.events.push(Event::Link(Link { span, destination, url, text: destination, image: false, no_alt: false }));
        frame.add_element();
        if self.in_header {
            self.header_text.push_str(address.strip_prefix("mailto:").unwrap_or(address));
        }
        run.at = end;
        true
    }

    /// A script that had no address leaves `<>`: alone on its line, or after a colon.
    pub(super) fn empty_autolink(&mut self, run: &Run<'_, 'a>) {
        let text = &run.str[run.start..run.end];
        let (before, after) = (&text[..run.at - run.start], &text[run.at - run.start..]);
        let Some(after) = after.strip_prefix("<>") else { return };
        let before = before.rsplit('\n').next().unwrap_or("").trim();
        let after = after.split('\n').next().unwrap_or("").trim();
        if after.is_empty() && (before.is_empty() || before.ends_with([':', '：'])) {
            self.events.push(Event::EmptyAutolink(run.text.span(run.at, run.at + 2)));
        }
    }
}

/// Where a link leads.
struct Found {
    /// The URL and its place; none where the configuration has it.
    url: Option<(String, Span)>,
    /// The definition that its name leads to.
    element: Option<Id>,
    /// The end of the link.
    end: usize,
}

/// Why brackets are no link.
enum Place {
    /// Nothing follows them.
    None,
    /// What the parentheses behind them hold is no end of a link.
    Open,
    /// The name behind them is not defined; where that ends.
    Unknown(String, usize),
}

/// `(text)[url]`: where the parenthesis opens before the bracket at `bracket`.
fn reversed(text: &str, bracket: usize, close: usize) -> Option<usize> {
    let before = text[..bracket].strip_suffix(')')?;
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    let start = line + before[line..].rfind('(')?;
    (is_address(&text[bracket + 1..close]) && start + 2 < bracket).then_some(start)
}

/// `[text] (url)`: where the parenthesis behind the bracket at `close` is closed.
fn spaced(text: &str, close: usize) -> Option<usize> {
    let inner = text[close + 1..].strip_prefix(' ')?.trim_start_matches(' ').strip_prefix('(')?;
    let end = inner.find([')', '\n']).filter(|end| inner[*end..].starts_with(')'))?;
    is_address(&inner[..end]).then(|| text.len() - inner.len() + end + 1)
}

/// `[text](url` without its `)`: where the address ends.
fn opens_link(text: &str, paren: usize) -> Option<usize> {
    let line = text[paren + 1..].split('\n').next().unwrap_or("");
    let address = line.split([' ', '\t']).next().unwrap_or("");
    (is_address(address) && !line.contains(')')).then_some(paren + 1 + address.len())
}

/// Whether a text can only be meant as an address.
fn is_address(text: &str) -> bool {
    let is_one = ["http://", "https://", "//", "/", "mailto:", "#", "www."].iter().any(|start| text.starts_with(start));
    is_one && text.len() > 2 && !text.contains([' ', '\t', '<', '>', '"'])
}

const SCHEMES: [&str; 5] = ["mailto:", "http:", "https:", "ftp:", "ftps:"];

/// `AUTOLINK_START`: one past the `>`.
fn autolink_end(text: &str, at: usize) -> Option<usize> {
    let inner = &text[at + 1..];
    if let Some(scheme) = SCHEMES.iter().find(|scheme| inner.starts_with(**scheme)) {
        let line = inner.split('\n').next().unwrap_or("");
        let first = line[scheme.len()..].chars().next()?.len_utf8();
        if let Some(close) = line[scheme.len() + first..].find('>') {
            return Some(at + 1 + scheme.len() + first + close + 1);
        }
    }
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let (name, host) = inner.split_once('@')?;
    let end = host.find(|c| !fits(c))?;
    (!name.is_empty() && name.chars().all(fits) && end > 0 && host[end..].starts_with('>'))
        .then(|| at + 1 + name.len() + 1 + end + 1)
}

/// `LINK_INLINE_ID_RE`: the label in brackets, if there is any, and the place behind them.
fn reference(bytes: &[u8], at: usize) -> Option<(Option<(usize, usize)>, usize)> {
    let open = at + spaces(bytes, at);
    if bytes.get(open) != Some(&b'[') {
        return None;
    }
    let close = open + 1 + memchr(b']', &bytes[open + 1..])?;
    Some(((close > open + 1).then_some((open + 1, close)), close + 1))
}

/// What stands in parentheses at `at`: where the URL starts and ends, and the link.
fn inline_target(text: &str, at: usize, limit: usize) -> Option<(usize, usize, usize)> {
    let bytes = &text.as_bytes()[..limit];
    let (start, end, rest) = if bytes.get(at + 1) == Some(&b'<')
        && let Some(close) = memchr::memchr2(b'>', b'\n', &bytes[at + 2..]).map(|i| at + 2 + i)
        && bytes[close] == b'>'
    {
        if bytes.get(close + 1) == Some(&b')') {
            return Some((at + 2, close, close + 2));
        }
        (at + 2, close, close + 1)
    } else {
        let (end, depth) = url_end(bytes, at);
        let last = end.checked_sub(1).filter(|last| *last > at)?;
        let (start, stop) = trimmed(text, at + 1, last);
        if depth == 0 {
            return Some((start, stop, end));
        }
        (start, stop, end)
    };
    title_end(bytes, rest).map(|link| (start, end, link))
}

/// `LINK_PAREN_STOP_RE` from the opening parenthesis on: one past the last stop, and how many parentheses are open.
fn url_end(bytes: &[u8], at: usize) -> (usize, usize) {
    let (mut depth, mut end) = (0, at);
    let mut from = at;
    while let Some(i) = next_stop(bytes, from) {
        end = i + 1;
        match bytes[i] {
            b'(' => depth += 1,
            b')' => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            _ => break,
        }
        from = end;
    }
    (end, depth)
}

fn next_stop(bytes: &[u8], from: usize) -> Option<usize> {
    (from..bytes.len()).find(|i| match bytes[*i] {
        b'(' | b')' => true,
        byte => is_space(byte) && matches!(bytes.get(i + 1), Some(b'"' | b'\'')),
    })
}

fn trimmed(text: &str, start: usize, end: usize) -> (usize, usize) {
    let is_blank = |c: char| c.is_ascii() && is_space(c as u8) || c == '\0';
    let url = &text[start..end];
    let rest = url.trim_start_matches(is_blank);
    let from = start + url.len() - rest.len();
    (from, from + rest.trim_end_matches(is_blank).len())
}

/// `LINK_INLINE_TITLE_RE`: one past the parenthesis behind a title.
fn title_end(bytes: &[u8], at: usize) -> Option<usize> {
    let open = at + spaces(bytes, at);
    let quote = *bytes.get(open).filter(|quote| matches!(quote, b'"' | b'\''))?;
    let mut from = open + 2;
    loop {
        let close = from + memchr(quote, bytes.get(from..)?)?;
        let end = close + 1 + spaces(bytes, close + 1);
        if bytes.get(end) == Some(&b')') {
            return Some(end + 1);
        }
        from = close + 1;
    }
}

/// `ESCAPED_CHARS` without their backslashes.
fn without_escapes(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memmem::find(rest.as_bytes(), b"\\") {
        let next = rest.as_bytes().get(at + 1);
        let escapes = next.is_some_and(|next| b"\\.*_+`<>()[]{}#!:|\"'$=-".contains(next));
        plain.push_str(&rest[..at + usize::from(!escapes)]);
        rest = &rest[at + 1..];
        if escapes {
            plain.push_str(&rest[..1]);
            rest = &rest[1..];
        }
    }
    plain.push_str(rest);
    plain
}
