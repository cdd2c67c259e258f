//! What do outcomes say together? A fold over runs in order that keeps little of each.

use super::aggregate::{Aggregates, Estimate, Judged, Lines, PerRun};
use super::bands::{Fan, Means, fan};
use super::budget::Pool;
use super::estimate::ScopeFold;
use super::metrics::Facts;
use super::objective::judge;
use super::remarks;
use super::shown::Shown;
use super::storm::Storms;
use crate::engine::Span;
use crate::scenario::Objective;
use crate::simulation::latency_grid::LatencyGrid;
use crate::simulation::outcome::{RunOutcome, Stretch};
use crate::stats::Histogram;
use serde::{Deserialize, Serialize};

/// What a run's figures are measured against.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// Length of the counted window.
    pub horizon: Span,
    /// `slo.attainment`, as a share.
    pub slo_attainment: f64,
}

/// Outcomes folded so far.
///
/// A run leaves its figures, its latencies by bucket and its part in the means over time; the first 200 are kept whole.
#[derive(Debug)]
pub struct Folder {
    frame: Frame,
    /// Numbers of the runs, in order.
    runs: Vec<u32>,
    scopes: Vec<ScopeFold>,
    /// Reactions of the endpoint.
    pool: Pool,
    means: Means,
    /// Latencies of the endpoint, all runs.
    latency: Histogram,
    latency_grid: LatencyGrid,
    /// By variant, where there are several.
    variants: Vec<Means>,
    storms: Storms,
    shown: Shown,
    /// Of every run, where asked for.
    decisions: Option<Vec<(u32, Vec<Stretch>)>>,
}

impl Folder {
    /// Nothing folded yet.
    pub fn new(frame: Frame) -> Self {
        Self {
            frame,
            runs: Vec::new(),
            scopes: Vec::new(),
            pool: Pool::default(),
            means: Means::default(),
            latency: Histogram::default(),
            latency_grid: LatencyGrid::default(),
            variants: Vec::new(),
            storms: Storms::default(),
            shown: Shown::default(),
            decisions: None,
        }
    }

    /// The same, but it keeps the decisions of every run.
    #[must_use]
    pub fn keeping_decisions(self) -> Self {
        Self { decisions: Some(Vec::new()), ..self }
    }

    /// Adds the outcome of the next run.
    ///
    /// # Panics
    /// If it has other scopes or another step grid than those before it: they are not runs of one scenario.
    pub fn add(&mut self, mut outcome: RunOutcome) {
        if self.runs.is_empty() {
            self.scopes = outcome.scopes.iter().map(|scope| ScopeFold::new(&scope.scope)).collect();
            self.variants.resize_with(outcome.variants.len(), Means::default);
        }
        assert_eq!(self.scopes.len(), outcome.scopes.len(), "runs of one scenario have the same scopes");
        for (fold, of) in self.scopes.iter_mut().zip(&outcome.scopes) {
            assert_eq!(fold.scope, of.scope, "runs of one scenario have the same scopes");
            fold.add(Facts { of, frame: self.frame });
        }
        if let Some(endpoint) = outcome.scopes.first_mut() {
            self.pool.add(outcome.run, endpoint);
            self.latency.merge(&endpoint.latency);
            // Of the runs that are kept only the sum is drawn.
            self.latency_grid.merge(&std::mem::take(&mut endpoint.latency_grid));
        }
        self.runs.push(outcome.run);
        self.means.add(&outcome.timeline);
        if let Some(endpoint) = outcome.scopes.first() {
            self.storms.add(&endpoint.totals);
        }
        for (means, timeline) in self.variants.iter_mut().zip(&outcome.variants) {
            means.add(timeline);
        }
        if let Some(decisions) = &mut self.decisions {
            decisions.push((outcome.run, outcome.decisions.clone()));
        }
        self.shown.add(outcome);
    }

    /// How many runs are in it.
    pub fn runs(&self) -> u32 {
        self.runs.len() as u32
    }

    /// Every figure of every scope, over the runs so far.
    pub fn estimates(&self) -> Vec<Estimate> {
        self.scopes.iter().flat_map(ScopeFold::estimates).collect()
    }

    /// Objectives, judged on the runs so far.
    pub fn judged(&self, objectives: &[Objective]) -> Vec<Judged> {
        let metrics = self.estimates();
        objectives.iter().map(|objective| judge(objective, &metrics)).collect()
    }

    /// What the runs say together; `asked` runs were asked for. `None` if there was none.
    pub fn finish(self, asked: u32, objectives: &[Objective]) -> Option<Aggregates> {
        let runs = self.runs();
        if runs == 0 {
            return None;
        }
        let metrics = self.estimates();
        let storms = self.storms.sentence(runs);
        let remarks = remarks::of(&self.scopes, self.frame.horizon, (runs, asked), storms);
        let objectives = objectives.iter().map(|objective| judge(objective, &metrics)).collect();
        let run_metrics = metrics.iter().map(|m| (m.scope.clone(), m.metric.clone())).collect();
        let per_run = self.per_run();
        let mean = self.means.timeline();
        let Fan { least, p10, middle, p90, most } = fan(&self.shown.timelines());
        let variants = self.lines();
        let (shown, median) = self.shown.choose();
        Some(Aggregates {
            runs,
            asked,
            metrics,
            per_run,
            run_metrics,
            budget: self.pool.budget(),
            mean,
            least,
            p10,
            middle,
            p90,
            most,
            latency: self.latency,
            latency_grid: self.latency_grid,
            variants,
            shown,
            decisions: self.decisions.unwrap_or_default(),
            median,
            objectives,
            remarks,
        })
    }

    fn lines(&self) -> Vec<Lines> {
        let one = |(place, means): (usize, &Means)| {
            let Fan { p10, p90, .. } = fan(&self.shown.timelines_of(place));
            Lines { scope: self.scopes[place + 1].scope.clone(), mean: means.timeline(), p10, p90 }
        };
        self.variants.iter().enumerate().map(one).collect()
    }

    fn per_run(&self) -> Vec<PerRun> {
        let columns = || self.scopes.iter().flat_map(|scope| &scope.columns);
        let row = |(at, run): (usize, &u32)| PerRun { run: *run, values: columns().map(|c| c.per_run[at]).collect() };
        self.runs.iter().enumerate().map(row).collect()
    }
}

impl Aggregates {
    /// What these runs say together; `None` of none.
    pub fn of(runs: Vec<RunOutcome>, frame: Frame, objectives: &[Objective]) -> Option<Self> {
        let mut folder = Folder::new(frame);
        let asked = runs.len() as u32;
        for run in runs {
            folder.add(run);
        }
        folder.finish(asked, objectives)
    }
}

#[cfg(test)]
mod tests;
