//! A web that answers as a page says, without a network.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use crate::links::fetch::{Answer, Failure, Fetch, Method};
use crate::links::{Asking, Pace};

#[derive(Debug)]
struct Scripted(HashMap<String, Result<Answer, Failure>>);

/// Reads lines of an address, a status, and where it redirects to, or the ids of its page; in place of the status `no-host`
/// or `expired`. Of an address that is on no line there is no host.
///
/// # Errors
/// The line that cannot be read.
pub fn scripted(script: &str) -> Result<Asking, String> {
    let lines = script.lines().map(|line| {
        let mut words = line.split_whitespace();
        let url = words.next().and_then(|url| Url::parse(url).ok()).ok_or(line)?;
        let answer = match words.next().ok_or(line)? {
            "no-host" => Err(Failure::NoHost),
            "expired" => Err(Failure::Certificate { why: "it expired on 2024-01-01".to_owned(), is_final: true }),
            "200" => Ok(Answer {
                status: 200,
                page: Some(words.flat_map(|id| ["<p id=", id, ">"]).collect()),
                ..Answer::default()
            }),
            status => Ok(Answer {
                status: status.parse().map_err(|_| line)?,
                location: words.next().map(str::to_owned),
                ..Answer::default()
            }),
        };
        Ok((url.into(), answer))
    });
    let lines: Result<HashMap<_, _>, &str> = lines.collect();
    let lines = lines.map_err(|line| format!("this line of the answers is no address and status: {line}"))?;
    Ok(asking(Arc::new(Scripted(lines))))
}

/// Asks by `fetch`, without a pause.
pub fn asking(fetch: Arc<dyn Fetch>) -> Asking {
    let pace = Pace {
        spacing: Duration::ZERO,
        backoff: Duration::from_millis(1),
        longest: Duration::from_millis(50),
        second: 2,
    };
    Asking { fetch, pace, stop: Arc::default(), progress: Arc::default(), known: Arc::default() }
}

impl Fetch for Scripted {
    fn fetch(&self, url: &Url, _: Method, _: Duration) -> Result<Answer, Failure> {
        self.0.get(url.as_str()).cloned().unwrap_or(Err(Failure::NoHost))
    }
}
