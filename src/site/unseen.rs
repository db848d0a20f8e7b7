//! What the published site may have although no file of its source shows it.

use std::borrow::Cow;

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use memchr::memmem;

use super::redirects::Redirects;

/// Places that are filled by others than Jekyll's own reading of the source.
#[derive(Debug)]
pub struct Unseen {
    /// What a script makes before the build, and what is kept elsewhere, git is told to ignore.
    ignored: Gitignore,
    /// The text of the site's own plugins that may make pages or files.
    plugins: String,
    /// A theme brings its `assets` folder.
    has_theme: bool,
    /// What the host is told to send on.
    redirects: Redirects,
    /// The folder of the source, below that of `.gitignore`, with a slash at its end; empty where the two are one.
    source: String,
}

impl Unseen {
    /// Takes the text of the root's `.gitignore`, that of the plugins under `_plugins` that may make
    /// pages, and whether there is a theme.
    pub fn new(gitignore: &str, plugins: String, has_theme: bool) -> Unseen {
        let mut builder = GitignoreBuilder::new("");
        for line in gitignore.lines() {
            // Git passes over a line that is no pattern.
            let _ = builder.add_line(None, line);
        }
        let ignored = builder.build().unwrap_or_else(|_| Gitignore::empty());
        Unseen { ignored, plugins, has_theme, redirects: Redirects::default(), source: String::new() }
    }

    /// The same, with what the host is told to send on.
    #[must_use]
    pub fn with_redirects(self, redirects: Redirects) -> Unseen {
        Unseen { redirects, ..self }
    }

    /// The same for a site whose source is the folder `source`, with a slash at its end.
    #[must_use]
    pub fn with_source(self, source: String) -> Unseen {
        Unseen { source, ..self }
    }

    /// What is sent on, and nothing else.
    #[must_use]
    pub fn only_redirects(&self) -> Unseen {
        Unseen::new("", String::new(), false).with_redirects(self.redirects.clone())
    }

    /// Whether something may stand at `path`, a rooted, decoded URL path.
    pub fn may_hold(&self, path: &str) -> bool {
        let plain = path.trim_matches('/');
        // The matcher wants a path below its root; on Windows `C:/x` is none.
        let is_ignored = || {
            let whole = match &*self.source {
                "" => Cow::Borrowed(plain),
                source => Cow::Owned([source, plain].concat()),
            };
            !whole.contains([':', '\\'])
                && (self.ignored.matched_path_or_any_parents(&*whole, path.ends_with('/')).is_ignore())
        };
        (self.has_theme && path.starts_with("/assets/"))
            || self.redirects.hold(path)
            || is_ignored()
            || self.is_named_by_plugin(plain)
    }

    /// Whether a plugin's text has the first folder of `path` as a word: it may write there.
    fn is_named_by_plugin(&self, path: &str) -> bool {
        let Some((folder, _)) = path.split_once('/') else { return false };
        let text = self.plugins.as_bytes();
        let is_word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        memmem::find_iter(text, folder)
            .any(|at| !is_word(at.checked_sub(1).and_then(|at| text.get(at))) && !is_word(text.get(at + folder.len())))
    }
}

#[cfg(test)]
mod tests {
    use super::Unseen;

    #[test]
    fn a_place_may_be_filled_by_a_script_a_plugin_or_a_theme() {
        let plugin = "Page.new(site, site.source, \"packages\", name)".to_owned();
        let unseen = Unseen::new("categories/\n/data.json\n*.min.js\n!keep.min.js\n[\n", plugin, true);
        for path in
            ["/categories/甲/", "/categories/", "/data.json", "/js/a.min.js", "/packages/x.html", "/assets/a.css"]
        {
            assert!(unseen.may_hold(path), "{path}");
        }
        for path in ["/", "/category/", "/x/data.json", "/keep.min.js", "/package/x.html", "/C:/x", "/packages"] {
            assert!(!unseen.may_hold(path), "{path}");
        }
    }
}
