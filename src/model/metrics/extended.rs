//! What an extended statistic of a period is: percentiles, trimmed and winsorized means, trimmed counts and sums, and
//! percentile ranks of the values of a period.
//!
//! Ref: "CloudWatch statistics definitions".

use std::fmt;

/// An extended statistic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Extended {
    /// `p99`: the largest value of the lowest 99 %.
    Percentile(f64),
    /// `p99`, between two values in proportion to where it lies between their ranks.
    Interpolated(f64),
    /// `IQM`: the same as `TM(25%:75%)`.
    InterquartileMean,
    /// `PR(100:300)`: the percentage of values within bounds.
    Rank(Bounds),
    /// `tm90`, `TM(2%:98%)`, `TC(0.005:0.030)`, …
    Trimmed(Trimmed, Within),
}

/// What is made of the values within the bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trimmed {
    /// `TM`: their mean.
    Mean,
    /// `TC`: how many they are.
    Count,
    /// `TS`: their sum.
    Sum,
    /// `WM`: the mean of all values, those outside moved to the bound.
    Winsorized,
}

/// Which values are within the bounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Within {
    /// `tm90`: the lowest so many per cent.
    Lowest(f64),
    /// `TM(2%:98%)`: by their rank [%].
    Ranks(Bounds),
    /// `TM(150:1000)`: by their size.
    Values(Bounds),
}

/// A lower bound, which is outside, and an upper one, which is inside. Not both absent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    above: Option<f64>,
    up_to: Option<f64>,
}

/// Shares of a count within this of a whole number are that number.
const WHOLE: f64 = 1e-9;

impl Trimmed {
    const ALL: [Self; 4] = [Self::Mean, Self::Count, Self::Sum, Self::Winsorized];

    const fn name(self) -> &'static str {
        match self {
            Self::Mean => "TM",
            Self::Count => "TC",
            Self::Sum => "TS",
            Self::Winsorized => "WM",
        }
    }
}

impl Extended {
    /// Reads a statistic as AWS writes it.
    ///
    /// Ref: "CloudWatch statistics definitions", "Syntax" (capitals before a range, small letters before one number).
    ///
    /// # Errors
    /// The text, and what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        Self::read(text).map_err(|wrong| format!("`{text}` {wrong}"))
    }

    fn read(text: &str) -> Result<Self, String> {
        if text == "IQM" {
            return Ok(Self::InterquartileMean);
        }
        let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (name, rest) = text.split_at(letters);
        let range = rest.strip_prefix('(').and_then(|inner| inner.strip_suffix(')'));
        let capitals = name.to_ascii_uppercase();
        let trimmed = Trimmed::ALL.into_iter().find(|trimmed| trimmed.name() == capitals);
        match (capitals.as_str(), trimmed, range) {
            ("IQM", _, _) if rest.is_empty() => Err("is written in capitals: IQM".to_owned()),
            ("P", _, None) if name == "p" => Ok(Self::Percentile(share(rest)?)),
            ("P", _, None) if share(rest).is_ok() => Err(format!("is written with a small letter: p{rest}")),
            ("PR", _, Some(_)) if name != "PR" => Err(format!("is written in capitals: PR{rest}")),
            ("PR", _, Some(range)) => match within(range)? {
                Within::Values(bounds) => Ok(Self::Rank(bounds)),
                _ => Err("has ranks for bounds; PR takes values, as in PR(:300)".to_owned()),
            },
            (_, Some(_), Some(_)) if name != capitals => {
                Err(format!("is written in capitals before a range: {capitals}{rest}"))
            }
            (_, Some(trimmed), Some(range)) => Ok(Self::Trimmed(trimmed, within(range)?)),
            (_, Some(trimmed), None) if name == name.to_ascii_lowercase() => match share(rest)? {
                0.0 => Err(format!("holds nothing; write {name}90 or {capitals}(2%:98%)")),
                lowest => Ok(Self::Trimmed(trimmed, Within::Lowest(lowest))),
            },
            (_, Some(_), None) if share(rest).is_ok() => {
                Err(format!("is written in small letters before one number: {}{rest}", name.to_ascii_lowercase()))
            }
            _ => {
                Err("is no statistic of CloudWatch; extended ones look like p99, tm90, TM(2%:98%), TC(:200), PR(:300) \
                      or IQM"
                    .to_owned())
            }
        }
    }

    /// A percentile as one that is interpolated; others as they are.
    #[must_use]
    pub fn between_ranks(self) -> Self {
        if let Self::Percentile(share) = self { Self::Interpolated(share) } else { self }
    }

    /// Its value over the values of a period, ascending, each with its count; `None` where no value is counted.
    ///
    /// Values that a rank cuts are counted with the part of their count inside. As AWS has it, there is none where a
    /// value is negative.
    ///
    /// Ref: "CloudWatch statistics definitions", "Requirements to use percentiles, trimmed mean, and some other
    /// statistics".
    pub fn value(&self, ascending: &[(f64, f64)]) -> Option<f64> {
        debug_assert!(ascending.is_sorted_by(|a, b| a.0 <= b.0), "the values ascend");
        let total: f64 = ascending.iter().map(|(_, count)| count).sum();
        if total <= 0.0 || ascending.first().is_none_or(|(least, _)| *least < 0.0) {
            return None;
        }
        match *self {
            Self::Percentile(share) => Some(percentile(ascending, total, share)),
            Self::Interpolated(share) => Some(interpolated(ascending, total, share)),
            Self::InterquartileMean => trimmed(Trimmed::Mean, QUARTILES, ascending, total),
            Self::Rank(bounds) => {
                let (count, _) = inside(Within::Values(bounds), ascending, total);
                Some(100.0 * count / total)
            }
            Self::Trimmed(what, within) => trimmed(what, within, ascending, total),
        }
    }

    /// With fewer samples than this an alarm that is told to ignore low counts does not judge; percentiles alone have
    /// such a limit.
    ///
    /// Ref: `PutMetricAlarm`, `EvaluateLowSampleCountPercentile`; "Percentile-based alarms and low data samples".
    /// Assumes: p0 and p100, for which the formula has no value, have none, nor have trimmed statistics.
    pub fn low_sample_limit(&self) -> Option<f64> {
        match *self {
            Self::Percentile(share) | Self::Interpolated(share) if share > 0.0 && share < 100.0 => {
                Some(1_000.0 / share.min(100.0 - share))
            }
            _ => None,
        }
    }
}

