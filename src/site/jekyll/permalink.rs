//! The URL and the output file of everything that is published (`document.rb#url`, `page.rb#url`, `static_file.rb#url`,
//! `url.rb`, `drops/url_drop.rb`, `collection.rb#url_template`).

use std::borrow::Cow;
use std::fmt;

use chrono::{DateTime, FixedOffset};

use super::config::{Collection, Config};
use super::url::{NotAUri, escape, extension, file, sanitize};
use super::{Profile, placeholders};
use crate::syntax::yaml::{Node, Value};

/// Where something is published.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Output {
    /// `page.url`: escaped as Jekyll escapes it, without `baseurl`.
    pub url: String,
    /// The file below the destination, decoded.
    pub dest: String,
}

/// Why there is no URL; each ends the build.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum UrlError {
    /// The template has a placeholder that documents do not have.
    UnknownPlaceholder(String),
    /// `permalink: ''` on a page.
    EmptyPermalink,
    /// `permalink` is neither text nor false.
    PermalinkNotText,
    /// `slug` is no text.
    SlugNotText,
    /// A value with a colon that Addressable takes for a bad URI.
    NotAUri(String),
    /// The front matter of a page is text or a list.
    NoKeys,
    /// Only the I18n gem's tables could tell (mode `latin`).
    Unknown,
}

impl From<NotAUri> for UrlError {
    fn from(NotAUri(value): NotAUri) -> UrlError {
        UrlError::NotAUri(value)
    }
}

impl fmt::Display for UrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UrlError::UnknownPlaceholder(name) => write!(f, "the URL template has no placeholder :{name}"),
            UrlError::EmptyPermalink => f.write_str("permalink is empty"),
            UrlError::PermalinkNotText => f.write_str("permalink is not text"),
            UrlError::SlugNotText => f.write_str("slug is not text"),
            UrlError::NotAUri(value) => write!(f, "{value:?} cannot be part of a URL because of its colon"),
            UrlError::NoKeys => f.write_str("the front matter has no keys"),
            UrlError::Unknown => f.write_str("not known"),
        }
    }
}

/// What a document's URL is made of.
#[derive(Clone, Debug)]
pub struct DocumentParts<'a> {
    /// Its collection.
    pub collection: &'a Collection,
    /// Its path without `collections_dir`.
    pub path: &'a str,
    /// `slug` from front matter or defaults; `None` takes the file name's.
    pub slug: Option<&'a str>,
    /// Its categories' texts, in order.
    pub categories: Vec<&'a str>,
    /// Its date as wall-clock time of the site.
    pub date: DateTime<FixedOffset>,
    /// `permalink` from front matter or defaults.
    pub permalink: Option<&'a str>,
}

/// Reads a `permalink` value as Jekyll uses it: `false` is as good as none.
pub fn permalink_text(node: &Node) -> Result<Option<&str>, UrlError> {
    match &node.value {
        Value::String(text) => Ok(Some(text)),
        Value::Null | Value::Bool(false) => Ok(None),
        _ => Err(UrlError::PermalinkNotText),
    }
}

/// Reads a `slug` value.
pub fn slug_text(node: &Node) -> Result<Option<&str>, UrlError> {
    match &node.value {
        Value::String(text) => Ok(Some(text)),
        Value::Null | Value::Bool(false) => Ok(None),
        _ => Err(UrlError::SlugNotText),
    }
}

/// The URL of a post, draft or collection document.
pub fn document(config: &Config, parts: &DocumentParts<'_>) -> Result<Output, UrlError> {
    let template = match parts.permalink {
        Some(own) => Cow::Borrowed(own),
        None => collection_template(config, parts.collection),
    };
    let ext = output_extension(config, parts.path, parts.permalink);
    let url = sanitize(placeholders::expand(&template, parts, &ext, config.profile)?);
    let mut dest = file(&url);
    if url.ends_with('/') {
        push_name(&mut dest, "index.html");
    } else if !dest.ends_with(&*ext) {
        dest.push_str(&ext);
    }
    Ok(Output { url, dest })
}

