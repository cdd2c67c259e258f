//! Which runs are worth showing whole? Run 1, the run of median cost, and the worst.

use crate::simulation::outcome::{RunOutcome, Timeline};
use crate::stats::nearest_rank;
use std::cmp::Reverse;

/// Outcomes kept whole: bands over time and the median run are of these. Memory stays bounded beyond.
pub(super) const KEPT: usize = 200;

/// Outcomes kept whole.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// The first [`KEPT`] runs.
    kept: Vec<RunOutcome>,
    /// The worst of the runs after them.
    later: Option<RunOutcome>,
    /// Cost of every run, in billionths of a dollar.
    costs: Vec<u64>,
}

/// Most bad minutes, then cost; of equals the earlier run.
fn badness(run: &RunOutcome) -> (u64, u64, Reverse<u32>) {
    let totals = run.scopes.first().map(|scope| scope.totals).unwrap_or_default();
    (totals.bad_minutes, totals.cost_nano_usd, Reverse(run.run))
}

impl Shown {
    pub(super) fn add(&mut self, run: RunOutcome) {
        self.costs.push(badness(&run).1);
        if self.kept.len() < KEPT {
            self.kept.push(run);
        } else if self.later.as_ref().is_none_or(|worst| badness(&run) > badness(worst)) {
            self.later = Some(run);
        }
    }

    pub(super) fn timelines(&self) -> Vec<&Timeline> {
        self.kept.iter().map(|run| &run.timeline).collect()
    }

    /// The same of the variant at `place`.
    pub(super) fn timelines_of(&self, place: usize) -> Vec<&Timeline> {
        self.kept.iter().filter_map(|run| run.variants.get(place)).collect()
    }

    /// The first run, the run nearest to the median cost and the worst, each once, in order of run; and the place of
    /// the second of these.
    pub(super) fn choose(mut self) -> (Vec<RunOutcome>, usize) {
        let median = self.median();
        let worst_kept = (0..self.kept.len()).max_by_key(|at| badness(&self.kept[*at]));
        let worst_kept =
            worst_kept.filter(|at| self.later.as_ref().is_none_or(|later| badness(&self.kept[*at]) > badness(later)));
        let median_run = median.map(|at| self.kept[at].run);
        let mut chosen: Vec<usize> =
            [(!self.kept.is_empty()).then_some(0), median, worst_kept].into_iter().flatten().collect();
        chosen.sort_unstable();
        chosen.dedup();
        let mut shown: Vec<RunOutcome> = chosen.into_iter().rev().map(|at| self.kept.swap_remove(at)).collect();
        shown.reverse();
        if worst_kept.is_none() {
            shown.extend(self.later);
        }
        let place = shown.iter().position(|run| Some(run.run) == median_run).unwrap_or(0);
        (shown, place)
    }

    /// The kept run whose cost is nearest to the median over all runs; of equals the earliest.
    fn median(&self) -> Option<usize> {
        let mut ascending: Vec<f64> = self.costs.iter().map(|cost| *cost as f64).collect();
        ascending.sort_by(f64::total_cmp);
        let median = nearest_rank(&ascending, 0.5)?;
        let distance = |at: &usize| (self.costs[*at] as f64 - median).abs();
        (0..self.kept.len()).min_by(|a, b| distance(a).total_cmp(&distance(b)))
    }
}
