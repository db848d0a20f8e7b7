//! What fixes change, as a unified diff that `git apply` and `patch -p1` take.

use std::fmt::Write;
use std::ops::Range;

use imara_diff::{Algorithm, Diff, Hunk, InternedInput, Token};

use super::MendedFile;

/// The difference that mending makes to `file`. `prefix` is the way from where the reader stands to the site's root,
/// empty or ending in `/`.
pub fn diff(file: &MendedFile, prefix: &str) -> String {
    let (old, new) = (&file.path, file.renamed.as_ref().unwrap_or(&file.path));
    let [before, after] = ["a/", "b/"].map(|side| format!("{side}{prefix}"));
    // Always, for what follows a rename without one would be taken for a part of it.
    let mut text = format!("diff --git {} {}\n", name(&before, old), name(&after, new));
    if old != new {
        // Writing to a string cannot fail.
        let _ = write!(text, "rename from {}\nrename to {}\n", name(prefix, old), name(prefix, new));
    }
    if file.before == file.after {
        return text;
    }
    let input = InternedInput::new(&*file.before, &*file.after);
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_lines(&input);
    let _ = write!(text, "--- {}\n+++ {}\n{}", name(&before, old), name(&after, new), hunks(&diff, &input));
    text
}

/// A path as git writes it: in quotes where it holds what would end it.
fn name(prefix: &str, path: &str) -> String {
    let path = format!("{prefix}{path}");
    if !path.contains(|c: char| c.is_control() || c == '"' || c == '\\') {
        return path;
    }
    let mut quoted = String::from('"');
    for c in path.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() => c.to_string().bytes().for_each(|byte| _ = write!(quoted, "\\{byte:03o}")),
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

/// Lines shown before and after what changes.
const AROUND: u32 = 3;

/// The changes of `diff` with the lines around them, those that lie near each other together.
fn hunks(diff: &Diff, input: &InternedInput<&str>) -> String {
    let hunks: Vec<Hunk> = diff.hunks().collect();
    let near = |a: &Hunk, b: &Hunk| b.before.start - a.before.end <= 2 * AROUND;
    let mut text = String::new();
    for group in hunks.chunk_by(near) {
        let [Some(first), Some(last)] = [group.first(), group.last()] else { continue };
        let lead = first.before.start.min(AROUND);
        let tail = (input.before.len() as u32 - last.before.end).min(AROUND);
        let old = first.before.start - lead..last.before.end + tail;
        let new = first.after.start - lead..last.after.end + tail;
        // An empty side is named by the line before it.
        let start = |lines: &Range<u32>| lines.start + u32::from(!lines.is_empty());
        let _ = writeln!(text, "@@ -{},{} +{},{} @@", start(&old), old.len(), start(&new), new.len());
        let mut at = old.start;
        for hunk in group {
            lines(&mut text, ' ', at..hunk.before.start, &input.before, input);
            lines(&mut text, '-', hunk.before.clone(), &input.before, input);
            lines(&mut text, '+', hunk.after.clone(), &input.after, input);
            at = hunk.before.end;
        }
        lines(&mut text, ' ', at..old.end, &input.before, input);
    }
    text
}

/// Lines as they are, each behind its sign; what does not end is said to.
fn lines(text: &mut String, sign: char, range: Range<u32>, of: &[Token], input: &InternedInput<&str>) {
    for token in &of[range.start as usize..range.end as usize] {
        let line = input.interner[*token];
        text.push(sign);
        text.push_str(line);
        if !line.ends_with('\n') {
            text.push_str("\n\\ No newline at end of file\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, before: &str, after: &str, renamed: Option<&str>) -> MendedFile {
        MendedFile {
            path: path.into(),
            renamed: renamed.map(Into::into),
            before: before.to_owned(),
            after: after.to_owned(),
            fixes: 1,
            target: None,
        }
    }

    #[test]
    fn a_diff_shows_three_lines_around() {
        let (before, after) = ("1\n2\n3\n4\n5\r\n6\n7\n8\n9", "1\n2\n3\n4\n五\r\n6\n7\n8\n9");
        let shown = diff(&file("_posts/a.md", before, after, None), "site/");
        let hunk = "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\r\n+五\r\n 6\n 7\n 8\n";
        let head = "diff --git a/site/_posts/a.md b/site/_posts/a.md";
        assert_eq!(shown, format!("{head}\n--- a/site/_posts/a.md\n+++ b/site/_posts/a.md\n{hunk}"));
    }

    #[test]
    fn what_lies_near_is_shown_together() {
        let before: Vec<String> = (1..=30).map(|line| format!("{line}\n")).collect();
        let mut after = before.clone();
        (after[4], after[11], after[20]) = ("x\n".to_owned(), String::new(), "y\n".to_owned());
        let shown = diff(&file("a", &before.concat(), &after.concat(), None), "");
        let heads: Vec<&str> = shown.lines().filter(|line| line.starts_with("@@")).collect();
        assert_eq!(heads, ["@@ -2,14 +2,13 @@", "@@ -18,7 +17,7 @@"], "{shown}");
        assert_eq!(shown.lines().nth(4), Some(" 2"));
        let all = diff(&file("a", "1\n2\n", "", None), "");
        assert!(all.ends_with("@@ -1,2 +0,0 @@\n-1\n-2\n"), "{all}");
    }

    #[test]
    fn a_last_line_that_does_not_end() {
        let shown = diff(&file("a\"\t.md", "1", "1\n2", None), "");
        let end = "\\ No newline at end of file\n";
        let hunk = format!("@@ -1,1 +1,2 @@\n-1\n{end}+1\n+2\n{end}");
        let head = "diff --git \"a/a\\\"\\t.md\" \"b/a\\\"\\t.md\"";
        assert_eq!(shown, format!("{head}\n--- \"a/a\\\"\\t.md\"\n+++ \"b/a\\\"\\t.md\"\n{hunk}"));
    }

    #[test]
    fn a_rename_is_shown_as_git_does() {
        let shown = diff(&file("-x.md", "1\n", "1\n", Some("2022-05-26-x.md")), "");
        assert_eq!(shown, "diff --git a/-x.md b/2022-05-26-x.md\nrename from -x.md\nrename to 2022-05-26-x.md\n");
    }
}
