//! What stands in AWS when a call is made, and so what the call does or why AWS refuses it.
//!
//! Which policies, actions and alarms there are follows from the calls alone; only the bounds of a target also change by
//! the clock, so a crossing of bounds is found in the run.

use super::deploying::Configured;
use crate::aws::call::RegisterAgain;
use crate::aws::call::put::{Owner, PutScheduledAction};
use crate::aws::{Dimension, ScalingPolicy, ScheduledAction};
use crate::engine::Time;
use crate::model::metrics::Statistic;
use crate::model::scaling::{Policy, Register, Target};
use crate::problem::nearest;
use crate::scenario::file::ScenarioFile;
use crate::scenario::file::assumptions::SuspendedMergeWord;
use crate::scenario::file::calls::CallFile;
use crate::scenario::lower::roster::Roster;
use crate::scenario::lower::{resources, scaling, scheduled, targets};
use crate::scenario::reading::Reading;
use crate::scenario::setup::{ActionRef, Assumptions, Calling, PolicyRef, Window};

/// What there is, call by call in order of time.
pub(super) struct Book<'f> {
    file: &'f ScenarioFile,
    window: Option<&'f Window>,
    pub(super) assumed: Option<&'f Assumptions>,
    pub(super) roster: Roster<'f>,
    /// By variant.
    targets: Vec<Listed>,
    /// By variant, in the configuration that stands.
    pub(super) configured: Vec<Configured>,
    /// By place: whether it is there.
    pub(super) alarms: Vec<bool>,
}

/// What there is of the target of a variant.
struct Listed {
    registered: bool,
    /// By place; `None`: there is none of this name now.
    policies: Vec<Option<Policy>>,
    /// By place; `None`: there is none of this name now.
    scheduled: Vec<Option<ScheduledAction>>,
}

impl Listed {
    /// The target of the variant at `place` as it is when the run begins.
    fn open(place: usize, file: &ScenarioFile, target: Option<&Target>, roster: &Roster<'_>) -> Self {
        let mut policies: Vec<_> = target.iter().flat_map(|target| target.policies.iter().cloned().map(Some)).collect();
        policies.resize(roster.policies[place].len(), None);
        let first = file.scaling.iter().flat_map(|scaling| &scaling.scheduled_actions);
        let own = first.filter(|action| resources::owner(action.resource_id.as_deref(), file) == Some(place));
        let mut scheduled: Vec<_> = own.cloned().map(Some).collect();
        scheduled.resize(roster.scheduled[place].len(), None);
        Self { registered: resources::target_of(file, place).is_some(), policies, scheduled }
    }
}

impl<'f> Book<'f> {
    /// As it is when the run begins.
    pub(super) fn open(
        file: &'f ScenarioFile,
        window: Option<&'f Window>,
        targets: Option<&[Option<Target>]>,
        assumed: Option<&'f Assumptions>,
    ) -> Self {
        let roster = Roster::of(file);
        let target = |place: usize| targets.and_then(|targets| targets.get(place)?.as_ref());
        let listed = (0..roster.ids.len()).map(|place| Listed::open(place, file, target(place), &roster));
        let targets = listed.collect();
        let first = file.scaling.as_ref().map_or(0, |scaling| scaling.alarms.len());
        let alarms = (0..roster.alarms.len()).map(|place| place < first).collect();
        let configured = file.endpoint.production_variants.iter().map(Configured::of).collect();
        Self { file, window, assumed, roster, targets, configured, alarms }
    }

    /// Whether a variant has a scalable target now.
    pub(super) fn is_registered(&self, variant: usize) -> bool {
        self.targets[variant].registered
    }

    /// The policy of a place, as it is now.
    pub(super) fn policy(&self, policy: PolicyRef) -> Option<&Policy> {
        self.targets[policy.variant].policies[policy.policy].as_ref()
    }

