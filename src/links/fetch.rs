//! One request: what a host answers, or why it does not.

use std::fmt;
use std::io::{self, Read};
use std::time::Duration;

use rustls::CertificateError;
use rustls::pki_types::UnixTime;
use ureq::http::{self, HeaderMap};
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Body, Proxy};
use url::Url;

use super::anchors::{self, LARGEST};
use super::guard::{Guard, Refused};

/// Makes single requests and follows nothing.
pub trait Fetch: Send + Sync + fmt::Debug {
    /// Asks for `url` and waits at most for `timeout`.
    ///
    /// # Errors
    /// There is no answer.
    fn fetch(&self, url: &Url, method: Method, timeout: Duration) -> Result<Answer, Failure>;
}

/// How to ask.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// For the head of the answer alone, which some servers do not know.
    Head,
    /// As browsers do; the body is left where it is.
    Get,
    /// The same, but a page is read.
    Read,
}

/// An answer, as far as somebody needs it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Answer {
    /// Its HTTP status.
    pub status: u16,
    /// Where it redirects to, as it says so.
    pub location: Option<String>,
    /// How long the host wants to be left alone.
    pub pause: Option<Duration>,
    /// It sets a cookie, and may answer otherwise to whoever brings it back.
    pub sets_cookie: bool,
    /// The whole page, if it is HTML and was to be read.
    pub page: Option<String>,
}

/// Why there is no answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Failure {
    /// The name has no address.
    NoHost,
    /// Nobody listens.
    Refused,
    /// It took too long.
    Timeout,
    /// The connection broke, or what came is no HTTP.
    Connection,
    /// The certificate is not accepted; `is_final` where no browser accepts it either.
    Certificate {
        /// What is wrong with it.
        why: String,
        /// It has expired, or is another host's.
        is_final: bool,
    },
    /// The host lies in a private network.
    Private,
}

/// What a run needs to reach the web.
#[derive(Clone, Debug)]
pub struct Reach {
    /// Which addresses may be asked; the proxy's own always may. A proxy looks names up itself: only addresses that stand
    /// in the URL can be refused then.
    pub guard: Guard,
    /// The URL of a proxy, and the hosts that need none, as `NO_PROXY` lists them.
    pub proxy: Option<(String, String)>,
    /// Authorities to trust in place of the system's: the contents of a PEM file.
    pub authorities: Option<Vec<u8>>,
}

/// Asks over the network.
#[derive(Debug)]
pub struct Web {
    agent: Agent,
    guard: Guard,
}

impl Web {
    /// # Errors
    /// The proxy's URL or the authorities cannot be read: why, in words.
    pub fn new(reach: Reach) -> Result<Web, String> {
        let roots = match reach.authorities {
            None => RootCerts::PlatformVerifier,
            Some(pem) => authorities(&pem)?,
        };
        let proxy = match reach.proxy {
            None => None,
            Some((url, without)) => Some(proxy(&url, &without)?),
        };
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_response_header_size(64 << 10)
            // Hundreds of connections may be open; a head must fit into these, a body need not.
            .input_buffer_size(72 << 10)
            .output_buffer_size(16 << 10)
            .max_idle_connections(64)
            .proxy(proxy)
            .user_agent(concat!("Mozilla/5.0 (compatible; presscheck/", env!("CARGO_PKG_VERSION"), ")"))
            .accept("text/html,application/xhtml+xml,*/*;q=0.8")
            .accept_encoding("identity")
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .build();
        let agent = Agent::with_parts(config, DefaultConnector::default(), reach.guard.clone());
        Ok(Web { agent, guard: reach.guard })
    }

    /// Whether a link leads to the proxy itself, which may be asked for other hosts' pages alone.
    fn is_proxy(&self, url: &Url) -> bool {
        self.agent.config().proxy().is_some_and(|proxy| {
            let port = url.port_or_known_default();
            url.host_str().is_some_and(|host| host.eq_ignore_ascii_case(proxy.host())) && port == Some(proxy.port())
        })
    }
}

fn authorities(pem: &[u8]) -> Result<RootCerts, String> {
    let items: Result<Vec<PemItem>, ureq::Error> = parse_pem(pem).collect();
    let items = items.map_err(|error| error.to_string())?;
    let found: Vec<Certificate> = items
        .into_iter()
        .filter_map(|item| if let PemItem::Certificate(certificate) = item { Some(certificate) } else { None })
        .collect();
    if found.is_empty() { Err("it holds no certificate".to_owned()) } else { Ok(RootCerts::new_with_certs(&found)) }
}

fn proxy(url: &str, without: &str) -> Result<Proxy, String> {
    let told = |error: ureq::Error| error.to_string();
    let read = Proxy::new(url).map_err(told)?;
    if without.is_empty() {
        return Ok(read);
    }
    let mut builder = Proxy::builder(read.protocol()).host(read.host()).port(read.port());
    builder = read
        .username()
        .map_or(Proxy::builder(read.protocol()).host(read.host()).port(read.port()), |name| builder.username(name));
    if let Some(password) = read.password() {
        builder = builder.password(password);
    }
    for host in without.split(',').map(str::trim).filter(|host| !host.is_empty()) {
        builder = builder.no_proxy(host);
    }
    builder.build().map_err(told)
}

