//! How is a figure said to people: few digits, a unit, thousands kept apart.

/// A length of time: `45 s`, `6 m 40 s`, `3 h 5 m`, `2 d 4 h`; below ten seconds with a digit more.
pub fn length(secs: f64) -> String {
    if secs == 0.0 {
        return "0 s".to_owned();
    }
    if secs < 9.95 {
        return latency(secs * 1_000.0);
    }
    let secs = secs.round() as u64;
    let (days, hours, minutes, rest) = (secs / 86_400, secs / 3_600 % 24, secs / 60 % 60, secs % 60);
    let two = |large: u64, unit: &str, small: u64, smaller: &str| match small {
        0 => format!("{large} {unit}"),
        _ => format!("{large} {unit} {small} {smaller}"),
    };
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{rest} s"),
        (0, 0, _) => two(minutes, "m", rest, "s"),
        (0, _, _) => two(hours, "h", minutes, "m"),
        _ => two(days, "d", hours, "h"),
    }
}

/// A length in words for a title: `26 minutes`, `1 hour`, `3 h 5 m`.
pub fn length_in_words(secs: f64) -> String {
    let minutes = (secs / 60.0).round() as u64;
    let plural = |n: u64, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    match minutes {
        0 => plural(secs.round() as u64, "second"),
        1..120 => plural(minutes, "minute"),
        _ if minutes.is_multiple_of(1_440) => plural(minutes / 1_440, "day"),
        _ if minutes.is_multiple_of(60) && minutes < 2_880 => plural(minutes / 60, "hour"),
        _ => length(secs),
    }
}

/// A figure with an interval in the same unit and with the same number of decimals: `1.9 s (1.7–2.4)`.
pub fn with_interval(mean: f64, limits: Option<(f64, f64)>, measure: Measure) -> String {
    let said = measure.with_unit(mean);
    match limits {
        Some((low, high)) => {
            let (low, high) = (measure.bare(low), measure.bare(high));
            // An interval that shows no width says nothing that the figure does not say.
            if low == high { said } else { format!("{said} ({low}–{high})") }
        }
        None => said,
    }
}

/// A unit to say a figure in, with its decimals.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measure {
    before: &'static str,
    after: &'static str,
    divisor: f64,
    decimals: usize,
}

impl Measure {
    /// Milliseconds or seconds, as suits `ms`.
    pub fn of_latency(ms: f64) -> Self {
        let (after, divisor) = if ms < 999.5 { (" ms", 1.0) } else { (" s", 1_000.0) };
        let size = ms / divisor;
        // A tenth of a second is worth a digit for longer than a tenth of a millisecond.
        let fine_below = if divisor > 1.0 { 99.5 } else { 9.95 };
        let decimals = usize::from(size < fine_below);
        Self { before: "", after, divisor, decimals }
    }

    /// Per cent, with two digits of the distance to 0 or 100.
    pub fn of_percent(percent: f64) -> Self {
        let distance = percent.abs().min((100.0 - percent).abs());
        let decimals = match distance {
            0.0 => 0,
            1.0.. => 1,
            0.1.. => 2,
            0.01.. => 3,
            _ => 4,
        };
        Self { before: "", after: " %", divisor: 1.0, decimals }
    }

    /// Dollars: cents below a hundred.
    pub fn of_dollars(usd: f64) -> Self {
        let decimals = match usd.abs() {
            99.5.. | 0.0 => 0,
            0.01.. => 2,
            _ => 4,
        };
        Self { before: "$", after: "", divisor: 1.0, decimals }
    }

    /// A plain number: one decimal below a hundred unless it is whole.
    pub fn of_number(x: f64) -> Self {
        let decimals = usize::from(x.abs() < 99.5 && x.fract() != 0.0);
        Self { before: "", after: "", divisor: 1.0, decimals }
    }

    /// The same measure for figures in a unit that is `times` as large.
    #[must_use]
    pub fn per(self, times: f64) -> Self {
        Self { divisor: self.divisor / times, ..self }
    }

    /// The figure without its unit.
    pub fn bare(self, x: f64) -> String {
        grouped(x / self.divisor, self.decimals)
    }

    /// The figure with its unit.
    pub fn with_unit(self, x: f64) -> String {
        format!("{}{}{}", self.before, self.bare(x), self.after)
    }
}

/// `180 ms`, `1.9 s`.
pub fn latency(ms: f64) -> String {
    Measure::of_latency(ms).with_unit(ms)
}

/// `95.2 %`, `99.97 %`.
pub fn percent(percent: f64) -> String {
    Measure::of_percent(percent).with_unit(percent)
}

