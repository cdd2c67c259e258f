//! Do calls during a run change policies, scheduled actions, alarms and the target as Application Auto Scaling and
//! CloudWatch would, and are they refused in AWS's words?
//!
//! Traffic is a flow of 60/s, a request takes 100 ms: six of eight slots are busy, and at 80 % of a machine with all slots
//! busy CPUUtilization of four vCPUs stands at 240 (on two instances).

use dryscale::engine::Time;
use dryscale::scenario::Scenario;
use dryscale::scenario::edit::Edit;
use dryscale::simulation::outcome::{RunOutcome, Stretch};
use dryscale::simulation::{self, Options};
use std::path::Path;
use std::sync::atomic::AtomicBool;

const DIMENSIONS: &str = "Dimensions: [{Name: EndpointName, Value: shop}, {Name: VariantName, Value: all}]";
const RESOURCE: &str = "service namespace: sagemaker, resource ID: endpoint/shop/variant/all, scalable dimension: \
                        sagemaker:variant:DesiredInstanceCount";
/// 2026-01-05T00:00Z.
const BEGIN: Time = Time::from_secs(1_767_571_200);

const TARGET: &str = "  targets: [{MinCapacity: 1, MaxCapacity: 9}]";

/// What a scenario comes to: `scaling` and `calls` are the lines of these sections.
fn run(scaling: &str, calls: &[String]) -> RunOutcome {
    run_of(&["all"], &format!("{TARGET}\n{scaling}"), calls)
}

/// The same where the traffic goes to several variants in equal parts.
fn run_of(variants: &[&str], scaling: &str, calls: &[String]) -> RunOutcome {
    run_edited(variants, scaling, calls, &[])
}

/// The same with edits.
fn run_edited(variants: &[&str], scaling: &str, calls: &[String], edits: &[&str]) -> RunOutcome {
    let edits: Vec<Edit> = edits.iter().map(|edit| Edit::parse("--set", edit).expect("PATH=VALUE")).collect();
    let variant = |name: &&str| {
        format!("{{VariantName: {name}, ModelName: m, InstanceType: ml.g5.xlarge, InitialInstanceCount: 2}}")
    };
    let variants = variants.iter().map(variant).collect::<Vec<_>>().join(", ");
    let text = format!(
        "fidelity: fluid
start: 2026-01-05T00:00:00
duration: 40m
lead_in: 0s
traffic: [{{name: web, constant: 60/s}}]
models:
  m:
    service_time: {{mean: 100ms, family: deterministic}}
    concurrency: 4
    utilization: {{cpu: 80%}}
instances: {{ml.g5.xlarge: {{vcpus: 4}}}}
launch: {{preset: none}}
endpoint: {{EndpointName: shop, ProductionVariants: [{variants}]}}
assumptions: {{alarm_lag: {{standard: 0s, high_resolution: 0s}}, removal: 0s, scheduled_delay: 0s}}
scaling:
{scaling}
{}",
        if calls.is_empty() { String::new() } else { format!("calls:\n{}", calls.concat()) }
    );
    let scenario = match Scenario::from_text("calls.yaml", &text, Path::new("."), &edits) {
        Ok((scenario, _)) => scenario,
        Err(problems) => panic!("{}\n{text}", problems.render(false)),
    };
    simulation::run(scenario.setup(), 1, Options::default(), &AtomicBool::new(false)).expect("its invariants hold")
}

fn call(minute: u64, call: &str) -> String {
    format!("  - {{at: {minute}m, {call}}}\n")
}

fn minute(at: Time) -> f64 {
    at.since(BEGIN).secs() / 60.0
}

/// A policy that tracks CPUUtilization.
fn tracking(name: &str, target: f64) -> String {
    format!(
        "{{PolicyName: {name}, TargetTrackingScalingPolicyConfiguration: {{TargetValue: {target}, \
         CustomizedMetricSpecification: {{Namespace: /aws/sagemaker/Endpoints, MetricName: CPUUtilization, \
         {DIMENSIONS}, Statistic: Average}}}}}}"
    )
}

/// A policy that adds two, without a cooldown.
const STEPS: &str = "{PolicyName: two-more, StepScalingPolicyConfiguration: {AdjustmentType: ChangeInCapacity, \
                     Cooldown: 600, StepAdjustments: [{MetricIntervalLowerBound: 0, ScalingAdjustment: 2}]}}";

