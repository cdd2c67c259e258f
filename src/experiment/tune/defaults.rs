//! Which knobs does a search turn that was given none, and what would AWS's own first values be?
//!
//! `locked` is a scenario with every default written out, so that there is a key for everything.

use super::knob::{Knob, Setting};
use super::schedule;
use crate::experiment::below::{below, whose};
use crate::scenario::Scenario;
use crate::scenario::tree::{Node, child_path};

/// Cooldowns that people set [s].
const COOLDOWNS_SECS: [f64; 16] =
    [0.0, 30.0, 60.0, 90.0, 120.0, 150.0, 180.0, 240.0, 300.0, 420.0, 600.0, 750.0, 900.0, 1_200.0, 1_500.0, 1_800.0];
/// Values of a target or threshold as shares of today's: a fifteenth apart, which is finer than planners set them.
const SHARES: [f64; 21] = [
    0.40, 0.45, 0.50, 0.55, 0.60, 0.65, 0.70, 0.75, 0.80, 0.86, 0.93, 1.0, 1.07, 1.15, 1.25, 1.35, 1.5, 1.65, 1.8, 2.0,
    2.5,
];
/// AWS's default cooldown of target tracking for SageMaker [s].
///
/// Ref: Application Auto Scaling API, TargetTrackingScalingPolicyConfiguration.
const AWS_COOLDOWN_SECS: &str = "300";

/// Every knob of the scaling set-up: targets, cooldowns, bounds, steps, thresholds, scheduled capacities and lead times.
pub fn knobs(locked: &Scenario) -> Vec<Knob> {
    let mut all = Vec::new();
    for (path, policy) in below(locked, "scaling.policies") {
        let name = policy.get("PolicyName").and_then(Node::text).unwrap_or("policy");
        let mut key = |name: String, path: String, others: &dyn Fn(f64) -> Vec<f64>| {
            all.extend(number(locked, &name, &path, others));
        };
        let tracking = child_path(&path, "TargetTrackingScalingPolicyConfiguration");
        key(format!("{name}.TargetValue"), child_path(&tracking, "TargetValue"), &shares);
        for cooldown in ["ScaleOutCooldown", "ScaleInCooldown"] {
            key(format!("{name}.{cooldown}"), child_path(&tracking, cooldown), &|_| COOLDOWNS_SECS.to_vec());
        }
        let stepping = child_path(&path, "StepScalingPolicyConfiguration");
        key(format!("{name}.Cooldown"), child_path(&stepping, "Cooldown"), &|_| COOLDOWNS_SECS.to_vec());
        all.extend(steps(locked, name, &stepping));
    }
    for (path, alarm) in below(locked, "scaling.alarms") {
        let scales = !below(locked, &child_path(&path, "AlarmActions")).is_empty();
        let name = alarm.get("AlarmName").and_then(Node::text).unwrap_or("alarm");
        if scales {
            all.extend(number(locked, &format!("{name}.Threshold"), &child_path(&path, "Threshold"), shares));
        }
    }
    let targets = below(locked, "scaling.targets");
    for (path, target) in &targets {
        let name = |key: &str| format!("{}{key}", whose(target, targets.len()));
        all.extend(number(locked, &name("MinCapacity"), &child_path(path, "MinCapacity"), fewer_and_more));
        all.extend(number(locked, &name("MaxCapacity"), &child_path(path, "MaxCapacity"), fewer_and_more));
    }
    for (path, action) in below(locked, "scaling.scheduled_actions") {
        let name = action.get("ScheduledActionName").and_then(Node::text).unwrap_or("action");
        for key in ["MinCapacity", "MaxCapacity"] {
            let capacity = child_path(&child_path(&path, "ScalableTargetAction"), key);
            all.extend(number(locked, &format!("{name}.{key}"), &capacity, fewer_and_more));
        }
        let written = action.get("Schedule").and_then(Node::text).unwrap_or_default();
        all.extend(schedule::lead(name, &child_path(&path, "Schedule"), written));
    }
    all.retain(|knob| knob.settings.len() > 1);
    all
}

