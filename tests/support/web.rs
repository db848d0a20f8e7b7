//! A web that answers as a page says, without a network.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use presscheck::links::fetch::{Answer, Failure, Fetch, Method};
use presscheck::links::{Asking, Pace};
use url::Url;

#[derive(Debug)]
struct Scripted(HashMap<String, Result<Answer, Failure>>);

/// Reads lines of an address, a status, and where it redirects to; in place of the status `no-host` or `expired`.
pub(crate) fn scripted(script: &str) -> Asking {
    let lines = script.lines().map(|line| {
        let mut words = line.split_whitespace();
        let url = Url::parse(words.next().unwrap()).unwrap();
        let answer = match words.next().unwrap() {
            "no-host" => Err(Failure::NoHost),
            "expired" => Err(Failure::Certificate { why: "certificate expired".to_owned(), is_final: true }),
            status => Ok(Answer {
                status: status.parse().unwrap(),
                location: words.next().map(str::to_owned),
                ..Answer::default()
            }),
        };
        (url.into(), answer)
    });
    asking(Arc::new(Scripted(lines.collect())))
}

/// Asks by `fetch`, without a pause.
pub(crate) fn asking(fetch: Arc<dyn Fetch>) -> Asking {
    let pace = Pace {
        spacing: Duration::ZERO,
        backoff: Duration::from_millis(1),
        longest: Duration::from_millis(50),
        second: 2,
    };
    Asking { fetch, pace, stop: Arc::default(), progress: Arc::default() }
}

impl Fetch for Scripted {
    fn fetch(&self, url: &Url, _: Method, _: Duration) -> Result<Answer, Failure> {
        self.0.get(url.as_str()).cloned().unwrap_or_else(|| panic!("the page does not say what {url} answers"))
    }
}
