//! Who may link to a page beside the links that stand in the text: lists that Liquid prints, and menus in data files,
//! layouts and the configuration.

use rustc_hash::{FxHashMap, FxHashSet};

use super::document::Kind;
use super::lookup::is_published;
use super::settings::Settings;
use super::urls::{Lookup, stem};
use super::{Facts, Site};

/// What one file says of others without a link.
#[derive(Debug, Default)]
pub struct Mentions {
    /// Its Liquid.
    pub liquid: Box<str>,
    /// It sends its readers on.
    pub sends_on: bool,
}

/// What is linked to and mentioned on a whole site.
#[derive(Debug)]
pub struct Linked<'a> {
    /// The files whose pages others link to, by path.
    pages: FxHashSet<&'a str>,
    /// Everything that may print a link.
    text: String,
    settings: &'a Settings,
}

impl<'a> Linked<'a> {
    /// Gathers the links of the published files, and what they mention.
    pub fn of(site: &Site<'a>) -> Linked<'a> {
        let mut text = site.settings.mentions.clone().unwrap_or_default();
        let mut redirects: FxHashMap<&str, &str> = FxHashMap::default();
        for file in site.facts {
            redirects.extend(file.redirects.iter().map(|(dest, _)| (&**dest, &*file.path)));
            text.push_str(file.mentions.as_ref().map_or("", |mentions| &*mentions.liquid));
        }
        let mut pages = FxHashSet::default();
        for file in site.facts.iter().filter(|file| is_published(file)) {
            for link in file.links.iter().filter(|link| *site.lookup(link) == Lookup::Found) {
                let target = match site.page_of(link) {
                    Some(target) => &*target.path,
                    None => match site.urls.place(&link.path).and_then(|place| redirects.get(place)) {
                        Some(target) => target,
                        None => continue,
                    },
                };
                if *target != *file.path {
                    pages.insert(target);
                }
            }
        }
        Linked { pages, text, settings: site.settings }
    }

    /// Whether a reader may come to the page of `file` from another.
    pub fn has(&self, file: &Facts) -> bool {
        let url = file.document.url_path().map_or("", |url| stem(url).trim_matches('/'));
        // A link that Liquid completes: `/category/{{ page.category }}`.
        let is_completed =
            |folder: &str| ["{{", "\"", "'"].iter().any(|sign| self.text.contains(&format!("{folder}/{sign}")));
        self.pages.contains(&*file.path)
            || url.is_empty()
            || self.text.contains(url)
            || self.text.contains(self.settings.jekyll.source_path(&file.path))
            || url.rsplit_once('/').is_some_and(|(folder, _)| is_completed(folder))
            || self.is_listed(file)
    }

    /// Whether Liquid goes through all files of its kind.
    fn is_listed(&self, file: &Facts) -> bool {
        let says = |words: &[&str]| words.iter().any(|word| self.text.contains(word));
        match file.document.kind {
            Kind::Post => {
                let lists =
                    ["site.posts", "paginator", "site.categories", "site.tags", "related_posts", ".previous", ".next"];
                says(&lists) || says(&["site.documents", "site.collections"])
            }
            Kind::Page => says(&["site.pages", "site.html_pages"]),
            Kind::Document => {
                let path = self.settings.jekyll.source_path(&file.path);
                let label = path.split('/').find_map(|part| part.strip_prefix('_')).unwrap_or("");
                says(&["site.documents", "site.collections", &format!("site.{label}"), "site["])
            }
            _ => true,
        }
    }
}
