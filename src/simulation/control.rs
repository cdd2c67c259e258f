//! The control plane of one run: which metrics are read, when periods close, when alarms judge, when schedules fall due.

use crate::engine::{Purpose, RunSeed, Span, Time};
use crate::model::alarms::{Alarm, Evaluation, State};
use crate::model::hosting::Counts;
use crate::model::metrics::{Busy, Datapoint, Distribution, Metric, Observed, Published, Query, Slice, Store};
use crate::model::scaling::{AlarmFound, AlarmRef, Bounds, Evaluations, ManagedRules, Rules, Scaler, Target};
use crate::model::serving::{Lengths, Plane, Reading, UnitId};
use crate::scenario::setup::{Assumptions, Setup, UserAlarm};
use std::collections::{BTreeMap, BTreeSet};

/// When an alarm judges what.
#[derive(Debug)]
pub(super) struct Judging {
    pub(super) query: Query,
    /// From one evaluation to the next.
    pub(super) step: Span,
    /// `Assumes:` `alarm_lag`: one draw a metric and run, so that evaluations are one step apart.
    lag: Span,
    /// End of the windows that are judged next.
    pub(super) end: Time,
}

impl Judging {
    pub(super) fn due(&self) -> Time {
        self.end + self.lag
    }
}

/// An alarm of the scenario.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) alarm: Alarm,
    pub(super) judging: Judging,
}

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
    /// In file order.
    pub(super) named: Vec<Named>,
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
        // The alarms of all runs carry the same names, so that runs can be compared.
        let every_run = RunSeed { run: 0, ..seed };
        let mut number = 0;
        let scaler = Scaler::new(target, rules(&setup.assumptions), || {
            number += 1;
            every_run.keyed(Purpose::Name, 0, number)
        });
        let begin = setup.window.begin;
        let mut store = Store::new(begin, setup.window.end);
        let lag = |metric| lag(metric, &setup.assumptions, seed);
        store.read_for_own(&setup.own, lag);
        let mut judging = |query: &Query, step: Span, reach: (Span, usize)| {
            store.read(query, reach, lag);
            Judging { query: query.clone(), step, lag: store.lag(query), end: begin.floor(step) + step }
        };
        let tracked = (0..target.policies.len()).map(|policy| {
            let query = &target.policies[policy].tracking()?.metric;
            let period = query.period();
            Some(judging(query, period, (period, scaler.periods_read(policy))))
        });
        let tracked = tracked.collect();
        let named = setup.alarms.iter().map(|given| {
            let config = &given.config;
            let step = if config.period < Span::MINUTE { Span::from_secs(10) } else { Span::MINUTE };
            let judging = judging(&given.query, step, (config.period, config.evaluation_range as usize));
            Named { alarm: Alarm::new(config.clone()), judging }
        });
        let named = named.collect();
        let mut by_name: Vec<usize> = (0..target.scheduled.len()).collect();
        by_name.sort_by(|&a, &b| target.scheduled[a].name.cmp(&target.scheduled[b].name));
        let pending = by_name.into_iter().filter_map(|a| pending(&scaler, a, begin, setup, seed)).collect();
        let present = (0..setup.variant.initial).map(|n| (UnitId(n), Presence { since: begin, busy_ns: 0 }));
        let calls_at = setup.calls.first().map_or(Time::NEVER, |call| call.at);
        let present = present.collect();
        Self { store, tracked, named, pending, next_call: 0, calls_at, present, busy: Vec::new(), scaler }
    }

    pub(super) fn bounds(&self) -> Bounds {
        self.scaler.bounds()
    }

    /// Whether someone reads how long answers take.
    pub(super) fn reads_latencies(&self) -> bool {
        self.store.reads(Metric::is_latency)
    }

    /// The next moment after `now` at which a period closes, an alarm judges or an action falls due.
    pub(super) fn next_instant(&self, now: Time) -> Time {
        let due = self.pending.iter().map(|p| p.due);
        let judged = self.tracked.iter().flatten().chain(self.named.iter().map(|named| &named.judging));
        let all = due.chain(judged.map(Judging::due)).chain([self.store.next_close(), self.calls_at]);
        all.min().unwrap_or(Time::NEVER).max(now)
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
        let is_minute = now == now.floor(Span::MINUTE);
        if is_minute && self.store.reads(Metric::is_utilization) {
            self.watch_instances(now, plane, setup);
        }
        let mut observed = Observed { instances: &self.busy, ..Observed::default() };
        if is_minute && let Some(latencies) = plane.latencies() {
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
            let period = now.nanos() / metric.period().nanos();
            assumed.publication_jitter.draw(seed.keyed(Purpose::Delay, metric.number(), period))
        });
    }

    /// How busy each instance was in the minute that ends.
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
        // Whoever was not read has gone in an earlier minute.
        present.retain(|_, presence| presence.since == now);
    }

    /// `EnableAlarmActions`, `DisableAlarmActions`.
    pub(super) fn enable_actions(&mut self, alarms: &[usize], enabled: bool) {
        for &number in alarms {
            self.named[number].alarm.enable_actions(enabled);
        }
    }

    /// Evaluates the alarms of a policy, if they are due.
    pub(super) fn evaluate_managed(&mut self, policy: usize, now: Time) -> Option<Evaluations> {
        let judging = self.tracked[policy].as_mut().filter(|judging| judging.due() == now)?;
        let (store, query) = (&self.store, &judging.query);
        let mut look = |start, period| store.look(query, start, period, now);
        let found = self.scaler.evaluate(policy, now, judging.end, &mut look);
        judging.end += judging.step;
        Some(found)
    }

    /// Evaluates an alarm of the scenario, if it is due, and tells the policies that it names.
    pub(super) fn evaluate_named(&mut self, number: usize, now: Time, given: &UserAlarm) -> Option<Evaluation> {
        let named = &mut self.named[number];
        let judging = &mut named.judging;
        if judging.due() != now {
            return None;
        }
        let (store, query) = (&self.store, &judging.query);
        let found = named.alarm.evaluate(now, judging.end, &mut |start, period| store.look(query, start, period, now));
        judging.end += judging.step;
        let actions = [
            (State::InAlarm, &given.alarm_actions),
            (State::Ok, &given.ok_actions),
            (State::InsufficientData, &given.insufficient_data_actions),
        ];
        let told: BTreeSet<usize> = actions.iter().flat_map(|(_, policies)| policies.iter().copied()).collect();
        for policy in told {
            let invokes = actions.iter().any(|(state, policies)| *state == found.to && policies.contains(&policy));
            self.scaler.alarm_evaluated(policy, AlarmFound::of(number, &named.alarm, &found, invokes));
        }
        Some(found)
    }

    /// `AlarmName` of the alarm that invoked a policy; of its `AlarmHigh` where none did.
    pub(super) fn alarm_name(&self, policy: usize, alarm: Option<AlarmRef>) -> &str {
        match (alarm, self.scaler.alarms(policy)) {
            (Some(AlarmRef::Named(number)), _) => &self.named[number].alarm.config().name,
            (own, Some(alarms)) => &alarms.of(own.unwrap_or(AlarmRef::High)).config().name,
            (_, None) => "",
        }
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

fn lag(metric: Metric, assumed: &Assumptions, seed: RunSeed) -> Span {
    let high_resolution = metric.period() < Span::MINUTE;
    let law = if high_resolution { &assumed.alarm_lag_high_resolution } else { &assumed.alarm_lag_standard };
    law.draw(seed.keyed(Purpose::Delay, metric.number(), 0))
}

pub(super) fn pending(scaler: &Scaler, action: usize, from: Time, setup: &Setup, seed: RunSeed) -> Option<Pending> {
    let nominal = scaler.next_due(action, from)?;
    let minute = nominal.nanos() / Span::MINUTE.nanos();
    // One draw a minute, not one an action: what falls due together stays in order, as AWS promises for one target.
    let delay = setup.assumptions.scheduled_delay.draw(seed.keyed(Purpose::Schedule, 0, minute));
    Some(Pending { action, nominal, due: nominal + delay })
}

fn rules(assumed: &Assumptions) -> Rules {
    Rules {
        metric_value: assumed.metric_value,
        capacity_basis: assumed.capacity_basis,
        cooldown_rule: assumed.cooldown_rule,
        cooldown_scope: assumed.cooldown_scope,
        step_credit_clock: assumed.step_credit_clock,
        scale_in_during_scale_out_cooldown: assumed.scale_in_during_scale_out_cooldown,
        percent_base: assumed.percent_base,
        flapping: assumed.flapping,
        scheduled_during_update: assumed.scheduled_during_update,
        dst: assumed.dst,
        managed: ManagedRules {
            high_datapoints: ManagedRules::STANDARD_DATAPOINTS.0,
            low_datapoints: ManagedRules::STANDARD_DATAPOINTS.1,
            high_resolution_datapoints: assumed.high_resolution_datapoints,
            evaluation_range_extra: assumed.evaluation_range_extra,
            action_repeat_high_resolution: assumed.action_repeat_high_resolution,
        },
    }
}
