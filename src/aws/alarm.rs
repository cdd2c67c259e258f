//! `PutMetricAlarm`: an alarm of one's own.
//!
//! Ref: botocore 1.43, cloudwatch, `PutMetricAlarmInput`.

use super::{Kept, Tag};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `PutMetricAlarm`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct MetricAlarm {
    /// Name of the alarm.
    pub alarm_name: String,
    /// Kept; does not change a run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alarm_description: Option<String>,
    /// Whether actions are taken. Default true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actions_enabled: Option<bool>,
    /// `AWS/SageMaker`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// Name of the metric.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric_name: Option<String>,
    /// What the metric is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dimensions: Vec<MetricDimension>,
    /// `SampleCount`, Average, Sum, Minimum or Maximum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statistic: Option<String>,
    /// `p99` and the like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extended_statistic: Option<String>,
    /// Metric math.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metrics: Option<Kept>,
    /// Unit of the metric.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<u32>,
    /// N of M of N.
    pub evaluation_periods: u32,
    /// M of M of N. Default N.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub datapoints_to_alarm: Option<u32>,
    /// What the statistic is compared with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
    /// How.
    pub comparison_operator: String,
    /// missing (default), ignore, breaching or notBreaching.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub treat_missing_data: Option<String>,
    /// evaluate (default) or ignore.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evaluate_low_sample_count_percentile: Option<String>,
    /// Policies that run while the alarm is in ALARM.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alarm_actions: Vec<String>,
    /// Policies that run while the alarm is OK.
    #[serde(default, skip_serializing_if = "Vec::is_empty", rename = "OKActions")]
    pub ok_actions: Vec<String>,
    /// Policies that run while the alarm has too little data.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub insufficient_data_actions: Vec<String>,
    /// Kept; does not change a run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
}

/// What a metric is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct MetricDimension {
    /// `EndpointName`.
    pub name: String,
    /// `shop`.
    pub value: String,
}
