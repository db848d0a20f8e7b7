//! What a file that pages load is like on the disk.

/// Its size and its kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Loaded {
    /// Bytes.
    pub bytes: u64,
    /// What its first bytes say it is, if they say it.
    pub format: Option<Format>,
}

/// The formats whose first bytes are theirs alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// GIF.
    Gif,
    /// WebP.
    Webp,
    /// AVIF.
    Avif,
    /// PDF.
    Pdf,
    /// An HTML document, where a server gave an error page for a file.
    Html,
}

impl Format {
    /// How many bytes [`Format::of`] wants.
    pub const NEEDED: usize = 16;

    /// What a file that begins with these bytes is.
    pub fn of(start: &[u8]) -> Option<Format> {
        let is_html = |word: &[u8]| start.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
        match start {
            _ if start.starts_with(b"\x89PNG\r\n\x1a\n") => Some(Format::Png),
            _ if start.starts_with(b"\xff\xd8\xff") => Some(Format::Jpeg),
            _ if start.starts_with(b"GIF87a") || start.starts_with(b"GIF89a") => Some(Format::Gif),
            _ if start.starts_with(b"RIFF") && start.get(8..12) == Some(b"WEBP") => Some(Format::Webp),
            _ if start.get(4..12) == Some(b"ftypavif") => Some(Format::Avif),
            _ if start.starts_with(b"%PDF-") => Some(Format::Pdf),
            _ if is_html(b"<!doctype html") || is_html(b"<html") => Some(Format::Html),
            _ => None,
        }
    }

    /// The format that an extension, lower-case, promises.
    pub fn promised(extension: &str) -> Option<Format> {
        match extension {
            "png" | "apng" => Some(Format::Png),
            "jpg" | "jpeg" | "jfif" => Some(Format::Jpeg),
            "gif" => Some(Format::Gif),
            "webp" => Some(Format::Webp),
            "avif" => Some(Format::Avif),
            "pdf" => Some(Format::Pdf),
            _ => None,
        }
    }

    /// Its name, and the extension that it has.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Format::Png => ("PNG", "png"),
            Format::Jpeg => ("JPEG", "jpg"),
            Format::Gif => ("GIF", "gif"),
            Format::Webp => ("WebP", "webp"),
            Format::Avif => ("AVIF", "avif"),
            Format::Pdf => ("PDF", "pdf"),
            Format::Html => ("HTML", "html"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn formats_are_told_by_their_first_bytes() {
        for (start, format) in [
            (&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], Some(Format::Png)),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", Some(Format::Jpeg)),
            (b"GIF89a", Some(Format::Gif)),
            (b"RIFF\x24\0\0\0WEBPVP8 ", Some(Format::Webp)),
            (b"RIFF\x24\0\0\0WAVEfmt ", None),
            (b"\0\0\0\x20ftypavif", Some(Format::Avif)),
            (b"%PDF-1.7", Some(Format::Pdf)),
            (b"<!DOCTYPE HTML>", Some(Format::Html)),
            (b"<svg", None),
            (b"", None),
        ] {
            assert_eq!(Format::of(start), format, "{start:?}");
        }
    }
}
