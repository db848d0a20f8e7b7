//! The command as people and programs meet it: help, exit codes, errors, formats.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// What the surroundings of the test must not decide.
const SCRUBBED: [&str; 11] = [
    "APPVEYOR",
    "BUILDKITE",
    "CIRCLECI",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "DRONE",
    "FORCE_COLOR",
    "GITHUB_ACTIONS",
    "GITLAB_CI",
    "NO_COLOR",
    "TERM",
];

/// Help texts and messages, word for word. `TRYCMD=overwrite cargo test --test cli` writes them anew.
#[test]
fn texts() {
    let cases = trycmd::TestCases::new();
    cases.env("NO_COLOR", "1").env("GITHUB_ACTIONS", "").case("tests/cmd/*.trycmd");
}

fn presscheck(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_presscheck"));
    command.current_dir(folder).args(args);
    for name in SCRUBBED {
        command.env_remove(name);
    }
    command
}

/// Exit code, standard output, standard error.
fn run(folder: &Path, args: &[&str]) -> (i32, String, String) {
    told(presscheck(folder, args).output().unwrap())
}

fn told(output: Output) -> (i32, String, String) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// A site without posts, in its own repository.
fn site(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join(".git")).unwrap();
    fs::write(dir.path().join("_config.yml"), "title: x\n").unwrap();
    for (path, text) in files {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

#[test]
fn a_clean_site_is_silent_but_for_its_summary() {
    let site = site(&[]);
    let (code, out, err) = run(site.path(), &[]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.lines().count() == 1 && out.contains(": nothing to report ("), "{out}");
    assert_eq!(run(site.path(), &["check", ".", "--quiet"]), (0, String::new(), String::new()));
}

#[test]
fn links_are_shown_for_people_and_for_programs() {
    let site = site(&[("index.md", "---\ntitle: x\n---\n[a](/none) [b](tel:1)\n")]);
    let row = "index.md:4:5: broken /none (nothing is published there)\n";
    let count = "2 links in 1 file: 1 broken, 1 skipped\n  1 skipped: `tel:` is no page\n";
    let (code, out, _) = run(site.path(), &["links", "--verdict", "broken"]);
    assert_eq!((code, out.as_str()), (0, &*format!("{row}{count}")));
    assert_eq!(run(site.path(), &["links", ".", "--quiet", "--to", "/none"]), (0, row.to_owned(), String::new()));
    let (_, out, err) = run(site.path(), &["links", "--output-format", "csv"]);
    assert_eq!((out.lines().count(), err.as_str()), (3, count));
    let (_, out, _) = run(site.path(), &["links", "--output-format", "json", "--verdict", "ok,skipped"]);
    let rows: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((rows.as_array().unwrap().len(), &rows[0]["target"]), (1, &"tel:1".into()));
    let (code, _, err) = run(site.path(), &["links", "--verdict", "bad"]);
    assert!(code == 2 && err.contains("the verdicts are `ok`, `broken`"), "{err}");
    for (to, words) in
        [("none.md", "does not exist"), (".", "is a folder"), ("_config.yml", "nothing is published of it")]
    {
        let (code, _, err) = run(site.path(), &["links", "--to", to]);
        assert!(code == 2 && err.contains(words), "{err}");
    }
}

#[test]
fn standard_output_belongs_to_the_machine_format() {
    let site = site(&[]);
    let (code, out, err) =
        run(site.path(), &["--output-format", "json", "--output-format", "json-lines:out/lines.json"]);
    let document: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &document["version"]), (0, &1.into()));
    assert!(err.contains("nothing to report"), "{err}");
    assert_eq!(fs::read_to_string(site.path().join("out/lines.json")).unwrap(), "");
}

#[test]
fn a_report_that_cannot_be_written_is_a_failure() {
    let site = site(&[]);
    let (code, _, err) = run(site.path(), &["--output-format", "json:_config.yml/x.json"]);
    assert_eq!(code, 2);
    assert!(err.starts_with("presscheck: cannot write the report `_config.yml/x.json`: "), "{err}");
}

