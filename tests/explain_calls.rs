//! Does `explain` find what a call has put: policies, alarms and bounds that no section of the scenario holds?
//!
//! Traffic is a flow of 60/s, a request takes 100 ms: CPUUtilization of four vCPUs stands at 240 on two instances.

use dryscale::engine::{Span, Time};
use dryscale::experiment::explain::{Counterfactual, Explanation, Told, explain, options};
use dryscale::experiment::replicate::Workers;
use dryscale::scenario::Scenario;
use dryscale::simulation::run;
use std::path::Path;
use std::sync::atomic::AtomicBool;

static STOP: AtomicBool = AtomicBool::new(false);

const CPU: &str = "Namespace: /aws/sagemaker/Endpoints, MetricName: CPUUtilization, Dimensions: [{Name: EndpointName, \
                   Value: shop}, {Name: VariantName, Value: all}], Statistic: Average";

/// A scenario as its lock has it, at a moment.
fn explained(scaling: &str, calls: &str, minute: u64) -> Explanation {
    let text = format!(
        "fidelity: fluid
start: 2026-01-05T00:00:00
duration: 60m
lead_in: 0s
traffic: [{{name: web, constant: 60/s}}]
models: {{m: {{service_time: {{mean: 100ms, family: deterministic}}, concurrency: 4, utilization: {{cpu: 80%}}}}}}
instances: {{ml.g5.xlarge: {{vcpus: 4}}}}
launch: {{preset: none}}
endpoint: {{EndpointName: shop, ProductionVariants: [{{VariantName: all, ModelName: m, InstanceType: ml.g5.xlarge, InitialInstanceCount: 2}}]}}
assumptions: {{alarm_lag: {{standard: 0s}}, removal: 0s, scheduled_delay: 0s}}
scaling:
  targets: [{{MinCapacity: 1, MaxCapacity: 9}}]
{scaling}
calls:
{calls}"
    );
    let read = |text: &str| match Scenario::from_text("calls.yaml", text, Path::new("."), &[]) {
        Ok((scenario, _)) => scenario,
        Err(problems) => panic!("{}\n{text}", problems.render(false)),
    };
    let scenario = read(&read(&text).lock("."));
    let base = run(scenario.setup(), 1, options(&scenario), &STOP).expect("a run");
    let at: Time = scenario.setup().window.start + Span::from_secs(60 * minute);
    let workers = Workers::new(1).expect("a thread");
    explain(&scenario, &base, (at, 0), &workers, &STOP).expect("runs").expect("nobody stops it")
}

/// The counterfactual of these words, with the path that it edits.
#[track_caller]
fn asked<'e>(explanation: &'e Explanation, what: &str) -> (&'e Counterfactual, &'e str) {
    let all = &explanation.counterfactuals;
    let refused: Vec<_> = all.iter().filter(|one| matches!(one.told, Told::Refused(_))).collect();
    assert!(refused.is_empty(), "{refused:?}");
    let found = all.iter().find(|one| one.candidate.what == what);
    let names = || all.iter().map(|one| one.candidate.what.as_str()).collect::<Vec<_>>();
    let found = found.unwrap_or_else(|| panic!("`{what}` is not asked: {:?}", names()));
    (found, &found.candidate.edits[0].path)
}

fn keep(target: f64) -> String {
    format!(
        "PutScalingPolicy: {{PolicyName: keep, TargetTrackingScalingPolicyConfiguration: {{TargetValue: {target}, \
         CustomizedMetricSpecification: {{{CPU}}}}}}}"
    )
}

#[test]
fn a_policy_that_only_a_call_has_put_is_edited_where_it_stands() {
    let calls = format!("  - {{at: 10m, {}}}\n", keep(260.0));
    let explanation = explained("", &calls, 20);
    let (nearer, path) = asked(&explanation, "TargetValue 234");
    assert_eq!(path, "calls.0.PutScalingPolicy.TargetTrackingScalingPolicyConfiguration.TargetValue");
    assert_eq!((nearer.desired, matches!(nearer.told, Told::Capacity(_))), (3, true));
    let (_, path) = asked(&explanation, "ScaleOutCooldown 0");
    assert_eq!(path, "calls.0.PutScalingPolicy.TargetTrackingScalingPolicyConfiguration.ScaleOutCooldown");
}