/// An alarm above this CPUUtilization, for `periods` minutes, that invokes a policy.
fn alarm(threshold: f64, periods: u32, policy: &str) -> String {
    format!(
        "{{AlarmName: busy, Namespace: /aws/sagemaker/Endpoints, MetricName: CPUUtilization, {DIMENSIONS}, Statistic: \
         Average, Period: 60, EvaluationPeriods: {periods}, Threshold: {threshold}, ComparisonOperator: \
         GreaterThanThreshold, AlarmActions: [{policy}]}}"
    )
}

/// Changes of capacity: minute, from, to.
fn changes(told: &RunOutcome) -> Vec<(f64, u32, u32)> {
    let changed = told.activities.iter().filter(|activity| activity.from != activity.to);
    changed.map(|activity| (minute(activity.start), activity.from, activity.to)).collect()
}

/// Transitions of the alarms whose name contains this: minute, state.
fn transitions<'r>(told: &'r RunOutcome, alarm: &str) -> Vec<(f64, &'r str)> {
    let of = told.transitions.iter().filter(|transition| transition.alarm.contains(alarm));
    of.map(|transition| (minute(transition.at), transition.to.as_str())).collect()
}

fn refusals(told: &RunOutcome) -> Vec<(f64, &str, &str, &str)> {
    let refused = told.decisions.iter().filter(|stretch| stretch.verdict == "refused");
    let words = |s: &'_ Stretch| minute(s.from);
    refused.map(|s| (words(s), s.policy.as_str(), s.reason.as_str(), s.first.as_str())).collect()
}

#[test]
fn a_policy_that_is_put_judges_at_once_what_was_measured_before_it() {
    let told = run("", &[call(10, &format!("PutScalingPolicy: {}", tracking("keep", 200.0)))]);
    assert_eq!(transitions(&told, "AlarmHigh")[0], (10.0, "ALARM"));
    assert_eq!(changes(&told), [(10.0, 2, 3)]);
    assert!(told.decisions.iter().all(|stretch| stretch.from >= BEGIN + dryscale::engine::Span::from_secs(600)));
}

#[test]
fn a_policy_that_is_put_again_has_new_alarms_and_its_cooldown_goes_on() {
    let first = format!("  policies: [{}]", tracking("keep", 200.0));
    let told = run(&first, &[call(10, &format!("PutScalingPolicy: {}", tracking("keep", 120.0)))]);
    let names: std::collections::BTreeSet<&str> = told.transitions.iter().map(|t| t.alarm.as_str()).collect();
    assert_eq!(names.iter().filter(|name| name.contains("AlarmHigh")).count(), 2, "{names:?}");
    // 240 on two instances are 160 on three: over 120, and the alarm has three such minutes behind it.
    assert_eq!(changes(&told), [(3.0, 2, 3), (10.0, 3, 4)]);
    let ran: Vec<_> = told.cooldowns.iter().map(|ran| (minute(ran.from), minute(ran.until))).collect();
    assert_eq!(ran, [(3.0, 8.0), (10.0, 15.0)]);
    // Put again while the cooldown of a scale-out runs: only a larger capacity acts, and the clock is not another one.
    let told = run(&first, &[call(4, &format!("PutScalingPolicy: {}", tracking("keep", 220.0)))]);
    assert_eq!(told.cooldowns.iter().map(|ran| minute(ran.until)).collect::<Vec<_>>(), [8.0]);
}

#[test]
fn a_deleted_policy_decides_nothing_more_and_one_of_its_name_begins_anew() {
    let first = format!("  policies: [{}]", tracking("keep", 230.0));
    let gone = "DeleteScalingPolicy: {PolicyName: keep}";
    let told = run(
        &first,
        &[call(2, gone), call(5, gone), call(20, &format!("PutScalingPolicy: {}", tracking("keep", 130.0)))],
    );
    assert_eq!(changes(&told), [(20.0, 2, 4)]);
    assert!(told.decisions.iter().all(|stretch| minute(stretch.until) <= 2.0 || minute(stretch.from) >= 5.0));
    let message = format!("No scaling policy found for {RESOURCE}, policy name: keep");
    let refused = [(5.0, "DeleteScalingPolicy", "ObjectNotFoundException", message.as_str())];
    assert_eq!(refusals(&told), refused);
}

