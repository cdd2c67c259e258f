//! How long a policy waits after it has acted.

use crate::engine::Time;

/// Out or in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// More capacity.
    Out,
    /// Less capacity.
    In,
}

impl Direction {
    /// `scale_out` or `scale_in`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Out => "scale_out",
            Self::In => "scale_in",
        }
    }
}

/// A cooldown that ran (or runs: `until` may lie in the future).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CooldownRan {
    /// Index of the policy in its target.
    pub policy: usize,
    /// Which of its two.
    pub direction: Direction,
    /// Completion of the activity.
    pub from: Time,
    /// Expiry, or the scale-out that ended it.
    pub until: Time,
}
