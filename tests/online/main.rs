//! External links against a server of our own on this machine: nothing that is up is called broken, nothing that is
//! gone is missed, hosts are left the time that they want, and no private network is entered.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod certificates;
mod limits;
mod processes;
mod server;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use presscheck::config::online::{HostRules, Online, Ruling, Statuses};
use presscheck::links::fetch::{Reach, Web};
use presscheck::links::guard::{Guard, Network};
use presscheck::links::verdict::{Reason, Skip, Verdict, Verdicts};
use presscheck::links::{Asking, verdicts};
use presscheck::trial::web;
use server::Server;

fn ask(urls: &[String], online: Online, asking: &Asking) -> Verdicts {
    verdicts(urls.iter().map(String::as_str), &Arc::new(online), asking, Path::new("/"), 1_700_000_000)
}

fn quick() -> Online {
    let slow = HostRules { timeout: Some(Duration::from_millis(300)), retries: Some(0), ..HostRules::default() };
    Online { hosts: vec![("sleepy.example".to_owned(), slow)], ..Online::default() }
}

fn broken(reason: Reason) -> Verdict {
    Verdict::Broken { reason }
}

fn unverifiable(reason: Reason) -> Verdict {
    Verdict::Unverifiable { reason }
}

#[test]
fn every_kind_of_answer_has_its_verdict() {
    let server = Server::start();
    let moved = |to: &str, permanent| Verdict::Redirected { to: to.to_owned(), permanent };
    let expected: HashMap<&str, Verdict> = HashMap::from([
        ("http://a.example/ok", Verdict::Ok),
        ("http://a.example/no-head", Verdict::Ok),
        ("http://a.example/429", Verdict::Ok),
        ("http://a.example/endless-body", Verdict::Ok),
        ("http://a.example/gone", broken(Reason::Status(410))),
        ("http://a.example/404", broken(Reason::Status(404))),
        ("http://a.example/to-404", broken(Reason::Status(404))),
        ("http://a.example/loop", broken(Reason::Redirects)),
        ("http://nowhere.example/", broken(Reason::NoHost)),
        ("http://refused.example/", broken(Reason::Refused)),
        ("http://b.example/403", unverifiable(Reason::Status(403))),
        ("http://b.example/500", unverifiable(Reason::Status(500))),
        ("http://b.example/busy", unverifiable(Reason::Status(429))),
        ("http://b.example/cookie", unverifiable(Reason::Redirects)),
        ("http://b.example/nowhere", unverifiable(Reason::BadRedirect)),
        ("http://c.example/reset", unverifiable(Reason::Connection)),
        ("http://sleepy.example/slow", unverifiable(Reason::Timeout)),
        ("http://c.example/endless-head", unverifiable(Reason::Connection)),
        // Something answers there that speaks no TLS.
        ("https://d.example/", unverifiable(Reason::Connection)),
        ("http://e.example/chain", moved("http://other.example/end", true)),
        ("http://e.example/mixed", moved("http://e.example/end", false)),
        ("http://e.example/secret", moved("http://other.example/credentials", false)),
    ]);
    let urls: Vec<String> = expected.keys().map(|url| (*url).to_owned()).collect();
    let found = ask(&urls, quick(), &server.asking(&["127.0.0.0/8"]));
    for (url, verdict) in &expected {
        assert_eq!(found.of(url), Some(verdict), "{url}");
    }
    assert_eq!(server.asked("GET /ok").len(), 0, "a good answer to HEAD is enough");
}

#[test]
fn a_flaky_server_is_never_called_broken_and_nothing_gone_is_missed() {
    let server = Server::start();
    let flaky = (0..200).map(|n| format!("http://{}.example/flaky{n}", n % 10));
    let gone: Vec<String> = (0..20).map(|n| format!("http://{}.example/to-404#{n}", n % 10)).collect();
    let urls: Vec<String> = flaky.chain(gone.iter().cloned()).collect();
    let found = ask(&urls, quick(), &server.asking(&["127.0.0.0/8"]));
    for url in &urls {
        let verdict = found.of(url).unwrap();
        assert_eq!(matches!(verdict, Verdict::Broken { .. }), gone.contains(url), "{url}: {verdict:?}");
    }
    let good = urls.iter().filter(|url| found.of(url) == Some(&Verdict::Ok)).count();
    assert!(good >= 195, "{good} of 200 were seen to be good");
    assert_eq!(server.asked("0.example HEAD /to-404").len(), 1, "one address is asked for once");
}

