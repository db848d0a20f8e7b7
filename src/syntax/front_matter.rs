//! Where Jekyll sees front matter, byte for byte, and where it does not although the author meant some.

use crate::source::Span;
use crate::syntax::yaml;

/// What the head of a file is to Jekyll.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct FrontMatter {
    /// The block, if Jekyll sees one once it reads the file (`YAML_FRONT_MATTER_REGEXP`, a byte order mark is skipped).
    pub block: Option<Block>,
    /// Whether a file outside `_posts` and `_drafts` is read at all (`has_yaml_header?`): its raw first line is `---`
    /// and blanks. With a byte order mark it is not; nor is the end of the block asked for.
    pub page_header: bool,
    /// The byte order mark at the start.
    pub bom: Option<Span>,
    /// Why a block that was meant is not seen, or ends elsewhere than it was meant to.
    pub fault: Option<Fault>,
}

/// A front matter block as Jekyll cuts it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Block {
    /// The opening `---`, without blanks behind it.
    pub open: Span,
    /// The lines between the fences, with their line breaks.
    pub yaml: Span,
    /// The closing `---` or `...`, without blanks behind it.
    pub close: Span,
    /// First byte of the body; Jekyll drops the blank lines after the closing fence.
    pub body: usize,
}

/// Front matter that was meant and is not seen.
#[derive(Clone, PartialEq, Debug)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// The characters to change.
    pub span: Span,
    /// An edit that was tried: with it Jekyll sees a block that is a mapping.
    pub repair: Option<(Span, String)>,
}

/// Why front matter is not seen.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FaultKind {
    /// Blank lines, blanks or invisible characters stand before the opening fence; the span is these.
    BlankBefore,
    /// A comment (HTML, Liquid or `#`) stands before the opening fence; the span is the comment.
    CommentBefore,
    /// The first line is `----`, `–––`, `———`: it only looks like a fence.
    OpenLookAlike,
    /// `---title: x`: something stands on the opening fence's line; the span is that.
    OpenGlued,
    /// `key: value` lines and a closing fence, but no opening one; the span is the start of the file.
    OpenMissing,
    /// `+++`: TOML, which Jekyll does not know.
    Toml,
    /// The closing fence is indented; the span is the indentation.
    CloseIndented,
    /// The closing line is `----`, `–––`: it only looks like a fence.
    CloseLookAlike,
    /// `---# Title`: something stands on the closing fence's line; the span is that.
    CloseGlued,
    /// No closing fence; the span is the opening one. `meant` is whether `key: value` lines follow it, otherwise
    /// it may be a thematic break.
    Unclosed {
        /// Whether it looks like front matter.
        meant: bool,
    },
    /// Lines end with a lone carriage return; the span is the first.
    CarriageReturns,
}

impl Block {
    /// The block's data. Jekyll hands the opening fence to the parser too.
    pub fn parse(&self, text: &str) -> yaml::Parsed {
        yaml::parse(text, Span { start: self.open.start, end: self.close.start })
    }
}

/// The byte order mark in UTF-8.
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// A block as it is first found.
#[derive(Clone, Copy, Debug)]
pub struct Cut {
    block: Block,
    /// Each of its lines begins with a letter or a digit, so that none was meant as a fence.
    is_plain: bool,
}

impl Cut {
    /// First byte of the body.
    pub fn body(&self) -> usize {
        self.block.body
    }
}

/// Finds the front matter of a file. `text` is the whole file, with its byte order mark if it has one.
pub fn locate(text: &str) -> FrontMatter {
    located(text, cut(text.as_bytes(), bom_length(text.as_bytes())))
}

/// The same, where its block has been looked for already.
pub fn located(text: &str, cut: Option<Cut>) -> FrontMatter {
    let start = bom_length(text.as_bytes());
    let block = cut.map(|cut| cut.block);
    FrontMatter {
        block,
        page_header: has_yaml_header(text),
        bom: (start > 0).then(|| Span::new(0, start)),
        fault: if cut.is_some_and(|cut| cut.is_plain) { None } else { meant::fault(text, start, block) },
    }
}

/// The front matter that ends in the first bytes of a file, `start`, and not just because they end.
pub fn ends_in(start: &[u8]) -> Option<Cut> {
    let cut = cut(start, bom_length(start))?;
    let behind = &start[cut.block.close.end as usize..cut.block.body];
    behind.contains(&b'\n').then_some(cut)
}

fn bom_length(bytes: &[u8]) -> usize {
    if bytes.starts_with(BOM) { BOM.len() } else { 0 }
}

/// `utils.rb#has_yaml_header?`: `\A---\s*\r?\n` on the first line of the raw file.
fn has_yaml_header(text: &str) -> bool {
    let rest = text.strip_prefix("---").unwrap_or("");
    if rest.starts_with('\n') {
        return true;
    }
    let line = rest.find('\n').map(|end| &rest[..end]);
    line.is_some_and(|line| line.bytes().all(is_space))
}

/// `document.rb#YAML_FRONT_MATTER_REGEXP`, `\A(---\s*\n.*?\n?)^((---|\.\.\.)\s*$\n?)` over lines. Its `\s*` runs over
/// line breaks.
fn block(bytes: &[u8], start: usize) -> Option<Block> {
    cut(bytes, start).map(|cut| cut.block)
}

fn cut(bytes: &[u8], start: usize) -> Option<Cut> {
    let open = Span::new(start, start + 3);
    if !bytes.get(start..)?.starts_with(b"---") {
        return None;
    }
    let blank = spaces(bytes, start + 3);
    let yaml = start + 3 + memchr::memchr(b'\n', &bytes[start + 3..blank])? + 1;
    let mut line = start + 3 + memchr::memrchr(b'\n', &bytes[start + 3..blank])? + 1;
    let mut is_plain = true;
    loop {
        if let Some(b"---" | b"...") = bytes.get(line..line + 3) {
            let blank = spaces(bytes, line + 3);
            let body = match memchr::memrchr(b'\n', &bytes[line + 3..blank]) {
                _ if blank == bytes.len() => Some(blank),
                last_break => last_break.map(|at| line + 3 + at + 1),
            };
            if let Some(body) = body {
                let block = Block { open, yaml: Span::new(yaml, line), close: Span::new(line, line + 3), body };
                return Some(Cut { block, is_plain });
            }
        }
        is_plain &= bytes.get(line).is_some_and(u8::is_ascii_alphanumeric);
        line += memchr::memchr(b'\n', &bytes[line..])? + 1;
    }
}

/// The end of the blanks and line breaks that start at `from`.
fn spaces(bytes: &[u8], from: usize) -> usize {
    from + bytes[from..].iter().take_while(|byte| is_space(**byte)).count()
}

/// Ruby's `\s`.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0b' | b'\x0c')
}

mod foreign;
mod meant;

pub use foreign::{Foreign, ForeignBlock, foreign};
