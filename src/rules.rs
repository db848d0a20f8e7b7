//! The registry: one line per rule. Everything else that is known of a rule stands in its page.

use std::sync::LazyLock;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde::de::value::{Error, StrDeserializer};

use crate::declared::InPage;
use crate::finding::Level;
use crate::rule::{Fixable, Meta, MetaFacts, Rule, Status};
use crate::schema::Fault;
use crate::syntax::front_matter;

/// A rule and what is known of it.
pub struct Entry {
    /// Read from its page.
    pub meta: Meta,
    /// The check itself.
    pub rule: &'static dyn Rule,
    /// What it looks at.
    passes: &'static [Pass],
}

/// A pass over all files in which rules are asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pass {
    /// [`Rule::page`].
    Page,
    /// [`Rule::site`].
    Site,
}

macro_rules! rules {
    ($($name:literal => [$($pass:ident)*] $rule:expr,)*) => {
        /// The names, sorted; a test holds them against the pages in `rules/`. Each rule says in which passes it has
        /// something to do: most have no more than one, and a site many files.
        static SOURCES: &[(&str, &str, &[Pass], &dyn Rule)] =
            &[$(($name, include_str!(concat!("../rules/", $name, ".md")), &[$(rules!(@ $pass)),*], &$rule)),*];
    };
    (@ page) => { Pass::Page };
    (@ site) => { Pass::Site };
}

