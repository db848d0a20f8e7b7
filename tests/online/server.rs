//! A server on this machine that plays every host of the tests.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use presscheck::links::Asking;
use presscheck::links::fetch::{Reach, Web};
use presscheck::links::guard::{Guard, Network};
use presscheck::trial::web;

/// A server, and when it was asked for what.
pub(crate) struct Server {
    pub(crate) port: u16,
    asked: Arc<Mutex<Vec<(String, Instant)>>>,
    /// Endless answers that have come to an end, each with the bytes that the client was sent.
    pub(crate) endless: Arc<Mutex<Vec<u64>>>,
}

impl Server {
    pub(crate) fn start() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked: Arc<Mutex<Vec<(String, Instant)>>> = Arc::default();
        let endless: Arc<Mutex<Vec<u64>>> = Arc::default();
        let (seen, ended) = (Arc::clone(&asked), Arc::clone(&endless));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (seen, ended) = (Arc::clone(&seen), Arc::clone(&ended));
                // A client that hangs up is part of the play.
                thread::spawn(move || serve(&stream, &seen, &ended));
            }
        });
        Server { port, asked, endless }
    }

    /// Asks this server for every host that ends in `.example`, but for those whose names say otherwise.
    pub(crate) fn asking(&self, allowed: &[&str]) -> Asking {
        let port = self.port;
        let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let lookup = move |host: &str| -> io::Result<Vec<SocketAddr>> {
            let (name, _) = host.rsplit_once(':').unwrap();
            let loopback = |port| SocketAddr::from(([127, 0, 0, 1], port));
            match name {
                "nowhere.example" => Err(io::ErrorKind::NotFound.into()),
                "refused.example" => Ok(vec![loopback(closed)]),
                "metadata.example" => Ok(vec!["169.254.169.254:80".parse().unwrap()]),
                "mapped.example" => Ok(vec!["[::ffff:10.0.0.1]:80".parse().unwrap()]),
                _ => match name.trim_matches(['[', ']']).parse::<IpAddr>() {
                    Ok(address) => Ok(vec![SocketAddr::new(address, port)]),
                    Err(_) => Ok(vec![loopback(port)]),
                },
            }
        };
        let allowed = allowed.iter().map(|text| Network::parse(text).unwrap()).collect();
        let guard = Guard::with(allowed, Arc::new(lookup));
        web::asking(Arc::new(Web::new(Reach { guard, proxy: None, authorities: None }).unwrap()))
    }

    pub(crate) fn asked(&self, what: &str) -> Vec<Instant> {
        let asked = self.asked.lock().unwrap();
        asked.iter().filter(|(line, _)| line.contains(what)).map(|(_, at)| *at).collect()
    }
}

