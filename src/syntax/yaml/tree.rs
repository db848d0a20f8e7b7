//! From libyaml's events to the tree that SafeYAML would build, with a span on every node.
//!
//! SafeYAML's builder (`psych_handler.rb`) is a small state machine whose oddities authors meet: one pending key is
//! shared by all levels, so `{{ x }}` gives `{}`; a key that is `nil` makes its value the next key; `<<` merges an
//! alias where it stands, and what is written out under `<<` is lost. They are kept here.

use rustc_hash::FxHashMap;

use super::events::{self, Event, Events, Kind};
use super::{MAX_DEPTH, Node, ProblemKind, Style, Value, scalar};
use crate::source::Span;

/// Bytes of memory that the expansion of aliases may add.
const ALIAS_BUDGET: usize = 16 << 20;

/// The first document of a text, or why it could not be read. Spans are offsets in the text given to [`build`].
#[derive(Debug, Default)]
pub(super) struct Built {
    pub root: Option<Node>,
    pub comments: Vec<Span>,
    pub ignored: Option<Span>,
    /// The scalars read, in order, also those before a failure.
    pub scalars: Vec<(Span, Style)>,
    pub failure: Option<Failure>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Failure {
    /// libyaml's verdict.
    Syntax(events::Error),
    /// Ours or SafeYAML's.
    Refused { kind: ProblemKind, span: Span, message: String },
}

/// Reads the first document of `text`, as `SafeYAML.load` does.
pub(super) fn build(text: &str) -> Built {
    let mut builder = Builder { text, ..Builder::default() };
    let mut built = Built::default();
    let mut document_end = None;
    for event in Events::new(text) {
        let outcome = match event {
            Ok(Event { kind: Kind::DocumentEnd, end, .. }) => {
                document_end = Some(end);
                break;
            }
            Ok(event) => builder.take(event),
            Err(error) => Err(Failure::Syntax(error)),
        };
        if let Err(failure) = outcome {
            built.failure = Some(failure);
            break;
        }
    }
    let read_to = match (&built.failure, document_end) {
        (Some(_), _) => builder.scalars.last().map_or(0, |(span, _)| span.end as usize),
        (None, Some(end)) => end,
        (None, None) => text.len(),
    };
    built.comments = comments(text, read_to, &builder.scalars);
    built.ignored = document_end.and_then(|end| after_document(text, end));
    built.scalars = builder.scalars;
    built.root = builder.root.filter(|_| built.failure.is_none());
    built
}

#[derive(Default)]
struct Builder<'a> {
    text: &'a str,
    frames: Vec<Frame>,
    pending: Option<Pending>,
    anchors: FxHashMap<String, Anchored>,
    expanded: usize,
    scalars: Vec<(Span, Style)>,
    root: Option<Node>,
}

/// The key that waits for its value.
enum Pending {
    Key(Node),
    /// A collection in key position that is still open, at this depth.
    Open(usize),
}

struct Anchored {
    node: Node,
    weight: usize,
    height: usize,
}

/// A collection that is still open.
struct Frame {
    value: Value,
    /// Where a flow collection's bracket stands.
    bracket: Option<usize>,
    place: Place,
    anchor: Option<String>,
}

/// What becomes of a collection when it closes.
enum Place {
    Root,
    Item,
    Key,
    ValueOf(Node),
    Lost,
}

