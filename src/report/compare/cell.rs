//! How are a figure and a difference said in a table: one unit for both, a sign for the difference.

use crate::experiment::aggregate::Estimate;
use crate::experiment::contrast::{Contrast, Verdict};
use crate::report::words::{self, Measure};
use crate::stats::Interval;

/// A metric as people call it.
pub(in crate::report) fn label(metric: &str) -> String {
    let known = [
        ("attainment_percent", "within the SLO"),
        ("bad_minutes_per_day", "bad minutes a day"),
        ("latency_p95_ms", "p95 latency"),
        ("latency_p99_ms", "p99 latency"),
        ("refused_percent", "refused"),
        ("timed_out_percent", "timed out"),
        ("failed_percent", "failed"),
        ("cost_usd_per_day", "cost a day"),
        ("cost_usd_per_month", "cost a month"),
        ("instances_mean", "instances, mean"),
        ("instances_peak", "instances, peak"),
        ("actions_per_day", "scaling actions a day"),
    ];
    let found = known.iter().find(|(name, _)| *name == metric);
    found.map_or_else(|| metric.replace('_', " "), |(_, label)| (*label).to_owned())
}

/// The measure of a unit, fit for a value of this size.
pub(in crate::report) fn measure(unit: &str, size: f64) -> Measure {
    match unit {
        "ms" => Measure::of_latency(size.abs()),
        "s" => Measure::of_latency(size.abs() * 1e3).per(1e3),
        "percent" => Measure::of_percent(size.abs()),
        _ if unit.starts_with("usd") => Measure::of_dollars(size.abs()),
        _ => Measure::of_number(size.abs()),
    }
}

/// A figure: `95.2 %`, `> 340`, `–` where it did not occur.
pub(in crate::report) fn figure(row: &Estimate) -> String {
    match row.mean {
        Some(mean) => measure(&row.unit, mean).with_unit(mean),
        None if row.note.is_empty() => "–".to_owned(),
        None => row.note.clone(),
    }
}

/// A difference with its interval: `−$21.4 (−22.0 to −20.9)`, `same`, `–`.
pub(in crate::report) fn difference(contrast: &Contrast) -> String {
    if contrast.verdict == Verdict::Same {
        return "same".to_owned();
    }
    let Some(interval) = contrast.difference() else { return "–".to_owned() };
    let measure = measure(&contrast.base.unit, interval.value);
    let unit = if contrast.base.unit == "percent" { " points" } else { "" };
    let said = if unit.is_empty() { measure.with_unit(interval.value) } else { measure.bare(interval.value) };
    format!("{}{unit} ({})", signed(&said), limits(interval, |x| signed(&measure.bare(x))))
}

/// `−22 to −16`.
pub(in crate::report) fn limits(interval: Interval, say: impl Fn(f64) -> String) -> String {
    if !interval.low.is_finite() || !interval.high.is_finite() {
        return "not bounded".to_owned();
    }
    format!("{} to {}", say(interval.low), say(interval.high))
}

/// A plus sign before what is not negative; a minus before the dollar.
pub(in crate::report) fn signed(text: &str) -> String {
    match text.strip_prefix("$−") {
        Some(rest) => format!("−${rest}"),
        None if text.starts_with('−') || text.trim_matches(['0', '.', ' ', '$', '%']).is_empty() => text.to_owned(),
        None => format!("+{text}"),
    }
}

/// A share as whole per cent with a sign: `−19 %`.
pub(in crate::report) fn share(share: f64) -> String {
    let percent = share * 100.0;
    let text =
        if percent.abs() < 9.95 { format!("{:.1}", percent.abs()) } else { words::number(percent.abs().round()) };
    let text = text.trim_end_matches(".0");
    let sign = match percent {
        _ if text == "0" => "",
        ..0.0 => "−",
        _ => "+",
    };
    format!("{sign}{text}")
}

/// How many times fewer runs pairing needs: `×38`.
pub(in crate::report) fn gain(contrast: &Contrast) -> String {
    match contrast.paired.map(|paired| paired.variance_reduction) {
        Some(_) if contrast.verdict == Verdict::Same => String::new(),
        Some(times) if times.is_infinite() => "exact".to_owned(),
        Some(times) if times.is_finite() => {
            let text = if times < 9.95 { format!("{times:.1}") } else { words::about(times) };
            format!("×{text}")
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_stand_before_the_dollar_and_shares_have_few_digits() {
        for (text, said) in [("$640", "+$640"), ("$−640", "−$640"), ("0", "0"), ("$0.00", "$0.00"), ("1.9 s", "+1.9 s")]
        {
            assert_eq!(signed(text), said);
        }
        for (x, said) in [(-0.19, "−19"), (0.0213, "+2.1"), (0.0, "0"), (0.02, "+2"), (12.4, "+1,240"), (-0.000_1, "0")]
        {
            assert_eq!(share(x), said.to_owned(), "{x}");
        }
    }
}