#[test]
fn faults_of_the_configuration_are_drawn_and_all_told() {
    let site = site(&[("presscheck.toml", "[rules]\ntitle-emty = \"off\"\n\n[sit]\n")]);
    let expected = r#"presscheck: the configuration has faults

  × there is no rule `title-emty`
   ╭─[presscheck.toml:2:1]
 1 │ [rules]
 2 │ title-emty = "off"
   · ──────────
   ╰────
  help: did you mean `title-empty`?

  × unknown key `sit`
   ╭─[presscheck.toml:4:2]
 4 │ [sit]
   ·  ───
   ╰────
  help: the keys here are `baseline`, `exclude`, `extends`, `links`, `liquid`, `online`, `overrides`, `rules`, `schema`, `site`, `taxonomies`; did you mean `site`?
"#;
    assert_eq!(run(site.path(), &[]), (2, String::new(), expected.to_string()));
    let posts = site.path().join("_posts");
    fs::create_dir(&posts).unwrap();
    let (_, _, err) = run(&posts, &["."]);
    assert!(err.contains("╭─[../presscheck.toml:2:1]"), "named from where the reader stands: {err}");
    assert_eq!(run(site.path(), &["--isolated"]).0, 0);
    assert_eq!(run(site.path(), &["urls"]).0, 2);
    fs::write(site.path().join("other.toml"), "").unwrap();
    assert_eq!(run(site.path(), &["--config", "other.toml"]).0, 0, "a named file takes the place of the one found");
}

