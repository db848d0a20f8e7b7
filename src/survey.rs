//! The survey of a site before any of it is judged: its root, its files, its configuration, its layouts.

use std::path::{Component, Path};
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::config::{Candidates, Config, ConfigError, Host, Pattern};
use crate::configured;
use crate::discover::{self, Walk};
use crate::finding::Finding;
use crate::frame;
use crate::judge::{self, Reading};
use crate::overlay::Overlay;
use crate::request::{Change, ChangedFile, Error, Now, Request, known_with};
use crate::schema;
use crate::site::Facts;
use crate::site::document::Kind;
use crate::site::jekyll::config::Files;
use crate::site::jekyll::liquid::SiteLiquid;
use crate::site::jekyll::plugin_code::PluginCode;
use crate::site::jekyll::plugins::Plugins;
use crate::site::jekyll::profile::{Clues, Evidence};
use crate::site::jekyll::{self, Profile, kind};
use crate::site::redirects::Redirects;
use crate::site::settings::Settings;
use crate::site::target::Origin;
use crate::site::unseen::Unseen;
use crate::source::Source;
use crate::source_folder;
use crate::syntax::yaml::{Node, Value};

/// What is known of a site before its files are read.
pub(crate) struct Survey {
    /// The site's root, absolute.
    pub(crate) root: std::path::PathBuf,
    /// Its files.
    pub(crate) walk: Walk,
    /// All that the judging of a file depends on.
    pub(crate) settings: Settings,
    /// What is wrong with `_config.yml`.
    pub(crate) findings: Vec<Finding>,
}

impl Survey {
    /// Surveys the site around what `request` asks for.
    pub(crate) fn of(request: &Request) -> Result<Survey, Error> {
        Survey::over(request, &request.overlay()?)
    }

    /// The same, where the texts of `overlay` stand for files.
    pub(crate) fn over(request: &Request, overlay: &Overlay) -> Result<Survey, Error> {
        let root = request.root()?;
        let own = request.own_rules(&root)?;
        let known = known_with(&own);
        if let Some(message) = request.selections.unknown(&known) {
            return Err(Error::Selection(message));
        }
        let faults = |errors| Error::Config(root.clone(), errors);
        let origins = request.origins(&root)?;
        let mut config = Config::new(&origins, &request.selections, &known).map_err(faults)?;
        let read = |path: &str| match overlay.get(path) {
            Some(source) => Some(source.text.clone()),
            // Offsets stay true where a byte is no UTF-8.
            None => std::fs::read(root.join(path)).ok().map(|bytes| Source::from_bytes(path, bytes).text),
        };
        let found = || Profile::found(&clues(&root));
        let (profile, evidence) = config.profile.map_or_else(found, |profile| (profile, Evidence::Said));
        let jekyll_files = jekyll_files(&root, &config, profile, overlay)?;
        let mut jekyll = jekyll::Config::read(&jekyll_files, profile);
        source_folder::follow(&mut jekyll, &root, evidence);

        let for_walk = jekyll.clone();
        let mut walk = discover::walk(&root, move |folder| enters(&for_walk, folder))
            .map_err(|error| Error::Read(root.clone(), error))?;
        overlay.over(&mut walk.files);
        // What cannot be read elsewhere is no fault of the site.
        walk.unreadable.retain(|(path, _)| jekyll.in_source(path).is_some() || jekyll.leads_to_source(path));
        let folders = request.folder_origins(&root, &walk.files)?;
        if !folders.is_empty() {
            config = Config::with_folders(&origins, &folders, &request.selections, &known).map_err(faults)?;
        }
        let schemas = schema::load(&config.schemas, &root).map_err(faults)?;
        let theme = jekyll
            .theme
            .as_ref()
            .and_then(|theme| frame::gem(&root, &theme.value, &request.gems, read("Gemfile.lock").as_deref()));
        let mut frame = frame::frame(&walk, &jekyll, theme.as_deref(), read);
        frame.includes = frame::includes(&root, &jekyll, theme.as_deref(), overlay);
        let url = jekyll.url.as_ref().map_or("", |url| url.value.as_str());
        let origin = Origin::new(url, &jekyll.baseurl.value);
        let host = config.host.or_else(|| host(&walk, &jekyll, &origin, read));
        let now = request.now.to_utc();
        let (own_plugins, elsewhere) = plugin_texts(&root, &jekyll, evidence);
        let local_plugins = root.join(&*jekyll.from_source("_plugins")).is_dir() || !own_plugins.is_empty();
        let plugins = Plugins::of(&jekyll, read("Gemfile").as_deref(), local_plugins);
        let mut code = PluginCode::read(&own_plugins);
        code.hides_tags |= elsewhere;
        code.hides_filters |= elsewhere;
        let mut liquid = SiteLiquid::of(&jekyll, &plugins, &code, &config.liquid);
        // Where nothing is Jekyll's, another generator may read the files.
        let has = |folder: &&str| root.join(folder).is_dir();
        liquid.is_unknown |= jekyll_files.is_empty() && !["_posts", "_layouts", "_includes", "_drafts"].iter().any(has);
        let own_plugins = if plugins.unknown { writers(&own_plugins) } else { String::new() };
        let has_theme = jekyll.theme.is_some() || jekyll.remote_theme.is_some();
        // `_redirects` is copied with the site; the others are the host's own.
        let hosted = |path: &str| read(&jekyll.from_source(path)).or_else(|| read(path));
        let unseen = Unseen::new(&read(".gitignore").unwrap_or_default(), own_plugins, has_theme)
            .with_redirects(Redirects::read(hosted))
            .with_source(jekyll.source_dir.clone());
        let mentions = config.asks("site-orphan", &known).then(|| mentions(&root, &walk, &jekyll, &jekyll_files));
        let settings = Settings {
            jekyll,
            evidence,
            jekyll_files,
            plugins,
            config,
            origin,
            host,
            now,
            frame,
            theme,
            liquid,
            unseen,
            keeps_all_links: request.site_dir.is_some(),
            mentions,
            schemas,
            own,
            online: request.online.is_some(),
        };
        let findings = configured::findings(&settings, &walk.files);
        Ok(Survey { root, walk, settings, findings })
    }
}

