//! Rates: `120/s`, `7200/min`, `5/h`. Invocations per minute against requests per second is the classic sixty-fold
//! mistake, so a bare number is refused.

use super::Refused;
use super::number::{Decimal, decimal, not_a_number, short, ungrouped};

/// The highest rate that a scenario may name [1/s].
const HIGHEST_PER_SEC: f64 = 1e7;

/// Units: name, seconds.
const UNITS: [(&str, f64); 3] = [("s", 1.0), ("min", 60.0), ("h", 3_600.0)];

/// Other people's words for them.
const MEANT: [(&str, &str); 16] = [
    ("/sec", "s"),
    ("/second", "s"),
    ("ps", "s"),
    ("rps", "s"),
    ("qps", "s"),
    ("tps", "s"),
    ("req/s", "s"),
    ("/m", "min"),
    ("/mn", "min"),
    ("/mins", "min"),
    ("/minute", "min"),
    ("rpm", "min"),
    ("req/min", "min"),
    ("/hr", "h"),
    ("/hour", "h"),
    ("rph", "h"),
];

/// Reads a rate of at most 10,000,000 a second, in 1/s.
pub fn rate(text: &str) -> Result<f64, Refused> {
    let (number, unit) = Decimal::split(text).ok_or_else(|| not_a_number(text, "a rate", "120/s"))?;
    if let Some(plain) = ungrouped(text) {
        return Err(Refused::new(format!("`{}` has a comma or underscore in its number", short(text)))
            .hint(format!("write {}", short(&plain))));
    }
    if unit.is_empty() {
        let number = short(text);
        return Err(Refused::new(format!("`{number}` has no unit: write {number}/s or {number}/min")));
    }
    let known = unit.strip_prefix('/').and_then(|name| UNITS.iter().find(|(known, _)| *known == name));
    let (_, secs) = known.ok_or_else(|| unknown(unit, text))?;
    let per_sec = number.float(0) / secs;
    if per_sec <= HIGHEST_PER_SEC {
        return Ok(per_sec);
    }
    Err(Refused::new(format!("`{}` is too high: at most 10000000/s", short(text))))
}

fn unknown(unit: &str, text: &str) -> Refused {
    let word = unit.trim();
    let refused = Refused::new(format!("`{}` is not a rate: units are /s /min /h", short(text)));
    let spaced: String = word.chars().filter(|letter| !letter.is_whitespace()).collect();
    let known =
        UNITS.iter().find(|(name, _)| spaced.strip_prefix('/').is_some_and(|unit| unit.eq_ignore_ascii_case(name)));
    let meant = MEANT.iter().find(|(name, _)| name.eq_ignore_ascii_case(&spaced)).map(|(_, meant)| *meant);
    match meant.or(known.map(|(name, _)| *name)) {
        Some(meant) => refused.hint(format!("write {}/{meant}", &text[..text.len() - unit.len()])),
        None => refused,
    }
}

/// Writes a rate, given in 1/s, in the unit that makes it shortest.
pub fn print_rate(per_sec: f64) -> String {
    let mut best = decimal(per_sec, 0) + "/s";
    for (unit, secs) in UNITS {
        let text = format!("{}/{unit}", decimal(per_sec * secs, 0));
        if text.len() < best.len() && rate(&text) == Ok(per_sec) {
            best = text;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_unit_is_read() {
        for (text, per_sec) in [
            ("120/s", 120.0),
            ("7200/min", 120.0),
            ("5/h", 5.0 / 3_600.0),
            ("0/s", 0.0),
            ("0.5/s", 0.5),
            ("10000000/s", 1e7),
        ] {
            assert_eq!(rate(text), Ok(per_sec), "{text}");
        }
    }

    #[test]
    fn refusals_teach() {
        for (text, message) in [
            ("120", "`120` has no unit: write 120/s or 120/min"),
            ("", "found nothing, wanted a rate such as `120/s`"),
            ("-1/s", "`-1/s` is negative; a rate is not"),
            ("inf/s", "`inf/s` is not a number; wanted a rate such as `120/s`"),
            ("1e9/s", "`1e9/s` is not a rate: units are /s /min /h"),
            ("10000001/s", "`10000001/s` is too high: at most 10000000/s"),
            ("120s", "`120s` is not a rate: units are /s /min /h"),
            ("120/d", "`120/d` is not a rate: units are /s /min /h"),
            ("120 rps", "`120 rps` is not a rate: units are /s /min /h | write 120/s"),
            ("120 / s", "`120 / s` is not a rate: units are /s /min /h | write 120/s"),
            ("120/m", "`120/m` is not a rate: units are /s /min /h | write 120/min"),
            ("7,200/min", "`7,200/min` has a comma or underscore in its number | write 7200/min"),
        ] {
            let refused = rate(text).expect_err(text);
            assert_eq!(
                refused.hint.map_or(refused.message.clone(), |hint| format!("{} | {hint}", refused.message)),
                message
            );
        }
        assert!(rate(&format!("{}/s", "9".repeat(400))).unwrap_err().message.contains("too high"));
    }

    #[test]
    fn rates_are_printed_in_the_shortest_unit() {
        for (per_sec, text) in
            [(120.0, "120/s"), (5.0 / 3_600.0, "5/h"), (7.0 / 60.0, "7/min"), (0.0, "0/s"), (0.5, "0.5/s")]
        {
            assert_eq!(print_rate(per_sec), text);
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back(per_sec in 0.0..1e7_f64, small in 0.0..1e-3_f64) {
            prop_assert_eq!(rate(&print_rate(per_sec)), Ok(per_sec));
            prop_assert_eq!(rate(&print_rate(small)), Ok(small));
        }

        #[test]
        fn no_text_is_a_panic(text in ".*", digits in "[0-9.e/smih ]{0,12}") {
            let _ = rate(&text);
            let _ = rate(&digits);
        }
    }
}