#[test]
fn standard_input_is_a_file_of_the_site() {
    let site = site(&[("_posts/2024-01-02-x.md", "---\ntitle: x\n---\n")]);
    let mut command = presscheck(site.path(), &["-", "--stdin-filename", "_posts/2024-01-03-new.md", "--quiet"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"---\ntitle: y\n---\n").unwrap();
    let (code, _, err) = told(child.wait_with_output().unwrap());
    assert_eq!((code, err.as_str()), (0, ""));
    let (code, _, err) = run(site.path(), &["-", "--stdin-filename", "nowhere/x.md"]);
    assert_eq!((code, err.as_str()), (2, "presscheck: cannot read `nowhere`: it does not exist\n"));
}

#[test]
fn standard_input_comes_out_mended() {
    let site = site(&[]);
    let name = "_posts/2024-01-03-new.md";
    let mend = |args: &[&str], text: &str| {
        let mut command = presscheck(site.path(), &[&["-", "--stdin-filename", name], args].concat());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        told(child.wait_with_output().unwrap())
    };
    fs::create_dir(site.path().join("_posts")).unwrap();
    let (code, out, err) = mend(&["--fix"], "\u{feff}---\r\ntitle：甲\r\n---\r\n<b>甲\r\n");
    assert_eq!((code, &*out), (1, "\u{feff}---\r\ntitle: 甲\r\n---\r\n<b>甲\r\n"));
    assert!(err.contains("`<b>` is never closed") && err.contains("1 error, 1 fixed ("), "{err}");
    let clean = "---\ntitle: 甲\n---\n";
    assert_eq!(mend(&["--fix", "--quiet"], clean), (0, clean.to_string(), String::new()));
    let (code, out, _) = mend(&["--diff", "--quiet"], "---\ntitle：甲\n---\n");
    assert_eq!(code, 1);
    assert!(
        out.starts_with(&format!(
            "diff --git a/{name} b/{name}\n--- a/{name}\n+++ b/{name}\n@@ -1,3 +1,3 @@\n ---\n-title：甲\n"
        )),
        "{out}"
    );
    assert_eq!(fs::read_dir(site.path().join("_posts")).unwrap().count(), 0);
}

#[test]
fn a_file_that_cannot_be_mended_is_named() {
    let site = site(&[
        ("_posts/2024-01-02-a.md", "---\ntitle：甲\n---\n"),
        ("_posts/2024-01-03-b.md", "---\ntitle：乙\n---\n"),
    ]);
    let path = site.path().join("_posts/2024-01-02-a.md");
    let old = fs::metadata(&path).unwrap().permissions();
    let mut shut = old.clone();
    shut.set_readonly(true);
    fs::set_permissions(&path, shut).unwrap();
    let (code, out, err) = run(site.path(), &["--fix", "--output-format", "concise"]);
    fs::set_permissions(&path, old).unwrap();
    let said = "presscheck: `_posts/2024-01-02-a.md` was not mended: permission was denied\n";
    assert_eq!((code, &*err), (2, said), "{out}");
    assert!(out.starts_with("_posts/2024-01-02-a.md:2:6: error[front-matter-fullwidth-colon]"), "{out}");
    assert!(out.contains(": 1 error, 1 fixed ("), "{out}");
}

#[test]
fn only_what_is_new_is_reported_beside_a_baseline() {
    let site = site(&[
        ("_posts/2024-01-02-a.md", "---\ntitle: a\n---\n<b>old\n\n[x](/gone/)\n"),
        ("_posts/2024-01-03-b.md", "---\ntitle:\n---\n"),
    ]);
    let posts = site.path().join("_posts");
    let said = "wrote ../presscheck-baseline.toml: 3 findings in 2 files\n\
        to have it read, write `baseline = \"presscheck-baseline.toml\"` at the top of presscheck.toml\n";
    assert_eq!(run(&posts, &["--write-baseline", "."]), (0, said.to_string(), String::new()));
    let baseline = site.path().join("presscheck-baseline.toml");
    let text = fs::read_to_string(&baseline).unwrap();
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(lines.len(), 3);
    assert!(lines.is_sorted() && lines[0].starts_with("\"_posts/2024-01-02-a.md\".html-unclosed."), "{text}");
    assert_eq!(run(site.path(), &[]).0, 1, "nobody has named it yet");
    fs::write(site.path().join("presscheck.toml"), "baseline = \"presscheck-baseline.toml\"\n").unwrap();
    let (code, out, _) = run(&posts, &[]);
    assert!(code == 0 && out.contains(": nothing to report, 3 in the baseline ("), "{out}");
    assert!(
        run(site.path(), &["--isolated", "--baseline", "presscheck-baseline.toml"]).1.contains("3 in the baseline")
    );
    // A new fault above the old ones.
    let concise = ["--output-format", "concise", "--quiet"];
    fs::write(posts.join("2024-01-02-a.md"), "---\ntitle: a\n---\n<i>new\n\n<b>old\n\n[x](/gone/)\n").unwrap();
    let new = "_posts/2024-01-02-a.md:4:1: error[html-unclosed] `<i>` is never closed\n";
    assert_eq!(run(site.path(), &concise), (1, new.to_string(), String::new()));
    // An old one is mended: the baseline can shrink, where that file was looked at.
    fs::write(posts.join("2024-01-02-a.md"), "---\ntitle: a\n---\nold\n\n[x](/gone/)\n").unwrap();
    let (code, out, _) = run(site.path(), &concise);
    let stale = "presscheck-baseline.toml:4:40: warning[baseline-stale] one finding of the baseline is there no longer";
    assert!(code == 0 && out.starts_with(stale) && out.lines().count() == 1, "{out}");
    for elsewhere in [&["_posts/2024-01-03-b.md"][..], &["--select", "title-empty,baseline-stale"]] {
        assert_eq!(run(site.path(), &[&concise[..], elsewhere].concat()), (0, String::new(), String::new()));
    }
    // A part of the site renews a part of the baseline.
    assert_eq!(run(site.path(), &["--write-baseline", "_posts/2024-01-03-b.md", "--quiet"]).0, 0);
    assert_eq!(fs::read_to_string(&baseline).unwrap(), text);
    assert_eq!(run(site.path(), &["--write-baseline"]).1, "wrote presscheck-baseline.toml: 2 findings in 2 files\n");
    assert_eq!(run(site.path(), &["--deny-warnings"]).0, 0);
    fs::write(&baseline, "<<<<<<< HEAD\n").unwrap();
    let (code, _, err) = run(site.path(), &[]);
    assert!(code == 2 && err.contains("this is not TOML") && err.contains("--write-baseline"), "{err}");
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let site = site(&[]);
    for args in [&["completions", "zsh"][..], &["rules"], &["--output-format", "json"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = presscheck(site.path(), args);
        let child = command.args(["--quiet"]).stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
        let (code, _, err) = told(child.wait_with_output().unwrap());
        assert_eq!((code, err.as_str()), (0, ""), "{args:?}");
    }
}

#[test]
fn init_writes_a_configuration_once() {
    let site = site(&[("_posts/2024-01-02-x.md", "---\ntitle: x\n---\n")]);
    let (code, out, _) = run(&site.path().join("_posts"), &["init"]);
    assert!(code == 0 && out.starts_with("wrote ") && out.contains("presscheck.toml"), "{out}");
    assert_eq!(run(site.path(), &[]).0, 0, "what was written is a valid configuration");
    let (code, _, err) = run(site.path(), &["init"]);
    assert!(code == 2 && err.contains("is there already; `--force` writes over it"), "{err}");
    assert_eq!(run(site.path(), &["init", "--force"]).0, 0);
}

#[test]
fn rules_and_their_pages_are_told_from_anywhere() {
    let nowhere = tempfile::tempdir().unwrap();
    let (code, out, _) = run(nowhere.path(), &["rules", "--output-format", "json"]);
    let rules: Vec<serde_json::Value> = serde_json::from_str(&out).unwrap();
    assert!(code == 0 && !rules.is_empty());
    let (_, table, _) = run(nowhere.path(), &["rules"]);
    for (rule, line) in rules.iter().zip(table.lines()) {
        let name = rule["name"].as_str().unwrap();
        assert!(line.starts_with(name) && line.contains(rule["summary"].as_str().unwrap()), "{line}");
        let (code, page, _) = run(nowhere.path(), &["explain", name]);
        assert!(code == 0 && page.starts_with(&format!("{name}  ")) && !page.contains("\n```"), "{page}");
        let (_, page, _) = run(nowhere.path(), &["explain", name, "--output-format", "json"]);
        let page: serde_json::Value = serde_json::from_str(&page).unwrap();
        assert_eq!((&page["name"], &page["summary"]), (&rule["name"], &rule["summary"]));
        assert!(page["page"].as_str().unwrap().starts_with("---\n"));
    }
}

#[test]
fn completions_know_the_options() {
    let nowhere = tempfile::tempdir().unwrap();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let (code, script, _) = run(nowhere.path(), &["completions", shell]);
        assert!(code == 0 && script.contains("deny-warnings"), "{shell}");
    }
}

#[test]
fn the_site_is_found_from_around_it() {
    let posts = ("docs/_posts/2024-01-02-a.md", "---\ntitle: a\ndate: 2024-01-02 20:00:00\n---\n");
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in [posts, ("docs/_config.yml", "timezone: Asia/Shanghai\n"), ("README.md", "# a\n")] {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let found = "docs/_posts/2024-01-02-a.md:3:7: error[date-utc-shift]";
    for args in [&[][..], &["check", "docs"], &["README.md", "docs/_posts/2024-01-02-a.md"]] {
        let (code, out, err) = run(dir.path(), &[args, &["--output-format", "concise"]].concat());
        assert!(code == 1 && out.starts_with(found), "{args:?}: {out}{err}");
    }
    fs::write(dir.path().join("docs/presscheck.toml"), "[rules]\ndate-utc-shift = \"off\"\n").unwrap();
    assert_eq!(run(dir.path(), &[]).0, 0, "the site's own configuration holds");
}

#[test]
fn two_sites_are_an_error() {
    let dir = tempfile::tempdir().unwrap();
    for site in ["a", "b"] {
        fs::create_dir(dir.path().join(site)).unwrap();
        fs::write(dir.path().join(site).join("_config.yml"), "title: x\n").unwrap();
    }
    let (code, out, err) = run(dir.path(), &["check", "a", "b"]);
    assert!(code == 2 && out.is_empty() && err.contains("check one site at a time"), "{out}{err}");
}

#[test]
fn one_file_is_told_of_from_wherever_one_stands() {
    let site =
        site(&[("_posts/2024-01-02-题.md", "---\ntitle: x\n---\n"), ("_config.yml", ""), ("a.md", "---\n---\n")]);
    let posts = site.path().join("_posts");
    let (code, out, _) = run(&posts, &["urls", "--why", "2024-01-02-题.md"]);
    assert_eq!((code, out.lines().next()), (0, Some("_posts/2024-01-02-题.md → /2024/01/02/题.html")));
    assert_eq!(run(&posts, &["urls", "."]).1, "_posts/2024-01-02-题.md → /2024/01/02/题.html\n");
    let (code, _, err) = run(&posts, &["urls", "--why", "2024-01-02-提.md"]);
    let expected = "presscheck: cannot read `2024-01-02-提.md`: it does not exist; did you mean `2024-01-02-题.md`?\n";
    assert_eq!((code, &*err), (2, expected));
    let (code, _, err) = run(site.path(), &["urls", "--why", "_posts"]);
    let expected =
        "presscheck: `_posts` is a folder: `--why` tells of one file, `presscheck urls _posts` of all in it\n";
    assert_eq!((code, &*err), (2, expected));
}

#[test]
fn a_sites_own_rules_are_rules_like_others() {
    let example = |kind: &str, text: &str| {
        format!("## {kind}\n```md {kind} file=_posts/2024-01-02-x.md\n---\ntitle: x\n---\n{text}\n```\n")
            .replace("md B", "md b")
            .replace("md G", "md g")
    };
    let head = "---\nsummary: A long word\ncheck: {text: utilize, message: 'write `use`'}\n---\nWhy.\n\n";
    let page = format!("{head}{}{}", example("Bad", "We utilize it."), example("Good", "We use it."));
    let site = site(&[
        (".presscheck/rules/house-word.md", &page),
        ("_posts/2020-01-02-a.md", "---\ntitle: a\n---\nWe utilize it.\n"),
    ]);
    let run = |args: &[&str]| run(&site.path().join("_posts"), args);
    assert_eq!(run(&["test"]), (0, "1 rules, 2 examples: all as their pages say\n".to_owned(), String::new()));
    let (code, out, _) = run(&["--select", "house-word", "--output-format", "concise", "--deny-warnings"]);
    assert!(code == 1 && out.starts_with("../_posts/2020-01-02-a.md:4:4: warning[house-word] write `use`"), "{out}");
    let (code, _, err) = run(&["--select", "house-wrd"]);
    assert_eq!((code, &*err), (2, "presscheck: there is no rule `house-wrd`; did you mean `house-word`?\n"));
    assert!(run(&["rules"]).1.lines().last().unwrap().starts_with("house-word "));
    let (code, out, _) = run(&["explain", "house-word"]);
    assert!(code == 0 && out.starts_with("house-word  warn · fix: no · stable\nA long word\n\nWhy.\n"), "{out}");
    let wrong = page.replace("We use it.", "We utilize it too.");
    fs::write(site.path().join(".presscheck/rules/house-word.md"), &wrong).unwrap();
    let (code, out, _) = run(&["test", "../.presscheck/rules/house-word.md"]);
    assert!(code == 1 && out.starts_with(".presscheck/rules/house-word.md:14: also says house-word at "), "{out}");
    fs::write(site.path().join(".presscheck/rules/house-word.md"), page.replace("text: ", "txt: ")).unwrap();
    let (code, _, err) = run(&[]);
    assert!(
        code == 2 && err.contains("a check looks for exactly one thing") && err.contains("house-word.md:3:8]"),
        "{err}"
    );
}
