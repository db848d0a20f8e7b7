//! The heart: what a rule is, what is known of it before it runs, and where its findings go.

use std::borrow::Cow;
use std::sync::Arc;

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use crate::finding::{Finding, Label, Level};
use crate::page::Page;
use crate::site::{Facts, Site};
use crate::source::Span;

/// Looks and reports. Never reads files, prints, asks the network, or wonders whether it is switched on.
pub trait Rule: Send + Sync {
    /// Looks at one page on its own.
    fn page(&self, _page: &Page, _out: &mut Sink) {}

    /// Looks at one page's facts in the light of the whole site.
    fn site(&self, _page: &Facts, _site: &Site, _out: &mut Sink) {}

    /// Whether it also looks at the links of layouts and includes, as [`Rule::site`] does at those of a page.
    fn reads_frame(&self) -> bool {
        false
    }

    /// Whether one message on many pages tells of one fault, such as a link that a script or an include has put there:
    /// it is reported once then.
    fn is_shared(&self) -> bool {
        false
    }
}

/// What is known of a rule before it runs. All of it is read from the rule's page, `rules/NAME.md`.
#[derive(Debug)]
pub struct Meta {
    /// Permanent, kebab-case.
    pub name: &'static str,
    /// The whole page: front matter, prose and examples.
    pub page: Cow<'static, str>,
    /// The page's front matter.
    pub facts: MetaFacts,
}

/// The front matter of a rule's page.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MetaFacts {
    /// One line, for lists.
    pub summary: String,
    /// The default; configuration may change it.
    pub level: Level,
    /// Whether its findings carry a fix, and of what kind.
    pub fix: Fixable,
    /// How settled it is.
    pub status: Status,
    /// The version that brought it.
    pub since: String,
    /// Whether it is declarative: what it looks for is read apart, for its places.
    #[serde(default, skip_serializing)]
    pub check: Option<IgnoredAny>,
}

/// Whether a rule's findings carry a fix.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fixable {
    /// None.
    No,
    /// The meaning of the published site cannot change.
    Safe,
    /// Needs a person's eye.
    Unsafe,
}

/// How settled a rule is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// May change.
    Preview,
    /// Permanent.
    Stable,
    /// Kept for old configurations.
    Deprecated,
}

/// Takes one rule's findings on one file and stamps them with its name, level and path.
pub struct Sink<'a> {
    rule: &'static str,
    level: Level,
    path: &'a Arc<str>,
    found: &'a mut Vec<Finding>,
}

impl<'a> Sink<'a> {
    /// A sink for `rule`, at `level`, on the file `path`.
    pub fn new(rule: &'static str, level: Level, path: &'a Arc<str>, found: &'a mut Vec<Finding>) -> Sink<'a> {
        Sink { rule, level, path, found }
    }

    /// Reports `message` at `span`; `label` says why there and may be empty. Add help, labels and a fix to what
    /// it returns.
    pub fn report(&mut self, span: Span, label: impl Into<String>, message: impl Into<String>) -> &mut Finding {
        let label = Label { path: Arc::clone(self.path), span, text: label.into() };
        self.found.push(Finding {
            rule: self.rule,
            level: self.level,
            message: message.into(),
            labels: vec![label],
            help: None,
            fix: None,
        });
        let last = self.found.len() - 1;
        &mut self.found[last]
    }
}
