//! Checks a Jekyll site's content before it is published: will it be published, correctly, at the right URL, on the
//! right day, with links that work?
//!
//! # Architecture
//!
//! A file is read once, parsed once, judged, reduced to facts, and dropped. Judging one page is a pure function of its
//! bytes, its path and the configuration; judging the site is a pure function of the configuration and all facts. So no
//! rule keeps a parse tree, memory is bounded by facts and not by pages, and the order of the output never depends on
//! threads. [`check`] is the whole of it, from top to bottom.
//!
//! [`syntax`] parses and never judges; [`page`] joins what it finds in one file; [`site`] knows what Jekyll makes of it;
//! [`rules`] judge; [`settle`] hears the authors' suppressions; [`report`] writes. [`schema`] and [`declared`] are
//! what a site asks for by itself, and [`trial`] tries rules on their pages. Findings are values; an `Err` means
//! that the tool itself failed. Nothing here prints, exits, or asks for the time or the environment.

mod assets;
pub mod config;
mod configured;
pub mod declared;
pub mod discover;
pub mod finding;
pub mod fix;
mod frame;
mod judge;
pub mod page;
pub mod report;
mod request;
pub mod rule;
pub mod rules;
pub mod schema;
pub mod settle;
mod shown;
pub mod site;
pub mod source;
pub mod suppress;
mod survey;
pub mod syntax;
pub mod trial;
mod urls;
mod why;

use std::sync::atomic::Ordering;

use rayon::prelude::*;

pub use request::{Error, Outcome, Progress, Request, Stdin, known};
pub use shown::{Setting, shown};
pub use survey::candidates;
pub use urls::urls;
pub use why::{Why, why};

use report::Tally;
use site::{Facts, Site};
use survey::Survey;

/// Checks what `request` asks for.
///
/// # Errors
/// The configuration has faults or cannot be read, or the site's root cannot. A file of the site that cannot be read is
/// a finding.
pub fn check(request: &Request) -> Result<Outcome, Error> {
    let Survey { root, walk, settings, findings: mut found } = Survey::of(request)?;
    let stdin = request.stdin_source(&root);
    let wanted = survey::Wanted::new(&root, request, &settings);
    request.progress.total.store(walk.files.len(), Ordering::Relaxed);

    // Each file by itself: read, parse, judge, reduce.
    let judged: Vec<judge::Judged> = walk
        .files
        .par_iter()
        .with_min_len(16)
        .map_init(judge::Buffers::default, |buffers, path| {
            let given = stdin.as_deref().filter(|source| *source.path == **path);
            request.progress.done.fetch_add(1, Ordering::Relaxed);
            judge::file(&root, path, &settings, given, wanted.includes(path), buffers)
        })
        .collect();

    // All facts together.
    let mut facts: Vec<Box<Facts>> = Vec::new();
    let mut copied = Vec::new();
    for mut one in judged {
        found.append(&mut one.findings);
        copied.append(&mut one.copied);
        facts.extend(one.facts);
    }
    for (path, reason) in walk.unreadable.iter().filter(|(path, _)| wanted.includes(path)) {
        found.append(&mut judge::unreadable(path, reason, &settings).findings);
    }
    let mut site = Site::merge(&settings, &facts, &copied, &walk.files);
    site.loaded = assets::loaded(&root, &site);

    // Each file in the light of all others.
    let in_site: Vec<_> = facts
        .par_iter()
        .filter(|file| wanted.includes(&file.path))
        .flat_map_iter(|file| judge::in_site(file, &site))
        .collect();
    found.extend(in_site);

    let (tally, settled) = rayon::join(
        || tally(&facts, &site, &wanted),
        || settle::settle(found, &facts, &settings.own, |path| settings.config.levels(path)),
    );
    let tally = Tally { suppressed: settled.suppressed, ..tally };
    drop(site);
    // A million small pieces are given back by all threads, and nobody waits for it.
    rayon::spawn(|| facts.into_par_iter().for_each(drop));
    Ok(Outcome { root, findings: settled.findings, tally, stdin })
}

fn tally(facts: &[Box<Facts>], site: &Site, wanted: &survey::Wanted) -> Tally {
    let mut tally = Tally::default();
    for file in facts.iter().filter(|file| wanted.includes(&file.path)) {
        tally.files += 1;
        tally.posts += usize::from(file.document.kind == site::document::Kind::Post);
        tally.links += file.link_count as usize;
        let unknown = file.links.iter().filter(|link| *site.lookup(link) == site::urls::Lookup::Unverifiable).count();
        tally.unverifiable_links += file.unknown_links as usize + unknown;
    }
    tally
}
