//! One policy at work: what its alarms found, and whether they invoke it.

use crate::engine::{Span, Time};
use crate::model::alarms::{ByHand, Evaluation, State};
use crate::model::metrics::Sample;
use crate::model::scaling::formula::Reading;
use crate::model::scaling::managed::LOW_SHARE;
use crate::model::scaling::proposal::{Proposal, Situation};
use crate::model::scaling::{
    AlarmFound, AlarmRef, Arithmetic, Direction, Evaluations, Judged, Managed, Policy, Reason, Rules, StepScaling,
    TargetTracking, Verdict,
};
use std::collections::BTreeSet;

/// A policy's alarms, and what they found since the last judgement.
#[derive(Clone, Debug)]
pub(super) enum AtWork {
    Tracking {
        /// Boxed: a step policy is much smaller.
        alarms: Box<Managed>,
        never_in: bool,
        /// Evaluated, not yet judged.
        seen: Option<Evaluations>,
    },
    Step {
        /// Evaluated, not yet judged.
        found: Vec<AlarmFound>,
        /// The alarms that name it and are in ALARM.
        in_alarm: BTreeSet<usize>,
    },
}

/// Whether an alarm invokes a policy.
pub(super) enum Invoked {
    By(Proposal),
    ByNone(Judged),
}

impl AtWork {
    pub(super) fn new(resource_id: &str, policy: &Policy, rules: &Rules, draw: &mut dyn FnMut() -> u64) -> Self {
        match policy {
            Policy::TargetTracking(policy) => Self::Tracking {
                alarms: Box::new(Managed::new(resource_id, policy, &rules.managed, draw)),
                never_in: policy.disable_scale_in,
                seen: None,
            },
            Policy::Step(_) => Self::Step { found: Vec::new(), in_alarm: BTreeSet::new() },
        }
    }

    pub(super) fn managed(&self) -> Option<&Managed> {
        match self {
            Self::Tracking { alarms, .. } => Some(alarms),
            Self::Step { .. } => None,
        }
    }

    pub(super) fn evaluate(
        &mut self,
        now: Time,
        end: Time,
        look: &mut dyn FnMut(Time, Span) -> Option<Sample>,
    ) -> Evaluations {
        let Self::Tracking { alarms, seen, .. } = self else { panic!("a step policy has no alarms of its own") };
        *seen.insert(alarms.evaluate(now, end, look))
    }

    /// Somebody sets the state of one of its own alarms; `None`: it has none of that side.
    pub(super) fn set_alarm_state(
        &mut self,
        now: Time,
        which: AlarmRef,
        by_hand: (&ByHand, f64),
    ) -> Option<Evaluation> {
        let Self::Tracking { alarms, seen, .. } = self else { return None };
        let (found, all) = alarms.set_state(now, which, by_hand, *seen)?;
        *seen = Some(all);
        Some(found)
    }

    pub(super) fn alarm_evaluated(&mut self, evaluated: AlarmFound) {
        let Self::Step { found, in_alarm } = self else { panic!("a target tracking policy has alarms of its own") };
        if evaluated.state == State::InAlarm {
            in_alarm.insert(evaluated.alarm);
        } else {
            in_alarm.remove(&evaluated.alarm);
        }
        found.push(evaluated);
    }

    /// An alarm that named the policy is gone, and what it found with it.
    pub(super) fn alarm_deleted(&mut self, alarm: usize) {
        if let Self::Step { found, in_alarm } = self {
            found.retain(|evaluated| evaluated.alarm != alarm);
            in_alarm.remove(&alarm);
        }
    }

    /// Ref: "How target tracking scaling for Application Auto Scaling works": a policy that never scales in does not
    /// stand in the way of others; step policies do not either.
    pub(super) fn has_no_veto(&self) -> bool {
        matches!(self, Self::Tracking { never_in: true, .. } | Self::Step { .. })
    }

    /// `AlarmLow` is in ALARM: one half of being ready to scale in.
    pub(super) fn low_in_alarm(&self) -> bool {
        self.managed().is_some_and(Managed::low_in_alarm)
    }

