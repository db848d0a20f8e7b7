//! `presscheck links`: every link, where it leads and whether anything is there.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use presscheck::report::links::{LinkCount, write_csv, write_json, write_text};
use presscheck::{Destination, LinkOptions};

use super::args::{Common, LinksArgs, TableForm};
use super::{Failure, absolute, check, progress, said};

pub(super) fn run(args: &LinksArgs, common: &Common, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let mut request = check::request(&args.config)?;
    request.paths = args.paths.iter().map(|path| absolute(path)).collect::<Result<_, Failure>>()?;
    request.site_dir = args.site_dir.as_deref().map(check::site_dir).transpose()?;
    let options = LinkOptions { to: args.to.as_deref().map(destination).transpose()? };
    let mut rows = progress::watched(&request.progress, None, common.quiet, || presscheck::links(&request, &options))
        .map_err(|error| said(&error, common))?;
    let count = LinkCount::of(&rows).text();
    rows.retain(|row| args.verdict.is_empty() || args.verdict.contains(&row.verdict));
    match args.output_format {
        TableForm::Text => write_text(&rows, out)?,
        TableForm::Json => write_json(&rows, out)?,
        TableForm::Csv => write_csv(&rows, out)?,
    }
    match args.output_format {
        _ if common.quiet => {}
        TableForm::Text => out.write_all(count.as_bytes())?,
        // Standard output belongs to the program that reads it.
        _ => _ = io::stderr().write_all(count.as_bytes()),
    }
    Ok(ExitCode::SUCCESS)
}

/// A file, where there is one of that name; else a path of the site.
fn destination(text: &str) -> Result<Destination, Failure> {
    match absolute(Path::new(text)) {
        Ok(path) if path.is_file() => Ok(Destination::File(path)),
        _ if text.starts_with('/') => Ok(Destination::Url(text.to_owned())),
        Ok(_) => {
            Err(Failure::Said(format!("`{text}` is a folder: name a file, or the path of a page, such as `/{text}/`")))
        }
        Err(failure) => Err(failure),
    }
}
