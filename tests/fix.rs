//! What `--fix` does to the files of a site, and what it must never do.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

mod support;

use std::fs;
use std::path::Path;

use presscheck::fix::{self, Refusal};
use presscheck::{Request, Stdin};

/// A site in a folder of its own.
fn site(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in [("_config.yml", "timezone: Asia/Shanghai\n")].iter().chain(files) {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

fn request(root: &Path) -> Request {
    Request { now: "2026-01-01T00:00:00Z".parse().unwrap(), ..Request::of_site(root) }
}

/// Fixes the site on the disk; gives how many fixes there were.
fn mend(root: &Path, unsafe_fixes: bool) -> usize {
    let mended = fix::mend(&request(root), unsafe_fixes).unwrap();
    let refused = fix::write(&mended.files);
    assert!(refused.is_empty(), "{refused:?}");
    mended.outcome.tally.fixed
}

fn read(root: &Path, path: &str) -> String {
    fs::read_to_string(root.join(path)).unwrap()
}

const POST: &str = "_posts/2024-01-02-a.md";

#[test]
fn only_the_bytes_of_the_edits_change() {
    let before = "---\r\ntitle：甲 \t\r\ndate: 2024-01-02 20:00:00\r\nunknown: { a: [1,  2] }   # why\r\n---\r\n<p>a</br>b</p>\r\n\r\n\r\n";
    let dir = site(&[(POST, before)]);
    assert_eq!(mend(dir.path(), false), 2);
    let after = before.replace("title：", "title: ").replace("</br>", "");
    assert_eq!(read(dir.path(), POST), after);
    assert_eq!(mend(dir.path(), false), 0, "nothing is left to mend");
    assert_eq!(mend(dir.path(), true), 1);
    assert_eq!(read(dir.path(), POST), after.replace("20:00:00", "20:00:00 +0800"));
    assert_eq!(fs::read_dir(dir.path().join("_posts")).unwrap().count(), 1, "nothing is left beside it");
}

#[test]
fn a_fix_may_make_room_for_the_next() {
    let dir = site(&[(POST, "---\ntitle：甲\ndate：2024-01-02 20:00:00\ntags: a, b\n---\n")]);
    // The values are read only once the colons are mended.
    let fixed = mend(dir.path(), true);
    assert!(fixed >= 3, "{fixed}");
    assert!(read(dir.path(), POST).contains("date: 2024-01-02 20:00:00 +0800\n"), "{}", read(dir.path(), POST));
    assert_eq!(mend(dir.path(), true), 0);
}

#[test]
fn a_file_that_changed_meanwhile_stays_as_it_is() {
    let dir = site(&[(POST, "---\ntitle：甲\n---\n"), ("_posts/2024-01-03-b.md", "---\ntitle：乙\n---\n")]);
    let mended = fix::mend(&request(dir.path()), false).unwrap();
    fs::write(dir.path().join(POST), "somebody is writing").unwrap();
    let refused = fix::write(&mended.files);
    assert_eq!(refused.len(), 1);
    assert!(&*refused[0].path == POST && matches!(refused[0].why, Refusal::Changed), "{refused:?}");
    assert_eq!(read(dir.path(), POST), "somebody is writing");
    assert_eq!(read(dir.path(), "_posts/2024-01-03-b.md"), "---\ntitle: 乙\n---\n");
}

#[test]
fn standard_input_is_mended_in_memory() {
    let dir = site(&[(POST, "---\ntitle：甲\n---\n")]);
    let path = dir.path().join(POST);
    let given = |bytes: &[u8]| {
        let stdin = Some(Stdin { path: path.clone(), bytes: bytes.to_vec() });
        let request = Request { stdin, paths: vec![path.clone()], ..request(dir.path()) };
        let mended = fix::mend(&request, true).unwrap();
        assert!(fix::write(&mended.files).is_empty());
        mended.files.into_iter().map(|file| file.after).collect::<Vec<_>>()
    };
    assert_eq!(given("---\ntitle：乙\n---\n".as_bytes()), ["---\ntitle: 乙\n---\n"]);
    assert!(given(b"---\ntitle: \xff\n---\n</br>\n").is_empty(), "what is no text is not mended");
    assert_eq!(read(dir.path(), POST), "---\ntitle：甲\n---\n");
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn permissions_are_kept() {
        let dir = site(&[(POST, "---\ntitle：甲\n---\n")]);
        let path = dir.path().join(POST);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert_eq!(mend(dir.path(), false), 1);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        fs::write(&path, "---\ntitle：甲\n---\n").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
        let mended = fix::mend(&request(dir.path()), false).unwrap();
        assert!(matches!(fix::write(&mended.files)[..], [fix::Refused { why: Refusal::Failed(_), .. }]));
        assert_eq!(read(dir.path(), POST), "---\ntitle：甲\n---\n", "what is read-only is meant so");
    }

    #[test]
    fn links_stay_links_and_lead_no_fix_out_of_the_site() {
        let elsewhere = tempfile::tempdir().unwrap();
        let faulty = "---\ntitle：甲\n---\n";
        fs::write(elsewhere.path().join("x.md"), faulty).unwrap();
        let dir = site(&[("shared/b.md", faulty), ("_posts/README.txt", "")]);
        symlink("../shared/b.md", dir.path().join("_posts/2024-01-02-b.md")).unwrap();
        symlink(elsewhere.path().join("x.md"), dir.path().join("_posts/2024-01-03-x.md")).unwrap();
        let mended = fix::mend(&request(dir.path()), true).unwrap();
        assert!(fix::write(&mended.files).is_empty());
        assert_eq!(read(dir.path(), "shared/b.md"), "---\ntitle: 甲\n---\n");
        assert!(dir.path().join("_posts/2024-01-02-b.md").is_symlink());
        assert_eq!(read(elsewhere.path(), "x.md"), faulty);
        let left: Vec<_> = mended.outcome.findings.iter().map(|finding| &**finding.path()).collect();
        assert_eq!(left, ["_posts/2024-01-03-x.md"], "and what is not mended is still told");
    }
}
