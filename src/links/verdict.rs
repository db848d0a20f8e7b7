//! What can be said of an external link once it has been asked for.

use std::fmt;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::anchors;

/// What came of one address. Only [`Verdict::Broken`] is a fault of the site.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum Verdict {
    /// It answers.
    Ok,
    /// Another address answers in its place.
    Redirected {
        /// That address, without a fragment.
        to: String,
        /// Every step there says that it holds for good: 301 or 308.
        permanent: bool,
    },
    /// It is gone.
    Broken {
        /// Why.
        reason: Reason,
    },
    /// Nobody can tell from here, or not today.
    Unverifiable {
        /// Why.
        reason: Reason,
    },
    /// It was not asked for.
    Skipped {
        /// Why.
        reason: Skip,
    },
}

/// Why a link is broken, or why nobody can tell.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The HTTP status of the last answer.
    Status(u16),
    /// The host's name has no address.
    NoHost,
    /// Nobody listens there.
    Refused,
    /// No answer in time.
    Timeout,
    /// The connection broke, or what came is no HTTP.
    Connection,
    /// The host's certificate is not accepted, in the words of the one who looked.
    Certificate(String),
    /// The redirects come back to where they began, or do not end.
    Redirects,
    /// A redirect that names no address which can be asked.
    BadRedirect,
}

/// Why a link was not asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Skip {
    /// The configuration says so.
    Configured,
    /// It, or a redirect from it, leads into a private network.
    Private,
    /// The run was stopped first.
    Stopped,
    /// It is no address that HTTP can ask for.
    NoUrl,
}

/// The verdicts of one run, by [`address`].
#[derive(Clone, Debug, Default)]
pub struct Verdicts(pub(super) FxHashMap<String, Known>);

/// What is known of one address.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) verdict: Verdict,
    /// The fragments that were looked for on its page, decoded.
    pub(super) looked_for: Vec<Box<str>>,
    /// Those that name nothing there.
    pub(super) missing: Vec<Box<str>>,
}

impl Verdicts {
    /// What came of `url`, as it is written in a page; `None` where nobody asked.
    pub fn of(&self, url: &str) -> Option<&Verdict> {
        Some(&self.known(url)?.verdict)
    }

    /// The fragment of `url`, decoded, if it names no place on the page that answers.
    pub fn missing_fragment(&self, url: &str) -> Option<&str> {
        let missing = &self.known(url)?.missing;
        if missing.is_empty() {
            return None;
        }
        let fragment = anchors::fragment(url)?;
        missing.iter().find(|name| **name == fragment).map(|name| &**name)
    }

    /// Takes up what is known of some addresses, and of those that they lead to: these have answered, too.
    pub(super) fn keep(&mut self, known: &FxHashMap<String, Known>) {
        for (url, known) in known {
            if let Verdict::Redirected { to, .. } = &known.verdict {
                self.0.entry(to.clone()).or_insert_with(|| Known { verdict: Verdict::Ok, ..known.clone() });
            }
            self.0.insert(url.clone(), known.clone());
        }
    }

    fn known(&self, url: &str) -> Option<&Known> {
        if self.0.is_empty() {
            return None;
        }
        self.0.get(address(url)?.as_str())
    }

    /// How many addresses there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many nobody could tell of, and how many were not asked for.
    pub fn open(&self) -> [usize; 2] {
        let count = |test: fn(&Verdict) -> bool| self.0.values().filter(|known| test(&known.verdict)).count();
        [count(|v| matches!(v, Verdict::Unverifiable { .. })), count(|v| matches!(v, Verdict::Skipped { .. }))]
    }
}

/// The address that a browser asks for to follow `url`: without its fragment and without a user's name; `https:` where
/// it has no scheme. `None` where HTTP cannot ask for it.
pub fn address(url: &str) -> Option<url::Url> {
    let url = url.trim();
    let mut address = match url.strip_prefix("//") {
        Some(rest) => url::Url::parse(&format!("https://{rest}")),
        None => url::Url::parse(url),
    }
    .ok()?;
    if !matches!(address.scheme(), "http" | "https") || address.host_str().is_none_or(str::is_empty) {
        return None;
    }
    address.set_fragment(None);
    // A password that stands in a page is no reason to send it.
    let _ = address.set_username("");
    let _ = address.set_password(None);
    Some(address)
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Status(status) => {
                match ureq::http::StatusCode::from_u16(*status).ok().and_then(|s| s.canonical_reason()) {
                    Some(words) => write!(f, "the server answers {status} {words}"),
                    None => write!(f, "the server answers {status}"),
                }
            }
            Reason::NoHost => f.write_str("no such host"),
            Reason::Refused => f.write_str("the host refuses connections"),
            Reason::Timeout => f.write_str("no answer in time"),
            Reason::Connection => f.write_str("the connection breaks"),
            Reason::Certificate(why) => write!(f, "its certificate is not accepted: {why}"),
            Reason::Redirects => f.write_str("its redirects lead in a circle"),
            Reason::BadRedirect => f.write_str("it redirects to no address"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_has_one_spelling() {
        let address = |url: &str| address(url).map(|url| url.to_string());
        for url in ["//EXAMPLE.org/a#b", "https://example.org:443/a", " https://u:p@example.org/a#:~:text=x"] {
            assert_eq!(address(url).as_deref(), Some("https://example.org/a"), "{url}");
        }
        assert_eq!(address("https://例え.jp/中").as_deref(), Some("https://xn--r8jz45g.jp/%E4%B8%AD"));
        for url in ["mailto:a@b.c", "ftp://x.org/", "https://", "/a", ""] {
            assert_eq!(address(url), None, "{url}");
        }
    }
}
