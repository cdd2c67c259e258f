//! An endpoint of one or two variants, what becomes of it, and what is read of that.

use dryscale::engine::{Span, Time};
use dryscale::model::serving::{Shape, Watched};
use dryscale::scenario::Scenario;
use dryscale::scenario::edit::Edit;
use dryscale::simulation::outcome::{Activity, RunOutcome, Stretch};
use dryscale::simulation::{self, Options, Simulation};
use std::path::Path;
use std::sync::atomic::AtomicBool;

pub(crate) static STOP: AtomicBool = AtomicBool::new(false);

/// Three hours with half an hour of load; launches take no time but what a test gives them.
pub(crate) const SHOP: &str = "\
title: What do two variants do?
start: 2026-11-27T00:00:00
duration: 3h
lead_in: 0s
traffic: [{name: web, steps: [{at: 0s, rate: 10/s}, {at: 10m, rate: 76/s}, {at: 40m, rate: 10/s}]}]
models: {m: {service_time: {mean: 20ms, cv: 1}, concurrency: 4}}
launch: {preset: none}
assumptions: {alarm_lag: {standard: 30s}, scheduled_delay: 0s}
endpoint:
  EndpointName: shop
  ProductionVariants:
    - {VariantName: champion, ModelName: m, InstanceType: ml.c5.xlarge, InitialInstanceCount: 2}
";

pub(crate) const CHALLENGER: &str =
    "    - {VariantName: challenger, ModelName: m, InstanceType: ml.c5.xlarge, InitialInstanceCount: 2}\n";

pub(crate) const SCALING: &str = "\
scaling:
  targets:
    - {ResourceId: endpoint/shop/variant/champion, MinCapacity: 1, MaxCapacity: 8}
    - {ResourceId: endpoint/shop/variant/challenger, MinCapacity: 1, MaxCapacity: 8}
  policies:
    - PolicyName: keep
      ResourceId: endpoint/shop/variant/champion
      TargetTrackingScalingPolicyConfiguration:
        {TargetValue: 600, PredefinedMetricSpecification: {PredefinedMetricType: SageMakerVariantInvocationsPerInstance}}
    - PolicyName: keep
      ResourceId: endpoint/shop/variant/challenger
      TargetTrackingScalingPolicyConfiguration:
        {TargetValue: 600, PredefinedMetricSpecification: {PredefinedMetricType: SageMakerVariantInvocationsPerInstance}}
";

pub(crate) fn read(text: &str, edits: &[&str]) -> Scenario {
    let edits: Vec<Edit> = edits.iter().map(|edit| Edit::parse("--set", edit).unwrap()).collect();
    match Scenario::from_text("shop", text, Path::new("."), &edits) {
        Ok((scenario, _)) => scenario,
        Err(problems) => panic!("{}", problems.render(false)),
    }
}

pub(crate) fn two(more: &str, edits: &[&str]) -> Scenario {
    read(&format!("{SHOP}{CHALLENGER}{more}"), edits)
}

pub(crate) fn run(scenario: &Scenario) -> RunOutcome {
    simulation::run(scenario.setup(), 1, Options::default(), &STOP).unwrap()
}

/// Arrival and requirement of every request, variant by variant.
pub(crate) fn watched(scenario: &Scenario) -> Vec<Vec<(Time, Span)>> {
    let setup = scenario.setup();
    let mut simulation = Simulation::new(setup, 1, Options { step: None, shape: Some(Shape::Watched) });
    simulation.run_until(setup.window.end, &STOP).unwrap();
    let (outcome, mut all) = simulation.finish_watched(&STOP).unwrap();
    // They come variant by variant, each counted from 0.
    let mut by_variant: Vec<Vec<(Time, Span)>> = Vec::new();
    for Watched { number, arrival, need, .. } in all.drain(..) {
        if number == 0 {
            by_variant.push(Vec::new());
        }
        by_variant.last_mut().unwrap().push((arrival, need));
    }
    assert_eq!(by_variant.len(), outcome.variants());
    by_variant
}

pub(crate) fn changes<'a>(run: &'a RunOutcome, scope: &str) -> Vec<(f64, u32, u32, &'a str)> {
    let start = run.timeline.start;
    let all = run.activities.iter().filter(|a| a.from != a.to && a.scope() == scope);
    let told = |a: &'a Activity| (a.start.since(start).secs() / 60.0, a.from, a.to, a.status_code.as_str());
    all.map(told).collect()
}

pub(crate) fn decided<'a>(run: &'a RunOutcome, scope: &str, policy: &str) -> Vec<&'a Stretch> {
    run.decisions.iter().filter(|stretch| stretch.scope == scope && stretch.policy == policy).collect()
}

pub(crate) const WEIGH: &str = "
calls:
  - at: 1h
    UpdateEndpointWeightsAndCapacities:
      DesiredWeightsAndCapacities: [{VariantName: champion, DesiredWeight: 0.5}, {VariantName: challenger, DesiredWeight: 0.5}]
";
