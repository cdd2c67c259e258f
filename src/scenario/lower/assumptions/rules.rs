//! Which rules a target is scaled by: the words of the file, one for one.

use crate::engine::Span;
use crate::model::alarms::OnlyBreaching;
use crate::model::scaling::{
    CapacityBasis, CooldownRule, CooldownScope, Dst, Flapping, ManagedRules, MetricValue, OneBoundCrosses,
    OutsideBounds, PercentBase, ReadyToScaleIn, Rounding, Rules, SameTime, ScaleInDuringScaleOutCooldown,
    ScheduledDuringUpdate, StepAtThreshold, StepCreditClock, ZeroCapacity, ZeroPercentStep,
};
use crate::scenario::file::AssumptionsFile;
use crate::scenario::file::assumptions::{
    CapacityBasisWord, CooldownRuleWord, CooldownScopeWord, DstWord, FlappingWord, FormulaWord, MetricValueWord,
    OneBoundCrossesWord, OnlyBreachingWord, OutsideBoundsWord, PercentBaseWord, ReadyToScaleInWord, SameTimeWord,
    ScaleInDuringScaleOutCooldownWord, ScheduledDuringUpdateWord, StepAtThresholdWord, StepCreditClockWord,
    ZeroCapacityWord, ZeroPercentStepWord,
};

/// The rule that has the same name as the word.
macro_rules! taken {
    ($found:expr, $word:ident, $rule:ident, $($name:ident),+) => {
        match $found { $($word::$name => $rule::$name,)+ }
    };
}

/// `repeat`: of high-resolution alarms; `range`: datapoints beyond N that an alarm looks at.
pub(super) fn rules(file: &AssumptionsFile, repeat: Span, range: u32, datapoints: u32) -> Option<Rules> {
    Some(Rules {
        metric_value: taken!(file.metric_value?, MetricValueWord, MetricValue, Newest, Window),
        capacity_basis: taken!(file.capacity_basis?, CapacityBasisWord, CapacityBasis, Measured, Current),
        cooldown_rule: taken!(
            file.target_tracking_cooldown_rule?,
            CooldownRuleWord,
            CooldownRule,
            Absolute,
            Excess,
            Block
        ),
        cooldown_scope: taken!(file.cooldown_scope?, CooldownScopeWord, CooldownScope, Policy, Target),
        step_credit_clock: taken!(file.step_credit_clock?, StepCreditClockWord, StepCreditClock, Restart, Keep),
        scale_in_during_scale_out_cooldown: taken!(
            file.scale_in_during_scale_out_cooldown?,
            ScaleInDuringScaleOutCooldownWord,
            ScaleInDuringScaleOutCooldown,
            AfterCompletion,
            Blocked
        ),
        percent_base: taken!(file.percent_base?, PercentBaseWord, PercentBase, Desired, InService),
        flapping: taken!(file.flapping?, FlappingWord, Flapping, EqualCapacity, Predict),
        scheduled_during_update: taken!(
            file.scheduled_during_update?,
            ScheduledDuringUpdateWord,
            ScheduledDuringUpdate,
            SetBoundsOnly,
            Fail,
            Act
        ),
        dst: taken!(file.dst?, DstWord, Dst, SkipGapOnceOverlap, ShiftGapOnceOverlap),
        formula: taken!(file.formula?, FormulaWord, Rounding, Ceil, Nearest),
        zero_capacity: taken!(file.zero_capacity?, ZeroCapacityWord, ZeroCapacity, OneWhenAboveTarget, StaysZero),
        ready_to_scale_in: taken!(file.ready_to_scale_in?, ReadyToScaleInWord, ReadyToScaleIn, AlarmAndCooldown, Alarm),
        same_time: taken!(file.same_time?, SameTimeWord, SameTime, SameInstant, SameMinute),
        step_at_threshold: taken!(
            file.step_at_threshold?,
            StepAtThresholdWord,
            StepAtThreshold,
            ByOperator,
            LowerInclusive
        ),
        zero_percent_step: taken!(file.zero_percent_step?, ZeroPercentStepWord, ZeroPercentStep, StaysZero, Raised),
        outside_bounds: taken!(file.outside_bounds?, OutsideBoundsWord, OutsideBounds, ClampOnNextAction, Ordinary),
        one_bound_crosses: taken!(file.one_bound_crosses?, OneBoundCrossesWord, OneBoundCrosses, Fail, MovesOther),
        managed: ManagedRules {
            high_resolution_datapoints: datapoints,
            evaluation_range_extra: range,
            action_repeat_high_resolution: repeat,
            only_breaching: taken!(
                file.missing_only_breaching?,
                OnlyBreachingWord,
                OnlyBreaching,
                Keep,
                Ok,
                InsufficientData
            ),
            ..ManagedRules::DEFAULT
        },
    })
}
