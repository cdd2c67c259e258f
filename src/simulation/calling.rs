//! Calls that change what a target has while the run goes on: policies, scheduled actions, alarms, the target itself.

use super::Simulation;
use super::control::pending;
use crate::engine::Time;
use crate::scenario::setup::Calling;

impl Simulation<'_> {
    /// A call that changes no capacity by itself.
    pub(super) fn called(&mut self, now: Time, calling: &Calling) {
        let (Some(control), Some(target)) = (&mut self.control, &self.setup.target) else { return };
        match calling {
            Calling::AlarmActions { alarms, enabled } => control.enable_actions(alarms, *enabled),
            Calling::PutPolicy(place, policy) => {
                control.put_policy(now, *place, &target.resource_id, policy, self.setup.seed);
            }
            Calling::DeletePolicy(place) => {
                control.scaler.delete_policy(now, *place);
                control.tracked[*place] = None;
            }
            Calling::PutScheduled(place, action) => {
                control.scaler.put_scheduled(*place, action);
                self.expect_scheduled(now, *place);
            }
            Calling::DeleteScheduled(place) => {
                control.scaler.delete_scheduled(*place);
                control.pending.retain(|pending| pending.action != *place);
            }
            Calling::Deregister => {
                control.scaler.deregister(now);
                control.tracked.fill_with(|| None);
                control.pending.clear();
            }
            Calling::PutAlarm(number, given) => control.put_alarm(now, *number, given),
            Calling::DeleteAlarms(alarms) => alarms.iter().for_each(|&number| control.delete_alarm(number)),
            Calling::SetAlarmState { alarm, state, reason, recent } => {
                if let Some(found) = control.set_alarm_state(now, *alarm, *state, reason, recent)
                    && let Some(named) = &control.named[*alarm]
                {
                    self.journal.transition(&named.alarm, &found);
                }
            }
            Calling::Refused { call, error, message } => self.journal.call_refused(now, call, error, message.clone()),
            // These change the capacity.
            Calling::Register(_) | Calling::Capacity(_) => {}
        }
    }

    /// When a scheduled action that is new or another one comes next, in the order of the names.
    fn expect_scheduled(&mut self, now: Time, place: usize) {
        let Some(control) = &mut self.control else { return };
        control.pending.retain(|pending| pending.action != place);
        let Some(next) = pending(&control.scaler, place, now, self.setup, self.seed) else { return };
        let name = |action: usize| control.scaler.scheduled(action).map(|action| action.name.as_str());
        let before = control.pending.partition_point(|pending| name(pending.action) < name(place));
        control.pending.insert(before, next);
    }
}
