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
mod baseline;
mod built;
mod changed;
pub mod config;
mod configured;
pub mod declared;
pub mod discover;
pub mod finding;
pub mod fix;
mod frame;
mod framed;
mod judge;
mod link_table;
pub mod links;
mod overlay;
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
mod source_folder;
mod stretch;
pub mod suppress;
mod survey;
pub mod syntax;
pub mod trial;
mod urls;
mod why;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

pub use baseline::Written;
pub use link_table::{Destination, LinkOptions, links};
pub use request::{Change, ChangedFile, Error, Now, Outcome, Progress, Request, Stdin, known, online};
pub use shown::{Setting, shown};
pub use survey::{Surveyed, candidates};
pub use urls::urls;
pub use why::{Why, why};

use baseline::Baseline;
use built::{Built, Origins};
use finding::{Finding, Level};
use judge::{Buffers, Reading};
use overlay::Overlay;
use report::Tally;
use site::sums::{Framing, Sums};
use site::{Facts, Missed, Site};
use stretch::Stretch;
use survey::Survey;

/// Checks what `request` asks for.
///
/// # Errors
/// The configuration has faults or cannot be read, or the site's root cannot. A file of the site that cannot be read is
/// a finding.
pub fn check(request: &Request) -> Result<Outcome, Error> {
    check_surveyed(request, None)
}

/// The same, where the site may have been surveyed already.
///
/// # Errors
/// As [`check`].
pub fn check_surveyed(request: &Request, surveyed: Option<Surveyed>) -> Result<Outcome, Error> {
    let mut outcome = match &request.change {
        Some(change) => changed::check(request, change, surveyed)?,
        None => check_over(request, request.overlay()?, Purpose::Report)?,
    };
    outcome.findings = settle::gather(outcome.findings);
    Ok(outcome)
}

/// What somebody wants of a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Purpose {
    /// To read what is wrong.
    Report,
    /// To change the files.
    Mend,
    /// To hold it back from now on.
    Baseline,
}

/// How much of a site is looked at beside the files that are asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Breadth {
    /// No more of the others than what these need.
    Headers,
    /// The others are read.
    Read,
    /// The others are judged, too.
    Judged,
}

/// The same, where the texts of `overlay` stand for files, and each finding for itself.
fn check_over(request: &Request, overlay: Overlay, purpose: Purpose) -> Result<Outcome, Error> {
    let survey = Survey::over(request, &overlay)?;
    let mut outcome = run(request, &survey, overlay, purpose, Breadth::Read)?;
    outcome.kept.push(Box::new(survey));
    Ok(outcome)
}

