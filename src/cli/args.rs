//! What can be said on the command line.

use std::path::PathBuf;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime};
use clap::{Args, Parser, Subcommand, ValueEnum};
use presscheck::config::Selection;
use presscheck::report::Output;
use presscheck::site::verdict::Verdict;

/// Checks a Jekyll site's content before it is published: will it be published, correctly, at the right URL, on the
/// right day, with links that work? Without a command, `check` is meant.
#[derive(Parser, Debug)]
#[command(name = "presscheck", version, max_term_width = 100, args_conflicts_with_subcommands = true, after_help = EXIT)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) check: CheckArgs,
    #[command(flatten)]
    pub(super) common: Common,
}

const EXIT: &str = "Exit codes: 0 nothing at level error, 1 findings, 2 presscheck could not do its work.";

#[derive(Subcommand, Debug)]
pub(super) enum Command {
    /// Check files, folders or a whole site (what happens when no command is given)
    #[command(after_help = EXIT)]
    Check(CheckArgs),
    /// Tell what a rule looks for, why, and how to mend it
    Explain(ExplainArgs),
    /// List all rules
    Rules(RulesArgs),
    /// Write a commented presscheck.toml from what the site holds
    Init(InitArgs),
    /// Show what Jekyll makes of each file: its URL, or why it is not published
    Urls(UrlsArgs),
    /// Show every link, where it leads and whether anything is there
    Links(LinksArgs),
    /// Write the JSON Schema of presscheck.toml, for editors
    Schema,
    /// Try the site's own rules, in .presscheck/rules, on the examples of their pages
    #[command(after_help = TRIED)]
    Test(TestArgs),
    /// Write a completion script for a shell
    Completions(CompletionsArgs),
}

/// Options of every command.
#[derive(Args, Debug)]
#[command(next_help_heading = "Everywhere")]
pub(super) struct Common {
    /// When to use colours; `auto` looks at the terminal, `NO_COLOR`, `FORCE_COLOR`, `CLICOLOR_FORCE` and known CI services
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: Colour,
    /// Print the findings and nothing else: no summary, no progress
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(super) enum Colour {
    Auto,
    Always,
    Never,
}

/// Text for people or JSON for programs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(super) enum Form {
    Text,
    Json,
}

#[derive(Args, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct CheckArgs {
    /// Files and folders to report on, or `-` for one file on standard input; the whole site around them is read all
    /// the same, because links and categories reach across it
    #[arg(value_name = "PATH", default_value = ".")]
    pub(super) paths: Vec<PathBuf>,
    /// Where the text on standard input would lie in the site
    #[arg(long, value_name = "PATH")]
    pub(super) stdin_filename: Option<PathBuf>,
    /// The folder that `jekyll build` has filled, such as `_site`: check the links that were really generated there, and
    /// show them where they were written
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["changed", "staged"])]
    pub(super) site_dir: Option<PathBuf>,
    #[command(flatten)]
    pub(super) scope: ScopeArgs,
    #[command(flatten)]
    pub(super) fixes: FixArgs,
    /// How to report, and to which file: full, concise, json, json-lines or github; may be repeated
    /// [default: full, and github beside it in GitHub Actions]
    #[arg(long, value_name = "FORMAT[:PATH]", help_heading = "Output")]
    pub(super) output_format: Vec<Output>,
    /// Ask for every external link too; without this option nothing is sent anywhere. Each address is asked for once and
    /// each host in turn, so that it takes its time; Ctrl-C reports what is known by then
    #[arg(long)]
    pub(super) online: bool,
    /// Count the findings of each rule
    #[arg(long, help_heading = "Output")]
    pub(super) statistics: bool,
    /// Exit with 1 on warnings too
    #[arg(long, help_heading = "Output")]
    pub(super) deny_warnings: bool,
    /// Exit with 0 even when there are findings
    #[arg(long, help_heading = "Output")]
    pub(super) exit_zero: bool,
    /// Check nothing; show which Jekyll, which host and which settings a run would go by, and where each was found
    #[arg(long, help_heading = "Configuration")]
    pub(super) show_config: bool,
    #[command(flatten)]
    pub(super) baseline: BaselineArgs,
    #[command(flatten)]
    pub(super) selection: SelectionArgs,
    #[command(flatten)]
    pub(super) config: ConfigArgs,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Scope")]
