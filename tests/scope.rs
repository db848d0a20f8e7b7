//! What is reported of a change: all in its files, and elsewhere what it has broken.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use presscheck::finding::Finding;
use presscheck::{Change, ChangedFile, Now, Request, Surveyed};
use proptest::prelude::*;

/// The texts of a site's files, by their paths from its root.
type Files = BTreeMap<String, String>;

fn files<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Files {
    files.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect()
}

/// Writes `files` below `root`, and nothing else.
fn write(root: &Path, files: &Files) {
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

fn request(root: &Path) -> Request {
    Request { now: "2026-01-01T00:00:00Z".parse().unwrap(), ..Request::of_site(root) }
}

/// What is found; the same where the site was surveyed before anybody knew what had changed.
fn findings(request: &Request) -> Vec<Finding> {
    let found = presscheck::check(request).unwrap().findings;
    if request.change.is_some() {
        let surveyed = Surveyed::new(&Request { change: None, ..request.clone() }).unwrap();
        assert_eq!(presscheck::check_surveyed(request, Some(surveyed)).unwrap().findings, found);
    }
    found
}

/// `PATH RULE` of each finding.
fn lines(request: &Request) -> Vec<String> {
    let found = findings(request);
    found.iter().map(|finding| format!("{} {}", finding.path(), finding.rule)).collect()
}

/// What tells a finding from others: its file, its rule and its place.
fn places(request: &Request) -> BTreeSet<(String, &'static str, u32, u32)> {
    let found = findings(request);
    let place =
        |finding: &Finding| (finding.path().to_string(), finding.rule, finding.span().start, finding.span().end);
    found.iter().map(place).collect()
}

/// The way from one state of a site to the next, as `git` would tell it.
fn change(root: &Path, before: &Files, after: &Files, now: impl Fn(&str) -> Now) -> Change {
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let differ = paths.into_iter().filter(|path| before.get(*path) != after.get(*path));
    let files = differ.map(|path| ChangedFile {
        path: root.join(path),
        before: before.get(path).map(|text| text.clone().into_bytes()),
        now: now(path),
    });
    Change { files: files.collect() }
}

/// A site before and after a change, which is on the disk.
struct Site {
    folder: tempfile::TempDir,
    before: Files,
    after: Files,
}

impl Site {
    /// `changes` are the texts of files that are new or other than before, `None` for those that are removed.
    fn new<'a>(before: &Files, changes: impl IntoIterator<Item = (&'a str, Option<&'a str>)>) -> Site {
        let mut after = before.clone();
        for (path, text) in changes {
            match text {
                Some(text) => _ = after.insert(path.to_owned(), text.to_owned()),
                None => assert!(after.remove(path).is_some(), "{path}"),
            }
        }
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &after);
        Site { folder, before: before.clone(), after }
    }

    fn root(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap()
    }

    /// Asks for what has changed.
    fn changed(&self) -> Request {
        let root = self.root();
        let change = change(&root, &self.before, &self.after, |_| Now::OnDisk);
        Request { change: Some(change), ..request(&root) }
    }

    fn found(&self) -> Vec<String> {
        lines(&self.changed())
    }
}

const OLD: &str = "_posts/2024-01-01-old.md";

/// A site with an old fault.
fn plain() -> Files {
    files([
        ("_config.yml", "timezone: Asia/Shanghai\nplugins: []\n"),
        ("index.md", "---\ntitle: 首页\n---\n[甲](/2024/01/02/a.html) [节](/2024/01/02/a.html#jie)\n"),
        ("about.md", "---\ntitle: 关于\n---\n## 一 {#yi}\n\n[旧](/2024/01/01/old.html)\n"),
        (OLD, "---\ntitle: 旧\n---\n[无](/nowhere.html)\n"),
        ("_posts/2024-01-02-a.md", "---\ntitle: 甲\n---\n## 节 {#jie}\n\n正文\n"),
    ])
}

#[test]
fn a_new_post_is_judged_alone() {
    let new = "---\ntitle: 新\n---\n正文 [好](/2024/01/02/a.html#jie) [坏](/gone.html)\n";
    let site = Site::new(&plain(), [("_posts/2024-01-03-new.md", Some(new))]);
    assert_eq!(site.found(), ["_posts/2024-01-03-new.md link-broken"]);
    let all = lines(&request(&site.root()));
    assert_eq!(all, ["_posts/2024-01-01-old.md link-broken", "_posts/2024-01-03-new.md link-broken"]);
}