#[test]
fn a_host_is_left_the_time_that_it_wants() {
    let server = Server::start();
    let mut asking = server.asking(&["127.0.0.0/8"]);
    asking.pace.spacing = Duration::from_millis(20);
    let urls: Vec<String> = (0..10).map(|n| format!("http://spaced.example/{n}")).collect();
    let own = HostRules { spacing: Some(Duration::from_millis(60)), ..HostRules::default() };
    let mut online = quick();
    online.hosts.push(("slow.example".to_owned(), own));
    let slow = (0..3).map(|n| format!("http://slow.example/{n}"));
    let started = Instant::now();
    ask(&urls.iter().cloned().chain(slow).collect::<Vec<_>>(), online, &asking);
    for (host, count, least) in [("spaced.example", 10, 20), ("slow.example", 3, 60)] {
        let asked = server.asked(host);
        assert_eq!(asked.len(), count);
        for (number, at) in (0..).zip(&asked) {
            assert!(*at - started >= Duration::from_millis(least) * number, "{host}: request {number}");
        }
    }
}

#[test]
fn no_private_network_is_entered() {
    let server = Server::start();
    let urls: Vec<String> = [
        "http://rebound.example/",
        "http://metadata.example/",
        "http://mapped.example/",
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://[::ffff:127.0.0.1]/",
    ]
    .map(str::to_owned)
    .to_vec();
    let private = Verdict::Skipped { reason: Skip::Private };
    let found = ask(&urls, quick(), &server.asking(&[]));
    for url in &urls {
        assert_eq!(found.of(url), Some(&private), "{url}");
    }
    assert_eq!(server.asked("").len(), 0);
    let urls = ["to-metadata", "to-name"].map(|path| format!("http://a.example/{path}"));
    let found = ask(&urls, quick(), &server.asking(&["a.example"]));
    for url in &urls {
        assert_eq!(found.of(url), Some(&private), "{url}");
    }
}

#[test]
fn the_address_that_was_looked_at_is_the_one_that_is_asked() {
    let server = Server::start();
    let [own, private] = [([127, 0, 0, 1], server.port), ([169, 254, 169, 254], 80)].map(SocketAddr::from);
    for (first, later, expected) in
        [(own, private, Verdict::Ok), (private, own, Verdict::Skipped { reason: Skip::Private })]
    {
        let lookups = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&lookups);
        // What a name means changes as soon as somebody has asked.
        let lookup = move |_: &str| Ok(vec![if counted.fetch_add(1, Ordering::Relaxed) == 0 { first } else { later }]);
        let guard = Guard::with(Network::parse("127.0.0.1").into_iter().collect(), Arc::new(lookup));
        let web = Web::new(Reach { guard, proxy: None, authorities: None }).unwrap();
        let url = "http://rebound.example/once".to_owned();
        let found = ask(std::slice::from_ref(&url), quick(), &web::asking(Arc::new(web)));
        assert_eq!((found.of(&url), lookups.load(Ordering::Relaxed)), (Some(&expected), 1));
    }
    assert_eq!(server.asked("/once").len(), 1);
}

