//! Which plugins run, and the URLs that the known ones add. An unknown plugin may add any.

use chrono::NaiveDate;

use super::config::Config;
use super::gemfile;
use super::kind::Kind;
use super::permalink::{self, Output, UrlError};
use super::slug::{self, Mode};
use super::{Profile, url};
use crate::syntax::yaml::{Node, Value};

/// The plugins of a site.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Plugins {
    /// The gems that Jekyll loads, by name.
    pub active: Vec<String>,
    /// Whether one of them, or a file under `_plugins`, may add URLs that are not modelled.
    pub unknown: bool,
    /// Whether one of the gems is not known.
    pub has_foreign: bool,
    /// Gems that the configuration lists and GitHub Pages does not load.
    pub refused: Vec<String>,
}

/// Always on under GitHub Pages.
const GITHUB_PAGES: [&str; 10] = [
    "jekyll-coffeescript",
    "jekyll-commonmark-ghpages",
    "jekyll-gist",
    "jekyll-github-metadata",
    "jekyll-paginate",
    "jekyll-relative-links",
    "jekyll-optional-front-matter",
    "jekyll-readme-index",
    "jekyll-default-layout",
    "jekyll-titles-from-headings",
];

/// Loaded by GitHub Pages when listed.
const GITHUB_PAGES_LISTED: [&str; 10] = [
    "jekyll-feed",
    "jekyll-redirect-from",
    "jekyll-seo-tag",
    "jekyll-sitemap",
    "jekyll-avatar",
    "jemoji",
    "jekyll-mentions",
    "jekyll-include-cache",
    "jekyll-octicons",
    "jekyll-remote-theme",
];

/// Known to add no URL that another file does not have.
const HARMLESS: [&str; 33] = [
    "jekyll-avatar",
    "jekyll-coffeescript",
    "jekyll-commonmark",
    "jekyll-commonmark-ghpages",
    "jekyll-default-layout",
    "jekyll-email-protect",
    "jekyll-gist",
    "jekyll-github-metadata",
    "jekyll-include-cache",
    "jekyll-last-modified-at",
    "jekyll-livereload",
    "jekyll-mentions",
    "jekyll-minifier",
    "jekyll-octicons",
    "jekyll-optional-front-matter",
    "jekyll-readme-index",
    "jekyll-relative-links",
    "jekyll-remote-theme",
    "jekyll-sass-converter",
    "jekyll-sass-embedded",
    "jekyll-seo-tag",
    "jekyll-spaceship",
    "jekyll-target-blank",
    "jekyll-tidy",
    "jekyll-titles-from-headings",
    "jekyll-toc",
    "jekyll-twitter-plugin",
    "jekyll-watch",
    "jekyll-youtube",
    "jekyll_picture_tag",
    "jemoji",
    "kramdown-parser-gfm",
    "liquid-c",
];

/// Their URLs are modelled below.
const MODELLED: [&str; 5] =
    ["jekyll-archives", "jekyll-feed", "jekyll-paginate", "jekyll-redirect-from", "jekyll-sitemap"];

/// `README` and its like stay unpublished under jekyll-optional-front-matter.
const NO_PAGE: [&str; 8] = [
    "README",
    "LICENSE",
    "LICENCE",
    "COPYING",
    "CODE_OF_CONDUCT",
    "CONTRIBUTING",
    "ISSUE_TEMPLATE",
    "PULL_REQUEST_TEMPLATE",
];

impl Plugins {
    /// The plugins of a configuration and the text of a Gemfile; `local` tells whether `_plugins` holds Ruby files.
    pub fn of(config: &Config, gemfile: Option<&str>, local: bool) -> Plugins {
        let listed = config.plugins.iter().map(|p| p.value.clone());
        if config.profile == Profile::GitHubPages {
            let (mut active, refused): (Vec<_>, Vec<_>) =
                listed.partition(|p| GITHUB_PAGES.contains(&p.as_str()) || GITHUB_PAGES_LISTED.contains(&p.as_str()));
            active.extend(GITHUB_PAGES.iter().map(|&p| p.to_owned()));
            active.sort();
            active.dedup();
            return Plugins { active, unknown: false, has_foreign: false, refused };
        }
        let grouped =
            gemfile.map(gemfile::gems).unwrap_or_default().into_iter().filter(|g| g.jekyll_plugin).map(|g| g.name);
        let mut active: Vec<String> = listed.chain(grouped).collect();
        active.sort();
        active.dedup();
        let mut plugins = Plugins { active, unknown: local, has_foreign: false, refused: Vec::new() };
        plugins.has_foreign = !plugins.strangers(config).is_empty();
        plugins.unknown |= plugins.has_foreign;
        plugins
    }