/// The URL of a page. `path` is relative to the source.
pub fn page(config: &Config, path: &str, permalink: Option<&str>) -> Result<Output, UrlError> {
    if permalink == Some("") {
        return Err(UrlError::EmptyPermalink);
    }
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let own_ext = extension(name);
    let mut base_name = &name[..name.len() - own_ext.len()];
    if !config.profile.is_jekyll_3() {
        base_name = base_name.trim_end_matches('.');
    }
    let ext = output_extension(config, path, permalink);
    let template = permalink.map_or_else(|| page_template(config, &ext, base_name), Cow::Borrowed).into_owned();
    let folder = if folder.is_empty() { String::new() } else { format!("/{folder}") };
    let url = sanitize(replace(template, &[(":path", &folder), (":basename", base_name), (":output_ext", &ext)])?);
    let mut dest = file(&url);
    if url.ends_with('/') {
        push_name(&mut dest, "index");
    }
    if !dest.ends_with(&*ext) {
        dest.push_str(&ext);
    }
    Ok(Output { url, dest })
}

/// The URL of a static file. `path` is relative to the source, in a collection without `collections_dir`.
pub fn static_file(config: &Config, path: &str, collection: Option<&Collection>) -> Result<Output, UrlError> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ext = extension(name);
    let old = config.profile.is_jekyll_3();
    let stem = path[..path.len() - ext.len()].trim_end_matches('.');
    let Some(collection) = collection else {
        if old {
            return Ok(Output { url: format!("/{path}"), dest: path.to_owned() });
        }
        let url = format!("/{}{ext}", stem.trim_end_matches('/'));
        return Ok(Output { dest: file(&url), url });
    };
    let folder_name = format!("_{}", collection.label);
    let inner = if old {
        path.strip_prefix(&folder_name).unwrap_or(path).to_owned()
    } else {
        stem.replacen(&folder_name, "", 1)
    };
    let base_name = if old { "" } else { name[..name.len() - ext.len()].trim_end_matches('.') };
    let template = collection_template(config, collection).into_owned();
    let values = [
        (":collection", &*collection.label),
        (":path", &inner),
        (":output_ext", ""),
        (":name", base_name),
        (":title", ""),
    ];
    let mut url = sanitize(replace(template, &values)?);
    if url.ends_with('/') {
        url.pop();
    }
    if old {
        // Jekyll 3 writes the file beside its URL, under its own name.
        let beside = url.rsplit_once('/').map_or("", |(dir, _)| dir).trim_start_matches('/').to_owned();
        let dest = if beside.is_empty() { name.to_owned() } else { format!("{beside}/{name}") };
        return Ok(Output { url, dest });
    }
    url.push_str(ext);
    Ok(Output { dest: file(&url), url })
}

fn push_name(dest: &mut String, name: &str) {
    if !dest.is_empty() {
        dest.push('/');
    }
    dest.push_str(name);
}

/// The template of a collection's documents.
pub fn collection_template<'a>(config: &'a Config, collection: &'a Collection) -> Cow<'a, str> {
    if let Some(own) = &collection.permalink {
        return Cow::Borrowed(own);
    }
    if collection.label == "posts" {
        return Cow::Borrowed(style(&config.permalink, config.profile));
    }
    Cow::Owned(format!("/:collection/:path{}", suffix(&config.permalink)))
}

/// The template of a page without a permalink of its own, by the extension of its output and the base of its name.
pub fn page_template(config: &Config, ext: &str, base_name: &str) -> Cow<'static, str> {
    match ext {
        ".html" | ".xhtml" | ".htm" if base_name == "index" => Cow::Borrowed("/:path/"),
        ".html" | ".xhtml" | ".htm" => Cow::Owned(format!("/:path/:basename{}", suffix(&config.permalink))),
        _ => Cow::Borrowed("/:path/:basename:output_ext"),
    }
}

/// The template behind the name of a built-in style; any other text is a template itself.
pub fn style(permalink: &str, profile: Profile) -> &str {
    match permalink {
        "date" => "/:categories/:year/:month/:day/:title:output_ext",
        "pretty" => "/:categories/:year/:month/:day/:title/",
        "ordinal" => "/:categories/:year/:y_day/:title:output_ext",
        "none" => "/:categories/:title:output_ext",
        "weekdate" if !profile.is_jekyll_3() => "/:categories/:year/W:week/:short_day/:title:output_ext",
        template => template,
    }
}