/// Answers one request after the other, by its path; notes `HOST METHOD PATH`.
fn serve(mut stream: &TcpStream, seen: &Mutex<Vec<(String, Instant)>>, ended: &Mutex<Vec<u64>>) -> Option<()> {
    let mut first = [0];
    stream.peek(&mut first).ok()?;
    if first == [0x16] {
        // A greeting of TLS, to one who does not speak it.
        return stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").ok();
    }
    let mut reader = BufReader::new(stream);
    loop {
        let (mut line, mut host) = (String::new(), String::new());
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        loop {
            let mut field = String::new();
            if reader.read_line(&mut field).ok()? <= 2 {
                break;
            }
            if let Some(name) = field.to_ascii_lowercase().strip_prefix("host:") {
                name.trim().clone_into(&mut host);
            }
        }
        let mut words = line.split_whitespace();
        let (method, path) = (words.next()?, words.next()?);
        let number = {
            let mut seen = seen.lock().unwrap();
            seen.push((format!("{host} {method} {path}"), Instant::now()));
            seen.iter().filter(|(line, _)| line.ends_with(path) && line.starts_with(&host)).count()
        };
        let answer = |status: &str, fields: &str| format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n{fields}\r\n");
        let page = |about: &str, html: &str| {
            let length = html.len();
            format!("HTTP/1.1 200 OK\r\nContent-Type: text/html{about}\r\nContent-Length: {length}\r\n\r\n{html}")
        };
        let text = match path {
            "/gone" => answer("410 Gone", ""),
            "/404" => answer("404 Not Found", ""),
            "/403" => answer("403 Forbidden", ""),
            "/500" => answer("500 Internal Server Error", ""),
            "/no-head" if method == "HEAD" => answer("404 Not Found", ""),
            "/429" if number < 3 => answer("429 Too Many Requests", "Retry-After: 0\r\n"),
            "/busy" => answer("429 Too Many Requests", "Retry-After: 3600\r\n"),
            "/chain" => answer("301 Moved Permanently", "Location: /chain2\r\n"),
            "/chain2" => answer("308 Permanent Redirect", "Location: http://other.example/end\r\n"),
            "/mixed" => answer("301 Moved Permanently", "Location: /for-now\r\n"),
            "/for-now" => answer("302 Found", "Location: /end\r\n"),
            "/to-404" => answer("301 Moved Permanently", "Location: /404\r\n"),
            "/loop" => answer("301 Moved Permanently", "Location: /loop2\r\n"),
            "/loop2" => answer("301 Moved Permanently", "Location: /loop\r\n"),
            "/cookie" => answer("302 Found", "Set-Cookie: a=b\r\nLocation: /cookie\r\n"),
            "/to-metadata" => answer("302 Found", "Location: http://169.254.169.254/latest/\r\n"),
            "/to-name" => answer("302 Found", "Location: http://metadata.example/\r\n"),
            "/secret" => answer("302 Found", "Location: http://u:p@other.example/credentials\r\n"),
            "/nowhere" => answer("302 Found", "Location: mailto:a@b.c\r\n"),
            "/reset" => return None,
            "/slow" => {
                thread::sleep(Duration::from_secs(2));
                return None;
            }
            "/endless-head" => {
                stream.write_all(b"HTTP/1.1 200 OK\r\n").ok()?;
                return endless(stream, b"X-Filler: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n", ended);
            }
            "/endless-line" => {
                stream.write_all(b"HTTP/1.1 200 OK\r\nX-Filler: ").ok()?;
                return endless(stream, &[b'a'; 4096], ended);
            }
            "/endless-body" if method == "GET" => {
                stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n").ok()?;
                return endless(stream, &[b'a'; 4096], ended);
            }
            "/endless-body" => answer("405 Method Not Allowed", ""),
            "/page" => page("", "<h1 id=here>"),
            "/moved-page" => answer("301 Moved Permanently", "Location: /page\r\n"),
            "/lent-page" => answer("302 Found", "Location: /page\r\n"),
            "/led-page" => answer("301 Moved Permanently", "Location: /page#here\r\n"),
            "/front-page" => answer("301 Moved Permanently", "Location: /\r\n"),
            "/" => page("", "<h1 id=front>"),
            "/gbk" => page("; charset=gbk", "<p id=here>"),
            "/long" => page("", &format!("<p>{}<p id=here>", "a".repeat(1 << 20))),
            "/cut" => {
                let text = page("", "<h1 id=here>").replace("Content-Length: ", "Content-Length: 9");
                stream.write_all(text.as_bytes()).ok()?;
                return None;
            }
            "/packed" => page("\r\nContent-Encoding: gzip", "<h1 id=here>"),
            "/pdf" => page("", "%PDF").replace("text/html", "application/pdf"),
            // One in five, as if by chance.
            flaky if flaky.starts_with("/flaky") && scattered(flaky, number).is_multiple_of(5) => {
                answer("503 Service Unavailable", "")
            }
            _ => answer("200 OK", ""),
        };
        stream.write_all(text.as_bytes()).ok()?;
    }
}

/// Sends `piece` again and again until the client has had enough.
fn endless(mut stream: &TcpStream, piece: &[u8], ended: &Mutex<Vec<u64>>) -> Option<()> {
    let mut sent = 0;
    while let Ok(count) = stream.write(piece) {
        sent += count as u64;
    }
    ended.lock().unwrap().push(sent);
    None
}

/// FNV-1a.
fn scattered(path: &str, number: usize) -> u64 {
    let bytes = path.bytes().chain(number.to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)) >> 7
}
