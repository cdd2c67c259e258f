//! Do an alarm's actions name what they should?

use super::Lint;
use super::found::Found;
use super::view::{View, names};
use crate::aws::{MetricAlarm, ScalingPolicy};
use crate::problem::{Severity, nearest};
use crate::scenario::lower::{is_of_another_service, policy_name};

pub(super) const LINTS: &[Lint] = &[
    Lint {
        code: "DS016",
        title: "an alarm action that names no policy of this scenario",
        severity: Severity::Warning,
        explanation: "AlarmActions holds ARNs. An ARN of a policy that does not exist (any more), or a name with a slip in \
            it, is kept by CloudWatch and does nothing but leave an entry in the alarm's history. Topics of Amazon SNS and \
            the like are no policies and are not meant here.",
        reference: "API reference, PutMetricAlarm (AlarmActions)",
        look: nobody,
    },
    Lint {
        code: "DS017",
        title: "an alarm action that names a target tracking policy",
        severity: Severity::Warning,
        explanation: "A target tracking policy is invoked by the two alarms that Application Auto Scaling makes for it, \
            and by no other. An alarm of one's own that names it has no effect; to act on an alarm of one's own takes a \
            step policy.",
        reference: "How target tracking scaling for Application Auto Scaling works",
        look: tracking,
    },
    Lint {
        code: "DS018",
        title: "scaling while an alarm is OK",
        severity: Severity::Warning,
        explanation: "OKActions that name a scaling policy invoke it when the alarm returns to OK and every minute as long \
            as it stays there, which is most of the time. A policy that removes capacity then drains the fleet to its \
            minimum in every quiet hour; use a second alarm with a threshold of its own.",
        reference: "Using Amazon CloudWatch alarms (actions of Auto Scaling repeat)",
        look: while_ok,
    },
    Lint {
        code: "DS019",
        title: "scaling while an alarm has no data",
        severity: Severity::Warning,
        explanation: "InsufficientDataActions run while the metric has too few datapoints: when an alarm is new, when a \
            deployment interrupts the metric, when nothing is published at zero traffic. None of these says how large the \
            fleet should be.",
        reference: "Using Amazon CloudWatch alarms (alarm states)",
        look: without_data,
    },
    Lint {
        code: "DS020",
        title: "an alarm whose actions are switched off",
        severity: Severity::Warning,
        explanation: "ActionsEnabled: false keeps an alarm judging, and it changes its state, but it takes no action. It is \
            left behind by maintenance (DisableAlarmActions), and nothing else tells why the policy never acts.",
        reference: "API reference, PutMetricAlarm (ActionsEnabled)",
        look: switched_off,
    },
];

fn all_policies<'a>(view: &View<'a>) -> &'a [ScalingPolicy] {
    view.file.scaling.as_ref().map_or(&[], |scaling| &scaling.policies)
}

fn nobody(view: &View, found: &mut Found) {
    let policies = all_policies(view);
    for (path, alarm) in view.alarms() {
        for (key, actions) in every_list(alarm) {
            for (place, action) in actions.iter().enumerate() {
                let name = policy_name(action);
                if is_of_another_service(action) || policies.iter().any(|policy| policy.policy_name == name) {
                    continue;
                }
                let finding = found
                    .at(format!("{path}.{key}.{place}"), format!("`{action}` is no policy of this scenario"))
                    .why("the alarm goes off and nothing happens");
                let known = policies.iter().map(|policy| policy.policy_name.as_str());
                let steps = policies.iter().filter(|policy| policy.step_scaling_policy_configuration.is_some());
                let steps: Vec<&str> = steps.map(|policy| policy.policy_name.as_str()).collect();
                match (nearest(name, known), steps.as_slice()) {
                    (Some(near), _) => {
                        finding.fix(format!("{key}: [{near}]"));
                    }
                    (None, [only]) => {
                        finding.fix(format!("{key}: [{only}]"));
                    }
                    _ => {}
                }
            }
        }
    }
}

fn every_list(alarm: &MetricAlarm) -> [(&'static str, &Vec<String>); 3] {
    [
        ("AlarmActions", &alarm.alarm_actions),
        ("OKActions", &alarm.ok_actions),
        ("InsufficientDataActions", &alarm.insufficient_data_actions),
    ]
}

fn tracking(view: &View, found: &mut Found) {
    for (path, alarm) in view.alarms() {
        for (key, actions) in every_list(alarm) {
            for (place, action) in actions.iter().enumerate() {
                let named = all_policies(view).iter().find(|policy| policy.policy_name == policy_name(action));
                if named.is_some_and(|policy| policy.target_tracking_scaling_policy_configuration.is_some()) {
                    found
                        .at(
                            format!("{path}.{key}.{place}"),
                            format!("`{}` tracks a target: its own alarms alone invoke it", policy_name(action)),
                        )
                        .why("this alarm changes nothing")
                        .fix("write a step policy for this alarm, and name that one");
                }
            }
        }
    }
}

/// A step policy that one of the actions names.
fn step_policy<'a>(view: &View<'a>, actions: &[String]) -> Option<&'a ScalingPolicy> {
    all_policies(view)
        .iter()
        .find(|policy| policy.step_scaling_policy_configuration.is_some() && names(actions, policy))
}

fn while_ok(view: &View, found: &mut Found) {
    for (path, alarm) in view.alarms() {
        let Some(policy) = step_policy(view, &alarm.ok_actions) else { continue };
        found
            .at(
                format!("{path}.OKActions"),
                format!("`{}` is invoked every minute while the alarm is OK", policy.policy_name),
            )
            .why("an alarm is OK most of the time, whether the fleet is too large or just right")
            .fix(format!("AlarmActions: [{}]   # in a second alarm, with a threshold of its own", policy.policy_name));
    }
}

fn without_data(view: &View, found: &mut Found) {
    for (path, alarm) in view.alarms() {
        let Some(policy) = step_policy(view, &alarm.insufficient_data_actions) else { continue };
        found
            .at(
                format!("{path}.InsufficientDataActions"),
                format!("`{}` is invoked every minute while there is no data", policy.policy_name),
            )
            .why("no data says nothing of the load: the alarm may be new, or the metric interrupted")
            .fix("InsufficientDataActions: []");
    }
}

fn switched_off(view: &View, found: &mut Found) {
    for (path, alarm) in view.alarms() {
        let Some(policy) = step_policy(view, &alarm.alarm_actions) else { continue };
        if alarm.actions_enabled != Some(false) || view.someone_calls("EnableAlarmActions") {
            continue;
        }
        found
            .at(format!("{path}.ActionsEnabled"), format!("is false, so `{}` is never invoked", policy.policy_name))
            .why("the alarm changes its state and does nothing")
            .fix("ActionsEnabled: true");
    }
}
