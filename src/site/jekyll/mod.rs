//! What Jekyll makes of a site, as pure functions of paths, texts and the configuration.
//!
//! The model follows Jekyll 4.4.1 and 3.10.0 (as GitHub Pages runs it). What depends on things outside the sources
//! (the clock, gems' code, the file system of the build machine) is a value of its own, never a guess.

pub mod config;
mod cursor;
pub mod date;
pub mod defaults;
pub mod entry_filter;
pub mod gemfile;
pub mod kind;
mod lenient;
pub mod liquid;
pub mod liquid_url;
pub mod outcome;
pub mod permalink;
pub mod placeholders;
pub mod plugin_code;
pub mod plugins;
pub mod profile;
pub mod slug;
pub mod terms;
pub mod url;
pub mod zone;

pub use config::{Collection, Config, Spanned};
pub use profile::Profile;
pub use zone::Zone;
