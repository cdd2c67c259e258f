//! How many requests are to be expected, and when most: the traffic without its chance.

use super::arrivals::shares_process;
use super::curve::{Curve, Segment};
use super::replay::ScaledCounts;
use super::{Shape, Source, Traffic};
use crate::engine::{Span, Time};

/// A stretch of time over which the expected rate changes evenly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// First moment.
    pub begin: Time,
    /// Rate at the begin [1/s].
    pub per_sec: f64,
    /// Change of the rate [1/s²].
    pub slope: f64,
    /// End, exclusive.
    pub until: Time,
}

/// The expected rate of all traffic, to be asked at moments that mostly rise.
#[derive(Clone, Debug)]
pub struct Rates {
    curves: Vec<Curve>,
    /// The segment of each curve in which it was last asked for a stretch.
    held: Vec<Option<Segment>>,
    records: Vec<(Source, ScaledCounts)>,
}

impl Rates {
    /// Of all sources.
    pub(super) fn of_all(traffic: &Traffic) -> Self {
        let mut places: Vec<Option<u16>> = traffic.sources.iter().map(|source| source.to).collect();
        places.sort_unstable();
        places.dedup();
        let mut all = Self { curves: Vec::new(), held: Vec::new(), records: Vec::new() };
        for to in places {
            let Self { curves, held, records } = Self::new(traffic, to);
            all.curves.extend(curves);
            all.held.extend(held);
            all.records.extend(records);
        }
        all
    }

    /// Of the sources whose requests go to that place.
    pub(super) fn new(traffic: &Traffic, to: Option<u16>) -> Self {
        let sources: Vec<&Source> = traffic.sources.iter().filter(|source| source.to == to).collect();
        let shared = sources.iter().filter(|source| shares_process(source)).map(|source| (*source).clone());
        let mut groups: Vec<Vec<Source>> = vec![shared.collect()];
        let alone = sources.iter().filter(|source| source.process.is_some() && source.shape.is_rate());
        groups.extend(alone.map(|source| vec![(*source).clone()]));
        groups.retain(|members| !members.is_empty());
        let curves: Vec<Curve> = groups.into_iter().map(|members| Curve::new(traffic, members, None)).collect();
        let records = sources.iter().filter(|source| !source.shape.is_rate());
        let records = records.map(|source| ((*source).clone(), ScaledCounts::new(traffic, source, None))).collect();
        Self { held: vec![None; curves.len()], curves, records }
    }

    /// The rate at `at` [1/s]. Stamps count by the minute of the clock that holds `at`.
    pub fn per_sec(&mut self, at: Time) -> f64 {
        let curves: f64 = self.curves.iter_mut().map(|curve| curve.segment(at).per_sec).sum();
        let records = self.records.iter_mut().map(|(source, scaled)| record_level(source, scaled, at).0);
        curves + records.sum::<f64>()
    }

    /// The stretch that begins at `at`: the requests of all stretches that follow one another are exact. A record counts
    /// as a level rate in each of its intervals, stamps in each minute of the clock.
    pub fn stretch(&mut self, at: Time) -> Stretch {
        let mut sum = Stretch { begin: at, per_sec: 0.0, slope: 0.0, until: Time::NEVER };
        for (curve, held) in self.curves.iter_mut().zip(&mut self.held) {
            // A segment is exact as a whole, so it is kept to its end.
            let segment = held.filter(|held| held.begin <= at && at < held.until).unwrap_or_else(|| curve.segment(at));
            *held = Some(segment);
            sum.per_sec += segment.per_sec + segment.slope * at.since(segment.begin).secs();
            sum.slope += segment.slope;
            sum.until = sum.until.min(segment.until);
        }
        for (source, scaled) in &mut self.records {
            let (per_sec, until) = record_level(source, scaled, at);
            sum.per_sec += per_sec;
            sum.until = sum.until.min(until);
        }
        sum
    }

