//! What really happened to capacity: files that AWS answered, and how they are to be read.

use super::traffic::FileNames;
use super::written::{DateTime, Duration, ZoneName};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A record of capacity: a bare name is `{file: NAME}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum HistoryFile {
    /// The file.
    Name(String),
    /// With its keys.
    Form(Box<HistoryForm>),
}

/// A record of capacity with its keys.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HistoryForm {
    /// What `aws application-autoscaling describe-scaling-activities` prints, or the SampleCount of CPUUtilization as
    /// CloudWatch's JSON or CSV has it; of one record several files.
    pub file: FileNames,
    /// `VariantName`. Activities name theirs; counts need it where there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
    /// Counts: the column of a CSV, or the Id or Label of a result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// Counts: the stamps are wall-clock time of this zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<ZoneName>,
    /// Counts: default the smallest distance of two rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Duration>,
    /// This moment of the record falls on `start`. Left out: moved as the traffic's trace is, without one not at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<DateTime>,
    /// Whether an answer that is not complete will do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow_partial: Option<bool>,
}
