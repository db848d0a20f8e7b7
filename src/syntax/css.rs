//! The URLs in a style sheet: `url(…)`, and what `@import` names (CSS Syntax Level 3, 4.3).

use std::ops::Range;

use memchr::memmem;

/// The bytes of each URL, without quotes; not of those with escapes, nor of names of namespaces, which nobody loads.
pub fn urls(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut urls = Vec::new();
    // Nearly all styles load nothing.
    if memchr::memchr2(b'(', b'@', bytes).is_none() {
        return urls;
    }
    let mut rule = Rule::Other;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                at = memmem::find(&bytes[at + 2..], b"*/").map_or(bytes.len(), |length| at + length + 4);
            }
            b'"' | b'\'' => {
                let (string, end) = string(bytes, at);
                if rule == Rule::Import {
                    urls.extend(string.filter(|string| !text[string.clone()].contains('\\')));
                    rule = Rule::Other;
                }
                at = end;
            }
            b'@' => {
                let end = word(bytes, at + 1);
                rule = match &text[at + 1..end] {
                    name if name.eq_ignore_ascii_case("import") => Rule::Import,
                    name if name.eq_ignore_ascii_case("namespace") => Rule::Namespace,
                    _ => Rule::Other,
                };
                at = end;
            }
            b';' | b'{' | b'}' => {
                rule = Rule::Other;
                at += 1;
            }
            byte if is_word(byte) => {
                let end = word(bytes, at);
                let is_url = text[at..end].eq_ignore_ascii_case("url") && bytes.get(end) == Some(&b'(');
                at = end;
                if is_url {
                    let (url, end) = url(bytes, end + 1);
                    let is_plain = |url: &Range<usize>| !text[url.clone()].contains('\\') && !url.is_empty();
                    urls.extend(url.filter(|url| rule != Rule::Namespace && is_plain(url)));
                    at = end;
                }
            }
            _ => at += 1,
        }
    }
    urls
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Rule {
    Import,
    Namespace,
    Other,
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'\\') || byte >= 0x80
}

fn word(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().position(|byte| !is_word(*byte)).map_or(bytes.len(), |length| at + length)
}

/// What stands in the quotes at `at`, and one past them; a line end breaks a string.
fn string(bytes: &[u8], at: usize) -> (Option<Range<usize>>, usize) {
    let quote = bytes[at];
    let mut end = at + 1;
    while let Some(&byte) = bytes.get(end) {
        match byte {
            b'\\' => end += 2,
            b'\n' | b'\r' | 0x0C => return (None, end),
            byte if byte == quote => return (Some(at + 1..end), end + 1),
            _ => end += 1,
        }
    }
    (None, bytes.len())
}

/// What `url(` loads, from behind its parenthesis, and one past its end.
fn url(bytes: &[u8], at: usize) -> (Option<Range<usize>>, usize) {
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0C);
    let blanks = |at: usize| at + bytes[at..].iter().take_while(|byte| is_space(byte)).count();
    let start = blanks(at);
    if matches!(bytes.get(start), Some(b'"' | b'\'')) {
        let (string, end) = string(bytes, start);
        let close = blanks(end);
        return if bytes.get(close) == Some(&b')') { (string, close + 1) } else { (None, end) };
    }
    let close = memchr::memchr(b')', &bytes[start..]).map_or(bytes.len(), |length| start + length);
    let length = bytes[start..close].iter().rposition(|byte| !is_space(byte)).map_or(0, |last| last + 1);
    let url = start..start + length;
    // Such a URL is none: browsers leave the whole declaration out.
    let is_bad = bytes[url.clone()].iter().any(|byte| is_space(byte) || matches!(byte, b'"' | b'\'' | b'('));
    ((!is_bad).then_some(url), (close + 1).min(bytes.len()))
}

#[cfg(test)]
mod tests {
    use super::urls;

    #[test]
    fn urls_are_found_as_browsers_find_them() {
        for (text, found) in [
            ("color: red", &[][..]),
            ("background: url(/a.png)", &["/a.png"]),
            ("background: URL( '/a b.png' ) no-repeat, url(\"/c.png\")", &["/a b.png", "/c.png"]),
            ("background: url(/a b.png); color: red", &[]),
            ("background: url(); x: url('')", &[]),
            ("background: url(/图.png", &["/图.png"]),
            ("/* url(/a.png) */ b { content: \"url(/c.png)\" }", &[]),
            ("content: 'a\\'url(/b.png)'; x: url(/c.png)", &["/c.png"]),
            ("@import '/a.css'; @import url(/b.css) print; @import \"c.css\" screen", &["/a.css", "/b.css", "c.css"]),
            ("@namespace svg url(http://www.w3.org/2000/svg); a { b: url(/x.svg) }", &["/x.svg"]),
            ("@font-face { src: url(a.woff2) format('woff2'), url('a.woff') }", &["a.woff2", "a.woff"]),
            ("x: myurl(/a.png) image(/b.png)", &[]),
            ("x: url(a\\29.png)", &[]),
            ("@import 'a\n; b { c: url(d) }", &["d"]),
        ] {
            let spans: Vec<&str> = urls(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(spans, found, "{text}");
        }
        for cut in 0.."@import url( 'a' ); /* x */ b{c:url(\"\\".len() {
            urls(&"@import url( 'a' ); /* x */ b{c:url(\"\\"[..cut]);
        }
    }
}
