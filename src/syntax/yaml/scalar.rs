//! What a plain scalar means to Jekyll: the table of SafeYAML 1.0.5, which is neither YAML 1.1's nor 1.2's.
//!
//! The order of the attempts and every oddity are SafeYAML's (`transform/*.rb`, `parse/*.rb`) over Ruby's `Integer`,
//! `Float`, `Date.parse` and `DateTime.parse`; `tests/conformance/safe_yaml_scalars.tsv` holds its answers.

use chrono::{Duration, FixedOffset, NaiveDate};

use super::Value;

/// SafeYAML raises on the scalar instead of giving a value: Ruby's `Float` refuses what its pattern let through.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Raises;

/// The value of a scalar that is not quoted.
///
/// An integer beyond 64 bits comes back as `String` with the digits that Ruby prints.
/// `Err` where SafeYAML itself fails, as on `1_.5`: Jekyll then reports `invalid value for Float()` and drops the block.
pub fn resolve(text: &str) -> Result<Value, Raises> {
    // Ruby's `\Z` allows one line break at the end; only a tagged block scalar has it.
    let line = text.strip_suffix('\n').unwrap_or(text);
    let Some(first) = line.bytes().next() else {
        return Ok(if text.is_empty() { Value::Null } else { Value::String(text.to_string()) });
    };
    if begins_with_year(line) {
        if let Some(value) = date(line).or_else(|| time(line)) {
            return Ok(value);
        }
    } else if matches!(first, b'0'..=b'9' | b'+' | b'-' | b'.' | b'_' | b',') && line.bytes().all(is_in_numbers) {
        if let Some(value) = integer(line) {
            return Ok(value);
        }
        if let Some(value) = float(line)? {
            return Ok(value);
        }
        if let Some(value) = date(line).or_else(|| time(line)) {
            return Ok(value);
        }
    }
    Ok(word(text).unwrap_or_else(|| Value::String(text.to_string())))
}

/// Whether a `-` stands behind four digits: that is no number, whatever else it is.
fn begins_with_year(text: &str) -> bool {
    text.as_bytes().get(..5).is_some_and(|start| start[4] == b'-' && start[..4].iter().all(u8::is_ascii_digit))
}

/// Whether numbers, dates and times are written with this byte.
fn is_in_numbers(byte: u8) -> bool {
    let is_sign = matches!(byte, b'+' | b'-' | b'.' | b'_' | b',' | b':');
    let is_letter =
        matches!(byte, b'a'..=b'f' | b'A'..=b'F' | b'x' | b'X' | b'T' | b't' | b'Z' | b'i' | b'I' | b'n' | b'N');
    byte.is_ascii_digit() || is_sign || is_letter || is_space(byte.into())
}

/// The value of a word that is none of its own.
pub(super) fn word(text: &str) -> Option<Value> {
    let is = |word: &str| text.eq_ignore_ascii_case(word);
    match (text.len(), text.bytes().next()? | 0x20) {
        (1, b'~') if text == "~" => Some(Value::Null),
        (2, b'o') if is("on") => Some(Value::Bool(true)),
        (2, b'n') if is("no") => Some(Value::Bool(false)),
        (3, b'y') if is("yes") => Some(Value::Bool(true)),
        (3, b'o') if is("off") => Some(Value::Bool(false)),
        (4, b't') if is("true") => Some(Value::Bool(true)),
        (4, b'n') if is("null") => Some(Value::Null),
        (5, b'f') if is("false") => Some(Value::Bool(false)),
        _ => None,
    }
}

/// `ToInteger`: separators go first, so that `0,1` is octal and `1,0:30` is base 60.
fn integer(text: &str) -> Option<Value> {
    let plain = text.bytes().all(|byte| byte != b'_' && byte != b',');
    let stripped: String;
    let text = if plain {
        text
    } else {
        stripped = text.chars().filter(|c| !matches!(c, '_' | ',')).collect();
        &stripped
    };
    let (sign, digits) = split_sign(text);
    let negative = sign == "-";
    if digits == "0" || (is_digits(digits) && !digits.starts_with('0')) {
        return Some(number(negative, digits, 10));
    }
    if let Some(hex) = digits.strip_prefix("0x").or_else(|| text.strip_prefix("0X"))
        && !hex.is_empty()
        && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
    {
        return Some(number(negative, hex, 16));
    }
    if sign.is_empty() && digits.len() > 1 && digits.starts_with('0') {
        let rest = &digits[1..];
        if rest.bytes().all(|byte| matches!(byte, b'0'..=b'7')) {
            return Some(number(false, rest, 8));
        }
        if let Some(binary) = rest.strip_prefix('b')
            && !binary.is_empty()
            && binary.bytes().all(|byte| matches!(byte, b'0' | b'1'))
        {
            return Some(number(false, binary, 2));
        }
    }
    is_base_60(digits).then(|| base_60(text, None).ok()).flatten()
}

