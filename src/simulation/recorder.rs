//! What a run looked like: minutes of arrivals and samples of capacity, gathered into totals and a timeline.

use super::latency_grid::LatencyGrid;
use super::outcome::{Episode, Timeline, Totals};
use crate::engine::{Span, Time, Zone};
use crate::model::hosting::Counts;
use crate::model::serving::{Minute, Reading};
use crate::scenario::setup::Setup;
use crate::stats::{Histogram, bucket_secs};

/// Clock hours with fewer admitted requests are joined with the following (metrics.md, `latency_pNN_worst_hour_ms`).
const HOUR_LEAST: u64 = 1_000;
/// Good minutes in a row that end an episode of bad ones (metrics.md, `recovery_s`).
const GOOD_MINUTES: u32 = 3;
/// The utilization at which an instance counts as full (metrics.md, "Floor and ceiling").
pub const FULL_UTILIZATION: f64 = 0.8;
/// Rows of a timeline, at most.
const MOST_ROWS: u64 = 10_080;
/// Steps of a timeline.
const STEPS: [Span; 5] =
    [Span::MINUTE, Span::from_secs(300), Span::from_secs(900), Span::HOUR, Span::from_secs(6 * 3_600)];

/// The shortest step that gives at most 10,080 rows.
pub fn step_for(duration: Span) -> Span {
    let fits = |step: &Span| duration.nanos().div_ceil(step.nanos()) <= MOST_ROWS;
    STEPS.into_iter().find(fits).unwrap_or(Span::DAY)
}

/// Gathers one run's minutes and samples.
#[derive(Debug)]
pub(crate) struct Recorder {
    start: Time,
    end: Time,
    attainment: f64,
    slots: u32,
    /// Instances that one request a second needs, at the full utilization.
    instances_per_rate: f64,
    price_micro_usd_per_hour: u64,
    pub(crate) totals: Totals,
    pub(crate) latency: Histogram,
    pub(crate) latency_grid: LatencyGrid,
    hours: Hours,
    episodes: Episodes,
    rows: Rows,
    in_service_by_minute: Vec<f32>,
    demand_by_minute: Vec<u32>,
    busiest: Busiest,
    ceiling: u32,
    /// Minutes of the lead-in too: what the invariants compare with the plane's own sums.
    pub(crate) everything: [u64; 6],
}

#[derive(Clone, Copy, Debug, Default)]
struct Busiest {
    minute: usize,
    arrived: u64,
}

impl Recorder {
    /// A recorder of the counted window of `setup`.
    pub(crate) fn new(setup: &Setup, step: Option<Span>) -> Self {
        let window = &setup.window;
        let duration = window.end.since(window.start);
        let service = &setup.variant.service;
        let minutes = duration.nanos().div_ceil(Span::MINUTE.nanos()) as usize;
        let step = step.unwrap_or_else(|| step_for(duration));
        Self {
            start: window.start,
            end: window.end,
            attainment: setup.slo.attainment,
            slots: service.slots,
            instances_per_rate: service.need.mean_secs() / (FULL_UTILIZATION * f64::from(service.slots)),
            price_micro_usd_per_hour: setup.variant.price_micro_usd_per_hour,
            totals: Totals::default(),
            latency: Histogram::default(),
            latency_grid: LatencyGrid::new(duration.nanos().div_ceil(step.nanos()) as usize),
            hours: Hours::new(window.zone.clone()),
            episodes: Episodes::default(),
            rows: Rows::new(window.start, duration, step),
            in_service_by_minute: vec![0.0; minutes],
            demand_by_minute: vec![0; minutes],
            busiest: Busiest::default(),
            ceiling: 0,
            everything: [0; 6],
        }
    }