/// A share that someone set: `99 %`, `99.5 %`.
pub fn set_share(share: f64) -> String {
    let text = format!("{:.6}", share * 100.0);
    format!("{} %", text.trim_end_matches('0').trim_end_matches('.'))
}

/// A large count with three significant digits: `24,600`.
pub fn about(x: f64) -> String {
    let mut unit = 1.0;
    while x.abs() / unit >= 999.5 {
        unit *= 10.0;
    }
    number((x / unit).round() * unit)
}

/// `$128`, `$3,310`, `$0.42`.
pub fn dollars(usd: f64) -> String {
    Measure::of_dollars(usd).with_unit(usd)
}

/// `3.8`, `12`, `12,400`.
pub fn number(x: f64) -> String {
    Measure::of_number(x).bare(x)
}

/// A rate [1/s] with three significant digits: `160`, `18.8`, `0.42`.
pub fn rate(per_sec: f64) -> String {
    let decimals = match per_sec.abs() {
        0.0 | 99.95.. => 0,
        9.995.. => 1,
        0.1.. => 2,
        _ => 4,
    };
    let text = grouped(per_sec, decimals);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// `1 run`, `30 runs`.
pub fn counted(n: u64, word: &str) -> String {
    format!("{} {word}{}", grouped(n as f64, 0), if n == 1 { "" } else { "s" })
}

/// A number with its decimals, thousands kept apart by commas.
fn grouped(x: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", x.abs());
    let (whole, part) = text.split_once('.').map_or((text.as_str(), None), |(whole, part)| (whole, Some(part)));
    let mut out = String::new();
    if x < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        out.push('−');
    }
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(part) = part {
        out.push('.');
        out.push_str(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_have_two_units_at_most() {
        let cases = [
            (0.0, "0 s"),
            (0.18, "180 ms"),
            (1.94, "1.9 s"),
            (45.2, "45 s"),
            (60.0, "1 m"),
            (400.0, "6 m 40 s"),
            (11_100.0, "3 h 5 m"),
            (187_200.0, "2 d 4 h"),
        ];
        for (secs, text) in cases {
            assert_eq!(length(secs), text, "{secs} s");
        }
        assert_eq!(length_in_words(1_560.0), "26 minutes");
        assert_eq!(length_in_words(60.0), "1 minute");
        assert_eq!(length_in_words(7_200.0), "2 hours");
        assert_eq!(length_in_words(86_400.0), "1 day");
        assert_eq!(length_in_words(20.0), "20 seconds");
        assert_eq!(length_in_words(11_100.0), "3 h 5 m");
    }

    #[test]
    fn an_interval_is_in_the_unit_of_its_mean() {
        assert_eq!(with_interval(1_900.0, Some((940.0, 2_400.0)), Measure::of_latency(1_900.0)), "1.9 s (0.9–2.4)");
        assert_eq!(with_interval(842.0, Some((801.0, 880.0)), Measure::of_latency(842.0)), "842 ms (801–880)");
        assert_eq!(with_interval(2.0, Some((2.0, 2.0)), Measure::of_number(2.0)), "2");
        assert_eq!(with_interval(128.4, None, Measure::of_dollars(128.4)), "$128");
    }

    #[test]
    fn a_share_near_its_end_has_more_digits() {
        for (share, text) in [
            (95.24, "95.2 %"),
            (99.87, "99.87 %"),
            (99.968, "99.968 %"),
            (100.0, "100 %"),
            (0.0, "0 %"),
            (0.0432, "0.043 %"),
            (50.0, "50.0 %"),
        ] {
            assert_eq!(percent(share), text, "{share}");
        }
    }

    #[test]
    fn money_and_counts_keep_thousands_apart() {
        assert_eq!(dollars(3_310.4), "$3,310");
        assert_eq!(dollars(45.2), "$45.20");
        assert_eq!(dollars(0.0), "$0");
        assert_eq!(number(12_400.0), "12,400");
        assert_eq!(number(3.84), "3.8");
        assert_eq!(number(-1_234_567.0), "−1,234,567");
        assert_eq!(about(24_583.0), "24,600");
        assert_eq!(about(7.4), "7");
        assert_eq!(set_share(0.99), "99 %");
        assert_eq!(set_share(0.995), "99.5 %");
        assert_eq!(rate(160.0), "160");
        assert_eq!(rate(18.76), "18.8");
        assert_eq!(rate(15.0), "15");
        assert_eq!(counted(1, "run"), "1 run");
        assert_eq!(counted(2_000, "run"), "2,000 runs");
    }
}
