//! Judging: one file at a time against its rules, then its facts against the site. A rule that fails hides nothing
//! else.

use std::fs::File;
use std::hash::Hasher;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHasher;

use crate::finding::{Finding, Label, Level};
use crate::page::{Page, Unreadable};
use crate::rule::{Rule, Sink};
use crate::rules::{Entry, Indexed, Subject, Subjects, by_subject, registry, site_rules};
use crate::site::jekyll::kind;
use crate::site::jekyll::permalink;
use crate::site::settings::Settings;
use crate::site::{Facts, Site};
use crate::source::{Source, Span};
use crate::syntax::front_matter::{self, Cut};

/// The longest file that is judged, in bytes. Longer ones are no writing.
const LONGEST: u64 = 64 << 20;

/// Files that never hold front matter, by extension.
const BINARY: &[&str] = &[
    "jpg", "jpeg", "png", "gif", "webp", "avif", "ico", "bmp", "tif", "tiff", "heic", "mp3", "mp4", "m4a", "m4v",
    "mov", "avi", "webm", "ogg", "wav", "flac", "pdf", "zip", "gz", "tgz", "bz2", "xz", "7z", "rar", "woff", "woff2",
    "ttf", "otf", "eot", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "psd", "wasm", "jar", "exe", "dmg", "apk",
];

/// Memory that a thread reuses from file to file.
#[derive(Debug, Default)]
pub(crate) struct Buffers {
    text: Vec<u8>,
    path: PathBuf,
    /// The front matter with which the text ends.
    header: Option<Cut>,
}

impl Buffers {
    /// What tells the text of the last file from any other.
    pub(crate) fn mark(&self) -> u64 {
        mark(&self.text)
    }
}

/// What tells one text from another that somebody has made of it since.
pub(crate) fn mark(text: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text);
    hasher.finish()
}

/// How much of a file is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Reading {
    /// All of it, and somebody wants its findings.
    Judged,
    /// All of it, for what others have to do with it.
    Whole,
    /// Its front matter, which says where it is published.
    Header,
}

/// What comes of one file.
#[derive(Debug, Default)]
pub(crate) struct Judged {
    /// Of content: what the site needs to know of it.
    pub(crate) facts: Option<Box<Facts>>,
    /// Where a static file is copied to.
    pub(crate) copied: Vec<Box<str>>,
    /// What its rules say.
    pub(crate) findings: Vec<Finding>,
}

/// Reads and judges the file at `path`, relative to `root`. `given` stands for the
/// file on the disk.
pub(crate) fn file(
    root: &Path,
    path: &Arc<str>,
    settings: &Settings,
    given: Option<&Source>,
    reading: Reading,
    buffers: &mut Buffers,
) -> Judged {
    let report = reading == Reading::Judged;
    let place = &kind::classify(&settings.jekyll, path);
    let by_header = matches!(place.kind, kind::Kind::ByHeader(_));
    let is_post = matches!(place.kind, kind::Kind::Post | kind::Kind::Draft);
    if !by_header && !is_post {
        return passed_over(root, path, place, settings, given, report, buffers);
    }
    if by_header && given.is_none() && is_binary(path) {
        return Judged { copied: copied_to(path, place, settings), ..Judged::default() };
    }
    buffers.header = None;
    let unreadable = if let Some(source) = given {
        buffers.text.clear();
        buffers.text.extend_from_slice(source.text.as_bytes());
        None
    } else {
        let part = if by_header && !is_hypertext(path) { Part::IfHeader } else { Part::All };
        read(root, path, if reading == Reading::Header { Part::Header } else { part }, buffers).err()
    };
    let buffer = &buffers.text;
    if let Some(reason) = unreadable {
        return guarded(path, settings, report, || {
            Page::unreadable(path, place, Unreadable::NotRead(reason), settings)
        });
    }
    let header = buffer.starts_with(b"---") || buffer.starts_with(b"\xEF\xBB\xBF---");
    let copied = if by_header && !header { copied_to(path, place, settings) } else { Vec::new() };
    let is_judged =
        || (report && is_hypertext(path)) || settings.plugins.makes_page(&settings.jekyll, path, place.kind);
    if by_header && !header && !is_judged() {
        return Judged { copied, ..Judged::default() };
    }
    let mut judged = match simdutf8::compat::from_utf8(buffer) {
        Ok(text) if reading == Reading::Header => {
            guarded(path, settings, false, || Page::header(path, place, text, buffers.header, settings))
        }
        Ok(text) => guarded(path, settings, report, || Page::new(path, place, text, settings)),
        Err(_) if by_header && !header => Judged::default(),
        Err(error) => {
            let start = error.valid_up_to();
            let span = Span::new(start, start + error.error_len().unwrap_or(buffer.len() - start));
            guarded(path, settings, report, || Page::unreadable(path, place, Unreadable::NotUtf8(span), settings))
        }
    };
    if judged.copied.is_empty() {
        judged.copied = copied;
    }
    judged
}

