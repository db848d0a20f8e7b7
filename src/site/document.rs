//! What Jekyll makes of one file: its kind, its date, its terms, its URL, and whether it is published at all.

use super::dating::Dating;
use super::jekyll::date::{Date, Reading};
use super::jekyll::kind::{self, Place};
use super::jekyll::outcome::{Hidden, Text, What, outcome};
use super::jekyll::permalink::{self, DocumentParts, Output, UrlError};
use super::jekyll::terms::{Terms, Unreadable};
use super::settings::Settings;
use crate::source::Span;
use crate::syntax::front_matter::FrontMatter;
use crate::syntax::yaml::{Node, Parsed, Value};

/// What a file is to Jekyll.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A post.
    Post,
    /// A draft.
    Draft,
    /// A page: a file with front matter, outside of collections.
    Page,
    /// A document of another collection.
    Document,
    /// Copied as it is.
    Static,
    /// A layout.
    Layout,
    /// An include.
    Include,
    /// Read into `site.data`.
    Data,
    /// Nothing that is published.
    Other,
}

/// What Jekyll makes of one file.
#[derive(Clone, Debug)]
pub struct Document {
    /// What it is.
    pub kind: Kind,
    /// Why it is not written; `None` if it is.
    pub hidden: Option<Hidden>,
    /// Why there is no URL, where that ends the build.
    pub url_error: Option<UrlError>,
    /// Where it is, or would be, written. `None` where that is unknown too.
    pub output: Option<Output>,
    /// When it is published: from `date:`, a default, or the file name.
    pub date: Option<Date>,
    /// The value of the file's own `date:`, if that is what `date` was read from; `None` beside faulty front matter.
    pub date_span: Option<Span>,
    /// What is to be said of that date.
    pub dating: Dating,
    /// What Jekyll takes from the file name.
    pub file_date: Option<Date>,
    /// Categories and tags.
    pub terms: Terms,
    /// `layout:` where the file itself gives one, with its bytes.
    pub layout: Option<(Box<str>, Span)>,
    /// The value of the file's own `permalink:`.
    pub permalink_span: Option<Span>,
    /// The layout that `_config.yml` gives where the file has none.
    pub default_layout: Option<Box<str>>,
    /// Converted from Markdown.
    pub is_markdown: bool,
    /// Liquid runs over the body.
    pub renders_liquid: bool,
    /// The body is, or becomes, HTML.
    pub is_html: bool,
    /// The URL's path, decoded, where that is not as `output` has it.
    url_path: Option<Box<str>>,
}

impl Document {
    /// Reads what Jekyll makes of a file with this text.
    pub fn new(
        path: &str,
        place: &Place,
        text: &str,
        front: &FrontMatter,
        data: &Parsed,
        settings: &Settings,
    ) -> Document {
        let jekyll = &settings.jekyll;
        // What stands outside of a fault is read all the same, so that others' links to this file stay sound.
        let root = data.root.as_ref().filter(|root| matches!(root.value, Value::Mapping(_)));
        // What the plugin makes a page of belongs to no collection any more.
        let is_bare = |place: &Place| matches!(place.kind, kind::Kind::ByHeader(_)) && !front.page_header;
        let page_place = Place { kind: kind::Kind::ByHeader(None), reason: None };
        let made = is_bare(place) && settings.plugins.makes_page(jekyll, path, place.kind);
        let place = if made { &page_place } else { place };
        let has_header = front.page_header || made;
        let source = Text { source: text, has_header, front: root, config_source: settings.jekyll_files.text() };
        let outcome = outcome(jekyll, path, place, source, settings.now);
        let (output, url_error) = match outcome.output {
            Some(Ok(output)) => (Some(output), None),
            Some(Err(error)) => (None, Some(error)),
            None => (None, None),
        };
        let mut document = Document {
            kind: kind_of(outcome.what),
            hidden: outcome.hidden,
            url_path: output.as_ref().and_then(decoded),
            output,
            url_error,
            date: outcome.date,
            date_span: None,
            dating: Dating::Fine,
            file_date: outcome.file_date.filter(|_| matches!(outcome.what, What::Post | What::Draft)),
            terms: outcome.terms,
            layout: None,
            permalink_span: None,
            default_layout: None,
            is_markdown: false,
            renders_liquid: true,
            is_html: false,
        };
        if document.is_content() {
            document.read_text(path, root, place, settings);
            document.date_span = document.date_span.filter(|_| data.problems.is_empty());
            document.dating = Dating::of(&document, &jekyll.timezone.value);
        }
        document
    }