pub(super) struct ScopeArgs {
    /// Report on what has changed since the merge base with this branch or commit, committed or not, and on what that has
    /// broken in files which did not change; of folders that are named, the files that have changed
    /// [default: the branch that a pull request goes to, or the main branch]
    #[arg(long, value_name = "REF", num_args = 0..=1, require_equals = true, default_missing_value = "", conflicts_with = "stdin_filename")]
    pub(super) changed: Option<String>,
    /// Report on what is staged for the next commit, as it is staged, and on what that has broken in other files, which
    /// are read as they are on the disk
    #[arg(long, conflicts_with_all = ["changed", "mends", "write_baseline", "stdin_filename"])]
    pub(super) staged: bool,
}

impl ScopeArgs {
    /// Whether they ask for a change, and not for everything.
    pub(super) fn asks(&self) -> bool {
        self.staged || self.changed.is_some()
    }
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Fixes", group = clap::ArgGroup::new("mends").multiple(true))]
pub(super) struct FixArgs {
    /// Mend what can be mended without changing what is meant, write the files, and report what remains; the text of
    /// standard input goes to standard output, its report to standard error
    #[arg(long, group = "mends")]
    pub(super) fix: bool,
    /// With `--fix` or `--diff`: make changes too that a person should look at, such as renaming a file
    #[arg(long, requires = "mends")]
    pub(super) unsafe_fixes: bool,
    /// Show what `--fix` would change as a diff that `git apply` takes, and write nothing; exit with 1 if that is
    /// anything
    #[arg(long, group = "mends", conflicts_with_all = ["output_format", "statistics"])]
    pub(super) diff: bool,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Baseline")]
pub(super) struct BaselineArgs {
    /// Hold back the findings in this file, and report what is new [default: the file that the configuration names]
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// Report nothing; write all findings to the baseline, for a file that is not named to presscheck-baseline.toml
    /// beside the configuration
    #[arg(long, conflicts_with_all = ["mends", "output_format", "statistics"])]
    pub(super) write_baseline: bool,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Rules")]
pub(super) struct SelectionArgs {
    /// Run only these rules: a name or a prefix like `date-*`, several with commas
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = selection)]
    pub(super) select: Vec<Selection>,
    /// Do not run these
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = selection)]
    pub(super) ignore: Vec<Selection>,
    /// Report these as warnings
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = selection)]
    pub(super) warn: Vec<Selection>,
    /// Report these as errors
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = selection)]
    pub(super) error: Vec<Selection>,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Configuration")]
pub(super) struct ConfigArgs {
    /// A configuration file to use in place of the nearest presscheck.toml, or one setting, such as
    /// `rules.date-future="off"`; may be repeated
    #[arg(long, value_name = "FILE|KEY=VALUE")]
    pub(super) config: Vec<String>,
    /// Look for no configuration file and for no rules of the site itself
    #[arg(long)]
    pub(super) isolated: bool,
    /// The moment that counts as now, such as 2024-05-01 or 2024-05-01T12:00:00+08:00; a day alone begins in UTC
    /// [default: the clock]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub(super) now: Option<DateTime<FixedOffset>>,
}

#[derive(Args, Debug)]
pub(super) struct ExplainArgs {
    /// The rule's name
    #[arg(value_name = "RULE", required = true)]
    pub(super) names: Vec<String>,
    /// How to write it
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(super) output_format: Form,
}

#[derive(Args, Debug)]
pub(super) struct RulesArgs {
    /// How to write them
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(super) output_format: Form,
}

#[derive(Args, Debug)]
pub(super) struct InitArgs {
    /// A folder of the site
    #[arg(value_name = "PATH", default_value = ".")]
    pub(super) path: PathBuf,
    /// Write over a configuration that is there
    #[arg(long)]
    pub(super) force: bool,
}

