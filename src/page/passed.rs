//! What stays of a page only where somebody asks: the links that no rule looks at, and what it mentions without a link.

use super::{Link, Page};
use crate::site::link::{self, PassedLink};
use crate::site::mentions::Mentions;
use crate::site::target::Target;

impl Page<'_> {
    /// The links that no rule of the site asks for.
    pub(super) fn passed_links(&self) -> Vec<PassedLink> {
        let knows_ids = self.knows_its_ids();
        let is_there = |target: &Target| {
            let Target::SamePage(fragment) = target else { return None };
            let Some(id) = link::id(fragment) else { return Some(true) };
            let names = self.ids.iter().map(|id| &*id.name);
            let is_there = link::has(id, names) || self.settings.frame.has_id(self.document.layout(), id);
            (is_there || knows_ids).then_some(is_there)
        };
        let is_fact =
            |target: &Target| matches!(target, Target::Internal(_) | Target::OwnMachine(_) | Target::ByTag(_));
        let passed = self.links.iter().filter(|link| !is_fact(&link.target));
        let keep = |link: &Link| PassedLink {
            span: link.span,
            url: (*link.url).into(),
            role: link.role,
            target: link.target.clone(),
            is_there: is_there(&link.target),
        };
        passed.map(keep).collect()
    }

    /// What it says of others without a link.
    pub(super) fn mentions(&self) -> Mentions {
        let liquid: String = self.liquid.holes.iter().map(|hole| hole.span.of(self.text)).collect();
        Mentions { liquid: liquid.into(), sends_on: self.entry("redirect_to").is_some() }
    }
}
