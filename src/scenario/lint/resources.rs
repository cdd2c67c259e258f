//! Do metric, dimension and resource belong together?

use super::Lint;
use super::found::Found;
use super::view::{Scaled, View, names, tracking_path};
use super::watched::dimension;
use crate::aws::{Dimension, PredefinedMetricType};
use crate::problem::Severity;

pub(super) const LINTS: &[Lint] = &[
    Lint {
        code: "DS048",
        title: "an asynchronous endpoint scaled by invocations",
        severity: Severity::Error,
        explanation: "Asynchronous endpoints publish neither Invocations nor InvocationsPerInstance. A policy on them sees no \
            data, its alarms stay in INSUFFICIENT_DATA, and the endpoint never scales. What they publish is the backlog: \
            ApproximateBacklogSizePerInstance, by EndpointName alone.",
        reference: "SageMaker developer guide, \"Autoscale an asynchronous endpoint\"",
        look: async_invocations,
    },
    Lint {
        code: "DS049",
        title: "scaling to zero without anything that wakes it up",
        severity: Severity::Error,
        explanation: "Target tracking multiplies the capacity with what the metric asks for, and zero times anything is zero: \
            it does not leave zero. An inference component needs a step policy on an alarm of NoCapacityInvocationFailures, \
            an asynchronous variant one on HasBacklogWithoutCapacity. Without it every request fails (or waits) after the \
            first idle quarter of an hour.",
        reference: "SageMaker developer guide, \"Scale an endpoint to zero instances\", \"Autoscale an asynchronous endpoint\"",
        look: no_wake_up,
    },
    Lint {
        code: "DS050",
        title: "a burstable instance type, which cannot be scaled",
        severity: Severity::Warning,
        explanation: "A variant on ml.t2 or ml.t3 serves at full speed until its CPU credits are used up, then at a fraction \
            of it. SageMaker refuses to register such a variant as a scalable target, and a load test of some minutes says \
            nothing of how it serves for a day.",
        reference: "SageMaker developer guide, \"Automatic scaling of Amazon SageMaker AI models\" (prerequisites)",
        look: burstable,
    },
    Lint {
        code: "DS051",
        title: "a serverless variant beside instances or other variants",
        severity: Severity::Error,
        explanation: "A variant has either ServerlessConfig or InstanceType with InitialInstanceCount. And serverless \
            inference does not support several production variants on one endpoint; CreateEndpointConfig refuses both.",
        reference: "SageMaker developer guide, \"Deploy models with Amazon SageMaker Serverless Inference\" (feature exclusions)",
        look: serverless_mixed,
    },
    Lint {
        code: "DS052",
        title: "a predefined metric of another kind of resource",
        severity: Severity::Error,
        explanation: "Each predefined metric belongs to one scalable dimension: SageMakerVariant… to a variant's instances, \
            SageMakerInferenceComponent… to the copies of a component, and provisioned concurrency utilization to a \
            serverless variant. On another resource PutScalingPolicy is refused, or the alarms never see data.",
        reference: "Monitor usage of scalable resources using CloudWatch (predefined metrics)",
        look: other_kind,
    },
];

fn async_invocations(view: &View, found: &mut Found) {
    if view.file.endpoint.async_inference_config.is_none() {
        return;
    }
    let endpoint = &view.file.endpoint.endpoint_name;
    for watched in view.watched().iter().filter(|w| matches!(w.metric, "InvocationsPerInstance" | "Invocations")) {
        found
            .at(
                watched.path.clone(),
                format!("is a limit on {}, which an asynchronous endpoint does not publish", watched.metric),
            )
            .why("the alarm stays in INSUFFICIENT_DATA, and nothing ever scales")
            .fix(format!(
                "TargetValue: 5\nCustomizedMetricSpecification:\n  Namespace: AWS/SageMaker\n  MetricName: ApproximateBacklogSizePerInstance\n  \
                 Dimensions: [{{Name: EndpointName, Value: {endpoint}}}]\n  Statistic: Average"
            ));
    }
}

/// The metric that shows requests at zero capacity, and the dimension that it has.
fn signal(scaled: &Scaled, view: &View) -> Option<(&'static str, String)> {
    match scaled.dimension {
        Dimension::DesiredCopyCount => {
            let name = scaled.target.resource_id.as_deref()?.split('/').nth(1)?;
            Some(("NoCapacityInvocationFailures", format!("{{Name: InferenceComponentName, Value: {name}}}")))
        }
        Dimension::DesiredInstanceCount if view.file.endpoint.async_inference_config.is_some() => {
            let endpoint = &view.file.endpoint.endpoint_name;
            Some(("HasBacklogWithoutCapacity", format!("{{Name: EndpointName, Value: {endpoint}}}")))
        }
        _ => None,
    }
}

