//! What AWS's pages say of scalable targets, policies and alarms as a file configures them, a test named after the row of
//! the table. Rows that need datapoints are told in `tests/decisions`.

#![expect(clippy::unwrap_used, reason = "a test may fail so")]

use dryscale::engine::Span;
use dryscale::model::scaling::Direction;
use dryscale::scenario::Scenario;
use dryscale::simulation::{self, Options};
use std::path::Path;
use std::sync::atomic::AtomicBool;

static STOP: AtomicBool = AtomicBool::new(false);

const HEAD: &str = "\
start: 2026-11-27T00:00:00
duration: 1h
lead_in: 0s
fidelity: fluid
traffic: [{name: a, steps: [{at: 0s, rate: 5/s}, {at: 7m, rate: 40/s}, {at: 21m, rate: 5/s}]}]
arrivals: {process: regular}
models: {m: {service_time: 20ms, concurrency: 20}}
launch: {preset: none}
endpoint:
  EndpointName: shop
  ProductionVariants: [{VariantName: V, ModelName: m, InstanceType: $TYPE, InitialInstanceCount: 2}]
assumptions: {alarm_lag: {standard: 0s}}
";

const TARGET: &str = "  targets: [{MinCapacity: 1, MaxCapacity: 8}]\n";

/// `keep-busy` with more keys.
fn tracking(name: &str, more: &str) -> String {
    format!(
        "    - PolicyName: {name}\n      TargetTrackingScalingPolicyConfiguration:\n        TargetValue: 600\n        \
         PredefinedMetricSpecification: {{PredefinedMetricType: SageMakerVariantInvocationsPerInstance}}\n{more}"
    )
}

fn steps(name: &str, more: &str) -> String {
    format!(
        "    - PolicyName: {name}\n      StepScalingPolicyConfiguration:\n        AdjustmentType: ChangeInCapacity\n        \
         StepAdjustments: [{{MetricIntervalLowerBound: 0, ScalingAdjustment: 1}}]\n{more}"
    )
}

fn alarm(periods: &str) -> String {
    format!(
        "  alarms:\n    - {{AlarmName: busy, MetricName: InvocationsPerInstance, Statistic: Sum, {periods},\n       \
         Dimensions: [{{Name: EndpointName, Value: shop}}, {{Name: VariantName, Value: V}}],\n       Threshold: 3000, \
         ComparisonOperator: GreaterThanThreshold, AlarmActions: [out]}}\n"
    )
}

fn read(target: &str, policies: &str, rest: &str) -> Result<Scenario, String> {
    read_of("ml.c5.xlarge", target, policies, rest)
}

fn read_of(instance_type: &str, target: &str, policies: &str, rest: &str) -> Result<Scenario, String> {
    let text = format!("{}scaling:\n{target}  policies:\n{policies}{rest}", HEAD.replace("$TYPE", instance_type));
    let read = Scenario::from_text("rows", &text, Path::new("."), &[]);
    read.map(|(scenario, _)| scenario).map_err(|problems| problems.render(false))
}

fn refused(read: Result<Scenario, String>, why: &str) {
    let Err(told) = read else { panic!("nothing was wrong; wanted: {why}") };
    assert!(told.contains(why), "{told}\nwanted: {why}");
}

fn cooldowns(policy: &str) -> [u64; 2] {
    let scenario = read(TARGET, policy, "").unwrap();
    let policy = &scenario.setup().variants[0].target.as_ref().unwrap().policies[0];
    [Direction::Out, Direction::In].map(|direction| policy.cooldown(direction).whole(Span::SECOND))
}

#[test]
fn c6_c7_cooldowns_that_are_not_said_are_300_s() {
    assert_eq!(cooldowns(&tracking("keep-busy", "")), [300, 300]);
    assert_eq!(cooldowns(&steps("out", "")), [300, 300]);
    assert_eq!(cooldowns(&tracking("keep-busy", "        ScaleOutCooldown: 60\n")), [60, 300]);
}

#[test]
fn c8_a_cooldown_of_zero_or_null_is_none() {
    assert_eq!(cooldowns(&tracking("keep-busy", "        ScaleOutCooldown: 0\n        ScaleInCooldown: 0\n")), [0, 0]);
    assert_eq!(cooldowns(&steps("out", "        Cooldown: 0\n")), [0, 0]);
    // What is null is 0, what is left out has its default.
    assert_eq!(cooldowns(&tracking("keep-busy", "        ScaleOutCooldown: null\n")), [0, 300]);
    assert_eq!(cooldowns(&tracking("keep-busy", "        ScaleInCooldown:\n")), [300, 0]);
    assert_eq!(cooldowns(&steps("out", "        Cooldown: null\n")), [0, 0]);
}

#[test]
fn e10_two_target_tracking_policies_with_the_same_metric_are_refused() {
    let two = tracking("one", "") + &tracking("two", "");
    refused(
        read(TARGET, &two, ""),
        "Only one TargetTrackingScaling policy for a given metric specification is allowed.",
    );
}

#[test]
fn g2_an_alarm_of_five_minutes_is_judged_every_minute() {
    let scenario = read(TARGET, &steps("out", ""), &alarm("Period: 300, EvaluationPeriods: 1")).unwrap();
    let run = simulation::run(scenario.setup(), 1, Options::default(), &STOP).unwrap();
    let rings = run.transitions.iter().find(|t| t.to == "ALARM").unwrap();
    // Of each instance: minutes 6 to 10 are 2 x 150 + 3 x 1,200 = 3,900, minutes 5 to 9 are 2,850.
    assert_eq!(rings.at.since(run.timeline.start), Span::MINUTE * 10);
}

#[test]
fn g11_a_window_of_more_than_a_day_is_refused() {
    let wanted = "1500 periods of 60 s are 90000 s; AWS looks back 86400 s at most while Period is below 3600";
    refused(read(TARGET, &steps("out", ""), &alarm("Period: 60, EvaluationPeriods: 1500")), wanted);
}

#[test]
fn i5_a_minimum_above_the_maximum_is_refused() {
    let target = TARGET.replace("MinCapacity: 1", "MinCapacity: 9");
    refused(read(&target, &tracking("keep-busy", ""), ""), "MinCapacity");
}

#[test]
fn i6_a_policy_without_a_target_is_refused_in_aws_words() {
    let wanted = "No scalable target registered for service namespace: sagemaker, resource ID: endpoint/shop/variant/V, \
                  scalable dimension: sagemaker:variant:DesiredInstanceCount";
    refused(read("", &tracking("keep-busy", ""), ""), wanted);
}

#[test]
fn i7_burstable_instances_cannot_be_registered() {
    refused(read_of("ml.t2.medium", TARGET, &tracking("keep-busy", ""), ""), "ml.t2.medium cannot be registered");
}

#[test]
fn i9_fifty_policies_and_two_hundred_scheduled_actions_are_the_most() {
    let policies = |count: usize| (0..count).map(|n| steps(&format!("p{n}"), "")).collect::<String>();
    assert!(read(TARGET, &policies(50), "").is_ok());
    refused(read(TARGET, &policies(51), ""), "50");
    let actions = |count: usize| {
        let one = |n| {
            format!(
                "    - {{ScheduledActionName: a{n}, Schedule: \"rate(1 day)\", ScalableTargetAction: {{MinCapacity: 1}}}}\n"
            )
        };
        format!("  scheduled_actions:\n{}", (0..count).map(one).collect::<String>())
    };
    assert!(read(TARGET, &steps("out", ""), &actions(200)).is_ok());
    refused(read(TARGET, &steps("out", ""), &actions(201)), "200");
}
