//! What the site's own schemas ask of the front matter. All of it is judged at once, and each rule tells its part.

use crate::page::Page;
use crate::rule::{Rule, Sink};
use crate::schema::{Fault, report};
use crate::site::{Facts, Site};

/// `schema-required`, `schema-type`, …
pub(super) struct Schema(pub(super) Fault);

impl Rule for Schema {
    fn page(&self, page: &Page, out: &mut Sink) {
        report(&page.schema().found, self.0, out);
    }

    /// Of these rules only `schema-reference` is asked.
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        for named in &page.named {
            let is_there =
                if named.is_post { site.has_post(&named.name) } else { site.finds_file(&page.path, &named.name) };
            if !is_there {
                let (what, help) = if named.is_post {
                    ("post", "write the name of its file, such as `2024-01-02-title`, or what follows the date in it")
                } else {
                    ("file", "write its path from the site's root")
                };
                out.report(named.span, "names nothing", format!("there is no {what} `{}`", named.name)).help(help);
            }
        }
    }
}
