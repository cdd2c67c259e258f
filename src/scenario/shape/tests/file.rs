//! A scenario in small: file types with every form that a scenario's types have.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// A scenario in small.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) title: Option<String>,
    #[schemars(range(min = 1, max = 1000))]
    pub(super) runs: Option<u32>,
    pub(super) seed: Option<u64>,
    #[schemars(extend("format" = "share"))]
    pub(super) day_to_day: Option<String>,
    #[schemars(length(min = 1))]
    pub(super) traffic: Vec<Source>,
    pub(super) models: BTreeMap<String, Model>,
    #[serde(default)]
    pub(super) policies: Vec<Policy>,
    #[schemars(extend("x-not-yet" = "calls come with the next version"))]
    pub(super) calls: Option<Value>,
    /// Anything goes.
    pub(super) notes: Option<Value>,
    pub(super) arrivals: Option<Arrivals>,
    pub(super) assumptions: Option<Assumptions>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Source {
    Constant(Rate),
    Ramp(Vec<Point>),
    Spike {
        #[schemars(extend("format" = "at"))]
        at: String,
        add: Rate,
    },
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline, extend("format" = "rate"))]
pub(super) struct Rate(pub(super) String);

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Point {
    #[schemars(extend("format" = "duration"))]
    pub(super) at: String,
    pub(super) rate: Rate,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Model {
    pub(super) service_time: Law,
    #[schemars(range(min = 1))]
    pub(super) concurrency: u32,
    pub(super) queue: Option<Queue>,
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub(super) scale: Option<f64>,
    #[serde(default)]
    pub(super) warm: bool,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Law {
    Text(#[schemars(extend("format" = "law"))] String),
    Moments(Moments),
    Percentiles(Percentiles),
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Moments {
    #[schemars(extend("format" = "duration"))]
    pub(super) mean: String,
    pub(super) cv: Option<f64>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Percentiles {
    #[schemars(extend("format" = "duration"))]
    pub(super) p50: String,
    #[schemars(extend("format" = "duration"))]
    pub(super) p99: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Queue {
    Places(u16),
    Word(QueueWord),
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum QueueWord {
    Unlimited,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
#[expect(clippy::struct_field_names, reason = "AWS's names")]
pub(super) struct Policy {
    pub(super) policy_name: String,
    pub(super) kind: Option<Kind2>,
    pub(super) target_value: f64,
    pub(super) scale_in_cooldown: Option<i32>,
    pub(super) scale_out_cooldown: Option<i32>,
    pub(super) target: Option<Tagged>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(super) enum Kind2 {
    /// Documented, so that the schema lists constants.
    TargetTracking,
    /// Not yet.
    #[schemars(extend("x-not-yet" = true))]
    Step,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "sort", rename_all = "lowercase")]
pub(super) enum Tagged {
    Variant { name: String },
    Component { copies: u8 },
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Arrivals {
    Word(Process),
    Form(ArrivalsForm),
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Process {
    Poisson,
    Regular,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ArrivalsForm {
    pub(super) process: Process,
    pub(super) factors: Option<Vec<f64>>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Assumptions {
    #[schemars(extend("format" = "law"))]
    pub(super) alarm_lag: Option<String>,
    pub(super) update_lock: Option<bool>,
}
