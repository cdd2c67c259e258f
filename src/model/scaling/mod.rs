//! How many should there be, and why.

mod arbitration;
mod arithmetic;
mod bounds;
mod calendar;
mod cooldown;
mod formula;
mod log;
mod managed;
mod proposal;
mod rules;
mod scaler;
mod schedule;
mod step;
mod steps_told;
mod verdict;

pub use arithmetic::Arithmetic;
pub use bounds::{Bounds, Due, Moved, Register, Suspended};
pub use calendar::{Calendar, Days};
pub use cooldown::{CooldownRan, Direction};
pub use log::{Stretch, VerdictLog};
pub use managed::{Evaluations, Managed, ManagedRules, uuid};
pub use rules::{
    CooldownScope, OneBoundCrosses, OutsideBounds, PercentBase, ReadyToScaleIn, Rounding, Rules, SameTime,
    ScaleInDuringScaleOutCooldown, StepAtThreshold, StepCreditClock, ZeroCapacity, ZeroPercentStep,
};
pub use scaler::{Capacity, Scaler};
pub use schedule::Schedule;
pub use step::{Adjusted, AdjustmentType, Aggregation, AlarmFound, Step, StepScaling};
pub use verdict::{Action, AlarmRef, Judged, Reason, Verdict};

use crate::engine::Span;
use crate::model::metrics::Query;

/// A scalable target with its policies and schedule.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// `endpoint/E/variant/V`.
    pub resource_id: String,
    /// `MinCapacity`.
    pub min: u32,
    /// `MaxCapacity`.
    pub max: u32,
    /// In file order.
    pub policies: Vec<Policy>,
    /// In file order.
    pub scheduled: Vec<Scheduled>,
}

/// A scaling policy.
#[derive(Clone, Debug, PartialEq)]
pub enum Policy {
    /// Keeps a metric at a value.
    TargetTracking(TargetTracking),
    /// Adds and removes by steps when an alarm invokes it.
    Step(StepScaling),
}

impl Policy {
    /// `PolicyName`.
    pub fn name(&self) -> &str {
        match self {
            Self::TargetTracking(policy) => &policy.name,
            Self::Step(policy) => &policy.name,
        }
    }

    /// The cooldown after an action in this direction.
    pub fn cooldown(&self, direction: Direction) -> Span {
        match (self, direction) {
            (Self::TargetTracking(policy), Direction::Out) => policy.scale_out_cooldown,
            (Self::TargetTracking(policy), Direction::In) => policy.scale_in_cooldown,
            (Self::Step(policy), _) => policy.cooldown,
        }
    }

    /// The target tracking policy that it is.
    pub fn tracking(&self) -> Option<&TargetTracking> {
        match self {
            Self::TargetTracking(policy) => Some(policy),
            Self::Step(_) => None,
        }
    }
}

impl From<TargetTracking> for Policy {
    fn from(policy: TargetTracking) -> Self {
        Self::TargetTracking(policy)
    }
}

impl From<StepScaling> for Policy {
    fn from(policy: StepScaling) -> Self {
        Self::Step(policy)
    }
}

/// A target tracking policy.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetTracking {
    /// `PolicyName`.
    pub name: String,
    /// `TargetValue`.
    pub target_value: f64,
    /// What it watches.
    pub metric: Query,
    /// `ScaleOutCooldown`.
    pub scale_out_cooldown: Span,
    /// `ScaleInCooldown`.
    pub scale_in_cooldown: Span,
    /// `DisableScaleIn`.
    pub disable_scale_in: bool,
}

/// A scheduled action.
#[derive(Clone, Debug, PartialEq)]
pub struct Scheduled {
    /// `ScheduledActionName`.
    pub name: String,
    /// When.
    pub schedule: Schedule,
    /// `MinCapacity` of the `ScalableTargetAction`.
    pub min: Option<u32>,
    /// `MaxCapacity` of the `ScalableTargetAction`.
    pub max: Option<u32>,
}

/// `assumptions.metric_value`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricValue {
    /// The newest datapoint.
    Newest,
    /// The mean of the N newest datapoints of the alarm that fired.
    Window,
}

/// `assumptions.capacity_basis`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CapacityBasis {
    /// Instances in service when the datapoint was measured.
    Measured,
    /// Instances in service now.
    Current,
}

/// `assumptions.target_tracking_cooldown_rule`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CooldownRule {
    /// Acts if the new capacity is larger than the desired one.
    Absolute,
    /// Adds only what exceeds the last scale-out.
    Excess,
    /// Does nothing.
    Block,
}

/// `assumptions.scheduled_during_update`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScheduledDuringUpdate {
    /// The bounds are set, the capacity is not.
    SetBoundsOnly,
    /// Neither.
    Fail,
    /// Both.
    Act,
}

/// `assumptions.flapping`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flapping {
    /// A scale-in whose capacity equals the present one.
    EqualCapacity,
    /// Also one after which the metric would lie above the target.
    Predict,
}

/// `assumptions.dst`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dst {
    /// A skipped clock time does not run; a repeated one runs once, the first time.
    SkipGapOnceOverlap,
    /// A skipped clock time runs as late after midnight as on any day; a repeated one runs once, the first time.
    ShiftGapOnceOverlap,
}
