//! `presscheck rules`: all rules in a table, the site's own behind ours.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use presscheck::rule::Meta;
use presscheck::rules::registry;
use serde_json::{Value, json};

use super::args::{Common, Form, RulesArgs};
use super::{Failure, own_rules};

pub(super) fn run(args: &RulesArgs, common: &Common, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let own = own_rules(Path::new("."), common)?;
    let metas = registry().iter().map(|entry| &entry.meta).chain(own.iter().map(|own| &own.meta));
    let metas: Vec<&Meta> = metas.collect();
    match args.output_format {
        Form::Json => {
            let views: Vec<String> = metas.iter().map(|meta| view(meta).to_string()).collect();
            writeln!(out, "[\n{}\n]", views.join(",\n"))?;
        }
        Form::Text => {
            let width = metas.iter().map(|meta| meta.name.len()).max().unwrap_or(0);
            for meta in metas {
                let facts = view(meta);
                let word = |key: &str| facts[key].as_str().unwrap_or_default().to_string();
                let fix = if word("fix") == "no" { String::new() } else { format!("fix: {}", word("fix")) };
                writeln!(out, "{:width$}  {:5}  {:11}  {}", meta.name, word("level"), fix, meta.facts.summary)?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A rule as JSON, without its page.
pub(super) fn view(meta: &Meta) -> Value {
    let facts = &meta.facts;
    json!({"name": meta.name, "summary": facts.summary, "level": facts.level, "fix": facts.fix, "status": facts.status,
        "since": facts.since})
}
