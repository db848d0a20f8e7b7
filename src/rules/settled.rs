//! Rules that are judged where all files are known together: by the survey of the site, or when findings are settled.

use crate::rule::Rule;

/// `config-unused`, `site-config`, `suppression-unknown-rule`, `suppression-unused`
pub(super) struct Settled;

impl Rule for Settled {}
