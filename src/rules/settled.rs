//! Rules that are judged where all files are known together: by the survey of the site, or when findings are settled.

use crate::rule::Rule;

/// `baseline-stale`, `config-unused`, `site-config`, and those about suppressions
pub(super) struct Settled;

impl Rule for Settled {}
