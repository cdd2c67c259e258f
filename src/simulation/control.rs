//! The control plane of one run: which metrics are read, when periods close, when alarms judge, when schedules fall due.

use super::judging::{Judging, Named, step_of};
use crate::engine::{Purpose, RunSeed, Span, Time};
use crate::model::alarms::Alarm;
use crate::model::hosting::Counts;
use crate::model::metrics::{Busy, Datapoint, Distribution, Metric, Observed, Publication, Published, Slice, Store};
use crate::model::scaling::{Bounds, Policy, Scaler, Target};
use crate::model::serving::{Lengths, Plane, Reading, UnitId};
use crate::scenario::setup::{Calling, Setup};
use std::collections::BTreeMap;

/// A scheduled action and when it comes next.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pending {
    pub(super) action: usize,
    pub(super) nominal: Time,
    pub(super) due: Time,
}

/// An instance that is there.
#[derive(Clone, Copy, Debug)]
struct Presence {
    /// Since then, or since the last reading.
    since: Time,
    /// Busy slot-time so far [ns].
    busy_ns: u64,
}

/// Metrics, alarms and policies of one scalable target.
#[derive(Debug)]
pub(super) struct Control {
    pub(super) scaler: Scaler,
    pub(super) store: Store,
    /// By policy; `None`: it has no alarms of its own.
    pub(super) tracked: Vec<Option<Judging>>,
    /// By place; `None`: there is none of this name now.
    pub(super) named: Vec<Option<Named>>,
    /// Somebody has set the state of an alarm at this instant: policies are to be judged.
    pub(super) told: bool,
    /// Identifiers of alarms drawn so far.
    identifiers: u64,
    /// In the order of their names.
    pub(super) pending: Vec<Pending>,
    /// The next of the scenario's calls.
    pub(super) next_call: usize,
    /// When it is made.
    pub(super) calls_at: Time,
    present: BTreeMap<UnitId, Presence>,
    /// Of one period; reused.
    busy: Vec<Busy>,
}

impl Control {
    pub(super) fn new(target: &Target, setup: &Setup, seed: RunSeed) -> Self {
        let mut identifiers = 0;
        let rules = setup.assumptions.rules;
        let scaler = Scaler::new(target, rules, || identifier(setup.seed, &mut identifiers));
        let begin = setup.window.begin;
        let mut store = Store::new(begin, setup.window.end, setup.publication);
        let lag = |metric| lag(metric, setup, seed);
        store.read_for_own(&setup.own, lag);
        // What a call will read is kept from the begin on: a new alarm looks back at data from before it.
        let put = setup.calls.iter().filter_map(|call| match &call.calling {
            Calling::PutPolicy(_, policy) => Some(policy),
            _ => None,
        });
        for policy in target.policies.iter().chain(put).filter_map(Policy::tracking) {
            let reach = (policy.metric.period(), rules.managed.periods_read(policy));
            store.read(&policy.metric, reach, lag);
        }
        let put = setup.calls.iter().filter_map(|call| match &call.calling {
            Calling::PutAlarm(_, alarm) => Some(alarm),
            _ => None,
        });
        for given in setup.alarms.iter().chain(put) {
            store.read(&given.query, (given.config.period, given.config.evaluation_range as usize), lag);
        }
        let tracked = target.policies.iter().map(|policy| {
            let query = &policy.tracking()?.metric;
            Some(Judging::from_begin(query, query.period(), store.lag(query), begin))
        });
        let tracked = tracked.collect();
        let named = setup.alarms.iter().map(|given| {
            let judging = Judging::from_begin(&given.query, step_of(&given.config), store.lag(&given.query), begin);
            Some(Named { alarm: Alarm::new(given.config.clone()), judging, given: given.clone() })
        });
        let named = named.collect();
        let mut by_name: Vec<usize> = (0..target.scheduled.len()).collect();
        by_name.sort_by(|&a, &b| target.scheduled[a].name.cmp(&target.scheduled[b].name));
        let pending = by_name.into_iter().filter_map(|a| pending(&scaler, a, begin, setup, seed)).collect();
        let present = (0..setup.variant.initial).map(|n| (UnitId(n), Presence { since: begin, busy_ns: 0 }));
        let calls_at = setup.calls.first().map_or(Time::NEVER, |call| call.at);
        let present = present.collect();
        Self {
            store,
            tracked,
            named,
            told: false,
            identifiers,
            pending,
            next_call: 0,
            calls_at,
            present,
            busy: Vec::new(),
            scaler,
        }
    }

    pub(super) fn bounds(&self) -> Bounds {
        self.scaler.bounds()
    }

    /// No policy may add to a capacity.
    pub(super) fn is_full(&self, desired: u32) -> bool {
        self.scaler.is_registered() && desired >= self.bounds().max
    }

    /// Whether someone reads how long answers take.
    pub(super) fn reads_latencies(&self) -> bool {
        self.store.reads(Metric::is_latency)
    }

    /// The next moment after `now` at which a period closes, an alarm judges or an action falls due.
    pub(super) fn next_instant(&self, now: Time) -> Time {
        let due = self.pending.iter().map(|p| p.due);
        let judged = self.tracked.iter().flatten().chain(self.named.iter().flatten().map(|named| &named.judging));
        let all = due.chain(judged.map(Judging::due)).chain([self.store.next_close(), self.calls_at]);
        all.min().unwrap_or(Time::NEVER).max(now)
    }

