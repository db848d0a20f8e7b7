//! The files that `{% link %}` and `{% post_url %}` name, and what Jekyll finds for them (`tags/link.rb`,
//! `tags/post_url.rb`).

use chrono::{Datelike, NaiveDate};
use rustc_hash::{FxHashMap, FxHashSet};

use super::Facts;
use super::document::Kind;
use super::jekyll::date::Date;
use super::jekyll::kind::FileName;
use super::settings::Settings;
use crate::config::closest;
use crate::source::Span;
use crate::syntax::liquid::post_name;

/// A file that a page's Liquid names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The name.
    pub span: Span,
    /// As it is written.
    pub name: Box<str>,
    /// `link` rather than `post_url`.
    pub is_link: bool,
    /// It stands in code.
    pub in_code: bool,
}

/// What Jekyll finds.
#[derive(Clone, Copy, Debug)]
pub enum Found<'a> {
    /// The file.
    File(&'a Facts),
    /// What is copied, or what nobody knows of.
    Something,
    /// A file that is not published.
    Hidden(&'a Facts),
    /// Nothing.
    Nothing,
}

/// The names by which files can be found.
#[derive(Debug)]
pub struct Named<'a> {
    settings: &'a Settings,
    /// Everything with front matter by the path that `link` compares.
    files: FxHashMap<&'a str, &'a Facts>,
    /// The posts by the same path, sorted.
    posts: Vec<(&'a str, &'a Facts)>,
    /// The posts and drafts by what stands behind the date in their names.
    slugs: FxHashMap<&'a str, Vec<&'a Facts>>,
    /// The posts by the day of their publication.
    days: FxHashMap<NaiveDate, Vec<&'a Facts>>,
    /// What is copied, by its path.
    copied: FxHashSet<&'a str>,
}

impl<'a> Named<'a> {
    /// Takes the facts of all files and the paths of those that are copied.
    pub fn new(settings: &'a Settings, facts: &'a [Box<Facts>], copied: &'a [Box<str>]) -> Named<'a> {
        let jekyll = &settings.jekyll;
        let mut named = Named {
            settings,
            files: FxHashMap::default(),
            posts: Vec::new(),
            slugs: FxHashMap::default(),
            days: FxHashMap::default(),
            copied: copied.iter().map(|path| &**path).collect(),
        };
        for file in facts.iter().map(|file| &**file) {
            let path = file.path_in_tags(jekyll);
            named.files.insert(path, file);
            if matches!(file.document.kind, Kind::Post | Kind::Draft) {
                named.slugs.entry(FileName::of(path, jekyll.profile).slug).or_default().push(file);
            }
            if file.document.kind == Kind::Post {
                named.posts.push((path, file));
                if let Some(day) = published_on(file) {
                    named.days.entry(day).or_default().push(file);
                }
            }
        }
        named.posts.sort_unstable_by_key(|(path, _)| *path);
        named
    }

    /// What Jekyll finds for a reference.
    pub fn find(&self, reference: &Reference) -> Found<'a> {
        if reference.is_link { self.file(&reference.name) } else { self.post(&reference.name) }
    }

