//! `presscheck explain`: a rule's page.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use presscheck::config::closest;
use presscheck::rule::Meta;
use presscheck::rules::{find, registry};
use serde_json::json;

use super::args::{Common, ExplainArgs, Form};
use super::{Failure, own_rules, page, rules, terminal};

pub(super) fn run(args: &ExplainArgs, common: &Common, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    // The site's own are read only where they are asked for: a fault in one keeps nobody from reading another.
    let is_own = args.names.iter().any(|name| find(name).is_none());
    let own = if is_own { own_rules(Path::new("."), common)? } else { Vec::new() };
    let mut metas: Vec<&Meta> = Vec::new();
    for name in &args.names {
        let own = || own.iter().map(|own| &own.meta).find(|meta| meta.name == name);
        let names = || registry().iter().map(|entry| entry.meta.name);
        let found = find(name).map(|entry| &entry.meta).or_else(own);
        metas.push(found.ok_or_else(|| unknown(name, names()))?);
    }
    let look = terminal::look(common.color, &io::stdout());
    for (index, meta) in metas.into_iter().enumerate() {
        match args.output_format {
            Form::Text => {
                if index > 0 {
                    writeln!(out)?;
                }
                out.write_all(page::rendered(meta, &look).as_bytes())?;
            }
            Form::Json => {
                let mut view = rules::view(meta);
                view["page"] = json!(meta.page);
                writeln!(out, "{view}")?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn unknown<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Failure {
    let hint = closest(name, names)
        .map_or("`presscheck rules` lists them".to_string(), |near| format!("did you mean `{near}`?"));
    Failure::Said(format!("there is no rule `{name}`; {hint}"))
}
