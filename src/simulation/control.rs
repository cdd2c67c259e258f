//! The control plane of one scalable target in a run: when alarms of its policies judge, when schedules fall due.

use super::endpoint::series_number;
use super::judging::{Judging, Named};
use crate::engine::{Purpose, RunSeed, Span, Time};
use crate::model::metrics::{Metric, Store};
use crate::model::scaling::{AlarmRef, Bounds, Evaluations, Policy, Scaler, Target};
use crate::scenario::setup::{Calling, Setup};

/// A scheduled action and when it comes next.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pending {
    pub(super) action: usize,
    pub(super) nominal: Time,
    pub(super) due: Time,
}

/// Policies and schedules of one scalable target.
#[derive(Debug)]
pub(super) struct Control {
    pub(super) scaler: Scaler,
    /// By policy; `None`: it has no alarms of its own.
    pub(super) tracked: Vec<Option<Judging>>,
    /// In the order of their names.
    pub(super) pending: Vec<Pending>,
    /// The variant, by its place.
    place: usize,
    /// Identifiers of alarms drawn so far.
    identifiers: u64,
}

impl Control {
    /// The target of the variant at `place`; what its policies read is kept in `store` from now on.
    pub(super) fn new(target: &Target, place: usize, setup: &Setup, seed: RunSeed, store: &mut Store) -> Self {
        let mut identifiers = 0;
        let rules = setup.assumptions.rules;
        let scaler = Scaler::new(target, rules, || identifier(setup.seed, place, &mut identifiers));
        let begin = setup.window.begin;
        // What a call will read is kept from the begin on: a new alarm looks back at data from before it.
        let put = setup.calls.iter().filter_map(|call| match &call.calling {
            Calling::PutPolicy(put, policy) if put.variant == place => Some(policy),
            _ => None,
        });
        for policy in target.policies.iter().chain(put).filter_map(Policy::tracking) {
            let reach = (policy.metric.period(), rules.managed.periods_read(policy));
            store.read(&policy.metric, reach, |of, metric| lag(of, metric, setup, seed));
        }
        let tracked = target.policies.iter().map(|policy| {
            let query = &policy.tracking()?.metric;
            Some(Judging::from_begin(query, query.period(), store.lag(query), begin))
        });
        let tracked = tracked.collect();
        let mut by_name: Vec<usize> = (0..target.scheduled.len()).collect();
        by_name.sort_by(|&a, &b| target.scheduled[a].name.cmp(&target.scheduled[b].name));
        let pending = by_name.into_iter().filter_map(|a| pending(&scaler, a, begin, setup, seed)).collect();
        Self { scaler, tracked, pending, place, identifiers }
    }

    pub(super) fn bounds(&self) -> Bounds {
        self.scaler.bounds()
    }

    /// No policy may add to a capacity.
    pub(super) fn is_full(&self, desired: u32) -> bool {
        self.scaler.is_registered() && desired >= self.bounds().max
    }

    /// `PutScalingPolicy`: its alarms are new, and judge at once what there is to see.
    pub(super) fn put_policy(
        &mut self,
        now: Time,
        policy: usize,
        resource_id: &str,
        given: &Policy,
        (seed, store): (u64, &Store),
    ) {
        let (drawn, variant) = (&mut self.identifiers, self.place);
        self.scaler.put_policy(policy, resource_id, given, &mut || identifier(seed, variant, drawn));
        if self.tracked.len() <= policy {
            self.tracked.resize_with(policy + 1, || None);
        }
        self.tracked[policy] = given.tracking().map(|given| {
            let query = &given.metric;
            Judging::at_once(query, query.period(), store.lag(query), now)
        });
    }

    /// When a scheduled action that is new or another one comes next, in the order of the names.
    pub(super) fn expect_scheduled(&mut self, now: Time, action: usize, setup: &Setup, seed: RunSeed) {
        self.pending.retain(|pending| pending.action != action);
        let Some(next) = pending(&self.scaler, action, now, setup, seed) else { return };
        let name = |action: usize| self.scaler.scheduled(action).map(|action| action.name.as_str());
        let before = self.pending.partition_point(|pending| name(pending.action) < name(action));
        self.pending.insert(before, next);
    }

    /// The next moment at which an alarm judges or an action falls due.
    pub(super) fn next_instant(&self) -> Time {
        let due = self.pending.iter().map(|p| p.due);
        due.chain(self.tracked.iter().flatten().map(Judging::due)).min().unwrap_or(Time::NEVER)
    }

    /// Evaluates the alarms of a policy, if they are due.
    pub(super) fn evaluate_managed(&mut self, policy: usize, now: Time, store: &Store) -> Option<Evaluations> {
        let Self { scaler, tracked, .. } = self;
        tracked[policy].as_mut()?.evaluate(now, store, |end, look| scaler.evaluate(policy, now, end, look))
    }

    /// `AlarmName` of the alarm that invoked a policy; of its `AlarmHigh` where none did.
    pub(super) fn alarm_name<'n>(
        &'n self,
        policy: usize,
        alarm: Option<AlarmRef>,
        named: &'n [Option<Named>],
    ) -> &'n str {
        match (alarm, self.scaler.alarms(policy)) {
            (Some(AlarmRef::Named(number)), _) => named[number].as_ref().map_or("", |named| &named.alarm.config().name),
            (own, Some(alarms)) => &alarms.of(own.unwrap_or(AlarmRef::High)).config().name,
            (_, None) => "",
        }
    }
}

pub(super) fn lag(of: u16, metric: Metric, setup: &Setup, seed: RunSeed) -> Span {
    let assumed = &setup.assumptions;
    let high_resolution = setup.publication.period(metric) < Span::MINUTE;
    let law = if high_resolution { &assumed.alarm_lag_high_resolution } else { &assumed.alarm_lag_standard };
    law.draw(seed.keyed(Purpose::Delay, series_number(of, metric), 0))
}

/// The next bits of an identifier. The alarms of all runs carry the same names, so that runs can be compared.
fn identifier(seed: u64, variant: usize, drawn: &mut u64) -> u64 {
    *drawn += 1;
    RunSeed { seed, run: 0 }.keyed(Purpose::Name, variant as u64, *drawn)
}

pub(super) fn pending(scaler: &Scaler, action: usize, from: Time, setup: &Setup, seed: RunSeed) -> Option<Pending> {
    let nominal = scaler.next_due(action, from)?;
    let minute = nominal.nanos() / Span::MINUTE.nanos();
    // One draw a minute, not one an action: what falls due together stays in order, as AWS promises for one target.
    let delay = setup.assumptions.scheduled_delay.draw(seed.keyed(Purpose::Schedule, 0, minute));
    Some(Pending { action, nominal, due: nominal + delay })
}
