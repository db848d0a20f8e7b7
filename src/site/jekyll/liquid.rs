//! Which tags, filters and variables the Liquid of a site has: Jekyll's own, those of its plugins, and what its owner lists.

use rustc_hash::FxHashSet;

use super::plugin_code::PluginCode;
use super::plugins::Plugins;
use super::{Config, Profile};
use crate::config::LiquidNames;
use crate::syntax::liquid::{Names, TagKind};

/// What is known of the Liquid of a site.
#[derive(Clone, Debug, Default)]
pub struct SiteLiquid {
    /// Its tags and filters.
    pub names: Names,
    /// Variables that it has everywhere, beside those of Jekyll; `None` where there may be any.
    pub variables: Option<FxHashSet<String>>,
    /// Includes may come from a place that is not known.
    pub hides_includes: bool,
    /// What Liquid reads is not what stands in the files, if it reads them at all: nothing is claimed.
    pub is_unknown: bool,
    /// `liquid.error_mode` is `strict`: what else is a warning ends the build.
    pub is_strict: bool,
}

/// The tags that stand alone, the blocks, and the filters of plugins that many sites have.
#[rustfmt::skip]
const GEMS: [(&str, &str, &str, &str); 13] = [
    ("jekyll-avatar", "avatar", "", ""),
    ("jekyll-email-protect", "", "", "protect_email"),
    ("jekyll-feed", "feed_meta", "", ""),
    ("jekyll-gist", "gist", "", ""),
    ("jekyll-github-metadata", "github_edit_link", "", ""),
    ("jekyll-include-cache", "include_cached", "", ""),
    ("jekyll-last-modified-at", "last_modified_at", "", ""),
    ("jekyll-octicons", "octicon", "", ""),
    ("jekyll-relative-links", "", "", "rellinks"),
    ("jekyll-seo-tag", "seo", "", ""),
    ("jekyll-toc", "toc", "", "toc toc_only inject_anchors"),
    ("jekyll-twitter-plugin", "twitter twitternocache", "", ""),
    ("jekyll-youtube", "youtube", "", ""),
];

/// Others, which may add URLs too.
#[rustfmt::skip]
const MORE: [(&str, &str, &str, &str); 2] = [
    ("jekyll-scholar", "bibliography bibliography_count cite cite_details nocite reference", "quote bibtex", ""),
    ("jekyll_picture_tag", "picture", "", ""),
];

/// The plugins that a theme loads by itself.
const THEMES: [(&str, &[&str]); 3] = [
    ("minima", &["jekyll-feed", "jekyll-seo-tag"]),
    ("jekyll-theme-primer", &["jekyll-github-metadata", "jekyll-seo-tag"]),
    ("minimal-mistakes-jekyll", &["jekyll-feed", "jekyll-gist", "jekyll-include-cache"]),
];

/// Themes of GitHub's own, which load one plugin and have no code.
const PAGES_THEMES: [&str; 12] = [
    "architect",
    "cayman",
    "dinky",
    "hacker",
    "leap-day",
    "merlot",
    "midnight",
    "minimal",
    "modernist",
    "slate",
    "tactile",
    "time-machine",
];

/// The roots of Jekyll's variables and of Liquid's (`unified_payload_drop.rb`, `forloop_drop.rb`).
const VARIABLES: [&str; 12] = [
    "site",
    "page",
    "layout",
    "content",
    "paginator",
    "jekyll",
    "theme",
    "include",
    "forloop",
    "tablerowloop",
    "highlighter_prefix",
    "highlighter_suffix",
];

impl SiteLiquid {
    /// From the configuration of both programs, the plugins, and the code of those in the site itself.
    pub fn of(config: &Config, plugins: &Plugins, code: &PluginCode, ours: &LiquidNames) -> SiteLiquid {
        let mut names = Names::of_jekyll(!config.profile.is_jekyll_3());
        for gem in plugins.active.iter().chain(&code.gems) {
            add_gem(&mut names, gem);
        }
        let mut is_complete = !plugins.has_foreign && code.gems.iter().all(|gem| Plugins::is_known(gem));
        is_complete &= add_theme(&mut names, config);
        for (tag, kind) in &code.tags {
            names.add_tag(tag, *kind);
        }
        for filter in &code.filters {
            names.add_filter(filter);
        }
        names.knows_tags = is_complete && !code.hides_tags;
        names.knows_filters = is_complete && !code.hides_filters;
        if let Some(tags) = &ours.tags {
            names.knows_tags = true;
            for tag in tags {
                names.add_tag(tag, TagKind::Unclear);
            }
        }
        if let Some(filters) = &ours.filters {
            names.knows_filters = true;
            for filter in filters {
                names.add_filter(filter);
            }
        }
        let own = ours.variables.as_deref().unwrap_or_default();
        let known = ours.variables.is_some() || (is_complete && !code.sets_variables);
        let variables = VARIABLES.iter().map(|&name| name.to_owned()).chain(own.iter().cloned()).collect();
        let mode = config.get("liquid").and_then(|(_, options)| options.get("error_mode"));
        SiteLiquid {
            names,
            variables: known.then_some(variables),
            hides_includes: code.adds_includes || plugins.has_foreign,
            is_unknown: code.rewrites,
            is_strict: mode.and_then(|(_, mode)| mode.as_str()) == Some("strict"),
        }
    }

