//! Hostile and broken sites: each fault becomes a finding that names file and place, and everything else is still
//! judged.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use presscheck::finding::Finding;
use presscheck::{Outcome, Request};
use proptest::prelude::*;

const HEAD: &str = "---\ntitle: x\ndate: 2024-01-02 10:00:00 +0800\n---\n";

struct Site(tempfile::TempDir);

impl Site {
    /// A site with one post that has a fault, which must be found whatever else is in the site.
    fn new() -> Site {
        let site = Site(tempfile::tempdir().unwrap());
        site.put("_config.yml", "timezone: Asia/Shanghai\n");
        site.put("_posts/2024-01-02-witness.md", format!("{HEAD}<p><b>x</p>\n"));
        site
    }

    fn root(&self) -> &Path {
        self.0.path()
    }

    fn put(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// The findings about everything but the witness, as `rule path:start`.
    fn findings(&self) -> Vec<String> {
        let outcome = check(self.root());
        let witness = |finding: &&Finding| &**finding.path() == "_posts/2024-01-02-witness.md";
        assert_eq!(outcome.findings.iter().filter(witness).count(), 1, "the witness was not judged");
        let others = outcome.findings.iter().filter(|finding| !witness(finding));
        others.map(|f| format!("{} {}:{}", f.rule, f.path(), f.span().start)).collect()
    }
}

fn check(root: &Path) -> Outcome {
    let now = chrono::DateTime::parse_from_rfc3339("2026-01-01T00:00:00Z").unwrap();
    presscheck::check(&Request { now, ..Request::of_site(root) }).unwrap()
}

#[test]
fn an_empty_file_and_a_folder_named_like_a_page() {
    let site = Site::new();
    site.put("empty.md", "");
    site.put("empty.html", "");
    fs::create_dir(site.root().join("x.md")).unwrap();
    fs::create_dir_all(site.root().join("_posts/2024-01-02-folder.md")).unwrap();
    assert_eq!(site.findings(), Vec::<String>::new());
}

#[test]
fn bytes_that_are_no_utf8() {
    let site = Site::new();
    site.put("_posts/2024-01-02-gbk.md", [HEAD.as_bytes(), b"\xc4\xe3"].concat());
    site.put("image.html", b"\xff\xd8\xff\xe0");
    assert_eq!(site.findings(), [format!("text-invalid-utf8 _posts/2024-01-02-gbk.md:{}", HEAD.len())]);
}

#[test]
fn a_file_of_200_megabytes() {
    let site = Site::new();
    let path = "_posts/2024-01-02-long.md";
    site.put(path, HEAD);
    // The rest is a hole: it takes no space on the disk.
    fs::File::options().write(true).open(site.root().join(path)).unwrap().set_len(200 << 20).unwrap();
    assert_eq!(site.findings(), [format!("file-unreadable {path}:0")]);
}

#[cfg(unix)]
#[test]
fn links_that_lead_nowhere_or_back() {
    use std::os::unix::fs::symlink;
    let site = Site::new();
    symlink("nowhere.md", site.root().join("_posts/2024-01-02-gone.md")).unwrap();
    fs::create_dir(site.root().join("folder")).unwrap();
    symlink("..", site.root().join("folder/up")).unwrap();
    assert_eq!(site.findings(), ["file-unreadable _posts/2024-01-02-gone.md:0", "file-unreadable folder/up:0"]);
}

#[test]
fn a_hundred_thousand_open_elements() {
    let site = Site::new();
    let path = "_posts/2024-01-02-deep.md";
    site.put(path, format!("{HEAD}{}", "<div>".repeat(100_000)));
    let at = HEAD.len() + 512 * "<div>".len();
    let findings = site.findings();
    assert!(findings.contains(&format!("html-misnested {path}:{at}")), "{findings:?}");
    assert!(findings.len() <= 513, "{}", findings.len());
}

#[test]
fn a_line_of_ten_megabytes() {
    let site = Site::new();
    let path = "_posts/2024-01-02-wide.md";
    let text = "<p>中文</p>".repeat((10 << 20) / 13);
    site.put(path, format!("{HEAD}{text}<p><i>x</p>\n"));
    assert_eq!(site.findings(), [format!("html-unclosed {path}:{}", HEAD.len() + text.len() + 3)]);
}

#[test]
fn markdown_that_invites_looking_far() {
    let site = Site::new();
    for (name, text) in [
        ("brackets", "[".repeat(50_000)),
        ("signs", "<".repeat(500_000)),
        ("quotes", "<a href=\"".repeat(50_000)),
        ("stars", "*a ".repeat(50_000)),
        ("holes", "{{ x }} ".repeat(50_000)),
        ("blocks", format!("{}{}", "{% if x %}\n".repeat(20_000), "{% endif %}\n".repeat(20_000))),
        ("comments", "<!--".repeat(100_000)),
        ("tags", "{% ".repeat(100_000)),
        ("outputs", "{{ ".repeat(100_000)),
        ("braces", format!("{}}}", "{{ ".repeat(100_000))),
        ("names", "{% x %}{% endif %}".repeat(20_000)),
        ("raws", "{% raw %}{%- endraw %}".repeat(20_000)),
        ("stray", "{% raw %}{% endraw %}{% endraw %}".repeat(20_000)),
        ("crossed", "{% for a in b %}{% if a %}{% endfor %}{% endif %}".repeat(10_000)),
        ("variables", format!("{}{}", "{% assign a = b %}".repeat(20_000), "{{ c }}".repeat(20_000))),
        ("filters", format!("{{{{ a{} }}}}", " | b: c, '".repeat(50_000))),
        ("ranges", format!("{{{{ {}1..2{} }}}}", "(".repeat(50_000), ")..3)".repeat(50_000))),
        ("members", format!("{{{{ a{} }}}} {{{{ a{} }}}}", "[a".repeat(50_000), "[".repeat(50_000))),
        ("conditions", format!("{{% if {} %}}", "a == 'b and ".repeat(50_000))),
        ("samples", "`{{ a }}` `${{ b }}` {% include c %} ".repeat(20_000)),
        ("templates", "```liquid\n{{ page.a }}\n```\n".repeat(10_000)),
        ("formulas", "$${{a}}$$ $x ".repeat(20_000)),
        ("posts", "{% link a.md %}{% post_url 2020-01-02-a %}".repeat(5_000)),
        ("fences", "```\n~~~\n".repeat(50_000)),
        ("quoted", ">".repeat(20_000)),
        ("nested", "<b>".repeat(20_000)),
        ("struck", "~~a *b ".repeat(5_000)),
        ("broken", "\n<A ".repeat(20_000)),
        ("links", "[a](".repeat(20_000)),
        ("pictures", "![".repeat(20_000)),
        ("ticks", "`".repeat(50_000)),
        ("lists", "- ".repeat(5_000)),
        ("terms", "a\n: b\n".repeat(5_000)),
        ("tables", "a|b\n".repeat(20_000)),
        ("extensions", "{::comment}\n*a ".repeat(10_000)),
        ("attributes", "{: .a}\n".repeat(20_000)),
        ("opened", "<div markdown=\"1\">\n".repeat(5_000)),
        ("parens", "（".repeat(50_000)),
        ("corners", "「a\n\n」」".repeat(20_000)),
        ("titles", "人》《 ".repeat(50_000)),
        ("misread", "Â\u{80}".repeat(50_000)),
        ("telling", "锛中".repeat(50_000)),
        ("lost", "a\u{FFFD}".repeat(50_000)),
        ("letters", "Ö¡".repeat(50_000)),
        ("turned", "a\u{202E}".repeat(50_000)),
        ("both-ways", "\u{5D0}\u{2067}".repeat(50_000)),
        ("invisible", "人\u{200B} ".repeat(50_000)),
        ("joined", "a\u{200D}\u{2060}".repeat(50_000)),
        ("wide", "aｂ".repeat(50_000)),
        ("radicals", "⼈人".repeat(50_000)),
        ("line-ends", "a\r\nb\n".repeat(50_000)),
    ] {
        site.put(&format!("_posts/2024-01-02-{name}.md"), format!("{HEAD}{text}\n"));
    }
    // What these are is not the point: they end, and the witness is judged.
    let internal: Vec<String> = site.findings().into_iter().filter(|f| f.starts_with("internal-error")).collect();
    assert_eq!(internal, Vec::<String>::new());
}

#[test]
fn front_matter_without_measure() {
    let site = Site::new();
    site.put("_posts/2024-01-02-deep.md", format!("---\ntitle: {}\n---\n", "[".repeat(10_000)));
    let mut bomb = "---\na0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..30 {
        let alias = format!("*a{}", n - 1);
        writeln!(bomb, "a{n}: &a{n} [{}]", [alias.as_str(); 9].join(", ")).unwrap();
    }
    site.put("_posts/2024-01-02-bomb.md", bomb + "---\n");
    let findings = site.findings();
    let named =
        |name: &str| findings.iter().filter(|f| f.starts_with("front-matter-yaml-syntax") && f.contains(name)).count();
    assert_eq!((named("deep"), named("bomb"), findings.len()), (1, 1, 2), "{findings:?}");
}