    /// The gems that may add URLs which are not modelled.
    pub fn strangers(&self, config: &Config) -> Vec<&str> {
        let known = |gem: &str| Plugins::is_known(gem) || is_theme(gem, config);
        self.active.iter().map(String::as_str).filter(|gem| !known(gem)).collect()
    }

    /// Whether what that gem does is known.
    pub fn is_known(gem: &str) -> bool {
        HARMLESS.contains(&gem) || MODELLED.contains(&gem)
    }

    /// Whether that gem is loaded.
    pub fn has(&self, gem: &str) -> bool {
        self.active.iter().any(|p| p == gem)
    }

    /// Whether jekyll-optional-front-matter makes a page of a Markdown file without a header.
    pub fn makes_page(&self, config: &Config, path: &str, kind: Kind<'_>) -> bool {
        // Jekyll 3 keeps the files of collections apart from those of the site.
        if matches!(kind, Kind::ByHeader(Some(_))) && config.profile.is_jekyll_3() {
            return false;
        }
        let options = || config.get("optional_front_matter").and_then(|(_, options)| options.get("enabled"));
        if !self.has("jekyll-optional-front-matter") || options().is_some_and(|(_, on)| on.value == Value::Bool(false))
        {
            return false;
        }
        let name = path.rsplit('/').next().unwrap_or(path);
        let ext = url::extension(name);
        let markdown = config.is_markdown(ext);
        let stem = name[..name.len() - ext.len()].to_ascii_uppercase();
        let wanted =
            !NO_PAGE.contains(&stem.as_str()) || config.filter.include().iter().any(|p| p == config.source_path(path));
        markdown && wanted
    }

    /// Whether jekyll-readme-index makes indexes of READMEs that are copied.
    pub fn makes_index(&self, config: &Config) -> bool {
        let enabled = config.get("readme_index").and_then(|(_, options)| options.get("enabled"));
        self.has("jekyll-readme-index") && enabled.is_none_or(|(_, on)| on.value != Value::Bool(false))
    }

    /// The outputs that plugins add once for the whole site: sitemap, robots, feeds, the list of redirects; and the
    /// style sheet of GitHub Pages' own theme. Whether a source file already has such a URL is for the caller to see.
    pub fn site_outputs(&self, config: &Config) -> Vec<Output> {
        let mut urls: Vec<String> = Vec::new();
        if config.has_default_theme() {
            urls.push("/assets/css/style.css".to_owned());
        }
        if self.has("jekyll-sitemap") {
            urls.extend(["/sitemap.xml".to_owned(), "/robots.txt".to_owned()]);
        }
        if self.has("jekyll-feed") {
            urls.extend(feeds(config));
        }
        if self.has("jekyll-redirect-from") {
            let json = config.get("redirect_from").and_then(|(_, v)| v.get("json"));
            if json.is_none_or(|(_, v)| v.value != Value::Bool(false)) {
                urls.push("/redirects.json".to_owned());
            }
        }
        urls.into_iter().map(|u| Output { dest: url::file(&u), url: url::sanitize(u) }).collect()
    }

