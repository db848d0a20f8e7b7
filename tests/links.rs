//! Links in the light of a whole site: one fault on many pages, who else publishes under the host, and who serves it.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

mod support;

use std::fs;

use presscheck::finding::Finding;

/// Judges a site of these files; `config` is `presscheck.toml`.
fn found(config: Option<&str>, files: &[(&str, &str)]) -> Vec<Finding> {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    support::check(folder.path(), config, None).findings
}

/// `rule path` of each finding.
fn rules(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(|finding| format!("{} {}", finding.rule, finding.path())).collect()
}

fn post(body: &str) -> String {
    format!("---\ntitle: 新闻\n---\n{body}\n")
}

#[test]
fn forms_are_links_where_they_ask_for_pages() {
    let form = |method: &str, button: &str| format!("<form {method}action=\"/\">\n<button {button}>找</button></form>");
    for (method, button, is_link) in [
        ("", "formaction='/none/'", true),
        ("method=get ", "formaction='/none/'", true),
        ("method=post ", "formaction='/none/'", false),
        ("method=post ", "formaction='/none/' formmethod=GET", true),
        ("", "formaction='/none/' formmethod=post", false),
        ("", "formaction='/none/' form=other", false),
        ("", "formaction=''", false),
    ] {
        let post = post(&form(method, button));
        let found =
            found(None, &[("_posts/2021-03-01-a.md", &post), ("index.html", "---\n---\n"), ("_config.yml", "")]);
        let expected: &[&str] = if is_link { &["link-broken _posts/2021-03-01-a.md"] } else { &[] };
        assert_eq!(rules(&found), expected, "{method}{button}");
    }
}

#[test]
fn one_broken_link_on_many_pages_is_one_finding() {
    let site = |suppressed: &[usize], count: usize| {
        let texts: Vec<(String, String)> = (1..=count)
            .map(|day| {
                let directive = "<!-- presscheck-ignore link-broken -- known -->\n";
                let body = if suppressed.contains(&day) { directive } else { "" };
                (format!("_posts/2021-03-{day:02}-a.md"), post(&format!("{body}[首页](/none.html)")))
            })
            .collect();
        let files = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).chain([("_config.yml", "")]);
        found(None, &files.collect::<Vec<_>>())
    };
    let places =
        |finding: &Finding| finding.labels.iter().map(|label| label.path[15..17].to_owned()).collect::<Vec<_>>();

    let four = site(&[], 4);
    assert_eq!((four.len(), four[0].labels.len()), (4, 1));
    let seven = site(&[], 7);
    assert_eq!(rules(&seven), ["link-broken _posts/2021-03-01-a.md"]);
    assert_eq!(places(&seven[0]), ["01", "02", "03", "04"]);
    assert!(seven[0].message.ends_with("; 7 pages have this link"), "{}", seven[0].message);
    // Where the first place is suppressed, the others stay; and what is suppressed does not count.
    let held = site(&[1], 7);
    assert_eq!((rules(&held).len(), places(&held[0])[0].as_str()), (1, "02"));
    assert!(held[0].message.ends_with("; 6 pages have this link"), "{}", held[0].message);
    assert_eq!(rules(&site(&[1, 2, 3], 7)).len(), 4);
}

#[test]
fn a_misspelling_is_mended_on_each_page() {
    let texts: Vec<(String, String)> =
        (1..=6).map(|day| (format!("_posts/2021-03-{day:02}-a.md"), post("[首页](/Index.html)"))).collect();
    let files = texts.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    let files: Vec<_> = files.chain([("_config.yml", ""), ("index.html", "---\ntitle: 首页\n---\n")]).collect();
    let findings = found(None, &files);
    assert_eq!(findings.len(), 6);
    assert!(findings.iter().all(|finding| finding.rule == "link-case" && finding.fix.is_some()));
}

#[test]
fn the_host_may_be_shared() {
    let files = [
        ("_config.yml", "url: https://x.example\nbaseurl: /blog\n"),
        (
            "_posts/2021-03-01-a.md",
            &*post("[甲](https://x.example/shop/)、[乙](/shop/)、[丙](https://x.example/blog/none/a.html)"),
        ),
    ];
    assert_eq!(rules(&found(None, &files)), [""; 0]);
    let whole = found(Some("[site]\nwhole-host = true"), &files);
    assert_eq!(rules(&whole), ["link-broken _posts/2021-03-01-a.md"; 3]);
}

