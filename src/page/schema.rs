//! What the site's schemas say of a page's front matter, in whatever form it is.

use super::{Kind, Page, kind};
use crate::schema::{self, Checked, Schema};
use crate::syntax::front_matter::{self, ForeignBlock};

impl<'a> Page<'a> {
    /// The label by which Jekyll and the configuration know the file's collection: `posts`, `drafts`, `pages`, …
    pub fn collection(&self) -> &'a str {
        match (self.document.kind, kind::classify(&self.settings.jekyll, self.path).kind) {
            (Kind::Draft, _) => "drafts",
            (Kind::Page, _) | (_, kind::Kind::ByHeader(None)) => "pages",
            (_, kind::Kind::ByHeader(Some(collection))) => &collection.label,
            _ => "posts",
        }
    }

    /// What the site's schemas say of the front matter; worked out when first asked for.
    pub fn schema(&self) -> &Checked {
        self.schema.get_or_init(|| self.against(&self.settings.schemas))
    }

    /// What `schemas` say of it, as far as they are for it.
    pub(crate) fn against<'s>(&self, schemas: impl IntoIterator<Item = &'s Schema>) -> Checked {
        self.checked(schemas).unwrap_or_default()
    }

    /// The front matter in a form that Jekyll does not read, where the site is said to have it so.
    pub fn foreign(&self) -> Option<ForeignBlock> {
        let forms = &self.settings.config.foreign;
        if forms.is_empty() || self.front.block.is_some() {
            return None;
        }
        front_matter::foreign(self.text).filter(|block| forms.contains(&block.form))
    }

    fn checked<'s>(&self, schemas: impl IntoIterator<Item = &'s Schema>) -> Option<Checked> {
        let settings = self.settings;
        let foreign;
        let (root, open, is_yaml) = match (self.mapping(), self.front.block) {
            (Some(root), Some(block)) if self.document.is_content() => (root, block.open, true),
            _ => {
                foreign = self.foreign()?;
                (foreign.root.as_ref()?, foreign.open, false)
            }
        };
        let label = self.collection();
        let schemas = schemas.into_iter().filter(|schema| schema.is_for(self.path, label, root, self.text));
        let is_layout = |name: &str| name == "none" || settings.frame.layouts.contains(name);
        let layouts: &dyn Fn(&str) -> bool = &is_layout;
        let place = schema::Place {
            text: self.text,
            open,
            is_yaml,
            layouts: (!settings.frame.has_theme).then_some(layouts),
            has_default: &|key| is_yaml && self.default_of(key).is_some(),
        };
        Some(schema::check(root, schemas, &place))
    }
}