    /// All requests that arrived in one minute, every one with its outcome.
    pub(crate) fn minute(&mut self, minute: &Minute) {
        let fates = [minute.arrived, minute.ok, minute.refused, minute.timed_out, minute.failed, minute.open];
        for (sum, fate) in self.everything.iter_mut().zip(fates) {
            *sum += fate;
        }
        let at = Time::from_secs(minute.index * 60);
        if at < self.start || at >= self.end {
            return;
        }
        let good = minute.ok - minute.slow;
        let is_bad = minute.arrived > 0 && (good as f64) < self.attainment * minute.arrived as f64 - 1e-9;
        self.add_totals(minute, good, is_bad);
        self.episodes.minute(at, is_bad);
        self.hours.minute(at, minute);
        let row = self.rows.row(at);
        for (index, &count) in minute.latency.iter().enumerate().filter(|(_, count)| **count > 0) {
            self.latency.add(index, u64::from(count));
            self.latency_grid.add(row, index, u64::from(count));
        }
        let number = (at.since(self.start).whole(Span::MINUTE)) as usize;
        let demand = self.demand_of(minute.arrived, self.minute_length(at)).max(1);
        self.demand_by_minute[number] = demand;
        self.ceiling = self.ceiling.max(demand);
        if minute.arrived > self.busiest.arrived {
            self.busiest = Busiest { minute: number, arrived: minute.arrived };
        }
        self.rows.minute(at, minute, good, demand);
    }

    fn minute_length(&self, at: Time) -> Span {
        (at + Span::MINUTE).min(self.end).since(at)
    }

    /// The least number of instances for `arrived` requests in `length`, at the full utilization.
    fn demand_of(&self, arrived: u64, length: Span) -> u32 {
        (arrived as f64 / length.secs() * self.instances_per_rate - 1e-9).ceil().max(0.0) as u32
    }

    fn add_totals(&mut self, minute: &Minute, good: u64, is_bad: bool) {
        let sums = &mut self.totals;
        sums.requests += minute.arrived;
        sums.good += good;
        sums.ok += minute.ok;
        sums.refused += minute.refused;
        sums.timed_out += minute.timed_out;
        sums.failed += minute.failed;
        sums.no_capacity += minute.no_capacity;
        sums.in_flight_at_end += minute.open;
        sums.attempts += minute.arrived;
        sums.latency_secs += minute.latency_ns as f64 / 1e9;
        sums.wait_secs += minute.wait_ns as f64 / 1e9;
        sums.waited += minute.waited;
        sums.bad_minutes += u64::from(is_bad);
        if minute.arrived > 0 {
            let lost = minute.refused + minute.timed_out + minute.failed;
            sums.failed_worst_minute = sums.failed_worst_minute.max(lost as f64 / minute.arrived as f64);
        }
    }

    /// What stood during `[from, until)`: at most a minute, within one clock minute.
    pub(crate) fn sample(&mut self, from: Time, until: Time, counts: Counts, reading: &Reading) {
        if until <= from || from < self.start {
            return;
        }
        let length = until.since(from);
        let in_service_secs = length.secs() * f64::from(counts.in_service);
        self.totals.busy_secs += reading.busy_ns as f64 / 1e9;
        // A draining instance still works: its slots count as long as its requests do.
        self.totals.slot_secs += length.secs() * f64::from(counts.in_service + counts.emptying) * f64::from(self.slots);
        self.totals.queue_max = self.totals.queue_max.max(reading.queued_max);
        let number = from.since(self.start).whole(Span::MINUTE) as usize;
        self.in_service_by_minute[number] +=
            (in_service_secs / self.minute_length(from.floor(Span::MINUTE)).secs()) as f32;
        let paid_usd = length.secs() * f64::from(counts.paid) * self.price_micro_usd_per_hour as f64 / 3.6e9;
        self.rows.sample(from, length, counts, reading.queued_ns, paid_usd);
    }

    /// Whether desired capacity stood at MaxCapacity (or above) during `[from, until)`.
    pub(crate) fn at_max(&mut self, from: Time, until: Time, is_at_max: bool) {
        if is_at_max && from >= self.start {
            self.totals.at_max_secs += until.since(from).secs();
        }
    }

    /// A policy wanted this many instances, with `max` allowed.
    pub(crate) fn wanted(&mut self, now: Time, wanted: u32, max: u32) {
        if now >= self.start {
            self.totals.unmet_at_max = self.totals.unmet_at_max.max(wanted.saturating_sub(max));
        }
    }

    /// Demand (instances) in the minute of `at`.
    pub(crate) fn demand_at(&self, at: Time) -> u32 {
        let number = at.since_or_zero(self.start).whole(Span::MINUTE) as usize;
        self.demand_by_minute[number.min(self.demand_by_minute.len() - 1)]
    }

