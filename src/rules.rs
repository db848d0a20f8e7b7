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
}

macro_rules! rules {
    ($($name:literal => $rule:expr,)*) => {
        /// The names, sorted; a test holds them against the pages in `rules/`.
        static SOURCES: &[(&str, &str, &dyn Rule)] =
            &[$(($name, include_str!(concat!("../rules/", $name, ".md")), &$rule)),*];
    };
}

rules! {
    "a11y-empty-heading" => a11y_outline::EmptyHeading,
    "a11y-frame-title" => FRAME_TITLE,
    "a11y-heading-order" => a11y_outline::HeadingOrder,
    "a11y-img-alt" => a11y::ImgAlt,
    "a11y-link-text" => a11y_outline::LinkText,
    "asset-case" => links::spelling::AssetCase,
    "asset-missing" => links::broken::AssetMissing,
    "asset-too-large" => assets::TooLarge,
    "asset-type-mismatch" => assets::TypeMismatch,
    "baseline-stale" => settled::Settled,
    "category-missing" => taxonomy::CategoryMissing,
    "cjk-compat-ideograph" => cjk::CompatIdeograph,
    "cjk-fullwidth-alnum" => cjk::FullwidthAlnum,
    "cjk-unpaired" => cjk_unpaired::Unpaired,
    "config-unused" => settled::Settled,
    "content-model-list-children" => content_model::ListChildren,
    "content-model-nested-interactive" => content_model::NestedInteractive,
    "content-model-p-block" => content_model::PBlock,
    "content-model-table" => content_model::Table,
    "date-ambiguous-order" => dates::DateAmbiguousOrder,
    "date-filename-mismatch" => dates::DateFilenameMismatch,
    "date-format" => dates::DateFormat,
    "date-future" => dates::DateFuture,
    "date-implausible" => dates::DateImplausible,
    "date-invalid" => dates::DateInvalid,
    "date-missing-timezone" => dates::DateMissingTimezone,
    "date-modified-before-date" => dates::DateModifiedBeforeDate,
    "date-offset-mismatch" => dates::DateOffsetMismatch,
    "date-tz-name" => dates::DateTzName,
    "date-utc-shift" => dates::DateUtcShift,
    "draft-ignored" => front_matter_values::DraftIgnored,
    "external-certificate" => links::external::ExternalCertificate,
    "external-dead" => links::external::ExternalDead,
    "external-fragment" => links::external::ExternalFragment,
    "external-permanent-redirect" => links::external::ExternalPermanentRedirect,
    "file-date-invalid" => dates::FileDateInvalid,
    "file-empty-slug" => file_empty_slug::FileEmptySlug,
    "file-not-a-post" => file_not_a_post::FileNotAPost,
    "file-unreadable" => text::FileUnreadable,
    "front-matter-ambiguous-scalar" => front_matter_values::AmbiguousScalar,
    "front-matter-comment-truncates" => front_matter_values::CommentTruncates,
    "front-matter-duplicate-key" => front_matter_duplicate_key::DuplicateKey,
    "front-matter-fullwidth-colon" => front_matter_yaml::FullwidthColon,
    "front-matter-key-typo" => front_matter_key_typo::KeyTypo,
    "front-matter-liquid" => front_matter_values::Liquid,
    "front-matter-merge-conflict" => front_matter_merge_conflict::MergeConflict,
    "front-matter-missing" => front_matter_place::Missing,
    "front-matter-not-at-start" => front_matter_place::NotAtStart,
    "front-matter-not-mapping" => front_matter_yaml::NotMapping,
    "front-matter-null-value" => front_matter_values::NullValue,
    "front-matter-tab-indent" => front_matter_yaml::TabIndent,
    "front-matter-unclosed" => front_matter_place::Unclosed,
    "front-matter-yaml-syntax" => front_matter_yaml::YamlSyntax,
    "html-attribute-syntax" => html_tokens::AttributeSyntax,
    "html-block-in-inline" => html_in_markdown::BlockInInline,
    "html-branch-imbalance" => html_branches::BranchImbalance,
    "html-comment" => html_tokens::Comment,
    "html-document-tag" => html_elements::DocumentTag,
    "html-duplicate-attribute" => html_tokens::DuplicateAttribute,
    "html-duplicate-id" => html_ids::DuplicateId,
    "html-entity" => html_tokens::Entity,
    "html-eof-in-tag" => html_tokens::EofInTag,
    "html-markdown-swallowed" => html_in_markdown::MarkdownSwallowed,
    "html-misnested" => html_balance::Misnested,
    "html-obsolete" => html_obsolete::HtmlObsolete,
    "html-self-closing" => html_raw_text::SelfClosing,
    "html-stray-end-tag" => html_balance::Stray,
    "html-tag-name" => html_tokens::TagName,
    "html-unclosed" => html_balance::Unclosed,
    "html-unclosed-raw-text" => html_raw_text::UnclosedRawText,
    "html-unknown-element" => html_elements::UnknownElement,
    "html-void-end-tag" => html_balance::VoidEnd,
    "layout-missing" => layout_missing::LayoutMissing,
    "link-bare-url" => links::bare::LinkBareUrl,
    "link-baseurl" => links::baseurl::LinkBaseurl,
    "link-baseurl-doubled" => links::baseurl::LinkBaseurlDoubled,
    "link-broken" => links::broken::LinkBroken,
    "link-case" => links::spelling::LinkCase,
    "link-fragment" => links::fragment::LinkFragment,
    "link-insecure" => links::scheme::LinkInsecure,
    "link-mailto" => links::address::LinkMailto,
    "link-malformed" => links::malformed::LinkMalformed,
    "link-protocol-relative" => links::scheme::LinkProtocolRelative,
    "link-source-file" => links::source_file::LinkSourceFile,
    "link-tel" => links::address::LinkTel,
    "link-to-hidden" => links::hidden::LinkToHidden,
    "link-wide-punctuation" => links::wide::LinkWidePunctuation,
    "liquid-in-code" => liquid::InCode,
    "liquid-in-math" => liquid::InMath,
    "liquid-missing-include" => liquid::MissingInclude,
    "liquid-missing-post" => liquid::MissingPost,
    "liquid-syntax" => liquid::Syntax,
    "liquid-unclosed" => liquid::Unclosed,
    "liquid-unknown-filter" => liquid::UnknownFilter,
    "liquid-unknown-object" => liquid::UnknownObject,
    "liquid-unknown-tag" => liquid::UnknownTag,
    "markdown-accidental-table" => markdown_text::AccidentalTable,
    "markdown-duplicate-definition" => markdown_links::DuplicateDefinition,
    "markdown-footnote" => markdown_links::Footnote,
    "markdown-heading-space" => markdown_text::HeadingSpace,
    "markdown-ial" => markdown_text::AttributeList,
    "markdown-reversed-link" => markdown_links::ReversedLink,
    "markdown-unclosed-fence" => markdown_text::UnclosedFence,
    "markdown-undefined-reference" => markdown_links::UndefinedReference,
    "markdown-unrendered-emphasis" => markdown_text::UnrenderedEmphasis,
    "published-not-boolean" => front_matter_values::PublishedNotBoolean,
    "schema-conditional" => schema::Schema(Fault::Conditional),
    "schema-enum" => schema::Schema(Fault::Enum),
    "schema-forbidden-key" => schema::Schema(Fault::ForbiddenKey),
    "schema-length" => schema::Schema(Fault::Length),
    "schema-pattern" => schema::Schema(Fault::Pattern),
    "schema-reference" => schema::Schema(Fault::Reference),
    "schema-required" => schema::Schema(Fault::Required),
    "schema-type" => schema::Schema(Fault::Type),
    "schema-unknown-key" => schema::Schema(Fault::UnknownKey),
    "site-config" => settled::Settled,
    "site-duplicate-permalink" => site_duplicate_permalink::SiteDuplicatePermalink,
    "site-orphan" => site_orphan::SiteOrphan,
    "site-permalink-case" => site_permalinks::SitePermalinkCase,
    "site-permalink-pattern" => site_permalinks::SitePermalinkPattern,
    "site-redirect" => site_redirect::SiteRedirect,
    "suppression-expired" => settled::Settled,
    "suppression-unknown-rule" => settled::Settled,
    "suppression-unused" => settled::Settled,
    "suppression-without-reason" => settled::Settled,
    "taxonomy-case-variant" => taxonomy::CaseVariant,
    "taxonomy-comma-in-string" => taxonomy::CommaInString,
    "taxonomy-duplicate-item" => taxonomy_items::DuplicateItem,
    "taxonomy-non-string" => taxonomy_items::NonString,
    "taxonomy-not-allowed" => taxonomy::NotAllowed,
    "taxonomy-page-mismatch" => taxonomy_pages::PageMismatch,
    "taxonomy-page-missing" => taxonomy_pages::PageMissing,
    "taxonomy-page-unused" => taxonomy_pages::PageUnused,
    "taxonomy-singular-plural-both" => taxonomy_items::SingularPluralBoth,
    "taxonomy-slug-collision" => taxonomy_items::SlugCollision,
    "taxonomy-space-split" => taxonomy::SpaceSplit,
    "taxonomy-url-unsafe" => taxonomy_items::UrlUnsafe,
    "text-bidi-control" => text_invisible::BidiControl,
    "text-bom" => text::Bom,
    "text-control-char" => text::ControlChar,
    "text-invalid-utf8" => text::InvalidUtf8,
    "text-mixed-eol" => text_line_ends::MixedEol,
    "text-mojibake" => text_mojibake::Mojibake,
    "text-replacement-char" => text_mojibake::ReplacementChar,
    "text-zero-width" => text_invisible::ZeroWidth,
    "title-empty" => title::TitleEmpty,
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
            .filter_map(|&(name, page, rule)| {
                Some(Entry { meta: Meta { name, page: page.into(), facts: facts(page)? }, rule })
            })
            .collect()
    });
    &REGISTRY
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