impl Builder<'_> {
    fn take(&mut self, event: Event) -> Result<(), Failure> {
        let span = Span::new(event.start, event.end);
        match event.kind {
            Kind::Scalar { value, style, quoted, tag, anchor } => {
                let span = self.without_properties(span);
                self.scalars.push((span, style));
                let node = Node { span, value: typed(value, quoted, tag.as_deref(), span)?, style: Some(style) };
                if let Some(name) = anchor {
                    self.anchor(name, node.clone());
                }
                self.add(node)
            }
            Kind::Alias(name) => {
                let node = self.expand(&name, span)?;
                self.add(node)
            }
            Kind::SequenceStart { anchor } => self.open(Value::Sequence(Vec::new()), span, anchor),
            Kind::MappingStart { anchor } => self.open(Value::Mapping(Vec::new()), span, anchor),
            Kind::SequenceEnd | Kind::MappingEnd => {
                self.close(span);
                Ok(())
            }
            Kind::StreamStart | Kind::StreamEnd | Kind::DocumentStart | Kind::DocumentEnd => Ok(()),
        }
    }

    /// The span without `&anchor` and `!tag`.
    fn without_properties(&self, span: Span) -> Span {
        let mut start = span.start as usize;
        let mut rest = span.of(self.text);
        while rest.starts_with(['&', '!', '#']) {
            let stop: &[char] = if rest.starts_with('#') { &['\n', '\r'] } else { &[' ', '\t', '\n', '\r'] };
            let after = rest.find(stop).map_or("", |at| &rest[at..]).trim_start();
            start += rest.len() - after.len();
            rest = after;
        }
        Span::new(start, span.end as usize)
    }

    fn add(&mut self, node: Node) -> Result<(), Failure> {
        let depth = self.frames.len();
        match self.frames.last_mut().map(|frame| &mut frame.value) {
            None => self.root = Some(node),
            Some(Value::Mapping(entries)) => match self.pending.take() {
                None => self.pending = Some(node).filter(|node| node.value != Value::Null).map(Pending::Key),
                Some(Pending::Key(key)) if key.as_str() == Some("<<") => match node.value {
                    Value::Mapping(merged) => entries.extend(merged),
                    _ => return Err(not_a_mapping(node.span)),
                },
                Some(Pending::Key(key)) => entries.push((key, node)),
                Some(Pending::Open(opened)) => {
                    let value =
                        if opened + 1 == depth { Value::Mapping(Vec::new()) } else { Value::Sequence(Vec::new()) };
                    let start = node.span.start as usize;
                    entries.push((Node { span: Span::new(start, start), value, style: None }, node));
                }
            },
            Some(Value::Sequence(items)) => items.push(node),
            Some(_) => {}
        }
        Ok(())
    }

    fn open(&mut self, value: Value, span: Span, anchor: Option<String>) -> Result<(), Failure> {
        let depth = self.frames.len();
        if depth >= MAX_DEPTH {
            return Err(too_deep(span));
        }
        let place = match self.frames.last().map(|frame| &frame.value) {
            None => Place::Root,
            Some(Value::Mapping(_)) => match self.pending.take() {
                None => {
                    self.pending = Some(Pending::Open(depth));
                    Place::Key
                }
                Some(Pending::Key(key)) if key.as_str() == Some("<<") => match value {
                    Value::Mapping(_) => Place::Lost,
                    _ => return Err(not_a_mapping(span)),
                },
                Some(Pending::Key(key)) => Place::ValueOf(key),
                Some(Pending::Open(_)) => {
                    let start = span.start as usize;
                    Place::ValueOf(Node {
                        span: Span::new(start, start),
                        value: Value::Mapping(Vec::new()),
                        style: None,
                    })
                }
            },
            Some(_) => Place::Item,
        };
        if let Some(name) = &anchor {
            // An alias inside its own collection: Ruby's value contains itself, ours is empty there.
            self.anchor(name.clone(), Node { span, value: value.clone(), style: None });
        }
        let last = (span.end as usize).checked_sub(1).filter(|_| !span.is_empty());
        let bracket = last.filter(|at| matches!(self.text.as_bytes().get(*at), Some(b'[' | b'{')));
        self.frames.push(Frame { value, bracket, place, anchor });
        Ok(())
    }

    fn close(&mut self, end: Span) {
        let Some(frame) = self.frames.pop() else { return };
        let span = match frame.bracket {
            Some(start) => Span::new(start, end.end as usize),
            None => children(&frame.value).unwrap_or(Span::new(end.start as usize, end.start as usize)),
        };
        let node = Node { span, value: frame.value, style: None };
        if let Some(name) = frame.anchor {
            self.anchor(name, node.clone());
        }
        match frame.place {
            Place::Root => self.root = Some(node),
            Place::Item => {
                if let Some(Value::Sequence(items)) = self.frames.last_mut().map(|frame| &mut frame.value) {
                    items.push(node);
                }
            }
            Place::ValueOf(key) => {
                if let Some(Value::Mapping(entries)) = self.frames.last_mut().map(|frame| &mut frame.value) {
                    entries.push((key, node));
                }
            }
            Place::Key => {
                if matches!(self.pending, Some(Pending::Open(depth)) if depth == self.frames.len()) {
                    self.pending = Some(Pending::Key(node));
                }
            }
            Place::Lost => {}
        }
    }

    fn anchor(&mut self, name: String, node: Node) {
        let (weight, height) = measure(&node);
        self.anchors.insert(name, Anchored { node, weight, height });
    }

    /// A copy of what the alias names; `nil` for an unknown name. Its children keep the spans of their definition.
    fn expand(&mut self, name: &str, span: Span) -> Result<Node, Failure> {
        let Some(anchored) = self.anchors.get(name) else {
            return Ok(Node { span, value: Value::Null, style: None });
        };
        if self.frames.len() + anchored.height > MAX_DEPTH {
            return Err(too_deep(span));
        }
        self.expanded = self.expanded.saturating_add(anchored.weight);
        if self.expanded > ALIAS_BUDGET {
            let message = "aliases expand to more than 16 MiB".to_string();
            return Err(Failure::Refused { kind: ProblemKind::TooManyAliases, span, message });
        }
        Ok(Node { span, ..anchored.node.clone() })
    }
}

