//! A lock says everything, and reads back to the same question.

use super::*;

fn round_trip(text: &str) -> String {
    let scenario = good(text);
    let lock = scenario.lock(".");
    let again = match Scenario::from_text("scenario.lock.yaml", &lock, Path::new("."), &[]) {
        Ok((again, _)) => again,
        Err(problems) => panic!("the lock is refused: {:#?}\n{lock}", said(&problems)),
    };
    assert_eq!(again.setup(), scenario.setup(), "{lock}");
    assert_eq!(again.objectives(), scenario.objectives());
    assert_eq!(again.lock("."), lock, "a lock of a lock is the same lock");
    lock
}

#[test]
fn a_lock_reads_back_to_the_same_setup() {
    for text in [FLASH_SALE, LEAST] {
        round_trip(text);
    }
}

#[test]
fn every_kind_of_traffic_survives_the_lock() {
    for kind in [
        "ramp: [{at: 0s, rate: 10/s}, {at: 15m, rate: 100/s}]",
        "steps: [{at: \"08:00\", rate: 15/s}, {at: \"09:00\", rate: 60/s}]",
        "sine: {mean: 600/s, amplitude: 400/s, period: 1h, phase: 5m}",
        "spike: {at: 2026-11-27T12:00:00-05:00, factor: 4, hold: 10m}",
        "constant: 7200/min, scale: 1.5, growth: 4%/30d, day_to_day: 15%, arrivals: {process: gamma, cv: 2}",
    ] {
        round_trip(&changed(
            FLASH_SALE,
            "- {name: sale, spike: {at: \"12:00\", add: 120/s, rise: 2m, hold: 10m, fall: 5m}}",
            &format!("- {{name: sale, {kind}}}"),
        ));
    }
}

#[test]
fn assumptions_and_processes_survive_the_lock() {
    let text = format!(
        "{LEAST}arrivals: {{process: mmpp, factors: [0.6, 1.8], stay: [10s, 5s]}}\nassumptions: {{removal: {{mean: 90s, cv: 0.5}}, flapping: predict, action_repeat: every_evaluation}}"
    );
    assert!(round_trip(&text).contains("flapping: predict"));
}

#[test]
fn names_that_look_like_numbers_survive_the_lock() {
    let text =
        changed(&changed(LEAST, "EndpointName: e", "EndpointName: \"12\""), "VariantName: v", "VariantName: \"1e5\"");
    round_trip(&changed(&text, "  m: {", "  \"true\": {"));
}

#[test]
fn the_lock_of_the_flash_sale_holds_every_default() {
    let lock = good(FLASH_SALE).lock("../../scenarios");
    for line in [
        "# yaml-language-server: $schema=dryscale.schema.json",
        "lead_in: 30m",
        "fidelity: requests",
        "  data: \"../../scenarios\"",
        "    - ServiceNamespace: sagemaker",
        "      ResourceId: endpoint/shop/variant/AllTraffic",
        "  metric_value: newest",
    ] {
        assert!(lock.lines().any(|written| written.starts_with(line)), "`{line}` is missing in\n{lock}");
    }
    for words in [
        "DisableScaleIn: false",
        "provision: {p50: 110s, p99: 260s}",
        "price: $1.408/h",
        "tz_database:",
        "Timezone: America/New_York",
    ] {
        assert!(lock.contains(words), "`{words}` is missing in\n{lock}");
    }
}
