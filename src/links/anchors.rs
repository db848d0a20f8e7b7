//! The places on a page elsewhere that fragments name, as far as its HTML shows them. Whatever a script may have made
//! counts as there.

use encoding_rs::{Encoding, UTF_8};
use percent_encoding::percent_decode_str;

use crate::site::link;
use crate::source::Span;
use crate::syntax::html::{Attribute, Error, Mode, Options, Sink, TagToken, decode, element, tokenize};

/// The most of a page that is read, in bytes; nothing is said of a longer one.
pub const LARGEST: u64 = 1 << 20;

/// A page with scripts and fewer ids than this is taken to be made by them.
const FEW: usize = 5;

/// The fragment of `url` that must be the name of a place on its page, decoded; `None` where there is none, where it is
/// the top, or where it tells something to scripts.
pub(super) fn fragment(url: &str) -> Option<Box<str>> {
    let (_, fragment) = url.trim().split_once('#')?;
    let decoded = percent_decode_str(fragment).decode_utf8().ok()?;
    let id = link::id(&decoded)?;
    // GitHub's names for what stands there without a prefix, changes and lines in its files, and those of other forges.
    let is_forge = ["user-content-", "diff-", "lines-", "LC"].iter().any(|start| id.starts_with(start));
    let is_lines = id.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    // Comments have long numbers, and more of them are loaded when they are wanted.
    let is_numbered = id.as_bytes().chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit());
    let is_numbered = is_numbered.into_iter().any(|run| run.len() >= 5 && run[0].is_ascii_digit());
    (!is_forge && !is_lines && !is_numbered).then(|| id.into())
}

/// Those of `fragments` that name nothing on the page `html`.
pub(super) fn missing(html: &str, fragments: &[Box<str>]) -> Vec<Box<str>> {
    let mut page =
        Page { html, names: Vec::new(), hints: Vec::new(), has_script: false, in_script: false, leads_on: false };
    tokenize(html, 0..html.len(), Options::default(), &mut page);
    if page.leads_on || (page.has_script && page.names.len() < FEW) {
        return Vec::new();
    }
    fragments.iter().filter(|fragment| !page.may_have(fragment)).cloned().collect()
}

/// The text of a page of this type, if its encoding is known and nothing else.
pub(super) fn text(bytes: &[u8], content_type: &str) -> Option<String> {
    let label = |text: &str| {
        let lower = text.to_ascii_lowercase();
        let (_, rest) = lower.split_once("charset=")?;
        let rest = rest.trim_start_matches(['"', '\'', ' ']);
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:.".contains(c)).unwrap_or(rest.len());
        Encoding::for_label(&rest.as_bytes()[..end])
    };
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]);
    let encoding = label(content_type).or_else(|| label(&head)).unwrap_or(UTF_8);
    let (text, _, is_damaged) = encoding.decode(bytes);
    (!is_damaged).then(|| text.into_owned())
}

struct Page<'h> {
    html: &'h str,
    /// Ids, and the names of anchors.
    names: Vec<String>,
    /// Where scripts may find names: what they say themselves, and what attributes say to them.
    hints: Vec<Span>,
    has_script: bool,
    in_script: bool,
    /// It sends browsers elsewhere.
    leads_on: bool,
}

impl Page<'_> {
    fn may_have(&self, fragment: &str) -> bool {
        let names = || self.names.iter().map(String::as_str);
        // GitHub writes a prefix before the ids of its users' texts, and takes it away.
        let is_prefixed = |name: &str| name.strip_prefix("user-content-") == Some(fragment);
        if link::has(fragment, names()) || names().any(is_prefixed) {
            return true;
        }
        self.has_script
            && (names().any(|name| name.eq_ignore_ascii_case(fragment))
                || self.hints.iter().any(|span| has_word(span.of(self.html), fragment)))
    }

    fn value(&self, attribute: &Attribute) -> String {
        decode(attribute.value.of(self.html)).into_owned()
    }
}

/// Whether `word` stands in `text`, and no longer one of which it is a part.
fn has_word(text: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    text.match_indices(word).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        !before.ends_with(is_part) && !after.starts_with(is_part)
    })
}

