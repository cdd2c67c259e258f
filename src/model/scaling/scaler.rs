//! One scalable target at work: its bounds, its policies with their alarms and cooldowns, and one decision an instant.

mod at_work;
mod put;

use super::arbitration::arbitrate;
use super::cooldown::Cooldowns;
use super::proposal::{Proposal, Situation};
use super::{
    Action, AlarmFound, AlarmRef, Bounds, CooldownRan, Direction, Due, Evaluations, Judged, Managed, Moved, Policy,
    ReadyToScaleIn, Register, Rules, SameTime, Scheduled, StepCreditClock, Suspended, Target, Verdict,
};
use crate::engine::{Span, Time};
use crate::model::alarms::{ByHand, Evaluation};
use crate::model::metrics::Sample;
use at_work::{AtWork, Invoked};

/// What the resource says of itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Capacity {
    /// Desired capacity.
    pub desired: u32,
    /// Units in service.
    pub in_service: u32,
    /// The endpoint is Updating and refuses every change (never where `update_lock` is off).
    pub updating: bool,
}

/// One scalable target at work.
#[derive(Clone, Debug)]
pub struct Scaler {
    /// Whether there is a target: policies, actions and bounds go with it.
    registered: bool,
    bounds: Bounds,
    suspended: Suspended,
    /// By place, which is one for each name; `None`: there is none of this name now.
    policies: Vec<Option<PolicyAtWork>>,
    /// By place; `None`: there is none of this name now.
    scheduled: Vec<Option<Scheduled>>,
    rules: Rules,
    cooldowns: Cooldowns,
    /// When policies last asked for a capacity, and the largest one of that minute.
    asked: Option<(Time, u32)>,
    /// Of one instant; reused.
    proposals: Vec<Proposal>,
    /// Of the last instant; reused.
    judged: Vec<Judged>,
}

#[derive(Clone, Debug)]
struct PolicyAtWork {
    config: Policy,
    at_work: AtWork,
}

impl PolicyAtWork {
    fn new(resource_id: &str, config: &Policy, rules: &Rules, draw: &mut dyn FnMut() -> u64) -> Self {
        Self { config: config.clone(), at_work: AtWork::new(resource_id, config, rules, draw) }
    }
}

impl Scaler {
    /// The target as registered. `draw` gives the bits of the alarms' identifiers.
    pub fn new(target: &Target, rules: Rules, mut draw: impl FnMut() -> u64) -> Self {
        let policies: Vec<Option<PolicyAtWork>> = target
            .policies
            .iter()
            .map(|config| Some(PolicyAtWork::new(&target.resource_id, config, &rules, &mut draw)))
            .collect();
        Self {
            registered: true,
            bounds: Bounds { min: target.min, max: target.max },
            suspended: Suspended::default(),
            cooldowns: Cooldowns::new(policies.len(), rules.cooldown_scope),
            asked: None,
            proposals: Vec::with_capacity(policies.len()),
            judged: Vec::with_capacity(policies.len()),
            policies,
            scheduled: target.scheduled.iter().cloned().map(Some).collect(),
            rules,
        }
    }

    /// `MinCapacity` and `MaxCapacity` now.
    pub fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// `SuspendedState` now.
    pub fn suspended(&self) -> Suspended {
        self.suspended
    }

    /// A policy's own alarms; a step policy has none.
    pub fn alarms(&self, policy: usize) -> Option<&Managed> {
        self.policies.get(policy)?.as_ref()?.at_work.managed()
    }

    /// The policy at a place, as it is now; `None`: there is none of this name now.
    pub fn policy(&self, policy: usize) -> Option<&Policy> {
        Some(&self.policies.get(policy)?.as_ref()?.config)
    }

    /// The scheduled action at a place, as it is now; `None`: there is none of this name now.
    pub fn scheduled(&self, scheduled: usize) -> Option<&Scheduled> {
        self.scheduled.get(scheduled)?.as_ref()
    }

