//! All together for one file: whether Jekyll publishes it, where, when and under which terms.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::config::{Collection, Config};
use super::date::{self, Date};
use super::kind::{FileName, Kind, Place, Reason};
use super::permalink::{self, DocumentParts, Output, UrlError};
use super::terms::{self, Terms, Unreadable};
use crate::syntax::yaml::{Node, Value};

/// What becomes of one file.
#[derive(Clone, PartialEq, Debug)]
pub struct Outcome<'a> {
    /// What it is.
    pub what: What<'a>,
    /// URL and file; `None` where it has none. Hidden posts and documents have one too: it is where they would go.
    pub output: Option<Result<Output, UrlError>>,
    /// The date of a post, draft or document; `None` where nothing gives one (the build's clock, a draft's file time).
    pub date: Option<Date>,
    /// The date in the file name of a post, draft or document.
    pub file_date: Option<Date>,
    /// Categories and tags of a post, draft or document.
    pub terms: Terms,
    /// Why it is not published.
    pub hidden: Option<Hidden>,
}

/// What a file is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum What<'a> {
    /// A post.
    Post,
    /// A draft.
    Draft,
    /// A document of a collection.
    Document(&'a Collection),
    /// A page.
    Page,
    /// A static file, perhaps of a collection.
    Static(Option<&'a Collection>),
    /// A layout, include, data file or nothing.
    Other(Kind<'a>),
}

/// Why a file is not published.
#[derive(Clone, PartialEq, Debug)]
pub enum Hidden {
    /// Its place or name.
    Place(Reason),
    /// `published: false`, or empty.
    Unpublished,
    /// Its date lies after the build.
    Future,
    /// Its collection has no `output: true`.
    NotOutput,
    /// Its date stops the build.
    Date,
    /// Its categories keep Jekyll from reading it.
    Terms(Unreadable),
}

/// What one file's text says.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    /// The whole file.
    pub source: &'a str,
    /// Whether its first bytes are a front-matter header as `has_yaml_header?` wants it.
    pub has_header: bool,
    /// The mapping of its front matter, if it can be read.
    pub front: Option<&'a Node>,
    /// The text of `_config.yml`, to which the spans of defaults belong.
    pub config_source: &'a str,
}

/// The outcome for the file at `path`, relative to the folder of the configuration, whose place has been found with
/// `classify`.
pub fn outcome<'a>(
    config: &'a Config,
    path: &str,
    place: &Place<'a>,
    text: Text<'_>,
    now: DateTime<Utc>,
) -> Outcome<'a> {
    let nothing = |what| Outcome {
        what,
        output: None,
        date: None,
        file_date: None,
        terms: Terms::default(),
        hidden: place.reason.clone().map(Hidden::Place),
    };
    match (place.kind, config.posts()) {
        (Kind::Post, Some(posts)) => document(config, path, What::Post, posts, place, text, now),
        (Kind::Draft, Some(posts)) => document(config, path, What::Draft, posts, place, text, now),
        (Kind::ByHeader(Some(collection)), _) if text.has_header => {
            document(config, path, What::Document(collection), collection, place, text, now)
        }
        (Kind::ByHeader(None), _) if text.has_header => page(config, path, text),
        (Kind::ByHeader(collection), _) => static_file(config, path, collection),
        (kind, _) => nothing(What::Other(kind)),
    }
}

fn page<'a>(config: &'a Config, path: &str, text: Text<'_>) -> Outcome<'a> {
    let path = config.source_path(path);
    let defaults = config.defaults.applying(path, path, Some("pages"));
    let own = |key: &str| text.front.and_then(|f| f.get(key)).map(|(_, v)| v);
    // A page asks the defaults only for keys it does not have; `null` is a value.
    let set = own("permalink").or_else(|| defaults.found("permalink"));
    let output =
        set.map_or(Ok(None), permalink::permalink_text).and_then(|permalink| permalink::page(config, path, permalink));
    // `published` is looked up past the defaults.
    let published = own("published").is_none_or(truthy) || config.unpublished.value;
    Outcome {
        what: What::Page,
        output: Some(output),
        date: None,
        file_date: None,
        terms: Terms::default(),
        hidden: (!published).then_some(Hidden::Unpublished),
    }
}

