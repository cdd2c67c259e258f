//! What a scenario need not say: every default, filled in as the file could have said it, so that the lock can write
//! it out and reads back to the same setup.

mod clients;
mod launch;

use super::file::assumptions::AssumptionsFile;
use super::file::laws::{LawFile, PatienceFile};
use super::file::models::QueueFile;
use super::file::traffic::{ArrivalsFile, GapFile, ProcessName, ReplayFile, TraceFile};
use super::file::written::{Law, LawOrNone};
use super::file::{Demand, Fidelity, ModelFile, ScenarioFile};
use super::lower::needs_start;
use super::reading::Reading;
use crate::aws::policy::DEFAULT_COOLDOWN_SECS;
use crate::aws::step::MetricAggregationType;
use crate::aws::{Dimension, PolicyType, ProductionVariant, RoutingConfig, RoutingStrategy, ScalingPolicy};
use clients::fill_clients;
use launch::fill_launch;
use serde_json::Value;
use std::collections::BTreeMap;

/// A Monday.
pub(super) const START: &str = "2026-01-05T00:00:00";
pub(super) const TIME_ZONE: &str = "UTC";
pub(super) const DURATION: &str = "24h";
/// Longer than the low alarm's fifteen datapoints.
pub(super) const LEAD_IN: &str = "30m";
pub(super) const RUNS: u32 = 30;
pub(super) const SEED: u64 = 1;
/// Waiting places of one instance.
pub(super) const QUEUE: u32 = 100;

/// Fills every gap of the file, and notes those that matter.
pub(super) fn fill(file: &mut ScenarioFile, reading: &mut Reading) {
    if file.start.is_none() && needs_start(file).is_none() {
        file.start = Some(START.into());
    }
    file.time_zone.get_or_insert_with(|| TIME_ZONE.into());
    file.duration.get_or_insert_with(|| DURATION.into());
    file.lead_in.get_or_insert_with(|| LEAD_IN.into());
    file.runs.get_or_insert(RUNS);
    file.seed.get_or_insert(SEED);
    file.fidelity.get_or_insert(Fidelity::Requests);
    file.arrivals.get_or_insert(ArrivalsFile::Name(ProcessName::Poisson));
    file.day_to_day.get_or_insert_with(|| "0%".into());
    fill_traffic(file);
    fill_clients(file, reading);
    fill_models(file, reading);
    fill_endpoint(file, reading);
    fill_launch(file, reading);
    fill_scaling(file, reading);
    fill_slo(file, reading);
    file.assumptions = Some(assumptions(file.assumptions.as_ref()));
}

fn fill_traffic(file: &mut ScenarioFile) {
    for source in &mut file.traffic {
        source.scale.get_or_insert(1.0);
        if let Some(sine) = &mut source.sine {
            sine.phase.get_or_insert_with(|| "0s".into());
        }
        if let Some(spike) = &mut source.spike {
            spike.rise.get_or_insert_with(|| "0s".into());
            spike.fall.get_or_insert_with(|| "0s".into());
        }
        if let Some(TraceFile::Form(trace)) = &mut source.trace {
            trace.repeat.get_or_insert(false);
            trace.replay.get_or_insert(ReplayFile::Exact);
            trace.gap.get_or_insert(GapFile::None);
            trace.allow_partial.get_or_insert(false);
        }
    }
}

fn fill_models(file: &mut ScenarioFile, reading: &mut Reading) {
    for (name, model) in &mut file.models {
        if model.queue.is_none() {
            reading.assume(
                format!("models.{name}.queue"),
                QUEUE.to_string(),
                "waiting places of one instance; no source",
            );
            model.queue = Some(QueueFile::Places(QUEUE));
        }
        if model.timeout.is_none() {
            reading.assume(format!("models.{name}.timeout"), "60s", "SageMaker's own limit on an invocation");
            model.timeout = Some("60s".into());
        }
        model.queue_timeout.get_or_insert_with(|| PatienceFile::Text(LawOrNone::from("none")));
        model.overhead.get_or_insert_with(|| text_law("0ms"));
    }
}

fn text_law(text: &str) -> LawFile {
    LawFile::Text(Law::from(text))
}

fn fill_endpoint(file: &mut ScenarioFile, reading: &mut Reading) {
    let default_routing = file.assumptions.as_ref().and_then(|assumptions| assumptions.default_routing);
    let only_model = if file.models.len() == 1 { file.models.keys().next() } else { None };
    for variant in &mut file.endpoint.production_variants {
        fill_variant(variant, (&file.models, only_model), default_routing, reading);
    }
}

