//! What a run goes by: which Jekyll, which host, which settings, and where each was found.

use chrono::SecondsFormat;
use serde::Serialize;

use crate::config::{Host, Options, Said};
use crate::discover::is_site;
use crate::request::{Error, Request};
use crate::site::jekyll::Profile;
use crate::site::jekyll::config::Spanned;
use crate::site::settings::Settings;
use crate::source::Span;
use crate::survey::Survey;

/// One thing that a run goes by.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Setting {
    /// Its name; one of our own settings as it would be written in `presscheck.toml`.
    pub name: String,
    /// Its value, in words.
    pub value: String,
    /// Where it was found.
    pub from: String,
}

/// What a run of `request` goes by.
///
/// # Errors
/// As for [`check`](crate::check).
pub fn shown(request: &Request) -> Result<Vec<Setting>, Error> {
    let Survey { root, settings, walk, .. } = Survey::of(request)?;
    let jekyll = &settings.jekyll;
    let line = |span: Option<Span>| match span {
        Some(span) => settings.jekyll_files.line(span),
        None => "Jekyll's default".to_owned(),
    };
    let text = |value: &Spanned<String>| (quoted(&value.value), line(value.span));
    let flag = |value: &Spanned<bool>| (value.value.to_string(), line(value.span));
    let zone = match jekyll.timezone.span {
        Some(span) => (span.of(settings.jekyll_files.text()).to_owned(), line(Some(span))),
        None => ("UTC".to_owned(), "assumed: none is set, and Jekyll takes that of the machine that builds".to_owned()),
    };
    let found = if is_site(&root) { "" } else { ", but no `_config.yml`, `_posts` or `_layouts`" };
    let mut rows = vec![
        ("root", (root.display().to_string(), format!("{} files{found}", walk.files.len()))),
        ("profile", (jekyll.profile.name().to_owned(), settings.evidence.to_string())),
        ("host", host(&settings)),
        ("settings", presscheck(&settings)),
        ("config", config(&settings)),
        ("url", jekyll.url.as_ref().map_or_else(|| (quoted(""), "not set".to_owned()), text)),
        ("baseurl", text(&jekyll.baseurl)),
        ("timezone", zone),
        ("permalink", text(&jekyll.permalink)),
        ("future", flag(&jekyll.future)),
        ("unpublished", flag(&jekyll.unpublished)),
        ("show_drafts", flag(&jekyll.show_drafts)),
    ];
    if let Some(source) = jekyll.source.as_ref().filter(|_| !jekyll.source_dir.is_empty()) {
        rows.push(("source", (jekyll.source_dir.trim_end_matches('/').to_owned(), line(source.span))));
    }
    if jekyll.limit_posts.value > 0 {
        rows.push(("limit_posts", (jekyll.limit_posts.value.to_string(), line(jekyll.limit_posts.span))));
    }
    rows.extend(plugins(&settings, root.join(&*settings.jekyll.from_source("_plugins")).is_dir()));
    rows.extend(theme(&settings).map(|theme| ("theme", theme)));
    rows.extend(baseline(request, &settings).map(|baseline| ("baseline", baseline)));
    let now = settings.now.to_rfc3339_opts(SecondsFormat::Secs, true);
    rows.push(("now", (now, "the clock, or --now".to_owned())));
    let rows = rows.into_iter().map(|(name, (value, from))| Setting { name: name.to_owned(), value, from });
    Ok(rows.chain(own(&settings)).collect())
}