impl Sink for Page<'_> {
    fn start_tag(&mut self, tag: &TagToken<'_>) -> Mode {
        let name = tag.name.of(self.html).to_ascii_lowercase();
        for attribute in tag.attributes.iter().filter(|attribute| !attribute.duplicate) {
            let key = attribute.name.of(self.html).to_ascii_lowercase();
            match key.as_str() {
                "id" => self.names.push(self.value(attribute)),
                "name" if name == "a" => self.names.push(self.value(attribute)),
                "http-equiv" => self.leads_on |= self.value(attribute).eq_ignore_ascii_case("refresh"),
                _ => {
                    self.has_script |= key.starts_with("on");
                    self.hints.push(attribute.value);
                }
            }
        }
        match name.as_str() {
            "script" => {
                self.has_script = true;
                self.in_script = true;
                Mode::Script
            }
            "title" | "textarea" => Mode::RcData,
            "plaintext" => Mode::PlainText,
            name if element::has_raw_text(name) => Mode::RawText,
            _ => Mode::Data,
        }
    }

    fn end_tag(&mut self, _: &TagToken<'_>) {
        self.in_script = false;
    }

    fn text(&mut self, span: Span) {
        if self.in_script {
            self.hints.push(span);
        }
    }

    fn error(&mut self, _: Error) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_names_a_place_is_looked_for() {
        let looked_for = |fragment_: &str| fragment(&format!("https://example.org/a{fragment_}"));
        for (written, id) in
            [("#b", "b"), ("#%E4%BD%A0", "你"), ("#你", "你"), ("#b:~:text=c", "b"), ("#s-3.2", "s-3.2")]
        {
            assert_eq!(looked_for(written).as_deref(), Some(id), "{written}");
        }
        for other in [
            "",
            "#",
            "#top",
            "#/route",
            "#!/route",
            "#:~:text=a",
            "#L10",
            "#L10-L20",
            "#LC3",
            "#10-20",
            "#t=10",
            "#page=3",
            "#user-content-a",
            "#issuecomment-123456",
            "#comment12345_678",
            "#diff-0a1b",
            "#%FF",
        ] {
            assert_eq!(looked_for(other), None, "{other}");
        }
    }

    #[test]
    fn what_a_page_has_is_found() {
        let html =
            "<h1 id=a>a</h1><a name='b&amp;c'></a><p ID=\"你\" id=no><h2 id=user-content-d><i id=e%20f><p name=g>";
        let fragments = ["a", "b&c", "你", "d", "e f", "A", "no", "g", "h"].map(Into::into);
        assert_eq!(missing(html, &fragments).iter().map(|name| &**name).collect::<Vec<_>>(), ["A", "no", "g", "h"]);
        assert_eq!(
            missing("<title><p id=a></title><textarea><p id=b></textarea><!-- <p id=c> -->", &fragments[..1]).len(),
            1
        );
    }

    #[test]
    fn what_scripts_may_make_counts_as_there() {
        let ids = "<p id=1><p id=2><p id=3><p id=4><p id=Five>";
        let is_missing = |html: &str, id: &str| !missing(html, &[id.into()]).is_empty();
        for rest in ["<script>make('six')</script>", "<script src=a></script><p data-id='six'>"] {
            let html = format!("{ids}{rest}");
            assert!(!is_missing(&html, "six") && !is_missing(&html, "five") && is_missing(&html, "seven"), "{rest}");
            assert!(is_missing(&html.replace("six", "sixty"), "six"), "a part of a word is none");
        }
        assert!(is_missing(&format!("{ids}<p class=six>six"), "six"), "no script, no id");
        assert!(!is_missing("<p id=root><script src=a></script>", "seven"), "few ids beside a script");
        assert!(!is_missing("<meta http-equiv=Refresh content='0; url=/b'>", "seven"), "it leads elsewhere");
    }

    #[test]
    fn encodings_are_read_or_the_page_is_not() {
        let gbk = b"<meta charset=gbk><p id=\xC4\xE3>";
        for (bytes, content_type) in [(&gbk[..], "text/html"), (&gbk[18..], "text/html; charset=\"GB2312\"")] {
            assert!(text(bytes, content_type).unwrap().ends_with("<p id=你>"));
        }
        assert_eq!(text(&gbk[18..], "text/html"), None);
        assert_eq!(text("你".as_bytes(), "text/html").as_deref(), Some("你"));
    }
}
