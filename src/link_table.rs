//! Every link of a site, where it leads and whether anything is there.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use crate::built::{Built, FoundLink, Origins, found_links};
use crate::framed;
use crate::judge;
use crate::overlay::Overlay;
use crate::report::links::LinkRow;
use crate::request::{Error, Request};
use crate::site::{Facts, Site};
use crate::source::Source;
use crate::stretch;
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
            judge::file(root, path, settings, None, judge::Reading::Whole, buffers)
        })
        .collect();
    let (mut facts, mut copied) = (Vec::new(), Vec::new());
    for mut one in judged {
        copied.append(&mut one.copied);
        facts.extend(one.facts);
    }
    let mut sums = stretch::sums(&facts, settings);
    let framing = std::mem::take(&mut sums.framing);
    let site = Site::merge(settings, &facts, sums, &copied, &walk.files);
    let to = options.to.as_ref().map(|to| place(to, &survey, &site)).transpose()?;
    let wanted = Wanted::new(root, request, settings);
    let frames = framed::facts(root, walk, settings, &framing, &Overlay::default());
    if let Some(folder) = &request.site_dir {
        let built = Built::read(folder, root, walk, settings)?;
        let mut found = built.links(&Origins::new(&site, &frames));
        found.retain(|link| to.is_none() || link.judged.place == to);
        found.retain(|link| wanted.includes(&link.path));
        found.sort_by(|a, b| (&a.path, a.span, &a.page).cmp(&(&b.path, b.span, &b.page)));
        let files: Vec<_> = found.chunk_by(|a, b| a.path == b.path).collect();
        return Ok(files.into_par_iter().flat_map_iter(|links| rows(root, links)).collect());
    }
    let mut files: Vec<&Facts> = facts.iter().map(|file| &**file).chain(&frames).collect();
    files.retain(|file| wanted.includes(&file.path));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let found = files.par_iter().flat_map_iter(|file| {
        let mut links = found_links(file, &site);
        links.retain(|link| to.is_none() || link.judged.place == to);
        rows(root, &links)
    });
    Ok(found.collect())
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

/// The rows of links in one file.
fn rows(root: &Path, links: &[FoundLink]) -> Vec<LinkRow> {
    let Some(first) = links.first() else { return Vec::new() };
    let bytes = std::fs::read(root.join(&*first.path)).unwrap_or_default();
    let source = Source::from_bytes(Arc::clone(&first.path), bytes);
    let row = |link: &FoundLink| {
        let place = source.position(link.span.start);
        LinkRow {
            path: link.path.to_string(),
            line: place.line,
            column: place.column,
            offset: place.offset,
            target: link.span.of(&source.text).to_owned(),
            resolved: link.judged.resolved.clone(),
            verdict: link.judged.verdict,
            reason: link.judged.reason.as_deref().map(str::to_owned),
            page: link.page.as_deref().map(str::to_owned),
        }
    };
    links.iter().map(row).collect()
}