const QUARTILES: Within = Within::Ranks(Bounds { above: Some(25.0), up_to: Some(75.0) });

/// The nearest rank: the smallest value that so many per cent do not exceed.
///
/// Assumes: percentile: nearest_rank (AWS says that p99 is the maximum of the lowest 99 %, not how it interpolates).
fn percentile(ascending: &[(f64, f64)], total: f64, share: f64) -> f64 {
    let rank = share * total / 100.0 - WHOLE * total;
    let mut seen = 0.0;
    let mut counted = ascending.iter().filter(|(_, count)| *count > 0.0);
    let reached = counted.clone().find(|(_, count)| {
        seen += count;
        seen >= rank
    });
    reached.or_else(|| counted.next_back()).expect("some value is counted").0
}

/// The first of `total` values has rank 0, the last `total` - 1, and the share lies between.
fn interpolated(ascending: &[(f64, f64)], total: f64, share: f64) -> f64 {
    let rank = share / 100.0 * (total - 1.0).max(0.0);
    let (below, part) = (rank.floor(), rank - rank.floor());
    let at = |rank: f64| percentile(ascending, total, 100.0 * (rank + 1.0).min(total) / total);
    let lower = at(below);
    lower + part * (at(below + 1.0) - lower)
}

fn trimmed(what: Trimmed, within: Within, ascending: &[(f64, f64)], total: f64) -> Option<f64> {
    if what == Trimmed::Winsorized {
        return Some(winsorized(within, ascending, total));
    }
    let (count, sum) = inside(within, ascending, total);
    match what {
        Trimmed::Count => Some(count),
        Trimmed::Sum => Some(sum),
        _ => (count > 0.0).then(|| sum / count),
    }
}

/// Number and sum of the values within the bounds.
fn inside(within: Within, ascending: &[(f64, f64)], total: f64) -> (f64, f64) {
    let (from, to) = match within {
        Within::Lowest(share) => (0.0, share * total / 100.0),
        Within::Ranks(bounds) => {
            (bounds.above.unwrap_or(0.0) * total / 100.0, bounds.up_to.unwrap_or(100.0) * total / 100.0)
        }
        Within::Values(_) => (0.0, total),
    };
    let mut seen = 0.0_f64;
    let (mut number, mut sum) = (0.0, 0.0);
    for &(value, count) in ascending {
        let part = match within {
            Within::Values(bounds) => {
                if bounds.hold(value) {
                    count
                } else {
                    0.0
                }
            }
            _ => ((seen + count).min(to) - seen.max(from)).max(0.0),
        };
        seen += count;
        number += part;
        sum += part * value;
    }
    (number, sum)
}

