//! A fault in a configuration: what, where, and what was probably meant.

use std::fmt;
use std::sync::Arc;

use crate::source::{Source, Span};

/// A fault in `presscheck.toml` or in an argument of `--config`.
#[derive(Clone, Debug)]
pub struct ConfigError {
    /// The text that holds the fault.
    pub source: Arc<Source>,
    /// Bytes in it.
    pub span: Span,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// Said at the span; may be empty.
    pub label: String,
    /// What to do.
    pub help: Option<String>,
}

impl ConfigError {
    pub(crate) fn new(source: &Arc<Source>, span: Span, message: impl Into<String>) -> ConfigError {
        ConfigError { source: Arc::clone(source), span, message: message.into(), label: String::new(), help: None }
    }

    pub(crate) fn label(mut self, label: impl Into<String>) -> ConfigError {
        self.label = label.into();
        self
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> ConfigError {
        self.help = Some(help.into());
        self
    }

    pub(super) fn not_utf8(source: &Arc<Source>, at: usize) -> ConfigError {
        ConfigError::new(source, Span::new(at, at + 1), "the configuration is not UTF-8")
            .label("this byte belongs to no character")
            .help("save the file as UTF-8")
    }
}

impl fmt::Display for ConfigError {
    /// `path:line:column: message`, for places that cannot draw.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.source.position(self.span.start);
        write!(f, "{}:{}:{}: {}", self.source.path, at.line, at.column, self.message)
    }
}

impl std::error::Error for ConfigError {}
