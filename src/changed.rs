//! Checking a change: what is wrong in its files, and what it has broken in others, of which most are read no further
//! than their front matter.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::discover::relative;
use crate::finding::Finding;
use crate::judge::{self, Buffers, Reading};
use crate::overlay::Overlay;
use crate::request::{Change, ChangedFile, Error, Outcome, Request};
use crate::site::jekyll::kind::{self, Kind};
use crate::site::jekyll::terms::Term;
use crate::site::{Facts, lookup};
use crate::source::{Source, Span};
use crate::survey::{Survey, Surveyed, Wanted};
use crate::{Breadth, Purpose, run};

/// Checks what `request` asks for of `change`, and what that has broken elsewhere: what is found in a file that it does
/// not touch, and was not before.
pub(crate) fn check(request: &Request, change: &Change, surveyed: Option<Surveyed>) -> Result<Outcome, Error> {
    let overlay = request.overlay()?;
    let survey = match surveyed.and_then(|surveyed| surveyed.over(change)) {
        Some(survey) => survey,
        None => Survey::over(request, &overlay)?,
    };
    let before = before(&survey, change);
    let wanted: FxHashSet<Arc<str>> = {
        let wanted = Wanted::new(&survey.root, request, &survey.settings);
        let config = survey.findings.iter().map(Finding::path);
        survey.walk.files.iter().chain(config).filter(|path| wanted.names(path)).cloned().collect()
    };
    let effect = effect(&survey, change, &overlay, &before);
    if effect < Effect::TakesAway {
        // Which includes are used, the bodies of all pages tell.
        let is_frame = |path: &Arc<str>| {
            matches!(kind::classify(&survey.settings.jekyll, path).kind, Kind::Layout | Kind::Include | Kind::Data)
        };
        let breadth = if wanted.iter().any(is_frame) { Breadth::Read } else { Breadth::Headers };
        let mut outcome = run(request, &survey, overlay.clone(), Purpose::Report, breadth)?;
        if effect == Effect::Nothing || !outcome.crosses {
            // What a change has mended, the baseline need not hold back any more.
            outcome.findings.retain(|finding| wanted.contains(finding.path()) || finding.rule == "baseline-stale");
            return Ok(outcome);
        }
    }
    let mut outcome = run(request, &survey, overlay, Purpose::Report, Breadth::Judged)?;
    outcome.findings.retain(|finding| wanted.contains(finding.path()) || !TURN_UP.contains(&finding.rule));
    if outcome.findings.iter().all(|finding| wanted.contains(finding.path())) {
        return Ok(outcome);
    }
    let old = run(request, &Survey::over(request, &before)?, before, Purpose::Report, Breadth::Judged)?;
    let known: FxHashSet<Place> = old.findings.iter().map(place).collect();
    outcome.findings.retain(|finding| wanted.contains(finding.path()) || !known.contains(&place(finding)));
    Ok(outcome)
}

/// The rules that hold a page against what is usual on the site. A change elsewhere may turn up what they find, and has
/// broken nothing by that.
const TURN_UP: [&str; 13] = [
    "a11y-heading-order",
    "a11y-img-alt",
    "a11y-link-text",
    "category-missing",
    "date-filename-mismatch",
    "date-implausible",
    "date-missing-timezone",
    "date-offset-mismatch",
    "date-utc-shift",
    "front-matter-key-typo",
    "html-obsolete",
    "taxonomy-page-mismatch",
    "taxonomy-space-split",
];

/// What tells a finding in a file that did not change from others. A link that was wrong before is no news, whatever is
/// wrong with it now.
type Place<'a> = (&'a str, &'a str, Span);

fn place(finding: &Finding) -> Place<'_> {
    let rule = if finding.rule.starts_with("link-") { "link-*" } else { finding.rule };
    (finding.path(), rule, finding.span())
}

/// The site as it was.
fn before(survey: &Survey, change: &Change) -> Overlay {
    let mut before = Overlay::default();
    for file in change.below(&survey.root) {
        let path = relative(&survey.root, &file.path);
        match &file.before {
            Some(bytes) => before.put(Source::from_bytes(path, bytes.clone())),
            None => before.remove(&path.into()),
        }
    }
    before
}

/// What a change may do to files that it does not touch.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Effect {
    /// All is there that was there, and no more.
    Nothing,
    /// There is more: another file may be in its way.
    Adds,
    /// Something is not there any more, or may not be.
    TakesAway,
}

fn effect(survey: &Survey, change: &Change, now: &Overlay, before: &Overlay) -> Effect {
    let mut buffers = Buffers::default();
    let files = change.below(&survey.root);
    files.map(|file| effect_of(file, survey, now, before, &mut buffers)).max().unwrap_or(Effect::Nothing)
}

fn effect_of(file: &ChangedFile, survey: &Survey, now: &Overlay, before: &Overlay, buffers: &mut Buffers) -> Effect {
    let mut read = |path: &Arc<str>, given: Option<&Source>| {
        judge::file(&survey.root, path, &survey.settings, given, Reading::Whole, buffers).facts
    };
    let path: Arc<str> = relative(&survey.root, &file.path).into();
    // Layouts, includes, data and configuration reach everywhere; so do links, where it counts who is linked to.
    let place = kind::classify(&survey.settings.jekyll, &path).kind;
    if !matches!(place, Kind::Post | Kind::Draft | Kind::ByHeader(_)) || survey.settings.mentions.is_some() {
        return Effect::TakesAway;
    }
    let is_there = survey.walk.files.binary_search(&path).is_ok();
    let Some(old) = before.get(&path) else { return if is_there { Effect::Adds } else { Effect::Nothing } };
    if !is_there {
        return Effect::TakesAway;
    }
    match (read(&path, Some(old)), read(&path, now.get(&path).map(|source| &**source))) {
        (Some(old), Some(new)) if !offers(&new, &old) => Effect::TakesAway,
        (Some(old), Some(new)) if !offers(&old, &new) => Effect::Adds,
        (Some(_), Some(_)) | (None, None) => Effect::Nothing,
        _ => Effect::TakesAway,
    }
}

/// Whether everything that others can point at, or share, on the page of `old` is on that of `new`, too. On a page that
/// is published from now on, that is more than before: pages that are not published either may point at it, and only
/// now does it count where.
fn offers(new: &Facts, old: &Facts) -> bool {
    let has_id = |id: &str| new.anchors.names().any(|name| name == id);
    let has_redirect = |from: &str| new.redirects.iter().any(|(redirect, _)| **redirect == *from);
    let place = |facts: &Facts| facts.document.output.as_ref().map(|output| output.dest.clone());
    let has_terms = |new: &[Term], old: &[Term]| old.iter().all(|old| new.iter().any(|new| new.text == old.text));
    // `post_url` finds a post by its day.
    let day = |facts: &Facts| facts.document.date.as_ref().and_then(|date| Some(date.reading()?.at));
    let (terms, old_terms) = (&new.document.terms, &old.document.terms);
    place(new) == place(old)
        && day(new) == day(old)
        && lookup::is_published(new) == lookup::is_published(old)
        && old.anchors.names().all(has_id)
        && old.redirects.iter().all(|(from, _)| has_redirect(from))
        && has_terms(&terms.categories, &old_terms.categories)
        && has_terms(&terms.tags, &old_terms.tags)
        && new.own_terms == old.own_terms
        && new.anchors.are_known == old.anchors.are_known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_turns_up_is_found_by_rules_that_there_are() {
        let missing: Vec<_> = TURN_UP.iter().filter(|name| crate::rules::find(name).is_none()).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
