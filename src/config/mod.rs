//! What a site asks of presscheck: `presscheck.toml`, what the command line lays over it, and how loud each rule is
//! where.

mod closest;
mod error;
mod extends;
mod find;
mod idle;
mod json_schema;
mod keys;
mod levels;
pub mod online;
mod pattern;
mod read;
mod said;
mod starter;

use std::path::PathBuf;
use std::sync::Arc;

use globset::GlobSet;

use crate::schema::Written;
use crate::site::jekyll::Profile;
use crate::source::{Source, Span};
use crate::syntax::front_matter::Foreign;

pub use closest::closest;
pub use error::ConfigError;
pub use extends::{extended, home, resolve};
pub use find::{NAMES, find, in_folders};
pub use idle::{Idle, IdleKind};
pub use json_schema::json_schema;
pub use levels::{Known, Selection, Selections};
pub use pattern::Pattern;
pub use said::Said;
pub(crate) use starter::basic_string;
pub use starter::{Candidates, starter};

use levels::{Layer, Levels};

/// A value and where it is set, for a label "set here".
#[derive(Clone, Debug)]
pub struct Set<T> {
    /// The value.
    pub value: T,
    /// Bytes in `origin`.
    pub span: Span,
    /// The configuration file, or the argument of `--config`.
    pub origin: Arc<Source>,
}

/// A whole, valid configuration.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where all this comes from, the weakest first: paths as they are shown, and `--config`.
    pub origins: Vec<String>,
    /// How the site is built; found out from the site where absent.
    pub profile: Option<Profile>,
    /// The files of Jekyll's own configuration, where they are not the usual one; relative to the site's root.
    pub jekyll_files: Option<Set<Vec<String>>>,
    /// How the web server resolves paths without an extension.
    pub host: Option<Host>,
    /// Whether nobody else publishes under the site's host.
    pub whole_host: bool,
    /// The site's categories.
    pub categories: Taxonomy,
    /// The site's tags.
    pub tags: Taxonomy,
    /// Names of the site's Liquid beside those that presscheck finds itself.
    pub liquid: LiquidNames,
    /// Where the site's links stand beside the places where browsers look.
    pub links: LinkSources,
    /// How external links are asked for, with `--online`.
    pub online: Arc<online::Online>,
    /// Options of single rules.
    pub options: Options,
    /// The file with the findings that are held back, seen from the folder of the file that names it.
    pub baseline: Option<Set<String>>,
    /// What is asked of front matter.
    pub schemas: Vec<Written>,
    /// The forms of front matter that the site has beside YAML, for schemas alone: Jekyll reads none of them.
    pub foreign: Vec<Foreign>,
    /// Every setting that a file or an argument gives, in their order.
    pub said: Vec<Said>,
    /// Files that are not judged; they still exist for links. Paths are relative to the site's root, with `/`.
    exclude: GlobSet,
    folder_excludes: Vec<GlobSet>,
    known: Vec<Known>,
    layers: Vec<Layered>,
    levels: Levels,
}

/// A configuration that was read, and where it stands.
#[derive(Clone, Debug)]
struct Layered {
    source: Arc<Source>,
    layer: Layer,
}

/// Who serves the site, and so how a path finds its file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Host {
    /// GitHub Pages.
    GithubPages,
    /// Netlify.
    Netlify,
    /// Cloudflare Pages, or a Worker's static assets.
    Cloudflare,
    /// Vercel without `cleanUrls`.
    Vercel,
    /// nginx with its usual `index`, without `try_files`.
    Nginx,
    /// A store of files: a path is a file, and only what ends in `/` is looked up as a folder.
    Plain,
}

impl Host {
    /// Every host, by its name in the configuration.
    pub const ALL: [(&str, Host); 6] = [
        ("github-pages", Host::GithubPages),
        ("netlify", Host::Netlify),
        ("cloudflare", Host::Cloudflare),
        ("vercel", Host::Vercel),
        ("nginx", Host::Nginx),
        ("none", Host::Plain),
    ];

