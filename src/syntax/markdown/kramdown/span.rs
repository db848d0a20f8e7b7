//! kramdown's span parser: what stands amid text (kramdown 2.5, `parser/kramdown.rb#parse_spans` and
//! `parser/kramdown/*.rb`; kramdown-parser-gfm 1.1, `parser/gfm.rb`).

use std::rc::Rc;

use memchr::{memchr, memmem};

use super::attributes::Attributes;
use super::inline_html::closing_at;
use super::scan::{is_space, list_end, list_name};
use super::signs::next_sign;
use super::text::{Piece, Text};
use super::{Event, Input, NoteKind, Parser, quotes};

/// How often each byte of a text may be looked at in vain on average, and how many bytes in all. What lies behind stays
/// text.
const LOOKS: usize = 128;
const MOST_LOOKED_AT: usize = 1 << 25;

/// How deep spans may lie in others.
const MAX_DEPTH: usize = 100;

/// The elements around a span, as far as they keep others out.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Open {
    pub(super) emphasis: bool,
    pub(super) strong: bool,
    pub(super) link: bool,
}

/// What ends a run of spans.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stop<'t> {
    Never,
    /// `*`, `**`, `_`, `__`
    Delimiter(u8, usize),
    /// `]`, counted against `[`.
    Bracket,
    /// `</name>`
    EndTag(&'t str),
}

/// What stands last in an element.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Last {
    Nothing,
    Text,
    Element,
    Sign,
}

/// The element that is being filled.
#[derive(Debug)]
pub(super) struct Frame {
    /// It is emphasis, in which no strong text is tried as emphasis again.
    is_emphasis: bool,
    /// How many children it has; text in a row is one.
    children: usize,
    pub(super) images: u32,
    last: Last,
    /// Brackets that are open.
    depth: i64,
}

impl Frame {
    pub(super) fn new() -> Frame {
        Frame { is_emphasis: false, children: 0, images: 0, last: Last::Nothing, depth: 1 }
    }

    pub(super) fn add_element(&mut self) {
        self.children += 1;
        self.last = Last::Element;
    }

    /// Adds what is no text, but has no tag that could take an attribute either.
    pub(super) fn add_sign(&mut self) {
        self.children += 1;
        self.last = Last::Sign;
    }
}

/// A run of the span parser over a text.
pub(super) struct Run<'t, 'a> {
    pub(super) text: &'t Rc<Text<'a>>,
    pub(super) str: &'t str,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) at: usize,
    /// Only HTML is looked for.
    pub(super) only_html: bool,
}

impl<'t> Run<'t, '_> {
    /// The bytes up to the end of the run.
    pub(super) fn bytes(&self) -> &'t [u8] {
        &self.str.as_bytes()[..self.end]
    }
}

impl<'a> Parser<'a> {
    /// Whether spans lie so deep in others that no further ones are looked for; kramdown fails some way further down.
    pub(super) fn is_deep(&self) -> bool {
        self.span_depth > MAX_DEPTH
    }

    /// Reads the spans of a text.
    pub(super) fn spans(&mut self, piece: &Piece<'a>) {
        let text = Rc::clone(&piece.text);
        let mut run =
            Run { text: &text, str: &text.text, start: piece.start, end: piece.end, at: piece.start, only_html: false };
        self.fuel = (piece.end - piece.start).saturating_mul(LOOKS).min(MOST_LOOKED_AT) + (1 << 20);
        self.text_events = self.events.len();
        self.run(&mut run, &mut Frame::new(), Stop::Never, Open::default());
    }

