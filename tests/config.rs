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

#[test]
fn the_schema_takes_what_the_tool_takes_and_refuses_what_it_refuses() {
    let schema: serde_json::Value = serde_json::from_str(&json_schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let mut texts: Vec<&str> = readme.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(texts.len() >= 2, "the README shows a configuration and a schema");
    texts.push("rules = { date-format = { level = 'warn', pattern = '%Y' }, 'date-*' = 'off', house-word = 'error' }");
    texts.push("schema = [{ fields.a.items.fields.b = { reference = '_data/a.yml', one-of = [1, 'x', true] } }]");
    let json = |text: &str| toml::from_str::<serde_json::Value>(text).unwrap();
    let dir = site(&[
        ("docs/_data/authors.yml", "mei: {}"),
        ("docs/_data/a.yml", "mei: {}"),
        ("docs/_config.live.yml", ""),
        ("docs/presscheck-baseline.toml", ""),
    ]);
    let read = |text: &str| {
        // The rules of a site's own are not there.
        fs::write(dir.path().join("docs/presscheck.toml"), text.replace(", house-word = 'error'", "")).unwrap();
        found(dir.path())
    };
    for text in texts {
        let errors: Vec<String> = validator.iter_errors(&json(text)).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{text}: {errors:?}");
        assert!(read(text).is_ok(), "{text}: {:?}", read(text));
    }
    for text in [
        "sit = {}",
        "site.host = 'nowhere'",
        "rules.date-format.colour = 'x'",
        "rules.date-format = 'eror'",
        "overrides = [{ paths = ['a'], rules = { date-format = { pattern = '%Y' } } }]",
        "schema = [{ fields.a.typ = 'string' }]",
        "extends = 1",
    ] {
        assert!(!validator.is_valid(&json(text)) && read(text).is_err(), "{text}");
    }
}

#[test]
fn every_value_tells_where_it_came_from() {
    let dir = site(&[
        ("presscheck.toml", "extends = 'base.toml'\n[rules]\ndate-future = 'error'\ncategory-missing.share = 50\n"),
        ("base.toml", "exclude = ['vendor']\n[rules]\ndate-future = 'off'\n"),
        ("docs/_posts/presscheck.toml", "[rules]\ndate-future = 'warn'\n"),
    ]);
    let request = Request { isolated: false, now: now(), ..Request::of_site(&dir.path().join("docs")) };
    let shown = presscheck::shown(&request).unwrap();
    let of = |name: &str| -> Vec<String> {
        let rows = shown.iter().filter(|row| row.name == name);
        rows.map(|row| format!("{} # {}", row.value, row.from)).collect()
    };
    assert_eq!(of("exclude"), ["['vendor'] # ../base.toml:1"]);
    assert_eq!(
        of("rules.date-future"),
        ["'error' # ../presscheck.toml:3", "'warn' # _posts/presscheck.toml:2, for _posts"]
    );
    assert_eq!(of("rules.category-missing.share"), ["50 # ../presscheck.toml:4"]);
    assert_eq!(of("rules.html-obsolete.share"), ["2 # default"]);
    assert!(of("settings")[0].starts_with("../base.toml, ../presscheck.toml, _posts/presscheck.toml"));
}
