//! Fixes: the edits that travel with findings, put into the text, again and again until nothing is left to mend.
//!
//! Only the bytes of the edits change; no file goes through a parser and back. Everything is done in memory, so that a
//! difference can be shown instead; [`write()`] then puts the texts on the disk.

mod diff;
mod write;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::discover::relative;
use crate::finding::{Edit, Finding, Fix};
use crate::overlay::Overlay;
use crate::request::{Error, Outcome, Request};
use crate::source::Source;
use crate::{Purpose, check_over, judge, settle};

pub use diff::diff;
pub use write::{Refusal, Refused, write};

/// Fixes are put in, and the site judged anew, at most so many times.
const ROUNDS: usize = 10;

/// What fixes make of a site.
#[derive(Debug)]
pub struct Mended {
    /// What remains to be said once they are written.
    pub outcome: Outcome,
    /// The files that change, sorted by the path that they have now.
    pub files: Vec<MendedFile>,
}

/// A file before and after.
#[derive(Debug)]
pub struct MendedFile {
    /// Relative to the site's root, with `/`.
    pub path: Arc<str>,
    /// Where it goes, if that is another place.
    pub renamed: Option<Arc<str>>,
    /// What stands on the disk, or came on standard input.
    pub before: String,
    /// What is to stand there.
    pub after: String,
    /// How many fixes have been put in.
    pub fixes: usize,
    /// The file itself, through no link; none for standard input.
    target: Option<PathBuf>,
}

/// Judges what `request` asks for and mends in memory what carries a fix, with `unsafe_fixes` also what a person should
/// look at, until nothing is left to mend.
///
/// # Errors
/// As [`crate::check`].
pub fn mend(request: &Request, unsafe_fixes: bool) -> Result<Mended, Error> {
    let mut request = request.clone();
    let mut outcome = check_over(&request, request.overlay()?, Purpose::Mend)?;
    let mut bench = Bench::new(&outcome.root, &request);
    for _ in 0..ROUNDS {
        if !bench.round(&outcome, unsafe_fixes) {
            break;
        }
        // Where one file was asked for it is asked for under its new name, too.
        let moved = bench.files.iter().filter_map(|(path, file)| Some((file.renamed.as_ref()?, &file.path, path)));
        for (_, old, new) in moved {
            if request.paths.contains(&outcome.root.join(&**old)) {
                request.paths.push(outcome.root.join(&**new));
            }
        }
        outcome = check_over(&request, bench.overlay.clone(), Purpose::Mend)?;
    }
    let mut files: Vec<MendedFile> = bench.files.into_values().collect();
    files.retain(|file| file.before != file.after || file.renamed.is_some());
    files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    outcome.findings = settle::gather(outcome.findings);
    outcome.tally.fixed = files.iter().map(|file| file.fixes).sum();
    Ok(Mended { outcome, files })
}

/// Where the files lie while they are mended.
struct Bench {
    /// The site's root, through no link.
    root: Option<PathBuf>,
    /// The file that comes on standard input, and whether it is text.
    stdin: Option<(Arc<str>, bool)>,
    overlay: Overlay,
    /// By the paths that they have by now.
    files: BTreeMap<Arc<str>, MendedFile>,
    /// Other paths of the same files, through links, by the paths above.
    aliases: FxHashMap<Arc<str>, Vec<Arc<str>>>,
    owners: FxHashMap<PathBuf, Arc<str>>,
}

impl Bench {
    fn new(root: &Path, request: &Request) -> Bench {
        let is_text = |bytes: &[u8]| simdutf8::basic::from_utf8(bytes).is_ok();
        let stdin = request.stdin.as_ref().map(|stdin| (relative(root, &stdin.path).into(), is_text(&stdin.bytes)));
        Bench {
            root: root.canonicalize().ok(),
            stdin,
            overlay: request.overlay().unwrap_or_default(),
            files: BTreeMap::new(),
            aliases: FxHashMap::default(),
            owners: FxHashMap::default(),
        }
    }

    /// Puts in what fixes the findings carry; says whether anything has changed.
    fn round(&mut self, outcome: &Outcome, unsafe_fixes: bool) -> bool {
        let has_fix = |finding: &&Finding| finding.fix.as_ref().is_some_and(|fix| fix.safe || unsafe_fixes);
        let findings: Vec<&Finding> = outcome.findings.iter().filter(has_fix).collect();
        let by_file: Vec<&[&Finding]> = findings.chunk_by(|a, b| a.path() == b.path()).collect();
        let new: Vec<Option<MendedFile>> = by_file
            .par_iter()
            .map(
                |group| {
                    if self.files.contains_key(group[0].path()) { None } else { self.take(outcome, group[0].path()) }
                },
            )
            .collect();
        for file in new.into_iter().flatten() {
            if self.owns(&file) {
                self.files.insert(Arc::clone(&file.path), file);
            }
        }
        // Each of them, not only up to the first that changes.
        by_file.into_iter().filter(|group| self.mend(outcome, group[0].path(), group)).count() > 0
    }

