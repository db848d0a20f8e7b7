//! What Jekyll makes of one file: its kind, its date, its terms, its URL, and whether it is published at all.

use super::jekyll::config::Collection;
use super::jekyll::date::{self, Date};
use super::jekyll::defaults::Applying;
use super::jekyll::kind::{self, FileName};
use super::jekyll::permalink::{self, DocumentParts, Output, UrlError};
use super::jekyll::terms::{self, Terms};
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
    /// Why it is not written, in words; `None` if it is.
    pub reason: Option<Box<str>>,
    /// Why there is no URL, where that ends the build.
    pub url_error: Option<UrlError>,
    /// Where it is, or would be, written. `None` where that is unknown too.
    pub output: Option<Output>,
    /// What Jekyll takes from `date:`, with the value's bytes.
    pub date: Option<(Date, Span)>,
    /// What Jekyll takes from the file name.
    pub file_date: Option<Date>,
    /// Categories and tags.
    pub terms: Terms,
    /// `layout:` where the file itself gives one, with its bytes.
    pub layout: Option<(Box<str>, Span)>,
    /// The layout that `_config.yml` gives where the file has none.
    pub default_layout: Option<Box<str>>,
    /// Converted from Markdown.
    pub is_markdown: bool,
    /// Liquid runs over the body.
    pub renders_liquid: bool,
    /// The body is, or becomes, HTML.
    pub is_html: bool,
    /// The URL, decoded, with its leading slash.
    url_path: Option<Box<str>>,
}

impl Document {
    /// Reads what Jekyll makes of a file with this text.
    pub fn new(path: &str, text: &str, front: &FrontMatter, data: &Parsed, settings: &Settings) -> Document {
        let place = kind::classify(&settings.jekyll, path);
        let mut document = Document::of(kind_of(place.kind, front), place.reason.map(|reason| reason.to_string()));
        if !document.is_content() {
            if document.kind == Kind::Static {
                let collection = match place.kind {
                    kind::Kind::ByHeader(collection) => collection,
                    _ => None,
                };
                document.publish(Ok(permalink::static_file(&settings.jekyll, path, collection)));
            }
            return document;
        }
        // What stands outside of a fault is read all the same, so that others' links to this file stay sound.
        let root = data.root.as_ref().filter(|root| matches!(root.value, Value::Mapping(_)));
        Reader { path, text, root, settings }.read(&mut document, place.kind);
        document
    }

    /// A file of which only the path is known.
    pub fn unreadable(path: &str, settings: &Settings) -> Document {
        Document::new(path, "", &FrontMatter::default(), &Parsed::default(), settings)
    }

    fn of(kind: Kind, reason: Option<String>) -> Document {
        Document {
            kind,
            reason: reason.map(String::into_boxed_str),
            url_error: None,
            output: None,
            date: None,
            file_date: None,
            terms: Terms::default(),
            layout: None,
            default_layout: None,
            is_markdown: false,
            renders_liquid: true,
            is_html: false,
            url_path: None,
        }
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

    /// The URL's path, decoded, with its leading slash.
    pub fn url_path(&self) -> Option<&str> {
        self.url_path.as_deref()
    }

    /// The layout in force.
    pub fn layout(&self) -> Option<&str> {
        self.layout.as_ref().map(|(name, _)| &**name).or(self.default_layout.as_deref())
    }

    fn publish(&mut self, output: Result<Output, UrlError>) {
        match output {
            Ok(output) => {
                let decoded = percent_encoding::percent_decode_str(&output.url).decode_utf8_lossy();
                self.url_path = Some(decoded.into());
                self.output = Some(output);
            }
            Err(UrlError::Unknown) => {}
            Err(error) => self.url_error = Some(error),
        }
    }
}

fn kind_of(kind: kind::Kind, front: &FrontMatter) -> Kind {
    match kind {
        kind::Kind::Post => Kind::Post,
        kind::Kind::Draft => Kind::Draft,
        kind::Kind::ByHeader(_) if !front.page_header => Kind::Static,
        kind::Kind::ByHeader(None) => Kind::Page,
        kind::Kind::ByHeader(Some(_)) => Kind::Document,
        kind::Kind::Layout => Kind::Layout,
        kind::Kind::Include => Kind::Include,
        kind::Kind::Data => Kind::Data,
        kind::Kind::Other => Kind::Other,
    }
}

struct Reader<'a> {
    path: &'a str,
    text: &'a str,
    root: Option<&'a Node>,
    settings: &'a Settings,
}

