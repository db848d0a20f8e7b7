//! What Liquid makes of a URL, where that is known before the build: text, what `_config.yml` says, and the filters and
//! tags that Jekyll has for URLs (`filters/url_filters.rb`, `tags/link.rb`, `tags/post_url.rb`, `drops/site_drop.rb`).

use std::borrow::Cow;

use super::config::Config;
use super::plugins::Plugins;
use crate::source::Span;
use crate::syntax::html;
use crate::syntax::liquid::{Hole, Liquid};

/// A URL that Liquid has a part in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evaluated {
    /// As it is published, with its character references resolved; of a link by a tag, what stands around the tag.
    pub url: String,
    /// The tag that gives it its path.
    pub tag: Option<Tag>,
    /// The bytes that put `baseurl` before what puts it there once more.
    pub first_baseurl: Option<Span>,
    /// The bytes behind the last tag or output: the end of the URL, as it stands in the file.
    pub tail: Span,
}

/// `link` or `post_url`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag {
    /// All of it.
    pub span: Span,
    /// The name of the file.
    pub name: Span,
    /// `link` rather than `post_url`.
    pub is_link: bool,
    /// What stands before the tag ends in `baseurl`.
    pub has_baseurl: bool,
}

/// What a site says of the values in its URLs.
#[derive(Clone, Copy, Debug)]
pub struct LiquidUrls<'a> {
    /// `_config.yml`.
    pub config: &'a Config,
    /// Its plugins.
    pub plugins: &'a Plugins,
}

/// What `site` has beside the configuration.
const SITE: [&str; 13] = [
    "categories",
    "collections",
    "config",
    "data",
    "documents",
    "github",
    "html_pages",
    "pages",
    "posts",
    "related_posts",
    "static_files",
    "tags",
    "time",
];

impl<'a> LiquidUrls<'a> {
    /// What Liquid makes of the URL at `span` of `text`; `None` where only the build can tell.
    pub fn evaluate(self, text: &'a str, liquid: &Liquid, span: Span) -> Option<Evaluated> {
        // Who gives the name `site` to something else means something else.
        if liquid.defined.iter().any(|name| name.of(text) == "site") {
            return None;
        }
        let mut out = Evaluated::default();
        let mut baseurl = None;
        let mut at = span.start;
        let first = liquid.holes.partition_point(|hole| hole.span.end <= span.start);
        for hole in liquid.holes[first..].iter().take_while(|hole| hole.span.start < span.end) {
            let is_faulty = !hole.is_ended || liquid.faults.iter().any(|fault| fault.hole == hole.span);
            if !span.contains(hole.span) || is_faulty || out.tag.is_some() {
                return None;
            }
            out.url.push_str(Span { start: at, end: hole.span.start }.of(text));
            at = hole.span.end;
            if hole.output {
                self.output(text, hole, &mut out, &mut baseurl)?;
            } else {
                out.tag = Some(self.tag(text, hole, &out.url)?);
                out.first_baseurl = baseurl;
                // Only what follows the path is read of it.
                out.url.clear();
            }
        }
        out.tail = Span { start: at, end: span.end };
        let tail = out.tail.of(text);
        if out.tag.is_some() && !(tail.is_empty() || tail.starts_with(['#', '?'])) {
            return None;
        }
        out.url.push_str(tail);
        if let Cow::Owned(decoded) = html::decode(&out.url) {
            out.url = decoded;
        }
        Some(out)
    }

    /// `link` and `post_url`, which give a whole path: nothing can stand before them but the site's host and folder.
    fn tag(self, text: &str, hole: &Hole, before: &str) -> Option<Tag> {
        let is_link = match hole.name.of(text) {
            "link" => true,
            "post_url" => false,
            _ => return None,
        };
        let markup = hole.markup.of(text);
        let name = markup.trim();
        if name.is_empty() || name.contains('{') {
            return None;
        }
        let host = self.site_url().filter(|url| !url.is_empty()).and_then(|url| before.strip_prefix(url));
        let folder = host.unwrap_or(before);
        let base = self.config.baseurl.value.trim_matches('/');
        let has_baseurl = !base.is_empty() && folder.strip_prefix('/') == Some(base);
        let start = hole.markup.start as usize + markup.len() - markup.trim_start().len();
        (has_baseurl || folder.is_empty()).then(|| Tag {
            span: hole.span,
            name: Span::new(start, start + name.len()),
            is_link,
            has_baseurl,
        })
    }