impl Fetch for Web {
    fn fetch(&self, url: &Url, method: Method, timeout: Duration) -> Result<Answer, Failure> {
        // Behind a proxy nobody else looks at it.
        let address = match url.host() {
            Some(url::Host::Ipv4(address)) => Some(address.into()),
            Some(url::Host::Ipv6(address)) => Some(address.into()),
            _ => None,
        };
        if address.is_some_and(|address| !self.guard.lets_pass(url.host_str().unwrap_or(""), address))
            || self.is_proxy(url)
        {
            return Err(Failure::Private);
        }
        let verb = if method == Method::Head { http::Method::HEAD } else { http::Method::GET };
        let request = http::Request::builder().method(verb).uri(url.as_str()).body(());
        let request = request.map_err(|_| Failure::Connection)?;
        let request = self.agent.configure_request(request).timeout_global(Some(timeout)).build();
        let response = self.agent.run(request).map_err(|error| failure(&error))?;
        let headers = response.headers();
        let mut answer = Answer {
            status: response.status().as_u16(),
            location: headers.get("location").map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()),
            pause: pause(headers),
            sets_cookie: headers.contains_key("set-cookie"),
            page: None,
        };
        if method == Method::Read && answer.status == 200 {
            answer.page = page(response);
        }
        Ok(answer)
    }
}

/// The body of an answer, if it is a page of HTML that comes whole.
fn page(response: http::Response<Body>) -> Option<String> {
    let headers = response.headers();
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
    let content_type = text("content-type").to_ascii_lowercase();
    let is_html = ["text/html", "application/xhtml+xml"].iter().any(|start| content_type.starts_with(start));
    // We have asked for none.
    let is_packed = !matches!(text("content-encoding"), "" | "identity");
    let is_long = text("content-length").parse::<u64>().is_ok_and(|length| length > LARGEST);
    if !is_html || is_packed || is_long {
        return None;
    }
    let mut bytes = Vec::new();
    response.into_body().into_reader().take(LARGEST + 1).read_to_end(&mut bytes).ok()?;
    if bytes.len() as u64 > LARGEST { None } else { anchors::text(&bytes, &content_type) }
}

fn failure(error: &ureq::Error) -> Failure {
    match error {
        ureq::Error::HostNotFound => Failure::NoHost,
        ureq::Error::Timeout(_) => Failure::Timeout,
        ureq::Error::Other(other) if other.is::<Refused>() => Failure::Private,
        ureq::Error::Rustls(rustls::Error::InvalidCertificate(error)) => certificate(error),
        ureq::Error::Io(error) => match (error.kind(), error.get_ref().and_then(|inner| inner.downcast_ref())) {
            (_, Some(rustls::Error::InvalidCertificate(error))) => certificate(error),
            (io::ErrorKind::ConnectionRefused, _) => Failure::Refused,
            (io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock, _) => Failure::Timeout,
            _ => Failure::Connection,
        },
        _ => Failure::Connection,
    }
}

/// What is wrong with a certificate. A chain that leads to no authority may lack a link that browsers find themselves,
/// or the authority may be known to the readers' machines alone.
fn certificate(error: &CertificateError) -> Failure {
    let on = |time: &UnixTime| {
        let time = i64::try_from(time.as_secs()).ok().and_then(|seconds| chrono::DateTime::from_timestamp(seconds, 0));
        time.map_or_else(String::new, |time| format!(" on {}", time.format("%Y-%m-%d")))
    };
    let (why, is_final) = match error {
        CertificateError::ExpiredContext { not_after, .. } => (format!("it expired{}", on(not_after)), true),
        CertificateError::Expired => ("it has expired".to_owned(), true),
        CertificateError::NotValidYetContext { not_before, .. } => {
            (format!("it begins to hold{}", on(not_before)), true)
        }
        CertificateError::NotValidYet => ("it does not hold yet".to_owned(), true),
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            ("it was made for another host".to_owned(), true)
        }
        CertificateError::Revoked => ("it was revoked".to_owned(), true),
        CertificateError::UnknownIssuer => ("it comes from no authority that is known here".to_owned(), false),
        other => (other.to_string(), false),
    };
    Failure::Certificate { why, is_final }
}

/// What a host asks of those who come too often (RFC 9110, 10.2.3; the drafts on `RateLimit` fields).
fn pause(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let seconds = |text: &str| text.parse::<u64>().ok().map(Duration::from_secs);
    if let Some(wanted) = text("retry-after") {
        let date = |text: &str| chrono::DateTime::parse_from_rfc2822(text).ok();
        // By the host's own clock.
        let until = || (date(wanted)? - text("date").and_then(date)?).to_std().ok();
        return seconds(wanted).or_else(until);
    }
    ["ratelimit", "x-ratelimit"].into_iter().find_map(|prefix| {
        let is_spent = text(&format!("{prefix}-remaining")) == Some("0");
        // Some give a date in seconds since 1970 there.
        let reset = text(&format!("{prefix}-reset")).and_then(seconds)?;
        (is_spent && reset.as_secs() < 1_000_000_000).then_some(reset)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_may_ask_for_a_pause() {
        let pause = |fields: &[(&'static str, &str)]| {
            let headers = fields.iter().map(|(name, value)| {
                (http::HeaderName::from_static(name), http::HeaderValue::from_str(value).unwrap())
            });
            pause(&headers.collect()).map(|pause| pause.as_secs())
        };
        assert_eq!(pause(&[("retry-after", "7")]), Some(7));
        let date = ("date", "Tue, 02 Jan 2024 10:00:00 GMT");
        assert_eq!(pause(&[("retry-after", "Tue, 02 Jan 2024 10:00:30 GMT"), date]), Some(30));
        assert_eq!(pause(&[("retry-after", "Tue, 02 Jan 2024 09:00:30 GMT"), date]), None);
        assert_eq!(pause(&[("ratelimit-remaining", "0"), ("ratelimit-reset", "5")]), Some(5));
        assert_eq!(pause(&[("x-ratelimit-remaining", "3"), ("x-ratelimit-reset", "5")]), None);
        assert_eq!(pause(&[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1704189600")]), None);
        assert_eq!(pause(&[("retry-after", "soon")]), None);
    }
}
