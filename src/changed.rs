//! Checking a change: what is wrong in its files, and what it has broken in others, of which most are read no further
//! than their front matter.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::discover::relative;
use crate::finding::Finding;
use crate::judge::{self, Buffers, Reading};
use crate::overlay::Overlay;
use crate::request::{Change, Error, Outcome, Request};
use crate::site::Facts;
use crate::site::jekyll::kind::{self, Kind};
use crate::source::{Source, Span};
use crate::survey::{Survey, Wanted};
use crate::{Breadth, Purpose, run};

/// Checks what `request` asks for of `change`, and what that has broken elsewhere: what is found in a file that it does
/// not touch, and was not before.
pub(crate) fn check(request: &Request, change: &Change) -> Result<Outcome, Error> {
    let overlay = request.overlay()?;
    let survey = Survey::over(request, &overlay)?;
    let before = before(&survey, change);
    if !takes_away(&survey, change, &overlay, &before) {
        return run(request, &survey, overlay, Purpose::Report, Breadth::Headers);
    }
    let mut outcome = run(request, &survey, overlay, Purpose::Report, Breadth::Judged)?;
    let is_wanted = {
        let wanted = Wanted::new(&survey.root, request, &survey.settings);
        let named: FxHashSet<&Arc<str>> = survey.walk.files.iter().filter(|path| wanted.names(path)).collect();
        move |path: &Arc<str>| named.contains(path)
    };
    if outcome.findings.iter().all(|finding| is_wanted(finding.path())) {
        return Ok(outcome);
    }
    let old = run(request, &Survey::over(request, &before)?, before, Purpose::Report, Breadth::Judged)?;
    let known: FxHashSet<Place> = old.findings.iter().map(place).collect();
    outcome.findings.retain(|finding| is_wanted(finding.path()) || !known.contains(&place(finding)));
    Ok(outcome)
}

/// What tells a finding in a file that did not change from others.
type Place<'a> = (&'a str, &'a str, Span, &'a str);

fn place(finding: &Finding) -> Place<'_> {
    (finding.path(), finding.rule, finding.span(), &finding.message)
}

/// The site as it was.
fn before(survey: &Survey, change: &Change) -> Overlay {
    let mut before = Overlay::default();
    for file in &change.files {
        let path = relative(&survey.root, &file.path);
        match &file.before {
            Some(bytes) => before.put(Source::from_bytes(path, bytes.clone())),
            None => before.remove(&path.into()),
        }
    }
    before
}

/// Whether anything that other files may need is not there any more, or may not be. A change that takes nothing away
/// breaks nothing in a file that it does not touch.
fn takes_away(survey: &Survey, change: &Change, now: &Overlay, before: &Overlay) -> bool {
    let mut buffers = Buffers::default();
    let mut read = |path: &Arc<str>, given: Option<&Source>| {
        judge::file(&survey.root, path, &survey.settings, given, Reading::Whole, &mut buffers)
    };
    change.files.iter().any(|file| {
        let path: Arc<str> = relative(&survey.root, &file.path).into();
        // Layouts, includes, data and configuration reach everywhere.
        let place = kind::classify(&survey.settings.jekyll, &path).kind;
        let is_own = matches!(place, Kind::Post | Kind::Draft | Kind::ByHeader(_));
        let Some(old) = before.get(&path) else { return !is_own };
        if !is_own || survey.walk.files.binary_search(&path).is_err() {
            return true;
        }
        let (old, new) = (read(&path, Some(old)), read(&path, now.get(&path).map(|source| &**source)));
        match (old.facts, new.facts) {
            (Some(old), Some(new)) => !offers(&new, &old),
            (None, None) => false,
            _ => true,
        }
    })
}

/// Whether everything that others can point at on the page of `old` is on that of `new`, too.
fn offers(new: &Facts, old: &Facts) -> bool {
    let has_id = |id: &str| new.anchors.names().any(|name| name == id);
    let has_redirect = |from: &str| new.redirects.iter().any(|(redirect, _)| **redirect == *from);
    let place = |facts: &Facts| facts.document.output.as_ref().map(|output| output.dest.clone());
    let is_published = |facts: &Facts| facts.document.hidden.is_none();
    (place(new) == place(old) && (is_published(new) || !is_published(old)))
        && old.anchors.names().all(has_id)
        && old.redirects.iter().all(|(from, _)| has_redirect(from))
        && new.own_terms == old.own_terms
        && new.anchors.are_known == old.anchors.are_known
}
