//! What stands around every page: the layouts and includes of the site, and those of its theme where that is installed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::discover::{Walk, relative};
use crate::overlay::Overlay;
use crate::site::jekyll::{Config, kind};
use crate::site::settings::Frame;

/// The layouts of jekyll-theme-primer 0.6.0. They have no id, and ask for nothing but the title.
const PRIMER: [&str; 4] = ["default", "home", "page", "post"];

/// Reads the layouts and includes of `walk` with `read`, and those of the theme in `theme`, a folder.
pub(crate) fn frame(
    walk: &Walk,
    jekyll: &Config,
    theme: Option<&Path>,
    read: impl Fn(&str) -> Option<String>,
) -> Frame {
    let is_foreign = jekyll.theme.is_some() && theme.is_none() || jekyll.remote_theme.is_some();
    let mut frame = Frame { has_theme: is_foreign, ..Frame::default() };
    for path in jekyll.framing(&walk.files) {
        add(&mut frame, jekyll, path, || read(path));
    }
    if jekyll.has_default_theme() {
        frame.layouts.extend(PRIMER.map(str::to_owned));
    }
    let Some(theme) = theme else { return frame };
    // A theme's folders have Jekyll's own names (`theme.rb`); the site's file of one name counts alone.
    for folder in ["_layouts", "_includes"] {
        for entry in ignore::WalkBuilder::new(theme.join(folder)).standard_filters(false).build().flatten() {
            let path = relative(theme, entry.path());
            if walk.files.binary_search_by(|file| (**file).cmp(&*path)).is_err() {
                let folders = Config::parse("", jekyll.profile);
                let theirs = Config { dialect: jekyll.dialect.clone(), ..folders };
                add(&mut frame, &theirs, &path, || std::fs::read_to_string(entry.path()).ok());
            }
        }
    }
    frame
}

/// The files that `include` finds: of the site, whatever git thinks of them, with the texts of `overlay`, and of the
/// theme.
pub(crate) fn includes(root: &Path, jekyll: &Config, theme: Option<&Path>, overlay: &Overlay) -> FxHashSet<String> {
    let folder = &*jekyll.from_source(jekyll.includes_dir.trim_matches('/'));
    let files_in = |folder: &Path| {
        let walk = ignore::WalkBuilder::new(folder).standard_filters(false).follow_links(true).build();
        let files = walk.flatten().filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()));
        files.map(|entry| relative(folder, entry.path()).into_owned()).collect::<Vec<_>>()
    };
    let mut own: Vec<Arc<str>> =
        files_in(&root.join(folder)).into_iter().map(|name| format!("{folder}/{name}").into()).collect();
    own.sort_unstable();
    overlay.over(&mut own);
    let own = own.iter().filter_map(|path| Some(path.strip_prefix(folder)?.strip_prefix('/')?.to_owned()));
    own.chain(theme.iter().flat_map(|theme| files_in(&theme.join("_includes")))).collect()
}

fn add(frame: &mut Frame, jekyll: &Config, path: &str, read: impl FnOnce() -> Option<String>) {
    let layout = kind::layout_name(jekyll, path);
    if let Some(name) = layout {
        frame.layouts.insert(name.to_owned());
        if let Some(text) = read() {
            frame.add_layout(name, &text);
        }
        return;
    }
    if !matches!(kind::classify(jekyll, path).kind, kind::Kind::Include) {
        return;
    }
    if let Some(text) = read() {
        let path = jekyll.source_path(path);
        let name = path.strip_prefix(&*jekyll.includes_dir).unwrap_or(path).trim_start_matches('/');
        frame.add_include(name, &text, &jekyll.dialect);
    }
}

/// Where the gem `name` is installed: in `vendor/bundle` of the site, or in one of `folders`, which hold `NAME-VERSION`.
/// Of several versions the one in the lock file, or the highest.
pub(crate) fn gem(root: &Path, name: &str, folders: &[PathBuf], lock: Option<&str>) -> Option<PathBuf> {
    let rubies = std::fs::read_dir(root.join("vendor/bundle/ruby")).into_iter().flatten().flatten();
    let bundled: Vec<PathBuf> = rubies.map(|ruby| ruby.path().join("gems")).collect();
    let locked = lock.and_then(|lock| version(lock, name));
    let entries = bundled.iter().chain(folders).filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten();
    let versions = entries.filter_map(|entry| {
        let folder = entry.file_name();
        let version = folder.to_str()?.strip_prefix(name)?.strip_prefix('-')?;
        version.starts_with(|c: char| c.is_ascii_digit()).then(|| (numbers(version), version.to_owned(), entry.path()))
    });
    let wanted = versions.filter(|(_, version, _)| locked.is_none_or(|locked| locked == version));
    wanted.max().map(|(_, _, path)| path).filter(|path| path.join("_layouts").is_dir())
}

/// The version of a gem in the text of a `Gemfile.lock`: `    minima (2.5.1)`.
fn version<'a>(lock: &'a str, name: &str) -> Option<&'a str> {
    lock.lines().find_map(|line| line.strip_prefix("    ")?.strip_prefix(name)?.strip_prefix(" (")?.strip_suffix(')'))
}