    /// Closes what is open and gives (worst hour, episodes, timeline).
    pub(crate) fn finish(&mut self) -> (Option<[f64; 3]>, Vec<Episode>, Timeline) {
        let nano_usd = |instance_secs: f64| nano_usd_of((instance_secs * 1e9) as u128, self.price_micro_usd_per_hour);
        let minutes = self.demand_by_minute.iter().enumerate();
        let floor: f64 = minutes
            .map(|(number, &demand)| {
                f64::from(demand) * self.minute_length(self.start + Span::MINUTE * number as u64).secs()
            })
            .sum();
        self.totals.floor_nano_usd = nano_usd(floor);
        self.totals.ceiling_nano_usd = nano_usd(f64::from(self.ceiling.max(1)) * self.end.since(self.start).secs());
        let in_service = f64::from(self.in_service_by_minute[self.busiest.minute]);
        let minute = self.minute_length(self.start + Span::MINUTE * self.busiest.minute as u64);
        let demanded = self.busiest.arrived as f64 / minute.secs() * self.instances_per_rate;
        self.totals.headroom_at_peak = if in_service > 0.0 { (in_service - demanded) / in_service } else { 0.0 };
        let episodes = self.episodes.finish(self.end);
        (self.hours.finish(), episodes, self.rows.finish(self.end))
    }
}

/// Price x instance time, to the billionth of a dollar.
pub(crate) fn nano_usd_of(instance_ns: u128, price_micro_usd_per_hour: u64) -> u64 {
    // micro$ / h x ns = 1e-15 $ ns / ns; an hour has 3.6e12 ns.
    ((instance_ns * u128::from(price_micro_usd_per_hour) * 1_000 + 1_800_000_000_000) / 3_600_000_000_000) as u64
}

/// The worst clock hour.
#[derive(Debug)]
struct Hours {
    zone: Zone,
    open_since: Option<Time>,
    open: Histogram,
    last: Option<Histogram>,
    worst: Option<[f64; 3]>,
}

impl Hours {
    fn new(zone: Zone) -> Self {
        Self { zone, open_since: None, open: Histogram::default(), last: None, worst: None }
    }

    fn minute(&mut self, at: Time, minute: &Minute) {
        let hour = self.zone.hour_start(at);
        if self.open_since.is_some_and(|since| since != hour) && self.open.total() >= HOUR_LEAST {
            let closed = std::mem::take(&mut self.open);
            self.reduce(&closed);
            self.last = Some(closed);
        }
        self.open_since = Some(hour);
        for (index, &count) in minute.latency.iter().enumerate().filter(|(_, count)| **count > 0) {
            self.open.add(index, u64::from(count));
        }
    }

    fn reduce(&mut self, hour: &Histogram) {
        let at = |share| hour.quantile_secs(share);
        if let (Some(p50), Some(p95), Some(p99)) = (at(0.50), at(0.95), at(0.99)) {
            let worst = self.worst.unwrap_or([0.0; 3]);
            self.worst = Some([worst[0].max(p50), worst[1].max(p95), worst[2].max(p99)]);
        }
    }

    /// What is left at the end joins the hour before it if it is too short to stand alone.
    fn finish(&mut self) -> Option<[f64; 3]> {
        let mut rest = std::mem::take(&mut self.open);
        if rest.total() > 0 {
            if rest.total() < HOUR_LEAST
                && let Some(last) = self.last.take()
            {
                rest.merge(&last);
            }
            self.reduce(&rest);
        }
        self.worst
    }
}

/// Episodes of bad minutes.
#[derive(Debug, Default)]
struct Episodes {
    open: Option<(Time, u32)>,
    closed: Vec<Episode>,
}

impl Episodes {
    fn minute(&mut self, at: Time, is_bad: bool) {
        match (&mut self.open, is_bad) {
            (None, true) => self.open = Some((at, 0)),
            (Some((_, good)), true) => *good = 0,
            (Some((from, good)), false) => {
                *good += 1;
                if *good == GOOD_MINUTES {
                    let until = at.back(Span::MINUTE * u64::from(GOOD_MINUTES - 1));
                    self.closed.push(Episode { from: *from, until: Some(until), length: until.since(*from) });
                    self.open = None;
                }
            }
            (None, false) => {}
        }
    }

