//! The links of whole sites, held against those of the pages that real Jekyll built from them:
//! `tests/oracle/links.rb --record` writes `tests/sites/NAME.links.tsv`.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use chrono::DateTime;
use presscheck::config::Origin;
use presscheck::site::verdict::Verdict;
use presscheck::{LinkOptions, Request, links};

/// What the source says of each link to a place on the site, by page and place.
fn source(site: &Path) -> BTreeMap<(String, String), (Verdict, String)> {
    let request = Request {
        config: vec![Origin::Argument("site.profile=\"jekyll4\"".to_owned())],
        now: DateTime::parse_from_rfc3339("2026-11-22T12:00:00Z").unwrap(),
        ..Request::of_site(site)
    };
    let rows = links(&request, &LinkOptions::default()).unwrap();
    let own =
        rows.into_iter().filter(|row| matches!(row.verdict, Verdict::Ok | Verdict::Broken | Verdict::Unverifiable));
    own.filter_map(|row| Some(((row.page?, row.resolved?), (row.verdict, format!("{}:{}", row.path, row.line)))))
        .collect()
}

#[test]
fn the_source_says_what_is_true_of_the_built_site() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites");
    let (mut sites, mut compared, mut broken) = (0, 0, 0);
    for entry in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
        let Some(name) = entry.file_name().unwrap().to_str().unwrap().strip_suffix(".links.tsv") else { continue };
        let text = fs::read_to_string(&entry).unwrap();
        let built: BTreeMap<(&str, &str), (&str, bool)> = text
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| {
                let [verdict, whose, page, place] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
                ((page, place), (verdict, whose == "own"))
            })
            .collect();
        let source = source(&folder.join(name));
        let is_built = |page: &str| built.keys().any(|(built, _)| *built == page);
        for ((page, place), (verdict, at)) in source.iter().filter(|((page, _), _)| is_built(page)) {
            if *verdict != Verdict::Unverifiable {
                let truth = built.get(&(&**page, &**place)).map(|(verdict, _)| *verdict);
                assert_eq!(truth, Some(verdict.word()), "{name}: {at} has a link to {place}");
                (compared, broken) = (compared + 1, broken + usize::from(*verdict == Verdict::Broken));
            }
        }
        for ((page, place), (verdict, _)) in built.iter().filter(|(_, (_, is_own))| *is_own) {
            let ours = source.get(&((*page).to_owned(), (*place).to_owned())).map(|(verdict, _)| verdict.word());
            assert_eq!(ours, Some(*verdict), "{name}: {page} has a link to {place}");
        }
        sites += 1;
    }
    assert!(sites > 1 && compared > 100 && broken > 15, "{sites} sites, {compared} links, {broken} broken");
}
