//! The site as it was built: links in `_site`, shown where they were written.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

use std::fs;
use std::path::Path;
use std::time::Duration;

use chrono::DateTime;
use presscheck::{LinkOptions, Request, check, links};

const SOURCE: &[(&str, &str)] = &[
    ("_config.yml", "url: https://x.example\nbaseurl: /b\n"),
    ("_layouts/post.html", "<a href=\"/b/{{ page.next }}\">下一篇</a>{{ content }}"),
    ("_drafts/later.md", "---\ntitle: 以后\npermalink: /later.html\n---\n"),
    ("copied.html", "<a href=\"/b/none.html\">无</a>"),
    (
        "_posts/2021-03-01-a.md",
        "---\ntitle: 新闻\nlayout: post\n---\n\
         新闻 [算]({{ page.next.url }})，[无](/b/none.html)，[源](/b/_posts/2021-03-01-a.md)，[自](#丙)\n\
         {% if false %}[不印](/b/hidden.html){% endif %}\n",
    ),
];

const SITE: &[(&str, &str)] = &[
    ("assets/a.css", ""),
    ("copied.html", "<a href=\"/b/none.html\">无</a>"),
    ("page2/index.html", "<a href=\"/b/none.html\">无</a>"),
    ("index.html", "<base href=\"/b/2021/03/01/\"><a href=\"a.html\">甲</a><a href=\"index.html\">乙</a>"),
    (
        "2021/03/01/a.html",
        "<a href=\"/b/gone.html\">下一篇</a><p id=\"丁\">新闻 <a href=\"/b/\">算</a>，<a href=\"/b/none.html\">无</a>，\
         <a href=\"/b/_posts/2021-03-01-a.md\">源</a>，<a href=\"#丙\">自</a> <img src=\"/b/assets/A.css\"></p>\n",
    ),
];

fn write(root: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// The site with its built folder, and a request for both.
fn built(folder: &Path) -> Request {
    write(folder, SOURCE);
    write(&folder.join("_site"), SITE);
    Request { site_dir: Some(folder.join("_site")), ..request(folder) }
}

fn request(folder: &Path) -> Request {
    let now = DateTime::parse_from_rfc3339("2026-01-01T00:00:00Z").unwrap();
    Request { now, ..Request::of_site(folder) }
}

/// Makes a file older or younger than it is.
fn age(path: &Path, seconds: i64) {
    let span = Duration::from_secs(seconds.unsigned_abs());
    let own = fs::metadata(path).unwrap().modified().unwrap();
    let time = if seconds < 0 { own - span } else { own + span };
    fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
}

#[test]
fn links_are_those_of_the_built_pages() {
    let folder = tempfile::tempdir().unwrap();
    let rows = links(&built(folder.path()), &LinkOptions::default()).unwrap();
    let told: Vec<String> = rows
        .iter()
        .map(|row| {
            let page = row.page.as_deref().unwrap_or("-");
            format!("{} {} {} {}", row.path, row.target, row.verdict.word(), page)
        })
        .collect();
    let expected = [
        "_posts/2021-03-01-a.md /b/none.html broken /b/2021/03/01/a.html",
        "_posts/2021-03-01-a.md /b/none.html broken /b/page2/",
        "_posts/2021-03-01-a.md /b/_posts/2021-03-01-a.md broken /b/2021/03/01/a.html",
        "_posts/2021-03-01-a.md #丙 broken /b/2021/03/01/a.html",
        "_site/2021/03/01/a.html /b/gone.html broken /b/2021/03/01/a.html",
        "_site/2021/03/01/a.html /b/ ok /b/2021/03/01/a.html",
        "_site/2021/03/01/a.html /b/assets/A.css broken /b/2021/03/01/a.html",
        "_site/copied.html /b/none.html broken /b/copied.html",
        "_site/index.html a.html ok /b/",
        "_site/index.html index.html broken /b/",
    ];
    assert_eq!(told, expected);
    assert_eq!((rows[0].line, rows[0].column), (5, 33));
}

#[test]
fn findings_are_those_of_the_built_pages() {
    let folder = tempfile::tempdir().unwrap();
    let request = built(folder.path());
    let told = |request: &Request| {
        let findings = check(request).unwrap().findings;
        let about =
            findings.iter().filter(|finding| finding.rule.starts_with("link-") || finding.rule.starts_with("asset-"));
        about.map(|finding| format!("{} {}", finding.rule, finding.path())).collect::<Vec<_>>()
    };
    let post = "_posts/2021-03-01-a.md";
    let expected = ["link-broken", "link-source-file", "link-fragment", "link-broken"];
    assert_eq!(told(&self::request(folder.path()))[..expected.len()], expected.map(|rule| format!("{rule} {post}")));
    assert_eq!(
        told(&request),
        [
            &format!("link-broken {post}"),
            &format!("link-source-file {post}"),
            &format!("link-fragment {post}"),
            "link-broken _site/2021/03/01/a.html",
            "asset-case _site/2021/03/01/a.html",
            "link-broken _site/copied.html",
            "link-broken _site/index.html",
        ]
    );
    // The author's own comment holds for what was built from it.
    let path = folder.path().join(post);
    let text = fs::read_to_string(&path).unwrap().replace("新闻 [", "<!-- presscheck-ignore link-* -- so -->\n新闻 [");
    fs::write(&path, text).unwrap();
    age(&path, -100);
    assert_eq!(told(&request).len(), 4);
}

#[test]
fn a_folder_that_is_no_built_site_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let request = built(root);
    let error = |request: &Request| links(request, &LinkOptions::default()).unwrap_err().to_string();
    for place in ["none", "_site/assets", "."] {
        let folder = if place == "." { root.to_path_buf() } else { root.join(place) };
        let told = error(&Request { site_dir: Some(folder), ..self::request(root) });
        assert!(
            told.starts_with("there is no built site in `") && told.ends_with("run `jekyll build` first"),
            "{told}"
        );
    }
    age(&root.join("_layouts/post.html"), 100);
    let told = error(&request);
    assert!(told.ends_with("was built before `_layouts/post.html` was changed: run `jekyll build` again"), "{told}");
    // What Jekyll does not read may change.
    age(&root.join("_layouts/post.html"), -100);
    write(root, &[("node_modules/x.html", ""), ("presscheck.toml", "")]);
    age(&root.join("node_modules/x.html"), 100);
    assert!(links(&request, &LinkOptions::default()).is_ok());
}

