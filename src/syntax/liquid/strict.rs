//! Liquid 4.0.4's strict parser (`lexer.rb`, `parser.rb`), without recursion: outputs with their filters, comparisons,
//! loops.

use std::ops::Range;

use super::fault::{Operand, Value};
use super::value::{self, NoNumber, is_space, is_word, skip};
use crate::source::Span;

/// One token of a tag's or an output's markup.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    kind: Kind,
    start: u32,
    end: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Comparison,
    Text,
    Number,
    Name,
    Dots,
    Sign(u8),
    End,
}

/// Why the strict parser stops.
#[derive(Debug)]
pub(super) enum Stop {
    /// The markup is not of its grammar; the lax parser is asked.
    Syntax,
    /// A value on which Ruby fails.
    NoNumber,
}

impl From<NoNumber> for Stop {
    fn from(_: NoNumber) -> Stop {
        Stop::NoNumber
    }
}

type Step<T = ()> = Result<T, Stop>;

/// What a piece of markup names.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The first names of its variables.
    pub(super) roots: Vec<Span>,
    /// Its filters.
    pub(super) filters: Vec<Span>,
}

impl Names {
    pub(super) fn clear(&mut self) {
        self.roots.clear();
        self.filters.clear();
    }
}

/// Splits `text[range]` into tokens, for [`Strict`].
fn tokens(text: &str, range: Range<usize>, out: &mut Vec<Token>) -> Step {
    out.clear();
    let bytes = &text.as_bytes()[..range.end];
    let mut at = range.start;
    loop {
        at = skip(bytes, at, is_space);
        let start = at;
        let Some(&byte) = bytes.get(at) else { break };
        let next = bytes.get(at + 1).copied().unwrap_or(0);
        let kind = match (byte, next) {
            (b'=' | b'!' | b'<' | b'>', b'=') | (b'<', b'>') => {
                at += 2;
                Kind::Comparison
            }
            (b'<' | b'>', _) => {
                at += 1;
                Kind::Comparison
            }
            (b'c', b'o') if is_contains(&bytes[at..]) => {
                at += "contains".len();
                Kind::Comparison
            }
            (b'\'' | b'"', _) => {
                at = memchr::memchr(byte, &bytes[at + 1..]).map(|length| at + 1 + length + 1).ok_or(Stop::Syntax)?;
                Kind::Text
            }
            (b'0'..=b'9', _) | (b'-', b'0'..=b'9') => {
                at = skip(bytes, at + 1, |byte| byte.is_ascii_digit());
                if bytes.get(at) == Some(&b'.') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit) {
                    at = skip(bytes, at + 1, |byte| byte.is_ascii_digit());
                }
                Kind::Number
            }
            (b'a'..=b'z' | b'A'..=b'Z' | b'_', _) => {
                at = skip(bytes, at, |byte| is_word(byte) || byte == b'-');
                at += usize::from(bytes.get(at) == Some(&b'?'));
                Kind::Name
            }
            (b'.', b'.') => {
                at += 2;
                Kind::Dots
            }
            (b'|' | b'.' | b':' | b',' | b'[' | b']' | b'(' | b')' | b'?' | b'-', _) => {
                at += 1;
                Kind::Sign(byte)
            }
            _ => return Err(Stop::Syntax),
        };
        out.push(Token { kind, start: start as u32, end: at as u32 });
    }
    out.push(Token { kind: Kind::End, start: at as u32, end: at as u32 });
    Ok(())
}

fn is_contains(bytes: &[u8]) -> bool {
    bytes.strip_prefix(b"contains").and_then(|rest| rest.first()).is_some_and(|byte| is_space(*byte))
}

/// The strict parser on the markup of one tag or output.
pub(super) struct Strict<'t> {
    text: &'t str,
    tokens: &'t [Token],
    at: usize,
    names: &'t mut Names,
}

/// What an expression stands in.
enum Around {
    Bracket,
    RangeStart,
    RangeEnd,
}

