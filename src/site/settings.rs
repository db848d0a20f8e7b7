//! All that the judging of a page depends on beside its bytes: Jekyll's configuration, ours, the time, and what the
//! site's layouts and includes add to every page.

use chrono::{DateTime, Utc};
use rustc_hash::{FxHashMap, FxHashSet};

use super::jekyll;
use super::target::Origin;
use super::unseen::Unseen;
use crate::config::{Config, Host};
use crate::declared::Own;
use crate::schema::Schema;
use crate::source::Span;
use crate::syntax::front_matter;
use crate::syntax::html::{self, FaultKind, Structure, TagKind};
use crate::syntax::liquid::{self, Liquid};
use crate::syntax::markdown::{self, Dialect};

/// What every rule may look at.
#[derive(Debug)]
pub struct Settings {
    /// `_config.yml` as Jekyll uses it.
    pub jekyll: jekyll::Config,
    /// What tells which Jekyll that is.
    pub evidence: jekyll::profile::Evidence,
    /// Its files and their text.
    pub jekyll_files: jekyll::config::Files,
    /// Its plugins.
    pub plugins: jekyll::plugins::Plugins,
    /// `presscheck.toml` and the command line.
    pub config: Config,
    /// The site's own host and folder.
    pub origin: Origin,
    /// Who serves the site, if anything tells.
    pub host: Option<Host>,
    /// The time of the build.
    pub now: DateTime<Utc>,
    /// Layouts and includes.
    pub frame: Frame,
    /// Where the theme is installed, absolute.
    pub theme: Option<std::path::PathBuf>,
    /// The tags, filters and variables of its Liquid.
    pub liquid: jekyll::liquid::SiteLiquid,
    /// What may be published besides.
    pub unseen: Unseen,
    /// Whether somebody asks for every link, also for those that no rule looks at.
    pub keeps_all_links: bool,
    /// The text of all that may print a link on a page: layouts, includes, data files and the configuration. Only where a
    /// rule asks.
    pub mentions: Option<String>,
    /// What the site asks of its front matter.
    pub schemas: Vec<Schema>,
    /// The site's own rules; their levels follow those of ours.
    pub own: Vec<Own>,
    /// Whether external links are asked for, and so kept.
    pub online: bool,
}

/// What layouts and includes put around every page.
#[derive(Debug, Default)]
pub struct Frame {
    /// The layouts that the site itself has, by the name that `layout:` uses.
    pub layouts: FxHashSet<String>,
    /// Every id and anchor name in an include: each may stand on every page.
    pub ids: FxHashSet<String>,
    /// Those of each layout.
    pub layout_ids: FxHashMap<String, FxHashSet<String>>,
    /// Liquid has a part in one of these ids.
    pub has_dynamic_id: bool,
    /// What Liquid in them asks of pages and the site: `subtitle` of `page.subtitle`, `page['subtitle']`.
    pub keys: FxHashSet<String>,
    /// The files that `include` finds, by the name that it uses.
    pub includes: FxHashSet<String>,
    /// Of each include, the ones that it includes itself; `None` where it brings ids that nobody knows: those of headings,
    /// if a Markdown file includes it, or what Liquid prints.
    pub inner_includes: FxHashMap<String, Option<Vec<String>>>,
    /// The variables that includes give to the pages that include them.
    pub defined: FxHashSet<String>,
    /// A `<base>` in one of them says from where relative links are meant.
    pub has_base: bool,
    /// A theme that is not installed here may bring layouts that the site does not have.
    pub has_theme: bool,
    /// Of each layout: the layout around it, and whether it is a document of its own, with `<html>` or `<body>`.
    pub frames: FxHashMap<String, (Option<String>, bool)>,
    /// Elements that a layout or include begins without ending them, and ends without beginning them: how often, in
    /// all of them together.
    pub halves: FxHashMap<String, [u32; 2]>,
}

impl Frame {
    /// Adds the text of the include `name`.
    pub fn add_include(&mut self, name: &str, text: &str, dialect: &Dialect) {
        let (liquid, ids) = self.add(text);
        self.inner_includes.insert(name.to_owned(), inner_includes(text, dialect));
        self.ids.extend(ids);
        self.defined.extend(liquid.defined.iter().map(|name| name.of(text).to_owned()));
    }

