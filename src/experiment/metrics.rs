//! Which figures are reported, in what unit, and how each folds over runs: one line a metric, in the order of the files.
//!
//! Ref: metrics.md. To add a figure, add a line to [`METRICS`].

use super::fold::Frame;
use crate::simulation::outcome::ScopeOutcome;

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
    /// Total over total, times a factor.
    Ratio(fn(Facts) -> (f64, f64), f64),
    /// Percentile of the pooled latencies of all runs [ms].
    Latency(f64),
    /// Percentile of the pooled events of all runs [s].
    Events(fn(Facts) -> Vec<Length>, f64),
    /// Share of runs that pass.
    Proportion(fn(Facts) -> bool),
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
pub const METRICS: &[Metric] = &[];
