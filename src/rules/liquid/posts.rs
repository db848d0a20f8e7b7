//! `post_url` and `link` to what is not there.

use super::STOPS;
use crate::rule::{Rule, Sink};
use crate::site::document::Kind;
use crate::site::jekyll::outcome::Hidden;
use crate::site::named::{Found, Reference};
use crate::site::{Facts, Site};

/// `liquid-missing-post`
pub(in crate::rules) struct MissingPost;

impl Rule for MissingPost {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        for reference in page.references.iter().filter(|reference| !reference.in_code) {
            match site.named().find(reference) {
                Found::File(_) | Found::Something => {}
                Found::Hidden(file) => hidden(reference, file, out),
                Found::Nothing => nothing(reference, site, out),
            }
        }
    }

    fn reads_frame(&self) -> bool {
        true
    }
}

/// Whether Jekyll finds nothing.
pub(super) fn is_missing(reference: &Reference, site: &Site) -> bool {
    !matches!(site.named().find(reference), Found::File(_) | Found::Something)
}

fn hidden(reference: &Reference, file: &Facts, out: &mut Sink) {
    let document = &file.document;
    let (why, span) = match &document.hidden {
        _ if document.kind == Kind::Draft => ("is a draft".to_owned(), None),
        Some(Hidden::Future) => ("has a date in the future".to_owned(), document.date_span),
        Some(Hidden::Unpublished) => ("has `published: false`".to_owned(), None),
        Some(Hidden::NotOutput) => ("is in a collection without `output: true`".to_owned(), None),
        _ => ("is not published".to_owned(), None),
    };
    let message = format!("`{}` {why}: {STOPS}, as if there were no such file", reference.name);
    let finding = out.report(reference.span, "not published", message);
    finding.label_in(std::sync::Arc::clone(&file.path), span.unwrap_or(file.head), "this file");
    finding.help("publish it first, or take this tag out until then");
}

fn nothing(reference: &Reference, site: &Site, out: &mut Sink) {
    let name = &*reference.name;
    let what = if reference.is_link { "file" } else { "post" };
    let near = site.named().nearest(reference);
    let folder = near.as_deref().filter(|_| reference.is_link).and_then(|near| name.strip_suffix(near));
    let message = match folder.filter(|folder| folder.len() > 1 && folder.ends_with('/')) {
        Some(folder) => format!("paths leave out `{folder}`, the folder of the collections: {STOPS}"),
        None => format!("this site has no {what} `{name}`: {STOPS}"),
    };
    let finding = out.report(reference.span, "no such file", message);
    let quoted = name.starts_with(['"', '\'']);
    let anchor = name.find(['#', '?']).map(|at| &name[at..]);
    match (&near, anchor) {
        (Some(near), _) if quoted => finding.help(format!("write it without quotes: `{near}`")),
        (Some(near), Some(anchor)) => finding.help(format!("write `{anchor}` behind the tag, and `{near}` in it")),
        (Some(near), _) => finding.help(format!("did you mean `{near}`?")),
        (None, _) if name.contains('{') => finding.help("Jekyll 3 takes no variable here; Jekyll 4 does"),
        (None, _) if reference.is_link => {
            finding.help("write the path of the file from the root of the site, with its extension")
        }
        (None, _) => finding.help("write the name of the post's file, with its day and without its extension"),
    };
    if let Some(near) = near.filter(|_| anchor.is_none()) {
        let title = format!("write `{near}`");
        finding.unsafe_fix(title, reference.span, near);
    }
}
