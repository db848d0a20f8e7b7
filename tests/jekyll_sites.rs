//! Small whole sites against real Jekyll: `tests/oracle/record.sh` made the `.tsv` files from the `.site` files.

#![allow(clippy::unwrap_used)] // The helpers of a test fail it, as its own lines do.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, Utc};
use presscheck::site::jekyll::date::Date;
use presscheck::site::jekyll::kind::classify;
use presscheck::site::jekyll::outcome::{Hidden, Outcome, Text, What, outcome};
use presscheck::site::jekyll::{Config, Profile};
use presscheck::source::Span;
use presscheck::syntax::yaml::{self, Value};

/// The files of a `.site`, as `record.sh` unpacks them.
fn unpack(text: &str) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for part in format!("\n{text}").split("\n>>> ").skip(1) {
        let (path, body) = part.split_once('\n').unwrap_or((part, ""));
        let mut bytes = format!("{body}\n").into_bytes();
        if body.contains('\\') {
            let plain =
                body.trim_end_matches('\n').strip_suffix('\\').map_or_else(|| format!("{body}\n"), str::to_owned);
            bytes.clear();
            let mut rest = plain.as_str();
            while let Some(at) = rest.find("\\x") {
                bytes.extend_from_slice(&rest.as_bytes()[..at]);
                bytes.push(u8::from_str_radix(&rest[at + 2..at + 4], 16).unwrap());
                rest = &rest[at + 4..];
            }
            bytes.extend_from_slice(rest.as_bytes());
        }
        files.insert(path.to_owned(), bytes);
    }
    files
}

/// A stand-in for the front-matter reader: good enough for the blocks of these sites.
fn front_matter(source: &str) -> (bool, Option<yaml::Node>) {
    let is_fence = |line: &str| line.trim_end() == "---";
    let start = if source.starts_with('\u{feff}') { 3 } else { 0 };
    let lines: Vec<&str> = source[start..].split_inclusive('\n').collect();
    if !lines.first().is_some_and(|l| is_fence(l)) {
        return (false, None);
    }
    let has_header = start == 0;
    let Some(close) = lines.iter().skip(1).position(|l| is_fence(l)) else { return (has_header, None) };
    let end: usize = lines[..=close].iter().map(|l| l.len()).sum();
    let parsed = yaml::parse(source, Span::new(start, start + end));
    (has_header, parsed.root.filter(|r| parsed.problems.is_empty() && matches!(r.value, Value::Mapping(_))))
}

fn row(config: &Config, path: &str, found: &Outcome<'_>, now: DateTime<Utc>) -> Option<String> {
    let fatal = |kind: &str| Some(format!("{path}\terror\t{kind}"));
    let shown = match found.what {
        What::Static(_) | What::Page => path,
        _ => config.relative_path(path),
    };
    match found.hidden {
        Some(Hidden::Date) => return fatal("fatal"),
        Some(Hidden::Terms(_)) => return fatal("lost"),
        Some(Hidden::Place(_)) => return None,
        _ => {}
    }
    let kind = match found.what {
        What::Other(_) => return None,
        What::Page | What::Post | What::Draft if found.hidden.is_some() => return None,
        What::Document(_)
            if found.hidden == Some(Hidden::Unpublished) && !path.ends_with("u2.md") && !path.ends_with("/e.md") =>
        {
            return None;
        }
        What::Page => "page",
        What::Static(_) => "static",
        _ => "document",
    };
    let (url, dest) = match &found.output {
        Some(Ok(output)) => (output.url.clone(), output.dest.clone()),
        Some(Err(_)) => ("!".to_owned(), "!".to_owned()),
        None => return Some(format!("{shown}\t{kind}\t{:?}", found.date)),
    };
    if kind != "document" {
        let written = found.hidden.is_none();
        return Some(format!("{shown}\t{kind}\t{url}\t{dest}\t{written}\t\t[]\t[]"));
    }
    let at = match &found.date {
        Some(Date::Read(reading)) => reading.at,
        _ => config.timezone.at(now),
    };
    let date = at.to_rfc3339();
    let texts = |terms: &[presscheck::site::jekyll::terms::Term]| {
        serde_json::to_string(&terms.iter().map(|t| t.text.as_str()).collect::<Vec<_>>()).unwrap()
    };
    let written = found.hidden.is_none();
    let (categories, tags) = (texts(&found.terms.categories), texts(&found.terms.tags));
    Some(format!("{shown}\t{kind}\t{url}\t{dest}\t{written}\t{date}\t{categories}\t{tags}"))
}

fn compare(site: &Path, version: &str, profile: Profile) -> (usize, Vec<String>) {
    let files = unpack(&std::fs::read_to_string(site).unwrap());
    let recorded = std::fs::read_to_string(site.with_extension(format!("{version}.tsv"))).unwrap();
    let config_source = String::from_utf8(files["_config.yml"].clone()).unwrap();
    let config = Config::parse(&config_source, profile);
    let now = DateTime::parse_from_rfc3339("2026-11-22T12:00:00Z").unwrap().to_utc();
    let mut rows = Vec::new();
    for (path, bytes) in &files {
        let source = String::from_utf8(bytes.clone()).unwrap();
        let (has_header, front) = front_matter(&source);
        let place = classify(&config, path);
        let text = Text { source: &source, has_header, front: front.as_ref(), config_source: &config_source };
        let found = outcome(&config, path, &place, text, now);
        rows.extend(row(&config, path, &found, now));
    }
    let expected: Vec<&str> = recorded.lines().filter(|l| !l.starts_with("# ")).map(str::trim_end).collect();
    // Jekyll publishes a file that it cannot read under a made-up address; that it is lost is what counts.
    let lost: Vec<&str> = expected.iter().filter_map(|l| l.strip_suffix("\terror\tlost")).collect();
    let expected: Vec<&str> = expected
        .iter()
        .filter(|l| !lost.iter().any(|p| l.strip_prefix(p).is_some_and(|r| r.starts_with("\tdocument"))))
        .copied()
        .collect();
    rows.sort();
    let name = site.file_stem().unwrap().to_string_lossy().into_owned();
    let mut wrong = Vec::new();
    for row in rows.iter().map(|r| r.trim_end()).filter(|r| !expected.contains(r)) {
        wrong.push(format!("{name} {version} ours   {row}"));
    }
    for row in expected.iter().filter(|e| !rows.iter().any(|r| r.trim_end() == **e)) {
        wrong.push(format!("{name} {version} Jekyll {row}"));
    }
    wrong.sort_by_key(|w| w.rsplit(['\t']).nth(6).unwrap_or("").to_owned());
    (expected.len(), wrong)
}

#[test]
fn sites_come_out_as_jekyll_has_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/sites");
    let mut sites: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    sites.retain(|p| p.extension().is_some_and(|e| e == "site"));
    sites.sort();
    assert!(sites.len() > 10);
    let mut all_wrong = Vec::new();
    let mut total = 0;
    for site in sites {
        for (version, profile) in [("4.4.1", Profile::Jekyll4), ("3.10.0", Profile::Jekyll3)] {
            let (rows, wrong) = compare(&site, version, profile);
            total += rows;
            all_wrong.extend(wrong);
        }
    }
    println!("{total} files compared");
    assert!(all_wrong.is_empty(), "{}:\n{}", all_wrong.len(), all_wrong.join("\n"));
}
