//! Reading a body in the order of its readers: Liquid, then Markdown, then HTML, over one buffer whose offsets never
//! change.

use std::borrow::Cow;

use super::branches::Branches;
use super::{Id, Page, Role};
use crate::site::document::Kind;
use crate::site::target::{self, Target};
use crate::syntax::html::element::names;
use crate::syntax::html::{self, Structure, TagKind};
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
            self.links.reserve(links.len());
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
                let path = self.settings.jekyll.source_path(self.path);
                let by_source = is_asked.then(|| target::source(&link.url, path)).flatten();
                let dynamic = self.liquid.touches(link.destination) || link.url.contains(crate::syntax::FILLER as char);
                let is_lost = includes && self.text[..link.span.start as usize].ends_with(']');
                self.push_link(link.destination, Cow::Owned(link.url), role, dynamic);
                if let Some(last) = self.links.last_mut() {
                    if is_lost {
                        (last.target, last.liquid) = (Target::Unknown, None);
                    }
                    last.by_source = by_source;
                    last.is_mended = reads_sources;
                    last.text = Some(link.text);
                }
            }
            for (name, span) in std::mem::take(&mut self.markdown.attributes) {
                self.read_list(&name, span);
            }
            for (name, span) in ids {
                let repeatable = self.liquid.in_block(span) || self.liquid.touches(span);
                self.ids.push(Id { name: Cow::Owned(name), span, is_name: false, repeatable });
            }
        } else {
            self.view = view;
        }
        self.html = Structure::parse_with(&self.view, self.body.range(), &self.markdown.plain_tags);
        if !self.liquid.blocks.is_empty() {
            self.branches = Branches::of(&self.liquid, &self.html, self.text);
            if !self.branches.skipped.is_empty() {
                self.html.rebalance(&self.view, &self.branches.skipped);
            }
        }
        self.base = self.base();
        self.read_tags_beside();
        self.forget_relative();
        self.read_code();
        self.read_outline();
    }

    /// Adds what the tags say, and leaves all links in order.
    fn read_tags_beside(&mut self) {
        let room = Vec::with_capacity(self.links.len() + 12);
        let mut own = std::mem::replace(&mut self.links, room);
        self.read_tags();
        // A footer in Markdown stands behind all of HTML's links.
        if let (Some(first), Some(last)) = (own.first(), self.links.last())
            && first.span <= last.span
        {
            own.append(&mut self.links);
            self.links = own;
        } else {
            self.links.append(&mut own);
        }
        self.links.sort_by_key(|link| link.span);
    }

    /// Reads a layout or an include. What stands in a branch may never be printed.
    pub(super) fn read_frame(&mut self) {
        let view = self.read_liquid();
        let extension = crate::site::jekyll::url::extension(self.path);
        if self.settings.jekyll.is_markdown(extension) {
            let mut markdown = markdown::read(&view, self.body, &self.settings.jekyll.dialect);
            self.view = Cow::Owned(std::mem::take(&mut markdown.html));
            self.code = std::mem::take(&mut markdown.code);
            for link in markdown.links {
                let role = if link.image { Role::Resource } else { Role::Navigation };
                let dynamic = self.liquid.touches(link.destination);
                self.push_link(link.destination, Cow::Owned(link.url), role, dynamic);
            }
        } else {
            self.view = view;
        }
        self.html = Structure::parse(&self.view, self.body.range());
        self.read_tags();
        self.forget_relative();
        for link in self.links.iter_mut().filter(|link| self.liquid.in_block(link.span)) {
            link.target = Target::Unknown;
        }
        self.links.sort_by_key(|link| link.span);
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

    /// What the first `<base href>` of a page in HTML says.
    fn base(&self) -> Option<target::Base> {
        let tags = self.html.rare_tags().filter(|_| !self.document.is_markdown);
        let mut bases = tags.filter(|tag| tag.kind == TagKind::Start && tag.element == names::BASE);
        let href = bases.find_map(|tag| self.html.attribute(tag, "href").filter(|href| !href.dynamic))?;
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
}