    /// Adds a layout's text, or an include's; gives its Liquid, and its ids and anchor names.
    fn add(&mut self, text: &str) -> (Liquid, FxHashSet<String>) {
        let mut ids = FxHashSet::default();
        let (holes, view) = liquid::read(text, 0);
        for hole in &holes.holes {
            self.keys.extend(members(hole.span.of(text)).map(str::to_owned));
        }
        let html = Structure::parse(&view, 0..view.len());
        for fault in html.faults.iter().filter(|fault| matches!(fault.kind, FaultKind::Unclosed | FaultKind::Stray)) {
            let tag = &html.tags[fault.tag as usize];
            let halves = self.halves.entry(tag.name.of(&view).to_ascii_lowercase()).or_default();
            halves[usize::from(tag.kind == TagKind::End)] += 1;
        }
        for tag in html.tags.iter().filter(|tag| tag.kind == TagKind::Start) {
            let is_base = tag.name.of(&view).eq_ignore_ascii_case("base");
            for attribute in html.attributes(tag) {
                let name = attribute.name.of(&view);
                self.has_base |= is_base && name.eq_ignore_ascii_case("href");
                if name.eq_ignore_ascii_case("id") || name.eq_ignore_ascii_case("name") {
                    self.has_dynamic_id |= attribute.dynamic && name.eq_ignore_ascii_case("id");
                    ids.insert(html::decode(attribute.value.of(&view)).into_owned());
                }
            }
        }
        (holes, ids)
    }

    /// Adds the text of the layout `name`.
    pub fn add_layout(&mut self, name: &str, text: &str) {
        let (_, ids) = self.add(text);
        self.layout_ids.insert(name.to_owned(), ids);
        let block = front_matter::locate(text).block;
        let data = block.map(|block| block.parse(text)).unwrap_or_default();
        let around = data.root.as_ref().and_then(|root| root.get("layout")).and_then(|(_, node)| node.as_str());
        let body = text.get(block.map_or(0, |block| block.body)..).unwrap_or("").to_ascii_lowercase();
        let is_document = body.contains("<html") || body.contains("<body");
        self.frames.insert(name.to_owned(), (around.map(str::to_owned), is_document));
    }

    /// Whether a page with this layout becomes part of a document; not where nobody knows.
    pub fn is_document(&self, layout: &str) -> bool {
        self.around(layout).any(|name| self.frames.get(name).is_some_and(|(_, is_document)| *is_document))
    }

    /// Whether a page with this layout may get the id from what stands around it.
    pub fn has_id(&self, layout: Option<&str>, id: &str) -> bool {
        let in_layout = |name: &str| self.layout_ids.get(name).is_some_and(|ids| ids.contains(id));
        self.ids.contains(id) || layout.is_some_and(|layout| self.around(layout).any(in_layout))
    }

    /// Whether nothing of an include is printed but ids that are known, whatever it includes itself.
    pub fn knows_include(&self, name: &str) -> bool {
        let mut names = vec![name];
        let mut seen = FxHashSet::default();
        while let Some(name) = names.pop() {
            if seen.insert(name) {
                let Some(Some(inner)) = self.inner_includes.get(name) else { return false };
                names.extend(inner.iter().map(String::as_str));
            }
        }
        true
    }

    /// A layout and those around it, from the inside out.
    fn around<'a>(&'a self, layout: &'a str) -> impl Iterator<Item = &'a str> {
        let next = |name: &&str| self.frames.get(*name).and_then(|(around, _)| around.as_deref());
        // Layouts that name each other in a circle end the build.
        std::iter::successors(Some(layout), next).take(self.frames.len())
    }

    /// Whether a layout or include may use a key of the front matter.
    pub fn may_use(&self, key: &str) -> bool {
        self.has_theme || self.keys.contains(key)
    }

    /// Whether all ids of a page with this layout can be known.
    pub fn is_known(&self, layout: Option<&str>) -> bool {
        !self.has_dynamic_id && layout.is_none_or(|name| name == "none" || self.layouts.contains(name))
    }
}

/// What an include includes itself, if its ids are known.
fn inner_includes(text: &str, dialect: &Dialect) -> Option<Vec<String>> {
    let (holes, view) = liquid::read(text, 0);
    let markdown = markdown::read(&view, Span::new(0, text.len()), dialect);
    if !markdown.ids.is_empty() || markdown.has_unknown_ids {
        return None;
    }
    let html = Structure::parse(&view, 0..view.len());
    Some(holes.includes(text, |hole| html.is_in_tag(hole))?.into_iter().map(str::to_owned).collect())
}

/// The words behind a dot, and those in quotes.
fn members(liquid: &str) -> impl Iterator<Item = &str> {
    let word = |text: &str| text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).unwrap_or(text.len());
    let signs = liquid.match_indices(['.', '\'', '"']);
    signs.map(move |(at, _)| &liquid[at + 1..at + 1 + word(&liquid[at + 1..])]).filter(|name| !name.is_empty())
}
