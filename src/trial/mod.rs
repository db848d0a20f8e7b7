//! Trials of rules: each example of a rule's page is judged as a small site of its own, and what the page shows is held
//! against what the tool says. Our own rules and those of sites are tried alike.

mod page;
pub mod web;

use std::io;
use std::path::Path;

use chrono::DateTime;

pub use page::{Block, Example, RulePage};

use crate::config::{Origin, Selection, Selections};
use crate::declared::Own;
use crate::finding::{Finding, Level};
use crate::report::{Format, Look, Report};
use crate::request::{Error, Outcome, Request};
use crate::rule::Fixable;
use crate::rules;

/// What came of a page's trial.
#[derive(Debug, Default)]
pub struct Trial {
    /// How many examples were judged.
    pub examples: usize,
    /// Where the page and the tool differ: the line of the example's heading, from 1, and what differs.
    pub failures: Vec<(usize, String)>,
    /// The page with what the tool prints in it.
    pub page: String,
}

/// Tries the rule `name`, whose page is `text`. `own` are the rules of a site's own that judge beside ours: the
/// one that is tried, or none. Each example becomes a site in a folder of its own below `scratch`. With `bless` what the page shows as
/// output is no failure.
///
/// # Errors
/// An example's site cannot be written.
pub fn page(name: &'static str, text: &str, own: &[Own], scratch: &Path, bless: bool) -> io::Result<Trial> {
    let mut trial = Trial::default();
    let mut page = match RulePage::read(text) {
        Ok(page) => page,
        Err(line) => {
            trial.failures.push((line, "this fence is never closed".to_owned()));
            text.clone_into(&mut trial.page);
            return Ok(trial);
        }
    };
    let (mut bad, mut good) = (0, 0);
    for index in 0..page.examples.len() {
        let example = page.examples[index].clone();
        bad += example.files().filter(|block| block.has("bad")).count();
        good += example.files().filter(|block| block.has("good")).count();
        if example.files().next().is_none() {
            continue;
        }
        trial.examples += 1;
        let folder = site(&example, scratch)?;
        let mut request = request(folder.path(), example.config(), Some(name), own);
        match example.answers().map(web::scripted).transpose() {
            Ok(answers) => request.online = answers,
            Err(fault) => trial.failures.push((example.line, fault)),
        }
        let printed = match crate::check(&request) {
            Ok(outcome) => {
                judge(name, &example, &outcome, &mut trial);
                let printed = full_report(&outcome);
                mend(&example, &request, outcome.findings.len(), &mut trial);
                printed
            }
            Err(error) => {
                trial.failures.push((example.line, format!("the site of this example is not judged: {error}")));
                continue;
            }
        };
        if example.output().is_some_and(|shown| shown != printed && !bless) {
            let shown = example.output().unwrap_or_default();
            trial.failures.push((example.line, format!("the page shows\n{shown}\nthe tool prints\n{printed}")));
        }
        page.show(index, &printed);
    }
    if bad == 0 || good == 0 {
        trial.failures.push((1, "the page needs a bad and a good example".to_owned()));
    }
    trial.page = page.text();
    Ok(trial)
}

/// Holds what was found against what the example says is bad.
fn judge(name: &str, example: &Example, outcome: &Outcome, trial: &mut Trial) {
    let mut fail = |what: String| trial.failures.push((example.line, what));
    for finding in &outcome.findings {
        let bad = example.files().any(|block| block.has("bad") && block.file() == &**finding.path());
        if finding.rule != name || !bad {
            fail(format!("also says {}", line(finding)));
        }
        let fix = rules::find(finding.rule).map(|entry| entry.meta.facts.fix);
        if finding.fix.is_some() && fix == Some(Fixable::No) {
            fail(format!("the page promises no fix, but there is one: {}", line(finding)));
        }
    }
    for block in example.files().filter(|block| block.has("bad")) {
        let of_file: Vec<&Finding> = outcome.findings.iter().filter(|f| &**f.path() == block.file()).collect();
        if !of_file.iter().any(|finding| finding.rule == name) {
            fail(format!("says nothing about {}", block.file()));
        }
        // What the fixes leave of a bad file is what the page shows.
        if let Some((wanted, renamed)) = example.fixed(block) {
            let fixes: Vec<_> = of_file.iter().filter_map(|finding| finding.fix.as_ref()).collect();
            let (left, _) = crate::fix::apply(&block.text(), &fixes);
            let path = fixes.iter().find_map(|fix| fix.rename.as_deref());
            if path != renamed {
                fail(format!("a fix renames {} to {path:?}", block.file()));
            }
            if left != wanted {
                fail(format!("a fix leaves\n{left}"));
            }
        }
    }
}

