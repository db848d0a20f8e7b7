//! What a site asks of the check of its external links: `[online]`.

use std::time::Duration;

use globset::GlobSet;

use super::Set;
use crate::links::guard::Network;

/// `[online]`, each value with its default. Nothing of it has any effect without `--online`.
#[derive(Clone, Debug)]
pub struct Online {
    /// How links are asked for where no host says otherwise.
    pub usual: HostRules,
    /// What single hosts need: a name, or `*.name` for all below it, lower-case; the first that fits counts.
    pub hosts: Vec<(String, HostRules)>,
    /// How long a link may be found broken before that is an error. Only with a cache, which knows since when.
    pub grace: Duration,
    /// Whether pages are read to see that they have the places which links name.
    pub fragments: bool,
    /// Where verdicts are kept from run to run, relative to the site's root.
    pub cache: Option<String>,
    /// How long a kept verdict holds.
    pub lifetimes: Lifetimes,
    /// Addresses that are not asked for.
    pub skip: GlobSet,
    /// Private networks and hosts that may be asked all the same.
    pub allow_private: Vec<Network>,
    /// A PEM file with the only authorities to trust, relative to the site's root; the system's where absent.
    pub ca: Option<Set<String>>,
}

/// How one host is asked. What is `None` is as it is everywhere.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct HostRules {
    /// How long an answer may take.
    pub timeout: Option<Duration>,
    /// How many requests may be on their way at once.
    pub concurrency: Option<u32>,
    /// The time between two requests.
    pub spacing: Option<Duration>,
    /// How often a request is made again that failed for a reason that may pass.
    pub retries: Option<u32>,
    /// What single statuses mean.
    pub status: Vec<(Statuses, Ruling)>,
}

/// One status, `404`, or a class of them, `5xx`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Statuses {
    /// This one.
    One(u16),
    /// All that begin with this digit.
    Class(u16),
}

/// What a status means, by order of the configuration.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ruling {
    /// The link is good.
    Ok,
    /// Nobody can tell.
    Unverifiable,
    /// It is dead.
    Broken,
}

/// How long verdicts hold. One that a link is broken never does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lifetimes {
    /// That it is good.
    pub ok: Duration,
    /// That it leads elsewhere.
    pub redirected: Duration,
    /// That nobody can tell.
    pub unverifiable: Duration,
}

impl Default for Online {
    fn default() -> Online {
        let day = Duration::from_secs(24 * 60 * 60);
        Online {
            usual: HostRules::default(),
            hosts: Vec::new(),
            grace: Duration::ZERO,
            fragments: false,
            cache: None,
            lifetimes: Lifetimes { ok: 14 * day, redirected: 14 * day, unverifiable: day },
            skip: GlobSet::empty(),
            allow_private: Vec::new(),
            ca: None,
        }
    }
}

impl Statuses {
    /// Reads `404` or `5xx`.
    pub fn parse(text: &str) -> Option<Statuses> {
        let first = text.chars().next()?.to_digit(10).filter(|digit| (1..=9).contains(digit))?;
        match text.get(1..)? {
            "xx" | "XX" => Some(Statuses::Class(first as u16)),
            rest if rest.len() == 2 && rest.bytes().all(|b| b.is_ascii_digit()) => {
                Some(Statuses::One(text.parse().ok()?))
            }
            _ => None,
        }
    }

    /// Whether `status` is meant.
    pub fn hold(self, status: u16) -> bool {
        match self {
            Statuses::One(one) => one == status,
            Statuses::Class(class) => status / 100 == class,
        }
    }
}

impl HostRules {
    /// What a status means here; a single status counts more than its class.
    pub fn ruling(&self, status: u16) -> Option<Ruling> {
        let mut said: Vec<_> = self.status.iter().filter(|(statuses, _)| statuses.hold(status)).collect();
        said.sort_by_key(|(statuses, _)| matches!(statuses, Statuses::Class(_)));
        said.first().map(|(_, ruling)| *ruling)
    }
}

/// Reads `200ms`, `20s`, `5m`, `12h` or `3d`.
pub(super) fn duration(text: &str) -> Option<Duration> {
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let number: u64 = text[..end].parse().ok()?;
    let millis = match text[end..].trim_start() {
        "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    // Some centuries, so that nothing that is added to it overflows.
    number.checked_mul(millis).filter(|millis| *millis < 1 << 43).map(Duration::from_millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_and_statuses() {
        let millis = |text| duration(text).map(|duration| duration.as_millis());
        assert_eq!(
            ["200ms", "20s", "5 m", "12h", "3d", "0s"].map(millis),
            [Some(200), Some(20_000), Some(300_000), Some(43_200_000), Some(259_200_000), Some(0)]
        );
        for text in ["", "3", "d", "3w", "-1s", "1.5s", "99999999999999999d", "9999999999d"] {
            assert_eq!(duration(text), None, "{text}");
        }
        assert_eq!(Statuses::parse("404"), Some(Statuses::One(404)));
        assert_eq!(Statuses::parse("5xx"), Some(Statuses::Class(5)));
        for text in ["", "4", "xx", "40", "4040", "x04", "0xx", "5x1", "é"] {
            assert_eq!(Statuses::parse(text), None, "{text}");
        }
        let rules = HostRules {
            status: vec![(Statuses::Class(4), Ruling::Ok), (Statuses::One(404), Ruling::Broken)],
            ..HostRules::default()
        };
        assert_eq!([404, 403, 500].map(|status| rules.ruling(status)), [Some(Ruling::Broken), Some(Ruling::Ok), None]);
    }
}
