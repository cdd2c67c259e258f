//! Which figures are reported, in what unit, and how each folds over runs: one line a metric, in the order of the files.
//!
//! Ref: metrics.md. To add a figure, add a line to [`METRICS`].

use super::fold::Frame;
use crate::engine::{Span, Time};
use crate::simulation::outcome::{Reaction, ScopeOutcome, Totals};
use crate::stats::Elasticity;

/// One scope of one run, and what it is measured against.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// What the run left behind.
    pub of: &'a ScopeOutcome,
    /// Horizon and SLO.
    pub frame: Frame,
}

/// A figure of `metrics.md`.
#[derive(Clone, Copy, Debug)]
pub struct Metric {
    /// Its name in every file.
    pub name: &'static str,
    /// `ms`, `percent`, `usd` …
    pub unit: &'static str,
    /// Whether `--precision` narrows its interval.
    pub headline: bool,
    /// It is a headline too where a run exceeds this.
    pub usual: Option<f64>,
    /// Where it can lie.
    pub range: Range,
    /// How it folds over runs.
    pub fold: Fold,
}

/// Where a figure can lie; limits of intervals are cut to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Range {
    /// 0 to 100.
    Percent,
    /// Not below zero.
    Positive,
    /// Anywhere.
    Any,
}

/// How a figure folds over runs.
#[derive(Clone, Copy, Debug)]
pub enum Fold {
    /// Mean of the runs' values; a run where it did not occur is left out.
    Mean(fn(Facts) -> Option<f64>),
    /// Mean of the runs' amounts per 24 h of horizon.
    PerDay(fn(&Totals) -> f64),
    /// Total over total, times a factor.
    Ratio(fn(&Totals) -> (u64, u64), f64),
    /// Total over total of sums that are not whole numbers, times a factor.
    RatioOfSums(fn(Facts) -> (f64, f64), f64),
    /// Percentile of the pooled latencies of all runs [ms].
    Latency(f64),
    /// Percentile of the pooled events of all runs [s].
    Events(fn(&ScopeOutcome) -> Vec<Length>, f64),
    /// Share of days that pass, those of all runs together.
    Proportion(fn(&Totals) -> (u32, u32)),
}

/// A length of time of an event [s].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Length {
    /// Its length, or a lower limit of it.
    pub secs: f64,
    /// Still open at the end.
    pub open: bool,
}

