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

#[test]
fn of_several_files_each_value_keeps_its_own() {
    let files = Files::new([
        ("_config.yml".into(), b"url: https://e.com\nfuture: true\ntimezone: UTC\n".to_vec()),
        ("_live.toml".into(), b"# live\ntimezone = \"Asia/Beijing\"\n".to_vec()),
        ("_list.yml".into(), b"- future\n".to_vec()),
        ("_late.yml".into(), b"future: false\n".to_vec()),
    ]);
    let config = Config::read(&files, Profile::Jekyll4);
    assert!(config.future.value, "Jekyll reads nothing behind a file that is no mapping");
    assert_eq!(files.line(config.timezone.span.unwrap()), "_live.toml:2");
    assert_eq!(files.line(config.url.unwrap().span.unwrap()), "_config.yml:1");
    let places: Vec<String> = config.problems.iter().map(|problem| files.line(problem.span)).collect();
    assert_eq!(places, ["_list.yml:1", "_live.toml:2"]);
    let (path, span) = files.place(config.timezone.span.unwrap());
    assert_eq!((&*path, span.start), ("_live.toml", "# live\ntimezone = ".len() as u32));
}

#[test]
fn toml_that_is_none() {
    let files = Files::new([("_config.toml".into(), b"url = \"a\"\ntitle = x y\n".to_vec())]);
    let config = Config::read(&files, Profile::Jekyll4);
    assert!(matches!(config.problems[..], [Problem { kind: ProblemKind::Toml(_), .. }]), "{:?}", config.problems);
    assert_eq!(files.line(config.problems[0].span), "_config.toml:2");
}

#[test]
fn the_levels_of_a_table_of_contents() {
    for (given, levels) in [
        ("2..3", "2 3"),
        ("2..2", "2"),
        ("3..2", ""),
        ("'1,3'", "1 3"),
        ("[2, 4]", "2 4"),
        ("['2', 4]", "2 4"),
        // kramdown refuses these, and no page is built: without quotes `1,3` is thirteen.
        ("1,3", "1 2 3 4 5 6"),
        ("1..7", "1 2 3 4 5 6"),
        ("'1, 3'", "1 2 3 4 5 6"),
        ("2", "1 2 3 4 5 6"),
    ] {
        let config = Config::parse(&format!("kramdown:\n  toc_levels: {given}\n"), Profile::Jekyll4);
        let listed = (1..=6).filter(|level| config.dialect.toc_levels[level - 1]).map(|level| level.to_string());
        assert_eq!(listed.collect::<Vec<_>>().join(" "), levels, "{given}");
    }
}
