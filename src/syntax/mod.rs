//! Parsers. They read and never judge: a fault in the text is a value with a span, and every node has one.

pub mod front_matter;
pub mod html;
pub mod yaml;