    /// Reads spans into `frame` up to `stop`, which is not taken. Whether that was found; if not, what follows the last
    /// sign is left too.
    pub(super) fn run(&mut self, run: &mut Run<'_, 'a>, frame: &mut Frame, stop: Stop<'_>, open: Open) -> bool {
        let bytes = run.str.as_bytes();
        while run.at < run.end {
            let Some(next) = next_sign(bytes, run.at, run.end, run.only_html, stop) else {
                if matches!(stop, Stop::Never) {
                    self.text(run, frame, run.at, run.end);
                    run.at = run.end;
                }
                return false;
            };
            self.text(run, frame, run.at, next);
            run.at = next;
            self.spend(1);
            if self.fuel == 0 {
                self.text(run, frame, next, run.end);
                run.at = run.end;
                return false;
            }
            if Parser::stops(run, frame, stop) {
                return true;
            }
            if !self.span_at(run, frame, open) {
                let length = run.str[run.at..].chars().next().map_or(1, char::len_utf8);
                self.text(run, frame, run.at, run.at + length);
                run.at += length;
            }
        }
        false
    }

    pub(super) fn text(&mut self, run: &Run<'_, 'a>, frame: &mut Frame, start: usize, end: usize) {
        if end <= start {
            return;
        }
        if frame.last != Last::Text {
            frame.children += 1;
        }
        frame.last = Last::Text;
        if self.in_header {
            self.header_text.push_str(&run.str[start..end]);
        }
    }

    /// Code, a formula or an entity, which only the GFM parser counts as text of a heading.
    fn header_sign(&mut self, text: &str) {
        if self.in_header && self.input == Input::Gfm {
            self.header_text.push_str(text);
        }
    }

    /// Whether `stop` stands here and counts.
    fn stops(run: &Run<'_, 'a>, frame: &mut Frame, stop: Stop<'_>) -> bool {
        let bytes = run.bytes();
        let rest = &bytes[run.at..];
        match stop {
            Stop::Never => false,
            Stop::Delimiter(sign, count) => {
                if !rest.starts_with(&[sign, sign][..count]) {
                    return false;
                }
                let is_sign = |at: usize| rest.get(at) == Some(&sign);
                let before = run.at > run.start && is_space(bytes[run.at - 1]);
                let is_double = count == 1 && is_sign(1) && !is_sign(2);
                let in_word =
                    sign == b'_' && run.str[run.at + count..run.end].chars().next().is_some_and(char::is_alphanumeric);
                !before && !is_double && !in_word && frame.children > 0
            }
            Stop::Bracket => {
                match rest[0] {
                    b']' => frame.depth -= 1,
                    b'[' => frame.depth += 1,
                    b'!' if rest.get(1) == Some(&b'[') => frame.depth += 1,
                    _ => return false,
                }
                frame.depth == i64::from(frame.images)
            }
            Stop::EndTag(name) => closing_at(run.str, run.at, run.end, name).is_some(),
        }
    }

    /// Reads one span. False if there is none here.
    fn span_at(&mut self, run: &mut Run<'_, 'a>, frame: &mut Frame, open: Open) -> bool {
        let bytes = run.bytes();
        let at = run.at;
        let next = bytes.get(at + 1).copied();
        if run.only_html {
            return bytes[at] == b'<' && self.html(run, frame, open);
        }
        match bytes[at] {
            b'*' | b'_' => self.emphasis(run, frame, open),
            b'`' => self.code(run, frame),
            b'<' if self.autolink(run, frame) || self.html(run, frame, open) => true,
            b'<' if next == Some(b'>') => {
                self.empty_autolink(run);
                self.sign(run, frame)
            }
            b'[' if next == Some(b'^') && self.footnote(run, frame) => true,
            b'[' if next.is_some_and(|next| next != b'^') => self.link(run, frame, open, false),
            b'!' if next == Some(b'[') && bytes.get(at + 2).is_some_and(|next| *next != b'^') => {
                self.link(run, frame, open, true)
            }
            _ => self.sign(run, frame),
        }
    }

