//! `presscheck.toml` as a site has it: what reaches where, and the JSON Schema for editors.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]
#![allow(clippy::disallowed_methods, reason = "`BLESS` comes from outside")]

use std::fs;
use std::path::{Path, PathBuf};

use presscheck::Request;
use presscheck::config::json_schema;

/// Where the schema is kept: the address that editors are told.
fn kept() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/config/presscheck.schema.json")
}

#[test]
fn the_schema_is_up_to_date() {
    if std::env::var_os("BLESS").is_some() {
        fs::write(kept(), json_schema()).unwrap();
    }
    assert_eq!(json_schema(), fs::read_to_string(kept()).unwrap(), "BLESS=1 cargo test --test config rewrites it");
}

/// A repository with a site in its folder `docs`.
fn site(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join(".git")).unwrap();
    for (path, text) in files.iter().chain(&[("docs/_config.yml", "")]) {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

fn now() -> chrono::DateTime<chrono::FixedOffset> {
    chrono::DateTime::parse_from_rfc3339("2026-01-01T00:00:00Z").unwrap()
}

/// What is found in the site: rule and path.
fn found(dir: &Path) -> Result<Vec<String>, String> {
    let request = Request { isolated: false, now: now(), ..Request::of_site(&dir.join("docs")) };
    let outcome = presscheck::check(&request).map_err(|error| error.to_string())?;
    Ok(outcome.findings.iter().map(|finding| format!("{} {}", finding.rule, finding.path())).collect())
}

const EMPTY: &str = "---\ntitle: ''\n---\n";

#[test]
fn files_of_folders_hold_there_whatever_is_asked_for() {
    let dir = site(&[
        ("presscheck.toml", "[rules]\ntitle-empty = 'off'\n"),
        ("docs/_posts/2020-01-01-a.md", EMPTY),
        ("docs/_posts/loud/2020-01-01-b.md", EMPTY),
        ("docs/_posts/loud/presscheck.toml", "extends = '../../strict.toml'\n"),
        ("docs/strict.toml", "[rules]\ntitle-empty = 'error'\n"),
    ]);
    assert_eq!(found(dir.path()).unwrap(), ["title-empty _posts/loud/2020-01-01-b.md"]);
    let asked = Request {
        isolated: false,
        now: now(),
        paths: vec![dir.path().join("docs/_posts/loud")],
        ..Request::of_site(&dir.path().join("docs"))
    };
    assert_eq!(presscheck::check(&asked).unwrap().findings.len(), 1);
    fs::write(dir.path().join("docs/_posts/loud/presscheck.toml"), "[site]\nhost = 'none'\n").unwrap();
    let error = found(dir.path()).unwrap_err();
    assert!(error.starts_with("_posts/loud/presscheck.toml:1:2: "), "{error}");
}

#[test]
fn a_configuration_reaches_for_nothing_outside() {
    let secret = tempfile::tempdir().unwrap();
    fs::write(secret.path().join("s.toml"), "secret = 'abc'\n").unwrap();
    let dir = site(&[("docs/_posts/2020-01-01-a.md", "---\ntitle: a\n---\n")]);
    let path = secret.path().join("s.toml");
    #[cfg(unix)]
    std::os::unix::fs::symlink(&path, dir.path().join("docs/link.toml")).unwrap();
    let absolute = path.display().to_string();
    let up = format!("../../{}/s.toml", secret.path().file_name().unwrap().to_str().unwrap());
    let mut names = vec![absolute.as_str(), &up, "/etc/hostname", "../../../../../../../etc/hostname"];
    names.extend(cfg!(unix).then_some("link.toml"));
    for name in names {
        fs::write(dir.path().join("docs/presscheck.toml"), format!("extends = '{name}'\n")).unwrap();
        let error = found(dir.path()).unwrap_err();
        assert!(error.contains("cannot be extended") && !error.contains("abc"), "{name}: {error}");
    }
}
