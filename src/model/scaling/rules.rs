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
    /// `formula`.
    pub formula: Rounding,
    /// `zero_capacity`.
    pub zero_capacity: ZeroCapacity,
    /// `ready_to_scale_in`.
    pub ready_to_scale_in: ReadyToScaleIn,
    /// `same_time`.
    pub same_time: SameTime,
    /// `step_at_threshold`.
    pub step_at_threshold: StepAtThreshold,
    /// `zero_percent_step`.
    pub zero_percent_step: ZeroPercentStep,
    /// `outside_bounds`.
    pub outside_bounds: OutsideBounds,
    /// `one_bound_crosses`.
    pub one_bound_crosses: OneBoundCrosses,
    /// Of the managed alarms.
    pub managed: ManagedRules,
}

impl Rules {
    /// What is taken where nobody says otherwise.
    pub const DEFAULT: Self = Self {
        metric_value: MetricValue::Newest,
        capacity_basis: CapacityBasis::Measured,
        cooldown_rule: CooldownRule::Absolute,
        cooldown_scope: CooldownScope::Policy,
        step_credit_clock: StepCreditClock::Restart,
        scale_in_during_scale_out_cooldown: ScaleInDuringScaleOutCooldown::AfterCompletion,
        percent_base: PercentBase::Desired,
        flapping: Flapping::EqualCapacity,
        scheduled_during_update: ScheduledDuringUpdate::SetBoundsOnly,
        dst: Dst::SkipGapOnceOverlap,
        formula: Rounding::Ceil,
        zero_capacity: ZeroCapacity::OneWhenAboveTarget,
        ready_to_scale_in: ReadyToScaleIn::AlarmAndCooldown,
        same_time: SameTime::SameInstant,
        step_at_threshold: StepAtThreshold::ByOperator,
        zero_percent_step: ZeroPercentStep::StaysZero,
        outside_bounds: OutsideBounds::ClampOnNextAction,
        one_bound_crosses: OneBoundCrosses::Fail,
        managed: ManagedRules::DEFAULT,
    };
}

/// `assumptions.formula`: how metric x units / target becomes a whole number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// Up.
    Ceil,
    /// To the nearest, a half up: what AWS's examples of rounding also allow.
    Nearest,
}

/// `assumptions.zero_capacity`: target tracking with no unit in service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ZeroCapacity {
    /// One, where the metric has a value above its target.
    OneWhenAboveTarget,
    /// None: a proportion of nothing is nothing.
    StaysZero,
}

/// `assumptions.ready_to_scale_in`: when another target tracking policy does not stand in the way of a scale-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadyToScaleIn {
    /// Its `AlarmLow` is in ALARM and its scale-in cooldown is over.
    AlarmAndCooldown,
    /// Its `AlarmLow` is in ALARM.
    Alarm,
}

/// `assumptions.same_time`: which policies' capacities are held against each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SameTime {
    /// Those of one instant.
    SameInstant,
    /// Also what was asked for earlier in the same clock minute: a smaller capacity does not act after a larger one.
    SameMinute,
}

/// `assumptions.step_at_threshold`: which step holds where the metric is the threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepAtThreshold {
    /// The alarm's operator tells on which side it lies.
    ByOperator,
    /// As above the threshold: a lower bound of 0 holds it.
    LowerInclusive,
}

/// `assumptions.zero_percent_step`: a step of 0 % where there is a `MinAdjustmentMagnitude`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ZeroPercentStep {
    /// No change.
    StaysZero,
    /// The magnitude, with the sign of the side of the threshold.
    Raised,
}

/// `assumptions.outside_bounds`: a capacity that lies outside the bounds when a policy is invoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutsideBounds {
    /// It goes to the bound at once, whatever the policy wants.
    ClampOnNextAction,
    /// It is a capacity like any other: only a change that the policy wants, within its cooldown, brings it back.
    Ordinary,
}

/// `assumptions.one_bound_crosses`: a scheduled action with one bound that would cross the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OneBoundCrosses {
    /// It fails, and the bounds stay.
    Fail,
    /// The other bound moves with it.
    MovesOther,
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
