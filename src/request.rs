//! What a caller asks for and what it gets: the way in.

use std::any::Any;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use chrono::{DateTime, FixedOffset};
use rustc_hash::FxHashMap;

use crate::baseline::Written;
use crate::config::online::Online;
use crate::config::{Config, ConfigError, Known, Origin, Selections, extended, find, home, in_folders};
use crate::declared::{self, Own};
use crate::discover::{is_in_site, relative, root_of};
use crate::finding::Finding;
use crate::links::Asking;
use crate::overlay::Overlay;
use crate::report::{Sources, Tally};
use crate::rules::registry;
use crate::source::Source;

/// What to check, and how.
#[derive(Clone, Debug)]
pub struct Request {
    /// Files and folders to report on, absolute; the whole site around them is read all the same. At least one.
    pub paths: Vec<PathBuf>,
    /// The text of one file, in place of what is on the disk.
    pub stdin: Option<Stdin>,
    /// Configurations that were named, files by absolute paths, the weakest first. A file among them takes the place of
    /// the one found.
    pub config: Vec<Origin>,
    /// What has changed; only that, and what it has broken elsewhere, is reported then.
    pub change: Option<Change>,
    /// Whether to look for no configuration, and for no rules of the site's own.
    pub isolated: bool,
    /// Rules of the site's own in place of those in its folder, each as its path and page.
    pub own: Vec<(String, Vec<u8>)>,
    /// What the command line says about rules.
    pub selections: Selections,
    /// The file with the findings that are held back, absolute, in place of the one that the configuration names.
    pub baseline: Option<PathBuf>,
    /// The moment that counts as now.
    pub now: DateTime<FixedOffset>,
    /// Folders where gems may be installed as `NAME-VERSION`, absolute: a theme's layouts are read there.
    pub gems: Vec<PathBuf>,
    /// The folder of the built site, absolute, whose links are checked in place of those in the source.
    pub site_dir: Option<PathBuf>,
    /// How to ask for external links; nobody is asked where it is absent.
    pub online: Option<Asking>,
    /// How far the run is, for whoever watches.
    pub progress: Arc<Progress>,
}

/// A file's text that does not come from the disk.
#[derive(Clone, Debug)]
pub struct Stdin {
    /// Where the file would lie, absolute.
    pub path: PathBuf,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// What has changed in a site since a state of it that somebody knows.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// The files that were changed, made, or removed.
    pub files: Vec<ChangedFile>,
}

impl Change {
    /// The files of the site at `root`; a repository may hold more than that.
    pub(crate) fn below(&self, root: &Path) -> impl Iterator<Item = &ChangedFile> {
        self.files.iter().filter(move |file| file.path.starts_with(root))
    }
}

/// A file that is not what it was.
#[derive(Clone, Debug)]
pub struct ChangedFile {
    /// Where it lies or lay, absolute.
    pub path: PathBuf,
    /// What it held; `None` where there was none.
    pub before: Option<Vec<u8>>,
    /// What it holds.
    pub now: Now,
}

/// What a changed file holds.
#[derive(Clone, Debug)]
pub enum Now {
    /// What is on the disk, if anything is.
    OnDisk,
    /// This, whatever is on the disk.
    Is(Vec<u8>),
    /// Nothing: it counts as removed, whatever is on the disk.
    Gone,
}

/// How far a run is.
#[derive(Debug, Default)]
pub struct Progress {
    /// Files to judge; 0 until that is known.
    pub total: AtomicUsize,
    /// Files judged.
    pub done: AtomicUsize,
}

/// What came of a run.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The site's root, absolute.
    pub root: PathBuf,
    /// In the order of paths and places.
    pub findings: Vec<Finding>,
    /// What was looked at.
    pub tally: Tally,
    /// The texts that stood for files of the disk.
    pub(crate) overlay: Overlay,
    /// What tells whether a file is still the one that was judged: only of those with fixes, only where it was asked for.
    pub(crate) marks: FxHashMap<Arc<str>, u64>,
    /// Whether a file that was judged may stand in the way of one that was not.
    pub(crate) crosses: bool,
    /// The baseline as it is to be, where it was asked for.
    pub(crate) renewed: Option<Written>,
    /// What the run was made with: of a large site a million small pieces. Who ends behind it forgets the outcome, and
    /// need not give them back one by one.
    pub(crate) kept: Vec<Box<dyn Any + Send + Sync>>,
}

