//! Samples of code, and formulas, that Liquid takes for its own.

use memchr::memmem;

use super::sample::{Mistake, mistakes};
use super::{Place, is_judged, posts, shown};
use crate::finding::{Edit, Finding, Fix};
use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::site::{Facts, Site};
use crate::source::Span;

/// `liquid-in-code`
pub(in crate::rules) struct InCode;

impl Rule for InCode {
    fn page(&self, page: &Page, out: &mut Sink) {
        if !is_judged(page) || page.code.is_empty() {
            return;
        }
        let first_blank = memmem::find(page.body.of(page.text).as_bytes(), b"\n\n");
        let first_blank = first_blank.map_or(u32::MAX, |at| page.body.start + at as u32);
        for (place, found) in by_place(page) {
            let Place::Code(index) = place else { continue };
            let finding = report(page, &found, "Liquid runs in code too", out);
            let sign = if found.iter().any(|one| one.span.of(page.text).starts_with("{{")) { "{{ }}" } else { "{% %}" };
            finding.help(help(sign));
            if let Some(mut fix) = raw_around(page, page.code[index], &found) {
                // What stands before the first empty line is printed alone in lists, without what follows.
                fix.safe &= !(fix.edits[0].span.start <= first_blank && first_blank < fix.edits[1].span.start);
                finding.fix = Some(fix);
            }
        }
    }

    /// A post or a file that is not there stops the build from within code too.
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        let in_code = page.references.iter().filter(|reference| reference.in_code);
        for reference in in_code.filter(|reference| posts::is_missing(reference, site)) {
            let tag = if reference.is_link { "link" } else { "post_url" };
            let message =
                format!("Liquid runs in code too: `{tag} {}` stops Jekyll, which builds nothing", reference.name);
            out.report(reference.span, "no such file", message).help(help("{% %}"));
        }
    }
}

fn help(sign: &str) -> String {
    format!("to show `{sign}` as it stands, put `{{% raw %}}` before the code and `{{% endraw %}}` behind it")
}

/// `liquid-in-math`
pub(in crate::rules) struct InMath;

impl Rule for InMath {
    fn page(&self, page: &Page, out: &mut Sink) {
        if !is_judged(page) || page.math.is_empty() {
            return;
        }
        for (place, found) in by_place(page) {
            if !matches!(place, Place::Math(_)) {
                continue;
            }
            let finding = report(page, &found, "Liquid runs in formulas too", out);
            let edits: Vec<Edit> = found.iter().flat_map(|one| spaced(page, one.span)).collect();
            if let Some(edit) = edits.first() {
                let (first, rest) = (edit.span, Span { start: edit.span.end, end: found[0].span.end });
                let whole = if first.start == found[0].span.start { shown(rest.of(page.text)) } else { String::new() };
                finding.help(format!("put a blank between the braces: `{}{whole}`", edit.text));
                finding.fix = Some(Fix::new("put a blank between the braces", true, edits));
            }
        }
    }
}

/// The mistakes of a page by the code or the formula that they stand in.
fn by_place(page: &Page) -> Vec<(Place, Vec<Mistake>)> {
    let mut all: Vec<(Place, Vec<Mistake>)> = Vec::new();
    for mistake in mistakes(page) {
        match all.last_mut().filter(|(place, _)| *place == mistake.place) {
            Some((_, same)) => same.push(mistake),
            None => all.push((mistake.place, vec![mistake])),
        }
    }
    all
}

/// Reports one sample, at the gravest of its mistakes.
fn report<'s>(page: &Page, found: &[Mistake], why: &str, out: &'s mut Sink) -> &'s mut Finding {
    let gravest = found.iter().min_by_key(|one| (one.harm, one.span.start));
    let (span, effect) = gravest.map_or((Span::default(), ""), |one| (one.span, one.harm.words()));
    let finding = out.report(span, "taken for Liquid", format!("{why}: `{}` {effect}", shown(span.of(page.text))));
    for other in found.iter().filter(|one| one.span != span).take(2) {
        finding.label(other.span, "this too");
    }
    finding
}

