//! What many runs say: estimates with their intervals, bands over time, the runs worth showing.

use super::budget::Budget;
use crate::simulation::latency_grid::LatencyGrid;
use crate::simulation::outcome::{RunOutcome, Stretch, Timeline};
use crate::stats::Histogram;
use serde::{Deserialize, Serialize};

/// What many runs say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Aggregates {
    /// Finished runs.
    pub runs: u32,
    /// Runs that were asked for (more than `runs` if interrupted).
    pub asked: u32,
    /// One row a scope and metric, in the order of `metrics.md`.
    pub metrics: Vec<Estimate>,
    /// One row a run: figures in the order of `run_metrics`.
    pub per_run: Vec<PerRun>,
    /// Scope and metric of each column of `per_run`.
    pub run_metrics: Vec<(String, String)>,
    /// Where the time of scale-outs goes.
    pub budget: Budget,
    /// Mean over runs, by step.
    pub mean: Timeline,
    /// 10th percentile over runs, by step.
    pub p10: Timeline,
    /// 90th percentile over runs, by step.
    pub p90: Timeline,
    /// Least of the runs, by step.
    pub least: Timeline,
    /// Median over runs, by step.
    pub middle: Timeline,
    /// Greatest of the runs, by step.
    pub most: Timeline,
    /// Latencies of the endpoint's admitted requests, of all runs.
    pub latency: Histogram,
    /// The same over time, in coarse cells.
    pub latency_grid: LatencyGrid,
    /// The same of each variant, in file order; empty where there is one, whose lines are the endpoint's.
    pub variants: Vec<Lines>,
    /// Run 1, the run of median cost and the worst run (most bad minutes, then cost), each once, in order of run.
    pub shown: Vec<RunOutcome>,
    /// Number and decisions of every run, where they were asked for; else empty, and those of `shown` are there.
    pub decisions: Vec<(u32, Vec<Stretch>)>,
    /// Which of `shown` has the median cost.
    pub median: usize,
    /// Objectives, judged.
    pub objectives: Vec<Judged>,
    /// What the reader must know: bimodal outcomes, overdispersed days, a precision that was not reached.
    pub remarks: Vec<String>,
}

/// How a day goes at one variant, over all runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lines {
    /// `variant/V`
    pub scope: String,
    /// Mean over runs, by step.
    pub mean: Timeline,
    /// 10th percentile over runs, by step.
    pub p10: Timeline,
    /// 90th percentile over runs, by step.
    pub p90: Timeline,
}

impl Aggregates {
    /// What the runs say of one variant alone, in the endpoint's place; `None`: there are not several. Its reactions are
    /// not told apart.
    pub fn of_variant(&self, place: usize) -> Option<Self> {
        let lines = self.variants.get(place)?;
        let own = |row: &&Estimate| row.scope == lines.scope;
        let metrics = self.metrics.iter().filter(own).cloned();
        Some(Self {
            metrics: metrics.map(|row| Estimate { scope: "endpoint".to_owned(), ..row }).collect(),
            per_run: Vec::new(),
            run_metrics: Vec::new(),
            mean: lines.mean.clone(),
            p10: lines.p10.clone(),
            p90: lines.p90.clone(),
            least: Timeline::default(),
            middle: Timeline::default(),
            most: Timeline::default(),
            latency: Histogram::default(),
            latency_grid: LatencyGrid::default(),
            variants: Vec::new(),
            shown: self.shown.iter().map(|run| run.of_variant(place)).collect(),
            decisions: Vec::new(),
            objectives: Vec::new(),
            budget: Budget::default(),
            remarks: Vec::new(),
            ..*self
        })
    }
}

/// A figure over runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// `endpoint`, `variant/V`.
    pub scope: String,
    /// Name in `metrics.md`.
    pub metric: String,
    /// `ms`, `percent`, `usd`, `1/day` …
    pub unit: String,
    /// `None`: did not occur, or (a censored percentile) is known only to be above `low`.
    pub mean: Option<f64>,
    /// Lower limit of the 95 % interval; `None`: the runs do not bound it.
    pub low: Option<f64>,
    /// Upper limit of the 95 % interval; `None`: the runs do not bound it.
    pub high: Option<f64>,
    /// Smallest run.
    pub min: Option<f64>,
    /// Median run.
    pub p50: Option<f64>,
    /// Largest run.
    pub max: Option<f64>,
    /// One of the headline metrics, whose interval `--precision` narrows.
    pub headline: bool,
    /// `> 340` for a censored percentile, `< 0.0003` for a share that is zero in every run, `upper limit above the
    /// observed maximum` for a percentile without an upper limit.
    pub note: String,
}

/// The figures of one run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PerRun {
    /// From 1.
    pub run: u32,
    /// In the order of `run_metrics`; `None`: did not occur.
    pub values: Vec<Option<f64>>,
}

/// An objective and its verdict.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    /// As written.
    pub text: String,
    /// Met, missed or undecided.
    pub verdict: Verdict,
    /// The figure it was judged on.
    pub value: Option<f64>,
}

/// Verdict on an objective.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// Met.
    Met,
    /// Missed.
    Missed,
    /// The figure did not occur, or (judged on the limit) the interval holds both sides.
    Undecided,
}