/// Ruby's `Integer()`: 64 bits as a number, more as the decimal digits.
fn number(negative: bool, digits: &str, radix: u32) -> Value {
    let sign = if negative { "-" } else { "" };
    if let Ok(value) = i64::from_str_radix(&format!("{sign}{digits}"), radix) {
        return Value::Int(value);
    }
    let decimal = match u128::from_str_radix(digits, radix) {
        Ok(value) => value.to_string(),
        Err(_) => digits.to_string(),
    };
    Value::String(format!("{sign}{decimal}"))
}

/// `ToFloat`: a decimal point is required, an exponent needs its sign.
fn float(text: &str) -> Result<Option<Value>, Raises> {
    let special = match text {
        ".inf" | ".Inf" | ".INF" => Some(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Some(f64::NEG_INFINITY),
        ".nan" | ".NaN" | ".NAN" => Some(f64::NAN),
        _ => None,
    };
    if let Some(value) = special {
        return Ok(Some(Value::Float(value)));
    }
    let (_, unsigned) = split_sign(text);
    let Some((whole, rest)) = unsigned.split_once('.') else {
        return Ok(None);
    };
    if is_base_60(whole) && rest.bytes().all(is_digit_or_underscore) {
        let whole_length = text.len() - rest.len() - 1;
        return base_60(&text[..whole_length], Some(rest)).map(Some);
    }
    let (fraction, exponent) = match rest.split_once(['e', 'E']) {
        Some((fraction, exponent)) => (fraction, Some(exponent)),
        None => (rest, None),
    };
    let matches = (whole.is_empty()
        || (whole.as_bytes()[0].is_ascii_digit() && whole.bytes().all(is_digit_or_underscore)))
        && !fraction.is_empty()
        && fraction.bytes().all(is_digit_or_underscore)
        && exponent.is_none_or(|e| e.strip_prefix(['+', '-']).is_some_and(is_digits));
    if matches { ruby_float(text).map(|value| Some(Value::Float(value))) } else { Ok(None) }
}

/// `Parse::Sexagesimal`, with its sign: every group is summed as written, then the sum is negated.
fn base_60(whole: &str, fraction: Option<&str>) -> Result<Value, Raises> {
    let mut sum = 0.0;
    let mut weight = 1.0;
    for group in whole.rsplit(':') {
        sum += ruby_float(group)? * weight;
        weight *= 60.0;
    }
    if let Some(digits) = fraction.filter(|digits| !digits.is_empty()) {
        sum += ruby_float(&format!(".{digits}"))?;
    }
    Ok(Value::Float(if whole.starts_with('-') { -sum } else { sum }))
}

/// Whether the text is `12:30`, `1_0:3:59`: unsigned digits, then groups below 60.
fn is_base_60(text: &str) -> bool {
    if !text.bytes().all(|byte| is_digit_or_underscore(byte) || byte == b':') {
        return false;
    }
    let mut groups = text.split(':');
    let first = groups.next().unwrap_or("");
    let mut more = false;
    let rest_is_right = groups.all(|group| {
        more = true;
        match group.as_bytes() {
            [unit] => unit.is_ascii_digit(),
            [ten, unit] => (b'0'..=b'5').contains(ten) && unit.is_ascii_digit(),
            _ => false,
        }
    });
    rest_is_right
        && more
        && first.starts_with(|c: char| c.is_ascii_digit())
        && first.bytes().all(is_digit_or_underscore)
}

/// Ruby's `Float()`: an underscore must stand between two digits.
fn ruby_float(text: &str) -> Result<f64, Raises> {
    let bytes = text.as_bytes();
    let is_digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let misplaced =
        |(at, byte): (usize, &u8)| *byte == b'_' && !(is_digit(at.checked_sub(1)) && is_digit(Some(at + 1)));
    if bytes.iter().enumerate().any(misplaced) {
        return Err(Raises);
    }
    text.replace('_', "").parse().map_err(|_| Raises)
}

/// Exactly 4-2-2 digits and a day of the calendar; anything else stays a string.
fn date(text: &str) -> Option<Value> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let year = digits(text.get(..4)?, 4, 4)?;
    let month = digits(text.get(5..7)?, 2, 2)?;
    let day = digits(text.get(8..)?, 2, 2)?;
    calendar_day(year, month, day).map(Value::Date)
}

