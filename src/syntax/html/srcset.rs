//! `srcset`: images to choose from, each a URL with what it is good for (WHATWG HTML, "parse a srcset attribute").

use std::ops::Range;

/// The bytes of each URL in a `srcset` attribute that a browser may load; not of those whose descriptors it does not take.
pub fn srcset(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut urls = Vec::new();
    let mut at = 0;
    loop {
        at = skip(bytes, at, |byte| is_space(byte) || byte == b',');
        if at >= bytes.len() {
            return urls;
        }
        let start = at;
        at = skip(bytes, at, |byte| !is_space(byte));
        let url = text[start..at].trim_end_matches(',');
        let descriptors;
        (descriptors, at) = if start + url.len() < at { (Vec::new(), at) } else { tokens(text, at) };
        if are_sound(&descriptors) {
            urls.push(start..start + url.len());
        }
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0C)
}

fn skip(bytes: &[u8], at: usize, is_skipped: impl Fn(u8) -> bool) -> usize {
    bytes[at..].iter().position(|byte| !is_skipped(*byte)).map_or(bytes.len(), |length| at + length)
}

/// The descriptors from `at` on, and where the next URL may start: a comma in parentheses ends nothing.
fn tokens(text: &str, mut at: usize) -> (Vec<&str>, usize) {
    let bytes = text.as_bytes();
    let mut all = Vec::new();
    loop {
        at = skip(bytes, at, is_space);
        let start = at;
        let mut is_in_parentheses = false;
        while let Some(&byte) = bytes.get(at) {
            if !is_in_parentheses && (byte == b',' || is_space(byte)) {
                break;
            }
            is_in_parentheses = byte == b'(' || (is_in_parentheses && byte != b')');
            at += 1;
        }
        if at > start {
            all.push(&text[start..at]);
        }
        match bytes.get(at) {
            None => return (all, at),
            Some(b',') => return (all, at + 1),
            Some(_) => {}
        }
    }
}

/// Whether a browser takes these descriptors: none, one width or one density; a height only beside a width.
fn are_sound(descriptors: &[&str]) -> bool {
    let (mut width, mut density, mut height) = (false, false, false);
    for descriptor in descriptors {
        let Some((number, unit)) = descriptor.char_indices().next_back().map(|(at, unit)| (&descriptor[..at], unit))
        else {
            return false;
        };
        let is_whole = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        let is_positive = is_whole && number.bytes().any(|byte| byte != b'0');
        match unit {
            'w' if is_positive && !width && !density => width = true,
            'x' if is_float(number) && !width && !density && !height => density = true,
            'h' if is_positive && !height && !density => height = true,
            _ => return false,
        }
    }
    width || !height
}

/// A valid floating-point number that is not negative.
fn is_float(text: &str) -> bool {
    let starts = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-'));
    starts && !text.ends_with('.') && text.parse::<f64>().is_ok_and(|number| number >= 0.0)
}

#[cfg(test)]
mod tests {
    use super::srcset;

    /// From web-platform-tests, `srcset/parse-a-srcset-attribute.html`.
    #[test]
    fn urls_are_found_as_browsers_find_them() {
        for (text, urls) in [
            ("", &[][..]),
            (",", &[]),
            (",,,", &[]),
            ("  data:,a  1x  ", &["data:,a"]),
            ("data:,a", &["data:,a"]),
            ("\t\tdata:,a\t\t1x\t\t", &["data:,a"]),
            ("data:,a 1x", &["data:,a"]),
            ("data:,a,", &["data:,a"]),
            ("data:,a ,", &["data:,a"]),
            ("data:,a, data:,b 1x", &["data:,a", "data:,b"]),
            ("data:,a 1x,data:,b", &["data:,a", "data:,b"]),
            ("/a.png,/b.png", &["/a.png,/b.png"]),
            ("data:,a (", &[]),
            ("data:,a ( , data:,b 1x, ), data:,c", &["data:,c"]),
            ("data:,a ( , data:,b ( , data:,c", &[]),
            ("data:,a 1w 1h", &["data:,a"]),
            ("data:,a 1h 1w", &["data:,a"]),
            ("data:,a 1h", &[]),
            ("data:,a 0w", &[]),
            ("data:,a -1w", &[]),
            ("data:,a 1.0w", &[]),
            ("data:,a 0x", &["data:,a"]),
            ("data:,a -1x", &[]),
            ("data:,a 1e0x", &["data:,a"]),
            ("data:,a 1.5e1x", &["data:,a"]),
            ("data:,a +1x", &[]),
            ("data:,a 1.x", &[]),
            ("data:,a .5x", &["data:,a"]),
            ("data:,a infx", &[]),
            ("data:,a 1x 1w", &[]),
            ("data:,a 1w 2w", &[]),
            ("data:,a 1x 1h", &[]),
            ("data:,a x", &[]),
            ("data:,a foo", &[]),
            ("图.png 480w, 大.png 2x", &["图.png", "大.png"]),
        ] {
            let found: Vec<&str> = srcset(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, urls, "{text:?}");
        }
    }
}
