//! The registry: one line per rule. Everything else that is known of a rule stands in its page.

use std::sync::LazyLock;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde::de::value::{Error, StrDeserializer};

use crate::declared::InPage;
use crate::finding::Level;
use crate::page::Page;
use crate::rule::{Fixable, Meta, MetaFacts, Rule, Status};
use crate::schema::Fault;
use crate::site::dating::Dating;
use crate::site::jekyll::kind::Reason;
use crate::site::jekyll::outcome::Hidden;
use crate::syntax::front_matter;

/// A rule and what is known of it.
pub struct Entry {
    /// Read from its page.
    pub meta: Meta,
    /// The check itself.
    pub rule: &'static dyn Rule,
    /// What it looks at.
    subjects: &'static [Subject],
}

/// What a rule looks at: where there is none of it, it is not asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Subject {
    /// A page, whatever is on it. This and all that follow but the last are for [`Rule::page`].
    Page,
    /// Characters that seldom stand there for a good reason.
    Characters,
    /// A date of which there is something to be said.
    Dating,
    /// What the HTML tokenizer calls a parse error.
    Errors,
    /// What is wrong with the balance of the tags.
    Faults,
    /// Liquid in the body.
    Liquid,
    /// What becomes something else in Markdown than it looks.
    Notes,
    /// A document type, or tags of which there is more to be said than that they nest.
    RareTags,
    /// Schemas in the configuration.
    Schemas,
    /// A file that could not be read.
    Unreadable,
    /// A file among the posts that Jekyll passes over for its name.
    Misnamed,
    /// The facts of a page in the light of the whole site, by [`Rule::site`].
    Site,
}

/// Those that a page can have; of each, by its place in [`Subject`], whether one has it.
pub(crate) type Subjects = [bool; Subject::Site as usize];

impl Subject {
    /// What there is to look at on a page. Of a file that could not be read, and of one that Jekyll passes over for its
    /// name, nothing else is known.
    pub(crate) fn of(page: &Page) -> Subjects {
        let Page { html, liquid, document, .. } = page;
        let mut has = Subjects::default();
        if page.unreadable.is_some() {
            has[Subject::Unreadable as usize] = true;
        } else if document.hidden == Some(Hidden::Place(Reason::NotPostName)) {
            has[Subject::Misnamed as usize] = true;
        } else {
            has[Subject::Page as usize] = true;
            has[Subject::Characters as usize] = !page.odd.is_empty();
            has[Subject::Dating as usize] = document.dating != Dating::Fine;
            has[Subject::Errors as usize] = !html.errors.is_empty();
            has[Subject::Faults as usize] = !html.faults.is_empty();
            has[Subject::Liquid as usize] = !liquid.holes.is_empty();
            has[Subject::Notes as usize] = !page.markdown.notes.is_empty();
            has[Subject::RareTags as usize] = !html.rare.is_empty() || html.doctype.is_some();
            has[Subject::Schemas as usize] = !page.settings.schemas.is_empty();
        }
        has
    }
}

macro_rules! rules {
    ($($name:literal => [$($subject:ident)*] $rule:expr,)*) => {
        /// The names, sorted; a test holds them against the pages in `rules/`. Each rule says what it looks at: that is
        /// one thing for most, which few pages have, and a site has many pages.
        static SOURCES: &[(&str, &str, &[Subject], &dyn Rule)] =
            &[$(($name, include_str!(concat!("../rules/", $name, ".md")), &[$(Subject::$subject),*], &$rule)),*];
    };
}

