//! What stands in AWS when a call is made, and so what the call does or why AWS refuses it.
//!
//! Which policies, actions and alarms there are follows from the calls alone; only the bounds of a target also change by
//! the clock, so a crossing of bounds is found in the run.

use crate::aws::call::RegisterAgain;
use crate::aws::call::put::Owner;
use crate::aws::{Dimension, ScalingPolicy, ScheduledAction};
use crate::engine::Time;
use crate::model::metrics::Statistic;
use crate::model::scaling::{Policy, Register, Target};
use crate::problem::nearest;
use crate::scenario::file::assumptions::SuspendedMergeWord;
use crate::scenario::file::calls::CallFile;
use crate::scenario::file::{ScalingFile, ScenarioFile};
use crate::scenario::lower::roster::Roster;
use crate::scenario::lower::{scaling, scheduled, targets};
use crate::scenario::reading::Reading;
use crate::scenario::setup::{Assumptions, Calling, Window};

/// What there is, call by call in order of time.
pub(super) struct Book<'f> {
    file: &'f ScenarioFile,
    window: Option<&'f Window>,
    pub(super) assumed: Option<&'f Assumptions>,
    pub(super) roster: Roster<'f>,
    resource: String,
    registered: bool,
    /// By place; `None`: there is none of this name now.
    policies: Vec<Option<Policy>>,
    /// By place; `None`: there is none of this name now.
    scheduled: Vec<Option<ScheduledAction>>,
    /// By place: whether it is there.
    pub(super) alarms: Vec<bool>,
}

