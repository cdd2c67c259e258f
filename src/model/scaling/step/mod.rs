//! How much a step scaling policy adds or removes: which step holds, and what its number makes of the capacity.

mod proposal;

use super::{MetricValue, ZeroPercentStep};
use crate::engine::{Span, Time};
use crate::model::alarms::{Alarm, Comparison, Evaluation, State};

/// A step scaling policy. It has no alarm of its own: alarms name it.
#[derive(Clone, Debug, PartialEq)]
pub struct StepScaling {
    /// `PolicyName`.
    pub name: String,
    /// `AdjustmentType`.
    pub adjustment: AdjustmentType,
    /// `StepAdjustments`; their intervals do not overlap.
    pub steps: Vec<Step>,
    /// `MinAdjustmentMagnitude`, of percentages alone.
    pub min_magnitude: Option<u32>,
    /// `Cooldown`.
    pub cooldown: Span,
    /// `MetricAggregationType`.
    pub aggregation: Aggregation,
}

/// What the number of a step means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdjustmentType {
    /// So many more, or fewer.
    ChangeInCapacity,
    /// So many percent more, or fewer.
    PercentChangeInCapacity,
    /// So many.
    ExactCapacity,
}

/// How the datapoints of an alarm become one metric value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aggregation {
    /// Mean.
    Average,
    /// Smallest.
    Minimum,
    /// Largest.
    Maximum,
}

/// One step; its bounds count from the alarm's threshold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// `MetricIntervalLowerBound`; `None`: no bound.
    pub lower: Option<f64>,
    /// `MetricIntervalUpperBound`; `None`: no bound.
    pub upper: Option<f64>,
    /// `ScalingAdjustment`.
    pub adjustment: i32,
}

/// What an alarm that names a step policy found at one evaluation.
#[derive(Clone, Debug, PartialEq)]
pub struct AlarmFound {
    /// Index of the alarm in the scenario.
    pub alarm: usize,
    /// This evaluation invokes the policy.
    pub acts: bool,
    /// State of the alarm after it.
    pub state: State,
    /// `ComparisonOperator`.
    pub comparison: Comparison,
    /// Threshold.
    pub threshold: f64,
    /// The datapoints judged, newest first; at most `EvaluationPeriods`.
    pub values: Vec<f64>,
    /// Of these, breaching.
    pub breaching: u32,
    /// Breaching ones that have to be.
    pub needed: u32,
    /// Start of the first breaching datapoint of the alarm's present run.
    pub breach_since: Option<Time>,
}

impl AlarmFound {
    /// What an evaluation of the scenario's alarm `number` found. `names`: the policy stands among the actions of the
    /// state that it found.
    pub fn of(number: usize, alarm: &Alarm, evaluation: &Evaluation, names: bool) -> Self {
        let config = alarm.config();
        Self {
            alarm: number,
            acts: names && evaluation.acts,
            state: evaluation.to,
            comparison: config.comparison,
            threshold: config.threshold,
            values: alarm.judged().iter().map(|point| point.value).collect(),
            breaching: evaluation.breaching,
            needed: config.needed(),
            breach_since: alarm.breach_since(),
        }
    }

    /// The metric value that chooses the step; `None`: there is no datapoint.
    ///
    /// Ref: API reference, `StepScalingPolicyConfiguration` (`MetricAggregationType`).
    /// Assumes: `metric_value`: the newest datapoint, or the aggregate of the alarm's `EvaluationPeriods`.
    pub(super) fn metric(&self, aggregation: Aggregation, value: MetricValue) -> Option<f64> {
        let newest = *self.values.first()?;
        if value == MetricValue::Newest {
            return Some(newest);
        }
        Some(match aggregation {
            Aggregation::Average => self.values.iter().sum::<f64>() / self.values.len() as f64,
            Aggregation::Minimum => self.values.iter().copied().fold(newest, f64::min),
            Aggregation::Maximum => self.values.iter().copied().fold(newest, f64::max),
        })
    }
}

/// A capacity after a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Adjusted {
    /// The capacity that it changes.
    pub from: u32,
    /// What a percentage was taken of.
    pub base: u32,
    /// The change.
    pub delta: i64,
    /// `MinAdjustmentMagnitude` made the change larger.
    pub raised: bool,
    /// The capacity after it, before any bound.
    pub wanted: u32,
}

impl Step {
    /// Whether the step holds for a metric that lies `distance` above the threshold.
    ///
    /// Ref: "Step scaling policies for Application Auto Scaling": above the threshold the lower bound belongs to the
    /// step and the upper does not, below it is the other way round.
    fn holds(&self, comparison: Comparison, distance: f64) -> bool {
        match comparison {
            Comparison::Greater | Comparison::GreaterOrEqual => {
                self.lower.is_none_or(|lower| lower <= distance) && self.upper.is_none_or(|upper| distance < upper)
            }
            Comparison::Less | Comparison::LessOrEqual => {
                self.lower.is_none_or(|lower| lower < distance) && self.upper.is_none_or(|upper| distance <= upper)
            }
        }
    }
}

impl Step {
    /// On which side of the threshold it lies.
    fn sign(&self) -> i64 {
        if self.upper.is_some_and(|upper| upper <= 0.0) { -1 } else { 1 }
    }
}

impl StepScaling {
    /// The step for a metric that lies `distance` above the threshold.
    pub(super) fn step_at(&self, comparison: Comparison, distance: f64) -> Option<Step> {
        self.steps.iter().find(|step| step.holds(comparison, distance)).copied()
    }

    /// What a step makes of the capacity `from`; a percentage is one of `base`.
    ///
    /// Ref: "Step scaling policies for Application Auto Scaling", adjustment types.
    /// Assumes: `zero_percent_step`.
    pub(super) fn adjusted(&self, step: &Step, from: u32, base: u32, zero: ZeroPercentStep) -> Adjusted {
        let number = i64::from(step.adjustment);
        let (delta, raised) = match self.adjustment {
            AdjustmentType::ChangeInCapacity => (number, false),
            AdjustmentType::ExactCapacity => (number - i64::from(from), false),
            AdjustmentType::PercentChangeInCapacity if number == 0 && zero == ZeroPercentStep::Raised => {
                (i64::from(self.min_magnitude.unwrap_or(0)) * step.sign(), self.min_magnitude.is_some())
            }
            AdjustmentType::PercentChangeInCapacity => self.percentage(number, base),
        };
        let wanted = (i64::from(from) + delta).clamp(0, u32::MAX.into()) as u32;
        Adjusted { from, base, delta, raised, wanted }
    }

    /// Rounded toward zero, but never to zero; then at least `MinAdjustmentMagnitude`.
    ///
    /// Ref: as above (12.7 is 12, 0.67 is 1, -0.58 is -1, -6.67 is -6; 25 % of 4 with a magnitude of 2 is 2).
    /// Assumes: the percentage gives the magnitude its sign, so that a policy can leave
    /// a capacity of zero.
    fn percentage(&self, percent: i64, base: u32) -> (i64, bool) {
        let hundredths = i64::from(base) * percent;
        let rounded = match hundredths {
            1..=99 => 1,
            -99..=-1 => -1,
            _ => hundredths / 100,
        };
        let least = i64::from(self.min_magnitude.unwrap_or(0));
        if percent == 0 || rounded.abs() >= least { (rounded, false) } else { (least * percent.signum(), true) }
    }
}

#[cfg(test)]
mod tests;
