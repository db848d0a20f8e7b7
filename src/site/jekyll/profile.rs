//! Which Jekyll builds the site, found out from its Gemfile and lock file.

/// The Jekyll whose behaviour is modelled.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Profile {
    /// Jekyll 4.x, as of 4.4.1.
    #[default]
    Jekyll4,
    /// Jekyll 3.10.0.
    Jekyll3,
    /// The github-pages gem 232: Jekyll 3.10.0 in safe mode with its own plugins.
    GitHubPages,
}

impl Profile {
    /// Whether Jekyll 3's code runs.
    pub fn is_jekyll_3(self) -> bool {
        self != Profile::Jekyll4
    }

    /// The profile of that name, as users write it.
    pub fn named(name: &str) -> Option<Profile> {
        match name {
            "jekyll4" => Some(Profile::Jekyll4),
            "jekyll3" => Some(Profile::Jekyll3),
            "github-pages" => Some(Profile::GitHubPages),
            _ => None,
        }
    }

    /// The name as users write it.
    pub fn name(self) -> &'static str {
        match self {
            Profile::Jekyll4 => "jekyll4",
            Profile::Jekyll3 => "jekyll3",
            Profile::GitHubPages => "github-pages",
        }
    }

    /// The profile that the texts of `Gemfile.lock` and `Gemfile` show, the lock first; `None` when neither says.
    pub fn from_gems(lock: Option<&str>, gemfile: Option<&str>) -> Option<Profile> {
        lock.and_then(from_lock).or_else(|| gemfile.and_then(from_gemfile))
    }
}

/// Lines of a lock file's `specs:` stand four blanks in: `    jekyll (4.4.1)`.
fn from_lock(lock: &str) -> Option<Profile> {
    let version = |gem: &str| {
        lock.lines().find_map(|line| {
            let rest = line.strip_prefix("    ")?.strip_prefix(gem)?.strip_prefix(" (")?;
            rest.starts_with(|c: char| c.is_ascii_digit()).then_some(rest)
        })
    };
    if version("github-pages").is_some() {
        return Some(Profile::GitHubPages);
    }
    match version("jekyll")?.split('.').next()? {
        "3" => Some(Profile::Jekyll3),
        _ => Some(Profile::Jekyll4),
    }
}

fn from_gemfile(gemfile: &str) -> Option<Profile> {
    let gems = super::gemfile::gems(gemfile);
    if gems.iter().any(|g| g.name == "github-pages") {
        return Some(Profile::GitHubPages);
    }
    let jekyll = gems.iter().find(|g| g.name == "jekyll")?;
    let major = jekyll.requirement.as_deref().and_then(|r| r.trim_start_matches(['~', '>', '=', ' ']).chars().next());
    let pinned = jekyll.requirement.as_deref().is_some_and(|r| !r.trim_start().starts_with('>'));
    Some(if pinned && major == Some('3') { Profile::Jekyll3 } else { Profile::Jekyll4 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_comes_first() {
        let lock = |gem: &str| {
            format!(
                "GEM\n  remote: https://rubygems.org/\n  specs:\n    addressable (2.8)\n    {gem}\n      jekyll (>= 3.0)\n"
            )
        };
        let from = |lock: Option<&str>, gemfile: Option<&str>| Profile::from_gems(lock, gemfile);
        assert_eq!(from(Some(&lock("jekyll (4.3.2)")), Some("gem 'github-pages'")), Some(Profile::Jekyll4));
        assert_eq!(from(Some(&lock("jekyll (3.9.5)")), None), Some(Profile::Jekyll3));
        assert_eq!(from(Some(&lock("github-pages (232)")), None), Some(Profile::GitHubPages));
        assert_eq!(
            from(None, Some("source 'x'\n# gem 'github-pages'\ngem \"jekyll\", \"~> 4.3\"\n")),
            Some(Profile::Jekyll4)
        );
        assert_eq!(from(None, Some("gem 'jekyll', '~> 3.9'")), Some(Profile::Jekyll3));
        assert_eq!(from(None, Some("gem 'jekyll', '>= 3.0'")), Some(Profile::Jekyll4));
        assert_eq!(from(None, Some("gem \"github-pages\", group: :jekyll_plugins")), Some(Profile::GitHubPages));
        assert_eq!(from(None, Some("gem 'rake'")), None);
        assert_eq!(from(None, None), None);
    }
}