    /// A page of the built site, which lies at `dest` there.
    pub fn built(dest: &str) -> Document {
        let folder = dest.strip_suffix("index.html").filter(|folder| folder.is_empty() || folder.ends_with('/'));
        let url = format!("/{}", folder.unwrap_or(dest));
        Document {
            kind: Kind::Page,
            hidden: None,
            url_error: None,
            url_path: None,
            output: Some(Output { url, dest: dest.to_owned() }),
            date: None,
            date_span: None,
            dating: Dating::Fine,
            file_date: None,
            terms: Terms::default(),
            layout: None,
            permalink_span: None,
            default_layout: None,
            is_markdown: false,
            renders_liquid: false,
            is_html: true,
        }
    }

    /// Becomes what Jekyll publishes where it fails on the front matter: no title and no terms, and of a document the whole
    /// base name as slug and the build's time as date (`document.rb#read`, `convertible.rb#read_yaml`). A page whose front
    /// matter is sound but has no keys ends the build.
    pub fn lose_front_matter(&mut self, path: &str, place: &Place, front: &Parsed, settings: &Settings) {
        let jekyll = &settings.jekyll;
        if self.kind == Kind::Page && front.problems.is_empty() {
            let root = front.root.as_ref().filter(|root| root.value != Value::Bool(false));
            (self.output, self.url_error) =
                (self.output.take().filter(|_| root.is_none()), root.map(|_| UrlError::NoKeys));
            return;
        }
        let shown = jekyll.relative_path(path);
        let collection = match (self.kind, place.kind) {
            (Kind::Page, _) => None,
            (Kind::Post | Kind::Draft, _) => jekyll.posts(),
            (Kind::Document, kind::Kind::ByHeader(collection)) => collection,
            _ => return,
        };
        let label = collection.map_or("pages", |collection| &collection.label);
        let defaults = jekyll.defaults.applying(jekyll.source_path(path), shown, Some(label));
        let permalink = defaults.merged("permalink").map_or(Ok(None), permalink::permalink_text);
        let name = shown.rsplit('/').next().unwrap_or(shown);
        let base_name = &name[..name.len() - super::jekyll::url::extension(name).len()];
        let output = permalink.and_then(|permalink| {
            let Some(collection) = collection else {
                return permalink::page(jekyll, jekyll.source_path(path), permalink);
            };
            let date = jekyll.timezone.value.at(settings.now);
            let (path, slug, categories) = (shown, Some(base_name), Vec::new());
            permalink::document(jekyll, &DocumentParts { collection, path, slug, categories, date, permalink })
        });
        (self.date, self.dating, self.terms) = (None, Dating::Fine, Terms::default());
        self.output = output.ok();
        self.url_path = self.output.as_ref().and_then(decoded);
        let is_written = collection.is_none_or(|collection| collection.output);
        self.hidden = match self.hidden.take() {
            Some(Hidden::Place(reason)) => Some(Hidden::Place(reason)),
            _ => (!is_written).then_some(Hidden::NotOutput),
        };
    }

