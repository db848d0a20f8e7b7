//! The one safe door to libyaml: its events as an iterator, with byte spans and honest error positions.
#![allow(unsafe_code)] // libyaml-rs is C turned into Rust; its interface is raw pointers, and they stay in this file.

use std::ffi::CStr;
use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::slice;

use libyaml_rs as sys;

use super::Style;

/// One step of the stream.
#[derive(Clone, PartialEq, Debug)]
pub struct Event {
    /// First byte, in the text given to [`Events::new`].
    pub start: usize,
    /// One past the last byte. Block collections have no extent of their own: start and end agree.
    pub end: usize,
    /// What it is.
    pub kind: Kind,
}

/// The kind of an event; anchors are names without `&` or `*`.
#[derive(Clone, PartialEq, Debug)]
pub enum Kind {
    /// Start of the stream.
    StreamStart,
    /// End of the stream, the last event.
    StreamEnd,
    /// `---`, or nothing where the document starts by itself.
    DocumentStart,
    /// `...`, or nothing.
    DocumentEnd,
    /// `*name`
    Alias(String),
    /// Any scalar.
    Scalar {
        /// The text, escapes and folds done.
        value: String,
        /// How it is written.
        style: Style,
        /// Whether it is a string whatever it looks like. A tag switches this off even for `"…"`.
        quoted: bool,
        /// The resolved tag, if one is written.
        tag: Option<String>,
        /// `&name`
        anchor: Option<String>,
    },
    /// `[` or the first `-`.
    SequenceStart {
        /// `&name`
        anchor: Option<String>,
    },
    /// `]` or the end of the block.
    SequenceEnd,
    /// `{` or the first key.
    MappingStart {
        /// `&name`
        anchor: Option<String>,
    },
    /// `}` or the end of the block.
    MappingEnd,
}

/// Why libyaml stopped, in its own words; offsets are bytes in the text given to [`Events::new`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Error {
    /// `mapping values are not allowed in this context`
    pub problem: &'static str,
    /// Where it noticed.
    pub at: usize,
    /// `while parsing a flow sequence`
    pub context: Option<&'static str>,
    /// Where that construct started.
    pub context_at: Option<usize>,
}

impl Error {
    /// The byte to blame: where a construct was left open, libyaml notices at the end of the text or on the next line,
    /// and the construct's start is the better place.
    pub fn blame(&self) -> usize {
        let opened_earlier = matches!(self.problem, "found unexpected end of stream" | "could not find expected ':'");
        self.context_at.filter(|_| opened_earlier).unwrap_or(self.at)
    }
}

/// The events of a YAML stream. Ends after `StreamEnd` or after the first error.
pub struct Events<'a> {
    // Boxed, because libyaml keeps a pointer to the parser inside the parser.
    parser: *mut sys::yaml_parser_t,
    length: usize,
    bom: usize,
    ended: bool,
    text: PhantomData<&'a str>,
}

impl<'a> Events<'a> {
    /// Reads `text`; a byte order mark at its start is skipped and counted.
    pub fn new(text: &'a str) -> Events<'a> {
        let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let input = &text.as_bytes()[bom..];
        let parser = Box::into_raw(Box::<sys::yaml_parser_t>::new_uninit()).cast::<sys::yaml_parser_t>();
        // SAFETY: `parser` is a live allocation of the right size that `initialize` fills (it aborts when memory runs
        // out, it never fails); `input` outlives the parser, which `'a` on `Events` ensures.
        unsafe {
            let initialized = sys::yaml_parser_initialize(parser).ok;
            if initialized {
                sys::yaml_parser_set_encoding(parser, sys::YAML_UTF8_ENCODING);
                sys::yaml_parser_set_input_string(parser, input.as_ptr(), input.len() as u64);
            }
            Events { parser, length: text.len(), bom, ended: !initialized, text: PhantomData }
        }
    }

    fn offset(&self, mark: u64) -> usize {
        usize::try_from(mark).unwrap_or(usize::MAX).saturating_add(self.bom).min(self.length)
    }

    fn error(&self) -> Error {
        // SAFETY: the parser is initialised; its messages are C string literals inside libyaml-rs.
        let (parser, problem, context) = unsafe {
            let parser = &**self.parser;
            (parser, literal(parser.problem), literal(parser.context))
        };
        let reader = parser.error == sys::yaml_error_type_t::YAML_READER_ERROR;
        let at = if reader { parser.problem_offset } else { parser.problem_mark.index };
        Error {
            problem: problem.unwrap_or("cannot be read"),
            at: self.offset(at),
            context,
            context_at: context.map(|_| self.offset(parser.context_mark.index)),
        }
    }
}

impl Iterator for Events<'_> {
    type Item = Result<Event, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let mut event = MaybeUninit::<sys::yaml_event_t>::uninit();
        // SAFETY: the parser is initialised, and `parse` zeroes the event before anything else.
        let (parsed, mut event) =
            unsafe { (sys::yaml_parser_parse(self.parser, event.as_mut_ptr()).ok, event.assume_init()) };
        if !parsed {
            self.ended = true;
            return Some(Err(self.error()));
        }
        // Deleting the event clears its marks.
        let (start, end) = (self.offset(event.start_mark.index), self.offset(event.end_mark.index));
        // SAFETY: `event` is what `parse` just filled; `kind` copies out of it, `delete` frees it once.
        let kind = unsafe {
            let kind = kind(&event);
            sys::yaml_event_delete(&raw mut event);
            kind
        };
        self.ended = matches!(kind, None | Some(Kind::StreamEnd));
        kind.map(|kind| Ok(Event { start, end: end.max(start), kind }))
    }
}