impl Sources for Outcome {
    fn get(&self, path: &str) -> Option<Arc<Source>> {
        if let Some(given) = self.overlay.get(path) {
            return Some(Arc::clone(given));
        }
        let bytes = fs::read(self.root.join(path)).ok().filter(|bytes| u32::try_from(bytes.len()).is_ok())?;
        Some(Arc::new(Source::from_bytes(path, bytes)))
    }
}

/// Why there is no outcome.
#[derive(Debug)]
pub enum Error {
    /// The configuration of the site at this root has faults: all of them. Their sources' paths are as in findings.
    Config(PathBuf, Vec<ConfigError>),
    /// Something that everything depends on could not be read.
    Read(PathBuf, io::Error),
    /// A rule was asked for that is not there, in words.
    Selection(String),
    /// This path belongs to another site than the one at this root.
    OtherSite(PathBuf, PathBuf),
    /// There is no built site in this folder.
    NotBuilt(PathBuf),
    /// The site in this folder was built before this file, by its path from the root, was changed.
    Stale(PathBuf, String),
    /// Nothing is published of this file, which was asked for; with the reason, where there is one.
    NotPublished(PathBuf, Option<String>),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Config(_, errors) => {
                let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
                f.write_str(&errors.join("\n"))
            }
            Error::Selection(message) => f.write_str(message),
            Error::Read(path, error) => write!(f, "cannot read {}: {error}", path.display()),
            Error::OtherSite(path, root) => {
                let (path, root) = (path.display(), root.display());
                write!(f, "`{path}` is no part of the site at `{root}`: check one site at a time")
            }
            Error::NotBuilt(folder) => {
                write!(f, "there is no built site in `{}`: run `jekyll build` first", folder.display())
            }
            Error::Stale(folder, file) => {
                let folder = folder.display();
                write!(f, "the site in `{folder}` was built before `{file}` was changed: run `jekyll build` again")
            }
            Error::NotPublished(path, reason) => {
                let reason = reason.as_ref().map_or(String::new(), |reason| format!(" ({reason})"));
                write!(f, "no link leads to `{}`: nothing is published of it{reason}", path.display())
            }
        }
    }
}

impl std::error::Error for Error {}

/// The rules as far as configuration is concerned, in the order of the registry.
pub fn known() -> Vec<Known> {
    registry().iter().map(|entry| Known { name: entry.meta.name, level: entry.meta.facts.level }).collect()
}

/// The same, and behind them a site's own.
pub(crate) fn known_with(own: &[Own]) -> Vec<Known> {
    let own = own.iter().map(|own| Known { name: own.meta.name, level: own.meta.facts.level });
    known().into_iter().chain(own).collect()
}

/// The root of the site that `request` asks for, and how its external links are to be asked for.
///
/// # Errors
/// As for [`check`](crate::check).
pub fn online(request: &Request) -> Result<(PathBuf, Arc<Online>), Error> {
    let root = request.root()?;
    let known = known_with(&request.own_rules(&root)?);
    let config = Config::new(&request.origins(&root)?, &request.selections, &known)
        .map_err(|errors| Error::Config(root.clone(), errors))?;
    Ok((root, config.online))
}

impl Request {
    /// Asks for everything in the site at `root`, without a configuration, at the beginning of time.
    pub fn of_site(root: &Path) -> Request {
        Request {
            paths: vec![root.to_path_buf()],
            stdin: None,
            config: Vec::new(),
            isolated: true,
            own: Vec::new(),
            selections: Selections::default(),
            change: None,
            baseline: None,
            now: DateTime::default(),
            gems: Vec::new(),
            site_dir: None,
            online: None,
            progress: Arc::default(),
        }
    }

    /// The root of the site that is asked for: that of the first path which is part of one.
    pub(crate) fn root(&self) -> Result<PathBuf, Error> {
        let root = root_of(self.start());
        let is_elsewhere = |path: &&PathBuf| !path.starts_with(&root) && !root.starts_with(path) && is_in_site(path);
        match self.paths.iter().find(is_elsewhere) {
            Some(path) => Err(Error::OtherSite(path.clone(), root)),
            None => Ok(root),
        }
    }

    /// Where the search for the site begins.
    fn start(&self) -> &Path {
        let stdin = self.stdin.as_ref().map(|stdin| &stdin.path);
        let mut paths = stdin.into_iter().chain(&self.paths);
        let start = paths.clone().find(|path| is_in_site(path)).or(paths.next());
        start.map_or(Path::new(""), PathBuf::as_path)
    }

