//! What scales the variant: its target, policies and scheduled actions, resolved and checked against each other.

use super::metrics::{self, Named};
use super::{math, scheduled, steps, targets};
use crate::aws::metrics::CustomizedMetricSpecification;
use crate::aws::policy::DEFAULT_COOLDOWN_SECS;
use crate::aws::{Dimension, PredefinedMetricType, ScalingPolicy};
use crate::engine::Span;
use crate::model::metrics::{Math, Metric, Query, Statistic};
use crate::model::scaling::{Policy, Target, TargetTracking};
use crate::scenario::file::{ScalingFile, ScenarioFile};
use crate::scenario::reading::Reading;
use crate::scenario::setup::Window;

/// Ref: "Quotas for Application Auto Scaling".
pub(super) const MOST_POLICIES: usize = 50;

/// The scalable target of the variant, if it has one.
#[expect(clippy::option_option, reason = "no target is a fleet that nobody scales, which is no mistake")]
pub(super) fn scaling(
    file: &ScenarioFile,
    window: Option<&Window>,
    concurrency: Statistic,
    reading: &mut Reading,
) -> Option<Option<Target>> {
    let Some(scaling) = &file.scaling else { return Some(None) };
    refuse_later(scaling, reading);
    let resource = resource_id(file)?;
    let target = targets::target(file, scaling, &resource, reading);
    let policies = policies(file, scaling, &resource, concurrency, reading);
    let scheduled = scheduled::scheduled(file, scaling, &resource, window, reading);
    if scaling.targets.is_empty() {
        return (policies.as_ref().is_some_and(Vec::is_empty) && scheduled.as_ref().is_some_and(Vec::is_empty))
            .then_some(None);
    }
    let (min, max) = target?;
    Some(Some(Target { resource_id: resource, min, max, policies: policies?, scheduled: scheduled? }))
}

/// The resource that every document can mean: the endpoint's first variant.
pub(super) fn resource_id(file: &ScenarioFile) -> Option<String> {
    let variant = &file.endpoint.production_variants.first()?.variant_name;
    Some(format!("endpoint/{}/variant/{variant}", file.endpoint.endpoint_name))
}

fn refuse_later(scaling: &ScalingFile, reading: &mut Reading) {
    for (index, _) in scaling.files.iter().enumerate() {
        reading
            .error(format!("scaling.files.{index}"), "`scaling.files` is not modelled yet; write the documents here");
    }
}

/// A policy or an action must belong to a registered target.
pub(super) fn check_owner(
    resource_id: Option<&str>,
    dimension: Option<&str>,
    path: &str,
    scaling: &ScalingFile,
    resource: &str,
    reading: &mut Reading,
) {
    targets::check_dimension(dimension, path, reading);
    let named = resource_id.unwrap_or(resource);
    let registered = !scaling.targets.is_empty() || reading.set_aside("scaling.targets");
    if named == resource && registered {
        return;
    }
    let at = if resource_id.is_some() { format!("{path}.ResourceId") } else { path.to_owned() };
    let message = format!(
        "No scalable target registered for service namespace: sagemaker, resource ID: {named}, scalable dimension: {}",
        Dimension::DesiredInstanceCount.name()
    );
    let problem = reading.error(at, message);
    if scaling.targets.is_empty() {
        problem.hint("add `targets: [{MinCapacity: 1, MaxCapacity: 4}]` under `scaling`");
    } else {
        problem.hint(format!("registered: {resource}"));
    }
}

fn policies(
    file: &ScenarioFile,
    scaling: &ScalingFile,
    resource: &str,
    concurrency: Statistic,
    reading: &mut Reading,
) -> Option<Vec<Policy>> {
    if scaling.policies.len() > MOST_POLICIES {
        reading.error(
            "scaling.policies",
            format!("has {} policies; AWS allows {MOST_POLICIES} a target", scaling.policies.len()),
        );
    }
    let mut policies = Vec::with_capacity(scaling.policies.len());
    let mut seen: Vec<Query> = Vec::new();
    for (index, document) in scaling.policies.iter().enumerate() {
        let path = format!("scaling.policies.{}", document.policy_name);
        if scaling.policies[..index].iter().any(|other| other.policy_name == document.policy_name) {
            reading.error(
                format!("scaling.policies.{index}.PolicyName"),
                format!(
                    "two policies of this target are named `{}`; a second PutScalingPolicy would replace the first",
                    document.policy_name
                ),
            );
        }
        let policy = policy(document, &path, file, resource, concurrency, reading);
        if let Some(TargetTracking { metric, .. }) = policy.as_ref().and_then(Policy::tracking) {
            if seen.contains(metric) {
                let configuration = format!("{path}.TargetTrackingScalingPolicyConfiguration");
                let at = match metric {
                    Query::Stat(_) if is_predefined(document) => {
                        format!("{configuration}.PredefinedMetricSpecification")
                    }
                    _ => format!("{configuration}.CustomizedMetricSpecification"),
                };
                reading.error(at, ONE_OF_A_METRIC);
            }
            seen.push(metric.clone());
        }
        policies.push(policy);
    }
    policies.into_iter().collect()
}

