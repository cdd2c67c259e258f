//! `PutScalingPolicy`: when to scale, and by how much.
//!
//! Ref: botocore 1.43, application-autoscaling, `PutScalingPolicyRequest`, `TargetTrackingScalingPolicyConfiguration`.

use super::Kept;
use super::metrics::CustomizedMetricSpecification;
use super::name::check_policy_name;
use super::step::StepScaling;
use super::target::check_namespace;
use crate::problem::Problems;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

/// `PutScalingPolicy`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct ScalingPolicy {
    /// Name of the policy, unique for its target.
    pub policy_name: String,
    /// `sagemaker`; may be left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_namespace: Option<String>,
    /// May be left out where there is one target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<String>,
    /// Follows from the resource.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scalable_dimension: Option<String>,
    /// Left out: follows from the configuration that is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_type: Option<PolicyType>,
    /// Of a target tracking policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_tracking_scaling_policy_configuration: Option<TargetTracking>,
    /// Of a step scaling policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step_scaling_policy_configuration: Option<StepScaling>,
    /// Of a predictive scaling policy (Amazon ECS alone has them).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-not-yet" = true))]
    pub predictive_scaling_policy_configuration: Option<Kept>,
}

/// The kinds of policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
pub enum PolicyType {
    /// Keeps a metric at a value.
    TargetTrackingScaling,
    /// Adds and removes by steps when an alarm fires.
    StepScaling,
    /// Forecasts.
    PredictiveScaling,
}

/// Keeps a metric at a value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct TargetTracking {
    /// What the metric shall be.
    pub target_value: f64,
    /// A metric by its type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predefined_metric_specification: Option<PredefinedMetric>,
    /// Any metric of CloudWatch, or metric math.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customized_metric_specification: Option<CustomizedMetricSpecification>,
    /// Seconds after a completed scale-out in which only a larger one acts. Default 300; null is 0.
    #[serde(default, deserialize_with = "null_is_zero", skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 31_536_000), extend("x-null" = true))]
    pub scale_out_cooldown: Option<u32>,
    /// Seconds after a completed scale-in in which there is no other. Default 300; null is 0.
    #[serde(default, deserialize_with = "null_is_zero", skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 31_536_000), extend("x-null" = true))]
    pub scale_in_cooldown: Option<u32>,
    /// The policy never removes capacity. Default false.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disable_scale_in: Option<bool>,
}

/// A metric by its type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct PredefinedMetric {
    /// Which.
    pub predefined_metric_type: PredefinedMetricType,
    /// Of a load balancer; SageMaker's metrics have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_label: Option<String>,
}

/// The predefined metrics of SageMaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
pub enum PredefinedMetricType {
    /// Invocations a minute and instance.
    SageMakerVariantInvocationsPerInstance,
    /// Requests in flight at an instance, each 10 s.
    SageMakerVariantConcurrentRequestsPerModelHighResolution,
    /// Invocations a minute and copy.
    SageMakerInferenceComponentInvocationsPerCopy,
    /// Requests in flight at a copy, each 10 s.
    SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution,
    /// Share of the provisioned concurrency in use.
    SageMakerVariantProvisionedConcurrencyUtilization,
}

impl PredefinedMetricType {
    /// In AWS's words.
    pub fn name(self) -> String {
        format!("{self:?}")
    }
}

/// Default of both cooldowns for SageMaker's resources [s].
///
/// Ref: Application Auto Scaling user guide, "Define cooldown periods".
pub const DEFAULT_COOLDOWN_SECS: u32 = 300;

/// A cooldown that is there and null is none; one that is left out has its default.
///
/// Ref: "How target tracking scaling for Application Auto Scaling works", cooldown period (null is treated as 0).
///
/// # Errors
/// Where it is neither null nor a number of seconds.
pub(super) fn null_is_zero<'de, D: Deserializer<'de>>(document: D) -> Result<Option<u32>, D::Error> {
    Ok(Some(Option::deserialize(document)?.unwrap_or(0)))
}

impl ScalingPolicy {
    /// The constraints of the service model.
    pub fn check(&self, path: &str, problems: &mut Problems) {
        check_policy_name(&self.policy_name, &format!("{path}.PolicyName"), problems);
        check_namespace(self.service_namespace.as_deref(), path, problems);
        self.check_kind(path, problems);
        if let Some(tracking) = &self.target_tracking_scaling_policy_configuration {
            tracking.check(&format!("{path}.TargetTrackingScalingPolicyConfiguration"), problems);
        }
        if let Some(step) = &self.step_scaling_policy_configuration {
            step.check(&format!("{path}.StepScalingPolicyConfiguration"), problems);
        }
    }

    fn check_kind(&self, path: &str, problems: &mut Problems) {
        let tracking = self.target_tracking_scaling_policy_configuration.is_some();
        let step = self.step_scaling_policy_configuration.is_some();
        let (kind, message) = match (self.policy_type, tracking, step) {
            (Some(PolicyType::PredictiveScaling), _, _) => {
                ("PolicyType", "PredictiveScaling is not modelled yet (AWS has it for Amazon ECS alone)")
            }
            (_, true, true) => (
                "StepScalingPolicyConfiguration",
                "a policy has one configuration, this one has two; write two policies",
            ),
            (Some(PolicyType::StepScaling), true, false) => {
                ("PolicyType", "is StepScaling, and the configuration is one of target tracking; leave PolicyType out")
            }
            (Some(PolicyType::TargetTrackingScaling), false, true) => {
                ("PolicyType", "is TargetTrackingScaling, and the configuration is one of steps; leave PolicyType out")
            }
            (Some(PolicyType::StepScaling), false, false) => ("", "StepScalingPolicyConfiguration is missing"),
            (Some(PolicyType::TargetTrackingScaling), false, false) => {
                ("", "TargetTrackingScalingPolicyConfiguration is missing")
            }
            (None, false, false) => (
                "",
                "TargetTrackingScalingPolicyConfiguration is missing, and StepScalingPolicyConfiguration too; a policy \
                 has one of them",
            ),
            (_, true, false) | (_, false, true) => return,
        };
        let at = if kind.is_empty() { path.to_owned() } else { format!("{path}.{kind}") };
        problems.error(at, message);
    }
}

impl TargetTracking {
    fn check(&self, path: &str, problems: &mut Problems) {
        if !(self.target_value.is_finite() && self.target_value > 0.0) {
            problems
                .error(format!("{path}.TargetValue"), format!("is {}; a target above 0 is wanted", self.target_value));
        }
        if let Some(customized) = &self.customized_metric_specification {
            customized.check(&format!("{path}.CustomizedMetricSpecification"), problems);
        }
        match &self.predefined_metric_specification {
            Some(_) if self.customized_metric_specification.is_some() => {
                let message = "is given beside `PredefinedMetricSpecification`; a policy has one or the other";
                problems.error(format!("{path}.CustomizedMetricSpecification"), message);
            }
            None if self.customized_metric_specification.is_none() => {
                problems.error(path, "PredefinedMetricSpecification is missing: the policy has no metric");
            }
            Some(metric) if metric.resource_label.is_some() => {
                let label = format!("{path}.PredefinedMetricSpecification.ResourceLabel");
                problems.error(label, "belongs to ALBRequestCountPerTarget alone; leave it out");
            }
            _ => {}
        }
    }
}
