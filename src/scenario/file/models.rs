//! How models, instance types and launches are written.

use super::laws::{LawFile, PatienceFile, ServiceTimeFile};
use super::written::{DurationOrNone, Money, Share, Size};
use crate::aws::Kept;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How one instance serves a model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ModelFile {
    /// Time in a slot, per request.
    pub service_time: ServiceTimeFile,
    /// Requests that one instance serves at once.
    #[schemars(range(min = 1, max = 1_048_575))]
    pub concurrency: u32,
    /// Waiting places of one instance: `0`, a number or `unlimited`. Default 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<QueueFile>,
    /// How long a request waits in the queue before it leaves. Default none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue_timeout: Option<PatienceFile>,
    /// Waiting and service together. Default 60s, SageMaker's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<DurationOrNone>,
    /// Time outside the container, part of the latency. Default 0ms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overhead: Option<LawFile>,
    /// Share of the machine in use when all slots are busy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utilization: Option<UtilizationFile>,
    /// Stages of a start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_up: Option<StartUpFile>,
    /// Sizes of requests and answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-not-yet" = true))]
    pub payload: Option<Kept>,
    /// Other figures for an instance type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-not-yet" = true))]
    pub on: Option<Kept>,
}

/// Waiting places of one instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum QueueFile {
    /// So many.
    Places(u32),
    /// As many as come.
    Word(Unlimited),
}

/// The word `unlimited`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Unlimited {
    /// As many as come.
    Unlimited,
}

/// Share of the machine in use when all slots are busy, and `idle_*` at rest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UtilizationFile {
    /// All vCPUs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu: Option<Share>,
    /// All GPUs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gpu: Option<Share>,
    /// Memory of all GPUs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gpu_memory: Option<Share>,
    /// Memory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory: Option<Share>,
    /// Disk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disk: Option<Share>,
    /// Added to the disk's share with every request that an instance has served.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disk_per_request: Option<Share>,
    /// All vCPUs, at rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idle_cpu: Option<Share>,
    /// All GPUs, at rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idle_gpu: Option<Share>,
    /// Memory of all GPUs, at rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idle_gpu_memory: Option<Share>,
    /// Memory, at rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idle_memory: Option<Share>,
    /// Disk, at rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idle_disk: Option<Share>,
}

/// Stages of a start; pull and download as measured alone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartUpFile {
    /// Container image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pull: Option<LawFile>,
    /// Model artifacts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub download: Option<LawFile>,
    /// Container start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<LawFile>,
    /// Health checks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub health: Option<LawFile>,
    /// Warm-up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warm: Option<LawFile>,
    /// Serverless: a cold start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-not-yet" = true))]
    pub cold_start: Option<Kept>,
    /// Serverless: how long an environment is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-not-yet" = true))]
    pub keep_warm: Option<Kept>,
    /// Serverless: allocation of provisioned concurrency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-not-yet" = true))]
    pub allocate: Option<Kept>,
}

/// Facts of an instance type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InstanceFile {
    /// From request to instance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provision: Option<LawFile>,
    /// On demand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
    /// Account quota.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 100_000))]
    pub quota: Option<u32>,
    /// vCPUs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 1_024))]
    pub vcpus: Option<u32>,
    /// GPUs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 64))]
    pub gpus: Option<u32>,
    /// Memory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory: Option<Size>,
    /// Memory that copies of inference components can have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-not-yet" = true))]
    pub schedulable_memory: Option<Kept>,
}

/// How an instance comes into being: what is not given elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LaunchFile {
    /// Measured start-ups. Default: by GPU.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preset: Option<PresetName>,
    /// Stages that differ from the preset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_up: Option<StartUpFile>,
}

/// The presets of start-up times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum PresetName {
    /// A GPU image of some 15 GB.
    GpuLargeImage,
    /// The same image, cached.
    GpuCachedImage,
    /// A GPU image of some 2 GB.
    GpuSmallImage,
    /// A CPU image of some 1 GB.
    CpuSmallImage,
    /// Every stage takes no time.
    None,
}