    /// Where jekyll-redirect-from puts pages for one file's `redirect_from` value: the node of each path with its output.
    pub fn redirects<'a>(&self, config: &Config, node: &'a Node) -> Vec<(&'a Node, Result<Output, UrlError>)> {
        if !self.has("jekyll-redirect-from") {
            return Vec::new();
        }
        let nodes: Vec<&Node> = match &node.value {
            Value::Sequence(items) => items.iter().collect(),
            Value::String(_) => vec![node],
            _ => Vec::new(),
        };
        nodes.into_iter().filter_map(|n| Some((n, redirect(config, n.as_str()?)))).collect()
    }

    /// jekyll-paginate's further pages for that many posts without `hidden: true`: pages two and up. Whether there is
    /// an `index.html` to start from is for the caller to see.
    pub fn pagination(&self, config: &Config, posts: usize) -> Vec<Output> {
        let Some(per_page) = config.paginate.as_ref().and_then(|p| usize::try_from(p.value).ok()).filter(|&p| p > 0)
        else {
            return Vec::new();
        };
        if !self.has("jekyll-paginate") {
            return Vec::new();
        }
        let path = |n: usize| config.paginate_path.replacen(":num", &n.to_string(), 1);
        (2..=posts.div_ceil(per_page))
            .map(|n| {
                let url = url::sanitize(format!("{}/", path(n)));
                Output { dest: format!("{}/index.html", url::file(&url)), url }
            })
            .collect()
    }

    /// jekyll-feed's feed of one tag, with `feed.tags`: only tags of `[A-Za-z0-9_]` get one.
    pub fn tag_feed(&self, config: &Config, tag: &str) -> Option<Output> {
        let tags =
            config.get("feed").and_then(|(_, v)| v.get("tags")).map(|(_, v)| v).filter(|_| self.has("jekyll-feed"))?;
        let listed = |key: &str| tags.get(key).map(|(_, v)| v.items().iter().any(|i| i.to_ruby_s() == tag));
        let off = matches!(tags.value, Value::Null | Value::Bool(false));
        let fits = tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        if off || !fits || listed("except") == Some(true) || listed("only") == Some(false) {
            return None;
        }
        let folder = tags.get("path").and_then(|(_, v)| v.as_str()).unwrap_or("/feed/by_tag/");
        let url = url::sanitize(format!("{folder}{tag}.xml"));
        Some(Output { dest: url::file(&url), url })
    }

    /// jekyll-archives' page for a category (`kind` is `category`) or a tag (`tag`); `None` when it makes none.
    pub fn archive(&self, config: &Config, kind: &str, term: &str) -> Option<Output> {
        let plural = if kind == "category" { "categories" } else { "tags" };
        let settings = self.archives(config, plural)?;
        let mode = settings.get("slug_mode").and_then(|(_, v)| v.as_str());
        let name = slug::slugify(term, Mode::named(mode), false, config.profile)?;
        archive_output(
            settings,
            kind,
            if kind == "category" { "/category/:name/" } else { "/tag/:name/" },
            &[(":name", &name)],
        )
    }

    /// jekyll-archives' pages for the year, month and day of a post, as far as they are enabled.
    pub fn date_archives(&self, config: &Config, day: NaiveDate) -> Vec<Output> {
        let [year, month, date] = ["%Y", "%m", "%d"].map(|f| day.format(f).to_string());
        let values = [(":year", year.as_str()), (":month", &month), (":day", &date)];
        [("year", "/:year/", 1), ("month", "/:year/:month/", 2), ("day", "/:year/:month/:day/", 3)]
            .into_iter()
            .filter_map(|(kind, default, known)| {
                archive_output(self.archives(config, kind)?, kind, default, &values[..known])
            })
            .collect()
    }

    /// The settings of jekyll-archives, if it makes pages of that sort.
    fn archives<'a>(&self, config: &'a Config, sort: &str) -> Option<&'a Node> {
        let settings = config.get("jekyll-archives").map(|(_, v)| v).filter(|_| self.has("jekyll-archives"))?;
        let enabled = match &settings.get("enabled")?.1.value {
            Value::Bool(yes) => *yes,
            Value::String(text) => text == "all",
            Value::Sequence(items) => items.iter().any(|i| i.as_str() == Some(sort)),
            _ => false,
        };
        enabled.then_some(settings)
    }
}

fn archive_output(settings: &Node, kind: &str, default: &str, values: &[(&str, &str)]) -> Option<Output> {
    let own = settings.get("permalinks").and_then(|(_, v)| v.get(kind)).and_then(|(_, v)| v.as_str());
    let mut filled = own.unwrap_or(default).replace(":type", kind);
    for (key, value) in values {
        filled = filled.replace(key, &url::escape(value).ok()?);
    }
    let url = url::sanitize(filled);
    let file = url::file(&url);
    let dest = if url.ends_with('/') { format!("{file}/index.html") } else { file };
    Some(Output { url, dest })
}

fn is_theme(gem: &str, config: &Config) -> bool {
    config.theme.as_ref().is_some_and(|t| t.value == gem)
}

fn feeds(config: &Config) -> Vec<String> {
    let feed = config.get("feed").map(|(_, v)| v);
    let setting = |key: &str| feed.and_then(|f| f.get(key)).map(|(_, v)| v);
    let path = setting("path").and_then(Node::as_str).unwrap_or("/feed.xml");
    let mut found = vec![path.to_owned()];
    let categories = |node: Option<&Node>| {
        node.map(|n| n.items().iter().map(Node::to_ruby_s).collect::<Vec<_>>()).unwrap_or_default()
    };
    found.extend(categories(setting("categories")).iter().map(|c| format!("/feed/{c}.xml")));
    match setting("collections").map(|n| &n.value) {
        Some(Value::Sequence(items)) => {
            let labels = items.iter().map(Node::to_ruby_s).filter(|l| l != "posts");
            found.extend(labels.map(|l| format!("/feed/{l}.xml")));
        }
        Some(Value::Mapping(pairs)) => {
            for (label, meta) in pairs {
                let label = label.to_ruby_s();
                let posts = label == "posts";
                let prefix = if posts { "/feed".to_owned() } else { format!("/feed/{label}") };
                let own = meta.get("path").and_then(|(_, v)| v.as_str()).map(str::to_owned);
                match (own, posts) {
                    (Some(own), true) => found[0] = own,
                    (own, false) => found.push(own.unwrap_or_else(|| format!("{prefix}.xml"))),
                    (None, true) => {}
                }
                found.extend(
                    categories(meta.get("categories").map(|(_, v)| v)).iter().map(|c| format!("{prefix}/{c}.xml")),
                );
            }
        }
        _ => {}
    }
    found
}

