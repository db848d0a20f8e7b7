//! How Jekyll writes a URL and the file behind it (`url.rb`, `path_manager.rb`, Addressable's percent-encoding).

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// A value that Addressable refuses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NotAUri(pub String);

/// `URL.escape_path`: what a placeholder's value becomes in a URL. Literal template text is never escaped.
///
/// # Errors
/// Addressable takes what stands before the first `:` for a URI's scheme, and raises when it cannot be one:
/// a category or page named `10:30` or `技术:新闻` ends the build.
pub fn escape(value: &str) -> Result<Cow<'_, str>, NotAUri> {
    if value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'/' | b'-')) {
        return Ok(Cow::Borrowed(value));
    }
    if let Some(colon) = value.find([':', '/', '?', '#']).filter(|&at| at > 0 && value.as_bytes()[at] == b':') {
        let scheme = &value[..colon];
        let valid = scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'+' | b'.'));
        if !valid || !scheme.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return Err(NotAUri(value.to_owned()));
        }
    }
    let mut out = String::with_capacity(value.len() * 2);
    for byte in value.bytes() {
        if in_path(byte) {
            out.push(byte as char);
        } else {
            out.push('%');
            out.push(hex(byte >> 4));
            out.push(hex(byte & 15));
        }
    }
    Ok(Cow::Owned(out))
}

fn in_path(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+')
        || matches!(byte, b',' | b';' | b'=' | b':' | b'@' | b'/' | b'?')
}

fn hex(nibble: u8) -> char {
    char::from_digit(u32::from(nibble), 16).unwrap_or('0').to_ascii_uppercase()
}

/// `URL#sanitize_url`: a slash before, `..` becomes `/`, the two characters `./` go wherever they occur, repeated
/// slashes become one.
#[allow(clippy::needless_bitwise_bool, reason = "without branches the compiler takes many bytes at once")]
pub fn sanitize(url: String) -> String {
    let mut out = if url.starts_with('/') { url } else { ["/", &url].concat() };
    // Clean as it is, as nearly all are.
    if !has_pair(out.as_bytes(), |first, second| {
        ((first == b'.') & ((second == b'.') | (second == b'/'))) | ((first == b'/') & (second == b'/'))
    }) {
        return out;
    }
    out = out.replace("..", "/").replace("./", "");
    if out.contains("//") {
        let mut last = '\0';
        out.retain(|c| {
            let again = c == '/' && last == '/';
            last = c;
            !again
        });
    }
    out
}

/// The file below the destination that a URL names: percent-decoded, with `.`, `..` and empty segments resolved, no
/// slash at either end.
#[allow(clippy::needless_bitwise_bool, reason = "without branches the compiler takes many bytes at once")]
pub fn file(url: &str) -> String {
    let is_encoded = memchr::memchr(b'%', url.as_bytes()).is_some();
    let decoded = if is_encoded { percent_decode_str(url).decode_utf8_lossy() } else { Cow::Borrowed(url) };
    let path = decoded.strip_prefix('/').unwrap_or(&decoded);
    let path = path.strip_suffix('/').unwrap_or(path);
    // Written as it is found, as nearly all are.
    let starts_odd = path.is_empty() || path.starts_with(['/', '.']) || path.ends_with('/');
    if !starts_odd
        && !has_pair(path.as_bytes(), |first, second| (first == b'/') & ((second == b'/') | (second == b'.')))
    {
        return path.to_owned();
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Whether two bytes that stand side by side are such a pair.
pub(crate) fn has_pair(bytes: &[u8], is_pair: impl Fn(u8, u8) -> bool) -> bool {
    // To the end, whatever is met: that is faster than to stop early.
    let next = bytes.get(1..).unwrap_or_default();
    bytes.iter().zip(next).fold(false, |met, (first, second)| met | is_pair(*first, *second))
}

/// Ruby's `File.extname`: from the last dot of the last segment, unless the name starts there.
pub fn extension(path: &str) -> &str {
    let bytes = path.as_bytes();
    // It is short, so that it is found soon from the end.
    let Some(dot) = bytes.iter().rposition(|byte| matches!(byte, b'.' | b'/')).filter(|at| bytes[*at] == b'.') else {
        return "";
    };
    match bytes[..dot].iter().rfind(|byte| **byte != b'.') {
        None | Some(b'/') => "",
        Some(_) => &path[dot..],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        for (value, url) in [
            ("my cat/b", "my%20cat/b"),
            ("技术", "%E6%8A%80%E6%9C%AF"),
            ("c#", "c%23"),
            ("a#b#c", "a%23b%23c"),
            ("50%", "50%25"),
            ("r&d", "r&d"),
            ("a[b]", "a%5Bb%5D"),
            ("q?r", "q?r"),
            ("a-b:c_d", "a-b:c_d"),
            ("x/10:30", "x/10:30"),
            ("x\\^{}|`<>\"", "x%5C%5E%7B%7D%7C%60%3C%3E%22"),
        ] {
            assert_eq!(escape(value).unwrap(), url);
        }
        for value in ["a_b:c", "10:30", "技术:新闻"] {
            assert!(escape(value).is_err(), "{value}");
        }
    }

    #[test]
    fn cleans() {
        for (url, clean) in [
            ("a//b", "/a/b"),
            ("/a/../b", "/a/b"),
            ("z./e", "/ze"),
            ("http://e.com/x/", "/http:/e.com/x/"),
            ("/", "/"),
            ("", "/"),
        ] {
            assert_eq!(sanitize(url.to_owned()), clean, "{url}");
        }
        assert_eq!(file("/a%20b/./c/"), "a b/c");
        for (path, ext) in [("a.b/c", ""), ("/docs/v1.2", ".2"), (".htaccess", ""), ("foo.", "."), ("..a.b", ".b")] {
            assert_eq!(extension(path), ext, "{path}");
        }
    }
}
