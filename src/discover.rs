//! The walk: the site's root, and every file below it, sorted. Respects `.gitignore`; what Jekyll leaves out is for
//! the caller to say.

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use ignore::{WalkBuilder, WalkState};
use rayon::prelude::*;

/// What the walk met.
#[derive(Debug, Default)]
pub struct Walk {
    /// Every file, relative to the root with `/`, sorted by bytes.
    pub files: Vec<Arc<str>>,
    /// Places that could not be read, with the reason; sorted.
    pub unreadable: Vec<(Arc<str>, String)>,
}

/// The site's root: the nearest folder with a `_config.yml` at or above `start`, which must be absolute. Without one
/// it is the nearest with posts or layouts; then the only folder in `start` that has a `_config.yml`, such as `docs`;
/// and at last `start` itself, or its folder if it is a file.
pub fn root_of(start: &Path) -> PathBuf {
    let folder = if start.is_dir() { start } else { start.parent().unwrap_or(start) };
    let above = |is_root: fn(&Path) -> bool| folder.ancestors().find(|folder| is_root(folder)).map(Path::to_path_buf);
    above(is_configured).or_else(|| above(is_furnished)).or_else(|| only_site_in(start)).unwrap_or(folder.to_path_buf())
}

/// Whether `start` is part of a site, or a folder with one in it, as [`root_of`] finds it.
pub fn is_in_site(start: &Path) -> bool {
    is_site(&root_of(start))
}

/// Whether anything in the folder `root` is Jekyll's alone.
pub fn is_site(root: &Path) -> bool {
    is_configured(root) || is_furnished(root)
}

fn is_configured(folder: &Path) -> bool {
    ["_config.yml", "_config.yaml", "_config.toml"].iter().any(|name| folder.join(name).is_file())
}

fn is_furnished(folder: &Path) -> bool {
    ["_posts", "_layouts"].iter().any(|name| folder.join(name).is_dir())
}

/// The one site in a folder of a repository that is no site itself.
fn only_site_in(folder: &Path) -> Option<PathBuf> {
    if ["index.md", "index.html"].iter().any(|name| folder.join(name).is_file()) {
        return None;
    }
    let folders = std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path());
    let mut sites = folders.filter(|folder| is_configured(folder));
    sites.next().filter(|_| sites.next().is_none())
}

/// Walks `root`. `enters` is asked for each folder, relative to the root with `/`, whether to look inside. Links are
/// followed, as Jekyll does; a loop of links is unreadable.
///
/// # Errors
/// The root itself cannot be read.
pub fn walk(root: &Path, enters: impl Fn(&str) -> bool + Send + Sync + 'static) -> io::Result<Walk> {
    std::fs::read_dir(root)?;
    let base = root.to_path_buf();
    let mut builder = WalkBuilder::new(root);
    builder.hidden(false).ignore(false).require_git(false).follow_links(true).filter_entry(move |entry| {
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        entry.depth() == 0 || !is_folder || (entry.file_name() != ".git" && enters(&relative(&base, entry.path())))
    });
    let found = Mutex::new(Walk::default());
    builder.build_parallel().run(|| {
        let mut batch = Batch { files: Vec::new(), unreadable: Vec::new(), found: &found };
        Box::new(move |entry| {
            match entry {
                Ok(entry) => batch.take(root, &entry),
                Err(error) => batch.unreadable.push(describe(root, &error)),
            }
            WalkState::Continue
        })
    });
    let mut walk = found.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    walk.files.par_sort_unstable();
    walk.unreadable.sort_unstable();
    Ok(walk)
}

/// Every file below `folder`, whatever git thinks of it, relative to it with `/` and sorted by bytes.
///
/// # Errors
/// The folder cannot be read.
pub fn walk_all(folder: &Path) -> io::Result<Walk> {
    std::fs::read_dir(folder)?;
    let mut walk = Walk::default();
    let is_entered = |entry: &ignore::DirEntry| entry.depth() == 0 || entry.file_name() != ".git";
    for entry in WalkBuilder::new(folder).standard_filters(false).follow_links(true).filter_entry(is_entered).build() {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                walk.files.push(relative(folder, entry.path()).into());
            }
            Ok(_) => {}
            Err(error) => walk.unreadable.push(describe(folder, &error)),
        }
    }
    walk.files.sort_unstable();
    Ok(walk)
}

