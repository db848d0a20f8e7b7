//! What a link's text points at, before anybody looks whether it is there: a place on this site, on this page,
//! elsewhere, or nowhere because the text is no URL.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::site::jekyll::config::without_prefix;
use crate::site::jekyll::url::has_pair;
use malformed::malformed;
pub use malformed::{Malformed, has_domain};

mod malformed;

/// What is needed to tell the site's own URLs from others.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The host of `url` in `_config.yml`, with its port, lower-case; empty when there is none.
    pub host: String,
    /// `baseurl`, with a leading and without a trailing slash; empty when there is none.
    pub baseurl: String,
}

impl Origin {
    /// Reads `url` and `baseurl` as `_config.yml` gives them.
    pub fn new(url: &str, baseurl: &str) -> Origin {
        let host = url.split_once("://").map_or("", |(_, rest)| rest);
        let host = host.split(['/', '?', '#']).next().unwrap_or("").to_ascii_lowercase();
        let baseurl = baseurl.trim_matches('/');
        Origin { host, baseurl: if baseurl.is_empty() { String::new() } else { format!("/{baseurl}") } }
    }
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A place on this site.
    Internal(Internal),
    /// A place on the page itself: the fragment, decoded; empty for the top.
    SamePage(String),
    /// Another host.
    External,
    /// `mailto:`, `tel:`, `data:`, `javascript:` and the like.
    OtherScheme,
    /// The author's own machine, `localhost`: the path there.
    OwnMachine(Internal),
    /// The URL of the file that `{% link %}` or `{% post_url %}` names, with a fragment, decoded.
    ByTag(Option<String>),
    /// No URL at all.
    Malformed(Malformed),
    /// Cannot be told: the path does not decode, or a relative link on a page without a URL.
    Unknown,
}

/// A place on this site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Internal {
    /// Decoded path from the site's root, `baseurl` removed, with a leading slash.
    pub path: String,
    /// Decoded fragment.
    pub fragment: Option<String>,
    /// Written with the site's own host, so that it may also lead to another repository's pages there.
    pub with_host: bool,
    /// Rooted, but outside of `baseurl`.
    pub outside_baseurl: bool,
}

/// Whether `url` is meant from where it stands: it has no scheme and no host, and does not begin at the root.
pub fn is_relative(url: &str) -> bool {
    let text = url.trim_start_matches(|c: char| c <= ' ');
    !text.starts_with('/') && text.split_once(':').is_none_or(|(scheme, _)| !is_scheme(scheme))
}

/// Classifies `raw`, the text of a link with entities and Markdown escapes resolved. `page_url` is the decoded URL
/// path of the page that it stands on, if it has one.
pub fn classify(raw: &str, page_url: Option<&str>, origin: &Origin) -> Target {
    if is_plainly_external(raw, origin) {
        return Target::External;
    }
    if is_plainly_rooted(raw) {
        return place(raw, page_url, origin);
    }
    // Browsers drop blanks at both ends and line breaks anywhere (WHATWG URL, basic URL parser).
    let url: String;
    let text = raw.trim_matches(|c: char| c <= ' ');
    let text = if text.contains(['\n', '\r', '\t']) {
        url = text.replace(['\n', '\r', '\t'], "");
        &url
    } else {
        text
    };
    if let Some(fault) = if is_plainly_rooted(text) { None } else { malformed(text) } {
        return Target::Malformed(fault);
    }
    place(text, page_url, origin)
}

/// What `<base href>` puts in place of the page's own URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    /// A place on this site, as [`Internal::path`] has it.
    Here(String),
    /// Another host, or a place outside of `baseurl`.
    Elsewhere,
}

impl Base {
    /// Reads the `href` of a page's first `<base>`; `None` where it changes nothing.
    pub fn new(href: &str, page_url: Option<&str>, origin: &Origin) -> Option<Base> {
        match classify(href, page_url, origin) {
            Target::Internal(Internal { path, outside_baseurl: false, .. }) => {
                (Some(&*path) != page_url).then_some(Base::Here(path))
            }
            Target::Internal(_) | Target::External => Some(Base::Elsewhere),
            _ => None,
        }
    }

    /// Classifies a link on a page with this base.
    pub fn classify(&self, raw: &str, origin: &Origin) -> Target {
        let from = if let Base::Here(path) = self { path } else { "/" };
        match (classify(raw, Some(from), origin), self) {
            (Target::Internal(place), Base::Elsewhere) if !place.with_host => Target::External,
            (Target::SamePage(_), Base::Elsewhere) => Target::External,
            (Target::SamePage(fragment), Base::Here(path)) => {
                let fragment = Some(fragment).filter(|fragment| !fragment.is_empty());
                Target::Internal(Internal { path: path.clone(), fragment, with_host: false, outside_baseurl: false })
            }
            (target, _) => target,
        }
    }
}

