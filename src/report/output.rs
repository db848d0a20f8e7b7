//! Which report goes where: `FORMAT` or `FORMAT:PATH`.

use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::concise::Concise;
use super::full::Full;
use super::github::Github;
use super::json::{Json, JsonLines};
use super::{Look, Reporter};

/// The form of a report.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// For people: the lines in question, drawn.
    Full,
    /// One line for each finding.
    Concise,
    /// One JSON document.
    Json,
    /// One JSON object on each line.
    JsonLines,
    /// GitHub's workflow commands.
    Github,
}

impl Format {
    /// All formats with their names.
    pub const ALL: [(&'static str, Format); 5] = [
        ("full", Format::Full),
        ("concise", Format::Concise),
        ("json", Format::Json),
        ("json-lines", Format::JsonLines),
        ("github", Format::Github),
    ];

    /// Whether the report is read by people, who want a summary under it.
    pub fn for_people(self) -> bool {
        matches!(self, Format::Full | Format::Concise)
    }

    /// The reporter of this format. `look` is for people's formats; `repository` is the way from the repository's root
    /// to the site's root, empty or ending in `/`, for the formats that name files as the code host does.
    pub fn reporter(self, look: &Look, repository: &str) -> Box<dyn Reporter> {
        match self {
            Format::Full => Box::new(Full(look.clone())),
            Format::Concise => Box::new(Concise(look.clone())),
            Format::Json => Box::new(Json),
            Format::JsonLines => Box::new(JsonLines),
            Format::Github => Box::new(Github { prefix: repository.to_string() }),
        }
    }
}

/// A report that was asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Output {
    /// Its form.
    pub format: Format,
    /// The file to write; without one it goes to standard output.
    pub path: Option<PathBuf>,
}

impl FromStr for Output {
    type Err = String;

    fn from_str(text: &str) -> Result<Output, String> {
        let (name, path) = text.split_once(':').map_or((text, None), |(name, path)| (name, Some(path)));
        let names = Format::ALL.map(|(name, _)| name);
        let Some(&(_, format)) = Format::ALL.iter().find(|(known, _)| *known == name) else {
            let hint = crate::config::closest(name, names).map(|near| format!("; did you mean `{near}`?"));
            return Err(format!("the formats are {}{}", names.join(", "), hint.unwrap_or_default()));
        };
        match path {
            Some("") => Err(format!("`{name}:` names no file")),
            path => Ok(Output { format, path: path.map(PathBuf::from) }),
        }
    }
}

/// Writes a file so that a reader finds the old one or the whole new one: beside it first, then renamed over it.
/// Missing directories are made.
pub fn write_file(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_string_lossy();
    if path.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        fs::create_dir_all(parent)?;
    }
    let beside = path.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let written = OpenOptions::new().write(true).create(true).truncate(true).open(&beside).and_then(|file| {
        let mut out = BufWriter::new(file);
        write(&mut out)?;
        out.flush()?;
        drop(out);
        fs::rename(&beside, path)
    });
    written.inspect_err(|_| drop(fs::remove_file(&beside)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_are_parsed() {
        let parsed = |text: &str| text.parse::<Output>();
        assert_eq!(parsed("json-lines"), Ok(Output { format: Format::JsonLines, path: None }));
        let windows = Output { format: Format::Json, path: Some(PathBuf::from(r"C:\a.json")) };
        assert_eq!(parsed(r"json:C:\a.json"), Ok(windows));
        let expected = "the formats are full, concise, json, json-lines, github; did you mean `concise`?";
        assert_eq!(parsed("concice"), Err(expected.to_string()));
        assert_eq!(parsed("json:"), Err("`json:` names no file".to_string()));
    }

    #[test]
    fn a_failed_report_leaves_the_old_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("deep/er/report.json");
        write_file(&path, |out| out.write_all(b"old")).unwrap();
        let failed = write_file(&path, |out| {
            out.write_all(b"half")?;
            Err(io::Error::other("the disk is full"))
        });
        assert!(failed.is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing is left beside it");
        assert!(write_file(dir.path(), |_| Ok(())).is_err(), "a directory is not replaced");
    }
}
