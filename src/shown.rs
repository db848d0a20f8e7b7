//! What a run goes by: which Jekyll, which host, which settings, and where each was found.

use serde::Serialize;

use crate::config::Host;
use crate::request::{Error, Request};
use crate::site::jekyll::config::Spanned;
use crate::source::Span;
use crate::survey::Survey;

/// One thing that a run goes by.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Setting {
    /// Its name.
    pub name: &'static str,
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
    let text = |value: &Spanned<String>| (value.value.clone(), line(value.span));
    let flag = |value: &Spanned<bool>| (value.value.to_string(), line(value.span));
    let unset = || (String::new(), "not set".to_owned());
    let host = match (settings.config.host, settings.host) {
        (configured, Some(host)) => {
            let name = if host == Host::Plain { "plain" } else { "github-pages" };
            let from = if configured.is_some() { "as configured" } else { "from CNAME, url or the profile" };
            (name.to_owned(), from.to_owned())
        }
        (_, None) => ("unknown".to_owned(), "nothing tells".to_owned()),
    };
    let timezone = jekyll.timezone.span;
    let plugins = &settings.plugins;
    let mut rows = vec![
        ("root", (root.display().to_string(), format!("{} files", walk.files.len()))),
        ("profile", (jekyll.profile.name().to_owned(), settings.evidence.to_string())),
        ("host", host),
        ("url", jekyll.url.as_ref().map_or_else(unset, text)),
        ("baseurl", text(&jekyll.baseurl)),
        (
            "timezone",
            timezone.map_or_else(unset, |at| (at.of(settings.jekyll_files.text()).to_owned(), line(timezone))),
        ),
        ("permalink", text(&jekyll.permalink)),
        ("future", flag(&jekyll.future)),
        ("unpublished", flag(&jekyll.unpublished)),
        ("show_drafts", flag(&jekyll.show_drafts)),
        ("plugins", (plugins.active.join(", "), "_config.yml, Gemfile and the profile".to_owned())),
    ];
    if plugins.unknown {
        rows.push(("unknown plugins", ("yes".to_owned(), "some URLs may not be seen".to_owned())));
    }
    if !plugins.refused.is_empty() {
        rows.push(("refused plugins", (plugins.refused.join(", "), "GitHub Pages does not load them".to_owned())));
    }
    if let Some(name) = jekyll.theme.as_ref().or(jekyll.remote_theme.as_ref()) {
        let unknown = || "not installed here: its layouts are not known".to_owned();
        rows.push((
            "theme",
            (name.value.clone(), settings.theme.as_ref().map_or_else(unknown, |at| at.display().to_string())),
        ));
    } else if jekyll.has_default_theme() {
        rows.push(("theme", ("jekyll-theme-primer".to_owned(), "GitHub Pages' default".to_owned())));
    }
    rows.push(("now", (settings.now.to_rfc3339(), "the clock, or --now".to_owned())));
    Ok(rows.into_iter().map(|(name, (value, from))| Setting { name, value, from }).collect())
}