impl<'t> Strict<'t> {
    /// On `text[range]`; `buffer` is for the tokens, and what is named goes to `names`.
    pub(super) fn new(
        text: &'t str,
        range: Range<usize>,
        buffer: &'t mut Vec<Token>,
        names: &'t mut Names,
    ) -> Step<Strict<'t>> {
        tokens(text, range, buffer)?;
        Ok(Strict { text, tokens: buffer, at: 0, names })
    }

    /// `value | filter: argument, … | …`
    pub(super) fn output(&mut self) -> Step<Operand> {
        let operand = self.expression()?;
        while self.take(Kind::Sign(b'|')) {
            let filter = self.expect(Kind::Name)?;
            self.names.filters.push(filter);
            if self.take(Kind::Sign(b':')) {
                self.argument()?;
                while self.take(Kind::Sign(b',')) {
                    self.argument()?;
                }
            }
        }
        self.expect(Kind::End)?;
        Ok(operand)
    }

    /// Comparisons joined by `and` and `or`.
    pub(super) fn condition(&mut self) -> Step {
        loop {
            self.expression()?;
            if self.take(Kind::Comparison) {
                self.expression()?;
            }
            if !self.take_word("and") && !self.take_word("or") {
                break;
            }
        }
        self.expect(Kind::End).map(|_| ())
    }

    /// `name in values reversed limit: 1 offset: 1`; gives the name.
    pub(super) fn for_loop(&mut self) -> Step<Span> {
        let name = self.expect(Kind::Name)?;
        if !self.take_word("in") {
            return Err(Stop::Syntax);
        }
        self.expression()?;
        self.take_word("reversed");
        while self.is(Kind::Name, 0) && self.is(Kind::Sign(b':'), 1) {
            if !self.take_word("limit") && !self.take_word("offset") {
                return Err(Stop::Syntax);
            }
            self.at += 1;
            self.expression()?;
        }
        self.expect(Kind::End)?;
        Ok(name)
    }

    fn argument(&mut self) -> Step {
        if self.is(Kind::Name, 0) && self.is(Kind::Sign(b':'), 1) {
            self.at += 2;
        }
        self.expression().map(|_| ())
    }

    fn expression(&mut self) -> Step<Operand> {
        let first = self.at;
        let mut around = Vec::new();
        'start: loop {
            let token = self.token();
            match token.kind {
                Kind::Name => {
                    self.at += 1;
                    let is_longer = self.is(Kind::Sign(b'.'), 0) || self.is(Kind::Sign(b'['), 0);
                    if is_longer || value::value(token.span().of(self.text)) == Ok(Value::Variable) {
                        self.names.roots.push(token.span());
                    }
                    if self.members(&mut around)? {
                        continue;
                    }
                }
                Kind::Text | Kind::Number => self.at += 1,
                Kind::Sign(b'(') => {
                    self.at += 1;
                    around.push(Around::RangeStart);
                    continue;
                }
                _ => return Err(Stop::Syntax),
            }
            // A value has ended: what it stands in goes on.
            while let Some(open) = around.pop() {
                match open {
                    Around::Bracket => {
                        self.expect(Kind::Sign(b']'))?;
                        if self.members(&mut around)? {
                            continue 'start;
                        }
                    }
                    Around::RangeStart => {
                        self.expect(Kind::Dots)?;
                        around.push(Around::RangeEnd);
                        continue 'start;
                    }
                    Around::RangeEnd => {
                        self.expect(Kind::Sign(b')'))?;
                    }
                }
            }
            return self.operand(first);
        }
    }

    /// After a name: `.name` and so on; whether a bracket opens, in which an expression is expected.
    fn members(&mut self, around: &mut Vec<Around>) -> Step<bool> {
        loop {
            if self.take(Kind::Sign(b'[')) {
                around.push(Around::Bracket);
                return Ok(true);
            }
            if !self.take(Kind::Sign(b'.')) {
                return Ok(false);
            }
            self.expect(Kind::Name)?;
        }
    }

    /// What the tokens from `first` on are, as [`value`](value::value) sees them without their blanks.
    fn operand(&mut self, first: usize) -> Step<Operand> {
        let tokens = &self.tokens[first..self.at];
        let span = Span { start: tokens[0].start, end: tokens[tokens.len() - 1].end };
        let value = match tokens {
            [one] => value::value(one.span().of(self.text))?,
            // Only a range can be what Ruby fails on.
            many if many.iter().any(|token| token.kind == Kind::Sign(b'(')) => {
                let joined: String = many.iter().map(|token| token.span().of(self.text)).collect();
                value::value(&joined)?
            }
            _ => Value::Variable,
        };
        let root = (tokens[0].kind == Kind::Name && value == Value::Variable).then(|| tokens[0].span());
        Ok(Operand { span, value, root })
    }

    fn token(&self) -> Token {
        self.tokens[self.at.min(self.tokens.len() - 1)]
    }

    fn is(&self, kind: Kind, ahead: usize) -> bool {
        self.tokens.get(self.at + ahead).is_some_and(|token| token.kind == kind)
    }

    fn take(&mut self, kind: Kind) -> bool {
        let taken = self.is(kind, 0);
        self.at += usize::from(taken);
        taken
    }

    fn take_word(&mut self, word: &str) -> bool {
        self.token().span().of(self.text) == word && self.take(Kind::Name)
    }

    fn expect(&mut self, kind: Kind) -> Step<Span> {
        let token = self.token();
        if token.kind != kind {
            return Err(Stop::Syntax);
        }
        self.at += 1;
        Ok(token.span())
    }
}

impl Token {
    fn span(self) -> Span {
        Span { start: self.start, end: self.end }
    }
}
