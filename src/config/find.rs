//! Finds the configuration file that holds for a path.

use std::path::{Path, PathBuf};

/// The file names of a configuration; where both stand in one directory, the first wins.
pub const NAMES: [&str; 2] = ["presscheck.toml", ".presscheck.toml"];

/// The configuration nearest at or above `start`, an absolute path. The search ends at the root of the repository that
/// holds the site, or at the site's root `site` where there is no repository: what lies above belongs to somebody else.
pub fn find(start: &Path, site: &Path) -> Option<PathBuf> {
    let repository = site.ancestors().find(|directory| directory.join(".git").exists());
    let last = repository.unwrap_or(site);
    let below = start.ancestors().take_while(|directory| directory.starts_with(last));
    below.flat_map(|directory| NAMES.map(|name| directory.join(name))).find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_nearest_configuration_up_to_the_repository() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        let (repository, site) = (root.join("repo"), root.join("repo/docs"));
        let posts = site.join("_posts");
        fs::create_dir_all(&posts).unwrap();
        fs::write(root.join("presscheck.toml"), "").unwrap();
        assert_eq!(find(&posts, &site), None, "above the site is not looked");
        fs::create_dir(repository.join(".git")).unwrap();
        assert_eq!(find(&posts, &site), None, "above the repository neither");
        fs::write(repository.join(".presscheck.toml"), "").unwrap();
        assert_eq!(find(&posts, &site), Some(repository.join(".presscheck.toml")));
        fs::write(repository.join("presscheck.toml"), "").unwrap();
        assert_eq!(find(&posts.join("2024-01-02-x.md"), &site), Some(repository.join("presscheck.toml")));
        fs::create_dir(posts.join("presscheck.toml")).unwrap();
        fs::write(site.join("presscheck.toml"), "").unwrap();
        assert_eq!(find(&posts, &site), Some(site.join("presscheck.toml")), "a directory is no configuration");
    }
}