impl Drop for Events<'_> {
    fn drop(&mut self) {
        // SAFETY: made by `Box::into_raw` in `new`, initialised there, freed only here.
        unsafe {
            sys::yaml_parser_delete(self.parser);
            drop(Box::from_raw(self.parser.cast::<MaybeUninit<sys::yaml_parser_t>>()));
        }
    }
}

/// # Safety
/// `event` must come from a successful `yaml_parser_parse` and not be deleted yet.
unsafe fn kind(event: &sys::yaml_event_t) -> Option<Kind> {
    use sys::yaml_event_type_t as Type;
    use sys::yaml_scalar_style_t as Written;
    // SAFETY: each arm reads the member of the union that the type names; libyaml filled its pointers.
    unsafe {
        Some(match event.type_ {
            Type::YAML_STREAM_START_EVENT => Kind::StreamStart,
            Type::YAML_STREAM_END_EVENT => Kind::StreamEnd,
            Type::YAML_DOCUMENT_START_EVENT => Kind::DocumentStart,
            Type::YAML_DOCUMENT_END_EVENT => Kind::DocumentEnd,
            Type::YAML_ALIAS_EVENT => Kind::Alias(owned(event.data.alias.anchor).unwrap_or_default()),
            Type::YAML_SCALAR_EVENT => {
                let scalar = event.data.scalar;
                let bytes = slice::from_raw_parts(scalar.value, scalar.length as usize);
                let style = match scalar.style {
                    Written::YAML_SINGLE_QUOTED_SCALAR_STYLE => Style::Single,
                    Written::YAML_DOUBLE_QUOTED_SCALAR_STYLE => Style::Double,
                    Written::YAML_LITERAL_SCALAR_STYLE => Style::Literal,
                    Written::YAML_FOLDED_SCALAR_STYLE => Style::Folded,
                    _ => Style::Plain,
                };
                Kind::Scalar {
                    value: String::from_utf8_lossy(bytes).into_owned(),
                    style,
                    quoted: scalar.quoted_implicit,
                    tag: owned(scalar.tag),
                    anchor: owned(scalar.anchor),
                }
            }
            Type::YAML_SEQUENCE_START_EVENT => Kind::SequenceStart { anchor: owned(event.data.sequence_start.anchor) },
            Type::YAML_SEQUENCE_END_EVENT => Kind::SequenceEnd,
            Type::YAML_MAPPING_START_EVENT => Kind::MappingStart { anchor: owned(event.data.mapping_start.anchor) },
            Type::YAML_MAPPING_END_EVENT => Kind::MappingEnd,
            _ => return None,
        })
    }
}

/// # Safety
/// `text` must be null or a C string that lives for the call.
unsafe fn owned(text: *const u8) -> Option<String> {
    // SAFETY: as the caller promises.
    (!text.is_null()).then(|| unsafe { CStr::from_ptr(text.cast()) }.to_string_lossy().into_owned())
}

/// # Safety
/// `text` must be null or a C string literal.
unsafe fn literal(text: *const i8) -> Option<&'static str> {
    // SAFETY: as the caller promises.
    (!text.is_null()).then(|| unsafe { CStr::from_ptr::<'static>(text.cast()) }.to_str().unwrap_or("cannot be read"))
}
