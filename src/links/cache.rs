//! Verdicts from run to run: one JSON object a line, sorted by address, so that the file can be read, compared and
//! kept by a CI service.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::verdict::Verdict;
use crate::config::online::Lifetimes;

/// A file of verdicts, and those of this run.
#[derive(Debug)]
pub struct Cache {
    path: PathBuf,
    entries: BTreeMap<String, Entry>,
    /// There is something that the file does not have.
    is_changed: bool,
}

/// A line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Entry {
    url: String,
    #[serde(flatten)]
    verdict: Verdict,
    /// Seconds since 1970.
    checked_at: i64,
    /// Since when it has been broken without a break; seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first_failed_at: Option<i64>,
    /// The places on its page that need not be looked for again: they are there, or nobody can tell.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    fragments: Vec<Box<str>>,
}

impl Cache {
    /// Reads the file at `path`. Lines that nobody understands are left out, and so is all of a file that is not there:
    /// both are asked for again.
    pub fn open(path: &Path) -> Cache {
        Cache { path: path.to_path_buf(), entries: read(path), is_changed: false }
    }

    /// The verdict on `url`, where it still holds at `now`, in seconds since 1970, and all of `fragments` are there.
    pub fn fresh(&self, url: &str, fragments: &[Box<str>], now: i64, lifetimes: &Lifetimes) -> Option<&Verdict> {
        let entry = self.entries.get(url)?;
        if !fragments.iter().all(|fragment| entry.fragments.contains(fragment)) {
            return None;
        }
        let lifetime = match entry.verdict {
            Verdict::Ok => lifetimes.ok,
            Verdict::Redirected { .. } => lifetimes.redirected,
            Verdict::Unverifiable { .. } => lifetimes.unverifiable,
            // It may have been mended since.
            Verdict::Broken { .. } | Verdict::Skipped { .. } => return None,
        };
        // One from the future is of no clock to go by.
        let age = u64::try_from(now - entry.checked_at).ok()?;
        (age < lifetime.as_secs()).then_some(&entry.verdict)
    }

    /// Since when `url` has been broken, in seconds since 1970.
    pub fn first_failed_at(&self, url: &str) -> Option<i64> {
        self.entries.get(url)?.first_failed_at
    }

    /// Notes what came of `url` at `now`, and which fragments need not be looked for again. What was not asked for is no
    /// news.
    pub fn put(&mut self, url: &str, verdict: &Verdict, fragments: Vec<Box<str>>, now: i64) {
        let earlier = self.entries.get(url).and_then(|entry| entry.first_failed_at);
        let first_failed_at = match verdict {
            Verdict::Skipped { .. } => return,
            Verdict::Broken { .. } => earlier.or(Some(now)),
            // Nobody could see that it works again.
            Verdict::Unverifiable { .. } => earlier,
            Verdict::Ok | Verdict::Redirected { .. } => None,
        };
        let entry =
            Entry { url: url.to_owned(), verdict: verdict.clone(), checked_at: now, first_failed_at, fragments };
        self.entries.insert(url.to_owned(), entry);
        self.is_changed = true;
    }

    /// Writes the file anew, with what other runs have put there meanwhile. It is replaced as a whole: whoever reads it,
    /// or stops in between, finds the old one or the new one.
    ///
    /// # Errors
    /// The folder cannot be made or written to.
    pub fn save(&mut self) -> io::Result<()> {
        if !self.is_changed {
            return Ok(());
        }
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        let lock = OpenOptions::new().create(true).append(true).open(beside(&self.path, ".lock"))?;
        fs4::FileExt::lock(&lock)?;
        for (url, entry) in read(&self.path) {
            let is_news = self.entries.get(&url).is_none_or(|own| own.checked_at < entry.checked_at);
            if is_news {
                self.entries.insert(url, entry);
            }
        }
        // Only the holder of the lock writes there.
        let new = beside(&self.path, ".new");
        let mut file = io::BufWriter::new(File::create(&new)?);
        for entry in self.entries.values() {
            serde_json::to_writer(&mut file, entry)?;
            file.write_all(b"\n")?;
        }
        file.into_inner()?.sync_all()?;
        fs::rename(&new, &self.path)?;
        self.is_changed = false;
        Ok(())
    }
}

