//! External links: asked for politely, each address once, and never without `--online`.
//!
//! [`verdict`] is what the rest of presscheck sees. An address becomes a `step` after the other, a redirect, a retry,
//! until there is a verdict; `queue` decides when each step may be made, host by host; [`fetch`] makes it, and
//! [`guard`] lets it go to no private network; [`anchors`] finds the places that fragments name; [`cache`] keeps what is known from run to run.

pub mod anchors;
pub mod cache;
pub mod fetch;
pub mod guard;
mod queue;
mod step;
pub mod verdict;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustc_hash::FxHashMap;
use url::Url;

use crate::config::online::Online;
use cache::Cache;
use fetch::Fetch;
use queue::Done;
use verdict::{Known, Reason, Skip, Verdict, Verdicts, address};

/// How a run asks for external links.
#[derive(Clone, Debug)]
pub struct Asking {
    /// Makes the requests.
    pub fetch: Arc<dyn Fetch>,
    /// How slowly.
    pub pace: Pace,
    /// Set when whoever watches has seen enough: what is known by then is reported.
    pub stop: Arc<AtomicBool>,
    /// How far it is.
    pub progress: Arc<Asked>,
    /// What came of the addresses that were asked for so far: while a site is mended it is judged again and again.
    pub known: Arc<Mutex<Verdicts>>,
}

/// How far the check of external links is, for whoever watches.
#[derive(Debug, Default)]
pub struct Asked {
    /// Addresses to ask for; 0 until that is known.
    pub total: AtomicUsize,
    /// Those with a verdict.
    pub done: AtomicUsize,
    /// The hosts that have not answered yet, one for each request, the longest wait first.
    waiting: Mutex<Vec<Box<str>>>,
}

impl Asked {
    /// The hosts that have not answered yet, the one that keeps us waiting longest first.
    pub fn hosts(&self) -> Vec<Box<str>> {
        let mut hosts: Vec<Box<str>> = Vec::new();
        for host in self.waiting.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            if !hosts.contains(host) {
                hosts.push(host.clone());
            }
        }
        hosts
    }

    fn begin(&self, host: &str) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(host.into());
    }

    fn end(&self, host: &str) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(index) = waiting.iter().position(|other| **other == *host) {
            waiting.remove(index);
        }
    }
}

/// Delays that hold where the configuration says nothing of a host.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// The least time between the beginnings of two requests to one host.
    pub spacing: Duration,
    /// The pause of a host after its first failure; each further one doubles it.
    pub backoff: Duration,
    /// The longest pause that a host may ask for.
    pub longest: Duration,
    /// How many times as slow the second pass is.
    pub second: u32,
}

impl Default for Pace {
    fn default() -> Pace {
        let millis = Duration::from_millis;
        Pace { spacing: millis(200), backoff: millis(1000), longest: millis(60_000), second: 5 }
    }
}

/// Asks for each of `urls`, as they are written in pages. `now` is in seconds since 1970, and `root` is where a
/// relative path of the cache begins.
pub fn verdicts<'u>(
    urls: impl Iterator<Item = &'u str>,
    config: &Arc<Online>,
    asking: &Asking,
    root: &Path,
    now: i64,
) -> Verdicts {
    let mut cache = config.cache.as_ref().map(|path| Cache::open(&root.join(path)));
    let mut known: FxHashMap<String, Known> = FxHashMap::default();
    let mut open = Vec::new();
    let asked = asking.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
    for (url, fragments) in wanted(urls, config.fragments) {
        let name = url.to_string();
        if let Some(asked) = asked.0.get(&name)
            && fragments.iter().all(|fragment| asked.looked_for.contains(fragment))
        {
            known.insert(name, asked.clone());
            continue;
        }
        let kept = || cache.as_ref()?.fresh(&name, &fragments, now, &config.lifetimes).cloned();
        let verdict = if config.skip.is_match(&name) {
            Verdict::Skipped { reason: Skip::Configured }
        } else if let Some(kept) = kept() {
            kept
        } else {
            open.push((url, Arc::from(fragments.as_slice())));
            // Replaced once it has been asked for.
            Verdict::Skipped { reason: Skip::Stopped }
        };
        known.insert(name, Known { verdict, looked_for: fragments, missing: Vec::new() });
    }
    let names: Vec<String> = open.iter().map(|(url, _)| url.to_string()).collect();
    queue::run(open, config, asking, |done| {
        for Done { index, verdict, missing } in done {
            let Some(known) = known.get_mut(&names[index]) else { continue };
            if let Some(cache) = &mut cache {
                let held = known.looked_for.iter().filter(|name| !missing.contains(name)).cloned();
                cache.put(&names[index], &verdict, held.collect(), now);
            }
            (known.verdict, known.missing) = (verdict, missing);
        }
        if let Some(cache) = &mut cache {
            // A cache that cannot be written costs the next run its time, and nobody a verdict.
            let _ = cache.save();
        }
    });
    asking.known.lock().unwrap_or_else(PoisonError::into_inner).keep(&known);
    if let Some(cache) = &cache {
        for (url, known) in &mut known {
            spare(url, &mut known.verdict, cache, now, config.grace);
        }
    }
    Verdicts(known)
}

/// The addresses of `urls`, and the fragments to look for on their pages if that is wanted. The order of pages says
/// nothing; that of addresses is the same in every run.
fn wanted<'u>(urls: impl Iterator<Item = &'u str>, with_fragments: bool) -> BTreeMap<Url, Vec<Box<str>>> {
    let mut wanted: BTreeMap<Url, Vec<Box<str>>> = BTreeMap::new();
    for written in urls {
        let Some(url) = address(written) else { continue };
        let fragments = wanted.entry(url).or_default();
        let fragment = if with_fragments { anchors::fragment(written) } else { None };
        fragments.extend(fragment.filter(|fragment| !fragments.contains(fragment)));
    }
    wanted
}

/// What has been broken for less than the time of grace may come back.
fn spare(url: &str, verdict: &mut Verdict, cache: &Cache, now: i64, grace: Duration) {
    let Verdict::Broken { reason } = verdict else { return };
    let since = cache.first_failed_at(url).unwrap_or(now);
    if now.saturating_sub(since) < i64::try_from(grace.as_secs()).unwrap_or(i64::MAX) {
        let reason = std::mem::replace(reason, Reason::Timeout);
        *verdict = Verdict::Unverifiable { reason };
    }
}
