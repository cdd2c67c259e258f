//! The configuration of a step scaling policy, and which ones AWS refuses.
//!
//! Ref: botocore 1.43, application-autoscaling, `StepScalingPolicyConfiguration`.

mod layout;

use super::policy::null_is_zero;
use crate::problem::Problems;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Adds and removes by steps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct StepScaling {
    /// What a step's number means.
    pub adjustment_type: AdjustmentType,
    /// 1 to 20 steps.
    pub step_adjustments: Vec<StepAdjustment>,
    /// Smallest change, for `PercentChangeInCapacity` alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_adjustment_magnitude: Option<i32>,
    /// Seconds after a completed scale-out in which only a larger one acts, and after a completed scale-in in which there
    /// is no other. Default 300; null is 0.
    #[serde(default, deserialize_with = "null_is_zero", skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 31_536_000), extend("x-null" = true))]
    pub cooldown: Option<u32>,
    /// How datapoints are taken together. Default Average.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric_aggregation_type: Option<MetricAggregationType>,
}

/// What a step's number means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
pub enum AdjustmentType {
    /// So many more or fewer.
    ChangeInCapacity,
    /// So many percent more or fewer.
    PercentChangeInCapacity,
    /// So many.
    ExactCapacity,
}

/// How datapoints are taken together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
pub enum MetricAggregationType {
    /// Mean.
    Average,
    /// Smallest.
    Minimum,
    /// Largest.
    Maximum,
}

/// One step, bounds counted from the alarm's threshold: the metric less the threshold lies between them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct StepAdjustment {
    /// Left out or null: no bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-null" = true))]
    pub metric_interval_lower_bound: Option<f64>,
    /// Left out or null: no bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-null" = true))]
    pub metric_interval_upper_bound: Option<f64>,
    /// By `AdjustmentType`.
    pub scaling_adjustment: i32,
}

/// Ref: "Quotas for Application Auto Scaling".
const MOST_STEPS: usize = 20;

impl StepScaling {
    /// What `PutScalingPolicy` refuses.
    ///
    /// Ref: API reference, `StepScalingPolicyConfiguration`; "Step scaling policies for Application Auto Scaling"
    /// (rules for step adjustments).
    pub fn check(&self, path: &str, problems: &mut Problems) {
        let at = format!("{path}.StepAdjustments");
        if self.step_adjustments.is_empty() {
            problems.error(&at, format!("has no steps; AWS wants 1 to {MOST_STEPS}"));
        } else if self.step_adjustments.len() > MOST_STEPS {
            let found = self.step_adjustments.len();
            problems.error(&at, format!("has {found} steps; AWS allows {MOST_STEPS} in a policy"));
        }
        if self.adjustment_type == AdjustmentType::ExactCapacity {
            for (number, step) in self.step_adjustments.iter().enumerate().filter(|(_, s)| s.scaling_adjustment < 0) {
                let message =
                    format!("is {}; ExactCapacity sets the capacity itself: 0 or more", step.scaling_adjustment);
                problems
                    .error(format!("{at}.{number}.ScalingAdjustment"), message)
                    .hint("to remove some, write `AdjustmentType: ChangeInCapacity`");
            }
        }
        layout::check(&self.step_adjustments, &at, problems);
        self.check_magnitude(path, problems);
    }

    fn check_magnitude(&self, path: &str, problems: &mut Problems) {
        let Some(magnitude) = self.min_adjustment_magnitude else { return };
        let at = format!("{path}.MinAdjustmentMagnitude");
        if self.adjustment_type != AdjustmentType::PercentChangeInCapacity {
            let message = format!(
                "belongs to PercentChangeInCapacity alone, and the AdjustmentType is {:?}; leave it out",
                self.adjustment_type
            );
            problems.error(at, message).on_key();
        } else if magnitude < 1 {
            problems.error(at, format!("is {magnitude}; a smallest change of 1 or more is wanted"));
        }
    }
}

#[cfg(test)]
mod tests;