    /// What the converters, Liquid and the layout make of the text.
    fn read_text(&mut self, path: &str, root: Option<&Node>, place: &Place, settings: &Settings) {
        let jekyll = &settings.jekyll;
        let shown = jekyll.relative_path(path);
        let label = match (self.kind, place.kind) {
            (Kind::Page, _) => "pages",
            (_, kind::Kind::ByHeader(Some(collection))) => &collection.label,
            _ => "posts",
        };
        let defaults = jekyll.defaults.applying(jekyll.source_path(path), shown, Some(label));
        let own = |key: &str| root.and_then(|root| root.get(key)).map(|(_, value)| value);
        let extension = super::jekyll::url::extension(path);
        self.is_markdown = jekyll.is_markdown(extension);
        let is_html = |html: &str| extension.eq_ignore_ascii_case(html);
        self.is_html = self.is_markdown || [".html", ".htm", ".xhtml"].into_iter().any(is_html);
        let liquid = own("render_with_liquid").or_else(|| defaults.merged("render_with_liquid"));
        self.renders_liquid =
            jekyll.profile.is_jekyll_3() || liquid.is_none_or(|node| node.value != Value::Bool(false));
        self.layout = own("layout").and_then(|node| Some((node.as_str()?.into(), node.span)));
        self.default_layout = defaults.merged("layout").and_then(Node::as_str).map(Into::into);
        // An empty one gives way to a default.
        let is_read = |node: &&Node| node.value != Value::Null || self.date == Some(Date::Null);
        self.date_span = own("date").filter(is_read).map(|node| node.span);
        self.permalink_span = own("permalink").map(|node| node.span);
    }

    /// Why it is not written, in words.
    pub fn reason(&self) -> Option<String> {
        if let Some(error) = self.url_error.as_ref().filter(|_| self.hidden.is_none()) {
            return Some(format!("its URL cannot be made: {error}"));
        }
        Some(match self.hidden.as_ref()? {
            Hidden::Place(reason) => reason.to_string(),
            Hidden::Unpublished => "published: false".to_owned(),
            Hidden::Future => "future date".to_owned(),
            Hidden::NotOutput => "its collection has no output".to_owned(),
            Hidden::Date => "its date cannot be read".to_owned(),
            Hidden::Terms(Unreadable { .. }) => "its categories cannot be read".to_owned(),
        })
    }

    /// Whether people write it and readers read it: a post, a draft, a page, or a collection's document.
    pub fn is_content(&self) -> bool {
        matches!(self.kind, Kind::Post | Kind::Draft | Kind::Page | Kind::Document)
    }

    /// Whether it is copied as it is.
    pub fn is_copied(&self) -> bool {
        self.kind == Kind::Static
    }

    /// Whether there is a body to judge.
    pub fn has_body(&self) -> bool {
        self.is_content() && self.is_html
    }

    /// The reading of its date, where there is one.
    pub fn reading(&self) -> Option<&Reading> {
        self.date.as_ref()?.reading()
    }

    /// The URL's path, decoded, with its leading slash.
    pub fn url_path(&self) -> Option<&str> {
        let output = self.output.as_ref()?;
        Some(self.url_path.as_deref().unwrap_or(&output.url))
    }

    /// The layout in force.
    pub fn layout(&self) -> Option<&str> {
        self.layout.as_ref().map(|(name, _)| &**name).or(self.default_layout.as_deref())
    }
}

fn kind_of(what: What) -> Kind {
    match what {
        What::Post => Kind::Post,
        What::Draft => Kind::Draft,
        What::Document(_) => Kind::Document,
        What::Page => Kind::Page,
        What::Static(_) => Kind::Static,
        What::Other(kind::Kind::Layout) => Kind::Layout,
        What::Other(kind::Kind::Include) => Kind::Include,
        What::Other(kind::Kind::Data) => Kind::Data,
        What::Other(_) => Kind::Other,
    }
}

/// The URL's path without escapes, if it has any.
fn decoded(output: &Output) -> Option<Box<str>> {
    memchr::memchr(b'%', output.url.as_bytes())?;
    Some(percent_encoding::percent_decode_str(&output.url).decode_utf8_lossy().into())
}
