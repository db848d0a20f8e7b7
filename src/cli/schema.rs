//! `presscheck schema`: what `presscheck.toml` may hold, for editors.

use std::io::Write;
use std::process::ExitCode;

use presscheck::config::json_schema;

use super::Failure;

pub(super) fn run(out: &mut dyn Write) -> Result<ExitCode, Failure> {
    out.write_all(json_schema().as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
