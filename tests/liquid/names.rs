//! The tags and filters that both Jekylls have.

use std::collections::BTreeSet;

use presscheck::syntax::liquid::Names;

/// As the registries of Liquid 4.0.4 have them once Jekyll is loaded.
#[test]
fn names_are_those_of_jekyll() {
    let table = include_str!("../oracle/liquid_names.tsv");
    for (version, is_jekyll_4) in [("4.4.1", true), ("3.10.0", false)] {
        let names = Names::of_jekyll(is_jekyll_4);
        let of = |kind: &str| -> BTreeSet<&str> {
            let lines = table.lines().filter_map(|line| line.strip_prefix(version)?.trim_start().strip_prefix(kind));
            lines.map(str::trim).collect()
        };
        let filters: BTreeSet<&str> = names.all_filters().into_iter().collect();
        assert_eq!(filters, of("filter"), "{version}");
        let mut tags: BTreeSet<&str> = names.all_tags().into_iter().collect();
        assert!(tags.remove("elsif"), "it is offered as what was meant, and is no tag by itself");
        assert_eq!(tags, of("tag"), "{version}");
    }
}
