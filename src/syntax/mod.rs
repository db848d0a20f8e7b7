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

/// Where the first empty line behind the first line of `text` begins: one with blanks at most, whatever the line ends are.
pub fn empty_line(text: &[u8]) -> Option<usize> {
    let is_empty =
        |line: &usize| text[*line..].iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r')) == Some(&b'\n');
    memchr::memchr_iter(b'\n', text).map(|at| at + 1).find(is_empty)
}

#[cfg(test)]
mod tests {
    use super::empty_line;

    #[test]
    fn an_empty_line_is_found_with_any_line_ends() {
        for (text, line) in [
            ("a\n\nb", Some(2)),
            ("a\r\n\r\nb\r\n\r\n", Some(3)),
            ("甲\nb\n \t\nc", Some(6)),
            ("\na\n", None),
            ("a\n", None),
            ("a\n b", None),
            ("a\n ", None),
            ("", None),
        ] {
            assert_eq!(empty_line(text.as_bytes()), line, "{text:?}");
        }
    }
}
