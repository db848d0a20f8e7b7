//! Reading a body in the order of its readers: Liquid, then Markdown, then HTML, over one buffer whose offsets never
//! change.

use std::borrow::Cow;

use super::branches::Branches;
use super::{Id, Link, Page, Role};
use crate::site::document::Kind;
use crate::site::target::{self, Target};
use crate::source::Span;
use crate::syntax::html::{self, Structure, Tag, TagKind};
use crate::syntax::liquid;
use crate::syntax::markdown;
use crate::syntax::yaml::Value;

impl<'a> Page<'a> {
    pub(super) fn read_body(&mut self) {
        let view = self.read_liquid();
        if self.document.is_markdown {
            let mut markdown = markdown::read(&view, self.body, &self.settings.jekyll.dialect);
            self.view = Cow::Owned(std::mem::take(&mut markdown.html));
            let (links, ids) = (std::mem::take(&mut markdown.links), std::mem::take(&mut markdown.ids));
            self.has_dynamic_id |= markdown.has_unknown_ids;
            (self.code, self.math) = (markdown.code.clone(), std::mem::take(&mut markdown.math));
            self.markdown = markdown;
            // With some of HTML's own, so that it rarely grows.
            self.links.reserve(links.len() + 12);
            // An include may define `b` in `[a][b](c)`, which is a link to it then, and `(c)` is text.
            let includes = self.liquid.may_print_markdown(self.text);
            let reads_sources = self.reads_sources();
            for link in links {
                let role = if link.image { Role::Resource } else { Role::Navigation };
                self.images += u32::from(link.image);
                if link.no_alt {
                    self.images_without_alt.push(link.span);
                }
                // Without the plugin, what a relative link names from its file tells why it leads nowhere.
                let is_relative = || !link.url.starts_with(['/', '#']) && !link.url.contains(':');
                let is_asked = reads_sources || is_relative();
                let by_source = is_asked.then(|| target::source(&link.url, self.path)).flatten();
                let dynamic = self.liquid.touches(link.destination)
                    || link.url.contains(crate::syntax::FILLER as char)
                    || (includes && self.text[..link.span.start as usize].ends_with(']'));
                self.push_link(link.destination, Cow::Owned(link.url), role, dynamic);
                if let Some(last) = self.links.last_mut() {
                    last.by_source = by_source;
                    last.is_mended = reads_sources;
                    last.text = Some(link.text);
                }
            }
            for (name, span) in ids {
                let repeatable = self.liquid.in_block(span) || self.liquid.touches(span);
                self.ids.push(Id { name: Cow::Owned(name), span, is_name: false, repeatable });
            }
        } else {
            self.view = view;
        }
        self.html = Structure::parse(&self.view, self.body.range());
        if !self.liquid.blocks.is_empty() {
            self.branches = Branches::of(&self.liquid, &self.html, self.text);
            if !self.branches.skipped.is_empty() {
                self.html.rebalance(&self.view, &self.branches.skipped);
            }
        }
        self.base = self.base();
        self.read_tags();
        self.read_code();
        self.links.sort_by_key(|link| link.span);
        self.read_outline();
    }

