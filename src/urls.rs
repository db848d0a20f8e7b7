//! What Jekyll makes of every file of a site.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::DateTime;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::page::Page;
use crate::report::urls::UrlRow;
use crate::request::{Error, Request};
use crate::site::document::{Document, Kind};
use crate::site::jekyll::permalink::{self, Output};
use crate::site::jekyll::{kind, terms};
use crate::site::settings::Settings;
use crate::survey::Survey;

/// What Jekyll makes of every file of the site around the request's first path, but for folders that it does not enter.
/// With `anchors`, the ids of each too.
///
/// # Errors
/// As for [`check`](crate::check).
pub fn urls(request: &Request, anchors: bool) -> Result<Vec<UrlRow>, Error> {
    let survey = Survey::of(request)?;
    let row = |path: &Arc<str>| {
        let bytes = std::fs::read(survey.root.join(&**path)).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let place = kind::classify(&survey.settings.jekyll, path);
        let mut page = Page::new(path, &place, &text, &survey.settings);
        if !page.is_read() {
            page.document.lose_front_matter(path, &place, &page.data, &survey.settings);
        }
        let ids = anchors.then(|| page.ids.iter().map(|id| id.name.to_string()).collect());
        let row = url_row(path, &page.document, ids, &survey.settings);
        // Jekyll leaves such a document out, and goes on.
        let is_lost =
            matches!(page.document.kind, Kind::Post | Kind::Draft | Kind::Document) && matches!(text, Cow::Owned(_));
        if is_lost {
            UrlRow { url: None, dest: None, output: false, reason: Some("invalid UTF-8".into()), ..row }
        } else {
            row
        }
    };
    let mut rows: Vec<UrlRow> = survey.walk.files.par_iter().map(row).collect();
    if let Ok(limit @ 1..) = usize::try_from(survey.settings.jekyll.limit_posts.value) {
        keep_newest(&mut rows, limit);
    }
    if survey.settings.plugins.makes_index(&survey.settings.jekyll) {
        index_readmes(&mut rows, &survey.settings);
    }
    Ok(rows)
}

/// jekyll-readme-index (`generator.rb`): a README that is copied becomes its folder's index where there is none. Jekyll 3
/// keeps the files of collections apart from those of the site; Jekyll 4 does not ask whether their collection is written.
fn index_readmes(rows: &mut [UrlRow], settings: &Settings) {
    let config = &settings.jekyll;
    let is_apart = |path: &str| {
        config.profile.is_jekyll_3() && matches!(kind::classify(config, path).kind, kind::Kind::ByHeader(Some(_)))
    };
    let published = |row: &&UrlRow| row.output && matches!(row.kind, "page" | "static");
    let mut indexed: FxHashSet<String> = FxHashSet::default();
    for url in rows.iter().filter(published).filter_map(|row| row.url.as_deref()) {
        let (folder, name) = url.rsplit_once('/').unwrap_or_default();
        if ["", "index.htm", "index.html", "index.xhtml", "index.xml"].contains(&&*name.to_ascii_lowercase()) {
            indexed.insert(folder.to_lowercase());
        }
    }
    for row in rows.iter_mut().filter(|row| row.kind == "static") {
        let Some((folder, name)) = row.url.as_deref().and_then(|url| url.rsplit_once('/')) else { continue };
        let extension = name.get(.."readme".len()).filter(|stem| stem.eq_ignore_ascii_case("readme"));
        let is_readme = extension.is_some_and(|stem| config.is_markdown(&name[stem.len()..]));
        if is_readme && !is_apart(&row.path) && indexed.insert(folder.to_lowercase()) {
            let output = permalink::page(config, &row.path, Some(&format!("{folder}/")));
            let Ok(Output { url, dest }) = output else { continue };
            (row.kind, row.url, row.dest, row.output) = ("page", Some(url), Some(dest), true);
        }
    }
}

/// `site.rb#limit_posts!`: the newest posts by date, then by path.
fn keep_newest(rows: &mut [UrlRow], limit: usize) {
    let at = |row: &UrlRow| row.date.as_deref().and_then(|date| DateTime::parse_from_rfc3339(date).ok());
    let mut posts: Vec<&mut UrlRow> =
        rows.iter_mut().filter(|row| matches!(row.kind, "post" | "draft") && row.output).collect();
    posts.sort_by(|a, b| (at(b), &b.path).cmp(&(at(a), &a.path)));
    for row in posts.into_iter().skip(limit) {
        (row.output, row.reason) = (false, Some(format!("`limit_posts` keeps the newest {limit}")));
    }
}

pub(crate) fn url_row(path: &str, document: &Document, anchors: Option<Vec<String>>, settings: &Settings) -> UrlRow {
    let kind = match document.kind {
        Kind::Post => "post",
        Kind::Draft => "draft",
        Kind::Page => "page",
        Kind::Document => "document",
        Kind::Static => "static",
        Kind::Layout => "layout",
        Kind::Include => "include",
        Kind::Data => "data",
        Kind::Other => "other",
    };
    let date = match &document.date {
        Some(date) => date.reading().map(|reading| reading.at),
        // A document without a date is as old as the build.
        None => matches!(document.kind, Kind::Post | Kind::Document)
            .then(|| settings.jekyll.timezone.value.at(settings.now)),
    };
    let texts = |terms: &[terms::Term]| terms.iter().map(|term| term.text.clone()).collect();
    let output = document.output.is_some() && document.hidden.is_none();
    UrlRow {
        path: path.to_owned(),
        kind,
        url: document.output.as_ref().map(|output| output.url.clone()),
        dest: document.output.as_ref().map(|output| output.dest.clone()),
        output,
        date: date.map(|date| date.to_rfc3339()),
        categories: texts(&document.terms.categories),
        tags: texts(&document.terms.tags),
        reason: document.reason(),
        anchors,
    }
}
