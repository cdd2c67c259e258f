//! How is a number written in a file: counts and money exactly, other figures with nine significant digits, a blank
//! for what did not occur. The same bytes on every machine.

use serde_json::{Number, Value};

/// Beyond this a float no longer holds every whole number.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A figure with nine significant digits; a whole number is written out. Empty if it is not finite.
pub fn figure(x: f64) -> String {
    if !x.is_finite() {
        return String::new();
    }
    if x == x.trunc() && x.abs() < EXACT {
        return format!("{}", x as i64);
    }
    let rounded = format!("{x:.8e}");
    let (mantissa, exponent) = rounded.split_once('e').expect("scientific notation has an exponent");
    let exponent: i32 = exponent.parse().expect("the exponent of a float is a small whole number");
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_end_matches('0');
    format!("{sign}{}", placed(digits, exponent))
}

/// Significant digits with their point: plainly between 1e-6 and 1e15, else with an exponent.
fn placed(digits: &str, exponent: i32) -> String {
    let count = digits.len() as i32;
    match exponent {
        -6..0 => format!("0.{}{digits}", "0".repeat((-exponent - 1) as usize)),
        0..15 if count <= exponent + 1 => format!("{digits}{}", "0".repeat((exponent + 1 - count) as usize)),
        0..15 => {
            let (whole, part) = digits.split_at((exponent + 1) as usize);
            format!("{whole}.{part}")
        }
        _ if count == 1 => format!("{digits}e{exponent}"),
        _ => format!("{}.{}e{exponent}", &digits[..1], &digits[1..]),
    }
}

/// A value of a timeline column: the shortest digits that give back the same 32 bits (at most nine). Empty if it is not
/// finite.
pub fn column_figure(x: f32) -> String {
    if x.is_finite() { format!("{}", x + 0.0) } else { String::new() }
}

/// An amount of money [$], exact to a billionth of a dollar.
pub fn money(usd: f64) -> String {
    if !usd.is_finite() {
        return String::new();
    }
    let text = format!("{:.9}", usd + 0.0);
    let trimmed = text.trim_end_matches('0').trim_end_matches('.');
    if trimmed == "-0" { "0".to_owned() } else { trimmed.to_owned() }
}

/// A figure of a table by its unit (`usd`, `usd/day` … are money); empty if it did not occur.
pub fn written(value: Option<f64>, unit: &str) -> String {
    match value {
        Some(x) if unit.starts_with("usd") => money(x),
        Some(x) => figure(x),
        None => String::new(),
    }
}

/// The same number in JSON; `null` if it did not occur.
pub fn json(value: Option<f64>, unit: &str) -> Value {
    let text = written(value, unit);
    if let Ok(whole) = text.parse::<i64>() {
        return Value::from(whole);
    }
    text.parse().ok().and_then(Number::from_f64).map_or(Value::Null, Value::Number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nine_significant_digits_and_no_more() {
        let cases = [
            (0.0, "0"),
            (-0.0, "0"),
            (1e-12, "1e-12"),
            (123_456_789.123, "123456789"),
            (1_234_567_890.5, "1234567890"),
            (12_345_678.912_345, "12345678.9"),
            (0.1 + 0.2, "0.3"),
            (2.0 / 3.0, "0.666666667"),
            (-1.5, "-1.5"),
            (1e-6, "0.000001"),
            (1.234_567_891_2e-7, "1.23456789e-7"),
            (0.999_999_999_99, "1"),
            (99.999_999_999_9, "100"),
            (52_341_234_567.0, "52341234567"),
            (1e300, "1e300"),
            (1.5e300, "1.5e300"),
            (f64::NAN, ""),
            (f64::INFINITY, ""),
        ];
        for (x, text) in cases {
            assert_eq!(figure(x), text, "{x}");
        }
    }

    #[test]
    fn money_is_exact_to_a_billionth() {
        assert_eq!(money(128.123_456_789), "128.123456789");
        assert_eq!(money(128.0), "128");
        assert_eq!(money(0.000_000_001), "0.000000001");
        assert_eq!(money(-0.000_000_000_1), "0");
        assert_eq!(written(Some(1_234_567.123_456), "usd/day"), "1234567.123456");
        assert_eq!(written(None, "usd"), "");
    }

    #[test]
    fn a_timeline_value_has_the_digits_of_its_own_width() {
        assert_eq!(column_figure(0.1), "0.1");
        assert_eq!(column_figure(160.25), "160.25");
        assert_eq!(column_figure(-0.0), "0");
        assert_eq!(column_figure(f32::NAN), "");
    }

    #[test]
    fn json_has_the_same_digits_as_the_tables() {
        assert_eq!(json(Some(12.0), "1").to_string(), "12");
        assert_eq!(json(Some(2.0 / 3.0), "percent").to_string(), "0.666666667");
        assert_eq!(json(None, "ms"), Value::Null);
    }

    proptest! {
        #[test]
        fn a_figure_reads_back_within_half_a_unit_of_its_ninth_digit(x in prop::num::f64::NORMAL) {
            let back: f64 = figure(x).parse().unwrap();
            prop_assert!((back / x - 1.0).abs() <= 5.1e-9, "{x} was written {}", figure(x));
        }

        #[test]
        fn a_timeline_value_reads_back_bit_for_bit(x in prop::num::f32::NORMAL) {
            prop_assert_eq!(column_figure(x).parse::<f32>().unwrap().to_bits(), x.to_bits());
        }
    }
}
