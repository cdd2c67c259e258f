//! Do steps add and remove what their writer thought?

use super::Lint;
use super::found::{Found, short};
use super::view::{Scaled, View, policy_path, steps_path};
use crate::aws::StepScaling;
use crate::aws::step::AdjustmentType;
use crate::problem::Severity;

pub(super) const LINTS: &[Lint] = &[
    Lint {
        code: "DS025",
        title: "policies that add and nothing that removes",
        severity: Severity::Warning,
        explanation: "Every step adds, no target tracking policy scales in, and no scheduled action lowers the maximum: \
            after the first busy hour the fleet is as large as it was then, for good. Steps for scaling in need an alarm of \
            their own, against too little.",
        reference: "How step scaling for Application Auto Scaling works",
        look: only_adds,
    },
    Lint {
        code: "DS026",
        title: "a percentage of a small fleet",
        severity: Severity::Info,
        explanation: "PercentChangeInCapacity rounds towards zero, but a change between 0 and 1 becomes 1. Of a small fleet \
            every percentage below 100/fleet adds one instance: steps of 10 % and 30 % are then the same. \
            MinAdjustmentMagnitude says how many at least.",
        reference: "How step scaling for Application Auto Scaling works (scaling adjustment types)",
        look: small_percentage,
    },
];

/// Whether a policy of steps can remove something.
pub(super) fn removes(steps: &StepScaling) -> bool {
    steps.adjustment_type == AdjustmentType::ExactCapacity
        || steps.step_adjustments.iter().any(|step| step.scaling_adjustment < 0)
}

/// Whether anything but target tracking removes capacity.
pub(super) fn is_lowered_otherwise(scaled: &Scaled) -> bool {
    let by_steps =
        scaled.policies.iter().filter_map(|policy| policy.step_scaling_policy_configuration.as_ref()).any(removes);
    by_steps || scaled.actions.iter().any(|action| action.scalable_target_action.max_capacity.is_some())
}

fn only_adds(view: &View, found: &mut Found) {
    for scaled in &view.scaled {
        let tracks = scaled.policies.iter().any(|policy| policy.target_tracking_scaling_policy_configuration.is_some());
        let Some(first) = scaled.policies.first().filter(|_| !tracks && !is_lowered_otherwise(scaled)) else {
            continue;
        };
        found
            .at(
                policy_path(first),
                format!("`{}` adds {}, and nothing removes them", first.policy_name, plural(scaled.unit())),
            )
            .why(format!("after the busiest hour the fleet stays as large, up to {}", scaled.target.max_capacity))
            .fix(
                "- PolicyName: in\n  StepScalingPolicyConfiguration:\n    AdjustmentType: ChangeInCapacity\n    Cooldown: 300\n    \
                 StepAdjustments: [{MetricIntervalUpperBound: 0, ScalingAdjustment: -1}]",
            );
    }
}

fn plural(unit: &str) -> &'static str {
    if unit == "copy" { "copies" } else { "instances" }
}

fn small_percentage(view: &View, found: &mut Found) {
    for (scaled, policy) in view.policies() {
        let Some(steps) = &policy.step_scaling_policy_configuration else { continue };
        let fleet = scaled.target.min_capacity.max(1);
        let smallest = |percent: i32| f64::from(fleet) * f64::from(percent) / 100.0;
        let small: Vec<i32> = steps
            .step_adjustments
            .iter()
            .map(|step| step.scaling_adjustment)
            .filter(|&percent| percent > 0 && smallest(percent) < 1.0)
            .collect();
        let is_percent = steps.adjustment_type == AdjustmentType::PercentChangeInCapacity;
        let Some(&percent) = small.first().filter(|_| is_percent && steps.min_adjustment_magnitude.is_none()) else {
            continue;
        };
        found
            .at(
                format!("{}.StepAdjustments", steps_path(policy)),
                format!("{percent} % of {fleet} is {}, which becomes 1", short(smallest(percent))),
            )
            .why("on a small fleet all such steps add one instance")
            .fix("MinAdjustmentMagnitude: 2");
    }
}
