//! The files that pages load, looked at on the disk: how large they are and what they begin with. Only where a rule asks,
//! and only those that are on the site.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::page::Role;
use crate::request::known;
use crate::site::Site;
use crate::site::loaded::{Format, Loaded};
use crate::site::urls::Lookup;

/// Looks at what the pages of `site` load, by its path; at nothing where no rule asks.
pub(crate) fn loaded(root: &Path, site: &Site) -> FxHashMap<Box<str>, Loaded> {
    let known = known();
    let asks = |name: &str| site.settings.config.asks(name, &known);
    if !asks("asset-too-large") && !asks("asset-type-mismatch") {
        return FxHashMap::default();
    }
    let links = site.facts.iter().flat_map(|file| &file.links).filter(|link| link.role == Role::Resource);
    let found = links.filter(|link| *site.lookup(link) == Lookup::Found);
    let paths: FxHashSet<&str> = found.map(|link| link.path.trim_start_matches('/')).collect();
    let files: Vec<(&str, &Arc<str>)> =
        paths.into_iter().filter_map(|path| Some((path, site.source_at(path)?))).collect();
    files.into_par_iter().filter_map(|(path, file)| Some((path.into(), look(&root.join(&**file)).ok()?))).collect()
}

fn look(path: &Path) -> std::io::Result<Loaded> {
    let file = File::open(path)?;
    let bytes = file.metadata()?.len();
    let mut start = Vec::new();
    file.take(Format::NEEDED as u64).read_to_end(&mut start)?;
    Ok(Loaded { bytes, format: Format::of(&start) })
}