    /// What is left: quotes, formulas, attribute lists, entities, dashes, line breaks, escapes.
    fn sign(&mut self, run: &mut Run<'_, 'a>, frame: &mut Frame) -> bool {
        let bytes = run.bytes();
        let at = run.at;
        if let Some((before, after)) = quotes::scan(&run.str[..run.end], at) {
            self.text(run, frame, at, before);
            // A quotation mark is an element, and no word.
            frame.add_sign();
            run.at = after;
            return true;
        }
        let rest = &bytes[at..];
        if self.dialect.typographic
            && let Some(length) = typographic_symbol(rest)
        {
            return element(run, frame, length);
        }
        match rest[0] {
            b'$' if rest.starts_with(b"$$") => {
                let Some(end) = memmem::find(&rest[2..], b"$$").map(|i| at + 2 + i) else { return false };
                frame.add_element();
                self.events.push(Event::Math);
                self.header_sign(run.str[at + 2..end].trim());
                run.at = end + 2;
                true
            }
            b'{' if rest.starts_with(b"{:") => self.span_extension(run, frame),
            b'&' => self.entity(run, frame),
            b' ' if rest.starts_with(b"  \n") => element(run, frame, 2),
            b'\\' if rest.starts_with(b"\\\\\n") => element(run, frame, 2),
            b'\\' => {
                let is_gfm = self.input == Input::Gfm;
                let escapes = |byte: u8| b"\\.*_+`<>()[]{}#!:|\"'$=-".contains(&byte) || (is_gfm && byte == b'~');
                if !rest.get(1).is_some_and(|byte| escapes(*byte)) {
                    return false;
                }
                self.text(run, frame, at + 1, at + 2);
                run.at = at + 2;
                true
            }
            b'~' if self.input == Input::Gfm => self.strike(run, frame),
            _ => false,
        }
    }

    fn emphasis(&mut self, run: &mut Run<'_, 'a>, frame: &mut Frame, open: Open) -> bool {
        let bytes = run.bytes();
        let at = run.at;
        let sign = bytes[at];
        let count = if bytes.get(at + 1) == Some(&sign) { 2 } else { 1 };
        let is_strong = count == 2;
        let is_inside = if is_strong { open.strong } else { open.emphasis };
        let goes_on = sign == b'_' && is_in_word(&run.str[run.start..at]);
        let before_space = bytes.get(at + count).is_some_and(|byte| is_space(*byte));
        if goes_on || before_space || is_inside || self.fuel == 0 || self.is_deep() {
            return self.literal(run, frame, count);
        }
        let mut found = self.emphasised(run, open, sign, count, at + count);
        if !found && is_strong && !frame.is_emphasis {
            found = self.emphasised(run, open, sign, 1, at + 1);
        }
        if !found {
            run.at = at;
            return self.literal(run, frame, count);
        }
        frame.add_element();
        true
    }

    /// Signs of emphasis that are text.
    fn literal(&mut self, run: &mut Run<'_, 'a>, frame: &mut Frame, count: usize) -> bool {
        let (at, end) = (run.at, run.at + count);
        if run.bytes()[at..end] == *b"**" {
            self.note(run.text.span(at, end), NoteKind::LiteralStrong);
        }
        self.text(run, frame, at, end);
        run.at = end;
        true
    }

    /// Reads emphasised text from `from` on; nothing of it stays where it has no end.
    fn emphasised(&mut self, run: &mut Run<'_, 'a>, open: Open, sign: u8, count: usize, from: usize) -> bool {
        // Most that has no end has no further sign either.
        let rest = &run.str.as_bytes()[from.min(run.end)..run.end];
        if (count == 1 && memchr(sign, rest).is_none()) || (count == 2 && memmem::find(rest, &[sign, sign]).is_none()) {
            return false;
        }
        let mark = self.mark();
        run.at = from;
        let open = Open { strong: open.strong || count == 2, emphasis: open.emphasis || count == 1, ..open };
        let mut frame = Frame { is_emphasis: count == 1, ..Frame::new() };
        let cost = run.end - from;
        self.span_depth += 1;
        let is_closed = self.run(run, &mut frame, Stop::Delimiter(sign, count), open);
        self.span_depth -= 1;
        if is_closed {
            run.at += count;
            return true;
        }
        self.spend(cost);
        self.back_to(mark);
        false
    }