/// Every figure, in the order of the files.
///
/// Headline figures are what a planner promises or pays: service, tail latency, errors, cost and fleet size.
pub const METRICS: &[Metric] = &[
    mean("requests", "requests", |f| Some(f.totals().requests as f64)),
    percent("attainment_percent", |t| (t.good, t.requests)).headline(),
    per_day("bad_minutes_per_day", "min/day", |t| t.bad_minutes as f64).headline(),
    sums("latency_mean_ms", "ms", |f| (f.totals().latency_secs, f.of.latency.total() as f64), 1e3),
    latency("latency_p50_ms", 0.50),
    latency("latency_p90_ms", 0.90),
    latency("latency_p95_ms", 0.95).headline(),
    latency("latency_p99_ms", 0.99).headline(),
    latency("latency_p999_ms", 0.999),
    mean("latency_p50_worst_hour_ms", "ms", |f| f.worst_hour_ms(0)),
    mean("latency_p95_worst_hour_ms", "ms", |f| f.worst_hour_ms(1)),
    mean("latency_p99_worst_hour_ms", "ms", |f| f.worst_hour_ms(2)),
    sums("wait_mean_ms", "ms", |f| (f.totals().wait_secs, f.totals().ok as f64), 1e3),
    percent("ok_percent", |t| (t.ok, t.requests)),
    percent("refused_percent", |t| (t.refused, t.requests)).headline(),
    percent("timed_out_percent", |t| (t.timed_out, t.requests)).headline(),
    percent("failed_percent", |t| (t.failed, t.requests)).headline(),
    percent("no_capacity_percent", |t| (t.no_capacity, t.requests)),
    percent("in_flight_at_end_percent", |t| (t.in_flight_at_end, t.requests)),
    mean("failed_worst_minute_percent", "percent", |f| Some(f.totals().failed_worst_minute * 100.0)).share(),
    proportion("days_meeting_slo_percent", |t| (t.days_meeting_slo, t.days)),
    mean("goodput_per_s", "1/s", |f| Some(f.totals().good as f64 / f.frame.horizon.secs())),
    ratio("attempts_per_request", "attempts/request", |t| (t.attempts, t.requests), 1.0).headline_beyond(1.0),
    mean("queue_max", "requests", |f| Some(f.totals().queue_max as f64)),
    mean("cost_usd", "usd", |f| Some(usd(f.totals().cost_nano_usd))),
    per_day("cost_usd_per_day", "usd/day", |t| usd(t.cost_nano_usd)).headline(),
    mean("cost_usd_per_month", "usd/month", |f| f.per_month(usd(f.totals().cost_nano_usd))),
    ratio("cost_usd_per_million_requests", "usd/million", |t| (t.cost_nano_usd, t.ok), 1e-3),
    per_day("cost_floor_usd_per_day", "usd/day", |t| usd(t.floor_nano_usd)),
    per_day("cost_ceiling_usd_per_day", "usd/day", |t| usd(t.ceiling_nano_usd)),
    per_day("idle_cost_usd_per_day", "usd/day", |t| usd(t.cost_nano_usd) - usd(t.floor_nano_usd)).either_sign(),
    mean("instances_mean", "instances", |f| Some(f.totals().in_service_secs / f.frame.horizon.secs())).headline(),
    mean("instances_peak", "instances", |f| Some(f64::from(f.totals().in_service_peak))).headline(),
    mean("paid_instances_mean", "instances", |f| Some(f.totals().paid_secs / f.frame.horizon.secs())),
    mean("paid_instances_peak", "instances", |f| Some(f64::from(f.totals().paid_peak))),
    per_day("instance_hours_per_day", "h/day", |t| t.paid_secs / 3_600.0),
    sums("utilization_percent", "percent", |f| (f.totals().busy_secs, f.totals().slot_secs), 100.0).share(),
    mean("headroom_at_peak_percent", "percent", headroom).either_sign(),
    mean("at_max_percent", "percent", |f| Some(f.totals().at_max_secs / f.frame.horizon.secs() * 100.0)).share(),
    mean("unmet_at_max_instances", "instances", |f| Some(f64::from(f.totals().unmet_at_max))),
    events("reaction_p95_s", |o| parts(o, false, |r| (r.breach, r.in_service))),
    events("detection_p95_s", |o| parts(o, false, |r| (r.breach, r.activity))),
    events("launch_p95_s", |o| parts(o, false, |r| (r.activity, r.in_service))),
    events("escalation_reaction_p95_s", |o| parts(o, true, |r| (r.breach, r.in_service))),
    events("recovery_p95_s", recoveries),
    per_day("actions_per_day", "1/day", |t| (t.actions_out + t.actions_in) as f64),
    per_day("actions_out_per_day", "1/day", |t| t.actions_out as f64),
    per_day("actions_in_per_day", "1/day", |t| t.actions_in as f64),
    per_day("reversals_per_day", "1/day", |t| t.reversals as f64),
    per_day("not_scaled_per_day", "1/day", |t| t.not_scaled as f64),
    mean("elasticity.theta_under_percent", "percent", |f| Some(f.in_service().theta_under_percent())).share(),
    mean("elasticity.theta_over_percent", "percent", |f| Some(f.in_service().theta_over_percent())),
    mean("elasticity.tau_under_percent", "percent", |f| Some(f.in_service().tau_under_percent())).share(),
    mean("elasticity.tau_over_percent", "percent", |f| Some(f.in_service().tau_over_percent())).share(),
    mean("elasticity.instability_percent", "percent", |f| f.in_service().instability_percent()).share(),
    mean("elasticity.speedup", "times", |f| f.in_service().speedup(&f.of.following.unscaled)),
    mean("elasticity.speedup_floored_percent", "percent", |f| Some(floored(f))).share(),
    mean("elasticity.accuracy_under_instances", "instances", |f| Some(f.in_service().accuracy_under())),
    mean("elasticity.accuracy_over_instances", "instances", |f| Some(f.in_service().accuracy_over())),
    mean("elasticity.jitter_per_minute", "1/min", |f| Some(f.in_service().jitter_per_minute())).either_sign(),
    mean("elasticity.deficit_instance_minutes", "instance-min", |f| Some(f.in_service().deficit_secs / 60.0)),
    mean("elasticity.surplus_instance_minutes", "instance-min", |f| Some(f.of.following.surplus_secs / 60.0)),
];

/// Position of a metric in [`METRICS`].
pub fn position(name: &str) -> Option<usize> {
    METRICS.iter().position(|metric| metric.name == name)
}

const fn metric(name: &'static str, unit: &'static str, fold: Fold) -> Metric {
    Metric { name, unit, headline: false, usual: None, range: Range::Positive, fold }
}

const fn mean(name: &'static str, unit: &'static str, of: fn(Facts) -> Option<f64>) -> Metric {
    metric(name, unit, Fold::Mean(of))
}

const fn per_day(name: &'static str, unit: &'static str, of: fn(&Totals) -> f64) -> Metric {
    metric(name, unit, Fold::PerDay(of))
}

