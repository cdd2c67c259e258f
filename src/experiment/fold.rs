//! What do outcomes say together? A fold over runs in order that keeps little of each.

use super::aggregate::{Aggregates, Estimate, Lines, PerRun};
use super::bands::{Means, bands};
use super::budget::Pool;
use super::estimate::ScopeFold;
use super::metrics::Facts;
use super::objective::judge;
use super::remarks;
use super::shown::Shown;
use crate::engine::Span;
use crate::scenario::Objective;
use crate::simulation::outcome::RunOutcome;

/// What a run's figures are measured against.
#[derive(Clone, Copy, Debug, PartialEq)]
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
    /// By variant, where there are several.
    variants: Vec<Means>,
    shown: Shown,
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
            variants: Vec::new(),
            shown: Shown::default(),
        }
    }

    /// Adds the outcome of the next run.
    ///
    /// # Panics
    /// If it has other scopes or another step grid than those before it: they are not runs of one scenario.
    pub fn add(&mut self, outcome: RunOutcome) {
        if self.runs.is_empty() {
            self.scopes = outcome.scopes.iter().map(|scope| ScopeFold::new(&scope.scope)).collect();
            self.variants.resize_with(outcome.variants.len(), Means::default);
        }
        assert_eq!(self.scopes.len(), outcome.scopes.len(), "runs of one scenario have the same scopes");
        for (fold, of) in self.scopes.iter_mut().zip(&outcome.scopes) {
            assert_eq!(fold.scope, of.scope, "runs of one scenario have the same scopes");
            fold.add(Facts { of, frame: self.frame });
        }
        if let Some(endpoint) = outcome.scopes.first() {
            self.pool.add(outcome.run, endpoint);
        }
        self.runs.push(outcome.run);
        self.means.add(&outcome.timeline);
        for (means, timeline) in self.variants.iter_mut().zip(&outcome.variants) {
            means.add(timeline);
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

    /// What the runs say together; `asked` runs were asked for. `None` if there was none.
    pub fn finish(self, asked: u32, objectives: &[Objective], strict: bool) -> Option<Aggregates> {
        let runs = self.runs();
        if runs == 0 {
            return None;
        }
        let metrics = self.estimates();
        let remarks = remarks::of(&self.scopes, self.frame.horizon, runs, asked);
        let objectives = objectives.iter().map(|objective| judge(objective, &metrics, strict)).collect();
        let run_metrics = metrics.iter().map(|m| (m.scope.clone(), m.metric.clone())).collect();
        let per_run = self.per_run();
        let mean = self.means.timeline();
        let (p10, p90) = bands(&self.shown.timelines());
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
            p10,
            p90,
            variants,
            shown,
            median,
            objectives,
            remarks,
        })
    }

    fn lines(&self) -> Vec<Lines> {
        let one = |(place, means): (usize, &Means)| {
            let (p10, p90) = bands(&self.shown.timelines_of(place));
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
    pub fn of(runs: Vec<RunOutcome>, frame: Frame, objectives: &[Objective], strict: bool) -> Option<Self> {
        let mut folder = Folder::new(frame);
        let asked = runs.len() as u32;
        for run in runs {
            folder.add(run);
        }
        folder.finish(asked, objectives, strict)
    }
}

#[cfg(test)]
mod tests;
