//! What must the reader know before trusting a figure? Two kinds of run, days that differ widely, runs that are missing.

use super::estimate::{Column, ScopeFold};
use super::shown::KEPT;
use crate::engine::Span;
use crate::stats::{self, Modes};

/// Figures in which two kinds of run are looked for: those that tell a storm from a recovery.
const TELLING: [&str; 6] = [
    "bad_minutes_per_day",
    "attainment_percent",
    "refused_percent",
    "timed_out_percent",
    "failed_percent",
    "latency_p99_ms",
];

/// Coefficient of variation over runs, of the requests slower than the pooled p99, from which days differ widely.
///
/// Ref: methodology 1.3.
const WIDELY: f64 = 1.5;

/// Whole sentences, the gravest first. The first scope is the endpoint; `storms` says what retries keep up.
pub(super) fn of(
    scopes: &[ScopeFold],
    horizon: Span,
    (runs, asked): (u32, u32),
    storms: Option<String>,
) -> Vec<String> {
    let endpoint = scopes.first();
    let missing = (runs < asked).then(|| format!("Interrupted: the figures are of {runs} of {asked} runs."));
    let single = (runs == 1).then(|| "One run has no intervals: how much days differ is not known.".to_owned());
    let kept = (runs as usize > KEPT)
        .then(|| format!("Bands over time and the run of median cost are of the first {KEPT} of {runs} runs."));
    let of_endpoint =
        endpoint.into_iter().flat_map(|scope| [two_kinds(scope, horizon), wide_days(scope), open_episodes(scope)]);
    [missing, single, storms].into_iter().chain(of_endpoint).chain([kept]).flatten().collect()
}

/// "Two kinds of run": each figure that falls apart, one sentence for all.
fn two_kinds(scope: &ScopeFold, horizon: Span) -> Option<String> {
    let apart: Vec<(&str, Modes)> = TELLING
        .iter()
        .map(|name| scope.column(name))
        .filter_map(|column| modes(column, horizon).map(|modes| (column.metric.name, modes)))
        .collect();
    let (name, modes) = apart.first()?;
    let ((few, low), (many, high)) = (modes.lower, modes.upper);
    let others: Vec<&str> = apart[1..].iter().map(|(name, _)| *name).collect();
    let also = if others.is_empty() { String::new() } else { format!(" (also: {})", others.join(", ")) };
    Some(format!(
        "Two kinds of run: {name} is about {} in {few} runs and about {} in {many}{also}; \
         a mean over both describes neither.",
        rounded(low),
        rounded(high),
    ))
}

fn modes(column: &Column, horizon: Span) -> Option<Modes> {
    let values = column.values();
    // A difference nobody would act on is no second kind: a point, ten minutes a day, a tenth of the typical value.
    // In a run of less than a day one minute more is many a day.
    let few_minutes = 3.0 * (Span::DAY.secs() / horizon.secs());
    let matters = match column.metric.unit {
        "percent" => 1.0,
        "min/day" => few_minutes.max(10.0),
        _ => stats::mean(&values)? * 0.1,
    };
    if matters > 0.0 { stats::two_modes(&values, matters) } else { None }
}

/// Few runs hold most of the slow requests: intervals of tail percentiles are then too narrow.
fn wide_days(scope: &ScopeFold) -> Option<String> {
    let slow: Vec<f64> =
        stats::exceedances(&scope.latencies, &scope.pooled, 0.99).into_iter().map(|(slow, _)| slow).collect();
    let (mean, variance) = stats::mean_and_variance(&slow)?;
    let variation = variance.sqrt() / mean;
    let days = stats::median_interval(&scope.column("latency_p99_ms").values())?;
    (mean > 0.0 && variation > WIDELY).then(|| {
        let typical = if days.low.is_finite() {
            format!("{} ({} to {})", rounded(days.value), rounded(days.low), rounded(days.high))
        } else {
            rounded(days.value)
        };
        format!(
            "Few runs hold most of the slowest 1 % of requests (coefficient of variation {}): intervals of tail \
             percentiles are too narrow, more runs help; the median run's p99 is {typical} ms.",
            rounded(variation),
        )
    })
}

/// Recoveries that the end of the run cut off.
fn open_episodes(scope: &ScopeFold) -> Option<String> {
    let (open, all) = scope.column("recovery_p95_s").open_events();
    (open > 0).then(|| format!("{open} of {all} episodes of bad minutes had not recovered at the end of their run."))
}

/// Three significant digits.
fn rounded(x: f64) -> String {
    format!("{x:.2e}").parse::<f64>().expect("a number just written").to_string()
}
