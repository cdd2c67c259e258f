//! What do the figures do over a grid of values? Every point on the same days, run by run, kept as it goes.
//!
//! The work is cut by (point, run). A finished run is one file (`shelf`) in the folder of its point, so that a sweep
//! that was killed goes on where it was, and shards on several machines are merged into the bytes of one.

mod plan;
mod store;
pub mod survival;
mod swept;

pub(super) use plan::formula_target;
pub use plan::{Plan, PlanError, Point, scenario_hash};
pub use store::{MergeError, Store, StoreError};
pub use swept::{Cell, JUDGED, Swept};

use super::fold::Frame;
use super::replicate::Unfinished;
use crate::engine::Span;
use crate::scenario::Scenario;
use crate::simulation::outcome::RunOutcome;
use crate::simulation::{self, Halt, Options};
use std::sync::atomic::AtomicBool;

/// Step of the timeline of a run that is kept for its figures alone.
const COARSE: Span = Span::from_secs(6 * 3_600);

/// A run of a point, without the logs and with a coarse timeline: its figures are those of a full run.
pub fn figures_of(scenario: &Scenario, run: u32, stop: &AtomicBool) -> Result<RunOutcome, Unfinished> {
    let options = Options { step: Some(COARSE), shape: None };
    let outcome = simulation::run(scenario.setup(), run, options, stop);
    let outcome = outcome.map_err(|halt: Halt| super::explain::unfinished(scenario, run, halt))?;
    Ok(RunOutcome {
        activities: Vec::new(),
        transitions: Vec::new(),
        decisions: Vec::new(),
        cooldowns: Vec::new(),
        ..outcome
    })
}

/// What the figures of a scenario are measured against.
pub(super) fn frame_of(scenario: &Scenario) -> Frame {
    let setup = scenario.setup();
    Frame { horizon: setup.window.end.since(setup.window.start), slo_attainment: setup.slo.attainment }
}