/// The mean of all values, those outside moved to the bound; a rank's bound is its percentile.
fn winsorized(within: Within, ascending: &[(f64, f64)], total: f64) -> f64 {
    let at = |share: f64| percentile(ascending, total, share);
    let (least, most) = match within {
        Within::Lowest(share) => (None, Some(at(share))),
        Within::Ranks(bounds) => (bounds.above.map(at), bounds.up_to.map(at)),
        Within::Values(bounds) => (bounds.above, bounds.up_to),
    };
    let moved = |value: f64| value.max(least.unwrap_or(0.0)).min(most.unwrap_or(f64::INFINITY));
    ascending.iter().map(|&(value, count)| moved(value) * count).sum::<f64>() / total
}

impl Bounds {
    /// Ref: "CloudWatch statistics definitions", note (values equal to the higher bound are in, to the lower are not).
    fn hold(self, value: f64) -> bool {
        self.above.is_none_or(|above| value > above) && self.up_to.is_none_or(|up_to| value <= up_to)
    }
}

/// A percentage without its sign: 0 to 100.
fn share(text: &str) -> Result<f64, String> {
    match number(text) {
        Some(share) if share <= 100.0 => Ok(share),
        Some(_) => Err(format!("has {text} for a percentage; wanted 0 to 100")),
        None => Err(format!("has `{text}` for a percentage; wanted a number from 0 to 100, with 10 decimals at most")),
    }
}

/// Digits, and a point with 10 digits at most: `0.005`.
fn number(text: &str) -> Option<f64> {
    let (whole, decimals) = text.split_once('.').map_or((text, None), |(whole, decimals)| (whole, Some(decimals)));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let good = digits(whole) && decimals.is_none_or(|decimals| digits(decimals) && decimals.len() <= 10);
    text.parse().ok().filter(|value: &f64| good && value.is_finite())
}

/// What stands between the brackets of a range.
fn within(range: &str) -> Result<Within, String> {
    let Some((lower, upper)) = range.split_once(':') else {
        return Err(format!("has `{range}` for a range; wanted bounds with a colon, as in (2%:98%), (:200) or (10%:)"));
    };
    let is_rank = |bound: &str| bound.ends_with('%');
    let given: Vec<&str> = [lower, upper].into_iter().filter(|bound| !bound.is_empty()).collect();
    if given.is_empty() {
        return Err("has a range without bounds; give one or both".to_owned());
    }
    let ranks = given.iter().all(|bound| is_rank(bound));
    if !ranks && given.iter().any(|bound| is_rank(bound)) {
        return Err(format!("has one bound in per cent and one not in ({range}); write both alike"));
    }
    let read = |bound: &str| match bound {
        "" => Ok(None),
        _ if ranks => share(&bound[..bound.len() - 1]).map(Some),
        _ => number(bound)
            .map(Some)
            .ok_or_else(|| format!("has `{bound}` for a bound; wanted a number from 0 up, with 10 decimals at most")),
    };
    let bounds = Bounds { above: read(lower)?, up_to: read(upper)? };
    let (least, most) =
        (bounds.above.unwrap_or(0.0), bounds.up_to.unwrap_or(if ranks { 100.0 } else { f64::INFINITY }));
    if least >= most && (ranks || given.len() == 2) {
        return Err(format!("has a range that holds nothing ({range}); the lower bound stands first"));
    }
    Ok(if ranks { Within::Ranks(bounds) } else { Within::Values(bounds) })
}

impl fmt::Display for Extended {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Percentile(share) | Self::Interpolated(share) => write!(out, "p{share}"),
            Self::InterquartileMean => write!(out, "IQM"),
            Self::Rank(bounds) => bounds.write(out, "PR", ""),
            Self::Trimmed(what, Within::Lowest(share)) => write!(out, "{}{share}", what.name().to_ascii_lowercase()),
            Self::Trimmed(what, Within::Ranks(bounds)) => bounds.write(out, what.name(), "%"),
            Self::Trimmed(what, Within::Values(bounds)) => bounds.write(out, what.name(), ""),
        }
    }
}

impl Bounds {
    fn write(self, out: &mut fmt::Formatter<'_>, name: &str, sign: &str) -> fmt::Result {
        let written = |bound: Option<f64>| bound.map_or_else(String::new, |bound| format!("{bound}{sign}"));
        write!(out, "{name}({}:{})", written(self.above), written(self.up_to))
    }
}

#[cfg(test)]
mod tests;
