//! One scalable target at work: its bounds, its policies with their alarms and cooldowns, and one decision an instant.

use super::arbitration::arbitrate;
use super::cooldown::Cooldowns;
use super::formula::Reading;
use super::managed::LOW_SHARE;
use super::proposal::{Proposal, Situation};
use super::{
    Arithmetic, Bounds, CapacityBasis, CooldownRan, CooldownRule, Direction, Dst, Due, Evaluations, Flapping, Judged,
    Managed, ManagedRules, MetricValue, Moved, Reason, Register, Scheduled, ScheduledDuringUpdate, Suspended, Target,
    TargetTracking, Verdict,
};
use crate::engine::{Span, Time};
use crate::model::alarms::State;
use crate::model::metrics::Sample;

/// The assumptions that a scaler reads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    /// `metric_value`.
    pub metric_value: MetricValue,
    /// `capacity_basis`.
    pub capacity_basis: CapacityBasis,
    /// `target_tracking_cooldown_rule`.
    pub cooldown_rule: CooldownRule,
    /// `flapping`.
    pub flapping: Flapping,
    /// `scheduled_during_update`.
    pub scheduled_during_update: ScheduledDuringUpdate,
    /// `dst`.
    pub dst: Dst,
    /// Of the managed alarms.
    pub managed: ManagedRules,
}

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

/// A change of desired capacity that a policy asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action {
    /// Index of the policy in its target.
    pub policy: usize,
    /// The alarm that invoked it (`Out`: `AlarmHigh`). Differs from the direction of the change only where a capacity
    /// outside the bounds is clamped.
    pub invoked: Direction,
    /// Desired capacity before.
    pub from: u32,
    /// Desired capacity after.
    pub to: u32,
    /// Start of the first breaching datapoint of the alarm's present run.
    pub breach: Option<Time>,
}

impl Action {
    /// Which way capacity goes.
    pub fn direction(&self) -> Direction {
        if self.to > self.from { Direction::Out } else { Direction::In }
    }
}

/// One scalable target at work.
#[derive(Clone, Debug)]
pub struct Scaler {
    bounds: Bounds,
    suspended: Suspended,
    policies: Vec<PolicyAtWork>,
    scheduled: Vec<Scheduled>,
    rules: Rules,
    cooldowns: Cooldowns,
    /// Of one instant; reused.
    proposals: Vec<Proposal>,
    /// Of the last instant; reused.
    judged: Vec<Judged>,
}

#[derive(Clone, Debug)]
struct PolicyAtWork {
    config: TargetTracking,
    alarms: Managed,
    /// Evaluated, not yet judged.
    seen: Option<Evaluations>,
}