    fn code(&mut self, run: &mut Run<'_, 'a>, frame: &mut Frame) -> bool {
        let at = run.at;
        // What stands before the run is not seen, as in a scanner of its own.
        if let Some((start, end, next)) = code_span(&run.str[..run.end], at, run.end) {
            frame.add_element();
            self.events.push(Event::Code(run.text.span(at, next)));
            self.header_sign(&run.str[start..end]);
            run.at = next;
        } else {
            let count = run.str.as_bytes()[at..run.end].iter().take_while(|byte| **byte == b'`').count();
            self.spend(run.end - at);
            self.text(run, frame, at, at + count);
            run.at = at + count;
        }
        true
    }

    fn footnote(&mut self, run: &mut Run<'_, 'a>, frame: &mut Frame) -> bool {
        let bytes = run.bytes();
        let at = run.at;
        let Some(length) = list_name(bytes, at + 2).filter(|length| bytes.get(at + 2 + length) == Some(&b']')) else {
            return false;
        };
        let end = at + 2 + length + 1;
        let name = &run.str[at + 2..at + 2 + length];
        let span = run.text.span(at, end);
        if let Some(footnote) = self.footnotes.iter_mut().find(|footnote| footnote.name == name) {
            footnote.is_used = true;
            self.events.push(Event::Mark(name.to_owned(), span));
            frame.add_sign();
        } else {
            self.note(span, NoteKind::UnknownFootnote(name.to_owned()));
            self.text(run, frame, at, end);
        }
        run.at = end;
        true
    }

    fn entity(&mut self, run: &mut Run<'_, 'a>, frame: &mut Frame) -> bool {
        let bytes = run.bytes();
        let at = run.at;
        let Some(length) = entity_length(bytes, at) else { return false };
        let entity = &run.str[at..at + length];
        frame.add_sign();
        if self.in_header {
            let decoded = crate::syntax::html::decode(entity);
            self.header_sign(if decoded == entity { &entity[1..] } else { &decoded });
        }
        run.at = at + length;
        true
    }

    /// `{: …}` behind an element, or an extension.
    fn span_extension(&mut self, run: &mut Run<'_, 'a>, frame: &mut Frame) -> bool {
        let bytes = run.bytes();
        let at = run.at;
        if let Some((next, shown)) = super::definitions::extension(run.str, at, run.end, false) {
            if let Some((from, to)) = shown {
                run.text.pieces(from, to, |span| self.events.push(Event::Shown(span)));
            }
            frame.add_sign();
            run.at = next;
            return true;
        }
        let is_extension = matches!(bytes.get(at + 2), Some(b':' | b'/'));
        self.spend(if is_extension { run.end - at } else { 0 });
        let end = if is_extension { None } else { list_end(bytes, at + 2) };
        match end {
            Some(end) if matches!(frame.last, Last::Element | Last::Sign) => {
                let mut list = Attributes::default();
                if !list.read(run.text, at + 2, end) {
                    self.note(run.text.span(at, end + 1), NoteKind::BadList);
                }
                if let Some((id, span)) = self.id_of(&list).filter(|_| frame.last == Last::Element) {
                    // It takes the place of one that the link before it has from its definition.
                    let start = run.text.span(at, at).start;
                    if matches!(self.events.last(), Some(Event::Id(_, link)) if link.end == start) {
                        self.events.pop();
                    }
                    self.events.push(Event::Id(id, span));
                }
                let attributes = list.pairs.into_iter().filter(|(name, _)| matches!(&**name, "srcset" | "style"));
                self.events.extend(attributes.map(|(name, span)| Event::Attribute(name, span)));
                run.at = end + 1;
            }
            _ => {
                if end.is_some() {
                    self.note(run.text.span(at, at + 2), NoteKind::LooseList);
                }
                self.text(run, frame, at, at + 1);
                run.at = at + 1;
            }
        }
        true
    }

