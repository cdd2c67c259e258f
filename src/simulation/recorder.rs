//! What a run looked like: minutes of arrivals and samples of capacity, gathered into totals and a timeline.

use super::hours::{Days, Episodes, Hours};
use super::latency_grid::LatencyGrid;
use super::outcome::{Episode, Timeline, Totals};
use super::rows::Rows;
use crate::engine::{Span, Time};
use crate::model::hosting::Counts;
use crate::model::serving::{Minute, Reading};
use crate::scenario::setup::{Setup, Variant};
use crate::stats::Histogram;

/// The utilization at which an instance counts as full (metrics.md, "Floor and ceiling").
pub const FULL_UTILIZATION: f64 = 0.8;
/// Attempts for each request from which on clients make the load.
const MANY_ATTEMPTS: f64 = 1.2;
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
    days: Days,
    episodes: Episodes,
    rows: Rows,
    in_service_by_minute: Vec<f32>,
    demand_by_minute: Vec<u32>,
    /// Minutes of bad service in which clients tried again and again.
    stormy: Vec<bool>,
    busiest: Busiest,
    ceiling: u32,
    /// When desired capacity stood at MaxCapacity.
    pub(crate) at_max: Vec<(Time, Time)>,
    /// Minutes of the lead-in too: what the invariants compare with the plane's own sums.
    pub(crate) everything: [u64; 7],
}

#[derive(Clone, Copy, Debug, Default)]
struct Busiest {
    minute: usize,
    arrived: u64,
    /// Instances demanded, as a fraction.
    demanded: f64,
}

impl Recorder {
    /// A recorder of a variant in the counted window of `setup`.
    pub(crate) fn of(setup: &Setup, variant: &Variant, step: Option<Span>) -> Self {
        let service = &variant.service;
        Self {
            slots: service.slots,
            instances_per_rate: service.need.mean_secs() / (FULL_UTILIZATION * f64::from(service.slots)),
            price_micro_usd_per_hour: variant.price_micro_usd_per_hour,
            ..Self::of_endpoint(setup, step)
        }
    }

    /// A recorder of all requests together; what depends on an instance is left to its variants.
    pub(crate) fn of_endpoint(setup: &Setup, step: Option<Span>) -> Self {
        let window = &setup.window;
        let duration = window.end.since(window.start);
        let minutes = duration.nanos().div_ceil(Span::MINUTE.nanos()) as usize;
        let step = step.unwrap_or_else(|| step_for(duration));
        Self {
            start: window.start,
            end: window.end,
            attainment: setup.slo.attainment,
            slots: 0,
            instances_per_rate: 0.0,
            price_micro_usd_per_hour: 0,
            totals: Totals::default(),
            latency: Histogram::default(),
            latency_grid: LatencyGrid::new(duration.nanos().div_ceil(step.nanos()) as usize),
            hours: Hours::new(window.zone.clone()),
            days: Days::new(window.zone.clone(), setup.slo.attainment),
            episodes: Episodes::default(),
            rows: Rows::new(window.start, duration, step),
            in_service_by_minute: vec![0.0; minutes],
            demand_by_minute: vec![0; minutes],
            stormy: vec![false; minutes],
            busiest: Busiest::default(),
            ceiling: 0,
            at_max: Vec::new(),
            everything: [0; 7],
        }
    }

    /// All requests that arrived in one minute, every one with its outcome. Gives the instances demanded, whole and as a
    /// fraction: those that `variants` demand together, else those that this variant does.
    pub(crate) fn minute(&mut self, minute: &Minute, variants: Option<(u32, f64)>) -> (u32, f64) {
        let Minute { arrived, ok, refused, timed_out, failed, open, retries, .. } = *minute;
        let fates = [arrived, ok, refused, timed_out, failed, open, retries];
        for (sum, fate) in self.everything.iter_mut().zip(fates) {
            *sum += fate;
        }
        let at = Time::from_secs(minute.index * 60);
        if at < self.start || at >= self.end {
            return (0, 0.0);
        }
        let good = minute.ok - minute.slow;
        let is_bad = minute.arrived > 0 && (good as f64) < self.attainment * minute.arrived as f64 - 1e-9;
        self.add_totals(minute, good, is_bad);
        self.episodes.minute(at, is_bad);
        self.hours.minute(at, minute);
        self.days.minute(at, good, minute.arrived);
        let row = self.rows.row(at);
        for (index, &count) in minute.latency.iter().enumerate().filter(|(_, count)| **count > 0) {
            self.latency.add(index, u64::from(count));
            self.latency_grid.add(row, index, u64::from(count));
        }
        let number = (at.since(self.start).whole(Span::MINUTE)) as usize;
        let (demand, demanded) = variants.unwrap_or_else(|| self.demand_of(minute.arrived, self.minute_length(at)));
        self.demand_by_minute[number] = demand;
        self.stormy[number] =
            is_bad && (minute.arrived + minute.retries) as f64 >= MANY_ATTEMPTS * minute.arrived as f64;
        self.ceiling = self.ceiling.max(demand);
        if minute.arrived > self.busiest.arrived {
            self.busiest = Busiest { minute: number, arrived: minute.arrived, demanded };
        }
        self.rows.minute(at, minute, good, demand);
        (demand, demanded)
    }