    /// Evaluates a policy's own alarms, `AlarmHigh` first: windows that end at `end` and before, as [`Alarm::evaluate`]
    /// has it.
    ///
    /// # Panics
    /// If it is no target tracking policy: no other has any.
    ///
    /// [`Alarm::evaluate`]: crate::model::alarms::Alarm::evaluate
    pub fn evaluate(
        &mut self,
        policy: usize,
        now: Time,
        end: Time,
        look: &mut dyn FnMut(Time, Span) -> Option<Sample>,
    ) -> Evaluations {
        let policy = self.policies[policy].as_mut().expect("the alarms of a policy go with it");
        policy.at_work.evaluate(now, end, look)
    }

    /// `SetAlarmState` on one of a policy's own alarms, its datapoints as measured on the units of now; `None`: it has none
    /// of that side.
    pub fn set_alarm_state(
        &mut self,
        now: Time,
        (policy, which): (usize, AlarmRef),
        by_hand: &ByHand,
        in_service: u32,
    ) -> Option<Evaluation> {
        let policy = self.policies.get_mut(policy)?.as_mut()?;
        policy.at_work.set_alarm_state(now, which, (by_hand, f64::from(in_service)))
    }

    /// An alarm that names a step policy was evaluated. Several alarms may name one policy, and one alarm several
    /// policies: each policy is told. What is told to a policy that is not there (any more) is lost.
    ///
    /// # Panics
    /// If it is a target tracking policy: its alarms are its own.
    pub fn alarm_evaluated(&mut self, policy: usize, found: AlarmFound) {
        if let Some(Some(policy)) = self.policies.get_mut(policy) {
            policy.at_work.alarm_evaluated(found);
        }
    }

    /// Judges together all policies whose alarms were evaluated since the last call; the one action of this instant,
    /// if there is one. The caller carries it out, and tells `completed` or `failed` of it.
    pub fn judge(&mut self, now: Time, capacity: Capacity) -> Option<Action> {
        let Self { bounds, suspended, rules, cooldowns, policies, proposals, judged, .. } = self;
        judged.clear();
        proposals.clear();
        let situation = Situation { now, bounds: *bounds, suspended: *suspended, capacity, cooldowns, rules };
        for (number, policy) in policies.iter_mut().enumerate() {
            let Some(policy) = policy else { continue };
            match policy.at_work.invoked(number, &policy.config, &situation) {
                Some(Invoked::By(proposal)) => proposals.push(proposal),
                Some(Invoked::ByNone(quiet)) => judged.push(quiet),
                None => {}
            }
        }
        self.decide(now, capacity)
    }

    /// The verdict on every policy that the last `judge` judged, in order of definition. A policy whose alarm is in
    /// ALARM between two repeats of its action is not invoked, and has none.
    pub fn judged(&self) -> &[Judged] {
        &self.judged
    }

    /// An action is complete (scale-out: its last unit in service; scale-in: its last unit removed): its cooldown
    /// starts.
    pub fn completed(&mut self, now: Time, action: &Action) {
        let direction = action.direction();
        let (length, clock) = match self.policy(action.policy) {
            Some(config @ Policy::Step(_)) => (config.cooldown(direction), self.rules.step_credit_clock),
            Some(config @ Policy::TargetTracking(_)) => (config.cooldown(direction), StepCreditClock::Restart),
            // Deleted since: nobody is left who waits.
            None => (Span::ZERO, StepCreditClock::Restart),
        };
        self.cooldowns.complete(now, action.policy, direction, length, clock);
    }

    /// An action failed or was rolled back: no cooldown starts.
    pub fn failed(&mut self, _now: Time, action: &Action) {
        self.cooldowns.give_up(action.policy, action.direction(), action.to.abs_diff(action.from));
    }

    /// Cooldowns so far, in order of their starts.
    pub fn cooldowns(&self) -> &[CooldownRan] {
        self.cooldowns.ran()
    }

