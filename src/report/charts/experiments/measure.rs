//! What is a figure called and how is it said: its name, its unit, its interval.

use crate::report::words::{self, Measure as Said};

/// A figure that experiments are judged by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// What a reader calls it: `Cost`, `Bad minutes`.
    pub name: String,
    /// Its unit as in `metrics.md`: `usd/month`, `percent`, `ms`, `min/day` …
    pub unit: String,
}

impl Measure {
    /// A measure.
    pub fn new(name: &str, unit: &str) -> Self {
        Self { name: name.to_owned(), unit: unit.to_owned() }
    }

    /// `Cost ($ a month)`, for an axis; ticks of a time have their unit beside them.
    pub fn heading(&self) -> String {
        let unit = self.unit.replace("1/s", "a second").replace("usd", "$").replace("percent", "%").replace('/', " a ");
        let unit = unit.trim_start_matches("1 ");
        if unit.is_empty() || ["1", "ms", "s"].contains(&self.unit.as_str()) {
            self.name.clone()
        } else {
            format!("{} ({unit})", self.name)
        }
    }

    /// A value with its unit, short: `$128`, `99.2 %`, `180 ms`, `12`.
    pub fn said(&self, value: f64) -> String {
        if !value.is_finite() {
            return "–".to_owned();
        }
        let sign = if value < 0.0 { "−" } else { "" };
        match self.unit.as_str() {
            unit if unit.starts_with("usd") => {
                format!("{sign}{}", Said::of_dollars(value.abs()).with_unit(value.abs()))
            }
            "percent" => words::percent(value),
            "ms" => words::latency(value),
            "s" => format!("{sign}{}", words::length(value.abs())),
            _ => words::rate(value),
        }
    }

    /// A tick: as [`Self::said`], without decimals that say nothing.
    pub fn tick(&self, value: f64) -> String {
        match self.unit.as_str() {
            unit if unit.starts_with("usd") => self.said(value).replace(".00", ""),
            "percent" => format!("{} %", words::rate(value)),
            _ if value == 0.0 => "0".to_owned(),
            _ => self.said(value).replace(".0 ", " "),
        }
    }

    /// A value as briefly as can be, for narrow places: `$35`.
    pub fn brief(&self, value: f64) -> String {
        match self.unit.as_str() {
            _ if !value.is_finite() => "–".to_owned(),
            unit if unit.starts_with("usd") => self.said(value.round()).replace(".00", ""),
            "percent" => format!("{} %", words::rate(value.round())),
            _ => self.tick(value),
        }
    }
}

/// A value with the interval that the runs leave it; not finite: it did not occur.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranged {
    /// The estimate.
    pub value: f64,
    /// Lower limit.
    pub low: f64,
    /// Upper limit.
    pub high: f64,
}

impl Ranged {
    /// A value that is known exactly.
    pub fn exact(value: f64) -> Self {
        Self { value, low: value, high: value }
    }

    /// A value between two limits.
    pub fn new(value: f64, low: f64, high: f64) -> Self {
        Self { value, low, high }
    }

    /// The greatest of its finite numbers.
    pub(super) fn most(self) -> f64 {
        [self.value, self.low, self.high].into_iter().filter(|x| x.is_finite()).fold(f64::NAN, f64::max)
    }

    /// The least of its finite numbers.
    pub(super) fn least(self) -> f64 {
        [self.value, self.low, self.high].into_iter().filter(|x| x.is_finite()).fold(f64::NAN, f64::min)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measure_is_said_in_its_unit() {
        let cases = [
            ("usd/month", 1_284.2, "$1,284", "Cost ($ a month)"),
            ("percent", 99.21, "99.21 %", "Cost (%)"),
            ("ms", 1_940.0, "1.9 s", "Cost"),
            ("min/day", 12.0, "12", "Cost (min a day)"),
            ("usd", -12.0, "−$12.00", "Cost ($)"),
            ("1/s", 60.0, "60", "Cost (a second)"),
        ];
        for (unit, value, said, heading) in cases {
            let measure = Measure::new("Cost", unit);
            assert_eq!((measure.said(value).as_str(), measure.heading().as_str()), (said, heading));
        }
        let dollars = Measure::new("", "usd/day");
        assert_eq!(
            (dollars.tick(50.0), dollars.tick(0.0), dollars.brief(35.4)),
            ("$50".into(), "$0".into(), "$35".into())
        );
        let latency = Measure::new("", "ms");
        assert_eq!((latency.tick(5_000.0), latency.tick(0.0)), ("5 s".into(), "0".into()));
        assert_eq!(Measure::new("", "s").said(f64::NAN), "–");
    }
}
