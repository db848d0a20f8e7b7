//! Script data and its escaped states (HTML 13.2.5.4 and 13.2.5.15 to 13.2.5.31): `<!--` in a script hides `</script>`
//! once a `<script` stands in it.

use memchr::{memchr2, memchr3};

use super::error::ErrorCode;
use super::token::{Mode, Sink};
use super::tokenizer::{Tokenizer, is_space};

#[derive(Clone, Copy, PartialEq)]
enum Escape {
    None,
    /// After `<!--`, whose first byte this is.
    Comment(usize),
    /// After `<script` inside of that.
    Script(usize),
}

impl<S: Sink> Tokenizer<'_, S> {
    /// Reads the text of a script, up to and with its end tag.
    pub(super) fn script(&mut self) {
        let mut start = self.pos;
        let mut escape = Escape::None;
        loop {
            let rest = &self.bytes[self.pos..];
            // Only inside of an escape does a `>` matter.
            let found = if escape == Escape::None { memchr2(b'<', 0, rest) } else { memchr3(b'<', b'>', 0, rest) };
            let Some(found) = found else { break };
            self.pos += found;
            match (self.bytes[self.pos], escape) {
                (0, _) => {
                    start = self.replace_null(start);
                    continue;
                }
                (b'<', Escape::None | Escape::Comment(_)) if self.at_appropriate_end_tag() => {
                    self.flush(start);
                    self.mode = Mode::Data;
                    return self.tag(self.pos + 2, true);
                }
                (b'<', Escape::None) if self.bytes[self.pos..].starts_with(b"<!--") => {
                    escape = Escape::Comment(self.pos);
                    // The two dashes may be those of the closing `-->`.
                    self.pos += 3;
                }
                (b'<', Escape::Comment(from)) if self.at_script_name(self.pos + 1) => escape = Escape::Script(from),
                (b'<', Escape::Script(from))
                    if self.byte(self.pos + 1) == Some(b'/') && self.at_script_name(self.pos + 2) =>
                {
                    escape = Escape::Comment(from);
                }
                (b'>', Escape::Comment(from) | Escape::Script(from))
                    if self.pos >= from + 4 && self.bytes[..self.pos].ends_with(b"--") =>
                {
                    escape = Escape::None;
                }
                _ => {}
            }
            self.pos += 1;
        }
        self.pos = self.bytes.len();
        self.flush(start);
        if let Escape::Comment(from) | Escape::Script(from) = escape {
            self.error(ErrorCode::EofInScriptHtmlCommentLikeText, self.pos, from..from + 4);
        }
    }

    /// Whether the whole word at `at` is `script`.
    fn at_script_name(&self, at: usize) -> bool {
        self.bytes.get(at..at + 6).is_some_and(|it| it.eq_ignore_ascii_case(b"script"))
            && self.byte(at + 6).is_some_and(|byte| is_space(byte) || byte == b'/' || byte == b'>')
    }
}
