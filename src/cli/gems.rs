//! Where Ruby keeps installed gems, so that a theme's layouts can be read.

use std::env;
use std::path::{Path, PathBuf};

/// Folders below which Ruby's versions lie.
const SHARED: [&str; 5] = [
    "/usr/local/lib/ruby/gems",
    "/usr/lib/ruby/gems",
    "/var/lib/gems",
    "/opt/homebrew/lib/ruby/gems",
    "/opt/hostedtoolcache/Ruby",
];

/// Folders that may hold `NAME-VERSION` folders of gems: of `GEM_HOME`, `GEM_PATH`, the user, version managers and the
/// system. They need not exist.
pub(super) fn folders() -> Vec<PathBuf> {
    let mut folders = Vec::new();
    for name in ["GEM_HOME", "GEM_PATH", "BUNDLE_PATH"] {
        let value = env::var_os(name).unwrap_or_default();
        folders.extend(env::split_paths(&value).map(|path| path.join("gems")));
    }
    let home = env::var_os("HOME").or_else(|| env::var_os("USERPROFILE")).map(PathBuf::from);
    let mut versions: Vec<PathBuf> = SHARED.iter().map(PathBuf::from).collect();
    if let Some(home) = home {
        versions.extend([home.join(".gem/ruby"), home.join(".local/share/gem/ruby"), home.join(".rvm/gems")]);
        for ruby in below(&home.join(".rbenv/versions")).chain(below(&home.join(".asdf/installs/ruby"))) {
            versions.push(ruby.join("lib/ruby/gems"));
        }
    }
    folders.extend(versions.iter().flat_map(|folder| below(folder)).map(|version| version.join("gems")));
    folders.extend(["/usr/local/bundle/gems", "/usr/share/rubygems-integration/all/gems"].map(PathBuf::from));
    folders
}

fn below(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path())
}