    /// `{{ 'a' | relative_url }}`: adds what it prints. `baseurl` is where `baseurl` was put before the path by hand.
    fn output(self, text: &'a str, hole: &Hole, out: &mut Evaluated, baseurl: &mut Option<Span>) -> Option<()> {
        let markup = hole.markup.of(text);
        let at = |rest: &str| hole.markup.end as usize - rest.len();
        let (first, mut rest) = self.value(markup)?;
        if first.is_baseurl && rest.trim().is_empty() {
            *baseurl = Some(hole.span);
        }
        let mut value = first.text;
        while let Some(filter) = rest.trim_start().strip_prefix('|') {
            let start = at(filter) - 1;
            let filter = filter.trim_start();
            let end = filter.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(filter.len());
            rest = &filter[end..];
            let argument = rest.trim_start().strip_prefix(':');
            match (&filter[..end], argument) {
                ("relative_url" | "absolute_url", None) if is_absolute(&value) => {}
                ("relative_url", None) => {
                    value = self.relative_url(&value)?.into();
                    out.first_baseurl = out.first_baseurl.or(*baseurl);
                }
                ("absolute_url", None) => {
                    value = [self.site_url()?, &self.relative_url(&value)?].concat().into();
                    out.first_baseurl = out.first_baseurl.or(*baseurl);
                }
                ("prepend" | "append", Some(argument)) => {
                    let (added, after) = self.value(argument)?;
                    let is_before = filter.starts_with("prepend");
                    value = if is_before { added.text + value } else { value + added.text };
                    if is_before && added.is_baseurl {
                        *baseurl = Some(Span::new(start, at(after.trim_start())));
                    }
                    rest = after;
                }
                ("strip", None) => value = value.trim().to_owned().into(),
                ("escape" | "xml_escape", None) if !value.contains(['<', '>', '"', '\'']) => {
                    value = value.replace('&', "&amp;").into();
                }
                ("strip_index", None) => {
                    let stem = value.strip_suffix("/index.html").or_else(|| value.strip_suffix("/index.htm"));
                    if let Some(stem) = stem {
                        value = format!("{stem}/").into();
                    }
                }
                _ => return None,
            }
        }
        rest.trim().is_empty().then(|| out.url.push_str(&value))
    }

    /// The value at the start of `markup`, and what follows it.
    fn value(self, markup: &'a str) -> Option<(Known<'a>, &'a str)> {
        let markup = markup.trim_start();
        if let Some(quote @ ('\'' | '"')) = markup.chars().next() {
            let (text, rest) = markup[1..].split_once(quote)?;
            return Some((Known { text: text.into(), is_baseurl: false }, rest));
        }
        let end = markup.find(|c: char| c.is_whitespace() || c == '|').unwrap_or(markup.len());
        let (name, rest) = markup.split_at(end);
        let text = match name.strip_prefix("site.")? {
            "baseurl" => self.baseurl()?,
            "url" => self.site_url()?,
            key => self.setting(key)?,
        };
        Some((Known { text: text.into(), is_baseurl: name == "site.baseurl" }, rest))
    }

    /// A text in `_config.yml`.
    fn setting(self, key: &str) -> Option<&'a str> {
        let is_own = SITE.contains(&key) || self.config.collection(key).is_some();
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        if is_own || !key.chars().all(is_name) {
            return None;
        }
        self.config.get(key).and_then(|(_, node)| node.as_str())
    }

    /// `baseurl`, where what stands behind it does not become another host's or a relative one by it.
    fn baseurl(self) -> Option<&'a str> {
        let base = self.config.baseurl.value.as_str();
        (base.is_empty() || (base.starts_with('/') && !base.ends_with('/'))).then_some(base)
    }

    /// `url`. Where there is none, GitHub's metadata may give one.
    fn site_url(self) -> Option<&'a str> {
        let url = self.config.url.as_ref().map_or("", |url| url.value.as_str());
        (!url.is_empty() || !self.plugins.has("jekyll-github-metadata")).then_some(url)
    }

    /// What `relative_url` makes of a text that is no absolute URL.
    fn relative_url(self, input: &str) -> Option<String> {
        let base = self.config.baseurl.value.as_str();
        if base.contains(':') {
            return None;
        }
        let base = base.strip_suffix('/').unwrap_or(base);
        let slash = |text: &str| if text.is_empty() || text.starts_with('/') { "" } else { "/" };
        let whole = [slash(base), base, slash(input), input].concat().replace(' ', "%20");
        let end = whole.find(['?', '#']).unwrap_or(whole.len());
        let (path, rest) = whole.split_at(end);
        let has_dots = path.split('/').any(|segment| matches!(segment, "." | ".."));
        Some(if has_dots { without_dots(path) + rest } else { whole })
    }
}

/// A value that is known.
struct Known<'a> {
    text: Cow<'a, str>,
    /// It is `site.baseurl`.
    is_baseurl: bool,
}

