//! Every setting of `presscheck.toml`, once: its name, what it is for, what it may be. The reader takes its names from
//! here, and so does the JSON Schema.

use super::{Host, read};

/// One key.
pub(super) struct Key {
    pub(super) name: &'static str,
    /// What it is for: a sentence.
    pub(super) about: &'static str,
    pub(super) shape: Shape,
}

/// What may stand behind a key.
pub(super) enum Shape {
    /// `true` or `false`.
    Flag,
    /// A string.
    Text,
    /// A list of strings.
    Texts,
    /// A string or a list of strings.
    TextOrTexts,
    /// One word of a few.
    Words(fn() -> Vec<&'static str>),
    /// A number from 0 to 100.
    Percent,
    /// A whole number from this on.
    Count(u32),
    /// Levels by rule, with the options of the rules where they may stand.
    Rules {
        /// Whether options may stand here.
        options: bool,
    },
    /// A table of these keys.
    Table(&'static [Key]),
    /// Tables of these keys: `[[…]]`.
    Tables(&'static [Key]),
}

use Shape::{Count, Flag, Percent, Rules, Table, Tables, Text, TextOrTexts, Texts, Words};

const fn key(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key { name, about, shape }
}

/// The keys at the top.
pub(super) const ROOT: &[Key] = &[
    key(
        "exclude",
        Texts,
        "Files and folders that are not judged; links to them still work. Globs, relative to the site's root.",
    ),
    key(
        "extends",
        TextOrTexts,
        "Configurations that this one is laid over, relative to this file; the last counts most. They lie in the same repository.",
    ),
    key("liquid", Table(LIQUID), "What plugins bring to the site's Liquid that presscheck does not find itself."),
    key("overrides", Tables(OVERRIDE), "Other levels for some files; the last that fits counts."),
    key(
        "rules",
        Rules { options: true },
        "The level of each rule, or of all whose names begin alike, such as `date-*`; a name counts more than a prefix.",
    ),
    key("site", Table(SITE), "How the site is built and served."),
    key("taxonomies", Table(TAXONOMIES), "What is known of the site's categories and tags."),
];

/// `[site]`
pub(super) const SITE: &[Key] = &[
    key("config", Texts, "Jekyll's configuration files, where they are not `_config.yml` alone; the last counts most."),
    key(
        "host",
        Words(|| Host::ALL.map(|(name, _)| name).to_vec()),
        "Who serves the site, and so what is found for /a and /a/ where a.html is published; found out where it is not said.",
    ),
    key(
        "profile",
        Words(|| read::PROFILES.map(|(name, _)| name).to_vec()),
        "Which Jekyll builds the site; found out where it is not said.",
    ),
    key(
        "whole-host",
        Flag,
        "Nobody else publishes under the site's host: links to folders it does not have are broken.",
    ),
];

/// `[liquid]`
pub(super) const LIQUID: &[Key] = &[
    key("filters", Texts, "Filters; any other is unknown then."),
    key("tags", Texts, "Tags; any other is unknown then."),
    key("variables", Texts, "Variables that every page has; any other is unknown then."),
];

/// `[[overrides]]`
pub(super) const OVERRIDE: &[Key] = &[
    key("paths", Texts, "The files that it is for: globs, relative to the folder of this file or to the site's root."),
    key("rules", Rules { options: false }, "The level of each rule there."),
];

/// `[taxonomies]`
pub(super) const TAXONOMIES: &[Key] =
    &[key("categories", Table(TAXONOMY), "The site's categories."), key("tags", Table(TAXONOMY), "The site's tags.")];

/// `[taxonomies.categories]` and `[taxonomies.tags]`
pub(super) const TAXONOMY: &[Key] = &[
    key("allowed", Texts, "The only terms that may be used."),
    key("pages", Text, "Where each term in use has its page, with `{term}` for the term: `category/{term}.html`."),
];

/// The options of rules, sorted by rule.
pub(super) const OPTIONS: &[(&str, &[Key])] = &[
    (
        "a11y-img-alt",
        &[key("share", Percent, "Percent of the site's images that must have a text before one without is reported.")],
    ),
    ("asset-too-large", &[key("limit", Count(1), "Kilobytes of 1000 bytes that a file may have which a page loads.")]),
    (
        "category-missing",
        &[key("share", Percent, "Percent of the posts that must have a category before one without is reported.")],
    ),
    (
        "date-format",
        &[key("pattern", Text, "What a date must look like, as `strftime` writes it: `%Y-%m-%d %H:%M:%S %z`.")],
    ),
    (
        "html-obsolete",
        &[key(
            "share",
            Percent,
            "Percent of the site's pages that may have something obsolete before it counts as meant.",
        )],
    ),
    ("link-insecure", &[key("hosts", Texts, "Other hosts that are known to answer to `https`.")]),
];

/// The options of `rule`.
pub(super) fn options(rule: &str) -> &'static [Key] {
    OPTIONS.iter().find(|(owner, _)| *owner == rule).map_or(&[], |(_, keys)| keys)
}