/// Judges one file's facts in the light of the whole site.
pub(crate) fn in_site(facts: &Facts, site: &Site) -> Vec<Finding> {
    in_site_with(facts, site, |_| true)
}

/// The same by some of the rules, which `asks` picks by name.
pub(crate) fn in_site_with(facts: &Facts, site: &Site, asks: impl Fn(&str) -> bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    let levels = site.settings.config.levels(&facts.path);
    let judged = catch_unwind(AssertUnwindSafe(|| {
        for (entry, level) in on(site_rules(), &levels).filter(|(entry, _)| asks(entry.meta.name)) {
            entry.rule.site(facts, site, &mut Sink::new(entry.meta.name, level, &facts.path, &mut findings));
        }
    }));
    if judged.is_err() {
        findings.push(internal_error(&facts.path));
    }
    findings
}

/// Judges the links of a layout or an include in the light of the whole site.
pub(crate) fn in_frame(facts: &Facts, site: &Site) -> Vec<Finding> {
    let mut findings = Vec::new();
    let levels = site.settings.config.levels(&facts.path);
    let judged = catch_unwind(AssertUnwindSafe(|| {
        for (entry, level) in on(site_rules(), &levels).filter(|(entry, _)| entry.rule.reads_frame()) {
            entry.rule.site(facts, site, &mut Sink::new(entry.meta.name, level, &facts.path, &mut findings));
        }
    }));
    if judged.is_err() {
        findings.push(internal_error(&facts.path));
    }
    findings
}

/// Those of `rules` that are on, by `levels`, each with its own.
fn on(rules: &'static [Indexed], levels: &[Level]) -> impl Iterator<Item = (&'static Entry, Level)> {
    let all = rules.iter().filter_map(|(index, entry)| Some((*entry, *levels.get(*index)?)));
    all.filter(|(_, level)| *level > Level::Off)
}

/// A finding that one of our own rules failed.
fn internal_error(path: &Arc<str>) -> Finding {
    Finding {
        rule: "internal-error",
        level: Level::Error,
        message: "presscheck failed on this file; its other findings may be missing".to_owned(),
        labels: vec![Label { path: Arc::clone(path), span: Span::default(), text: String::new() }],
        help: Some("please report it, with the file if you can".to_owned()),
        fix: None,
    }
}

/// Parses and judges a file; whatever fails there is a finding about that file.
fn guarded<'a>(path: &Arc<str>, settings: &'a Settings, report: bool, parse: impl FnOnce() -> Page<'a>) -> Judged {
    let reduced = || {
        // A page is large: it stays where it is made.
        let page = parse();
        let mut judged = Judged::default();
        if report
            && catch_unwind(AssertUnwindSafe(|| page_with(&page, settings, &mut judged.findings, |_| true))).is_err()
        {
            judged.findings.push(internal_error(path));
        }
        if page.document.is_content() {
            judged.facts = Some(Box::new(page.into_facts()));
        } else if let Some(output) = &page.document.output {
            judged.copied.push(output.dest.as_str().into());
        }
        judged
    };
    let failed = |_| Judged { findings: vec![internal_error(path)], ..Judged::default() };
    catch_unwind(AssertUnwindSafe(reduced)).unwrap_or_else(failed)
}

/// Judges a page by some of the rules, which `asks` picks by name.
pub(crate) fn page_with(page: &Page, settings: &Settings, findings: &mut Vec<Finding>, asks: impl Fn(&str) -> bool) {
    let levels = settings.config.levels(page.path);
    let has = Subject::of(page);
    for (rules, _) in by_subject().iter().zip(has).filter(|(_, has)| *has) {
        for (entry, level) in on(rules, &levels).filter(|(entry, _)| asks(entry.meta.name)) {
            entry.rule.page(page, &mut Sink::new(entry.meta.name, level, page.path, findings));
        }
    }
    debug_assert_eq!(unasked(page, has), [], "what they look at is there");
    let own = settings.own.iter().zip(levels.iter().skip(registry().len()));
    for (own, level) in own.filter(|(_, level)| **level > Level::Off && page.unreadable.is_none()) {
        own.rule.page(page, &mut Sink::new(own.meta.name, *level, page.path, findings));
    }
}

/// What those rules find on a page that are not asked, since there is nothing for them to look at.
fn unasked(page: &Page, has: Subjects) -> Vec<Finding> {
    let mut findings = Vec::new();
    let is_page = has[Subject::Page as usize];
    let unasked = by_subject().iter().zip(has).filter(|(_, has)| is_page && !*has);
    for (_, entry) in unasked.flat_map(|(rules, _)| rules) {
        entry.rule.page(page, &mut Sink::new(entry.meta.name, Level::Warn, page.path, &mut findings));
    }
    findings
}

