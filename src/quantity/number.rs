//! The digits in front of a unit: exact decimals, and the words that refuse everything else.

use super::Refused;

/// A decimal number and what follows it: `1.5` and `ms` of `1.5ms`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal<'a> {
    /// Digits before the point; never empty.
    pub(super) whole: &'a str,
    /// Digits behind it; may be empty.
    pub(super) fraction: &'a str,
}

impl<'a> Decimal<'a> {
    /// Splits the number off the front of a text. `None` unless it begins with a digit (after which a point must be
    /// followed by one).
    pub(super) fn split(text: &'a str) -> Option<(Self, &'a str)> {
        let (whole, rest) = digits(text);
        if whole.is_empty() {
            return None;
        }
        let (fraction, rest) = match rest.strip_prefix('.').map(digits) {
            Some((fraction, rest)) if !fraction.is_empty() => (fraction, rest),
            _ => ("", rest),
        };
        Some((Self { whole, fraction }, rest))
    }

    /// This number times 10^`places`, if it is whole and fits.
    pub(super) fn scaled(self, places: usize) -> Option<u64> {
        let fraction = self.fraction.trim_end_matches('0');
        if fraction.len() > places {
            return None;
        }
        let mut value: u64 = 0;
        let padding = std::iter::repeat_n('0', places - fraction.len());
        for digit in self.whole.chars().chain(fraction.chars()).chain(padding) {
            value = value.checked_mul(10)?.checked_add(u64::from(digit.to_digit(10)?))?;
        }
        Some(value)
    }

    /// The nearest float to this number times 10^`exponent`; infinite if it is too large.
    pub(super) fn float(self, exponent: i32) -> f64 {
        let Self { whole, fraction } = self;
        format!("{whole}.{fraction}e{exponent}").parse().unwrap_or(f64::INFINITY)
    }
}

fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len()))
}

/// A float as a plain decimal, moved by `places` to the left: the shortest that reads back the same.
pub(super) fn decimal(value: f64, places: i32) -> String {
    let scientific = format!("{value:e}");
    let (mantissa, exponent) = scientific.split_once('e').expect("`{:e}` always writes an exponent");
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let digits = mantissa.replace('.', "");
    let point = exponent.parse::<i32>().expect("`{:e}` writes a whole exponent") + 1 + places;
    let text = match usize::try_from(point) {
        Ok(point) if point >= digits.len() => digits.clone() + &"0".repeat(point - digits.len()),
        Ok(point) if point > 0 => format!("{}.{}", &digits[..point], &digits[point..]),
        _ => format!("0.{}{digits}", "0".repeat(point.unsigned_abs() as usize)),
    };
    if digits == "0" { "0".to_owned() } else { format!("{sign}{text}") }
}

/// What no quantity may be, said in the same words for all: `what` is `a length of time`, `example` is `45ms`.
pub(super) fn not_a_number(text: &str, what: &str, example: &str) -> Refused {
    let lower = text.trim_start_matches(['-', '+', '.', '$']).to_ascii_lowercase();
    let negative =
        text.trim_start_matches('$').starts_with('-') && lower.starts_with(|first: char| first.is_ascii_digit());
    if negative {
        return Refused::new(format!("`{}` is negative; {what} is not", short(text)));
    }
    if lower.starts_with("inf") || lower.starts_with("nan") {
        return Refused::new(format!("`{}` is not a number; wanted {what} such as `{example}`", short(text)));
    }
    if text.is_empty() {
        return Refused::new(format!("found nothing, wanted {what} such as `{example}`"));
    }
    Refused::new(format!("found `{}`, wanted {what} such as `{example}`", short(text)))
}

/// Digits grouped by commas, a decimal comma or `_`: what was probably meant.
pub(super) fn ungrouped(text: &str) -> Option<String> {
    let grouped = text.contains([',', '_']) && text.starts_with(|first: char| first.is_ascii_digit());
    grouped.then(|| text.replace([',', '_'], ""))
}

/// A text as a message quotes it.
pub(super) fn short(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact() {
        let (number, unit) = Decimal::split("1.250ms").unwrap();
        assert_eq!((number.scaled(3), number.scaled(2), number.scaled(1), unit), (Some(1250), Some(125), None, "ms"));
        assert_eq!(number.float(0), 1.25);
        assert_eq!(Decimal::split("15%").unwrap().0.float(-2), 0.15);
        assert_eq!(Decimal::split("1.").unwrap().1, ".");
        assert!(Decimal::split(".5").is_none() && Decimal::split("").is_none());
        assert_eq!(Decimal::split("18446744073709551616").unwrap().0.scaled(0), None);
        assert_eq!(Decimal::split(&"9".repeat(400)).unwrap().0.float(0), f64::INFINITY);
    }

    #[test]
    fn floats_are_written_without_exponent() {
        for (value, places, text) in [
            (0.0, 2, "0"),
            (0.15, 2, "15"),
            (1.0, 0, "1"),
            (120.0, 0, "120"),
            (0.001_25, 0, "0.00125"),
            (0.001_25, 2, "0.125"),
            (1.5e7, 0, "15000000"),
            (-0.02, 2, "-2"),
            (12.5, 2, "1250"),
        ] {
            assert_eq!(decimal(value, places), text);
        }
    }
}
