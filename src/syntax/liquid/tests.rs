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
    assert_eq!(view("{{ x | default: \"}\" }}"), format!("{}\" }}}}", "?".repeat(19)));
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
}
