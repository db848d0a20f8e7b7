//! `presscheck check`: judges, reports, and answers by the exit code.

use std::env;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use presscheck::config::{Origin, Selections};
use presscheck::report::{self, Format, Look, Output, Report};
use presscheck::{Outcome, Progress, Request, Stdin, Surveyed};

use super::args::{CheckArgs, Common, ConfigArgs, SelectionArgs};
use super::fix::{self, Fixed};
use super::{Failure, absolute, gems, git, online, progress, reason, said, terminal, way};

pub(super) fn run(args: &CheckArgs, common: &Common, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let started = Instant::now();
    let mut request = request(&args.config)?;
    (request.paths, request.stdin) = subject(args)?;
    request.site_dir = args.site_dir.as_deref().map(site_dir).transpose()?;
    let SelectionArgs { select, ignore, warn, error } = &args.selection;
    request.selections =
        Selections { select: select.clone(), ignore: ignore.clone(), warn: warn.clone(), error: error.clone() };
    if args.show_config {
        for setting in presscheck::shown(&request).map_err(|error| said(&error, common))? {
            writeln!(out, "{} = {}  # {}", setting.name, setting.value, setting.from)?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    if args.online {
        request.online = Some(online::asking(&request, common)?);
    }
    let surveyed = ask_change(&mut request, args)?;
    let asked = request.online.as_ref().map(|asking| &*asking.progress);
    if let Some(path) = &args.baseline.baseline {
        let told = |error: io::Error| {
            Failure::Said(format!("cannot read the baseline `{}`: {}", path.display(), reason(&error)))
        };
        if !args.baseline.write_baseline {
            fs::metadata(path).map_err(told)?;
        }
        let path = std::path::absolute(path).map_err(told)?;
        // Paths are compared without links.
        let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
        request.baseline = Some(folder.zip(path.file_name()).map_or(path.clone(), |(folder, name)| folder.join(name)));
    }
    if args.baseline.write_baseline {
        return write_baseline(&request, common, out);
    }
    if args.fixes.diff {
        return fix::diff(&request, args, common, out);
    }
    let Fixed { outcome, is_written } = if args.fixes.fix {
        fix::fix(&request, args, common, out)?
    } else {
        let check = || presscheck::check_surveyed(&request, surveyed);
        let outcome = progress::watched(&request.progress, asked, common.quiet, check);
        let outcome = outcome.map_err(|error| said(&error, common))?;
        Fixed { outcome, is_written: true }
    };
    // Standard output has the mended text by now.
    let mut stderr = io::stderr();
    let out = if args.fixes.fix && request.stdin.is_some() { &mut stderr as &mut dyn Write } else { out };

    let outputs = outputs(args, env::var("GITHUB_ACTIONS").is_ok_and(|value| value == "true"));
    let people = outputs.iter().any(|output| output.path.is_none() && output.format.for_people());
    for output in &outputs {
        write(output, &outcome, common, out)?;
    }
    let mut tail = String::new();
    if args.statistics {
        tail.push_str(&report::statistics(&outcome.findings));
    }
    if !common.quiet {
        tail.push_str(&report::summary(&outcome.findings, &outcome.tally, started.elapsed()));
        tail.push('\n');
        let mendable = report::mendable(&outcome.findings);
        if !mendable.is_empty() && !args.fixes.fix {
            tail.push_str(&mendable);
            tail.push('\n');
        }
    }
    if people {
        out.write_all(tail.as_bytes())?;
    } else {
        // Standard output belongs to the program that reads it; a summary that nobody can be told is no failure.
        let _ = io::stderr().write_all(tail.as_bytes());
    }

    let stopped = request.online.as_ref().is_some_and(|asking| asking.stop.load(Ordering::Relaxed));
    if stopped {
        // Nobody can be told where even standard error is gone.
        let _ = writeln!(io::stderr(), "presscheck: stopped before all links to other sites were asked for");
    }
    let is_done = is_written && !stopped;
    let code = if is_done { verdict(report::count(&outcome.findings), args) } else { 2 };
    // The program ends: its memory need not be given back piece by piece.
    std::mem::forget(outcome);
    Ok(ExitCode::from(code))
}

/// Asks git what has changed, where the arguments want to know, and surveys the site meanwhile: each leaves one core idle.
fn ask_change(request: &mut Request, args: &CheckArgs) -> Result<Option<Surveyed>, Failure> {
    if !args.scope.asks() {
        return Ok(None);
    }
    let start = request.paths.first().map_or(Path::new(""), PathBuf::as_path);
    // What is wrong with the site is told once it is known what has changed of it.
    let (change, surveyed) = rayon::join(|| git::change(&args.scope, start), || Surveyed::new(request).ok());
    request.change = change?;
    Ok(surveyed)
}

/// Writes what is found to the baseline.
fn write_baseline(request: &Request, common: &Common, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let baseline = progress::watched(&request.progress, None, common.quiet, || presscheck::baseline(request))
        .map_err(|error| said(&error, common))?;
    let Some(baseline) = baseline else { return Ok(ExitCode::SUCCESS) };
    let here = env::current_dir().unwrap_or_default();
    let name = match (baseline.path.parent(), baseline.path.file_name()) {
        (Some(folder), Some(name)) => way(&here, folder) + &name.to_string_lossy(),
        _ => baseline.path.display().to_string(),
    };
    report::write_file(&baseline.path, |file| file.write_all(baseline.text.as_bytes()))
        .map_err(|error| Failure::Said(format!("cannot write `{name}`: {}", reason(&error))))?;
    if !common.quiet {
        writeln!(out, "wrote {name}: {}", report::held(baseline.findings, baseline.files))?;
        if !baseline.is_configured && request.baseline.is_none() {
            let file = baseline.path.file_name().unwrap_or_default().to_string_lossy();
            writeln!(out, "to have it read, write `baseline = \"{file}\"` at the top of presscheck.toml")?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The exit code for so many errors and warnings.
fn verdict((errors, warnings): (usize, usize), args: &CheckArgs) -> u8 {
    let found = errors > 0 || (args.deny_warnings && warnings > 0);
    u8::from(found && !args.exit_zero)
}

/// A request for nothing yet, with the configuration and the clock that the arguments ask for.
pub(super) fn request(args: &ConfigArgs) -> Result<Request, Failure> {
    let mut config = Vec::new();
    for text in &args.config {
        let path = Path::new(text);
        if text.contains('=') && !path.exists() {
            config.push(Origin::Argument(text.clone()));
            continue;
        }
        let bytes = fs::read(path)
            .map_err(|error| Failure::Said(format!("cannot read the configuration `{text}`: {}", reason(&error))))?;
        config.push(Origin::File(absolute(path)?, bytes));
    }
    Ok(Request {
        paths: Vec::new(),
        stdin: None,
        config,
        isolated: args.isolated,
        own: Vec::new(),
        selections: Selections::default(),
        change: None,
        baseline: None,
        now: args.now.unwrap_or_else(|| chrono::Local::now().fixed_offset()),
        gems: gems::folders(),
        site_dir: None,
        online: None,
        progress: Arc::new(Progress::default()),
    })
}

/// The folder of the built site.
pub(super) fn site_dir(folder: &Path) -> Result<PathBuf, Failure> {
    // One that is missing is told in the words for sites.
    let whole = std::path::absolute(folder).map_err(|error| Failure::Said(reason(&error)))?;
    Ok(whole.canonicalize().ok().filter(|_| !cfg!(windows)).unwrap_or(whole))
}

/// The files to report on, and the one that comes on standard input.
fn subject(args: &CheckArgs) -> Result<(Vec<PathBuf>, Option<Stdin>), Failure> {
    if !args.paths.iter().any(|path| path.as_os_str() == "-") {
        if args.stdin_filename.is_some() {
            return Err(Failure::Said("`--stdin-filename` goes with the path `-`".to_string()));
        }
        let paths: Result<Vec<PathBuf>, Failure> = args.paths.iter().map(|path| absolute(path)).collect();
        return Ok((paths?, None));
    }
    let (1, Some(name)) = (args.paths.len(), &args.stdin_filename) else {
        let message = "`-` stands alone and needs `--stdin-filename`, because a file's name decides what it is: \
            presscheck - --stdin-filename _posts/2024-05-01-title.md";
        return Err(Failure::Said(message.to_string()));
    };
    // The file need not exist yet, its folder must.
    let folder = name.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let file = name.file_name().ok_or_else(|| Failure::Said(format!("`{}` names no file", name.display())))?;
    let path = absolute(folder)?.join(file);
    let mut bytes = Vec::new();
    let read = io::stdin().lock().read_to_end(&mut bytes);
    read.map_err(|error| Failure::Said(format!("cannot read standard input: {error}")))?;
    Ok((vec![path.clone()], Some(Stdin { path, bytes })))
}

/// The reports that were asked for; in GitHub Actions, where nobody asked, annotations beside the full one.
fn outputs(args: &CheckArgs, github: bool) -> Vec<Output> {
    if !args.output_format.is_empty() {
        return args.output_format.clone();
    }
    let mut outputs = vec![Output { format: Format::Full, path: None }];
    if github {
        outputs.push(Output { format: Format::Github, path: None });
    }
    outputs
}

fn write(output: &Output, outcome: &Outcome, common: &Common, out: &mut dyn Write) -> Result<(), Failure> {
    let report = Report { findings: &outcome.findings, tally: &outcome.tally, sources: outcome };
    let prefix = env::current_dir().map_or_else(|_| String::new(), |here| way(&here, &outcome.root));
    let repository = repository(&outcome.root);
    match &output.path {
        None => {
            let look = Look { prefix, ..terminal::look(common.color, &io::stdout()) };
            Ok(output.format.reporter(&look, &repository).report(&report, out)?)
        }
        Some(path) => {
            let look = Look { prefix, ..Look::plain() };
            let reporter = output.format.reporter(&look, &repository);
            let written = report::write_file(path, |file| reporter.report(&report, file));
            written.map_err(|error| {
                Failure::Said(format!("cannot write the report `{}`: {}", path.display(), reason(&error)))
            })
        }
    }
}

/// The way from the root of the repository that holds the site to the site.
fn repository(site: &Path) -> String {
    let root = site.ancestors().find(|folder| folder.join(".git").exists());
    root.map_or_else(String::new, |root| way(root, site))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::super::args::Cli;
    use super::*;

    #[test]
    fn annotations_come_beside_the_report_nobody_chose() {
        let formats = |args: &[&str], github| {
            let cli = Cli::parse_from([&["presscheck"], args].concat());
            outputs(&cli.check, github).into_iter().map(|output| output.format).collect::<Vec<_>>()
        };
        assert_eq!(formats(&[], false), [Format::Full]);
        assert_eq!(formats(&[], true), [Format::Full, Format::Github]);
        assert_eq!(
            formats(&["--output-format", "json", "--output-format", "concise:x"], true),
            [Format::Json, Format::Concise]
        );
    }

    #[test]
    fn exit_codes() {
        let verdict = |found, args: &[&str]| verdict(found, &Cli::parse_from([&["presscheck"], args].concat()).check);
        assert_eq!([verdict((0, 0), &[]), verdict((0, 3), &[]), verdict((1, 0), &[])], [0, 0, 1]);
        assert_eq!([verdict((0, 3), &["--deny-warnings"]), verdict((0, 0), &["--deny-warnings"])], [1, 0]);
        assert_eq!(verdict((2, 3), &["--deny-warnings", "--exit-zero"]), 0);
    }
}
