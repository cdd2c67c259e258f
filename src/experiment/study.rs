//! How many runs does a question need? All that were asked for, or batches until the headline figures are precise.

use super::aggregate::Aggregates;
use super::fold::Frame;
use super::objective::Objective;
use super::replicate::{RunFailure, Unfinished, Workers};
use crate::simulation::outcome::RunOutcome;
use std::sync::atomic::AtomicBool;

/// `--precision`: when enough is enough.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Precision {
    /// Half width of every headline interval, relative to the true value (0.02: 2 %).
    pub relative: f64,
    /// Most runs, precise or not.
    pub cap: u32,
}

/// What is to be run and how it is to be judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Study {
    /// Numbers of the runs to begin with: `1..=runs`, or one of them (`--only 5`). Ascending.
    pub runs: Vec<u32>,
    /// The scenario's seed.
    pub seed: u64,
    /// Go on in batches until the headline figures are precise.
    pub precision: Option<Precision>,
    /// What the figures are measured against.
    pub frame: Frame,
    /// Judged on the mean (or, `strict`, on the confidence limit).
    pub objectives: Vec<Objective>,
    /// Judge objectives on the confidence limit.
    pub strict: bool,
}

impl Study {
    /// Runs everything and says what it shows; `None` if it was stopped before a run had finished.
    pub fn carry_out(
        &self,
        workers: &Workers,
        stop: &AtomicBool,
        run: impl Fn(u32) -> Result<RunOutcome, Unfinished> + Sync,
        progress: impl FnMut(u32, u32),
    ) -> Result<Option<Aggregates>, RunFailure> {
        let _ = (workers, stop, run, progress);
        todo!()
    }
}
