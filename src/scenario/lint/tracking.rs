//! Can target tracking go both ways?

use super::Lint;
use super::found::{Found, count, short};
use super::steps::is_lowered_otherwise;
use super::units::{counts_each, is_slip};
use super::view::{View, policy_path, tracking_path};
use super::watched::By;
use crate::aws::{ScalingPolicy, TargetTracking};
use crate::problem::Severity;

pub(super) const LINTS: &[Lint] = &[
    Lint {
        code: "DS027",
        title: "scaling in is disabled and nothing else does it",
        severity: Severity::Warning,
        explanation: "DisableScaleIn keeps a policy from removing capacity; then only the high alarm exists. It is meant \
            for policies beside another one that does scale in, or for a time of maintenance. Alone it makes a fleet that \
            only grows.",
        reference: "API reference, TargetTrackingScalingPolicyConfiguration (DisableScaleIn)",
        look: never_in,
    },
    Lint {
        code: "DS028",
        title: "a target below the quietest hour: the low alarm never comes",
        severity: Severity::Warning,
        explanation: "Scaling in needs fifteen minutes below 90 % of the target. Where the quietest minute, spread over \
            MaxCapacity instances, still lies above that, the fleet reaches its maximum and never leaves it; the policy \
            could as well be a fixed fleet.",
        reference: "How target tracking scaling for Application Auto Scaling works",
        look: never_low,
    },
    Lint {
        code: "DS029",
        title: "several target tracking policies: scaling in takes all of them",
        severity: Severity::Info,
        explanation: "Any target tracking policy may scale out, but capacity is removed only when all of them (those with \
            DisableScaleIn left out) are ready for it. A second policy whose metric stays above 90 % of its target, or has \
            no data, keeps the fleet large; users report that as scaling in that does not work.",
        reference: "How target tracking scaling for Application Auto Scaling works (several policies)",
        look: all_must_agree,
    },
    Lint {
        code: "DS030",
        title: "scaling is suspended from the beginning",
        severity: Severity::Warning,
        explanation: "SuspendedState keeps policies and alarms but stops what they do. It is set for maintenance and easily \
            left behind. Note that a RegisterScalableTarget call that only resumes scaling also moves the capacity into \
            the bounds.",
        reference: "Suspending and resuming scaling for Application Auto Scaling",
        look: suspended,
    },
    Lint {
        code: "DS031",
        title: "a minimum so large that the policy never has to scale out",
        severity: Severity::Warning,
        explanation: "Spread over MinCapacity instances even the busiest moment stays below the target. The policy has \
            nothing to do and the scenario is one of a fixed fleet: either the minimum or the target is larger than was \
            meant, or the traffic is smaller.",
        reference: "How target tracking scaling for Application Auto Scaling works",
        look: never_out,
    },
];

fn scales_in(tracking: &TargetTracking) -> bool {
    tracking.disable_scale_in != Some(true)
}

fn configuration(policy: &ScalingPolicy) -> Option<&TargetTracking> {
    policy.target_tracking_scaling_policy_configuration.as_ref()
}

fn never_in(view: &View, found: &mut Found) {
    for scaled in &view.scaled {
        let tracking = || scaled.policies.iter().filter_map(|policy| Some((*policy, configuration(policy)?)));
        let Some((policy, _)) = tracking().next() else { continue };
        if tracking().any(|(_, tracking)| scales_in(tracking)) || is_lowered_otherwise(scaled) {
            continue;
        }
        found
            .at(
                format!("{}.DisableScaleIn", tracking_path(policy)),
                format!("is true, and nothing else removes capacity from {} on", scaled.target.min_capacity),
            )
            .why("the fleet only grows")
            .fix("DisableScaleIn: false");
    }
}

fn never_low(view: &View, found: &mut Found) {
    for watched in view.watched().iter().filter(|watched| counts_each(watched)) {
        let By::Policy(policy, tracking) = watched.by else { continue };
        let Some(scaled) = view.policies().find(|(_, other)| std::ptr::eq(*other, policy)).map(|(scaled, _)| scaled)
        else {
            continue;
        };
        let Some(figures) = &scaled.figures else { continue };
        let least = figures.trough_per_sec * 60.0 / f64::from(scaled.target.max_capacity.max(1));
        let low = 0.9 * watched.limit;
        if least < low || !scales_in(tracking) || figures.trough_per_sec <= 0.0 || is_slip(view, watched) {
            continue;
        }
        found
            .at(
                &watched.path,
                format!(
                    "is {}: the low alarm lies at {}, and in the quietest minute {} still get {} each",
                    short(watched.limit),
                    short(low),
                    count(scaled.target.max_capacity, "instance"),
                    short(least)
                ),
            )
            .why("the fleet reaches its maximum and never scales in")
            .fix(format!("TargetValue: {}", short((figures.served_per_min() / 2.0).max(least * 1.5))));
    }
}

fn all_must_agree(view: &View, found: &mut Found) {
    for scaled in &view.scaled {
        let mut ready = scaled.policies.iter().filter(|policy| configuration(policy).is_some_and(scales_in));
        let (Some(first), Some(second)) = (ready.next(), ready.next()) else { continue };
        found
            .at(
                policy_path(second),
                format!("`{}` and `{}` scale in only together", first.policy_name, second.policy_name),
            )
            .why("one whose low alarm does not come, or has no data, keeps the fleet large")
            .fix("DisableScaleIn: true   # in the one that is there for peaks alone");
    }
}

fn suspended(view: &View, found: &mut Found) {
    for scaled in &view.scaled {
        let Some(state) = scaled.target.suspended_state.filter(|_| scaled.is_scaled()) else { continue };
        let flags = [
            ("DynamicScalingInSuspended", state.dynamic_scaling_in_suspended, "no policy removes capacity"),
            ("DynamicScalingOutSuspended", state.dynamic_scaling_out_suspended, "no policy adds capacity"),
            ("ScheduledScalingSuspended", state.scheduled_scaling_suspended, "no scheduled action runs"),
        ];
        for (key, _, effect) in flags.into_iter().filter(|(_, is_set, _)| *is_set) {
            if view.someone_calls("RegisterScalableTarget") {
                continue;
            }
            found
                .at(
                    format!("{}.SuspendedState.{key}", scaled.path),
                    format!("is true from the beginning, and nobody resumes it: {effect}"),
                )
                .why("suspension is for maintenance; it is easily left behind")
                .fix(format!("SuspendedState: {{{key}: false}}"));
        }
    }
}

fn never_out(view: &View, found: &mut Found) {
    for watched in view.watched().iter().filter(|watched| counts_each(watched)) {
        let By::Policy(policy, _) = watched.by else { continue };
        let Some(scaled) = view.policies().find(|(_, other)| std::ptr::eq(*other, policy)).map(|(scaled, _)| scaled)
        else {
            continue;
        };
        let Some(figures) = &scaled.figures else { continue };
        let min = scaled.target.min_capacity.max(1);
        let most = figures.peak_per_sec * 60.0 / f64::from(min);
        if most > watched.limit || min >= scaled.target.max_capacity {
            continue;
        }
        found
            .at(
                format!("{}.MinCapacity", scaled.path),
                format!(
                    "is {min}: at the busiest moment each gets {} a minute, and `{}` scales out above {}",
                    short(most),
                    policy.policy_name,
                    short(watched.limit)
                ),
            )
            .why("the policy never has anything to do")
            .fix(format!("MinCapacity: {}", ((figures.trough_per_sec * 60.0 / watched.limit).ceil() as u32).max(1)));
    }
}
