//! `presscheck test`: the trials of a site's own rules.

use std::io::Write;
use std::process::ExitCode;

use presscheck::declared::{FOLDER, Own};
use presscheck::discover::root_of;
use presscheck::report::write_file;
use presscheck::trial;

use super::args::{Common, TestArgs};
use super::{Failure, absolute, own_rules, reason};

pub(super) fn run(args: &TestArgs, common: &Common, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let path = absolute(&args.path)?;
    let root = root_of(&path);
    let own = own_rules(&path, common)?;
    let is_asked = |own: &&Own| !path.is_file() || root.join(&own.path) == path;
    let asked: Vec<&Own> = own.iter().filter(is_asked).collect();
    if asked.is_empty() {
        let message = format!("there are no rules in `{}`: write one as `NAME.md`", root.join(FOLDER).display());
        return Err(Failure::Said(message));
    }
    let scratch = std::env::temp_dir();
    let (mut examples, mut failures) = (0, 0);
    for one in &asked {
        let tried = trial::page(one.meta.name, &one.meta.page, std::slice::from_ref(*one), &scratch, args.bless);
        let tried = tried.map_err(|error| Failure::Said(format!("cannot try `{}`: {}", one.path, reason(&error))))?;
        for (line, what) in &tried.failures {
            writeln!(out, "{}:{line}: {what}", one.path)?;
        }
        examples += tried.examples;
        failures += tried.failures.len();
        if args.bless && tried.page != *one.meta.page {
            let file = root.join(&one.path);
            let written = write_file(&file, |file| file.write_all(tried.page.as_bytes()));
            written.map_err(|error| Failure::Said(format!("cannot write {}: {}", one.path, reason(&error))))?;
            writeln!(out, "wrote {}", one.path)?;
        }
    }
    if !common.quiet {
        let verdict = if failures == 0 { "all as their pages say".to_owned() } else { format!("{failures} faults") };
        writeln!(out, "{} rules, {examples} examples: {verdict}", asked.len())?;
    }
    Ok(ExitCode::from(u8::from(failures > 0)))
}