/// Ruby's calendar leaves out ten days of October 1582.
fn calendar_day(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    let skipped = year == 1582 && month == 10 && (5..15).contains(&day);
    NaiveDate::from_ymd_opt(year.cast_signed(), month, day).filter(|_| !skipped)
}

/// `TIME_MATCHER`, then `DateTime.parse(…).to_time`: second 60 becomes 59, 24:00:00 the next midnight, an offset of
/// more than 24 hours is ignored, one of 24 to 25 hours makes the value a string.
fn time(text: &str) -> Option<Value> {
    let (year, rest) = leading(text, 4, 4)?;
    let (month, rest) = leading(rest.strip_prefix('-')?, 1, 2)?;
    let (day, rest) = leading(rest.strip_prefix('-')?, 1, 2)?;
    let clock = match rest.strip_prefix(['T', 't']) {
        Some(clock) => clock,
        None => Some(rest.trim_start_matches(is_space)).filter(|clock| clock.len() < rest.len())?,
    };
    let (hour, rest) = leading(clock, 1, 2)?;
    let (minute, rest) = leading(rest.strip_prefix(':')?, 2, 2)?;
    let (second, rest) = leading(rest.strip_prefix(':')?, 2, 2)?;
    let (nanos, rest) = match rest.strip_prefix('.') {
        Some(fraction) => {
            let length = fraction.bytes().take_while(u8::is_ascii_digit).count();
            let digits = format!("{:0<9.9}", &fraction[..length]);
            (digits.parse::<u32>().ok()?, &fraction[length..])
        }
        None => (0, rest),
    };
    let zone = rest.trim_start_matches(is_space);
    let offset = FixedOffset::east_opt(offset_seconds(zone)?)?;

    let midnight = calendar_day(year, month, day)?;
    if hour == 24 && (minute, second) != (0, 0) || second > 60 {
        return None;
    }
    let mut at = midnight.and_hms_nano_opt(hour % 24, minute, second.min(59), nanos).filter(|_| hour <= 24)?;
    if hour == 24 {
        at = at.checked_add_signed(Duration::days(1))?;
    }
    Some(Value::Time { at: at.and_local_timezone(offset).single()?, zoned: !zone.is_empty() })
}

/// Seconds east of UTC for no offset, `Z`, `+9`, `+09`, `+930`, `+0930`, `+9:30`, `+09:30`.
fn offset_seconds(zone: &str) -> Option<i32> {
    if zone.is_empty() || zone == "Z" {
        return Some(0);
    }
    let (sign, figures) = split_sign(zone);
    let (hours, minutes) = match (sign, figures.split_once(':'), figures.len()) {
        ("", ..) => return None,
        (_, Some((hours, minutes)), _) => (digits(hours, 1, 2)?, digits(minutes, 2, 2)?),
        (_, None, 1 | 2) => (digits(figures, 1, 2)?, 0),
        (_, None, 3 | 4) if is_digits(figures) => {
            let (hours, minutes) = figures.split_at(figures.len() - 2);
            (digits(hours, 1, 2)?, digits(minutes, 2, 2)?)
        }
        _ => return None,
    };
    if hours > 24 {
        return Some(0);
    }
    let seconds = (hours * 3600 + minutes * 60).cast_signed();
    Some(if sign == "-" { -seconds } else { seconds })
}

fn digits(text: &str, shortest: usize, longest: usize) -> Option<u32> {
    leading(text, shortest, longest).filter(|(_, rest)| rest.is_empty()).map(|(number, _)| number)
}

/// The number at the start of `text`, of so many digits, and what follows; at most nine digits.
fn leading(text: &str, shortest: usize, longest: usize) -> Option<(u32, &str)> {
    let (mut number, mut length) = (0, 0);
    for byte in text.bytes().take_while(u8::is_ascii_digit) {
        if length == longest {
            return None;
        }
        number = number * 10 + u32::from(byte - b'0');
        length += 1;
    }
    (length >= shortest).then_some((number, &text[length..]))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_digit_or_underscore(byte: u8) -> bool {
    byte.is_ascii_digit() || byte == b'_'
}

/// Ruby's `\s`.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0b' | '\x0c')
}

fn split_sign(text: &str) -> (&str, &str) {
    let length = usize::from(text.starts_with(['+', '-']));
    text.split_at(length)
}
