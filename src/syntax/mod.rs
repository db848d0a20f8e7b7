//! Parsers. They read and never judge: a fault in the text is a value with a span, and every node has one.

pub mod html;
pub mod yaml;

/// Stands in a view of the text for every byte of a Liquid hole whose output is not known (line ends excepted).
///
/// U+001A is a control character that no author writes; it is no letter, no blank, and no sign of Markdown or HTML.
pub const FILLER: u8 = 0x1A;