fn static_file<'a>(config: &'a Config, path: &str, collection: Option<&'a Collection>) -> Outcome<'a> {
    let shown = if collection.is_some() { config.relative_path(path) } else { config.source_path(path) };
    let output = permalink::static_file(config, shown, collection);
    // Jekyll asks the defaults with the file's URL.
    let asked = output.as_ref().map_or(shown, |o| o.url.trim_start_matches('/'));
    let defaults = config.defaults.applying(config.source_path(path), asked, collection.map(|c| c.label.as_str()));
    let published = defaults.merged("published").is_none_or(truthy);
    let written = collection.is_none_or(|c| c.output || config.profile.is_jekyll_3());
    let hidden = if published { (!written).then_some(Hidden::NotOutput) } else { Some(Hidden::Unpublished) };
    Outcome {
        what: What::Static(collection),
        output: Some(output.clone()),
        date: None,
        file_date: None,
        terms: Terms::default(),
        hidden,
    }
}

fn document<'a>(
    config: &'a Config,
    path: &str,
    what: What<'a>,
    collection: &'a Collection,
    place: &Place<'a>,
    text: Text<'_>,
    now: DateTime<Utc>,
) -> Outcome<'a> {
    let shown = config.relative_path(path);
    let defaults = config.defaults.applying(config.source_path(path), shown, Some(&collection.label));
    let own = |key: &str| text.front.and_then(|f| f.get(key)).map(|(_, v)| v);
    // A document's own `null` gives way to a default.
    let either = |key: &str| own(key).filter(|v| v.value != Value::Null).or_else(|| defaults.merged(key));
    let zone = &config.timezone.value;
    let name = FileName::of(shown, config.profile);
    let file_date = name.date.map(|date| date::read_file_name(date, zone));

    let date = match (own("date"), defaults.merged("date")) {
        (Some(node), None) => Some(date::read(node, text.source, zone)),
        (Some(node), Some(_)) if node.value != Value::Null => Some(date::read(node, text.source, zone)),
        (_, Some(node)) => Some(date::read(node, text.config_source, zone)),
        (None, None) => file_date.clone(),
    };
    let folder = match what {
        What::Post => Cow::Borrowed("_posts"),
        What::Draft => Cow::Borrowed("_drafts"),
        _ => Cow::Owned(["_", &collection.label].concat()),
    };
    let (terms, unreadable) = match terms::terms(shown, &folder, text.front, text.source, &defaults) {
        Ok(terms) => (terms, None),
        Err(unreadable) => (Terms::default(), Some(unreadable)),
    };

    let at = match &date {
        Some(Date::Read(reading)) => Some(reading.at),
        None => Some(zone.at(now)),
        Some(_) => None,
    };
    let output = at.filter(|_| unreadable.is_none()).map(|at| {
        let slug = either("slug").map_or(Ok(None), permalink::slug_text)?;
        let permalink = either("permalink").map_or(Ok(None), permalink::permalink_text)?;
        let categories = terms.categories.iter().map(|t| t.text.as_str()).collect();
        let slug = Some(slug.unwrap_or(name.slug));
        let parts = DocumentParts { collection, path: shown, slug, categories, date: at, permalink };
        permalink::document(config, &parts)
    });

    let published = match own("published") {
        Some(node) if node.value == Value::Null => defaults.merged("published").is_some_and(truthy),
        Some(node) => truthy(node),
        None => defaults.merged("published").is_none_or(truthy),
    };
    let future = at.is_some_and(|at| at.timestamp() > now.timestamp()) && !config.future.value;
    let hidden = match (&place.reason, unreadable, &date) {
        (Some(reason), ..) => Some(Hidden::Place(reason.clone())),
        (_, Some(unreadable), _) => Some(Hidden::Terms(unreadable)),
        (_, _, Some(Date::Invalid | Date::Null)) => Some(Hidden::Date),
        _ if !published && !config.unpublished.value => Some(Hidden::Unpublished),
        _ if future => Some(Hidden::Future),
        _ if !collection.output => Some(Hidden::NotOutput),
        _ => None,
    };
    Outcome { what, output, date, file_date, terms, hidden }
}

fn truthy(node: &Node) -> bool {
    !matches!(node.value, Value::Null | Value::Bool(false))
}
