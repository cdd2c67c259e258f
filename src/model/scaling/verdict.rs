//! What was decided, and why: an answer with its reason and its arithmetic.

use super::{Arithmetic, Direction};
use crate::engine::Time;

/// What an evaluation of a policy came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Desired capacity changes.
    Scale {
        /// New desired capacity.
        to: u32,
        /// Out or in.
        direction: Direction,
    },
    /// Nothing changes.
    Hold(Reason),
}

/// Why nothing changes. The first five are AWS's `NotScaledReason` codes, for which AWS writes an activity; where it
/// writes nothing, the code begins with `sim.`.
///
/// Ref: API reference, `NotScaledReason`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The opposite alarm would probably fire after the change.
    AutoScalingAnticipatedFlapping,
    /// The endpoint is Updating.
    TargetServicePutResourceAsUnscalable,
    /// More was wanted than `MaxCapacity`, which is there already.
    AlreadyAtMaxCapacity(u32),
    /// Less was wanted than `MinCapacity`, which is there already.
    AlreadyAtMinCapacity(u32),
    /// What was wanted is there already.
    AlreadyAtDesiredCapacity(u32),
    /// None of its alarms is in ALARM.
    AlarmNotBreaching,
    /// The metric has no datapoints.
    InsufficientData,
    /// A cooldown runs.
    CooldownActive,
    /// The metric lies below the low threshold, but the policy never scales in.
    ScaleInDisabled,
    /// Another target tracking policy is not ready to scale in.
    OtherPolicyNotReady,
    /// Another policy wants at least as much at the same instant.
    OtherPolicyWins,
    /// Dynamic scaling in this direction is suspended.
    Suspended,
    /// An earlier scale-out is not complete.
    LaunchInFlight,
    /// No step holds the distance of the metric from the threshold.
    NoStepMatches,
}

impl Reason {
    /// Its code, as AWS (or `sim.`) has it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::AutoScalingAnticipatedFlapping => "AutoScalingAnticipatedFlapping",
            Self::TargetServicePutResourceAsUnscalable => "TargetServicePutResourceAsUnscalable",
            Self::AlreadyAtMaxCapacity(_) => "AlreadyAtMaxCapacity",
            Self::AlreadyAtMinCapacity(_) => "AlreadyAtMinCapacity",
            Self::AlreadyAtDesiredCapacity(_) => "AlreadyAtDesiredCapacity",
            Self::AlarmNotBreaching => "sim.alarm_not_breaching",
            Self::InsufficientData => "sim.insufficient_data",
            Self::CooldownActive => "sim.cooldown_active",
            Self::ScaleInDisabled => "sim.scale_in_disabled",
            Self::OtherPolicyNotReady => "sim.other_policy_not_ready",
            Self::OtherPolicyWins => "sim.other_policy_wins",
            Self::Suspended => "sim.suspended",
            Self::LaunchInFlight => "sim.launch_in_flight",
            Self::NoStepMatches => "sim.no_step_matches",
        }
    }

    /// The member that AWS adds to the code, with its capacity.
    pub const fn capacity(self) -> Option<(&'static str, u32)> {
        match self {
            Self::AlreadyAtMaxCapacity(n) => Some(("MaxCapacity", n)),
            Self::AlreadyAtMinCapacity(n) => Some(("MinCapacity", n)),
            Self::AlreadyAtDesiredCapacity(n) => Some(("CurrentCapacity", n)),
            _ => None,
        }
    }

    /// Whether AWS writes a (not scaled) activity for it.
    pub const fn is_recorded(self) -> bool {
        matches!(
            self,
            Self::AutoScalingAnticipatedFlapping
                | Self::TargetServicePutResourceAsUnscalable
                | Self::AlreadyAtMaxCapacity(_)
                | Self::AlreadyAtMinCapacity(_)
                | Self::AlreadyAtDesiredCapacity(_)
        )
    }
}

/// An alarm that invokes a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlarmRef {
    /// `AlarmHigh` of the policy.
    High,
    /// `AlarmLow` of the policy.
    Low,
    /// An alarm of one's own: its index in the scenario.
    Named(usize),
}

/// A change of desired capacity that a policy asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action {
    /// Index of the policy in its target.
    pub policy: usize,
    /// The alarm that invoked it. `AlarmLow` adds capacity only where one outside the bounds is clamped.
    pub alarm: AlarmRef,
    /// Desired capacity before.
    pub from: u32,
    /// Desired capacity after.
    pub to: u32,
    /// Start of the first breaching datapoint of the alarm's present run.
    pub breach: Option<Time>,
}

impl Action {
    /// Which way capacity goes.
    pub fn direction(&self) -> Direction {
        if self.to > self.from { Direction::Out } else { Direction::In }
    }
}

/// The verdict on one policy at one instant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// Index of the policy in its target.
    pub policy: usize,
    /// When.
    pub at: Time,
    /// The alarm that invoked the policy; `None`: none did.
    pub alarm: Option<AlarmRef>,
    /// The answer.
    pub verdict: Verdict,
    /// How it came about.
    pub arithmetic: Arithmetic,
}

impl Verdict {
    /// `scale_out`, `scale_in` or `hold`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Scale { direction, .. } => direction.word(),
            Self::Hold(_) => "hold",
        }
    }

    /// The code of its reason; empty for a change.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Scale { .. } => "",
            Self::Hold(reason) => reason.code(),
        }
    }
}
