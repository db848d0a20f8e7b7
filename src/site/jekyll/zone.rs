//! The site's time zone: what `timezone:` in `_config.yml` does to Ruby's local time.

use std::str::FromStr;

use chrono::{DateTime, FixedOffset, LocalResult, NaiveDate, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::{OffsetName, Tz};

/// Where local times live. Jekyll puts the name into `ENV["TZ"]`; the C library does the rest.
#[derive(Clone, PartialEq, Debug)]
pub enum Zone {
    /// A zone of the IANA database.
    Named(Tz),
    /// A POSIX rule such as `UTC+8`, which means eight hours *west* of Greenwich.
    Posix {
        /// As written.
        name: String,
        /// What it really means.
        offset: FixedOffset,
    },
    /// No `timezone:`. The build machine's zone is used, which is UTC on most CI machines; so it is here.
    Unset,
    /// A name that the C library does not know. It silently takes UTC.
    Unknown(String),
    /// A rule that is not modelled (daylight saving spelt out, a file, leap seconds): local times are not known.
    Unmodelled(String),
}

impl Zone {
    /// The zone that a value of `timezone:` gives.
    pub fn named(name: &str) -> Zone {
        let plain = name.strip_prefix(':').unwrap_or(name);
        let plain = plain.strip_prefix("posix/").unwrap_or(plain);
        if let Ok(tz) = Tz::from_str(plain) {
            return Zone::Named(tz);
        }
        if plain.starts_with(['/', '<']) || plain.starts_with("right/") || plain == "localtime" || plain == "posixrules"
        {
            return Zone::Unmodelled(name.to_owned());
        }
        match posix(plain) {
            Some((offset, "")) => Zone::Posix { name: name.to_owned(), offset },
            Some(_) => Zone::Unmodelled(name.to_owned()),
            None => Zone::Unknown(name.to_owned()),
        }
    }

    /// The instant as wall-clock time of the site.
    pub fn at(&self, instant: DateTime<Utc>) -> DateTime<FixedOffset> {
        let offset = match self {
            Zone::Named(tz) => tz.offset_from_utc_datetime(&instant.naive_utc()).fix(),
            Zone::Posix { offset, .. } => *offset,
            Zone::Unset | Zone::Unknown(_) | Zone::Unmodelled(_) => Utc.fix(),
        };
        instant.with_timezone(&offset)
    }

    /// The instant of a wall-clock time, as Ruby's `Time.local` has it: a time that daylight saving skips moves forward
    /// by the length of the gap, one that comes twice is its second occurrence. `None` beyond the calendar.
    pub fn local(&self, wall: NaiveDateTime) -> Option<DateTime<FixedOffset>> {
        let tz = match self {
            Zone::Named(tz) => tz,
            Zone::Posix { offset, .. } => return offset.from_local_datetime(&wall).single(),
            Zone::Unset | Zone::Unknown(_) | Zone::Unmodelled(_) => {
                return Utc.fix().from_local_datetime(&wall).single();
            }
        };
        match tz.from_local_datetime(&wall) {
            LocalResult::Single(at) => Some(at.fixed_offset()),
            LocalResult::Ambiguous(first, second) => Some(first.max(second).fixed_offset()),
            LocalResult::None => {
                // The offset in force before the gap; no gap is longer than a day.
                let before = wall.checked_sub_signed(TimeDelta::days(1))?;
                let offset = tz.offset_from_local_datetime(&before).latest()?.fix();
                Some(self.at(offset.from_local_datetime(&wall).single()?.to_utc()))
            }
        }
    }

    /// Seconds east of UTC of an abbreviation that this zone itself uses on 1 January or 1 July of `year`: Ruby
    /// understands those beside the ones it always knows.
    pub fn own_abbreviation(&self, word: &str, year: i32) -> Option<i32> {
        [1, 7].into_iter().find_map(|month| {
            let wall = NaiveDate::from_ymd_opt(year, month, 1)?.and_hms_opt(0, 0, 0)?;
            match self {
                Zone::Named(tz) => {
                    let offset = tz.offset_from_local_datetime(&wall).latest()?;
                    offset.abbreviation()?.eq_ignore_ascii_case(word).then(|| offset.fix().local_minus_utc())
                }
                Zone::Posix { name, offset } => {
                    let own = name.trim_start_matches(':').trim_end_matches(|c: char| !c.is_ascii_alphabetic());
                    own.eq_ignore_ascii_case(word).then(|| offset.local_minus_utc())
                }
                Zone::Unknown(name) => {
                    // The C library keeps the leading letters as the zone's name: `Asia/Beijing` is called `Asia`.
                    let end = name.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(name.len());
                    name[..end].eq_ignore_ascii_case(word).then_some(0)
                }
                Zone::Unset | Zone::Unmodelled(_) => None,
            }
        })
    }
}

/// A POSIX rule's first part and what follows it.
fn posix(name: &str) -> Option<(FixedOffset, &str)> {
    let letters = name.find(|c: char| !c.is_ascii_alphabetic()).filter(|&n| n >= 3)?;
    let rest = &name[letters..];
    let (west, rest) = match rest.as_bytes().first()? {
        b'-' => (false, &rest[1..]),
        b'+' => (true, &rest[1..]),
        _ => (true, rest),
    };
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(rest.len());
    let mut parts = rest[..end].split(':').map(|n| n.parse::<i32>().ok().filter(|&n| n < 168));
    let hours = parts.next()??;
    let minutes = parts.next().unwrap_or(Some(0))?;
    let seconds = parts.next().unwrap_or(Some(0))?;
    let total = hours * 3600 + minutes * 60 + seconds;
    Some((FixedOffset::east_opt(if west { -total } else { total })?, &rest[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wall(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    /// Recorded from Ruby 3.1.7 `Time.local` on glibc 2.36.
    #[test]
    fn gaps_and_folds() {
        for (zone, at, expected) in [
            ("America/New_York", "2020-03-08 02:30", "2020-03-08 03:30:00 -04:00"),
            ("America/New_York", "2020-11-01 01:30", "2020-11-01 01:30:00 -05:00"),
            ("Europe/Berlin", "2020-10-25 02:30", "2020-10-25 02:30:00 +01:00"),
            ("Australia/Lord_Howe", "2020-10-04 02:15", "2020-10-04 02:45:00 +11:00"),
            ("Australia/Lord_Howe", "2020-04-05 01:45", "2020-04-05 01:45:00 +10:30"),
            ("America/Sao_Paulo", "2018-11-04 00:30", "2018-11-04 01:30:00 -02:00"),
            ("America/Sao_Paulo", "2018-02-17 23:30", "2018-02-17 23:30:00 -03:00"),
            ("Asia/Shanghai", "1986-05-04 02:30", "1986-05-04 03:30:00 +09:00"),
            ("Asia/Shanghai", "1991-09-15 01:30", "1991-09-15 01:30:00 +08:00"),
            ("Europe/Dublin", "2020-03-29 01:30", "2020-03-29 02:30:00 +01:00"),
            ("Africa/Casablanca", "2020-04-19 02:30", "2020-04-19 02:30:00 +00:00"),
            ("Antarctica/Troll", "2020-03-29 02:30", "2020-03-29 04:30:00 +02:00"),
        ] {
            assert_eq!(Zone::named(zone).local(wall(at)).unwrap().to_string(), expected, "{zone} {at}");
        }
    }

    #[test]
    fn names() {
        assert_eq!(Zone::named("Asia/Beijing"), Zone::Unknown("Asia/Beijing".into()));
        assert_eq!(Zone::named("asia/shanghai"), Zone::Unknown("asia/shanghai".into()));
        assert_eq!(Zone::named(""), Zone::Unknown(String::new()));
        let east = |h| FixedOffset::east_opt(h * 3600).unwrap();
        assert_eq!(Zone::named("UTC+8"), Zone::Posix { name: "UTC+8".into(), offset: east(-8) });
        assert_eq!(Zone::named("CST-8"), Zone::Posix { name: "CST-8".into(), offset: east(8) });
        assert!(matches!(Zone::named("EST5EDT"), Zone::Named(_)));
        assert!(matches!(Zone::named("EST5EDT4,M3.2.0,M11.1.0"), Zone::Unmodelled(_)));
        assert_eq!(Zone::named("Europe/Berlin").own_abbreviation("cest", 2020), Some(7200));
        assert_eq!(Zone::named("Europe/Berlin").own_abbreviation("JST", 2020), None);
    }
}