    /// What is left of a policy's cooldown in a direction; `None`: none runs.
    pub fn cooldown_left(&self, now: Time, policy: usize, direction: Direction) -> Option<Span> {
        self.cooldowns.left(now, policy, direction)
    }

    /// When a scheduled action falls due next, at or after `from` (before `scheduled_delay`).
    pub fn next_due(&self, scheduled: usize, from: Time) -> Option<Time> {
        self.scheduled(scheduled)?.schedule.next_from(from, self.rules.dst)
    }

    /// A scheduled action falls due.
    ///
    /// # Panics
    /// If there is none of this place: what was deleted does not fall due.
    pub fn fall_due(&mut self, scheduled: usize, capacity: Capacity) -> Due {
        let action = self.scheduled[scheduled].as_ref().expect("what falls due is there");
        let due = Due::of(action, self.bounds, self.suspended.scheduled, capacity, &self.rules);
        self.bounds = due.new_bounds().unwrap_or(self.bounds);
        due
    }

    /// The call `RegisterScalableTarget` on this target: the capacity moves into the bounds even where only suspension
    /// is sent. `Err`: `MinCapacity` would exceed `MaxCapacity`; nothing changed.
    ///
    /// Ref: API reference, `RegisterScalableTarget`.
    pub fn register(&mut self, change: &Register, capacity: Capacity) -> Result<Option<Moved>, Bounds> {
        if !self.registered {
            (self.registered, self.suspended) = (true, Suspended::default());
        }
        self.bounds = self.bounds.replaced(change.min, change.max)?;
        self.suspended = self.suspended.merged(change);
        Ok(self.bounds.moves(capacity.desired))
    }
}

impl Scaler {
    fn decide(&mut self, now: Time, capacity: Capacity) -> Option<Action> {
        let Self { proposals, policies, cooldowns, rules, asked, .. } = self;
        let others_ready = |asking: usize| {
            policies.iter().enumerate().all(|(number, policy)| {
                let Some(policy) = policy else { return true };
                number == asking || policy.at_work.has_no_veto() || is_ready(policy, number, cooldowns, now, rules)
            })
        };
        let earlier = asked.filter(|(at, _)| rules.same_time == SameTime::SameMinute && is_same_minute(*at, now));
        let floor = earlier.map_or(0, |(_, capacity)| capacity);
        let winner = arbitrate(proposals, capacity.desired, capacity.updating, floor, others_ready);
        let largest = proposals.iter().filter_map(|proposal| proposal.answer.ok()).max();
        if let Some(to) = largest {
            *asked = Some((now, to.max(floor)));
        }
        let from = capacity.desired;
        for proposal in proposals.iter() {
            let direction = |to| if to > from { Direction::Out } else { Direction::In };
            let verdict = match proposal.answer {
                Ok(to) => Verdict::Scale { to, direction: direction(to) },
                Err(reason) => Verdict::Hold(reason),
            };
            let Proposal { policy, alarm, arithmetic, .. } = *proposal;
            self.judged.push(Judged { policy, at: now, alarm: Some(alarm), verdict, arithmetic });
        }
        self.judged.sort_unstable_by_key(|judged| judged.policy);
        let Proposal { policy, alarm, breach, answer, .. } = self.proposals[winner?];
        let to = answer.expect("a winner has a capacity");
        let action = Action { policy, alarm, from, to, breach };
        self.cooldowns.begin(now, policy, action.direction(), to.abs_diff(from));
        Some(action)
    }
}

fn is_same_minute(one: Time, other: Time) -> bool {
    one.floor(Span::MINUTE) == other.floor(Span::MINUTE)
}

/// Assumes: `ready_to_scale_in`.
fn is_ready(policy: &PolicyAtWork, number: usize, cooldowns: &Cooldowns, now: Time, rules: &Rules) -> bool {
    let waits = rules.ready_to_scale_in == ReadyToScaleIn::AlarmAndCooldown;
    policy.at_work.low_in_alarm() && !(waits && cooldowns.left(now, number, Direction::In).is_some())
}

#[cfg(test)]
mod tests;