/// A redirect is a page called `redirect.html` at the root with the old path as its permalink.
fn redirect(config: &Config, from: &str) -> Result<Output, UrlError> {
    let from = if from.starts_with('/') { from.to_owned() } else { format!("/{from}") };
    permalink::page(config, "redirect.html", Some(&from))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(config: &str, gemfile: Option<&str>, profile: Profile) -> (Config, Plugins) {
        let config = Config::parse(config, profile);
        let plugins = Plugins::of(&config, gemfile, false);
        (config, plugins)
    }

    #[test]
    fn active_and_unknown() {
        let gemfile = "group :jekyll_plugins do\n  gem 'jekyll-sitemap'\nend\ngem 'jekyll-polyglot'";
        let (_, plugins) = site("plugins: [jekyll-feed]", Some(gemfile), Profile::Jekyll4);
        assert_eq!((plugins.active.join(" "), plugins.unknown), ("jekyll-feed jekyll-sitemap".to_owned(), false));
        assert!(site("plugins: [jekyll-polyglot]", None, Profile::Jekyll4).1.unknown);
        let (config, plugins) = site("plugins: [jekyll-archives, jekyll-feed]", None, Profile::GitHubPages);
        assert!(plugins.has("jekyll-paginate") && !plugins.unknown);
        assert_eq!(plugins.refused, ["jekyll-archives"]);
        let style = |text: &str, profile| {
            let (config, plugins) = site(text, None, profile);
            plugins.site_outputs(&config).iter().map(|output| output.url.clone()).collect::<String>()
        };
        assert_eq!(style("title: x", Profile::GitHubPages), "/assets/css/style.css");
        for text in ["theme: minima", "theme:", "remote_theme: a/b"] {
            assert_eq!(style(text, Profile::GitHubPages), "", "{text}");
        }
        assert_eq!(style("title: x", Profile::Jekyll3), "");
        assert!(
            plugins.makes_page(&config, "docs/a.md", Kind::ByHeader(None))
                && !plugins.makes_page(&config, "docs/readme.md", Kind::ByHeader(None))
        );
    }

    /// As Jekyll 4.4.1 with jekyll-feed 0.17.0, -redirect-from 0.16.0, -paginate 1.1.0 and -archives 2.3.0 has them.
    #[test]
    fn added_urls() {
        let text = "plugins: [jekyll-feed, jekyll-redirect-from, jekyll-paginate, jekyll-archives]\npaginate: 2\n\
            paginate_path: /blog/page:num\njekyll-archives: {enabled: [categories, year, day]}\nfeed: {categories: [x], collections: [docs], tags: true}\n\
            r: [/old/, old2, /old3.html, 'http://x.y/z.html']\n";
        let (config, plugins) = site(text, None, Profile::Jekyll4);
        let urls = |outputs: Vec<Output>| outputs.into_iter().map(|o| o.url).collect::<Vec<_>>();
        assert_eq!(
            urls(plugins.site_outputs(&config)),
            ["/feed.xml", "/feed/x.xml", "/feed/docs.xml", "/redirects.json"]
        );
        let redirects = plugins.redirects(&config, config.get("r").unwrap().1);
        let dests: Vec<_> = redirects.into_iter().map(|(_, o)| o.unwrap().dest).collect();
        assert_eq!(dests, ["old/index.html", "old2.html", "old3.html", "http:/x.y/z.html"]);
        assert_eq!(urls(plugins.pagination(&config, 5)), ["/blog/page2/", "/blog/page3/"]);
        assert_eq!(plugins.archive(&config, "category", "C++").unwrap().dest, "category/c/index.html");
        assert_eq!(plugins.archive(&config, "tag", "x"), None);
        let day = NaiveDate::from_ymd_opt(2020, 1, 2).unwrap();
        assert_eq!(urls(plugins.date_archives(&config, day)), ["/2020/", "/2020/01/02/"]);
        assert_eq!(plugins.tag_feed(&config, "a").unwrap().url, "/feed/by_tag/a.xml");
        assert_eq!(plugins.tag_feed(&config, "b c"), None);
    }
}
