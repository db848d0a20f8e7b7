//! What Jekyll makes of each file of the site: the table that the command `urls` writes.

use std::io::{self, Write};

use serde::Serialize;

use super::visible;

/// One file of the site.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct UrlRow {
    /// Relative to the site's root, with `/`.
    pub path: String,
    /// `post`, `draft`, `page`, `document`, `static`, `layout`, `include`, `data` or `other`.
    pub kind: &'static str,
    /// What Jekyll's `url` gives; `None` where the file has none.
    pub url: Option<String>,
    /// What Jekyll's `destination` gives, relative to the site that it builds.
    pub dest: Option<String>,
    /// Whether Jekyll writes it.
    pub output: bool,
    /// RFC 3339, in the site's time zone.
    pub date: Option<String>,
    /// In Jekyll's order.
    pub categories: Vec<String>,
    /// In Jekyll's order.
    pub tags: Vec<String>,
    /// Why it is not written.
    pub reason: Option<String>,
    /// The ids in it, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchors: Option<Vec<String>>,
}

/// Writes the rows as a JSON array, one row on a line.
pub fn write_json(rows: &[UrlRow], out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"[")?;
    for (index, row) in rows.iter().enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, row)?;
    }
    out.write_all(b"\n]\n")
}

/// Writes the rows for people: the file, an arrow, its URL or why it has none; ids are indented under it.
pub fn write_text(rows: &[UrlRow], out: &mut dyn Write) -> io::Result<()> {
    for row in rows {
        let fate = match (&row.url, row.output) {
            (Some(url), true) => readable(url),
            _ => format!("not published ({})", row.reason.as_deref().unwrap_or(row.kind)),
        };
        writeln!(out, "{} → {}", visible(&row.path), visible(&fate))?;
        for anchor in row.anchors.iter().flatten() {
            writeln!(out, "    #{}", visible(anchor))?;
        }
    }
    Ok(())
}

/// A URL as browsers show it: characters beyond ASCII as themselves, everything else as it is.
fn readable(url: &str) -> String {
    let mut shown = String::with_capacity(url.len());
    let mut rest = url;
    while let Some(at) = rest.find('%') {
        shown.push_str(&rest[..at]);
        let escaped = escapes(&rest[at..]);
        let (run, after) = rest[at..].split_at(escaped);
        match percent_encoding::percent_decode_str(run).decode_utf8() {
            Ok(text) if escaped > 0 => shown.push_str(&text),
            _ => shown.push_str(run),
        }
        rest = after.strip_prefix('%').filter(|_| escaped == 0).map_or(after, |after| {
            shown.push('%');
            after
        });
    }
    shown + rest
}

/// How long the run of `%XX` is that begins `text`, of bytes beyond ASCII.
fn escapes(text: &str) -> usize {
    let is_high =
        |code: &[u8]| matches!(code, [b'%', b'8' | b'9' | b'A'..=b'F' | b'a'..=b'f', low] if low.is_ascii_hexdigit());
    text.as_bytes().chunks(3).take_while(|code| is_high(code)).count() * 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<UrlRow> {
        let post = UrlRow {
            path: "_posts/2024-01-02-x.md".to_string(),
            kind: "post",
            url: Some("/a/2024/01/02/x.html".to_string()),
            dest: Some("a/2024/01/02/x.html".to_string()),
            output: true,
            date: Some("2024-01-02T20:00:00+08:00".to_string()),
            categories: vec!["a".to_string()],
            ..UrlRow::default()
        };
        let reason = Some("file name does not match YYYY-MM-DD-title.ext".to_string());
        vec![post, UrlRow { path: "_posts/-x.md".to_string(), kind: "other", reason, ..UrlRow::default() }]
    }

    #[test]
    fn json_keeps_its_contract() {
        let mut out = Vec::new();
        write_json(&rows(), &mut out).unwrap();
        let value: serde_json::Value = serde_json::from_slice(&out).unwrap();
        let expected = serde_json::json!({"path": "_posts/2024-01-02-x.md", "kind": "post", "url": "/a/2024/01/02/x.html",
            "dest": "a/2024/01/02/x.html", "output": true, "date": "2024-01-02T20:00:00+08:00", "categories": ["a"],
            "tags": [], "reason": null});
        assert_eq!(value[0], expected);
        assert_eq!(value[1]["url"], serde_json::Value::Null);
    }

    #[test]
    fn urls_are_shown_as_browsers_do() {
        for (url, shown) in [
            ("/a%20b/c%23/", "/a%20b/c%23/"),
            ("/%E6%8A%80%E6%9C%AF%20x/%E4%B8%AD.html", "/技术%20x/中.html"),
            ("/50%25/%/%E6/%FF%FE/%e4%b8%ad%", "/50%25/%/%E6/%FF%FE/中%"),
        ] {
            assert_eq!(readable(url), shown);
        }
    }

    #[test]
    fn text_says_what_becomes_of_a_file() {
        let mut rows = rows();
        rows[0].anchors = Some(vec!["top".to_string()]);
        let mut out = Vec::new();
        write_text(&rows, &mut out).unwrap();
        let expected = "_posts/2024-01-02-x.md → /a/2024/01/02/x.html\n    #top\n\
            _posts/-x.md → not published (file name does not match YYYY-MM-DD-title.ext)\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
