//! What scales the variant: its target, policies and scheduled actions, resolved and checked against each other.

use super::metrics::{self, Named};
use super::{math, resources, scheduled, steps, targets};
use crate::aws::metrics::CustomizedMetricSpecification;
use crate::aws::policy::DEFAULT_COOLDOWN_SECS;
use crate::aws::{PredefinedMetricType, ScalingPolicy};
use crate::engine::Span;
use crate::model::metrics::{Math, Metric, Query, Statistic};
use crate::model::scaling::{Policy, Target, TargetTracking};
use crate::scenario::file::{ScalingFile, ScenarioFile};
use crate::scenario::reading::Reading;
use crate::scenario::setup::Window;

/// Ref: "Quotas for Application Auto Scaling".
pub(super) const MOST_POLICIES: usize = 50;

/// The scalable target of each variant, where it has one.
pub(super) fn scaling(
    file: &ScenarioFile,
    window: Option<&Window>,
    concurrency: Statistic,
    reading: &mut Reading,
) -> Option<Vec<Option<Target>>> {
    let ids = resources::ids(file);
    let Some(scaling) = &file.scaling else { return Some(vec![None; ids.len()]) };
    let bounds = targets::targets(file, scaling, &ids, reading);
    let policies = policies(file, scaling, ids.len(), concurrency, reading);
    let scheduled = scheduled::scheduled(file, scaling, ids.len(), window, reading);
    let (bounds, policies, scheduled) = (bounds?, policies?, scheduled?);
    let parts = ids.into_iter().zip(bounds).zip(policies.into_iter().zip(scheduled));
    let target = parts.map(|((resource_id, bounds), (policies, scheduled))| {
        bounds.map(|(min, max)| Target { resource_id, min, max, policies, scheduled })
    });
    Some(target.collect())
}

/// The policies of each variant's target.
fn policies(
    file: &ScenarioFile,
    scaling: &ScalingFile,
    variants: usize,
    concurrency: Statistic,
    reading: &mut Reading,
) -> Option<Vec<Vec<Policy>>> {
    let mut all: Vec<Vec<Policy>> = vec![Vec::new(); variants];
    let mut seen: Vec<(usize, Query)> = Vec::new();
    let mut owners = Vec::with_capacity(scaling.policies.len());
    let mut is_whole = true;
    for (index, document) in scaling.policies.iter().enumerate() {
        let names = scaling.policies.iter().map(|policy| policy.policy_name.as_str());
        let path = resources::path_in("scaling.policies", names, index, file);
        let same = |&other: &usize| {
            let other = &scaling.policies[other];
            other.policy_name == document.policy_name && (variants == 1 || other.resource_id == document.resource_id)
        };
        if (0..index).any(|other| same(&other)) {
            reading.error(
                format!("scaling.policies.{index}.PolicyName"),
                format!(
                    "two policies of this target are named `{}`; a second PutScalingPolicy would replace the first",
                    document.policy_name
                ),
            );
        }
        let (owner, policy) = policy(document, &path, file, concurrency, reading);
        owners.extend(owner);
        let Some(policy) = policy else {
            is_whole = false;
            continue;
        };
        let place = owner.unwrap_or(0);
        if let Some(TargetTracking { metric, .. }) = policy.tracking() {
            if seen.iter().any(|(of, other)| *of == place && other == metric) {
                let configuration = format!("{path}.TargetTrackingScalingPolicyConfiguration");
                let at = match metric {
                    Query::Stat(_) if is_predefined(document) => {
                        format!("{configuration}.PredefinedMetricSpecification")
                    }
                    _ => format!("{configuration}.CustomizedMetricSpecification"),
                };
                reading.error(at, ONE_OF_A_METRIC);
            }
            seen.push((place, metric.clone()));
        }
        all.get_mut(place)?.push(policy);
    }
    limit_policies(&owners, reading);
    (is_whole && owners.len() == scaling.policies.len()).then_some(all)
}

fn limit_policies(owners: &[usize], reading: &mut Reading) {
    let of = |place: &usize| owners.iter().filter(|other| *other == place).count();
    if let Some(most) = owners.iter().map(of).max().filter(|most| *most > MOST_POLICIES) {
        reading.error("scaling.policies", format!("has {most} policies; AWS allows {MOST_POLICIES} a target"));
    }
}

/// AWS's words where a second target tracking policy of a target watches the same metric.
///
/// Ref: Amazon EC2 Auto Scaling (observed; "How target tracking scaling for Application Auto Scaling works" has the rule).
pub(super) const ONE_OF_A_METRIC: &str =
    "Only one TargetTrackingScaling policy for a given metric specification is allowed.";

/// The variant that one `PutScalingPolicy` document is of, and what it means, wherever it stands.
pub(super) fn policy(
    document: &ScalingPolicy,
    path: &str,
    file: &ScenarioFile,
    concurrency: Statistic,
    reading: &mut Reading,
) -> (Option<usize>, Option<Policy>) {
    let errors = reading.problems.errors();
    document.check(path, &mut reading.problems);
    let (id, dimension) = (document.resource_id.as_deref(), document.scalable_dimension.as_deref());
    let owner = resources::check_owner(id, dimension, path, file, reading);
    // Without an owner its metric is checked all the same.
    let place = owner.unwrap_or(0);
    if let Some(policy) = steps::steps(document) {
        if reading.problems.errors() == errors {
            steps::check_invoked(document, place, path, file, reading);
        }
        return (owner, Some(policy.into()));
    }
    (owner, tracking(document, place, path, file, concurrency, reading).map(Into::into))
}

fn is_predefined(document: &ScalingPolicy) -> bool {
    let tracking = document.target_tracking_scaling_policy_configuration.as_ref();
    tracking.is_some_and(|tracking| tracking.predefined_metric_specification.is_some())
}

fn tracking(
    document: &ScalingPolicy,
    place: usize,
    path: &str,
    file: &ScenarioFile,
    concurrency: Statistic,
    reading: &mut Reading,
) -> Option<TargetTracking> {
    let tracking = document.target_tracking_scaling_policy_configuration.as_ref()?;
    let path = format!("{path}.TargetTrackingScalingPolicyConfiguration");
    let metric = match (&tracking.predefined_metric_specification, &tracking.customized_metric_specification) {
        (Some(predefined), _) => {
            predefined_metric(predefined.predefined_metric_type, &path, concurrency, reading)?.of(place as u16)
        }
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
    let (of, metric) = metrics::metric(named, file, path, reading)?;
    let statistic = metrics::statistic(document.statistic?);
    if metric.period() < Span::MINUTE {
        return Some(Query::Math(Box::new(Math::of_one(metric, statistic))).of(of));
    }
    Some(Query::simple(metric, statistic).of(of))
}
