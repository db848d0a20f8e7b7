//! A key that Jekyll does not know, beside one that it does.

use crate::rule::{Rule, Sink};
use crate::site::document::Kind;
use crate::site::{Facts, Site};

/// `front-matter-key-typo`
pub(super) struct KeyTypo;

/// So many files with a key mean it.
const HABIT: u32 = 3;

impl Rule for KeyTypo {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        for key in &page.odd_keys {
            let settings = site.settings;
            let is_meant = site.odd_keys.get(&*key.name).is_some_and(|count| *count >= HABIT);
            if is_meant || settings.plugins.unknown || settings.frame.may_use(&key.name) {
                continue;
            }
            let document = &page.document;
            let what = match document.kind {
                Kind::Page => "page",
                Kind::Post | Kind::Draft => "post",
                _ => "file",
            };
            let url = document.output.as_ref().filter(|_| document.hidden.is_none()).map(|output| output.url.as_str());
            let effect = match (key.meant, url) {
                ("title", _) => format!("this {what} has no title of its own"),
                ("date", _) if what == "post" => "this post is dated by its file name".to_owned(),
                ("layout", _) => format!("this {what} has no layout of its own"),
                ("categories" | "category" | "tags", _) => format!("this {what} has no {}", key.meant),
                (_, Some(url)) if key.meant == "permalink" || key.meant == "published" => {
                    format!("this {what} is published at {url}")
                }
                _ => "nothing reads it".to_owned(),
            };
            out.report(key.span, "", format!("Jekyll knows no `{}`: {effect}", key.name))
                .help(format!("did you mean `{}`?", key.meant))
                .unsafe_fix(format!("write `{}`", key.meant), key.span, key.meant);
        }
    }
}
