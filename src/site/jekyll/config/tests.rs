//! What `_config.yml` gives, and what is wrong with it.

use super::*;

#[test]
fn values_keep_their_place() {
    let text = "url: https://e.com\ntimezone: Asia/Shanghai\ncollections:\n  docs: {output: true, permalink: /d/:path}\nexclude: [tmp]\nfuture: yes\n";
    let config = Config::parse(text, Profile::Jekyll4);
    assert_eq!(config.timezone.span.unwrap().of(text), "Asia/Shanghai");
    assert_eq!(
        config.collections.iter().map(|c| (&*c.label, c.output)).collect::<Vec<_>>(),
        [("posts", true), ("docs", true)]
    );
    assert_eq!(config.collections[1].permalink.as_ref().unwrap().span.unwrap().of(text), "/d/:path");
    assert_eq!(config.filter.exclude().len(), 11);
    assert!(config.future.value && config.problems.is_empty());
    assert_eq!(Config::parse(text, Profile::Jekyll3).filter.exclude(), ["tmp"]);
}

#[test]
fn a_broken_file_still_gives_a_configuration() {
    let text = "url: https://e.com\ntitle: a: b\ntimezone: Asia/Beijing\nplugins: jekyll-feed\n";
    let config = Config::parse(text, Profile::Jekyll4);
    assert!(matches!(config.problems[0].kind, ProblemKind::Yaml(_)), "{:?}", config.problems);
    assert_eq!(Config::parse("", Profile::Jekyll4).permalink.value, "date");
    assert_eq!(Config::parse("- a\n", Profile::Jekyll4).problems[0].kind, ProblemKind::NotMapping);
    let text = "timezone: Asia/Beijing\nplugins: jekyll-feed\ncollections: 3\npermalink: 404\n\
        defaults:\n- values: {date: 2020-01-02}\n- scope: {path: x}\n";
    let found: Vec<_> =
        Config::parse(text, Profile::Jekyll4).problems.iter().map(|p| p.span.of(text).to_owned()).collect();
    assert_eq!(found, ["404", "Asia/Beijing", "3", "scope: {path: x}", "2020-01-02", "jekyll-feed"]);
}
