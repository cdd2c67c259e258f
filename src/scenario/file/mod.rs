//! How a scenario is written: the file types of its sections, as serde reads them and as the schema describes them.
//! What they mean is decided in `lower`; nothing here is checked beyond its form.

pub mod assumptions;
pub mod calls;
pub mod clients;
pub mod history;
pub mod laws;
pub mod models;
pub mod own_metric;
pub mod traffic;
pub mod written;

pub use assumptions::AssumptionsFile;
pub use models::{InstanceFile, LaunchFile, ModelFile, StartUpFile};
pub use traffic::{ArrivalsFile, SourceFile};

use crate::aws::{Endpoint, Kept, MetricAlarm, ScalableTarget, ScalingPolicy, ScheduledAction};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use written::{DateTime, Duration, Share, ZoneName};

/// One question to dryscale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "dryscale scenario")]
pub struct ScenarioFile {
    /// One sentence that ends in a question mark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Begin of the counted window, a whole minute. Required where a time of day or a date is used, else
    /// 2026-01-05T00:00:00, a Monday.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<DateTime>,
    /// Zone of daily curves, times of day and chart axes, never of AWS documents. Default UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<ZoneName>,
    /// Length of the counted window. Default 24h.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<Duration>,
    /// Time simulated before `start`, not counted. Default 30m.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead_in: Option<Duration>,
    /// Replications. Default 30.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 100_000))]
    pub runs: Option<u32>,
    /// Seed of all random numbers. Default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// `requests` (default): one by one. `fluid`: a flow of the expected rate, quick and without chance at the arrivals, but
    /// without latency percentiles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fidelity: Option<Fidelity>,
    /// Sources of requests, whose rates add up.
    #[schemars(length(min = 1))]
    pub traffic: Vec<SourceFile>,
    /// How the rate becomes arrivals, for all sources without `arrivals` of their own. Default poisson.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrivals: Option<ArrivalsFile>,
    /// Coefficient of variation of a factor a local day. Default 0%.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day_to_day: Option<Share>,
    /// What clients do when there is no answer. Default: they wait until SageMaker hangs up, and nobody tries again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clients: Option<clients::ClientsFile>,
    /// How an instance serves, by `ModelName`.
    pub models: BTreeMap<String, ModelFile>,
    /// Facts of instance types, over the shipped table.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub instances: BTreeMap<String, InstanceFile>,
    /// How an instance comes into being.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub launch: Option<LaunchFile>,
    /// Rates of serverless inference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-not-yet" = true))]
    pub serverless: Option<Kept>,
    /// `CreateEndpoint` and `CreateEndpointConfig` in one.
    pub endpoint: Endpoint,
    /// Documents of Application Auto Scaling and CloudWatch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scaling: Option<ScalingFile>,
    /// Metrics of one's own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub metrics: Vec<own_metric::OwnMetricFile>,
    /// API calls during the run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<calls::CallFile>,
    /// Shortages, deploys, lost instances.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-not-yet" = true))]
    pub faults: Option<Kept>,
    /// What really happened to capacity: shown beside what the runs say, changes none of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<history::HistoryFile>,
    /// What good service is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slo: Option<SloFile>,
    /// `NAME[{SCOPE}] <|<=|>|>= NUMBER`, in the metric's own unit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objectives: Vec<String>,
    /// What a search may change, each as `PATH=VALUES`: `keep-busy.TargetValue=300:900:50`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tune: Vec<String>,
    /// Undocumented AWS behaviour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assumptions: Option<AssumptionsFile>,
    /// Written by dryscale into scenario.lock.yaml: what a run was made of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lock: Option<LockFile>,
}

/// How requests are simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Fidelity {
    /// One by one.
    Requests,
    /// As a flow of the expected rate; no latency percentiles.
    Fluid,
}

/// Documents of Application Auto Scaling and CloudWatch.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ScalingFile {
    /// `RegisterScalableTarget` documents.
    pub targets: Vec<ScalableTarget>,
    /// `PutScalingPolicy` documents.
    pub policies: Vec<ScalingPolicy>,
    /// `PutScheduledAction` documents.
    pub scheduled_actions: Vec<ScheduledAction>,
    /// `PutMetricAlarm` documents.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alarms: Vec<MetricAlarm>,
    /// The same documents in files of their own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
}

/// What good service is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SloFile {
    /// A request that ends ok and slower than this is not good. Left out: every ok request is good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency: Option<Duration>,
    /// Share of good requests below which a minute is bad. Default 99%.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attainment: Option<Share>,
    /// What the floor of cost is reckoned with: `fluid` (default) or `slo`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demand: Option<Demand>,
    /// Time to first token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-not-yet" = true))]
    pub ttft: Option<Kept>,
    /// Time per output token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-not-yet" = true))]
    pub tpot: Option<Kept>,
}

/// What the floor of cost is reckoned with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Demand {
    /// Rate times mean service time, at 80 % of the slots.
    Fluid,
    /// The least number of instances that meets the SLO.
    Slo,
}

/// What a run was made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LockFile {
    /// Version of dryscale.
    pub version: String,
    /// Version of the time zone database.
    pub tz_database: String,
    /// The way from this file's folder to the folder that the paths of data files count from.
    pub data: String,
    /// The data files as they were.
    #[serde(default)]
    pub inputs: Vec<LockedInput>,
}

/// A data file as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LockedInput {
    /// As the scenario names it.
    pub path: String,
    /// SHA-256, in lower-case hexadecimal.
    pub sha256: String,
    /// Length.
    pub bytes: u64,
}
