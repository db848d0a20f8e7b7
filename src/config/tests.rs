use super::*;
use crate::finding::Level::{self, Error, Off, Warn};

const KNOWN: [Known; 6] = [
    Known { name: "category-missing", level: Warn },
    Known { name: "date-format", level: Warn },
    Known { name: "date-future", level: Warn },
    Known { name: "html-unclosed", level: Error },
    Known { name: "link-broken", level: Error },
    Known { name: "schema-unknown-key", level: Off },
];

fn file(text: &str) -> Origin {
    Origin::File("presscheck.toml".into(), text.as_bytes().to_vec())
}

fn config(text: &str) -> Config {
    Config::new(&[file(text)], &Selections::default(), &KNOWN).unwrap()
}

/// Every error: the text under its span, its message, its label, its help.
fn errors(origin: Origin) -> Vec<(String, String, String, String)> {
    let errors = Config::new(&[origin], &Selections::default(), &KNOWN).unwrap_err();
    let view = |error: ConfigError| {
        let under = error.span.of(&error.source.text).to_string();
        (under, error.message, error.label, error.help.unwrap_or_default())
    };
    errors.into_iter().map(view).collect()
}

fn select(words: &[&str]) -> Vec<Selection> {
    words.iter().map(|word| Selection::parse(word, &KNOWN).unwrap()).collect()
}

fn levels(config: &Config, path: &str) -> Vec<Level> {
    config.levels(path).to_vec()
}

#[test]
fn an_empty_file_is_the_defaults() {
    let config = config("");
    assert_eq!(levels(&config, "a.md"), [Warn, Warn, Warn, Error, Error, Off]);
    assert_eq!(
        config.options,
        Options {
            date_format: "%Y-%m-%d %H:%M:%S %z".to_string(),
            category_share: 95,
            alt_share: 95,
            obsolete_share: 2,
            asset_limit: 2000,
            secure_hosts: Vec::new()
        }
    );
    assert!(config.exclude.is_empty());
}

#[test]
fn everything_that_can_be_said() {
    let text = r#"
exclude = ["vendor", "*.tmp.md"]
[site]
profile = "jekyll3"
host = "netlify"
whole-host = true
[rules]
"date-*" = "off"
date-format = { level = "error", pattern = "%Y/%m/%d" }
category-missing.share = 50
[taxonomies.categories]
pages = "category/{term}.html"
allowed = ["news", "新闻"]
[liquid]
tags = ["gallery"]
variables = []
[[overrides]]
paths = ["_drafts/**"]
rules = { "*" = "warn", html-unclosed = "off" }
"#;
    let config = config(text);
    assert_eq!((config.profile, config.host), (Some(Profile::Jekyll3), Some(Host::Netlify)));
    assert!(config.whole_host);
    let LiquidNames { tags, filters, variables } = config.liquid.clone();
    assert_eq!((tags, filters, variables), (Some(vec!["gallery".to_owned()]), None, Some(vec![])));
    assert_eq!(levels(&config, "_posts/a.md"), [Warn, Error, Off, Error, Error, Off]);
    assert_eq!(levels(&config, "_drafts/a/b.md"), [Warn, Warn, Warn, Off, Warn, Warn]);
    assert_eq!(config.level(3, "_drafts/a.md"), Off);
    assert_eq!(
        config.options,
        Options { date_format: "%Y/%m/%d".to_string(), category_share: 50, ..Options::default() }
    );
    let pages = config.categories.pages.unwrap();
    assert_eq!(pages.span.of(&pages.origin.text), "\"category/{term}.html\"");
    assert_eq!(config.categories.allowed.unwrap().value, ["news", "新闻"]);
    for (path, excluded) in
        [("vendor/a/b.md", true), ("a.tmp.md", true), ("a/b.tmp.md", false), ("vendors/a.md", false)]
    {
        assert_eq!(config.exclude.is_match(path), excluded, "{path}");
    }
}