    /// The file at `path` as it was judged: `None` where it is no longer so, is no text, or lies outside of the site.
    fn take(&self, outcome: &Outcome, path: &Arc<str>) -> Option<MendedFile> {
        let file = |before: String, target| MendedFile {
            path: Arc::clone(path),
            renamed: None,
            after: before.clone(),
            before,
            fixes: 0,
            target,
        };
        if let Some((_, is_text)) = self.stdin.as_ref().filter(|(stdin, _)| stdin == path) {
            return Some(file(self.overlay.get(path)?.text.clone(), None)).filter(|_| *is_text);
        }
        let target = outcome.root.join(&**path).canonicalize().ok()?;
        if !target.starts_with(self.root.as_ref()?) {
            return None;
        }
        let bytes = fs::read(&target).ok().filter(|bytes| outcome.marks.get(path) == Some(&judge::mark(bytes)))?;
        Some(file(String::from_utf8(bytes).ok()?, Some(target)))
    }

    /// Whether a file is not yet here under another path; where it is, both are kept alike.
    fn owns(&mut self, file: &MendedFile) -> bool {
        let Some(target) = &file.target else { return true };
        let owner = self.owners.entry(target.clone()).or_insert_with(|| Arc::clone(&file.path));
        if *owner == file.path {
            return true;
        }
        let aliases = self.aliases.entry(Arc::clone(owner)).or_default();
        if !aliases.contains(&file.path) {
            aliases.push(Arc::clone(&file.path));
        }
        false
    }

    /// Puts the fixes of `findings` into the file at `path`; says whether anything has changed.
    fn mend(&mut self, outcome: &Outcome, path: &Arc<str>, findings: &[&Finding]) -> bool {
        let Some(mut file) = self.files.remove(path) else { return false };
        let fixes: Vec<&Fix> = findings.iter().filter_map(|finding| finding.fix.as_ref()).collect();
        let (after, mut count) = apply(&file.after, &fixes);
        let mut place = Arc::clone(path);
        if let Some(new) = fixes.iter().find_map(|fix| fix.rename.as_ref())
            && self.may_move(outcome, &file, new)
        {
            count += 1;
            place = new.as_str().into();
            file.renamed = Some(Arc::clone(&place));
            self.overlay.remove(path);
        }
        let changed = after != file.after || place != *path;
        if changed {
            file.fixes += count;
            file.after = after;
            let paths = std::iter::once(&place).chain(self.aliases.get(path).into_iter().flatten());
            for path in paths {
                self.overlay.put(Source::new(Arc::clone(path), file.after.clone()));
            }
        }
        self.files.insert(place, file);
        changed
    }

    /// Whether a file can go to `new`: it is no link, and nothing is there.
    fn may_move(&self, outcome: &Outcome, file: &MendedFile, new: &str) -> bool {
        let (Some(root), Some(target)) = (&self.root, &file.target) else { return false };
        file.renamed.is_none()
            && *target == root.join(&*file.path)
            && self.overlay.get(new).is_none()
            && outcome.root.join(new).symlink_metadata().is_err()
    }
}

/// Puts the edits of `fixes` into `text`, first come first served: a fix that overlaps an earlier one, changes nothing, or
/// does not fit the text, is left out as a whole. Returns how many were put in.
pub fn apply(text: &str, fixes: &[&Fix]) -> (String, usize) {
    let mut taken: BTreeMap<u32, &Edit> = BTreeMap::new();
    let mut count = 0;
    let is_free = |taken: &BTreeMap<u32, &Edit>, edit: &Edit| {
        let before = taken.range(..=edit.span.start).next_back();
        let after = taken.range(edit.span.start..).next();
        before.is_none_or(|(start, other)| *start != edit.span.start && other.span.end <= edit.span.start)
            && after.is_none_or(|(start, _)| *start >= edit.span.end)
    };
    let fits = |edit: &Edit| text.get(edit.span.range()).is_some();
    let changes = |edit: &Edit| edit.span.of(text) != edit.text;
    let mut seen: FxHashSet<&[Edit]> = FxHashSet::default();
    for edits in fixes.iter().map(|fix| &*fix.edits) {
        let is_sound = edits.iter().any(changes) && edits.iter().all(|edit| fits(edit) && is_free(&taken, edit));
        // Two findings may ask for the same.
        if is_sound && seen.insert(edits) {
            taken.extend(edits.iter().map(|edit| (edit.span.start, edit)));
            count += 1;
        }
    }
    let mut mended = String::with_capacity(text.len());
    let mut at = 0;
    for edit in taken.into_values() {
        mended.push_str(&text[at..edit.span.start as usize]);
        mended.push_str(&edit.text);
        at = edit.span.end as usize;
    }
    mended.push_str(&text[at..]);
    (mended, count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn fix(start: usize, end: usize, text: &str) -> Fix {
        Fix::new("", true, vec![Edit { span: Span::new(start, end), text: text.into() }])
    }

    #[test]
    fn edits_are_put_in_and_overlaps_left_out() {
        let fixes = [fix(3, 6, "乙"), fix(4, 5, "x"), fix(0, 0, ">"), fix(90, 91, "x"), fix(0, 1, "b")];
        assert_eq!(apply("abc甲b", &fixes.iter().collect::<Vec<_>>()), (">abc乙b".to_owned(), 2));
        let fixes = [fix(0, 1, "a"), fix(2, 2, "x"), fix(2, 2, "x"), fix(1, 3, "y"), fix(3, 3, "z")];
        assert_eq!(apply("abcd", &fixes.iter().collect::<Vec<_>>()), ("abxczd".to_owned(), 2));
        assert_eq!(apply("abc甲d", &[&fix(3, 6, "乙"), &fix(0, 1, "")]), ("bc乙d".to_owned(), 2));
    }
}
