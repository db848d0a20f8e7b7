//! Which entries of a directory Jekyll passes over (`entry_filter.rb`).

/// The site's `include` and `exclude`, ready to be asked.
#[derive(Clone, PartialEq, Debug)]
pub struct EntryFilter {
    include: Vec<String>,
    exclude: Vec<String>,
    /// The byte that each of these asks for first, which nearly no path has; `None` where any may do.
    first: [Vec<Option<u8>>; 2],
    skips_trailing_dot: bool,
}

/// Why an entry is passed over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Skip {
    /// The name ends with a dot (Jekyll 4).
    TrailingDot,
    /// The pattern of `exclude` with this index in the effective list hits it.
    Excluded(usize),
    /// The name starts with one of `.`, `_`, `#`, `~`.
    Special(char),
    /// The name ends with `~`.
    Backup,
}

impl EntryFilter {
    /// A filter of the effective lists: the user's and the profile's defaults. A pattern of `exclude` that is also in
    /// `include` never excludes.
    pub fn new(include: Vec<String>, exclude: Vec<String>, jekyll_4: bool) -> EntryFilter {
        let first = [&include, &exclude].map(|list| list.iter().map(|pattern| first(pattern)).collect());
        EntryFilter { include, exclude, first, skips_trailing_dot: jekyll_4 }
    }

    /// The effective patterns of `exclude`, which `Skip::Excluded` counts.
    pub fn exclude(&self) -> &[String] {
        &self.exclude
    }

    /// The effective patterns of `include`.
    pub fn include(&self) -> &[String] {
        &self.include
    }

    /// Whether the filter drops `entry` of directory `base`, and why.
    ///
    /// Both are paths with `/` and without one at either end. `base` is relative to the source (empty for the source
    /// itself), `entry` relative to `base`: one name on the walk, several under `_posts` and in collections.
    pub fn skip(&self, base: &str, entry: &str, is_dir: bool) -> Option<Skip> {
        let last = entry.bytes().next_back();
        if self.skips_trailing_dot && last == Some(b'.') {
            return Some(Skip::TrailingDot);
        }
        let name = base_name(entry);
        if self.includes(entry, name, is_dir) {
            return None;
        }
        let start = if base.is_empty() { entry } else { base };
        if self.first[1].iter().any(|first| may_hit(*first, start))
            && let Some(index) = self.excluding(base, entry, is_dir)
        {
            return Some(Skip::Excluded(index));
        }
        let special = |name: &str| name.bytes().next().filter(|c| matches!(c, b'.' | b'_' | b'#' | b'~'));
        if let Some(c) = special(entry).or_else(|| special(name)) {
            return Some(Skip::Special(c.into()));
        }
        (last == Some(b'~')).then_some(Skip::Backup)
    }

    /// The first pattern of `exclude` that hits the entry.
    fn excluding(&self, base: &str, entry: &str, is_dir: bool) -> Option<usize> {
        let joined;
        let path = if base.is_empty() {
            entry
        } else {
            joined = [base, "/", entry].concat();
            &joined
        };
        let hit = |(pattern, first): (&String, &Option<u8>)| {
            may_hit(*first, path) && pattern_hits(pattern, path, is_dir) && !self.include.contains(pattern)
        };
        self.exclude.iter().zip(&self.first[1]).position(hit)
    }

    /// Whether `include` names the entry. Jekyll compares the entry's name without its directory, so that a pattern
    /// with a `/` never hits on the walk.
    fn includes(&self, entry: &str, name: &str, is_dir: bool) -> bool {
        self.include.iter().zip(&self.first[0]).any(|(pattern, first)| {
            [entry, name].iter().any(|path| may_hit(*first, path) && pattern_hits(pattern, path, is_dir))
        })
    }
}

/// The first byte of all paths that a pattern hits.
fn first(pattern: &str) -> Option<u8> {
    if is_glob(pattern) { None } else { pattern.trim_start_matches('/').bytes().next() }
}

fn may_hit(first: Option<u8>, path: &str) -> bool {
    first.is_none() || path.bytes().next() == first
}

/// `glob_include?`: the pattern matches as a glob whose wildcards cross `/`, or the path simply starts with it.
pub fn pattern_hits(pattern: &str, path: &str, is_dir: bool) -> bool {
    let pattern = pattern.trim_start_matches('/');
    path.starts_with(pattern)
        || (is_dir && pattern.strip_suffix('/') == Some(path))
        || (is_glob(pattern) && fnmatch(pattern, path))
}

fn is_glob(pattern: &str) -> bool {
    pattern.contains(['*', '?', '[', '\\'])
}

fn base_name(path: &str) -> &str {
    memchr::memrchr(b'/', path.as_bytes()).map_or(path, |at| &path[at + 1..])
}

/// `File.fnmatch?(pattern, path)` with no flags, for a path that does not start with a dot: Jekyll asks with absolute
/// paths, so the rule about a leading dot never applies. Linear in the path for each `*`.
pub fn fnmatch(pattern: &str, path: &str) -> bool {
    let (pattern, path) = (pattern.as_bytes(), path.as_bytes());
    let (mut p, mut s) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    loop {
        if pattern.get(p) == Some(&b'*') {
            star = Some((p + 1, s));
            p += 1;
            continue;
        }
        if s == path.len() {
            return pattern[p.min(pattern.len())..].is_empty();
        }
        if let Some((np, ns)) = one(pattern, p, path, s) {
            (p, s) = (np, ns);
        } else if let Some((after, from)) = star {
            let next = from + char_len(path, from);
            if next > path.len() {
                return false;
            }
            star = Some((after, next));
            (p, s) = (after, next);
        } else {
            return false;
        }
    }
}