#[derive(Args, Debug)]
pub(super) struct UrlsArgs {
    /// A file or folder of the site
    #[arg(value_name = "PATH", default_value = ".")]
    pub(super) path: PathBuf,
    /// How to write them
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(super) output_format: Form,
    /// Add the ids that links can point to
    #[arg(long)]
    pub(super) anchors: bool,
    /// Tell of one file why it becomes what it does: where its URL, its date and its terms come from, or why it is not
    /// published
    #[arg(long, value_name = "FILE", conflicts_with_all = ["path", "anchors"])]
    pub(super) why: Option<PathBuf>,
    #[command(flatten)]
    pub(super) config: ConfigArgs,
}

#[derive(Args, Debug)]
pub(super) struct LinksArgs {
    /// Files and folders whose links to show; the whole site around them is read all the same
    #[arg(value_name = "PATH", default_value = ".")]
    pub(super) paths: Vec<PathBuf>,
    /// How to write them
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(super) output_format: TableForm,
    /// Show only links of this verdict: ok, broken, external, unverifiable or skipped; several with commas
    #[arg(long, value_name = "VERDICT", value_delimiter = ',', value_parser = verdict)]
    pub(super) verdict: Vec<Verdict>,
    /// Show only links that lead to this page: a file of the site, or a path such as `/about/`
    #[arg(long, value_name = "PATH")]
    pub(super) to: Option<String>,
    /// The folder that `jekyll build` has filled, such as `_site`: check the links that were really generated there, and
    /// show them where they were written
    #[arg(long, value_name = "FOLDER")]
    pub(super) site_dir: Option<PathBuf>,
    #[command(flatten)]
    pub(super) config: ConfigArgs,
}

/// Text for people, JSON for programs, or CSV for tables.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(super) enum TableForm {
    Text,
    Json,
    Csv,
}

#[derive(Args, Debug)]
pub(super) struct TestArgs {
    /// A folder of the site, or the page of one rule
    #[arg(value_name = "PATH", default_value = ".")]
    pub(super) path: PathBuf,
    /// Write what presscheck prints into the pages, where they show it
    #[arg(long)]
    pub(super) bless: bool,
}

const TRIED: &str = "Exit codes: 0 every page shows what happens, 1 one does not, 2 presscheck could not do its work.";

#[derive(Args, Debug)]
pub(super) struct CompletionsArgs {
    /// The shell
    pub(super) shell: clap_complete::Shell,
}

/// Whether there is such a rule is known once the site's own have been read.
#[allow(clippy::unnecessary_wraps, reason = "so clap wants it")]
fn selection(text: &str) -> Result<Selection, String> {
    Ok(Selection::new(text))
}

fn verdict(text: &str) -> Result<Verdict, String> {
    let found = Verdict::ALL.into_iter().find(|(_, word)| *word == text);
    found.map(|(verdict, _)| verdict).ok_or_else(|| {
        let words: Vec<String> = Verdict::ALL.iter().map(|(_, word)| format!("`{word}`")).collect();
        format!("the verdicts are {}", words.join(", "))
    })
}

/// RFC 3339, a day, or a day and a time with an offset in the ways that people write them.
fn moment(text: &str) -> Result<DateTime<FixedOffset>, String> {
    let zoned = ["%Y-%m-%d %H:%M:%S %z", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M %z", "%Y-%m-%dT%H:%M%z"];
    let time = DateTime::parse_from_rfc3339(text).ok();
    let time = time.or_else(|| zoned.iter().find_map(|form| DateTime::parse_from_str(text, form).ok()));
    let day = || {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(|day| NaiveDateTime::from(day).and_utc().fixed_offset())
    };
    time.or_else(day)
        .ok_or_else(|| "write a day, 2024-05-01, or a time with an offset, 2024-05-01T12:00:00+08:00".to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments() {
        let read = |text: &str| moment(text).map(|time| time.to_rfc3339());
        assert_eq!(read("2024-05-01").as_deref(), Ok("2024-05-01T00:00:00+00:00"));
        for text in ["2024-05-01T12:00:00+08:00", "2024-05-01 12:00:00 +0800", "2024-05-01T12:00+08:00"] {
            assert_eq!(read(text).as_deref(), Ok("2024-05-01T12:00:00+08:00"), "{text}");
        }
        assert_eq!(read("2024-05-01T12:00:00Z").as_deref(), Ok("2024-05-01T12:00:00+00:00"));
        for text in ["2024-05-01T12:00:00", "2024-02-30", "now", ""] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
