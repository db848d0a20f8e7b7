//! The URLs in front matter and in data files. Layouts and plugins put them into pages, mostly with `baseurl` before them;
//! so a path counts from the site's root, with that folder or without.

use std::borrow::Cow;

use super::{Link, Page, Role};
use crate::site::target::{self, Internal, Target};
use crate::source::Span;
use crate::syntax::yaml::{Node, Value};

impl Page<'_> {
    /// Adds the URLs of the front matter: of the keys that the configuration names, or of those that plugins of this site
    /// read (jekyll-seo-tag's `lib/jekyll-seo-tag/image_drop.rb`, jekyll-redirect-from's `redirect_page.rb`).
    pub(super) fn read_front_links(&mut self) {
        let settings = self.settings;
        let Some(root) = self.data.root.take() else { return };
        if !self.data.problems.is_empty() {
            // What stands beside a fault is not read.
        } else if let Some(keys) = &settings.config.links.front_matter {
            for key in keys {
                for node in at_path(&root, key) {
                    self.push_front(node, Role::Navigation);
                }
            }
        } else {
            for (key, node) in root.entries() {
                match key.as_str() {
                    Some("image") if settings.liquid.names.tag("seo").is_some() => {
                        let path = node.get("path").map(|(_, path)| path);
                        self.push_front(path.unwrap_or(node), Role::Choice);
                    }
                    Some("canonical_url") if node.as_str().is_some_and(|url| !url.starts_with('/')) => {
                        self.push_front(node, Role::Navigation);
                    }
                    Some("redirect_to") if settings.plugins.has("jekyll-redirect-from") => {
                        self.push_front(node.items().first().unwrap_or(node), Role::Navigation);
                    }
                    _ => {}
                }
            }
        }
        self.data.root = Some(root);
    }

    /// Adds the URLs of a data file: of the keys that the configuration names, wherever they stand.
    pub(super) fn read_data_links(&mut self) {
        let keys = &self.settings.config.links.data;
        let Some(root) = self.data.root.take() else { return };
        let mut nodes = vec![&root];
        while let Some(node) = nodes.pop() {
            nodes.extend(node.items());
            for (key, value) in node.entries() {
                if key.as_str().is_some_and(|key| keys.iter().any(|known| known == key)) {
                    self.push_front(value, Role::Navigation);
                }
                nodes.push(value);
            }
        }
        self.data.root = Some(root);
        self.links.sort_by_key(|link| link.span);
    }

    /// Adds the URL in `node`, where it is one.
    fn push_front(&mut self, node: &Node, role: Role) {
        let Value::String(url) = &node.value else { return };
        if url.is_empty() || url.contains(['{', '\n']) {
            return;
        }
        let settings = self.settings;
        let target = if target::is_relative(url) {
            Target::Unknown
        } else if url.starts_with('/') && !url.starts_with("//") {
            rooted(url, &settings.origin)
        } else {
            target::classify(url, None, &settings.origin)
        };
        if !matches!(target, Target::Internal(_) | Target::External | Target::Unknown) {
            return;
        }
        let link = Link::new(within_quotes(self.text, node.span), Cow::Owned(url.clone()), role, target);
        self.links.push(Link { is_loose: true, ..link });
    }
}

/// A path from the root, below `baseurl` or before that is put there.
fn rooted(url: &str, origin: &target::Origin) -> Target {
    match target::classify(url, None, origin) {
        Target::Internal(internal) => Target::Internal(Internal { outside_baseurl: false, ..internal }),
        // A filter encodes what must be encoded.
        Target::Malformed(target::Malformed::Space) => match target::classify(&url.replace(' ', "%20"), None, origin) {
            Target::Internal(internal) => Target::Internal(Internal { outside_baseurl: false, ..internal }),
            other => other,
        },
        other => other,
    }
}

/// The texts at `path`, keys with dots between them; of a list all.
fn at_path<'n>(root: &'n Node, path: &str) -> Vec<&'n Node> {
    let mut nodes = vec![root];
    for key in path.split('.') {
        let found = nodes.iter().filter_map(|node| node.get(key).map(|(_, value)| value));
        let each = |node: &'n Node| if node.items().is_empty() { vec![node] } else { node.items().iter().collect() };
        nodes = found.flat_map(each).collect();
    }
    nodes
}

/// A YAML text without the quotes around it.
fn within_quotes(text: &str, span: Span) -> Span {
    let written = span.of(text);
    let is_quoted = written.len() > 1 && written.starts_with(['"', '\'']) && written.ends_with(['"', '\'']);
    if is_quoted { Span { start: span.start + 1, end: span.end - 1 } } else { span }
}
