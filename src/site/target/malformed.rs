//! Texts that stand where a URL should, and are none.

use super::{is_scheme, is_web};

/// Why a text is no URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// Nothing between the quotes or brackets.
    Empty,
    /// A control character.
    Control,
    /// A backslash.
    Backslash,
    /// `C:\…`, `file:…`.
    LocalPath,
    /// `http:/x`, `http//x`, `htpp://x`, `http://http://x`; the scheme that was meant.
    Scheme(&'static str),
    /// `http://` without a host, or one with a blank in it.
    Host,
    /// `www.…`, `example.com/…`, without a scheme.
    NoScheme,
    /// `name@example.com`, without `mailto:`.
    Mail,
    /// `git@example.com:…`, which only git understands.
    Git,
    /// `(https://…)`, with a parenthesis too many at both ends.
    Parenthesis,
    /// A blank that must be encoded.
    Space,
    /// `https：//…`, a colon or slash of East Asian width.
    Wide,
}

/// Why `text`, which has no blanks around it, is no URL; `None` if it is one.
pub(super) fn malformed(text: &str) -> Option<Malformed> {
    if text.is_empty() {
        return Some(Malformed::Empty);
    }
    if text.bytes().any(|b| b < 0x20 || b == 0x7F) {
        return Some(Malformed::Control);
    }
    let bytes = text.as_bytes();
    let local = bytes[0].is_ascii_alphabetic() && text[1..].starts_with(":\\");
    if local || text.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("file:")) {
        return Some(Malformed::LocalPath);
    }
    if let Some(fault) = web_malformed(text) {
        return Some(fault);
    }
    let (path, _) = super::split(text);
    if path.contains('\\') && !is_other_scheme(path) {
        return Some(Malformed::Backslash);
    }
    let www = text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www.")) && text[4..].contains('.');
    if www || is_host(text) {
        return Some(Malformed::NoScheme);
    }
    if text.starts_with("git@") && text.contains(':') {
        return Some(Malformed::Git);
    }
    if text
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && !name.contains(['/', ':']) && has_domain(host))
    {
        return Some(Malformed::Mail);
    }
    if ["(https://", "(http://"].iter().any(|start| text.starts_with(start)) {
        return Some(Malformed::Parenthesis);
    }
    (path.contains(' ') && !is_other_scheme(path)).then_some(Malformed::Space)
}

/// `example.com/…`: a first segment that is a host and cannot well be a folder.
fn is_host(text: &str) -> bool {
    // Others than companies have the domains of these.
    const SHORT: &[&str] = &["youtu.be", "goo.gl", "bit.ly", "t.co", "t.me", "git.io"];
    text.split_once('/').is_some_and(|(host, _)| has_domain(host) || SHORT.contains(&host))
}

/// Whether `text` is the name of a host in a domain that is no file's extension.
pub fn has_domain(text: &str) -> bool {
    const DOMAINS: &[&str] = &["com", "org", "net", "edu", "gov", "io", "cn", "dev", "app"];
    let labels: Vec<&str> = text.split('.').collect();
    let plain = |label: &&str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    labels.len() > 1 && labels.iter().all(plain) && labels.last().is_some_and(|last| DOMAINS.contains(last))
}

fn is_other_scheme(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, _)| is_scheme(scheme) && !is_web(scheme))
}

/// Misspelt schemes and impossible hosts. Only what cannot be meant otherwise.
fn web_malformed(text: &str) -> Option<Malformed> {
    let cut = text.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len());
    let (word, rest) = text.split_at(cut);
    if !(3..=6).contains(&cut) {
        return None;
    }
    let lower = word.to_ascii_lowercase();
    let meant = match lower.as_str() {
        "http" | "htp" | "htt" | "ttp" | "htpp" | "hhttp" | "htttp" | "httpp" | "hppt" | "hptt" => "http",
        "https" | "htps" | "htts" | "ttps" | "htpps" | "hhttps" | "htttps" | "httpss" | "hppts" | "httsp" => "https",
        _ => return None,
    };
    let exact = lower == meant;
    if rest.starts_with(['：', '／']) || rest.starts_with(":／") || rest.starts_with(":/／") {
        return Some(Malformed::Wide);
    }
    let Some(after) = rest.strip_prefix("://") else {
        // `http:/x`, `http//x`; a plain relative path such as `http/x.html` is left alone.
        let typo = rest.starts_with("//")
            || rest.starts_with(":/")
            || rest.starts_with(":\\")
            || (!exact && rest.starts_with(':'));
        return typo.then_some(Malformed::Scheme(meant));
    };
    if !exact {
        return Some(Malformed::Scheme(meant));
    }
    let authority = after.split(['/', '?', '#']).next().unwrap_or("");
    if matches!(authority.to_ascii_lowercase().as_str(), "http:" | "https:" | "http" | "https") {
        return Some(Malformed::Scheme(meant));
    }
    if authority.is_empty() || authority.contains(char::is_whitespace) {
        return Some(Malformed::Host);
    }
    None
}
