//! Why Jekyll makes of one file what it does: where its URL, its day and its terms come from, in words.

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
use crate::site::jekyll::permalink;
use crate::site::settings::Settings;
use crate::source::{Source, Span};
use crate::survey::Survey;
use crate::urls::url_row;

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
    let Survey { root, settings, .. } = Survey::of(request)?;
    let bytes = std::fs::read(path).map_err(|error| Error::Read(path.to_path_buf(), error))?;
    let relative: Arc<str> = discover::relative(&root, path).into();
    let place = kind::classify(&settings.jekyll, &relative);
    let source = Source::from_bytes(Arc::clone(&relative), bytes);
    let mut page = Page::new(&relative, &place, &source.text, &settings);
    let is_read = page.is_read();
    if !is_read {
        page.document.lose_front_matter(&relative, &place, &page.data, &settings);
    }
    let row = url_row(&relative, &page.document, None, &settings);
    let teller = Teller { page: &page, place: &place, source: &source, settings: &settings };
    let mut why: Vec<String> = teller.kind().into_iter().collect();
    if !is_read {
        why.push(
            "its front matter cannot be read, so Jekyll publishes it without title, date and terms, dated by the build"
                .to_owned(),
        );
    }
    why.extend(teller.hidden());
    if row.url.is_some() && is_read {
        why.extend(teller.date());
        why.extend(teller.permalink());
        why.extend(teller.terms());
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
        Some(match (self.page.document.kind, self.place.kind) {
            (Kind::Post, _) => "it is a post: it stands under `_posts` and its name begins with a day".to_owned(),
            (Kind::Draft, _) => "it is a draft: it stands under `_drafts`".to_owned(),
            (Kind::Page, _) => "it is a page: it has front matter".to_owned(),
            (Kind::Document, kind::Kind::ByHeader(Some(collection))) => {
                format!("it is a document of the collection `{}`", collection.label)
            }
            (Kind::Static, _) => "it is copied as it stands: it has no front matter".to_owned(),
            (Kind::Layout, _) => "it is a layout: it is published as a part of pages only".to_owned(),
            (Kind::Include, _) => "it is an include: it is published as a part of pages only".to_owned(),
            (Kind::Data, _) => "it is data: pages read it as `site.data`".to_owned(),
            _ if self.page.document.hidden.is_some() => return None,
            _ => "Jekyll makes nothing of it".to_owned(),
        })
    }

    /// Why it is not published.
    fn hidden(&self) -> Option<String> {
        let config = &self.settings.jekyll;
        Some(match self.page.document.hidden.as_ref()? {
            Hidden::Place(Reason::Excluded(pattern)) => {
                let items = config.get("exclude").map_or(&[][..], |(_, node)| node.items());
                let item = items.iter().find(|item| item.as_str() == Some(pattern));
                let set = item.map_or_else(|| "one of Jekyll's own".to_owned(), |item| self.in_config(item.span));
                format!("it is not published: `exclude` has `{pattern}` ({set})")
            }
            Hidden::Place(Reason::NotPostName) => {
                "it is not published: the name of a post is `YYYY-MM-DD-title.ext`".to_owned()
            }
            Hidden::Unpublished => format!("it is not published: `published` is not true{}", self.at("published")),
            Hidden::Future => {
                let now = config.timezone.value.at(self.settings.now).format("%F %T %z");
                format!("it is not published yet: its date lies after now, which is {now}, and `future` is off")
            }
            Hidden::NotOutput => "it is not published: its collection does not say `output: true`".to_owned(),
            _ => format!("it is not published: {}", self.page.document.reason().unwrap_or_default()),
        })
    }

    fn date(&self) -> Vec<String> {
        let document = &self.page.document;
        if !matches!(document.kind, Kind::Post | Kind::Draft | Kind::Document) {
            return Vec::new();
        }
        let Some(reading) = document.date.as_ref().and_then(|date| date.reading()) else {
            return vec!["it has no date of its own, and takes that of the build".to_owned()];
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
        if let Some(node) = config.defaults.applying(self.page.path, shown, Some(label)).merged("permalink") {
            let text = node.as_str().unwrap_or_default();
            return Some(format!("its URL is `{text}`, from the defaults ({})", self.in_config(node.span)));
        }
        if let Some(own) = collection.and_then(|collection| collection.permalink.as_ref()) {
            let set = own.span.map(|span| self.in_config(span)).unwrap_or_default();
            return Some(format!("its URL is `{}`, the `permalink` of its collection ({set})", own.value));
        }
        let style = permalink::style(&config.permalink, config.profile);
        let set = config.permalink.span.map_or_else(|| "Jekyll's default".to_owned(), |span| self.in_config(span));
        let template = if label == "posts" { format!(", which is `{style}`") } else { String::new() };
        Some(format!("its URL follows `permalink: {}`{template} ({set})", config.permalink.value))
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
