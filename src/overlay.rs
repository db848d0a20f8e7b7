//! Texts that stand for files of the disk: what comes on standard input, and what fixes have made of a file that is not
//! written yet.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::source::Source;

/// Texts by their paths from the site's root.
#[derive(Clone, Debug, Default)]
pub(crate) struct Overlay {
    texts: FxHashMap<Arc<str>, Arc<Source>>,
    /// Files that have another path now.
    gone: FxHashSet<Arc<str>>,
}

impl Overlay {
    /// The text that stands for the file at `path`.
    pub(crate) fn get(&self, path: &str) -> Option<&Arc<Source>> {
        self.texts.get(path)
    }

    /// Lets `source` stand for the file at its path.
    pub(crate) fn put(&mut self, source: Source) {
        self.gone.remove(&source.path);
        self.texts.insert(Arc::clone(&source.path), Arc::new(source));
    }

    /// Lets no file be at `path`.
    pub(crate) fn remove(&mut self, path: &Arc<str>) {
        self.texts.remove(path);
        self.gone.insert(Arc::clone(path));
    }

    /// Makes of the files of the disk, sorted, those that there are.
    pub(crate) fn over(&self, files: &mut Vec<Arc<str>>) {
        if !self.gone.is_empty() {
            files.retain(|file| !self.gone.contains(file));
        }
        let mut new: Vec<_> = self.texts.keys().filter(|path| files.binary_search(path).is_err()).cloned().collect();
        if !new.is_empty() {
            files.append(&mut new);
            files.sort_unstable();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_a_file_and_one_that_is_gone_is_none() {
        let mut overlay = Overlay::default();
        overlay.put(Source::new("b", "new".to_owned()));
        overlay.put(Source::new("c", String::new()));
        overlay.remove(&"c".into());
        overlay.remove(&"a".into());
        let mut files: Vec<Arc<str>> = ["a", "c", "d"].map(Into::into).into();
        overlay.over(&mut files);
        assert_eq!(files, ["b".into(), "d".into()]);
        assert_eq!(overlay.get("b").map(|source| source.text.as_str()), Some("new"));
    }
}