#[test]
fn external_links_have_settings() {
    let text = r#"
[online]
cache = "links.jsonl"
grace = "3d"
skip = ["example.com", "https://a.org/x*"]
retries = 1
status = { "5xx" = "broken" }
lifetimes.ok = "12h"
allow-private = ["10.0.0.0/8", "wiki.intranet"]
[online.hosts."*.Example.org"]
spacing = "1s"
[online.hosts."www.example.org"]
spacing = "2s"
"#;
    let online = config(text).online;
    assert_eq!((online.cache.as_deref(), online.grace.as_secs()), (Some("links.jsonl"), 259_200));
    assert_eq!((online.usual.retries, online.lifetimes.ok.as_secs(), online.allow_private.len()), (Some(1), 43_200, 2));
    let hosts: Vec<_> = online.hosts.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(hosts, ["www.example.org", "*.example.org"]);
    for (url, is_skipped) in [
        ("http://example.com/", true),
        ("https://www.example.com/a", true),
        ("https://example.com:8080/a", true),
        ("https://a.org/xyz", true),
        ("https://example.com.cn/", false),
        ("https://myexample.com/", false),
        ("https://a.org/", false),
    ] {
        assert_eq!(online.skip.is_match(url), is_skipped, "{url}");
    }
}

#[test]
fn faults_of_settings_for_external_links_are_told() {
    let wrong = r#"
[online]
grace = "3 weeks"
timeout = "0s"
concurrency = 0
spacings = "1s"
status = { "4x4" = "ok", "404" = "dead" }
allow-private = ["http://x"]
[online.hosts."https://x.org"]
"#;
    let told: Vec<_> = errors(file(wrong)).into_iter().map(|(under, message, _, _)| (under, message)).collect();
    let told: Vec<_> = told.iter().map(|(under, message)| (&**under, &**message)).collect();
    assert_eq!(
        told,
        [
            ("\"3 weeks\"", "this is no length of time"),
            ("\"0s\"", "no answer takes no time"),
            ("0", "expected a number from 1 to 32"),
            ("spacings", "unknown key `spacings`"),
            ("\"4x4\"", "this is no HTTP status"),
            ("\"dead\"", "unknown verdict `dead`"),
            ("\"http://x\"", "this is no host, address or network"),
            ("\"https://x.org\"", "this is no host"),
        ]
    );
}

#[test]
fn links_and_what_they_load_have_options() {
    const LINKS: [Known; 2] =
        [Known { name: "asset-too-large", level: Off }, Known { name: "link-insecure", level: Warn }];
    let read = |text: &str| Config::new(&[file(text)], &Selections::default(), &LINKS);
    let config = read("[rules]\nasset-too-large.limit = 500\nlink-insecure.hosts = [\"a.example\"]").unwrap();
    assert_eq!((config.options.asset_limit, config.options.secure_hosts), (500, vec!["a.example".to_owned()]));
    assert!(!config.whole_host && config.links == LinkSources::default());
    let config = read("[links]\nfront-matter = [\"a.b\"]\ndata = [\"url\"]\nattributes = [\"data-src\"]").unwrap();
    let [a, b, c] = ["a.b", "url", "data-src"].map(|name| vec![name.to_owned()]);
    assert_eq!(config.links, LinkSources { front_matter: Some(a), data: b, attributes: c });
    let wrong = "site.whole-host = 1\nrules.asset-too-large.limit = 0\nrules.link-insecure.hosts = \"a.example\"";
    let errors: Vec<_> = read(wrong).unwrap_err().into_iter().map(|error| error.message).collect();
    assert_eq!(errors, ["expected true or false", "expected a number of kilobytes", "expected a list of strings"]);
}