/// The path with an ending more.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn read(path: &Path) -> BTreeMap<String, Entry> {
    let text = fs::read(path).unwrap_or_default();
    let lines = text.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice::<Entry>(line).ok());
    lines.map(|entry| (entry.url.clone(), entry)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::verdict::Reason;
    use super::*;
    use crate::config::online::Online;

    const DAY: i64 = 24 * 60 * 60;

    fn gone() -> Verdict {
        Verdict::Broken { reason: Reason::Status(404) }
    }

    #[test]
    fn a_verdict_holds_for_its_lifetime() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/links.jsonl");
        let mut cache = Cache::open(&path);
        let moved = Verdict::Redirected { to: "https://b/".to_owned(), permanent: true };
        let wall = Verdict::Unverifiable { reason: Reason::Status(403) };
        for (url, verdict) in [("https://a/", &Verdict::Ok), ("b", &moved), ("c", &wall), ("d", &gone())] {
            cache.put(url, verdict, Vec::new(), 100 * DAY);
        }
        cache.put("e", &Verdict::Skipped { reason: super::super::Skip::Stopped }, Vec::new(), 100 * DAY);
        cache.save().unwrap();
        let cache = Cache::open(&path);
        let lifetimes = Online::default().lifetimes;
        let fresh = |url, day| cache.fresh(url, &[], day * DAY, &lifetimes);
        assert_eq!([fresh("https://a/", 113), fresh("https://a/", 114)], [Some(&Verdict::Ok), None]);
        assert_eq!(
            [fresh("b", 113), fresh("b", 114), fresh("c", 100), fresh("c", 101)],
            [Some(&moved), None, Some(&wall), None]
        );
        assert_eq!([fresh("d", 100), fresh("e", 100), fresh("b", 99)], [None, None, None]);
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().count(), 4);
        assert!(text.lines().is_sorted());
    }

    #[test]
    fn what_was_not_there_is_looked_for_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        let mut cache = Cache::open(&path);
        let [here, there]: [Box<str>; 2] = ["here", "there"].map(Into::into);
        cache.put("a", &Verdict::Ok, vec![here.clone()], 1);
        cache.save().unwrap();
        let cache = Cache::open(&path);
        let lifetimes = Online::default().lifetimes;
        let is_fresh = |fragments: &[Box<str>]| cache.fresh("a", fragments, 1, &lifetimes).is_some();
        assert!(is_fresh(&[]) && is_fresh(std::slice::from_ref(&here)) && !is_fresh(&[here, there]));
    }

    #[test]
    fn a_failure_is_dated_from_its_first_day_until_it_is_mended() {
        let folder = tempfile::tempdir().unwrap();
        let mut cache = Cache::open(&folder.path().join("x"));
        cache.put("a", &gone(), Vec::new(), 1);
        cache.put("a", &Verdict::Unverifiable { reason: Reason::Timeout }, Vec::new(), 2);
        cache.put("a", &gone(), Vec::new(), 3);
        assert_eq!(cache.first_failed_at("a"), Some(1));
        cache.put("a", &Verdict::Ok, Vec::new(), 4);
        assert_eq!(cache.first_failed_at("a"), None);
        cache.put("a", &gone(), Vec::new(), 5);
        assert_eq!(cache.first_failed_at("a"), Some(5));
    }

    #[test]
    fn two_runs_at_once_lose_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        std::thread::scope(|scope| {
            for run in 0..4 {
                let path = &path;
                scope.spawn(move || {
                    let mut cache = Cache::open(path);
                    for number in 0..20 {
                        cache.put(&format!("https://{run}/{number}"), &Verdict::Ok, Vec::new(), 1);
                        cache.save().unwrap();
                    }
                });
            }
        });
        assert_eq!(read(&path).len(), 80);
    }

    #[test]
    fn a_run_that_was_killed_leaves_the_file_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        let mut cache = Cache::open(&path);
        cache.put("a", &Verdict::Ok, Vec::new(), 1);
        cache.save().unwrap();
        // Half of the next file, and a lock that nobody holds any longer.
        fs::write(beside(&path, ".new"), "{\"url\":\"b\",\"verd").unwrap();
        let mut cache = Cache::open(&path);
        assert_eq!(cache.entries.len(), 1);
        cache.put("c", &Verdict::Ok, Vec::new(), 1);
        cache.save().unwrap();
        // A line that was cut costs that line alone.
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, &text[..text.len() - 5]).unwrap();
        assert_eq!(read(&path).keys().collect::<Vec<_>>(), ["a"]);
    }
}
