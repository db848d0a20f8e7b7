//! From one answer to the next request, until there is a verdict. Nothing here waits or asks.

use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::Pace;
use super::anchors;
use super::fetch::{Answer, Failure, Method};
use super::verdict::{Reason, Skip, Verdict, address};
use crate::config::online::{HostRules, Online, Ruling};

/// The most redirects that are followed; browsers follow twenty.
const MOST_REDIRECTS: usize = 10;

/// How often a request is made again, where the configuration says nothing.
const RETRIES: u32 = 2;

/// An address on its way to a verdict.
#[derive(Clone, Debug)]
pub(super) struct Task {
    /// Which of the addresses it is.
    pub(super) index: usize,
    /// What to ask for next.
    pub(super) url: Url,
    /// How.
    pub(super) method: Method,
    /// The places on its page that links name, decoded.
    fragments: Arc<[Box<str>]>,
    /// The addresses that redirected so far, the first one first.
    passed: Vec<Url>,
    /// All of them did so for good.
    permanent: bool,
    /// One of them set a cookie.
    sets_cookie: bool,
    /// Requests for `url` that failed.
    tries: u32,
    /// It has been asked for before, with no end.
    is_second: bool,
}

/// What to do with a task.
#[derive(Debug)]
pub(super) enum Next {
    /// Nothing more.
    Done(Verdict),
    /// Nothing more: the page has been read, and these fragments name nothing there.
    Lacking(Verdict, Vec<Box<str>>),
    /// Ask again, or for the next address.
    Ask(Task),
    /// Ask once more at the end of the run; the verdict holds if that tells no more.
    Later(Task),
}

/// What a request tells, and how long its host is to be left alone.
pub(super) struct Told {
    pub(super) next: Next,
    pub(super) pause: Option<Duration>,
}

impl Task {
    pub(super) fn new(index: usize, url: Url, fragments: Arc<[Box<str>]>) -> Task {
        Task {
            index,
            url,
            method: if fragments.is_empty() { Method::Head } else { Method::Read },
            fragments,
            passed: Vec::new(),
            permanent: true,
            sets_cookie: false,
            tries: 0,
            is_second: false,
        }
    }

    /// The same address once more, from its beginning and as browsers ask.
    fn again(self) -> Task {
        let is_second = self.is_second;
        let first = self.passed.into_iter().next().unwrap_or(self.url);
        Task { is_second, ..Task::new(self.index, first, self.fragments).with_get() }
    }

    /// The same, not for the head alone.
    fn with_get(mut self) -> Task {
        if self.method == Method::Head {
            self.method = Method::Get;
        }
        self
    }

    /// What follows from `result`; `is_heard` says that some host has answered in this run, so that there is a network.
    pub(super) fn told(mut self, result: Result<Answer, Failure>, config: &Online, pace: Pace, is_heard: bool) -> Told {
        match result {
            Ok(answer) if matches!(answer.status, 301 | 302 | 303 | 307 | 308) => {
                Told { pause: answer.pause, next: self.redirected(&answer) }
            }
            Ok(answer) => self.answered(&answer, config, pace),
            // Nobody can be asked twice whether an address is private.
            Err(Failure::Private) => done(Verdict::Skipped { reason: Skip::Private }),
            Err(Failure::Certificate { why, is_final }) => {
                let reason = Reason::Certificate(why);
                done(if is_final { Verdict::Broken { reason } } else { Verdict::Unverifiable { reason } })
            }
            Err(failure) => {
                let (reason, is_broken) = match failure {
                    Failure::NoHost => (Reason::NoHost, true),
                    Failure::Refused => (Reason::Refused, true),
                    Failure::Timeout => (Reason::Timeout, false),
                    _ => (Reason::Connection, false),
                };
                self = self.with_get();
                // A name server, or a host that is being restarted, is to be seen twice, far apart.
                let verdict = if is_broken && self.is_second && is_heard {
                    Verdict::Broken { reason }
                } else {
                    Verdict::Unverifiable { reason }
                };
                self.failed(verdict, None, config, pace)
            }
        }
    }