    /// Its name in the configuration.
    pub fn name(self) -> &'static str {
        Host::ALL.iter().find(|(_, host)| *host == self).map_or("", |(name, _)| name)
    }
}

/// What is known of one taxonomy.
#[derive(Clone, Debug, Default)]
pub struct Taxonomy {
    /// Each term in use has this page, and each such page is a term's.
    pub pages: Option<Set<Pattern>>,
    /// The only terms that may be used.
    pub allowed: Option<Set<Vec<String>>>,
}

/// What plugins bring to a site's Liquid. A list that is given is the whole of it: any other name is unknown then.
#[derive(Clone, Debug, Default)]
pub struct LiquidNames {
    /// Tags.
    pub tags: Option<Vec<String>>,
    /// Filters.
    pub filters: Option<Vec<String>>,
    /// Variables that every page has.
    pub variables: Option<Vec<String>>,
}

/// Where links stand that only a site's own layouts and scripts know of.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LinkSources {
    /// Keys of the front matter, `header.image` for one in another; those that known plugins read where absent.
    pub front_matter: Option<Vec<String>>,
    /// Keys of data files.
    pub data: Vec<String>,
    /// Attributes of any element, such as `data-src`.
    pub attributes: Vec<String>,
}

/// Options of single rules, each with its default.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Options {
    /// `date-format.pattern`: what a date must look like, as `strftime` writes it.
    pub date_format: String,
    /// `category-missing.share`: percent of the posts that must have a category before one without is reported.
    pub category_share: u8,
    /// `a11y-img-alt.share`: percent of the site's images that must have a text before one without is reported.
    pub alt_share: u8,
    /// `html-obsolete.share`: percent of the site's pages that may have something obsolete before it counts as meant.
    pub obsolete_share: u8,
    /// `asset-too-large.limit`: kilobytes of 1000 bytes that a file may have which a page loads.
    pub asset_limit: u32,
    /// `link-insecure.hosts`: other hosts that are known to answer to `https`.
    pub secure_hosts: Vec<String>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            date_format: "%Y-%m-%d %H:%M:%S %z".to_string(),
            category_share: 95,
            alt_share: 95,
            obsolete_share: 2,
            asset_limit: 2000,
            secure_hosts: Vec::new(),
        }
    }
}

impl Options {
    /// Each with its dotted name, as it would be written in a configuration.
    pub fn rows(&self) -> Vec<(String, String)> {
        let hosts: Vec<String> = self.secure_hosts.iter().map(|host| format!("{host:?}")).collect();
        let rows = [
            ("rules.a11y-img-alt.share", self.alt_share.to_string()),
            ("rules.asset-too-large.limit", self.asset_limit.to_string()),
            ("rules.category-missing.share", self.category_share.to_string()),
            ("rules.date-format.pattern", format!("{:?}", self.date_format)),
            ("rules.html-obsolete.share", self.obsolete_share.to_string()),
            ("rules.link-insecure.hosts", format!("[{}]", hosts.join(", "))),
        ];
        rows.map(|(name, value)| (name.to_owned(), value)).to_vec()
    }
}

/// Where a configuration comes from, the weakest first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Origin {
    /// A file that was read: its path as it is shown, and its contents.
    File(PathBuf, Vec<u8>),
    /// The argument of `--config key=value`.
    Argument(String),
}

impl Origin {
    fn source(&self) -> Result<Source, ConfigError> {
        match self {
            Origin::Argument(text) => Ok(Source::new("--config", text.clone())),
            Origin::File(path, bytes) => {
                let shown = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
                let source = Source::from_bytes(shown, bytes.clone());
                match std::str::from_utf8(bytes) {
                    Ok(_) => Ok(source),
                    Err(error) => Err(ConfigError::not_utf8(&Arc::new(source), error.valid_up_to())),
                }
            }
        }
    }
}