/// Where a browser goes for a text that is no proper URL: it takes a backslash for a slash, and encodes blanks.
pub fn as_browsers_read(raw: &str, page_url: Option<&str>, origin: &Origin) -> Target {
    let text = raw.trim_matches(|c: char| c <= ' ').replace(['\n', '\r', '\t'], "");
    let end = text.find(['?', '#']).unwrap_or(text.len());
    let text = text[..end].replace('\\', "/") + &text[end..];
    if text.is_empty() { Target::SamePage(String::new()) } else { place(&text, page_url, origin) }
}

/// Classifies what has no blanks around it and is not empty.
fn place(text: &str, page_url: Option<&str>, origin: &Origin) -> Target {
    if let Some(fragment) = text.strip_prefix('#') {
        return Target::SamePage(decode(fragment).map_or_else(|| fragment.to_owned(), Cow::into_owned));
    }
    if let Some(rest) = text.strip_prefix("//") {
        return with_authority(rest, origin);
    }
    if text.starts_with('/') {
        return internal(text, false, origin);
    }
    if let Some((scheme, rest)) = text.split_once(':')
        && is_scheme(scheme)
    {
        return match rest.strip_prefix("//") {
            Some(rest) if is_web(scheme) => with_authority(rest, origin),
            _ if is_web(scheme) => Target::External,
            _ => Target::OtherScheme,
        };
    }
    let Some(page_url) = page_url else { return Target::Unknown };
    relative(text, page_url)
}

/// Nearly all links of a news site: `https://`, a name that is not this site's, and nothing odd anywhere.
fn is_plainly_external(url: &str, origin: &Origin) -> bool {
    let Some(rest) = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")) else { return false };
    let bytes = rest.as_bytes();
    let host = &bytes[..bytes.iter().position(|b| !HOST[usize::from(*b)]).unwrap_or(bytes.len())];
    // A port, a user, or a scheme where the host should be takes the long way.
    matches!(bytes.get(host.len()), None | Some(b'/' | b'?' | b'#'))
        && host.contains(&b'.')
        && !host[0].is_ascii_digit()
        && !host.eq_ignore_ascii_case(origin.host.as_bytes())
        && !origin.host.contains(':')
        && is_plain(rest)
}

/// The bytes of plain host names; looking each up once beats comparing.
const HOST: [bool; 256] = {
    let mut host = [false; 256];
    let mut byte = 0_u8;
    while byte < 0x80 {
        host[byte as usize] = byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
        byte += 1;
    }
    host
};

/// Whether there is no blank, control character or backslash.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some(last) = bytes.last_chunk::<16>() else { return !has_odd(bytes) };
    // The last sixteen once more, so that no byte is looked at alone.
    let (chunks, _) = bytes.as_chunks::<16>();
    !chunks.iter().fold(has_odd(last), |odd, chunk| odd | has_odd(chunk))
}

/// Without branches, so that the compiler uses vectors.
#[allow(clippy::needless_bitwise_bool, reason = "a lazy operator is a branch")]
#[inline]
fn has_odd(bytes: &[u8]) -> bool {
    bytes.iter().fold(false, |odd, b| odd | (*b <= b' ') | (*b == b'\\') | (*b == 0x7F))
}

/// A path from the root, or a host and a path, with nothing odd in it.
fn is_plainly_rooted(text: &str) -> bool {
    text.starts_with('/') && is_plain(text)
}

/// `host/path`, after `//`.
fn with_authority(rest: &str, origin: &Origin) -> Target {
    let end = rest.bytes().position(|b| matches!(b, b'/' | b'?' | b'#')).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    // Nearly none has a user or a port.
    let (host, name) = if memchr::memchr2(b'@', b':', authority.as_bytes()).is_none() {
        (authority, authority)
    } else {
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        (host, host.rsplit_once(':').map_or(host, |(name, _)| name))
    };
    if ["localhost", "127.0.0.1", "0.0.0.0", "[::1]"].iter().any(|own| name.eq_ignore_ascii_case(own)) {
        return match internal(if path.starts_with('/') { path } else { "/" }, true, origin) {
            Target::Internal(internal) => Target::OwnMachine(internal),
            other => other,
        };
    }
    if origin.host.is_empty() || !without_default_port(host).eq_ignore_ascii_case(without_default_port(&origin.host)) {
        return Target::External;
    }
    internal(if path.is_empty() || !path.starts_with('/') { "/" } else { path }, true, origin)
}