/// One run over what `survey` has found, as far as `purpose` and `breadth` ask for it.
fn run(
    request: &Request,
    survey: &Survey,
    overlay: Overlay,
    purpose: Purpose,
    breadth: Breadth,
) -> Result<Outcome, Error> {
    let Survey { root, walk, settings, findings } = survey;
    let baseline = Baseline::of(request, root, &settings.config, purpose == Purpose::Baseline)?;
    let wanted = survey::Wanted::new(root, request, settings);
    let is_judged = |path: &str| wanted.includes(path) || breadth == Breadth::Judged && wanted.is_ours(path);
    request.progress.total.store(walk.files.len(), Ordering::Relaxed);
    let read = |buffers: &mut Buffers, path: &Arc<str>, reading: Reading| {
        let given = overlay.get(path).map(|source| &**source);
        judge::file(root, path, settings, given, reading, buffers)
    };

    // Each file by itself: read, parse, judge, reduce.
    let read_stretch = |paths: &[Arc<str>]| {
        let (mut buffers, mut stretch) = (Buffers::default(), Stretch::default());
        for group in stretch::groups(paths, |path| path.bytes().next().unwrap_or(0)) {
            for path in group {
                let is_judged = is_judged(path);
                let reading = match breadth {
                    _ if is_judged => Reading::Judged,
                    Breadth::Headers => Reading::Header,
                    Breadth::Read | Breadth::Judged => Reading::Whole,
                };
                stretch.add(read(&mut buffers, path, reading), is_judged, settings);
                if purpose == Purpose::Mend {
                    stretch.marks.push((Arc::clone(path), buffers.mark()));
                }
            }
            request.progress.done.fetch_add(group.len(), Ordering::Relaxed);
        }
        stretch
    };
    let Stretch { mut facts, judged: judged_facts, suppressing, copied, found: by_themselves, marks, sums } =
        stretch::read(&walk.files, read_stretch);
    let mut found = findings.clone();
    found.extend(by_themselves);
    for (path, reason) in walk.unreadable.iter().filter(|(path, _)| is_judged(path)) {
        found.append(&mut judge::unreadable(path, reason, settings).findings);
    }

    let verdicts = Arc::new(asked(request, survey, &wanted, &facts, &sums.framing, &overlay));

    // Each file in the light of all others.
    let crosses = AtomicBool::new(false);
    let in_site = |facts: &[Box<Facts>], mut sums: Sums, is_whole| -> Result<_, Error> {
        let framing = std::mem::take(&mut sums.framing);
        let merge = || Site::merge(settings, facts, sums, &copied, &walk.files);
        let (mut site, frames) = rayon::join(merge, || framed::facts(root, walk, settings, &framing, &overlay));
        site.is_whole = is_whole;
        site.verdicts = Arc::clone(&verdicts);
        if breadth == Breadth::Headers && judged_facts.iter().any(|index| site.crosses(&facts[*index])) {
            crosses.store(true, Ordering::Relaxed);
        }
        site.loaded = assets::loaded(root, &site);
        let built = request.site_dir.as_ref().map(|folder| Built::read(folder, root, walk, settings)).transpose()?;
        let origins = built.is_some().then(|| Origins::new(&site, &frames));
        let frames: Vec<Facts> = frames.into_iter().filter(|file| is_judged(&file.path)).collect();
        let (mut findings, mut tally) = judge_in_site(&judged_facts, facts, &site, &wanted);
        for file in &frames {
            findings.extend(judge::in_frame(file, &site));
            tally.count_links(file, &site, &wanted);
        }
        tally.unverifiable_links += site.verdicts.open().iter().sum::<usize>();
        if let (Some(built), Some(origins)) = (built, origins) {
            findings.extend_from_slice(&found);
            findings = built.findings(&origins, findings, &wanted);
        }
        let missed = std::mem::take(&mut *site.missed());
        Ok((findings, frames, tally, missed))
    };
    let mut is_whole = breadth != Breadth::Headers;
    let (mut in_light, mut frames, mut tally, mut missed) = in_site(&facts, sums, is_whole)?;
    while missed != Missed::default() {
        let asked =
            facts.par_iter_mut().filter(|file| !file.is_whole && (missed.all || missed.files.contains(&file.path)));
        asked.for_each_init(Buffers::default, |buffers, file| match read(buffers, &file.path, Reading::Whole).facts {
            Some(whole) => *file = whole,
            None => file.is_whole = true,
        });
        is_whole |= missed.all;
        (in_light, frames, tally, missed) = in_site(&facts, stretch::sums(&facts, settings), is_whole)?;
    }
    if request.site_dir.is_some() {
        // What was built has taken the place of what each file says by itself, too.
        found.clear();
    }
    found.append(&mut in_light);

    // Of a file that was not judged nobody knows what its suppressions are good for.
    let suppressing = suppressing.iter().map(|index| &*facts[*index]).chain(&frames);
    let (own, today) = (&settings.own, request.now.date_naive());
    let settled = settle::settle(found, suppressing, own, today, |path| settings.config.levels(path));
    tally.suppressed = settled.suppressed;
    let findings = settled.findings;
    let mut outcome = Outcome {
        root: root.clone(),
        tally,
        overlay,
        marks: marks.into_iter().collect(),
        crosses: crosses.into_inner(),
        ..Outcome::default()
    };
    match baseline {
        Some(baseline) => outcome.settle_by(&baseline, findings, purpose, &wanted),
        None => outcome.findings = findings,
    }
    outcome.kept.push(Box::new(facts));
    Ok(outcome)
}