impl Config {
    /// Lays `origins` over the defaults, and `selections` of the command line over those. `known` are the rules in the
    /// order in which levels are given out.
    ///
    /// # Errors
    /// Every fault in every origin, in order; a configuration with a fault is not used.
    pub fn new(origins: &[Origin], selections: &Selections, known: &[Known]) -> Result<Config, Vec<ConfigError>> {
        Config::with_folders(origins, &[], selections, known)
    }

    /// The same, with what the configurations of folders below the site's root say, each for its folder (relative to the
    /// root, with `/`), the outer before the inner.
    ///
    /// # Errors
    /// As for [`Config::new`].
    pub fn with_folders(
        origins: &[Origin],
        folders: &[(String, Vec<Origin>)],
        selections: &Selections,
        known: &[Known],
    ) -> Result<Config, Vec<ConfigError>> {
        let (mut settings, mut errors, mut said) = (read::Settings::default(), Vec::new(), Vec::new());
        let mut layers = Vec::new();
        let of_site = origins.iter().map(|origin| (None, origin));
        let of_folders = folders
            .iter()
            .flat_map(|(folder, origins)| origins.iter().map(move |origin| (Some(folder.as_str()), origin)));
        for (folder, origin) in of_site.chain(of_folders) {
            let source = match origin.source() {
                Ok(source) => Arc::new(source),
                Err(error) => {
                    errors.push(error);
                    continue;
                }
            };
            let layer = read::layer(&source, folder, known, &mut settings, &mut errors);
            said.extend(said::all(&source, folder));
            layers.push(Layered { source, layer });
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(Config::of(settings, said, layers, selections, known))
    }

    /// The defaults, for tests and for a site without a configuration.
    pub fn defaults(known: &[Known]) -> Config {
        Config::of(read::Settings::default(), Vec::new(), Vec::new(), &Selections::default(), known)
    }

    fn of(
        settings: read::Settings,
        said: Vec<Said>,
        layers: Vec<Layered>,
        selections: &Selections,
        known: &[Known],
    ) -> Config {
        let levels = Levels::new(known, layers.iter().map(|layered| &layered.layer), selections);
        Config {
            origins: layers.iter().map(|layered| layered.source.path.to_string()).collect(),
            profile: settings.profile,
            jekyll_files: settings.jekyll_files,
            host: settings.host,
            whole_host: settings.whole_host,
            categories: settings.categories,
            tags: settings.tags,
            liquid: settings.liquid,
            links: settings.links,
            options: settings.options,
            baseline: settings.baseline,
            schemas: settings.schemas,
            foreign: settings.foreign,
            said,
            exclude: settings.exclude,
            folder_excludes: settings.folder_excludes,
            known: known.to_vec(),
            layers,
            online: Arc::new(settings.online),
            levels,
        }
    }

    /// Whether the file `path`, relative to the site's root with `/`, is not judged; it still exists for links.
    pub fn excludes(&self, path: &str) -> bool {
        let is_match = |files: &GlobSet| !files.is_empty() && files.is_match(path);
        is_match(&self.exclude) || self.folder_excludes.iter().any(is_match)
    }

    /// What is set without any effect, where `files` are all files of the site.
    pub fn idle(&self, files: &[Arc<str>]) -> Vec<Idle> {
        idle::find(&self.layers, &self.known, files)
    }

    /// How loud the rule at `index` of the known rules is in the file `path`, relative to the site's root with `/`.
    pub fn level(&self, index: usize, path: &str) -> crate::finding::Level {
        self.levels.of(path).get(index).copied().unwrap_or(crate::finding::Level::Off)
    }

    /// Whether the rule `name` of the known rules is on in any file.
    pub fn asks(&self, name: &str, known: &[Known]) -> bool {
        let index = known.iter().position(|rule| rule.name == name);
        index.is_some_and(|index| self.levels.anywhere(index) > crate::finding::Level::Off)
    }

    /// The levels of all known rules in the file `path`, in their order. Costs nothing where there are no overrides:
    /// ask once for each file.
    pub fn levels(&self, path: &str) -> std::borrow::Cow<'_, [crate::finding::Level]> {
        self.levels.of(path)
    }
}

/// Words as a message lists them.
pub(crate) fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