#[test]
fn a_proxy_may_stand_in_a_private_network_and_is_no_way_into_it() {
    let server = Server::start();
    let own = format!("http://127.0.0.1:{}/404", server.port);
    let urls = ["http://a.example/404", "http://a.example/ok", "http://10.0.0.1/", &own].map(str::to_owned);
    // Neither the name nor the address of a page is asked for here.
    let guard = Guard::with(Vec::new(), Arc::new(|host: &str| Ok(vec![host.parse().unwrap()])));
    let proxy = |without: &str| Some((format!("http://127.0.0.1:{}", server.port), without.to_owned()));
    let private = Verdict::Skipped { reason: Skip::Private };
    let expected = [broken(Reason::Status(404)), Verdict::Ok, private.clone(), private.clone()];
    let web = Web::new(Reach { guard: guard.clone(), proxy: proxy(""), authorities: None }).unwrap();
    let found = ask(&urls, quick(), &web::asking(Arc::new(web)));
    assert_eq!(urls.each_ref().map(|url| found.of(url).unwrap().clone()), expected);
    let asked = server.asked("").len();
    let web = Web::new(Reach { guard, proxy: proxy("127.0.0.1"), authorities: None }).unwrap();
    let found = ask(std::slice::from_ref(&own), quick(), &web::asking(Arc::new(web)));
    assert_eq!((found.of(&own), server.asked("").len()), (Some(&private), asked));
}

#[test]
fn without_a_network_nothing_is_broken() {
    let server = Server::start();
    let urls = ["http://nowhere.example/", "http://refused.example/"].map(str::to_owned);
    let found = ask(&urls, quick(), &server.asking(&["127.0.0.0/8"]));
    let verdicts = urls.each_ref().map(|url| found.of(url).unwrap().clone());
    assert_eq!(verdicts, [unverifiable(Reason::NoHost), unverifiable(Reason::Refused)]);
}

#[test]
fn a_status_means_what_the_configuration_says() {
    let server = Server::start();
    let mut online = quick();
    online.usual.status = vec![(Statuses::Class(5), Ruling::Broken)];
    let own = HostRules { status: vec![(Statuses::One(404), Ruling::Ok)], ..HostRules::default() };
    online.hosts.push(("*.b.example".to_owned(), own));
    let urls = ["http://a.example/500", "http://x.b.example/404", "http://b.example/404"].map(str::to_owned);
    let found = ask(&urls, online, &server.asking(&["127.0.0.0/8"]));
    let verdicts = urls.each_ref().map(|url| found.of(url).unwrap().clone());
    assert_eq!(verdicts, [broken(Reason::Status(500)), Verdict::Ok, broken(Reason::Status(404))]);
}

#[test]
fn verdicts_are_kept_and_grace_is_given() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let online = || Online { cache: Some("c".to_owned()), grace: Duration::from_secs(3 * 86_400), ..quick() };
    let run = |day: i64| {
        let urls = ["http://a.example/ok", "http://a.example/404"];
        let asking = server.asking(&["127.0.0.0/8"]);
        let found = verdicts(urls.into_iter(), &Arc::new(online()), &asking, folder.path(), day * 86_400);
        urls.map(|url| found.of(url).unwrap().clone())
    };
    assert_eq!(run(10), [Verdict::Ok, unverifiable(Reason::Status(404))]);
    assert_eq!(run(12), [Verdict::Ok, unverifiable(Reason::Status(404))]);
    assert_eq!(run(13), [Verdict::Ok, broken(Reason::Status(404))]);
    assert_eq!([server.asked("/ok").len(), server.asked("GET /404").len()], [1, 3]);
}

#[test]
fn a_run_that_is_stopped_tells_what_it_knows() {
    let server = Server::start();
    let asking = server.asking(&["127.0.0.0/8"]);
    let stop = Arc::clone(&asking.stop);
    let progress = Arc::clone(&asking.progress);
    thread::spawn(move || {
        while progress.done.load(Ordering::Relaxed) == 0 {
            thread::sleep(Duration::from_millis(1));
        }
        stop.store(true, Ordering::Relaxed);
    });
    let urls = ["http://a.example/ok", "http://b.example/slow"].map(str::to_owned);
    let found = ask(&urls, Online::default(), &asking);
    assert_eq!(found.of(&urls[0]), Some(&Verdict::Ok));
    assert_eq!(found.of(&urls[1]), Some(&Verdict::Skipped { reason: Skip::Stopped }));
}
