//! Reads `[online]`.

use std::time::Duration;

use globset::{GlobBuilder, GlobSet};

use super::{Reader, Value, span};
use crate::config::keys;
use crate::config::online::{HostRules, Online, Ruling, Statuses, duration};
use crate::links::guard::Network;

const RULINGS: [(&str, Ruling); 3] =
    [("ok", Ruling::Ok), ("unverifiable", Ruling::Unverifiable), ("broken", Ruling::Broken)];

impl Reader<'_> {
    pub(super) fn online(&mut self, value: &Value<'_>, online: &mut Online) {
        for (key, value) in self.table(value).into_iter().flatten() {
            match &**key.get_ref() {
                "grace" => online.grace = self.duration(value).unwrap_or(online.grace),
                "fragments" => online.fragments = self.flag(value),
                "cache" => online.cache = self.text(value),
                "lifetimes" => self.lifetimes(value, online),
                "skip" => online.skip = self.addresses(value).unwrap_or_default(),
                "allow-private" => online.allow_private = self.networks(value).unwrap_or_default(),
                "ca" => online.ca = self.text(value).map(|path| self.set(value, path)),
                "hosts" => self.hosts(value, online),
                other if keys::HOST.iter().any(|key| key.name == other) => {
                    self.host_rule(other, value, &mut online.usual);
                }
                _ => self.unknown_key(key, keys::ONLINE),
            }
        }
    }

    fn hosts(&mut self, value: &Value<'_>, online: &mut Online) {
        for (key, value) in self.table(value).into_iter().flatten() {
            let name = key.get_ref().to_ascii_lowercase();
            let plain = name.strip_prefix("*.").unwrap_or(&name);
            if plain.is_empty() || plain.contains(['/', ':', '*', ' ']) {
                let help = "the name alone, `example.org`, or `*.example.org` for all hosts below it".to_string();
                self.report(span(key), "this is no host".to_string(), Some(help));
            }
            let mut rules = HostRules::default();
            for (key, value) in self.table(value).into_iter().flatten() {
                match &**key.get_ref() {
                    known if keys::HOST.iter().any(|key| key.name == known) => self.host_rule(known, value, &mut rules),
                    _ => self.unknown_key(key, keys::HOST),
                }
            }
            online.hosts.retain(|(other, _)| *other != name);
            online.hosts.push((name, rules));
        }
        // A whole name counts more than a pattern, a longer pattern more than a shorter.
        online.hosts.sort_by_key(|(name, _)| (name.starts_with("*."), std::cmp::Reverse(name.len())));
    }

    fn host_rule(&mut self, key: &str, value: &Value<'_>, rules: &mut HostRules) {
        match key {
            "timeout" => rules.timeout = self.positive(value),
            "spacing" => rules.spacing = self.duration(value),
            "concurrency" => rules.concurrency = self.number_from(value, 1, 32),
            "retries" => rules.retries = self.number_from(value, 0, 10),
            _ => rules.status = self.statuses(value),
        }
    }

    fn statuses(&mut self, value: &Value<'_>) -> Vec<(Statuses, Ruling)> {
        let mut statuses = Vec::new();
        for (key, value) in self.table(value).into_iter().flatten() {
            let status = Statuses::parse(key.get_ref());
            if status.is_none() {
                let help = "write one, `\"403\"`, or a class of them, `\"5xx\"`".to_string();
                self.report(span(key), "this is no HTTP status".to_string(), Some(help));
            }
            statuses.extend(status.zip(self.word(value, "verdict", &RULINGS)));
        }
        statuses
    }

    fn lifetimes(&mut self, value: &Value<'_>, online: &mut Online) {
        for (key, value) in self.table(value).into_iter().flatten() {
            let lifetimes = &mut online.lifetimes;
            let lifetime = match &**key.get_ref() {
                "ok" => &mut lifetimes.ok,
                "redirected" => &mut lifetimes.redirected,
                "unverifiable" => &mut lifetimes.unverifiable,
                _ => {
                    self.unknown_key(key, keys::LIFETIMES);
                    continue;
                }
            };
            if let Some(duration) = self.duration(value) {
                *lifetime = duration;
            }
        }
    }

    /// Patterns of whole addresses; one without a scheme is a host, with all that lies below it.
    fn addresses(&mut self, value: &Value<'_>) -> Option<GlobSet> {
        let build = |text: &str| GlobBuilder::new(text).backslash_escape(true).empty_alternates(true).build();
        let patterns = |text: &str| {
            if text.contains("://") {
                return vec![text.to_owned()];
            }
            let host = text.trim_end_matches('/');
            ["://", "://*."].map(|start| format!("http{{,s}}{start}{host}{{,:*,/*}}")).to_vec()
        };
        self.glob_set(value, "pattern", patterns, build)
    }

    fn networks(&mut self, value: &Value<'_>) -> Option<Vec<Network>> {
        for item in self.list(value)? {
            if item.get_ref().as_str().is_some_and(|text| Network::parse(text).is_none()) {
                let help = "write a host, `intranet.example.org`, an address or a network, `10.0.0.0/8`".to_string();
                self.report(span(item), "this is no host, address or network".to_string(), Some(help));
            }
        }
        Some(self.texts(value)?.iter().filter_map(|text| Network::parse(text)).collect())
    }

    fn duration(&mut self, value: &Value<'_>) -> Option<Duration> {
        let found = duration(&self.text(value)?);
        if found.is_none() {
            let help = "a number and its unit: `200ms`, `20s`, `5m`, `12h` or `3d`".to_string();
            self.report(span(value), "this is no length of time".to_string(), Some(help));
        }
        found
    }

    fn positive(&mut self, value: &Value<'_>) -> Option<Duration> {
        let found = self.duration(value)?;
        if found.is_zero() {
            self.report(span(value), "no answer takes no time".to_string(), None);
        }
        Some(found)
    }

    fn number_from(&mut self, value: &Value<'_>, least: u32, most: u32) -> Option<u32> {
        let number = number(value).filter(|number| (least..=most).contains(number));
        if number.is_none() {
            self.report(span(value), format!("expected a number from {least} to {most}"), None);
        }
        number
    }
}

fn number(value: &Value<'_>) -> Option<u32> {
    value.get_ref().as_integer().and_then(|number| u32::from_str_radix(number.as_str(), number.radix()).ok())
}
