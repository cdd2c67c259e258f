//! What does a sweep say: figures of every point, against the scenario as it stands and against the best of the grid.

use super::plan::Plan;
use crate::experiment::aggregate::Judged;
use crate::experiment::contrast::{Contrast, Verdict, contrasts, of_endpoint};
use crate::experiment::queue::Job;
use crate::experiment::sample::Sample;
use crate::simulation::outcome::RunOutcome;

/// Figures of which the best points are sought, all of them better when lower.
pub const JUDGED: [&str; 3] = ["bad_minutes_per_day", "cost_usd_per_day", "actions_per_day"];

/// A finished sweep.
#[derive(Debug)]
pub struct Swept {
    /// What was planned.
    pub plan: Plan,
    /// One for each distinct point, by the place of its first point.
    samples: Vec<(usize, Sample)>,
    /// One for each point.
    pub cells: Vec<Cell>,
}

/// What is said of one point.
#[derive(Debug)]
pub struct Cell {
    /// Against the scenario as it stands.
    pub contrasts: Vec<Contrast>,
    /// Objectives, judged on confidence limits.
    pub objectives: Vec<Judged>,
    /// For each of [`JUDGED`]: whether the point cannot be told from the best of the grid.
    pub near_best: [bool; 3],
    /// For each of [`JUDGED`]: whether it is the best of the grid.
    pub best: [bool; 3],
}

impl Swept {
    /// Gathers runs in the order of the plan's jobs.
    pub fn new(plan: Plan) -> Self {
        let samples = plan.distinct().into_iter().map(|at| (at, Sample::new(plan.points[at].frame))).collect();
        Self { plan, samples, cells: Vec::new() }
    }

    /// Adds the next run.
    ///
    /// # Panics
    /// If the plan has no such point.
    pub fn add(&mut self, job: Job, outcome: &RunOutcome) {
        let sample = self.samples.iter_mut().find(|(at, _)| *at == job.point).expect("a job of the plan");
        sample.1.add(outcome);
    }

    /// The runs of a point.
    ///
    /// # Panics
    /// If the plan has no such point.
    pub fn sample(&self, point: usize) -> &Sample {
        let hash = &self.plan.points[point].scenario;
        let found = self.samples.iter().find(|(at, _)| self.plan.points[*at].scenario == *hash);
        &found.expect("every point is run").1
    }

    /// Compares all points, when every run is in.
    pub fn conclude(&mut self) {
        let current = self.sample(self.plan.current());
        let all: Vec<&Sample> = (0..self.plan.points.len()).map(|at| self.sample(at)).collect();
        let against = contrasts(current, &all);
        let standings = JUDGED.map(|metric| Standing::of(&self.plan, &all, &against, metric));
        let cells = against.into_iter().enumerate().map(|(at, contrasts)| Cell {
            objectives: all[at].judged(&self.plan.objectives),
            near_best: [0, 1, 2].map(|figure: usize| standings[figure].near[at]),
            best: [0, 1, 2].map(|figure: usize| standings[figure].best == Some(at)),
            contrasts,
        });
        self.cells = cells.collect();
    }

    /// The figure of a point's endpoint.
    pub fn mean(&self, point: usize, metric: &str) -> Option<f64> {
        of_endpoint(&self.cells[point].contrasts, metric).other.mean
    }

    /// Of one of [`JUDGED`]: its least and largest mean over the grid, how many points cannot be told from the best, and
    /// how many there are.
    pub fn spread(&self, figure: usize) -> Option<(f64, f64, usize, usize)> {
        let on_grid = || self.cells.iter().zip(&self.plan.points).filter(|(_, point)| point.on_grid);
        let means = on_grid().filter_map(|(cell, _)| of_endpoint(&cell.contrasts, JUDGED[figure]).other.mean);
        let (low, high) = means.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(x), b.max(x)));
        let near = on_grid().filter(|(cell, _)| cell.near_best[figure]).count();
        (low <= high).then_some((low, high, near, on_grid().count()))
    }
}

/// The best of the grid in one figure, and who cannot be told from it.
struct Standing {
    best: Option<usize>,
    near: Vec<bool>,
}

impl Standing {
    fn of(plan: &Plan, all: &[&Sample], against: &[Vec<Contrast>], metric: &str) -> Self {
        let mean = |at: usize| of_endpoint(&against[at], metric).other.mean;
        let on_grid = (0..all.len()).filter(|at| plan.points[*at].on_grid && mean(*at).is_some());
        let best = on_grid.reduce(|best, next| if mean(next) < mean(best) { next } else { best });
        let Some(place) = best else { return Self { best, near: vec![false; all.len()] } };
        let near = |at: usize| {
            let pair = contrasts(all[place], &[all[at]]);
            let known = mean(at).is_some();
            plan.points[at].on_grid && known && of_endpoint(&pair[0], metric).verdict != Verdict::Higher
        };
        Self { best, near: (0..all.len()).map(near).collect() }
    }
}
