//! `PutScheduledAction`: new bounds at a given time.
//!
//! Ref: botocore 1.43, application-autoscaling, `PutScheduledActionRequest`.

use super::Kept;
use super::name::check_action_name;
use super::target::check_namespace;
use crate::problem::Problems;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    /// `cron(M H * * ? *)`.
    pub schedule: String,
    /// Zone of the schedule, by its IANA name. Default UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "zone"))]
    pub timezone: Option<String>,
    /// Not before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-not-yet" = true))]
    pub start_time: Option<Kept>,
    /// Not after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-not-yet" = true))]
    pub end_time: Option<Kept>,
    /// The new bounds.
    pub scalable_target_action: ScalableTargetAction,
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
    }
}
