//! API calls that someone makes while a scenario runs: as much of their documents as can change capacity.
//!
//! Ref: botocore 1.43: application-autoscaling `RegisterScalableTargetRequest`, sagemaker
//! `UpdateEndpointWeightsAndCapacitiesInput`, cloudwatch `DisableAlarmActionsInput`. What is put for the first time and
//! what is put again have documents of their own: `ScalingPolicy`, `MetricAlarm`, and [`put::PutScheduledAction`].

pub mod put;
pub mod update;

use super::Kept;
use super::target::check_namespace;
use crate::problem::Problems;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `RegisterScalableTarget` of a target that is registered: what is left out stays.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct RegisterAgain {
    /// `sagemaker`; may be left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_namespace: Option<String>,
    /// May be left out where there is one target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<String>,
    /// Follows from the resource.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scalable_dimension: Option<String>,
    /// Left out: stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 2_147_483_647_u32))]
    pub min_capacity: Option<u32>,
    /// Left out: stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 2_147_483_647_u32))]
    pub max_capacity: Option<u32>,
    /// Flags left out stay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspended_state: Option<SuspendedFlags>,
}

/// Flags of `SuspendedState`; one that is left out stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase", default)]
pub struct SuspendedFlags {
    /// Policies remove no capacity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dynamic_scaling_in_suspended: Option<bool>,
    /// Policies add no capacity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dynamic_scaling_out_suspended: Option<bool>,
    /// Scheduled actions do not run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheduled_scaling_suspended: Option<bool>,
}

/// `UpdateEndpointWeightsAndCapacities`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct UpdateCapacities {
    /// May be left out: there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint_name: Option<String>,
    /// By variant.
    #[schemars(length(min = 1))]
    pub desired_weights_and_capacities: Vec<DesiredCapacity>,
}

/// What a variant shall have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct DesiredCapacity {
    /// Which.
    pub variant_name: String,
    /// Share of the traffic, over the sum of all weights.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0))]
    pub desired_weight: Option<f64>,
    /// Instances.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 100_000))]
    pub desired_instance_count: Option<u32>,
    /// Of serverless variants.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-not-yet" = true))]
    pub serverless_update_config: Option<Kept>,
}

/// `DisableAlarmActions`, `EnableAlarmActions` and `DeleteAlarms`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct AlarmNames {
    /// Which.
    #[schemars(length(min = 1, max = 100))]
    pub alarm_names: Vec<String>,
}

impl RegisterAgain {
    /// The constraints of the service model.
    pub fn check(&self, path: &str, problems: &mut Problems) {
        check_namespace(self.service_namespace.as_deref(), path, problems);
        if let (Some(min), Some(max)) = (self.min_capacity, self.max_capacity)
            && min > max
        {
            let message = format!("MinCapacity is {min} and MaxCapacity {max}; the minimum may not exceed the maximum");
            problems.error(format!("{path}.MinCapacity"), message);
        }
    }
}
