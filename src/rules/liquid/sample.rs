//! Which tags and outputs are a mistake, in themselves or where they stand.

use rustc_hash::FxHashSet;

use super::{Place, fault_place, include, place};
use crate::page::Page;
use crate::source::Span;
use crate::syntax::liquid::{Effect, Hole, Named};

/// The variables and filters of a page that have a meaning.
pub(super) struct Known<'p> {
    page: &'p Page<'p>,
    /// What the page itself gives a value.
    defined: FxHashSet<&'p str>,
    /// An include may give any variable a value.
    any: bool,
    /// Includes may give those of the site's includes one.
    includes: bool,
}

impl<'p> Known<'p> {
    pub(super) fn of(page: &'p Page<'p>) -> Known<'p> {
        let has = |tag: &str| page.liquid.has_tag(page.text, tag);
        let includes = has("include") || has("include_cached");
        let first = |name: &Span| {
            let name = name.of(page.text).trim_start_matches('(');
            name.split(['.', '[', ')']).next().unwrap_or(name)
        };
        Known {
            page,
            defined: page.liquid.defined.iter().map(first).collect(),
            any: has("include_relative") || (includes && page.settings.frame.has_theme),
            includes,
        }
    }

    /// Whether the first name of a variable has a value somewhere: it is Jekyll's, the page gives it one, or an include
    /// may. Where nothing tells which there are, every name has one.
    pub(super) fn has_root(&self, root: Span) -> bool {
        let name = root.of(self.page.text);
        let settings = self.page.settings;
        self.any
            || name.is_empty()
            || settings.liquid.has_variable(name)
            || self.defined.contains(name)
            || (self.includes && settings.frame.defined.contains(name))
    }

    /// The variables of one tag or output.
    fn roots(&self, hole: &Hole) -> impl Iterator<Item = &'p Named> + use<'p> {
        of_hole(&self.page.liquid.roots, hole)
    }

    /// Those without a value.
    pub(super) fn unknown_roots(&self, hole: &Hole) -> impl Iterator<Item = &'p Named> {
        self.roots(hole).filter(|root| !self.has_root(root.span))
    }

    /// The filters of one tag or output that nobody knows.
    pub(super) fn unknown_filters(&self, hole: &Hole) -> impl Iterator<Item = &'p Named> {
        let (names, text) = (&self.page.settings.liquid.names, self.page.text);
        of_hole(&self.page.liquid.filters, hole).filter(move |filter| !names.has_filter(filter.span.of(text)))
    }

    /// Whether some name in it has no meaning.
    pub(super) fn lacks(&self, hole: &Hole) -> bool {
        self.unknown_roots(hole).next().is_some() || self.unknown_filters(hole).next().is_some()
    }
}

/// Names come in the order of the holes that they stand in.
fn of_hole<'p>(all: &'p [Named], hole: &Hole) -> impl Iterator<Item = &'p Named> + use<'p> {
    let span = hole.span;
    let first = all.partition_point(|named| named.hole.start < span.start);
    all[first..].iter().take_while(move |named| named.hole == span)
}

/// A tag or an output in code or in a formula that was not meant to be one.
pub(super) struct Mistake {
    pub(super) span: Span,
    pub(super) place: Place,
    pub(super) harm: Harm,
}

/// What comes of it, the gravest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Harm {
    /// Jekyll builds nothing.
    Stops,
    /// Nothing is left of it on the page.
    Vanishes,
    /// It is evaluated.
    Runs,
}

impl Harm {
    pub(super) fn words(self) -> &'static str {
        match self {
            Harm::Stops => "stops Jekyll, which builds nothing",
            Harm::Vanishes => "vanishes from the page",
            Harm::Runs => "is run, and readers see what comes of it",
        }
    }
}

/// The mistakes of a page outside of its text, in order.
pub(super) fn mistakes(page: &Page) -> Vec<Mistake> {
    let known = Known::of(page);
    let mut all = Vec::new();
    for fault in &page.liquid.faults {
        let (place, span) = fault_place(page, fault);
        let harm = match fault.kind.effect() {
            Effect::Stops | Effect::StopsThere => Harm::Stops,
            Effect::Warns | Effect::Silent => Harm::Vanishes,
        };
        if place != Place::Text {
            all.push(Mistake { span, place, harm });
        }
    }
    let mut sample = (usize::MAX, false);
    for hole in &page.liquid.holes {
        let place = place(page, hole.span);
        let code = match place {
            Place::Text => continue,
            Place::Code(index) => Some(index),
            Place::Math(_) => None,
        };
        if let Some(index) = code.filter(|index| *index != sample.0) {
            sample = (index, shows_liquid(&known, page.code[index]));
        }
        if let Some(harm) = harm(&known, hole, code.is_some(), code.is_some() && sample.1) {
            all.push(Mistake { span: hole.span, place, harm });
        }
    }
    all.sort_by_key(|one| (one.span.start, one.harm));
    all.dedup_by_key(|one| one.span);
    all
}

/// What comes of a tag or an output without a fault that was not meant to be one; `None` where it may have been.
fn harm(known: &Known, hole: &Hole, is_code: bool, is_sample: bool) -> Option<Harm> {
    let page = known.page;
    if include::missing(page, hole).is_some() {
        return Some(Harm::Stops);
    }
    let has_roots = known.roots(hole).next().is_some();
    // `${{ … }}` is how GitHub's workflows write their variables.
    let is_action = is_code && hole.output && page.text[..hole.span.start as usize].ends_with('$');
    if known.lacks(hole) || (is_action && has_roots && page.settings.liquid.variables.is_none()) {
        return Some(Harm::Vanishes);
    }
    (is_sample && (has_roots || !hole.output)).then_some(Harm::Runs)
}

/// Languages in which `{{` and `{%` are what the sample is about.
const TEMPLATES: [&str; 12] = [
    "django",
    "gotmpl",
    "handlebars",
    "hbs",
    "html+jinja",
    "jinja",
    "jinja2",
    "liquid",
    "mustache",
    "njk",
    "nunjucks",
    "twig",
];

/// Whether code says by its language that it shows a template, and nothing in it says that Liquid is to run.
fn shows_liquid(known: &Known, code: Span) -> bool {
    let page = known.page;
    let first = code.of(page.text).lines().next().unwrap_or("");
    let language = match first.strip_prefix("{%") {
        Some(tag) => tag.trim_start_matches('-').trim_start().strip_prefix("highlight").unwrap_or("").trim_start(),
        None => first.trim_start_matches(['`', '~', ' ']),
    };
    let end = language.find(|c: char| !(c.is_alphanumeric() || c == '+' || c == '-')).unwrap_or(language.len());
    if !TEMPLATES.contains(&language[..end].to_ascii_lowercase().as_str()) {
        return false;
    }
    let from = page.liquid.holes.partition_point(|hole| hole.span.start <= code.start);
    let mut inside = page.liquid.holes[from..].iter().take_while(|hole| hole.span.end < code.end);
    !inside.any(|hole| {
        let is_printed_text = hole.output && known.roots(hole).next().is_none();
        is_printed_text || matches!(hole.name.of(page.text), "raw" | "endraw")
    })
}
