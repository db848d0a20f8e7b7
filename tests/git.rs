//! `--staged` and `--changed` in a repository of the real git.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// A repository with a folder for what stands beside it.
struct Repository {
    folder: tempfile::TempDir,
}

impl Repository {
    fn new() -> Repository {
        let repository = Repository { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(repository.root()).unwrap();
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        repository
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("仓 库")
    }

    fn command(&self, program: &str, folder: &str) -> Command {
        let mut command = Command::new(program);
        // Nobody's own settings count, and no hook's.
        for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GITHUB_BASE_REF", "GITHUB_ACTIONS"] {
            command.env_remove(name);
        }
        command.env("GIT_CONFIG_GLOBAL", self.folder.path().join("none")).env("GIT_CONFIG_NOSYSTEM", "1");
        command.current_dir(self.root().join(folder));
        command
    }

    fn try_git(&self, args: &[&str]) -> bool {
        let identity = ["-c", "user.name=甲", "-c", "user.email=a@example.org", "-c", "core.autocrlf=false"];
        let output = self.command("git", "").args(identity).args(args).output().unwrap();
        output.status.success()
    }

    fn git(&self, args: &[&str]) {
        assert!(self.try_git(args), "git {args:?}");
    }

    fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", "一"]);
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// What presscheck prints in `folder`, each finding as `PATH:LINE:COLUMN RULE`, or how it fails.
    fn found(&self, folder: &str, args: &[&str]) -> Vec<String> {
        let mut command = self.command(env!("CARGO_BIN_EXE_presscheck"), folder);
        let always = ["check", "--quiet", "--output-format", "concise", "--now", "2026-01-01"];
        let output = command.args(always).args(args).output().unwrap();
        let [said, failed] = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
        assert_ne!(output.status.code(), Some(2), "{failed}");
        said.lines().map(|line| finding(line).unwrap_or_else(|| line.to_owned())).collect()
    }

    fn fails(&self, args: &[&str]) -> String {
        let output =
            self.command(env!("CARGO_BIN_EXE_presscheck"), "").args(["check", "--quiet"]).args(args).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8(output.stderr).unwrap()
    }
}

/// `PATH:LINE:COLUMN: LEVEL[RULE] …` in short.
fn finding(line: &str) -> Option<String> {
    let (place, rest) = line.split_once(": ")?;
    let rule = rest.split_once('[')?.1.split_once(']')?.0;
    Some(format!("{place} {rule}"))
}

const A: &str = "_posts/2024-01-02-甲 乙.md";

/// A site with an old fault, in a first commit that is still to be made.
fn site() -> Repository {
    let repository = Repository::new();
    repository.write("_config.yml", "timezone: Asia/Shanghai\nplugins: []\npermalink: /:title.html\n");
    repository.write(".gitignore", "ignored.md\n");
    repository.write("index.md", "---\ntitle: 首页\n---\n去 [甲](/甲-乙.html)\n");
    repository.write("old.md", "---\ntitle: 旧\n---\n[无](/nowhere.html)\n");
    repository.write(A, "---\ntitle: 甲\n---\n正文\n");
    repository
}

const BROKEN: &str = "---\ntitle: 新\n---\n中文 [坏](/gone.html)\n";

#[test]
fn before_the_first_commit_all_is_new() {
    let site = site();
    assert_eq!(site.found("", &["--staged"]), [""; 0], "nothing is staged");
    assert_eq!(site.found("", &["--changed"]), ["old.md:4:5 link-broken"]);
    site.git(&["add", "old.md"]);
    assert_eq!(site.found("", &["--staged"]), ["old.md:4:5 link-broken"]);
}

#[test]
fn what_is_staged_is_told_as_it_is_staged() {
    let site = site();
    site.commit();
    assert_eq!(site.found("", &["--staged"]), [""; 0]);
    let new = "_posts/2024-01-03-新 的.md";
    site.write(new, BROKEN);
    assert_eq!(site.found("", &["--staged"]), [""; 0], "git does not know it yet");
    site.git(&["add", "--all"]);
    let told = format!("{new}:4:8 link-broken");
    assert_eq!(site.found("", &["--staged"]), [told.as_str()]);
    // Seen from a folder, and mended on the disk alone.
    site.write(new, &BROKEN.replace("gone", "甲-乙"));
    assert_eq!(site.found("_posts", &["--staged"]), [format!("../{told}")]);
    site.git(&["add", "--all"]);
    assert_eq!(site.found("", &["--staged"]), [""; 0]);
    site.git(&["mv", A, "_posts/2024-01-02-丙.md"]);
    let found = [format!("{new}:4:8 link-broken"), "index.md:4:7 link-broken".to_owned()];
    assert_eq!(site.found("", &["--staged"]), found);
    site.git(&["reset", "--quiet", "--hard"]);
    site.git(&["rm", "--quiet", "--cached", A]);
    assert_eq!(site.found("", &["--staged"]), ["index.md:4:7 link-broken"], "it is on the disk still");
    // As a hook that is given names: these are judged whole.
    assert_eq!(site.found("", &["--staged", "old.md"]), ["index.md:4:7 link-broken", "old.md:4:5 link-broken"]);
}