rules! {
    "a11y-empty-heading" => [Page] a11y_outline::EmptyHeading,
    "a11y-frame-title" => [Page] FRAME_TITLE,
    "a11y-heading-order" => [Site] a11y_outline::HeadingOrder,
    "a11y-img-alt" => [Site] a11y::ImgAlt,
    "a11y-link-text" => [Page Site] a11y_outline::LinkText,
    "asset-case" => [Site] links::spelling::AssetCase,
    "asset-missing" => [Site] links::broken::AssetMissing,
    "asset-too-large" => [Site] assets::TooLarge,
    "asset-type-mismatch" => [Site] assets::TypeMismatch,
    "baseline-stale" => [] settled::Settled,
    "category-missing" => [Site] taxonomy::CategoryMissing,
    "cjk-compat-ideograph" => [Characters] cjk::CompatIdeograph,
    "cjk-fullwidth-alnum" => [Characters] cjk::FullwidthAlnum,
    "cjk-unpaired" => [Page] cjk_unpaired::Unpaired,
    "config-unused" => [] settled::Settled,
    "content-model-list-children" => [Page] content_model::ListChildren,
    "content-model-nested-interactive" => [Page] content_model::NestedInteractive,
    "content-model-p-block" => [Page] content_model::PBlock,
    "content-model-table" => [RareTags] content_model::Table,
    "date-ambiguous-order" => [Dating] dates::DateAmbiguousOrder,
    "date-filename-mismatch" => [Site] dates::DateFilenameMismatch,
    "date-format" => [Page] dates::DateFormat,
    "date-future" => [Dating] dates::DateFuture,
    "date-implausible" => [Site] dates::DateImplausible,
    "date-invalid" => [Dating] dates::DateInvalid,
    "date-missing-timezone" => [Site] dates::DateMissingTimezone,
    "date-modified-before-date" => [Page] dates::DateModifiedBeforeDate,
    "date-offset-mismatch" => [Site] dates::DateOffsetMismatch,
    "date-tz-name" => [Dating] dates::DateTzName,
    "date-utc-shift" => [Site] dates::DateUtcShift,
    "draft-ignored" => [Page] front_matter_values::DraftIgnored,
    "external-certificate" => [Site] links::external::ExternalCertificate,
    "external-dead" => [Site] links::external::ExternalDead,
    "external-fragment" => [Site] links::external::ExternalFragment,
    "external-permanent-redirect" => [Site] links::external::ExternalPermanentRedirect,
    "file-date-invalid" => [Page] dates::FileDateInvalid,
    "file-empty-slug" => [Page] file_empty_slug::FileEmptySlug,
    "file-not-a-post" => [Misnamed] file_not_a_post::FileNotAPost,
    "file-unreadable" => [Unreadable] text::FileUnreadable,
    "front-matter-ambiguous-scalar" => [Page] front_matter_values::AmbiguousScalar,
    "front-matter-comment-truncates" => [Page] front_matter_values::CommentTruncates,
    "front-matter-duplicate-key" => [Page] front_matter_duplicate_key::DuplicateKey,
    "front-matter-fullwidth-colon" => [Page] front_matter_yaml::FullwidthColon,
    "front-matter-key-typo" => [Site] front_matter_key_typo::KeyTypo,
    "front-matter-liquid" => [Page] front_matter_values::Liquid,
    "front-matter-merge-conflict" => [Page] front_matter_merge_conflict::MergeConflict,
    "front-matter-missing" => [Page] front_matter_place::Missing,
    "front-matter-not-at-start" => [Page] front_matter_place::NotAtStart,
    "front-matter-not-mapping" => [Page] front_matter_yaml::NotMapping,
    "front-matter-null-value" => [Page] front_matter_values::NullValue,
    "front-matter-tab-indent" => [Page] front_matter_yaml::TabIndent,
    "front-matter-unclosed" => [Page] front_matter_place::Unclosed,
    "front-matter-yaml-syntax" => [Page] front_matter_yaml::YamlSyntax,
    "html-attribute-syntax" => [Errors] html_tokens::AttributeSyntax,
    "html-block-in-inline" => [Notes] html_in_markdown::BlockInInline,
    "html-branch-imbalance" => [Liquid] html_branches::BranchImbalance,
    "html-comment" => [Errors] html_tokens::Comment,
    "html-document-tag" => [RareTags] html_elements::DocumentTag,
    "html-duplicate-attribute" => [Errors] html_tokens::DuplicateAttribute,
    "html-duplicate-id" => [Page] html_ids::DuplicateId,
    "html-entity" => [Errors] html_tokens::Entity,
    "html-eof-in-tag" => [Errors] html_tokens::EofInTag,
    "html-markdown-swallowed" => [Notes] html_in_markdown::MarkdownSwallowed,
    "html-misnested" => [Faults] html_balance::Misnested,
    "html-obsolete" => [Site] html_obsolete::HtmlObsolete,
    "html-self-closing" => [Faults] html_raw_text::SelfClosing,
    "html-stray-end-tag" => [Faults] html_balance::Stray,
    "html-tag-name" => [Errors] html_tokens::TagName,
    "html-unclosed" => [Faults] html_balance::Unclosed,
    "html-unclosed-raw-text" => [Faults] html_raw_text::UnclosedRawText,
    "html-unknown-element" => [RareTags] html_elements::UnknownElement,
    "html-void-end-tag" => [Faults] html_balance::VoidEnd,
    "layout-missing" => [Page] layout_missing::LayoutMissing,
    "link-bare-url" => [Page] links::bare::LinkBareUrl,
    "link-baseurl" => [Site] links::baseurl::LinkBaseurl,
    "link-baseurl-doubled" => [Site] links::baseurl::LinkBaseurlDoubled,
    "link-broken" => [Site] links::broken::LinkBroken,
    "link-case" => [Site] links::spelling::LinkCase,
    "link-fragment" => [Page Site] links::fragment::LinkFragment,
    "link-insecure" => [Page] links::scheme::LinkInsecure,
    "link-mailto" => [Page] links::address::LinkMailto,
    "link-malformed" => [Page Site] links::malformed::LinkMalformed,
    "link-protocol-relative" => [Page] links::scheme::LinkProtocolRelative,
    "link-source-file" => [Site] links::source_file::LinkSourceFile,
    "link-tel" => [Page] links::address::LinkTel,
    "link-to-hidden" => [Site] links::hidden::LinkToHidden,
    "link-wide-punctuation" => [Page Site] links::wide::LinkWidePunctuation,
    "liquid-in-code" => [Liquid Site] liquid::InCode,
    "liquid-in-math" => [Liquid] liquid::InMath,
    "liquid-missing-include" => [Liquid] liquid::MissingInclude,
    "liquid-missing-post" => [Site] liquid::MissingPost,
    "liquid-syntax" => [Liquid] liquid::Syntax,
    "liquid-unclosed" => [Liquid] liquid::Unclosed,
    "liquid-unknown-filter" => [Liquid] liquid::UnknownFilter,
    "liquid-unknown-object" => [Liquid] liquid::UnknownObject,
    "liquid-unknown-tag" => [Liquid] liquid::UnknownTag,
    "markdown-accidental-table" => [Notes] markdown_text::AccidentalTable,
    "markdown-duplicate-definition" => [Notes] markdown_links::DuplicateDefinition,
    "markdown-footnote" => [Notes] markdown_links::Footnote,
    "markdown-heading-space" => [Notes] markdown_text::HeadingSpace,
    "markdown-ial" => [Notes] markdown_text::AttributeList,
    "markdown-reversed-link" => [Notes] markdown_links::ReversedLink,
    "markdown-unclosed-fence" => [Notes] markdown_text::UnclosedFence,
    "markdown-undefined-reference" => [Notes] markdown_links::UndefinedReference,
    "markdown-unrendered-emphasis" => [Notes] markdown_text::UnrenderedEmphasis,
    "published-not-boolean" => [Page] front_matter_values::PublishedNotBoolean,
    "schema-conditional" => [Schemas] schema::Schema(Fault::Conditional),
    "schema-enum" => [Schemas] schema::Schema(Fault::Enum),
    "schema-forbidden-key" => [Schemas] schema::Schema(Fault::ForbiddenKey),
    "schema-length" => [Schemas] schema::Schema(Fault::Length),
    "schema-pattern" => [Schemas] schema::Schema(Fault::Pattern),
    "schema-reference" => [Schemas Site] schema::Schema(Fault::Reference),
    "schema-required" => [Schemas] schema::Schema(Fault::Required),
    "schema-type" => [Schemas] schema::Schema(Fault::Type),
    "schema-unknown-key" => [Schemas] schema::Schema(Fault::UnknownKey),
    "site-config" => [] settled::Settled,
    "site-duplicate-permalink" => [Site] site_duplicate_permalink::SiteDuplicatePermalink,
    "site-orphan" => [Site] site_orphan::SiteOrphan,
    "site-permalink-case" => [Site] site_permalinks::SitePermalinkCase,
    "site-permalink-pattern" => [Page] site_permalinks::SitePermalinkPattern,
    "site-redirect" => [Site] site_redirect::SiteRedirect,
    "suppression-expired" => [] settled::Settled,
    "suppression-unknown-rule" => [] settled::Settled,
    "suppression-unused" => [] settled::Settled,
    "suppression-without-reason" => [] settled::Settled,
    "taxonomy-case-variant" => [Site] taxonomy::CaseVariant,
    "taxonomy-comma-in-string" => [Page] taxonomy::CommaInString,
    "taxonomy-duplicate-item" => [Page] taxonomy_items::DuplicateItem,
    "taxonomy-non-string" => [Page] taxonomy_items::NonString,
    "taxonomy-not-allowed" => [Site] taxonomy::NotAllowed,
    "taxonomy-page-mismatch" => [Site] taxonomy_pages::PageMismatch,
    "taxonomy-page-missing" => [Site] taxonomy_pages::PageMissing,
    "taxonomy-page-unused" => [Site] taxonomy_pages::PageUnused,
    "taxonomy-singular-plural-both" => [Page] taxonomy_items::SingularPluralBoth,
    "taxonomy-slug-collision" => [Site] taxonomy_items::SlugCollision,
    "taxonomy-space-split" => [Site] taxonomy::SpaceSplit,
    "taxonomy-url-unsafe" => [Page] taxonomy_items::UrlUnsafe,
    "text-bidi-control" => [Characters] text_invisible::BidiControl,
    "text-bom" => [Page] text::Bom,
    "text-control-char" => [Characters] text::ControlChar,
    "text-invalid-utf8" => [Unreadable] text::InvalidUtf8,
    "text-mixed-eol" => [Page] text_line_ends::MixedEol,
    "text-mojibake" => [Page] text_mojibake::Mojibake,
    "text-replacement-char" => [Characters] text_mojibake::ReplacementChar,
    "text-zero-width" => [Characters] text_invisible::ZeroWidth,
    "title-empty" => [Page] title::TitleEmpty,
}

