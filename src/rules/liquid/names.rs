//! Names that nobody has given a meaning.

use rustc_hash::{FxHashMap, FxHashSet};

use super::sample::Known;
use super::{Place, SHOW, STOPS, faults, is_judged, place};
use crate::config::closest;
use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::site::jekyll::liquid::{gem_of_filter, gem_of_tag};
use crate::syntax::liquid::{FaultKind, Hole};

/// `liquid-unknown-tag`
pub(in crate::rules) struct UnknownTag;

impl Rule for UnknownTag {
    fn page(&self, page: &Page, out: &mut Sink) {
        let mut helps: FxHashMap<&str, String> = FxHashMap::default();
        for fault in faults(page).filter(|fault| fault.kind == FaultKind::UnknownTag) {
            let name = fault.span.of(page.text);
            let help = helps.entry(name).or_insert_with(|| tag_help(page, name));
            out.report(fault.span, "no such tag", format!("there is no tag `{name}`: {STOPS}")).help(help.clone());
        }
    }
}

/// Other engines' words for what Liquid has.
const MEANT: [(&str, &str); 6] = [
    ("elseif", "elsif"),
    ("elif", "elsif"),
    ("else_if", "elsif"),
    ("foreach", "for"),
    ("set", "assign"),
    ("include_cache", "include_cached"),
];

fn tag_help(page: &Page, name: &str) -> String {
    if let Some((_, meant)) = MEANT.iter().find(|(other, _)| *other == name) {
        return format!("did you mean `{meant}`?");
    }
    if let Some(gem) = gem_of_tag(name) {
        return format!("it comes with the plugin `{gem}`: list that under `plugins` in `_config.yml`");
    }
    if matches!(name, "render" | "echo" | "liquid" | "doc") {
        return "it comes with Liquid 5, and Jekyll has Liquid 4".to_owned();
    }
    match closest(name, page.settings.liquid.names.all_tags()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => SHOW.to_owned(),
    }
}

/// `liquid-unknown-filter`
pub(in crate::rules) struct UnknownFilter;

impl Rule for UnknownFilter {
    fn page(&self, page: &Page, out: &mut Sink) {
        let known = Known::of(page);
        let mut nearest: FxHashMap<&str, Option<&str>> = FxHashMap::default();
        for filter in lacking(page, &known).into_iter().flat_map(|hole| known.unknown_filters(hole)) {
            let name = filter.span.of(page.text);
            let message = format!("there is no filter `{name}`: Jekyll says nothing and passes over it");
            let finding = out.report(filter.span, "no such filter", message);
            if let Some(gem) = gem_of_filter(name) {
                finding.help(format!("it comes with the plugin `{gem}`: list that under `plugins` in `_config.yml`"));
                continue;
            }
            let near = nearest.entry(name).or_insert_with(|| closest(name, page.settings.liquid.names.all_filters()));
            if let Some(near) = *near {
                finding.help(format!("did you mean `{near}`?")).unsafe_fix(
                    format!("write `{near}`"),
                    filter.span,
                    near,
                );
            } else {
                finding.help("delete it, or look for its name in the list of Jekyll's filters");
            }
        }
    }
}

/// `liquid-unknown-object`
pub(in crate::rules) struct UnknownObject;

impl Rule for UnknownObject {
    fn page(&self, page: &Page, out: &mut Sink) {
        let known = Known::of(page);
        let mut helps: FxHashMap<&str, String> = FxHashMap::default();
        for hole in lacking(page, &known).into_iter().filter(|hole| hole.output) {
            // Whoever writes `default` knows that there may be nothing.
            if hole.markup.of(page.text).contains("default") {
                continue;
            }
            for root in known.unknown_roots(hole).filter(|root| root.is_printed) {
                let name = root.span.of(page.text);
                let message = format!("nothing gives `{name}` a value: nothing is printed here");
                let help = helps.entry(name).or_insert_with(|| object_help(page, name));
                out.report(root.span, "no such variable", message).help(help.clone());
            }
        }
    }
}

fn object_help(page: &Page, name: &str) -> String {
    if page.entry(name).is_some() {
        return format!("what the front matter says is `page.{name}`");
    }
    if page.settings.jekyll.get(name).is_some() {
        return format!("what `_config.yml` says is `site.{name}`");
    }
    let known = page.settings.liquid.variables.iter().flatten().map(String::as_str);
    let assigned = page.liquid.defined.iter().map(|defined| defined.of(page.text));
    let mut known: Vec<&str> = known.chain(assigned).collect();
    known.sort_unstable();
    match closest(name, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => SHOW.to_owned(),
    }
}

/// The tags and outputs of a page's text that Liquid reads as they are written, and that have a name without a meaning.
fn lacking<'p>(page: &'p Page, known: &Known) -> Vec<&'p Hole> {
    if !is_judged(page) {
        return Vec::new();
    }
    let lacking = page.liquid.holes.iter().filter(|hole| known.lacks(hole));
    let mut lacking: Vec<&Hole> = lacking.filter(|hole| place(page, hole.span) == Place::Text).collect();
    if !lacking.is_empty() {
        let faulty: FxHashSet<_> = page.liquid.faults.iter().map(|fault| fault.hole).collect();
        lacking.retain(|hole| !faulty.contains(&hole.span));
    }
    lacking
}