fn fill_variant(
    variant: &mut ProductionVariant,
    (models, only_model): (&BTreeMap<String, ModelFile>, Option<&String>),
    default_routing: Option<RoutingStrategy>,
    reading: &mut Reading,
) {
    let path = format!("endpoint.ProductionVariants.{}", variant.variant_name);
    if variant.model_name.is_none() {
        let own = models.get_key_value(&variant.variant_name).map(|(name, _)| name);
        variant.model_name = own.or(only_model).cloned();
    }
    if variant.initial_instance_count.is_none() {
        reading.assume(format!("{path}.InitialInstanceCount"), "1", "the smallest number");
        variant.initial_instance_count = Some(1);
    }
    variant.initial_variant_weight.get_or_insert(1.0);
    if variant.routing_config.is_none() {
        let routing_strategy = default_routing.unwrap_or(RoutingStrategy::Random);
        let word = if routing_strategy == RoutingStrategy::Random { "RANDOM" } else { "LEAST_OUTSTANDING_REQUESTS" };
        reading.assume(
            format!("{path}.RoutingConfig.RoutingStrategy"),
            word,
            "assumptions.default_routing; AWS does not say",
        );
        variant.routing_config = Some(RoutingConfig { routing_strategy });
    }
}

/// `ServiceNamespace`, `ResourceId` and `ScalableDimension` of a document.
type Owner<'a> = (&'a mut Option<String>, &'a mut Option<String>, &'a mut Option<String>);

/// Where one resource (for policies and actions: one target) can be meant, it is; what names another is refused later.
fn fill_scaling(file: &mut ScenarioFile, reading: &mut Reading) {
    let resource = match &file.endpoint.production_variants[..] {
        [only] => Some(format!("endpoint/{}/variant/{}", file.endpoint.endpoint_name, only.variant_name)),
        _ => None,
    };
    let Some(documents) = &mut file.scaling else { return };
    let only_target = match &documents.targets[..] {
        [only] => resource.clone().or(only.resource_id.clone()),
        _ => resource.clone(),
    };
    let name_owner = |(namespace, id, dimension): Owner, meant: &Option<String>| {
        namespace.get_or_insert_with(|| "sagemaker".to_owned());
        if id.is_none() {
            id.clone_from(meant);
        }
        dimension.get_or_insert_with(|| Dimension::DesiredInstanceCount.name().to_owned());
    };
    for target in &mut documents.targets {
        let owner = (&mut target.service_namespace, &mut target.resource_id, &mut target.scalable_dimension);
        name_owner(owner, &resource);
    }
    let registered = !documents.targets.is_empty();
    for policy in &mut documents.policies {
        if registered {
            let owner = (&mut policy.service_namespace, &mut policy.resource_id, &mut policy.scalable_dimension);
            name_owner(owner, &only_target);
        }
        fill_steps(policy, reading);
        let Some(tracking) = &mut policy.target_tracking_scaling_policy_configuration else { continue };
        if policy.step_scaling_policy_configuration.is_none() {
            policy.policy_type.get_or_insert(PolicyType::TargetTrackingScaling);
        }
        let path = format!("scaling.policies.{}.TargetTrackingScalingPolicyConfiguration", policy.policy_name);
        for (key, cooldown) in [
            ("ScaleOutCooldown", &mut tracking.scale_out_cooldown),
            ("ScaleInCooldown", &mut tracking.scale_in_cooldown),
        ] {
            if cooldown.is_none() {
                reading.assume(
                    format!("{path}.{key}"),
                    DEFAULT_COOLDOWN_SECS.to_string(),
                    "AWS's default for SageMaker",
                );
                *cooldown = Some(DEFAULT_COOLDOWN_SECS);
            }
        }
        tracking.disable_scale_in.get_or_insert(false);
    }
    for action in &mut documents.scheduled_actions {
        if registered {
            let owner = (&mut action.service_namespace, &mut action.resource_id, &mut action.scalable_dimension);
            name_owner(owner, &only_target);
        }
        if action.goes_by_a_clock() {
            action.timezone.get_or_insert_with(|| TIME_ZONE.to_owned());
        }
    }
}

