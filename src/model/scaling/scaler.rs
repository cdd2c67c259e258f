//! One scalable target at work: its bounds, its policies with their alarms and cooldowns, and one decision an instant.

use super::{
    Bounds, CapacityBasis, CooldownRan, CooldownRule, Direction, Dst, Due, Evaluations, Flapping, Judged, Managed,
    ManagedRules, MetricValue, Moved, Register, ScheduledDuringUpdate, Suspended, Target,
};
use crate::engine::Time;
use crate::model::metrics::Series;

/// The assumptions that a scaler reads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    /// `metric_value`.
    pub metric_value: MetricValue,
    /// `capacity_basis`.
    pub capacity_basis: CapacityBasis,
    /// `target_tracking_cooldown_rule`.
    pub cooldown_rule: CooldownRule,
    /// `flapping`.
    pub flapping: Flapping,
    /// `scheduled_during_update`.
    pub scheduled_during_update: ScheduledDuringUpdate,
    /// `dst`.
    pub dst: Dst,
    /// Of the managed alarms.
    pub managed: ManagedRules,
}

/// What the resource says of itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Capacity {
    /// Desired capacity.
    pub desired: u32,
    /// Units in service.
    pub in_service: u32,
    /// The endpoint is Updating and refuses every change (`update_lock`).
    pub updating: bool,
}

/// A change of desired capacity that a policy asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action {
    /// Index of the policy in its target.
    pub policy: usize,
    /// The alarm that invoked it (`Out`: AlarmHigh). Differs from the direction of the change only where a capacity
    /// outside the bounds is clamped.
    pub invoked: Direction,
    /// Desired capacity before.
    pub from: u32,
    /// Desired capacity after.
    pub to: u32,
    /// Start of the first breaching datapoint of the alarm's present run.
    pub breach: Option<Time>,
}

/// One scalable target at work.
#[derive(Clone, Debug)]
pub struct Scaler {
    bounds: Bounds,
    suspended: Suspended,
}

impl Scaler {
    /// The target as registered. `draw` gives the bits of the alarms' identifiers.
    pub fn new(_target: &Target, _rules: Rules, _draw: impl FnMut() -> u64) -> Self {
        todo!()
    }

    /// MinCapacity and MaxCapacity now.
    pub fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// SuspendedState now.
    pub fn suspended(&self) -> Suspended {
        self.suspended
    }

    /// Periods that a policy's series has to keep.
    pub fn periods_read(&self, _policy: usize) -> usize {
        todo!()
    }

    /// A policy's alarms.
    pub fn alarms(&self, _policy: usize) -> &Managed {
        todo!()
    }

    /// Evaluates a policy's alarms, AlarmHigh first: up to the period that starts at `newest_period_start`.
    pub fn evaluate(
        &mut self,
        _policy: usize,
        _now: Time,
        _newest_period_start: Time,
        _series: &Series,
    ) -> Evaluations {
        todo!()
    }

    /// Judges together all policies whose alarms were evaluated since the last call; the one action of this instant,
    /// if there is one. The caller carries it out, and tells `completed` or `failed` of it.
    pub fn judge(&mut self, _now: Time, _capacity: Capacity) -> Option<Action> {
        todo!()
    }

    /// The verdict on every policy that the last `judge` judged, in order of definition.
    pub fn judged(&self) -> &[Judged] {
        todo!()
    }

    /// An action is complete (scale-out: its last unit in service; scale-in: its last unit removed): its cooldown
    /// starts.
    pub fn completed(&mut self, _now: Time, _action: &Action) {
        todo!()
    }

    /// An action failed or was rolled back: no cooldown starts.
    pub fn failed(&mut self, _now: Time, _action: &Action) {
        todo!()
    }

    /// Cooldowns so far, in order of their starts.
    pub fn cooldowns(&self) -> &[CooldownRan] {
        todo!()
    }

    /// When a scheduled action falls due next, at or after `from` (before `scheduled_delay`).
    pub fn next_due(&self, _scheduled: usize, _from: Time) -> Option<Time> {
        todo!()
    }

    /// A scheduled action falls due.
    pub fn fall_due(&mut self, _scheduled: usize, _capacity: Capacity) -> Due {
        todo!()
    }

    /// The call RegisterScalableTarget on this target: the capacity moves into the bounds even where only suspension
    /// is sent. `Err`: MinCapacity above MaxCapacity, nothing changed.
    pub fn register(&mut self, _change: &Register, _capacity: Capacity) -> Result<Option<Moved>, Bounds> {
        todo!()
    }
}
