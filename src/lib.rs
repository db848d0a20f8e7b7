//! Checks a Jekyll site's content before it is published.

pub mod finding;
pub mod site;
pub mod source;
pub mod syntax;
