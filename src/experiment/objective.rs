//! Is an objective met, missed or undecided?

use super::aggregate::{Estimate, Judged};

/// `latency_p95_ms{variant/champion} < 400`.
#[derive(Clone, Debug, PartialEq)]
pub struct Objective {
    /// As written.
    pub text: String,
    /// Name in `metrics.md`.
    pub metric: String,
    /// `endpoint`, `variant/V`.
    pub scope: String,
    /// How figure and limit are compared.
    pub op: Op,
    /// In the metric's own unit.
    pub limit: f64,
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// Judges an objective on the mean, or (`strict`) on the confidence limit that lies nearer to missing it.
pub fn judge(objective: &Objective, metrics: &[Estimate], strict: bool) -> Judged {
    let _ = (objective, metrics, strict);
    todo!()
}