#[test]
fn every_fault_is_reported_in_the_order_of_the_file() {
    let text = r#"exclud = ["a"]
exclude = ["a[", 3]
[rules]
date-futur = "off"
"dat-*" = "warn"
link-broken = "eror"
html-unclosed = 1
date-format = { pattern = "%Q", colour = 1 }
category-missing = { share = 101 }
[site]
profile = ["jekyll4"]
hots = "x"
[taxonomies.categories]
pages = "category/x.html"
allowed = "news"
[liquid]
tag = []
filters = ["| euro"]
variables = "lang"
[[overrides]]
paths = ["a"]
"#;
    let found = errors(file(text));
    let found: Vec<[&str; 4]> = found.iter().map(|(a, b, c, d)| [a.as_str(), b, c, d]).collect();
    let expected: Vec<[&str; 4]> = vec![
        [
            "exclud",
            "unknown key `exclud`",
            "",
            "the keys here are `baseline`, `exclude`, `links`, `liquid`, `online`, `overrides`, `rules`, `site`, `taxonomies`; did you mean `exclude`?",
        ],
        ["\"a[\"", "this is no glob: unclosed character class; missing ']'", "", ""],
        ["3", "expected a string", "this is a number", ""],
        ["date-futur", "there is no rule `date-futur`", "", "did you mean `date-future`?"],
        ["\"dat-*\"", "no rule's name begins with `dat-`", "", "did you mean `date-*`?"],
        ["\"eror\"", "unknown level `eror`", "", "it is one of `off`, `warn`, `error`; did you mean `error`?"],
        ["1", "expected one of `off`, `warn`, `error`", "this is a number", ""],
        ["\"%Q\"", "this is no date format", "", "write it as `date` does: %Y-%m-%d %H:%M:%S %z"],
        ["colour", "unknown key `colour`", "", "the keys here are `level`, `pattern`"],
        ["101", "expected a percentage from 0 to 100", "", ""],
        ["[\"jekyll4\"]", "expected one of `jekyll3`, `jekyll4`, `github-pages`", "this is a list", ""],
        [
            "hots",
            "unknown key `hots`",
            "",
            "the keys here are `config`, `host`, `profile`, `whole-host`; did you mean `host`?",
        ],
        [
            "\"category/x.html\"",
            "this is no pattern for pages: it must hold `{term}` where the term stands",
            "",
            "for example `category/{term}.html`",
        ],
        ["\"news\"", "expected a list of strings", "this is a string", ""],
        ["tag", "unknown key `tag`", "", "the keys here are `filters`, `tags`, `variables`; did you mean `tags`?"],
        ["\"| euro\"", "this is no name of a filter", "", "letters, digits, `_`: the name alone, without `{%` and `|`"],
        ["\"lang\"", "expected a list of strings", "this is a string", ""],
        ["[[overrides]]", "this override does not say which `rules`", "", ""],
    ];
    assert_eq!(found, expected);
}

#[test]
fn broken_toml_and_broken_text() {
    let found = errors(file("a =\nb = 1 2\nexclude = 3\n"));
    assert!(found.len() == 2 && found.iter().all(|error| error.1 == "this is not TOML"), "{found:?}");
    let found = errors(Origin::File("presscheck.toml".into(), b"# \xff\n".to_vec()));
    assert_eq!(found[0].1, "the configuration is not UTF-8");
    let found = errors(file("\u{feff}exclud = []\r\n"));
    assert_eq!(found[0].0, "exclud", "a byte order mark and CRLF shift nothing");
    let found = errors(file("[rules]\nhtml-* = \"off\"\n"));
    assert_eq!(found[0].3, "write it in quotes: `\"html-*\"`");
}

#[test]
fn arguments_are_laid_over_files() {
    let said = |text: &str| Origin::Argument(text.to_string());
    let origins = [
        file("[rules]\ndate-format = \"error\"\n[site]\nhost = \"github-pages\""),
        said("rules.\"date-*\" = \"off\""),
        said("site.host=\"none\""),
    ];
    let config = Config::new(&origins, &Selections::default(), &KNOWN).unwrap();
    assert_eq!(levels(&config, "a.md")[1..3], [Off, Off]);
    assert_eq!(config.host, Some(Host::Plain));
    let found = errors(said("rules.nope=\"off\""));
    assert_eq!(found[0].0, "nope");
}

#[test]
fn the_command_line_has_the_last_word() {
    let text = "[rules]\ndate-future = \"off\"\n[[overrides]]\npaths = [\"_drafts\"]\nrules = { \"html-*\" = \"off\", link-broken = \"warn\" }";
    let with = |selections: Selections| Config::new(&[file(text)], &selections, &KNOWN).unwrap();
    let config = with(Selections {
        select: select(&["date-*", "html-unclosed"]),
        ignore: select(&["date-format"]),
        ..Selections::default()
    });
    assert_eq!(levels(&config, "a.md"), [Off, Off, Warn, Error, Off, Off]);
    assert_eq!(levels(&config, "_drafts/a.md"), [Off, Off, Warn, Off, Off, Off]);
    let config =
        with(Selections { ignore: select(&["*"]), select: select(&["schema-unknown-key"]), ..Selections::default() });
    assert_eq!(levels(&config, "a.md"), [Off, Off, Off, Off, Off, Warn]);
    let config =
        with(Selections { warn: select(&["*"]), error: select(&["link-broken", "date-*"]), ..Selections::default() });
    assert_eq!(levels(&config, "a.md"), [Warn, Error, Error, Warn, Error, Warn]);
    assert_eq!(levels(&config, "_drafts/a.md"), [Warn, Error, Error, Off, Error, Warn]);
    assert!(Selection::parse("date", &KNOWN).is_err(), "a prefix is written with its star");
}