/// A version as numbers, to compare.
fn numbers(version: &str) -> Vec<u32> {
    version.split('.').map(|part| part.parse().unwrap_or(0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(root: &Path, file: &str, text: &str) {
        std::fs::create_dir_all(root.join(file).parent().unwrap()).unwrap();
        std::fs::write(root.join(file), text).unwrap();
    }

    #[test]
    fn the_locked_version_or_the_highest() {
        let dir = tempfile::tempdir().unwrap();
        let folders = [dir.path().join("a/gems"), dir.path().join("b/gems")];
        for gem in ["a/gems/minima-2.9.1", "b/gems/minima-2.10.0", "b/gems/minima-reboot-9.0", "a/gems/bare-1.0"] {
            let layout = if gem.contains("bare") { "README" } else { "_layouts/post.html" };
            write(dir.path(), &format!("{gem}/{layout}"), "");
        }
        let found = |name: &str, lock: Option<&str>| {
            gem(dir.path(), name, &folders, lock).map(|path| relative(dir.path(), &path).into_owned())
        };
        assert_eq!(found("minima", None).as_deref(), Some("b/gems/minima-2.10.0"));
        let lock = "GEM\n  specs:\n    minima (2.9.1)\n      jekyll (>= 3.5)\n";
        assert_eq!(found("minima", Some(lock)).as_deref(), Some("a/gems/minima-2.9.1"));
        assert_eq!(found("minima", Some("    minima (3.0)\n")), None);
        assert_eq!(found("bare", None), None);
        write(dir.path(), "vendor/bundle/ruby/3.2.0/gems/minima-11.0/_layouts/x.html", "");
        assert_eq!(found("minima", None).as_deref(), Some("vendor/bundle/ruby/3.2.0/gems/minima-11.0"));
    }

    #[test]
    fn the_layouts_of_a_theme_are_known() {
        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), "theme/_layouts/post.html", "<h1 id=theirs>{{ page.subtitle }}</h1>");
        write(dir.path(), "theme/_layouts/home.html", "<p id=hidden>");
        write(dir.path(), "theme/_includes/head.html", "<b id=head>");
        let walk = Walk { files: vec!["_layouts/home.html".into()], ..Walk::default() };
        let jekyll = Config::parse("theme: t", crate::site::jekyll::Profile::Jekyll4);
        let frame = frame(&walk, &jekyll, Some(&dir.path().join("theme")), |_| Some("<p id=own>".to_owned()));
        let has = |layout: &str| ["head", "own", "theirs", "hidden"].map(|id| frame.has_id(Some(layout), id));
        assert_eq!((has("home"), has("post")), ([true, true, false, false], [true, false, true, false]));
        assert!(!frame.has_theme && frame.has_id(None, "head") && !frame.has_id(None, "own"));
        assert!(frame.layouts.contains("post") && frame.layouts.contains("home") && frame.keys.contains("subtitle"));
    }

    #[test]
    fn an_include_is_known_unless_it_brings_ids() {
        let files = [
            ("box.html", "<p id=box title='{{ x }}'>{{ include.text }}</p>"),
            ("said.md", "{{ x | escape }} {% comment %}{% include heading.md %}{% endcomment %}"),
            ("heading.md", "## 乙"),
            ("list.md", "- x\n{: #items}"),
            ("data.html", "{{ site.data.x.html }}"),
            ("a/outer.html", "{% include box.html %}{% include a/inner.html %}"),
            ("a/inner.html", "{% include a/outer.html %}"),
            ("far.html", "{% include a/near.html %}"),
            ("a/near.html", "{% include heading.md %}"),
            ("gone.html", "{% include none.html %}"),
        ];
        let text =
            |path: &str| files.iter().find(|(name, _)| path == format!("_includes/{name}")).map(|(_, text)| *text);
        let mut walk = Walk {
            files: files.iter().map(|(name, _)| format!("_includes/{name}").into()).collect(),
            ..Walk::default()
        };
        walk.files.sort();
        let jekyll = Config::parse("", crate::site::jekyll::Profile::Jekyll4);
        let frame = frame(&walk, &jekyll, None, |path| text(path).map(str::to_owned));
        let known: Vec<&str> = files.iter().map(|(name, _)| *name).filter(|name| frame.knows_include(name)).collect();
        assert_eq!(known, ["box.html", "said.md", "a/outer.html", "a/inner.html"]);
    }

    #[test]
    fn github_pages_has_a_theme_of_its_own() {
        let layouts = |text: &str| {
            let jekyll = Config::parse(text, crate::site::jekyll::Profile::GitHubPages);
            let frame = frame(&Walk::default(), &jekyll, None, |_| None);
            (frame.layouts.len(), frame.has_theme)
        };
        assert_eq!(layouts("title: x"), (4, false));
        assert_eq!(layouts("theme:"), (0, false));
        assert_eq!(layouts("theme: jekyll-theme-slate"), (0, true));
    }
}
