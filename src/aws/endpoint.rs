//! `CreateEndpoint` and `CreateEndpointConfig` in one document: what is hosted, on what, from the beginning.
//!
//! Ref: botocore 1.43, sagemaker, `CreateEndpointInput`, `CreateEndpointConfigInput`, `ProductionVariant`.

use super::name::check_sagemaker_name;
use super::{Kept, Tag};
use crate::problem::Problems;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `CreateEndpoint` and `CreateEndpointConfig` in one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct Endpoint {
    /// Name of the endpoint.
    pub endpoint_name: String,
    /// Name of its configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint_config_name: Option<String>,
    /// The variants that share the traffic of the endpoint.
    #[schemars(length(min = 1))]
    pub production_variants: Vec<ProductionVariant>,
    /// Inference components, a list of `CreateInferenceComponent` documents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-not-yet" = true))]
    pub inference_components: Option<Kept>,
    /// Asynchronous inference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-not-yet" = true))]
    pub async_inference_config: Option<Kept>,
    /// Variants that get a copy of the traffic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-not-yet" = true))]
    pub shadow_production_variants: Option<Kept>,
    /// How often metrics are published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metrics_config: Option<MetricsConfig>,
    /// Explanations computed with each answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-not-yet" = true))]
    pub explainer_config: Option<Kept>,
    /// Kept; does not change a run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_capture_config: Option<Kept>,
    /// Kept; does not change a run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deployment_config: Option<Kept>,
    /// Kept; does not change a run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vpc_config: Option<Kept>,
    /// Kept; does not change a run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enable_network_isolation: Option<bool>,
    /// Kept; does not change a run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution_role_arn: Option<String>,
    /// Kept; does not change a run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kms_key_id: Option<String>,
    /// Kept; does not change a run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
}

/// How often metrics are published.
///
/// Ref: botocore 1.43, sagemaker, `MetricsConfig`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase", default)]
pub struct MetricsConfig {
    /// Invocation metrics at the frequency below too, not only utilization. Default false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_enhanced_metrics: Option<bool>,
    /// 10, 30, 60, 120, 180, 240 or 300. Default 60.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metric_publish_frequency_in_seconds: Option<u32>,
}

/// What `MetricPublishFrequencyInSeconds` may be.
const FREQUENCIES_SECS: [u32; 7] = [10, 30, 60, 120, 180, 240, 300];

/// A variant of an endpoint.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct ProductionVariant {
    /// Name of the variant.
    pub variant_name: String,
    /// Name of the model, which is looked up in `models`; left out: the only model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model_name: Option<String>,
    /// `ml.g5.xlarge`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance_type: Option<String>,
    /// Instances at the beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 100_000))]
    pub initial_instance_count: Option<u32>,
    /// Share of the traffic, over the sum of all weights. Default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0))]
    pub initial_variant_weight: Option<f64>,
    /// How requests find an instance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub routing_config: Option<RoutingConfig>,
    /// Serverless inference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-not-yet" = true))]
    pub serverless_config: Option<Kept>,
    /// Instances that follow the copies of inference components.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-not-yet" = true))]
    pub managed_instance_scaling: Option<Kept>,
    /// Several instance types in order of preference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-not-yet" = true))]
    pub instance_pools: Option<Kept>,
    /// Reserved capacity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-not-yet" = true))]
    pub capacity_reservation_config: Option<Kept>,
    /// How long to wait for an instance.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "VariantInstanceProvisionTimeoutInSeconds")]
    #[schemars(extend("x-not-yet" = true))]
    pub variant_instance_provision_timeout_secs: Option<Kept>,
    /// Kept, 60 to 3600; a download that takes longer does not fail here.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "ModelDataDownloadTimeoutInSeconds")]
    #[schemars(range(min = 60, max = 3_600))]
    pub model_data_download_timeout_secs: Option<u32>,
    /// Kept, 60 to 3600; a health check that takes longer does not fail here.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "ContainerStartupHealthCheckTimeoutInSeconds")]
    #[schemars(range(min = 60, max = 3_600))]
    pub container_startup_health_check_timeout_secs: Option<u32>,
    /// Kept, 1 to 512; does not change a run.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "VolumeSizeInGB")]
    #[schemars(range(min = 1, max = 512))]
    pub volume_size_in_gb: Option<u32>,
    /// Kept; does not change a run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accelerator_type: Option<String>,
    /// Kept; does not change a run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub core_dump_config: Option<Kept>,
    /// Kept; does not change a run.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "EnableSSMAccess")]
    pub enable_ssm_access: Option<bool>,
    /// Kept; does not change a run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inference_ami_version: Option<String>,
}

/// How requests find an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct RoutingConfig {
    /// RANDOM or `LEAST_OUTSTANDING_REQUESTS`.
    pub routing_strategy: RoutingStrategy,
}

/// RANDOM or `LEAST_OUTSTANDING_REQUESTS`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[schemars(inline)]
pub enum RoutingStrategy {
    /// Any instance.
    Random,
    /// The instance with the fewest requests.
    LeastOutstandingRequests,
}

impl Endpoint {
    /// The constraints of the service model.
    pub fn check(&self, path: &str, problems: &mut Problems) {
        check_sagemaker_name(&self.endpoint_name, &format!("{path}.EndpointName"), problems);
        if let Some(name) = &self.endpoint_config_name {
            check_sagemaker_name(name, &format!("{path}.EndpointConfigName"), problems);
        }
        let frequency = self.metrics_config.and_then(|config| config.metric_publish_frequency_in_seconds);
        if let Some(secs) = frequency.filter(|secs| !FREQUENCIES_SECS.contains(secs)) {
            let message = format!("is {secs}; 10, 30, 60, 120, 180, 240 or 300 is wanted");
            problems.error(format!("{path}.MetricsConfig.MetricPublishFrequencyInSeconds"), message);
        }
        for variant in &self.production_variants {
            variant.check(&format!("{path}.ProductionVariants.{}", variant.variant_name), problems);
        }
    }
}

impl ProductionVariant {
    /// The constraints of the service model.
    pub fn check(&self, path: &str, problems: &mut Problems) {
        check_sagemaker_name(&self.variant_name, &format!("{path}.VariantName"), problems);
        if let Some(name) = &self.model_name {
            check_sagemaker_name(name, &format!("{path}.ModelName"), problems);
        }
        if let Some(kind) = &self.instance_type
            && !kind.starts_with("ml.")
        {
            problems
                .error(
                    format!("{path}.InstanceType"),
                    format!("`{kind}` is not an instance type of SageMaker: they begin with `ml.`"),
                )
                .hint(format!("write ml.{kind}"));
        }
    }
}
