//! Lengths of time: `45ms`, `10s`, `6h30m`, `3d`.

use super::Refused;
use super::number::{Decimal, not_a_number, short, ungrouped};
use crate::engine::Span;

/// The longest length of time that a scenario may name.
const LONGEST: Span = Span::from_secs(3_660 * 86_400);

/// Units from long to short: name, nanoseconds.
const UNITS: [(&str, u64); 5] = [
    ("d", 86_400_000_000_000),
    ("h", 3_600_000_000_000),
    ("m", 60_000_000_000),
    ("s", 1_000_000_000),
    ("ms", 1_000_000),
];

/// Other people's words for them.
const MEANT: [(&str, &str); 22] = [
    ("day", "d"),
    ("days", "d"),
    ("hour", "h"),
    ("hours", "h"),
    ("hr", "h"),
    ("hrs", "h"),
    ("min", "m"),
    ("mins", "m"),
    ("minute", "m"),
    ("minutes", "m"),
    ("sec", "s"),
    ("secs", "s"),
    ("second", "s"),
    ("seconds", "s"),
    ("msec", "ms"),
    ("millis", "ms"),
    ("milliseconds", "ms"),
    ("D", "d"),
    ("H", "h"),
    ("M", "m"),
    ("S", "s"),
    ("MS", "ms"),
];

/// Reads a length of time of at most 3,660 days, exact to the nanosecond.
pub fn duration(text: &str) -> Result<Span, Refused> {
    if let Some(refused) = unitless(text) {
        return Err(refused);
    }
    let mut rest = text;
    let mut total: u64 = 0;
    let mut longer = u64::MAX;
    while !rest.is_empty() {
        let (number, behind) = Decimal::split(rest).ok_or_else(|| unreadable(text))?;
        let end = behind.bytes().position(|byte| byte.is_ascii_digit()).unwrap_or(behind.len());
        let (unit, after) = behind.split_at(end);
        let nanos = nanos_of(unit, text)?;
        if nanos >= longer {
            return Err(Refused::new(format!("`{}` is out of order", short(text)))
                .hint("write each unit once, the longest first: 6h30m"));
        }
        if !number.fraction.is_empty() && !after.is_empty() {
            return Err(Refused::new(format!("`{}` goes on behind a fraction", short(text)))
                .hint("only the last unit may have a decimal point: 1h0.5s"));
        }
        let part = nanoseconds(number, nanos).ok_or_else(|| too_fine_or_long(number, nanos, text))?;
        total = total.checked_add(part).ok_or_else(|| too_long(text))?;
        (longer, rest) = (nanos, after);
    }
    if total > LONGEST.nanos() { Err(too_long(text)) } else { Ok(Span::from_nanos(total)) }
}

/// `number` units of `nanos` nanoseconds, if that is whole and fits.
fn nanoseconds(number: Decimal<'_>, nanos: u64) -> Option<u64> {
    let places = number.fraction.trim_end_matches('0').len();
    let divisor = u128::from(10_u64.checked_pow(u32::try_from(places).ok()?)?);
    let product = u128::from(number.scaled(places)?) * u128::from(nanos);
    product.is_multiple_of(divisor).then(|| u64::try_from(product / divisor).ok()).flatten()
}

fn nanos_of(unit: &str, text: &str) -> Result<u64, Refused> {
    if let Some((_, nanos)) = UNITS.iter().find(|(name, _)| *name == unit) {
        return Ok(*nanos);
    }
    let trimmed = unit.trim();
    let meant = MEANT.iter().find(|(word, _)| word.eq_ignore_ascii_case(trimmed)).map_or(trimmed, |(_, meant)| meant);
    let refused =
        Refused::new(format!("`{}` is not a unit of time in `{}`: those are d h m s ms", short(trimmed), short(text)));
    let known = UNITS.iter().any(|(name, _)| *name == meant);
    Err(if known { refused.hint(format!("write {}", text.replace(unit, meant))) } else { refused })
}

/// A bare number, or nothing that could be a length of time.
fn unitless(text: &str) -> Option<Refused> {
    let Some((number, rest)) = Decimal::split(text) else { return Some(unreadable(text)) };
    if let Some(plain) = ungrouped(text) {
        return Some(
            Refused::new(format!("`{}` has a comma or underscore in its number", short(text)))
                .hint(format!("write {}", short(&plain))),
        );
    }
    if text.contains("..") {
        return Some(
            Refused::new(format!("`{}` is a range, wanted one length of time", short(text)))
                .hint("write one of its ends"),
        );
    }
    let zero = number.scaled(9) == Some(0);
    rest.is_empty().then(|| {
        let likely = if zero { format!("write {text}s") } else { format!("write {0}s or {0}ms", short(text)) };
        Refused::new(format!("`{}` has no unit: {likely}", short(text)))
    })
}

fn unreadable(text: &str) -> Refused {
    let refused = not_a_number(text, "a length of time", "45ms");
    let fraction = text.strip_prefix('.').is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()));
    if fraction { refused.hint(format!("write 0{}", short(text))) } else { refused }
}

