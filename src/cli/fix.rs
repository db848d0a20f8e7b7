//! `--fix` and `--diff`: what presscheck can mend by itself.

use std::env;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use presscheck::fix::{Mended, Refusal};
use presscheck::{Outcome, Request, fix, report};

use super::args::{CheckArgs, Common};
use super::{Failure, progress, reason, said, terminal, way};

/// What `--fix` leaves.
pub(super) struct Fixed {
    /// What remains to be said.
    pub(super) outcome: Outcome,
    /// Whether every file that was to be written could be.
    pub(super) is_written: bool,
}

/// Mends the site and writes its files, or the text of standard input to `out`. Files that are not written are named on
/// standard error, and judged as they are.
pub(super) fn fix(request: &Request, args: &CheckArgs, common: &Common, out: &mut dyn Write) -> Result<Fixed, Failure> {
    let Mended { mut outcome, files } = mend(request, args, common)?;
    if let Some(stdin) = &request.stdin {
        let mended = files.first().filter(|file| request.stdin_is(&outcome.root, &file.path));
        out.write_all(mended.map_or(&stdin.bytes, |file| file.after.as_bytes()))?;
        return Ok(Fixed { outcome, is_written: true });
    }
    let refused = fix::write(&files);
    let mut is_written = true;
    for one in &refused {
        let why = match &one.why {
            Refusal::Changed => "it has changed since it was read".to_string(),
            Refusal::Failed(error) => reason(error),
        };
        is_written &= matches!(one.why, Refusal::Changed);
        // Nobody can be told where even standard error is gone.
        let _ = writeln!(io::stderr(), "presscheck: `{}` was not mended: {why}", one.path);
    }
    if !refused.is_empty() {
        let written = files.iter().filter(|file| refused.iter().all(|one| one.path != file.path));
        let fixed = written.map(|file| file.fixes).sum();
        outcome = presscheck::check(request).map_err(|error| said(&error, common))?;
        outcome.tally.fixed = fixed;
    }
    Ok(Fixed { outcome, is_written })
}

/// Writes what `--fix` would change to `out`.
pub(super) fn diff(
    request: &Request,
    args: &CheckArgs,
    common: &Common,
    out: &mut dyn Write,
) -> Result<ExitCode, Failure> {
    let Mended { outcome, files } = mend(request, args, common)?;
    let prefix = env::current_dir().map_or_else(|_| String::new(), |here| way(&here, &outcome.root));
    let look = terminal::look(common.color, &io::stdout());
    for file in &files {
        let diff = fix::diff(file, &prefix);
        if io::stdout().is_terminal() || look.colour {
            diff.split_inclusive('\n').try_for_each(|line| shown(line, look.colour, out))?;
        } else {
            out.write_all(diff.as_bytes())?;
        }
    }
    if !common.quiet {
        let told = match (outcome.tally.fixed, files.len()) {
            (0, _) => "nothing to mend".to_string(),
            (1, _) => "1 fix in 1 file; nothing was written".to_string(),
            (fixes, 1) => format!("{fixes} fixes in 1 file; nothing was written"),
            (fixes, changed) => format!("{fixes} fixes in {changed} files; nothing was written"),
        };
        let _ = writeln!(io::stderr(), "{told}");
    }
    Ok(ExitCode::from(u8::from(!files.is_empty() && !args.exit_zero)))
}

fn mend(request: &Request, args: &CheckArgs, common: &Common) -> Result<Mended, Failure> {
    let asked = request.online.as_ref().map(|asking| &*asking.progress);
    progress::watched(&request.progress, asked, common.quiet, || fix::mend(request, args.fixes.unsafe_fixes))
        .map_err(|error| said(&error, common))
}

/// A line of a diff on a terminal, which must not obey what stands in it.
fn shown(line: &str, colour: bool, out: &mut dyn Write) -> io::Result<()> {
    let text = report::visible(line.trim_end_matches('\n'));
    let paint = match line.as_bytes().first() {
        _ if !colour => "",
        _ if line.starts_with("--- ") || line.starts_with("+++ ") => "\x1b[1m",
        Some(b'-') => "\x1b[31m",
        Some(b'+') => "\x1b[32m",
        Some(b'@') => "\x1b[36m",
        _ => "",
    };
    let end = if paint.is_empty() { "" } else { "\x1b[0m" };
    writeln!(out, "{paint}{text}{end}")
}
