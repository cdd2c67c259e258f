//! What calls change of a target while it is at work: policies and scheduled actions come, are replaced and go.

use super::{PolicyAtWork, Scaler};
use crate::engine::Time;
use crate::model::scaling::{Policy, Scheduled};

impl Scaler {
    /// `PutScalingPolicy`: a policy of a name comes, or replaces the one there is. `draw` gives the bits of the
    /// identifiers of its alarms, which are new ones: they have judged nothing yet.
    ///
    /// Ref: API reference, `PutScalingPolicy`; an emulator that cites native observations (the alarms of a policy that
    /// is put again are new). A cooldown that runs goes on: the policy is the same, and its activity was.
    pub fn put_policy(&mut self, place: usize, resource_id: &str, config: &Policy, draw: &mut dyn FnMut() -> u64) {
        if self.policies.len() <= place {
            self.policies.resize_with(place + 1, || None);
        }
        self.cooldowns.make_room(place + 1);
        self.policies[place] = Some(PolicyAtWork::new(resource_id, config, &self.rules, draw));
    }

    /// `DeleteScalingPolicy`: the policy goes with its own alarms and its cooldowns. An alarm that names a step policy
    /// stays.
    ///
    /// Ref: API reference, `DeleteScalingPolicy`.
    pub fn delete_policy(&mut self, now: Time, place: usize) {
        if let Some(policy) = self.policies.get_mut(place)
            && policy.take().is_some()
        {
            self.cooldowns.forget(now, place);
        }
    }

    /// `PutScheduledAction`.
    pub fn put_scheduled(&mut self, place: usize, action: &Scheduled) {
        if self.scheduled.len() <= place {
            self.scheduled.resize(place + 1, None);
        }
        self.scheduled[place] = Some(action.clone());
    }

    /// `DeleteScheduledAction`.
    pub fn delete_scheduled(&mut self, place: usize) {
        if let Some(action) = self.scheduled.get_mut(place) {
            *action = None;
        }
    }

    /// `DeregisterScalableTarget`: its policies and scheduled actions go with it.
    ///
    /// Ref: API reference, `DeregisterScalableTarget`.
    pub fn deregister(&mut self, now: Time) {
        self.registered = false;
        (0..self.policies.len()).for_each(|place| self.delete_policy(now, place));
        (0..self.scheduled.len()).for_each(|place| self.delete_scheduled(place));
    }

    /// Whether there is a target: nothing scales without one.
    pub fn is_registered(&self) -> bool {
        self.registered
    }

    /// `DeleteAlarms`: an alarm of one's own is in no state any more.
    pub fn alarm_deleted(&mut self, alarm: usize) {
        for policy in self.policies.iter_mut().flatten() {
            policy.at_work.alarm_deleted(alarm);
        }
    }
}
