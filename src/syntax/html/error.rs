//! The parse errors of the HTML standard's tokenizer, by their codes (HTML 13.2.2).

use crate::source::Span;

/// A parse error that the tokenizer found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Error {
    /// Which one.
    pub code: ErrorCode,
    /// The byte at which the standard's tokenizer notices it: the current input character, or the end of the input.
    pub at: u32,
    /// What to show the author: the whole reference, the second attribute's name, the `<a` that is never ended.
    pub span: Span,
}

macro_rules! codes {
    ($($variant:ident $code:literal,)*) => {
        /// A code of the HTML standard's list of parse errors.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum ErrorCode {
            $(#[doc = concat!("`", $code, "`")] $variant,)*
        }

        impl ErrorCode {
            /// Every code, in alphabetical order.
            pub const ALL: &[ErrorCode] = &[$(ErrorCode::$variant),*];

            /// The code as the standard writes it.
            pub const fn as_str(self) -> &'static str {
                match self { $(ErrorCode::$variant => $code,)* }
            }
        }
    };
}

codes! {
    AbruptClosingOfEmptyComment "abrupt-closing-of-empty-comment",
    AbruptDoctypePublicIdentifier "abrupt-doctype-public-identifier",
    AbruptDoctypeSystemIdentifier "abrupt-doctype-system-identifier",
    AbsenceOfDigitsInNumericCharacterReference "absence-of-digits-in-numeric-character-reference",
    CdataInHtmlContent "cdata-in-html-content",
    CharacterReferenceOutsideUnicodeRange "character-reference-outside-unicode-range",
    ControlCharacterInInputStream "control-character-in-input-stream",
    ControlCharacterReference "control-character-reference",
    DuplicateAttribute "duplicate-attribute",
    EndTagWithAttributes "end-tag-with-attributes",
    EndTagWithTrailingSolidus "end-tag-with-trailing-solidus",
    EofBeforeTagName "eof-before-tag-name",
    EofInCdata "eof-in-cdata",
    EofInComment "eof-in-comment",
    EofInDoctype "eof-in-doctype",
    EofInScriptHtmlCommentLikeText "eof-in-script-html-comment-like-text",
    EofInTag "eof-in-tag",
    IncorrectlyClosedComment "incorrectly-closed-comment",
    IncorrectlyOpenedComment "incorrectly-opened-comment",
    InvalidCharacterSequenceAfterDoctypeName "invalid-character-sequence-after-doctype-name",
    InvalidFirstCharacterOfTagName "invalid-first-character-of-tag-name",
    MissingAttributeValue "missing-attribute-value",
    MissingDoctypeName "missing-doctype-name",
    MissingDoctypePublicIdentifier "missing-doctype-public-identifier",
    MissingDoctypeSystemIdentifier "missing-doctype-system-identifier",
    MissingEndTagName "missing-end-tag-name",
    MissingQuoteBeforeDoctypePublicIdentifier "missing-quote-before-doctype-public-identifier",
    MissingQuoteBeforeDoctypeSystemIdentifier "missing-quote-before-doctype-system-identifier",
    MissingSemicolonAfterCharacterReference "missing-semicolon-after-character-reference",
    MissingWhitespaceAfterDoctypePublicKeyword "missing-whitespace-after-doctype-public-keyword",
    MissingWhitespaceAfterDoctypeSystemKeyword "missing-whitespace-after-doctype-system-keyword",
    MissingWhitespaceBeforeDoctypeName "missing-whitespace-before-doctype-name",
    MissingWhitespaceBetweenAttributes "missing-whitespace-between-attributes",
    MissingWhitespaceBetweenDoctypeIdentifiers "missing-whitespace-between-doctype-public-and-system-identifiers",
    NestedComment "nested-comment",
    NoncharacterCharacterReference "noncharacter-character-reference",
    NoncharacterInInputStream "noncharacter-in-input-stream",
    NullCharacterReference "null-character-reference",
    SurrogateCharacterReference "surrogate-character-reference",
    UnexpectedCharacterAfterDoctypeSystemIdentifier "unexpected-character-after-doctype-system-identifier",
    UnexpectedCharacterInAttributeName "unexpected-character-in-attribute-name",
    UnexpectedCharacterInUnquotedAttributeValue "unexpected-character-in-unquoted-attribute-value",
    UnexpectedEqualsSignBeforeAttributeName "unexpected-equals-sign-before-attribute-name",
    UnexpectedNullCharacter "unexpected-null-character",
    UnexpectedQuestionMarkInsteadOfTagName "unexpected-question-mark-instead-of-tag-name",
    UnexpectedSolidusInTag "unexpected-solidus-in-tag",
    UnknownNamedCharacterReference "unknown-named-character-reference",
}
