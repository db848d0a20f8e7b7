//! Links: their text, and what they lead to.

pub(super) mod address;
pub(super) mod bare;
pub(super) mod baseurl;
pub(super) mod broken;
pub(super) mod external;
pub(super) mod fragment;
pub(super) mod hidden;
pub(super) mod malformed;
pub(super) mod scheme;
pub(super) mod source_file;
pub(super) mod spelling;
pub(super) mod wide;

use crate::page::Role;
use crate::site::Site;
use crate::site::link::LinkFact;

/// A file to load or to download rather than a page to read.
fn is_asset(link: &LinkFact) -> bool {
    let name = link.path.rsplit('/').next().unwrap_or("");
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    let is_file = (1..=5).contains(&extension.len()) && extension.chars().all(|c| c.is_ascii_alphanumeric());
    link.role != Role::Navigation
        || (is_file && !matches!(&*extension, "html" | "htm" | "xhtml" | "php" | "md" | "markdown"))
}

/// How a link to `path`, a rooted path of the site, is written.
fn written(site: &Site, path: &str) -> String {
    format!("{}{}", site.settings.origin.baseurl, path.replace(' ', "%20"))
}
