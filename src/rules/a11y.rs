//! What a reader who does not see the page misses.

use crate::rule::{Rule, Sink};
use crate::site::{Facts, Site};

/// `a11y-img-alt`
pub(super) struct ImgAlt;

impl Rule for ImgAlt {
    fn site(&self, page: &Facts, site: &Site, out: &mut Sink) {
        // A site whose images mostly lack a text has decided so; one where few do has forgotten these.
        if page.images_without_alt.is_empty() || !site.knows_bodies() {
            return;
        }
        let [images, silent] = site.images;
        let share = u64::from(site.settings.config.options.alt_share);
        if (images - silent) * 100 < images * share {
            return;
        }
        for span in &page.images_without_alt {
            out.report(*span, "no text", "an image without a text: who does not see it never learns what it shows")
                .help("say what it shows: `alt=\"…\"`, in Markdown `![…](…)`; in HTML `alt=\"\"` if it only decorates");
        }
    }
}
