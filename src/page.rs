//! One file, read once and parsed once: what its rules look at. Nothing of it outlives them but its facts.

mod body;
pub mod branches;
mod code;
mod directives;
mod fact;
mod front_links;
mod ids;
mod language;
mod links;
pub mod outline;
mod passed;
mod prose;
mod schema;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::sync::Arc;

use crate::schema::Checked;
use crate::site::document::{Document, Kind};
use crate::site::jekyll::kind::{self, Place};
use crate::site::jekyll::liquid_url::Evaluated;
use crate::site::jekyll::outcome::Hidden;
use crate::site::link::{Anchors, ExternalFact};
use crate::site::manners::Manners;
use crate::site::named::Reference;
use crate::site::odd_keys;
use crate::site::settings::Settings;
use crate::site::shift::Shift;
use crate::site::target::{Base, Target};
use crate::site::{Facts, TermPageLabel};
use crate::source::Span;
use crate::syntax::characters::{self, Characters, Odd};
use crate::syntax::front_matter::{self, Cut, FrontMatter};
use crate::syntax::html::tree::{Context, Tree, TreeOptions, needs_tree};
use crate::syntax::html::{Obsolete, Structure};
use crate::syntax::liquid::{self, Liquid};
use crate::syntax::markdown::Markdown;
use crate::syntax::yaml::{self, Node, Parsed, Value};
use branches::Branches;
use outline::Outline;

pub use language::Language;
pub use prose::{Prose, beside};

/// One file of the site.
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Page<'a> {
    /// Relative to the site's root, with `/`.
    pub path: &'a Arc<str>,
    /// The whole file, with its byte order mark if it has one.
    pub text: &'a str,
    /// Why `text` is not what stands on the disk; only two rules look at such a page.
    pub unreadable: Option<Unreadable>,
    /// Whether more than its front matter has been read.
    pub is_whole: bool,
    /// Where the front matter is.
    pub front: FrontMatter,
    /// What it says; empty where there is no block.
    pub data: Parsed,
    /// The bytes after the front matter.
    pub body: Span,
    /// What Jekyll makes of the file.
    pub document: Document,
    /// The body's Liquid.
    pub liquid: Liquid,
    /// The body as HTML sees it: as long as the file, blank where nothing reaches the browser as it stands.
    pub view: Cow<'a, str>,
    /// The body's HTML.
    pub html: Structure,
    /// Characters of the whole file that seldom stand there for a good reason; only where people write.
    pub odd: Vec<Odd>,
    /// What Liquid's branches do to it.
    pub branches: Branches,
    /// What a browser makes of it, once a rule has asked.
    tree: OnceCell<Option<Tree>>,
    /// A bracket of East Asian writing may lack its partner.
    pub may_be_unpaired: bool,
    /// A `<` stands before another, as in the marks of a merge that was not finished.
    pub has_doubled_sign: bool,
    /// What its `<base>` puts in place of its own URL.
    pub base: Option<Base>,
    /// Every link of the body, in order.
    pub links: Vec<Link<'a>>,
    /// Every id of the body.
    pub ids: Vec<Id<'a>>,
    /// Liquid has a part in an id, so that there are ids nobody knows.
    pub has_dynamic_id: bool,
    /// The rest of what Markdown says: headings, code, formulas, and what becomes something else than it looks.
    pub markdown: Markdown,
    /// A `<base>` says from where relative links are meant.
    pub has_base: bool,
    /// Its headings, and links that say nothing.
    pub outline: Outline,
    /// Code: fences, indented blocks, code spans, `<pre>`, `<code>`, `highlight`; sorted, none in another.
    pub code: Vec<Span>,
    /// Formulas, sorted.
    pub math: Vec<Span>,
    /// How many images the body has.
    pub images: u32,
    /// The tag, or in Markdown the destination, of each image without a text.
    pub images_without_alt: Vec<Span>,
    /// What the site's schemas say of its front matter, once a rule has asked.
    schema: OnceCell<Checked>,
    /// The site's configuration and ours.
    pub settings: &'a Settings,
}

/// Why a file could not be judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// Bytes that are no UTF-8: the first of them.
    NotUtf8(Span),
    /// It could not be read, with the reason in words.
    NotRead(String),
}