impl<'a> Reader<'a> {
    fn read(&self, document: &mut Document, place: kind::Kind) {
        let jekyll = &self.settings.jekyll;
        let shown = jekyll.relative_path(self.path);
        let collection = match place {
            kind::Kind::ByHeader(collection) => collection,
            _ => jekyll.posts(),
        };
        let label = if document.kind == Kind::Page { "pages" } else { collection.map_or("posts", |c| &*c.label) };
        let defaults = jekyll.defaults.applying(self.path, shown, Some(label));
        let extension = super::jekyll::url::extension(self.path).trim_start_matches('.').to_ascii_lowercase();
        document.is_markdown = jekyll.markdown_ext.contains(&extension);
        document.renders_liquid = jekyll.profile.is_jekyll_3()
            || self.value(&defaults, "render_with_liquid").is_none_or(|node| node.value != Value::Bool(false));
        self.layout(document, &defaults);
        if document.kind == Kind::Page {
            let own = self.value(&defaults, "permalink").map(permalink::permalink_text).transpose();
            document.publish(own.and_then(|own| permalink::page(jekyll, self.path, own.flatten())));
        } else if let Some(collection) = collection {
            self.dates(document, shown);
            self.document_url(document, shown, collection, &defaults);
        }
        document.is_html =
            document.is_markdown || matches!(&*extension, "html" | "htm" | "xhtml");
        self.visibility(document, &defaults, collection);
    }

    /// A value of the file itself, or else of `defaults:`.
    fn value<'n>(&self, defaults: &Applying<'n>, key: &str) -> Option<&'n Node>
    where
        'a: 'n,
    {
        let own = self.root.and_then(|root| root.get(key)).map(|(_, value)| value);
        own.filter(|node| node.value != Value::Null).or_else(|| defaults.merged(key))
    }

    fn layout(&self, document: &mut Document, defaults: &Applying<'_>) {
        let own = self.root.and_then(|root| root.get("layout")).map(|(_, value)| value);
        document.layout = own.and_then(|node| Some((node.as_str()?.into(), node.span)));
        document.default_layout = defaults.merged("layout").and_then(Node::as_str).map(Into::into);
    }

    fn dates(&self, document: &mut Document, shown: &str) {
        let jekyll = &self.settings.jekyll;
        let zone = &jekyll.timezone.value;
        let inner = shown.rsplit_once("_posts/").map_or(shown, |(_, inner)| inner);
        document.file_date = FileName::of(inner, jekyll.profile).date.map(|date| date::read_file_name(date, zone));
        document.date = self
            .root
            .and_then(|root| root.get("date"))
            .map(|(_, node)| (date::read(node, self.text, zone), node.span));
    }

    fn document_url(&self, document: &mut Document, shown: &str, collection: &Collection, defaults: &Applying<'_>) {
        let folder = match document.kind {
            Kind::Draft => "_drafts".to_owned(),
            _ => format!("_{}", collection.label),
        };
        document.terms = terms::terms(shown, &folder, self.root, self.text, defaults).unwrap_or_default();
        let certain = match &document.date {
            Some((Date::Read(reading), _)) => Some(reading.at),
            // Of these the day is not known; of the others the build ends, and the file name is what was meant.
            Some((Date::BuildTime | Date::Unusual, _)) => return,
            _ => document.file_date.as_ref().and_then(Date::reading).map(|reading| reading.at),
        };
        let now = self.settings.jekyll.timezone.value.at(self.settings.now);
        let own = self.value(defaults, "permalink").map(permalink::permalink_text).transpose();
        let slug = self.value(defaults, "slug").map(permalink::slug_text).transpose();
        let output = own.and_then(|own| {
            permalink::document(
                &self.settings.jekyll,
                &DocumentParts {
                    collection,
                    path: shown,
                    slug: slug?.flatten(),
                    categories: document.terms.categories.iter().map(|term| &*term.text).collect(),
                    date: certain.unwrap_or(now),
                    permalink: own.flatten(),
                },
            )
        });
        document.publish(output);
    }

    /// `publisher.rb`: what is hidden, and why.
    fn visibility(&self, document: &mut Document, defaults: &Applying<'_>, collection: Option<&Collection>) {
        let jekyll = &self.settings.jekyll;
        if document.reason.is_some() {
            return;
        }
        let published = self.root.and_then(|root| root.get("published")).map(|(_, value)| value);
        let published = published.or_else(|| defaults.merged("published"));
        let hidden = published.is_some_and(|node| matches!(node.value, Value::Bool(false) | Value::Null));
        let date = document.date.as_ref().map(|(date, _)| date).or(document.file_date.as_ref());
        let future = date.and_then(Date::reading).is_some_and(|reading| reading.at > self.settings.now);
        let reason = if hidden && !jekyll.unpublished.value {
            "published: false"
        } else if future && !jekyll.future.value && document.kind != Kind::Page {
            "future date"
        } else if document.kind == Kind::Document && collection.is_some_and(|collection| !collection.output) {
            "its collection has no output"
        } else {
            return;
        };
        document.reason = Some(reason.into());
    }
}
