//! What a site generator makes of the sources: which file is published, where, when and under which terms.

pub mod jekyll;
