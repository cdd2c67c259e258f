//! Is the elasticity of a whole run what a hand computes? A load that doubles its demand at seven, and fleets that are
//! too late, in time and too large for it.

#[expect(dead_code, reason = "this file needs a part of it")]
mod binary;

use binary::dryscale;
use serde_json::Value;
use std::fs;
use tempfile::TempDir;

/// Two hours: one instance is demanded, then two. A launch takes three minutes to be obtained and two to start, and
/// nothing is left to chance.
fn scenario(initial: u32, schedule: &str) -> String {
    let scheduled = if schedule.is_empty() {
        String::new()
    } else {
        format!(
            "scaling:\n  targets: [{{MinCapacity: 1, MaxCapacity: 4}}]\n  scheduled_actions:\n    - \
             {{ScheduledActionName: more, Schedule: at({schedule}), ScalableTargetAction: {{MinCapacity: 2}}}}\n"
        )
    };
    format!(
        "start: 2026-11-24T06:00:00\nduration: 2h\nruns: 2\nfidelity: fluid\ntraffic: [{{name: web, steps: [{{at: 0s, \
         rate: 10/s}}, {{at: 1h, rate: 30/s}}]}}]\nmodels: {{m: {{service_time: 100ms, concurrency: 2, start_up: \
         {{pull: 0s, download: 0s, start: 2m, health: 0s, warm: 0s}}}}}}\ninstances: {{ml.m5.large: {{provision: \
         3m}}}}\nendpoint: {{EndpointName: shop, ProductionVariants: [{{VariantName: all, ModelName: m, InstanceType: \
         ml.m5.large, InitialInstanceCount: {initial}}}]}}\n{scheduled}assumptions: {{scheduled_delay: 0s}}\n"
    )
}

/// Figures of the endpoint by their names after `elasticity.`.
fn figures(scenario: &str) -> impl Fn(&str) -> f64 {
    let place = TempDir::new().expect("a temporary folder");
    fs::write(place.path().join("shop.yaml"), scenario).expect("writable");
    let ran = dryscale(place.path(), &["run", "shop.yaml", "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let summary: Value = serde_json::from_str(&ran.out).expect("JSON");
    move |name: &str| {
        let all = summary["metrics"].as_array().expect("a list").iter();
        let found = all.filter(|row| row["scope"] == "endpoint" && row["metric"] == format!("elasticity.{name}"));
        let rows: Vec<&Value> = found.collect();
        assert_eq!(rows.len(), 1, "{name}");
        // Every run is the same.
        assert_eq!((&rows[0]["ci95_low"], &rows[0]["ci95_high"]), (&rows[0]["mean"], &rows[0]["mean"]), "{name}");
        rows[0]["mean"].as_f64().expect("a number")
    }
}

#[track_caller]
fn are(found: impl Fn(&str) -> f64, wanted: &[(&str, f64)]) {
    for (name, value) in wanted {
        let is = found(name);
        assert!((is - value).abs() <= 1e-7 * value.abs().max(1.0), "{name} is {is}, not {value}");
    }
}

#[test]
fn a_fleet_that_nobody_scales_is_its_own_baseline() {
    are(
        figures(&scenario(1, "")),
        &[
            ("theta_under_percent", 25.0),
            ("theta_over_percent", 0.0),
            ("tau_under_percent", 50.0),
            ("tau_over_percent", 0.0),
            ("instability_percent", 100.0 / 119.0),
            ("speedup", 1.0),
            ("speedup_floored_percent", 100.0),
            ("accuracy_under_instances", 0.5),
            ("accuracy_over_instances", 0.0),
            ("jitter_per_minute", -1.0 / 120.0),
            ("deficit_instance_minutes", 60.0),
            ("surplus_instance_minutes", 0.0),
        ],
    );
    are(
        figures(&scenario(3, "")),
        &[("theta_over_percent", 125.0), ("tau_over_percent", 100.0), ("surplus_instance_minutes", 180.0)],
    );
}

#[test]
fn a_schedule_that_comes_too_late_leaves_the_launch_uncovered() {
    are(
        figures(&scenario(1, "2026-11-24T07:00:00")),
        &[
            ("theta_under_percent", 2.5 / 120.0 * 100.0),
            ("tau_under_percent", 5.0 / 120.0 * 100.0),
            ("tau_over_percent", 0.0),
            ("instability_percent", 200.0 / 119.0),
            // Twelve times less missing, twelve times less long, and never too much with or without it.
            ("speedup", 12.0_f64.sqrt()),
            ("speedup_floored_percent", 100.0),
            ("jitter_per_minute", 0.0),
            ("deficit_instance_minutes", 5.0),
            ("surplus_instance_minutes", 0.0),
        ],
    );
}

#[test]
fn a_launch_ahead_of_the_load_is_paid_before_it_serves() {
    are(
        figures(&scenario(1, "2026-11-24T06:50:00")),
        &[
            ("theta_under_percent", 0.0),
            ("theta_over_percent", 5.0 / 120.0 * 100.0),
            ("tau_over_percent", 5.0 / 120.0 * 100.0),
            ("accuracy_over_instances", 5.0 / 120.0),
            ("deficit_instance_minutes", 0.0),
            // It is obtained at seven minutes to seven, and serves at five to.
            ("surplus_instance_minutes", 7.0),
        ],
    );
}
