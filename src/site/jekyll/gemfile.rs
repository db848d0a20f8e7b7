//! Reads the gems that a Gemfile names, as far as plain declarations go; Ruby code in it is not run.

/// One `gem` line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Gem {
    /// Its name.
    pub name: String,
    /// The first version requirement, such as `~> 4.3`.
    pub requirement: Option<String>,
    /// Whether it stands in the group `:jekyll_plugins`, which Jekyll loads by itself.
    pub jekyll_plugin: bool,
}

/// The gems of a Gemfile's text in order. Commented lines do not count.
pub fn gems(gemfile: &str) -> Vec<Gem> {
    let mut found = Vec::new();
    // One entry for each open `do`: whether it is the group :jekyll_plugins.
    let mut blocks: Vec<bool> = Vec::new();
    let mut lines = gemfile.lines().peekable();
    while let Some(line) = lines.next() {
        let mut code = strip_comment(line).trim().to_owned();
        // A declaration goes on after a comma.
        while code.ends_with(',') {
            let Some(next) = lines.next() else { break };
            code.push(' ');
            code.push_str(strip_comment(next).trim());
        }
        if let Some(rest) = call(&code, "gem") {
            let mut quoted = quoted_strings(rest);
            if let Some(name) = quoted.next() {
                let in_block = blocks.iter().any(|&b| b);
                found.push(Gem {
                    name: name.to_owned(),
                    requirement: quoted.next().filter(|q| q.contains(|c: char| c.is_ascii_digit())).map(str::to_owned),
                    jekyll_plugin: in_block || mentions_group(rest),
                });
            }
        } else if code.ends_with(" do") || code.contains(" do |") {
            blocks.push(call(&code, "group").is_some_and(mentions_group));
        } else if code.starts_with("if ") || code.starts_with("unless ") || code.starts_with("case ") {
            blocks.push(false);
        } else if code == "end" {
            blocks.pop();
        }
    }
    found
}

fn call<'a>(code: &'a str, method: &str) -> Option<&'a str> {
    let rest = code.strip_prefix(method)?;
    rest.starts_with([' ', '(', '\t']).then_some(rest)
}

fn mentions_group(code: &str) -> bool {
    code.contains(":jekyll_plugins") || code.contains("\"jekyll_plugins\"") || code.contains("'jekyll_plugins'")
}

fn strip_comment(line: &str) -> &str {
    let mut quote = None;
    for (at, c) in line.char_indices() {
        match (quote, c) {
            (None, '#') => return &line[..at],
            (None, '"' | '\'') => quote = Some(c),
            (Some(q), c) if c == q => quote = None,
            _ => {}
        }
    }
    line
}

fn quoted_strings(code: &str) -> impl Iterator<Item = &str> {
    let mut rest = code;
    std::iter::from_fn(move || {
        let start = rest.find(['"', '\''])?;
        let quote = rest[start..].chars().next()?;
        let inner = &rest[start + 1..];
        let end = inner.find(quote)?;
        rest = &inner[end + 1..];
        Some(&inner[..end])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_and_comments() {
        let text = "source 'https://rubygems.org'\ngem \"jekyll\", \"~> 4.3\" # the generator\n# gem 'no'\n\
            group :jekyll_plugins do\n  gem 'jekyll-feed'\n  if ENV['X'] \n    gem 'jekyll-x'\n  end\nend\n\
            gem 'a',\n  '1.0', group: [:jekyll_plugins]\ngem 'rake'\nplatforms :mingw do\n  gem 'tzinfo'\nend\n";
        let names =
            |plugin| gems(text).into_iter().filter(|g| g.jekyll_plugin == plugin).map(|g| g.name).collect::<Vec<_>>();
        assert_eq!(names(true), ["jekyll-feed", "jekyll-x", "a"]);
        assert_eq!(names(false), ["jekyll", "rake", "tzinfo"]);
        assert_eq!(gems(text)[0].requirement.as_deref(), Some("~> 4.3"));
    }
}
