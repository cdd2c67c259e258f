//! Every verdict, kept as stretches of equal ones.

use super::{Arithmetic, Judged, Verdict};
use crate::engine::Time;

/// Evaluations in a row that came to the same verdict for the same reason. A change of capacity is a stretch of its own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// Index of the policy in its target.
    pub policy: usize,
    /// The verdict of all of them.
    pub verdict: Verdict,
    /// First evaluation.
    pub from: Time,
    /// Last evaluation.
    pub until: Time,
    /// How many.
    pub evaluations: u64,
    /// The arithmetic of the first.
    pub first: Arithmetic,
    /// The arithmetic of the last.
    pub last: Arithmetic,
}

/// Builds stretches from verdicts.
#[derive(Clone, Debug, Default)]
pub struct VerdictLog {
    /// By policy.
    open: Vec<Option<Stretch>>,
}

impl VerdictLog {
    /// Takes the next verdict; gives the stretch of the same policy that it ends, if it ends one.
    pub fn record(&mut self, _judged: &Judged) -> Option<Stretch> {
        let _ = &self.open;
        todo!()
    }

    /// The stretches still open, in order of policies.
    pub fn finish(&mut self) -> impl Iterator<Item = Stretch> + '_ {
        self.open.iter_mut().filter_map(Option::take)
    }
}