/// A link, an image, or any other URL of the body.
#[derive(Debug, PartialEq, Eq)]
pub struct Link<'a> {
    /// The URL itself, without quotes and brackets.
    pub span: Span,
    /// The URL with entities and escapes resolved, and with what Liquid makes of it where that is known.
    pub url: Cow<'a, str>,
    /// In Markdown, what stands in its brackets.
    pub text: Option<Span>,
    /// What the browser does with it.
    pub role: Role,
    /// Where it leads; unknown where Liquid has a part in it.
    pub target: Target,
    /// The file that it names, seen from its own.
    pub by_source: Option<Box<str>>,
    /// jekyll-relative-links puts that file's URL in its place.
    pub is_mended: bool,
    /// Others may put a folder before it: it stands in front matter, or in a data file.
    pub is_loose: bool,
    /// What Liquid makes of it; `None` where it has no part in it, or only the build can tell.
    pub liquid: Option<Box<Evaluated>>,
}

/// What a browser does with a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Goes there when the reader asks for it.
    Navigation,
    /// Loads it with the page: an image, a script, a style sheet.
    Resource,
    /// May load it: one image of a `srcset`, or what shows the page elsewhere.
    Choice,
}

/// An id that a link can lead to.
#[derive(Debug, PartialEq, Eq)]
pub struct Id<'a> {
    /// As the page has it.
    pub name: Cow<'a, str>,
    /// The id, or the heading that it is made from.
    pub span: Span,
    /// `<a name>`: a place, but no id.
    pub is_name: bool,
    /// Liquid may print it never, or more than once.
    pub repeatable: bool,
}

impl<'a> Page<'a> {
    /// Parses a file, of which `place` says where it stands.
    pub fn new(path: &'a Arc<str>, place: &Place, text: &'a str, settings: &'a Settings) -> Page<'a> {
        let mut page = Page::header(path, place, text, None, settings);
        page.is_whole = true;
        if page.document.is_content() {
            let Characters { odd, may_be_unpaired, has_doubled_sign } = characters::read(text);
            (page.odd, page.may_be_unpaired, page.has_doubled_sign) = (odd, may_be_unpaired, has_doubled_sign);
            page.read_front_links();
        }
        if page.document.has_body() {
            page.read_body();
        } else if page.document.is_content() {
            page.read_liquid();
        }
        page
    }

    /// Reads no more of a file than its front matter: `text` may end with that, `cut` where somebody has found it.
    pub fn header(
        path: &'a Arc<str>,
        place: &Place,
        text: &'a str,
        cut: Option<Cut>,
        settings: &'a Settings,
    ) -> Page<'a> {
        let front = cut.map_or_else(|| front_matter::locate(text), |cut| front_matter::located(text, Some(cut)));
        let data = front.block.map(|block| block.parse(text)).unwrap_or_default();
        let document = Document::new(path, place, text, &front, &data, settings);
        let body = Span::new(front.block.map_or(0, |block| block.body), text.len());
        let mut page = Page::blank(path, text, document, settings);
        (page.is_whole, page.front, page.data, page.body) = (false, front, data, body);
        page
    }

    /// Parses a layout, an include or a data file, as far as its links go: those that are the same wherever it is used, and
    /// certain to be there.
    pub fn around(path: &'a Arc<str>, place: &Place, text: &'a str, settings: &'a Settings) -> Page<'a> {
        // An include has no front matter.
        let front = if place.kind == kind::Kind::Layout { front_matter::locate(text) } else { FrontMatter::default() };
        let document = Document::new(path, place, text, &front, &Parsed::default(), settings);
        let body = Span::new(front.block.map_or(0, |block| block.body), text.len());
        let mut page = Page { front, body, ..Page::blank(path, text, document, settings) };
        if place.kind == kind::Kind::Data {
            page.body = Span::new(text.len(), text.len());
            if [".yml", ".yaml", ".json"].iter().any(|extension| path.ends_with(extension)) {
                page.data = yaml::parse(text, Span::new(0, text.len()));
                page.read_data_links();
            }
        } else {
            page.read_frame();
        }
        page
    }

    /// A file that could not be read as text.
    pub fn unreadable(path: &'a Arc<str>, place: &Place, why: Unreadable, settings: &'a Settings) -> Page<'a> {
        let document = Document::new(path, place, "", &FrontMatter::default(), &Parsed::default(), settings);
        Page { unreadable: Some(why), ..Page::blank(path, "", document, settings) }
    }