impl<'f> Book<'f> {
    /// As it is when the run begins.
    pub(super) fn open(
        file: &'f ScenarioFile,
        window: Option<&'f Window>,
        target: Option<&Target>,
        assumed: Option<&'f Assumptions>,
    ) -> Self {
        let roster = Roster::of(file);
        let first = file.scaling.as_ref();
        let mut policies: Vec<_> = target.iter().flat_map(|target| target.policies.iter().cloned().map(Some)).collect();
        policies.resize(roster.policies.len(), None);
        let mut scheduled: Vec<_> =
            first.iter().flat_map(|scaling| scaling.scheduled_actions.iter().cloned().map(Some)).collect();
        scheduled.resize(roster.scheduled.len(), None);
        let alarms = (0..roster.alarms.len()).map(|place| first.is_some_and(|scaling| place < scaling.alarms.len()));
        let alarms = alarms.collect();
        let resource = scaling::resource_id(file).unwrap_or_default();
        let registered = first.is_some_and(|scaling| !scaling.targets.is_empty());
        Self { file, window, assumed, roster, resource, registered, policies, scheduled, alarms }
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
            self.check_owner(document.owner(), path, reading);
            self.delete_policy(&document.policy_name, path, reading)
        } else if let Some(document) = &call.put_scheduled_action {
            let place = self.roster.action(&document.scheduled_action_name)?;
            match document.over(self.scheduled[place].as_ref()) {
                Ok(document) => self.put_scheduled(document, place, at, path, reading),
                Err(member) => {
                    reading
                        .error(path, format!("`{member}` is missing: there is no such action that it could stay of"));
                    None
                }
            }
        } else if let Some(document) = &call.delete_scheduled_action {
            self.check_owner(document.owner(), path, reading);
            self.delete_scheduled(&document.scheduled_action_name, path, reading)
        } else if let Some(document) = &call.deregister_scalable_target {
            self.check_owner(document.owner(), path, reading);
            Some(self.deregister())
        } else {
            return self.alarms_called(call, path, reading);
        };
        Some(vec![calling?])
    }

    fn check_owner(&self, owner: Owner<'_>, path: &str, reading: &mut Reading) {
        owner.check(path, &mut reading.problems);
        let nothing = ScalingFile::default();
        let scaling = self.file.scaling.as_ref().unwrap_or(&nothing);
        scaling::check_owner(owner.resource_id, owner.dimension, path, scaling, &self.resource, reading);
    }

    /// Ref: API reference, `RegisterScalableTarget` (both bounds are required for a new target).
    fn register(&mut self, document: &RegisterAgain, path: &str, reading: &mut Reading) -> Option<Calling> {
        const CALL: &str = "RegisterScalableTarget";
        document.check(path, &mut reading.problems);
        if self.file.scaling.as_ref().is_none_or(|scaling| scaling.targets.is_empty()) {
            reading.error(path, "no scalable target is registered");
            return None;
        }
        let owner = Owner {
            namespace: None,
            resource_id: document.resource_id.as_deref(),
            dimension: document.scalable_dimension.as_deref(),
        };
        self.check_owner(owner, path, reading);
        targets::limit_max(document.max_capacity, path, reading);
        let min = document.min_capacity.map(|min| targets::at_least_one(min, path, reading));
        if !self.registered && (min.is_none() || document.max_capacity.is_none()) {
            let message = "MinCapacity and MaxCapacity are required to register a new scalable target".to_owned();
            return Some(Calling::Refused { call: CALL, error: "ValidationException", message });
        }
        self.registered = true;
        let mut flags = document.suspended_state.unwrap_or_default();
        // Assumes: `suspended_merge`.
        let merge = self.file.assumptions.as_ref().and_then(|assumptions| assumptions.suspended_merge);
        if document.suspended_state.is_some() && merge == Some(SuspendedMergeWord::Whole) {
            flags.dynamic_scaling_in_suspended.get_or_insert(false);
            flags.dynamic_scaling_out_suspended.get_or_insert(false);
            flags.scheduled_scaling_suspended.get_or_insert(false);
        }
        Some(Calling::Register(Register {
            min,
            max: document.max_capacity,
            dynamic_in_suspended: flags.dynamic_scaling_in_suspended,
            dynamic_out_suspended: flags.dynamic_scaling_out_suspended,
            scheduled_suspended: flags.scheduled_scaling_suspended,
        }))
    }

    /// Ref: API reference, `PutScalingPolicy`; "Quotas for Application Auto Scaling".
    fn put_policy(&mut self, document: &ScalingPolicy, path: &str, reading: &mut Reading) -> Option<Calling> {
        const CALL: &str = "PutScalingPolicy";
        let concurrency = self.assumed.map_or(Statistic::Maximum, |assumed| assumed.concurrency_statistic);
        let policy = scaling::policy(document, path, self.file, &self.resource, concurrency, reading)?;
        let place = self.roster.policy(&document.policy_name)?;
        if !self.registered {
            return Some(self.no_target(CALL));
        }
        let full = self.policies.iter().flatten().count() >= scaling::MOST_POLICIES;
        if full && self.policies[place].is_none() {
            let message = format!("the target has {} policies, as many as it may have", scaling::MOST_POLICIES);
            return Some(Calling::Refused { call: CALL, error: "LimitExceededException", message });
        }
        let metric = |policy: &Policy| policy.tracking().map(|tracking| tracking.metric.clone());
        let others = self.policies.iter().enumerate().filter(|(other, _)| *other != place);
        let mut watched = others.filter_map(|(_, policy)| metric(policy.as_ref()?));
        if let Some(metric) = metric(&policy)
            && watched.any(|other| other == metric)
        {
            let message = scaling::ONE_OF_A_METRIC.to_owned();
            return Some(Calling::Refused { call: CALL, error: "ValidationException", message });
        }
        self.policies[place] = Some(policy.clone());
        Some(Calling::PutPolicy(place, policy))
    }

    fn delete_policy(&mut self, name: &str, path: &str, reading: &mut Reading) -> Option<Calling> {
        let names = self.roster.policies.iter().map(|policy| policy.policy_name.as_str());
        let place = known(self.roster.policy(name), name, names, &format!("{path}.PolicyName"), reading)?;
        if self.policies[place].take().is_some() {
            return Some(Calling::DeletePolicy(place));
        }
        let message = format!("No scaling policy found for {}, policy name: {name}", self.whom());
        Some(Calling::Refused { call: "DeleteScalingPolicy", error: NOT_FOUND, message })
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
        let action = scheduled::action(&document, path, self.file, &self.resource, made, reading)?;
        if !self.registered {
            return Some(self.no_target(CALL));
        }
        let full = self.scheduled.iter().flatten().count() >= scheduled::MOST_ACTIONS;
        if full && self.scheduled[place].is_none() {
            let message =
                format!("the target has {} scheduled actions, as many as it may have", scheduled::MOST_ACTIONS);
            return Some(Calling::Refused { call: CALL, error: "LimitExceededException", message });
        }
        self.scheduled[place] = Some(document);
        Some(Calling::PutScheduled(place, action))
    }

    fn delete_scheduled(&mut self, name: &str, path: &str, reading: &mut Reading) -> Option<Calling> {
        let (place, names) = (self.roster.action(name), self.roster.scheduled.iter().copied());
        let place = known(place, name, names, &format!("{path}.ScheduledActionName"), reading)?;
        if self.scheduled[place].take().is_some() {
            return Some(Calling::DeleteScheduled(place));
        }
        let message = format!("No scheduled action found for {}, scheduled action name: {name}", self.whom());
        Some(Calling::Refused { call: "DeleteScheduledAction", error: NOT_FOUND, message })
    }

    /// Ref: API reference, `DeregisterScalableTarget` (its policies and scheduled actions go with it).
    fn deregister(&mut self) -> Calling {
        if !std::mem::take(&mut self.registered) {
            let message = format!("No scalable target found for {}", self.whom());
            return Calling::Refused { call: "DeregisterScalableTarget", error: NOT_FOUND, message };
        }
        self.policies.fill(None);
        self.scheduled.fill(None);
        Calling::Deregister
    }

    /// Ref: observed (the message of `PutScheduledAction` and `PutScalingPolicy`).
    fn no_target(&self, call: &'static str) -> Calling {
        let message = format!("No scalable target registered for {}", self.whom());
        Calling::Refused { call, error: NOT_FOUND, message }
    }

    fn whom(&self) -> String {
        let dimension = Dimension::DesiredInstanceCount.name();
        format!("service namespace: sagemaker, resource ID: {}, scalable dimension: {dimension}", self.resource)
    }
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
