//! Do the bounds leave room for what has to happen?

use super::Lint;
use super::found::{Found, count, short};
use super::view::{Scaled, View};
use crate::aws::{Dimension, ProductionVariant};
use crate::problem::Severity;

pub(super) const LINTS: &[Lint] = &[
    Lint {
        code: "DS042",
        title: "the minimum is the maximum",
        severity: Severity::Warning,
        explanation: "With MinCapacity equal to MaxCapacity no policy can change anything, and every alarm ends in \
            AlreadyAtMaxCapacity. It is a known way to pin a fleet for a time; for a simulation of scaling it is a slip.",
        reference: "API reference, RegisterScalableTarget (MinCapacity, MaxCapacity)",
        look: no_room,
    },
    Lint {
        code: "DS043",
        title: "a maximum below what the traffic needs",
        severity: Severity::Warning,
        explanation: "Busy slots are arrival rate times mean service time. Where the peak keeps more slots busy than \
            MaxCapacity instances have, queues grow as long as it lasts, whatever the policy does; requests time out or \
            are refused. Allow for some room beyond: at 100 % of the slots queues grow too.",
        reference: "API reference, RegisterScalableTarget (MaxCapacity); Little's law",
        look: too_small,
    },
    Lint {
        code: "DS044",
        title: "an endpoint that begins outside the bounds of its target",
        severity: Severity::Warning,
        explanation: "Registering a target on an active resource moves its capacity into the bounds at once, by an activity \
            of its own. InitialInstanceCount in the endpoint configuration then says something that never lasts; and an \
            update of the endpoint without RetainAllVariantProperties goes back to it.",
        reference: "API reference, RegisterScalableTarget",
        look: outside,
    },
    Lint {
        code: "DS045",
        title: "a real-time variant with a minimum of zero",
        severity: Severity::Warning,
        explanation: "Application Auto Scaling accepts 0, but a variant without inference components does not scale to zero \
            instances: an endpoint goes to and from zero only if it hosts inference components (or is asynchronous). \
            Tutorials that register a real-time variant with 0 are wrong.",
        reference: "SageMaker developer guide, \"Scale an endpoint to zero instances\"",
        look: zero,
    },
    Lint {
        code: "DS046",
        title: "a maximum beyond the quota of the account",
        severity: Severity::Warning,
        explanation: "MaxCapacity is not checked against quotas when it is registered. A scale-out beyond the quota fails as \
            a whole with ResourceLimitExceeded, also the part that would have fitted, and is tried again while the alarm \
            lasts. Ask for the quota before the peak.",
        reference: "SageMaker developer guide, \"Query endpoint auto scaling history\" (ResourceLimitExceeded)",
        look: quota,
    },
    Lint {
        code: "DS047",
        title: "a scalable target that nothing scales",
        severity: Severity::Warning,
        explanation: "Registering a target only says what may be scaled and between which bounds. Without a policy and \
            without a scheduled action the capacity stays where it is; registering moves it into the bounds and that is \
            all.",
        reference: "Application Auto Scaling user guide, \"What is Application Auto Scaling?\"",
        look: nobody,
    },
];

fn no_room(view: &View, found: &mut Found) {
    for scaled in view.scaled.iter().filter(|scaled| scaled.is_scaled()) {
        let target = scaled.target;
        let opened = scaled.actions.iter().any(|action| {
            let action = action.scalable_target_action;
            action.min_capacity.is_some_and(|min| min != target.min_capacity)
                || action.max_capacity.is_some_and(|max| max != target.max_capacity)
        });
        if target.min_capacity != target.max_capacity || opened || view.someone_calls("RegisterScalableTarget") {
            continue;
        }
        let max = target.max_capacity;
        found
            .at(format!("{}.MaxCapacity", scaled.path), format!("is {max}, and so is MinCapacity: nothing can scale"))
            .why("every decision ends in AlreadyAtMaxCapacity or AlreadyAtMinCapacity")
            .fix(format!("MaxCapacity: {}", max.saturating_mul(2).max(2)));
    }
}

/// The largest maximum that is ever in force.
fn largest_max(scaled: &Scaled) -> u32 {
    let scheduled = scaled.actions.iter().filter_map(|action| action.scalable_target_action.max_capacity);
    scheduled.chain([scaled.target.max_capacity]).max().unwrap_or(scaled.target.max_capacity)
}