    fn answered(mut self, answer: &Answer, config: &Online, pace: Pace) -> Told {
        let status = answer.status;
        let ruling = rules(config, self.url.host_str().unwrap_or("")).find_map(|rules| rules.ruling(status));
        let ruling = ruling.unwrap_or(match status {
            200..=299 | 304 => Ruling::Ok,
            404 | 410 => Ruling::Broken,
            // Walls against robots, those who may not see it, servers that are busy: it may be there for a reader.
            _ => Ruling::Unverifiable,
        });
        if ruling == Ruling::Ok {
            return Told { pause: answer.pause, next: self.good(answer) };
        }
        let reason = Reason::Status(status);
        // What a server says to `HEAD` counts only where it is good.
        let was_head = self.method == Method::Head;
        self = self.with_get();
        if ruling == Ruling::Broken {
            let next = if was_head { Next::Ask(self) } else { Next::Done(Verdict::Broken { reason }) };
            return Told { next, pause: answer.pause };
        }
        let verdict = Verdict::Unverifiable { reason };
        if status == 429 || (500..600).contains(&status) {
            return self.failed(verdict, answer.pause, config, pace);
        }
        let next = match () {
            () if was_head => Next::Ask(self),
            () if status == 403 => self.later(verdict),
            () => Next::Done(verdict),
        };
        Told { next, pause: answer.pause }
    }

    fn good(self, answer: &Answer) -> Next {
        let missing = match &answer.page {
            Some(page) if self.keeps_fragment() => anchors::missing(page, &self.fragments),
            _ => Vec::new(),
        };
        let verdict = if self.passed.is_empty() {
            Verdict::Ok
        } else {
            Verdict::Redirected { to: self.url.into(), permanent: self.permanent }
        };
        if missing.is_empty() { Next::Done(verdict) } else { Next::Lacking(verdict, missing) }
    }

    /// Whether the page that answers is the one whose places are named: no page to log in, for one, and no front page in
    /// place of what is gone.
    fn keeps_fragment(&self) -> bool {
        self.passed.first().is_none_or(|first| self.permanent && (self.url.path() != "/" || first.path() == "/"))
    }

    /// A failure that may pass.
    fn failed(mut self, verdict: Verdict, wanted: Option<Duration>, config: &Online, pace: Pace) -> Told {
        let retries = rules(config, self.url.host_str().unwrap_or("")).find_map(|rules| rules.retries);
        let doubled = pace.backoff.saturating_mul(1 << self.tries.min(10));
        let pause = Some(wanted.unwrap_or(doubled).min(pace.longest));
        if self.tries < retries.unwrap_or(RETRIES) && !matches!(verdict, Verdict::Broken { .. }) {
            self.tries += 1;
            return Told { next: Next::Ask(self), pause };
        }
        Told { next: self.later(verdict), pause }
    }

    fn later(mut self, verdict: Verdict) -> Next {
        if self.is_second {
            return Next::Done(verdict);
        }
        self.is_second = true;
        Next::Later(self.again())
    }

    fn redirected(mut self, answer: &Answer) -> Next {
        let location = answer.location.as_deref().and_then(|location| self.url.join(location.trim()).ok());
        if location.as_ref().is_some_and(|to| to.fragment().is_some()) {
            // It takes the place of the reader's.
            self.fragments = Arc::default();
        }
        let Some(to) = location.and_then(|url| address(url.as_str())) else {
            if self.method == Method::Head {
                return Next::Ask(self.again());
            }
            return Next::Done(Verdict::Unverifiable { reason: Reason::BadRedirect });
        };
        self.sets_cookie |= answer.sets_cookie;
        self.permanent &= matches!(answer.status, 301 | 308);
        let is_loop = to == self.url || self.passed.contains(&to) || self.passed.len() >= MOST_REDIRECTS;
        if is_loop {
            if self.method == Method::Head {
                return Next::Ask(self.again());
            }
            let reason = Reason::Redirects;
            // Whoever brings the cookie back may get through.
            let is_broken = !self.sets_cookie;
            return Next::Done(if is_broken { Verdict::Broken { reason } } else { Verdict::Unverifiable { reason } });
        }
        self.passed.push(std::mem::replace(&mut self.url, to));
        self.tries = 0;
        Next::Ask(self)
    }
}

fn done(verdict: Verdict) -> Told {
    Told { next: Next::Done(verdict), pause: None }
}

/// What holds for a host, the nearest first.
pub(super) fn rules<'c>(config: &'c Online, host: &str) -> impl Iterator<Item = &'c HostRules> {
    let fits = |name: &str| match name.strip_prefix("*.") {
        Some(above) => host.strip_suffix(above).is_some_and(|below| below.ends_with('.')),
        None => name == host,
    };
    let own = config.hosts.iter().find(|(name, _)| fits(name)).map(|(_, rules)| rules);
    own.into_iter().chain([&config.usual])
}
