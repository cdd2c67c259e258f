//! What is kept of many runs so that they can be compared run by run with other runs of the same days?

use super::aggregate::{Estimate, Judged};
use super::estimate::ScopeFold;
use super::fold::Frame;
use super::metrics::Facts;
use super::objective::judge;
use crate::scenario::Objective;
use crate::simulation::outcome::RunOutcome;
use sha2::{Digest, Sha256};

/// The figures of every run, without its timeline and its logs: little enough for hundreds of policies.
#[derive(Clone, Debug)]
pub struct Sample {
    frame: Frame,
    runs: Vec<u32>,
    pub(super) scopes: Vec<ScopeFold>,
    /// Of each run, what happened in it.
    traces: Vec<[u8; 32]>,
}

impl Sample {
    /// Nothing yet.
    pub fn new(frame: Frame) -> Self {
        Self { frame, runs: Vec::new(), scopes: Vec::new(), traces: Vec::new() }
    }

    /// Adds the outcome of the next run.
    ///
    /// # Panics
    /// If it has other scopes than those before it: they are not runs of one scenario.
    pub fn add(&mut self, outcome: &RunOutcome) {
        if self.runs.is_empty() {
            self.scopes = outcome.scopes.iter().map(|scope| ScopeFold::new(&scope.scope)).collect();
        }
        assert_eq!(self.scopes.len(), outcome.scopes.len(), "runs of one scenario have the same scopes");
        for (fold, of) in self.scopes.iter_mut().zip(&outcome.scopes) {
            assert_eq!(fold.scope, of.scope, "runs of one scenario have the same scopes");
            fold.add(Facts { of, frame: self.frame });
        }
        self.runs.push(outcome.run);
        self.traces.push(trace(outcome));
    }

    /// Their numbers, in order.
    pub fn runs(&self) -> &[u32] {
        &self.runs
    }

    /// The names of the scopes, in order.
    pub fn scopes(&self) -> impl Iterator<Item = &str> {
        self.scopes.iter().map(|scope| scope.scope.as_str())
    }

    /// The value of a figure of a scope in a run, all by their places.
    pub fn value(&self, scope: usize, figure: usize, run: usize) -> Option<f64> {
        self.scopes[scope].columns[figure].per_run[run]
    }

    /// Every figure of every scope.
    pub fn estimates(&self) -> Vec<Estimate> {
        self.scopes.iter().flat_map(ScopeFold::estimates).collect()
    }

    /// Objectives, judged on these runs.
    pub fn judged(&self, objectives: &[Objective]) -> Vec<Judged> {
        let estimates = self.estimates();
        objectives.iter().map(|objective| judge(objective, &estimates)).collect()
    }

    /// Whether in every run the same happened: the same service, capacity and cost at every step.
    pub fn is_identical_to(&self, other: &Self) -> bool {
        self.runs == other.runs && self.traces == other.traces
    }
}

/// What happened in a run, whatever the policies are called that brought it about.
fn trace(outcome: &RunOutcome) -> [u8; 32] {
    let happened =
        serde_json::to_vec(&(&outcome.scopes, &outcome.timeline, &outcome.variants)).expect("an outcome is plain data");
    Sha256::digest(&happened).into()
}
