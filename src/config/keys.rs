//! Every setting of `presscheck.toml`, once: its name, what it is for, what it may be. The reader takes its names from
//! here, and so does the JSON Schema.

use super::{Host, read};
use crate::schema::Type;

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
    /// A list of strings, or a table with a string for each name.
    TextsOrInstead,
    /// A list of texts, numbers, `true` and `false`.
    Scalars,
    /// Any number.
    Number,
    /// A regular expression.
    Regex,
    /// One word of a few, or a list of them.
    SomeWords(fn() -> Vec<&'static str>),
    /// One word of a few, or the path of a file of data.
    WordOrPath(&'static [&'static str]),
    /// What is asked of one value: a table of [`FIELD`].
    Field,
    /// The same, for each name.
    Fields,
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
    /// A table of these keys for each name.
    Named(&'static [Key]),
    /// A length of time: `200ms`, `3d`.
    Time,
    /// What a verdict is for each status or class of them.
    Rulings,
}

use Shape::{Count, Flag, Named, Percent, Rules, Rulings, Table, Tables, Text, TextOrTexts, Texts, Time, Words};

const fn key(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key { name, about, shape }
}

/// The keys at the top.
pub(super) const ROOT: &[Key] = &[
    key(
        "baseline",
        Text,
        "The file with the findings that are held back, relative to this file; `presscheck --write-baseline` writes it.",
    ),
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
    key("links", Table(LINKS), "Where the site's links stand beside the places where browsers look."),
    key("liquid", Table(LIQUID), "What plugins bring to the site's Liquid that presscheck does not find itself."),
    key("online", Table(ONLINE), "How external links are asked for, with `--online` alone."),
    key("overrides", Tables(OVERRIDE), "Other levels for some files; the last that fits counts."),
    key(
        "rules",
        Rules { options: true },
        "The level of each rule, or of all whose names begin alike, such as `date-*`; a name counts more than a prefix.",
    ),
    key("schema", Tables(SCHEMA), "What is asked of the front matter of some files."),
    key("site", Table(SITE), "How the site is built and served."),
    key("taxonomies", Table(TAXONOMIES), "What is known of the site's categories and tags."),
];

