//! Is every assumption that is a switch reachable by `--set assumptions.NAME=`, and do those that a scenario's reading
//! decides change its outcome?

use dryscale::scenario::Scenario;
use dryscale::simulation::{self, Options};
use std::path::Path;
use std::sync::atomic::AtomicBool;

const SCENARIO: &str = "fidelity: fluid
start: 2026-01-05T00:00:00
duration: 40m
lead_in: 0s
traffic: [{name: web, constant: 60/s}]
models:
  m: {service_time: {mean: 100ms, family: deterministic}, concurrency: 4, utilization: {cpu: 80%}}
instances: {ml.g5.xlarge: {vcpus: 4}}
launch: {preset: none}
endpoint: {EndpointName: shop, ProductionVariants: [{VariantName: all, ModelName: m, InstanceType: ml.g5.xlarge, InitialInstanceCount: 2}]}
assumptions: {alarm_lag: {standard: 0s}, removal: 0s, scheduled_delay: 0s}
";

/// Of an alarm on a percentile.
const LATENCY: &str = "scaling:
  targets: [{MinCapacity: 1, MaxCapacity: 9}]
  alarms: [{AlarmName: slow, Namespace: AWS/SageMaker, MetricName: ModelLatency, Dimensions: [{Name: EndpointName, Value: shop}, {Name: VariantName, Value: all}], ExtendedStatistic: p90, Period: 60, EvaluationPeriods: 1, Threshold: 95, ComparisonOperator: GreaterThanThreshold}]
";

fn read(more: &str, set: &str) -> Result<Scenario, String> {
    let text = format!("{SCENARIO}{more}").replace("removal: 0s", &format!("removal: 0s, {}", set.replace('=', ": ")));
    let read = Scenario::from_text("assumed.yaml", &text, Path::new("."), &[]);
    read.map(|(scenario, _)| scenario).map_err(|problems| problems.render(false))
}

/// Changes of capacity: minute, new capacity.
fn changes(more: &str, set: &str) -> Vec<(f64, u32)> {
    let scenario = read(more, set).unwrap_or_else(|told| panic!("{told}"));
    let told = simulation::run(scenario.setup(), 1, Options::default(), &AtomicBool::new(false)).expect("it holds");
    let begin = scenario.setup().window.begin;
    told.activities.iter().filter(|a| a.from != a.to).map(|a| (a.start.since(begin).secs() / 60.0, a.to)).collect()
}

#[test]
fn every_alternative_is_known_and_stands_in_the_list() {
    for set in [
        "formula=nearest",
        "zero_capacity=stays_zero",
        "missing_only_breaching=ok",
        "missing_only_breaching=insufficient_data",
        "dst=shift_gap_once_overlap",
        "rate_first_run=at_once",
        "past_at=never_runs",
        "ready_to_scale_in=alarm",
        "same_time=same_minute",
        "step_at_threshold=lower_inclusive",
        "zero_percent_step=raised",
        "outside_bounds=ordinary",
        "suspended_merge=whole",
        "one_bound_crosses=moves_other",
        "percentile=linear",
    ] {
        let (name, value) = set.split_once('=').unwrap();
        let edits = dryscale::scenario::edit::Edit::parse("--set", &format!("assumptions.{set}")).unwrap();
        let (scenario, _) = Scenario::from_text("assumed.yaml", SCENARIO, Path::new("."), &[edits])
            .unwrap_or_else(|problems| panic!("{}", problems.render(false)));
        let listed = &scenario.setup().assumptions.listed;
        assert!(listed.iter().any(|(known, found)| known == name && found == value), "{set}");
        let (usual, _) = Scenario::from_text("assumed.yaml", SCENARIO, Path::new("."), &[]).unwrap();
        let listed_as_usual = &usual.setup().assumptions.listed;
        assert!(listed_as_usual.iter().any(|(known, found)| known == name && found != value), "{set} is the default");
        let page = include_str!("../docs/assumptions.md");
        assert!(page.contains(&format!("| `{name}` |")) && page.contains(&format!("`{value}`")), "{set} in docs");
    }
}

#[test]
fn rate_first_run() {
    let action = "scaling: {targets: [{MinCapacity: 1, MaxCapacity: 9}], scheduled_actions: [{ScheduledActionName: up, Schedule: rate(10 minutes), ScalableTargetAction: {MinCapacity: 5}}]}\n";
    assert_eq!(changes(action, "rate_first_run=after_interval"), [(10.0, 5)]);
    assert_eq!(changes(action, "rate_first_run=at_once"), [(0.0, 5)]);
}

#[test]
fn past_at() {
    let action = "scaling: {targets: [{MinCapacity: 1, MaxCapacity: 9}], scheduled_actions: [{ScheduledActionName: up, Schedule: 'at(2026-01-04T00:00:00)', ScalableTargetAction: {MinCapacity: 5}}]}\n";
    let told = read(action, "past_at=refuse").unwrap_err();
    assert!(told.contains("which is past when the run begins") && told.contains("`past_at: refuse`"), "{told}");
    assert_eq!(changes(action, "past_at=never_runs"), []);
}

#[test]
fn suspended_merge() {
    let calls = "scaling: {targets: [{MinCapacity: 1, MaxCapacity: 9, SuspendedState: {ScheduledScalingSuspended: true}}], scheduled_actions: [{ScheduledActionName: up, Schedule: rate(10 minutes), ScalableTargetAction: {MinCapacity: 5}}]}
calls: [{at: 15m, RegisterScalableTarget: {SuspendedState: {DynamicScalingInSuspended: true}}}]\n";
    assert_eq!(changes(calls, "suspended_merge=per_flag"), []);
    assert_eq!(changes(calls, "suspended_merge=whole"), [(20.0, 5)]);
    // Of the three flags each that is left out becomes false: those of policies too.
    let by_policy = |suspended: &str, sent: &str, target: f64| {
        format!(
            "scaling: {{targets: [{{MinCapacity: 1, MaxCapacity: 9, SuspendedState: {{{suspended}: true}}}}], policies: [{{PolicyName: \
             keep, TargetTrackingScalingPolicyConfiguration: {{TargetValue: {target}, PredefinedMetricSpecification: \
             {{PredefinedMetricType: SageMakerVariantInvocationsPerInstance}}}}}}]}}\ncalls: [{{at: 25m, RegisterScalableTarget: \
             {{SuspendedState: {{{sent}: true}}}}}}]\n"
        )
    };
    let (out, inward) = ("DynamicScalingOutSuspended", "DynamicScalingInSuspended");
    for (scenario, after) in
        [(by_policy(out, inward, 1_300.0), (25.0, 3)), (by_policy(inward, out, 9_000.0), (25.0, 1))]
    {
        assert_eq!(changes(&scenario, "suspended_merge=per_flag"), []);
        assert_eq!(changes(&scenario, "suspended_merge=whole"), [after]);
    }
}

#[test]
fn percentile() {
    let reads = |set| {
        let text = format!("{SCENARIO}{LATENCY}")
            .replace("fidelity: fluid", "runs: 2")
            .replace("removal: 0s", &format!("removal: 0s, percentile: {set}"));
        let (scenario, _) = Scenario::from_text("assumed.yaml", &text, Path::new("."), &[])
            .unwrap_or_else(|p| panic!("{}", p.render(false)));
        scenario.setup().alarms[0].query.clone()
    };
    assert_ne!(reads("nearest_rank"), reads("linear"));
}
