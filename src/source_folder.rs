//! Which folder Jekyll reads the site from: `source`, seen from the folder in which it is run, that of the configuration.

use std::path::{Component, Path, PathBuf};

use crate::discover::relative;
use crate::site::jekyll::config::{Problem, ProblemKind};
use crate::site::jekyll::profile::Evidence;
use crate::site::jekyll::{Config, Profile};

/// Lets `jekyll` follow its `source` (`site.rb#initialize`); `root` is the folder of the configuration.
///
/// One that names no folder there is passed over: it is written for a run from elsewhere, as `docs` is in
/// `docs/_config.yml`. Whoever has GitHub's gem in a Gemfile may well run it himself, where `source` counts.
pub(crate) fn follow(jekyll: &mut Config, root: &Path, evidence: Evidence) {
    let Some((source, span)) = jekyll.source.as_ref().and_then(|source| Some((&source.value, source.span?))) else {
        return;
    };
    let (root, folder) = (plain(root), plain(&root.join(source)));
    if folder == root || !folder.is_dir() {
        return;
    }
    // GitHub names the source on the command line, which counts more.
    if jekyll.profile == Profile::GitHubPages && matches!(evidence, Evidence::Said | Evidence::Workflow) {
        jekyll.problems.push(Problem { kind: ProblemKind::SourceOverridden, span });
        return;
    }
    if !folder.starts_with(&root) {
        jekyll.problems.push(Problem { kind: ProblemKind::SourceOutside, span });
    }
    jekyll.source_dir = (relative(&root, &folder) + "/").into_owned();
}

/// The same place without `.` and `..`, as `File.expand_path` has it.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => _ = plain.pop(),
            part => plain.push(part),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The folder that is followed, and what is said of it.
    fn followed(source: &str, profile: Profile, evidence: Evidence) -> (String, Vec<ProblemKind>) {
        let top = tempfile::tempdir().unwrap();
        let root = top.path().join("site");
        for folder in ["site/src/deep", "x"] {
            std::fs::create_dir_all(top.path().join(folder)).unwrap();
        }
        let source = source.replace("ROOT", root.to_str().unwrap());
        let mut jekyll = Config::parse(&format!("source: {source}\n"), profile);
        follow(&mut jekyll, &root, evidence);
        let kinds = jekyll.problems.iter().map(|problem| problem.kind.clone()).collect();
        (jekyll.source_dir.replace(top.path().to_str().unwrap(), "TOP"), kinds)
    }

    #[test]
    fn source_is_seen_from_the_folder_of_the_configuration() {
        for (source, expected) in [
            ("src", "src/"),
            ("src/", "src/"),
            ("./src/", "src/"),
            ("src/deep", "src/deep/"),
            ("src/../src", "src/"),
            ("'ROOT/src'", "src/"),
            (".", ""),
            ("./", ""),
            ("''", ""),
            ("", ""),
            ("gone", ""),
            ("' src '", ""),
        ] {
            assert_eq!(
                followed(source, Profile::Jekyll4, Evidence::Nothing),
                (expected.to_owned(), vec![]),
                "{source}"
            );
        }
        let outside = followed("../x", Profile::Jekyll3, Evidence::Nothing);
        assert_eq!(outside, ("TOP/x/".to_owned(), vec![ProblemKind::SourceOutside]));
        for bad in ["false", "1", "[src]"] {
            let (folder, kinds) = followed(bad, Profile::Jekyll4, Evidence::Nothing);
            assert!(folder.is_empty() && matches!(kinds[..], [ProblemKind::WrongType("source", _)]), "{bad} {kinds:?}");
        }
    }

    #[test]
    fn github_has_a_source_of_its_own() {
        let pages = |source, evidence| followed(source, Profile::GitHubPages, evidence);
        assert_eq!(pages("src", Evidence::Said), (String::new(), vec![ProblemKind::SourceOverridden]));
        assert_eq!(pages(".", Evidence::Said), (String::new(), vec![]));
        assert_eq!(pages("false", Evidence::Said), (String::new(), vec![]));
        assert_eq!(pages("src", Evidence::Lock), ("src/".to_owned(), vec![]));
    }
}
