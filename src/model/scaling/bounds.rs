//! What a change of `MinCapacity` and `MaxCapacity` does to the capacity.

use super::{Capacity, OneBoundCrosses, Rules, Scheduled, ScheduledDuringUpdate};
use std::fmt;

/// `MinCapacity` and `MaxCapacity`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// `MinCapacity`.
    pub min: u32,
    /// `MaxCapacity`; not below `MinCapacity`.
    pub max: u32,
}

impl Bounds {
    /// The nearest capacity within.
    pub fn clamp(self, capacity: u32) -> u32 {
        capacity.clamp(self.min, self.max)
    }

    /// The bounds with one or both replaced. `Err`: they would cross (what they would have been).
    pub fn replaced(self, min: Option<u32>, max: Option<u32>) -> Result<Self, Self> {
        let bounds = Self { min: min.unwrap_or(self.min), max: max.unwrap_or(self.max) };
        if bounds.min > bounds.max { Err(bounds) } else { Ok(bounds) }
    }

    /// What these bounds do to a capacity outside them.
    pub fn moves(self, desired: u32) -> Option<Moved> {
        let to = self.clamp(desired);
        (to != desired).then_some(Moved { from: desired, to })
    }
}

/// `SuspendedState`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Suspended {
    /// `DynamicScalingInSuspended`.
    pub dynamic_in: bool,
    /// `DynamicScalingOutSuspended`.
    pub dynamic_out: bool,
    /// `ScheduledScalingSuspended`.
    pub scheduled: bool,
}

impl Suspended {
    pub(super) fn merged(self, sent: &Register) -> Self {
        Self {
            dynamic_in: sent.dynamic_in_suspended.unwrap_or(self.dynamic_in),
            dynamic_out: sent.dynamic_out_suspended.unwrap_or(self.dynamic_out),
            scheduled: sent.scheduled_suspended.unwrap_or(self.scheduled),
        }
    }
}

/// `RegisterScalableTarget` on an existing target: what is not sent keeps its value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Register {
    /// `MinCapacity`.
    pub min: Option<u32>,
    /// `MaxCapacity`.
    pub max: Option<u32>,
    /// `DynamicScalingInSuspended`.
    pub dynamic_in_suspended: Option<bool>,
    /// `DynamicScalingOutSuspended`.
    pub dynamic_out_suspended: Option<bool>,
    /// `ScheduledScalingSuspended`.
    pub scheduled_suspended: Option<bool>,
}

/// A capacity that a bound moves; no cooldown applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Desired capacity before.
    pub from: u32,
    /// The bound.
    pub to: u32,
}

/// What became of a scheduled action that fell due. Its `Display` is its arithmetic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// The bounds are set; `moved`: and the capacity follows.
    Set {
        /// New bounds.
        bounds: Bounds,
        /// The capacity lay outside.
        moved: Option<Moved>,
    },
    /// The endpoint is Updating: the bounds are set, the capacity is not looked at; activity Failed.
    BoundsOnly {
        /// New bounds.
        bounds: Bounds,
    },
    /// The endpoint is Updating and nothing is set; activity Failed.
    NotScalable,
    /// One bound would cross the other: nothing is set; activity Failed.
    Crossing {
        /// What the bounds would have been.
        min: u32,
        /// What the bounds would have been.
        max: u32,
    },
    /// `ScheduledScalingSuspended`: not run, not caught up with.
    Suspended,
}

impl Due {
    /// What an action does that falls due now.
    ///
    /// Ref: "Scheduled scaling for Application Auto Scaling": the bounds are replaced, then a capacity outside them
    /// moves to the bound; cooldowns do not matter; the resource has to be scalable.
    /// Assumes: `scheduled_during_update`; `one_bound_crosses`.
    pub(super) fn of(action: &Scheduled, present: Bounds, suspended: bool, capacity: Capacity, rules: &Rules) -> Self {
        if suspended {
            return Self::Suspended;
        }
        let bounds = match present.replaced(action.min, action.max) {
            Ok(bounds) => bounds,
            Err(Bounds { min, max }) => match (rules.one_bound_crosses, action.min, action.max) {
                (OneBoundCrosses::MovesOther, Some(min), None) => Bounds { min, max: min },
                (OneBoundCrosses::MovesOther, None, Some(max)) => Bounds { min: max, max },
                _ => return Self::Crossing { min, max },
            },
        };
        match rules.scheduled_during_update {
            ScheduledDuringUpdate::SetBoundsOnly if capacity.updating => Self::BoundsOnly { bounds },
            ScheduledDuringUpdate::Fail if capacity.updating => Self::NotScalable,
            _ => Self::Set { bounds, moved: bounds.moves(capacity.desired) },
        }
    }

    /// The bounds from now on, where they change.
    pub(super) fn new_bounds(self) -> Option<Bounds> {
        match self {
            Self::Set { bounds, .. } | Self::BoundsOnly { bounds } => Some(bounds),
            Self::NotScalable | Self::Crossing { .. } | Self::Suspended => None,
        }
    }
}

impl fmt::Display for Due {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Set { bounds: Bounds { min, max }, moved } => {
                write!(out, "min {min}, max {max}")?;
                match moved {
                    Some(Moved { from, to }) => write!(out, "; desired {from} -> {to}"),
                    None => Ok(()),
                }
            }
            Self::BoundsOnly { bounds: Bounds { min, max } } => {
                write!(out, "min {min}, max {max}; endpoint Updating, capacity not set")
            }
            Self::NotScalable => out.write_str("endpoint Updating, nothing set"),
            Self::Crossing { min, max } => write!(out, "min {min} > max {max}, nothing set"),
            Self::Suspended => out.write_str("scheduled scaling suspended"),
        }
    }
}
