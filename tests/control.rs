//! Does the control plane of a whole run do what its rooms promise, where they meet: late alarms, launches called off,
//! a bound that an alarm enforces?

#![expect(clippy::unwrap_used, reason = "a test may fail so")]

use dryscale::report::{Report, Subject};
use dryscale::scenario::Scenario;
use dryscale::scenario::edit::Edit;
use dryscale::simulation::outcome::{Activity, RunOutcome};
use dryscale::simulation::{self, Options};
use std::path::Path;
use std::sync::atomic::AtomicBool;

static STOP: AtomicBool = AtomicBool::new(false);

/// Three hours with half an hour of load for four instances or five; launches take no time.
const HUMP: &str = "\
title: What does the control plane do?
start: 2026-11-27T00:00:00
duration: 3h
lead_in: 0s
traffic: [{name: a, steps: [{at: 0s, rate: 5/s}, {at: 10m, rate: 40/s}, {at: 40m, rate: 5/s}]}]
models: {m: {service_time: {mean: 20ms, cv: 1}, concurrency: 2}}
launch: {preset: none}
endpoint:
  EndpointName: shop
  ProductionVariants: [{VariantName: V, ModelName: m, InstanceType: ml.c5.xlarge, InitialInstanceCount: 2}]
assumptions: {alarm_lag: {standard: 30s}, scheduled_delay: 0s}
scaling:
  targets: [{MinCapacity: 1, MaxCapacity: 8}]
  policies:
    - PolicyName: keep-busy
      TargetTrackingScalingPolicyConfiguration:
        TargetValue: 600
        PredefinedMetricSpecification: {PredefinedMetricType: SageMakerVariantInvocationsPerInstance}
";

fn scenario(more: &str, edits: &[&str]) -> Scenario {
    let edits: Vec<Edit> = edits.iter().map(|edit| Edit::parse("--set", edit).unwrap()).collect();
    match Scenario::from_text("hump", &format!("{HUMP}{more}"), Path::new("."), &edits) {
        Ok((scenario, _)) => scenario,
        Err(problems) => panic!("{}", problems.render(false)),
    }
}

fn run(scenario: &Scenario) -> RunOutcome {
    simulation::run(scenario.setup(), 1, Options::default(), &STOP).unwrap()
}

fn changes(run: &RunOutcome) -> Vec<(f64, u32, u32, &str)> {
    let start = run.timeline.start;
    let told = |a: &Activity| (a.from, a.to);
    let all = run.activities.iter().filter(|a| a.from != a.to);
    all.map(|a| (a.start.since(start).secs() / 60.0, told(a).0, told(a).1, a.status_code.as_str())).collect()
}

#[test]
fn an_alarm_that_judges_many_periods_late_sees_the_same_periods() {
    let prompt = run(&scenario("", &[]));
    let moves = |run: &RunOutcome| changes(run).iter().map(|c| (c.1, c.2)).collect::<Vec<_>>();
    assert!(changes(&prompt).iter().any(|c| c.2 < c.1), "{:?}", changes(&prompt));
    for late in ["119s", "180s", "10m"] {
        let run = run(&scenario("", &[&format!("assumptions.alarm_lag.standard={late}")]));
        assert_eq!(moves(&run)[0], moves(&prompt)[0], "{late}");
        assert!(changes(&run).iter().any(|c| c.2 < c.1), "{late}: {:?}", changes(&run));
    }
}

