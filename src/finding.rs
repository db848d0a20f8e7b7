//! What a rule reports: a fault in somebody's writing, where it stands, and a fix that travels with it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::source::Span;

/// How loud a rule is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The rule does not run.
    Off,
    /// Reported; the exit code stays 0 unless `--deny-warnings`.
    Warn,
    /// Reported; the exit code is 1.
    Error,
}

/// A fault in somebody's writing. Ours are `Err`s, and never mix with these.
#[derive(Clone, PartialEq, Debug)]
pub struct Finding {
    /// The rule's permanent name.
    pub rule: &'static str,
    /// How loud it is here, after configuration.
    pub level: Level,
    /// What is wrong and what will happen because of it: lower case, no full stop.
    pub message: String,
    /// Where. The first is the primary one; others may lie in other files. Never empty.
    pub labels: Vec<Label>,
    /// What to do; it can be typed as it stands. Several lines are allowed.
    pub help: Option<String>,
    /// A change that mends it.
    pub fix: Option<Fix>,
}

/// A span that a finding points at, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// The file, relative to the site's root, with `/`.
    pub path: Arc<str>,
    /// Bytes in that file.
    pub span: Span,
    /// Why here; may be empty.
    pub text: String,
}

/// A change that mends a finding.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Fix {
    /// What it does, as an order: "add the offset".
    pub title: String,
    /// Whether the published site cannot change its meaning by it.
    pub safe: bool,
    /// Edits in the finding's own file, in order, without overlap.
    pub edits: Vec<Edit>,
    /// The path that the file gets, relative to the site's root, with `/`; never that of a file which is there.
    pub rename: Option<String>,
}

/// One replacement of bytes.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct Edit {
    /// The bytes to replace; empty to insert.
    #[serde(flatten)]
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

impl Finding {
    /// The file that the finding is about.
    pub fn path(&self) -> &Arc<str> {
        &self.labels[0].path
    }

    /// The primary span.
    pub fn span(&self) -> Span {
        self.labels[0].span
    }

    /// Adds what to do.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Finding {
        self.help = Some(help.into());
        self
    }

    /// Adds a secondary label in the same file.
    pub fn label(&mut self, span: Span, text: impl Into<String>) -> &mut Finding {
        let path = Arc::clone(self.path());
        self.label_in(path, span, text)
    }

    /// Adds a secondary label in another file of the site.
    pub fn label_in(&mut self, path: Arc<str>, span: Span, text: impl Into<String>) -> &mut Finding {
        self.labels.push(Label { path, span, text: text.into() });
        self
    }

    /// Adds a fix of one edit that cannot change the meaning of the published site.
    pub fn safe_fix(&mut self, title: impl Into<String>, span: Span, text: impl Into<String>) -> &mut Finding {
        self.fix = Some(Fix::new(title, true, vec![Edit { span, text: text.into() }]));
        self
    }

    /// Adds a fix of one edit that needs a person's eye.
    pub fn unsafe_fix(&mut self, title: impl Into<String>, span: Span, text: impl Into<String>) -> &mut Finding {
        self.fix = Some(Fix::new(title, false, vec![Edit { span, text: text.into() }]));
        self
    }

    /// Adds a fix that gives the file another name in its folder; where something has that name, nothing is done.
    pub fn rename(&mut self, name: &str) -> &mut Finding {
        let path = self.path();
        let folder = path.rfind('/').map_or("", |at| &path[..=at]);
        let rename = Some(format!("{folder}{name}"));
        self.fix = Some(Fix { title: "rename the file".to_owned(), rename, ..Fix::default() });
        self
    }
}

impl Fix {
    /// A fix by edits alone.
    pub fn new(title: impl Into<String>, safe: bool, edits: Vec<Edit>) -> Fix {
        Fix { title: title.into(), safe, edits, rename: None }
    }
}