/// `[site]`
pub(super) const SITE: &[Key] = &[
    key("config", Texts, "Jekyll's configuration files, where they are not `_config.yml` alone; the last counts most."),
    key(
        "front-matter",
        Shape::SomeWords(|| read::FORMS.map(|(name, _)| name).to_vec()),
        "The forms of front matter that the site has, for schemas: Jekyll itself reads YAML alone.",
    ),
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

/// `[links]`
pub(super) const LINKS: &[Key] = &[
    key("attributes", Texts, "Attributes that hold a URL beside those of HTML, such as `data-src`."),
    key("data", Texts, "Keys of data files that hold a URL; no others are looked at."),
    key(
        "front-matter",
        Texts,
        "Keys of front matter that hold a URL, such as `header.image`, in place of those that Jekyll's plugins read.",
    ),
];

/// `[liquid]`
pub(super) const LIQUID: &[Key] = &[
    key("filters", Texts, "Filters; any other is unknown then."),
    key("tags", Texts, "Tags; any other is unknown then."),
    key("variables", Texts, "Variables that every page has; any other is unknown then."),
];

/// `[online]`
pub(super) const ONLINE: &[Key] = &[
    key(
        "allow-private",
        Texts,
        "Hosts, addresses and networks, `10.0.0.0/8`, that are asked although they are private.",
    ),
    key("ca", Text, "A PEM file with the only authorities to trust, relative to the site's root."),
    key("cache", Text, "The file in which verdicts are kept from run to run, relative to the site's root."),
    key("concurrency", Count(1), "How many requests to one host may be on their way at once."),
    key("fragments", Flag, "Pages are read to see that they have the places which links name behind a `#`."),
    key("grace", Time, "How long a link may be found broken before that is an error, `3d`; needs a cache."),
    key("hosts", Named(HOST), "What single hosts need, by name; `*.example.org` for all below it."),
    key("lifetimes", Table(LIFETIMES), "How long a kept verdict holds."),
    key("retries", Count(0), "How often a request is made again that failed for a reason that may pass."),
    key("skip", Texts, "Addresses that are not asked for: globs, or a host with all below it."),
    key("spacing", Time, "The time between two requests to one host, `200ms`."),
    key("status", Rulings, "What a status, `403`, or a class of them, `5xx`, means."),
    key("timeout", Time, "How long an answer may take, `20s`."),
];

/// `[online.hosts."name"]`
pub(super) const HOST: &[Key] = &[
    key("concurrency", Count(1), "How many requests may be on their way at once."),
    key("retries", Count(0), "How often a request is made again that failed for a reason that may pass."),
    key("spacing", Time, "The time between two requests, `200ms`."),
    key("status", Rulings, "What a status, `403`, or a class of them, `5xx`, means."),
    key("timeout", Time, "How long an answer may take, `20s`."),
];

/// `[online.lifetimes]`
pub(super) const LIFETIMES: &[Key] = &[
    key("ok", Time, "Of one that the link is good, `14d`."),
    key("redirected", Time, "Of one that it leads elsewhere, `14d`."),
    key("unverifiable", Time, "Of one that nobody can tell, `1d`."),
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

/// `[[schema]]`
pub(super) const SCHEMA: &[Key] = &[
    key("closed", Flag, "There may be no other keys than those that are named here."),
    key("collection", Text, "The collection that it is for: `posts`, `drafts`, `pages`, or one of the site's own."),
    key("fields", Shape::Fields, "What is asked of the value of each key."),
    key("forbidden", Shape::TextsOrInstead, "Keys that may not be there, in a table with what to write instead."),
    key(
        "import",
        Text,
        "The configuration of Decap CMS or Front Matter CMS: its collections and content types are schemas. Relative to the site's root.",
    ),
    key("json-schema", Text, "A JSON Schema for the whole front matter, relative to the site's root."),
    key("paths", Texts, "The files that it is for: globs, relative to the folder of this file or to the site's root."),
    key("required", Texts, "Keys that must be there, with a value."),
    key("when", Tables(WHEN), "What is asked where a key has some value."),
];

/// `[[schema.when]]`
pub(super) const WHEN: &[Key] = &[
    key("fields", Shape::Fields, "What is asked then of the value of each key."),
    key("forbidden", Shape::TextsOrInstead, "Keys that may not be there then."),
    key("key", Text, "The key that it looks at."),
    key("one-of", Shape::Scalars, "The values of that key; where there are none, any."),
    key("required", Texts, "Keys that must be there then, with a value."),
];

/// What is asked of one value.
pub(super) const FIELD: &[Key] = &[
    key("closed", Flag, "Of keys with values: there may be no others than those under `fields`."),
    key("fields", Shape::Fields, "Of keys with values: what is asked of each."),
    key("items", Shape::Field, "Of a list: what is asked of each item."),
    key("max", Shape::Number, "The greatest number."),
    key("max-length", Count(0), "The most characters of a text, or items of a list."),
    key("message", Text, "What to tell an author whose text does not match the pattern."),
    key("min", Shape::Number, "The least number."),
    key("min-length", Count(0), "The fewest characters of a text, or items of a list."),
    key("one-of", Shape::Scalars, "The only values that it may have."),
    key("pattern", Shape::Regex, "A regular expression that a text must match somewhere."),
    key(
        "reference",
        Shape::WordOrPath(&["layout", "post", "file"]),
        "What the value names: a layout, a post, a file, or a key or item of a file of data: `_data/authors.yml`, `_data/authors.yml#name`.",
    ),
    key("required", Flag, "The key must be there, with a value."),
    key("type", Shape::SomeWords(|| Type::ALL.map(|(name, _)| name).to_vec()), "What the value must be."),
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
