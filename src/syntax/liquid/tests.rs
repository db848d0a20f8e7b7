use proptest::prelude::*;

use super::*;

fn view(text: &str) -> String {
    let (_, view) = read(text, 0);
    assert_eq!(view.len(), text.len());
    view.replace('\u{7F}', "?")
}

#[test]
fn outputs_become_filler_and_keep_every_offset() {
    assert_eq!(view("甲{{ x }}乙"), "甲???????乙");
    assert_eq!(view("no holes { here } 50%"), "no holes { here } 50%");
}

#[test]
fn an_output_ends_at_the_first_brace_whatever_is_quoted() {
    assert_eq!(view("{{ x | default: \"}\" }}"), format!("{}\" }}}}", "?".repeat(18)));
    assert_eq!(view("a {{ x"), "a ????");
}

#[test]
fn a_tag_alone_on_its_line_is_an_empty_line() {
    assert_eq!(view("a\n  {% if x %}  \nb {% endif %}"), "a\n              \nb ???????????");
}

#[test]
fn comments_are_blanked_and_raw_text_stays() {
    assert_eq!(view("{% comment %}<b>\n{% endcomment %}x"), "?????????????   \n????????????????x");
    assert_eq!(view("{% raw %}{{ y }}{% endraw %}"), "?????????{{ y }}????????????");
}

#[test]
fn blocks_are_found_by_their_end_tags() {
    let text = "{% if a %}{% include x %}{% else %}b{% endif %}c";
    let (liquid, _) = read(text, 0);
    assert_eq!(liquid.blocks.len(), 1);
    assert_eq!(liquid.blocks[0].span, Span::new(0, text.len() - 1));
    assert_eq!(liquid.blocks[0].branches.iter().map(|branch| branch.of(text)).collect::<Vec<_>>(), ["{% else %}"]);
    assert!(liquid.in_block(Span::new(35, 36)));
    assert!(!liquid.in_block(Span::new(text.len() - 1, text.len())));
    assert!(liquid.has_tag(text, "include"));
    let text = "{% raw %}a{% endraw %}{% for a in b %}{% raw %}b{% endraw %}{% endfor %}";
    let (liquid, _) = read(text, 0);
    let is_in =
        |what: &str| liquid.in_block(Span::new(text.find(what).unwrap(), text.find(what).unwrap() + what.len()));
    assert!(!is_in("}a{") && is_in("}b{"), "what is raw is printed once");
}

#[test]
fn dashes_are_seen() {
    let text = "{%- if x %}{{ a -}}{%-endif-%}{{-}}";
    let (liquid, _) = read(text, 0);
    let trims: Vec<_> = liquid.holes.iter().map(|hole| hole.trims(text)).collect();
    assert_eq!(trims, [[true, false], [false, true], [true, true], [true, true]]);
}

#[test]
fn what_stands_in_no_branch_of_a_case_is_dropped() {
    let seen = format!("{}{}{}b{}", "?".repeat(12), " ".repeat(8), "?".repeat(12), "?".repeat(13));
    assert_eq!(view("{% case x %}a{{ y }}{% when 1 %}b{% endcase %}"), seen);
}

#[test]
fn a_fault_is_named_where_it_stands() {
    let all = |text: &'static str| -> Vec<(&str, FaultKind)> {
        let (liquid, _) = read(text, 0);
        liquid.faults.iter().map(|fault| (fault.span.of(text), fault.kind)).collect()
    };
    assert_eq!(all("a{{ x\nb }c{{ y }"), [("{{ x", FaultKind::OutputNotEnded), ("{{ y }", FaultKind::OutputNotEnded)]);
    assert_eq!(all("{% if x {{ y }}\n{% endif"), [("{% if x {{ y }}", FaultKind::TagNotEnded)]);
    let [(lost, FaultKind::Lax(lax))] = all("{{ a.b + 1 }}")[..] else { panic!("one warning") };
    assert_eq!((lost, lax.lost.map(|lost| (lost.start, lost.end))), ("a.b + 1", Some((7, 10))));
    let [("=", FaultKind::Operator)] = all("{% if 甲 == b and c = d %}{% endif %}")[1..] else {
        panic!("an operator")
    };
}

fn pieces() -> impl Strategy<Value = String> {
    const PIECES: [&str; 34] = [
        "{{",
        "}}",
        "{%",
        "%}",
        "{%-",
        "-%}",
        "{",
        "}",
        "%",
        "-",
        " ",
        "\n",
        "if",
        "endif",
        "else",
        "for",
        "endfor",
        "in",
        "raw",
        "endraw",
        "comment",
        "endcomment",
        "case",
        "when",
        "assign",
        "=",
        "|",
        "'",
        "\"",
        "(1..2)",
        "[",
        "]",
        "甲",
        "a.b",
    ];
    prop::collection::vec(prop::sample::select(&PIECES[..]), 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn spans_lie_in_the_text_and_holes_beside_each_other(text in pieces()) {
        let (liquid, view) = read(&text, 0);
        prop_assert_eq!(view.len(), text.len());
        let is_in = |span: Span| text.get(span.range()).is_some();
        for (hole, next) in liquid.holes.iter().zip(liquid.holes.iter().skip(1)) {
            prop_assert!(hole.span.end <= next.span.start, "{:?} {:?}", hole, next);
        }
        for hole in &liquid.holes {
            prop_assert!(is_in(hole.span) && hole.span.contains(hole.name) && hole.span.contains(hole.markup));
            let opens = hole.span.of(&text).starts_with("{{") || hole.span.of(&text).starts_with("{%");
            prop_assert!(is_in(hole.markup) && opens);
        }
        for fault in &liquid.faults {
            prop_assert!(is_in(fault.hole) && is_in(fault.span) && fault.hole.contains(fault.span), "{:?}", fault);
        }
        for named in liquid.filters.iter().chain(&liquid.roots) {
            prop_assert!(is_in(named.span) && named.hole.contains(named.span), "{:?}", named);
        }
        for block in &liquid.blocks {
            prop_assert!(block.span.contains(block.start) && block.span.contains(block.end) && is_in(block.inner()));
            prop_assert!(block.branches.iter().all(|branch| block.inner().contains(*branch)));
            prop_assert!(block.is_printed_once(&text) || (liquid.in_block(block.start) && liquid.in_block(block.end)));
        }
        prop_assert!(liquid.defined.iter().all(|name| is_in(*name)));
    }

    #[test]
    fn what_no_hole_covers_has_no_markup(text in pieces()) {
        let (liquid, view) = read(&text, 0);
        let mut at = 0;
        let mut is_raw = false;
        for hole in liquid.holes.iter().map(Some).chain([None]) {
            let gap = at..hole.map_or(text.len(), |hole| hole.span.start as usize);
            prop_assert!(is_raw || !["{{", "{%"].iter().any(|sign| text[gap.clone()].contains(sign)), "{:?}", &text[gap]);
            if !liquid.blocks.iter().any(|block| block.name.of(&text) == "comment") && !is_raw {
                prop_assert_eq!(&view[gap.clone()], &text[gap]);
            }
            let Some(hole) = hole else { break };
            is_raw = matches!(hole.name.of(&text), "raw" | "comment");
            at = hole.span.end as usize;
        }
    }
}
