//! What a step scaling document means for a run.

use super::roster::{Roster, alarm_documents};
use crate::aws::ScalingPolicy;
use crate::aws::policy::DEFAULT_COOLDOWN_SECS;
use crate::aws::step::{self, MetricAggregationType};
use crate::engine::Span;
use crate::model::scaling::{AdjustmentType, Aggregation, Step, StepScaling};
use crate::scenario::file::ScenarioFile;
use crate::scenario::reading::Reading;
use crate::scenario::setup::PolicyRef;

/// A step policy does nothing by itself. `variant`: whose it is, by its place.
pub(super) fn check_invoked(
    document: &ScalingPolicy,
    variant: usize,
    path: &str,
    file: &ScenarioFile,
    reading: &mut Reading,
) {
    let roster = Roster::of(file);
    let Some(policy) = roster.policy(variant, &document.policy_name) else { return };
    let names = |action: &String| roster.meant(action).contains(&PolicyRef { variant, policy });
    let invoked = alarm_documents(file).any(|alarm| {
        let actions = [&alarm.alarm_actions, &alarm.ok_actions, &alarm.insufficient_data_actions];
        actions.into_iter().flatten().any(names)
    });
    if !invoked {
        let message = format!("no alarm invokes `{}`, so it never acts", document.policy_name);
        reading
            .warn(path, message)
            .hint(format!("write an alarm under `scaling.alarms` with `AlarmActions: [{}]`", document.policy_name));
    }
}

/// The step policy of a document that is well formed; `None`: it is none.
pub(super) fn steps(document: &ScalingPolicy) -> Option<StepScaling> {
    let policy = document.step_scaling_policy_configuration.as_ref()?;
    let steps = policy.step_adjustments.iter().map(|step| Step {
        lower: step.metric_interval_lower_bound,
        upper: step.metric_interval_upper_bound,
        adjustment: step.scaling_adjustment,
    });
    Some(StepScaling {
        name: document.policy_name.clone(),
        adjustment: match policy.adjustment_type {
            step::AdjustmentType::ChangeInCapacity => AdjustmentType::ChangeInCapacity,
            step::AdjustmentType::PercentChangeInCapacity => AdjustmentType::PercentChangeInCapacity,
            step::AdjustmentType::ExactCapacity => AdjustmentType::ExactCapacity,
        },
        steps: steps.collect(),
        min_magnitude: policy.min_adjustment_magnitude.and_then(|magnitude| u32::try_from(magnitude).ok()),
        cooldown: Span::from_secs(policy.cooldown.unwrap_or(DEFAULT_COOLDOWN_SECS).into()),
        aggregation: match policy.metric_aggregation_type.unwrap_or(MetricAggregationType::Average) {
            MetricAggregationType::Average => Aggregation::Average,
            MetricAggregationType::Minimum => Aggregation::Minimum,
            MetricAggregationType::Maximum => Aggregation::Maximum,
        },
    })
}
