//! Do comparisons and sweeps, as a user calls them, say what the runs say: whole, killed, in shards, on any threads?

#[path = "../binary/mod.rs"]
#[expect(dead_code, reason = "this file needs a part of it")]
mod binary;

mod comparisons;
mod studies;
mod sweeps;

use binary::Ran;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use tempfile::TempDir;

/// Mornings on which one instance does not do.
const SHOP: &str = "\
title: Is one instance at night enough, when the morning comes at once?
start: 2026-11-24T06:00:00
duration: 2h
lead_in: 20m
runs: 4
traffic: [{name: web, steps: [{at: 0s, rate: 5/s}, {at: 30m, rate: 90/s}, {at: 80m, rate: 5/s}]}]
day_to_day: 10%
models: {ranker: {service_time: {p50: 45ms, p99: 180ms}, concurrency: 4}}
endpoint: {EndpointName: shop, ProductionVariants: [{VariantName: all, ModelName: ranker, InstanceType: ml.c5.xlarge, InitialInstanceCount: 1}]}
scaling:
  targets: [{MinCapacity: 1, MaxCapacity: 6}]
  policies:
    - PolicyName: keep-busy
      PolicyType: TargetTrackingScaling
      TargetTrackingScalingPolicyConfiguration:
        TargetValue: 1500
        PredefinedMetricSpecification: {PredefinedMetricType: SageMakerVariantInvocationsPerInstance}
        ScaleOutCooldown: 60
        ScaleInCooldown: 300
slo: {latency: 500ms, attainment: 99%}
objectives: [attainment_percent > 50, cost_usd_per_day < 1]
";

fn desk() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    std::fs::write(folder.path().join("shop.yaml"), SHOP).expect("writable");
    folder
}

#[track_caller]
fn done(ran: &Ran) {
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}

#[track_caller]
fn refused(ran: &Ran, told: &[&str]) {
    assert_eq!(ran.code, 2, "{}{}", ran.out, ran.err);
    for word in told {
        assert!(ran.err.contains(word), "{word}: {}", ran.err);
    }
    assert!(ran.out.is_empty());
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).expect("there")).expect("JSON")
}

fn contrast<'v>(comparison: &'v Value, metric: &str) -> &'v Value {
    let rows = comparison["contrasts"].as_array().expect("a list");
    rows.iter().find(|row| row["metric"] == metric && row["scope"] == "endpoint").expect(metric)
}

fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|cause| panic!("{}: {cause}", path.display()));
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let header = lines.next().expect("a header");
    lines.map(|cells| header.iter().cloned().zip(cells).collect()).collect()
}