/// AWS's own first values: cooldowns of 300 s for every target tracking policy, and the formula's target where a single
/// policy tracks invocations; `None` if that is the scenario as it stands.
pub fn of_aws(locked: &Scenario, formula_target: Option<f64>) -> Option<Vec<(String, String)>> {
    let mut edits = Vec::new();
    for (path, _) in below(locked, "scaling.policies") {
        let tracking = child_path(&path, "TargetTrackingScalingPolicyConfiguration");
        for cooldown in ["ScaleOutCooldown", "ScaleInCooldown"] {
            let key = child_path(&tracking, cooldown);
            let written = locked.tree().get(&key).and_then(Node::text);
            if written.is_some_and(|text| text != AWS_COOLDOWN_SECS) {
                edits.push((key, AWS_COOLDOWN_SECS.to_owned()));
            }
        }
        let key = child_path(&tracking, "TargetValue");
        if let Some(target) = formula_target.filter(|_| locked.tree().get(&key).is_some()) {
            edits.push((key, format!("{}", target.round())));
        }
    }
    (!edits.is_empty()).then_some(edits)
}

/// The key of the one policy's target, where the formula may speak of it.
pub fn target_key(locked: &Scenario) -> Option<String> {
    let keys: Vec<String> = below(locked, "scaling.policies")
        .into_iter()
        .map(|(path, _)| child_path(&child_path(&path, "TargetTrackingScalingPolicyConfiguration"), "TargetValue"))
        .filter(|key| locked.tree().get(key).is_some())
        .collect();
    <[String; 1]>::try_from(keys).ok().map(|[key]| key)
}

fn number(locked: &Scenario, name: &str, path: &str, others: impl Fn(f64) -> Vec<f64>) -> Option<Knob> {
    let text = locked.tree().get(path)?.text()?;
    let current = text.parse::<f64>().ok()?;
    let mut values = others(current);
    values.push(current);
    values.sort_by(f64::total_cmp);
    let values: Vec<String> = values.into_iter().map(|value| format!("{value}")).collect();
    Some(Knob::of_key(name, path, text, &values))
}

/// Shares of today's value, to three digits.
fn shares(value: f64) -> Vec<f64> {
    SHARES.iter().map(|share| three_digits(value * share)).collect()
}

fn three_digits(value: f64) -> f64 {
    format!("{value:.2e}").parse().expect("a number just written")
}

/// Capacities around today's: every one near it, larger strides above.
fn fewer_and_more(value: f64) -> Vec<f64> {
    let near = (-4..=6).map(|step| value + f64::from(step));
    let far = [1.75, 2.0, 2.5, 3.0].map(|times: f64| (value * times).round());
    // To nothing only where that is today's.
    near.chain(far).filter(|capacity| *capacity >= 1.0).collect()
}

/// Adjustments, and the bounds between two steps, which belong to both.
fn steps(locked: &Scenario, policy: &str, stepping: &str) -> Vec<Knob> {
    let list = child_path(stepping, "StepAdjustments");
    let mut all = Vec::new();
    for (at, (path, step)) in below(locked, &list).into_iter().enumerate() {
        let adjustment = |value: f64| -> Vec<f64> {
            let (least, sign) = (1.0, if value < 0.0 { -1.0 } else { 1.0 });
            let near = [-2.0, -1.0, 1.0, 2.0, 3.0].map(|more| sign * (value.abs() + more));
            let far = [0.5, 1.5, 2.0].map(|times: f64| (value * times).round());
            near.into_iter().chain(far).filter(|value| value * sign >= least).collect()
        };
        let name = format!("{policy}.step {}", at + 1);
        all.extend(number(locked, &format!("{name} adjustment"), &child_path(&path, "ScalingAdjustment"), adjustment));
        let upper = child_path(&path, "MetricIntervalUpperBound");
        let Some(bound) = step.get("MetricIntervalUpperBound").and_then(Node::text) else { continue };
        let next = below(locked, &list).into_iter().find(|(other, node)| {
            *other != path && node.get("MetricIntervalLowerBound").and_then(Node::text) == Some(bound)
        });
        let (Some((next, _)), Some(knob)) = (next, number(locked, &format!("{name} bound"), &upper, shares)) else {
            continue;
        };
        let lower = child_path(&next, "MetricIntervalLowerBound");
        let both = |setting: Setting| {
            let edits =
                setting.edits.into_iter().flat_map(|(key, value)| [(key, value.clone()), (lower.clone(), value)]);
            Setting { edits: edits.collect(), ..setting }
        };
        all.push(Knob { settings: knob.settings.into_iter().map(both).collect(), ..knob });
    }
    all
}
