//! `extends`: the configurations that one is laid over. They lie in the same repository, so that nobody's
//! configuration reaches for other files of the machine that checks it.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{ConfigError, Origin};
use crate::source::{Source, Span};

/// So many configurations may be laid over each other.
const DEEPEST: usize = 16;

/// The configuration `bytes` at `path` (absolute) after all that it extends, the weakest first. `home` is the folder
/// that it may not leave; `shown` makes a path as it is told to people.
///
/// # Errors
/// What it extends is not there, lies elsewhere, or extends it in turn.
pub fn extended(
    path: &Path,
    bytes: Vec<u8>,
    home: &Path,
    shown: &dyn Fn(&Path) -> PathBuf,
) -> Result<Vec<Origin>, Vec<ConfigError>> {
    let mut loader = Loader { home, shown, open: Vec::new(), origins: Vec::new(), errors: Vec::new() };
    loader.load(path.to_path_buf(), bytes);
    if loader.errors.is_empty() { Ok(loader.origins) } else { Err(loader.errors) }
}

/// The folder that a configuration in `folder` may not leave: the repository that holds it, or else `folder` itself.
pub fn home(folder: &Path) -> &Path {
    folder.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(folder)
}

/// The file that `text`, written in a file of `folder`, names; it may not leave `home`.
///
/// # Errors
/// Why it is not read, in words.
pub fn resolve(folder: &Path, text: &str, home: &Path) -> Result<PathBuf, String> {
    let outside = || "it leads out of the site: only files of the same repository are read".to_owned();
    let named = Path::new(text);
    if named.is_absolute() || text.starts_with(['/', '\\']) || text.contains("://") || text.contains(':') {
        return Err(outside());
    }
    let mut path = folder.to_path_buf();
    for part in named.components() {
        match part {
            Component::Normal(name) => path.push(name),
            Component::CurDir => {}
            Component::ParentDir if path != home && path.pop() => {}
            _ => return Err(outside()),
        }
    }
    // A link may lead anywhere.
    let (Ok(real), Ok(real_home)) = (path.canonicalize(), home.canonicalize()) else {
        return Err("there is no such file".to_owned());
    };
    if !real.starts_with(&real_home) {
        return Err(outside());
    }
    if real.is_file() { Ok(path) } else { Err("it is no file".to_owned()) }
}

struct Loader<'a> {
    home: &'a Path,
    shown: &'a dyn Fn(&Path) -> PathBuf,
    /// The files whose `extends` is being followed.
    open: Vec<PathBuf>,
    origins: Vec<Origin>,
    errors: Vec<ConfigError>,
}

impl Loader<'_> {
    fn load(&mut self, path: PathBuf, bytes: Vec<u8>) {
        let shown = (self.shown)(&path);
        let source = Source::from_bytes(shown.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/"), bytes.clone());
        let source = Arc::new(source);
        self.open.push(path);
        for (text, span) in named(&source.text) {
            let folder = self.open.last().and_then(|path| path.parent()).unwrap_or(Path::new("")).to_path_buf();
            let read = resolve(&folder, &text, self.home)
                .and_then(|path| std::fs::read(&path).map(|bytes| (path, bytes)).map_err(|error| error.to_string()));
            let fault = match read {
                Ok((path, _)) if self.open.contains(&path) => "the two extend each other".to_owned(),
                Ok(_) if self.open.len() >= DEEPEST => format!("more than {DEEPEST} configurations extend each other"),
                Ok((path, bytes)) => {
                    self.load(path, bytes);
                    continue;
                }
                Err(fault) => fault,
            };
            self.errors.push(ConfigError::new(&source, span, format!("`{text}` cannot be extended")).label(fault));
        }
        self.open.pop();
        self.origins.push(Origin::File(shown, bytes));
    }
}

/// What `extends` names, with its place; nothing where it is no text, which the reader reports.
fn named(text: &str) -> Vec<(String, Span)> {
    let text = text.replacen('\u{feff}', "   ", usize::from(text.starts_with('\u{feff}')));
    let (document, _) = DeTable::parse_recoverable(&text);
    let Some(value) = document.get_ref().get("extends") else { return Vec::new() };
    let one = |value: &Spanned<DeValue<'_>>| {
        let span = Span::new(value.span().start, value.span().end);
        value.get_ref().as_str().map(|text| (text.to_owned(), span))
    };
    match value.get_ref() {
        DeValue::Array(list) => list.iter().filter_map(one).collect(),
        _ => one(value).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn faults(home: &Path, text: &str) -> Vec<(String, String)> {
        let shown = |path: &Path| path.strip_prefix(home).unwrap_or(path).to_path_buf();
        let path = home.join("docs/presscheck.toml");
        let errors = extended(&path, text.as_bytes().to_vec(), home, &shown).err().unwrap_or_default();
        errors.into_iter().map(|error| (error.span.of(&error.source.text).to_owned(), error.label)).collect()
    }

    #[test]
    fn only_files_of_the_repository_are_read() {
        let dir = tempfile::tempdir().unwrap();
        let home = dir.path().join("repo");
        fs::create_dir_all(home.join("docs/shared")).unwrap();
        fs::write(dir.path().join("secret.toml"), "").unwrap();
        fs::write(home.join("base.toml"), "extends = 'docs/shared/a.toml'").unwrap();
        fs::write(home.join("docs/shared/a.toml"), "").unwrap();
        fs::write(home.join("docs/loop.toml"), "extends = ['presscheck.toml']").unwrap();
        fs::write(home.join("docs/presscheck.toml"), "").unwrap();
        assert_eq!(faults(&home, "extends = ['../base.toml', 'shared/a.toml']"), []);
        let out = "it leads out of the site: only files of the same repository are read";
        let absolute = dir.path().join("secret.toml");
        let absolute = format!("{:?}", absolute.display().to_string());
        for text in ["\"../../secret.toml\"", "\"/etc/passwd\"", "\"https://example.org/a.toml\"", &absolute] {
            assert_eq!(faults(&home, &format!("extends = {text}")), [(text.to_owned(), out.to_owned())]);
        }
        assert_eq!(faults(&home, "extends = 'no.toml'")[0].1, "there is no such file");
        assert_eq!(faults(&home, "extends = 'shared'")[0].1, "it is no file");
        assert_eq!(faults(&home, "extends = 'loop.toml'")[0].1, "the two extend each other");
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(dir.path().join("secret.toml"), home.join("docs/link.toml")).unwrap();
            std::os::unix::fs::symlink(dir.path(), home.join("docs/out")).unwrap();
            assert_eq!(faults(&home, "extends = 'link.toml'")[0].1, out);
            assert_eq!(faults(&home, "extends = 'out/secret.toml'")[0].1, out);
        }
    }

    #[test]
    fn what_is_extended_comes_first() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("a.toml"), "extends = 'b.toml'").unwrap();
        fs::write(dir.path().join("b.toml"), "").unwrap();
        let path = dir.path().join("presscheck.toml");
        let shown = |path: &Path| path.file_name().unwrap_or_default().into();
        let origins = extended(&path, b"extends = 'a.toml'".to_vec(), dir.path(), &shown).unwrap();
        let names = origins.iter().map(|origin| match origin {
            Origin::File(path, _) => path.display().to_string(),
            Origin::Argument(text) => text.clone(),
        });
        assert_eq!(names.collect::<Vec<_>>(), ["b.toml", "a.toml", "presscheck.toml"]);
    }
}
