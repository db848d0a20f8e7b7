//! The command line: the only code that prints, and that reads the clock, the environment and the working directory.

// The rest of the crate is kept from these; here is where they belong.
#![allow(clippy::print_stderr, clippy::disallowed_methods)]

mod args;
mod check;
mod completions;
mod explain;
mod fix;
mod gems;
mod git;
mod init;
mod links;
mod online;
mod page;
mod progress;
mod rules;
mod schema;
mod terminal;
mod test;
mod urls;

use std::env;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use presscheck::declared::{self, Own};
use presscheck::discover::root_of;
use presscheck::report::problem;
use presscheck::source::Source;

use args::{Cli, Command, Common};

/// Why the tool could not do its work.
enum Failure {
    /// Standard output could not be written.
    Output(io::Error),
    /// Anything else, already in words.
    Said(String),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure::Output(error)
    }
}

/// Runs the command that the arguments name. 0: nothing to report; 1: findings; 2: the tool could not do its work.
pub(crate) fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let done = match &cli.command {
        None => check::run(&cli.check, &cli.common, &mut out),
        Some(Command::Check(args)) => check::run(args, &cli.common, &mut out),
        Some(Command::Explain(args)) => explain::run(args, &cli.common, &mut out),
        Some(Command::Rules(args)) => rules::run(args, &cli.common, &mut out),
        Some(Command::Init(args)) => init::run(args, &mut out),
        Some(Command::Urls(args)) => urls::run(args, &cli.common, &mut out),
        Some(Command::Links(args)) => links::run(args, &cli.common, &mut out),
        Some(Command::Schema) => schema::run(&mut out),
        Some(Command::Test(args)) => test::run(args, &cli.common, &mut out),
        Some(Command::Completions(args)) => completions::run(args, &mut out),
    };
    match done.and_then(|code| Ok(out.flush().map(|()| code)?)) {
        Ok(code) => code,
        // The reader has seen enough: `presscheck | head`.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(Failure::Output(error)) => failed(&format!("cannot write to standard output: {error}")),
        Err(Failure::Said(message)) => failed(&message),
    }
}

fn failed(message: &str) -> ExitCode {
    // Nobody can be told where even standard error is gone.
    let _ = writeln!(io::stderr(), "presscheck: {}", message.trim_end());
    ExitCode::from(2)
}

/// The rules of the site's own that holds `path`.
fn own_rules(path: &Path, common: &Common) -> Result<Vec<Own>, Failure> {
    let root = root_of(&absolute(path)?);
    declared::load(&root).map_err(|errors| said(&presscheck::Error::Config(root, errors), common))
}

/// Puts the library's error into words: faults of the configuration are drawn where they stand.
fn said(error: &presscheck::Error, common: &Common) -> Failure {
    let presscheck::Error::Config(root, errors) = error else { return Failure::Said(error.to_string()) };
    let look = terminal::look(common.color, &io::stderr());
    let mut text = String::from("the configuration has faults\n\n");
    for error in errors {
        let source = Source::new(from_here(root, &error.source.path), error.source.text.clone());
        text.push_str(&problem(&look, &error.message, &source, error.span, &error.label, error.help.as_deref()));
        text.push('\n');
    }
    Failure::Said(text)
}

/// A configuration's path, given from the site's root, as it is to be written in the working directory.
fn from_here(root: &Path, path: &str) -> String {
    let file = root.join(path);
    let folder = file.parent().and_then(|folder| folder.canonicalize().ok());
    // `--config` is the name of an argument, and a file that is gone is named as it was.
    match (env::current_dir(), folder, file.file_name(), file.is_file()) {
        (Ok(here), Some(folder), Some(name), true) => way(&here, &folder) + &name.to_string_lossy(),
        _ => path.to_string(),
    }
}

/// An error of the system, in the same words on every system where it is a frequent one.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it does not exist".to_string(),
        io::ErrorKind::PermissionDenied => "permission was denied".to_string(),
        io::ErrorKind::IsADirectory => "it is a folder".to_string(),
        io::ErrorKind::NotADirectory => "a part of its path is no folder".to_string(),
        _ => error.to_string(),
    }
}

/// `path` from the root of the file system on, through no link but the last.
fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    let told = |error: io::Error| Failure::Said(format!("cannot read `{}`: {}", path.display(), reason(&error)));
    let kind = path.symlink_metadata().map_err(told)?;
    if cfg!(windows) {
        // Canonical paths begin with `\\?\` there, which no other program likes to read.
        return std::path::absolute(path).map_err(told);
    }
    match (path.file_name(), path.parent()) {
        (Some(name), Some(parent)) if !kind.is_dir() => {
            let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
            Ok(parent.canonicalize().map_err(told)?.join(name))
        }
        _ => path.canonicalize().map_err(told),
    }
}

/// The way from one absolute folder to another, as a prefix of paths: empty, or ending in `/`.
fn way(from: &Path, to: &Path) -> String {
    let shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        // Two drives of Windows.
        return format!("{}/", to.display()).replace('\\', "/");
    }
    let up = from.components().skip(shared).map(|_| "..".to_string());
    let down = to.components().skip(shared).map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).map(|part| part + "/").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_between_folders() {
        let way = |from: &str, to: &str| way(Path::new(from), Path::new(to));
        assert_eq!(way("/a/b", "/a/b"), "");
        assert_eq!(way("/a", "/a/b/c"), "b/c/");
        assert_eq!(way("/a/b/_posts", "/a/b"), "../");
        assert_eq!(way("/a/b", "/a/c"), "../c/");
    }

    #[test]
    fn the_arguments_are_consistent() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }
}