#[test]
fn h23_an_update_of_a_scheduled_action_without_its_times_deletes_them() {
    let action = "  scheduled_actions: [{ScheduledActionName: up, Schedule: 'rate(5 minutes)', StartTime: \
                  '2026-01-05T00:20:00Z', EndTime: '2026-01-05T00:21:00Z', ScalableTargetAction: {MinCapacity: 3}}]";
    assert_eq!(changes(&run(action, &[])), [(20.0, 2, 3)]);
    // What is sent replaces, what is not sent stays, and the times are gone: the rate begins with the call.
    let update = "PutScheduledAction: {ScheduledActionName: up, ScalableTargetAction: {MinCapacity: 5}}";
    let told = run(action, &[call(1, update)]);
    assert_eq!(changes(&told), [(6.0, 2, 5)]);
    let ran = told.decisions.iter().filter(|stretch| stretch.policy == "up").map(|stretch| minute(stretch.from));
    assert_eq!(ran.collect::<Vec<_>>(), [6.0, 11.0, 16.0, 21.0, 26.0, 31.0, 36.0]);
    let told = run(action, &[call(1, "DeleteScheduledAction: {ScheduledActionName: up}")]);
    assert!(changes(&told).is_empty());
}

#[test]
fn i8_and_i6_a_deregistered_target_has_no_policies_and_no_scheduled_actions() {
    let scaling = format!(
        "  policies: [{}]\n  scheduled_actions: [{{ScheduledActionName: up, Schedule: 'at(2026-01-05T00:20:00)', \
         ScalableTargetAction: {{MinCapacity: 7}}}}]",
        tracking("keep", 230.0)
    );
    let put = format!("PutScalingPolicy: {}", tracking("keep", 230.0));
    let calls = [
        call(2, "DeregisterScalableTarget: {}"),
        call(3, "DeregisterScalableTarget: {ResourceId: endpoint/shop/variant/all}"),
        call(4, &put),
        call(5, "RegisterScalableTarget: {MaxCapacity: 4}"),
        call(30, "RegisterScalableTarget: {MinCapacity: 3, MaxCapacity: 4}"),
    ];
    let told = run(&scaling, &calls);
    assert_eq!(changes(&told), [(30.0, 2, 3)]);
    let registered = format!("No scalable target registered for {RESOURCE}");
    let found = format!("No scalable target found for {RESOURCE}");
    let refused = refusals(&told);
    let words: Vec<_> = refused.iter().map(|(at, call, error, _)| (*at, *call, *error)).collect();
    let missing = "ObjectNotFoundException";
    assert_eq!(
        words,
        [
            (3.0, "DeregisterScalableTarget", missing),
            (4.0, "PutScalingPolicy", missing),
            (5.0, "RegisterScalableTarget", "ValidationException")
        ]
    );
    assert_eq!((refused[0].3, refused[1].3), (found.as_str(), registered.as_str()));
    let decided = told.decisions.iter().filter(|stretch| stretch.policy == "keep");
    assert!(decided.map(|stretch| minute(stretch.until)).all(|until| until <= 2.0));
}

#[test]
fn i9_and_e10_what_a_target_may_have() {
    let many: Vec<String> = (1..=51)
        .map(|n| call(1, &format!("PutScalingPolicy: {}", STEPS.replace("two-more", &format!("p{n}")))))
        .collect();
    let told = run("", &many);
    assert_eq!(
        refusals(&told).iter().map(|r| (r.1, r.2)).collect::<Vec<_>>(),
        [("PutScalingPolicy", "LimitExceededException")]
    );
    let scaling = format!("  policies: [{}]", tracking("keep", 230.0));
    let told = run(&scaling, &[call(1, &format!("PutScalingPolicy: {}", tracking("other", 100.0)))]);
    let refused = refusals(&told);
    assert_eq!((refused[0].2, refused.len()), ("ValidationException", 1));
    assert_eq!(refused[0].3, "Only one TargetTrackingScaling policy for a given metric specification is allowed.");
}