    /// The configurations that hold for the whole site, the weakest first: the file that was named or the nearest one,
    /// each after what it extends, and what was said beside it.
    pub(crate) fn origins(&self, root: &Path) -> Result<Vec<Origin>, Error> {
        let mut origins = Vec::new();
        if let (false, Some(path)) = (self.is_settled(), find(root)) {
            origins.extend(read_configuration(root, &path, home(root))?);
        }
        for origin in &self.config {
            match origin {
                Origin::File(path, bytes) => {
                    let home = home(path.parent().unwrap_or(root));
                    origins.extend(configuration(root, path, bytes.clone(), home)?);
                }
                Origin::Argument(_) => origins.push(origin.clone()),
            }
        }
        Ok(origins)
    }

    /// The configurations of folders below the site's root, with their folders, the outer before the inner; `files` are
    /// all files of the site, sorted.
    pub(crate) fn folder_origins(&self, root: &Path, files: &[Arc<str>]) -> Result<Vec<(String, Vec<Origin>)>, Error> {
        let found = if self.is_settled() { Vec::new() } else { in_folders(files) };
        let paths = found.into_iter().map(|index| &*files[index]);
        let read = paths.map(|path| {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            Ok((folder.to_owned(), read_configuration(root, &root.join(path), home(root))?))
        });
        read.collect()
    }

    /// The rules of the site's own: those that were given, or those in its folder.
    pub(crate) fn own_rules(&self, root: &Path) -> Result<Vec<Own>, Error> {
        let faults = |errors| Error::Config(root.to_path_buf(), errors);
        if self.own.is_empty() {
            return if self.isolated { Ok(Vec::new()) } else { declared::load(root).map_err(faults) };
        }
        self.own.iter().map(|(path, bytes)| declared::parse(path, bytes.clone()).map_err(faults)).collect()
    }

    /// Whether no configuration is looked for.
    fn is_settled(&self) -> bool {
        self.isolated || self.config.iter().any(|origin| matches!(origin, Origin::File(..)))
    }

    /// Whether the file at `path`, relative to `root`, comes on standard input.
    pub fn stdin_is(&self, root: &Path, path: &str) -> bool {
        self.stdin.as_ref().is_some_and(|stdin| relative(root, &stdin.path) == path)
    }

    /// The texts that stand for files.
    pub(crate) fn overlay(&self) -> Result<Overlay, Error> {
        let mut overlay = Overlay::default();
        if self.stdin.is_none() && self.change.is_none() {
            return Ok(overlay);
        }
        let root = self.root()?;
        for file in self.change.iter().flat_map(|change| change.below(&root)) {
            let path = relative(&root, &file.path);
            match &file.now {
                Now::OnDisk => {}
                Now::Is(bytes) => overlay.put(Source::from_bytes(path, bytes.clone())),
                Now::Gone => overlay.remove(&path.into()),
            }
        }
        if let Some(stdin) = &self.stdin {
            overlay.put(Source::from_bytes(relative(&root, &stdin.path), stdin.bytes.clone()));
        }
        Ok(overlay)
    }
}

fn read_configuration(root: &Path, path: &Path, home: &Path) -> Result<Vec<Origin>, Error> {
    let bytes = fs::read(path).map_err(|error| Error::Read(path.to_path_buf(), error))?;
    configuration(root, path, bytes, home)
}

/// The configuration at `path`, after what it extends, named as seen from the site's root.
fn configuration(root: &Path, path: &Path, bytes: Vec<u8>, home: &Path) -> Result<Vec<Origin>, Error> {
    let shown = |path: &Path| from_root(root, path);
    extended(path, bytes, home, &shown).map_err(|errors| Error::Config(root.to_path_buf(), errors))
}

/// `path` relative to `root` where it lies below it or in a folder above it; as it is anywhere else.
pub(crate) fn from_root(root: &Path, path: &Path) -> PathBuf {
    for (up, folder) in root.ancestors().enumerate() {
        let rest = path.strip_prefix(folder).ok().filter(|rest| up == 0 || rest.components().count() == 1);
        if let Some(rest) = rest {
            return Path::new(&"../".repeat(up)).join(rest);
        }
    }
    path.to_path_buf()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn configurations_are_named_from_the_root() {
        let from_root = |path: &str| from_root(Path::new("/repo/docs"), Path::new(path));
        assert_eq!(from_root("/repo/docs/presscheck.toml"), Path::new("presscheck.toml"));
        assert_eq!(from_root("/repo/docs/_posts/.presscheck.toml"), Path::new("_posts/.presscheck.toml"));
        assert_eq!(from_root("/repo/presscheck.toml"), Path::new("../presscheck.toml"));
        assert_eq!(from_root("/elsewhere/x.toml"), Path::new("/elsewhere/x.toml"));
    }
}