    fn strike(&mut self, run: &mut Run<'_, 'a>, frame: &mut Frame) -> bool {
        let bytes = run.bytes();
        let at = run.at;
        if self.is_deep()
            || !bytes[at..].starts_with(b"~~")
            || bytes.get(at + 2).is_none_or(|byte| is_space(*byte) || *byte == b'~')
        {
            return false;
        }
        let mut ends = memmem::find_iter(&bytes[at + 3..], b"~~").map(|i| at + 3 + i);
        let Some(end) = ends.find(|end| !is_space(bytes[end - 1]) && bytes[end - 1] != b'~') else {
            self.spend(run.end - at);
            return false;
        };
        let mut inner = Run { text: run.text, str: run.str, start: at + 2, end, at: at + 2, only_html: false };
        self.span_depth += 1;
        self.run(&mut inner, &mut Frame::new(), Stop::Never, Open::default());
        self.span_depth -= 1;
        frame.add_element();
        run.at = end + 2;
        true
    }
}

/// Takes `length` bytes for an element of which nothing stays in an id.
fn element(run: &mut Run<'_, '_>, frame: &mut Frame, length: usize) -> bool {
    frame.add_sign();
    run.at += length;
    true
}

/// `TYPOGRAPHIC_SYMS_RE`: the length of what becomes a dash, an ellipsis or an angle quote.
fn typographic_symbol(rest: &[u8]) -> Option<usize> {
    const SYMBOLS: [&[u8]; 9] = [b"---", b"--", b"...", b"\\<<", b"\\>>", b"<< ", b" >>", b"<<", b">>"];
    if !matches!(rest[0], b'-' | b'.' | b'\\' | b'<' | b' ' | b'>') {
        return None;
    }
    SYMBOLS.iter().find(|symbol| rest.starts_with(symbol)).map(|symbol| symbol.len())
}

/// Where a code span's text starts and ends, and the span.
pub(super) fn code_span(text: &str, at: usize, end: usize) -> Option<(usize, usize, usize)> {
    let bytes = &text.as_bytes()[..end];
    let count = bytes[at..].iter().take_while(|byte| **byte == b'`').count();
    let after = at + count;
    let is_loose = at == 0 || is_space(bytes[at - 1]);
    if count == 1 && is_loose && bytes.get(after).is_some_and(|byte| is_space(*byte)) {
        return None;
    }
    let close = after + memmem::find(&bytes[after..], &bytes[at..after])?;
    let (mut from, mut to) = (after, close);
    if count > 1 && to > from {
        from += usize::from(bytes[from] == b' ');
        to -= usize::from(to > from && bytes[to - 1] == b' ');
    }
    Some((from, to, close + count))
}

/// `[[:alpha:]]-?[[:alpha:]]*_*\z`: whether the text ends in a word.
fn is_in_word(before: &str) -> bool {
    let word = before.trim_end_matches('_');
    let letters = word.trim_end_matches(char::is_alphabetic);
    if letters.len() < word.len() {
        return true;
    }
    word.strip_suffix('-').is_some_and(|rest| rest.ends_with(char::is_alphabetic))
}

/// `HTML_ENTITY_RE`
fn entity_length(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = &bytes[at + 1..];
    let fits: fn(&u8) -> bool = if rest.starts_with(b"#x") {
        u8::is_ascii_hexdigit
    } else if rest.first() == Some(&b'#') {
        u8::is_ascii_digit
    } else {
        |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':' | b'.' | b'-')
    };
    let skip = if rest.starts_with(b"#x") { 2 } else { usize::from(rest.first() == Some(&b'#')) };
    let length = rest.get(skip..)?.iter().take_while(|byte| fits(byte)).count();
    let is_name = skip > 0 || !matches!(rest.first(), Some(b'.' | b'-'));
    (length > 0 && is_name && rest.get(skip + length) == Some(&b';')).then_some(1 + skip + length + 1)
}
