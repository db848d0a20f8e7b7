//! Parsers. They read and never judge: a fault in the text is a value with a span, and every node has one.

pub mod characters;
pub mod css;
pub mod front_matter;
pub mod html;
pub mod json;
pub mod liquid;
pub mod markdown;
pub mod yaml;

/// Stands, byte for byte, for what Liquid will put there (line ends excepted).
///
/// U+007F is a control character that no author writes; it is no letter, no blank, and no sign of Markdown or HTML. Those
/// below U+0020 will not do: they end the address of a link in CommonMark.
pub const FILLER: u8 = 0x7F;