    pub(super) fn file(&self) -> &'f ScenarioFile {
        self.file
    }

    /// What a call of policies, actions, targets or alarms comes to; `None`: something is wrong with it.
    pub(super) fn called(
        &mut self,
        call: &CallFile,
        at: Option<Time>,
        path: &str,
        reading: &mut Reading,
    ) -> Option<Vec<Calling>> {
        let calling = if let Some(document) = &call.register_scalable_target {
            self.register(document, path, reading)
        } else if let Some(document) = &call.put_scaling_policy {
            self.put_policy(document, path, reading)
        } else if let Some(document) = &call.delete_scaling_policy {
            let variant = self.owner(document.owner(), path, reading);
            self.delete_policy(variant?, &document.policy_name, path, reading)
        } else if let Some(document) = &call.put_scheduled_action {
            self.put_over(document, at, path, reading)
        } else if let Some(document) = &call.delete_scheduled_action {
            let variant = self.owner(document.owner(), path, reading);
            self.delete_scheduled(variant?, &document.scheduled_action_name, path, reading)
        } else if let Some(document) = &call.deregister_scalable_target {
            let variant = self.owner(document.owner(), path, reading);
            Some(self.deregister(variant?))
        } else if let Some(document) = &call.update_endpoint {
            self.update(document, path, reading)
        } else {
            return self.alarms_called(call, path, reading);
        };
        Some(vec![calling?])
    }

    /// The variant that a call is of.
    fn owner(&self, owner: Owner<'_>, path: &str, reading: &mut Reading) -> Option<usize> {
        owner.check(path, &mut reading.problems);
        resources::check_owner(owner.resource_id, owner.dimension, path, self.file, reading)
    }

    /// Ref: API reference, `RegisterScalableTarget` (both bounds are required for a new target).
    fn register(&mut self, document: &RegisterAgain, path: &str, reading: &mut Reading) -> Option<Calling> {
        const CALL: &str = "RegisterScalableTarget";
        document.check(path, &mut reading.problems);
        let variant = if self.file.scaling.as_ref().is_none_or(|scaling| scaling.targets.is_empty()) {
            reading.error(path, "no scalable target is registered");
            None
        } else {
            let (id, dimension) = (document.resource_id.as_deref(), document.scalable_dimension.as_deref());
            resources::check_owner(id, dimension, path, self.file, reading)
        };
        targets::limit_max(document.max_capacity, path, reading);
        let min = document.min_capacity.map(|min| targets::at_least_one(min, path, reading));
        let variant = variant?;
        if !self.targets[variant].registered && (min.is_none() || document.max_capacity.is_none()) {
            let message = "MinCapacity and MaxCapacity are required to register a new scalable target".to_owned();
            return Some(refused(variant, CALL, "ValidationException", message));
        }
        self.targets[variant].registered = true;
        let mut flags = document.suspended_state.unwrap_or_default();
        // Assumes: `suspended_merge`.
        let merge = self.file.assumptions.as_ref().and_then(|assumptions| assumptions.suspended_merge);
        if document.suspended_state.is_some() && merge == Some(SuspendedMergeWord::Whole) {
            flags.dynamic_scaling_in_suspended.get_or_insert(false);
            flags.dynamic_scaling_out_suspended.get_or_insert(false);
            flags.scheduled_scaling_suspended.get_or_insert(false);
        }
        let change = Register {
            min,
            max: document.max_capacity,
            dynamic_in_suspended: flags.dynamic_scaling_in_suspended,
            dynamic_out_suspended: flags.dynamic_scaling_out_suspended,
            scheduled_suspended: flags.scheduled_scaling_suspended,
        };
        Some(Calling::Register(variant, change))
    }

    /// Ref: API reference, `PutScalingPolicy`; "Quotas for Application Auto Scaling".
    fn put_policy(&mut self, document: &ScalingPolicy, path: &str, reading: &mut Reading) -> Option<Calling> {
        const CALL: &str = "PutScalingPolicy";
        let concurrency = self.assumed.map_or(Statistic::Maximum, |assumed| assumed.concurrency_statistic);
        let (variant, policy) = scaling::policy(document, path, self.file, concurrency, reading);
        let (variant, policy) = (variant?, policy?);
        let place = self.roster.policy(variant, &document.policy_name)?;
        let Listed { registered, policies, .. } = &self.targets[variant];
        if !registered {
            return Some(self.no_target(variant, CALL));
        }
        if policies[place].is_none() && policies.iter().flatten().count() >= scaling::MOST_POLICIES {
            let message = format!("the target has {} policies, as many as it may have", scaling::MOST_POLICIES);
            return Some(refused(variant, CALL, "LimitExceededException", message));
        }
        let metric = |policy: &Policy| policy.tracking().map(|tracking| tracking.metric.clone());
        let others = policies.iter().enumerate().filter(|(other, _)| *other != place);
        let mut watched = others.filter_map(|(_, policy)| metric(policy.as_ref()?));
        if let Some(metric) = metric(&policy)
            && watched.any(|other| other == metric)
        {
            return Some(refused(variant, CALL, "ValidationException", scaling::ONE_OF_A_METRIC.to_owned()));
        }
        self.targets[variant].policies[place] = Some(policy.clone());
        Some(Calling::PutPolicy(PolicyRef { variant, policy: place }, policy))
    }

    fn delete_policy(&mut self, variant: usize, name: &str, path: &str, reading: &mut Reading) -> Option<Calling> {
        let names = self.roster.policies[variant].iter().map(|policy| policy.policy_name.as_str());
        let place = self.roster.policy(variant, name);
        let policy = known(place, name, names, &format!("{path}.PolicyName"), reading)?;
        if self.targets[variant].policies[policy].take().is_some() {
            return Some(Calling::DeletePolicy(PolicyRef { variant, policy }));
        }
        let message = format!("No scaling policy found for {}, policy name: {name}", self.whom(variant));
        Some(refused(variant, "DeleteScalingPolicy", NOT_FOUND, message))
    }

    /// What is left out of a document stays of the action that is there.
    fn put_over(
        &mut self,
        document: &PutScheduledAction,
        at: Option<Time>,
        path: &str,
        reading: &mut Reading,
    ) -> Option<Calling> {
        let name = &document.scheduled_action_name;
        // Whose it is, is checked with the rest of the document.
        let variant = resources::owner(document.resource_id.as_deref(), self.file).unwrap_or(0);
        let place = self.roster.action(variant, name)?;
        match document.over(self.targets[variant].scheduled[place].as_ref()) {
            Ok(document) => self.put_scheduled(document, place, at, path, reading),
            Err(member) => {
                reading.error(path, format!("`{member}` is missing: there is no such action that it could stay of"));
                None
            }
        }
    }

    fn put_scheduled(
        &mut self,
        document: ScheduledAction,
        place: usize,
        at: Option<Time>,
        path: &str,
        reading: &mut Reading,
    ) -> Option<Calling> {
        const CALL: &str = "PutScheduledAction";
        let made = self.window.zip(at);
        let (variant, action) = scheduled::action(&document, path, self.file, made, reading);
        let (variant, action) = (variant?, action?);
        let Listed { registered, scheduled, .. } = &mut self.targets[variant];
        if !*registered {
            return Some(self.no_target(variant, CALL));
        }
        if scheduled[place].is_none() && scheduled.iter().flatten().count() >= scheduled::MOST_ACTIONS {
            let message =
                format!("the target has {} scheduled actions, as many as it may have", scheduled::MOST_ACTIONS);
            return Some(refused(variant, CALL, "LimitExceededException", message));
        }
        scheduled[place] = Some(document);
        Some(Calling::PutScheduled(ActionRef { variant, action: place }, action))
    }

    fn delete_scheduled(&mut self, variant: usize, name: &str, path: &str, reading: &mut Reading) -> Option<Calling> {
        let (place, names) = (self.roster.action(variant, name), self.roster.scheduled[variant].iter().copied());
        let action = known(place, name, names, &format!("{path}.ScheduledActionName"), reading)?;
        if self.targets[variant].scheduled[action].take().is_some() {
            return Some(Calling::DeleteScheduled(ActionRef { variant, action }));
        }
        let message = format!("No scheduled action found for {}, scheduled action name: {name}", self.whom(variant));
        Some(refused(variant, "DeleteScheduledAction", NOT_FOUND, message))
    }

    /// Ref: API reference, `DeregisterScalableTarget` (its policies and scheduled actions go with it).
    fn deregister(&mut self, variant: usize) -> Calling {
        let Listed { registered, policies, scheduled } = &mut self.targets[variant];
        if !std::mem::take(registered) {
            let message = format!("No scalable target found for {}", self.whom(variant));
            return refused(variant, "DeregisterScalableTarget", NOT_FOUND, message);
        }
        policies.fill(None);
        scheduled.fill(None);
        Calling::Deregister(variant)
    }

    /// Ref: observed (the message of `PutScheduledAction` and `PutScalingPolicy`).
    fn no_target(&self, variant: usize, call: &'static str) -> Calling {
        let message = format!("No scalable target registered for {}", self.whom(variant));
        refused(variant, call, NOT_FOUND, message)
    }

    fn whom(&self, variant: usize) -> String {
        let (id, dimension) = (&self.roster.ids[variant], Dimension::DesiredInstanceCount.name());
        format!("service namespace: sagemaker, resource ID: {id}, scalable dimension: {dimension}")
    }
}

/// A call to the target of a variant that AWS refuses.
pub(super) fn refused(variant: usize, call: &'static str, error: &'static str, message: String) -> Calling {
    Calling::Refused { variant: Some(variant), call, error, message }
}

const NOT_FOUND: &str = "ObjectNotFoundException";

/// The place of a name. One that the scenario knows nowhere is a slip of its writer, not a call that AWS refuses.
pub(super) fn known<'n>(
    place: Option<usize>,
    name: &str,
    names: impl Iterator<Item = &'n str>,
    path: &str,
    reading: &mut Reading,
) -> Option<usize> {
    if place.is_none() {
        let problem = reading.error(path, format!("`{name}` is named nowhere else in the scenario"));
        if let Some(near) = nearest(name, names) {
            problem.hint(format!("did you mean `{near}`?"));
        }
    }
    place
}