    /// Reads the Liquid of the body; gives the text as the next reader sees it.
    pub(super) fn read_liquid(&mut self) -> Cow<'a, str> {
        if !self.document.renders_liquid {
            return Cow::Borrowed(self.text);
        }
        let names = &self.settings.liquid.names;
        let (liquid, view) = liquid::read_with(self.text, self.body.start as usize, names);
        self.liquid = liquid;
        view
    }

    fn push_link(&mut self, span: Span, url: Cow<'a, str>, role: Role, dynamic: bool) {
        let settings = self.settings;
        let target = match &self.base {
            _ if dynamic => Target::Unknown,
            None => target::classify(&url, self.document.url_path(), &settings.origin),
            Some(base) => base.classify(&url, &settings.origin),
        };
        self.links.push(Link { span, url, text: None, role, target, by_source: None, is_mended: false });
    }

    /// What the first `<base href>` of a page in HTML says.
    fn base(&self) -> Option<target::Base> {
        let tags = self.html.rare_tags().filter(|_| !self.document.is_markdown);
        let mut bases =
            tags.filter(|tag| tag.kind == TagKind::Start && tag.name.of(self.text).eq_ignore_ascii_case("base"));
        let href = bases.find_map(|tag| self.html.attribute(self.text, tag, "href").filter(|href| !href.dynamic))?;
        let href = html::decode(href.value.of(self.text));
        target::Base::new(&href, self.document.url_path(), &self.settings.origin)
    }

    /// Whether jekyll-relative-links looks at the links of this page.
    fn reads_sources(&self) -> bool {
        let settings = &self.settings;
        let collections = || {
            let options = settings.jekyll.get("relative_links").map(|(_, options)| options);
            options.and_then(|options| options.get("collections")).is_some_and(|(_, on)| on.value == Value::Bool(true))
        };
        settings.plugins.has("jekyll-relative-links") && (self.document.kind == Kind::Page || collections())
    }

    fn read_tags(&mut self) {
        let html = std::mem::take(&mut self.html);
        // Where there is no hole, the view and the text are the same.
        let text = self.text;
        for tag in html.tags.iter().filter(|tag| tag.kind == TagKind::Start) {
            let element = tag.name.of(text);
            if element.eq_ignore_ascii_case("img") {
                self.images += 1;
                if !has_text(&html, text, tag) {
                    self.images_without_alt.push(tag.span);
                }
            }
            for attribute in html.attributes(tag) {
                let name = attribute.name.of(text);
                if let Some(role) = url_attribute(element, name)
                    && is_loaded(&html, text, element, tag)
                    && attribute.quote != html::Quote::Empty
                {
                    self.push_link(attribute.value, html::decode(attribute.value.of(text)), role, attribute.dynamic);
                }
                let is_name = name.eq_ignore_ascii_case("name") && element.eq_ignore_ascii_case("a");
                let is_place = is_name || name.eq_ignore_ascii_case("id");
                self.has_dynamic_id |= is_place && attribute.dynamic;
                if is_place && !attribute.dynamic && !attribute.value.is_empty() {
                    let repeatable = self.liquid.in_block(tag.span);
                    let name = html::decode(attribute.value.of(text));
                    self.ids.push(Id { name, span: attribute.value, is_name, repeatable });
                }
            }
        }
        self.html = html;
    }
}

/// Whether an image says what it shows, is hidden from those who do not see, or has attributes from Liquid.
fn has_text(html: &Structure, view: &str, tag: &Tag) -> bool {
    let has = |name: &str| html.attribute(view, tag, name).is_some();
    let hidden = html.attribute(view, tag, "aria-hidden");
    tag.has_hole
        || ["alt", "aria-label", "aria-labelledby", "role"].into_iter().any(has)
        || hidden.is_some_and(|hidden| hidden.value.of(view).eq_ignore_ascii_case("true"))
}

/// `<link rel="preconnect">` and its like name a host, not a file.
fn is_loaded(html: &Structure, text: &str, element: &str, tag: &Tag) -> bool {
    !element.eq_ignore_ascii_case("link")
        || html.attribute(text, tag, "rel").is_some_and(|rel| {
            let rel = rel.value.of(text).to_ascii_lowercase();
            ["stylesheet", "icon", "manifest", "preload", "modulepreload"].iter().any(|word| rel.contains(word))
        })
}

/// What a browser does with the URL in an element's attribute; `None` where there is none.
fn url_attribute(element: &str, attribute: &str) -> Option<Role> {
    let is = |names: &[&str]| names.iter().any(|name| element.eq_ignore_ascii_case(name));
    let named = |name: &str| attribute.eq_ignore_ascii_case(name);
    match attribute.len() {
        4 if named("href") && is(&["a", "area"]) => Some(Role::Navigation),
        4 if named("href") && is(&["link"]) => Some(Role::Resource),
        3 if named("src")
            && is(&["img", "script", "iframe", "embed", "audio", "video", "source", "track", "input"]) =>
        {
            Some(Role::Resource)
        }
        6 if named("poster") && is(&["video"]) => Some(Role::Resource),
        4 if named("data") && is(&["object"]) => Some(Role::Resource),
        _ => None,
    }
}
