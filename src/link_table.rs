//! Every link of a site, where it leads and whether anything is there.

use std::path::PathBuf;
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use crate::judge;
use crate::report::links::LinkRow;
use crate::request::{Error, Request};
use crate::site::verdict::Judged;
use crate::site::{Facts, Site};
use crate::source::{Source, Span};
use crate::survey::{Survey, Wanted};

/// Which links are wanted, beside those that the request's paths name.
#[derive(Clone, Debug, Default)]
pub struct LinkOptions {
    /// Only links that lead here.
    pub to: Option<Destination>,
}

/// A place on the site.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Destination {
    /// What becomes of a file of the source: its absolute path.
    File(PathBuf),
    /// A path from the host's root, as a link has it.
    Url(String),
}

/// Every link in the files that `request` asks for, in the order of paths and places.
///
/// # Errors
/// As for [`check`](crate::check); and the file that links are to lead to is none of the site's, or is not published.
pub fn links(request: &Request, options: &LinkOptions) -> Result<Vec<LinkRow>, Error> {
    let mut survey = Survey::of(request)?;
    survey.settings.keeps_all_links = true;
    let Survey { root, walk, settings, .. } = &survey;
    request.progress.total.store(walk.files.len(), Ordering::Relaxed);
    let judged: Vec<judge::Judged> = walk
        .files
        .par_iter()
        .with_min_len(16)
        .map_init(judge::Buffers::default, |buffers, path| {
            request.progress.done.fetch_add(1, Ordering::Relaxed);
            judge::file(root, path, settings, None, false, buffers)
        })
        .collect();
    let (mut facts, mut copied) = (Vec::new(), Vec::new());
    for mut one in judged {
        copied.append(&mut one.copied);
        facts.extend(one.facts);
    }
    let site = Site::merge(settings, &facts, &copied, &walk.files);
    let to = options.to.as_ref().map(|to| place(to, &survey, &site)).transpose()?;
    let wanted = Wanted::new(root, request, settings);
    let rows = facts.par_iter().filter(|file| wanted.includes(&file.path)).flat_map_iter(|file| {
        let found = judged_links(file, &site, to.as_deref());
        let source = (!found.is_empty()).then(|| std::fs::read(root.join(&*file.path)).unwrap_or_default());
        let source = source.map(|bytes| Source::from_bytes(std::sync::Arc::clone(&file.path), bytes));
        rows(found, source.as_ref(), file, &site)
    });
    Ok(rows.collect())
}

/// The file of the published site that links are to lead to.
fn place(to: &Destination, survey: &Survey, site: &Site) -> Result<String, Error> {
    let path = match to {
        Destination::Url(url) => {
            let base = &survey.settings.origin.baseurl;
            let path = url.split(['?', '#']).next().unwrap_or("");
            let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
            let path = path.strip_prefix(&**base).filter(|rest| rest.starts_with('/')).unwrap_or(&path);
            return Ok(site.urls.place(path).unwrap_or(path.trim_start_matches('/')).to_owned());
        }
        Destination::File(path) => path,
    };
    let name = crate::discover::relative(&survey.root, path);
    let row = crate::urls::all(survey, false).into_iter().find(|row| row.path == name);
    let has_place = |kind: &str| ["post", "draft", "page", "document", "static"].contains(&kind);
    match row {
        Some(row) if has_place(row.kind) => match row.dest {
            Some(dest) => Ok(dest),
            None => Err(Error::NotPublished(path.clone(), row.reason)),
        },
        row => Err(Error::NotPublished(path.clone(), row.and_then(|row| row.reason))),
    }
}

/// The links of a file, in its order, each with its verdict; with `to` only those that lead there.
fn judged_links(file: &Facts, site: &Site, to: Option<&str>) -> Vec<(Span, Judged)> {
    let own = file.links.iter().map(|link| (link.span, site.judged(link)));
    let passed = file.passed_links.iter().map(|link| (link.span, site.judged_passed(file, link)));
    let mut all: Vec<(Span, Judged)> = own.chain(passed).collect();
    all.retain(|(_, judged)| to.is_none_or(|to| judged.place.as_deref() == Some(to)));
    all.sort_by_key(|(span, _)| *span);
    all
}

fn rows<'r>(found: Vec<(Span, Judged)>, source: Option<&'r Source>, file: &'r Facts, site: &'r Site) -> Vec<LinkRow> {
    let Some(source) = source else { return Vec::new() };
    let base = &site.settings.origin.baseurl;
    let page = file.document.url_path().map(|url| format!("{base}{url}"));
    let row = |(span, judged): (Span, Judged)| {
        let place = source.position(span.start);
        LinkRow {
            path: file.path.to_string(),
            line: place.line,
            column: place.column,
            offset: place.offset,
            target: span.of(&source.text).to_owned(),
            resolved: judged.resolved,
            verdict: judged.verdict,
            reason: judged.reason.map(std::borrow::Cow::into_owned),
            page: page.clone(),
        }
    };
    found.into_iter().map(row).collect()
}
