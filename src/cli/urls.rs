//! `presscheck urls`: what Jekyll makes of each file.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use presscheck::report::urls::{write_json, write_text};

use super::args::{Common, Form, UrlsArgs};
use super::{Failure, absolute, check, progress, said};

pub(super) fn run(args: &UrlsArgs, common: &Common, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let mut request = check::request(&args.config)?;
    if let Some(file) = &args.why {
        return tell(request, file, args.output_format, common, out);
    }
    request.paths = vec![absolute(&args.path)?];
    let rows = progress::watched(&request.progress, None, common.quiet, || presscheck::urls(&request, args.anchors))
        .map_err(|error| said(&error, common))?;
    match args.output_format {
        Form::Text => write_text(&rows, out)?,
        Form::Json => write_json(&rows, out)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn tell(
    mut request: presscheck::Request,
    file: &Path,
    form: Form,
    common: &Common,
    out: &mut dyn Write,
) -> Result<ExitCode, Failure> {
    let path = absolute(file).map_err(|failure| match (failure, near(file)) {
        (Failure::Said(message), Some(near)) => Failure::Said(format!("{message}; did you mean `{}`?", near.display())),
        (failure, _) => failure,
    })?;
    if path.is_dir() {
        let shown = file.display();
        let message =
            format!("`{shown}` is a folder: `--why` tells of one file, `presscheck urls {shown}` of all in it");
        return Err(Failure::Said(message));
    }
    request.paths = vec![path.clone()];
    let told = presscheck::why(&request, &path).map_err(|error| said(&error, common))?;
    match form {
        Form::Text => {
            write_text(std::slice::from_ref(&told.row), out)?;
            for sentence in &told.why {
                writeln!(out, "  {sentence}")?;
            }
        }
        Form::Json => {
            serde_json::to_writer(&mut *out, &told).map_err(std::io::Error::from)?;
            writeln!(out)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A file that is there and has nearly the name of one that is not.
fn near(file: &Path) -> Option<PathBuf> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let wanted = file.file_name()?.to_str()?;
    let names: Vec<String> =
        std::fs::read_dir(folder).ok()?.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    let near = presscheck::config::closest(wanted, names.iter().map(String::as_str))?;
    Some(file.with_file_name(near))
}
