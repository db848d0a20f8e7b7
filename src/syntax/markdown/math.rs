//! Formulas: kramdown's `$$…$$`, and those that only a script sees in the browser, `$…$`, `\(…\)`, `\[…\]`.

use memchr::{memchr2_iter, memmem};

use crate::source::Span;
use crate::syntax::empty_line;

/// Longer ones on one line are no formula in `$`.
const LONGEST: usize = 400;

/// Finds the formulas of `view[piece]` outside of `code`, which is sorted.
pub(super) fn find(view: &str, piece: Span, code: &[Span], found: &mut Vec<Span>) {
    let mut at = piece.start as usize;
    let first = code.partition_point(|span| span.end <= piece.start);
    for span in code[first..].iter().take_while(|span| span.start < piece.end) {
        gap(view, at, span.start as usize, found);
        at = span.end as usize;
    }
    gap(view, at, piece.end as usize, found);
}

fn gap(view: &str, from: usize, to: usize, found: &mut Vec<Span>) {
    let Some(text) = view.get(from..to) else { return };
    let bytes = text.as_bytes();
    let mut done = 0;
    for at in memchr2_iter(b'$', b'\\', bytes) {
        if at < done {
            continue;
        }
        let rest = &bytes[at..];
        let length = match rest {
            [b'\\', b'\\', b'(', ..] => close(rest, b"\\\\)"),
            [b'\\', b'\\', b'[', ..] => close(rest, b"\\\\]"),
            [b'\\', b'(', ..] => close(rest, b"\\)"),
            [b'\\', b'[', ..] => close(rest, b"\\]"),
            [b'\\', ..] => {
                done = at + 2;
                None
            }
            [b'$', b'$', ..] => close(rest, b"$$"),
            [b'$', ..] => inline(rest),
            _ => None,
        };
        if let Some(length) = length {
            done = at + length;
            found.push(Span::new(from + at, from + done));
        } else if rest.starts_with(b"$$") {
            done = at + 2;
        }
    }
}

/// The length up to the end of `sign`, which closes what begins here, in the same paragraph or block.
fn close(rest: &[u8], sign: &[u8]) -> Option<usize> {
    let most = &rest[..rest.len().min(LONGEST * 10)];
    let inner = &most[2..];
    let length = memmem::find(inner, sign)?;
    empty_line(&inner[..length]).is_none().then_some(2 + length + sign.len())
}

/// `$…$` on one line: no blank behind the first sign and before the second, no digit behind that.
fn inline(rest: &[u8]) -> Option<usize> {
    let line = &rest[..rest.len().min(LONGEST)];
    let line = &line[..memchr::memchr(b'\n', line).unwrap_or(line.len())];
    if line.get(1).is_none_or(u8::is_ascii_whitespace) {
        return None;
    }
    let end = memchr::memchr_iter(b'$', &line[1..]).map(|at| at + 1).find(|at| line[at - 1] != b'\\')?;
    let is_closed = !line[end - 1].is_ascii_whitespace() && !line.get(end + 1).is_some_and(u8::is_ascii_digit);
    (is_closed && end > 1).then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        find(text, Span::new(0, text.len()), &[], &mut found);
        found.into_iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn formulas_are_found() {
        let text = "a $$x$$ b\n\n$$\n\\frac{1}{2}\n$$\n\n\\\\(y\\\\) \\[z\\] $w_1$ 中$ζ$文\n";
        assert_eq!(all(text), ["$$x$$", "$$\n\\frac{1}{2}\n$$", "\\\\(y\\\\)", "\\[z\\]", "$w_1$", "$ζ$"]);
    }

    #[test]
    fn prices_and_variables_are_none() {
        for text in ["$5 and $10", "$HOME and $PATH", "costs \\$5 or 6$", "$$ open\n\nelsewhere $$", "$ x $", "a\\"] {
            assert_eq!(all(text), [""; 0], "{text}");
        }
    }
}
