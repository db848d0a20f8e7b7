//! What presscheck says of one file, and of what it goes by.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

use std::fs;
use std::path::Path;

use chrono::DateTime;
use presscheck::Request;

const CONFIG: &str = "timezone: Asia/Shanghai
permalink: pretty
exclude:
  - tmp
collections:
  docs:
    permalink: /d/:title/
defaults:
  - scope: {path: ''}
    values: {tags: [x]}
";

fn site(files: &[(&str, &str)]) -> (tempfile::TempDir, Request) {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in [("_config.yml", CONFIG)].iter().chain(files) {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let now = DateTime::parse_from_rfc3339("2026-11-22T12:00:00Z").unwrap();
    let request = Request { now, ..Request::of_site(folder.path()) };
    (folder, request)
}

/// What is said of a file with this text.
fn why(path: &str, text: &str) -> String {
    let (folder, request) = site(&[(path, text)]);
    let told = presscheck::why(&request, &folder.path().join(Path::new(path))).unwrap();
    format!("{}\n{}", told.row.url.unwrap_or_default(), told.why.join("\n"))
}

#[test]
fn a_day_that_moves_is_explained() {
    let told = why("_posts/2024-01-02-x.md", "---\ntitle: a\ndate: 2024-01-02 17:00:00\ncategories: a b\n---\nx\n");
    assert_eq!(
        told,
        "/a/b/2024/01/03/x/
it is a post: it stands under `_posts` and its name begins with a day
its date is 2024-01-03 01:00:00 +0800, from `date: 2024-01-02 17:00:00` in line 3
a time with seconds and without an offset is UTC to YAML (`timezone: Asia/Shanghai`, _config.yml:1)
the day in its name, 2024-01-02, does not count beside that
its URL follows `permalink: pretty`, which is `/:categories/:year/:month/:day/:title/` for posts (_config.yml:2)
its categories are `a`, `b`
its tags are `x` (from the defaults)"
    );
}

#[test]
fn what_is_not_published_has_its_reason() {
    for (path, text, reason) in [
        ("_posts/nodate.md", "x", "it is not published: the name of a post is `YYYY-MM-DD-title.ext`"),
        ("tmp/a.md", "---\n---\n", "it is not published: `exclude` has `tmp` (_config.yml:4)"),
        ("_layouts/d.html", "x", "it is a layout: it is published as a part of pages only"),
        ("a.md", "---\npublished: false\n---\n", "it is not published: `published` is not true in line 2"),
        ("_docs/a.md", "---\n---\n", "it is not published: its collection does not say `output: true`"),
        ("_docs/a.md", "---\n---\n", "its URL is `/d/:title/`, the `permalink` of its collection (_config.yml:7)"),
        (
            "_posts/2030-01-02-x.md",
            "---\n---\n",
            "it is not published yet: its date lies after now, which is 2026-11-22 20:00:00 +0800, and `future` is off",
        ),
        ("_drafts/x.md", "---\n---\n", "it is not published: `show_drafts` is off"),
        ("_drafts/x.md", "---\n---\n", "it has no date of its own, and takes that of the file"),
        ("_config.yml", CONFIG, "it is Jekyll's configuration"),
        (
            "_posts/2024-01-02-x.md",
            "---\ndate: 2024-13-45\n---\n",
            "the build stops at it: `date: 2024-13-45` in line 2 is no date to Jekyll",
        ),
        ("_posts/2024-01-02-x.md", "---\ndate:\n---\n", "the build stops at it: its `date` in line 2 is empty"),
        (
            "_posts/2024-13-01-x.md",
            "---\n---\n",
            "the build stops at it: the day in its name, or in the defaults, is none",
        ),
        (
            "a.md",
            "---\npermalink: 404\n---\n",
            "the build stops at it: its URL cannot be made, because permalink is not text",
        ),
        (
            "a.md",
            "---\n- a\n---\n",
            "the build stops at it: its URL cannot be made, because the front matter has no keys",
        ),
    ] {
        let told = why(path, text);
        assert!(told.lines().any(|line| line == reason), "{path}: {told}");
    }
}

#[test]
fn front_matter_that_cannot_be_read_is_told() {
    let told = why("_posts/2024-01-03-bad.md", "---\ntitle: \"a\n---\nx\n");
    assert!(told.starts_with("/2026/11/22/2024-01-03-bad/\n"), "{told}");
    assert!(told.contains("its front matter cannot be read"), "{told}");
}

#[test]
fn pages_and_copies_have_their_reason() {
    for (path, text, reason) in [
        (
            "a.md",
            "---\n---\n",
            "its URL follows `permalink: pretty`, which is `/:path/:basename/` for pages (_config.yml:2)",
        ),
        ("x/index.md", "---\n---\n", "its URL is its folder, as that of every `index`"),
        ("feed.xml", "---\n---\n", "its URL is its path, as that of every page that is not HTML"),
        ("a.md", "---\ntitle: a\n", "its front matter has no closing `---`: Jekyll reads none, and prints it"),
        ("a.md", "---\ntitle: \"a\n---\n", "its front matter cannot be read, so Jekyll publishes it without"),
        ("a.md", "text", "it is copied as it stands: it has no front matter"),
        (
            "a.md",
            "\u{feff}---\na: b\n---\n",
            "it is copied as it stands: a byte order mark stands before its front matter",
        ),
        (
            "a.md",
            "+++\ntitle = 1\n+++\n",
            "it is copied as it stands: what looks like its front matter is none to Jekyll, which wants `---` as the first line",
        ),
        ("文/a.md", "---\r\npermalink: /甲/\r\n---\r\n", "its URL is its own `permalink: /甲/` in line 2"),
    ] {
        let told = why(path, text);
        assert!(told.lines().any(|line| line == reason), "{path}: {told}");
    }
}

#[test]
fn one_file_is_told_of_as_in_the_list_of_all() {
    let config = "limit_posts: 1\nplugins: [jekyll-readme-index, jekyll-optional-front-matter]\npermalink: /:title\n";
    let (folder, request) = site(&[
        ("_config.yml", config),
        ("_posts/2024-01-02-old.md", "---\n---\n"),
        ("_posts/2024-01-03-new.md", "---\n---\n"),
        ("docs/README.md", "# 甲\n"),
        ("bare.md", "# 乙\n"),
        ("_posts/2024-01-01-odd.md", "\u{fffd}"),
    ]);
    fs::write(folder.path().join("_posts/2024-01-01-odd.md"), b"---\n---\n\xff").unwrap();
    for row in presscheck::urls(&request, false).unwrap() {
        let told = presscheck::why(&request, &folder.path().join(&row.path)).unwrap();
        assert_eq!(told.row, row);
        let (url, last) = (row.url.as_deref().unwrap_or("-"), told.why.last().unwrap().as_str());
        let expected = match &*row.path {
            "_posts/2024-01-01-odd.md" => "it is not published: bytes in it are no UTF-8, and Jekyll leaves it out",
            "_posts/2024-01-02-old.md" => {
                "it is not published: `limit_posts: 1` keeps the newest alone (_config.yml:1)"
            }
            "_posts/2024-01-03-new.md" => "its URL follows `permalink: /:title` (_config.yml:3)",
            "docs/README.md" => "jekyll-readme-index makes it the index of its folder, which has no other",
            "bare.md" => "its URL follows `permalink: /:title`, which is `/:path/:basename` for pages (_config.yml:3)",
            _ => "it is not published: a name starts with '_'",
        };
        assert_eq!(last, expected, "{} {url}", row.path);
    }
    let docs = presscheck::urls(&Request::of_site(&folder.path().join("docs")), false).unwrap();
    assert_eq!(docs.iter().map(|row| &*row.path).collect::<Vec<_>>(), ["docs/README.md"]);
}

#[test]
fn what_a_run_goes_by_is_shown_with_its_place() {
    let (folder, request) = site(&[("Gemfile.lock", "GEM\n  specs:\n    jekyll (3.9.5)\n"), ("CNAME", "a.example\n")]);
    let shown = presscheck::shown(&request).unwrap();
    let of = |name: &str| {
        let setting = shown.iter().find(|setting| setting.name == name).unwrap();
        format!("{} # {}", setting.value, setting.from)
    };
    assert_eq!(of("profile"), "jekyll3 # from Gemfile.lock");
    assert_eq!(of("host"), "github-pages # from CNAME, url or the profile");
    assert_eq!(of("timezone"), "Asia/Shanghai # _config.yml:1");
    assert_eq!(of("permalink"), "pretty # _config.yml:2");
    assert_eq!(of("baseurl"), "\"\" # Jekyll's default");
    assert_eq!(of("config"), "_config.yml # Jekyll's default");
    assert_eq!(of("plugins"), "none # _config.yml and Gemfile");
    assert_eq!(of("now"), "2026-11-22T12:00:00Z # the clock, or --now");
    drop(folder);
}