    /// A page of the built site, which is published at `dest`, relative to the site's root.
    pub fn built(path: &'a Arc<str>, dest: &str, text: &'a str, settings: &'a Settings) -> Page<'a> {
        let document = Document::built(dest);
        let body = Span::new(0, text.len());
        let mut page = Page { body, ..Page::blank(path, text, document, settings) };
        page.read_body();
        page
    }

    /// A page of which nothing has been read yet.
    fn blank(path: &'a Arc<str>, text: &'a str, document: Document, settings: &'a Settings) -> Page<'a> {
        Page {
            path,
            text,
            unreadable: None,
            is_whole: true,
            front: FrontMatter::default(),
            data: Parsed::default(),
            body: Span::default(),
            document,
            liquid: Liquid::default(),
            view: Cow::Borrowed(""),
            html: Structure::default(),
            odd: Vec::new(),
            branches: Branches::default(),
            tree: OnceCell::new(),
            may_be_unpaired: false,
            has_doubled_sign: false,
            base: None,
            links: Vec::new(),
            ids: Vec::new(),
            has_dynamic_id: false,
            has_base: false,
            markdown: Markdown::default(),
            outline: Outline::default(),
            code: Vec::new(),
            math: Vec::new(),
            images: 0,
            images_without_alt: Vec::new(),
            schema: OnceCell::new(),
            settings,
        }
    }

    /// The front matter as Jekyll has it: `None` where it reads none, also because of a fault.
    pub fn mapping(&self) -> Option<&Node> {
        let root = self.data.root.as_ref().filter(|_| self.data.problems.is_empty())?;
        matches!(root.value, Value::Mapping(_)).then_some(root)
    }

    /// Whether Jekyll reads the front matter, or finds none.
    pub fn is_read(&self) -> bool {
        let root = self.data.root.as_ref().map(|root| &root.value);
        self.front.block.is_none()
            || (self.data.problems.is_empty() && matches!(root, None | Some(Value::Null | Value::Mapping(_))))
                && !matches!(self.document.hidden, Some(Hidden::Terms(_)))
    }

    /// The key and value of a front matter entry.
    pub fn entry(&self, key: &str) -> Option<(&Node, &Node)> {
        self.mapping()?.get(key)
    }

    /// What the defaults of `_config.yml` give this page for a key of its front matter.
    pub fn default_of(&self, key: &str) -> Option<&'a Node> {
        let jekyll = &self.settings.jekyll;
        if jekyll.defaults.is_empty() {
            return None;
        }
        let label = match (self.document.kind, kind::classify(jekyll, self.path).kind) {
            (Kind::Page, _) => "pages",
            (_, kind::Kind::ByHeader(Some(collection))) => &collection.label,
            _ => "posts",
        };
        let (path, shown) = (jekyll.source_path(self.path), jekyll.relative_path(self.path));
        jekyll.defaults.applying(path, shown, Some(label)).merged(key)
    }

    /// The first byte of the file that shows something, for a finding about the file as a whole.
    pub fn head(&self) -> Span {
        let start = self.front.bom.map_or(0, |bom| bom.end as usize);
        if self.text[start..].starts_with("---\n") {
            return Span::new(start, start + 3);
        }
        let line = self.text[start..].lines().next().unwrap_or("").trim_end();
        Span::new(start, start + line.chars().take(40).map(char::len_utf8).sum::<usize>())
    }

    /// What a browser makes of the body's HTML, where that may be something else than its tags say; built when first asked
    /// for. `None` too where it takes more than a page may.
    pub fn odd_tree(&self) -> Option<&Tree> {
        if needs_tree(&self.html) { self.tree() } else { None }
    }

    /// What a browser makes of the body's HTML: a document where the page begins with `<html>`, else what stands in a
    /// layout's `<body>`. Built when first asked for.
    pub fn tree(&self) -> Option<&Tree> {
        let build = || {
            let is_document =
                self.html.tags.first().is_some_and(|tag| tag.name.of(&self.view).eq_ignore_ascii_case("html"));
            let context = if is_document { Context::Document } else { Context::Element("body") };
            let view = self.branches.without_skipped(&self.view);
            Tree::parse(&view, self.body.range(), TreeOptions { context, scripting: false })
        };
        self.tree.get_or_init(build).as_ref()
    }

    /// What the site needs to know of the page once it is gone.
    pub fn into_facts(self) -> Facts {
        // Of most files no more than the front matter has been read.
        let obsolete = if self.html.tags.is_empty() { None } else { Obsolete::of(&self.html) };
        let stays = |link: &&Link| fact::stays(link);
        let mut facts = Facts {
            path: Arc::clone(self.path),
            is_whole: self.is_whole,
            links: Vec::with_capacity(self.links.iter().filter(stays).count()),
            passed_links: if self.settings.keeps_all_links { self.passed_links().into() } else { Box::default() },
            external: self.external_links().into(),
            anchors: Anchors::new(
                self.ids.iter().map(|id| &*id.name),
                self.knows_its_ids() && self.entry("redirect_to").is_none(),
            ),
            link_count: self.links.len() as u32,
            unknown_links: 0,
            suppressions: self.suppressions().into(),
            images: self.images,
            own_terms: self.own_terms(),
            has_front_matter: self.mapping().is_some(),
            head: self.head(),
            redirects: self.redirects().into(),
            odd_keys: self.mapping().map(odd_keys::of).unwrap_or_default().into(),
            term_page: self.term_page().map(Box::new),
            references: self.references().into(),
            mentions: self.settings.mentions.is_some().then(|| Box::new(self.mentions())),
            includes: self.includes().into(),
            named: if self.settings.schemas.is_empty() { Box::default() } else { self.schema().named.clone().into() },
            shift: Shift::of(&self).map(Box::new),
            manners: Manners::of(&self),
            images_without_alt: self.images_without_alt.into(),
            obsolete: obsolete.map(Box::new),
            document: self.document,
        };
        let (text, code) = (self.text, self.code);
        for link in self.links {
            facts.unknown_links += u32::from(link.target == Target::Unknown);
            facts.links.extend(fact::of(link, text, &code));
        }
        facts
    }

    /// Its links to other hosts, where somebody asks for them.
    fn external_links(&self) -> Vec<ExternalFact> {
        let links = self.links.iter().filter(|link| self.settings.online && link.target == Target::External);
        let fact = |link: &Link| ExternalFact {
            span: link.span,
            url: (*link.url).into(),
            is_plain: link.url.len() == link.span.len(),
        };
        links.map(fact).collect()
    }

    fn own_terms(&self) -> [Option<Box<str>>; 2] {
        let text = |key: &str| self.entry(key).and_then(|(_, node)| node.as_str()).map(Into::into);
        if self.document.kind == Kind::Page { [text("category"), text("tag")] } else { [None, None] }
    }

    fn redirects(&self) -> Vec<(Box<str>, Span)> {
        let Some((_, node)) = self.entry("redirect_from") else { return Vec::new() };
        let redirects = self.settings.plugins.redirects(&self.settings.jekyll, node);
        redirects.into_iter().filter_map(|(node, output)| Some((output.ok()?.dest.into(), node.span))).collect()
    }

    /// The files that `link` and `post_url` name, as far as Liquid does not compute their names.
    fn references(&self) -> Vec<Reference> {
        let liquid = &self.liquid;
        if liquid.holes.is_empty() || self.settings.liquid.is_unknown {
            return Vec::new();
        }
        let tags = liquid.holes.iter().filter_map(|hole| {
            let is_link = match hole.name.of(self.text) {
                "link" => true,
                "post_url" => false,
                _ => return None,
            };
            let markup = hole.markup.of(self.text);
            let name = markup.trim();
            let start = hole.markup.start as usize + markup.len() - markup.trim_start().len();
            // Jekyll 3 computes no names.
            let is_computed = name.contains('{') && !self.settings.jekyll.profile.is_jekyll_3();
            let is_plain = hole.is_ended && !name.is_empty() && !is_computed;
            let is_name = is_plain && (is_link || liquid::post_name(name).is_some());
            is_name.then(|| {
                let span = Span::new(start, start + name.len());
                let index = self.code.partition_point(|code| code.end <= span.start);
                let in_code = self.code.get(index).is_some_and(|code| code.contains(span));
                Reference { span, name: name.into(), is_link, in_code }
            })
        });
        tags.collect()
    }

    /// The names of the files that it includes, empty where Liquid computes them.
    fn includes(&self) -> Vec<Box<str>> {
        let holes =
            self.liquid.holes.iter().filter(|hole| matches!(hole.name.of(self.text), "include" | "include_cached"));
        let name = |hole: &liquid::Hole| hole.markup.of(self.text).split_whitespace().next().unwrap_or("");
        holes.map(name).map(|name| if name.contains('{') { "".into() } else { name.into() }).collect()
    }

    fn term_page(&self) -> Option<TermPageLabel> {
        let config = &self.settings.config;
        let of = |taxonomy: &crate::config::Taxonomy, keys: [&str; 2]| {
            taxonomy.pages.as_ref()?.value.term(self.path)?;
            let text = |key: &str| self.entry(key).map(|(_, node)| (node.to_ruby_s().into_boxed_str(), node.span));
            Some(TermPageLabel { own: text(keys[0]).or_else(|| text(keys[1])), title: text("title") })
        };
        of(&config.categories, ["category", "categories"]).or_else(|| of(&config.tags, ["tag", "tags"]))
    }

    /// An empty span with its neighbours, the quotes or brackets around nothing.
    pub fn widened(&self, span: Span) -> Span {
        let before = self.text[..span.start as usize].chars().next_back().map_or(0, char::len_utf8);
        let after = self.text[span.end as usize..].chars().next().map_or(0, char::len_utf8);
        Span::new(span.start as usize - before, span.end as usize + after)
    }
}
