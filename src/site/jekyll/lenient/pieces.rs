//! Strings without a whole date, or with nothing but digits, of which Ruby still makes something.

use chrono::{Datelike, NaiveDate};

use super::{Fields, Lenient, Order};

/// `2020年3月9日 12时30分`: Ruby takes the year's digits for month and day, and refuses a 20th month.
pub(super) fn is_cjk_date(text: &str) -> bool {
    let Some((year, rest)) = text.split_once('年') else { return false };
    let century = year.get(..2).and_then(|c| c.parse::<u32>().ok());
    year.len() == 4
        && year.bytes().all(|b| b.is_ascii_digit())
        && century.is_some_and(|c| c > 12)
        && rest.chars().all(|c| c.is_ascii_digit() || matches!(c, '月' | '日' | '时' | '時' | '分' | '秒' | ' ' | ':'))
}

pub(super) fn compact(digits: &str) -> Lenient {
    let n = |from: usize, to: usize| digits.get(from..to).and_then(|d| d.parse::<u32>().ok()).unwrap_or(0);
    let day_ok = |month: u32, day: u32| (1..=12).contains(&month) && (1..=31).contains(&day);
    let build_time = |ok: bool| if ok { Lenient::BuildTime } else { Lenient::Invalid };
    match digits.len() {
        1 | 9 | 11 | 13 => Lenient::Invalid,
        2 => build_time(day_ok(1, n(0, 2))),
        3 => {
            if (1..=365).contains(&n(0, 3)) {
                Lenient::BuildTime
            } else {
                Lenient::Unusual
            }
        }
        4 => build_time(day_ok(n(0, 2), n(2, 4))),
        6 => Lenient::Fields(Fields {
            year: two_digits(n(0, 2)),
            month: n(2, 4),
            day: n(4, 6),
            order: Order::Compact,
            two_digit_year: true,
            ..Fields::default()
        }),
        8 | 10 | 12 | 14 => Lenient::Fields(Fields {
            year: n(0, 4).cast_signed(),
            month: n(4, 6),
            day: n(6, 8),
            time: (digits.len() > 8).then(|| (n(8, 10), n(10, 12), n(12, 14))),
            has_seconds: digits.len() == 14,
            order: Order::Compact,
            ..Fields::default()
        }),
        _ => Lenient::Unusual,
    }
}

pub(super) fn two_digits(year: u32) -> i32 {
    (if year >= 69 { 1900 + year } else { 2000 + year }).cast_signed()
}

/// Strings without a whole date, of which Ruby still makes something, or which it is known to refuse.
pub(super) fn fragment(text: &str) -> Option<Lenient> {
    let bytes = text.as_bytes();
    let shape: String =
        bytes.iter().map(|b| if b.is_ascii_digit() { '0' } else { b.to_ascii_lowercase() as char }).collect();
    let n = |from: usize, to: usize| text.get(from..to).and_then(|d| d.parse::<u32>().ok()).unwrap_or(0);
    match shape.as_str() {
        "0000-00" | "0000-0" => {
            let fits = (1..=12).contains(&n(0, 2)) && (1..=31).contains(&n(2, 4));
            Some(if fits { Lenient::Unusual } else { Lenient::Invalid })
        }
        "0000-000" => ordinal(n(0, 4).cast_signed(), n(5, 8)),
        // The day of the build's month, and an offset.
        "00-00" if (1..=31).contains(&n(0, 2)) => {
            Some(if n(3, 5) < 24 { Lenient::BuildTime } else { Lenient::Invalid })
        }
        "0000-w00" | "0000-w00-0" | "0000w00" | "0000w000" => Some(Lenient::Invalid),
        "0:00" | "00:00" => {
            (n(0, shape.len() - 3) < 24 && n(shape.len() - 2, shape.len()) < 60).then_some(Lenient::BuildTime)
        }
        "00:00:00" => (n(0, 2) < 24 && n(3, 5) < 60 && n(6, 8) < 60).then_some(Lenient::BuildTime),
        _ => None,
    }
}

/// `2020-070`: the day of the year.
fn ordinal(year: i32, day_of_year: u32) -> Option<Lenient> {
    if !(1..=366).contains(&day_of_year) {
        return Some(Lenient::Invalid);
    }
    // Ruby takes 0020 for 2020 here, and only here.
    let day = NaiveDate::from_yo_opt(year, day_of_year).filter(|_| year >= 100)?;
    Some(Lenient::Fields(Fields { year, month: day.month(), day: day.day(), ..Fields::default() }))
}
