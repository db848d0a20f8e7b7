//! Several runs of the command with one cache.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::server::Server;

/// A site whose only post links to pages of `server`, `NAME0` and so on, and which may ask this machine.
fn site(server: &Server, root: &Path, name: &str, links: usize) {
    let cache = root.with_file_name("verdicts").display().to_string().replace('\\', "/");
    let config = format!("[online]\ncache = '{cache}'\nallow-private = ['127.0.0.1']\nspacing = '0ms'\n");
    fs::create_dir_all(root.join("_posts")).unwrap();
    fs::write(root.join("presscheck.toml"), config).unwrap();
    fs::write(root.join("_config.yml"), "").unwrap();
    // Spelled so that it is not taken for a link to the author's own machine.
    let links = (0..links).map(|number| format!("[x](http://127.1:{}/{name}{number})\n", server.port));
    let post = format!("---\ntitle: a\ndate: 2024-01-02 10:00:00 +0800\n---\n{}", links.collect::<String>());
    fs::write(root.join("_posts/2024-01-02-a.md"), post).unwrap();
}

fn start(root: &Path) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_presscheck"));
    for name in ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "http_proxy", "SSL_CERT_FILE"] {
        command.env_remove(name);
    }
    command.arg("--online").arg(root).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// The addresses in a cache, each line of which must be whole.
fn cached(path: &Path) -> HashSet<String> {
    let text = fs::read_to_string(path).unwrap();
    let url = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["url"].as_str().unwrap().to_owned();
    assert!(text.ends_with('\n'), "the last line is whole");
    text.lines().map(url).collect()
}

#[test]
fn two_runs_at_once_keep_all_verdicts() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let roots = ["a", "b"].map(|name| folder.path().join(name));
    for (root, name) in roots.iter().zip(["a", "b"]) {
        site(&server, root, name, 40);
    }
    let runs = roots.each_ref().map(|root| start(root));
    for mut run in runs {
        assert_eq!(run.wait().unwrap().code(), Some(0));
    }
    assert_eq!(cached(&folder.path().join("verdicts")).len(), 80);
}

#[test]
fn a_run_that_is_killed_leaves_the_cache_whole() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let (root, cache) = (folder.path().join("a"), folder.path().join("verdicts"));
    // Long enough that writing it takes a while.
    let old: HashSet<String> = (0..50_000).map(|number| format!("https://old.example/{number}")).collect();
    let line = |url: &String| format!("{{\"url\":\"{url}\",\"verdict\":\"ok\",\"checked_at\":1}}\n");
    fs::write(&cache, old.iter().map(line).collect::<String>()).unwrap();
    site(&server, &root, "killed", 5);
    for round in 0..3 {
        let mut run = start(&root);
        // In the midst of the new file, as a rule; at the latest when the run is over.
        while !folder.path().join("verdicts.new").exists() && run.try_wait().unwrap().is_none() {
            thread::sleep(Duration::from_millis(1));
        }
        thread::sleep(Duration::from_millis(round * 10));
        let _ = run.kill();
        run.wait().unwrap();
        assert!(cached(&cache).is_superset(&old));
    }
    // Neither what it left behind nor its lock is in anybody's way.
    assert_eq!(start(&root).wait().unwrap().code(), Some(0));
    assert_eq!(cached(&cache).len(), 50_005);
}