#[test]
fn what_a_layout_links_to_is_shown_in_the_layout() {
    let folder = tempfile::tempdir().unwrap();
    let post = |body: &str| format!("---\ntitle: 新闻\nlayout: post\n---\n{body}\n");
    let (first, second) = (post("新闻 [无](/none.html)"), post("新闻"));
    let source = [
        ("_config.yml", ""),
        ("_includes/foot.html", "<a href=\"/about/\">关于</a>"),
        ("_layouts/post.html", "<a href=\"/none.html\">无</a>{{ content }}{% include foot.html %}"),
        ("_posts/2021-03-01-a.md", &*first),
        ("_posts/2021-03-02-b.md", &*second),
        ("index.html", "---\n---\n<a href=\"{{ site.posts[0].url }}\">一</a>"),
    ];
    write(folder.path(), &source);
    let (nav, foot) = ("<a href=\"/none.html\">无</a>", "<a href=\"/about/\">关于</a>");
    let built = [
        ("2021/03/01/a.html", format!("{nav}<p>新闻 <a href=\"/none.html\">无</a></p>{foot}")),
        ("2021/03/02/b.html", format!("{nav}<p>新闻</p>{foot}")),
        ("index.html", "<a href=\"/none.html\">一</a>".to_owned()),
        ("page2/index.html", nav.to_owned()),
    ];
    let built: Vec<_> = built.iter().map(|(path, text)| (*path, &**text)).collect();
    write(&folder.path().join("_site"), &built);
    let request = Request { site_dir: Some(folder.path().join("_site")), ..request(folder.path()) };
    let rows = links(&request, &LinkOptions::default()).unwrap();
    let told: Vec<_> =
        rows.iter().map(|row| format!("{} {} {}", row.path, row.target, row.page.as_deref().unwrap_or("-"))).collect();
    let expected = [
        "_includes/foot.html /about/ /2021/03/01/a.html",
        "_includes/foot.html /about/ /2021/03/02/b.html",
        "_layouts/post.html /none.html /2021/03/02/b.html",
        "_layouts/post.html /none.html /page2/",
        "_posts/2021-03-01-a.md /none.html /2021/03/01/a.html",
        "_posts/2021-03-01-a.md /none.html /2021/03/01/a.html",
        "_site/index.html /none.html /",
    ];
    assert_eq!(told, expected);
    let findings = check(&request).unwrap().findings;
    let places: Vec<_> = findings
        .iter()
        .filter(|one| one.rule == "link-broken")
        .map(|one| format!("{} {}", one.path(), one.span().start))
        .collect();
    let own = format!("_posts/2021-03-01-a.md {}", first.find("/none.html").unwrap());
    let expected = ["_includes/foot.html 9", "_layouts/post.html 9", &own, "_site/index.html 9"];
    assert_eq!(places, expected);
}