/// `path` relative to `root`, with `/` on every system.
pub fn relative<'p>(root: &Path, path: &'p Path) -> Cow<'p, str> {
    // As texts the two are compared far faster than piece by piece.
    let below = || path.to_str()?.strip_prefix(root.to_str()?)?.strip_prefix(std::path::MAIN_SEPARATOR);
    let name = match below().filter(|name| !name.starts_with(['.', std::path::MAIN_SEPARATOR])) {
        Some(name) => Cow::Borrowed(name),
        None => path.strip_prefix(root).unwrap_or(path).to_string_lossy(),
    };
    if std::path::MAIN_SEPARATOR == '/' { name } else { name.replace(std::path::MAIN_SEPARATOR, "/").into() }
}

/// One thread's finds, handed over when the thread ends.
struct Batch<'a> {
    files: Vec<Arc<str>>,
    unreadable: Vec<(Arc<str>, String)>,
    found: &'a Mutex<Walk>,
}

impl Batch<'_> {
    fn take(&mut self, root: &Path, entry: &ignore::DirEntry) {
        let Some(kind) = entry.file_type() else { return };
        if kind.is_dir() {
            return;
        }
        let path = relative(root, entry.path());
        // What is UTF-8 is borrowed, and of what is not it may be a folder's name.
        let is_odd = matches!(path, Cow::Owned(_)) && entry.file_name().to_str().is_none();
        let path: Arc<str> = path.into();
        if is_odd {
            self.unreadable.push((path, "its name is not UTF-8".to_owned()));
        } else if kind.is_file() {
            self.files.push(path);
        }
    }
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        if let Ok(mut found) = self.found.lock() {
            found.files.append(&mut self.files);
            found.unreadable.append(&mut self.unreadable);
        }
    }
}

/// The place and the reason of an error of the walk.
fn describe(root: &Path, error: &ignore::Error) -> (Arc<str>, String) {
    match error {
        ignore::Error::WithPath { path, err } => (relative(root, path).into(), reason(err)),
        ignore::Error::Loop { child, ancestor } => {
            (relative(root, child).into(), format!("it is a link that leads back to `{}`", name(root, ancestor)))
        }
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => describe(root, err),
        other => ("".into(), reason(other)),
    }
}

fn reason(error: &ignore::Error) -> String {
    match error.io_error().map(io::Error::kind) {
        Some(io::ErrorKind::NotFound) => "it is a link to a file that does not exist".to_owned(),
        Some(io::ErrorKind::PermissionDenied) => "permission was denied".to_owned(),
        _ => error.to_string(),
    }
}

fn name(root: &Path, path: &Path) -> String {
    let name = relative(root, path);
    if name.is_empty() { "the site's root".to_owned() } else { name.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_root_and_every_file_sorted() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        for file in ["_config.yml", "b.md", "_posts/2024-01-02-甲.md", "skip/x.md", ".gitignore", "ignored.md"] {
            std::fs::create_dir_all(root.join(file).parent().unwrap()).unwrap();
            std::fs::write(root.join(file), if file == ".gitignore" { "ignored.md\n" } else { "" }).unwrap();
        }
        assert_eq!(root_of(&root.join("_posts/2024-01-02-甲.md")), root);
        let walk = walk(root, |folder| folder != "skip").unwrap();
        let files: Vec<&str> = walk.files.iter().map(|path| &**path).collect();
        assert_eq!(files, [".gitignore", "_config.yml", "_posts/2024-01-02-甲.md", "b.md"]);
    }

    #[test]
    fn a_root_without_a_configuration() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        let write = |file: &str| {
            std::fs::create_dir_all(root.join(file).parent().unwrap()).unwrap();
            std::fs::write(root.join(file), "").unwrap();
        };
        write("README.md");
        assert_eq!(root_of(root), root);
        write("plain/_posts/old/2024-01-02-a.md");
        assert_eq!(root_of(&root.join("plain/_posts/old/2024-01-02-a.md")), root.join("plain"));
        write("docs/_config.yml");
        assert_eq!(root_of(root), root.join("docs"));
        assert_eq!(root_of(&root.join("README.md")), root);
        // Of two sites neither is meant, and a folder with pages of its own is one.
        write("demo/_config.yml");
        assert_eq!(root_of(root), root);
        std::fs::remove_file(root.join("demo/_config.yml")).unwrap();
        write("index.md");
        assert_eq!(root_of(root), root);
    }

    #[cfg(unix)]
    #[test]
    fn a_loop_of_links_and_a_dangling_link_are_named() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("a")).unwrap();
        std::os::unix::fs::symlink("..", dir.path().join("a/up")).unwrap();
        std::os::unix::fs::symlink("nowhere", dir.path().join("gone.md")).unwrap();
        let walk = walk(dir.path(), |_| true).unwrap();
        let named: Vec<&str> = walk.unreadable.iter().map(|(path, _)| &**path).collect();
        assert_eq!(named, ["a/up", "gone.md"], "{walk:?}");
    }
}
