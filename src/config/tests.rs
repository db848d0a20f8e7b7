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
    assert!(!config.excludes("vendor/a.md"));
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
    let pages = config.categories.pages.clone().unwrap();
    assert_eq!(pages.span.of(&pages.origin.text), "\"category/{term}.html\"");
    assert_eq!(config.categories.allowed.clone().unwrap().value, ["news", "新闻"]);
    for (path, excluded) in
        [("vendor/a/b.md", true), ("a.tmp.md", true), ("a/b.tmp.md", false), ("vendors/a.md", false)]
    {
        assert_eq!(config.excludes(path), excluded, "{path}");
    }
}

#[test]
fn external_links_have_settings() {
    let text = r#"
[online]
cache = "links.jsonl"
grace = "3d"
fragments = true
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
    assert!(online.fragments);
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
            "the keys here are `baseline`, `exclude`, `extends`, `links`, `liquid`, `online`, `overrides`, `rules`, `schema`, `site`, `taxonomies`; did you mean `exclude`?",
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
            "the keys here are `config`, `front-matter`, `host`, `profile`, `whole-host`; did you mean `host`?",
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

#[test]
fn the_nearest_file_wins() {
    let root = file(
        "exclude = ['a.md']\n[rules]\n\"date-*\" = \"error\"\n[[overrides]]\npaths = [\"_posts/old\"]\nrules = { html-unclosed = \"off\" }",
    );
    let nested = |path: &str, text: &str| Origin::File(path.into(), text.as_bytes().to_vec());
    let folders = [
        (
            "_posts".to_owned(),
            vec![nested(
                "_posts/presscheck.toml",
                "exclude = ['x.md']\n[rules]\ndate-format = 'off'\nhtml-unclosed = 'warn'",
            )],
        ),
        (
            "_posts/[o]".to_owned(),
            vec![nested(
                "_posts/[o]/presscheck.toml",
                "[[overrides]]\npaths = ['b.md']\nrules = { date-format = 'warn' }",
            )],
        ),
    ];
    let config = Config::with_folders(&[root], &folders, &Selections::default(), &KNOWN).unwrap();
    let of = |path: &str| levels(&config, path)[1..4].to_vec();
    assert_eq!(of("a/b.md"), [Error, Error, Error]);
    assert_eq!(of("_posts/a.md"), [Off, Error, Warn]);
    assert_eq!(of("_posts/old/a.md"), [Off, Error, Warn], "a folder's file counts more than an override of the site's");
    assert_eq!(of("_posts/[o]/b.md"), [Warn, Error, Warn]);
    assert_eq!(of("_posts/o/b.md"), [Off, Error, Warn], "a folder's name is no glob");
    assert!(config.excludes("a.md") && config.excludes("_posts/x.md") && !config.excludes("x.md"));
    assert_eq!(config.origins, ["presscheck.toml", "_posts/presscheck.toml", "_posts/[o]/presscheck.toml"]);
}

#[test]
fn a_folder_has_levels_of_its_own_and_nothing_else() {
    let text = "[site]\nhost = 'none'\n[rules]\ndate-format = { level = 'off', pattern = '%Y' }\nlink-broken = { x = 1 }\n[sit]\n";
    let folders = [("_posts".to_owned(), vec![Origin::File("_posts/presscheck.toml".into(), text.into())])];
    let errors = Config::with_folders(&[], &folders, &Selections::default(), &KNOWN).unwrap_err();
    let found: Vec<_> = errors.iter().map(|error| (error.span.of(text), &*error.message)).collect();
    let expected = [
        ("site", "`site` holds for the whole site, and this file for a folder"),
        ("pattern", "`pattern` holds for the whole site, and only levels differ from file to file"),
        ("x", "unknown key `x`"),
        ("sit", "unknown key `sit`"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn only_what_is_surely_useless_is_idle() {
    let text = r#"
[rules]
date-future = "warn"
"html-*" = "error"
link-broken = "error"
date-format = { level = "warn", pattern = "%Y" }
schema-unknown-key = "warn"
[[overrides]]
paths = ["_posts/**"]
rules = { date-future = "off" }
[[overrides]]
paths = ["news", "a/*.txt"]
rules = { date-future = "off" }
[[overrides]]
paths = ["_drafts"]
rules = { date-future = "off" }
"#;
    let base = Origin::File("base.toml".into(), b"[rules]\nlink-broken = 'warn'\ndate-future = 'warn'".to_vec());
    let config = Config::new(&[base, file(text)], &Selections::default(), &KNOWN).unwrap();
    let files: Vec<Arc<str>> = vec!["_posts/2024-01-02-a.md".into(), "a/b.md".into()];
    let idle: Vec<_> = config.idle(&files).iter().map(|idle| idle.span.of(&idle.source.text).to_owned()).collect();
    assert_eq!(idle, ["[\"news\", \"a/*.txt\"]", "date-future", "\"html-*\""]);
}

/// A value of the right shape for each key, and one of the wrong.
fn samples(shape: &keys::Shape) -> (String, &'static str) {
    use keys::Shape;
    match shape {
        Shape::Flag => ("true".into(), "1"),
        Shape::Text => ("\"%Y {term}\"".into(), "1"),
        Shape::Texts => ("[\"a\"]".into(), "\"a\""),
        Shape::TextOrTexts => ("[\"a\"]".into(), "1"),
        Shape::TextsOrInstead => ("{ a = \"b\" }".into(), "1"),
        Shape::Scalars => ("[\"a\", 1, true]".into(), "\"a\""),
        Shape::Number => ("-1.5".into(), "\"a\""),
        Shape::Regex => ("\"^a\"".into(), "\"(\""),
        Shape::SomeWords(words) => (format!("[{:?}]", words()[0]), "1"),
        Shape::WordOrPath(words) => (format!("{:?}", words[0]), "\"nothing\""),
        Shape::Field => ("{ type = \"string\" }".into(), "1"),
        Shape::Fields => ("{ a = { type = \"string\" } }".into(), "1"),
        Shape::Words(words) => (format!("{:?}", words()[0]), "\"nothing\""),
        Shape::Percent => ("50".into(), "101"),
        Shape::Count(0) => ("0".into(), "-1"),
        Shape::Count(least) => (least.to_string(), "0"),
        Shape::Named(keys) => (format!("{{ a = {} }}", inline(keys)), "1"),
        Shape::Time => ("\"3d\"".into(), "\"3\""),
        Shape::Rulings => ("{ 4xx = \"ok\" }".into(), "1"),
        Shape::Rules { .. } => ("{ link-broken = \"off\" }".into(), "1"),
        Shape::Table(keys) => (inline(keys), "1"),
        Shape::Tables(keys) => (format!("[{}]", inline(keys)), "1"),
    }
}

fn inline(keys: &[keys::Key]) -> String {
    let entries: Vec<_> = keys.iter().map(|key| format!("{} = {}", key.name, samples(&key.shape).0)).collect();
    format!("{{ {} }}", entries.join(", "))
}

#[test]
fn every_key_of_the_table_is_read_and_has_its_type() {
    let known: Vec<Known> = crate::known();
    let read = |text: &str| Config::new(&[file(text)], &Selections::default(), &known).map(|_| ());
    let mut all: Vec<(String, &keys::Key)> = keys::ROOT.iter().map(|key| (String::new(), key)).collect();
    for (rule, own) in keys::OPTIONS {
        all.extend(own.iter().map(|key| (format!("rules.{rule}."), key)));
    }
    let mut count = 0;
    while let Some((prefix, key)) = all.pop() {
        let (right, wrong) = samples(&key.shape);
        let name = format!("{prefix}{}", key.name);
        assert!(
            read(&format!("{name} = {right}")).is_ok(),
            "{name} = {right}: {:?}",
            read(&format!("{name} = {right}"))
        );
        let errors = read(&format!("{name} = {wrong}")).unwrap_err();
        assert_eq!(errors.len(), 1, "{name}: {errors:?}");
        assert_eq!(errors[0].span.of(&errors[0].source.text), wrong, "{name}");
        assert!(key.about.ends_with('.') && key.about.len() > 10, "{name} tells what it is for");
        if let keys::Shape::Table(inner) = &key.shape {
            all.extend(inner.iter().map(|key| (format!("{name}."), key)));
        }
        count += 1;
    }
    assert!(count > 20, "{count}");
}

#[test]
fn every_fault_of_a_schema_is_reported() {
    let text = r#"[[schema]]
paths = ["a["]
collection = 1
required = "title"
forbidden = 2
closed = "yes"
json-schema = ["a"]
import = 3
colection = "posts"
[schema.fields]
a = "string"
b.type = "strin"
c.one-of = ["x", []]
d.pattern = "("
e.max-length = -1
f.min = "1"
g.reference = "author"
h.items.typ = "string"
[[schema.when]]
required = ["a"]
[[schema.when]]
key = "k"
pattern = "x"
[[schema]]
collection = "posts"
"#;
    let found: Vec<(String, String)> =
        errors(file(text)).into_iter().map(|(under, message, ..)| (under, message)).collect();
    let expected = [
        ("\"a[\"", "this is no glob: unclosed character class; missing ']'"),
        ("1", "expected a string"),
        ("\"title\"", "expected a list of strings"),
        ("2", "expected a list of keys, or a table with what to write instead"),
        ("\"yes\"", "expected true or false"),
        ("[\"a\"]", "expected a string"),
        ("3", "expected a string"),
        ("colection", "unknown key `colection`"),
        ("\"string\"", "expected a table"),
        ("\"strin\"", "unknown type `strin`"),
        ("[]", "expected a text, a number, or true or false"),
        ("\"(\"", "this is no regular expression: unclosed group"),
        ("-1", "expected a whole number from 0 on"),
        ("\"1\"", "expected a number"),
        ("\"author\"", "unknown reference `author`"),
        ("typ", "unknown key `typ`"),
        ("[[schema.when]]", "this condition does not say which `key` it looks at"),
        ("pattern", "unknown key `pattern`"),
        ("[[schema]]", "this schema asks for nothing"),
    ];
    let expected: Vec<(String, String)> =
        expected.iter().map(|(under, message)| ((*under).to_owned(), (*message).to_owned())).collect();
    assert_eq!(found, expected);
}
