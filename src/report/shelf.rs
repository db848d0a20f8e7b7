//! Rendering in parallel and writing in order, with every text that findings point into read once where it matters.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::Sources;
use crate::finding::Finding;
use crate::source::Source;

/// How many findings are rendered before they are written; bounds the memory.
const BATCH: usize = 2048;

/// How many files that other files' findings point into are kept: `_config.yml`, layouts, category pages.
const KEPT: usize = 64;

/// The texts at hand while one file's findings are rendered.
pub(super) struct Desk<'a> {
    path: &'a str,
    own: Option<Arc<Source>>,
    shelf: &'a Shelf<'a>,
}

struct Shelf<'a> {
    sources: &'a dyn Sources,
    kept: Mutex<FxHashMap<String, Option<Arc<Source>>>>,
}

impl Desk<'_> {
    /// The text of `path`; `None` where it can no longer be read.
    pub(super) fn get(&self, path: &str) -> Option<Arc<Source>> {
        if path == self.path { self.own.clone() } else { self.shelf.get(path) }
    }
}

impl Shelf<'_> {
    fn get(&self, path: &str) -> Option<Arc<Source>> {
        if let Some(known) = self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(path) {
            return known.clone();
        }
        let source = self.sources.get(path);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < KEPT {
            kept.insert(path.to_string(), source.clone());
        }
        source
    }
}

/// Renders `findings` on all threads and writes what came of them in their own order.
pub(super) fn in_order<R>(
    findings: &[&Finding],
    sources: &dyn Sources,
    out: &mut dyn Write,
    render: R,
) -> io::Result<()>
where
    R: Fn(&Finding, &Desk<'_>, &mut String) + Sync,
{
    let shelf = Shelf { sources, kept: Mutex::default() };
    for batch in findings.chunks(BATCH) {
        let files: Vec<&[&Finding]> = batch.chunk_by(|left, right| left.path() == right.path()).collect();
        let texts: Vec<String> = files
            .into_par_iter()
            .map(|findings| {
                let path: &str = findings[0].path();
                let desk = Desk { path, own: sources.get(path), shelf: &shelf };
                let mut text = String::new();
                for finding in findings {
                    render(finding, &desk, &mut text);
                }
                text
            })
            .collect();
        for text in texts {
            out.write_all(text.as_bytes())?;
        }
    }
    Ok(())
}