/// Whether a URL has a scheme, so that the filters leave it alone.
fn is_absolute(url: &str) -> bool {
    url.split_once(':').is_some_and(|(scheme, _)| crate::site::target::is_scheme(scheme))
}

/// A rooted path without `.` and `..` (RFC 3986, 5.2.4).
fn without_dots(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let mut segments = path.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        let is_last = segments.peek().is_none();
        match segment {
            "." | ".." => {
                if segment == ".." {
                    parts.pop();
                }
                parts.extend(is_last.then_some(""));
            }
            _ => parts.push(segment),
        }
    }
    format!("/{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::jekyll::Profile;
    use crate::site::target::{Origin, classify};
    use crate::syntax::liquid;

    /// The URLs as written, and what Jekyll made of them: `tests/oracle/link_urls.rb`.
    const WRITTEN: &str = include_str!("../../../tests/oracle/link_urls.txt");
    const PUBLISHED: &str = include_str!("../../../tests/oracle/link_urls.tsv");

    fn config(version: &str, url: &str, baseurl: &str) -> Config {
        let line = |key: &str, value: &str| if value == "-" { String::new() } else { format!("{key}: \"{value}\"\n") };
        let text = ["cdn: https://cdn.example\nfolder: /img/\n", &line("url", url), &line("baseurl", baseurl)].concat();
        Config::parse(&text, if version == "3.10.0" { Profile::Jekyll3 } else { Profile::Jekyll4 })
    }

    fn evaluated(config: &Config, written: &str) -> Option<Evaluated> {
        let (liquid, _) = liquid::read(written, 0);
        LiquidUrls { config, plugins: &Plugins::default() }.evaluate(written, &liquid, Span::new(0, written.len()))
    }

    #[test]
    fn urls_are_what_jekyll_makes_of_them() {
        let mut rows = 0;
        for row in PUBLISHED.lines() {
            let [version, url, baseurl, written, published] = row.split('\t').collect::<Vec<_>>()[..] else {
                panic!("{row}");
            };
            rows += 1;
            let config = config(version, url, baseurl);
            let Some(found) = evaluated(&config, written) else {
                // Of a folder that is none nothing is claimed where it stands alone, nor of one that is not the site's.
                let is_foreign = written.starts_with("/b{%") && baseurl != "/b";
                assert!(is_foreign || matches!(baseurl, "/" | "b" | "/b/" | "https://e.com/b"), "{row}");
                continue;
            };
            assert!(found.url.ends_with(found.tail.of(written)), "{row}");
            let Some(tag) = found.tag else {
                let origin = Origin::new(if url == "-" { "" } else { url }, &config.baseurl.value);
                let target = |url: &str| classify(url, Some("/2020/01/02/x.html"), &origin);
                assert_eq!(target(&found.url), target(&html::decode(published)), "{row}");
                continue;
            };
            let path = published.strip_prefix(url).filter(|_| !url.is_empty()).unwrap_or(published);
            let times = path.split('/').skip(1).take_while(|part| *part == "b").count();
            let by_tag = usize::from(version == "4.4.1" && baseurl == "/b");
            if matches!(baseurl, "-" | "" | "/b") {
                assert_eq!(times, by_tag + usize::from(tag.has_baseurl), "{row}");
            }
        }
        assert!(rows > 1000, "{rows}");
    }

    #[test]
    fn nothing_is_claimed_of_what_only_the_build_can_tell() {
        let unknown: Vec<&str> = WRITTEN.lines().filter_map(|line| line.strip_prefix("? ")).collect();
        assert!(unknown.len() > 10);
        for written in unknown {
            assert_eq!(evaluated(&config("4.4.1", "https://e.com", "/b"), written), None, "{written}");
        }
        let names = "{% assign site = page %}{{ site.baseurl }}/a";
        assert_eq!(evaluated(&config("4.4.1", "-", "-"), names), None);
    }

    #[test]
    fn what_has_baseurl_twice_says_which_is_too_much() {
        let config = config("4.4.1", "https://e.com", "/b");
        for (written, first) in [
            ("{{ site.baseurl }}{% link a.md %}", "{{ site.baseurl }}"),
            ("{{ site.baseurl }}{{ '/a' | relative_url }}", "{{ site.baseurl }}"),
            ("{{ '/a' | prepend: site.baseurl | relative_url }}", "| prepend: site.baseurl "),
            ("{{ '/a' | relative_url }}", ""),
            ("/b{% link a.md %}", ""),
        ] {
            let found = evaluated(&config, written).unwrap();
            assert_eq!(found.first_baseurl.map_or("", |span| span.of(written)), first, "{written}");
        }
    }
}
