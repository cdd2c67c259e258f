//! `UpdateEndpoint`, with the configuration that its `EndpointConfigName` stands for.
//!
//! Ref: botocore 1.43: sagemaker `UpdateEndpointInput`, `DeploymentConfig`, `BlueGreenUpdatePolicy`,
//! `TrafficRoutingConfig`, `VariantProperty`.

use crate::aws::{Kept, ProductionVariant};
use crate::problem::Problems;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `UpdateEndpoint`, and what of the new configuration differs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase", default)]
pub struct UpdateEndpoint {
    /// May be left out: there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint_name: Option<String>,
    /// Name of the new configuration. Kept; what it holds stands below.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint_config_name: Option<String>,
    /// The variants of the new configuration; left out: those of the one that stands.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub production_variants: Vec<ProductionVariant>,
    /// Counts and weights stay as they are now, whatever the configuration says. Default false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retain_all_variant_properties: Option<bool>,
    /// Of these, those that the configuration says all the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 3))]
    pub exclude_retained_variant_properties: Vec<VariantProperty>,
    /// How the new instances take over. Default: all at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deployment_config: Option<DeploymentConfig>,
    /// Kept; does not change a run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retain_deployment_config: Option<bool>,
}

/// A property of a variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct VariantProperty {
    /// Which.
    pub variant_property_type: VariantPropertyType,
}

/// Which property of a variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
pub enum VariantPropertyType {
    /// How many instances.
    DesiredInstanceCount,
    /// Its share of the traffic.
    DesiredWeight,
    /// Does not change a run.
    DataCaptureConfig,
}

/// How the new instances take over.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase", default)]
pub struct DeploymentConfig {
    /// A new fleet beside the old one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blue_green_update_policy: Option<BlueGreen>,
    /// In batches.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-not-yet" = true))]
    pub rolling_update_policy: Option<Kept>,
    /// Kept; no alarm takes a deployment back here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_rollback_configuration: Option<Kept>,
}

/// A new fleet beside the old one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct BlueGreen {
    /// How the traffic goes over.
    pub traffic_routing_configuration: TrafficRouting,
    /// How long the old fleet is kept when all traffic has gone over. Default 0.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "TerminationWaitInSeconds")]
    #[schemars(range(min = 0, max = 3_600))]
    pub termination_wait_secs: Option<u32>,
    /// Kept; a deployment that takes longer does not fail here.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "MaximumExecutionTimeoutInSeconds")]
    #[schemars(range(min = 600, max = 28_800))]
    pub maximum_execution_timeout_secs: Option<u32>,
}

/// How the traffic goes over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct TrafficRouting {
    /// `ALL_AT_ONCE`.
    #[serde(rename = "Type")]
    pub kind: TrafficRoutingType,
    /// How long the new fleet is watched with the traffic on it.
    #[serde(rename = "WaitIntervalInSeconds")]
    #[schemars(range(min = 0, max = 3_600))]
    pub wait_interval_secs: u32,
    /// Of a canary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-not-yet" = true))]
    pub canary_size: Option<Kept>,
    /// Of linear shifting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-not-yet" = true))]
    pub linear_step_size: Option<Kept>,
}

/// How the traffic goes over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[schemars(inline)]
pub enum TrafficRoutingType {
    /// All of it at one moment.
    AllAtOnce,
    /// A part first.
    Canary,
    /// In equal parts.
    Linear,
}

impl UpdateEndpoint {
    /// Whether a property stays as it is now.
    pub fn retains(&self, property: VariantPropertyType) -> bool {
        let excluded = self.exclude_retained_variant_properties.iter().any(|p| p.variant_property_type == property);
        self.retain_all_variant_properties == Some(true) && !excluded
    }

    /// The constraints of the service model.
    pub fn check(&self, path: &str, problems: &mut Problems) {
        for variant in &self.production_variants {
            variant.check(&format!("{path}.ProductionVariants.{}", variant.variant_name), problems);
        }
    }
}