/// A site as it is on the disk, surveyed while somebody still asks what has changed.
pub struct Surveyed(Survey);

impl Surveyed {
    /// Surveys the site around what `request` asks for, whatever has changed.
    ///
    /// # Errors
    /// As for [`check`](crate::check).
    pub fn new(request: &Request) -> Result<Surveyed, Error> {
        Survey::of(request).map(Surveyed)
    }

    /// The survey, if it is that of `change` as well: that touches posts alone, which are on the disk as the change has
    /// them there or not. All else may say what the site is.
    pub(crate) fn over(self, change: &Change) -> Option<Survey> {
        let Surveyed(survey) = self;
        let is_alike = |file: &ChangedFile| {
            let path = discover::relative(&survey.root, &file.path);
            let is_post = matches!(kind::classify(&survey.settings.jekyll, &path).kind, kind::Kind::Post);
            let is_there = survey.walk.files.binary_search_by(|file| (**file).cmp(&path)).is_ok();
            is_post
                && match file.now {
                    Now::OnDisk => true,
                    Now::Is(_) => is_there,
                    Now::Gone => !is_there,
                }
        };
        let holds = change.below(&survey.root).all(is_alike);
        holds.then_some(survey)
    }
}

/// Which files' findings somebody asked for.
pub(crate) struct Wanted<'a> {
    /// Files and folders, relative to the root; empty for the whole site.
    paths: FxHashSet<String>,
    /// Those that count alone of the files in a folder, where only a change is asked for.
    changed: Option<FxHashSet<String>>,
    pub(crate) settings: &'a Settings,
}

