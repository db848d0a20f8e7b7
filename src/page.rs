//! One file, parsed once: what its rules look at, and its reduction to facts.

/// One file of the site.
pub struct Page {}
