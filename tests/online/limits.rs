//! What is read of an answer, and what is looked for in it.

use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use presscheck::Request;
use presscheck::config::Origin;
use presscheck::config::online::Online;
use presscheck::links::verdict::{Verdict, Verdicts};
use presscheck::links::verdicts;

use crate::server::Server;

/// What the kernels between a server and its client may hold, by far, in bytes.
const ON_ITS_WAY: u64 = 16 << 20;

fn ask(server: &Server, urls: &[&str], online: Online) -> Verdicts {
    let asking = server.asking(&["127.0.0.0/8"]);
    verdicts(urls.iter().copied(), &Arc::new(online), &asking, Path::new("/"), 1_700_000_000)
}

fn with_fragments() -> Online {
    Online { fragments: true, ..Online::default() }
}

#[test]
fn nothing_endless_is_read_to_its_end() {
    let server = Server::start();
    let urls = ["http://a.example/endless-body#x", "http://b.example/endless-head", "http://c.example/endless-line"];
    let found = ask(&server, &urls, with_fragments());
    assert_eq!(found.of(urls[0]), Some(&Verdict::Ok));
    assert_eq!(found.missing_fragment(urls[0]), None);
    // Each was asked for more than once; every answer ends, because nobody listens any longer.
    let asked =
        urls.iter().map(|url| server.asked(url.split('/').next_back().unwrap().split('#').next().unwrap()).len());
    let asked: usize = asked.sum();
    let mut patience = 1000;
    while server.endless.lock().unwrap().len() < asked && patience > 0 {
        thread::sleep(Duration::from_millis(10));
        patience -= 1;
    }
    let sent = server.endless.lock().unwrap().clone();
    assert_eq!(sent.len(), asked, "{sent:?}");
    assert!(sent.iter().all(|bytes| *bytes < ON_ITS_WAY), "{sent:?}");
}

#[test]
fn places_on_pages_are_looked_for() {
    let server = Server::start();
    let missing = ["/page", "/moved-page", "/gbk"];
    let unsaid = ["/lent-page", "/led-page", "/front-page", "/long", "/cut", "/packed", "/pdf", "/404", "/403"];
    let urls = |fragment: &str| -> Vec<String> {
        let paths = missing.iter().chain(&unsaid);
        paths.map(|path| format!("http://{}.example{path}#{fragment}", &path[1..])).collect()
    };
    let (gone, here) = (urls("gone"), urls("here"));
    let all: Vec<&str> = gone.iter().chain(&here).map(String::as_str).collect();
    let found = ask(&server, &all, with_fragments());
    for url in &gone {
        let is_missing = missing.iter().any(|path| url.ends_with(&format!("e{path}#gone")));
        assert_eq!(found.missing_fragment(url), is_missing.then_some("gone"), "{url}");
    }
    for url in &here {
        assert_eq!(found.missing_fragment(url), None, "{url}");
    }
    assert_eq!(server.asked("page.example GET /page").len(), 4, "one for itself, and one for each that leads there");
    assert_eq!(found.of("http://cut.example/cut"), Some(&Verdict::Ok), "a page that breaks off is there");
}

#[test]
fn pages_are_read_only_where_that_was_asked_for() {
    let server = Server::start();
    let (page, part) = ("http://a.example/page", "http://a.example/page#gone");
    assert_eq!(ask(&server, &[page, part], Online::default()).missing_fragment(part), None);
    ask(&server, &[page], with_fragments());
    assert_eq!([server.asked("HEAD /page").len(), server.asked("GET /page").len()], [2, 0]);
    assert_eq!(ask(&server, &[page, part], with_fragments()).missing_fragment(part), Some("gone"));
    assert_eq!([server.asked("HEAD /page").len(), server.asked("GET /page").len()], [2, 1]);
}

#[test]
fn places_are_kept_with_verdicts() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let online = Arc::new(Online { cache: Some("c".to_owned()), ..with_fragments() });
    let run = |urls: &[&str]| {
        let asking = server.asking(&["127.0.0.0/8"]);
        verdicts(urls.iter().copied(), &online, &asking, folder.path(), 1_700_000_000)
    };
    let [here, gone] = ["http://a.example/page#here", "http://a.example/page#gone"];
    for _ in 0..2 {
        assert_eq!(run(&[here]).missing_fragment(here), None);
    }
    assert_eq!(server.asked("/page").len(), 1);
    for _ in 0..2 {
        assert_eq!(run(&[here, gone]).missing_fragment(gone), Some("gone"));
    }
    assert_eq!(server.asked("/page").len(), 3, "what was missing may have come back");
}

#[test]
fn mending_asks_once() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let post = "---\ntitle: a\ndate: 2024-01-02 10:00:00 +0800\n---\n";
    std::fs::create_dir(folder.path().join("_posts")).unwrap();
    std::fs::write(folder.path().join("_config.yml"), "").unwrap();
    let links = "[b](http://a.example/moved-page#here) [c](http://a.example/404)\n";
    std::fs::write(folder.path().join("_posts/2024-01-02-a.md"), format!("{post}{links}")).unwrap();
    let asking = server.asking(&["127.0.0.0/8"]);
    let config = Origin::Argument("online.fragments = true".to_owned());
    let request = Request { online: Some(asking), config: vec![config], ..Request::of_site(folder.path()) };
    let mended = presscheck::fix::mend(&request, false).unwrap();
    assert_eq!(mended.files[0].after, format!("{post}{}", links.replace("moved-page", "page")));
    let rules = mended.outcome.findings.iter().map(|finding| finding.rule);
    let rules: Vec<_> = rules.filter(|rule| rule.starts_with("external")).collect();
    assert_eq!(rules, ["external-dead"]);
    assert_eq!(["GET /moved-page", "GET /page", "GET /404"].map(|what| server.asked(what).len()), [1, 1, 1]);
}
