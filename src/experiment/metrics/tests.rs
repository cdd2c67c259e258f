//! Every figure, worked by hand.

use super::*;
use crate::experiment::fixture::{FRAME, outcome};

/// Worked by hand from the totals of the fixture, over half a day.
const BY_HAND: [(&str, f64); 61] = [
    ("requests", 1_000.0),
    ("attainment_percent", 94.0),
    ("bad_minutes_per_day", 28.0),
    ("latency_mean_ms", 75.0),
    ("latency_p50_ms", 10.0),
    ("latency_p90_ms", 100.0),
    ("latency_p95_ms", 400.0),
    ("latency_p99_ms", 900.0),
    ("latency_p999_ms", 900.0),
    ("latency_p50_worst_hour_ms", 20.0),
    ("latency_p95_worst_hour_ms", 500.0),
    ("latency_p99_worst_hour_ms", 950.0),
    ("wait_mean_ms", 25.0),
    ("ok_percent", 96.0),
    ("refused_percent", 1.2),
    ("timed_out_percent", 2.0),
    ("failed_percent", 0.7),
    ("no_capacity_percent", 0.3),
    ("in_flight_at_end_percent", 0.1),
    ("failed_worst_minute_percent", 25.0),
    ("days_meeting_slo_percent", 0.0),
    ("goodput_per_s", 940.0 / 43_200.0),
    ("attempts_per_request", 1.1),
    ("queue_max", 77.0),
    ("cost_usd", 12.5),
    ("cost_usd_per_day", 25.0),
    ("cost_usd_per_million_requests", 12.5e6 / 960.0),
    ("cost_floor_usd_per_day", 20.0),
    ("cost_ceiling_usd_per_day", 40.0),
    ("idle_cost_usd_per_day", 5.0),
    ("instances_mean", 2.5),
    ("instances_peak", 5.0),
    ("paid_instances_mean", 3.0),
    ("paid_instances_peak", 6.0),
    ("instance_hours_per_day", 72.0),
    ("utilization_percent", 25.0),
    ("headroom_at_peak_percent", -20.0),
    ("at_max_percent", 10.0),
    ("unmet_at_max_instances", 2.0),
    ("reaction_p95_s", 600.0),
    ("detection_p95_s", 120.0),
    ("launch_p95_s", 500.0),
    ("escalation_reaction_p95_s", 930.0),
    ("recovery_p95_s", 600.0),
    ("actions_per_day", 10.0),
    ("actions_out_per_day", 6.0),
    ("actions_in_per_day", 4.0),
    ("reversals_per_day", 2.0),
    ("not_scaled_per_day", 8.0),
    ("elasticity.theta_under_percent", 5.0),
    ("elasticity.theta_over_percent", 25.0),
    ("elasticity.tau_under_percent", 10.0),
    ("elasticity.tau_over_percent", 20.0),
    ("elasticity.instability_percent", 12.5),
    ("elasticity.speedup", 2.0),
    ("elasticity.speedup_floored_percent", 0.0),
    ("elasticity.accuracy_under_instances", 0.1),
    ("elasticity.accuracy_over_instances", 0.5),
    ("elasticity.jitter_per_minute", -0.5),
    ("elasticity.deficit_instance_minutes", 72.0),
    ("elasticity.surplus_instance_minutes", 450.0),
];

fn of_run(name: &str, scope: &ScopeOutcome, frame: Frame) -> Option<f64> {
    METRICS[position(name).expect("a metric")].of_run(Facts { of: scope, frame })
}

#[test]
fn every_figure_of_a_run_is_what_a_hand_computes() {
    let run = outcome(1);
    for (name, by_hand) in BY_HAND {
        let figure = of_run(name, &run.scopes[0], FRAME).unwrap_or(f64::NAN);
        // Latencies carry the error of their buckets.
        let tolerance = if name.starts_with("latency_p") { 0.004 } else { 1e-12 };
        assert!((figure - by_hand).abs() <= tolerance * by_hand.abs(), "{name} is {figure}, not {by_hand}");
    }
    let worked: Vec<&str> = BY_HAND.iter().map(|row| row.0).chain(["cost_usd_per_month"]).collect();
    let missing: Vec<&str> = METRICS.iter().map(|m| m.name).filter(|name| !worked.contains(name)).collect();
    assert_eq!((missing, METRICS.len()), (vec![], worked.len()), "a new figure wants its value worked by hand");
}

#[test]
fn a_month_is_said_of_whole_days_only() {
    let scope = &outcome(1).scopes[0];
    let month = |horizon| of_run("cost_usd_per_month", scope, Frame { horizon, ..FRAME });
    assert_eq!(month(Span::from_secs(43_200)), None);
    assert_eq!(month(Span::DAY), Some(375.0));
    assert_eq!(month(Span::DAY * 2), Some(187.5));
    assert_eq!(month(Span::DAY + Span::HOUR), None);
}

#[test]
fn without_requests_and_events_figures_are_blank_and_never_zero() {
    let mut scope = outcome(1).scopes.swap_remove(0);
    scope.totals = Totals::default();
    scope.latency.clear();
    scope.reactions.clear();
    scope.episodes.clear();
    scope.worst_hour_secs = None;
    for name in [
        "attainment_percent",
        "latency_mean_ms",
        "latency_p95_ms",
        "latency_p50_worst_hour_ms",
        "wait_mean_ms",
        "refused_percent",
        "days_meeting_slo_percent",
        "attempts_per_request",
        "cost_usd_per_million_requests",
        "utilization_percent",
        "headroom_at_peak_percent",
        "reaction_p95_s",
        "recovery_p95_s",
    ] {
        assert_eq!(of_run(name, &scope, FRAME), None, "{name}");
    }
    assert_eq!(of_run("bad_minutes_per_day", &scope, FRAME), Some(0.0));
}

#[test]
fn names_are_unique_and_their_units_fit() {
    for (at, metric) in METRICS.iter().enumerate() {
        assert_eq!(position(metric.name), Some(at), "{} is listed twice", metric.name);
        let ending = |end: &str| metric.name.ends_with(end);
        assert!(!ending("_percent") || metric.unit == "percent", "{}", metric.name);
        assert!(!ending("_ms") || metric.unit == "ms", "{}", metric.name);
        assert!(!ending("_p95_s") || metric.unit == "s", "{}", metric.name);
    }
}
