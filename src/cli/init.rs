//! `presscheck init`: a first configuration.

use std::io::Write;
use std::process::ExitCode;

use presscheck::config::{NAMES, starter};
use presscheck::discover::root_of;
use presscheck::report::write_file;

use super::args::InitArgs;
use super::{Failure, absolute, reason};

pub(super) fn run(args: &InitArgs, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let root = root_of(&absolute(&args.path)?);
    let there = NAMES.map(|name| root.join(name)).into_iter().find(|path| path.exists());
    if let (Some(path), false) = (&there, args.force) {
        return Err(Failure::Said(format!("{} is there already; `--force` writes over it", path.display())));
    }
    let path = there.unwrap_or_else(|| root.join(NAMES[0]));
    let candidates = presscheck::candidates(&root).map_err(|error| Failure::Said(error.to_string()))?;
    let text = starter(&candidates);
    let written = write_file(&path, |file| file.write_all(text.as_bytes()));
    written.map_err(|error| Failure::Said(format!("cannot write {}: {}", path.display(), reason(&error))))?;
    writeln!(out, "wrote {}", path.display())?;
    for (name, pages) in [("category", &candidates.category_pages), ("tag", &candidates.tag_pages)] {
        if let Some(pages) = pages {
            writeln!(out, "found {name} pages: {pages}")?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
