//! Line ends of two kinds in one file.

use memchr::{memchr, memmem};

use crate::finding::{Edit, Fix};
use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::site::document::Kind;
use crate::source::Span;

/// `text-mixed-eol`
pub(super) struct MixedEol;

/// A fix of more edits than this is left to an editor.
const MOST_EDITS: usize = 100_000;

impl Rule for MixedEol {
    fn page(&self, page: &Page, out: &mut Sink) {
        if !page.document.is_content() || memchr(b'\r', page.text.as_bytes()).is_none() {
            return;
        }
        let both = memchr::memchr_iter(b'\n', page.text.as_bytes()).count();
        let crlf = memmem::find_iter(page.text.as_bytes(), "\r\n").count();
        let lf = both - crlf;
        if lf == 0 || crlf == 0 {
            return;
        }
        let excerpt = Excerpt::of(page);
        let crlf_is_rare = crlf <= lf;
        let (few, name, others) = if crlf_is_rare { (crlf, "CRLF", "LF") } else { (lf, "LF", "CRLF") };
        let Some(first) = ends(page.text, crlf_is_rare).next() else { return };
        let effect = match &excerpt {
            Some(Excerpt { cut: None, .. }) => ": Jekyll ends the excerpt at an empty line with LF and finds none",
            Some(excerpt) if excerpt.cut != Some(excerpt.meant) => {
                ": Jekyll ends the excerpt at an empty line with LF and passes over those with CRLF"
            }
            _ => "",
        };
        let verb = if few == 1 { "ends" } else { "end" };
        let message = format!("{few} of {both} lines {verb} with {name}, the others with {others}{effect}");
        // With CRLF alone an excerpt would be the whole text.
        let to_lf = crlf_is_rare || excerpt.is_some();
        let (wanted, text) = if to_lf { ("LF", "\n") } else { ("CRLF", "\r\n") };
        let finding = out.report(first, "the first of them", message);
        finding.help(format!("let all lines end with {wanted}"));
        if (if to_lf { crlf } else { lf }) <= MOST_EDITS {
            let edits = ends(page.text, to_lf).map(|span| Edit { span, text: text.to_owned() }).collect();
            let safe = excerpt.is_none_or(|excerpt| excerpt.cut == Some(excerpt.meant));
            finding.fix = Some(Fix::new(format!("end all lines with {wanted}"), safe, edits));
        }
    }
}

/// The line ends with CRLF, or those without CR.
fn ends(text: &str, crlf: bool) -> impl Iterator<Item = Span> {
    memchr::memchr_iter(b'\n', text.as_bytes()).filter_map(move |at| {
        let has_cr = at > 0 && text.as_bytes()[at - 1] == b'\r';
        (has_cr == crlf).then(|| Span::new(at - usize::from(crlf), at + 1))
    })
}

/// Where a post's excerpt ends, if nothing says otherwise: Jekyll looks for two LF in a row (`excerpt.rb`).
struct Excerpt {
    /// There, in bytes of the body; `None` if there are none, so that all of it is the excerpt.
    cut: Option<usize>,
    /// The first empty line of either kind.
    meant: usize,
}

impl Excerpt {
    /// `None` where Jekyll makes none, or where it ends elsewhere.
    fn of(page: &Page) -> Option<Excerpt> {
        let is_set = |key: &str| page.entry(key).is_some() || page.default_of(key).is_some();
        if page.document.kind == Kind::Page
            || is_set("excerpt")
            || is_set("excerpt_separator")
            || page.settings.jekyll.get("excerpt_separator").is_some()
        {
            return None;
        }
        Excerpt::in_body(page.body.of(page.text))
    }

    fn in_body(body: &str) -> Option<Excerpt> {
        let is_empty_line = |at: &usize| {
            let rest = &body[at + 1..];
            rest.starts_with('\n') || rest.starts_with("\r\n")
        };
        let meant = memchr::memchr_iter(b'\n', body.as_bytes()).find(is_empty_line)?;
        let goes_on = !body[meant..].trim().is_empty();
        goes_on.then(|| Excerpt { cut: body.find("\n\n"), meant })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `tests/oracle/record.sh` recorded what Jekyll does.
    #[test]
    fn excerpts_end_where_jekyll_ends_them() {
        let read = |text: &str| text.trim_matches('"').replace("\\r", "\r").replace("\\n", "\n");
        for recorded in [
            include_str!("../../tests/oracle/excerpts.4.4.1.tsv"),
            include_str!("../../tests/oracle/excerpts.3.10.0.tsv"),
        ] {
            assert!(recorded.lines().count() > 10);
            for line in recorded.lines() {
                let (body, theirs) = line.split_once('\t').unwrap();
                let (body, theirs) = (read(body), read(theirs));
                let excerpt = Excerpt::in_body(&body);
                let cut = excerpt.as_ref().and_then(|excerpt| excerpt.cut).unwrap_or(body.len());
                assert_eq!(body[..cut].trim_end_matches(['\r', '\n']), theirs, "{line}");
                // Once all lines end with LF it ends where it was meant to.
                let lf = body.replace("\r\n", "\n");
                if let (Some(excerpt), Some(mended)) = (excerpt, Excerpt::in_body(&lf)) {
                    assert_eq!(mended.cut, Some(mended.meant), "{line}");
                    assert_eq!(body[..excerpt.meant].replace('\r', ""), lf[..mended.meant].replace('\r', ""), "{line}");
                }
            }
        }
    }
}