/// A blank into each row of braces, so that Liquid sees none of it.
fn spaced(page: &Page, hole: Span) -> Vec<Edit> {
    let text = hole.of(page.text);
    let mut edits = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find("{{") {
        let start = at + found;
        let length = text[start..].len() - text[start..].trim_start_matches('{').len();
        let span = Span::new(hole.start as usize + start, hole.start as usize + start + length);
        edits.push(Edit { span, text: vec!["{"; length].join(" ") });
        at = start + length;
    }
    edits
}

/// `raw` around code in which nothing is meant to be Liquid.
fn raw_around(page: &Page, code: Span, found: &[Mistake]) -> Option<Fix> {
    let text = code.of(page.text);
    let inside = |span: &Span| code.start <= span.start && span.start < code.end;
    let first = page.liquid.holes.partition_point(|hole| hole.span.start < code.start);
    let holes = page.liquid.holes[first..].iter().take_while(|hole| inside(&hole.span));
    let own = |span: Span| !text.starts_with("{%") || (span.start > code.start && span.end < code.end);
    // One that hides a fence hides where the code ends.
    let is_clear = |span: Span| !span.of(page.text).contains(['`', '~']) && span.end <= code.end;
    // The branches and the end of a block go with its beginning.
    let goes_along = |name: &str| name.starts_with("end") || matches!(name, "else" | "elsif" | "when");
    let all_meant = holes.filter(|hole| own(hole.span)).all(|hole| {
        let is_found = || found.binary_search_by_key(&hole.span.start, |one| one.span.start).is_ok();
        is_clear(hole.span) && (goes_along(hole.name.of(page.text)) || is_found())
    });
    if !all_meant || text.contains("endraw") {
        return None;
    }
    let (opens, closes, is_safe) = places(page, code)?;
    let is_block = opens == code.start && text.contains('\n');
    let end = if !is_block {
        ""
    } else if text.contains("\r\n") {
        "\r\n"
    } else {
        "\n"
    };
    let (before, after) = (&format!("{{% raw %}}{end}"), &format!("{{% endraw %}}{end}"));
    let edit = |at: u32, text: &str| Edit { span: Span { start: at, end: at }, text: text.to_owned() };
    Some(Fix::new("put `raw` around the code", is_safe, vec![edit(opens, before), edit(closes, after)]))
}

/// Where `raw` and `endraw` go, and whether nothing else changes by that.
fn places(page: &Page, code: Span) -> Option<(u32, u32, bool)> {
    let text = code.of(page.text);
    let at = |offset: usize| code.start + offset as u32;
    let is_at_margin = code.start == page.body.start || page.text[..code.start as usize].ends_with('\n');
    if text.starts_with("{%") {
        let block = page.liquid.blocks.binary_search_by_key(&code.end, |block| block.span.end).ok()?;
        let block = &page.liquid.blocks[block];
        return Some((block.inner().start, block.inner().end, true));
    }
    if text.starts_with('<') {
        let tag = page.html.tags.binary_search_by_key(&code.start, |tag| tag.span.start).ok()?;
        let tag = &page.html.tags[tag];
        return Some((tag.span.end, at(text.rfind("</")?), true));
    }
    let sign = text.chars().next().filter(|sign| matches!(sign, '`' | '~'))?;
    let ticks = text.len() - text.trim_start_matches(sign).len();
    let is_fence =
        ticks >= 3 && text.lines().next().is_some_and(|line| !line[ticks..].contains('`')) && text.contains('\n');
    if is_fence {
        let trimmed = text.trim_end();
        let has_end = trimmed.lines().last().is_some_and(|line| line.trim().trim_matches(sign).is_empty());
        let next = page.text[at(trimmed.len()) as usize..].find('\n')?;
        return (has_end && is_at_margin).then(|| (code.start, at(trimmed.len() + next + 1), true));
    }
    (text.len() > 2 * ticks && text.ends_with(sign)).then(|| (at(ticks), at(text.len() - ticks), true))
}
