//! The HTML tokenizer: html5lib-tests (`HTML5LIB_TESTS=DIR`), hand-written cases, and html5gum on random input.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a suite of another shape is a failed test")]

#[path = "html/cases.rs"]
mod cases;
#[path = "html/html5gum.rs"]
mod html5gum;
#[path = "html/html5lib.rs"]
mod html5lib;
#[path = "html/record.rs"]
mod record;
#[path = "html/tree.rs"]
mod tree;
