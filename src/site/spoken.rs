//! What front matter names, as the site's schemas have it: posts and files.

use super::document::Kind;
use super::{Site, undated};

impl Site<'_> {
    /// Whether there is a post of this name: its path, its file's name, that without extension or date, or its URL.
    pub fn has_post(&self, name: &str) -> bool {
        let posts = self.posts.get_or_init(|| {
            let posts = self.facts.iter().filter(|file| matches!(file.document.kind, Kind::Post | Kind::Draft));
            let names = posts.flat_map(|file| {
                let base = file.path.rsplit('/').next().unwrap_or(&file.path);
                let stem = base.rsplit_once('.').map_or(base, |(stem, _)| stem);
                [
                    self.settings.jekyll.source_path(&file.path),
                    base,
                    stem,
                    undated(stem),
                    file.document.url_path().unwrap_or(stem),
                ]
            });
            names.collect()
        });
        posts.contains(name)
    }

    /// Whether there is a file at `name`, seen from the source or from the folder of the file `from`. Nothing is
    /// known of other hosts.
    pub fn finds_file(&self, from: &str, name: &str) -> bool {
        if name.contains("://") || name.starts_with("//") {
            return true;
        }
        let own = name.strip_prefix(&*self.settings.jekyll.baseurl.value).unwrap_or(name);
        let folder = self.settings.jekyll.source_path(from).rsplit_once('/').map_or("", |(folder, _)| folder);
        let places = [own.trim_start_matches('/').to_owned(), format!("{folder}/{own}")];
        places.iter().any(|path| self.has_file(path)) || self.copied.iter().any(|copied| **copied == *places[0])
    }
}
