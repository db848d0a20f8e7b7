//! Small whole sites against real Jekyll: `tests/oracle/record.sh` made the `.tsv` files from the `.site` files.

#![allow(clippy::unwrap_used)] // The helpers of a test fail it, as its own lines do.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::DateTime;
use presscheck::config::Origin;
use presscheck::report::urls::UrlRow;

/// Writes the files of a `.site` into a folder, as `record.sh` unpacks them.
fn unpack(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
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
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    folder
}

/// What `urls` says of a file, as `rows.rb` writes it. What is not written is nothing, or listed all the same: Jekyll drops
/// a post and keeps a document.
fn row(row: &UrlRow, is_listed: bool) -> String {
    let kind = match row.kind {
        "post" | "draft" => "document",
        kind => kind,
    };
    let reason = row.reason.as_deref();
    let fails = reason.is_some_and(|reason| reason.starts_with("its URL"));
    if !fails && (row.url.is_none() || !(row.output || is_listed)) {
        return format!("{}\tnothing\t{}", row.path, reason.map_or("", word));
    }
    let part = |part: &Option<String>| if fails { "!".to_owned() } else { part.clone().unwrap() };
    let whole = format!("{}\t{kind}\t{}\t{}\t{}", row.path, part(&row.url), part(&row.dest), row.output || fails);
    if kind != "document" {
        return whole;
    }
    let json = |terms: &[String]| serde_json::to_string(terms).unwrap();
    format!("{whole}\t{}\t{}\t{}", row.date.as_deref().unwrap_or(""), json(&row.categories), json(&row.tags))
}

/// One word for a reason, as `Rows.reason` has it.
fn word(reason: &str) -> &str {
    let words = [
        ("does not match YYYY", "name"),
        ("a draft needs", "name"),
        ("excluded", "excluded"),
        ("starts with", "special"),
        ("ends with '~'", "backup"),
        ("outside", "outside"),
        ("not read", "outside"),
        ("future", "future"),
        ("published", "unpublished"),
        ("limit_posts", "unpublished"),
        ("invalid UTF-8", "error"),
        ("drafts are off", "drafts"),
        ("cannot be read", "error"),
        ("destination", "destination"),
    ];
    words.iter().find(|(part, _)| reason.contains(part)).map_or(reason, |(_, word)| word)
}

/// How many rows Jekyll's record of a site has, and what differs.
fn compare(site: &Path, version: &str, profile: &str) -> (usize, Vec<String>) {
    let folder = unpack(&std::fs::read_to_string(site).unwrap());
    let recorded = std::fs::read_to_string(site.with_extension(format!("{version}.tsv"))).unwrap();
    let mut config = vec![Origin::Argument(format!("site.profile=\"{profile}\""))];
    if folder.path().join("_config.live.yml").is_file() {
        config.push(Origin::Argument("site.config=[\"_config.yml\", \"_config.live.yml\"]".to_owned()));
    }
    let request = presscheck::Request {
        config,
        now: DateTime::parse_from_rfc3339("2026-11-22T12:00:00Z").unwrap(),
        ..presscheck::Request::of_site(folder.path())
    };
    let found = presscheck::urls(&request, false).unwrap();
    let expected: BTreeMap<&str, &str> = recorded
        .lines()
        .filter(|line| !line.starts_with("# "))
        .map(|line| (line.split('\t').next().unwrap(), line))
        .collect();
    let rows: BTreeMap<&str, &UrlRow> = found.iter().map(|row| (&*row.path, row)).collect();
    let name = site.file_stem().unwrap().to_string_lossy().into_owned();
    let mut wrong = Vec::new();
    for path in rows.keys().chain(expected.keys()).collect::<BTreeSet<_>>() {
        let nothing = format!("{path}\tnothing\t");
        let theirs = *expected.get(path).unwrap_or(&&*nothing);
        let is_listed = !theirs.starts_with(&nothing);
        let ours = rows.get(path).map_or_else(|| nothing.clone(), |it| row(it, is_listed));
        // Of layouts, of data and in folders that Jekyll does not enter nobody gives a reason; of the future Jekyll 3
        // says nothing.
        let both_nothing = !is_listed && ours.starts_with(&nothing);
        let is_quiet = ours == nothing || theirs == nothing || (version != "4.4.1" && ours.ends_with("\tfuture"));
        if ours != theirs && !(both_nothing && is_quiet) {
            wrong.push(format!("{name} {version}\n  ours   {ours}\n  Jekyll {theirs}"));
        }
    }
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
        for (version, profile) in [("4.4.1", "jekyll4"), ("3.10.0", "jekyll3"), ("github-pages", "github-pages")] {
            let (rows, wrong) = compare(&site, version, profile);
            total += rows;
            all_wrong.extend(wrong);
        }
    }
    println!("{total} files compared");
    assert!(all_wrong.is_empty(), "{}:\n{}", all_wrong.len(), all_wrong.join("\n"));
}
