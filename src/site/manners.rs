//! How a site speaks to those who only hear it, page by page: what is usual on it is its own decision, what is rare a slip.

use crate::page::Page;
use crate::page::outline::Heading;
use crate::source::Span;

/// What is remembered of one page.
#[derive(Debug, Default)]
pub struct Manners {
    /// It has two headings or more.
    pub has_headings: bool,
    /// Headings that skip a level, each with the one before it.
    pub skips: Box<[[Heading; 2]]>,
    /// It has links.
    pub has_links: bool,
    /// Texts of links that say nothing of where they lead.
    pub vague: Box<[Span]>,
}

impl Manners {
    /// Those of a page.
    pub fn of(page: &Page) -> Manners {
        let outline = &page.outline;
        Manners {
            has_headings: outline.headings.len() > 1,
            skips: outline.skips(page).into(),
            has_links: outline.links > 0,
            vague: outline.vague.clone().into(),
        }
    }
}

/// What is usual on a site.
#[derive(Clone, Copy, Debug, Default)]
pub struct Usual {
    /// How many pages have headings, and how many of them skip a level.
    pub headings: [usize; 2],
    /// How many pages have links, and how many of them have one whose text says nothing.
    pub link_texts: [usize; 2],
}

impl Usual {
    /// Counts one more page.
    pub(super) fn count(&mut self, manners: &Manners) {
        self.headings[0] += usize::from(manners.has_headings);
        self.headings[1] += usize::from(!manners.skips.is_empty());
        self.link_texts[0] += usize::from(manners.has_links);
        self.link_texts[1] += usize::from(!manners.vague.is_empty());
    }

    /// Adds what was counted of others.
    pub(super) fn add(&mut self, other: Usual) {
        for at in 0..2 {
            self.headings[at] += other.headings[at];
            self.link_texts[at] += other.link_texts[at];
        }
    }
}