#[test]
fn g9_and_g10_an_alarm_that_is_put_is_judged_at_once_and_put_again_keeps_its_state() {
    let scaling = format!("  policies: [{STEPS}]");
    let calls = [
        call(5, &format!("PutMetricAlarm: {}", alarm(200.0, 2, "two-more"))),
        call(30, "DeleteAlarms: {AlarmNames: [busy]}"),
        call(31, "DeleteAlarms: {AlarmNames: [busy]}"),
        call(32, &format!("PutMetricAlarm: {}", alarm(10.0, 2, "two-more"))),
    ];
    let told = run(&scaling, &calls);
    let expected = [(5.0, "ALARM"), (6.0, "OK"), (32.0, "ALARM")];
    assert_eq!(transitions(&told, "busy"), expected);
    assert_eq!(changes(&told), [(5.0, 2, 4), (32.0, 4, 6)]);
    assert_eq!(
        refusals(&told).iter().map(|r| (r.0, r.1, r.2)).collect::<Vec<_>>(),
        [(31.0, "DeleteAlarms", "ResourceNotFound")]
    );
    // Another configuration leaves the state alone until the next evaluation, which comes when it would have come.
    let again = [call(4, &format!("PutMetricAlarm: {}", alarm(100.0, 1, "two-more"))).replace("4m", "4m30s")];
    let told = run(&format!("  policies: [{STEPS}]\n  alarms: [{}]", alarm(200.0, 1, "two-more")), &again);
    assert_eq!(transitions(&told, "busy")[..3], [(1.0, "ALARM"), (2.0, "OK"), (5.0, "ALARM")]);
    // At the instant of an evaluation the new configuration is the one that is judged.
    let told = run(
        &format!("  policies: [{STEPS}]\n  alarms: [{}]", alarm(200.0, 1, "two-more")),
        &[call(4, &format!("PutMetricAlarm: {}", alarm(100.0, 1, "two-more")))],
    );
    assert_eq!(transitions(&told, "busy")[..3], [(1.0, "ALARM"), (2.0, "OK"), (4.0, "ALARM")]);
}

/// A policy with a step on either side of the threshold: one more below it, two more above.
const EITHER: &str = "{PolicyName: either, StepScalingPolicyConfiguration: {AdjustmentType: ChangeInCapacity, Cooldown: 600, \
                      StepAdjustments: [{MetricIntervalUpperBound: 0, ScalingAdjustment: 1}, {MetricIntervalLowerBound: 0, \
                      ScalingAdjustment: 2}]}}";

#[test]
fn each_state_takes_its_own_actions() {
    let scaling = |actions: &str| {
        let alarm = alarm(900.0, 1, "either").replace("AlarmActions: [either]", &format!("{actions}: [either]"));
        format!("  policies: [{EITHER}]\n  alarms: [{alarm}]")
    };
    let set = "SetAlarmState: {AlarmName: busy, StateValue: INSUFFICIENT_DATA, StateReason: a drill, StateReasonData: \
               '{\"recentDatapoints\": [950.0]}'}";
    let first = |actions: &str| changes(&run(&scaling(actions), &[call(20, set)])).first().copied();
    assert_eq!(first("AlarmActions"), None);
    assert_eq!(first("OKActions"), Some((1.0, 2, 3)));
    assert_eq!(first("InsufficientDataActions"), Some((20.0, 2, 4)));
}

#[test]
fn an_alarm_put_again_invokes_whom_it_names_now() {
    let scaling = format!("  policies: [{STEPS}, {EITHER}]\n  alarms: [{}]", alarm(200.0, 1, "two-more"));
    let told = run(&scaling, &[call(4, &format!("PutMetricAlarm: {}", alarm(100.0, 1, "either")))]);
    assert_eq!(changes(&told), [(1.0, 2, 4), (4.0, 4, 6)]);
    let causes: Vec<_> = told.activities.iter().filter(|a| a.from != a.to).map(|a| a.cause.as_str()).collect();
    assert!(
        causes[0].ends_with("triggered policy two-more") && causes[1].ends_with("triggered policy either"),
        "{causes:?}"
    );
}

#[test]
fn a_deleted_alarm_is_in_no_state_any_more() {
    let other = alarm(1000.0, 1, "two-more").replace("AlarmName: busy", "AlarmName: other");
    let scaling = format!("  policies: [{STEPS}]\n  alarms: [{}, {other}]", alarm(50.0, 1, "two-more"));
    let told = run(&scaling, &[call(5, "DeleteAlarms: {AlarmNames: [busy]}")]);
    let last = told.decisions.iter().rfind(|stretch| stretch.policy == "two-more").expect("a verdict");
    // Of two alarms the one that is left is quiet, and speaks for the policy.
    assert_eq!((last.reason.as_str(), minute(last.from)), ("sim.alarm_not_breaching", 5.0));
}