#[test]
fn a_broken_configuration() {
    let site = Site::new();
    site.put("_config.yml", "title: a: b\ntimezone: Asia/Shanghai\n");
    assert_eq!(site.findings(), ["site-config _config.yml:7"]);
    site.put("_config.yml", b"title: \xff\n");
    assert_eq!(site.findings().len(), 1);
}

#[test]
fn a_root_that_cannot_be_read_is_an_error() {
    let site = Site::new();
    assert!(presscheck::check(&Request::of_site(&site.root().join("nowhere"))).is_ok_and(|o| o.root == site.root()));
    assert!(presscheck::check(&Request::of_site(Path::new("/nowhere/at/all"))).is_err());
}

/// What gets into each other's way in a post.
const PIECES: &[&str] = &[
    "a",
    "b c ",
    "甲乙",
    "中文，",
    "é",
    "👩\u{200D}💻",
    "\u{200B}",
    "\u{FEFF}",
    "\u{202E}",
    "\u{8}",
    "\u{FFFD}",
    "Ã©",
    "锛",
    "⼈",
    "ａ１",
    "（",
    "）",
    "「",
    "」",
    "“",
    "”",
    "《",
    "》",
    " ",
    "  \n",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    "    ",
    "# ",
    "## ",
    "##",
    "- ",
    "1. ",
    "> ",
    "* ",
    "**",
    "*",
    "_",
    "~~",
    "`",
    "```\n",
    "~~~\n",
    "|",
    "|---|---|\n",
    "---\n",
    "[a](/x)",
    "[甲](乙 丙)",
    "[](",
    "![](",
    "[r]",
    "[r][q]",
    "[r]: /u\n",
    "[^n]",
    "[^n]: 注\n",
    "](",
    "]",
    "(",
    ")",
    "<http://e.x/中>",
    "<",
    ">",
    "<b>",
    "</b>",
    "<p>",
    "</p>",
    "<div>\n",
    "</div>\n",
    "<div markdown=\"1\">\n",
    "<a href=\"/l\">",
    "<a href='#甲'>",
    "</a>",
    "<img src=/k.png>",
    "<img alt=\"",
    "<br/>",
    "<ul>",
    "<li>",
    "</ul>",
    "<table><tr>",
    "<td align=center>",
    "</table>",
    "<h2>",
    "</h3>",
    "<title>",
    "<script>",
    "<!--",
    "-->",
    "<x-甲 id=a id=a>",
    "&nbsp",
    "&nosuch;",
    "&#x0;",
    "{: #甲 .c}",
    "{:toc}\n",
    "{: =}",
    "{:/}",
    "{{ ",
    "}}",
    "{{ page.title }}",
    "{{ 甲 }}",
    "{{ a | b: c }}",
    "{% ",
    "%}",
    "{% if a %}",
    "{% else %}",
    "{% endif %}",
    "{% raw %}",
    "{% endraw %}",
    "{% foo %}",
    "{% include 甲.html x %}",
    "{% link a.md %}",
    "{% post_url 2020-01-02-a %}",
    "$$",
    "\\",
    "\"",
    "'",
    "<!-- presscheck-ignore link-* -->",
    "<!-- presscheck-ignore-file 甲 -->",
];