    fn minute_length(&self, at: Time) -> Span {
        (at + Span::MINUTE).min(self.end).since(at)
    }

    /// The least number of instances for `arrived` requests in `length`, at the full utilization; and as a fraction.
    fn demand_of(&self, arrived: u64, length: Span) -> (u32, f64) {
        let demanded = arrived as f64 / length.secs() * self.instances_per_rate;
        (((demanded - 1e-9).ceil().max(0.0) as u32).max(1), demanded)
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
        sums.attempts += minute.arrived + minute.retries;
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
            match self.at_max.last_mut() {
                Some((_, end)) if *end == from => *end = until,
                _ => self.at_max.push((from, until)),
            }
        }
    }

    /// A policy wanted this many instances, with `max` allowed.
    pub(crate) fn wanted(&mut self, now: Time, wanted: u32, max: u32) {
        if now >= self.start {
            self.totals.unmet_at_max = self.totals.unmet_at_max.max(wanted.saturating_sub(max));
        }
    }

    /// So many requests wait at one moment.
    pub(crate) fn waiting(&mut self, now: Time, queued: u64) {
        if now >= self.start {
            self.totals.queue_max = self.totals.queue_max.max(queued);
        }
    }

    /// Demand (instances) in the minute of `at`.
    pub(crate) fn demand_at(&self, at: Time) -> u32 {
        let number = at.since_or_zero(self.start).whole(Span::MINUTE) as usize;
        self.demand_by_minute[number.min(self.demand_by_minute.len() - 1)]
    }

    /// The demand of every clock minute of the window, from its first moment on.
    pub(crate) fn demand_by_minute(&self) -> impl Iterator<Item = (Time, u32)> {
        self.demand_by_minute
            .iter()
            .enumerate()
            .map(|(number, &demand)| (self.start + Span::MINUTE * number as u64, demand))
    }

    /// Adds a variant's instances to those of the endpoint.
    pub(crate) fn add_instances(&mut self, variant: &Self) {
        let both = self.in_service_by_minute.iter_mut().zip(&variant.in_service_by_minute);
        both.for_each(|(sum, instances)| *sum += instances);
    }

    /// The longest stretch of minutes in which retries kept bad service up, and the one at the end of the run: the
    /// instances in service could have taken every first attempt.
    fn storms(&self) -> (u64, u64) {
        let would_fit = |(demand, in_service): (&u32, &f32)| f64::from(*demand) <= f64::from(*in_service) + 1e-3;
        let fits = self.demand_by_minute.iter().zip(&self.in_service_by_minute).map(would_fit);
        self.stormy.iter().zip(fits).fold((0, 0), |(longest, current), (stormy, fits)| {
            let current = if *stormy && fits { current + 1 } else { 0 };
            (longest.max(current), current)
        })
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
        let demanded = self.busiest.demanded;
        (self.totals.storm_longest_minutes, self.totals.storm_open_minutes) = self.storms();
        self.totals.headroom_at_peak = if in_service > 0.0 { (in_service - demanded) / in_service } else { 0.0 };
        (self.totals.days, self.totals.days_meeting_slo) = self.days.finish();
        let episodes = self.episodes.finish(self.end);
        (self.hours.finish(), episodes, self.rows.finish(self.end))
    }
}

/// Price x instance time, to the billionth of a dollar.
pub(crate) fn nano_usd_of(instance_ns: u128, price_micro_usd_per_hour: u64) -> u64 {
    // micro$ / h x ns = 1e-15 $ ns / ns; an hour has 3.6e12 ns.
    ((instance_ns * u128::from(price_micro_usd_per_hour) * 1_000 + 1_800_000_000_000) / 3_600_000_000_000) as u64
}