/// `add_permalink_suffix`: what the site's style adds to pages and collections without a template of their own.
fn suffix(permalink: &str) -> &'static str {
    match permalink {
        "pretty" => "/",
        "date" | "ordinal" | "none" => ":output_ext",
        own if own.ends_with('/') => "/",
        own if own.ends_with(":output_ext") => ":output_ext",
        _ => "",
    }
}

/// The extension of the output: that of the document's own permalink, else what the converters give.
pub fn output_extension<'a>(config: &Config, path: &'a str, permalink: Option<&'a str>) -> Cow<'a, str> {
    if let Some(own) = permalink.filter(|p| !p.ends_with('/')).map(extension).filter(|e| !e.is_empty()) {
        return Cow::Borrowed(own);
    }
    let ext = extension(path);
    if config.is_markdown(ext) {
        return Cow::Borrowed(".html");
    }
    match ext.to_ascii_lowercase().as_str() {
        ".scss" | ".sass" => Cow::Borrowed(".css"),
        ".coffee"
            if config.profile == Profile::GitHubPages
                || config.plugins.iter().any(|p| p.value == "jekyll-coffeescript") =>
        {
            Cow::Borrowed(".js")
        }
        _ => Cow::Borrowed(ext),
    }
}

/// Substitution for pages and static files: plain replacement, key after key.
fn replace(mut template: String, values: &[(&str, &str)]) -> Result<String, UrlError> {
    for (key, value) in values {
        if !template.contains(':') {
            break;
        }
        // Jekyll escapes each value, used or not.
        let escaped = escape(value)?;
        template = template.replace(key, &escaped);
    }
    Ok(template)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(
        config: &str,
        path: &str,
        categories: &[&str],
        slug: Option<&str>,
        permalink: Option<&str>,
    ) -> Result<Output, UrlError> {
        let config = Config::parse(config, Profile::Jekyll4);
        let parts = DocumentParts {
            collection: config.posts().unwrap(),
            path,
            slug,
            categories: categories.to_vec(),
            date: DateTime::parse_from_rfc3339("2021-01-03T09:08:07Z").unwrap(),
            permalink,
        };
        document(&config, &parts)
    }

    #[test]
    fn styles() {
        for (style, url) in [
            ("date", "/my%20cat/b/2021/01/03/A-Post.html"),
            ("pretty", "/my%20cat/b/2021/01/03/A-Post/"),
            ("ordinal", "/my%20cat/b/2021/003/A-Post.html"),
            ("weekdate", "/my%20cat/b/2021/W53/Sun/A-Post.html"),
            ("none", "/my%20cat/b/A-Post.html"),
            ("/blog/:year/:title/", "/blog/2021/A-Post/"),
            ("''", "/"),
            (
                "/:collection/:path/:name/:slug/:i_day:i_month:short_month:long_month:short_year:w_year:week:w_day:long_day",
                "/posts/2021-01-03-A%20Post/2021-01-03-a-post/a-post/31JanJanuary212020537Sunday",
            ),
            ("/:hour:minute:second/:slugified_categories/:year_:month_:day/", "/090807/my-cat/b/2021_01_03/"),
        ] {
            let output =
                post(&format!("permalink: {style}"), "_posts/2021-01-03-A Post.md", &["My Cat", "B"], None, None)
                    .unwrap();
            assert_eq!(output.url, url, "{style}");
        }
        let unknown = post("permalink: /:foo/", "_posts/2021-01-03-a.md", &[], None, None);
        assert_eq!(unknown, Err(UrlError::UnknownPlaceholder("foo".into())));
    }

    #[test]
    fn categories_in_urls() {
        for (categories, prefix) in [
            (&["foo,", "bar"][..], "/foo,/bar"),
            (&["Tech", "tech", "TECH"], "/tech"),
            (&["技术", "C++", "C#", "a/b", "R&D", "50%"], "/%E6%8A%80%E6%9C%AF/c++/c%23/a/b/r&d/50%25"),
            (&[" lead", "trail ", "two  sp"], "/%20lead/trail%20/two%20%20sp"),
            (&[".NET", "a..b", "Node.js"], "/.net/a/b/node.js"),
            (&["[\"a\", \"b\"]", "c", "a", "b"], "/%5B%22a%22,%20%22b%22%5D/c/a/b"),
        ] {
            let output = post("", "_posts/2021-01-03-x.md", categories, None, None).unwrap();
            assert_eq!(output.url, format!("{prefix}/2021/01/03/x.html"));
        }
    }

    #[test]
    fn own_permalinks() {
        let config = Config::parse("", Profile::Jekyll4);
        for (permalink, url, dest) in [
            ("/p1", "/p1", "p1.html"),
            ("/p2/", "/p2/", "p2/index.html"),
            ("foo/bar", "/foo/bar", "foo/bar.html"),
            ("/a/b.php", "/a/b.php", "a/b.php"),
            ("/foo.", "/foo.", "foo."),
            ("/docs/v1.2", "/docs/v1.2", "docs/v1.2"),
            ("/v2.0/x", "/v2.0/x", "v2.0/x.html"),
            ("/i/index.html", "/i/index.html", "i/index.html"),
            ("pretty", "/pretty", "pretty.html"),
            ("/关于 我/", "/关于 我/", "关于 我/index.html"),
            ("/q?x=1", "/q?x=1", "q?x=1.html"),
            ("/a/../b", "/a/b", "a/b.html"),
            ("http://example.com/x/", "/http:/example.com/x/", "http:/example.com/x/index.html"),
        ] {
            let output = Output { url: url.to_owned(), dest: dest.to_owned() };
            assert_eq!(page(&config, "x.md", Some(permalink)).unwrap(), output, "page {permalink}");
            assert_eq!(
                post("", "_posts/2021-01-03-x.md", &[], None, Some(permalink)).unwrap(),
                output,
                "post {permalink}"
            );
        }
        assert_eq!(page(&config, "x.md", Some("/:title/x")).unwrap().url, "/:title/x");
        assert_eq!(page(&config, "x.md", Some("")), Err(UrlError::EmptyPermalink));
    }

    #[test]
    fn pages_and_static_files() {
        for (style, about, docs) in [
            ("pretty", "/about/", "/docs/sub/b/"),
            ("/x/", "/about/", "/docs/sub/b/"),
            ("date", "/about.html", "/docs/sub/b.html"),
            ("/:title", "/about", "/docs/sub/b"),
            ("weekdate", "/about", "/docs/sub/b"),
        ] {
            let config = Config::parse(&format!("permalink: {style}\ncollections: [docs]"), Profile::Jekyll4);
            assert_eq!(page(&config, "about.md", None).unwrap().url, about);
            let parts = DocumentParts {
                collection: config.collection("docs").unwrap(),
                path: "_docs/sub/b.md",
                slug: None,
                categories: vec![],
                date: DateTime::default(),
                permalink: None,
            };
            assert_eq!(document(&config, &parts).unwrap().url, docs);
        }
        let config = Config::parse("", Profile::Jekyll4);
        for (path, url, dest) in [
            ("index.md", "/", "index.html"),
            ("About Us.md", "/About%20Us.html", "About Us.html"),
            ("sub/Page.markdown", "/sub/Page.html", "sub/Page.html"),
            ("关于.md", "/%E5%85%B3%E4%BA%8E.html", "关于.html"),
            ("v1.2.md", "/v1.2.html", "v1.2.html"),
            ("upper.HTML", "/upper.HTML", "upper.HTML"),
            ("style.scss", "/style.css", "style.css"),
            ("noext", "/noext", "noext"),
            ("sub/index.html", "/sub/", "sub/index.html"),
        ] {
            assert_eq!(page(&config, path, None).unwrap(), Output { url: url.into(), dest: dest.into() });
        }
        let of = |path: &str| static_file(&config, path, None).unwrap();
        assert_eq!(of("img/A b.PNG"), Output { url: "/img/A b.PNG".into(), dest: "img/A b.PNG".into() });
        assert_eq!(of("a%20b.png").dest, "a b.png");
    }
}
