//! Templates put together at random.

use presscheck::syntax::liquid::{self, FaultKind, Names};

use super::unescape;
use super::verdict::{same, verdict};

pub(crate) fn names() -> Names {
    let mut names = Names::of_jekyll(true);
    names.knows_tags = true;
    names
}

#[test]
fn random_templates_are_read_as_liquid_reads_them() {
    let table = include_str!("../oracle/liquid_random.tsv");
    let names = names();
    let mut wrong = Vec::new();
    for line in table.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let [template, theirs, warnings, operators, printed, filters] = fields[..] else { panic!("{line}") };
        let text = unescape(template);
        let (liquid, view) = liquid::read_with(&text, 0, &names);
        assert_eq!(view.len(), text.len());
        let ours = verdict(&liquid);
        let mut faults = Vec::new();
        if !same(ours, theirs) {
            faults.push(format!("{ours} for {theirs}"));
        } else if ours == "ok" || ours == "warn" {
            let has_operator = liquid.faults.iter().any(|fault| fault.kind == FaultKind::Operator);
            let listed = |names: &mut dyn Iterator<Item = &str>| names.collect::<Vec<_>>().join(" ");
            let mine_filters = listed(&mut liquid.filters.iter().map(|one| one.span.of(&text)));
            let roots = liquid.roots.iter().filter(|one| one.is_printed);
            let mine_printed = listed(&mut roots.map(|one| one.span.of(&text)));
            let theirs_printed = listed(&mut printed.split(' ').filter(|one| *one != "*"));
            for (what, ours, theirs) in [
                ("warnings", liquid.warnings.to_string(), warnings),
                ("unknown operators", has_operator.to_string(), if operators == "0" { "false" } else { "true" }),
                ("filters", mine_filters, filters),
                ("printed", mine_printed, &theirs_printed),
            ] {
                if ours != theirs {
                    faults.push(format!("{what}: {ours} for {theirs}"));
                }
            }
        }
        if !faults.is_empty() {
            wrong.push(format!("{template}\n    {}", faults.join("; ")));
        }
    }
    assert!(wrong.is_empty(), "{}\n{} differ", wrong[..wrong.len().min(40)].join("\n"), wrong.len());
}