    fn finish(&mut self, end: Time) -> Vec<Episode> {
        if let Some((from, _)) = self.open.take() {
            self.closed.push(Episode { from, until: None, length: end.since(from) });
        }
        std::mem::take(&mut self.closed)
    }
}

/// The timeline as it fills: rows of the step grid.
#[derive(Debug)]
struct Rows {
    timeline: Timeline,
    open: Histogram,
    open_row: usize,
    good: Vec<u64>,
    demanded_secs: Vec<f32>,
}

impl Rows {
    fn new(start: Time, duration: Span, step: Span) -> Self {
        let rows = duration.nanos().div_ceil(step.nanos()) as usize;
        let zeros = || vec![0.0; rows];
        let blanks = || vec![f32::NAN; rows];
        let timeline = Timeline {
            start,
            step,
            offered_per_s: zeros(),
            served_per_s: zeros(),
            refused: zeros(),
            timed_out: zeros(),
            failed: zeros(),
            good_share: blanks(),
            desired: zeros(),
            in_service: zeros(),
            launching: zeros(),
            draining: zeros(),
            queue: zeros(),
            p50_ms: blanks(),
            p95_ms: blanks(),
            p99_ms: blanks(),
            cost_usd: zeros(),
            demand: zeros(),
        };
        Self { timeline, open: Histogram::default(), open_row: 0, good: vec![0; rows], demanded_secs: zeros() }
    }

    fn row(&self, at: Time) -> usize {
        at.since(self.timeline.start).whole(self.timeline.step) as usize
    }

    fn minute(&mut self, at: Time, minute: &Minute, good: u64, demand: u32) {
        let row = self.row(at);
        if row != self.open_row {
            self.reduce();
            self.open_row = row;
        }
        let line = &mut self.timeline;
        line.offered_per_s[row] += minute.arrived as f32;
        line.served_per_s[row] += minute.ok as f32;
        line.refused[row] += minute.refused as f32;
        line.timed_out[row] += minute.timed_out as f32;
        line.failed[row] += minute.failed as f32;
        self.good[row] += good;
        self.demanded_secs[row] += demand as f32 * 60.0;
        for (index, &count) in minute.latency.iter().enumerate().filter(|(_, count)| **count > 0) {
            self.open.add(index, u64::from(count));
        }
    }

    /// A row's histogram becomes its percentiles; percentiles are never averaged.
    fn reduce(&mut self) {
        let row = self.open_row;
        for (column, share) in
            [(&mut self.timeline.p50_ms, 0.50), (&mut self.timeline.p95_ms, 0.95), (&mut self.timeline.p99_ms, 0.99)]
        {
            column[row] = self.open.quantile_bucket(share).map_or(f32::NAN, |index| (bucket_secs(index) * 1e3) as f32);
        }
        self.open.clear();
    }

    fn sample(&mut self, from: Time, length: Span, counts: Counts, queued_ns: u64, paid_usd: f64) {
        let row = self.row(from);
        let line = &mut self.timeline;
        line.desired[row] = counts.desired as f32;
        line.launching[row] = counts.launching as f32;
        line.draining[row] = counts.draining as f32;
        line.in_service[row] += (length.secs() * f64::from(counts.in_service)) as f32;
        line.queue[row] += (queued_ns as f64 / 1e9) as f32;
        line.cost_usd[row] += paid_usd as f32;
    }

    /// Sums become rates and averages over each row's own length.
    fn finish(&mut self, end: Time) -> Timeline {
        self.reduce();
        let line = &mut self.timeline;
        for row in 0..self.good.len() {
            let from = line.start + line.step * row as u64;
            let secs = (from + line.step).min(end).since(from).secs() as f32;
            if line.offered_per_s[row] > 0.0 {
                line.good_share[row] = self.good[row] as f32 / line.offered_per_s[row];
            }
            line.offered_per_s[row] /= secs;
            line.served_per_s[row] /= secs;
            line.in_service[row] /= secs;
            line.queue[row] /= secs;
            line.demand[row] = self.demanded_secs[row] / secs;
        }
        std::mem::take(&mut self.timeline)
    }
}
