//! A layout that does not exist.

use crate::config::closest;
use crate::page::Page;
use crate::rule::{Rule, Sink};

/// `layout-missing`
pub(super) struct LayoutMissing;

impl Rule for LayoutMissing {
    fn page(&self, page: &Page, out: &mut Sink) {
        let Some((name, span)) = page.document.layout.as_ref().filter(|_| page.document.is_content()) else { return };
        let frame = &page.settings.frame;
        if &**name == "none" || page.mapping().is_none() || frame.layouts.contains(&**name) {
            return;
        }
        let mut names: Vec<&str> = frame.layouts.iter().map(String::as_str).collect();
        names.sort_unstable();
        let near = closest(name, names.iter().copied());
        // A theme's layouts cannot be seen: only another case of one that is there is certain.
        let certain = near.is_some_and(|near| near.eq_ignore_ascii_case(name));
        if frame.has_theme && !certain {
            return;
        }
        let message = format!(
            "the layout `{name}` does not exist: Jekyll publishes this file bare, without head, style and navigation"
        );
        let finding = out.report(*span, "no such layout", message);
        match near {
            Some(near) => {
                finding.help(format!("did you mean `{near}`?")).unsafe_fix(format!("write `{near}`"), *span, near);
            }
            None if names.is_empty() => {
                finding.help("this site has no layouts; `layout: none` says that none is wanted");
            }
            None => {
                finding.help(format!("this site has {}", names.join(", ")));
            }
        }
    }
}