fn too_fine_or_long(number: Decimal<'_>, nanos: u64, text: &str) -> Refused {
    let whole = Decimal { fraction: "", ..number }.scaled(0);
    if whole.is_none_or(|units| u128::from(units) * u128::from(nanos) > u128::from(LONGEST.nanos())) {
        return too_long(text);
    }
    Refused::new(format!("`{}` is finer than a nanosecond", short(text)))
}

fn too_long(text: &str) -> Refused {
    Refused::new(format!("`{}` is too long: at most 3660d", short(text)))
}

/// Writes a length of time so that it reads back the same: `6h30m`.
pub fn print_duration(span: Span) -> String {
    let mut left = span.nanos();
    if left == 0 {
        return "0s".to_owned();
    }
    let mut text = String::new();
    for (unit, nanos) in UNITS {
        let count = left / nanos;
        left %= nanos;
        let last = unit == "ms" && left > 0;
        if last {
            let fraction = format!("{left:06}");
            text += &[count.to_string().as_str(), ".", fraction.trim_end_matches('0'), "ms"].concat();
        } else if count > 0 {
            text += &(count.to_string() + unit);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn refusal(text: &str) -> String {
        let refused = duration(text).expect_err(text);
        refused.hint.map_or(refused.message.clone(), |hint| format!("{} | {hint}", refused.message))
    }

    #[test]
    fn every_unit_is_read() {
        for (text, nanos) in [
            ("45ms", 45_000_000),
            ("0s", 0),
            ("10s", 10_000_000_000),
            ("2m", 120_000_000_000),
            ("6h30m", 23_400_000_000_000),
            ("3d", 259_200_000_000_000),
            ("1d2h3m4s5ms", 93_784_005_000_000),
            ("1.5h", 5_400_000_000_000),
            ("0.000001ms", 1),
            ("90m", 5_400_000_000_000),
            ("3660d", LONGEST.nanos()),
        ] {
            assert_eq!(duration(text).map(Span::nanos), Ok(nanos), "{text}");
        }
    }

    #[test]
    fn refusals_teach() {
        for (text, message) in [
            ("45", "`45` has no unit: write 45s or 45ms"),
            ("0", "`0` has no unit: write 0s"),
            ("1.5", "`1.5` has no unit: write 1.5s or 1.5ms"),
            ("", "found nothing, wanted a length of time such as `45ms`"),
            ("-5s", "`-5s` is negative; a length of time is not"),
            ("nan", "`nan` is not a number; wanted a length of time such as `45ms`"),
            (".inf", "`.inf` is not a number; wanted a length of time such as `45ms`"),
            (".5s", "found `.5s`, wanted a length of time such as `45ms` | write 0.5s"),
            ("soon", "found `soon`, wanted a length of time such as `45ms`"),
            ("10min", "`min` is not a unit of time in `10min`: those are d h m s ms | write 10m"),
            ("10 s", "`s` is not a unit of time in `10 s`: those are d h m s ms | write 10s"),
            ("10 Seconds", "`Seconds` is not a unit of time in `10 Seconds`: those are d h m s ms | write 10s"),
            ("10w", "`w` is not a unit of time in `10w`: those are d h m s ms"),
            ("30m6h", "`30m6h` is out of order | write each unit once, the longest first: 6h30m"),
            ("5s5s", "`5s5s` is out of order | write each unit once, the longest first: 6h30m"),
            ("1.5h5m", "`1.5h5m` goes on behind a fraction | only the last unit may have a decimal point: 1h0.5s"),
            ("1,000ms", "`1,000ms` has a comma or underscore in its number | write 1000ms"),
            ("15s..60s", "`15s..60s` is a range, wanted one length of time | write one of its ends"),
            ("0.0000001ms", "`0.0000001ms` is finer than a nanosecond"),
            ("3661d", "`3661d` is too long: at most 3660d"),
            ("300000d", "`300000d` is too long: at most 3660d"),
            ("99999999999999999999s", "`99999999999999999999s` is too long: at most 3660d"),
            ("1e3s", "`e` is not a unit of time in `1e3s`: those are d h m s ms"),
            ("10s/2", "`s/` is not a unit of time in `10s/2`: those are d h m s ms"),
        ] {
            assert_eq!(refusal(text), message);
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(nanos in 0..=LONGEST.nanos()) {
            let span = Span::from_nanos(nanos);
            prop_assert_eq!(duration(&print_duration(span)), Ok(span));
        }

        #[test]
        fn whole_units_read_back(count in 0..3_660_u64, unit in 0..5_usize) {
            let span = Span::from_nanos(count * UNITS[unit].1);
            prop_assert_eq!(duration(&print_duration(span)), Ok(span));
        }

        #[test]
        fn no_text_is_a_panic(text in ".*", digits in "[0-9.dhms%/$-]{0,12}") {
            let _ = duration(&text);
            let _ = duration(&digits);
        }
    }
}