/// Every setting of ours: what is said, the last word on each, and then the options that nothing is said of.
fn own(settings: &Settings) -> Vec<Setting> {
    let said = &settings.config.said;
    // Tables of one name add up; of anything else the last counts.
    let counts = |index: usize, one: &Said| {
        let same = |other: &Said| other.name == one.name && other.folder == one.folder;
        one.name.contains('[') || !said[index + 1..].iter().any(same)
    };
    let last = said.iter().enumerate().filter(|(index, one)| counts(*index, one)).map(|(_, one)| {
        let line = one.origin.position(one.span.start).line;
        let from =
            if &*one.origin.path == "--config" { "--config".to_owned() } else { format!("{}:{line}", one.origin.path) };
        let of = one.folder.as_ref().map(|folder| format!(", for {folder}")).unwrap_or_default();
        Setting { name: one.name.clone(), value: one.value.clone(), from: from + &of }
    });
    let mut rows: Vec<Setting> = last.collect();
    let unsaid = Options::default().rows();
    let unsaid = unsaid.into_iter().filter(|(name, _)| !rows.iter().any(|row| row.name == *name)).collect::<Vec<_>>();
    rows.extend(unsaid.into_iter().map(|(name, value)| Setting { name, value, from: "default".to_owned() }));
    rows
}

/// The value of a setting, and where it was found.
type Found = (String, String);

/// A text, so that nothing is seen too.
fn quoted(text: &str) -> String {
    if text.is_empty() { "\"\"".to_owned() } else { text.to_owned() }
}

fn host(settings: &Settings) -> Found {
    let Some(host) = settings.host else { return ("unknown".to_owned(), "nothing tells".to_owned()) };
    let from = match host {
        _ if settings.config.host.is_some() => "as configured",
        Host::GithubPages => "from CNAME, url or the profile",
        _ => "it has a configuration here",
    };
    (host.name().to_owned(), from.to_owned())
}

/// Where our own settings come from.
fn presscheck(settings: &Settings) -> Found {
    let origins = &settings.config.origins;
    if origins.is_empty() {
        return ("none".to_owned(), "no presscheck.toml beside _config.yml or above it".to_owned());
    }
    (origins.join(", "), "seen from the root; the last counts most".to_owned())
}

/// The files that Jekyll is configured by.
fn config(settings: &Settings) -> Found {
    let names = settings.jekyll_files.names().collect::<Vec<_>>().join(", ");
    let from = if settings.config.jekyll_files.is_some() { "as configured" } else { "Jekyll's default" };
    if names.is_empty() { ("none".to_owned(), "there is none".to_owned()) } else { (names, from.to_owned()) }
}

/// The file whose findings are held back.
fn baseline(request: &Request, settings: &Settings) -> Option<Found> {
    if let Some(path) = &request.baseline {
        return Some((path.display().to_string(), "--baseline".to_owned()));
    }
    let named = settings.config.baseline.as_ref()?;
    let line = named.origin.position(named.span.start).line;
    Some((named.value.clone(), format!("{}:{line}", named.origin.path)))
}

fn plugins(settings: &Settings, has_own: bool) -> Vec<(&'static str, Found)> {
    let plugins = &settings.plugins;
    let names = if plugins.active.is_empty() { "none".to_owned() } else { plugins.active.join(", ") };
    let from = match settings.jekyll.profile {
        Profile::GitHubPages => "_config.yml and those of GitHub Pages",
        _ => "_config.yml and Gemfile",
    };
    let mut rows = vec![("plugins", (names, from.to_owned()))];
    if plugins.unknown {
        let mut unknown = plugins.strangers(&settings.jekyll);
        unknown.extend(has_own.then_some("those in _plugins"));
        rows.push(("unknown plugins", (unknown.join(", "), "they may add URLs that nobody sees here".to_owned())));
    }
    if !plugins.refused.is_empty() {
        rows.push(("refused plugins", (plugins.refused.join(", "), "GitHub Pages does not load them".to_owned())));
    }
    rows
}

fn theme(settings: &Settings) -> Option<Found> {
    let jekyll = &settings.jekyll;
    if jekyll.has_default_theme() {
        return Some(("jekyll-theme-primer".to_owned(), "GitHub Pages' default".to_owned()));
    }
    let name = jekyll.theme.as_ref().or(jekyll.remote_theme.as_ref())?;
    let unknown = || "not installed here: its layouts are not known".to_owned();
    Some((name.value.clone(), settings.theme.as_ref().map_or_else(unknown, |at| at.display().to_string())))
}
