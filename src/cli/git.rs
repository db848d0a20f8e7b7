//! What git knows to have changed: `--staged` and `--changed`.

use std::collections::{HashMap, HashSet};
use std::env;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use presscheck::{Change, ChangedFile, Now};

use super::Failure;
use super::args::ScopeArgs;

/// The change that the arguments ask for, in the repository around `start`, an absolute path; `None` where they ask for
/// everything.
pub(super) fn change(args: &ScopeArgs, start: &Path) -> Result<Option<Change>, Failure> {
    if !args.asks() {
        return Ok(None);
    }
    let flag = if args.staged { "--staged" } else { "--changed" };
    let Some(root) = start.ancestors().find(|folder| folder.join(".git").exists()) else {
        return Err(Failure::Said(format!("`{flag}` asks git, and `{}` is in no repository of it", start.display())));
    };
    let git = Git { root, flag };
    let mut diff = vec!["diff", "--raw", "-z", "--no-renames", "--no-abbrev", "--no-ext-diff"];
    let base;
    match &args.changed {
        None => diff.push("--cached"),
        Some(given) => {
            base = git.base(given)?;
            diff.push(&base);
        }
    }
    let mut entries = entries(&git.run(&diff)?);
    if args.changed.is_some() {
        let new = git.run(&["ls-files", "--others", "--exclude-standard", "-z", "--full-name", ":/"])?;
        let new = new.split(|byte| *byte == 0).filter(|path| !path.is_empty());
        entries.extend(new.map(|path| Entry { path: text(path), before: None, now: Stage::Other }));
    }
    let mut wanted: Vec<&str> = entries.iter().filter_map(|entry| entry.before.as_deref()).collect();
    if args.staged {
        wanted.extend(entries.iter().filter_map(|entry| match &entry.now {
            Stage::Text(id) => Some(id.as_str()),
            Stage::Gone | Stage::Other => None,
        }));
    }
    let blobs = git.blobs(&wanted)?;
    let blob = |id: &String| blobs.get(id.as_str()).cloned();
    let files = entries.iter().map(|entry| ChangedFile {
        path: entry.path.split('/').fold(root.to_path_buf(), |path, part| path.join(part)),
        before: entry.before.as_ref().and_then(blob),
        now: match &entry.now {
            Stage::Text(id) if args.staged => blob(id).map_or(Now::OnDisk, Now::Is),
            Stage::Gone if args.staged => Now::Gone,
            _ => Now::OnDisk,
        },
    });
    Ok(Some(Change { files: files.collect() }))
}

/// A file that differs.
struct Entry {
    /// From the root of the repository.
    path: String,
    /// The id of the text that it held.
    before: Option<String>,
    now: Stage,
}

/// What git has of a file.
#[derive(PartialEq, Eq, Debug)]
enum Stage {
    /// The text with this id.
    Text(String),
    /// It is removed.
    Gone,
    /// No text, or not one alone: the file is new to git, is a link or a module, or two changes of it are not merged.
    Other,
}

/// Reads `git diff --raw -z --no-renames`: `:100644 100644 OLD NEW M`, and the path.
fn entries(raw: &[u8]) -> Vec<Entry> {
    let mut parts = raw.split(|byte| *byte == 0);
    let mut entries = Vec::new();
    while let (Some(facts), Some(path)) = (parts.next(), parts.next()) {
        let facts = text(facts);
        let [before, now, old, new, status] =
            [0, 1, 2, 3, 4].map(|index| facts.split(' ').nth(index).unwrap_or_default());
        // Plain files alone have a text, no links and no modules.
        let id = |mode: &str, id: &str| {
            let is_known = mode.trim_start_matches(':').starts_with("100") && id.bytes().any(|byte| byte != b'0');
            is_known.then(|| id.to_owned())
        };
        let now = match id(now, new) {
            Some(id) => Stage::Text(id),
            None if status == "D" => Stage::Gone,
            None => Stage::Other,
        };
        entries.push((status == "U", Entry { path: text(path), before: id(before, old), now }));
    }
    // What is not merged is named once more where it differs.
    let told: HashSet<String> =
        entries.iter().filter(|(is_unmerged, _)| !is_unmerged).map(|(_, entry)| entry.path.clone()).collect();
    entries.retain(|(is_unmerged, entry)| !is_unmerged || !told.contains(&entry.path));
    entries.into_iter().map(|(_, entry)| entry).collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A repository, and the flag for which it is asked.
struct Git<'a> {
    root: &'a Path,
    flag: &'static str,
}