/// Matches one pattern element against one character; the positions after both.
fn one(pattern: &[u8], p: usize, path: &[u8], s: usize) -> Option<(usize, usize)> {
    match *pattern.get(p)? {
        b'?' => Some((p + 1, s + char_len(path, s))),
        b'[' => {
            let (end, hit) = bracket(pattern, p + 1, path, s)?;
            hit.then_some((end, s + char_len(path, s)))
        }
        b'\\' if p + 1 < pattern.len() => (pattern[p + 1] == path[s]).then_some((p + 2, s + 1)),
        byte => (byte == path[s]).then_some((p + 1, s + 1)),
    }
}

/// A bracket expression that starts after `[`; `None` when it is never closed, which matches nothing.
fn bracket(pattern: &[u8], mut p: usize, path: &[u8], s: usize) -> Option<(usize, bool)> {
    let negated = matches!(pattern.get(p), Some(b'!' | b'^'));
    if negated {
        p += 1;
    }
    let wanted = &path[s..s + char_len(path, s)];
    let mut hit = false;
    while *pattern.get(p)? != b']' {
        let (low, after) = bracket_char(pattern, p)?;
        p = after;
        let mut high = low;
        if pattern.get(p) == Some(&b'-') && pattern.get(p + 1).is_some_and(|&b| b != b']') {
            (high, p) = bracket_char(pattern, p + 1)?;
        }
        // UTF-8 keeps the order of code points.
        hit |= low <= wanted && wanted <= high;
    }
    Some((p + 1, hit != negated))
}

fn bracket_char(pattern: &[u8], mut p: usize) -> Option<(&[u8], usize)> {
    if pattern.get(p) == Some(&b'\\') {
        p += 1;
    }
    pattern.get(p)?;
    let end = (p + char_len(pattern, p)).min(pattern.len());
    Some((&pattern[p..end], end))
}

/// Length in bytes of the UTF-8 character that starts at `at`.
fn char_len(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at) {
        Some(0xf0..) => 4,
        Some(0xe0..) => 3,
        Some(0xc0..) => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits(pattern: &str, path: &str) -> bool {
        pattern_hits(pattern, path, false)
    }

    #[test]
    fn patterns_are_prefixes_and_globs_from_the_root() {
        for (pattern, yes, no) in [
            ("foo", &["foo.md", "foobar.md", "foo/x.md"][..], &["x/foo.md"][..]),
            ("README.md", &["README.md"], &["sub/README.md"]),
            ("*.bak", &["x.bak", "y/z.bak"], &["x.bak.md"]),
            ("deep/*.md", &["deep/a/b.md", "deep/a.md"], &["x/deep/a.md"]),
            ("deep/**/z.md", &["deep/a/z.md", "deep/a/b/z.md"], &["deep/z.md"]),
            ("dir/", &["dir/a", "dir/a/b"], &["dir2/a", "dir"]),
            ("node", &["node_modules/x", "nodes.md"], &["x/node"]),
            ("[ab]c", &["ac", "bc"], &["cc", "acx"]),
            ("[!ab]c", &["cc"], &["ac"]),
            ("[^ab]c", &["cc"], &["ac"]),
            ("q?", &["q1"], &["q12", "q"]),
            ("?图", &["新图"], &["图"]),
            ("[一-龥]", &["图"], &["a"]),
            ("\\*x", &["*x"], &["ax"]),
            ("/lead", &["lead.md"], &["x/lead.md"]),
            ("./dot", &[], &["dot.md"]),
            ("[a", &["[a"], &["a"]),
            ("*a*a*a*b", &["aaab"], &["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]),
        ] {
            for path in yes {
                assert!(hits(pattern, path), "{pattern} {path}");
            }
            for path in no {
                assert!(!hits(pattern, path), "{pattern} {path}");
            }
        }
        assert!(pattern_hits("dir/", "dir", true));
    }

    #[test]
    fn names_are_skipped_unless_included() {
        let list = |items: &[&str]| items.iter().map(|&s| s.to_owned()).collect::<Vec<_>>();
        let filter = EntryFilter::new(list(&["_inc", ".htaccess", "keep.bak"]), list(&["x", "*.bak", "_inc"]), true);
        for (base, entry, expected) in [
            ("", "a.md", None),
            ("", "end.", Some(Skip::TrailingDot)),
            ("", "xyz", Some(Skip::Excluded(0))),
            ("sub", "xyz", None),
            ("", "_inc", None),
            ("", "_includes", None),
            ("y", "_inc", None),
            ("", "keep.bak", None),
            ("y", "z.bak", Some(Skip::Excluded(1))),
            ("", ".htaccess", None),
            ("", ".x", Some(Skip::Special('.'))),
            ("", "#h", Some(Skip::Special('#'))),
            ("", "~t", Some(Skip::Special('~'))),
            ("", "t~", Some(Skip::Backup)),
            ("_posts", "_p/2020-01-01-a.md", Some(Skip::Special('_'))),
            ("_posts", "s/_p/2020-01-01-a.md", None),
            ("_posts", "s/_a.md", Some(Skip::Special('_'))),
        ] {
            assert_eq!(filter.skip(base, entry, false), expected, "{base} {entry}");
        }
        let old = EntryFilter::new(vec![], vec![], false);
        assert_eq!(old.skip("", "end.", false), None);
    }
}
