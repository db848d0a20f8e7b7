//! `presscheck explain`: a rule's page.

use std::io::{self, Write};
use std::process::ExitCode;

use presscheck::config::closest;
use presscheck::rules::{find, registry};
use serde_json::json;

use super::args::{Common, ExplainArgs, Form};
use super::{Failure, page, rules, terminal};

pub(super) fn run(args: &ExplainArgs, common: &Common, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let mut entries = Vec::new();
    for name in &args.names {
        entries.push(find(name).ok_or_else(|| unknown(name))?);
    }
    let look = terminal::look(common.color, &io::stdout());
    for (index, entry) in entries.iter().enumerate() {
        match args.output_format {
            Form::Text => {
                if index > 0 {
                    writeln!(out)?;
                }
                out.write_all(page::rendered(&entry.meta, &look).as_bytes())?;
            }
            Form::Json => {
                let mut view = rules::view(&entry.meta);
                view["page"] = json!(entry.meta.page);
                writeln!(out, "{view}")?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn unknown(name: &str) -> Failure {
    let near = closest(name, registry().iter().map(|entry| entry.meta.name));
    let hint = near.map_or("`presscheck rules` lists them".to_string(), |near| format!("did you mean `{near}`?"));
    Failure::Said(format!("there is no rule `{name}`; {hint}"))
}
