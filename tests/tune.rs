//! Does a search, as a user calls it, find what is cheap and holds on days that it has not seen?

#[expect(dead_code, reason = "this file needs a part of it")]
mod binary;

use binary::{Ran, dryscale, files};
use serde_json::Value;
use std::path::Path;
use tempfile::TempDir;

/// Mornings that one instance does not bear, and three do.
const SHOP: &str = "\
title: What does the morning need?
start: 2026-11-24T06:00:00
duration: 1h
lead_in: 10m
traffic: [{name: web, steps: [{at: 0s, rate: 5/s}, {at: 20m, rate: 60/s}, {at: 45m, rate: 5/s}]}]
day_to_day: 10%
models: {ranker: {service_time: {p50: 45ms, p99: 180ms}, concurrency: 2}}
endpoint: {EndpointName: shop, ProductionVariants: [{VariantName: all, ModelName: ranker, InstanceType: ml.c5.xlarge, InitialInstanceCount: 1}]}
scaling:
  targets: [{MinCapacity: 1, MaxCapacity: 4}]
  policies:
    - PolicyName: keep-busy
      PolicyType: TargetTrackingScaling
      TargetTrackingScalingPolicyConfiguration:
        TargetValue: 500
        PredefinedMetricSpecification: {PredefinedMetricType: SageMakerVariantInvocationsPerInstance}
slo: {latency: 500ms, attainment: 99%}
objectives: [attainment_percent > 97]
tune: [MinCapacity=1:4:1, TargetValue=300:1500:300]
";

const SMALL: [&str; 4] = ["--budget", "60", "--fresh-runs", "20"];

fn desk(text: &str) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    std::fs::write(folder.path().join("shop.yaml"), text).expect("writable");
    folder
}

fn tuned(desk: &TempDir, more: &[&str]) -> Ran {
    dryscale(desk.path(), &[&["tune", "shop.yaml"][..], &SMALL, more].concat())
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).expect("there")).expect("JSON")
}

fn metric(finalist: &Value, name: &str) -> f64 {
    let rows = finalist["metrics"].as_array().expect("a list");
    let row = rows.iter().find(|row| row["metric"] == name && row["scope"] == "endpoint").expect(name);
    row["mean"].as_f64().expect("a number")
}

#[test]
fn what_is_recommended_holds_on_fresh_days_and_can_be_applied_as_it_is() {
    let desk = desk(SHOP);
    let ran = tuned(&desk, &[]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let folder = desk.path().join("output/tune-shop");
    let result = json(&folder.join("tune.json"));
    let at = result["recommended"].as_u64().expect("a place") as usize;
    let (finalists, today) = (&result["finalists"], &result["finalists"][0]);
    let recommended = &finalists[at];
    assert_eq!((recommended["verdict"].as_str(), today["called"].as_str()), (Some("met"), Some("today")));
    assert!(metric(recommended, "attainment_percent") > 97.0);
    for other in finalists.as_array().unwrap().iter().filter(|other| other["verdict"] == "met") {
        let (cheap, other) = (metric(recommended, "cost_usd_per_day"), metric(other, "cost_usd_per_day"));
        assert!(cheap <= other * 1.011, "{cheap} {other}");
    }
    // The command that it names gives its figures again, and no seed of the search is in it.
    assert_ne!(result["seed"], result["fresh_seed"]);
    let words: Vec<&str> = result["rerun"].as_str().unwrap().split(' ').skip(1).collect();
    assert!(words.contains(&"--seed"), "{words:?}");
    let again = dryscale(desk.path(), &words);
    assert!(again.code == 0 || again.code == 99, "{}{}", again.out, again.err);
    let summary = std::fs::read_to_string(desk.path().join("output/shop/summary.csv")).unwrap();
    let cost: f64 = summary
        .lines()
        .find_map(|line| line.strip_prefix("endpoint,cost_usd_per_day,usd/day,"))
        .and_then(|rest| rest.split(',').next())
        .and_then(|mean| mean.parse().ok())
        .expect("a cost");
    assert!((cost - metric(recommended, "cost_usd_per_day")).abs() < 1e-6, "{cost}");
    // Every evaluation is told, and the documents say what was chosen.
    let all = std::fs::read_to_string(folder.join("tune.csv")).unwrap();
    assert!(all.lines().next().unwrap().ends_with("kept,MinCapacity,TargetValue"), "{all}");
    assert!(all.lines().count() > 12);
    let chosen = std::fs::read_to_string(folder.join("recommended.shell.setup.sh")).unwrap();
    for change in recommended["changes"].as_array().unwrap() {
        let to = change["to"].as_str().unwrap();
        assert!(chosen.contains(to), "{change}: {chosen}");
    }
    for name in ["pareto.png", "tornado.png", "robustness.csv", "recommended.terraform.autoscaling.tf"] {
        assert!(folder.join(name).exists(), "{name}");
    }
}

#[test]
fn threads_change_no_byte() {
    let (one, two) = (desk(SHOP), desk(SHOP));
    assert_eq!(tuned(&one, &["--threads", "1"]).code, 0);
    assert_eq!(tuned(&two, &["--threads", "2"]).code, 0);
    let of = |desk: &TempDir| files(&desk.path().join("output/tune-shop"));
    assert_eq!(of(&one), of(&two));
}

#[test]
fn what_cannot_be_met_is_said_with_the_least_bad_and_what_would_have_to_change() {
    let desk = desk(&SHOP.replace("attainment_percent > 97", "attainment_percent > 99.99"));
    let ran = tuned(&desk, &["-p", "TargetValue=900:1500:300"]);
    assert_eq!(ran.code, 99, "{}{}", ran.out, ran.err);
    for told in [
        "The objectives cannot be met by turning these knobs",
        "Least bad: ",
        "The least bad would meet them with: 4 instances always there",
    ] {
        assert!(ran.out.contains(told), "{told}: {}", ran.out);
    }
    let folder = desk.path().join("output/tune-shop");
    let result = json(&folder.join("tune.json"));
    assert!(result["recommended"].is_null() && result["least_bad"].is_u64(), "{result}");
    assert!(folder.join("remedies.csv").exists());
    assert!(!folder.join("recommended.lock.yaml").exists(), "nothing to apply is written where nothing is recommended");
}

#[test]
fn what_is_no_search_is_refused_before_anything_is_run() {
    let desk = desk(SHOP);
    let refused = |more: &[&str], told: &str| {
        let ran = dryscale(desk.path(), &[&["tune", "shop.yaml"][..], more].concat());
        assert_eq!(ran.code, 2, "{}{}", ran.out, ran.err);
        assert!(ran.err.contains(told), "{told}: {}", ran.err);
        assert!(ran.out.is_empty() && !desk.path().join("output").exists());
    };
    refused(&["--fresh-seed", "1"], "is the seed of the search");
    refused(&["--budget", "10"], "at least 50 runs");
    refused(&["-p", "TargetValeu=1:2:1"], "TargetValeu");
    refused(&["-p", "seed=1:5:1"], "every policy has the same days");
    refused(&["--set", "objectives=[]", "--set", "slo={attainment: 99%}"], "there is nothing to reach");
}
