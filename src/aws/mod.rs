//! Each AWS document once: plain data in AWS's names, with the constraints of the service models. What a document
//! means for a run is decided elsewhere; here it is only well formed or not.

pub mod activity;
pub mod alarm;
pub mod call;
pub mod endpoint;
pub mod format;
pub mod metrics;
pub mod name;
pub mod policy;
pub mod resource;
pub mod schedule;
pub mod step;
pub mod target;

pub use alarm::{ComparisonOperator, LowSampleCount, MetricAlarm, MetricDimension, Statistic, TreatMissingData};
pub use endpoint::{Endpoint, ProductionVariant, RoutingConfig, RoutingStrategy};
pub use metrics::{CustomizedMetricSpecification, MetricDataQuery, MetricStat};
pub use policy::{PolicyType, PredefinedMetricType, ScalingPolicy, TargetTracking};
pub use resource::{Dimension, ResourceId};
pub use schedule::{ScalableTargetAction, ScheduledAction, Timestamp};
pub use step::StepScaling;
pub use target::ScalableTarget;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A member that is kept as it was written: it cannot change the outcome of a run, or this version cannot run it and
/// the schema says so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Kept(pub serde_json::Value);

impl JsonSchema for Kept {
    fn schema_name() -> Cow<'static, str> {
        "Kept".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!(true)
    }
}

/// A tag of a resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct Tag {
    /// Its name.
    pub key: String,
    /// Its value.
    pub value: String,
}
