//! What the tests of rules and sites share: a small site in a folder of its own, judged as the command does.

#![allow(dead_code, reason = "each test uses its part")]
#![allow(clippy::panic, reason = "a test that cannot set itself up has failed")]

use std::path::Path;

use presscheck::trial;
use presscheck::{Outcome, Request};

#[allow(unused_imports, reason = "each test uses its part")]
pub(crate) use presscheck::trial::full_report;

/// Checks the site at `root` under the default rules, and `rule` even if it is off by default, on New Year's Day 2026.
pub(crate) fn check(root: &Path, config: Option<&str>, rule: Option<&'static str>) -> Outcome {
    trial::check(root, config, rule, &[]).unwrap_or_else(|error| panic!("{error}"))
}

/// What asks for that.
pub(crate) fn request(root: &Path, config: Option<&str>, rule: Option<&'static str>) -> Request {
    trial::request(root, config, rule, &[])
}
