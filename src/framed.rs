//! The links of layouts and includes, and of data files where they are configured: those that lead to the same place
//! from every page. Judged once, where they stand, and only in what some page uses.

use std::path::Path;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::discover::{Walk, relative};
use crate::overlay::Overlay;
use crate::page::Page;
use crate::site::Facts;
use crate::site::document;
use crate::site::jekyll::kind::{self, Kind};
use crate::site::settings::Settings;
use crate::site::sums::Framing;

/// The facts of the layouts and includes among the files of `walk` that the site's pages use, which `framing` names. The
/// texts of `overlay` stand for files on the disk.
pub(crate) fn facts(root: &Path, walk: &Walk, settings: &Settings, framing: &Framing, overlay: &Overlay) -> Vec<Facts> {
    let jekyll = &settings.jekyll;
    let data = if settings.config.links.data.is_empty() {
        Vec::new()
    } else {
        data(root, &jekyll.from_source(&jekyll.data_dir))
    };
    let mut files = Vec::new();
    for path in jekyll.framing(&walk.files).chain(&data) {
        let place = kind::classify(jekyll, path);
        if !matches!(place.kind, Kind::Layout | Kind::Include | Kind::Data) {
            continue;
        }
        let text = match overlay.get(path) {
            Some(source) => Some(source.text.clone()),
            None => std::fs::read(root.join(&**path)).ok().and_then(|bytes| String::from_utf8(bytes).ok()),
        };
        files.extend(text.map(|text| Page::around(path, &place, &text, settings).into_facts()));
    }
    let used = used(settings, framing, &files);
    let is_data = |file: &Facts| file.document.kind == document::Kind::Data;
    files.retain(|file| is_data(file) || used.as_ref().is_none_or(|used| used.contains(&file.path)));
    files
}

/// The files in the folder of the data, relative to `root`, sorted.
fn data(root: &Path, folder: &str) -> Vec<Arc<str>> {
    let walk = ignore::WalkBuilder::new(root.join(folder)).sort_by_file_path(Path::cmp).build().flatten();
    let files = walk.filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()));
    files.map(|entry| relative(root, entry.path()).into()).collect()
}

/// The paths of the layouts and includes that pages use; `None` where others may use them all.
fn used(settings: &Settings, framing: &Framing, files: &[Facts]) -> Option<FxHashSet<Arc<str>>> {
    let jekyll = &settings.jekyll;
    let has_theme = jekyll.theme.is_some() || jekyll.remote_theme.is_some() || jekyll.has_default_theme();
    if has_theme || settings.plugins.unknown || settings.plugins.has("jekyll-archives") {
        return None;
    }
    let (mut layouts, mut includes) = (FxHashMap::default(), FxHashMap::default());
    for file in files {
        match kind::layout_name(jekyll, &file.path) {
            Some(name) => _ = layouts.insert(name, file),
            None if file.document.kind == document::Kind::Data => {}
            None => {
                let path = &jekyll.source_path(&file.path)[jekyll.includes_dir.len()..];
                includes.insert(path.trim_start_matches('/'), file);
            }
        }
    }
    let mut used: FxHashSet<Arc<str>> = FxHashSet::default();
    let named = framing.layouts.iter().filter_map(|name| layouts.get(&**name));
    let named = named.chain(framing.includes.iter().filter_map(|name| includes.get(&**name)));
    let mut todo: Vec<&Facts> = named.copied().filter(|file| used.insert(Arc::clone(&file.path))).collect();
    // Whoever includes what Liquid names may include all.
    if framing.includes.contains("") {
        todo.extend(includes.values().copied().filter(|file| used.insert(Arc::clone(&file.path))));
    }
    while let Some(file) = todo.pop() {
        let around = kind::layout_name(jekyll, &file.path).and_then(|name| settings.frame.frames.get(name));
        let around = around.and_then(|(around, _)| layouts.get(around.as_deref()?));
        let all = file.includes.iter().any(|name| name.is_empty());
        let inner = includes.iter().filter(|(name, _)| all || file.includes.iter().any(|own| **own == ***name));
        let next = around.into_iter().chain(inner.map(|(_, file)| file)).copied();
        todo.extend(next.filter(|file| used.insert(Arc::clone(&file.path))));
    }
    Some(used)
}
