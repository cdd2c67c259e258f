//! Which undocumented behaviour the scaling room takes.

use super::{CapacityBasis, CooldownRule, Dst, Flapping, ManagedRules, MetricValue, ScheduledDuringUpdate};

/// The assumptions that a scaler reads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    /// `metric_value`.
    pub metric_value: MetricValue,
    /// `capacity_basis`.
    pub capacity_basis: CapacityBasis,
    /// `target_tracking_cooldown_rule`.
    pub cooldown_rule: CooldownRule,
    /// `cooldown_scope`.
    pub cooldown_scope: CooldownScope,
    /// `step_credit_clock`.
    pub step_credit_clock: StepCreditClock,
    /// `scale_in_during_scale_out_cooldown`.
    pub scale_in_during_scale_out_cooldown: ScaleInDuringScaleOutCooldown,
    /// `percent_base`.
    pub percent_base: PercentBase,
    /// `flapping`.
    pub flapping: Flapping,
    /// `scheduled_during_update`.
    pub scheduled_during_update: ScheduledDuringUpdate,
    /// `dst`.
    pub dst: Dst,
    /// Of the managed alarms.
    pub managed: ManagedRules,
}

/// `assumptions.cooldown_scope`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CooldownScope {
    /// A policy waits after its own actions.
    Policy,
    /// Every policy waits after the action of any.
    Target,
}

/// `assumptions.step_credit_clock`: the scale-out cooldown of a step policy when a larger step acts within it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepCreditClock {
    /// It begins again.
    Restart,
    /// It goes on.
    Keep,
}

/// `assumptions.scale_in_during_scale_out_cooldown`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScaleInDuringScaleOutCooldown {
    /// Allowed as soon as the scale-out is complete.
    AfterCompletion,
    /// Not while a scale-out cooldown of the target runs.
    Blocked,
}

/// `assumptions.percent_base`: what a percentage is one of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PercentBase {
    /// Desired capacity.
    Desired,
    /// Units in service.
    InService,
}
