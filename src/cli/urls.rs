//! `presscheck urls`: what Jekyll makes of each file.

use std::io::Write;
use std::process::ExitCode;

use presscheck::report::urls::{write_json, write_text};

use super::args::{Common, Form, UrlsArgs};
use super::{Failure, absolute, check, progress, said};

pub(super) fn run(args: &UrlsArgs, common: &Common, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let mut request = check::request(&args.config)?;
    request.paths = vec![absolute(&args.path)?];
    let rows = progress::watched(&request.progress, common.quiet, || presscheck::urls(&request, args.anchors))
        .map_err(|error| said(&error, common))?;
    match args.output_format {
        Form::Text => write_text(&rows, out)?,
        Form::Json => write_json(&rows, out)?,
    }
    Ok(ExitCode::SUCCESS)
}
