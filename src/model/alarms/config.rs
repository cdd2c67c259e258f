//! What an alarm watches and when it counts a datapoint as breaching.

use crate::engine::Span;
use crate::model::metrics::Sample;
use std::fmt;

/// `ComparisonOperator`; the statistic is the left operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `GreaterThanOrEqualToThreshold`.
    GreaterOrEqual,
    /// `GreaterThanThreshold`.
    Greater,
    /// `LessThanThreshold`.
    Less,
    /// `LessThanOrEqualToThreshold`.
    LessOrEqual,
}

impl Comparison {
    /// Whether `value` breaches `threshold`.
    pub fn breaches(self, value: f64, threshold: f64) -> bool {
        match self {
            Self::GreaterOrEqual => value >= threshold,
            Self::Greater => value > threshold,
            Self::Less => value < threshold,
            Self::LessOrEqual => value <= threshold,
        }
    }
}

impl fmt::Display for Comparison {
    /// As `StateReason` words it: `greater than`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::GreaterOrEqual => "greater than or equal to",
            Self::Greater => "greater than",
            Self::Less => "less than",
            Self::LessOrEqual => "less than or equal to",
        })
    }
}

/// `TreatMissingData`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TreatMissingData {
    /// missing.
    Missing,
    /// ignore.
    Ignore,
    /// breaching.
    Breaching,
    /// notBreaching.
    NotBreaching,
}

/// `assumptions.missing_only_breaching`: the state where too few datapoints are there, all of them breaching, none of them
/// old enough for an alarm (`TreatMissingData: missing`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnlyBreaching {
    /// It stays.
    Keep,
    /// OK: it is no alarm yet.
    Ok,
    /// `INSUFFICIENT_DATA`: there is too little to tell.
    InsufficientData,
}

/// An alarm as `PutMetricAlarm` configures it, with what AWS does not let one configure.
///
/// Ref: API reference, `PutMetricAlarm`.
#[derive(Clone, Debug, PartialEq)]
pub struct AlarmConfig {
    /// `AlarmName`.
    pub name: String,
    /// Period.
    pub period: Span,
    /// `EvaluationPeriods`.
    pub evaluation_periods: u32,
    /// `DatapointsToAlarm`; `None`: not set, which means all.
    pub datapoints_to_alarm: Option<u32>,
    /// Threshold.
    pub threshold: f64,
    /// `ComparisonOperator`.
    pub comparison: Comparison,
    /// `TreatMissingData`.
    pub treat_missing_data: TreatMissingData,
    /// Periods that an evaluation looks at; at least `EvaluationPeriods`.
    pub evaluation_range: u32,
    /// How long after an invocation of the policy the next one comes while in ALARM; zero: at every evaluation.
    pub action_repeat: Span,
    /// `EvaluateLowSampleCountPercentile: ignore`: with fewer samples than this behind the newest value the state stays.
    pub few_samples: Option<f64>,
    /// `ActionsEnabled`.
    pub actions_enabled: bool,
    /// `assumptions.missing_only_breaching`.
    pub only_breaching: OnlyBreaching,
}

impl AlarmConfig {
    /// Whether a value breaches.
    pub fn breaches(&self, point: &Sample) -> bool {
        self.comparison.breaches(point.value, self.threshold)
    }

    /// M of "M out of N".
    pub fn needed(&self) -> u32 {
        self.datapoints_to_alarm.unwrap_or(self.evaluation_periods)
    }
}
