//! Shares and their growth: `15%`, `4%/30d`.

use super::Refused;
use super::duration::{duration, print_duration};
use super::number::{Decimal, decimal, not_a_number, short};
use crate::engine::Span;

/// The largest share that a scenario may name: 10,000%.
const LARGEST: f64 = 100.0;

/// Compound growth by `share` each `per`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Growth {
    /// 0.04 for 4%; above -1.
    pub share: f64,
    /// Longer than zero.
    pub per: Span,
}

/// Reads a share of at most 10,000%: `15%` is 0.15.
pub fn share(text: &str) -> Result<f64, Refused> {
    let (number, unit) = Decimal::split(text).ok_or_else(|| not_a_number(text, "a share", "15%"))?;
    if unit.is_empty() {
        let (value, number) = (number.float(0), short(text));
        let likely = if value <= 1.0 { format!("{}% or {number}%", decimal(value, 2)) } else { format!("{number}%") };
        return Err(Refused::new(format!("`{number}` has no unit: write {likely}")));
    }
    if unit != "%" {
        let refused = Refused::new(format!("`{}` is not a share such as `15%`", short(text)));
        let meant = matches!(unit.trim(), "%" | "percent" | "pct");
        return Err(if meant { refused.hint(format!("write {}%", &text[..text.len() - unit.len()])) } else { refused });
    }
    let share = number.float(-2);
    if share <= LARGEST {
        Ok(share)
    } else {
        Err(Refused::new(format!("`{}` is too large: at most 10000%", short(text))))
    }
}

/// Writes a share: 0.15 is `15%`.
pub fn print_share(share: f64) -> String {
    decimal(share, 2) + "%"
}

/// Reads `4%/30d`; a decline begins with a minus sign.
pub fn growth(text: &str) -> Result<Growth, Refused> {
    let Some((amount, per)) = text.split_once('/') else {
        return Err(not_a_number(text.trim_start_matches('-'), "a growth", "4%/30d"));
    };
    let (sign, amount) = amount.strip_prefix('-').map_or((1.0, amount), |rest| (-1.0, rest));
    let growth = Growth { share: sign * share(amount)?, per: duration(per)? };
    if growth.per.is_zero() {
        return Err(Refused::new(format!("`{}` grows within no time at all", short(text))).hint("write 4%/30d"));
    }
    if growth.share <= -1.0 {
        return Err(Refused::new(format!("`{}` leaves nothing: a decline is less than 100%", short(text))));
    }
    Ok(growth)
}

/// Writes `4%/30d`.
pub fn print_growth(growth: Growth) -> String {
    format!("{}/{}", print_share(growth.share), print_duration(growth.per))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shares_are_read_to_the_nearest_float() {
        for (text, value) in
            [("15%", 0.15), ("0%", 0.0), ("99.9%", 0.999), ("0.1%", 0.001), ("250%", 2.5), ("10000%", 100.0)]
        {
            assert_eq!(share(text), Ok(value), "{text}");
        }
        assert_eq!(growth("4%/30d"), Ok(Growth { share: 0.04, per: Span::DAY * 30 }));
        assert_eq!(growth("-2%/7d"), Ok(Growth { share: -0.02, per: Span::DAY * 7 }));
    }

    #[test]
    fn refusals_teach() {
        let words = |refused: Refused| {
            refused.hint.map_or(refused.message.clone(), |hint| format!("{} | {hint}", refused.message))
        };
        for (text, message) in [
            ("15", "`15` has no unit: write 15%"),
            ("0.15", "`0.15` has no unit: write 15% or 0.15%"),
            ("15 percent", "`15 percent` is not a share such as `15%` | write 15%"),
            ("-5%", "`-5%` is negative; a share is not"),
            (".nan", "`.nan` is not a number; wanted a share such as `15%`"),
            ("10001%", "`10001%` is too large: at most 10000%"),
            ("15%%", "`15%%` is not a share such as `15%`"),
        ] {
            assert_eq!(words(share(text).expect_err(text)), message);
        }
        for (text, message) in [
            ("4%", "found `4%`, wanted a growth such as `4%/30d`"),
            ("4/30d", "`4` has no unit: write 4%"),
            ("4%/30", "`30` has no unit: write 30s or 30ms"),
            ("4%/0d", "`4%/0d` grows within no time at all | write 4%/30d"),
            ("-100%/1d", "`-100%/1d` leaves nothing: a decline is less than 100%"),
        ] {
            assert_eq!(words(growth(text).expect_err(text)), message);
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(value in 0.0..100.0_f64, small in 0.0..1e-6_f64, nanos in 1..1_000_000_000_000_000_u64) {
            prop_assert_eq!(share(&print_share(value)), Ok(value));
            prop_assert_eq!(share(&print_share(small)), Ok(small));
            let grown = Growth { share: value, per: Span::from_nanos(nanos) };
            prop_assert_eq!(growth(&print_growth(grown)), Ok(grown));
            let shrunk = Growth { share: -small, ..grown };
            prop_assert_eq!(growth(&print_growth(shrunk)), Ok(shrunk));
        }

        #[test]
        fn no_text_is_a_panic(text in ".*", digits in "[0-9.%/dh-]{0,10}") {
            let _ = (share(&text), growth(&text), share(&digits), growth(&digits));
        }
    }
}