/// Of several documents of one name the one that stands at the moment is edited, not the one that is put later.
#[test]
fn of_documents_of_one_name_the_last_one_put_is_edited() {
    let first = keep(260.0).replace("PutScalingPolicy: ", "  policies: [") + "]";
    // Calls stand in the file in another order than they are made in.
    let calls = format!("  - {{at: 40m, {}}}\n  - {{at: 10m, {}}}\n", keep(265.0), keep(250.0));
    let path = |minute: u64, what: &str| asked(&explained(&first, &calls, minute), what).1.to_owned();
    let rest = "TargetTrackingScalingPolicyConfiguration.TargetValue";
    assert_eq!(path(5, "TargetValue 234"), format!("scaling.policies.keep.{rest}"));
    assert_eq!(path(20, "TargetValue 225"), format!("calls.1.PutScalingPolicy.{rest}"));
    assert_eq!(path(50, "TargetValue 238.5"), format!("calls.0.PutScalingPolicy.{rest}"));
}

#[test]
fn bounds_and_alarms_of_calls_are_edited_where_they_stand() {
    let steps = "  policies: [{PolicyName: two-more, StepScalingPolicyConfiguration: {AdjustmentType: ChangeInCapacity, \
                 StepAdjustments: [{MetricIntervalLowerBound: 0, ScalingAdjustment: 2}]}}]";
    let alarm = format!(
        "PutMetricAlarm: {{AlarmName: busy, {CPU}, Period: 60, EvaluationPeriods: 20, DatapointsToAlarm: 9, Threshold: 200, \
         ComparisonOperator: GreaterThanThreshold, AlarmActions: [two-more]}}"
    );
    let calls = format!("  - {{at: 1m, {alarm}}}\n");
    let explanation = explained(steps, &calls, 4);
    assert_eq!(asked(&explanation, "busy 8 of 20").1, "calls.0.PutMetricAlarm.DatapointsToAlarm");
    // At a maximum that a call has set, twice that maximum is asked for, wherever one is set.
    let calls =
        format!("  - {{at: 1m, RegisterScalableTarget: {{MaxCapacity: 2}}}}\n  - {{at: 2m, {}}}\n", keep(100.0));
    let explanation = explained("", &calls, 20);
    let (more, _) = asked(&explanation, "MaxCapacity 4");
    let paths: Vec<_> = more.candidate.edits.iter().map(|edit| edit.path.as_str()).collect();
    assert_eq!(paths, ["scaling.targets.0.MaxCapacity", "calls.0.RegisterScalableTarget.MaxCapacity"]);
    assert_eq!(more.desired, 4);
    // A minimum that holds capacity up is asked for where it came from.
    let calls = "  - {at: 1m, RegisterScalableTarget: {MinCapacity: 6}}\n".to_owned()
        + &format!("  - {{at: 2m, {}}}\n", keep(240.0));
    let explanation = explained("", &calls, 30);
    let (less, path) = asked(&explanation, "MinCapacity 2 by RegisterScalableTarget");
    assert_eq!((path, less.desired), ("calls.0.RegisterScalableTarget.MinCapacity", 2));
    // The same of an action that a call has put.
    let action = "PutScheduledAction: {ScheduledActionName: up, Schedule: 'at(2026-01-05T00:03:00)', ScalableTargetAction: \
                  {MinCapacity: 6}}";
    let calls = format!("  - {{at: 1m, {action}}}\n  - {{at: 2m, {}}}\n", keep(240.0));
    let explanation = explained("", &calls, 30);
    let (less, path) = asked(&explanation, "MinCapacity 2 by up");
    assert_eq!((path, less.desired), ("calls.0.PutScheduledAction.ScalableTargetAction.MinCapacity", 2));
}