#[test]
fn the_configuration_counts_as_it_is_staged() {
    let site = site();
    site.commit();
    let config = "timezone: Asia/Shanghai\nplugins: []\npermalink: /:title.html\n";
    site.write("_config.yml", &config.replace("/:title", "/news/:title"));
    site.git(&["add", "_config.yml"]);
    site.write("_config.yml", config);
    assert_eq!(site.found("", &["--staged"]), ["index.md:4:7 link-broken"]);
    assert_eq!(site.found("", &["--changed=HEAD"]), [""; 0]);
}

#[test]
fn what_has_changed_since_a_commit_is_told() {
    let site = site();
    site.commit();
    site.git(&["checkout", "--quiet", "-b", "work"]);
    site.write("committed.md", BROKEN);
    site.commit();
    site.write("changed.md", BROKEN);
    site.git(&["add", "changed.md"]);
    site.write("_posts/new/2024-02-01-未 知.md", BROKEN);
    site.write("ignored.md", BROKEN);
    let told = ["_posts/new/2024-02-01-未 知.md", "changed.md", "committed.md"].map(|p| format!("{p}:4:8 link-broken"));
    assert_eq!(site.found("", &["--changed"]), told, "since main");
    assert_eq!(site.found("", &["--changed=main"]), told);
    assert_eq!(site.found("", &["--changed=HEAD"]), told[..2]);
    assert_eq!(site.found("_posts", &["--changed=HEAD"]), ["../_posts/new/2024-02-01-未 知.md:4:8 link-broken"]);
    fs::remove_file(site.root().join(A)).unwrap();
    assert_eq!(site.found("", &["--changed=HEAD"]).last().unwrap(), "index.md:4:7 link-broken");
    assert!(site.fails(&["--changed=nix"]).contains("no commit is called `nix`"));
}

#[test]
fn work_on_the_main_branch_goes_elsewhere_than_what_came_to_it_since() {
    let site = site();
    site.commit();
    site.git(&["branch", "work"]);
    site.write("theirs.md", BROKEN);
    site.commit();
    site.git(&["checkout", "--quiet", "work"]);
    site.write("ours.md", BROKEN);
    site.commit();
    assert_eq!(site.found("", &["--changed"]), ["ours.md:4:8 link-broken"]);
}

#[test]
fn what_is_not_merged_is_read_from_the_disk() {
    let site = site();
    site.commit();
    site.git(&["checkout", "--quiet", "-b", "work"]);
    site.write(A, "---\ntitle: 乙\n---\n正文\n");
    site.commit();
    site.git(&["checkout", "--quiet", "main"]);
    site.write(A, "---\ntitle: 丙\n---\n正文\n");
    site.commit();
    assert!(!site.try_git(&["merge", "--quiet", "work"]));
    let told = [format!("{A}:2:1 front-matter-merge-conflict")];
    assert_eq!(site.found("", &["--staged"]), told);
    assert_eq!(site.found("", &["--changed=HEAD"]), told);
}

#[test]
fn a_site_in_a_folder_of_its_repository() {
    let site = site();
    site.commit();
    fs::create_dir(site.root().join("docs")).unwrap();
    for path in ["_config.yml", "index.md", "old.md", "_posts"] {
        site.git(&["mv", path, &format!("docs/{path}")]);
    }
    site.commit();
    site.write("README.md", BROKEN);
    site.write("docs/new.md", BROKEN);
    site.git(&["rm", "--quiet", &format!("docs/{A}")]);
    site.git(&["add", "--all"]);
    let told = ["docs/index.md:4:7 link-broken", "docs/new.md:4:8 link-broken"];
    assert_eq!(site.found("", &["--staged"]), told);
    assert_eq!(site.found("", &["--changed=HEAD"]), told);
    assert_eq!(site.found("", &["--staged", "README.md", "docs/new.md"]), told);
    assert_eq!(site.found("docs", &["--staged"]), ["index.md:4:7 link-broken", "new.md:4:8 link-broken"]);
}

#[test]
fn a_site_with_a_source_of_its_own() {
    let site = site();
    site.write("_config.yml", "timezone: Asia/Shanghai\nplugins: []\npermalink: /:title.html\nsource: src\n");
    site.commit();
    fs::create_dir(site.root().join("src")).unwrap();
    for path in ["index.md", "old.md", "_posts"] {
        site.git(&["mv", path, &format!("src/{path}")]);
    }
    site.commit();
    site.write("README.md", BROKEN);
    site.write("notes/a.md", BROKEN);
    site.write("src/new.md", BROKEN);
    site.git(&["rm", "--quiet", &format!("src/{A}")]);
    site.git(&["add", "--all"]);
    let told = ["src/index.md:4:7 link-broken", "src/new.md:4:8 link-broken"];
    assert_eq!(site.found("", &["--staged"]), told);
    assert_eq!(site.found("", &["--changed=HEAD"]), told);
    assert_eq!(site.found("", &["--staged", "README.md", "notes/a.md", "src/new.md"]), told);
    assert_eq!(site.found("src", &["--staged"]), ["../src/index.md:4:7 link-broken", "../src/new.md:4:8 link-broken"]);
    assert_eq!(site.found("", &["src/old.md"]), ["src/old.md:4:5 link-broken"]);
}
