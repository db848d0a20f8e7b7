//! Finds the configuration file that holds for a path.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::home;

/// The file names of a configuration; where both stand in one directory, the first wins.
pub const NAMES: [&str; 2] = ["presscheck.toml", ".presscheck.toml"];

/// The configuration that holds for the site at `site`, an absolute path: the nearest in its root or above. The search
/// ends at the root of the repository that holds the site, or at the site's root where there is no repository: what lies
/// above belongs to somebody else.
pub fn find(site: &Path) -> Option<PathBuf> {
    let last = home(site);
    let above = site.ancestors().take_while(|directory| directory.starts_with(last));
    above.flat_map(|directory| NAMES.map(|name| directory.join(name))).find(|path| path.is_file())
}

/// The configurations in folders below the site's root, as indices of `files`, which are all files of the site, sorted:
/// the outer before the inner. A folder that is a site of its own has none that speaks here.
pub fn in_folders(files: &[Arc<str>]) -> Vec<usize> {
    let is_there = |path: &str| files.binary_search_by(|file| (**file).cmp(path)).is_ok();
    let speaks = |path: &str| {
        let Some((folder, name)) = path.rsplit_once('/') else { return false };
        let is_site = |folder: &str| is_there(&format!("{folder}/_config.yml"));
        let mut folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        let is_first = name == NAMES[0] || (name == NAMES[1] && !is_there(&format!("{folder}/{}", NAMES[0])));
        is_first && !folders.any(is_site)
    };
    let mut found: Vec<usize> =
        (0..files.len()).filter(|index| files[*index].ends_with(NAMES[0]) && speaks(&files[*index])).collect();
    found.sort_by_key(|index| files[*index].matches('/').count());
    found
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
        assert_eq!(find(&site), None, "above the site is not looked");
        fs::create_dir(repository.join(".git")).unwrap();
        assert_eq!(find(&site), None, "above the repository neither");
        fs::write(repository.join(".presscheck.toml"), "").unwrap();
        assert_eq!(find(&site), Some(repository.join(".presscheck.toml")));
        fs::write(repository.join("presscheck.toml"), "").unwrap();
        assert_eq!(find(&site), Some(repository.join("presscheck.toml")));
        fs::create_dir(site.join("presscheck.toml")).unwrap();
        fs::write(site.join(".presscheck.toml"), "").unwrap();
        assert_eq!(find(&site), Some(site.join(".presscheck.toml")), "a directory is no configuration");
    }

    #[test]
    fn the_outer_folder_comes_first_and_other_sites_have_none() {
        let mut files: Vec<Arc<str>> = [
            "presscheck.toml",
            "_posts/presscheck.toml",
            "_posts/.presscheck.toml",
            "a/b/.presscheck.toml",
            "a/xpresscheck.toml",
            "demo/_config.yml",
            "demo/presscheck.toml",
            "demo/_posts/presscheck.toml",
        ]
        .map(Into::into)
        .to_vec();
        files.sort();
        let found: Vec<&str> = in_folders(&files).into_iter().map(|index| &*files[index]).collect();
        assert_eq!(found, ["_posts/presscheck.toml", "a/b/.presscheck.toml"]);
    }
}