    /// Requests expected in `[from, until)`.
    pub fn requests(&mut self, from: Time, until: Time) -> f64 {
        let mut sum = 0.0;
        for curve in &mut self.curves {
            each_segment(curve, from, until, |segment, secs| sum += segment.requests(secs));
        }
        for (source, scaled) in &mut self.records {
            sum += record_requests(source, scaled, from, until);
        }
        sum
    }

    /// A bound of the rate in `[from, until)` [1/s]: the sum of the peaks of all processes. Stamps count as their
    /// fullest minute.
    pub fn peak_per_sec(&mut self, from: Time, until: Time) -> f64 {
        let mut sum = 0.0;
        for curve in &mut self.curves {
            let mut peak = 0.0_f64;
            each_segment(curve, from, until, |segment, _| peak = peak.max(segment.per_sec).max(segment.last_per_sec()));
            sum += peak;
        }
        for (source, scaled) in &mut self.records {
            sum += record_peak_per_sec(source, scaled, from, until);
        }
        sum
    }
}

/// Calls `see` with every segment in `[from, until)` and how long it lasts therein.
fn each_segment(curve: &mut Curve, from: Time, until: Time, mut see: impl FnMut(&Segment, f64)) {
    let mut at = from;
    while at < until {
        let segment = curve.segment(at);
        let end = segment.until.min(until);
        see(&segment, end.since(at).secs());
        at = end;
    }
}

/// The level of a record at `at` [1/s], and until when it stays.
fn record_level(source: &Source, scaled: &mut ScaledCounts, at: Time) -> (f64, Time) {
    match &source.shape {
        Shape::Counts(counts) => {
            let after = counts.bins.partition_point(|bin| bin.0 <= at);
            let next = counts.bins.get(after).map_or(Time::NEVER, |bin| bin.0);
            match after.checked_sub(1).map(|i| counts.bins[i]).filter(|bin| at < bin.0 + counts.period) {
                Some((begin, count)) => {
                    let per_sec = scaled.weight(begin) * count as f64 / counts.period.secs();
                    (per_sec, next.min(begin + counts.period))
                }
                None => (0.0, next),
            }
        }
        Shape::Stamps(stamps) => {
            let minute = at.floor(Span::MINUTE);
            let until = minute + Span::MINUTE;
            (scaled.weight(at) * stamps_between(stamps, minute, until) as f64 / 60.0, until)
        }
        _ => (0.0, Time::NEVER),
    }
}

fn record_requests(source: &Source, scaled: &mut ScaledCounts, from: Time, until: Time) -> f64 {
    match &source.shape {
        Shape::Counts(counts) => {
            let inside = |begin: Time| (begin + counts.period).min(until).since_or_zero(begin.max(from)).secs();
            let bins = counts.bins.iter().filter(|bin| inside(bin.0) > 0.0);
            bins.map(|bin| scaled.weight(bin.0) * bin.1 as f64 * inside(bin.0) / counts.period.secs()).sum()
        }
        Shape::Stamps(stamps) => {
            let inside = stamps.iter().filter(|at| (from..until).contains(*at));
            inside.map(|at| scaled.weight(*at)).sum()
        }
        _ => 0.0,
    }
}

fn record_peak_per_sec(source: &Source, scaled: &mut ScaledCounts, from: Time, until: Time) -> f64 {
    match &source.shape {
        Shape::Counts(counts) => {
            let bins = counts.bins.iter().filter(|bin| bin.0 < until && bin.0 + counts.period > from);
            bins.map(|bin| scaled.weight(bin.0) * bin.1 as f64 / counts.period.secs()).fold(0.0, f64::max)
        }
        Shape::Stamps(stamps) => {
            let inside = stamps.iter().filter(|at| (from..until).contains(*at));
            let minutes =
                inside.map(|at| scaled.weight(*at) * stamps_between(stamps, *at, *at + Span::MINUTE) as f64 / 60.0);
            minutes.fold(0.0, f64::max)
        }
        _ => 0.0,
    }
}

fn stamps_between(stamps: &[Time], from: Time, until: Time) -> usize {
    stamps.partition_point(|at| *at < until) - stamps.partition_point(|at| *at < from)
}
