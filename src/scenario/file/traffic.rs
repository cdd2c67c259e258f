//! How sources of requests are written.

use super::written::{At, ClockTime, DateTime, Duration, Growth, Rate, Share, ZoneName};
use crate::aws::Kept;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A source of requests: exactly one of the eight kinds, and what applies to all of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceFile {
    /// Its name. Default: `source-N`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Always the same rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constant: Option<Rate>,
    /// Linear between points, level before the first and after the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub ramp: Option<Vec<PointFile>>,
    /// Level from each point to the next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub steps: Option<Vec<PointFile>>,
    /// Swings around a mean.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sine: Option<SineFile>,
    /// A cosine over the local day, or a rate for each hour of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub daily: Option<DailyFile>,
    /// A rate for each hour of the week: CSV `weekday,hour,rate_per_s` (or `rate_per_min`), 168 rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekly: Option<String>,
    /// A rise, a plateau, a fall.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spike: Option<SpikeFile>,
    /// A record that is replayed; a bare file name is `{file: NAME}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace: Option<TraceFile>,
    /// Where the requests go, in the words of InvokeEndpoint. Left out: to the endpoint, which splits them by weight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<ToFile>,
    /// Multiplies the rate, or the counts of a trace. Default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub scale: Option<f64>,
    /// Compound growth, a step a local day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub growth: Option<Growth>,
    /// Its own process; left out: it shares the scenario's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrivals: Option<ArrivalsFile>,
    /// Coefficient of variation of a factor a local day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day_to_day: Option<Share>,
    /// Time-outs and retries of clients.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-not-yet" = true))]
    pub clients: Option<Kept>,
    /// Lengths of prompts and answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-not-yet" = true))]
    pub tokens: Option<Kept>,
    /// Sizes of requests and answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-not-yet" = true))]
    pub payload: Option<Kept>,
    /// What good service is for this source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-not-yet" = true))]
    pub slo: Option<Kept>,
}

/// Where the requests of a source go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct ToFile {
    /// A variant, by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_variant: Option<String>,
    /// An inference component, by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-not-yet" = true))]
    pub inference_component_name: Option<Kept>,
}

/// A rate from a point in time on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PointFile {
    /// When.
    pub at: At,
    /// How much.
    pub rate: Rate,
}

/// `mean + amplitude x sin(2 pi (t - start - phase) / period)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SineFile {
    /// Mean rate.
    pub mean: Rate,
    /// At most the mean.
    pub amplitude: Rate,
    /// One full swing.
    pub period: Duration,
    /// Default 0s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<Duration>,
}

/// `{low, high, peak_at}` or `{file}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DailyFile {
    /// Lowest rate, twelve hours from the peak.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<Rate>,
    /// Highest rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<Rate>,
    /// Time of day of the highest rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peak_at: Option<ClockTime>,
    /// CSV `hour,rate_per_s`, 24 rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

/// A rise, a plateau, a fall.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpikeFile {
    /// Begin of the rise.
    pub at: At,
    /// Rate added at the top.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub add: Option<Rate>,
    /// Multiplies the other sources at the top.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factor: Option<f64>,
    /// Default 0s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rise: Option<Duration>,
    /// Plateau.
    pub hold: Duration,
    /// Default 0s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fall: Option<Duration>,
}

/// A record that is replayed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum TraceFile {
    /// Its file.
    Name(String),
    /// Its file and how to read it.
    Form(Box<TraceForm>),
}

/// A record and how to read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TraceForm {
    /// `.csv` or `.json`; several files of counts are joined.
    pub file: FileNames,
    /// Column of the counts (or, in JSON of several results, which of them).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// Stamps are wall-clock time of this zone, whatever offset they carry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<ZoneName>,
    /// Length of an interval. Default: the smallest distance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Duration>,
    /// Begin of the window of the record; falls on `start`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<DateTime>,
    /// End of the window of the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<DateTime>,
    /// Begin again at the end of the window. Default false.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat: Option<bool>,
    /// `exact` (default) or `resampled`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replay: Option<ReplayFile>,
    /// What an absent interval means: `none` (default), `previous` or `mean`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap: Option<GapFile>,
    /// Take an answer of CloudWatch that says it is not all. Default false.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow_partial: Option<bool>,
}

/// One file, or several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum FileNames {
    /// One file.
    One(String),
    /// Several, in any order.
    Several(#[schemars(length(min = 1, max = 1_000))] Vec<String>),
}

impl FileNames {
    /// Their names.
    pub fn names(&self) -> &[String] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Several(names) => names,
        }
    }
}

/// How counts become arrivals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum ReplayFile {
    /// Every request of the record.
    Exact,
    /// A process of the record's rate.
    Resampled,
}

/// What an absent interval means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum GapFile {
    /// No arrivals, marked as no data.
    None,
    /// As many as in the interval before.
    Previous,
    /// The mean of the record.
    Mean,
}

/// How a rate becomes arrivals: a bare name is `{process: NAME}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum ArrivalsFile {
    /// `poisson` or `regular`.
    Name(ProcessName),
    /// A process with its figures.
    Form(Box<ArrivalsForm>),
}

/// The processes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum ProcessName {
    /// By time change.
    Poisson,
    /// Evenly spaced.
    Regular,
    /// Gamma renewal; takes `cv`.
    Gamma,
    /// Hyperexponential renewal; takes `cv`.
    Hyperexponential,
    /// Several at once; takes `size`.
    Batches,
    /// Markov modulated; takes `factors` and `stay`.
    Mmpp,
    /// Self-exciting; takes `branching` and `decay`.
    Hawkes,
}

/// A process with its figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ArrivalsForm {
    /// Which.
    pub process: ProcessName,
    /// Of the gaps: gamma, hyperexponential.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cv: Option<f64>,
    /// Requests in a batch: `4` or `{geometric: 5}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<BatchFile>,
    /// Factors of the rate: mmpp.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factors: Option<Vec<f64>>,
    /// Mean stay in each state: mmpp.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stay: Option<Vec<Duration>>,
    /// Requests that each request brings: hawkes, below 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branching: Option<f64>,
    /// How fast that fades: hawkes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decay: Option<Rate>,
}

/// Requests in a batch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum BatchFile {
    /// Always this many.
    Fixed(u32),
    /// Geometric with this mean.
    Form(GeometricFile),
}

/// Geometric on 1, 2, …
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GeometricFile {
    /// Its mean.
    pub geometric: f64,
}
