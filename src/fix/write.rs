//! Puts mended texts on the disk, so that whoever looks finds the old file or the whole new one.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::MendedFile;

/// A file that was not written.
#[derive(Debug)]
pub struct Refused {
    /// Relative to the site's root, with `/`.
    pub path: Arc<str>,
    /// Why.
    pub why: Refusal,
}

/// Why a file was not written.
#[derive(Debug)]
pub enum Refusal {
    /// It is no longer what was judged.
    Changed,
    /// The system did not let us.
    Failed(io::Error),
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Refusal {
        Refusal::Failed(error)
    }
}

/// Writes the mended files, each beside itself first and then over itself, with its permissions. One that has changed
/// since it was read stays as it is, and no other file is ever written over. Returns those that were not written, in
/// their order.
pub fn write(files: &[MendedFile]) -> Vec<Refused> {
    let refused = files.par_iter().filter_map(|file| {
        let why = replace(file).err()?;
        Some(Refused { path: Arc::clone(&file.path), why })
    });
    refused.collect()
}

fn replace(file: &MendedFile) -> Result<(), Refusal> {
    let Some(target) = &file.target else { return Ok(()) };
    let folder = target.parent().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    let metadata = fs::metadata(target)?;
    if metadata.permissions().readonly() {
        return Err(io::Error::from(io::ErrorKind::PermissionDenied).into());
    }
    let mut beside = tempfile::Builder::new().prefix(".presscheck-").suffix(".tmp").tempfile_in(folder)?;
    beside.write_all(file.after.as_bytes())?;
    keep_owner(beside.path(), &metadata);
    beside.as_file().set_permissions(metadata.permissions())?;
    beside.as_file().sync_all()?;
    if fs::read(target)? != file.before.as_bytes() {
        return Err(Refusal::Changed);
    }
    match &file.renamed {
        None => drop(beside.persist(target).map_err(|error| error.error)?),
        Some(new) => {
            let name = new.rsplit('/').next().unwrap_or(new);
            beside.persist_noclobber(folder.join(name)).map_err(|error| error.error)?;
            fs::remove_file(target)?;
        }
    }
    sync(folder);
    Ok(())
}

/// Root may write what belongs to somebody else; nobody else can give a file away, nor needs to.
#[cfg(unix)]
fn keep_owner(path: &Path, metadata: &fs::Metadata) {
    use std::os::unix::fs::MetadataExt;
    let _ = std::os::unix::fs::chown(path, Some(metadata.uid()), Some(metadata.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_: &Path, _: &fs::Metadata) {}

/// Lets the new name of a file outlast a power cut, where the system can.
fn sync(folder: &Path) {
    if cfg!(unix) {
        let _ = fs::File::open(folder).and_then(|folder| folder.sync_all());
    }
}
