//! How undocumented AWS behaviour is chosen: every assumption by its name, and what this version knows of it.

use super::laws::LawFile;
use super::written::Duration;
use crate::aws::Kept;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! assumptions {
    ($($(#[doc = $doc:literal])* $name:ident: $kind:ty,)*) => {
        /// Undocumented AWS behaviour, by name. What is left out has its default.
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct AssumptionsFile {
            $(
                $(#[doc = $doc])*
                #[serde(default, skip_serializing_if = "Option::is_none")]
                pub $name: Option<$kind>,
            )*
        }
    };
}

macro_rules! words {
    ($(#[doc = $doc:literal])* $name:ident { $($(#[doc = $word_doc:literal])* $word:ident,)* }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        #[schemars(inline)]
        pub enum $name { $($(#[doc = $word_doc])* $word,)* }
    };
}

assumptions! {
    /// The newest datapoint, or the mean of the N newest of the alarm that fired.
    metric_value: MetricValueWord,
    /// Instances in service when the datapoint was measured, or now.
    capacity_basis: CapacityBasisWord,
    /// Rounding of new capacity.
    formula: FormulaWord,
    /// What counts as a scale-in that would be taken back.
    flapping: FlappingWord,
    /// Target tracking at no capacity.
    zero_capacity: ZeroCapacityWord,
    /// Statistic of the 10-s concurrency metrics.
    concurrency_statistic: StatisticWord,
    /// Largest provisioned utilization: `1`.
    provisioned_utilization_cap: Kept,
    /// How long after a period's end its alarm judges it.
    alarm_lag: AlarmLagFile,
    /// Extra delay of single datapoints.
    publication_jitter: LawFile,
    /// Repeat of scaling actions while in ALARM on periods under 60 s: a length of time or `every_evaluation`. On longer
    /// periods it is every evaluation.
    action_repeat: String,
    /// Datapoints of `AlarmHigh` on a 10-s metric.
    high_resolution_datapoints: u32,
    /// How many datapoints an alarm looks at: `N + 2`.
    evaluation_range: String,
    /// State of an alarm with breaching datapoints alone, and too few.
    missing_only_breaching: OnlyBreachingWord,
    /// Delay of scheduled actions.
    scheduled_delay: LawFile,
    /// Clock times that DST skips or repeats.
    dst: DstWord,
    /// First run of a rate.
    rate_first_run: RateFirstRunWord,
    /// A single date in the past.
    past_at: PastAtWord,
    /// What a scale-out does within the scale-out cooldown.
    target_tracking_cooldown_rule: CooldownRuleWord,
    /// Whose cooldown it is.
    cooldown_scope: CooldownScopeWord,
    /// The scale-out cooldown of a step policy when a larger step acts within it.
    step_credit_clock: StepCreditClockWord,
    /// Scale-in during a scale-out cooldown.
    scale_in_during_scale_out_cooldown: ScaleInDuringScaleOutCooldownWord,
    /// When a policy is ready to scale in.
    ready_to_scale_in: ReadyToScaleInWord,
    /// Which decisions are judged together.
    same_time: SameTimeWord,
    /// A metric at its threshold exactly.
    step_at_threshold: StepAtThresholdWord,
    /// A step of 0 % with a `MinAdjustmentMagnitude`.
    zero_percent_step: ZeroPercentStepWord,
    /// Base of percentages.
    percent_base: PercentBaseWord,
    /// A desired capacity outside its bounds.
    outside_bounds: OutsideBoundsWord,
    /// Merging of `SuspendedState`.
    suspended_merge: SuspendedMergeWord,
    /// A bound that crosses the other.
    one_bound_crosses: OneBoundCrossesWord,
    /// A `*` in a day field of a cron where `?` should be.
    cron_both_stars: BothStarsWord,
    /// Whether a change of capacity puts the endpoint in Updating.
    update_lock: bool,
    /// What a change of copies locks: `component`.
    component_lock: Kept,
    /// A scheduled action that falls due while the endpoint is Updating.
    scheduled_during_update: ScheduledDuringUpdateWord,
    /// From the last request of an instance to its end.
    removal: LawFile,
    /// Which instance goes first.
    scale_in_victim: VictimWord,
    /// Longest time for requests to finish on an instance that goes.
    drain_limit: Duration,
    /// Whether instances launched together serve each when ready, or together.
    launch_group: LaunchGroupWord,
    /// Launches under way when `UpdateEndpoint` replaces all instances.
    launches_at_update: LaunchesAtUpdateWord,
    /// Where an image is cached: `per_instance`.
    image_cached: Kept,
    /// When a launch without capacity is given up: `34m`.
    shortage_gives_up_after: Kept,
    /// What becomes of the instances that came: `rollback`.
    shortage_partial: Kept,
    /// Shortest time billed for an instance.
    billing_minimum: Duration,
    /// `RoutingStrategy` where the document has none.
    default_routing: crate::aws::RoutingStrategy,
    /// Which of several instances with equally few requests.
    routing_ties: TiesWord,
    /// Slow start of a new instance: `none`.
    new_unit_ramp: Kept,
    /// Work of a client that has gone.
    abandoned_work: AbandonedWord,
    /// Which metrics are published as zero when there is no traffic.
    publish_zeros: PublishZerosFile,
    /// Whether refused requests count in Invocations.
    refused_are_invocations: bool,
    /// `ApproximateBacklogSizePerInstance` with no instance: `backlog`.
    backlog_per_instance_at_zero: Kept,
    /// Percentiles of CloudWatch.
    percentile: PercentileWord,
}

/// Which metrics are published as zero when there is no traffic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishZerosFile {
    /// Invocations of a variant and their errors. Default true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant_invocations: Option<bool>,
    /// Metrics of a component without copies: `false`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub component_at_zero_copies: Option<bool>,
    /// Metrics of one's own: `false`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom: Option<bool>,
}

/// How long after a period's end its alarm judges it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AlarmLagFile {
    /// On metrics of 60 s. Default 15s..60s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard: Option<LawFile>,
    /// On metrics of 10 s. Default 5s..15s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high_resolution: Option<LawFile>,
}

words! {
    /// What a policy reads.
    MetricValueWord {
        /// The newest datapoint.
        Newest,
        /// The mean of the N newest.
        Window,
    }
}

words! {
    /// Capacity in the formula.
    CapacityBasisWord {
        /// When the datapoint was measured.
        Measured,
        /// Now.
        Current,
    }
}

words! {
    /// What counts as flapping.
    FlappingWord {
        /// The same capacity.
        EqualCapacity,
        /// Also a capacity at which the metric would exceed the target.
        Predict,
    }
}

/// Statistic of the concurrency metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
pub enum StatisticWord {
    /// Largest.
    Maximum,
    /// Smallest.
    Minimum,
    /// Mean.
    Average,
}

words! {
    /// Clock times that DST skips or repeats.
    DstWord {
        /// A skipped time does not run, a repeated one runs once.
        SkipGapOnceOverlap,
        /// A skipped time runs as late after midnight as on any day, a repeated one runs once.
        ShiftGapOnceOverlap,
    }
}

words! {
    /// A `*` in one day field of a cron beside a value or a `*` in the other.
    BothStarsWord {
        /// Refused, as EventBridge documents it.
        Refuse,
        /// Read as `?`.
        Allow,
    }
}

words! {
    /// A scale-out within the scale-out cooldown.
    CooldownRuleWord {
        /// If the new capacity is larger.
        Absolute,
        /// What exceeds the last one.
        Excess,
        /// Nothing.
        Block,
    }
}

words! {
    /// Whose cooldown it is.
    CooldownScopeWord {
        /// A policy waits after its own actions.
        Policy,
        /// Every policy waits after the action of any.
        Target,
    }
}

words! {
    /// The scale-out cooldown of a step policy when a larger step acts within it.
    StepCreditClockWord {
        /// It begins again.
        Restart,
        /// It goes on.
        Keep,
    }
}

words! {
    /// Scale-in during a scale-out cooldown.
    ScaleInDuringScaleOutCooldownWord {
        /// Allowed as soon as the scale-out is complete.
        AfterCompletion,
        /// Not while a scale-out cooldown of the target runs.
        Blocked,
    }
}

words! {
    /// Base of percentages.
    PercentBaseWord {
        /// Desired capacity.
        Desired,
        /// Instances in service.
        InService,
    }
}

words! {
    /// A scheduled action while the endpoint is Updating.
    ScheduledDuringUpdateWord {
        /// Bounds, no capacity.
        SetBoundsOnly,
        /// Neither.
        Fail,
        /// Both.
        Act,
    }
}

words! {
    /// Which instance goes first.
    VictimWord {
        /// Launched last.
        Newest,
        /// Launched first.
        Oldest,
        /// With the fewest requests.
        LeastBusy,
    }
}

words! {
    /// Instances launched together.
    LaunchGroupWord {
        /// Each serves when it is ready.
        Each,
        /// All serve when the last is ready.
        Together,
    }
}

words! {
    /// Launches under way at a deployment.
    LaunchesAtUpdateWord {
        /// They are called off.
        CalledOff,
        /// They come into service, and are replaced with the others.
        Finish,
    }
}

words! {
    /// Ties of least outstanding requests.
    TiesWord {
        /// Any.
        Uniform,
        /// The lowest number.
        Lowest,
    }
}

words! {
    /// Work of a client that has gone.
    AbandonedWord {
        /// It keeps its slot.
        Continues,
        /// It leaves at once.
        Cancelled,
    }
}

words! {
    /// Rounding of new capacity.
    FormulaWord {
        /// Up.
        Ceil,
        /// To the nearest, a half up.
        Nearest,
    }
}

words! {
    /// Target tracking with no unit in service.
    ZeroCapacityWord {
        /// One, where the metric has a value above its target.
        OneWhenAboveTarget,
        /// None.
        StaysZero,
    }
}

words! {
    /// The state of an alarm with breaching datapoints alone, and too few.
    OnlyBreachingWord {
        /// It stays.
        Keep,
        /// OK.
        Ok,
        /// INSUFFICIENT_DATA.
        InsufficientData,
    }
}

words! {
    /// First run of a rate without StartTime.
    RateFirstRunWord {
        /// An interval after the action is made.
        AfterInterval,
        /// When the action is made.
        AtOnce,
    }
}

words! {
    /// A single date in the past.
    PastAtWord {
        /// The action is refused.
        Refuse,
        /// The action is taken, and never runs.
        NeverRuns,
    }
}

words! {
    /// When another policy is ready to scale in.
    ReadyToScaleInWord {
        /// Its AlarmLow is in ALARM and its scale-in cooldown is over.
        AlarmAndCooldown,
        /// Its AlarmLow is in ALARM.
        Alarm,
    }
}

words! {
    /// Which decisions are judged together.
    SameTimeWord {
        /// Those of one instant.
        SameInstant,
        /// Those of one clock minute.
        SameMinute,
    }
}

words! {
    /// A metric at its threshold exactly.
    StepAtThresholdWord {
        /// It lies on the side of the operator.
        ByOperator,
        /// It lies above.
        LowerInclusive,
    }
}

words! {
    /// A step of 0 % with a MinAdjustmentMagnitude.
    ZeroPercentStepWord {
        /// No change.
        StaysZero,
        /// The magnitude.
        Raised,
    }
}

words! {
    /// A desired capacity outside its bounds.
    OutsideBoundsWord {
        /// The next action brings it to the bound.
        ClampOnNextAction,
        /// Only a change that a policy wants brings it back.
        Ordinary,
    }
}

words! {
    /// Flags that a SuspendedState leaves out.
    SuspendedMergeWord {
        /// They stay.
        PerFlag,
        /// They become false.
        Whole,
    }
}

words! {
    /// A bound of a scheduled action that crosses the other.
    OneBoundCrossesWord {
        /// The action fails.
        Fail,
        /// The other moves with it.
        MovesOther,
    }
}

words! {
    /// Percentiles of CloudWatch.
    PercentileWord {
        /// A value that was measured.
        NearestRank,
        /// Between two values, by rank.
        Linear,
    }
}
