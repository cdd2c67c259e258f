//! Prices: `$1.408/h`.

use super::Refused;
use super::number::{Decimal, not_a_number, short};

/// The highest price that a scenario may name [millionths of a dollar an hour].
const HIGHEST: u64 = 100_000_000_000;

/// Reads a price an hour, in millionths of a dollar.
pub fn money_per_hour(text: &str) -> Result<u64, Refused> {
    let Some(amount) = text.strip_prefix('$') else {
        let refused = not_a_number(text, "a price", "$1.408/h");
        let number = Decimal::split(text).map(|(_, behind)| &text[..text.len() - behind.len()]);
        return Err(number.map_or(refused.clone(), |number| refused.hint(format!("write ${number}/h"))));
    };
    let (number, unit) = Decimal::split(amount).ok_or_else(|| not_a_number(text, "a price", "$1.408/h"))?;
    if unit != "/h" {
        let refused = Refused::new(format!("`{}` is not a price an hour", short(text)));
        let hourly = unit.is_empty() || matches!(unit, "/hr" | "/hour" | " / h" | " /h");
        let number = &amount[..amount.len() - unit.len()];
        return Err(if hourly { refused.hint(format!("write ${number}/h")) } else { refused });
    }
    match number.scaled(6) {
        Some(micro_usd) if micro_usd <= HIGHEST => Ok(micro_usd),
        None if number.whole.len() <= 6 => {
            Err(Refused::new(format!("`{}` is finer than a millionth of a dollar", short(text))))
        }
        _ => Err(Refused::new(format!("`{}` is too high: at most $100000/h", short(text)))),
    }
}

/// Writes a price an hour, given in millionths of a dollar.
pub fn print_money_per_hour(micro_usd: u64) -> String {
    let (dollars, rest) = (micro_usd / 1_000_000, micro_usd % 1_000_000);
    if rest == 0 {
        return format!("${dollars}/h");
    }
    format!("${dollars}.{}/h", format!("{rest:06}").trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn prices_are_exact() {
        for (text, micro_usd) in
            [("$1.408/h", 1_408_000), ("$7.09/h", 7_090_000), ("$0/h", 0), ("$0.000001/h", 1), ("$100000/h", HIGHEST)]
        {
            assert_eq!(money_per_hour(text), Ok(micro_usd), "{text}");
        }
    }

    #[test]
    fn refusals_teach() {
        for (text, message) in [
            ("1.408", "found `1.408`, wanted a price such as `$1.408/h` | write $1.408/h"),
            ("1.408/h", "found `1.408/h`, wanted a price such as `$1.408/h` | write $1.408/h"),
            ("$2", "`$2` is not a price an hour | write $2/h"),
            ("$2/hour", "`$2/hour` is not a price an hour | write $2/h"),
            ("$2/d", "`$2/d` is not a price an hour"),
            ("-$2/h", "`-$2/h` is negative; a price is not"),
            ("$-2/h", "`$-2/h` is negative; a price is not"),
            ("$nan/h", "`$nan/h` is not a number; wanted a price such as `$1.408/h`"),
            ("€2/h", "found `€2/h`, wanted a price such as `$1.408/h`"),
            ("$0.0000001/h", "`$0.0000001/h` is finer than a millionth of a dollar"),
            ("$100001/h", "`$100001/h` is too high: at most $100000/h"),
            ("$99999999999999999999/h", "`$99999999999999999999/h` is too high: at most $100000/h"),
        ] {
            let refused = money_per_hour(text).expect_err(text);
            assert_eq!(
                refused.hint.map_or(refused.message.clone(), |hint| format!("{} | {hint}", refused.message)),
                message
            );
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(micro_usd in 0..=HIGHEST) {
            prop_assert_eq!(money_per_hour(&print_money_per_hour(micro_usd)), Ok(micro_usd));
        }

        #[test]
        fn no_text_is_a_panic(text in ".*", digits in "[$0-9./h-]{0,10}") {
            let _ = (money_per_hour(&text), money_per_hour(&digits));
        }
    }
}