fn too_small(view: &View, found: &mut Found) {
    for scaled in &view.scaled {
        let Some(figures) = &scaled.figures else { continue };
        let (max, needed) = (largest_max(scaled), figures.needed_at_peak());
        if needed <= max || view.someone_calls("RegisterScalableTarget") {
            continue;
        }
        let message = format!(
            "is {max}: {} serve {} a second, and the traffic comes to {}, which keeps {needed} busy",
            count(max, "instance"),
            short(figures.served_per_sec() * f64::from(max)),
            short(figures.peak_per_sec)
        );
        found
            .at(format!("{}.MaxCapacity", scaled.path), message)
            .why("at the peak queues grow whatever the policy does")
            .fix(format!("MaxCapacity: {}", (f64::from(needed) * 1.25).ceil()));
    }
}

fn outside(view: &View, found: &mut Found) {
    for scaled in &view.scaled {
        let Some(variant) = scaled.variant.filter(|variant| is_real_time(variant, view)) else { continue };
        let Some(initial) = variant.initial_instance_count else { continue };
        let (min, max) = (scaled.target.min_capacity, scaled.target.max_capacity);
        if (min..=max).contains(&initial) || min > max {
            continue;
        }
        let moved = initial.clamp(min, max);
        found
            .at(
                format!("endpoint.ProductionVariants.{}.InitialInstanceCount", variant.variant_name),
                format!("is {initial}, outside {min} to {max}; the registration moves it to {moved}, and the run begins with that"),
            )
            .why("the endpoint configuration says something that does not last")
            .fix(format!("InitialInstanceCount: {moved}"));
    }
}

/// Whether the variant stands on instances that answer at once.
fn is_real_time(variant: &ProductionVariant, view: &View) -> bool {
    variant.serverless_config.is_none() && view.file.endpoint.async_inference_config.is_none()
}

fn zero(view: &View, found: &mut Found) {
    if view.file.endpoint.inference_components.is_some() {
        return;
    }
    for scaled in view.scaled.iter().filter(|scaled| scaled.dimension == Dimension::DesiredInstanceCount) {
        let real_time = scaled.variant.is_some_and(|variant| is_real_time(variant, view));
        let at_target = (format!("{}.MinCapacity", scaled.path), Some(scaled.target.min_capacity));
        let at_actions = scaled.actions.iter().map(|action| {
            let path = format!("{}.ScalableTargetAction.MinCapacity", super::view::action_path(action));
            (path, action.scalable_target_action.min_capacity)
        });
        for (path, min) in std::iter::once(at_target).chain(at_actions) {
            if !real_time || min != Some(0) {
                continue;
            }
            found
                .at(path, "is 0, and a real-time variant without inference components never reaches zero; 1 is taken")
                .why("an endpoint goes to and from zero instances with inference components alone")
                .fix("MinCapacity: 1");
        }
    }
}

fn quota(view: &View, found: &mut Found) {
    for scaled in &view.scaled {
        let Some(quota) = scaled.figures.as_ref().and_then(|figures| figures.quota) else { continue };
        let max = largest_max(scaled);
        if max <= quota {
            continue;
        }
        let kind = scaled.variant.and_then(|variant| variant.instance_type.as_deref()).unwrap_or_default();
        found
            .at(
                format!("{}.MaxCapacity", scaled.path),
                format!("up to {max} instances are allowed, and the quota of {kind} is {quota}"),
            )
            .why("a scale-out beyond it fails as a whole with ResourceLimitExceeded")
            .fix(format!("MaxCapacity: {quota}"));
    }
}

fn nobody(view: &View, found: &mut Found) {
    let calls =
        ["RegisterScalableTarget", "PutScalingPolicy", "PutScheduledAction", "UpdateEndpointWeightsAndCapacities"];
    for scaled in view.scaled.iter().filter(|scaled| !scaled.is_scaled()) {
        if calls.into_iter().any(|call| view.someone_calls(call)) {
            continue;
        }
        let (metric, served) = match scaled.dimension {
            Dimension::DesiredCopyCount => ("SageMakerInferenceComponentInvocationsPerCopy", None),
            _ => ("SageMakerVariantInvocationsPerInstance", scaled.figures.as_ref()),
        };
        let half = served.map_or(600.0, |figures| figures.served_per_min() / 2.0);
        found
            .at(scaled.path.clone(), "the target has no policy and no scheduled action: nothing ever scales it")
            .why("to register a target says only what may be scaled")
            .fix(format!(
                "policies:\n  - PolicyName: keep-busy\n    TargetTrackingScalingPolicyConfiguration:\n      TargetValue: {}\n      \
                 PredefinedMetricSpecification: {{PredefinedMetricType: {metric}}}",
                short(half)
            ));
    }
}
