//! Why Jekyll makes of one file what it does: where its URL, its day and its terms come from, in words.

use std::borrow::Cow;
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

use crate::discover;
use crate::page::Page;
use crate::report::urls::UrlRow;
use crate::request::{Error, Request};
use crate::site::document::Kind;
use crate::site::jekyll::date::{How, Reading};
use crate::site::jekyll::kind::{self, FileName, Place, Reason};
use crate::site::jekyll::outcome::Hidden;
use crate::site::jekyll::permalink::{self, UrlError};
use crate::site::jekyll::url;
use crate::site::settings::Settings;
use crate::source::{Source, Span};
use crate::survey::Survey;
use crate::urls;

/// What becomes of one file, and why.
#[derive(Debug, Serialize)]
pub struct Why {
    /// As `urls` lists it.
    #[serde(flatten)]
    pub row: UrlRow,
    /// Sentences, without a full stop.
    pub why: Vec<String>,
}

/// Why Jekyll makes of the file at `path`, which is absolute, what it does.
///
/// # Errors
/// As for [`check`](crate::check), and where the file cannot be read.
pub fn why(request: &Request, path: &Path) -> Result<Why, Error> {
    let survey = Survey::of(request)?;
    let settings = &survey.settings;
    let bytes = std::fs::read(path).map_err(|error| Error::Read(path.to_path_buf(), error))?;
    let is_utf8 = std::str::from_utf8(&bytes).is_ok();
    let relative: Arc<str> = discover::relative(&survey.root, path).into();
    let place = kind::classify(&settings.jekyll, &relative);
    let source = Source::from_bytes(Arc::clone(&relative), bytes);
    let (page, is_read) = urls::read(&relative, &place, &source.text, settings);
    let mut row = urls::row(&page, is_utf8, None);
    let teller = Teller { page: &page, place: &place, source: &source, settings };
    let mut why: Vec<String> = teller.kind().into_iter().collect();
    if row.url.is_none() && !is_utf8 && page.document.is_content() {
        why.push("it is not published: bytes in it are no UTF-8, and Jekyll leaves it out".to_owned());
    } else {
        why.extend(teller.front_matter(is_read));
        why.extend(teller.hidden());
        if row.url.is_some() && is_read {
            why.extend(teller.date());
            why.extend(teller.permalink());
            why.extend(teller.terms());
        }
        if urls::depends_on_others(&row, settings)
            && let Some(told) = urls::all(&survey, false).into_iter().find(|told| told.path == row.path && *told != row)
        {
            why.push(teller.others(&told));
            row = told;
        }
    }
    if row.output && survey.walk.files.binary_search(&relative).is_err() {
        why.push("a `.gitignore` names it: Jekyll does not ask that, presscheck passes over it".to_owned());
    }
    if !discover::is_in_site(path) {
        why.push(
            "no folder above it has a `_config.yml`, `_posts` or `_layouts`: it may be part of no site".to_owned(),
        );
    }
    Ok(Why { row, why })
}

struct Teller<'a> {
    page: &'a Page<'a>,
    place: &'a Place<'a>,
    source: &'a Source,
    settings: &'a Settings,
}

