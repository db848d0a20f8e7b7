//! Checks a Jekyll site's content before it is published.

mod check;
pub mod config;
pub mod discover;
pub mod finding;
pub mod fix;
pub mod page;
pub mod report;
pub mod rule;
pub mod rules;
pub mod settle;
pub mod site;
pub mod source;
pub mod suppress;
pub mod syntax;

pub use check::{Error, Outcome, Progress, Request, Stdin, candidates, check, known, urls};