impl Scaler {
    /// The target as registered. `draw` gives the bits of the alarms' identifiers.
    pub fn new(target: &Target, rules: Rules, mut draw: impl FnMut() -> u64) -> Self {
        let policies: Vec<PolicyAtWork> = target
            .policies
            .iter()
            .map(|config| PolicyAtWork {
                config: config.clone(),
                alarms: Managed::new(&target.resource_id, config, &rules.managed, &mut draw),
                seen: None,
            })
            .collect();
        Self {
            bounds: Bounds { min: target.min, max: target.max },
            suspended: Suspended::default(),
            cooldowns: Cooldowns::new(policies.len()),
            proposals: Vec::with_capacity(policies.len()),
            judged: Vec::with_capacity(policies.len()),
            policies,
            scheduled: target.scheduled.clone(),
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

    /// Periods that a policy's series has to keep.
    pub fn periods_read(&self, policy: usize) -> usize {
        self.policies[policy].alarms.periods_read()
    }

    /// A policy's alarms.
    pub fn alarms(&self, policy: usize) -> &Managed {
        &self.policies[policy].alarms
    }

    /// Evaluates a policy's alarms, `AlarmHigh` first: windows that end at `end` and before, as [`Alarm::evaluate`] has it.
    ///
    /// [`Alarm::evaluate`]: crate::model::alarms::Alarm::evaluate
    pub fn evaluate(
        &mut self,
        policy: usize,
        now: Time,
        end: Time,
        look: &mut dyn FnMut(Time, Span) -> Option<Sample>,
    ) -> Evaluations {
        let policy = &mut self.policies[policy];
        let seen = policy.alarms.evaluate(now, end, look);
        policy.seen = Some(seen);
        seen
    }

    /// Judges together all policies whose alarms were evaluated since the last call; the one action of this instant,
    /// if there is one. The caller carries it out, and tells `completed` or `failed` of it.
    pub fn judge(&mut self, now: Time, capacity: Capacity) -> Option<Action> {
        self.judged.clear();
        self.proposals.clear();
        for number in 0..self.policies.len() {
            let Some(seen) = self.policies[number].seen.take() else { continue };
            match Invoked::of(&seen) {
                Invoked::By(direction) => {
                    let proposal = self.proposal(now, number, direction, capacity);
                    self.proposals.push(proposal);
                }
                Invoked::BetweenRepeats => {}
                Invoked::ByNone => {
                    let quiet = self.quiet(now, number, &seen);
                    self.judged.push(quiet);
                }
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
        let config = &self.policies[action.policy].config;
        let length = match action.direction() {
            Direction::Out => config.scale_out_cooldown,
            Direction::In => config.scale_in_cooldown,
        };
        self.cooldowns.complete(now, action.policy, action.direction(), length);
    }

    /// An action failed or was rolled back: no cooldown starts.
    pub fn failed(&mut self, _now: Time, action: &Action) {
        self.cooldowns.give_up(action.policy, action.direction());
    }

    /// Cooldowns so far, in order of their starts.
    pub fn cooldowns(&self) -> &[CooldownRan] {
        self.cooldowns.ran()
    }

    /// When a scheduled action falls due next, at or after `from` (before `scheduled_delay`).
    pub fn next_due(&self, scheduled: usize, from: Time) -> Option<Time> {
        self.scheduled[scheduled].schedule.next_from(from, self.rules.dst)
    }

    /// A scheduled action falls due.
    pub fn fall_due(&mut self, scheduled: usize, capacity: Capacity) -> Due {
        let rule = self.rules.scheduled_during_update;
        let due = Due::of(&self.scheduled[scheduled], self.bounds, self.suspended.scheduled, capacity, rule);
        self.bounds = due.new_bounds().unwrap_or(self.bounds);
        due
    }

    /// The call `RegisterScalableTarget` on this target: the capacity moves into the bounds even where only suspension
    /// is sent. `Err`: `MinCapacity` would exceed `MaxCapacity`; nothing changed.
    ///
    /// Ref: API reference, `RegisterScalableTarget`.
    pub fn register(&mut self, change: &Register, capacity: Capacity) -> Result<Option<Moved>, Bounds> {
        self.bounds = self.bounds.replaced(change.min, change.max)?;
        self.suspended = self.suspended.merged(change);
        Ok(self.bounds.moves(capacity.desired))
    }
}

/// Which of its alarms invokes a policy.
enum Invoked {
    By(Direction),
    /// In ALARM, but its action was repeated less than `action_repeat` ago.
    BetweenRepeats,
    ByNone,
}

impl Invoked {
    /// `AlarmHigh` comes first, should both be in ALARM.
    fn of(seen: &Evaluations) -> Self {
        let alarms = [(Some(&seen.high), Direction::Out), (seen.low.as_ref(), Direction::In)];
        let in_alarm = alarms.into_iter().find(|(alarm, _)| alarm.is_some_and(|alarm| alarm.to == State::InAlarm));
        match in_alarm {
            Some((Some(alarm), direction)) if alarm.acts => Self::By(direction),
            Some(_) => Self::BetweenRepeats,
            None => Self::ByNone,
        }
    }
}

impl Scaler {
    fn proposal(&self, now: Time, number: usize, invoked: Direction, capacity: Capacity) -> Proposal {
        let PolicyAtWork { config, alarms, .. } = &self.policies[number];
        let rules = &self.rules;
        let reading =
            Reading::of(alarms.of(invoked).judged(), rules.metric_value, rules.capacity_basis, capacity.in_service)
                .expect("with TreatMissingData missing an alarm has datapoints while in ALARM");
        let (bounds, suspended, cooldowns) = (self.bounds, self.suspended, &self.cooldowns);
        Situation { now, bounds, suspended, capacity, cooldowns, rules }.propose(number, config, invoked, reading)
    }

    /// The verdict on a policy that no alarm invoked.
    fn quiet(&self, at: Time, number: usize, seen: &Evaluations) -> Judged {
        let PolicyAtWork { config, alarms, .. } = &self.policies[number];
        let low = seen.low.or(seen.would_be_low);
        let reason = if alarms.lack_data() {
            Reason::InsufficientData
        } else if seen.would_be_low.is_some_and(|low| low.to == State::InAlarm) {
            Reason::ScaleInDisabled
        } else {
            Reason::AlarmNotBreaching
        };
        let arithmetic = Arithmetic::Watching {
            metric: seen.high.newest.map(|point| point.value),
            target: config.target_value,
            low_threshold: LOW_SHARE * config.target_value,
            high: (seen.high.breaching, alarms.high.config().needed()),
            low: (low.map_or(0, |low| low.breaching), alarms.low_needed()),
        };
        Judged { policy: number, at, invoked: None, verdict: Verdict::Hold(reason), arithmetic }
    }

    fn decide(&mut self, now: Time, capacity: Capacity) -> Option<Action> {
        let Self { proposals, policies, cooldowns, .. } = self;
        let others_ready = |asking: usize| {
            policies.iter().enumerate().all(|(number, policy)| {
                number == asking || policy.config.disable_scale_in || is_ready(policy, number, cooldowns, now)
            })
        };
        let winner = arbitrate(proposals, capacity.desired, capacity.updating, others_ready);
        let from = capacity.desired;
        for proposal in proposals.iter() {
            let direction = |to| if to > from { Direction::Out } else { Direction::In };
            let verdict = match proposal.answer {
                Ok(to) => Verdict::Scale { to, direction: direction(to) },
                Err(reason) => Verdict::Hold(reason),
            };
            let Proposal { policy, invoked, arithmetic, .. } = *proposal;
            self.judged.push(Judged { policy, at: now, invoked: Some(invoked), verdict, arithmetic });
        }
        self.judged.sort_unstable_by_key(|judged| judged.policy);
        let Proposal { policy, invoked, answer, .. } = self.proposals[winner?];
        let to = answer.expect("a winner has a capacity");
        let breach = self.policies[policy].alarms.of(invoked).breach_since();
        let action = Action { policy, invoked, from, to, breach };
        self.cooldowns.begin(now, policy, action.direction(), to.abs_diff(from));
        Some(action)
    }
}

/// Assumes: `ready_to_scale_in: alarm_and_cooldown`.
fn is_ready(policy: &PolicyAtWork, number: usize, cooldowns: &Cooldowns, now: Time) -> bool {
    policy.alarms.low_in_alarm() && cooldowns.left(now, number, Direction::In).is_none()
}

#[cfg(test)]
mod tests;

#[cfg(test)]
pub(super) use tests::RULES as RULES_OF_TESTS;