fn too_deep(span: Span) -> Failure {
    let message = format!("nested deeper than {MAX_DEPTH} levels");
    Failure::Refused { kind: ProblemKind::TooDeep, span, message }
}

fn not_a_mapping(span: Span) -> Failure {
    let message = "`<<` merges a mapping, and this is none: no implicit conversion into Hash".to_string();
    Failure::Refused { kind: ProblemKind::Unreadable, span, message }
}

/// `Transform.to_proper_type`: a tag is ignored, except that it makes `"2020"` a number and `!binary` is decoded.
fn typed(text: String, quoted: bool, tag: Option<&str>, span: Span) -> Result<Value, Failure> {
    if matches!(tag, Some("tag:yaml.org,2002:binary" | "x-private:binary" | "!binary")) {
        return Ok(Value::String(base64(&text)));
    }
    if quoted {
        return Ok(Value::String(text));
    }
    scalar::resolve(&text).map_err(|scalar::Raises| {
        let message = format!("invalid value for Float(): {text:?}");
        Failure::Refused { kind: ProblemKind::Unreadable, span, message }
    })
}

/// Ruby's lenient `Base64.decode64`: foreign characters are skipped, `=` ends it.
fn base64(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0_u32, 0);
    for byte in text.bytes().take_while(|byte| *byte != b'=') {
        let figure = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        bits = (bits << 6 | u32::from(figure)) & 0xFFFF;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// From the first to the last child of a block collection.
fn children(value: &Value) -> Option<Span> {
    let (first, last) = match value {
        Value::Sequence(items) => (items.first()?.span, items.last()?.span),
        Value::Mapping(entries) => (entries.first()?.0.span, entries.last()?.1.span),
        _ => return None,
    };
    Some(Span::new(first.start as usize, last.end as usize))
}

/// Memory in bytes, about, and levels of a subtree.
fn measure(node: &Node) -> (usize, usize) {
    let own = size_of::<Node>();
    match &node.value {
        Value::String(text) => (own + text.len(), 0),
        Value::Sequence(items) => sum(own, items.iter().map(measure)),
        Value::Mapping(entries) => sum(own, entries.iter().flat_map(|(key, value)| [measure(key), measure(value)])),
        _ => (own, 0),
    }
}

fn sum(own: usize, parts: impl Iterator<Item = (usize, usize)>) -> (usize, usize) {
    let (weight, height) = parts.fold((own, 0), |(weight, height), part| (weight + part.0, height.max(part.1)));
    (weight, height + 1)
}

/// What stands after the first document, without blank lines, comments and a lone `...`.
fn after_document(text: &str, end: usize) -> Option<Span> {
    let mut start = end;
    for line in text.get(end..)?.split_inclusive('\n') {
        let shown = line.trim();
        if !shown.is_empty() && !shown.starts_with('#') && shown != "..." {
            return Some(Span::new(start, end + text[end..].trim_end().len()));
        }
        start += line.len();
    }
    None
}

/// The comments before `end`: a `#` between two scalars, where libyaml looks for a token.
fn comments(text: &str, end: usize, scalars: &[(Span, Style)]) -> Vec<Span> {
    let mut found = Vec::new();
    let mut from = 0;
    for (span, style) in scalars {
        comments_between(text, from, (span.start as usize).min(end), &mut found);
        from = from.max(span.end as usize);
        if matches!(style, Style::Literal | Style::Folded) {
            let header = span.of(text).find(['\n', '\r']).unwrap_or(span.len());
            comments_between(text, span.start as usize, span.start as usize + header, &mut found);
        }
    }
    comments_between(text, from, end, &mut found);
    found
}

fn comments_between(text: &str, from: usize, to: usize, found: &mut Vec<Span>) {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(hash) = text.get(at..to).and_then(|gap| memchr::memchr(b'#', gap.as_bytes())).map(|i| at + i) {
        let before = hash.checked_sub(1).and_then(|i| bytes.get(i)).copied().unwrap_or(b'\n');
        // Inside `&anchor` or `!tag#x` it is part of the name.
        if before.is_ascii_alphanumeric() || matches!(before, b'-' | b'_' | b'/' | b'.') {
            at = hash + 1;
            continue;
        }
        let line_end = memchr::memchr2(b'\n', b'\r', &bytes[hash..]).map_or(text.len(), |length| hash + length);
        found.push(Span::new(hash, line_end));
        at = line_end;
    }
}