    /// What the evaluations since the last judgement lead to; `None`: there were none, or an alarm is in ALARM between
    /// two repeats of its action.
    pub(super) fn invoked(&mut self, number: usize, policy: &Policy, situation: &Situation<'_>) -> Option<Invoked> {
        match (self, policy) {
            (Self::Tracking { alarms, seen, .. }, Policy::TargetTracking(policy)) => {
                tracking(number, policy, alarms, &seen.take()?, situation)
            }
            (Self::Step { found, in_alarm }, Policy::Step(policy)) => {
                let invoked = steps(number, policy, found, in_alarm.is_empty(), situation);
                found.clear();
                invoked
            }
            _ => unreachable!("a policy keeps its kind"),
        }
    }
}

/// `AlarmHigh` comes first, should both take their action. A state that was set by hand without datapoints gives the
/// policy nothing to compute with.
fn tracking(
    number: usize,
    policy: &TargetTracking,
    alarms: &Managed,
    seen: &Evaluations,
    situation: &Situation<'_>,
) -> Option<Invoked> {
    let found = [(Some(&seen.high), Direction::Out), (seen.low.as_ref(), Direction::In)];
    let mut in_alarm = found.into_iter().filter(|(alarm, _)| alarm.is_some_and(|alarm| alarm.to == State::InAlarm));
    let acts = |(alarm, _): &(Option<&Evaluation>, _)| alarm.is_some_and(|alarm| alarm.acts);
    let Some((_, direction)) = in_alarm.clone().find(acts) else {
        let told = || Invoked::ByNone(quiet(situation.now, number, policy, alarms, seen));
        return in_alarm.next().is_none().then(told);
    };
    let alarm = alarms.of(if direction == Direction::Out { AlarmRef::High } else { AlarmRef::Low });
    let rules = situation.rules;
    let in_service = situation.capacity.in_service;
    let Some(reading) = Reading::of(alarm.judged(), rules.metric_value, rules.capacity_basis, in_service) else {
        let verdict = Verdict::Hold(Reason::InsufficientData);
        return Some(Invoked::ByNone(Judged { verdict, ..quiet(situation.now, number, policy, alarms, seen) }));
    };
    Some(Invoked::By(situation.propose(number, policy, direction, reading, alarm.breach_since())))
}

/// The verdict on a target tracking policy that no alarm invoked.
fn quiet(at: Time, number: usize, policy: &TargetTracking, alarms: &Managed, seen: &Evaluations) -> Judged {
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
        target: policy.target_value,
        low_threshold: LOW_SHARE * policy.target_value,
        high: (seen.high.breaching, alarms.high.config().needed()),
        low: (low.map_or(0, |low| low.breaching), alarms.low_needed()),
    };
    Judged { policy: number, at, alarm: None, verdict: Verdict::Hold(reason), arithmetic }
}

/// Of several alarms that invoke a policy at one instant the one that leads to the largest capacity speaks. Where none
/// does, the first that was evaluated tells what it saw, unless another is still in ALARM.
fn steps(
    number: usize,
    policy: &StepScaling,
    found: &[AlarmFound],
    all_quiet: bool,
    situation: &Situation<'_>,
) -> Option<Invoked> {
    let proposals = found.iter().filter(|f| f.acts).map(|f| situation.propose_steps(number, policy, f));
    let loudest = proposals.reduce(|first, next| {
        let larger = next.answer.ok() > first.answer.ok();
        if larger { next } else { first }
    });
    if let Some(proposal) = loudest {
        return Some(Invoked::By(proposal));
    }
    let seen = found.first().filter(|_| all_quiet)?;
    let lacks_data = found.iter().all(|f| f.state == State::InsufficientData);
    let reason = if lacks_data { Reason::InsufficientData } else { Reason::AlarmNotBreaching };
    let (verdict, arithmetic) = (Verdict::Hold(reason), seen.arithmetic());
    Some(Invoked::ByNone(Judged { policy: number, at: situation.now, alarm: None, verdict, arithmetic }))
}
