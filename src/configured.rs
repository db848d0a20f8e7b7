//! What is wrong with `_config.yml`: what stops the build, and what Jekyll takes otherwise than it was meant. And what
//! has no effect in `presscheck.toml`.

use std::sync::Arc;

use crate::config::{Idle, IdleKind};
use crate::finding::{Finding, Level};
use crate::rule::Sink;
use crate::rules::registry;
use crate::site::jekyll::config::{ProblemKind, Spanned};
use crate::site::jekyll::permalink::style;
use crate::site::jekyll::placeholders;
use crate::site::settings::Settings;

/// The findings of `site-config` and `site-permalink-pattern` on Jekyll's configuration, and of `config-unused` on ours;
/// `files` are all files of the site.
pub(crate) fn findings(settings: &Settings, files: &[Arc<str>]) -> Vec<Finding> {
    let mut found = Vec::new();
    let path: &Arc<str> = &settings.jekyll_files.name().into();
    judge("site-config", path, settings, &mut found, |sink| site_config(settings, sink));
    judge("site-permalink-pattern", path, settings, &mut found, |sink| templates(settings, sink));
    // Each finding belongs to the file in which its span lies.
    for label in found.iter_mut().flat_map(|finding| &mut finding.labels) {
        (label.path, label.span) = settings.jekyll_files.place(label.span);
    }
    for idle in settings.config.idle(files) {
        judge("config-unused", &idle.source.path, settings, &mut found, |sink| unused(&idle, sink));
    }
    found
}

/// Reports a setting of ours that has no effect.
fn unused(idle: &Idle, sink: &mut Sink) {
    let written = idle.span.of(&idle.source.text);
    match idle.kind {
        IdleKind::Paths => sink
            .report(idle.span, "matches no file", "this override is for no file of the site: it changes nothing")
            .help("a glob is relative to the site's root, with `**` for any folders: `_drafts/**`; or delete the override"),
        IdleKind::Level => sink
            .report(idle.span, "", format!("`{written}` has this level anyway: the line changes nothing"))
            .help("delete the line"),
    };
}

/// Runs a rule on the configuration at `path`, if it is on there.
fn judge(
    rule: &'static str,
    path: &Arc<str>,
    settings: &Settings,
    found: &mut Vec<Finding>,
    run: impl FnOnce(&mut Sink),
) {
    let index = registry().iter().position(|entry| entry.meta.name == rule);
    let level = index.map_or(Level::Off, |index| settings.config.level(index, path));
    if level > Level::Off {
        run(&mut Sink::new(rule, level, path, found));
    }
}

fn site_config(settings: &Settings, sink: &mut Sink) {
    for problem in &settings.jekyll.problems {
        let (path, _) = settings.jekyll_files.place(problem.span);
        let (message, help) = words(&problem.kind, &path);
        sink.report(problem.span, "", message).help(help);
        if problem.kind == ProblemKind::NotUtf8 {
            return;
        }
    }
    base(settings, sink);
}

/// What a fault of the configuration file `path` means, and what to do.
fn words(fault: &ProblemKind, path: &str) -> (String, String) {
    let scope = "write `scope: {path: \"\"}` for all files";
    let (message, help) = match fault {
        ProblemKind::NotUtf8 => (format!("`{path}` is not UTF-8: Jekyll builds nothing"), "save the file as UTF-8"),
        ProblemKind::Toml(fault) => (
            format!("`{path}` is no valid TOML ({fault}): Jekyll builds nothing"),
            "texts stand in quotes, keys before an `=`",
        ),
        ProblemKind::Yaml(fault) => (
            format!("`{path}` is no valid YAML ({}): Jekyll builds nothing", fault.message),
            "most often a value with a colon or a quote in it is not quoted",
        ),
        ProblemKind::NotMapping => (
            format!("`{path}` is no list of `key: value`: Jekyll takes its defaults"),
            "write each setting as `key: value`",
        ),
        ProblemKind::WrongType(key, wanted) => {
            return (format!("`{key}` has the wrong type: Jekyll builds nothing"), format!("{wanted} is wanted"));
        }
        ProblemKind::UnknownTimezone(name) => (
            format!("no zone is called `{name}`: Jekyll takes UTC and says nothing"),
            "write a name of the tz database, such as `Asia/Shanghai`",
        ),
        ProblemKind::DefaultDate => (
            "a `date` of the defaults must be a text or have seconds: Jekyll builds nothing".to_owned(),
            "write it in quotes",
        ),
        ProblemKind::InvalidDefault => (
            "this entry of `defaults` has no mapping `values`: Jekyll passes over it".to_owned(),
            "write `values:` with the keys below it",
        ),
        ProblemKind::SourceOutside => (
            format!(
                "this folder is not below that of `{path}`, where presscheck looks: no file of the site is checked"
            ),
            "name a folder below it, such as `source: src`",
        ),
        ProblemKind::SourceOverridden => {
            let what = "GitHub Pages has a `source` of its own, the whole folder: this one changes nothing there";
            let help = format!("move the site's files beside `{path}`, or let a workflow of your own run Jekyll");
            return (what.to_owned(), help);
        }
        ProblemKind::DefaultScope => ("this `scope` says nothing: Jekyll builds nothing".to_owned(), scope),
        ProblemKind::DefaultWithoutScope => {
            let what = "Jekyll fails on each post and document that an entry above is for too";
            (format!("this entry of `defaults` has no `scope`: {what}"), scope)
        }
    };
    (message, help.to_owned())
}

