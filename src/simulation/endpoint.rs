//! What the variants of an endpoint have in common in a run: the metrics that are published of them, alarms of one's own,
//! and all requests together.

use super::control::lag;
use super::joint::Joint;
use super::judging::{Judging, Named, step_of};
use super::recorder::Recorder;
use super::sightings::AlarmLog;
use super::{Options, Pool};
use crate::engine::{Purpose, RunSeed, Span, Time};
use crate::model::hosting::Counts;
use crate::model::metrics::{
    Busy, Datapoint, Distribution, Metric, Observed, Publication, Published, Query, Slice, Store,
};
use crate::model::serving::{Lengths, Minute, Plane, Reading, UnitId};
use crate::scenario::setup::{Calling, Setup, Variant};
use std::collections::BTreeMap;

/// An instance that is there.
#[derive(Clone, Copy, Debug)]
struct Presence {
    /// Since then, or since the last reading.
    since: Time,
    /// Busy slot-time so far [ns].
    busy_ns: u64,
}

/// Metrics, alarms and totals of an endpoint.
#[derive(Debug)]
pub(super) struct Endpoint {
    pub(super) store: Store,
    /// By place; `None`: there is none of this name now.
    pub(super) named: Vec<Option<Named>>,
    /// Somebody has set the state of an alarm at this instant: policies are to be judged.
    pub(super) told: bool,
    pub(super) log: AlarmLog,
    /// Where there are several variants.
    pub(super) joint: Option<Joint>,
    /// Where metrics are read at all.
    pub(super) is_watched: bool,
    /// By variant.
    present: Vec<BTreeMap<UnitId, Presence>>,
    /// Of one period; reused.
    busy: Vec<Busy>,
}

impl Endpoint {
    /// Alarms of one's own are judged where something can be scaled.
    pub(super) fn new(setup: &Setup, seed: RunSeed, options: Options) -> Self {
        let begin = setup.window.begin;
        let is_watched = setup.variants.iter().any(|variant| variant.target.is_some());
        let mut store = Store::new(setup.variants.len(), begin, setup.window.end, setup.publication);
        let mut named = Vec::new();
        if is_watched {
            let lag = |of, metric| lag(of, metric, setup, seed);
            store.read_for_own(&setup.own, lag);
            // What a call will read is kept from the begin on: a new alarm looks back at data from before it.
            let put = setup.calls.iter().filter_map(|call| match &call.calling {
                Calling::PutAlarm(_, alarm) => Some(alarm),
                _ => None,
            });
            for given in setup.alarms.iter().chain(put) {
                store.read(&given.query, (given.config.period, given.config.evaluation_range as usize), lag);
            }
            named.extend(setup.alarms.iter().map(|given| {
                let (step, lag) = (step_of(&given.config), store.lag(&given.query));
                Some(Named::new(given, Judging::from_begin(&given.query, step, lag, begin)))
            }));
        }
        let there =
            |variant: &Variant| (0..variant.initial).map(|n| (UnitId(n), Presence { since: begin, busy_ns: 0 }));
        let variants = setup.variants.len();
        Self {
            store,
            named,
            told: false,
            log: AlarmLog::default(),
            joint: (variants > 1).then(|| Joint::new(variants, Recorder::of_endpoint(setup, options.step))),
            is_watched,
            present: setup.variants.iter().map(|variant| there(variant).collect()).collect(),
            busy: Vec::new(),
        }
    }

    /// Whether someone reads how long a variant's answers take.
    pub(super) fn reads_latencies(&self, variant: usize) -> bool {
        self.store.reads_of(variant, Metric::is_latency)
    }

    /// The next moment at which a period closes or an alarm judges.
    pub(super) fn next_instant(&self) -> Time {
        let judged = self.named.iter().flatten().map(|named| named.judging.due());
        judged.chain([self.store.next_close()]).min().unwrap_or(Time::NEVER)
    }

    /// An instance of a variant takes requests from now on.
    pub(super) fn joined(&mut self, variant: usize, now: Time, unit: UnitId) {
        self.present[variant].insert(unit, Presence { since: now, busy_ns: 0 });
    }

    /// What happened to a variant in the last `length`, with a constant number of instances in service.
    pub(super) fn measure(&mut self, variant: usize, length: Span, counts: Counts, reading: &Reading) {
        if !self.is_watched {
            return;
        }
        self.store.add(
            variant,
            &Slice {
                length,
                units: counts.in_service,
                arrived: reading.arrived,
                refused: reading.refused,
                timed_out: reading.timed_out,
                hung_up: reading.hung_up,
                failed: reading.failed,
                most_at_a_unit: reading.most_at_a_unit,
                least_at_a_unit: reading.least_at_a_unit,
                in_flight_ns: reading.in_flight_ns,
                busy_ns: reading.busy_ns,
            },
        );
    }

    /// A variant's minute, every request of it ended.
    pub(super) fn minute(&mut self, minute: &Minute, demand: (u32, f64)) {
        if let Some(joint) = &mut self.joint {
            joint.minute(minute, demand);
        }
    }

    /// Periods that end at `now` become datapoints.
    pub(super) fn close_periods(&mut self, now: Time, pools: &mut [Pool], setup: &Setup, seed: RunSeed) {
        if self.store.next_close() != now {
            return;
        }
        let assumed = &setup.assumptions;
        let delay = |of: u16, metric: Metric| {
            let period = now.nanos() / setup.publication.period(metric).nanos();
            assumed.publication_jitter.draw(seed.keyed(Purpose::Delay, series_number(of, metric), period))
        };
        let Publication { utilization, invocations } = setup.publication;
        for (place, pool) in pools.iter_mut().enumerate() {
            if now == now.floor(utilization) && self.store.reads_of(place, Metric::is_utilization) {
                self.watch_instances(place, now, &mut pool.plane, pool.variant);
            }
            let mut observed = Observed { instances: &self.busy, ..Observed::default() };
            if now == now.floor(invocations)
                && let Some(latencies) = pool.plane.latencies()
            {
                observed.model_latency = microseconds(&latencies.model);
                observed.overhead_latency = microseconds(&latencies.overhead);
                latencies.clear();
            }
            let published = Published {
                refused_are_invocations: assumed.refused_are_invocations,
                zeros: assumed.zero_invocations,
                machine: &pool.variant.machine,
            };
            self.store.close(place, now, &observed, &published, |metric| delay(place as u16, metric));
            self.busy.clear();
        }
        let slots = |variant: usize| setup.variants[variant].service.slots;
        self.store.close_own(now, &setup.own, slots, delay);
    }

    /// How busy each instance of a variant was in the period that ends.
    ///
    /// Differs: an instance that goes in it counts to the end of it; a disk grows with busy time, not request by request.
    fn watch_instances(&mut self, place: usize, now: Time, plane: &mut Plane, variant: &Variant) {
        let service = &variant.service;
        let need_ns = service.need.mean_secs() * 1e9;
        let Self { present, busy, .. } = self;
        let present = &mut present[place];
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

/// Whose figures an alarm reads: one variant's, or the endpoint's where several come in.
pub(super) fn scope_of<'p>(query: &Query, pools: &'p [Pool]) -> &'p str {
    let mut all = query.reads().iter().map(|read| usize::from(read.of));
    match all.next() {
        Some(first) if all.all(|other| other == first) => pools[first].journal.scope(),
        _ => "endpoint",
    }
}

/// Tells the draws of one variant's metric from all others'.
pub(super) fn series_number(of: u16, metric: Metric) -> u64 {
    metric.number() | u64::from(of) << 32
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