const CALLED_OFF: &str = "
  scheduled_actions:
    - {ScheduledActionName: down, Schedule: \"cron(20 0 * * ? *)\", ScalableTargetAction: {MaxCapacity: 2}}
    - {ScheduledActionName: up, Schedule: \"cron(50 0 * * ? *)\", ScalableTargetAction: {MaxCapacity: 8}}
";

#[test]
fn a_launch_that_is_called_off_ends_its_activity_and_blocks_nothing_after() {
    for how in ["assumptions.update_lock=false", "assumptions.scheduled_during_update=act"] {
        let run = run(&scenario(CALLED_OFF, &[how, "launch={preset: none, start_up: {start: 20m}}"]));
        let all = changes(&run);
        assert_eq!(all[0], (13.5, 2, 5, "Overridden"), "{how}: {all:?}");
        assert_eq!(run.activities[0].end.unwrap().since(run.timeline.start).secs(), 1_200.0);
        assert_eq!((all[1].0, all[1].1, all[1].2), (20.0, 5, 2), "{how}");
        assert!(all.iter().any(|c| (c.1, c.2) == (2, 1)), "scales in once idle, {how}: {all:?}");
        assert!(run.activities.iter().all(|a| a.status_code != "InProgress"), "{how}");
        assert!(run.cooldowns.iter().all(|c| c.direction == "scale_in"), "what did not succeed starts no cooldown");
    }
}

const RAISED_WHILE_UPDATING: &str = "
  scheduled_actions:
    - {ScheduledActionName: up, Schedule: \"cron(56 0 * * ? *)\", ScalableTargetAction: {MinCapacity: 4}}
";

#[test]
fn capacity_that_a_low_alarm_brings_back_to_its_bound_is_no_reaction_to_load() {
    // The scale-in of 00:55 takes ten minutes to remove; the bound rises meanwhile and reaches the capacity after it.
    let run = run(&scenario(RAISED_WHILE_UPDATING, &["assumptions.removal=10m"]));
    let back = run.activities.iter().find(|a| a.to == 4 && a.from < 4).expect("the bound is reached");
    assert!(back.cause.contains("AlarmLow"), "{}", back.cause);
    let of = &run.scopes[0].reactions;
    assert!(of.iter().all(|r| r.activity != back.start), "{of:?}");
    assert_eq!(of.len(), 1, "the scale-out of the load");
}

#[test]
fn a_refused_change_is_no_change_on_the_chart() {
    let scenario = scenario("", &["instances={ml.c5.xlarge: {quota: 3}}"]);
    let run = run(&scenario);
    assert!(changes(&run).iter().any(|c| c.3 == "Failed"));
    let frame = dryscale::experiment::fold::Frame { horizon: dryscale::engine::Span::HOUR * 3, slo_attainment: 0.99 };
    let aggregates = dryscale::experiment::aggregate::Aggregates::of(vec![run], frame, &[]).unwrap();
    let subject = Subject::of(scenario.setup());
    let report = Report { subject: &subject, aggregates: &aggregates };
    assert!(report.changes().iter().all(|change| change.to < change.from), "{:?}", report.changes());
}

#[test]
fn an_alarm_of_ones_own_invokes_a_step_policy_and_its_cooldown_holds_the_next_step() {
    let steps = "
    - PolicyName: out
      StepScalingPolicyConfiguration:
        AdjustmentType: ChangeInCapacity
        StepAdjustments:
          - {MetricIntervalUpperBound: null, MetricIntervalLowerBound: 600, ScalingAdjustment: 3}
          - {MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 600, ScalingAdjustment: 1}
  alarms:
    - {AlarmName: busy, Namespace: AWS/SageMaker, MetricName: InvocationsPerInstance, Statistic: Sum, Period: 60,
       Dimensions: [{Name: EndpointName, Value: shop}, {Name: VariantName, Value: V}], EvaluationPeriods: 2, Threshold: 900, ComparisonOperator: GreaterThanThreshold, AlarmActions: [out]}
";
    let tracking = "scaling.policies.keep-busy.TargetTrackingScalingPolicyConfiguration";
    let aside = [format!("{tracking}.TargetValue=100000"), format!("{tracking}.DisableScaleIn=true")];
    let run = run(&scenario(steps, &aside.each_ref().map(String::as_str)));
    // 40/s are 1,200 a minute at each of two; at three they are 800.
    assert_eq!(changes(&run), [(12.5, 2, 3, "Successful")]);
    let change = run.activities.iter().find(|a| a.to == 3).unwrap();
    assert_eq!(change.cause, "monitor alarm busy in state ALARM triggered policy out");
    let told: Vec<_> = run.decisions.iter().filter(|d| d.policy == "out").map(|d| (&*d.verdict, &*d.reason)).collect();
    let quiet = ("hold", "sim.alarm_not_breaching");
    assert_eq!(
        told,
        [("hold", "sim.insufficient_data"), quiet, ("scale_out", ""), ("hold", "sim.cooldown_active"), quiet][1..]
    );
}