/// What is found of the external addresses in the files that are wanted and in what is put around them, each asked for
/// once, where anybody is to ask.
fn asked(
    request: &Request,
    survey: &Survey,
    wanted: &survey::Wanted,
    facts: &[Box<Facts>],
    framing: &Framing,
    overlay: &Overlay,
) -> links::verdict::Verdicts {
    let Some(asking) = &request.online else { return links::verdict::Verdicts::default() };
    let settings = &survey.settings;
    let frames = framed::facts(&survey.root, &survey.walk, settings, framing, overlay);
    let files = facts.iter().map(|file| &**file).chain(&frames).filter(|file| wanted.includes(&file.path));
    let urls = files.flat_map(|file| &file.external).map(|link| &*link.url);
    links::verdicts(urls, &settings.config.online, asking, &survey.root, settings.now.timestamp())
}

/// The baseline that would hold back all that `request` finds; what its file says of anything else stays.
///
/// # Errors
/// As [`check`].
pub fn baseline(request: &Request) -> Result<Option<Written>, Error> {
    Ok(check_over(request, request.overlay()?, Purpose::Baseline)?.renewed)
}

impl Outcome {
    /// Takes those of `findings` that the baseline does not hold back, or makes a new baseline of them.
    fn settle_by(&mut self, baseline: &Baseline, findings: Vec<Finding>, purpose: Purpose, wanted: &survey::Wanted) {
        let config = &wanted.settings.config;
        let is_judged = |path: &str, rule: &str| wanted.includes(path) && baseline::is_on(&config.levels(path), rule);
        if purpose == Purpose::Baseline {
            let is_configured = config.baseline.is_some();
            self.renewed = Some(baseline.renewed(&findings, self, is_judged, is_configured));
            self.findings = findings;
            return;
        }
        let index = rules::registry().iter().position(|entry| entry.meta.name == "baseline-stale");
        let level = index.map_or(Level::Off, |index| config.level(index, baseline.name()));
        (self.findings, self.tally.known) = baseline.hold_back(findings, self, is_judged, level);
        settle::sort(&mut self.findings);
    }
}

/// Judges files, given by their indices, in the light of all others, and counts what is wanted of them: both look at the
/// same links, and the facts of a whole site fit into no cache.
fn judge_in_site(
    judged: &[usize],
    facts: &[Box<Facts>],
    site: &Site,
    wanted: &survey::Wanted,
) -> (Vec<Finding>, Tally) {
    let judge = |indices: &[usize]| {
        let (mut findings, mut tally) = (Vec::new(), Tally::default());
        let lies_at = |index: &usize| facts[*index].first_bytes();
        for file in stretch::groups(indices, lies_at).flatten().map(|index| &facts[*index]) {
            findings.extend(judge::in_site(file, site));
            if wanted.includes(&file.path) {
                tally.files += 1;
                tally.posts += usize::from(file.document.kind == site::document::Kind::Post);
            }
            tally.count_links(file, site, wanted);
        }
        (findings, tally)
    };
    stretch::by_stretches(judged, judge, |(mut findings, tally), (mut more, other)| {
        findings.append(&mut more);
        (findings, tally.plus(&other))
    })
}

impl Tally {
    /// Counts the links of a file, if it is wanted.
    fn count_links(&mut self, file: &Facts, site: &Site, wanted: &survey::Wanted) {
        if wanted.includes(&file.path) {
            let is_unknown = |link: &&site::link::LinkFact| *site.lookup(link) == site::urls::Lookup::Unverifiable;
            self.links += file.link_count as usize;
            self.unverifiable_links += file.unknown_links as usize + file.links.iter().filter(is_unknown).count();
        }
    }

    /// What two sets of judged files have together.
    fn plus(self, other: &Tally) -> Tally {
        Tally {
            files: self.files + other.files,
            posts: self.posts + other.posts,
            links: self.links + other.links,
            unverifiable_links: self.unverifiable_links + other.unverifiable_links,
            ..self
        }
    }
}
