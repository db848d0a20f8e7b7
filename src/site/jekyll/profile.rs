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

    /// What people call it.
    pub fn words(self) -> &'static str {
        match self {
            Profile::Jekyll4 => "Jekyll 4",
            Profile::Jekyll3 => "Jekyll 3",
            Profile::GitHubPages => "GitHub Pages",
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

    /// The profile that a site's files show.
    pub fn found(clues: &Clues) -> (Profile, Evidence) {
        let lock = clues.lock.as_deref().and_then(from_lock).map(|profile| (profile, Evidence::Lock));
        let gems = clues.gemfile.as_deref().map(super::gemfile::gems).unwrap_or_default();
        let gemfile = from_gemfile(&gems).map(|profile| (profile, Evidence::Gemfile));
        let workflow = clues.workflows.contains("actions/jekyll-build-pages");
        let (pages, nothing) = (Profile::GitHubPages, (Profile::default(), Evidence::Nothing));
        match (lock, gemfile) {
            (Some(found), _) => found,
            (_, Some((Profile::GitHubPages, evidence))) => (pages, evidence),
            _ if workflow => (pages, Evidence::Workflow),
            (_, Some(found)) => found,
            // Without a Gemfile of its own a branch on GitHub is built by GitHub Pages.
            _ if clues.gemfile.is_none() && clues.is_on_github && !clues.is_plain => (pages, Evidence::Branch),
            _ => nothing,
        }
    }
}

/// What a site's files say of its Jekyll.
#[derive(Clone, Debug, Default)]
pub struct Clues {
    /// The text of `Gemfile.lock`.
    pub lock: Option<String>,
    /// The text of `Gemfile`.
    pub gemfile: Option<String>,
    /// The texts of the workflows in `.github/workflows`.
    pub workflows: String,
    /// The repository has a remote on GitHub, or the site has a `CNAME` for GitHub Pages.
    pub is_on_github: bool,
    /// The root has a `.nojekyll`, with which GitHub Pages serves a branch as it stands.
    pub is_plain: bool,
}

/// What a profile was found out from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Evidence {
    /// `profile` in `presscheck.toml` or on the command line.
    Said,
    /// `Gemfile.lock`
    Lock,
    /// `Gemfile`
    Gemfile,
    /// A workflow that uses `actions/jekyll-build-pages`.
    Workflow,
    /// A branch on GitHub without a Gemfile.
    Branch,
    /// Nothing: assumed.
    Nothing,
}

impl std::fmt::Display for Evidence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Evidence::Said => "as configured",
            Evidence::Lock => "from Gemfile.lock",
            Evidence::Gemfile => "from Gemfile",
            Evidence::Workflow => "a workflow uses actions/jekyll-build-pages",
            Evidence::Branch => "a site on GitHub without a Gemfile",
            Evidence::Nothing => "assumed: nothing tells",
        })
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

fn from_gemfile(gems: &[super::gemfile::Gem]) -> Option<Profile> {
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
        let from = |lock: Option<&str>, gemfile: Option<&str>| {
            let text = |text: Option<&str>| text.map(str::to_owned);
            Profile::found(&Clues { lock: text(lock), gemfile: text(gemfile), ..Clues::default() })
        };
        let (j3, j4, pages) = (Profile::Jekyll3, Profile::Jekyll4, Profile::GitHubPages);
        assert_eq!(from(Some(&lock("jekyll (4.3.2)")), Some("gem 'github-pages'")), (j4, Evidence::Lock));
        assert_eq!(from(Some(&lock("jekyll (3.9.5)")), None), (j3, Evidence::Lock));
        assert_eq!(from(Some(&lock("github-pages (232)")), None), (pages, Evidence::Lock));
        for (gemfile, profile) in [
            ("source 'x'\n# gem 'github-pages'\ngem \"jekyll\", \"~> 4.3\"\n", j4),
            ("gem 'jekyll', '~> 3.9'", j3),
            ("gem 'jekyll', '>= 3.0'", j4),
            ("gem \"github-pages\", group: :jekyll_plugins", pages),
        ] {
            assert_eq!(from(None, Some(gemfile)), (profile, Evidence::Gemfile), "{gemfile}");
        }
        assert_eq!(from(None, Some("gem 'rake'")), (j4, Evidence::Nothing));
        assert_eq!(from(None, None), (j4, Evidence::Nothing));
    }

    #[test]
    fn without_a_lock_github_builds_what_it_is_told_to() {
        let found = |gemfile: Option<&str>, workflows: &str, is_on_github| {
            let (gemfile, workflows) = (gemfile.map(str::to_owned), workflows.to_owned());
            Profile::found(&Clues { gemfile, workflows, is_on_github, ..Clues::default() })
        };
        let workflow = "      - uses: actions/jekyll-build-pages@v1\n";
        let pages = Profile::GitHubPages;
        assert_eq!(found(Some("gem 'jekyll', '~> 4.3'"), workflow, true), (pages, Evidence::Workflow));
        assert_eq!(found(Some("gem 'jekyll'"), "", true), (Profile::Jekyll4, Evidence::Gemfile));
        assert_eq!(found(Some("gem 'rake'"), "", true), (Profile::Jekyll4, Evidence::Nothing));
        assert_eq!(found(None, "", true), (pages, Evidence::Branch));
        let plain = Clues { is_on_github: true, is_plain: true, ..Clues::default() };
        assert_eq!(Profile::found(&plain), (Profile::Jekyll4, Evidence::Nothing));
    }
}