fn without_default_port(host: &str) -> &str {
    host.strip_suffix(":443").or_else(|| host.strip_suffix(":80")).unwrap_or(host)
}

fn internal(rooted: &str, with_host: bool, origin: &Origin) -> Target {
    let (path, fragment) = split(rooted);
    let Some(decoded) = decode(path) else { return Target::Unknown };
    let (path, outside_baseurl) = match without_prefix(&decoded, &origin.baseurl) {
        Some("") => ("/", false),
        Some(rest) if rest.starts_with('/') => (rest, false),
        _ => (&*decoded, true),
    };
    let fragment = fragment.and_then(decode).map(Cow::into_owned);
    Target::Internal(Internal { path: normalise(path), fragment, with_host, outside_baseurl })
}

/// A relative link, against the URL of its page. Both lie below `baseurl`, so that it does not matter.
fn relative(text: &str, page_url: &str) -> Target {
    let (path, fragment) = split(text);
    let Some(path) = decode(path) else { return Target::Unknown };
    let fragment = fragment.and_then(decode).map(Cow::into_owned);
    let path = if path.is_empty() {
        page_url.to_owned()
    } else {
        let folder = page_url.rfind('/').map_or("/", |i| &page_url[..=i]);
        normalise(&format!("{folder}{path}"))
    };
    Target::Internal(Internal { path, fragment, with_host: false, outside_baseurl: false })
}

/// The file that a link on the page at `page_path`, which is relative to the site's root, names by its place in the
/// source.
pub fn source(raw: &str, page_path: &str) -> Option<Box<str>> {
    let text = raw.trim();
    let path = decode(split(text).0)?;
    if path.is_empty() || text.starts_with("//") || text.split_once(':').is_some_and(|(scheme, _)| is_scheme(scheme)) {
        return None;
    }
    let folder = page_path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let rooted = if path.starts_with('/') { path.into_owned() } else { format!("/{folder}/{path}") };
    Some(normalise(&rooted).trim_start_matches('/').into())
}

/// The fragment of a URL, decoded.
pub(crate) fn fragment(url: &str) -> Option<String> {
    split(url).1.and_then(decode).map(Cow::into_owned)
}

/// Path and fragment, without the query.
pub(crate) fn split(url: &str) -> (&str, Option<&str>) {
    let Some(end) = memchr::memchr2(b'#', b'?', url.as_bytes()) else { return (url, None) };
    (&url[..end], url[end..].split_once('#').map(|(_, fragment)| fragment))
}

fn decode(text: &str) -> Option<Cow<'_, str>> {
    if text.contains('%') { percent_decode_str(text).decode_utf8().ok() } else { Some(Cow::Borrowed(text)) }
}

/// Removes `.`, `..` and doubled slashes, as a browser and a file server do together.
#[allow(clippy::needless_bitwise_bool, reason = "without branches the compiler takes many bytes at once")]
fn normalise(path: &str) -> String {
    // Written as it is found, as nearly all are.
    let is_odd = || has_pair(path.as_bytes(), |first, second| (first == b'/') & ((second == b'/') | (second == b'.')));
    if path.starts_with('/') && !is_odd() {
        return path.to_owned();
    }
    let mut parts: Vec<&str> = Vec::new();
    let mut segments = path.split('/').peekable();
    let mut folder = false;
    while let Some(segment) = segments.next() {
        let last = segments.peek().is_none();
        match segment {
            "" | "." => folder = last,
            ".." => {
                parts.pop();
                folder = last;
            }
            _ => parts.push(segment),
        }
    }
    let slash = if folder && !parts.is_empty() { "/" } else { "" };
    format!("/{}{slash}", parts.join("/"))
}

pub(crate) fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