const fn ratio(name: &'static str, unit: &'static str, of: fn(&Totals) -> (u64, u64), times: f64) -> Metric {
    metric(name, unit, Fold::Ratio(of, times))
}

const fn sums(name: &'static str, unit: &'static str, of: fn(Facts) -> (f64, f64), times: f64) -> Metric {
    metric(name, unit, Fold::RatioOfSums(of, times))
}

const fn percent(name: &'static str, of: fn(&Totals) -> (u64, u64)) -> Metric {
    ratio(name, "percent", of, 100.0).share()
}

const fn latency(name: &'static str, share: f64) -> Metric {
    metric(name, "ms", Fold::Latency(share))
}

const fn events(name: &'static str, of: fn(&ScopeOutcome) -> Vec<Length>) -> Metric {
    metric(name, "s", Fold::Events(of, 0.95))
}

const fn proportion(name: &'static str, of: fn(&Totals) -> (u32, u32)) -> Metric {
    metric(name, "percent", Fold::Proportion(of)).share()
}

impl Metric {
    const fn headline(self) -> Self {
        Self { headline: true, ..self }
    }

    const fn headline_beyond(self, usual: f64) -> Self {
        Self { usual: Some(usual), ..self }
    }

    const fn share(self) -> Self {
        Self { range: Range::Percent, ..self }
    }

    const fn either_sign(self) -> Self {
        Self { range: Range::Any, ..self }
    }

    /// The value of one run; `None`: did not occur, or lies beyond what was seen.
    pub fn of_run(&self, facts: Facts) -> Option<f64> {
        match self.fold {
            Fold::Mean(of) => of(facts),
            Fold::PerDay(of) => Some(of(facts.totals()) / (facts.frame.horizon.secs() / Span::DAY.secs())),
            Fold::Ratio(of, times) => {
                let (part, whole) = of(facts.totals());
                quotient(part as f64, whole as f64, times)
            }
            Fold::RatioOfSums(of, times) => {
                let (part, whole) = of(facts);
                quotient(part, whole, times)
            }
            Fold::Latency(share) => facts.of.latency.quantile_secs(share).map(|secs| secs * 1e3),
            Fold::Events(of, share) => {
                let mut secs: Vec<f64> = of(facts.of).iter().map(Length::at_most).collect();
                secs.sort_by(f64::total_cmp);
                crate::stats::nearest_rank(&secs, share).filter(|secs| secs.is_finite())
            }
            Fold::Proportion(of) => {
                let (passed, days) = of(facts.totals());
                quotient(f64::from(passed), f64::from(days), 100.0)
            }
        }
    }
}

fn quotient(part: f64, whole: f64, times: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole * times)
}

impl Length {
    /// An upper limit of the length: infinite while it is open.
    pub(super) fn at_most(&self) -> f64 {
        if self.open { f64::INFINITY } else { self.secs }
    }
}

impl<'a> Facts<'a> {
    fn totals(&self) -> &'a Totals {
        &self.of.totals
    }

    fn in_service(&self) -> &'a Elasticity {
        &self.of.following.in_service
    }

    /// A month is thirty days, and is said only of whole days: part of a day does not repeat.
    fn per_month(self, amount: f64) -> Option<f64> {
        let days = self.frame.horizon.whole(Span::DAY);
        (days > 0 && self.frame.horizon.is_multiple_of(Span::DAY)).then(|| amount / days as f64 * 30.0)
    }

    fn worst_hour_ms(self, which: usize) -> Option<f64> {
        self.of.worst_hour_secs.map(|secs| secs[which] * 1e3)
    }
}

/// Runs whose speedup has a number raised to the least.
fn floored(f: Facts) -> f64 {
    if f.in_service().is_speedup_floored(&f.of.following.unscaled) { 100.0 } else { 0.0 }
}

fn headroom(f: Facts) -> Option<f64> {
    (f.totals().requests > 0).then(|| f.totals().headroom_at_peak * 100.0)
}

/// Differs: metrics.md speaks of days; a run of several days counts as one, because a run keeps no totals by day.
fn usd(nanos: u64) -> f64 {
    nanos as f64 / 1e9
}

/// A part of every scale-out (or of every escalation).
fn parts(of: &ScopeOutcome, escalation: bool, part: fn(&Reaction) -> (Time, Time)) -> Vec<Length> {
    let chosen = of.reactions.iter().filter(|reaction| reaction.escalation == escalation);
    chosen
        .map(|reaction| {
            let (from, until) = part(reaction);
            Length { secs: until.since_or_zero(from).secs(), open: false }
        })
        .collect()
}

fn recoveries(of: &ScopeOutcome) -> Vec<Length> {
    of.episodes.iter().map(|e| Length { secs: e.length.secs(), open: e.until.is_none() }).collect()
}

#[cfg(test)]
mod tests;
