//! What a host is told to send on: the paths in Netlify's and Cloudflare's `_redirects`, in `netlify.toml` and in
//! `vercel.json`. Where they lead is not asked: a link to such a path is not the site's own page, and no fault.

/// The patterns of such paths.
#[derive(Clone, Debug, Default)]
pub struct Redirects(Vec<Box<str>>);

impl Redirects {
    /// Reads the files of the site's root that `read` gives.
    pub fn read(read: impl Fn(&str) -> Option<String>) -> Redirects {
        let text = |name: &str| read(name).unwrap_or_default();
        let mut patterns: Vec<Box<str>> = Vec::new();
        for line in text("_redirects").lines() {
            let mut words = line.split_whitespace();
            let from = words.next().filter(|from| !from.starts_with('#') && words.next().is_some());
            patterns.extend(from.map(path));
        }
        if let Ok(table) = text("netlify.toml").parse::<toml::Table>() {
            let list = table.get("redirects").and_then(toml::Value::as_array);
            let froms = list.into_iter().flatten().filter_map(|entry| entry.get("from")?.as_str());
            patterns.extend(froms.map(path));
        }
        if let Ok(object) = serde_json::from_str::<serde_json::Value>(&text("vercel.json")) {
            let lists = ["redirects", "rewrites"].into_iter().filter_map(|key| object.get(key)?.as_array());
            let froms = lists.flatten().filter_map(|entry| entry.get("source")?.as_str());
            patterns.extend(froms.map(path));
        }
        Redirects(patterns)
    }

    /// Whether one of them is for `path`, a rooted path.
    pub fn hold(&self, path: &str) -> bool {
        self.0.iter().any(|pattern| fits(pattern, path))
    }
}

/// The path of a URL, or of what has no host.
fn path(from: &str) -> Box<str> {
    let rest = from.split_once("://").map(|(_, rest)| rest.find('/').map_or("/", |at| &rest[at..]));
    rest.unwrap_or(from).into()
}

/// Whether `path` fits `pattern`, in which `:name` stands for one part, and `*`, `:name*` and a group for any number.
fn fits(pattern: &str, path: &str) -> bool {
    let (mut wanted, mut parts) = (pattern.trim_matches('/').split('/'), path.trim_matches('/').split('/'));
    loop {
        match (wanted.next(), parts.next()) {
            (None, None) => return true,
            (Some(part), own) if part.contains(['*', '(']) => {
                let start = part.split([':', '*', '(']).next().unwrap_or("");
                return own.unwrap_or("").starts_with(start);
            }
            (Some(part), Some(own)) if part.starts_with(':') && !own.is_empty() || part == own => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_host_has_its_own_form() {
        let redirects = Redirects::read(|name| {
            let text = match name {
                "_redirects" => "# old\n/old /new 301\n/blog/* /:splat\nhttps://x.org/a/ /b\n/alone\n",
                "netlify.toml" => "[[redirects]]\nfrom = \"/n/:year/x\"\nto = \"/\"\n",
                "vercel.json" => {
                    r#"{"redirects": [{"source": "/v/:path*", "destination": "/"}, {"source": "/w(.*)", "destination": "/"}]}"#
                }
                _ => return None,
            };
            Some(text.to_owned())
        });
        for path in ["/old", "/old/", "/blog/x/y", "/blog/", "/a", "/n/2020/x", "/v/a/b", "/w1"] {
            assert!(redirects.hold(path), "{path}");
        }
        for path in ["/", "/older", "/alone", "/n/2020/y", "/n/2020", "/n/1/2/x"] {
            assert!(!redirects.hold(path), "{path}");
        }
        assert!(!Redirects::read(|_| None).hold("/"));
    }
}
