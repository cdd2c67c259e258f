//! Do the parts that scale out and in fit together?

use super::Lint;
use super::found::{Found, short};
use super::view::{View, names, policy_path, steps_path};
use super::watched::{By, Watched, is_above};
use crate::aws::MetricAlarm;
use crate::problem::Severity;

pub(super) const LINTS: &[Lint] = &[
    Lint {
        code: "DS021",
        title: "steps that lie on the other side of the alarm",
        severity: Severity::Warning,
        explanation: "The bounds of a step are counted from the alarm's threshold. An alarm against too much fires when the \
            metric lies above it, so only steps above 0 can match; an alarm against too little needs steps below 0. Where \
            no step lies on the alarm's side, the policy is invoked and changes nothing.",
        reference: "How step scaling for Application Auto Scaling works (step adjustments)",
        look: other_side,
    },
    Lint {
        code: "DS022",
        title: "a high and a low alarm that can be in ALARM at once",
        severity: Severity::Warning,
        explanation: "Between the two thresholds both alarms fire, one policy adds and the other removes, minute after \
            minute: the fleet flaps, and every launch is paid for nothing. The threshold to scale in must lie below the one \
            to scale out, far enough that removing an instance does not carry the metric over it.",
        reference: "How step scaling for Application Auto Scaling works",
        look: overlap,
    },
    Lint {
        code: "DS023",
        title: "a step policy and a target tracking policy on one metric",
        severity: Severity::Warning,
        explanation: "Both react to the same number with rules of their own. The step policy is not held back by target \
            tracking that is not ready to scale in, so the two may undo each other's work. Steps beside target tracking \
            make sense on another signal, for instance requests without capacity.",
        reference: "How target tracking scaling for Application Auto Scaling works (several policies)",
        look: same_metric,
    },
    Lint {
        code: "DS024",
        title: "step scaling beside target tracking on one target",
        severity: Severity::Info,
        explanation: "AWS allows both and warns that conflicts are possible: a step policy that scales in is not vetoed by \
            a target tracking policy that wants to keep the capacity, which then scales out again. Let the step policy only \
            add, and leave scaling in to target tracking.",
        reference: "How target tracking scaling for Application Auto Scaling works (considerations)",
        look: both_kinds,
    },
];

fn other_side(view: &View, found: &mut Found) {
    for (_, alarm) in view.alarms() {
        for (_, policy) in view.policies().filter(|(_, policy)| names(&alarm.alarm_actions, policy)) {
            let Some(steps) = &policy.step_scaling_policy_configuration else { continue };
            let above = is_above(alarm);
            let reached = steps.step_adjustments.iter().any(|step| {
                if above {
                    step.metric_interval_upper_bound.is_none_or(|upper| upper > 0.0)
                } else {
                    step.metric_interval_lower_bound.is_none_or(|lower| lower < 0.0)
                }
            });
            if reached || steps.step_adjustments.is_empty() {
                continue;
            }
            let (side, key) =
                if above { ("above", "MetricIntervalLowerBound") } else { ("below", "MetricIntervalUpperBound") };
            found
                .at(
                    format!("{}.StepAdjustments", steps_path(policy)),
                    format!(
                        "no step lies {side} 0, and `{}` fires when the metric is {side} its threshold",
                        alarm.alarm_name
                    ),
                )
                .why("bounds are counted from the threshold: the policy is invoked and finds no step")
                .fix(format!("StepAdjustments: [{{{key}: 0, ScalingAdjustment: {}}}]", if above { 1 } else { -1 }));
        }
    }
}

/// Whether two alarms read the same series.
fn same_series(one: &MetricAlarm, other: &MetricAlarm) -> bool {
    let dimensions = one.dimensions.len() == other.dimensions.len()
        && one.dimensions.iter().all(|dimension| other.dimensions.contains(dimension));
    one.metric_name.is_some()
        && one.metric_name == other.metric_name
        && one.statistic == other.statistic
        && one.extended_statistic == other.extended_statistic
        && one.period == other.period
        && dimensions
}

fn overlap(view: &View, found: &mut Found) {
    let alarms: Vec<_> = view.alarms().filter(|(_, alarm)| !alarm.alarm_actions.is_empty()).collect();
    for (path, low) in alarms.iter().filter(|(_, alarm)| !is_above(alarm)) {
        for (_, high) in alarms.iter().filter(|(_, alarm)| is_above(alarm)) {
            let (Some(below), Some(above)) = (low.threshold, high.threshold) else { continue };
            if !same_series(low, high) || below <= above {
                continue;
            }
            found
                .at(
                    format!("{path}.Threshold"),
                    format!(
                        "is {}, above the {} of `{}`: between the two both alarms fire",
                        short(below),
                        short(above),
                        high.alarm_name
                    ),
                )
                .why("one policy adds what the other removes, minute after minute")
                .fix(format!("Threshold: {}", short(above * 0.6)));
        }
    }
}

/// What an alarm and a policy both watch.
fn shared<'a>(view: &View<'a>) -> Option<(Watched<'a>, &'a MetricAlarm)> {
    let all = view.watched();
    let alarms: Vec<&MetricAlarm> = all
        .iter()
        .filter_map(|watched| match watched.by {
            By::Alarm(alarm) if view.policies().any(|(_, policy)| is_step_of(alarm, policy)) => Some(alarm),
            _ => None,
        })
        .collect();
    all.into_iter().filter(|watched| matches!(watched.by, By::Policy(..))).find_map(|watched| {
        let alarm = alarms.iter().find(|alarm| alarm.metric_name.as_deref() == Some(watched.metric))?;
        Some((watched, *alarm))
    })
}

fn is_step_of(alarm: &MetricAlarm, policy: &crate::aws::ScalingPolicy) -> bool {
    policy.step_scaling_policy_configuration.is_some() && names(&alarm.alarm_actions, policy)
}

fn same_metric(view: &View, found: &mut Found) {
    let Some((watched, alarm)) = shared(view) else { return };
    let By::Policy(policy, _) = watched.by else { return };
    found
        .at(
            format!("scaling.alarms.{}.MetricName", alarm.alarm_name),
            format!(
                "`{}` scales by steps on {}, which `{}` tracks too",
                alarm.alarm_name, watched.metric, policy.policy_name
            ),
        )
        .why("two rules answer the same number, and may undo each other's work")
        .fix("leave this metric to one of the two policies");
}

fn both_kinds(view: &View, found: &mut Found) {
    if shared(view).is_some() {
        return;
    }
    for scaled in &view.scaled {
        let tracks =
            scaled.policies.iter().find(|policy| policy.target_tracking_scaling_policy_configuration.is_some());
        let steps = scaled.policies.iter().find(|policy| {
            view.alarms().any(|(_, alarm)| is_step_of(alarm, policy))
                && policy
                    .step_scaling_policy_configuration
                    .as_ref()
                    .is_some_and(|steps| steps.step_adjustments.iter().any(|step| step.scaling_adjustment < 0))
        });
        let (Some(tracks), Some(steps)) = (tracks, steps) else { continue };
        found
            .at(
                policy_path(steps),
                format!("`{}` scales in by steps, without asking `{}`", steps.policy_name, tracks.policy_name),
            )
            .why("target tracking cannot veto it, and may scale out again");
    }
}
