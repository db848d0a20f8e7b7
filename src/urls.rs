//! What Jekyll makes of every file of a site.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::DateTime;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::page::Page;
use crate::report::urls::UrlRow;
use crate::request::{Error, Request};
use crate::site::document::Kind;
use crate::site::jekyll::permalink::{self, Output};
use crate::site::jekyll::{kind, terms};
use crate::site::settings::Settings;
use crate::survey::{Survey, Wanted};

/// What Jekyll makes of the files that `request` asks for, but for those in folders that it does not enter. With `anchors`,
/// the ids of each too.
///
/// # Errors
/// As for [`check`](crate::check).
pub fn urls(request: &Request, anchors: bool) -> Result<Vec<UrlRow>, Error> {
    let survey = Survey::of(request)?;
    let wanted = Wanted::new(&survey.root, request, &survey.settings);
    let mut rows = all(&survey, anchors);
    rows.retain(|row| wanted.names(&row.path));
    Ok(rows)
}

/// A row for every file of the site.
pub(crate) fn all(survey: &Survey, anchors: bool) -> Vec<UrlRow> {
    let settings = &survey.settings;
    let one = |path: &Arc<str>| {
        let bytes = std::fs::read(survey.root.join(&**path)).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let place = kind::classify(&settings.jekyll, path);
        let (page, _) = read(path, &place, &text, settings);
        let ids = anchors.then(|| page.ids.iter().map(|id| id.name.to_string()).collect());
        row(&page, matches!(text, Cow::Borrowed(_)), ids)
    };
    let mut rows: Vec<UrlRow> = survey.walk.files.par_iter().map(one).collect();
    if let Ok(limit @ 1..) = usize::try_from(settings.jekyll.limit_posts.value) {
        keep_newest(&mut rows, limit);
    }
    if settings.plugins.makes_index(&settings.jekyll) {
        index_readmes(&mut rows, settings);
    }
    rows
}

/// A file as Jekyll reads it, and whether it can read its front matter.
pub(crate) fn read<'a>(
    path: &'a Arc<str>,
    place: &kind::Place,
    text: &'a str,
    settings: &'a Settings,
) -> (Page<'a>, bool) {
    let mut page = Page::new(path, place, text, settings);
    let is_read = page.is_read();
    if !is_read {
        page.document.lose_front_matter(path, place, &page.data, settings);
    }
    (page, is_read)
}

/// Whether what becomes of a file depends on others.
pub(crate) fn depends_on_others(row: &UrlRow, settings: &Settings) -> bool {
    let jekyll = &settings.jekyll;
    match row.kind {
        "post" | "draft" => row.output && jekyll.limit_posts.value > 0,
        "static" => settings.plugins.makes_index(jekyll) && readme_folder(row, settings).is_some(),
        _ => false,
    }
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
        let Some(folder) = readme_folder(row, settings).map(str::to_owned) else { continue };
        if !is_apart(&row.path) && indexed.insert(folder.to_lowercase()) {
            let output = permalink::page(config, config.source_path(&row.path), Some(&format!("{folder}/")));
            let Ok(Output { url, dest }) = output else { continue };
            (row.kind, row.url, row.dest, row.output) = ("page", Some(url), Some(dest), true);
        }
    }
}

/// The folder, in the URL, of a README in Markdown.
fn readme_folder<'a>(row: &'a UrlRow, settings: &Settings) -> Option<&'a str> {
    let (folder, name) = row.url.as_deref()?.rsplit_once('/')?;
    let stem = name.get(.."readme".len()).filter(|stem| stem.eq_ignore_ascii_case("readme"))?;
    settings.jekyll.is_markdown(&name[stem.len()..]).then_some(folder)
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

/// What Jekyll makes of `page`, as far as that depends on it alone.
pub(crate) fn row(page: &Page, is_utf8: bool, anchors: Option<Vec<String>>) -> UrlRow {
    let Page { path, document, settings, .. } = page;
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
    let row = UrlRow {
        path: path.to_string(),
        kind,
        url: document.output.as_ref().map(|output| output.url.clone()),
        dest: document.output.as_ref().map(|output| output.dest.clone()),
        output,
        date: date.map(|date| date.to_rfc3339()),
        categories: texts(&document.terms.categories),
        tags: texts(&document.terms.tags),
        reason: document.reason(),
        anchors,
    };
    // Jekyll leaves such a document out, and goes on.
    if !is_utf8 && matches!(document.kind, Kind::Post | Kind::Draft | Kind::Document) {
        return UrlRow { url: None, dest: None, output: false, reason: Some("invalid UTF-8".into()), ..row };
    }
    row
}
