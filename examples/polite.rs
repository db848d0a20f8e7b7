//! How long 10,000 links to 200 hosts take under the usual pace, against a server on this machine; the bound is what
//! the pauses alone take. `cargo run --release --example polite [LINKS [HOSTS [BUSY]]]`, where one answer of so many is a
//! 503.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::disallowed_methods, reason = "it measures and prints")]

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Instant;

use presscheck::config::online::Online;
use presscheck::links::fetch::{Reach, Web};
use presscheck::links::guard::{Guard, Network};
use presscheck::links::{Asking, Pace, verdicts};

fn main() {
    let mut numbers = std::env::args().skip(1).map(|number| number.parse::<u32>().unwrap());
    let links = numbers.next().unwrap_or(10_000);
    let hosts = numbers.next().unwrap_or(200);
    let busy = numbers.next().unwrap_or(0);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let server = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::Builder::new().stack_size(64 << 10).spawn(move || serve(&stream, busy)).unwrap();
        }
    });
    let lookup = Arc::new(move |_: &str| Ok(vec![SocketAddr::from(([127, 0, 0, 1], server.port()))]));
    let guard = Guard::with(Network::parse("127.0.0.0/8").into_iter().collect(), lookup);
    let web = Web::new(Reach { guard, proxy: None, authorities: None }).unwrap();
    let pace = Pace::default();
    let progress = Arc::default();
    let asking = Asking { fetch: Arc::new(web), pace, stop: Arc::default(), progress, known: Arc::default() };
    let urls: Vec<String> = (0..links).map(|n| format!("http://{}.example/{n}", n % hosts)).collect();
    let started = Instant::now();
    let found = verdicts(urls.iter().map(String::as_str), &Arc::new(Online::default()), &asking, Path::new("/"), 0);
    let bound = pace.spacing * (links.div_ceil(hosts) - 1);
    println!(
        "{} verdicts, {:?} open, in {:.1?}; the pauses take {bound:.1?}",
        found.len(),
        found.open(),
        started.elapsed()
    );
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    println!("{}", status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("no memory known here"));
}

/// Says yes to everything but one request of `busy`.
fn serve(mut stream: &TcpStream, busy: u32) {
    static ASKED: AtomicU32 = AtomicU32::new(0);
    let lines = BufReader::new(stream).lines().map_while(Result::ok);
    for _ in lines.filter(String::is_empty) {
        let is_busy = busy > 0 && ASKED.fetch_add(1, Ordering::Relaxed).is_multiple_of(busy);
        let status = if is_busy { "503 Service Unavailable" } else { "200 OK" };
        let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
        if stream.write_all(answer.as_bytes()).is_err() {
            return;
        }
    }
}