/// A file that Jekyll does not read as content: only its name can be wrong. Its text tells what the name should be.
fn passed_over(
    root: &Path,
    path: &Arc<str>,
    place: &kind::Place,
    settings: &Settings,
    given: Option<&Source>,
    report: bool,
    buffers: &mut Buffers,
) -> Judged {
    if !report || !matches!(place.reason, Some(kind::Reason::NotPostName)) || is_binary(path) {
        return Judged::default();
    }
    let text = match given {
        Some(source) => &source.text,
        None => match read(root, path, Part::All, buffers) {
            Ok(()) => std::str::from_utf8(&buffers.text).unwrap_or(""),
            Err(_) => "",
        },
    };
    let mut judged = guarded(path, settings, report, || Page::new(path, place, text, settings));
    judged.facts = None;
    judged
}

/// Where a file without front matter goes. Plugins, and GitHub Pages by itself, turn Markdown without front matter into
/// pages; nothing is reported of links to those either.
fn copied_to(path: &str, place: &kind::Place, settings: &Settings) -> Vec<Box<str>> {
    let kind::Kind::ByHeader(collection) = place.kind else { return Vec::new() };
    if collection.is_some_and(|collection| !collection.output) {
        return Vec::new();
    }
    let path = settings.jekyll.source_path(path);
    let mut places: Vec<Box<str>> = Vec::new();
    if let Ok(output) = permalink::static_file(&settings.jekyll, path, collection) {
        places.push(output.dest.into());
    }
    if let Some(stem) = path.strip_suffix(".md").or_else(|| path.strip_suffix(".markdown")) {
        places.push(format!("{stem}.html").into());
        if let Some(folder) = stem.strip_suffix("README") {
            places.push(format!("{folder}index.html").into());
        }
    }
    places
}

fn extension(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase()
}

fn is_binary(path: &str) -> bool {
    BINARY.contains(&extension(path).as_str())
}

/// Files that people write as pages.
fn is_hypertext(path: &str) -> bool {
    matches!(extension(path).as_str(), "md" | "markdown" | "html" | "htm")
}

/// What of a file is read from the disk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    All,
    /// All, or a few bytes of one that does not begin with `---`.
    IfHeader,
    /// The front matter, where it has an end.
    Header,
}

/// Front matter is seldom longer, in bytes.
const USUAL_HEADER: u64 = 2048;

/// Reads a file, or part of it, into `buffers.text`.
fn read(root: &Path, path: &str, part: Part, buffers: &mut Buffers) -> Result<(), String> {
    let Buffers { text: buffer, path: whole, header } = buffers;
    buffer.clear();
    whole.as_mut_os_string().clear();
    whole.push(root);
    whole.push(path);
    let mut file = File::open(whole).map_err(|error| reason(&error))?;
    if part != Part::All {
        let first = if part == Part::Header { USUAL_HEADER } else { 8 };
        file.by_ref().take(first).read_to_end(buffer).map_err(|error| reason(&error))?;
        if !buffer.starts_with(b"---") && !buffer.starts_with(b"\xEF\xBB\xBF---") {
            return Ok(());
        }
        if part == Part::Header
            && let Some(cut) = front_matter::ends_in(buffer)
        {
            buffer.truncate(cut.body());
            *header = Some(cut);
            return Ok(());
        }
    }
    file.take(LONGEST + 1).read_to_end(buffer).map_err(|error| reason(&error))?;
    if buffer.len() as u64 > LONGEST {
        buffer.clear();
        return Err(format!("it has more than {} MB", LONGEST >> 20));
    }
    Ok(())
}

fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "it is no longer there".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission was denied".to_owned(),
        _ => error.to_string(),
    }
}

/// A place of the walk that could not be read at all.
pub(crate) fn unreadable(path: &Arc<str>, reason: &str, settings: &Settings) -> Judged {
    let place = &kind::classify(&settings.jekyll, path);
    guarded(path, settings, true, || Page::unreadable(path, place, Unreadable::NotRead(reason.to_owned()), settings))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::Request;
    use crate::survey::Survey;

    #[test]
    fn a_file_that_vanishes_between_walk_and_read_is_a_finding() {
        let dir = tempfile::tempdir().unwrap();
        let survey = Survey::of(&Request::of_site(dir.path())).unwrap();
        let path: Arc<str> = "_posts/2024-01-02-gone.md".into();
        let judged = file(&survey.root, &path, &survey.settings, None, Reading::Judged, &mut Buffers::default());
        let found: Vec<_> = judged.findings.iter().map(|finding| (finding.rule, &**finding.path())).collect();
        assert_eq!(found, [("file-unreadable", "_posts/2024-01-02-gone.md")]);
        assert!(judged.findings[0].message.contains("no longer there"));
    }
}