fn fill_steps(policy: &mut ScalingPolicy, reading: &mut Reading) {
    let Some(steps) = &mut policy.step_scaling_policy_configuration else { return };
    if policy.target_tracking_scaling_policy_configuration.is_none() {
        policy.policy_type.get_or_insert(PolicyType::StepScaling);
    }
    if steps.cooldown.is_none() {
        let path = format!("scaling.policies.{}.StepScalingPolicyConfiguration.Cooldown", policy.policy_name);
        reading.assume(path, DEFAULT_COOLDOWN_SECS.to_string(), "AWS's default for SageMaker");
        steps.cooldown = Some(DEFAULT_COOLDOWN_SECS);
    }
    steps.metric_aggregation_type.get_or_insert(MetricAggregationType::Average);
}

fn fill_slo(file: &mut ScenarioFile, reading: &mut Reading) {
    let slo = file.slo.get_or_insert_with(Default::default);
    if slo.latency.is_none() {
        reading.assume("slo.latency", "none", "every request that ends ok counts as good");
    }
    if slo.attainment.is_none() {
        reading.assume("slo.attainment", "99%", "a minute with fewer good requests is bad");
        slo.attainment = Some("99%".into());
    }
    slo.demand.get_or_insert(Demand::Fluid);
}

/// Every assumption with its default, in the order of the design.
const ASSUMPTIONS: &str = r#"{
    "metric_value": "newest",
    "capacity_basis": "measured",
    "formula": "ceil",
    "flapping": "equal_capacity",
    "zero_capacity": "one_when_above_target",
    "concurrency_statistic": "Maximum",
    "provisioned_utilization_cap": 1,
    "alarm_lag": {"standard": "15s..60s", "high_resolution": "5s..15s"},
    "publication_jitter": "0s",
    "action_repeat": "60s",
    "high_resolution_datapoints": 3,
    "evaluation_range": "N + 2",
    "missing_only_breaching": "keep",
    "scheduled_delay": "0s..5s",
    "dst": "skip_gap_once_overlap",
    "rate_first_run": "after_interval",
    "past_at": "refuse",
    "target_tracking_cooldown_rule": "absolute",
    "cooldown_scope": "policy",
    "step_credit_clock": "restart",
    "scale_in_during_scale_out_cooldown": "after_completion",
    "ready_to_scale_in": "alarm_and_cooldown",
    "same_time": "same_instant",
    "step_at_threshold": "by_operator",
    "zero_percent_step": "stays_zero",
    "percent_base": "desired",
    "outside_bounds": "clamp_on_next_action",
    "suspended_merge": "per_flag",
    "one_bound_crosses": "fail",
    "cron_both_stars": "refuse",
    "update_lock": true,
    "component_lock": "component",
    "scheduled_during_update": "set_bounds_only",
    "removal": "60s..180s",
    "scale_in_victim": "newest",
    "drain_limit": "60s",
    "launch_group": "each",
    "launches_at_update": "called_off",
    "image_cached": "per_instance",
    "shortage_gives_up_after": "34m",
    "shortage_partial": "rollback",
    "billing_minimum": "0s",
    "default_routing": "RANDOM",
    "routing_ties": "uniform",
    "new_unit_ramp": "none",
    "abandoned_work": "continues",
    "publish_zeros": {"variant_invocations": true, "component_at_zero_copies": false, "custom": false},
    "refused_are_invocations": true,
    "backlog_per_instance_at_zero": "backlog",
    "percentile": "nearest_rank"
}"#;

/// The same, as values.
pub(super) fn assumption_defaults() -> Value {
    serde_json::from_str(ASSUMPTIONS).expect("the list above is JSON")
}

/// The file's assumptions over the defaults; a map of the file replaces the default member by member.
pub(super) fn assumptions(file: Option<&AssumptionsFile>) -> AssumptionsFile {
    let mut all = assumption_defaults();
    let given = file.map_or(Value::Null, |file| serde_json::to_value(file).expect("assumptions are plain JSON"));
    for (name, value) in given.as_object().into_iter().flatten() {
        lay_over(&mut all[name], value, matches!(name.as_str(), "alarm_lag" | "publish_zeros"));
    }
    serde_json::from_value(all).expect("defaults have the form of the file")
}

fn lay_over(default: &mut Value, value: &Value, by_member: bool) {
    match (default, value) {
        (Value::Object(default), Value::Object(given)) if by_member => {
            default.extend(given.iter().map(|(key, value)| (key.clone(), value.clone())));
        }
        (default, value) => default.clone_from(value),
    }
}
