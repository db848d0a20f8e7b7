//! HTML as browsers read it: the standard's tokenizer with a span for everything, and the balance of its tags.

mod balance;
mod char_refs;
pub mod element;
mod entities;
mod error;
mod fault;
mod markup;
mod obsolete;
mod plain;
mod prescan;
mod script;
mod srcset;
mod structure;
mod tags;
mod token;
mod tokenizer;
pub mod tree;

pub use char_refs::decode;
pub use error::{Error, ErrorCode};
pub use fault::{Fault, FaultKind};
pub use obsolete::Obsolete;
pub use plain::PlainTags;
pub use srcset::srcset;
pub use structure::{Structure, Tag, TagKind};
pub use token::{Attribute, Comment, Doctype, Mode, Quote, Sink, TagToken};
pub use tokenizer::{Options, tokenize};
