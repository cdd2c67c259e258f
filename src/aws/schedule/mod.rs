//! `PutScheduledAction`: new bounds at a given time.
//!
//! Ref: botocore 1.43, application-autoscaling, `PutScheduledActionRequest`.

mod cron;
mod expression;
mod field;
#[cfg(test)]
mod tests;

pub use cron::{Cron, Days};
pub use expression::{BothStars, Expression, Fault, parse};

use super::name::check_action_name;
use super::target::check_namespace;
use crate::problem::Problems;
use crate::quantity;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// `PutScheduledAction`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct ScheduledAction {
    /// Name of the action, unique for its target.
    pub scheduled_action_name: String,
    /// `sagemaker`; may be left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_namespace: Option<String>,
    /// May be left out where there is one target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<String>,
    /// Follows from the resource.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scalable_dimension: Option<String>,
    /// `at(yyyy-mm-ddThh:mm:ss)`, `rate(5 hours)` or `cron(minutes hours day-of-month month day-of-week year)`.
    #[schemars(length(min = 1, max = 1600))]
    pub schedule: String,
    /// Zone of an `at` or a `cron`, by its IANA name. Default UTC, whatever the scenario's zone is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "zone"))]
    pub timezone: Option<String>,
    /// From when a recurring schedule runs; it runs at this moment too. UTC where there is no offset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_time: Option<Timestamp>,
    /// After this a recurring schedule runs no more. UTC where there is no offset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_time: Option<Timestamp>,
    /// The new bounds.
    pub scalable_target_action: ScalableTargetAction,
}

/// A moment as AWS documents write it: `2026-11-27T12:00:00Z`, a date, or the seconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub String);

impl JsonSchema for Timestamp {
    fn schema_name() -> Cow<'static, str> {
        "Timestamp".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": ["string", "number"], "format": "timestamp"})
    }
}

/// New bounds of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct ScalableTargetAction {
    /// Left out: stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 2_147_483_647_u32))]
    pub min_capacity: Option<u32>,
    /// Left out: stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 2_147_483_647_u32))]
    pub max_capacity: Option<u32>,
}

impl ScheduledAction {
    /// The constraints of the service model.
    pub fn check(&self, path: &str, problems: &mut Problems) {
        check_action_name(&self.scheduled_action_name, &format!("{path}.ScheduledActionName"), problems);
        check_namespace(self.service_namespace.as_deref(), path, problems);
        let action = format!("{path}.ScalableTargetAction");
        match (self.scalable_target_action.min_capacity, self.scalable_target_action.max_capacity) {
            (None, None) => {
                problems.error(action, "has neither MinCapacity nor MaxCapacity; give one or both");
            }
            (Some(min), Some(max)) if min > max => {
                let message =
                    format!("MinCapacity is {min} and MaxCapacity {max}; the minimum may not exceed the maximum");
                problems.error(format!("{action}.MinCapacity"), message);
            }
            _ => {}
        }
        self.check_times(path, problems);
    }

    /// `StartTime` lies before `EndTime`. What is no time at all has been said where its format was read.
    fn check_times(&self, path: &str, problems: &mut Problems) {
        let (Some(start), Some(end)) = (&self.start_time, &self.end_time) else { return };
        let (Ok(from), Ok(until)) = (quantity::timestamp(&start.0), quantity::timestamp(&end.0)) else { return };
        if from >= until {
            let message = format!("is {}, which is not after the StartTime {}", end.0, start.0);
            problems.error(format!("{path}.EndTime"), message);
        }
    }

    /// Whether `Timezone` means something: AWS applies it to `at` and `cron`.
    ///
    /// Ref: API reference, PutScheduledAction.
    pub fn goes_by_a_clock(&self) -> bool {
        !self.schedule.starts_with("rate")
    }
}
