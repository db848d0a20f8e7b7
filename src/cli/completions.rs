//! `presscheck completions`: a script for the shell.

use std::io::Write;
use std::process::ExitCode;

use clap::CommandFactory;

use super::Failure;
use super::args::{Cli, CompletionsArgs};

pub(super) fn run(args: &CompletionsArgs, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    // Into memory first: clap_complete panics where it cannot write.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "presscheck", &mut script);
    out.write_all(&script)?;
    Ok(ExitCode::SUCCESS)
}