#[test]
fn a_plugin_of_the_gemfile_may_write_pages() {
    let text = post("[甲](/made/a.html)");
    let mut files = vec![("_config.yml", ""), ("_posts/2021-03-01-a.md", &*text)];
    assert_eq!(rules(&found(None, &files)), ["link-broken _posts/2021-03-01-a.md"]);
    files.push(("Gemfile", "group :jekyll_plugins do\n  gem 'jekyll-maker'\nend\n"));
    assert_eq!(rules(&found(None, &files)), [""; 0]);
}

#[test]
fn hosts_differ_in_what_they_find() {
    let text = post("[甲](/about)、[乙](/about/)、[丙](/moved/x)");
    let site = [("_config.yml", ""), ("about.html", "---\ntitle: 关于\n---\n"), ("_posts/2021-03-01-a.md", &*text)];
    let broken = |config: Option<&str>, file: &[(&str, &str)]| {
        let findings = found(config, &[&site, file].concat());
        findings.iter().map(|finding| finding.message.split('`').nth(1).unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(broken(None, &[]), ["/moved/x"]);
    assert_eq!(broken(None, &[("CNAME", "x.example\n")]), ["/about/", "/moved/x"]);
    assert_eq!(broken(None, &[("netlify.toml", "[[redirects]]\nfrom = \"/moved/*\"\nto = \"/\"\n")]), [""; 0]);
    assert_eq!(broken(None, &[("vercel.json", "{}")]), ["/about", "/about/", "/moved/x"]);
    assert_eq!(broken(None, &[("vercel.json", "{\"cleanUrls\": true}")]), ["/moved/x"]);
    assert_eq!(broken(None, &[("vercel.json", "{}"), ("CNAME", "x.example\n")]), ["/moved/x"]);
    for (host, missing) in [
        ("github-pages", &["/about/", "/moved/x"][..]),
        ("netlify", &["/moved/x"]),
        ("cloudflare", &["/moved/x"]),
        ("vercel", &["/about", "/about/", "/moved/x"]),
        ("nginx", &["/about", "/about/", "/moved/x"]),
        ("none", &["/about", "/about/", "/moved/x"]),
    ] {
        assert_eq!(broken(Some(&format!("[site]\nhost = \"{host}\"")), &[]), missing, "{host}");
    }
}

#[test]
fn the_reason_is_told() {
    let text = post(
        "[甲](/2021/02/01/old.html)、![乙](img/a.png)、![丙](c.png)、[丁](/docs/guide.md)、[戊](/docs/Guide.html#甲)、\
         [己](/docs/guide.html#乙)",
    );
    let findings = found(
        None,
        &[
            ("_config.yml", ""),
            ("_posts/2021-02-02-old.md", &*post("旧")),
            ("_posts/2021-03-01-a.md", &*text),
            ("_posts/img/a.png", ""),
            ("c.png", ""),
            ("docs/guide.md", "---\ntitle: 指南\n---\n## 甲\n"),
        ],
    );
    let told: Vec<(&str, &str)> =
        findings.iter().map(|finding| (finding.rule, finding.help.as_deref().unwrap_or(""))).collect();
    assert_eq!(
        told,
        [
            ("link-broken", "write `/2021/02/02/old.html`: there `_posts/2021-02-02-old.md` is published"),
            ("asset-missing", "move it to a folder that Jekyll copies, such as `assets`, and link to it there"),
            ("asset-missing", "did you mean `/c.png`?"),
            ("link-source-file", "write `{% link docs/guide.md %}`, or `/docs/guide.html`"),
            ("link-case", "write `/docs/guide.html`"),
            ("link-fragment", ""),
        ]
    );
}

#[test]
fn layouts_and_includes_are_judged_once_where_a_page_uses_them() {
    let layout = "---\n---\n<link rel=stylesheet href=\"/css/none.css\"><a href=\"{{ site.baseurl }}/none.html\">甲</a>\n\
                  <a href=\"relative.html\">乙</a>{% if page.x %}<a href=\"/never.html\">丙</a>{% endif %}\n\
                  {% include nav.html %}<a href=\"{% post_url 2020-01-01-none %}\">丁</a>\n";
    let files = [
        ("_config.yml", ""),
        ("_layouts/base.html", layout),
        ("_layouts/post.html", "---\nlayout: base\n---\n{{ content }}"),
        ("_layouts/old.html", "<a href=\"/old.html\">旧</a>"),
        ("_includes/nav.html", "<a href=\"/About.html\">关于</a>"),
        ("_includes/unused.html", "<a href=\"/unused.html\">旧</a>"),
        ("about.md", "---\nlayout: post\n---\n<a href=\"/about.html\">x</a>"),
        ("_posts/2021-03-01-a.md", "---\ntitle: 甲\nlayout: post\n---\n文\n"),
    ];
    assert_eq!(
        rules(&found(None, &files)),
        [
            "link-case _includes/nav.html",
            "asset-missing _layouts/base.html",
            "link-broken _layouts/base.html",
            "liquid-missing-post _layouts/base.html",
        ]
    );
    let held = layout.replace("<link", "<!-- presscheck-ignore asset-missing -- built elsewhere -->\n<link");
    let mut held_back = files;
    held_back[1].1 = &held;
    assert!(!rules(&found(None, &held_back)).contains(&"asset-missing _layouts/base.html".to_owned()));
}

#[test]
fn what_a_tool_compiles_may_be_there() {
    let text = "---\n---\n<link rel=stylesheet href=\"/css/a.css\"><script src=\"/js/b.min.js\"></script>\n";
    let mut files = vec![("_config.yml", ""), ("index.html", text), ("css/x", ""), ("js/x", "")];
    assert_eq!(rules(&found(None, &files)), ["asset-missing index.html"; 2]);
    files.extend([("css/a.less", ""), ("js/b.ts", "")]);
    assert_eq!(rules(&found(None, &files)), [""; 0]);
}

#[test]
fn a_base_keeps_relative_links_from_being_judged() {
    let page = "---\nlayout: base\n---\n[甲](none.html) [乙](#none) [丙](/none.html)\n";
    let layout = |head: &str| format!("<html><head>{head}</head>{{{{ content }}}}</html>");
    let (plain, base) = (layout(""), layout("<base href=\"/docs/\">"));
    let files = |layout| found(None, &[("_config.yml", ""), ("_layouts/base.html", layout), ("index.md", page)]);
    assert_eq!(rules(&files(&plain)), ["link-broken index.md", "link-fragment index.md", "link-broken index.md"]);
    assert_eq!(rules(&files(&base)), ["link-broken index.md"]);
}

#[test]
fn front_matter_names_urls_that_plugins_read() {
    let page = "---\ntitle: 甲\nimage: {path: \"/img/none.png\", alt: 图}\ncanonical_url: https://x.example/none.html\n\
                redirect_to: ['/gone/']\nthumbnail: /img/none.jpg\n---\n";
    let other = "---\nimage: /blog/img/a.png\ncanonical_url: /x\nredirect_to: https://else.example/\n---\n";
    // Some layouts put a folder before it.
    let layout = "---\nimage: /a.png\n---\n";
    let config = "url: https://x.example\nbaseurl: /blog\nplugins: [jekyll-seo-tag, jekyll-redirect-from]\n";
    let files = |config| {
        [
            ("_config.yml", config),
            ("a.md", page),
            ("b.md", other),
            ("c.md", layout),
            ("img/a.png", ""),
            ("index.md", "---\n---\n"),
        ]
    };
    let places = |findings: &[Finding]| {
        let text = |finding: &Finding| page[finding.span().range()].to_owned();
        findings.iter().map(|finding| format!("{} {}", finding.rule, text(finding))).collect::<Vec<_>>()
    };
    let mut with_plugins = found(Some("[site]\nwhole-host = true"), &files(config));
    with_plugins.retain(|finding| finding.rule.contains("missing") || finding.rule.contains("broken"));
    assert_eq!(
        places(&with_plugins),
        ["asset-missing /img/none.png", "link-broken https://x.example/none.html", "link-broken /gone/"]
    );
    let without = found(None, &files("url: https://x.example\nbaseurl: /blog\n"));
    assert_eq!(rules(&without), [""; 0]);
    let ours = found(Some("[links]\nfront-matter = [\"thumbnail\", \"image.path\"]"), &files(config));
    assert_eq!(places(&ours), ["asset-missing /img/none.png", "asset-missing /img/none.jpg"]);
}

#[test]
fn data_files_and_attributes_are_judged_where_they_are_configured() {
    let data = "- title: 甲\n  url: /none/\n- title: 乙\n  url: \"/About.html\"\n  children:\n    - {url: 'https://else.example/'}\n\
                - title: 丙\n  url: relative\n";
    let page = "---\n---\n<img src=\"/a.png\" data-src=\"/none.png\" alt=\"图\">\n";
    let files =
        [("_config.yml", ""), ("_data/nav.yml", data), ("about.md", "---\n---\n"), ("a.png", ""), ("index.html", page)];
    assert_eq!(rules(&found(None, &files)), [""; 0]);
    let findings = found(Some("[links]\ndata = [\"url\"]\nattributes = [\"data-src\"]"), &files);
    assert_eq!(rules(&findings), ["link-broken _data/nav.yml", "link-case _data/nav.yml", "asset-missing index.html"]);
    assert_eq!(&data[findings[1].span().range()], "/About.html");
}

/// A site whose source is a folder below that of its configuration.
const BELOW: [(&str, &str); 12] = [
    ("_config.yml", "source: src\ntimezone: UTC\n"),
    (".gitignore", "/src/made/\n"),
    ("README.md", "---\nlayout: none-of-these\n---\n[x](/none-of-these)\n"),
    ("notes/a.md", "---\n---\n[x](/none-of-these)\n"),
    ("src/_layouts/post.html", "<a href=\"/gone-from-layout/\">x</a>{% include a.html %}{{ content }}"),
    ("src/_includes/a.html", "<a href=\"/news/\">新闻</a>"),
    ("src/news/index.md", "---\ntitle: 新闻\n---\n## 今日 {#today}\n"),
    ("src/css/a.less", "a {}\n"),
    ("src/img/a.png", "png"),
    (
        "src/_posts/2020-01-01-a.md",
        "---\ntitle: 甲\nlayout: post\n---\n[b](/2020/01/02/b.html) {% post_url 2020-01-02-b %}\n",
    ),
    ("src/_posts/2020-01-02-b.md", ""),
    ("src/plain.md", "---\ntitle: 页\n---\n正文\n"),
];

/// That site with `body` in its second post.
fn below_source(config: Option<&str>, body: &str) -> Vec<Finding> {
    let post = format!("---\ntitle: 乙\nlayout: post\n---\n{body}\n");
    let files: Vec<(&str, &str)> =
        BELOW.iter().map(|(path, text)| (*path, if text.is_empty() { post.as_str() } else { *text })).collect();
    found(config, &files)
}

#[test]
fn links_are_looked_up_in_the_source() {
    let layout = "link-broken src/_layouts/post.html";
    for body in [
        "[a](/2020/01/01/a.html) [n](/news/) [t](/news/#today) [p](/plain.html)",
        "![图](/img/a.png) {% link plain.md %} {% link _posts/2020-01-01-a.md %} {% include a.html %}",
        "<link rel=stylesheet href=/css/a.css> ![图](/made/a.png)",
    ] {
        assert_eq!(rules(&below_source(None, body)), [layout], "{body}");
    }
    for (body, rule) in [
        ("[s](/src/plain.html)", "link-broken"),
        ("[r](/README.html)", "link-broken"),
        ("![图](/src/img/a.png)", "asset-missing"),
        ("[n](/news/#yesterday)", "link-fragment"),
        ("{% link src/plain.md %}", "liquid-missing-post"),
        ("{% include b.html %}", "liquid-missing-include"),
        ("[p](/plain.md)", "link-source-file"),
        ("[p](../plain.md)", "link-source-file"),
    ] {
        let post = format!("{rule} src/_posts/2020-01-02-b.md");
        let found = below_source(None, body);
        assert_eq!(rules(&found), [layout, &post], "{body}");
    }
}

#[test]
fn what_stands_in_the_source_is_named_from_the_root() {
    let told = |body: &str| {
        let found = below_source(None, body).pop().unwrap();
        format!("{}; {}", found.message, found.help.unwrap_or_default())
    };
    for (body, wanted) in [
        ("{% include b.html %}", "`src/_includes` has no file `b.html`"),
        ("[p](../plain.md)", "{% link plain.md %}"),
        ("[b](/2020/01/03/a.html)", "src/_posts/2020-01-01-a.md"),
        ("{% link src/plain.md %}", "plain.md"),
    ] {
        let told = told(body);
        assert!(told.contains(wanted), "{body}: {told}");
    }
    // So are globs.
    let config = "[[overrides]]\npaths = [\"src/_posts/**\"]\nrules = { \"link-*\" = \"off\" }\n";
    let found = below_source(Some(config), "[x](/none-of-these)");
    assert_eq!(rules(&found), ["link-broken src/_layouts/post.html"]);
    let config = "[[overrides]]\npaths = [\"_posts/**\"]\nrules = { \"link-*\" = \"off\" }\n";
    let found = below_source(Some(config), "[x](/none-of-these)");
    assert_eq!(rules(&found).last().unwrap(), "link-broken src/_posts/2020-01-02-b.md");
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_elsewhere_is_no_fault_of_the_site() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("src")).unwrap();
    fs::write(folder.path().join("_config.yml"), "source: src\n").unwrap();
    for link in ["gone.md", "src/gone.md"] {
        std::os::unix::fs::symlink("nowhere", folder.path().join(link)).unwrap();
    }
    assert_eq!(rules(&support::check(folder.path(), None, None).findings), ["file-unreadable src/gone.md"]);
}
