//! What is decided at a control instant: schedules fall due, alarms judge, policies are judged together.

use super::Simulation;
use super::control::{Pending, pending};
use super::journal::Author;
use crate::aws::activity;
use crate::engine::{Span, Time};
use crate::model::scaling::{Due, Scheduled};

impl Simulation<'_> {
    /// Scheduled actions that fall due at `now`, in the order of their names.
    pub(super) fn take_schedule(&mut self, now: Time) {
        let Some(control) = &self.control else { return };
        let due: Vec<usize> = (0..control.pending.len()).filter(|&p| control.pending[p].due <= now).collect();
        for slot in due {
            let capacity = self.capacity();
            let Some(control) = &mut self.control else { return };
            let Pending { action, nominal, .. } = control.pending[slot];
            let Some(scheduled) = control.scaler.scheduled(action).cloned() else { continue };
            let due = control.scaler.fall_due(action, capacity);
            let after = nominal + Span::from_nanos(1);
            if let Some(next) = pending(&control.scaler, action, after, self.setup, self.seed) {
                control.pending[slot] = next;
            } else {
                control.pending[slot].due = Time::NEVER;
            }
            self.schedule_fell_due(now, &scheduled, due);
        }
    }

    fn schedule_fell_due(&mut self, now: Time, scheduled: &Scheduled, due: Due) {
        let Some(target) = &self.setup.target else { return };
        let desired = self.fleet.counts().desired;
        self.journal.scheduled(now, target, scheduled, &self.setup.endpoint, due, desired);
        if let Due::Set { moved: Some(moved), .. } = due {
            self.carry_out_bound(now, moved);
        }
    }

    /// Alarms that judge at `now`, in order of definition, then the policies together.
    pub(super) fn take_alarms(&mut self, now: Time) {
        let Some(control) = &mut self.control else { return };
        let mut any = std::mem::take(&mut control.told);
        for policy in 0..control.tracked.len() {
            if let Some(found) = control.evaluate_managed(policy, now) {
                if let Some(alarms) = control.scaler.alarms(policy) {
                    self.journal.evaluated(alarms, &found);
                }
                any = true;
            }
        }
        for number in 0..control.named.len() {
            if let Some(found) = control.evaluate_named(number, now)
                && let Some(named) = &control.named[number]
            {
                self.journal.transition(&named.alarm, &found);
                any = true;
            }
        }
        if any {
            self.judge(now);
        }
    }

    fn judge(&mut self, now: Time) {
        let capacity = self.capacity();
        let (Some(control), Some(target)) = (&mut self.control, &self.setup.target) else { return };
        let action = control.scaler.judge(now, capacity);
        for judged in control.scaler.judged() {
            let alarm = control.alarm_name(judged.policy, judged.alarm);
            self.journal.judged(target, alarm, judged, capacity.desired);
            if let Some((wanted, bounds)) = judged.arithmetic.wanted() {
                self.recorder.wanted(now, wanted, bounds.max);
            }
        }
        let Some(action) = action else { return };
        let alarm = control.alarm_name(action.policy, Some(action.alarm));
        let cause = activity::caused_by_alarm(alarm, self.journal.policy(action.policy));
        let author = Author::Policy(action, self.journal.sighting(alarm));
        let plane = &self.plane;
        let answer = self.fleet.want(now, action.to, &|unit| plane.outstanding(unit));
        let number = self.journal.change(now, &target.resource_id, cause, action.from, action.to, author);
        self.answered(now, number, answer, action.to);
    }
}
