//! How lengths of time and their distributions are written.

use super::written::{Duration, Law, LawOrNone};
use crate::aws::Kept;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A length of time or a distribution of one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum LawFile {
    /// `240s` or `15s..60s`.
    Text(Law),
    /// By what people measure.
    Form(Box<LawForm>),
}

/// A length of time or a distribution of one, or `none`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum PatienceFile {
    /// `none`, `240s` or `15s..60s`.
    Text(LawOrNone),
    /// By what people measure.
    Form(Box<LawForm>),
}

/// A distribution by what people measure: `{mean, cv}`, `{p50, p99}`, `{mean}` or `{quantiles}`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LawForm {
    /// Mean.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean: Option<Duration>,
    /// Standard deviation over mean.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cv: Option<f64>,
    /// Median.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p50: Option<Duration>,
    /// 99th percentile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p99: Option<Duration>,
    /// Default lognormal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<Family>,
    /// CSV `percent,ms`, from 0 to 100, linear in between.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantiles: Option<String>,
}

/// Families of distributions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Family {
    /// Its logarithm is normal.
    Lognormal,
    /// Gamma.
    Gamma,
    /// Weibull.
    Weibull,
    /// Two exponential phases with balanced means.
    Hyperexponential,
    /// Memoryless.
    Exponential,
    /// Always the mean.
    Deterministic,
}

/// Time in a slot, per request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum ServiceTimeFile {
    /// `240s` or `15s..60s`.
    Text(Law),
    /// By what people measure.
    Form(Box<ServiceTimeForm>),
}

/// Time in a slot by what people measure.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceTimeForm {
    /// Mean.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean: Option<Duration>,
    /// Standard deviation over mean.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cv: Option<f64>,
    /// Median.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p50: Option<Duration>,
    /// 99th percentile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p99: Option<Duration>,
    /// Default lognormal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<Family>,
    /// CSV `percent,ms`, from 0 to 100, linear in between.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantiles: Option<String>,
    /// By the number of requests in service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-not-yet" = true))]
    pub by_concurrency: Option<Kept>,
    /// By the universal scalability law.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-not-yet" = true))]
    pub usl: Option<Kept>,
    /// Batching servers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-not-yet" = true))]
    pub batch: Option<Kept>,
    /// Language models.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-not-yet" = true))]
    pub tokens: Option<Kept>,
}