    fn file(&self, name: &str) -> Found<'a> {
        if let Some(file) = self.files.get(name) {
            return if is_published(file) { Found::File(file) } else { Found::Hidden(file) };
        }
        let plain = name.strip_prefix('/').unwrap_or(name);
        let is_post = plain.contains("_posts/");
        let may_be = self.copied.contains(plain)
            || self.settings.unseen.may_hold(&format!("/{plain}"))
            || (self.settings.plugins.unknown && !is_post && !self.files.contains_key(plain))
            // What is copied from a collection has another name here.
            || (plain.starts_with('_') && !self.settings.jekyll.is_markdown(super::jekyll::url::extension(plain)));
        if may_be { Found::Something } else { Found::Nothing }
    }

    fn post(&self, name: &str) -> Found<'a> {
        let Some((folder, date, slug)) = post_name(name).filter(|_| !self.settings.plugins.has_foreign) else {
            return Found::Something;
        };
        let mut hidden = None;
        for start in [
            format!("_posts/{folder}{date}-{slug}."),
            format!("{folder}_posts/{date}-{slug}."),
            format!("{folder}_posts{date}-{slug}."),
        ] {
            let first = self.posts.partition_point(|(path, _)| **path < *start);
            for (_, file) in self.posts[first..].iter().take_while(|(path, _)| path.starts_with(&start)) {
                if is_published(file) {
                    return Found::File(file);
                }
                hidden = hidden.or(Some(*file));
            }
        }
        // Of old the day of publication and the slug were compared.
        let day = day(date);
        for file in self.slugs.get(slug).into_iter().flatten() {
            let published = published_on(file);
            if is_published(file) && published.is_some() && published == day {
                return Found::File(file);
            }
            if file.document.kind == Kind::Draft || published == day {
                hidden = hidden.or(Some(*file));
            }
        }
        // A slug of the front matter stands in the URL.
        let has_slug = |file: &Facts| file.document.output.as_ref().is_some_and(|output| output.dest.contains(slug));
        let of_day = day.and_then(|day| self.days.get(&day)).into_iter().flatten().take(MOST_NEAR);
        if hidden.is_none() && !slug.is_empty() && { of_day }.any(|file| is_published(file) && has_slug(file)) {
            return Found::Something;
        }
        hidden.map_or(Found::Nothing, Found::Hidden)
    }

    /// What a name that finds nothing was most likely meant to be, written as the tag wants it.
    pub fn nearest(&self, reference: &Reference) -> Option<String> {
        let name = reference.name.trim_matches(['"', '\'']);
        let bare = name.split(['#', '?']).next().unwrap_or(name).trim_start_matches('/');
        if reference.is_link {
            if self.files.contains_key(bare) || self.copied.contains(bare) {
                return Some(bare.to_owned());
            }
            let below = self.settings.jekyll.relative_path(bare);
            if self.files.contains_key(below) {
                return Some(below.to_owned());
            }
            let (folder, file) = bare.rsplit_once('/').unwrap_or(("", bare));
            let stem = file.split('.').next().unwrap_or(file);
            let same_folder = |path: &&&str| path.rsplit_once('/').unwrap_or(("", path)).0 == folder;
            let mut near: Vec<&str> = self.files.keys().filter(same_folder).copied().collect();
            near.sort_unstable();
            let same_stem = near
                .iter()
                .find(|path| path.rsplit('/').next().is_some_and(|file| file.split('.').next() == Some(stem)));
            return same_stem.copied().or_else(|| closest(bare, near)).map(str::to_owned);
        }
        let extension = super::jekyll::url::extension(bare);
        let bare = if self.settings.jekyll.is_markdown(extension) { bare.strip_suffix(extension)? } else { bare };
        let written = |file: &Facts| {
            let path = self.settings.jekyll.relative_path(&file.path);
            let folder = path.replacen("_posts/", "", 1);
            folder.strip_suffix(super::jekyll::url::extension(path)).unwrap_or(&folder).to_owned()
        };
        let (_, date, slug) = post_name(bare)?;
        let same_slug = self.slugs.get(slug).into_iter().flatten().find(|file| file.document.kind == Kind::Post);
        if let Some(file) = same_slug {
            return Some(written(file));
        }
        let of_day =
            self.posts.iter().filter(|(path, _)| path.rsplit('/').next().is_some_and(|name| name.starts_with(date)));
        let names: Vec<String> = of_day.take(MOST_NEAR).map(|(_, file)| written(file)).collect();
        closest(bare, names.iter().map(String::as_str)).map(str::to_owned)
    }
}

/// How many posts of a day are compared.
const MOST_NEAR: usize = 200;

fn published_on(file: &Facts) -> Option<NaiveDate> {
    file.document.date.as_ref().and_then(Date::reading).map(|reading| reading.at.date_naive())
}

fn is_published(file: &Facts) -> bool {
    file.document.hidden.is_none() && file.document.kind != Kind::Draft
}

/// `2024-1-2`
fn day(date: &str) -> Option<NaiveDate> {
    let mut parts = date.split('-');
    let year = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    NaiveDate::from_ymd_opt(year, month, parts.next()?.parse().ok()?).filter(|day| day.year() < 10_000)
}