impl<'a> Wanted<'a> {
    /// What `request` asks for.
    pub(crate) fn new(root: &Path, request: &Request, settings: &'a Settings) -> Wanted<'a> {
        let mut paths: FxHashSet<String> =
            request.paths.iter().map(|path| discover::relative(root, path).into_owned()).collect();
        // The root itself, or a folder above it, is the whole site.
        if request.paths.iter().any(|path| root.starts_with(path)) {
            paths.clear();
        }
        let files = request.change.as_ref().map(|change| &change.files);
        let changed =
            files.map(|files| files.iter().map(|file| discover::relative(root, &file.path).into_owned()).collect());
        Wanted { paths, changed, settings }
    }

    /// Whether findings about `path` are wanted.
    pub(crate) fn includes(&self, path: &str) -> bool {
        self.names(path) && self.is_ours(path)
    }

    /// Whether the configuration leaves `path` to presscheck at all.
    pub(crate) fn is_ours(&self, path: &str) -> bool {
        !self.settings.config.excludes(path)
    }

    /// Whether `path`, or a folder above it, was asked for.
    pub(crate) fn names(&self, path: &str) -> bool {
        let mut folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        let mut lies_there = || self.paths.is_empty() || folders.any(|folder| self.paths.contains(folder));
        self.paths.contains(path) || self.changed.as_ref().is_none_or(|changed| changed.contains(path)) && lies_there()
    }
}

/// What the site at `root` could be held to, for a first configuration: where its terms seem to have their pages.
///
/// # Errors
/// The site cannot be read.
pub fn candidates(root: &Path) -> Result<Candidates, Error> {
    let Survey { root, walk, settings, .. } = Survey::of(&Request::of_site(root))?;
    let judged: Vec<Box<Facts>> = walk
        .files
        .par_iter()
        .map_init(judge::Buffers::default, |buffers, path| {
            judge::file(&root, path, &settings, None, Reading::Whole, buffers).facts
        })
        .flatten_iter()
        .collect();
    let terms = crate::site::terms::Index::new(&judged, &settings.config);
    let pattern = |uses: &crate::site::terms::Terms| {
        let names: Vec<&str> = uses.uses.keys().map(|term| &**term).collect();
        term_pages(&judged, &names)
    };
    Ok(Candidates {
        category_pages: pattern(&terms.categories),
        tag_pages: pattern(&terms.tags),
        categories: Vec::new(),
    })
}

/// The pattern under which most of `terms` have a page, if at least two and half of them have.
fn term_pages(facts: &[Box<Facts>], terms: &[&str]) -> Option<Pattern> {
    let mut hits: FxHashMap<(&str, &str), usize> = FxHashMap::default();
    let known: FxHashSet<&str> = terms.iter().copied().collect();
    for file in facts.iter().filter(|file| file.document.kind == Kind::Page) {
        let (folder, name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
        let Some((stem, extension)) = name.rsplit_once('.') else { continue };
        if known.contains(stem) && !folder.is_empty() {
            *hits.entry((folder, extension)).or_default() += 1;
        }
    }
    let ((folder, extension), count) =
        hits.into_iter().max_by_key(|(place, count)| (*count, std::cmp::Reverse(*place)))?;
    (count >= 2 && count * 2 >= terms.len()).then(|| Pattern::parse(&format!("{folder}/{{term}}.{extension}")).ok())?
}

/// The configuration files that Jekyll reads: those that `[site] config` names, or the first of its own
/// (`configuration.rb#config_files`).
fn jekyll_files(root: &Path, config: &Config, profile: Profile, overlay: &Overlay) -> Result<Files, Error> {
    let read = |path: &str| match overlay.get(path) {
        Some(source) => Ok(source.text.clone().into_bytes()),
        None => std::fs::read(root.join(path)),
    };
    let Some(named) = &config.jekyll_files else {
        let names: &[&str] = if profile.is_jekyll_3() { &NAMES[..2] } else { &NAMES };
        let found = names.iter().find_map(|&name| Some((name.into(), read(name).ok()?)));
        return Ok(Files::new(found));
    };
    let files = named.value.iter().map(|path| Ok((path.as_str().into(), read(path).map_err(|error| (path, error))?)));
    let files: Result<Vec<_>, (&String, std::io::Error)> = files.collect();
    files.map(Files::new).map_err(|(path, error)| {
        let message = format!("cannot read `{path}`: {error}");
        Error::Config(root.to_path_buf(), vec![ConfigError::new(&named.origin, named.span, message)])
    })
}

const NAMES: [&str; 3] = ["_config.yml", "_config.yaml", "_config.toml"];

/// Whether Jekyll looks into a folder: whatever it would make of a file there.
fn enters(jekyll: &jekyll::Config, folder: &str) -> bool {
    use kind::Reason::{Backup, Destination, Excluded, OutsideSource, Special, TrailingDot};
    let probe = kind::classify(jekyll, &format!("{folder}/2000-01-01-x.x"));
    match probe.reason {
        // The way to the source leads through folders outside of it.
        Some(OutsideSource) => jekyll.leads_to_source(folder),
        reason => !matches!(reason, Some(Backup | Destination | Excluded(_) | Special(_) | TrailingDot)),
    }
}

/// What tells which Jekyll builds the site at `root`.
fn clues(root: &Path) -> Clues {
    let read = |path: &Path| std::fs::read_to_string(path).ok();
    // GitHub builds the root of a repository, or its folder `docs`.
    let is_docs = root.file_name().is_some_and(|name| name == "docs");
    let tops = [Some(root), root.parent().filter(|_| is_docs)];
    let git = |top: &Path| read(&top.join(".git/config")).is_some_and(|text| text.contains("github.com"));
    let workflows = |top: &Path| {
        let files = std::fs::read_dir(top.join(".github/workflows")).into_iter().flatten().flatten();
        files.filter_map(|file| read(&file.path())).collect::<String>()
    };
    Clues {
        lock: read(&root.join("Gemfile.lock")),
        gemfile: read(&root.join("Gemfile")),
        workflows: tops.into_iter().flatten().map(workflows).collect(),
        is_on_github: root.join("CNAME").is_file() || tops.into_iter().flatten().any(git),
        is_plain: root.join(".nojekyll").is_file(),
    }
}

/// The host whose own files the site has; GitHub Pages serves what has its domain, its `CNAME` or its gem. Of any other
/// site, and of one with signs of several, only its owner knows.
fn host(walk: &Walk, jekyll: &jekyll::Config, origin: &Origin, read: impl Fn(&str) -> Option<String>) -> Option<Host> {
    let has = |name: &str| walk.files.binary_search_by(|file| (**file).cmp(name)).is_ok();
    let has_cname = has("CNAME") || has(&jekyll.from_source("CNAME"));
    let by_github = jekyll.profile == Profile::GitHubPages || origin.host.ends_with(".github.io") || has_cname;
    let vercel = read("vercel.json");
    let found = [
        (by_github, Some(Host::GithubPages)),
        (has("netlify.toml") || origin.host.ends_with(".netlify.app"), Some(Host::Netlify)),
        (has("wrangler.toml") || has("wrangler.jsonc") || origin.host.ends_with(".pages.dev"), Some(Host::Cloudflare)),
        // With that switch it finds what others find, too.
        (vercel.is_some(), Some(Host::Vercel).filter(|_| vercel.is_some_and(|text| !text.contains("cleanUrls")))),
    ];
    let mut signs = found.into_iter().filter(|(is_there, _)| *is_there).map(|(_, host)| host);
    signs.next().filter(|_| signs.next().is_none()).flatten()
}

/// The text of all that may print a link on a page of the site.
fn mentions(root: &Path, walk: &Walk, jekyll: &jekyll::Config, files: &Files) -> String {
    let is_frame =
        |path: &&Arc<str>| matches!(kind::classify(jekyll, path).kind, kind::Kind::Layout | kind::Kind::Include);
    let folder = jekyll.from_source(jekyll.data_dir.trim_matches('/'));
    let data = ignore::Walk::new(root.join(&*folder)).flatten().map(ignore::DirEntry::into_path);
    let paths = walk.files.iter().filter(is_frame).map(|path| root.join(&**path)).chain(data);
    std::iter::once(files.text().to_owned())
        .chain(paths.filter_map(|path| std::fs::read_to_string(path).ok()))
        .collect()
}

/// The texts of the Ruby files under `_plugins` of the source, or where `plugins_dir` says, from the root; none where
/// Jekyll loads none. With it, whether there may be some outside of the site.
fn plugin_texts(root: &Path, jekyll: &jekyll::Config, evidence: Evidence) -> (Vec<String>, bool) {
    let is_safe = jekyll.get("safe").is_some_and(|(_, safe)| safe.value == Value::Bool(true));
    // Whose Gemfile has GitHub's gem builds the site by himself, perhaps without asking that gem.
    let by_github = jekyll.profile == Profile::GitHubPages && !matches!(evidence, Evidence::Lock | Evidence::Gemfile);
    if by_github || is_safe {
        return (Vec::new(), false);
    }
    let named = jekyll.get("plugins_dir").map(|(_, folders)| folders);
    let default = &*jekyll.from_source("_plugins");
    let mut folders: Vec<&str> = match named.map(|folders| (&folders.value, folders.as_str())) {
        Some((_, Some(folder))) if folder != "_plugins" => vec![folder],
        Some((Value::Sequence(folders), _)) => folders.iter().filter_map(Node::as_str).collect(),
        _ => vec![default],
    };
    let count = folders.len();
    folders.retain(|folder| {
        Path::new(folder).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
    });
    let elsewhere = folders.len() < count;
    let files = folders.into_iter().flat_map(|folder| ignore::Walk::new(root.join(folder)).flatten());
    let ruby = files.filter(|entry| entry.path().extension().is_some_and(|extension| extension == "rb"));
    (ruby.filter_map(|entry| std::fs::read_to_string(entry.path()).ok()).collect(), elsewhere)
}

/// Those plugins that may write to the site: they make pages or files, or open them.
fn writers(plugins: &[String]) -> String {
    let makers = ["Page", "StaticFile", "FileUtils", "File.write", "File.open", "File.binwrite", "File.new"];
    plugins.iter().filter(|text| makers.iter().any(|maker| text.contains(maker))).map(String::as_str).collect()
}