/// What can be seen is thirty seconds old: an alarm made at 10m10s judges the minute to 9m, and at 10m30s the next one.
#[test]
fn a_new_alarm_sees_what_is_published_and_goes_on_with_the_minute() {
    let put = call(10, &format!("PutMetricAlarm: {}", alarm(900.0, 1, "two-more"))).replace("10m", "10m10s");
    let scaling = format!("{TARGET}\n  policies: [{STEPS}]");
    let told = run_edited(&["all"], &scaling, &[put], &["assumptions.alarm_lag.standard=30s"]);
    let judged: Vec<_> = told.decisions.iter().filter(|stretch| stretch.policy == "two-more").collect();
    // At once, then from 10m30s to 39m30s.
    assert_eq!(judged.iter().map(|stretch| stretch.evaluations).sum::<u64>(), 1 + 30);
}

#[test]
fn a_state_set_by_hand_lasts_until_the_next_evaluation_and_its_data_decide() {
    let scaling = format!("  policies: [{STEPS}]\n  alarms: [{}]", alarm(1000.0, 2, "two-more"));
    let set = |data: &str| format!("SetAlarmState: {{AlarmName: busy, StateValue: ALARM, StateReason: a drill{data}}}");
    let told = run(
        &scaling,
        &[call(10, &set(r#", StateReasonData: '{"recentDatapoints": [990.0, 1010.0]}'"#)).replace("10m", "10m30s")],
    );
    assert_eq!(transitions(&told, "busy"), [(1.0, "OK"), (10.5, "ALARM"), (11.0, "OK")]);
    assert_eq!(told.transitions[1].reason, "a drill");
    assert_eq!(changes(&told), [(10.5, 2, 4)]);
    // Without data the policy is invoked and has nothing to choose a step by.
    let told = run(&scaling, &[call(10, &set("")).replace("10m", "10m30s")]);
    assert!(changes(&told).is_empty());
    let held = told.decisions.iter().find(|stretch| minute(stretch.from) == 10.5);
    assert_eq!(held.map(|stretch| stretch.reason.as_str()), Some("sim.insufficient_data"));
}

/// A name and what AWS answers to a call about it: minute, call, exception.
fn answers(told: &RunOutcome) -> Vec<(f64, &str, &str)> {
    refusals(told).iter().map(|(at, call, error, _)| (*at, *call, *error)).collect()
}

#[test]
fn at_the_quota_what_is_there_may_still_be_put_again() {
    let policy = |n: u32| call(1, &format!("PutScalingPolicy: {}", STEPS.replace("two-more", &format!("p{n}"))));
    let all: Vec<String> = (1..=50).chain([7]).map(policy).collect();
    assert!(refusals(&run("", &all)).is_empty());
    let action = |n: u32| {
        call(
            1,
            &format!(
                "PutScheduledAction: {{ScheduledActionName: a{n}, Schedule: rate(1 day), ScalableTargetAction: \
                 {{MinCapacity: 1}}}}"
            ),
        )
    };
    let all: Vec<String> = (1..=200).chain([7]).map(action).collect();
    assert!(refusals(&run("", &all)).is_empty());
    let told = run("", &(1..=201).map(action).collect::<Vec<_>>());
    assert_eq!(answers(&told), [(1.0, "PutScheduledAction", "LimitExceededException")]);
}

#[test]
fn an_action_that_a_call_has_put_is_there_for_the_next_call() {
    let put = "PutScheduledAction: {ScheduledActionName: up, Schedule: rate(5 minutes), ScalableTargetAction: {MinCapacity: 3}}";
    let update = "PutScheduledAction: {ScheduledActionName: up, ScalableTargetAction: {MinCapacity: 5}}";
    let gone = "DeleteScheduledAction: {ScheduledActionName: up}";
    let told = run("", &[call(1, put), call(2, update), call(8, gone), call(9, gone)]);
    assert_eq!(changes(&told), [(7.0, 2, 5)]);
    assert_eq!(answers(&told), [(9.0, "DeleteScheduledAction", "ObjectNotFoundException")]);
    let missing = format!("No scheduled action found for {RESOURCE}, scheduled action name: up");
    assert_eq!(refusals(&told)[0].3, missing);
}

#[test]
fn a_target_that_is_registered_anew_has_nothing_of_the_old_one_and_takes_new_policies() {
    let scaling = format!(
        "  policies: [{}]\n  scheduled_actions: [{{ScheduledActionName: up, Schedule: rate(1 day), ScalableTargetAction: \
         {{MinCapacity: 7}}}}]",
        tracking("keep", 230.0)
    );
    let calls = [
        call(1, "DeregisterScalableTarget: {}"),
        call(2, "RegisterScalableTarget: {MinCapacity: 3}"),
        call(2, "RegisterScalableTarget: {MinCapacity: 1, MaxCapacity: 4}"),
        call(3, "DeleteScalingPolicy: {PolicyName: keep}"),
        call(4, "DeleteScheduledAction: {ScheduledActionName: up}"),
        call(5, "RegisterScalableTarget: {MaxCapacity: 5}"),
        call(20, &format!("PutScalingPolicy: {}", tracking("keep", 100.0))),
    ];
    let told = run(&scaling, &calls);
    let missing = "ObjectNotFoundException";
    assert_eq!(
        answers(&told),
        [
            (2.0, "RegisterScalableTarget", "ValidationException"),
            (3.0, "DeleteScalingPolicy", missing),
            (4.0, "DeleteScheduledAction", missing)
        ]
    );
    assert_eq!(changes(&told), [(20.0, 2, 5)]);
}

/// The alarms that a policy has made for itself: 240 on two instances, over a target of 300 nothing breaches.
#[test]
fn the_state_of_a_managed_alarm_is_set_by_policy_and_side() {
    let scaling = format!("  policies: [{}]", tracking("keep", 300.0));
    let set = |at: u64, side: &str, data: &str| {
        let document = format!("{{AlarmName: 'keep:{side}', StateValue: ALARM, StateReason: a drill{data}}}");
        call(at, &format!("SetAlarmState: {document}")).replace("m,", "m30s,")
    };
    let data = |points: &str| format!(r#", StateReasonData: '{{"recentDatapoints": [{points}]}}'"#);
    // Two instances at 700 want 4.67 for a target of 300; at the next evaluation the alarm is OK again.
    let told = run(&scaling, &[set(10, "AlarmHigh", &data("650, 700"))]);
    assert_eq!(changes(&told)[0], (10.5, 2, 5));
    assert_eq!(transitions(&told, "AlarmHigh")[1..3], [(10.5, "ALARM"), (11.0, "OK")]);
    assert_eq!(told.transitions.iter().find(|t| minute(t.at) == 10.5).map(|t| t.reason.as_str()), Some("a drill"));
    // The other side, from five instances.
    let calls = [set(10, "AlarmHigh", &data("700")), set(13, "AlarmLow", &data("100"))];
    let told = run(&scaling, &calls);
    assert_eq!(changes(&told)[..2], [(10.5, 2, 5), (13.5, 5, 2)]);
    // Without datapoints, or with those that do not breach, the policy is invoked and holds.
    for (data, reason) in [(String::new(), "sim.insufficient_data"), (data("200"), "sim.alarm_not_breaching")] {
        let told = run(&scaling, &[set(10, "AlarmHigh", &data)]);
        assert!(changes(&told).is_empty());
        let held =
            told.decisions.iter().filter(|stretch| minute(stretch.from) <= 10.5 && minute(stretch.until) >= 10.5);
        assert_eq!(held.map(|stretch| stretch.reason.as_str()).collect::<Vec<_>>(), [reason]);
    }
    // What is not there is refused: before the policy comes, and the low alarm of one that never scales in.
    let never_in = tracking("keep", 300.0).replacen("TargetValue", "DisableScaleIn: true, TargetValue", 1);
    let put = call(20, &format!("PutScalingPolicy: {never_in}"));
    let told = run("", &[set(10, "AlarmHigh", ""), put, set(21, "AlarmLow", ""), set(22, "AlarmHigh", &data("700"))]);
    let refused = refusals(&told);
    let found: Vec<_> = refused.iter().map(|r| (r.0, r.2, r.3)).collect();
    let missing = "ResourceNotFound";
    assert_eq!(
        found,
        [(10.5, missing, "alarm keep:AlarmHigh does not exist"), (21.5, missing, "alarm keep:AlarmLow does not exist")]
    );
    assert_eq!(changes(&told), [(22.5, 2, 5)]);
}

/// A high alarm that is in ALARM and does not act at this instant stands not in the way of the low one.
#[test]
fn of_two_managed_alarms_in_alarm_the_one_that_acts_speaks() {
    let scaling = format!("  policies: [{}]", tracking("keep", 200.0));
    let low = r#"SetAlarmState: {AlarmName: 'endpoint/shop/variant/all:keep:AlarmLow', StateValue: ALARM, StateReason: a
      drill, StateReasonData: '{"recentDatapoints": [100.0]}'}"#;
    // At 3m the policy wants a third instance, which the target may not have: the high alarm stays in ALARM.
    let told = run_of(
        &["all"],
        &format!("  targets: [{{MinCapacity: 1, MaxCapacity: 2}}]\n{scaling}"),
        &[call(10, low).replace("10m", "10m30s")],
    );
    assert_eq!(changes(&told)[0], (10.5, 2, 1));
}

/// Half of the traffic keeps CPUUtilization of two instances at 120.
#[test]
fn calls_change_what_the_target_of_one_of_two_variants_has() {
    const OTHER: &str = "ResourceId: endpoint/shop/variant/other";
    let of_other =
        |policy: &str| policy.replace("Value: all", "Value: other").replacen('{', &format!("{{{OTHER}, "), 1);
    let of_all = tracking("keep", 130.0).replacen('{', "{ResourceId: endpoint/shop/variant/all, ", 1);
    let both = "{ResourceId: endpoint/shop/variant/all, MinCapacity: 1, MaxCapacity: 9}";
    let scaling = format!("  targets: [{both}, {}]\n  policies: [{of_all}]", both.replace("/all", "/other"));
    let keep = |target| format!("PutScalingPolicy: {}", of_other(&tracking("keep", target)));
    let gone = format!("DeleteScalingPolicy: {{PolicyName: keep, {OTHER}}}");
    let calls = [
        call(10, &keep(110.0)),
        call(15, &gone),
        call(16, &gone),
        call(20, &keep(60.0)),
        call(22, &gone),
        call(
            23,
            &format!(
                "PutScheduledAction: {{ScheduledActionName: up, {OTHER}, Schedule: 'at(2026-01-05T00:24:00)', \
                 ScalableTargetAction: {{MinCapacity: 5}}}}"
            ),
        ),
        call(25, &format!("PutScalingPolicy: {}", of_other(STEPS))),
        call(25, &format!("PutMetricAlarm: {}", alarm(100.0, 2, "endpoint/shop/variant/other:two-more"))),
        call(26, "DeleteAlarms: {AlarmNames: [busy]}"),
        call(27, "DeleteAlarms: {AlarmNames: [busy]}"),
        call(28, &format!("DeregisterScalableTarget: {{{OTHER}}}")),
        call(29, &keep(60.0)),
    ];
    let told = run_of(&["all", "other"], &scaling, &calls);
    // By what is put alone, at once; between a delete and the next put nothing happens.
    assert_eq!(changes(&told), [(10.0, 2, 3), (20.0, 3, 4), (24.0, 4, 5), (25.0, 5, 7)]);
    assert!(told.activities.iter().all(|activity| activity.scope() == "variant/other"));
    let decided = |scope: &str, at: f64| {
        let by_keep = told.decisions.iter().filter(|stretch| stretch.policy == "keep" && stretch.scope == scope);
        by_keep.clone().any(|stretch| minute(stretch.from) <= at && at <= minute(stretch.until))
    };
    let at = [5.0, 12.0, 18.0, 21.0, 30.0];
    assert_eq!(at.map(|at| decided("variant/all", at)), [true; 5], "it has a policy of that name all the time");
    assert_eq!(at.map(|at| decided("variant/other", at)), [false, true, false, true, false]);
    // Each refusal names the target that it is of, an alarm's none.
    let refused: Vec<_> = told.decisions.iter().filter(|stretch| stretch.verdict == "refused").collect();
    let whose: Vec<_> = refused.iter().map(|s| (minute(s.from), s.scope.as_str(), s.policy.as_str())).collect();
    let other = "variant/other";
    let expected =
        [(16.0, other, "DeleteScalingPolicy"), (27.0, "endpoint", "DeleteAlarms"), (29.0, other, "PutScalingPolicy")];
    assert_eq!(whose, expected);
    let resource = RESOURCE.replace("/all", "/other");
    assert_eq!(refused[0].first, format!("No scaling policy found for {resource}, policy name: keep"));
    assert_eq!(refused[2].first, format!("No scalable target registered for {resource}"));
}
