//! The table of all links: every kind of link with its verdict, and who links to a page.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

use std::fs;
use std::path::Path;

use presscheck::config::Origin;
use presscheck::report::links::LinkRow;
use presscheck::{Destination, LinkOptions, Request, links};

const FILES: &[(&str, &str)] = &[
    ("_config.yml", "url: https://x.example\nbaseurl: /b\n"),
    ("about.md", "---\ntitle: 关于\n---\n## 甲\n\n[新闻](/b/news/#乙)\n"),
    ("news/index.html", "---\ntitle: 新闻\n---\n<p id=\"乙\"><a href='../about.html?x#%E7%94%B2'>关于</a>\n"),
    ("a b.txt", ""),
    ("img/a.png", ""),
    ("_drafts/later.md", "---\ntitle: 以后\n---\n"),
    (
        "_posts/2021-03-01-a.md",
        "---\ntitle: 新闻\n---\n\
         新闻 [好](/b/about.html)，[无](/b/none.html)，[他](https://y.example/x)，[信](mailto:a@b.c)\n\
         [算]({{ page.next.url }})，![图](/b/img/a.png)，[自](#丙)，[顶](#top)，[处](/b/about.html#丁)\n\
         [空格](</b/a b.txt>)，[反](\\b\\about.html)，[漏](/about.html)，[双](/b/b/about.html)，[大](/b/About.html)\n\
         [稿](/b/later.html)，[它](https://x.example/shop)，[空]()，[源](/b/about.md)，[机](http://localhost:4000/b/)，[站](http://localhost:4000/b/about.html)\n\
         <a href=\"//y.example/&amp;\">y</a> <a href=\"www.y.example/x\">w</a> <a href=\"/%FF\">u</a>\n",
    ),
];

fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in FILES {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn rows(root: &Path, to: Option<Destination>) -> Vec<LinkRow> {
    links(&Request::of_site(root), &LinkOptions { to }).unwrap()
}

#[test]
fn each_link_has_its_verdict() {
    let site = site();
    let all = rows(site.path(), None);
    let told: Vec<String> = all
        .iter()
        .filter(|row| row.path.ends_with("-a.md"))
        .map(|row| {
            let or_none = |text: &Option<String>| text.clone().unwrap_or("-".to_owned());
            format!("{} {} {} {}", row.target, or_none(&row.resolved), row.verdict.word(), or_none(&row.reason))
        })
        .collect();
    let nothing = "nothing is published there";
    let expected = [
        "/b/about.html /b/about.html ok -",
        &format!("/b/none.html /b/none.html broken {nothing}"),
        "https://y.example/x https://y.example/x external -",
        "mailto:a@b.c - skipped `mailto:` is no page",
        "{{ page.next.url }} - unverifiable Liquid computes it",
        "/b/img/a.png /b/img/a.png ok -",
        "#丙 /b/2021/03/01/a.html#丙 broken nothing on the page has the id `丙`",
        "#top /b/2021/03/01/a.html#top ok -",
        "/b/about.html#丁 /b/about.html#丁 broken nothing on the page has the id `丁`",
        "/b/a b.txt /b/a b.txt ok -",
        "\\b\\about.html /b/about.html ok -",
        "/about.html /about.html broken it leaves out `/b`, the site's folder",
        "/b/b/about.html /b/b/about.html broken `/b` stands in it twice",
        "/b/About.html /b/About.html broken it is `/about.html`: upper and lower case count",
        "/b/later.html /b/later.html broken `_drafts/later.md` is not published (drafts are off)",
        "https://x.example/shop /shop unverifiable another site may lie under the same host",
        " /b/2021/03/01/a.html ok -",
        &format!("/b/about.md /b/about.md broken {nothing}; `about.md` is at `/about.html`"),
        "http://localhost:4000/b/ - skipped it leads to the reader's own machine",
        "http://localhost:4000/b/about.html - broken it leads to the reader's own machine",
        "//y.example/&amp; https://y.example/& external -",
        "www.y.example/x /b/2021/03/01/www.y.example/x broken it lacks `https://`",
        "/%FF - unverifiable its escapes are no UTF-8",
    ];
    assert_eq!(told, expected);
    let sound =
        |row: &&LinkRow| row.path == "_posts/2021-03-01-a.md" && row.page.as_deref() == Some("/b/2021/03/01/a.html");
    assert_eq!(all.iter().filter(sound).count(), expected.len());
    let first = all.iter().find(|row| row.line == 4).unwrap();
    let text = FILES[6].1;
    assert_eq!((first.line, first.column, first.offset as usize), (4, 8, text.find("/b/about.html").unwrap()));
}

#[test]
fn who_links_to_a_page() {
    let site = site();
    let root = site.path();
    let from = |to: Destination| {
        let rows = rows(root, Some(to));
        rows.into_iter().map(|row| format!("{} {}", row.path, row.target)).collect::<Vec<_>>()
    };
    let about = [
        "_posts/2021-03-01-a.md /b/about.html",
        "_posts/2021-03-01-a.md /b/about.html#丁",
        "_posts/2021-03-01-a.md \\b\\about.html",
        "news/index.html ../about.html?x#%E7%94%B2",
    ];
    assert_eq!(from(Destination::File(root.join("about.md"))), about);
    for url in ["/about.html", "/b/about", "/about", "/b/about.html#x"] {
        assert_eq!(from(Destination::Url(url.to_owned())), about, "{url}");
    }
    assert_eq!(from(Destination::Url("/news/".to_owned())), ["about.md /b/news/#乙"]);
    assert_eq!(from(Destination::File(root.join("img/a.png"))), ["_posts/2021-03-01-a.md /b/img/a.png"]);
    assert_eq!(from(Destination::Url("/none.html".to_owned())), ["_posts/2021-03-01-a.md /b/none.html"]);
    let of_config = Some(Destination::File(root.join("_config.yml")));
    let error = links(&Request::of_site(root), &LinkOptions { to: of_config }).unwrap_err().to_string();
    assert!(error.starts_with("no link leads to `") && error.contains("_config.yml`: nothing is published"), "{error}");
}

#[test]
fn what_tags_and_plugins_put_there_is_where_it_leads() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::create_dir(root.join("img")).unwrap();
    fs::write(root.join("img/a.png"), "").unwrap();
    fs::write(root.join("about.md"), "---\ntitle: 关于\n---\n").unwrap();
    fs::write(
        root.join("index.md"),
        "---\ntitle: 新闻\n---\n[甲](about.md) ![乙](img/a.png) [丙]({% link about.md %}#top)\n\
         [丁]({{ site.baseurl }}{% link about.md %}) ![戊]({% link img/a.png %})\n",
    )
    .unwrap();
    let base = "<base href=\"/b/docs/\"><a href=\"{{ 'none' | append: '.html' }}\">己</a>";
    fs::write(root.join("base.html"), format!("---\ntitle: 文\n---\n{base}")).unwrap();
    let told = |profile: &str| {
        let config = "url: https://x.example\nbaseurl: /b\nplugins: [jekyll-relative-links]\n";
        fs::write(root.join("_config.yml"), config).unwrap();
        let profile = Origin::Argument(format!("site.profile=\"{profile}\""));
        let request = Request { config: vec![profile], ..Request::of_site(root) };
        let row = |row: LinkRow| format!("{} {}", row.resolved.unwrap_or_default(), row.verdict.word());
        links(&request, &LinkOptions::default()).unwrap().into_iter().map(row).collect::<Vec<_>>()
    };
    let plain = ["/b/docs/none.html broken", "/b/about.html ok", "/b/img/a.png ok"];
    let (four, three) = (
        ["/b/about.html#top ok", "/b/b/about.html broken", "/b/img/a.png ok"],
        ["/about.html#top broken", "/b/about.html ok", "/img/a.png broken"],
    );
    assert_eq!(told("jekyll4"), [plain, four].concat());
    assert_eq!(told("jekyll3"), [plain, three].concat());
    let to = LinkOptions { to: Some(Destination::File(root.join("about.md"))) };
    let rows = links(&Request::of_site(root), &to).unwrap();
    assert_eq!(rows.iter().map(|row| &*row.target).collect::<Vec<_>>()[0], "about.md");
}
