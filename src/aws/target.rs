//! `RegisterScalableTarget`: what may be scaled, and between which bounds.
//!
//! Ref: botocore 1.43, application-autoscaling, `RegisterScalableTargetRequest`.

use super::name::check_length;
use crate::problem::Problems;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `RegisterScalableTarget`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct ScalableTarget {
    /// `sagemaker`; may be left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_namespace: Option<String>,
    /// `endpoint/E/variant/V`; may be left out where only one resource can be meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<String>,
    /// `sagemaker:variant:DesiredInstanceCount`; follows from the resource.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scalable_dimension: Option<String>,
    /// Policies never go below.
    #[schemars(range(min = 0, max = 2_147_483_647_u32))]
    pub min_capacity: u32,
    /// Policies never go above.
    #[schemars(range(min = 0, max = 2_147_483_647_u32))]
    pub max_capacity: u32,
    /// Suspended kinds of scaling.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspended_state: Option<SuspendedState>,
    /// Kept; does not change a run.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "RoleARN")]
    pub role_arn: Option<String>,
    /// Kept; does not change a run.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
}

/// Suspended kinds of scaling.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase", default)]
pub struct SuspendedState {
    /// Policies remove no capacity.
    pub dynamic_scaling_in_suspended: bool,
    /// Policies add no capacity.
    pub dynamic_scaling_out_suspended: bool,
    /// Scheduled actions do not run.
    pub scheduled_scaling_suspended: bool,
}

impl ScalableTarget {
    /// The constraints of the service model.
    pub fn check(&self, path: &str, problems: &mut Problems) {
        check_namespace(self.service_namespace.as_deref(), path, problems);
        if self.min_capacity > self.max_capacity {
            problems.error(
                format!("{path}.MinCapacity"),
                format!(
                    "MinCapacity is {} and MaxCapacity {}; the minimum may not exceed the maximum",
                    self.min_capacity, self.max_capacity
                ),
            );
        }
        if let Some(role) = &self.role_arn {
            check_length(role, 1_600, &format!("{path}.RoleARN"), problems);
        }
    }
}

/// `ServiceNamespace` is `sagemaker` or absent.
pub(super) fn check_namespace(namespace: Option<&str>, path: &str, problems: &mut Problems) {
    if let Some(name) = namespace
        && name != "sagemaker"
    {
        problems.error(
            format!("{path}.ServiceNamespace"),
            format!("`{name}` is another service; here it is `sagemaker`, or left out"),
        );
    }
}
