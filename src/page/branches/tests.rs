use super::*;
use crate::syntax::liquid;

/// What one branch of a block leaves, and what another.
type Two<'t> = (Vec<&'t str>, Vec<&'t str>);

/// What stands in the branches that are skipped, the loose names, and the uneven blocks.
fn branches(text: &str) -> (Vec<&str>, Vec<String>, Vec<Two<'_>>) {
    let (liquid, view) = liquid::read(text, 0);
    let html = Structure::parse(&view, 0..view.len());
    let found = Branches::of(&liquid, &html, text);
    let all = |spans: &[Span]| spans.iter().map(|span| span.of(text)).collect::<Vec<_>>();
    let mut loose: Vec<String> = found.loose.iter().cloned().collect();
    loose.sort();
    let uneven = found.uneven.iter().map(|it| (all(&it.leaves), all(&it.other_leaves))).collect();
    (all(&found.skipped), loose, uneven)
}

fn faults(text: &str) -> usize {
    let (liquid, view) = liquid::read(text, 0);
    let mut html = Structure::parse(&view, 0..view.len());
    let skipped = Branches::of(&liquid, &html, text).skipped;
    html.rebalance(&view, &skipped);
    html.faults.len()
}

#[test]
fn equal_branches_count_once() {
    for (text, skipped) in [
        ("{% if a %}<div>{% else %}<div class=b>{% endif %}x</div>", vec!["<div class=b>"]),
        ("<p>{% unless a %}<b>{% elsif b %}<b>c{% else %}<b>d{% endunless %}x</b>", vec!["<b>c", "<b>d"]),
        ("{% case a %} <i> {% when 1 %}<i>{% when 2 %}<i>2{% else %}<i>3{% endcase %}</i>", vec!["<i>2", "<i>3"]),
        // In a branch of another block, and with one in it.
        ("{% if a %}{% if b %}<u>1{% else %}<u>2{% endif %}{% else %}<u>3{% endif %}</u>", vec!["<u>2", "<u>3"]),
        ("{% if a %}<b>x</b>{% else %}<i>y</i>{% endif %}", vec![]),
        ("{% for a in b %}<li>x</li>{% endfor %}", vec![]),
        ("{% raw %}<div>{% endraw %}x</div>", vec![]),
    ] {
        assert_eq!(branches(text), (skipped, vec![], vec![]), "{text}");
    }
    assert_eq!(faults("{% if a %}<div>{% else %}<div class=b>{% endif %}x</div>"), 0);
    assert_eq!(faults("{% if a %}<div>{% else %}<div class=b>{% endif %}x"), 1);
    assert_eq!(faults("{% if a %}{% if b %}<u>1{% else %}<u>2{% endif %}{% else %}<u>3{% endif %}</u>"), 0);
}

#[test]
fn the_tree_has_one_branch() {
    let text = "{% if a %}{% if b %}<u>甲{% else %}<u>乙{% endif %}{% else %}<u>{% endif %}</u>丁";
    let (liquid, view) = liquid::read(text, 0);
    let branches = Branches::of(&liquid, &Structure::parse(&view, 0..view.len()), text);
    let left = branches.without_skipped(&view);
    assert_eq!(left.len(), view.len());
    assert_eq!(left.replace(['\u{7F}', ' '], ""), "<u>甲</u>丁");
}

#[test]
fn what_was_there_before_may_be_closed_and_opened_again() {
    assert_eq!(branches("<div>{% if a %}</div><div>{% endif %}</div>"), (vec![], vec![], vec![]));
    assert_eq!(branches("<tr>{% for a in b %}<td></td></tr><tr>{% endfor %}</tr>"), (vec![], vec![], vec![]));
}

#[test]
fn unequal_branches_are_one_fault() {
    for (text, one, other) in [
        ("{% if a %}<div>{% endif %}x</div>", vec!["<div>"], vec![]),
        ("<div>{% if a %}x{% else %}</div>{% endif %}", vec!["</div>"], vec![]),
        ("{% if a %}<b>{% else %}<i>{% endif %}x</b>", vec!["<b>"], vec!["<i>"]),
        ("{% case a %}{% when 1 %}<b>{% when 2 %}<b>{% endcase %}x</b>", vec!["<b>"], vec![]),
    ] {
        let (skipped, _, uneven) = branches(text);
        assert_eq!((skipped, uneven), (vec![], vec![(one, other)]), "{text}");
    }
}

#[test]
fn two_blocks_may_belong_together() {
    for (text, loose) in [
        ("{% if a %}<div>{% endif %}x{% if a %}</div>{% endif %}", vec!["div"]),
        ("{% if a %}<b>{% else %}<i>{% endif %}x{% if a %}</b>{% else %}</i>{% endif %}", vec!["b", "i"]),
        ("{% for a in b %}{% if c %}<ul>{% endif %}x{% if d %}</ul>{% endif %}{% endfor %}", vec!["ul"]),
        ("{% for a in b %}<div>{% endfor %}{% for a in b %}</div>{% endfor %}", vec!["div"]),
        ("{% if a %}<div>{% endif %}x{% for a in b %}</div>{% endfor %}", vec!["div"]),
        // What may be left out.
        ("{% if a %}<p>{% endif %}x", vec!["p"]),
    ] {
        let loose: Vec<String> = loose.into_iter().map(str::to_owned).collect();
        assert_eq!(branches(text), (vec![], loose, vec![]), "{text}");
    }
}

#[test]
fn hostile_pages_are_read_in_linear_time() {
    let n = 20_000;
    let nested = "{% if x %}<b>{% else %}<b>".repeat(n) + &"{% endif %}".repeat(n);
    let wide = "{% case x %}".to_owned() + &"{% when 1 %}{% if a %}<b>{% endif %}".repeat(n) + "{% endcase %}";
    let long = format!("{{% if x %}}{}{{% else %}}{}{{% endif %}}", "<b>".repeat(n), "<b>".repeat(n));
    let deep = "{% if x %}".repeat(n) + &"<b>".repeat(n) + &"{% else %}<b>{% endif %}".repeat(n);
    let closed = format!("{{% if x %}}{}{}{{% endif %}}", "</b>".repeat(n), "<b>".repeat(n));
    for text in [nested, wide, long, deep, closed] {
        let (_, _, uneven) = branches(&text);
        assert!(uneven.len() <= 1, "{}", &text[..60]);
    }
}