/// `baseurl` and `url`, as far as they make links that lead nowhere.
fn base(settings: &Settings, sink: &mut Sink) {
    let jekyll = &settings.jekyll;
    // `relative_url` mends them; only what is put together by hand goes wrong.
    let by_hand = settings.frame.keys.contains("baseurl");
    if let Some(span) = jekyll.baseurl.span.filter(|_| by_hand) {
        let fault = match jekyll.baseurl.value.as_str() {
            "" => None,
            "/" => Some(("`{{ site.baseurl }}/a` is `//a`, a page of the host `a`".to_owned(), "\"\"".to_owned())),
            base if base.contains("://") => None,
            base if !base.starts_with('/') => {
                Some((format!("`{{{{ site.baseurl }}}}/a` is `{base}/a`, relative to each page"), format!("/{base}")))
            }
            _ => None,
        };
        if let Some((effect, meant)) = fault {
            sink.report(span, "", effect).help(format!("write `baseurl: {meant}`"));
        }
    }
    if let Some(Spanned { value, span: Some(span) }) = &jekyll.url
        && !value.is_empty()
        && !value.contains("://")
        && !value.starts_with("//")
    {
        sink.report(
            *span,
            "",
            format!("`{value}` has no scheme: every `absolute_url`, the feed and the sitemap lead nowhere"),
        )
        .help(format!("write `https://{value}`"));
    }
}

/// Templates of URLs that Jekyll cannot fill, or takes otherwise than they look.
fn templates(settings: &Settings, sink: &mut Sink) {
    let jekyll = &settings.jekyll;
    let site = jekyll.permalink.span.map(|span| (&*jekyll.permalink.value, span, true));
    let own = jekyll.collections.iter().filter_map(|collection| collection.permalink.as_ref());
    let own = own.filter_map(|permalink| Some((&*permalink.value, permalink.span?, false)));
    for (template, span, is_site) in site.into_iter().chain(own) {
        let expanded = if is_site { style(template, jekyll.profile) } else { template };
        if let Some(name) = placeholders::names(expanded).find(|name| !placeholders::is_known(name, jekyll.profile)) {
            sink.report(
                span,
                "",
                format!("{} knows no `:{name}`: it stops and builds nothing", jekyll.profile.words()),
            )
            .help("`presscheck explain site-permalink-pattern` lists the placeholders");
        } else if !expanded.contains(':') && (!is_site || !template.is_empty()) {
            let which = if is_site { "every post" } else { "every document of the collection" };
            let message = match template {
                "pretty" | "date" | "none" | "ordinal" | "weekdate" => {
                    format!("`{template}` is no style here but the URL itself: {which} is published at /{template}")
                }
                _ => format!("no placeholder makes the URLs differ: {which} is published at {template}"),
            };
            sink.report(span, "", message).help("write a template, such as `/:collection/:path/`");
        } else if let Some(at) = expanded.find(['?', '#']) {
            let message = format!("browsers end the path at `{}`: nobody reaches these pages", &expanded[at..=at]);
            sink.report(span, "", message).help("leave the sign out");
        }
    }
}
