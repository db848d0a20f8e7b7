//! Links to files of the source in place of the pages that Jekyll makes of them.

use crate::rule::{Rule, Sink};
use crate::site::lookup::Why;
use crate::site::urls::Lookup;
use crate::site::{Facts, Site};

/// `link-source-file`
pub(in super::super) struct LinkSourceFile;

impl Rule for LinkSourceFile {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        for link in page.links.iter().filter(|link| *site.lookup(link) == Lookup::Missing) {
            let Why::SourceFile(file) = site.why_missing(link) else { continue };
            let url = super::written(site, file.document.url_path().unwrap_or("/"));
            let message = format!("`{}` is published at `{url}`: at `{}` readers get a 404", file.path, link.path);
            let tag = link_tag(file, site);
            let finding = out.report(link.span, "a file of the source", message);
            finding.help(format!("write `{tag}`, or `{url}`"));
            if let Some(span) = link.path_span.filter(|_| link.liquid.is_none()) {
                finding.unsafe_fix("let Jekyll write the URL", span, tag);
            }
        }
    }

    fn reads_frame(&self) -> bool {
        true
    }
}

/// The tag that prints the URL of `file`. In Jekyll 3 it knows nothing of `baseurl`.
fn link_tag(file: &Facts, site: &Site) -> String {
    let jekyll = &site.settings.jekyll;
    let path = file.path_in_tags(jekyll);
    let is_bare = jekyll.profile.is_jekyll_3() && !site.settings.origin.baseurl.is_empty();
    let base = if is_bare { "{{ site.baseurl }}" } else { "" };
    format!("{base}{{% link {path} %}}")
}
