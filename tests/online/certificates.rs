//! Certificates, good and bad, of hosts that a server on this machine plays. `tls/make.sh` makes them.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::thread;

use presscheck::config::online::Online;
use presscheck::links::fetch::{Reach, Web};
use presscheck::links::guard::{Guard, Network};
use presscheck::links::verdict::{Reason, Verdict};
use presscheck::links::verdicts;
use presscheck::trial::web;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{ServerConfig, ServerConnection, Stream};

/// Shows to each host's visitors the certificate of its name: `tls/NAME.pem` for `NAME.example`.
#[derive(Debug)]
struct Certificates;

impl ResolvesServerCert for Certificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let name = hello.server_name()?.strip_suffix(".example")?.replace("wrong", "other");
        let certificate = CertificateDer::from_pem_slice(&pem(&format!("{name}.pem"))).unwrap();
        let key = PrivateKeyDer::from_pem_slice(&pem("host.key")).unwrap();
        let provider = rustls::crypto::ring::default_provider();
        Some(Arc::new(CertifiedKey::from_der(vec![certificate], key, &provider).unwrap()))
    }
}

fn pem(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/online/tls").join(name)).unwrap()
}

/// Answers everything that is asked over TLS with yes.
fn server() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = Arc::new(config.with_no_client_auth().with_cert_resolver(Arc::new(Certificates)));
    thread::spawn(move || {
        for mut socket in listener.incoming().flatten() {
            let mut connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            thread::spawn(move || {
                let mut stream = BufReader::new(Stream::new(&mut connection, &mut socket));
                let mut line = String::new();
                while stream.read_line(&mut line).is_ok_and(|length| length > 0) {
                    if line == "\r\n" {
                        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
                        if stream.get_mut().write_all(answer).is_err() {
                            return;
                        }
                    }
                    line.clear();
                }
            });
        }
    });
    address
}

/// What comes of `https://NAME.example/` where only `authority`, a file, is trusted.
fn verdict(names: &[&str], authority: &str) -> Vec<Verdict> {
    let address = server();
    let allowed = Network::parse("127.0.0.1").into_iter().collect();
    let guard = Guard::with(allowed, Arc::new(move |_: &str| Ok(vec![address])));
    let asking =
        web::asking(Arc::new(Web::new(Reach { guard, proxy: None, authorities: Some(pem(authority)) }).unwrap()));
    let urls: Vec<String> = names.iter().map(|name| format!("https://{name}.example/")).collect();
    let found = verdicts(urls.iter().map(String::as_str), &Arc::new(Online::default()), &asking, Path::new("/"), 0);
    urls.iter().map(|url| found.of(url).unwrap().clone()).collect()
}

fn broken(why: &str) -> Verdict {
    Verdict::Broken { reason: Reason::Certificate(why.to_owned()) }
}

fn unverifiable(why: &str) -> Verdict {
    Verdict::Unverifiable { reason: Reason::Certificate(why.to_owned()) }
}

#[test]
fn a_certificate_that_no_browser_takes_is_broken() {
    let found = verdict(&["good", "expired", "early", "wrong"], "ca.pem");
    let expected = [
        Verdict::Ok,
        broken("it expired on 2020-02-01"),
        broken("it begins to hold on 2110-01-01"),
        broken("it was made for another host"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn an_authority_that_is_not_known_may_be_known_to_readers() {
    let unknown = "it comes from no authority that is known here";
    // The last one was made by somebody in between, who is known to the authority but is not shown.
    assert_eq!(verdict(&["self", "short"], "ca.pem"), [unverifiable(unknown), unverifiable(unknown)]);
    assert_eq!(verdict(&["good"], "self.pem"), [unverifiable(unknown)]);
}
