//! What a change of MinCapacity and MaxCapacity does to the capacity.

/// MinCapacity and MaxCapacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// MinCapacity.
    pub min: u32,
    /// MaxCapacity.
    pub max: u32,
}

impl Bounds {
    /// The nearest capacity within.
    pub fn clamp(self, capacity: u32) -> u32 {
        capacity.clamp(self.min, self.max)
    }
}

/// SuspendedState.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Suspended {
    /// DynamicScalingInSuspended.
    pub dynamic_in: bool,
    /// DynamicScalingOutSuspended.
    pub dynamic_out: bool,
    /// ScheduledScalingSuspended.
    pub scheduled: bool,
}

/// RegisterScalableTarget on an existing target: what is not sent keeps its value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Register {
    /// MinCapacity.
    pub min: Option<u32>,
    /// MaxCapacity.
    pub max: Option<u32>,
    /// SuspendedState.
    pub dynamic_in_suspended: Option<bool>,
    /// SuspendedState.
    pub dynamic_out_suspended: Option<bool>,
    /// SuspendedState.
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

/// What became of a scheduled action that fell due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// The bounds are set; `moved`: and the capacity follows.
    Set {
        /// New bounds.
        bounds: Bounds,
        /// The capacity lay outside.
        moved: Option<Moved>,
    },
    /// The endpoint is Updating: the bounds are set, the capacity (outside them) is not; activity Failed.
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
    /// ScheduledScalingSuspended: not run, not caught up with.
    Suspended,
}
