//! Calls that change what a target has while the run goes on: policies, scheduled actions, alarms, the target itself.

use super::Simulation;
use super::control::Control;
use crate::engine::Time;
use crate::model::alarms::ByHand;
use crate::model::scaling::AlarmRef;
use crate::scenario::setup::{AlarmMeant, Calling, PolicyRef};

impl Simulation<'_> {
    /// A call that changes no capacity by itself.
    pub(super) fn called(&mut self, now: Time, calling: &Calling) {
        let (setup, seed) = (self.setup, self.seed);
        match calling {
            Calling::AlarmActions { alarms, enabled } => self.endpoint.enable_actions(alarms, *enabled),
            Calling::PutPolicy(put, policy) => {
                let (id, store) = (setup.resource_id(put.variant), &self.endpoint.store);
                let Some(control) = &mut self.pools[put.variant].control else { return };
                control.put_policy(now, put.policy, &id, policy, (setup.seed, store));
            }
            Calling::DeletePolicy(deleted) => {
                let Some(control) = self.control(deleted.variant) else { return };
                control.scaler.delete_policy(now, deleted.policy);
                control.tracked[deleted.policy] = None;
            }
            Calling::PutScheduled(put, action) => {
                let Some(control) = self.control(put.variant) else { return };
                control.scaler.put_scheduled(put.action, action);
                control.expect_scheduled(now, put.action, setup, seed);
            }
            Calling::DeleteScheduled(deleted) => {
                let Some(control) = self.control(deleted.variant) else { return };
                control.scaler.delete_scheduled(deleted.action);
                control.pending.retain(|pending| pending.action != deleted.action);
            }
            Calling::Deregister(place) => {
                let Some(control) = self.control(*place) else { return };
                control.scaler.deregister(now);
                control.tracked.fill_with(|| None);
                control.pending.clear();
            }
            Calling::PutAlarm(number, given) => self.endpoint.put_alarm(now, *number, given),
            Calling::DeleteAlarms(alarms) => {
                for &number in alarms {
                    self.endpoint.delete_alarm(number, &mut self.pools);
                }
            }
            Calling::SetAlarmState { alarm: AlarmMeant::Own(number), by_hand } => {
                self.endpoint.set_alarm_state(now, *number, by_hand, &mut self.pools);
            }
            Calling::SetAlarmState { alarm: AlarmMeant::Of(policy, which), by_hand } => {
                self.set_managed(now, *policy, *which, by_hand);
            }
            Calling::Refused { variant, call, error, message } => {
                let scope = (variant.is_none() && self.pools.len() > 1).then_some("endpoint");
                let journal = &mut self.pools[variant.unwrap_or(0)].journal;
                journal.call_refused(now, scope, (call, error), message.clone());
            }
            // These change the capacity.
            Calling::Register(..) | Calling::WeightsAndCapacities(_) | Calling::Update(_) => {}
        }
    }

    /// A policy's own alarm has a state by hand: the policy is judged in this instant.
    fn set_managed(&mut self, now: Time, policy: PolicyRef, which: AlarmRef, by_hand: &ByHand) {
        let pool = &mut self.pools[policy.variant];
        let in_service = pool.fleet.counts().in_service;
        let Some(control) = &mut pool.control else { return };
        let Some(found) = control.scaler.set_alarm_state(now, (policy.policy, which), by_hand, in_service) else {
            return;
        };
        self.endpoint.told = true;
        if let Some(alarms) = control.scaler.alarms(policy.policy) {
            self.endpoint.log.evaluated(pool.journal.scope(), alarms.of(which), &found);
        }
    }

    fn control(&mut self, place: usize) -> Option<&mut Control> {
        self.pools[place].control.as_mut()
    }
}