fn no_wake_up(view: &View, found: &mut Found) {
    for scaled in view.scaled.iter().filter(|scaled| scaled.target.min_capacity == 0) {
        let Some((metric, dimensions)) = signal(scaled, view) else { continue };
        let wakes = view.alarms().any(|(_, alarm)| {
            let same = dimension(&alarm.dimensions, "InferenceComponentName")
                .is_none_or(|name| scaled.target.resource_id.as_deref().is_some_and(|id| id.ends_with(name)));
            let invoked = scaled.policies.iter().any(|policy| {
                policy.step_scaling_policy_configuration.is_some() && names(&alarm.alarm_actions, policy)
            });
            alarm.metric_name.as_deref() == Some(metric) && same && invoked
        });
        if wakes {
            continue;
        }
        found
            .at(
                format!("{}.MinCapacity", scaled.path),
                format!("is 0, and no step policy on {metric} brings the first {} back", scaled.unit()),
            )
            .why("target tracking cannot leave zero: after the first idle quarter of an hour it stays there")
            .fix(format!(
                "policies:\n  - PolicyName: wake-up\n    StepScalingPolicyConfiguration:\n      AdjustmentType: ChangeInCapacity\n      \
                 Cooldown: 60\n      StepAdjustments: [{{MetricIntervalLowerBound: 0, ScalingAdjustment: 1}}]\nalarms:\n  - AlarmName: wake-up\n    \
                 Namespace: AWS/SageMaker\n    MetricName: {metric}\n    Dimensions: [{dimensions}]\n    Statistic: Maximum\n    Period: 60\n    \
                 EvaluationPeriods: 1\n    Threshold: 1\n    ComparisonOperator: GreaterThanOrEqualToThreshold\n    AlarmActions: [wake-up]"
            ));
    }
}

fn burstable(view: &View, found: &mut Found) {
    for variant in &view.file.endpoint.production_variants {
        let kind = variant.instance_type.as_deref().unwrap_or_default();
        let is_burstable = kind.starts_with("ml.t2.") || kind.starts_with("ml.t3.");
        if !is_burstable || !view.scaled.is_empty() {
            continue;
        }
        let size = kind.rsplit('.').next().unwrap_or("large");
        let size = if size == "medium" { "large" } else { size };
        found
            .at(
                format!("endpoint.ProductionVariants.{}.InstanceType", variant.variant_name),
                format!("is {kind}, which serves in bursts and cannot be registered as a scalable target"),
            )
            .why("beyond its CPU credits it is many times slower than a short test shows")
            .fix(format!("InstanceType: ml.m5.{size}"));
    }
}

fn serverless_mixed(view: &View, found: &mut Found) {
    let variants = &view.file.endpoint.production_variants;
    for variant in variants.iter().filter(|variant| variant.serverless_config.is_some()) {
        let path = format!("endpoint.ProductionVariants.{}", variant.variant_name);
        if let Some(kind) = &variant.instance_type {
            found
                .at(format!("{path}.InstanceType"), format!("is {kind}, and the variant has a ServerlessConfig"))
                .why("a serverless variant stands on no instances; CreateEndpointConfig refuses both together")
                .fix("leave out InstanceType and InitialInstanceCount");
        }
        if variants.len() > 1 {
            found
                .at(
                    format!("{path}.VariantName"),
                    format!(
                        "`{}` is serverless, and the endpoint has {} variants",
                        variant.variant_name,
                        variants.len()
                    ),
                )
                .why("serverless inference does not support several variants on one endpoint")
                .fix("write an endpoint of its own for it");
        }
    }
}

fn dimension_of(kind: PredefinedMetricType) -> Dimension {
    use PredefinedMetricType as Type;
    match kind {
        Type::SageMakerVariantInvocationsPerInstance
        | Type::SageMakerVariantConcurrentRequestsPerModelHighResolution => Dimension::DesiredInstanceCount,
        Type::SageMakerInferenceComponentInvocationsPerCopy
        | Type::SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution => Dimension::DesiredCopyCount,
        Type::SageMakerVariantProvisionedConcurrencyUtilization => Dimension::DesiredProvisionedConcurrency,
    }
}

fn other_kind(view: &View, found: &mut Found) {
    for (scaled, policy) in view.policies() {
        let tracking = policy.target_tracking_scaling_policy_configuration.as_ref();
        let Some(metric) = tracking.and_then(|tracking| tracking.predefined_metric_specification.as_ref()) else {
            continue;
        };
        let kind = metric.predefined_metric_type;
        let (wanted, own) = (dimension_of(kind), scaled.dimension);
        if wanted == own {
            continue;
        }
        let right = match own {
            Dimension::DesiredInstanceCount => PredefinedMetricType::SageMakerVariantInvocationsPerInstance,
            Dimension::DesiredCopyCount => PredefinedMetricType::SageMakerInferenceComponentInvocationsPerCopy,
            Dimension::DesiredProvisionedConcurrency => {
                PredefinedMetricType::SageMakerVariantProvisionedConcurrencyUtilization
            }
        };
        found
            .at(
                format!("{}.PredefinedMetricSpecification.PredefinedMetricType", tracking_path(policy)),
                format!("is {}, a metric of {}; the target is {}", kind.name(), wanted.name(), own.name()),
            )
            .why("this resource does not publish the metric: the alarms never see data")
            .fix(format!("PredefinedMetricType: {}", right.name()));
    }
}
