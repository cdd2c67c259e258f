//! What becomes of a change of capacity that somebody asked for: granted or refused, under way, complete.

use super::Simulation;
use super::journal::Author;
use crate::aws::activity;
use crate::engine::Time;
use crate::model::hosting::{Refusal, Wanted};
use crate::model::scaling::{Action, Capacity, Moved, Register, ScheduledDuringUpdate, Suspended};
use crate::scenario::setup::Calling;
use std::cmp::Reverse;

impl Simulation<'_> {
    pub(super) fn capacity(&self) -> Capacity {
        let counts = self.fleet.counts();
        Capacity { desired: counts.desired, in_service: counts.in_service, updating: self.fleet.is_updating() }
    }

    /// RegisterScalableTarget moves a capacity that lies outside the bounds.
    ///
    /// Ref: API reference, RegisterScalableTarget.
    pub(super) fn register(&mut self, now: Time) {
        let Suspended { dynamic_in, dynamic_out, scheduled } = self.setup.suspended;
        self.register_again(
            now,
            &Register {
                min: None,
                max: None,
                dynamic_in_suspended: Some(dynamic_in),
                dynamic_out_suspended: Some(dynamic_out),
                scheduled_suspended: Some(scheduled),
            },
        );
    }

    fn register_again(&mut self, now: Time, change: &Register) {
        let capacity = self.capacity();
        let Some(control) = &mut self.control else { return };
        match control.scaler.register(change, capacity) {
            Ok(Some(moved)) => self.carry_out_bound(now, moved),
            Ok(None) => {}
            Err(crossing) => self.journal.bounds_refused(now, crossing),
        }
    }

    /// Calls that are made at `now`, in file order.
    pub(super) fn take_calls(&mut self, now: Time) {
        while let Some(control) = &mut self.control
            && control.calls_at <= now
        {
            let setup = self.setup;
            let call = &setup.calls[control.next_call];
            control.next_call += 1;
            control.calls_at = setup.calls.get(control.next_call).map_or(Time::NEVER, |call| call.at);
            match &call.calling {
                Calling::Register(change) => self.register_again(now, change),
                Calling::Capacity(count) => self.set_by_hand(now, *count),
                calling => self.called(now, calling),
            }
        }
    }

    /// Somebody sets the capacity; bounds do not bind him.
    ///
    /// Ref: API reference, `UpdateEndpointWeightsAndCapacities`.
    fn set_by_hand(&mut self, now: Time, to: u32) {
        let Some(target) = &self.setup.target else { return };
        let from = self.fleet.counts().desired;
        if from == to {
            return;
        }
        let plane = &self.plane;
        let answer = self.fleet.want(now, to, &|unit| plane.outstanding(unit));
        let cause = activity::CALLED.to_owned();
        let number = self.journal.change(now, &target.resource_id, cause, from, to, Author::Bound);
        self.answered(now, number, answer, to);
    }

    /// A bound moves the capacity: no cooldown applies.
    pub(super) fn carry_out_bound(&mut self, now: Time, moved: Moved) {
        let Some(target) = &self.setup.target else { return };
        let cause = if moved.to > moved.from {
            activity::caused_by_minimum(moved.to)
        } else {
            activity::caused_by_maximum(moved.to)
        };
        let plane = &self.plane;
        let busy = |unit| plane.outstanding(unit);
        let acts = self.setup.assumptions.rules.scheduled_during_update == ScheduledDuringUpdate::Act;
        let answer = if acts {
            self.fleet.want_despite_update(now, moved.to, &busy)
        } else {
            self.fleet.want(now, moved.to, &busy)
        };
        let number = self.journal.change(now, &target.resource_id, cause, moved.from, moved.to, Author::Bound);
        self.answered(now, number, answer, moved.to);
    }

    /// What the service said to a change: under way, or refused.
    pub(super) fn answered(&mut self, now: Time, activity: usize, answer: Result<Wanted, Refusal>, to: u32) {
        match answer {
            Ok(wanted) => {
                self.journal.granted(activity, wanted.number);
                for change in wanted.changes {
                    self.plane.apply(now, change);
                }
                self.steps.extend(wanted.steps.into_iter().map(Reverse));
                for change in wanted.called_off {
                    let action = self.journal.overridden(now, change, to);
                    self.given_up(now, action);
                }
                // What takes no time takes effect at once.
                self.take_steps(now);
            }
            Err(refusal) => {
                let reason = match refusal {
                    Refusal::Updating => activity::not_scalable(
                        self.setup.target.as_ref().map_or("", |t| &t.resource_id),
                        &self.setup.endpoint,
                    ),
                    Refusal::Quota { limit, utilization, delta } => {
                        let instance_type = &self.setup.variant.instance_type;
                        let reason = activity::quota_exceeded(instance_type, limit, utilization, delta);
                        activity::instance_count_refused(to, &reason)
                    }
                };
                let action = self.journal.refused(now, activity, reason);
                self.given_up(now, action);
            }
        }
    }

    /// A policy's action, if it was one, ended without success: no cooldown starts.
    fn given_up(&mut self, now: Time, action: Option<Action>) {
        if let (Some(action), Some(control)) = (action, &mut self.control) {
            control.scaler.failed(now, &action);
        }
    }

    /// A change is complete: its activity ends, and the cooldown of a policy's action starts.
    pub(super) fn complete(&mut self, now: Time, change: u32) {
        if let Some(action) = self.journal.completed(now, change)
            && let Some(control) = &mut self.control
        {
            control.scaler.completed(now, &action);
        }
    }
}