    /// Whether `name` is the root of a variable wherever it stands; where nothing tells, it is.
    pub fn has_variable(&self, name: &str) -> bool {
        self.variables.as_ref().is_none_or(|variables| variables.contains(name))
    }
}

/// The plugin that brings a tag, of those that are known.
pub fn gem_of_tag(tag: &str) -> Option<&'static str> {
    let has = |tags: &str| tags.split_whitespace().any(|name| name == tag);
    GEMS.iter().chain(&MORE).find(|(_, tags, blocks, _)| has(tags) || has(blocks)).map(|(gem, ..)| *gem)
}

/// The plugin that brings a filter, of those that are known.
pub fn gem_of_filter(filter: &str) -> Option<&'static str> {
    GEMS.iter().find(|(.., filters)| filters.split_whitespace().any(|name| name == filter)).map(|(gem, ..)| *gem)
}

fn add_gem(names: &mut Names, gem: &str) {
    for (_, tags, blocks, filters) in GEMS.iter().chain(&MORE).filter(|(name, ..)| *name == gem) {
        tags.split_whitespace().for_each(|tag| names.add_tag(tag, TagKind::Tag));
        blocks.split_whitespace().for_each(|block| names.add_tag(block, TagKind::Block));
        filters.split_whitespace().for_each(|filter| names.add_filter(filter));
    }
}

/// Adds what the plugins of a theme bring; whether they are all known.
fn add_theme(names: &mut Names, config: &Config) -> bool {
    let is_pages = config.profile == Profile::GitHubPages;
    let theme = config.theme.as_ref().map(|theme| theme.value.as_str());
    if config.remote_theme.is_some() {
        // It brings what its gem asks for; GitHub lets through what it knows.
        GEMS.iter().filter(|_| is_pages).for_each(|(gem, ..)| add_gem(names, gem));
        return is_pages;
    }
    let Some(theme) = theme.or(is_pages.then_some("jekyll-theme-primer")) else { return true };
    let by_pages = theme.strip_prefix("jekyll-theme-").is_some_and(|name| PAGES_THEMES.contains(&name));
    let gems = THEMES.iter().find(|(name, _)| *name == theme).map(|(_, gems)| *gems);
    let Some(gems) = gems.or(by_pages.then_some(&["jekyll-seo-tag"][..])) else { return is_pages };
    for gem in gems {
        add_gem(names, gem);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(config: &str, profile: Profile, gemfile: Option<&str>, code: &str) -> SiteLiquid {
        let config = Config::parse(config, profile);
        let code = PluginCode::read(&[code.to_owned()]);
        let plugins = Plugins::of(&config, gemfile, false);
        SiteLiquid::of(&config, &plugins, &code, &LiquidNames::default())
    }

    #[test]
    fn plugins_bring_their_tags() {
        let plain = site("", Profile::Jekyll4, None, "");
        assert!(plain.names.knows_tags && plain.names.tag("seo").is_none() && plain.has_variable("page"));
        assert!(site("plugins: [jekyll-seo-tag]", Profile::Jekyll4, None, "").names.tag("seo").is_some());
        assert!(site("theme: minima", Profile::Jekyll4, None, "").names.tag("feed_meta").is_some());
        let pages = site("", Profile::GitHubPages, None, "");
        assert!(pages.names.knows_tags && pages.names.tag("seo").is_some() && pages.names.tag("gist").is_some());
        let local = site("", Profile::Jekyll4, None, "Liquid::Template.register_tag 'x', X");
        assert!(local.names.knows_tags && local.names.tag("x").is_some());
    }

    #[test]
    fn nothing_is_claimed_where_others_may_bring_some() {
        for (config, gemfile, code) in [
            ("plugins: [jekyll-polyglot]", None, ""),
            ("theme: x", None, ""),
            ("remote_theme: a/b", None, ""),
            ("", Some("gem 'own', group: :jekyll_plugins"), ""),
            ("", None, "require 'jekyll-polyglot'"),
            ("", None, "Liquid::Template.register_tag(name, X)"),
        ] {
            let site = site(config, Profile::Jekyll4, gemfile, code);
            assert!(!site.names.knows_tags, "{config} {code}");
        }
        assert!(site("", Profile::Jekyll4, None, "payload['x'] = 1").variables.is_none());
    }
}