rules! {
    "a11y-empty-heading" => [page] a11y_outline::EmptyHeading,
    "a11y-frame-title" => [page] FRAME_TITLE,
    "a11y-heading-order" => [site] a11y_outline::HeadingOrder,
    "a11y-img-alt" => [site] a11y::ImgAlt,
    "a11y-link-text" => [page site] a11y_outline::LinkText,
    "asset-case" => [site] links::spelling::AssetCase,
    "asset-missing" => [site] links::broken::AssetMissing,
    "asset-too-large" => [site] assets::TooLarge,
    "asset-type-mismatch" => [site] assets::TypeMismatch,
    "baseline-stale" => [] settled::Settled,
    "category-missing" => [site] taxonomy::CategoryMissing,
    "cjk-compat-ideograph" => [page] cjk::CompatIdeograph,
    "cjk-fullwidth-alnum" => [page] cjk::FullwidthAlnum,
    "cjk-unpaired" => [page] cjk_unpaired::Unpaired,
    "config-unused" => [] settled::Settled,
    "content-model-list-children" => [page] content_model::ListChildren,
    "content-model-nested-interactive" => [page] content_model::NestedInteractive,
    "content-model-p-block" => [page] content_model::PBlock,
    "content-model-table" => [page] content_model::Table,
    "date-ambiguous-order" => [page] dates::DateAmbiguousOrder,
    "date-filename-mismatch" => [site] dates::DateFilenameMismatch,
    "date-format" => [page] dates::DateFormat,
    "date-future" => [page] dates::DateFuture,
    "date-implausible" => [site] dates::DateImplausible,
    "date-invalid" => [page] dates::DateInvalid,
    "date-missing-timezone" => [site] dates::DateMissingTimezone,
    "date-modified-before-date" => [page] dates::DateModifiedBeforeDate,
    "date-offset-mismatch" => [site] dates::DateOffsetMismatch,
    "date-tz-name" => [page] dates::DateTzName,
    "date-utc-shift" => [site] dates::DateUtcShift,
    "draft-ignored" => [page] front_matter_values::DraftIgnored,
    "external-certificate" => [site] links::external::ExternalCertificate,
    "external-dead" => [site] links::external::ExternalDead,
    "external-fragment" => [site] links::external::ExternalFragment,
    "external-permanent-redirect" => [site] links::external::ExternalPermanentRedirect,
    "file-date-invalid" => [page] dates::FileDateInvalid,
    "file-empty-slug" => [page] file_empty_slug::FileEmptySlug,
    "file-not-a-post" => [page] file_not_a_post::FileNotAPost,
    "file-unreadable" => [page] text::FileUnreadable,
    "front-matter-ambiguous-scalar" => [page] front_matter_values::AmbiguousScalar,
    "front-matter-comment-truncates" => [page] front_matter_values::CommentTruncates,
    "front-matter-duplicate-key" => [page] front_matter_duplicate_key::DuplicateKey,
    "front-matter-fullwidth-colon" => [page] front_matter_yaml::FullwidthColon,
    "front-matter-key-typo" => [site] front_matter_key_typo::KeyTypo,
    "front-matter-liquid" => [page] front_matter_values::Liquid,
    "front-matter-merge-conflict" => [page] front_matter_merge_conflict::MergeConflict,
    "front-matter-missing" => [page] front_matter_place::Missing,
    "front-matter-not-at-start" => [page] front_matter_place::NotAtStart,
    "front-matter-not-mapping" => [page] front_matter_yaml::NotMapping,
    "front-matter-null-value" => [page] front_matter_values::NullValue,
    "front-matter-tab-indent" => [page] front_matter_yaml::TabIndent,
    "front-matter-unclosed" => [page] front_matter_place::Unclosed,
    "front-matter-yaml-syntax" => [page] front_matter_yaml::YamlSyntax,
    "html-attribute-syntax" => [page] html_tokens::AttributeSyntax,
    "html-block-in-inline" => [page] html_in_markdown::BlockInInline,
    "html-branch-imbalance" => [page] html_branches::BranchImbalance,
    "html-comment" => [page] html_tokens::Comment,
    "html-document-tag" => [page] html_elements::DocumentTag,
    "html-duplicate-attribute" => [page] html_tokens::DuplicateAttribute,
    "html-duplicate-id" => [page] html_ids::DuplicateId,
    "html-entity" => [page] html_tokens::Entity,
    "html-eof-in-tag" => [page] html_tokens::EofInTag,
    "html-markdown-swallowed" => [page] html_in_markdown::MarkdownSwallowed,
    "html-misnested" => [page] html_balance::Misnested,
    "html-obsolete" => [site] html_obsolete::HtmlObsolete,
    "html-self-closing" => [page] html_raw_text::SelfClosing,
    "html-stray-end-tag" => [page] html_balance::Stray,
    "html-tag-name" => [page] html_tokens::TagName,
    "html-unclosed" => [page] html_balance::Unclosed,
    "html-unclosed-raw-text" => [page] html_raw_text::UnclosedRawText,
    "html-unknown-element" => [page] html_elements::UnknownElement,
    "html-void-end-tag" => [page] html_balance::VoidEnd,
    "layout-missing" => [page] layout_missing::LayoutMissing,
    "link-bare-url" => [page] links::bare::LinkBareUrl,
    "link-baseurl" => [site] links::baseurl::LinkBaseurl,
    "link-baseurl-doubled" => [site] links::baseurl::LinkBaseurlDoubled,
    "link-broken" => [site] links::broken::LinkBroken,
    "link-case" => [site] links::spelling::LinkCase,
    "link-fragment" => [page site] links::fragment::LinkFragment,
    "link-insecure" => [page] links::scheme::LinkInsecure,
    "link-mailto" => [page] links::address::LinkMailto,
    "link-malformed" => [page site] links::malformed::LinkMalformed,
    "link-protocol-relative" => [page] links::scheme::LinkProtocolRelative,
    "link-source-file" => [site] links::source_file::LinkSourceFile,
    "link-tel" => [page] links::address::LinkTel,
    "link-to-hidden" => [site] links::hidden::LinkToHidden,
    "link-wide-punctuation" => [page site] links::wide::LinkWidePunctuation,
    "liquid-in-code" => [page site] liquid::InCode,
    "liquid-in-math" => [page] liquid::InMath,
    "liquid-missing-include" => [page] liquid::MissingInclude,
    "liquid-missing-post" => [site] liquid::MissingPost,
    "liquid-syntax" => [page] liquid::Syntax,
    "liquid-unclosed" => [page] liquid::Unclosed,
    "liquid-unknown-filter" => [page] liquid::UnknownFilter,
    "liquid-unknown-object" => [page] liquid::UnknownObject,
    "liquid-unknown-tag" => [page] liquid::UnknownTag,
    "markdown-accidental-table" => [page] markdown_text::AccidentalTable,
    "markdown-duplicate-definition" => [page] markdown_links::DuplicateDefinition,
    "markdown-footnote" => [page] markdown_links::Footnote,
    "markdown-heading-space" => [page] markdown_text::HeadingSpace,
    "markdown-ial" => [page] markdown_text::AttributeList,
    "markdown-reversed-link" => [page] markdown_links::ReversedLink,
    "markdown-unclosed-fence" => [page] markdown_text::UnclosedFence,
    "markdown-undefined-reference" => [page] markdown_links::UndefinedReference,
    "markdown-unrendered-emphasis" => [page] markdown_text::UnrenderedEmphasis,
    "published-not-boolean" => [page] front_matter_values::PublishedNotBoolean,
    "schema-conditional" => [page site] schema::Schema(Fault::Conditional),
    "schema-enum" => [page site] schema::Schema(Fault::Enum),
    "schema-forbidden-key" => [page site] schema::Schema(Fault::ForbiddenKey),
    "schema-length" => [page site] schema::Schema(Fault::Length),
    "schema-pattern" => [page site] schema::Schema(Fault::Pattern),
    "schema-reference" => [page site] schema::Schema(Fault::Reference),
    "schema-required" => [page site] schema::Schema(Fault::Required),
    "schema-type" => [page site] schema::Schema(Fault::Type),
    "schema-unknown-key" => [page site] schema::Schema(Fault::UnknownKey),
    "site-config" => [] settled::Settled,
    "site-duplicate-permalink" => [site] site_duplicate_permalink::SiteDuplicatePermalink,
    "site-orphan" => [site] site_orphan::SiteOrphan,
    "site-permalink-case" => [site] site_permalinks::SitePermalinkCase,
    "site-permalink-pattern" => [page] site_permalinks::SitePermalinkPattern,
    "site-redirect" => [site] site_redirect::SiteRedirect,
    "suppression-expired" => [] settled::Settled,
    "suppression-unknown-rule" => [] settled::Settled,
    "suppression-unused" => [] settled::Settled,
    "suppression-without-reason" => [] settled::Settled,
    "taxonomy-case-variant" => [site] taxonomy::CaseVariant,
    "taxonomy-comma-in-string" => [page] taxonomy::CommaInString,
    "taxonomy-duplicate-item" => [page] taxonomy_items::DuplicateItem,
    "taxonomy-non-string" => [page] taxonomy_items::NonString,
    "taxonomy-not-allowed" => [site] taxonomy::NotAllowed,
    "taxonomy-page-mismatch" => [site] taxonomy_pages::PageMismatch,
    "taxonomy-page-missing" => [site] taxonomy_pages::PageMissing,
    "taxonomy-page-unused" => [site] taxonomy_pages::PageUnused,
    "taxonomy-singular-plural-both" => [page] taxonomy_items::SingularPluralBoth,
    "taxonomy-slug-collision" => [site] taxonomy_items::SlugCollision,
    "taxonomy-space-split" => [site] taxonomy::SpaceSplit,
    "taxonomy-url-unsafe" => [page] taxonomy_items::UrlUnsafe,
    "text-bidi-control" => [page] text_invisible::BidiControl,
    "text-bom" => [page] text::Bom,
    "text-control-char" => [page] text::ControlChar,
    "text-invalid-utf8" => [page] text::InvalidUtf8,
    "text-mixed-eol" => [page] text_line_ends::MixedEol,
    "text-mojibake" => [page] text_mojibake::Mojibake,
    "text-replacement-char" => [page] text_mojibake::ReplacementChar,
    "text-zero-width" => [page] text_invisible::ZeroWidth,
    "title-empty" => [page] title::TitleEmpty,
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
            .filter_map(|&(name, page, passes, rule)| {
                Some(Entry { meta: Meta { name, page: page.into(), facts: facts(page)? }, rule, passes })
            })
            .collect()
    });
    &REGISTRY
}

/// The rules that have something to do in `pass`, sorted by name, each with its index in the registry.
pub fn in_pass(pass: Pass) -> &'static [(usize, &'static Entry)] {
    static PASSES: LazyLock<[Vec<(usize, &'static Entry)>; 2]> = LazyLock::new(|| {
        [Pass::Page, Pass::Site]
            .map(|pass| registry().iter().enumerate().filter(|(_, entry)| entry.passes.contains(&pass)).collect())
    });
    &PASSES[pass as usize]
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
    fn pages_say_what_another_reader_of_yaml_reads_there() {
        for Entry { meta, .. } in registry() {
            let block = meta.page.strip_prefix("---\n").unwrap().split_once("\n---\n").unwrap().0;
            let facts: MetaFacts = serde_yaml::from_str(block).unwrap();
            assert_eq!(format!("{facts:?}"), format!("{:?}", meta.facts), "{}", meta.name);
        }
    }
}