fn is_web(scheme: &str) -> bool {
    scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Origin {
        Origin::new("https://news.example.org", "/b/")
    }

    fn path(raw: &str) -> (String, bool, bool) {
        match classify(raw, Some("/2024/01/02/x.html"), &site()) {
            Target::Internal(i) => (i.path, i.with_host, i.outside_baseurl),
            other => panic!("{raw}: {other:?}"),
        }
    }

    #[test]
    fn own_origin_urls_are_internal_in_every_form() {
        for raw in [
            "//news.example.org/b/c/x.html",
            "https://NEWS.example.org:443/b/c/x.html",
            "http://news.example.org/b/c/x.html?q#f",
        ] {
            assert_eq!(path(raw), ("/c/x.html".into(), true, false), "{raw}");
        }
        assert_eq!(path("//news.example.org"), ("/".into(), true, true));
        assert_eq!(path("/b/%E4%B8%AD/"), ("/中/".into(), false, false));
        assert_eq!(path("/b"), ("/".into(), false, false));
        assert_eq!(path("/bb/c"), ("/bb/c".into(), false, true));
        assert_eq!(classify("//other.example/x", None, &site()), Target::External);
    }

    #[test]
    fn relative_links_are_resolved_against_the_url() {
        assert_eq!(path("../y.html#z").0, "/2024/01/y.html");
        assert_eq!(path("./img//a.png").0, "/2024/01/02/img/a.png");
        assert_eq!(path("?page=2").0, "/2024/01/02/x.html");
        assert_eq!(path("../../../../..").0, "/");
        assert_eq!(classify("x", None, &site()), Target::Unknown);
        assert_eq!(classify("#%E4%B8%AD", None, &site()), Target::SamePage("中".into()));
    }

    #[test]
    fn a_base_takes_the_place_of_the_page() {
        let origin = site();
        let base = |href: &str| Base::new(href, Some("/2024/a.html"), &origin);
        let docs = base("/b/docs/x.html").unwrap();
        assert_eq!(
            (&docs, base("/2024/a.html"), base("")),
            (&Base::Here("/docs/x.html".into()), base("//o.example"), None)
        );
        assert_eq!(base("https://news.example.org/b/2024/a.html"), None);
        let place = |base: &Base, raw: &str| match base.classify(raw, &origin) {
            Target::Internal(place) => format!("{}#{}", place.path, place.fragment.unwrap_or_default()),
            other => format!("{other:?}"),
        };
        assert_eq!(place(&docs, "y.html"), "/docs/y.html#");
        assert_eq!(place(&docs, "#z"), "/docs/x.html#z");
        assert_eq!(place(&docs, "/b/y.html"), "/y.html#");
        for raw in ["y.html", "/b/y.html", "#z"] {
            assert_eq!(place(&Base::Elsewhere, raw), "External", "{raw}");
        }
        assert_eq!(place(&Base::Elsewhere, "https://news.example.org/b/y"), "/y#");
    }

    #[test]
    fn a_file_is_named_from_the_file_that_names_it() {
        for (raw, file) in [("../b.md#c", "b.md"), ("/x/%E4%B8%AD.md?q", "x/中.md"), ("img/a.png", "docs/img/a.png")] {
            assert_eq!(source(raw, "docs/a.md").as_deref(), Some(file), "{raw}");
        }
        for raw in ["#x", "//h/x.md", "https://h/x.md", ""] {
            assert_eq!(source(raw, "docs/a.md"), None, "{raw}");
        }
    }

    #[test]
    fn what_is_no_url_is_named() {
        for (raw, fault) in [
            ("", Malformed::Empty),
            ("  ", Malformed::Empty),
            ("a\u{8}b", Malformed::Control),
            ("C:\\x.png", Malformed::LocalPath),
            ("file:///x", Malformed::LocalPath),
            ("\\img\\a.png", Malformed::Backslash),
            ("http:/x.org/a", Malformed::Scheme("http")),
            ("https//x.org", Malformed::Scheme("https")),
            ("htpp://x.org", Malformed::Scheme("http")),
            ("http://https://x.org", Malformed::Scheme("http")),
            ("http:///x", Malformed::Host),
            ("http:// x.org", Malformed::Host),
            ("www.example.org/x", Malformed::NoScheme),
            ("developers.google.com/web/x", Malformed::NoScheme),
            ("youtu.be/y1B2?t=1", Malformed::NoScheme),
            ("foo@example.org", Malformed::Mail),
            ("git@github.com:a/b.git", Malformed::Git),
            ("(https://x.org/a)", Malformed::Parenthesis),
            ("/a b.html", Malformed::Space),
            ("https://x.org/a b", Malformed::Space),
            ("https：//x.org", Malformed::Wide),
            ("http:／／x.org", Malformed::Wide),
        ] {
            assert_eq!(classify(raw, Some("/"), &site()), Target::Malformed(fault), "{raw}");
        }
        for raw in
            ["mailto:a@b.c", "tel:+86", "data:image/png;base64,AA==", "javascript:void('\\n')", "HTTP-guide.html:x"]
        {
            assert_eq!(classify(raw, Some("/"), &site()), Target::OtherScheme, "{raw}");
        }
        for raw in ["logo@2x.png", "@a/b.js", "x.org", "a.be/b", "(a)/b"] {
            assert!(matches!(classify(raw, Some("/"), &site()), Target::Internal(_)), "{raw}");
        }
        assert_eq!(
            classify("http/x.html", Some("/"), &Origin::default()),
            classify("./http/x.html", Some("/"), &Origin::default())
        );
    }
}
