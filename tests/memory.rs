//! Memory is flat in the number of requests: a day takes no more than an hour.
#![cfg(target_os = "linux")]

use dryscale::scenario::Scenario;
use dryscale::simulation::{self, Options};
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// Work of 600 requests a second on sixteen instances, `hours` long.
fn simulate(hours: u32) -> u64 {
    let text = format!(
        "duration: {hours}h
lead_in: 0s
traffic: [{{name: sine, sine: {{mean: 600/s, amplitude: 400/s, period: 1h, phase: 0s}}}}]
models: {{m: {{service_time: {{mean: 50ms, cv: 1}}, concurrency: 4, queue: 100}}}}
endpoint:
  EndpointName: work
  ProductionVariants: [{{VariantName: all, ModelName: m, InstanceType: ml.c5.xlarge, InitialInstanceCount: 16}}]
"
    );
    let (scenario, _) = Scenario::from_text("work.yaml", &text, Path::new("."), &[]).expect("a good scenario");
    let outcome = simulation::run(scenario.setup(), 1, Options::default(), &AtomicBool::new(false)).expect("it holds");
    outcome.scopes[0].totals.requests
}

/// Largest resident memory so far [KiB].
fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells");
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).expect("a line");
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("KiB")
}

#[test]
fn a_day_takes_no_more_memory_than_an_hour() {
    assert!(simulate(1) > 2_000_000);
    let hour = peak_kib();
    assert!(simulate(24) > 50_000_000);
    let day = peak_kib();
    assert!(day <= hour + 4_096, "{hour} KiB after an hour, {day} KiB after a day");
}
