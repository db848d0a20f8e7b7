//! Writes a news site without defects: posts with YAML front matter and Chinese HTML bodies, the category pages that
//! they link to, layouts and configuration. The same number of posts gives the same site on every machine.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset, TimeDelta};
use rayon::prelude::*;

/// Raise it when what is written changes: sites of older editions are written anew.
const EDITION: u32 = 1;

const HOST: &str = "news.example.org";
const PER_DAY: usize = 60;

const SOURCES: &[(&str, &str)] = &[
    ("jiangchengribao", "江城日报"),
    ("haiwanwanbao", "海湾晚报"),
    ("caijingxianchang", "财经现场"),
    ("lvdianzhoukan", "绿电周刊"),
    ("tianyebao", "田野报"),
    ("huanqiusaomiao", "环球扫描"),
    ("TechWeb", "TechWeb"),
    ("21shangbao", "21商报"),
    ("gangkouribao", "港口日报"),
    ("yaoyuanzhisheng", "遥远之声"),
    ("jishizhoubao", "集市周报"),
    ("xianyuxinwen", "县域新闻"),
];

const WORDS: &[&str] = &[
    "市场",
    "资金",
    "公司",
    "股价",
    "板块",
    "指数",
    "业绩",
    "增长",
    "投资者",
    "机构",
    "行业",
    "产能",
    "需求",
    "供应",
    "价格",
    "政策",
    "银行",
    "债券",
    "利率",
    "汇率",
    "原油",
    "铜价",
    "煤炭",
    "新能源",
    "光伏",
    "锂电池",
    "芯片",
    "汽车",
    "消费",
    "零售",
    "医药",
    "大豆",
    "玉米",
    "物流",
    "港口",
    "出口",
    "进口",
    "预期",
    "数据",
    "报告",
    "季度",
    "同比",
    "环比",
    "上涨",
    "回落",
    "承压",
    "改善",
    "扩张",
    "风险",
    "估值",
    "配置",
    "流动性",
    "融资",
    "并购",
    "董事会",
    "股东",
];

const STOCKS: &[(&str, &str)] = &[("1.600519", "贵州茅台"), ("0.300059", "东方财富"), ("0.300750", "宁德时代")];

/// The moment at which the site is judged: after its last post.
pub(crate) fn now() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2099-01-01T00:00:00Z").unwrap()
}

