//! What do outcomes say together? A fold over runs in order that keeps little of each.

use super::aggregate::Aggregates;
use super::objective::Objective;
use crate::engine::Span;
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
#[derive(Debug)]
pub struct Folder {
    _frame: Frame,
}

impl Folder {
    /// Nothing folded yet.
    pub fn new(frame: Frame) -> Self {
        Self { _frame: frame }
    }

    /// Adds the outcome of the next run.
    ///
    /// # Panics
    /// If it has other scopes or another step grid than those before it.
    pub fn add(&mut self, outcome: RunOutcome) {
        let _ = outcome;
        todo!()
    }

    /// What the runs say together; `asked` runs were asked for. `None` if there was none.
    pub fn finish(self, asked: u32, objectives: &[Objective], strict: bool) -> Option<Aggregates> {
        let _ = (asked, objectives, strict);
        todo!()
    }
}

impl Aggregates {
    /// What these runs say together.
    pub fn of(runs: Vec<RunOutcome>, frame: Frame, objectives: &[Objective], strict: bool) -> Option<Self> {
        let mut folder = Folder::new(frame);
        let asked = runs.len() as u32;
        runs.into_iter().for_each(|run| folder.add(run));
        folder.finish(asked, objectives, strict)
    }
}
