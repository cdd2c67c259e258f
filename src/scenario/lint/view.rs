//! What lints look at: the documents as they are written, who belongs to whom, and figures where the scenario can run.

use super::figures::Figures;
use crate::aws::{
    Dimension, MetricAlarm, ProductionVariant, ResourceId, ScalableTarget, ScalingPolicy, ScheduledAction,
};
use crate::scenario::Scenario;
use crate::scenario::file::ScenarioFile;
use crate::scenario::lower::policy_name;
use crate::scenario::setup::Setup;

/// A scenario under the eyes of the lints.
pub(super) struct View<'a> {
    /// As written, nothing filled in.
    pub(super) file: &'a ScenarioFile,
    /// What it becomes; `None`: it is refused.
    pub(super) setup: Option<&'a Setup>,
    /// What a report must say of its data.
    pub(super) notes: &'a [String],
    /// What is scaled, in file order.
    pub(super) scaled: Vec<Scaled<'a>>,
}

/// A scalable target and what belongs to it.
pub(super) struct Scaled<'a> {
    /// `scaling.targets.0`
    pub(super) path: String,
    pub(super) target: &'a ScalableTarget,
    /// The variant that it scales; `None`: an inference component, or nothing of this file.
    pub(super) variant: Option<&'a ProductionVariant>,
    pub(super) dimension: Dimension,
    pub(super) policies: Vec<&'a ScalingPolicy>,
    pub(super) actions: Vec<&'a ScheduledAction>,
    pub(super) figures: Option<Figures>,
}

impl<'a> View<'a> {
    pub(super) fn of(file: &'a ScenarioFile, scenario: Option<&'a Scenario>) -> Self {
        let setup = scenario.map(Scenario::setup);
        let notes = scenario.map_or(&[][..], Scenario::notes);
        let targets = file.scaling.iter().flat_map(|scaling| &scaling.targets).enumerate();
        let scaled = targets.map(|(number, target)| Scaled::of(number, target, file, setup)).collect();
        Self { file, setup, notes, scaled }
    }

    /// Alarms of one's own with their paths.
    pub(super) fn alarms(&self) -> impl Iterator<Item = (String, &'a MetricAlarm)> {
        let alarms = self.file.scaling.iter().flat_map(|scaling| &scaling.alarms);
        alarms.map(|alarm| (format!("scaling.alarms.{}", alarm.alarm_name), alarm))
    }

    /// The policies, with what they scale.
    pub(super) fn policies(&self) -> impl Iterator<Item = (&Scaled<'a>, &'a ScalingPolicy)> {
        self.scaled.iter().flat_map(|scaled| scaled.policies.iter().map(move |policy| (scaled, *policy)))
    }

    /// The scheduled actions, with what they change.
    pub(super) fn actions(&self) -> impl Iterator<Item = (&Scaled<'a>, &'a ScheduledAction)> {
        self.scaled.iter().flat_map(|scaled| scaled.actions.iter().map(move |action| (scaled, *action)))
    }

    /// The figures of the variant that is called so; of the only one where no name is given.
    pub(super) fn figures_of(&self, variant: Option<&str>) -> Option<Figures> {
        Figures::of(self.file, self.setup?, variant.or_else(|| self.only_variant())?)
    }

    fn only_variant(&self) -> Option<&'a str> {
        match self.file.endpoint.production_variants.as_slice() {
            [only] => Some(only.variant_name.as_str()),
            _ => None,
        }
    }

    /// Whether someone calls this operation during the run.
    pub(super) fn someone_calls(&self, operation: &str) -> bool {
        let calls = serde_json::to_value(&self.file.calls).unwrap_or_default();
        calls.as_array().into_iter().flatten().any(|call| call.get(operation).is_some())
    }
}

impl<'a> Scaled<'a> {
    fn of(number: usize, target: &'a ScalableTarget, file: &'a ScenarioFile, setup: Option<&Setup>) -> Self {
        let scaling = file.scaling.as_ref();
        let only = scaling.is_some_and(|scaling| scaling.targets.len() == 1);
        let id = target.resource_id.as_deref();
        let mine = |other: Option<&str>| only || (other.is_some() && other == id);
        let variants = &file.endpoint.production_variants;
        let variant = match id.and_then(ResourceId::parse) {
            Some(ResourceId::Variant { variant, .. }) => variants.iter().find(|v| v.variant_name == variant),
            Some(ResourceId::Component { .. }) => None,
            None => variants.first(),
        };
        let component = matches!(id.and_then(ResourceId::parse), Some(ResourceId::Component { .. }));
        let serverless = variant.is_some_and(|variant| variant.serverless_config.is_some());
        let dimension = match (component, serverless) {
            (true, _) => Dimension::DesiredCopyCount,
            (_, true) => Dimension::DesiredProvisionedConcurrency,
            _ => Dimension::DesiredInstanceCount,
        };
        Self {
            path: format!("scaling.targets.{number}"),
            target,
            variant,
            dimension,
            policies: scaling
                .into_iter()
                .flat_map(|scaling| &scaling.policies)
                .filter(|policy| mine(policy.resource_id.as_deref()))
                .collect(),
            actions: scaling
                .into_iter()
                .flat_map(|scaling| &scaling.scheduled_actions)
                .filter(|action| mine(action.resource_id.as_deref()))
                .collect(),
            figures: setup.zip(variant).and_then(|(setup, variant)| Figures::of(file, setup, &variant.variant_name)),
        }
    }

    /// What one of what is scaled is called.
    pub(super) fn unit(&self) -> &'static str {
        match self.dimension {
            Dimension::DesiredCopyCount => "copy",
            _ => "instance",
        }
    }

    /// Whether anything but a person changes its capacity.
    pub(super) fn is_scaled(&self) -> bool {
        !self.policies.is_empty() || !self.actions.is_empty()
    }
}

/// `scaling.policies.keep-busy.TargetTrackingScalingPolicyConfiguration`
pub(super) fn tracking_path(policy: &ScalingPolicy) -> String {
    format!("{}.TargetTrackingScalingPolicyConfiguration", policy_path(policy))
}

/// `scaling.policies.out.StepScalingPolicyConfiguration`
pub(super) fn steps_path(policy: &ScalingPolicy) -> String {
    format!("{}.StepScalingPolicyConfiguration", policy_path(policy))
}

/// `scaling.policies.out`
pub(super) fn policy_path(policy: &ScalingPolicy) -> String {
    format!("scaling.policies.{}", policy.policy_name)
}

/// `scaling.scheduled_actions.morning`
pub(super) fn action_path(action: &ScheduledAction) -> String {
    format!("scaling.scheduled_actions.{}", action.scheduled_action_name)
}

/// Whether one of these actions names the policy.
pub(super) fn names(actions: &[String], policy: &ScalingPolicy) -> bool {
    actions.iter().any(|action| policy_name(action) == policy.policy_name)
}
