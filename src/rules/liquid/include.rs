//! Includes that are not there.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Place, STOPS, is_judged, place};
use crate::config::closest;
use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::site::jekyll::Profile;
use crate::source::Span;
use crate::syntax::liquid::{self, Hole};

/// `liquid-missing-include`
pub(in crate::rules) struct MissingInclude;

impl Rule for MissingInclude {
    fn page(&self, page: &Page, out: &mut Sink) {
        if !is_judged(page) {
            return;
        }
        let mut helps: FxHashMap<&str, String> = FxHashMap::default();
        let faulty: FxHashSet<Span> = page.liquid.faults.iter().map(|fault| fault.hole).collect();
        for hole in page.liquid.holes.iter().filter(|hole| place(page, hole.span) == Place::Text) {
            let Some(missing) = missing(page, hole) else { continue };
            if faulty.contains(&hole.span) {
                continue;
            }
            let name = missing.of(page.text);
            let jekyll = &page.settings.jekyll;
            let folder = &*jekyll.from_source(jekyll.includes_dir.trim_matches('/'));
            let message = format!("`{folder}` has no file `{name}`: {STOPS}");
            let help = helps.entry(name).or_insert_with(|| help(page, name, folder));
            out.report(missing, "no such file", message).help(help.clone());
        }
    }
}

fn help(page: &Page, name: &str, folder: &str) -> String {
    let mut names: Vec<&str> = page.settings.frame.includes.iter().map(String::as_str).collect();
    names.sort_unstable();
    if let Some(same) = names.iter().find(|one| one.eq_ignore_ascii_case(name)) {
        return format!("it is there as `{same}`: upper and lower case matter where the site is built");
    }
    // Often only the folder or the extension was left out.
    let file = |path: &str| path.rsplit('/').next().unwrap_or(path).split('.').next().unwrap_or("").to_owned();
    let near = closest(name, names.iter().copied()).or_else(|| names.into_iter().find(|one| file(one) == file(name)));
    match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("write `{folder}/{name}`, or delete the tag"),
    }
}

/// The name of the file that an `include` wants and does not find; `None` where it is found, or may be elsewhere.
pub(super) fn missing(page: &Page, hole: &Hole) -> Option<Span> {
    let settings = page.settings;
    let tag = hole.name.of(page.text);
    let is_include = tag == "include" || (tag == "include_cached" && settings.liquid.names.tag(tag).is_some());
    if !is_include || !hole.is_ended || settings.frame.has_theme || settings.liquid.hides_includes {
        return None;
    }
    let markup = hole.markup.of(page.text);
    let start = hole.markup.start as usize + markup.len() - markup.trim_start().len();
    let name = markup.split_whitespace().next()?;
    // Of a name that Jekyll refuses another rule speaks.
    let name = (!markup.contains("{{") && liquid::is_file_name(name)).then_some(name)?;
    // The theme that GitHub Pages takes where none is set has a few of its own.
    let is_from_pages = settings.jekyll.profile == Profile::GitHubPages && name.starts_with("head-custom");
    let file = name.strip_prefix('/').unwrap_or(name);
    (!is_from_pages && !settings.frame.includes.contains(file)).then(|| Span::new(start, start + name.len()))
}