#[test]
fn nothing_has_changed() {
    assert_eq!(Site::new(&plain(), []).found(), [""; 0]);
}

#[test]
fn what_is_renamed_or_removed_breaks_links_elsewhere() {
    let post = &plain()["_posts/2024-01-02-a.md"];
    let renamed =
        Site::new(&plain(), [("_posts/2024-01-02-a.md", None), ("_posts/2024-01-02-b.md", Some(post.as_str()))]);
    assert_eq!(renamed.found(), ["index.md link-broken", "index.md link-broken"]);
    let removed = Site::new(&plain(), [(OLD, None)]);
    assert_eq!(removed.found(), ["about.md link-broken"]);
    // Another name in the source is none on the site.
    let moved = [("_posts/2024-01-02-a.md", None), ("_posts/old/2024-01-02-a.md", Some(post.as_str()))];
    assert_eq!(Site::new(&plain(), moved).found(), [""; 0]);
    let hidden = post.replace("title", "published: false\ntitle");
    let hidden = Site::new(&plain(), [("_posts/2024-01-02-a.md", Some(hidden.as_str()))]);
    assert_eq!(hidden.found(), ["index.md link-to-hidden", "index.md link-to-hidden"]);
    let elsewhere = post.replace("title", "permalink: /else.html\ntitle");
    let elsewhere = Site::new(&plain(), [("_posts/2024-01-02-a.md", Some(elsewhere.as_str()))]);
    assert_eq!(elsewhere.found(), ["index.md link-broken", "index.md link-broken"]);
}

#[test]
fn a_heading_that_is_gone_breaks_links_to_it() {
    let text = "---\ntitle: 甲\n---\n## 别的节\n\n正文\n";
    let site = Site::new(&plain(), [("_posts/2024-01-02-a.md", Some(text))]);
    assert_eq!(site.found(), ["index.md link-fragment"]);
    let more = format!("{}\n## 又一节 {{#you}}\n", plain()["_posts/2024-01-02-a.md"]);
    assert_eq!(Site::new(&plain(), [("_posts/2024-01-02-a.md", Some(more.as_str()))]).found(), [""; 0]);
}

#[test]
fn a_link_that_was_wrong_before_is_no_news() {
    // It is explained in other words then.
    let draft = "---\ntitle: 稿\n---\n";
    let site = Site::new(&plain(), [("_drafts/nowhere.md", Some(draft)), ("_posts/2024-01-02-a.md", None)]);
    let found = site.found();
    assert_eq!(found, ["index.md link-broken", "index.md link-broken"]);
    assert!(lines(&request(&site.root())).iter().any(|line| line.starts_with(OLD)));
}

#[test]
fn the_page_that_a_new_link_leads_to_is_read() {
    let link = |to: &str| format!("---\ntitle: 新\n---\n[去]({to})\n");
    let found = |to: &str| Site::new(&plain(), [("new.md", Some(link(to).as_str()))]).found();
    assert_eq!(found("/about.html#yi"), [""; 0]);
    assert_eq!(found("/about.html#er"), ["new.md link-fragment"]);
    assert_eq!(found("/2024/01/02/a.html#jie"), [""; 0]);
}

#[test]
fn habits_are_those_of_the_whole_site() {
    let mut site = plain();
    for day in 1..=60 {
        let path = format!("_posts/2023-{:02}-{:02}-x.md", day / 28 + 1, day % 28 + 1);
        site.insert(path, "---\ntitle: 文\n---\n# 一\n\n## 二\n\n![图](/a.png)\n".to_owned());
    }
    site.insert("a.png".to_owned(), String::new());
    let new = "---\ntitle: 新\n---\n# 一\n\n### 三\n\n![](/a.png)\n";
    let site = Site::new(&site, [("new.md", Some(new))]);
    assert_eq!(site.found(), ["new.md a11y-heading-order", "new.md a11y-img-alt"]);
    let all = lines(&request(&site.root()));
    assert!(site.found().iter().all(|line| all.contains(line)), "{all:?}");
}

