//! How clients are written: how long they wait for an answer, and when they try again.

use super::laws::LawForm;
use super::written::{Duration, DurationOrNone, Law, Share};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What clients do when there is no answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientsFile {
    /// How long a client waits for an answer to one attempt (`read_timeout` of boto3). Default none: until SageMaker hangs up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<DurationOrNone>,
    /// `none` (default), `standard`, `standard_2026` or `legacy` (retry modes of the AWS SDKs), or what differs from one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retries: Option<RetriesFile>,
    /// Clients (SDK objects in processes) that share the requests, each with a retry budget of its own. Default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 1_000_000))]
    pub count: Option<u32>,
}

/// Whether and how clients try again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum RetriesFile {
    /// As the SDKs do.
    Mode(RetryModeOrNone),
    /// As the SDKs do, but.
    Form(Box<RetriesForm>),
}

/// A retry mode of the AWS SDKs, or `none`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum RetryModeOrNone {
    /// Nobody tries again.
    None,
    /// Three attempts, up to 20 s between them, a budget.
    Standard,
    /// The same as with AWS_NEW_RETRIES_2026=true: soon again, and a dearer budget.
    #[serde(rename = "standard_2026")]
    Standard2026,
    /// Five attempts, no budget.
    Legacy,
}

/// A retry mode of the AWS SDKs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum RetryMode {
    /// Three attempts, up to 20 s between them, a budget.
    Standard,
    /// The same as with AWS_NEW_RETRIES_2026=true: soon again, and a dearer budget.
    #[serde(rename = "standard_2026")]
    Standard2026,
    /// Five attempts, no budget.
    Legacy,
}

/// When and how often clients try again; what is left out is as in the mode.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RetriesForm {
    /// Default standard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<RetryMode>,
    /// Attempts of one request, the first included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 100))]
    pub attempts: Option<u32>,
    /// After which failures. Default `[timed_out, failed]`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Vec<FailureWord>>,
    /// The wait before the next attempt: a length of time or a distribution of one, drawn each time, or `{base, cap, jitter}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backoff: Option<BackoffFile>,
    /// Share of failures after which a client goes on at all. Default 100%.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub persistence: Option<Share>,
    /// Tokens that trying again takes, or `none`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<BudgetFile>,
}

/// A failure after which a client may try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub enum FailureWord {
    /// ModelError: the queue was full, the container gave up a waiting request, or SageMaker hung up.
    ModelError,
    /// The client's own `timeout`.
    TimedOut,
    /// No instance in service, or it was lost.
    Failed,
}

/// The wait before the next attempt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum BackoffFile {
    /// `500ms` or `100ms..2s`.
    Text(Law),
    /// Twice as long after every failure.
    Exponential(ExponentialFile),
    /// By what people measure.
    Form(Box<LawForm>),
}

/// Twice as long after every failure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExponentialFile {
    /// After the first failure. Default that of the mode: 1s, of standard_2026 50ms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Duration>,
    /// At most. Default 20s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<Duration>,
    /// Default full.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jitter: Option<JitterWord>,
}

/// The part of a backoff that is left to chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum JitterWord {
    /// All of it.
    Full,
    /// Half of it.
    Equal,
    /// None.
    None,
}

/// Tokens that trying again takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum BudgetFile {
    /// As many as wanted.
    Word(NoBudget),
    /// A bucket for each client.
    Form(BudgetForm),
}

/// The word `none`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum NoBudget {
    /// As many as wanted.
    None,
}

/// A bucket of tokens for each client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BudgetForm {
    /// Tokens in a full bucket. Default 500.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u32>,
    /// Tokens that a retry takes. Default 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_cost: Option<u32>,
    /// Tokens that a retry after a time-out takes. Default 10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_cost: Option<u32>,
    /// Tokens that an answer to a first attempt puts back; an answer to a later one puts back what that one took. Default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_success: Option<u32>,
}
