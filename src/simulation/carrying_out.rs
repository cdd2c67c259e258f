//! What becomes of a change of capacity that somebody asked for: granted or refused, under way, complete.

use super::journal::Author;
use super::{Pool, Simulation};
use crate::aws::activity;
use crate::engine::Time;
use crate::model::hosting::{Refusal, Wanted};
use crate::model::scaling::{Action, Capacity, Moved, Register, ScheduledDuringUpdate, Suspended};
use crate::model::traffic::Share;
use crate::scenario::setup::{Calling, Desired};
use std::cmp::Reverse;

impl Simulation<'_> {
    /// Whether the endpoint is Updating: a change of any of its variants is under way.
    ///
    /// Ref: "Update an endpoint's capacity"; API reference, `DescribeEndpoint` (EndpointStatus).
    /// Assumes: `update_lock`.
    pub(super) fn is_updating(&self) -> bool {
        self.pools.iter().any(|pool| pool.fleet.is_updating())
    }

    pub(super) fn capacity(&self, place: usize) -> Capacity {
        let counts = self.pools[place].fleet.counts();
        Capacity { desired: counts.desired, in_service: counts.in_service, updating: self.is_updating() }
    }

    /// RegisterScalableTarget moves a capacity that lies outside the bounds.
    ///
    /// Ref: API reference, RegisterScalableTarget.
    pub(super) fn register_all(&mut self, now: Time) {
        for place in 0..self.pools.len() {
            let Suspended { dynamic_in, dynamic_out, scheduled } = self.setup.variants[place].suspended;
            let change = Register {
                min: None,
                max: None,
                dynamic_in_suspended: Some(dynamic_in),
                dynamic_out_suspended: Some(dynamic_out),
                scheduled_suspended: Some(scheduled),
            };
            self.register_again(now, place, &change);
        }
    }

    fn register_again(&mut self, now: Time, place: usize, change: &Register) {
        let capacity = self.capacity(place);
        let pool = &mut self.pools[place];
        let Some(control) = &mut pool.control else { return };
        match control.scaler.register(change, capacity) {
            Ok(Some(moved)) => self.carry_out_bound(now, place, moved),
            Ok(None) => {}
            Err(crossing) => pool.journal.bounds_refused(now, crossing),
        }
    }

    /// Calls that are made at `now`, in file order.
    pub(super) fn take_calls(&mut self, now: Time) {
        let setup = self.setup;
        while let Some(call) = setup.calls.get(self.next_call).filter(|call| call.at <= now) {
            self.next_call += 1;
            match &call.calling {
                Calling::Register(place, change) => self.register_again(now, *place, change),
                Calling::WeightsAndCapacities(desired) => self.set_by_hand(now, desired),
                Calling::Update(deployment) => self.deploy(now, deployment),
                calling => self.called(now, calling),
            }
        }
    }

    /// Somebody sets weights and capacities; bounds do not bind him. While the endpoint is Updating the whole call is
    /// refused, weights too.
    ///
    /// Ref: API reference, `UpdateEndpointWeightsAndCapacities`. Differs: AWS takes the weights of several variants or the
    /// capacity of one; here one call may do both, and weights take no time.
    fn set_by_hand(&mut self, now: Time, desired: &[Desired]) {
        let is_updating = self.is_updating();
        let weights: Vec<f64> = (0..self.weights.len())
            .map(|place| {
                let mut given = desired.iter().rev().filter(|desired| desired.variant == place);
                given.find_map(|desired| desired.weight).unwrap_or(self.weights[place])
            })
            .collect();
        if weights != self.weights {
            self.weigh_anew(now, "UpdateEndpointWeightsAndCapacities", weights, is_updating);
        }
        for &Desired { variant, count, .. } in desired {
            let from = self.pools[variant].fleet.counts().desired;
            let Some(to) = count.filter(|to| *to != from) else { continue };
            let answer = if is_updating { Err(Refusal::Updating) } else { self.ask_despite_update(now, variant, to) };
            let (resource, cause) = (self.setup.resource_id(variant), activity::CALLED.to_owned());
            let number = self.pools[variant].journal.change(now, &resource, cause, from, to, Author::Bound);
            self.answered(now, variant, number, answer, to);
        }
    }

    /// Traffic is split by other weights from now on, unless the endpoint is Updating.
    pub(super) fn weigh_anew(&mut self, now: Time, call: &str, weights: Vec<f64>, is_updating: bool) {
        let nobody = weights.iter().all(|weight| *weight == 0.0);
        let refused = match (is_updating, nobody) {
            (true, _) => Some(activity::in_progress(&self.setup.endpoint)),
            (false, true) => Some("no variant would have a weight above 0".to_owned()),
            (false, false) => None,
        };
        for (place, pool) in self.pools.iter_mut().enumerate() {
            let (from, to) = (self.weights[place], weights[place]);
            if from != to {
                pool.journal.weighed(now, call, (from, to), refused.clone());
            }
        }
        if refused.is_some() {
            return;
        }
        self.weights = weights;
        for (pool, share) in self.pools.iter_mut().zip(Share::of_weights(&self.weights)) {
            pool.plane.set_share(now, share);
        }
    }

    /// A bound moves the capacity: no cooldown applies.
    pub(super) fn carry_out_bound(&mut self, now: Time, place: usize, moved: Moved) {
        let Some(target) = &self.setup.variants[place].target else { return };
        let cause = if moved.to > moved.from {
            activity::caused_by_minimum(moved.to)
        } else {
            activity::caused_by_maximum(moved.to)
        };
        let acts = self.setup.assumptions.rules.scheduled_during_update == ScheduledDuringUpdate::Act;
        let answer = if acts { self.ask_despite_update(now, place, moved.to) } else { self.ask(now, place, moved.to) };
        let journal = &mut self.pools[place].journal;
        let number = journal.change(now, &target.resource_id, cause, moved.from, moved.to, Author::Bound);
        self.answered(now, place, number, answer, moved.to);
    }

    /// Asks for so many instances of a variant; refused while the endpoint is Updating.
    pub(super) fn ask(&mut self, now: Time, place: usize, to: u32) -> Result<Wanted, Refusal> {
        if self.is_updating() { Err(Refusal::Updating) } else { self.ask_despite_update(now, place, to) }
    }

    /// The same, Updating or not.
    fn ask_despite_update(&mut self, now: Time, place: usize, to: u32) -> Result<Wanted, Refusal> {
        self.within_quota(place, to)?;
        let Pool { fleet, plane, .. } = &mut self.pools[place];
        let plane = &*plane;
        Ok(fleet.want(now, to, &|unit| plane.outstanding(unit)))
    }

    /// A quota counts the instances of a type, whichever variants they belong to.
    fn within_quota(&self, place: usize, to: u32) -> Result<(), Refusal> {
        let (pool, mut others) = (&self.pools[place], 0);
        for other in self.pools.iter().filter(|other| other.place != place) {
            if other.variant.instance_type == pool.variant.instance_type {
                others += other.fleet.counts().desired;
            }
        }
        let desired = pool.fleet.counts().desired;
        match pool.variant.quota {
            Some(limit) if to > desired && others + to > limit => {
                Err(Refusal::Quota { limit, utilization: others + desired, delta: to - desired })
            }
            _ => Ok(()),
        }
    }

    /// What the service said to a change: under way, or refused.
    pub(super) fn answered(
        &mut self,
        now: Time,
        place: usize,
        activity: usize,
        answer: Result<Wanted, Refusal>,
        to: u32,
    ) {
        let pool = &mut self.pools[place];
        match answer {
            Ok(wanted) => {
                pool.journal.granted(activity, wanted.number);
                for change in wanted.changes {
                    pool.plane.apply(now, change);
                }
                pool.steps.extend(wanted.steps.into_iter().map(Reverse));
                for change in wanted.called_off {
                    let action = pool.journal.overridden(now, change, to);
                    pool.given_up(now, action);
                }
                // What takes no time takes effect at once.
                pool.take_steps(now, &mut self.endpoint);
            }
            Err(refusal) => {
                let reason = match refusal {
                    Refusal::Updating => activity::not_scalable(&self.setup.resource_id(place), &self.setup.endpoint),
                    Refusal::Quota { limit, utilization, delta } => {
                        let instance_type = &pool.variant.instance_type;
                        let reason = activity::quota_exceeded(instance_type, limit, utilization, delta);
                        activity::instance_count_refused(to, &reason)
                    }
                };
                let action = pool.journal.refused(now, activity, reason);
                pool.given_up(now, action);
            }
        }
    }
}

impl Pool<'_> {
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