/// What it looks for stands in its page.
static FRAME_TITLE: InPage = InPage::new(include_str!("../rules/a11y-frame-title.md"));

mod a11y;
mod a11y_outline;
mod assets;
mod cjk;
mod cjk_unpaired;
mod content_model;
mod dates;
mod file_empty_slug;
mod file_not_a_post;
mod front_matter_duplicate_key;
mod front_matter_key_typo;
mod front_matter_merge_conflict;
mod front_matter_place;
mod front_matter_values;
mod front_matter_yaml;
mod html_balance;
mod html_branches;
mod html_elements;
mod html_ids;
mod html_in_markdown;
mod html_obsolete;
mod html_raw_text;
mod html_tokens;
mod layout_missing;
mod links;
mod liquid;
mod markdown_links;
mod markdown_text;
mod reading;
mod schema;
mod settled;
mod site_duplicate_permalink;
mod site_orphan;
mod site_permalinks;
mod site_redirect;
mod taxonomy;
mod taxonomy_items;
mod taxonomy_pages;
mod text;
mod text_invisible;
mod text_line_ends;
mod text_mojibake;
mod title;

/// Every rule, sorted by name.
pub fn registry() -> &'static [Entry] {
    static REGISTRY: LazyLock<Vec<Entry>> = LazyLock::new(|| {
        SOURCES
            .iter()
            .filter_map(|&(name, page, subjects, rule)| {
                Some(Entry { meta: Meta { name, page: page.into(), facts: facts(page)? }, rule, subjects })
            })
            .collect()
    });
    &REGISTRY
}

