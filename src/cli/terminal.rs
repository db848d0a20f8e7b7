//! What the terminal can show, decided once from flags and environment.

use std::env;
use std::io::IsTerminal;

use presscheck::report::Look;

use super::args::Colour;

/// CI services that show ANSI colours though their output is no terminal.
const COLOURFUL: [&str; 6] = ["GITHUB_ACTIONS", "GITLAB_CI", "BUILDKITE", "CIRCLECI", "APPVEYOR", "DRONE"];

/// How reports look on `stream`.
pub(super) fn look(colour: Colour, stream: &impl IsTerminal) -> Look {
    let terminal = stream.is_terminal();
    let variable = |name: &str| env::var(name).ok();
    let width = if terminal { terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)) } else { None };
    Look {
        colour: coloured(colour, terminal, variable),
        unicode: !terminal || unicode(variable),
        width,
        prefix: String::new(),
    }
}

/// The flag first, then the user's wish (no-color.org, force-color.org, bixense.com/clicolors), then what is known of
/// the place.
fn coloured(flag: Colour, terminal: bool, variable: impl Fn(&str) -> Option<String>) -> bool {
    let set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
    let forced = |name: &str| variable(name).is_some_and(|value| !matches!(&*value, "" | "0" | "false"));
    match flag {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto if set("NO_COLOR") => false,
        Colour::Auto if forced("FORCE_COLOR") || forced("CLICOLOR_FORCE") => true,
        Colour::Auto if variable("FORCE_COLOR").is_some_and(|value| value == "0") => false,
        Colour::Auto if variable("TERM").is_some_and(|value| value == "dumb") => false,
        Colour::Auto => {
            terminal && variable("CLICOLOR").is_none_or(|value| value != "0") || COLOURFUL.iter().any(|name| set(name))
        }
    }
}

/// Whether a terminal draws more than ASCII: by its locale, except on Windows, where every terminal of today does.
fn unicode(variable: impl Fn(&str) -> Option<String>) -> bool {
    if cfg!(windows) {
        return true;
    }
    let locale =
        ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| variable(name).filter(|value| !value.is_empty()));
    let locale = locale.unwrap_or_default().to_lowercase();
    variable("TERM").is_none_or(|term| term != "linux") && (locale.ends_with("utf-8") || locale.ends_with("utf8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn auto(terminal: bool, variables: &[(&str, &str)]) -> bool {
        coloured(Colour::Auto, terminal, |name| environment(variables, name))
    }

    fn environment(variables: &[(&str, &str)], name: &str) -> Option<String> {
        variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_string())
    }

    #[test]
    fn colours_follow_the_conventions() {
        assert!(auto(true, &[]) && !auto(false, &[]));
        assert!(!auto(true, &[("NO_COLOR", "1")]) && auto(true, &[("NO_COLOR", "")]));
        assert!(auto(false, &[("FORCE_COLOR", "1")]) && !auto(true, &[("FORCE_COLOR", "0")]));
        assert!(auto(false, &[("CLICOLOR_FORCE", "1")]) && !auto(false, &[("CLICOLOR_FORCE", "0")]));
        assert!(!auto(true, &[("FORCE_COLOR", "1"), ("NO_COLOR", "1")]));
        assert!(!auto(true, &[("TERM", "dumb")]) && !auto(true, &[("CLICOLOR", "0")]));
        assert!(auto(false, &[("GITHUB_ACTIONS", "true")]) && !auto(false, &[("CI", "true")]));
        assert!(coloured(Colour::Always, false, |_| Some("1".to_string())) && !coloured(Colour::Never, true, |_| None));
    }

    #[test]
    fn drawing_follows_the_locale() {
        let unicode = |variables: &[(&str, &str)]| unicode(|name| environment(variables, name));
        assert!(unicode(&[("LANG", "zh_CN.UTF-8")]) || cfg!(windows));
        assert!(!unicode(&[("LC_ALL", "C"), ("LANG", "zh_CN.UTF-8")]) || cfg!(windows));
        assert!(!unicode(&[("LANG", "C.UTF-8"), ("TERM", "linux")]) || cfg!(windows));
    }
}