impl Teller<'_> {
    fn kind(&self) -> Option<String> {
        let told = match (self.page.document.kind, self.place.kind) {
            (Kind::Post, _) => "it is a post: it stands under `_posts` and its name begins with a day",
            (Kind::Draft, _) => "it is a draft: it stands under `_drafts`",
            (Kind::Page, _) if self.page.front.page_header => "it is a page: it has front matter",
            (Kind::Page, _) => "it is a page: jekyll-optional-front-matter makes one of Markdown without front matter",
            (Kind::Document, kind::Kind::ByHeader(Some(collection))) => {
                return Some(format!("it is a document of the collection `{}`", collection.label));
            }
            (Kind::Static, _) => return Some(format!("it is copied as it stands: {}", self.bare())),
            (Kind::Layout, _) => "it is a layout: it is published as a part of pages only",
            (Kind::Include, _) => "it is an include: it is published as a part of pages only",
            (Kind::Data, _) => "it is data: pages read it as `site.data`",
            _ if self.settings.jekyll_files.names().any(|name| *name == **self.page.path) => {
                "it is Jekyll's configuration"
            }
            _ if self.page.document.hidden.is_some() => return None,
            _ => "Jekyll makes nothing of it",
        };
        Some(told.to_owned())
    }

    /// Why Jekyll sees no front matter in a file that it copies.
    fn bare(&self) -> &'static str {
        let front = &self.page.front;
        match (&front.fault, front.bom) {
            (None, Some(_)) if front.block.is_some() => "a byte order mark stands before its front matter",
            (Some(_), _) => "what looks like its front matter is none to Jekyll, which wants `---` as the first line",
            _ => "it has no front matter",
        }
    }

    /// What keeps Jekyll from the front matter.
    fn front_matter(&self, is_read: bool) -> Option<String> {
        let document = &self.page.document;
        let unclosed = self.page.front.page_header && self.page.front.block.is_none();
        let told = match document.kind {
            _ if is_read && !(unclosed && document.is_content()) => return None,
            _ if is_read => "its front matter has no closing `---`: Jekyll reads none, and prints it",
            _ if matches!(document.url_error, Some(UrlError::NoKeys)) => return None,
            _ if self.settings.jekyll.strict_front_matter => {
                "its front matter cannot be read, and the build stops, as `strict_front_matter` asks for"
            }
            Kind::Page => "its front matter cannot be read, so Jekyll publishes it without",
            Kind::Document => {
                "its front matter cannot be read, so Jekyll publishes it without title and terms, dated by the build"
            }
            _ => {
                "its front matter cannot be read, so Jekyll publishes it without title, date and terms: the build dates \
                 it, and its whole name is in the URL"
            }
        };
        Some(told.to_owned())
    }

    /// Why it is not published.
    fn hidden(&self) -> Option<String> {
        let config = &self.settings.jekyll;
        let document = &self.page.document;
        let Some(hidden) = &document.hidden else {
            let error = document.url_error.as_ref()?;
            return Some(format!("the build stops at it: its URL cannot be made, because {error}"));
        };
        Some(match hidden {
            Hidden::Place(Reason::Excluded(pattern)) => {
                let items = config.get("exclude").map_or(&[][..], |(_, node)| node.items());
                let item = items.iter().find(|item| item.as_str() == Some(pattern));
                let set = item.map_or_else(|| "one of Jekyll's own".to_owned(), |item| self.in_config(item.span));
                format!("it is not published: `exclude` has `{pattern}` ({set})")
            }
            Hidden::Place(Reason::NotPostName) => {
                "it is not published: the name of a post is `YYYY-MM-DD-title.ext`".to_owned()
            }
            Hidden::Place(Reason::DraftsOff) => {
                let set = config.show_drafts.span.map(|span| format!(" ({})", self.in_config(span)));
                format!("it is not published: `show_drafts` is off{}", set.unwrap_or_default())
            }
            Hidden::Place(Reason::OutsideSource) => {
                let set = config.source.as_ref().and_then(|source| Some((&source.value, self.in_config(source.span?))));
                let named = set.map_or_else(String::new, |(source, place)| format!(" `{source}` ({place})"));
                format!("it is not published: it lies outside of the `source`{named}")
            }
            Hidden::Unpublished => format!("it is not published: `published` is not true{}", self.at("published")),
            Hidden::Future => {
                let now = config.timezone.value.at(self.settings.now).format("%F %T %z");
                format!("it is not published yet: its date lies after now, which is {now}, and `future` is off")
            }
            Hidden::NotOutput => "it is not published: its collection does not say `output: true`".to_owned(),
            Hidden::Date => self.unread_date(),
            _ => format!("it is not published: {}", document.reason().unwrap_or_default()),
        })
    }

    fn unread_date(&self) -> String {
        let at = self.at("date");
        let fault = match self.page.document.date_span.map(|span| span.of(self.page.text)) {
            None => "the day in its name, or in the defaults, is none".to_owned(),
            Some("") => format!("its `date`{at} is empty"),
            Some(date) => format!("`date: {date}`{at} is no date to Jekyll"),
        };
        format!("the build stops at it: {fault}")
    }

    /// What the rest of the site makes of it.
    fn others(&self, told: &UrlRow) -> String {
        let limit = &self.settings.jekyll.limit_posts;
        match limit.span.filter(|_| !told.output) {
            Some(span) => format!(
                "it is not published: `limit_posts: {}` keeps the newest alone ({})",
                limit.value,
                self.in_config(span)
            ),
            None => "jekyll-readme-index makes it the index of its folder, which has no other".to_owned(),
        }
    }

    fn date(&self) -> Vec<String> {
        let document = &self.page.document;
        if !matches!(document.kind, Kind::Post | Kind::Draft | Kind::Document) {
            return Vec::new();
        }
        let Some(reading) = document.date.as_ref().and_then(|date| date.reading()) else {
            let whose = if document.kind == Kind::Draft { "the file" } else { "the build" };
            return vec![format!("it has no date of its own, and takes that of {whose}")];
        };
        let zone = &self.settings.jekyll.timezone;
        let at = reading.at.format("%F %T %z");
        let mut told = vec![match document.date_span {
            Some(span) => format!("its date is {at}, from `date: {}`{}", span.of(self.page.text), self.at("date")),
            None if reading.how == How::FileName => format!("its date is {at}, from its name"),
            None => format!("its date is {at}, from the defaults of `_config.yml`"),
        }];
        if document.date_span.is_some() && !has_offset(reading) {
            let set = zone.span.map_or_else(
                || "no `timezone` is set".to_owned(),
                |span| format!("`timezone: {}`, {}", span.of(self.settings.jekyll_files.text()), self.in_config(span)),
            );
            told.push(match reading.how {
                How::YamlTime => format!("a time with seconds and without an offset is UTC to YAML ({set})"),
                _ => format!("without an offset it is the site's own time ({set})"),
            });
        }
        let file = document.file_date.as_ref().and_then(|date| date.reading());
        if let Some(file) = file.filter(|file| file.at.date_naive() != reading.at.date_naive()) {
            told.push(format!("the day in its name, {}, does not count beside that", file.at.format("%F")));
        }
        told
    }

    fn permalink(&self) -> Option<String> {
        let config = &self.settings.jekyll;
        let document = &self.page.document;
        let (label, collection) = match (document.kind, self.place.kind) {
            (Kind::Page, _) => ("pages", None),
            (Kind::Post | Kind::Draft, _) => ("posts", config.posts()),
            (Kind::Document, kind::Kind::ByHeader(Some(collection))) => (&*collection.label, Some(collection)),
            _ => return None,
        };
        if let Some((_, node)) = self.page.entry("permalink")
            && let Some(text) = node.as_str()
        {
            return Some(format!("its URL is its own `permalink: {text}`{}", self.at("permalink")));
        }
        let shown = config.relative_path(self.page.path);
        if let Some(node) =
            config.defaults.applying(config.source_path(self.page.path), shown, Some(label)).merged("permalink")
        {
            let text = node.as_str().unwrap_or_default();
            return Some(format!("its URL is `{text}`, from the defaults ({})", self.in_config(node.span)));
        }
        if let Some(own) = collection.and_then(|collection| collection.permalink.as_ref()) {
            let set = own.span.map(|span| self.in_config(span)).unwrap_or_default();
            return Some(format!("its URL is `{}`, the `permalink` of its collection ({set})", own.value));
        }
        let set = config.permalink.span.map_or_else(|| "Jekyll's default".to_owned(), |span| self.in_config(span));
        let written = config.permalink.value.as_str();
        let template = match collection {
            Some(collection) => permalink::collection_template(config, collection),
            None => self.page_template(),
        };
        Some(match &*template {
            "/:path/:basename:output_ext" if !self.page.document.is_html => {
                "its URL is its path, as that of every page that is not HTML".to_owned()
            }
            "/:path/" => "its URL is its folder, as that of every `index`".to_owned(),
            template if template == written => format!("its URL follows `permalink: {written}` ({set})"),
            template => format!("its URL follows `permalink: {written}`, which is `{template}` for {label} ({set})"),
        })
    }

    fn page_template(&self) -> Cow<'static, str> {
        let config = &self.settings.jekyll;
        let name = self.page.path.rsplit('/').next().unwrap_or(self.page.path);
        let base_name = &name[..name.len() - url::extension(name).len()];
        permalink::page_template(config, &permalink::output_extension(config, name, None), base_name)
    }

    fn terms(&self) -> Vec<String> {
        let terms = &self.page.document.terms;
        let mut told = Vec::new();
        for (name, terms) in [("categories", &terms.categories), ("tags", &terms.tags)] {
            if terms.is_empty() {
                continue;
            }
            let mut text = format!("its {name} are ");
            for (index, term) in terms.iter().enumerate() {
                let from = match (term.from_default, term.span) {
                    (true, _) => " (from the defaults)",
                    (_, None) => " (the folder)",
                    _ => "",
                };
                let _ = write!(text, "{}`{}`{from}", if index > 0 { ", " } else { "" }, term.text);
            }
            told.push(text);
        }
        let name = FileName::of(self.settings.jekyll.relative_path(self.page.path), self.settings.jekyll.profile);
        if let Some((_, slug)) = self.page.entry("slug")
            && slug.as_str().is_some_and(|slug| slug != name.slug)
        {
            told.push(format!("`slug`{} stands for the title in its name", self.at("slug")));
        }
        told
    }

    /// ` in line 3`, of an entry of the front matter.
    fn at(&self, key: &str) -> String {
        self.page
            .entry(key)
            .map_or(String::new(), |(key, _)| format!(" in line {}", self.source.position(key.span.start).line))
    }

    /// `_config.yml:3`
    fn in_config(&self, span: Span) -> String {
        self.settings.jekyll_files.line(span)
    }
}

fn has_offset(reading: &Reading) -> bool {
    use crate::site::jekyll::date::WrittenZone;
    !matches!(reading.zone, WrittenZone::None) || reading.how == How::YamlDate
}
