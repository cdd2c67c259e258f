//! What is decided at a control instant: schedules fall due, alarms judge, policies are judged together.

use super::Simulation;
use super::control::{Pending, pending};
use super::journal::Author;
use crate::aws::activity;
use crate::engine::{Span, Time};
use crate::model::scaling::{Due, Scheduled};

impl Simulation<'_> {
    /// Scheduled actions that fall due at `now`, in the order of their names, then of their variants.
    pub(super) fn take_schedule(&mut self, now: Time) {
        let mut all: Vec<(Scheduled, usize, usize)> = Vec::new();
        for pool in &self.pools {
            let Some(control) = &pool.control else { continue };
            let due = (0..control.pending.len()).filter(|&slot| control.pending[slot].due <= now);
            let scheduled = |slot: usize| control.scaler.scheduled(control.pending[slot].action).cloned();
            all.extend(due.filter_map(|slot| Some((scheduled(slot)?, pool.place, slot))));
        }
        all.sort_by(|(a, ..), (b, ..)| a.name.cmp(&b.name));
        for (scheduled, place, slot) in all {
            let capacity = self.capacity(place);
            let Some(control) = &mut self.pools[place].control else { continue };
            let Pending { action, nominal, .. } = control.pending[slot];
            let due = control.scaler.fall_due(action, capacity);
            let after = nominal + Span::from_nanos(1);
            if let Some(next) = pending(&control.scaler, action, after, self.setup, self.seed) {
                control.pending[slot] = next;
            } else {
                control.pending[slot].due = Time::NEVER;
            }
            self.schedule_fell_due(now, place, &scheduled, due);
        }
    }

    fn schedule_fell_due(&mut self, now: Time, place: usize, scheduled: &Scheduled, due: Due) {
        let pool = &mut self.pools[place];
        let Some(target) = &pool.variant.target else { return };
        let desired = pool.fleet.counts().desired;
        pool.journal.scheduled(now, target, scheduled, &self.setup.endpoint, due, desired);
        if let Due::Set { moved: Some(moved), .. } = due {
            self.carry_out_bound(now, place, moved);
        }
    }

    /// Alarms that judge at `now`, in order of definition, then the policies of each target together.
    pub(super) fn take_alarms(&mut self, now: Time) {
        let mut any = std::mem::take(&mut self.endpoint.told);
        for pool in &mut self.pools {
            let Some(control) = &mut pool.control else { continue };
            for policy in 0..control.tracked.len() {
                if let Some(found) = control.evaluate_managed(policy, now, &self.endpoint.store) {
                    if let Some(alarms) = control.scaler.alarms(policy) {
                        self.endpoint.log.both_evaluated(pool.journal.scope(), alarms, &found);
                    }
                    any = true;
                }
            }
        }
        for number in 0..self.endpoint.named.len() {
            any |= self.endpoint.evaluate_named(number, now, &mut self.pools);
        }
        if any {
            (0..self.pools.len()).for_each(|place| self.judge(now, place));
        }
    }

    fn judge(&mut self, now: Time, place: usize) {
        let capacity = self.capacity(place);
        let (pool, endpoint) = (&mut self.pools[place], &self.endpoint);
        let (Some(control), Some(target)) = (&mut pool.control, &pool.variant.target) else { return };
        let action = control.scaler.judge(now, capacity);
        for judged in control.scaler.judged() {
            let alarm = control.alarm_name(judged.policy, judged.alarm, &endpoint.named);
            pool.journal.judged(target, alarm, judged, capacity.desired);
            if let Some((wanted, bounds)) = judged.arithmetic.wanted() {
                pool.recorder.wanted(now, wanted, bounds.max);
            }
        }
        let Some(action) = action else { return };
        let alarm = control.alarm_name(action.policy, Some(action.alarm), &endpoint.named);
        let cause = activity::caused_by_alarm(alarm, pool.journal.policy(action.policy));
        let author = Author::Policy(action, endpoint.log.sighting(alarm));
        let answer = self.ask(now, place, action.to);
        let journal = &mut self.pools[place].journal;
        let number = journal.change(now, &target.resource_id, cause, action.from, action.to, author);
        self.answered(now, place, number, answer, action.to);
    }
}