/// The same for front matter: lines.
const LINES: &[&str] = &[
    "title: 甲（",
    "title: \u{200B}乙",
    "title:丙",
    "title： 丁",
    "date: 2024-01-02 10:00:00",
    "date: 2024-13-02",
    "date: 甲",
    "date: 31/12/2024",
    "tags: [a, 'b', a, 甲]",
    "categories: a, b",
    "category: \"\"",
    "layout: 无",
    "permalink: /:甲/",
    "published: \"no\"",
    "redirect_from: [/a,",
    "\ttitle: x",
    "lang: ja",
    "lang: zh-CN",
    "- a",
    "a: b: c",
    "  name: 甲",
    "# 注",
    "...",
    "---",
    "<<<<<<< HEAD",
    "'",
    "é: &a *b",
    "tag: 1.10",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]
    /// Whatever is written, no rule fails, and every span lies in its file and cuts no character in two.
    #[test]
    fn every_span_is_sound(
        posts in prop::collection::vec(
            (
                prop::collection::vec(prop::sample::select(LINES), 0..6),
                prop::collection::vec(prop::sample::select(PIECES), 0..40),
            ),
            40,
        )
    ) {
        let site = Site::new();
        site.put("presscheck.toml", "[rules]\n\"*\" = \"warn\"\n");
        for (number, (lines, pieces)) in posts.iter().enumerate() {
            let (lines, body) = (lines.join("\n"), pieces.concat());
            site.put(&format!("_posts/2024-01-02-{number}.md"), format!("---\n{lines}\n---\n{body}"));
            site.put(&format!("{number}.html"), format!("---\ntitle: {number}\n---\n{body}"));
        }
        let outcome = check(site.root());
        prop_assert!(outcome.findings.len() > 100, "{}", outcome.findings.len());
        for finding in &outcome.findings {
            prop_assert_ne!(finding.rule, "internal-error", "{:?}", finding);
            let edits = finding.fix.iter().flat_map(|fix| &fix.edits).map(|edit| (finding.path(), edit.span));
            for (path, span) in finding.labels.iter().map(|label| (&label.path, label.span)).chain(edits) {
                let text = fs::read_to_string(site.root().join(&**path)).unwrap();
                prop_assert!(text.get(span.range()).is_some(), "{:?} of {} in {:?}", span, finding.rule, text);
            }
        }
    }
}
