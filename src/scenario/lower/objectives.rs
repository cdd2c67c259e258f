//! What is judged: objectives with their metric and scope in full.

use crate::problem::nearest;
use crate::quantity::{self, Sign};
use crate::scenario::file::{Fidelity, ScenarioFile};
use crate::scenario::question::{Comparison, Objective};
use crate::scenario::reading::Reading;

/// Metrics that this version reports, by the names of metrics.md.
const METRICS: [&str; 61] = [
    "requests",
    "attainment_percent",
    "bad_minutes_per_day",
    "latency_mean_ms",
    "latency_p50_ms",
    "latency_p90_ms",
    "latency_p95_ms",
    "latency_p99_ms",
    "latency_p999_ms",
    "latency_p50_worst_hour_ms",
    "latency_p95_worst_hour_ms",
    "latency_p99_worst_hour_ms",
    "wait_mean_ms",
    "ok_percent",
    "refused_percent",
    "timed_out_percent",
    "failed_percent",
    "throttled_percent",
    "no_capacity_percent",
    "cost_usd",
    "cost_usd_per_day",
    "cost_usd_per_month",
    "cost_usd_per_million_requests",
    "cost_floor_usd_per_day",
    "cost_ceiling_usd_per_day",
    "idle_cost_usd_per_day",
    "instances_mean",
    "instances_peak",
    "paid_instances_mean",
    "paid_instances_peak",
    "instance_hours_per_day",
    "reaction_p95_s",
    "detection_p95_s",
    "launch_p95_s",
    "recovery_p95_s",
    "actions_per_day",
    "actions_out_per_day",
    "actions_in_per_day",
    "reversals_per_day",
    "not_scaled_per_day",
    "utilization_percent",
    "goodput_per_s",
    "attempts_per_request",
    "at_max_percent",
    "unmet_at_max_instances",
    "days_meeting_slo_percent",
    "failed_worst_minute_percent",
    "headroom_at_peak_percent",
    "queue_max",
    "elasticity.theta_under_percent",
    "elasticity.theta_over_percent",
    "elasticity.tau_under_percent",
    "elasticity.tau_over_percent",
    "elasticity.instability_percent",
    "elasticity.speedup",
    "elasticity.speedup_floored_percent",
    "elasticity.accuracy_under_instances",
    "elasticity.accuracy_over_instances",
    "elasticity.jitter_per_minute",
    "elasticity.deficit_instance_minutes",
    "elasticity.surplus_instance_minutes",
];

/// Metrics of what is not modelled yet.
const LATER: [&str; 19] = [
    "hours_at_zero_per_day",
    "wakeups_per_day",
    "failed_per_wakeup",
    "wakeup_p95_s",
    "cold_start_percent",
    "spillover_percent",
    "provisioned_utilization_percent",
    "break_even_utilization_percent",
    "time_in_backlog_p95_s",
    "backlog_max",
    "expired_percent",
    "pending_copy_minutes_per_day",
    "accelerator_used_percent",
    "copies_unplaceable",
    "ttft_p95_ms",
    "tpot_p95_ms",
    "cost_instances_usd",
    "cost_serverless_usd",
    "cost_alarms_usd",
];

/// Every objective that is well formed.
pub(super) fn objectives(file: &ScenarioFile, reading: &mut Reading) -> Vec<Objective> {
    let mut objectives = Vec::with_capacity(file.objectives.len());
    for (index, text) in file.objectives.iter().enumerate() {
        objectives.extend(objective(text, &format!("objectives.{index}"), file, reading));
    }
    objectives
}

fn objective(text: &str, path: &str, file: &ScenarioFile, reading: &mut Reading) -> Option<Objective> {
    let read = reading.literal(path, quantity::comparison(text))?;
    let known = check_metric(&read.metric, path, reading);
    let scope = scope(read.scope.as_deref(), path, file, reading);
    if !read.limit.is_finite() {
        reading.error(path, format!("`{text}` has no number as its limit"));
        return None;
    }
    if !known {
        return None;
    }
    if file.fidelity == Some(Fidelity::Fluid) && read.metric.starts_with("latency_") {
        let message = format!("`{}` stays undecided: a fluid has no latency percentiles", read.metric);
        reading.warn(path, message).hint("write `fidelity: requests` to have it judged");
    }
    let op = match read.sign {
        Sign::Below => Comparison::Below,
        Sign::AtMost => Comparison::AtMost,
        Sign::Above => Comparison::Above,
        Sign::AtLeast => Comparison::AtLeast,
    };
    Some(Objective { text: text.to_owned(), metric: read.metric, scope: scope?, op, limit: read.limit })
}

fn check_metric(name: &str, path: &str, reading: &mut Reading) -> bool {
    if METRICS.contains(&name) {
        return true;
    }
    if LATER.contains(&name) {
        reading.error(path, format!("the metric {name} is not modelled yet"));
        return false;
    }
    let problem = reading.error(path, format!("there is no metric `{name}`"));
    if let Some(near) = nearest(name, METRICS.into_iter().chain(LATER)) {
        problem.hint(format!("did you mean `{near}`?"));
    }
    false
}

/// A scope in full; its last part is enough where that is unique.
fn scope(written: Option<&str>, path: &str, file: &ScenarioFile, reading: &mut Reading) -> Option<String> {
    let Some(written) = written else { return Some("endpoint".to_owned()) };
    let scopes: Vec<String> = std::iter::once("endpoint".to_owned())
        .chain(file.endpoint.production_variants.iter().map(|variant| format!("variant/{}", variant.variant_name)))
        .collect();
    if let Some(scope) = scopes.iter().find(|scope| *scope == written) {
        return Some(scope.clone());
    }
    let ends: Vec<&String> = scopes.iter().filter(|scope| scope.rsplit('/').next() == Some(written)).collect();
    if let [scope] = ends[..] {
        return Some(scope.clone());
    }
    let source = written.strip_prefix("source/").unwrap_or(written);
    if file.traffic.iter().any(|other| other.name.as_deref() == Some(source)) {
        reading.error(path, format!("figures by source, such as `{written}`, are not modelled yet"));
    } else if written.starts_with("component/") {
        reading.error(path, format!("`{written}`: inference components are not modelled yet"));
    } else {
        reading.error(path, format!("there is no scope `{written}`; there are {}", scopes.join(", ")));
    }
    None
}