/// Once all is mended that can be, there is less to say, and nothing left to mend.
fn mend(example: &Example, request: &Request, before: usize, trial: &mut Trial) {
    let mut fail = |what: String| trial.failures.push((example.line, what));
    let mended = match crate::fix::mend(request, true) {
        Ok(mended) if mended.files.is_empty() => return,
        Ok(mended) => mended,
        Err(error) => return fail(format!("nothing can be mended: {error}")),
    };
    let refused = crate::fix::write(&mended.files);
    let left = &mended.outcome.findings;
    let again = match crate::fix::mend(request, true) {
        Ok(again) => again,
        Err(error) => return fail(format!("what is mended cannot be judged: {error}")),
    };
    if !refused.is_empty() || left.len() >= before || again.outcome.findings != *left {
        fail(format!("fixes leave {:?}, not written: {refused:?}", left.iter().map(line).collect::<Vec<_>>()));
    }
    for file in &again.files {
        fail(format!("a second run would change {}:\n{}", file.path, crate::fix::diff(file, "")));
    }
}

fn line(finding: &Finding) -> String {
    format!("{} at {}:{:?}: {}", finding.rule, finding.path(), finding.span(), finding.message)
}

/// Writes the example's files into a folder of their own below `scratch`.
///
/// # Errors
/// One of them cannot be written.
pub fn site(example: &Example, scratch: &Path) -> io::Result<tempfile::TempDir> {
    let folder = tempfile::tempdir_in(scratch)?;
    // The root is found by its configuration; an empty one is as good as none.
    write(folder.path(), "_config.yml", b"")?;
    for block in example.files() {
        if block.is_link() {
            link(folder.path(), block.file(), block.text().trim())?;
        } else {
            write(folder.path(), block.file(), &block.bytes())?;
        }
    }
    Ok(folder)
}

/// Checks the site at `root` under the default rules, `own` rules, and `rule` even if it is off by default, on New Year's
/// Day 2026.
///
/// # Errors
/// As for [`check`](crate::check).
pub fn check(root: &Path, config: Option<&str>, rule: Option<&'static str>, own: &[Own]) -> Result<Outcome, Error> {
    crate::check(&request(root, config, rule, own))
}

/// What asks for that.
pub fn request(root: &Path, config: Option<&str>, rule: Option<&'static str>, own: &[Own]) -> Request {
    let mut selections = Selections::default();
    let level = |rule: &str| {
        let own = own.iter().find(|own| own.meta.name == rule).map(|own| own.meta.facts.level);
        own.or_else(|| rules::find(rule).map(|entry| entry.meta.facts.level))
    };
    let is_off = |rule: &&str| level(rule) == Some(Level::Off);
    if let Some(rule) = rule.filter(is_off).filter(|_| config.is_none()) {
        selections.warn.push(Selection::new(rule));
    }
    let config = config.map(|text| Origin::File("presscheck.toml".into(), text.as_bytes().to_vec()));
    Request {
        config: config.into_iter().collect(),
        own: own.iter().map(|own| (own.path.clone(), own.meta.page.as_bytes().to_vec())).collect(),
        selections,
        // A moment that all trials share.
        now: DateTime::parse_from_rfc3339("2026-01-01T00:00:00Z").unwrap_or_default(),
        ..Request::of_site(root)
    }
}

/// What the format `full` prints.
pub fn full_report(outcome: &Outcome) -> String {
    let report = Report { findings: &outcome.findings, tally: &outcome.tally, sources: outcome };
    let mut out = Vec::new();
    // A list of bytes takes whatever is written.
    let _ = Format::Full.reporter(&Look::plain(), "").report(&report, &mut out);
    let text = String::from_utf8_lossy(&out).into_owned();
    let lines: Vec<&str> = text.trim_end().lines().map(str::trim_end).collect();
    format!("{}\n", lines.join("\n"))
}

fn write(root: &Path, path: &str, bytes: &[u8]) -> io::Result<()> {
    let path = inside(root, path)?;
    std::fs::create_dir_all(path.parent().unwrap_or(root))?;
    std::fs::write(path, bytes)
}

fn link(root: &Path, path: &str, target: &str) -> io::Result<()> {
    let path = inside(root, path)?;
    std::fs::create_dir_all(path.parent().unwrap_or(root))?;
    #[cfg(unix)]
    std::os::unix::fs::symlink(target, path)?;
    #[cfg(windows)]
    std::os::windows::fs::symlink_file(target, path)?;
    Ok(())
}

/// `path` below `root`: a page that somebody else wrote does not write anywhere else.
fn inside(root: &Path, path: &str) -> io::Result<std::path::PathBuf> {
    let is_plain = |part: std::path::Component| matches!(part, std::path::Component::Normal(_));
    let whole = root.join(path);
    let mut folder = whole.parent();
    // Nor through a link that an earlier block has made.
    while let Some(above) = folder.filter(|above| above.starts_with(root) && *above != root) {
        if above.is_symlink() {
            return Err(io::Error::other(format!("`{path}` leads out of the example's site")));
        }
        folder = above.parent();
    }
    if Path::new(path).components().all(is_plain) && !whole.is_symlink() {
        Ok(whole)
    } else {
        Err(io::Error::other(format!("`{path}` leads out of the example's site")))
    }
}