    /// `PutScalingPolicy`: its alarms are new, and judge at once what there is to see.
    pub(super) fn put_policy(&mut self, now: Time, place: usize, resource_id: &str, policy: &Policy, seed: u64) {
        let drawn = &mut self.identifiers;
        self.scaler.put_policy(place, resource_id, policy, &mut || identifier(seed, drawn));
        if self.tracked.len() <= place {
            self.tracked.resize_with(place + 1, || None);
        }
        self.tracked[place] = policy.tracking().map(|policy| {
            let query = &policy.metric;
            Judging::at_once(query, query.period(), self.store.lag(query), now)
        });
    }

    /// An instance takes requests from now on.
    pub(super) fn joined(&mut self, now: Time, unit: UnitId) {
        self.present.insert(unit, Presence { since: now, busy_ns: 0 });
    }

    /// What happened in the last `length`, with a constant number of instances in service.
    pub(super) fn measure(&mut self, length: Span, counts: Counts, reading: &Reading) {
        self.store.add(&Slice {
            length,
            units: counts.in_service,
            arrived: reading.arrived,
            refused: reading.refused,
            timed_out: reading.timed_out,
            failed: reading.failed,
            most_at_a_unit: reading.most_at_a_unit,
            least_at_a_unit: reading.least_at_a_unit,
            in_flight_ns: reading.in_flight_ns,
            busy_ns: reading.busy_ns,
        });
    }

    /// Periods that end at `now` become datapoints.
    pub(super) fn close_periods(&mut self, now: Time, plane: &mut Plane, setup: &Setup, seed: RunSeed) {
        if self.store.next_close() != now {
            return;
        }
        let Publication { utilization, invocations } = setup.publication;
        if now == now.floor(utilization) && self.store.reads(Metric::is_utilization) {
            self.watch_instances(now, plane, setup);
        }
        let mut observed = Observed { instances: &self.busy, ..Observed::default() };
        if now == now.floor(invocations)
            && let Some(latencies) = plane.latencies()
        {
            observed.model_latency = microseconds(&latencies.model);
            observed.overhead_latency = microseconds(&latencies.overhead);
            latencies.clear();
        }
        let assumed = &setup.assumptions;
        let published = Published {
            refused_are_invocations: assumed.refused_are_invocations,
            zeros: assumed.zero_invocations,
            machine: &setup.variant.machine,
            slots: setup.variant.service.slots,
            own: &setup.own,
        };
        self.store.close(now, &mut observed, &published, |metric| {
            let period = now.nanos() / setup.publication.period(metric).nanos();
            assumed.publication_jitter.draw(seed.keyed(Purpose::Delay, metric.number(), period))
        });
    }

    /// How busy each instance was in the period that ends.
    ///
    /// Differs: an instance that goes in it counts to the end of it; a disk grows with busy time, not request by request.
    fn watch_instances(&mut self, now: Time, plane: &mut Plane, setup: &Setup) {
        let service = &setup.variant.service;
        let need_ns = service.need.mean_secs() * 1e9;
        let Self { present, busy, .. } = self;
        busy.clear();
        plane.read_units(now, &mut |unit, busy_ns| {
            let Some(presence) = present.get_mut(&unit) else { return };
            let there_ns = now.since_or_zero(presence.since).nanos() as f64 * f64::from(service.slots);
            (presence.since, presence.busy_ns) = (now, presence.busy_ns + busy_ns);
            if there_ns > 0.0 {
                let share = (busy_ns as f64 / there_ns).min(1.0);
                busy.push(Busy { share, served: presence.busy_ns as f64 / need_ns });
            }
        });
        // Whoever was not read has gone in an earlier period.
        present.retain(|_, presence| presence.since == now);
    }
}

/// `SageMaker` publishes microseconds.
fn microseconds(lengths: &Lengths) -> Option<(Datapoint, Distribution)> {
    let point = (lengths.count > 0).then(|| Datapoint {
        start: Time::default(),
        period: Span::MINUTE,
        sample_count: lengths.count as f64,
        sum: lengths.sum_ns as f64 / 1e3,
        minimum: lengths.least_ns as f64 / 1e3,
        maximum: lengths.most_ns as f64 / 1e3,
        units: 0.0,
    })?;
    Some((point, lengths.ascending().map(|(secs, count)| (secs * 1e6, count)).collect()))
}

fn lag(metric: Metric, setup: &Setup, seed: RunSeed) -> Span {
    let assumed = &setup.assumptions;
    let high_resolution = setup.publication.period(metric) < Span::MINUTE;
    let law = if high_resolution { &assumed.alarm_lag_high_resolution } else { &assumed.alarm_lag_standard };
    law.draw(seed.keyed(Purpose::Delay, metric.number(), 0))
}

/// The next bits of an identifier. The alarms of all runs carry the same names, so that runs can be compared.
fn identifier(seed: u64, drawn: &mut u64) -> u64 {
    *drawn += 1;
    RunSeed { seed, run: 0 }.keyed(Purpose::Name, 0, *drawn)
}

pub(super) fn pending(scaler: &Scaler, action: usize, from: Time, setup: &Setup, seed: RunSeed) -> Option<Pending> {
    let nominal = scaler.next_due(action, from)?;
    let minute = nominal.nanos() / Span::MINUTE.nanos();
    // One draw a minute, not one an action: what falls due together stays in order, as AWS promises for one target.
    let delay = setup.assumptions.scheduled_delay.draw(seed.keyed(Purpose::Schedule, 0, minute));
    Some(Pending { action, nominal, due: nominal + delay })
}