#[test]
fn what_is_staged_stands_for_what_is_on_the_disk() {
    let before = plain();
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let new = "_posts/2024-01-03-new.md";
    let faulty = "---\ntitle: 新\n---\n[坏](/gone.html)\n";
    let mut after = before.clone();
    after.insert(new.to_owned(), faulty.to_owned());
    let staged = change(&root, &before, &after, |_| Now::Is(faulty.as_bytes().to_vec()));
    let asked = Request { change: Some(staged), ..request(&root) };
    // It was mended, and then removed, and is staged all the same.
    write(&root, &after);
    write(&root, &files([(new, "---\ntitle: 新\n---\n好\n")]));
    assert_eq!(lines(&asked), ["_posts/2024-01-03-new.md link-broken"]);
    let outcome = presscheck::check(&asked).unwrap();
    assert_eq!(outcome.findings[0].span().of(faulty), "/gone.html");
    fs::remove_file(root.join(new)).unwrap();
    assert_eq!(lines(&asked), ["_posts/2024-01-03-new.md link-broken"]);

    let mut without = before.clone();
    without.remove("_posts/2024-01-02-a.md");
    let removed = change(&root, &before, &without, |_| Now::Gone);
    let asked = Request { change: Some(removed), ..request(&root) };
    assert_eq!(lines(&asked), ["index.md link-broken", "index.md link-broken"], "although it is on the disk");
}

#[test]
fn layouts_includes_and_configuration_reach_everywhere() {
    let mut site = plain();
    site.insert("_layouts/post.html".to_owned(), "<p id=oben>{{ content }}\n".to_owned());
    site.insert("_includes/foot.html".to_owned(), "<p>Fuß</p>\n".to_owned());
    let post = "---\nlayout: post\ntitle: 甲\n---\n## 节 {#jie}\n";
    site.insert("_posts/2024-01-02-a.md".to_owned(), post.to_owned());
    site.insert(
        "up.md".to_owned(),
        "---\ntitle: 上\n---\n[上](/2024/01/02/a.html#oben)\n\n{% include foot.html %}\n".to_owned(),
    );
    assert_eq!(lines(&request(&Site::new(&site, []).root())), ["_posts/2024-01-01-old.md link-broken"]);

    let layout = |text: Option<&'static str>| Site::new(&site, [("_layouts/post.html", text)]).found();
    assert_eq!(layout(Some("<p>{{ content }}\n")), ["up.md link-fragment"]);
    let found = layout(Some("<p id=oben>{{ content }}<a href=/fort.html>\n"));
    assert_eq!(found, ["_layouts/post.html link-broken"]);
    assert_eq!(layout(None), ["_posts/2024-01-02-a.md layout-missing"]);
    assert_eq!(Site::new(&site, [("_includes/foot.html", None)]).found(), ["up.md liquid-missing-include"]);

    let config = "timezone: Asia/Shanghai\nplugins: []\npermalink: /:title.html\n";
    let found = Site::new(&site, [("_config.yml", Some(config))]).found();
    let broken = ["about.md", "index.md", "index.md", "up.md"].map(|path| format!("{path} link-broken"));
    assert_eq!(found, broken);
}

#[test]
fn what_is_wrong_with_the_configuration_is_no_news_of_a_post() {
    let mut site = plain();
    site.insert("_config.yml".to_owned(), "timezone: Asia/Shanghai\nplugins: []\npermalink: /:year/:nix/\n".to_owned());
    let new = "---\ntitle: 新\n---\n正文\n";
    let site = Site::new(&site, [("_posts/2024-01-03-new.md", Some(new))]);
    assert_eq!(site.found(), [""; 0]);
    assert!(lines(&request(&site.root())).iter().any(|line| line.starts_with("_config.yml ")));
}

#[test]
fn a_site_may_lie_in_a_folder_of_its_repository() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let docs = root.join("docs");
    write(&docs, &plain());
    let outside = "---\ntitle: außen\n---\n[fort](/fort.html)\n";
    let new = "---\ntitle: 新\n---\n[坏](/gone.html)\n";
    write(&root, &files([("README.md", outside), ("docs/new.md", new)]));
    let one = |path: &str, before: Option<&str>, now: Now| ChangedFile {
        path: root.join(path),
        before: before.map(|text| text.as_bytes().to_vec()),
        now,
    };
    let is = |text: &str| Now::Is(text.as_bytes().to_vec());
    for (start, is_file) in [("", false), ("docs", false), ("docs/_posts/2024-01-01-old.md", true)] {
        let asked = |files: Vec<ChangedFile>| Request {
            paths: vec![root.join(start)],
            change: Some(Change { files }),
            ..request(&root)
        };
        let own = if is_file { vec!["_posts/2024-01-01-old.md link-broken"] } else { Vec::new() };
        let with_new = if is_file { own.clone() } else { vec!["new.md link-broken"] };
        let staged = asked(vec![one("README.md", None, is(outside)), one("docs/new.md", None, is(new))]);
        assert_eq!(lines(&staged), with_new, "{start}");
        let changed = asked(vec![one("README.md", None, Now::OnDisk), one("docs/new.md", None, Now::OnDisk)]);
        assert_eq!(lines(&changed), with_new, "{start}");
        // What is removed outside of the site breaks nothing in it.
        assert_eq!(lines(&asked(vec![one("src/x.md", Some(outside), Now::Gone)])), own, "{start}");
    }
}

