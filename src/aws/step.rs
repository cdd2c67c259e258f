//! The configuration of a step scaling policy.
//!
//! Ref: botocore 1.43, application-autoscaling, `StepScalingPolicyConfiguration`.

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
    /// Seconds. Default 300.
    #[serde(default, skip_serializing_if = "Option::is_none")]
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

/// One step, bounds counted from the alarm's threshold.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct StepAdjustment {
    /// Left out: no bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric_interval_lower_bound: Option<f64>,
    /// Left out: no bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric_interval_upper_bound: Option<f64>,
    /// By `AdjustmentType`.
    pub scaling_adjustment: i32,
}