impl Git<'_> {
    fn command<S: AsRef<OsStr>>(&self, args: &[S]) -> Command {
        let mut command = Command::new("git");
        // The repository names no program to be run here.
        command.arg("-C").arg(self.root).args(["-c", "core.fsmonitor=false", "-c", "core.quotePath=false"]).args(args);
        command.stdin(Stdio::null()).stderr(Stdio::piped());
        command
    }

    /// What git prints.
    fn run<S: AsRef<OsStr>>(&self, args: &[S]) -> Result<Vec<u8>, Failure> {
        let output = self.command(args).output().map_err(|error| self.failed(&error.to_string()))?;
        if output.status.success() { Ok(output.stdout) } else { Err(self.failed(&text(&output.stderr))) }
    }

    fn failed(&self, why: &str) -> Failure {
        let why = why.trim().trim_start_matches("fatal: ");
        Failure::Said(format!("`{}` asks git, which failed: {why}", self.flag))
    }

    /// Where the work on what is checked out began: the merge base with `given`, or with the branch that work goes to.
    fn base(&self, given: &str) -> Result<String, Failure> {
        let commit = |name: &str| {
            let asked =
                self.run(&["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{name}^{{commit}}")]);
            asked.ok().map(|id| text(&id).trim().to_owned())
        };
        let target = if given.is_empty() {
            // On GitHub a pull request says where it goes.
            let asked = env::var("GITHUB_BASE_REF").ok().filter(|name| !name.is_empty());
            let asked = asked.map(|name| format!("origin/{name}"));
            let usual = ["origin/HEAD", "origin/main", "origin/master", "main", "master", "HEAD"].map(str::to_owned);
            asked.into_iter().chain(usual).find_map(|name| commit(&name))
        } else {
            commit(given)
        };
        let Some(target) = target else {
            if given.is_empty() {
                // Before the first commit all is new: what an empty folder has been called ever since.
                return Ok(text(&self.run(&["hash-object", "-t", "tree", "--stdin"])?).trim().to_owned());
            }
            return Err(self.failed(&format!("no commit is called `{given}`")));
        };
        let base = self.run(&["merge-base", "HEAD", &target]).map_err(|_| {
            self.failed(
                "HEAD and that commit have none in common; a shallow clone lacks it: fetch with `fetch-depth: 0`",
            )
        })?;
        Ok(text(&base).trim().to_owned())
    }

    /// What the objects with these ids hold.
    fn blobs(&self, ids: &[&str]) -> Result<HashMap<String, Vec<u8>>, Failure> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let failed = |error: std::io::Error| self.failed(&error.to_string());
        let mut command = self.command(&["cat-file", "--batch"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(failed)?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let asked = ids.join("\n") + "\n";
        // A thread of its own asks, lest both sides wait for the other to read.
        let writer = std::thread::spawn(move || input.map_or(Ok(()), |mut input| input.write_all(asked.as_bytes())));
        let mut blobs = HashMap::new();
        if let Some(output) = output {
            read_blobs(&mut BufReader::new(output), &mut blobs).map_err(failed)?;
        }
        // Where git has ended early, what is missing tells.
        let _ = writer.join();
        child.wait().map_err(failed)?;
        match ids.iter().find(|id| !blobs.contains_key(**id)) {
            Some(id) => Err(self.failed(&format!("it has no object {id}; a partial clone lacks it"))),
            None => Ok(blobs),
        }
    }
}

/// Reads `git cat-file --batch`: `ID blob SIZE`, a line break, so many bytes and a line break.
fn read_blobs(output: &mut impl BufRead, blobs: &mut HashMap<String, Vec<u8>>) -> std::io::Result<()> {
    let mut line = String::new();
    while output.read_line(&mut line)? > 0 {
        if let [id, "blob", size] = line.trim_end().split(' ').collect::<Vec<_>>()[..]
            && let Ok(size) = size.parse::<u64>()
        {
            let mut bytes = Vec::new();
            output.by_ref().take(size).read_to_end(&mut bytes)?;
            output.read_exact(&mut [0])?;
            blobs.insert(id.to_owned(), bytes);
        }
        line.clear();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_git_prints_is_read() {
        let raw = ":100644 100644 aa bb M\0_posts/甲 乙.md\0:000000 100644 00 cc A\0n.md\0:100644 000000 dd 00 D\0o.md\0:120000 100644 ee ff T\0l\0:100644 120000 aa bb T\0k\0:000000 000000 00 00 U\0u\0:000000 000000 00 00 U\0n.md\0";
        let read: Vec<_> = entries(raw.as_bytes()).into_iter().map(|e| (e.path, e.before, e.now)).collect();
        let id = |id: &str| Some(id.to_owned());
        let staged = |id: &str| Stage::Text(id.to_owned());
        assert_eq!(
            read,
            [
                ("_posts/甲 乙.md".to_owned(), id("aa"), staged("bb")),
                ("n.md".to_owned(), None, staged("cc")),
                ("o.md".to_owned(), id("dd"), Stage::Gone),
                ("l".to_owned(), None, staged("ff")),
                ("k".to_owned(), id("aa"), Stage::Other),
                ("u".to_owned(), None, Stage::Other),
            ]
        );
        let mut blobs = HashMap::new();
        read_blobs(&mut "aa blob 4\na\nb\n\nbb missing\ncc blob 0\n\n".as_bytes(), &mut blobs).unwrap();
        assert_eq!(blobs.get("aa").map(Vec::as_slice), Some(&b"a\nb\n"[..]));
        assert_eq!(blobs.get("cc").map(Vec::len), Some(0));
        assert_eq!(blobs.len(), 2);
    }
}
