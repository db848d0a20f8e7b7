//! Liquid: the templates that liquid-spec wants refused, held against what Liquid 4.0.4 makes of them under Jekyll.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a suite of another shape is a failed test")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use presscheck::syntax::liquid::{self, Names};

#[path = "../liquid/verdict.rs"]
mod verdict;

use verdict::{same, verdict};

/// `LIQUID_SPEC=DIR` is a checkout of github.com/Shopify/liquid-spec at 8a308cb. Of its specs those count that expect an
/// error of the parser and use no tag but Jekyll's. The suite is of Liquid 5 in its strictest mode: where Liquid 4.0.4
/// differs from it, that is the judge (`liquid_verdicts.rb`).
#[test]
#[allow(clippy::disallowed_methods, reason = "the variable says where the suite is")]
fn verdicts_are_those_of_liquid() {
    let recorded = include_str!("liquid_verdicts.tsv");
    let Some(suite) = std::env::var_os("LIQUID_SPEC") else {
        println!("liquid-spec: skipped, LIQUID_SPEC does not name its directory");
        return;
    };
    let mut names = Names::of_jekyll(true);
    names.knows_tags = true;
    let mut files: BTreeMap<&str, BTreeMap<String, String>> = BTreeMap::new();
    let (mut all, mut refused, mut refused_by_theirs) = (0, 0, 0);
    let mut different = Vec::new();
    for line in recorded.lines() {
        let [file, name, theirs] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let templates = files.entry(file).or_insert_with(|| templates(&Path::new(&suite).join("specs").join(file)));
        let template = templates.get(name).unwrap_or_else(|| panic!("{file} has no {name}"));
        let ours = verdict(&liquid::read_with(template, 0, &names).0);
        all += 1;
        refused += u32::from(ours != "ok");
        refused_by_theirs += u32::from(theirs != "ok");
        if !same(ours, theirs) {
            different.push(format!("{file} {name}: {ours} for {theirs}\n    {template}"));
        }
    }
    println!("liquid-spec, errors of the parser: verdict and reason of Liquid 4.0.4: {}/{all}", all - different.len());
    println!(
        "liquid-spec, errors of the parser: refused as Liquid 5 does: {refused}/{all}, by 4.0.4: {refused_by_theirs}/{all}"
    );
    assert_eq!(all, 1591, "the table is not that of commit 8a308cb");
    assert!(different.is_empty(), "{}", different.join("\n"));
}

/// The templates of a file by name.
fn templates(path: &Path) -> BTreeMap<String, String> {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let file: serde_yaml::Value = serde_yaml::from_str(&text).unwrap();
    let specs = file.get("specs").unwrap_or(&file).as_sequence().unwrap().iter();
    specs
        .filter_map(|spec| Some((spec.get("name")?.as_str()?.to_owned(), spec.get("template")?.as_str()?.to_owned())))
        .collect()
}
