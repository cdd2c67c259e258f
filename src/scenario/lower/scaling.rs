//! What scales the variant: its target, policies and scheduled actions, resolved and checked against each other.

use super::hosting::MOST_UNITS;
use super::{steps, targets};
use crate::aws::cron;
use crate::aws::policy::DEFAULT_COOLDOWN_SECS;
use crate::aws::{Dimension, PredefinedMetricType, ScalingPolicy, ScheduledAction};
use crate::engine::Span;
use crate::model::metrics::{Metric, MetricStat, Query, Statistic};
use crate::model::scaling::{Policy, Schedule, Scheduled, Target, TargetTracking};
use crate::model::traffic::Clock;
use crate::quantity;
use crate::scenario::file::{ScalingFile, ScenarioFile};
use crate::scenario::reading::Reading;

/// Ref: "Quotas for Application Auto Scaling".
const MOST_POLICIES: usize = 50;
const MOST_ACTIONS: usize = 200;

/// The scalable target of the variant, if it has one.
#[expect(clippy::option_option, reason = "no target is a fleet that nobody scales, which is no mistake")]
pub(super) fn scaling(file: &ScenarioFile, concurrency: Statistic, reading: &mut Reading) -> Option<Option<Target>> {
    let Some(scaling) = &file.scaling else { return Some(None) };
    refuse_later(scaling, reading);
    let resource = resource_id(file)?;
    let target = targets::target(file, scaling, &resource, reading);
    let policies = policies(scaling, &resource, concurrency, reading);
    let scheduled = scheduled(scaling, &resource, reading);
    if scaling.targets.is_empty() {
        return (policies.as_ref().is_some_and(Vec::is_empty) && scheduled.as_ref().is_some_and(Vec::is_empty))
            .then_some(None);
    }
    let (min, max) = target?;
    Some(Some(Target { resource_id: resource, min, max, policies: policies?, scheduled: scheduled? }))
}

/// The resource that every document can mean: the endpoint's first variant.
fn resource_id(file: &ScenarioFile) -> Option<String> {
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
fn check_owner(
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
    let mut seen: Vec<PredefinedMetricType> = Vec::new();
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
        let errors = reading.problems.errors();
        document.check(&path, &mut reading.problems);
        check_owner(
            document.resource_id.as_deref(),
            document.scalable_dimension.as_deref(),
            &path,
            scaling,
            resource,
            reading,
        );
        if let Some(policy) = steps::steps(document) {
            if reading.problems.errors() == errors {
                steps::check_invoked(document, &path, scaling, reading);
            }
            policies.push(Some(policy.into()));
            continue;
        }
        let policy = policy(document, &path, concurrency, reading);
        if let Some((metric, _)) = &policy {
            if seen.contains(metric) {
                let at = format!("{path}.TargetTrackingScalingPolicyConfiguration.PredefinedMetricSpecification");
                reading.error(at, "Only one TargetTrackingScaling policy for a given metric specification is allowed.");
            }
            seen.push(*metric);
        }
        policies.push(policy.map(|(_, policy)| policy.into()));
    }
    policies.into_iter().collect()
}

fn policy(
    document: &ScalingPolicy,
    path: &str,
    concurrency: Statistic,
    reading: &mut Reading,
) -> Option<(PredefinedMetricType, TargetTracking)> {
    let tracking = document.target_tracking_scaling_policy_configuration.as_ref()?;
    let path = format!("{path}.TargetTrackingScalingPolicyConfiguration");
    let kind = tracking.predefined_metric_specification.as_ref()?.predefined_metric_type;
    let (metric, statistic) = match kind {
        PredefinedMetricType::SageMakerVariantInvocationsPerInstance => {
            (Metric::InvocationsPerInstance, Statistic::Sum)
        }
        PredefinedMetricType::SageMakerVariantConcurrentRequestsPerModelHighResolution => {
            (Metric::ConcurrentRequestsPerModel, concurrency)
        }
        _ => {
            let at = format!("{path}.PredefinedMetricSpecification.PredefinedMetricType");
            reading.error(at, format!("{} is not modelled yet", kind.name()));
            return None;
        }
    };
    let cooldown = |secs: Option<u32>| Span::from_secs(secs.unwrap_or(DEFAULT_COOLDOWN_SECS).into());
    let policy = TargetTracking {
        name: document.policy_name.clone(),
        target_value: tracking.target_value,
        metric: Query::Stat(MetricStat { metric, statistic }),
        scale_out_cooldown: cooldown(tracking.scale_out_cooldown),
        scale_in_cooldown: cooldown(tracking.scale_in_cooldown),
        disable_scale_in: tracking.disable_scale_in.unwrap_or_default(),
    };
    Some((kind, policy))
}

fn scheduled(scaling: &ScalingFile, resource: &str, reading: &mut Reading) -> Option<Vec<Scheduled>> {
    let documents = &scaling.scheduled_actions;
    if documents.len() > MOST_ACTIONS {
        reading.error(
            "scaling.scheduled_actions",
            format!("has {} actions; AWS allows {MOST_ACTIONS} a target", documents.len()),
        );
    }
    let mut actions = Vec::with_capacity(documents.len());
    for (index, document) in documents.iter().enumerate() {
        let name = &document.scheduled_action_name;
        let path = format!("scaling.scheduled_actions.{name}");
        if documents[..index].iter().any(|other| other.scheduled_action_name == *name) {
            let message = format!(
                "two actions of this target are named `{name}`; a second PutScheduledAction would replace the first"
            );
            reading.error(format!("scaling.scheduled_actions.{index}.ScheduledActionName"), message);
        }
        document.check(&path, &mut reading.problems);
        check_owner(
            document.resource_id.as_deref(),
            document.scalable_dimension.as_deref(),
            &path,
            scaling,
            resource,
            reading,
        );
        actions.push(action(document, &path, reading));
    }
    actions.into_iter().collect()
}

fn action(document: &ScheduledAction, path: &str, reading: &mut Reading) -> Option<Scheduled> {
    let zone = document.timezone.as_deref().unwrap_or(crate::scenario::defaults::TIME_ZONE);
    let zone = reading.literal(&format!("{path}.Timezone"), quantity::zone(zone));
    let at_schedule = format!("{path}.Schedule");
    let clock = match cron::parse(&document.schedule) {
        Ok(cron::Schedule::Daily { hour, minute }) => Some(Clock(hour * 3_600 + minute * 60)),
        Ok(cron::Schedule::NotYet(form)) => {
            reading.error(at_schedule, format!("`{}`: {form} is not modelled yet", document.schedule));
            None
        }
        Err(why) => {
            reading.error(at_schedule, why);
            None
        }
    };
    let action = document.scalable_target_action;
    let at_action = format!("{path}.ScalableTargetAction");
    if let Some(max) = action.max_capacity
        && (max == 0 || max > MOST_UNITS)
    {
        let why = if max == 0 {
            "a real-time variant keeps at least one instance".to_owned()
        } else {
            format!("at most {MOST_UNITS} instances are simulated")
        };
        reading.error(format!("{at_action}.MaxCapacity"), format!("is {max}; {why}"));
    }
    let min = action.min_capacity.map(|min| targets::at_least_one(min, &at_action, reading));
    let schedule = Schedule::Daily { clock: clock?, zone: zone? };
    Some(Scheduled { name: document.scheduled_action_name.clone(), schedule, min, max: action.max_capacity })
}
