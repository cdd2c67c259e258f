//! A metric of the scenario's own, published each minute.

use crate::aws::MetricDimension;
use crate::aws::metrics::MetricDataQuery;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A metric of one's own: a name, and exactly one of `expression` and `Metrics`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnMetricFile {
    /// Any but SageMaker's.
    #[serde(rename = "Namespace")]
    pub namespace: String,
    /// Name of the metric.
    #[serde(rename = "MetricName")]
    pub metric_name: String,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty", rename = "Dimensions")]
    pub dimensions: Vec<MetricDimension>,
    /// Metric math over what the variant knows of a minute: requests, refused, timed_out, failed, in_service, in_flight,
    /// queued, busy_slots, slots.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expression: Option<String>,
    /// Metric math over published metrics.
    #[serde(default, skip_serializing_if = "Vec::is_empty", rename = "Metrics")]
    pub metrics: Vec<MetricDataQuery>,
}