#[test]
fn what_one_file_adds_may_stand_in_the_way_of_another() {
    let page = |front: &str| format!("---\ntitle: 页\n{front}---\n正文\n");
    let found = |change: &str| Site::new(&plain(), [("_posts/2024-01-03-z.md", Some(change))]).found();
    // The post is written last.
    assert_eq!(found(&page("permalink: /about.html\n")), ["about.md site-duplicate-permalink"]);
    assert_eq!(found(&page("permalink: /ABOUT.html\n")), ["_posts/2024-01-03-z.md site-permalink-case"]);
    let mut site = plain();
    let tagged = "---\ntitle: 标\ntags: [News]\n---\n";
    site.insert("_posts/2024-02-01-t.md".to_owned(), tagged.replace("News", "news"));
    let found = Site::new(&site, [("_posts/2024-02-02-t.md", Some(tagged))]).found();
    assert_eq!(found, ["_posts/2024-02-01-t.md taxonomy-case-variant"]);
}

#[test]
fn what_is_published_from_now_on_may_lack_what_others_name() {
    let hidden = "---\ntitle: 新\npublished: false\n---\n正文\n";
    let site = files([
        ("_config.yml", "timezone: Asia/Shanghai\n"),
        ("new.md", hidden),
        ("other.md", "---\ntitle: 乙\npublished: false\n---\n[新](/new.html#gone)\n"),
    ]);
    let found = Site::new(&site, [("new.md", Some(&*hidden.replace("published: false\n", "")))]).found();
    assert_eq!(found, ["other.md link-fragment"]);
}

#[test]
fn suppressions_in_files_that_nobody_asked_for_are_not_judged() {
    let mut site = plain();
    let unused = "---\ntitle: 乙 # presscheck-ignore date-format -- 说明\n---\n<!-- presscheck-ignore link-* -- 说明 -->\n正文\n";
    site.insert("b.md".to_owned(), unused.to_owned());
    let site = Site::new(&site, [("new.md", Some("---\ntitle: 新\n---\n正文\n"))]);
    assert_eq!(site.found(), [""; 0]);
    let asked = Request { paths: vec![site.root().join("index.md")], ..request(&site.root()) };
    assert_eq!(lines(&asked), [""; 0]);
    let asked = Request { paths: vec![site.root().join("b.md")], ..request(&site.root()) };
    assert_eq!(lines(&asked), ["b.md suppression-unused"]);
}

#[test]
fn files_that_are_named_are_judged_whole_beside_a_change() {
    let new = "---\ntitle: 新\n---\n[坏](/gone.html)\n";
    let site = Site::new(&plain(), [("new.md", Some(new))]);
    let named = |paths: &[&str]| {
        let paths = paths.iter().map(|path| site.root().join(path)).collect();
        lines(&Request { paths, ..site.changed() })
    };
    assert_eq!(named(&["new.md", OLD]), ["_posts/2024-01-01-old.md link-broken", "new.md link-broken"]);
    assert_eq!(named(&[""]), ["new.md link-broken"]);
    assert_eq!(named(&["_posts"]), [""; 0]);
}

/// A small site's pages: which there are, to which places they link, what they offer.
#[derive(Clone, Debug)]
struct Page {
    is_there: bool,
    is_hidden: bool,
    /// The page that it takes the place of, if not its own.
    permalink: Option<usize>,
    ids: Vec<u8>,
    links: Vec<(usize, Option<u8>)>,
    tag: Option<&'static str>,
    skips: bool,
    image: Option<bool>,
    redirect: Option<usize>,
}

/// Of a link that more pages have, one finding would be made.
const PAGES: usize = 4;

