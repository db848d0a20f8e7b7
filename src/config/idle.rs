//! Settings that have no effect: an override for no file, a level that the rule has anyway. Only what is surely useless.

use std::sync::Arc;

use super::Layered;
use super::levels::{Known, Layer};
use crate::source::{Source, Span};

/// A setting without effect.
#[derive(Clone, Debug)]
pub struct Idle {
    /// The configuration that holds it.
    pub source: Arc<Source>,
    /// Its bytes there.
    pub span: Span,
    /// What it is.
    pub kind: IdleKind,
}

/// What has no effect.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum IdleKind {
    /// The paths of an override, none of which is a file of the site.
    Paths,
    /// A level that is the same without it.
    Level,
}

/// Looks only at the files that hold for the site or a folder by themselves: what these extend may be meant for others.
pub(super) fn find(layers: &[Layered], known: &[Known], files: &[Arc<str>]) -> Vec<Idle> {
    let mut found = Vec::new();
    let last_of = |folder: &Option<String>| {
        let is_file = |layered: &&Layered| layered.layer.folder == *folder && &*layered.source.path != "--config";
        layers.iter().rfind(is_file).map(|layered| Arc::as_ptr(&layered.source))
    };
    for (index, Layered { source, layer }) in layers.iter().enumerate() {
        if last_of(&layer.folder) != Some(Arc::as_ptr(source)) {
            continue;
        }
        let mut report = |span, kind| found.push(Idle { source: Arc::clone(source), span, kind });
        for one in &layer.overrides {
            // Drafts often are on one machine alone.
            let is_draft = one.span.of(&source.text).contains("_drafts");
            if !is_draft && !files.iter().any(|file| one.files.is_match(&**file)) {
                report(one.span, IdleKind::Paths);
            }
        }
        // What a folder says may undo an override.
        if layer.folder.is_none() {
            let before: Vec<&Layer> = layers[..index].iter().map(|layered| &layered.layer).collect();
            layer.idle(known, &before).iter().for_each(|rule| report(rule.span, IdleKind::Level));
        }
    }
    found
}