/// AWS's words where a second target tracking policy of a target watches the same metric.
///
/// Ref: Amazon EC2 Auto Scaling (observed; "How target tracking scaling for Application Auto Scaling works" has the rule).
pub(super) const ONE_OF_A_METRIC: &str =
    "Only one TargetTrackingScaling policy for a given metric specification is allowed.";

/// What one `PutScalingPolicy` document means, wherever it stands.
pub(super) fn policy(
    document: &ScalingPolicy,
    path: &str,
    file: &ScenarioFile,
    resource: &str,
    concurrency: Statistic,
    reading: &mut Reading,
) -> Option<Policy> {
    let errors = reading.problems.errors();
    document.check(path, &mut reading.problems);
    let (owner, dimension) = (document.resource_id.as_deref(), document.scalable_dimension.as_deref());
    let nothing = ScalingFile::default();
    let scaling = file.scaling.as_ref().unwrap_or(&nothing);
    check_owner(owner, dimension, path, scaling, resource, reading);
    if let Some(policy) = steps::steps(document) {
        if reading.problems.errors() == errors {
            steps::check_invoked(document, path, file, reading);
        }
        return Some(policy.into());
    }
    tracking(document, path, file, concurrency, reading).map(Into::into)
}

fn is_predefined(document: &ScalingPolicy) -> bool {
    let tracking = document.target_tracking_scaling_policy_configuration.as_ref();
    tracking.is_some_and(|tracking| tracking.predefined_metric_specification.is_some())
}

fn tracking(
    document: &ScalingPolicy,
    path: &str,
    file: &ScenarioFile,
    concurrency: Statistic,
    reading: &mut Reading,
) -> Option<TargetTracking> {
    let tracking = document.target_tracking_scaling_policy_configuration.as_ref()?;
    let path = format!("{path}.TargetTrackingScalingPolicyConfiguration");
    let metric = match (&tracking.predefined_metric_specification, &tracking.customized_metric_specification) {
        (Some(predefined), _) => predefined_metric(predefined.predefined_metric_type, &path, concurrency, reading)?,
        (None, Some(customized)) => {
            customized_metric(customized, file, &format!("{path}.CustomizedMetricSpecification"), reading)?
        }
        (None, None) => return None,
    };
    let cooldown = |secs: Option<u32>| Span::from_secs(secs.unwrap_or(DEFAULT_COOLDOWN_SECS).into());
    Some(TargetTracking {
        name: document.policy_name.clone(),
        target_value: tracking.target_value,
        metric,
        scale_out_cooldown: cooldown(tracking.scale_out_cooldown),
        scale_in_cooldown: cooldown(tracking.scale_in_cooldown),
        disable_scale_in: tracking.disable_scale_in.unwrap_or_default(),
    })
}

fn predefined_metric(
    kind: PredefinedMetricType,
    path: &str,
    concurrency: Statistic,
    reading: &mut Reading,
) -> Option<Query> {
    match kind {
        PredefinedMetricType::SageMakerVariantInvocationsPerInstance => {
            Some(Query::simple(Metric::InvocationsPerInstance, Statistic::Sum))
        }
        PredefinedMetricType::SageMakerVariantConcurrentRequestsPerModelHighResolution => {
            Some(Query::simple(Metric::ConcurrentRequestsPerModel, concurrency))
        }
        _ => {
            let at = format!("{path}.PredefinedMetricSpecification.PredefinedMetricType");
            reading.error(at, format!("{} is not modelled yet", kind.name()));
            None
        }
    }
}

/// Target tracking looks at minutes, whatever the resolution of the metric.
///
/// Ref: "How target tracking scaling for Application Auto Scaling works".
fn customized_metric(
    document: &CustomizedMetricSpecification,
    file: &ScenarioFile,
    path: &str,
    reading: &mut Reading,
) -> Option<Query> {
    if !document.metrics.is_empty() {
        let math = math::math(&document.metrics, file, &format!("{path}.Metrics"), reading)?;
        return Some(Query::Math(Box::new(math)));
    }
    let named = Named {
        namespace: document.namespace.as_deref(),
        name: document.metric_name.as_deref()?,
        dimensions: &document.dimensions,
        unit: document.unit.as_deref(),
    };
    let metric = metrics::metric(named, file, path, reading)?;
    let statistic = metrics::statistic(document.statistic?);
    if metric.period() < Span::MINUTE {
        return Some(Query::Math(Box::new(Math::of_one(metric, statistic))));
    }
    Some(Query::simple(metric, statistic))
}
