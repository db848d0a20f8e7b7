//! Liquid, held against what 4.0.4 itself makes of the same templates (`tests/oracle/liquid.rb`).

#![allow(clippy::unwrap_used, clippy::panic, reason = "a table that cannot be read has failed")]

#[path = "liquid/random.rs"]
mod random;
#[path = "liquid/verdict.rs"]
mod verdict;