/// The folder of a site with `count` posts below `folder`; it is written unless it is there.
pub(crate) fn site(folder: &Path, count: usize) -> PathBuf {
    let root = folder.join(count.to_string());
    // Beside the site, so that the site holds nothing but itself; written last, so that half a site is no site.
    let stamp = folder.join(format!("{count}.edition"));
    if fs::read_to_string(&stamp).is_ok_and(|text| text == EDITION.to_string()) {
        return root;
    }
    eprintln!("writing {count} posts to {}", root.display());
    if root.exists() {
        fs::remove_dir_all(&root).unwrap();
    }
    for (path, text) in frame() {
        write(&root.join(path), &text);
    }
    fs::create_dir_all(root.join("_posts")).unwrap();
    (0..count).into_par_iter().for_each(|number| {
        let post = Post::new(number);
        fs::write(root.join("_posts").join(format!("{}.md", post.name())), post.text()).unwrap();
    });
    write(&stamp, &EDITION.to_string());
    root
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Everything but the posts.
fn frame() -> Vec<(String, String)> {
    let mut files = vec![
        ("_config.yml", format!("lang: zh-CN\ntitle: 新闻汇\nurl: https://{HOST}\ntimezone: Asia/Shanghai\nplugins: []\n")),
        ("presscheck.toml", "[taxonomies.categories]\npages = \"category/{term}.html\"\n".to_owned()),
        (
            "_layouts/default.html",
            "<!DOCTYPE html>\n<html>\n<head>\n<title>{{ page.title }}</title>\n</head>\n<body>\n{{ content }}\n</body>\n</html>\n"
                .to_owned(),
        ),
        ("_layouts/post.html", "---\nlayout: default\n---\n<h1>{{ page.title }}</h1>\n\n{{ content }}\n".to_owned()),
        (
            "_layouts/category.html",
            "---\nlayout: default\n---\n<h1>{{ page.title }}</h1>\n{% for post in site.categories[page.category] %}<p><a href=\"{{ post.url }}\">{{ post.title }}</a></p>\n{% endfor %}\n"
                .to_owned(),
        ),
    ]
    .into_iter()
    .map(|(path, text)| (path.to_owned(), text))
    .collect::<Vec<_>>();
    let mut index = String::from("---\nlayout: default\ntitle: 首页\n---\n\n");
    for (category, name) in SOURCES {
        let _ = writeln!(index, "- [{name}新闻](/category/{category}.html)");
        let page = format!("---\nlayout: category\ntitle: {name}新闻\ncategory: {category}\n---\n");
        files.push((format!("category/{category}.html"), page));
    }
    files.push(("index.md".to_owned(), index));
    files
}

struct Post {
    number: usize,
    random: Random,
    time: DateTime<FixedOffset>,
    category: &'static str,
    source: &'static str,
}

impl Post {
    fn new(number: usize) -> Post {
        let mut random = Random(0x9E37_79B9_7F4A_7C15 ^ (number as u64 + 1).wrapping_mul(0xD134_2543_DE82_EF95));
        let start = DateTime::parse_from_rfc3339("2021-12-08T00:30:00+08:00").unwrap();
        let (day, nth) = (number / PER_DAY, number % PER_DAY);
        let minutes = day * 24 * 60 + nth * (1400 / PER_DAY) + random.below(20);
        let time = start + TimeDelta::minutes(i64::try_from(minutes).unwrap());
        let (category, source) = SOURCES[random.below(SOURCES.len())];
        Post { number, random, time, category, source }
    }

    fn id(&self) -> String {
        format!("{}{:010}", self.time.format("%Y%m%d"), 2_000_000_000 + self.number)
    }

    fn name(&self) -> String {
        format!("{}-{}", self.time.format("%Y-%m-%d"), self.id())
    }

    fn url(&self) -> String {
        format!("/{}/{}/{}.html", self.category.to_lowercase(), self.time.format("%Y/%m/%d"), self.id())
    }

    fn text(mut self) -> String {
        let (id, source, category) = (self.id(), self.source, self.category);
        let title = self.random.sentence(3);
        let date = self.time.format("%Y-%m-%d %H:%M:%S %z");
        let mut text = format!(
            "---\nlayout: post\ntitle: \"{title}\"\ndate: {date}\ncategories: {category}\ntags: {source}新闻\n---\n> {}（{source}）\n\n",
            self.random.sentence(8)
        );
        let body = self.paragraphs();
        text.push_str(&body.join(if self.random.below(10) < 7 { "" } else { "\n" }));
        let _ = write!(
            text,
            "\n\n<http://finance.example.com/a/{id}.html>\n\n[返回{source}新闻](//{HOST}/category/{category}.html)｜[返回首页](//{HOST}/)"
        );
        text
    }

    fn paragraphs(&mut self) -> Vec<String> {
        let chart = "<!-- EM_StockImg_Start --><p style=\"text-align:center;\"><a href=\"http://quote.example.com/unify/r/106.NIO\" class=\"EmImageRemark\" target=\"_blank\"><img src=\"https://img.example.com/GetPic.aspx?nid=106.NIO&amp;at=1\" alt=\"K图 NIO_0\" width=\"578\" height=\"276\" /></a></p><!-- EM_StockImg_End -->";
        let mut paragraphs = vec![chart.to_owned()];
        for i in 0..15 + self.random.below(5) {
            let mut text = String::new();
            if i % 4 == 1 {
                let (code, name) = STOCKS[i / 4 % STOCKS.len()];
                let _ = write!(
                    text,
                    "<span id=\"stock_{code}_{i}\"><a href=\"http://quote.example.com/unify/r/{code}\" class=\"keytip\" data-code=\"{code}|1|2\">{name}</a></span>"
                );
            }
            if i % 5 == 2 {
                let _ = write!(text, "<strong>{}</strong><br />", self.random.sentence(2));
            }
            for _ in 0..2 + self.random.below(3) {
                let length = 3 + self.random.below(3);
                text.push_str(&self.random.sentence(length));
                text.push('。');
            }
            if i == 6 && self.number > 0 {
                let _ = write!(text, "<a href=\"{}\">相关阅读</a>", Post::new(self.number - 1).url());
            }
            paragraphs.push(format!("<p>{text}</p>"));
        }
        paragraphs.push("<p class=\"em_media\">（文章来源：综合报道）</p>".to_owned());
        paragraphs
    }
}

/// Xorshift: the same numbers everywhere, without a dependency.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % limit
    }

    fn sentence(&mut self, parts: usize) -> String {
        let mut text = String::new();
        for part in 0..parts {
            if part > 0 {
                text.push('，');
            }
            for _ in 0..2 + self.below(3) {
                text.push_str(WORDS[self.below(WORDS.len())]);
            }
        }
        text
    }
}