/// A rule with its index in the registry.
pub(crate) type Indexed = (usize, &'static Entry);

/// The rules that look at each [`Subject`], by its place there, sorted by name.
pub(crate) fn by_subject() -> &'static [Vec<Indexed>] {
    static RULES: LazyLock<Vec<Vec<Indexed>>> = LazyLock::new(|| {
        let mut rules = vec![Vec::new(); Subject::Site as usize + 1];
        for (index, entry) in registry().iter().enumerate() {
            entry.subjects.iter().for_each(|subject| rules[*subject as usize].push((index, entry)));
        }
        rules
    });
    &RULES
}

/// The rules that look at a page's facts, sorted by name.
pub(crate) fn site_rules() -> &'static [Indexed] {
    &by_subject()[Subject::Site as usize]
}

/// The rule of this name.
pub fn find(name: &str) -> Option<&'static Entry> {
    registry().iter().find(|entry| entry.meta.name == name)
}

/// A page that does not say what it must is left out here and caught by the test below. Every run begins with a hundred
/// of them, and our own reader takes a tenth of the time.
fn facts(page: &str) -> Option<MetaFacts> {
    let root = front_matter::locate(page).block?.parse(page).root?;
    let text = |key: &str| Some(root.get(key)?.1.as_str()?.to_owned());
    // As it is written: to YAML 1.1, `no` and `off` are no words.
    let word = |key: &str| Some(StrDeserializer::<Error>::new(root.get(key)?.1.span.of(page)));
    Some(MetaFacts {
        summary: text("summary")?,
        level: Level::deserialize(word("level")?).ok()?,
        fix: Fixable::deserialize(word("fix")?).ok()?,
        status: Status::deserialize(word("status")?).ok()?,
        since: text("since")?,
        check: root.get("check").map(|_| IgnoredAny),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_a_rule_and_every_rule_a_page() {
        let mut pages: Vec<String> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/rules"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap().replace(".md", ""))
            .collect();
        pages.sort();
        let names: Vec<&str> = registry().iter().map(|entry| entry.meta.name).collect();
        assert_eq!(names, pages, "sorted, with front matter that says what `MetaFacts` asks for");
    }

    #[test]
    fn no_rule_is_asked_twice_of_a_page() {
        for Entry { meta, subjects, .. } in registry() {
            let of_page = subjects.iter().filter(|subject| **subject != Subject::Site);
            assert!(of_page.count() <= 1 && subjects.len() <= 2, "{}: {subjects:?}", meta.name);
        }
    }

    #[test]
    fn pages_say_what_another_reader_of_yaml_reads_there() {
        for Entry { meta, .. } in registry() {
            let block = meta.page.strip_prefix("---\n").unwrap().split_once("\n---\n").unwrap().0;
            let facts: MetaFacts = serde_yaml::from_str(block).unwrap();
            assert_eq!(format!("{facts:?}"), format!("{:?}", meta.facts), "{}", meta.name);
        }
    }
}
