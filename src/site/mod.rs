//! The whole site: facts of every file, what exists at which URL, and what points at it.

pub mod target;

/// What stays of a file once it has been judged.
pub struct Facts {}

/// Everything the site rules look at.
pub struct Site {}