fn page() -> impl Strategy<Value = Page> {
    let head = (prop::bool::weighted(0.85), prop::bool::weighted(0.15), prop::option::weighted(0.2, 0..PAGES));
    let links = prop::collection::vec((0..PAGES, prop::option::of(0..3u8)), 0..3);
    let body = (prop::collection::vec(0..3u8, 0..3), links, prop::bool::weighted(0.2), prop::option::of(any::<bool>()));
    let tag = prop::option::of(prop::sample::select(vec!["news", "News", "新闻"]));
    (head, body, tag, prop::option::weighted(0.2, 0..PAGES + 2)).prop_map(
        |((is_there, is_hidden, permalink), (ids, links, skips, image), tag, redirect)| Page {
            is_there,
            is_hidden,
            permalink,
            ids,
            links,
            tag,
            skips,
            image,
            redirect,
        },
    )
}

impl Page {
    fn text(&self) -> String {
        let mut text = "---\ntitle: 页\n".to_owned();
        if self.is_hidden {
            text.push_str("published: false\n");
        }
        if let Some(page) = self.permalink {
            writeln!(text, "permalink: /p{page}.html").unwrap();
        }
        if let Some(tag) = self.tag {
            writeln!(text, "tags: [{tag}]").unwrap();
        }
        if let Some(redirect) = self.redirect {
            writeln!(text, "redirect_from: /p{redirect}.html").unwrap();
        }
        text.push_str("---\n# 一\n\n");
        for id in &self.ids {
            writeln!(text, "## 节 {{#id{id}}}\n").unwrap();
        }
        for (page, id) in &self.links {
            let id = id.map_or(String::new(), |id| format!("#id{id}"));
            writeln!(text, "[去](/p{page}.html{id})\n").unwrap();
        }
        if let Some(has_text) = self.image {
            text.push_str(if has_text { "![图](/a.png)\n\n" } else { "![](/a.png)\n\n" });
        }
        if self.skips {
            text.push_str("##### 五\n");
        }
        text
    }
}

/// The site of these pages: half of them posts, so that they have terms.
fn site_of(pages: &[Page]) -> Files {
    let config = "timezone: Asia/Shanghai\nplugins: [jekyll-redirect-from]\npermalink: /:title.html\n";
    let mut site = files([("_config.yml", config), ("a.png", "")]);
    for (index, page) in pages.iter().enumerate().filter(|(_, page)| page.is_there) {
        let path = if index % 2 == 0 { format!("p{index}.md") } else { format!("_posts/2024-01-02-p{index}.md") };
        site.insert(path, page.text());
    }
    site
}

/// The rules that hold a page against what is usual on the site: a change elsewhere turns their findings up, and breaks
/// nothing.
const OF_HABIT: [&str; 2] = ["a11y-heading-order", "a11y-img-alt"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_change_is_told_as_two_full_checks_would(
        before in prop::collection::vec(page(), PAGES),
        changes in prop::collection::vec((0..PAGES, page()), 0..3),
        is_staged in any::<bool>(),
    ) {
        let mut after = before.clone();
        for (index, page) in changes {
            after[index] = page;
        }
        let [before, after] = [before, after].map(|pages| site_of(&pages));
        let [old, new] = [&before, &after].map(|files| {
            let folder = tempfile::tempdir().unwrap();
            write(folder.path(), files);
            places(&request(&folder.path().canonicalize().unwrap()))
        });
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        // What is staged need not be on the disk.
        write(&root, if is_staged { &before } else { &after });
        let staged = |path: &str| after.get(path).map_or(Now::Gone, |text| Now::Is(text.clone().into_bytes()));
        let change = change(&root, &before, &after, |path| if is_staged { staged(path) } else { Now::OnDisk });
        let changed: BTreeSet<String> =
            change.files.iter().map(|file| file.path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned()).collect();
        let told = places(&Request { change: Some(change), ..request(&root) });

        let is_old = |(path, rule, start, end): &(String, &str, u32, u32)| {
            // A link that was wrong is no news, whatever is wrong with it now.
            let is_same = |other: &str| other == *rule || other.starts_with("link-") && rule.starts_with("link-");
            OF_HABIT.contains(rule) || old.iter().any(|old| old.0 == *path && (old.2, old.3) == (*start, *end) && is_same(old.1))
        };
        let expected: BTreeSet<_> =
            new.iter().filter(|place| changed.contains(&place.0) || !is_old(place)).cloned().collect();
        prop_assert_eq!(told, expected);
    }
}
